"""收件箱: read what townships sent, and keep the list of everything received."""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QTabBar

from app import paths
from app.errors import UserError
from app.exchange import sticks
from app.jobs import parcels as jobs
from app.school import devices, parcels
from app.ui import files
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.parcels.changes import Changes
from app.ui.pages.parcels.reading import Reading
from app.ui.sticks import Watch, Where
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

PLACES = {"ok": "完整", "gap": "前面缺号，数据完整", "new_epoch": "换过的电脑，已核实"}
HELD = {"fork": "同号不同内容", "stale": "比已读过的旧", "new_epoch": "电脑重装或恢复过，等核实"}
DECIDED = {"taken": "已读取", "refused": "不采用"}
TABS = ("收到的数据包", "另行保存的")
COUNTED = "数据包每次都是全部数据：新增、变化、不变的记录数；对方已删去的另行保存。"


class Inbox(Page):
    """List what was received, and read more."""

    help_topic = "inbox"

    def __init__(self, desk: Desk) -> None:
        """Lay out the list."""
        super().__init__(desk, "收件箱")
        read = Action("读取数据包…", self.begin, key="Ctrl+N", icon="import")
        self.set_actions(read)
        self._found: list[parcels.Received] = []
        self._names: dict[int, str] = {}
        kind = Column[parcels.Received]
        self.model = LazyTable(
            (
                kind(self.desk.words.below_name, lambda one: self._names.get(one.device, "—"), grow=True),
                kind("第几号", lambda one: str(one.seq), align="right"),
                kind("读取时间", lambda one: one.received_at),
                kind("对方做成时间", lambda one: one.created[:16].replace("T", " "), spare=4),
                kind("新增", lambda one: f"{one.counts.added:,}", align="right", rule=COUNTED, spare=1),
                kind("变化", lambda one: f"{one.counts.changed:,}", align="right", rule=COUNTED, spare=2),
                kind("不变", lambda one: f"{one.counts.unchanged:,}", align="right", rule=COUNTED,
                     spare=3),
                kind("情况", lambda one: PLACES.get(one.verdict, one.verdict),
                     tint=lambda one: "good" if one.verdict == "ok" else "warn"),
            ),
            find=lambda _: list(range(len(self._found))),
            rows=lambda ids: [self._found[one] for one in ids if one < len(self._found)],
            parent=self,
        )  # fmt: skip
        self.table = Table(self.model, name="收到的数据包", memory=desk.memory)
        self.table.set_empty(f"还没有读过数据包。插上{desk.words.below}交来的U盘，点“读取数据包”。", read)
        self.first = self.table
        self.table.opened.connect(self._show)
        self._held: dict[int, parcels.Held] = {}
        self._make_held()
        self._tabs = QTabBar()
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.setAccessibleName("读过的和另行保存的")
        for title in TABS:
            self._tabs.addTab(title)
        self._tabs.currentChanged.connect(lambda _: self._turn())
        self.body.addWidget(self._tabs)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.held, 1)
        self._turn()
        self.watch = Watch(self)
        self.watch.appeared.connect(self._greet)
        self.setAcceptDrops(True)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self._paste).setContext(
            Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        self.set_hint("插上U盘就会看到里面的数据包 · 拖进来也能读取 · 回车看一个数据包带来了什么")

    def _make_held(self) -> None:
        kind = Column[parcels.Held]
        self._held_model = LazyTable(
            (
                kind(self.desk.words.below_name, lambda one: self._names.get(one.device, "—"), grow=True),
                kind("第几号", lambda one: str(one.seq), align="right"),
                kind("收到时间", lambda one: one.held_at),
                kind("对方做成时间", lambda one: one.created[:16].replace("T", " "), spare=1),
                kind("为什么没有读", lambda one: HELD.get(one.place, one.place)),
                kind("办理", lambda one: "再看一看" if one.decision == "" else DECIDED[one.decision],
                     press=self._look_again, tint=lambda one: "muted" if one.decision else "plain"),
            ),
            find=lambda _: list(self._held),
            rows=lambda ids: [self._held[one] for one in ids if one in self._held],
            parent=self,
        )  # fmt: skip
        self.held = Table(self._held_model, name="另行保存的数据包", memory=self.desk.memory)
        self.held.set_empty("没有另行保存的数据包：没有同号不同内容的，也没有等着核实的。")

    def topic(self) -> str:
        """Name the heading of the list on show."""
        return f"{self.help_topic}#{TABS[self._tabs.currentIndex()]}"

    def _turn(self) -> None:
        shown, other = (self.table, self.held) if self._tabs.currentIndex() == 0 else (self.held, self.table)
        shown.show()
        if other.hasFocus():
            shown.setFocus()
        other.hide()
        self.first = shown

    def _look_again(self, one: parcels.Held) -> None:
        if not one.decision:
            self.look_at([paths.held(self.desk.folder) / one.file_name])

    def _greet(self, folder: Path) -> None:
        """Open what a stick that was just plugged in brings, where it brings anything new."""
        found = self.desk.act(self, partial(jobs.look, self.desk.db, [folder]))
        if found and any(one.fit or one.asks for one in found):
            self.desk.open(Reading(self.desk, found, warning=_worms([folder])))

    def _show(self, at: int) -> None:
        """Show what a parcel that was read did."""
        one = self._found[at]
        said = one.about.get("problems")
        problems = [str(each) for each in said] if isinstance(said, list) else []
        note = f"{one.received_at} 读取，文件存为 {one.file_name}。"
        title = f"{self._names.get(one.device, '')}　第 {one.seq} 号"
        changes = Changes()
        changes.tell(note, parcels.tell_counts(one.about), problems)
        self.show_detail(title, changes, width=380)

    def sights(self) -> list[str]:
        """Name what lies behind the list."""
        return [TABS[1]]

    def show_sight(self, name: str) -> None:
        """Turn to it."""
        self._tabs.setCurrentIndex(1)

    def refresh(self) -> None:
        """Read the list again."""
        self._names = {one.device: one.school_name for one in devices.enrolled(self.desk.db)}
        found = parcels.received(self.desk.db)
        self._found = sorted(found, key=lambda one: one.received_at, reverse=True)
        self.model.refresh()
        self._held = dict(enumerate(parcels.held(self.desk.db)))
        self._held_model.refresh()
        waiting = sum(not one.decision for one in self._held.values())
        self._tabs.setTabText(1, f"另行保存的 {waiting} 个等着办" if waiting else TABS[1])
        schools = len({one.school for one in found})
        each = self.desk.words.below_counted
        self.set_title("收件箱", f"{schools} {each}的 {len(found):,} 个数据包" if found else "")

    def begin(self) -> None:
        """Ask where the parcels are."""
        where = Where(
            f"插上{self.desk.words.below}交来的U盘，选它。",
            [Action("选择文件夹…", self._ask_folder), Action("选择文件…", self._ask_files)],
        )
        where.picked.connect(lambda folder: self.look_at([folder]))
        self.show_detail("从哪里读取", where)
        where.look()

    def _ask_folder(self) -> None:
        folder = files.pick_folder(self.desk, self, "数据包在哪个文件夹")
        if folder is not None:
            self.look_at([folder])

    def _ask_files(self) -> None:
        found = files.pick(self.desk, self, "选择数据包", files.PARCELS, from_stick=True)
        if found:
            self.look_at(found)

    def look_at(self, places: Sequence[Path]) -> None:
        """Show what these files are, and what lies in these folders, before anything is read."""
        found = self.desk.act(self, partial(jobs.look, self.desk.db, places))
        if found is None:
            return
        if not found:
            who = self.desk.words.below
            self.say(f"这里没有数据包（.wuyou 文件）。请核对位置，或请{who}重新上报。", "warn")
            return
        self.close_detail()
        self.desk.open(Reading(self.desk, found, warning=_worms(places)))

    def _paste(self) -> None:
        found = files.carried(QApplication.clipboard().mimeData())
        if found:
            self.look_at(found)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if files.carried(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at what was dropped."""
        event.acceptProposedAction()
        self.look_at(files.carried(event.mimeData()))


def _worms(places: Iterable[Path]) -> str:
    """Say what is wrong with the sticks or folders that parcels come from."""
    for one in places:
        try:
            said = sticks.worm_signs(one) if one.is_dir() else ""
        except UserError:
            said = ""
        if said:
            return said
    return ""
