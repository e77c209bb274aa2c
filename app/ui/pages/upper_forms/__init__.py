"""上级表格: forms of the upper level, what stands where in them, and filling them in."""

from app.ui.pages.upper_forms.listing import UpperFormsPage
from app.ui.pages.upper_forms.page import UpperFormPage

__all__ = ["UpperFormPage", "UpperFormsPage"]
