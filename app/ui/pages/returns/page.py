"""退回接收: what the county sent back and to whom, what it may accept, and the replies it made."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from app.jobs import receipts as jobs
from app.progress import Tell
from app.school import acceptances, receipts, returns, schools
from app.ui import files
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.returns.listing import ReturnsTab
from app.ui.pages.returns.sending_back import SendBack
from app.ui.pages.tabbed import Tab, Tabbed
from app.ui.sticks import Where
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from db.register import Register

REPLY = "做回执"
Waiting = tuple[int, str, str, int, str]
"""School, its name, noun, record, title."""


class CountyReturns(ReturnsTab):
    """The county's list, with the form that sends a record back."""

    above = False

    def offered(self) -> tuple[Action | None, list[Action]]:
        """Offer the form."""
        return Action("退回记录…", self.begin, "Ctrl+N", icon="undo"), []

    def begin(self) -> None:
        """Open the form beside the list."""
        form = SendBack(self.desk)
        form.said.connect(self.done)
        self.page.show_detail("退回记录", form, width=360)
        form.take_keyboard()


class AcceptTab(Tab):
    """List what schools have finished and the county has not accepted yet."""

    title = "待接收"

    def __init__(self, page: Page) -> None:
        """Lay out the list."""
        super().__init__(page)
        self._found: list[Waiting] = []
        kind = Column[Waiting]
        self.model = LazyTable(
            (
                kind("单位", lambda one: one[1]),
                kind("类别", lambda one: returns.NOUNS[one[2]].word),
                kind("名称", lambda one: one[4], grow=True),
                kind("下一步", lambda _: "接收", press=self._accept_one, width=8),
            ),
            find=lambda _: list(range(len(self._found))),
            rows=lambda ids: [self._found[at] for at in ids if at < len(self._found)],
            parent=self,
        )
        self.table = Table(self.model, name="待接收", memory=self.desk.memory)
        self.by_reply = QCheckBox("做回执时自动接收，不用逐项点")
        self.by_reply.toggled.connect(self._set_accepting)
        self._how = label("", name="note")
        self.table.opened.connect(lambda at: self._accept_one(self._found[at]))
        self.first = self.table
        self.column.addWidget(self.by_reply, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self._how)
        self.column.addWidget(self.table, 1)

    def _set_accepting(self, by_reply: bool) -> None:
        receipts.set_accepting(self.desk.db, by_reply=by_reply)
        self.page.refresh()

    def _tell_how(self) -> None:
        by_reply = receipts.accepts_by_reply(self.desk.db)
        self.by_reply.blockSignals(True)
        self.by_reply.setChecked(by_reply)
        self.by_reply.blockSignals(False)
        self._how.setText(
            "现在：读了数据包、做回执时，对方已结班的班和评完的评估就算接收，不能再改；要改请退回。"
            if by_reply
            else "现在：看过一项接收一项，没有接收的对方还能改；做回执时不自动接收。"
        )
        then = "做回执时自动接收。" if by_reply else "看过以后在这里接收。"
        self.table.set_empty(f"没有待接收的。对方结了班、做完评估并上报以后，列在这里；{then}")

    def fill(self) -> None:
        """Read the list again."""
        db = self.desk.db
        self._tell_how()
        self._found = [
            (one.id, one.short_name, noun, record, title)
            for one in schools.rows(db, schools.find(db))
            for noun, record, title in receipts.to_accept(db, of_school=one.id)
        ]
        self.model.refresh()

    def count(self) -> int:
        """Count them."""
        return len(self._found)

    def offered(self) -> tuple[Action | None, list[Action]]:
        """Offer to accept all."""
        return Action("全部接收", self.accept_all, "Ctrl+Return", enabled=bool(self._found)), []

    def _accept_one(self, one: Waiting) -> None:
        db, today, own = self.desk.db, self.desk.today(), schools.own(self.desk.db).id
        school, _, noun, record, title = one
        if self.desk.did(
            self,
            lambda: acceptances.accept(
                db, school=own, of_school=school, noun=noun, record=record, title=title, today=today
            ),
        ):
            self.done(f"已接收“{title}”，对方读了回执以后不能再改；要改请退回。")

    def accept_all(self) -> None:
        """Accept everything on the list."""
        db, today = self.desk.db, self.desk.today()
        many = len(self._found)

        def accept() -> None:
            with db.act(f"接收 {many} 项"):
                for school in dict.fromkeys(one[0] for one in self._found):
                    receipts.accept_all(db, of_school=school, today=today)

        if self.desk.did(self, accept):
            self.done(f"已接收 {many} 项，随下一份回执告诉对方。")


