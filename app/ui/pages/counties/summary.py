"""汇总表: a county's summary as it prints, and as a workbook."""

from pathlib import Path

from app.jobs import files as keeping
from app.ui import files
from app.ui.desk import Desk
from app.ui.page import Action
from app.ui.preview import PreviewPage


class Summary(PreviewPage):
    """The county's summary as it prints, with the workbook of the same figures."""

    def __init__(self, desk: Desk, name: str, pdf: bytes, workbook: bytes) -> None:
        """Show the PDF."""
        super().__init__(desk, "汇总表", pdf, f"{name}.pdf")
        self._name = name
        self._workbook = workbook
        primary, quiet = self.preview.actions_out()
        self.set_actions(primary, [*quiet, Action("另存表格…", self._ask, icon="save")])

    def _ask(self) -> None:
        path = files.place_for(self.desk, self, "另存表格", f"{self._name}.xlsx", files.WORKBOOK)
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Keep the workbook at a path."""
        if self.desk.did(self, lambda: keeping.keep(path, self._workbook)):
            self.say(f"表格已存到 {path}。", "good")
