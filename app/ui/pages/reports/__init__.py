"""统计报表: how the year will end, whom training reached, who is to be called, and the forms of the year."""

from app.ui.pages.reports.page import ReportsPage

__all__ = ["ReportsPage"]
