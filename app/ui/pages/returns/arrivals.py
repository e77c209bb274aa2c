"""县级来件: what the county sent down, read from a stick, a folder or a file dropped here."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent

from app.errors import UserError
from app.exchange import sticks
from app.explain import explain
from app.jobs import receipts as jobs
from app.progress import Tell
from app.school import receipts
from app.ui import files
from app.ui.desk import Desk
from app.ui.page import Action
from app.ui.pages.notices import NoticesTab
from app.ui.pages.orders.listing import OwnOrdersTab
from app.ui.pages.refdata import GivenTab
from app.ui.pages.returns.listing import ReturnsTab
from app.ui.pages.tabbed import Tabbed
from app.ui.sticks import Where
from db.register import Register


class Arrivals(Tabbed):
    """What came down: returns to put right, notices to read, orders, and what may be used."""

    help_topic = "arrivals"

    def __init__(self, desk: Desk) -> None:
        """Lay out the tabs."""
        # A county orders no lessons of its city: its schools order from it.
        orders = (OwnOrdersTab,) if desk.level == "township" else ()
        super().__init__(desk, f"{desk.words.above}来件", (ReturnsTab, NoticesTab, *orders, GivenTab))
        self.setAcceptDrops(True)
        self.set_hint(f"把{desk.words.above}发来的文件拖进来也能读取 · 同一个文件读两次不会重复")

    def topic(self) -> str:
        """Name what the manual says of the county's office or of the city's."""
        return "arrivals" if self.desk.level == "township" else "city-arrivals"

    def refresh(self) -> None:
        """Read every tab again, and say how far the county has confirmed."""
        super().refresh()
        self.set_title(f"{self.desk.words.above}来件", receipts.said(self.desk.db))
        self._offer()

    def _turned(self) -> None:
        super()._turned()
        self._offer()

    def _offer(self) -> None:
        primary, quiet = self.tab().offered()
        read = Action(f"读取{self.desk.words.above}文件…", self.begin, "Ctrl+N", icon="import")
        self.set_actions(read, [*([primary] if primary else []), *quiet])

    def begin(self) -> None:
        """Ask where the files are."""
        where = Where(
            f"插上{self.desk.words.above}交回的U盘，选它。",
            [Action("选择文件…", self._ask_files), Action("选择文件夹…", self._ask_folder)],
        )
        where.picked.connect(lambda folder: self.read([folder]))
        self.show_detail("从哪里读取", where)
        where.look()

    def _ask_files(self) -> None:
        found = files.pick(
            self.desk, self, f"选择{self.desk.words.above}发来的文件", files.PARCELS, from_stick=True
        )
        if found:
            self.read(found)

    def _ask_folder(self) -> None:
        folder = files.pick_folder(self.desk, self, f"{self.desk.words.above}的文件在哪个文件夹")
        if folder is not None:
            self.read([folder])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if files.carried(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read what was dropped."""
        event.acceptProposedAction()
        self.read(files.carried(event.mimeData()))

    def read(self, places: Sequence[Path]) -> None:
        """Read what came down, the older first; one that is refused does not keep the others out."""
        folder, now = self.desk.folder, datetime.now()

        def job(db: Register, tell: Tell) -> list[tuple[str, bool]]:
            return [_read(db, path, folder=folder, now=now, tell=tell) for path in _down(places)]

        said = self.desk.act(self, lambda: self.desk.work(self, f"正在读取{self.desk.words.above}文件", job))
        if said is None:
            return
        self.close_detail()
        if not said:
            above = self.desk.words.above
            self.say(f"这里没有{above}发来的文件。请核对U盘，或请{above}再写一次回执。", "warn")
            return
        fine = all(good for _, good in said)
        self.say("\n".join(sentence for sentence, _ in said), "good" if fine else "warn")


def _down(places: Sequence[Path]) -> list[Path]:
    """Give the files named, and of folders those that came down, by their numbers."""
    found: list[Path] = []
    for one in places:
        if one.is_dir():
            down = [(head.seq, path) for path, head in sticks.parcels_on(one) if head.kind in jobs.KINDS]
            found += [path for _, path in sorted(down)]
        else:
            found.append(one)
    return found


def _read(db: Register, path: Path, *, folder: Path, now: datetime, tell: Tell) -> tuple[str, bool]:
    try:
        taken = jobs.read(db, path, folder=folder, now=now, tell=tell)
    except (UserError, OSError) as error:
        said = explain(error)
        if said is None:
            raise
        return said, False
    return f"{taken.sentence}{taken.warning}", not taken.warning
