"""The county's overview, and the look into one township through the township's own pages."""

from app.ui.pages.counties.overview import Counties
from app.ui.pages.counties.township import Township

__all__ = ["Counties", "Township"]
