"""收件箱: read what townships sent, and keep the list of everything received."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from app.errors import UserError
from app.explain import explain
from app.jobs import parcels as jobs
from app.progress import Tell
from app.school import devices, parcels
from app.ui import files
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.sticks import Where
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone
from db.register import Register

PLACES = {"ok": "完整", "gap": "前面缺号，数据完整"}
COUNTED = "数据包每次都是全部数据：新增、变化、不变的记录数；对方已删去的另行保存。"


class Inbox(Page):
    """List what was received, and read more."""

    help_topic = "parcels"

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
                kind("乡镇党校", lambda one: self._names.get(one.device, "—"), grow=True),
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
        self.table.set_empty("还没有读过数据包。插上乡镇交来的U盘，点“读取数据包”。", read)
        self.first = self.table
        self.body.addWidget(self.table, 1)
        self.setAcceptDrops(True)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self._paste).setContext(
            Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        self.set_hint("把数据包文件或U盘里的文件夹拖进来也能读取 · 同一个数据包读两次不会重复")

    def refresh(self) -> None:
        """Read the list again."""
        self._names = {one.device: one.school_name for one in devices.enrolled(self.desk.db)}
        found = parcels.received(self.desk.db)
        self._found = sorted(found, key=lambda one: one.received_at, reverse=True)
        self.model.refresh()
        schools = len({one.school for one in found})
        self.set_title("收件箱", f"{schools} 所乡镇党校的 {len(found):,} 个数据包" if found else "")

    def begin(self) -> None:
        """Ask where the parcels are."""
        where = Where(
            "插上乡镇交来的U盘，选它。",
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
        found = self.desk.act(self, partial(_foreseen, self.desk.db, places))
        if found is None:
            return
        if not found:
            self.say("这里没有数据包（.wuyou 文件）。请核对位置，或请乡镇重新上报。", "warn")
            return
        self.close_detail()
        self.desk.open(Reading(self.desk, found))

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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading one file came to, in words."""

    said: str
    read: bool


class Reading(Page):
    """Show parcels before they are read, and afterwards what each came to."""

    help_topic = "parcels"

    def __init__(self, desk: Desk, found: Sequence[jobs.Foreseen]) -> None:
        """List the parcels found."""
        super().__init__(desk, "读取数据包", str(found[0].path.parent))
        self._found = list(found)
        self._outcomes: dict[int, Outcome] = {}
        kind = Column[int]
        self.model = LazyTable(
            (
                kind("数据包", lambda at: self._found[at].school_name or self._found[at].path.name,
                     tip=lambda at: str(self._found[at].path)),
                kind("第几号", lambda at: str(self._found[at].seq or "—"), align="right"),
                kind("对方做成时间", lambda at: self._found[at].created or "—", spare=1),
                kind("会怎样", self._words, tint=self._tone, grow=True),
            ),
            find=lambda _: list(range(len(self._found))),
            rows=list,
            parent=self,
        )  # fmt: skip
        self.table = Table(self.model, name="找到的数据包", memory=desk.memory)
        self._whole = label("", name="note")
        self.table.chosen.connect(lambda _: self._say_whole())
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._whole)
        self.model.refresh()
        self.table.select_id(0)
        self._offer()
        self.set_hint("读取前只看了数据包的封面；读取时核对签名、完整性和登记，有一处不对就全部不读")

    def _offer(self) -> None:
        fit = [at for at, one in enumerate(self._found) if one.fit and at not in self._outcomes]
        if fit:
            buttons = self.set_actions(Action(f"读取 {len(fit)} 个数据包", self.read, key="Ctrl+Return"))
            self.first = buttons[-1]
        else:
            self.set_actions(None, [Action("返回收件箱", self.desk.close)])
            self.first = self.table

    def _words(self, at: int) -> str:
        return self._outcomes[at].said if at in self._outcomes else self._found[at].sentence

    def _say_whole(self) -> None:
        """Say below the list all of what does not fit into it."""
        self._whole.setText("\n".join(self._words(at) for at in self.table.selected()[:3]))

    def _tone(self, at: int) -> Tone:
        if at in self._outcomes:
            return "good" if self._outcomes[at].read else "bad"
        if self._found[at].place == "duplicate":
            return "muted"
        return "plain" if self._found[at].fit else "warn"

    def read(self) -> None:
        """Read what fits, one after the other; one that is refused does not keep the others out."""
        folder, now, found = self.desk.folder, datetime.now(), self._found
        fit = [at for at, one in enumerate(found) if one.fit and at not in self._outcomes]

        def job(db: Register, tell: Tell) -> None:
            for at in fit:
                self._outcomes[at] = _read(db, found[at].path, folder=folder, now=now, tell=tell)

        self.desk.did(self, lambda: self.desk.work(self, "正在读取数据包", job))
        read = sum(one.read for one in self._outcomes.values())
        refused = len(self._outcomes) - read
        if self._outcomes:
            said = f"已读取 {read} 个数据包。" + (f"有 {refused} 个没有读取，原因见下面。" if refused else "")
            self.say(said, "warn" if refused else "good")
        self.model.refresh()
        self._say_whole()
        self._offer()


def _foreseen(db: Register, places: Sequence[Path]) -> list[jobs.Foreseen]:
    paths = [path for one in places for path in (jobs.in_folder(one) if one.is_dir() else [one])]
    # The older first: read after the newer, it would be refused.
    return sorted((jobs.foresee(db, path) for path in paths), key=lambda one: (one.school_name, one.seq))


def _read(db: Register, path: Path, *, folder: Path, now: datetime, tell: Tell) -> Outcome:
    try:
        return Outcome(jobs.receive(db, path, folder=folder, now=now, tell=tell).sentence, True)
    except (UserError, OSError) as error:
        said = explain(error)
        if said is None:
            raise
        return Outcome(said, False)
