"""The county's and the city's desk: every school that reported, from all sides, and a look into each."""

from app.ui.pages.counties.checklists import ChecklistsPage
from app.ui.pages.counties.coverage import CoveragePage
from app.ui.pages.counties.overview import Counties
from app.ui.pages.counties.reporting import ReportingPage
from app.ui.pages.counties.statistics import StatisticsPage
from app.ui.pages.counties.township import Township

__all__ = ["ChecklistsPage", "Counties", "CoveragePage", "ReportingPage", "StatisticsPage", "Township"]