class RepliesTab(Tab):
    """List schools with the reply they got last, and make new ones."""

    title = "回执"

    def __init__(self, page: Page) -> None:
        """Lay out the list."""
        super().__init__(page)
        self._schools: dict[int, schools.School] = {}
        self._last: dict[int, receipts.Made] = {}
        self._open: set[int] = set()
        kind = Column[schools.School]
        self.model = LazyTable(
            (
                kind(self.desk.words.below_name, lambda one: one.short_name, grow=True),
                kind("最近数据包", self._read, spare=2),
                kind("最近回执", self._replied),
                kind("情况", self._state, tint=lambda one: "warn" if one.id in self._open else "good"),
                kind("下一步", lambda _: REPLY, press=lambda one: self.begin([one.id]), width=8),
            ),
            find=lambda _: list(self._schools),
            rows=lambda ids: [self._schools[one] for one in ids if one in self._schools],
            parent=self,
        )
        self.table = Table(self.model, name="回执", memory=self.desk.memory)
        self.table.set_empty(
            "还没有读过数据包，没有什么可回复的。", Action("去收件箱", partial(self.desk.go, "收件箱"))
        )
        self.table.opened.connect(lambda one: self.begin([one]))
        self.first = self.table
        self.column.addWidget(self.table, 1)

    def fill(self) -> None:
        """Read the list again."""
        db = self.desk.db
        self._schools = {one.id: one for one in schools.rows(db, receipts.senders(db))}
        self._last = {}
        for made in receipts.made(db):
            self._last.setdefault(made.of_school, made)
        self._open = set(receipts.unanswered(db))
        self.model.refresh()

    def count(self) -> int:
        """Count the schools that wait for a reply."""
        return len(self._open & set(self._schools))

    def _read(self, one: schools.School) -> str:
        found = receipts.newest(self.desk.db, of_school=one.id)
        return f"第 {found[0].seq} 号，{found[0].read_at}" if found else "—"

    def _replied(self, one: schools.School) -> str:
        made = self._last.get(one.id)
        return f"第 {made.number} 号，{made.made_at}" if made else "—"

    def _state(self, one: schools.School) -> str:
        if one.id in self._open:
            return "还没有回复"
        made = self._last.get(one.id)
        return "已回复" if made and made.file_name else "已做好，没有写到U盘"

    def offered(self) -> tuple[Action | None, list[Action]]:
        """Offer a reply to all that wait."""
        waiting = [one for one in self._schools if one in self._open]
        text = f"回复 {len(waiting)} {self.desk.words.below_counted}…" if waiting else "做回执…"
        chosen = waiting or self.table.selected() or list(self._schools)[:1]
        made = [one for one in self.table.selected() or list(self._schools)[:1] if one in self._last]
        again = Action(
            "最近的回执再写到U盘…", lambda: self.begin(made, again=True),
            tip="写到另一个U盘，号不变；U盘丢了、坏了时用", enabled=bool(made),
        )  # fmt: skip
        return Action(text, lambda: self.begin(chosen), "Ctrl+N", icon="send", enabled=bool(chosen)), [again]

    def open_target(self, target: int, step: str) -> bool:
        """Show who waits for a reply."""
        return step == REPLY

    def begin(self, chosen: Sequence[int], *, again: bool = False) -> None:
        """Ask for the stick; with `again` for replies that were made already."""
        bring = self.deliver if again else self.reply
        folder = Action("选择文件夹…", partial(self._ask_folder, chosen, bring))
        where = Where("插上对方的U盘。写完会读回来核对，核对好了再拔。", [folder])
        where.picked.connect(lambda target: bring(chosen, target))
        self.page.show_detail("回执写到哪里", where)
        where.look()

    def _ask_folder(self, chosen: Sequence[int], bring: Callable[[Sequence[int], Path], None]) -> None:
        target = files.pick_folder(self.desk, self, "回执写到哪个文件夹")
        if target is not None:
            bring(chosen, target)

    def deliver(self, chosen: Sequence[int], target: Path) -> None:
        """Bring replies that were made already there, under their own numbers."""
        folder = self.desk.folder

        def job(db: Register, tell: Tell) -> list[jobs.Replied]:
            return [
                jobs.deliver(db, of_school=one, folder=folder, target=target, tell=tell) for one in chosen
            ]

        made = self.desk.act(self, lambda: self.desk.work(self, "正在写到U盘", job))
        if made:
            said = made[0].sentence if len(made) == 1 else f"{len(made)} 份回执已写入并核对，可以拔出U盘。"
            self.done(said)

    def reply(self, chosen: Sequence[int], target: Path) -> None:
        """Make replies and bring them there."""
        folder, now = self.desk.folder, datetime.now()

        def job(db: Register, tell: Tell) -> list[jobs.Replied]:
            return [
                jobs.reply(db, of_school=one, folder=folder, now=now, tell=tell, target=target)
                for one in chosen
            ]

        made = self.desk.act(self, lambda: self.desk.work(self, "正在做回执", job))
        if made:
            said = made[0].sentence if len(made) == 1 else f"{len(made)} 份回执已写入并核对，可以拔出U盘。"
            self.done(said)


class Returns(Tabbed):
    """What goes back to the townships."""

    help_topic = "returns"

    def __init__(self, desk: Desk) -> None:
        """Lay out the three tabs."""
        super().__init__(desk, "退回接收", (CountyReturns, AcceptTab, RepliesTab))
        self.set_hint("退回、接收、派单都随回执发给对方 · 对方的答复随下一个数据包回来")
