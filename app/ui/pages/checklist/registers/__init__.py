"""办学台账: the school's own registers, each a sheet to type and paste into."""

from app.ui.pages.checklist.registers.tab import RegistersTab

__all__ = ["RegistersTab"]
