"""A tab of a year's figures, and how what it shows goes to paper or into a workbook."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.jobs import files as keeping
from app.progress import Tell
from app.ui import files
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.preview import PreviewPage
from app.ui.theme import px
from db.register import Register

Made = Callable[[Register, Tell], bytes]


class YearTab(QWidget):
    """A tab without content; `title` is what it is called."""

    title = ""
    first: QWidget | None = None
    """Where the keyboard is when the tab comes up."""

    def __init__(self, desk: Desk, page: Page) -> None:
        """Lay out an empty column."""
        super().__init__()
        self.desk, self.page, self.year = desk, page, 0
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, px(12), 0, 0)
        self.column.setSpacing(px(12))

    def fill(self, year: int) -> None:
        """Work out and show a year."""
        self.year = year

    def offered(self) -> tuple[Action | None, Sequence[Action]]:
        """Give the page's buttons while this tab is on show."""
        return None, ()

    def preview(self, title: str, make: Made) -> None:
        """Make a paper and show it as it will be printed."""
        data = self._made(title, make)
        if data is not None:
            self.desk.did(
                self.page, lambda: self.desk.open(PreviewPage(self.desk, title, data, f"{title}.pdf"))
            )

    def export(self, title: str, make: Made) -> None:
        """Ask where to, make a workbook and keep it there."""
        path = files.place_for(self.desk, self.page, "导出表格", f"{title}.xlsx", files.WORKBOOK)
        if path is not None:
            self.export_to(path, title, make)

    def export_to(self, path: Path, title: str, make: Made) -> None:
        """Make a workbook and keep it in a file."""
        data = self._made(title, make)
        if data is not None and self.desk.did(self.page, lambda: keeping.keep(path, data)):
            self.page.say(f"已导出到 {path}。", "good")

    def _made(self, title: str, make: Made) -> bytes | None:
        return self.desk.act(self.page, lambda: self.desk.work(self.page, f"正在排{title}", make))
