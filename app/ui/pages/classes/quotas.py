"""名额分配: how many each branch is to send, how many it has sent, and whom it might send."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSpinBox

from app.jobs import enrollments as jobs
from app.school import branches, classes, hours_text, quotas, standings
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import Calm
from app.ui.flow import Flow
from app.ui.page import Action, Page, button
from app.ui.pages.classes.picking import PickingPage
from app.ui.pages.classes.tab import at_hand
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

SUGGESTED = "按学时差得最多的排在前面；已在本班、已减少和不作硬性要求的人不列。"
FILLED = "本班名册里报名时在这个支部的人；代训和临时参加的不算。"
NAMED = 3


@dataclass(frozen=True, slots=True)
class BranchLine:
    """A branch of the school with its quota, if it has one, and whom it might send."""

    id: int
    name: str
    members: int
    quota: quotas.Quota | None
    people: tuple[standings.Standing, ...]


class QuotasPage(Page):
    """Set a branch's quota by typing its number, or share a total out; then pick by it."""

    help_topic = "enrollments"

    def __init__(self, desk: Desk, found: classes.TrainingClass) -> None:
        """Lay out the branches."""
        super().__init__(desk, f"名额分配 · {found.name}")
        self._class = found
        self._lines: dict[int, BranchLine] = {}
        self._order: list[int] = []
        self.places, self.total = QSpinBox(), QSpinBox()
        self.places.setRange(0, quotas.MOST)
        self.total.setRange(1, quotas.MOST)
        self.total.setValue(50)
        self.places.setAccessibleName("所选支部的名额")
        self.total.setAccessibleName("名额总数")
        self._calm = Calm(self)
        bar = Flow()
        bar.add(label("所选支部的名额"))
        bar.add(self.places)
        bar.add(button(Action("记下", self.allot, tip="记下所选支部的名额 Enter；0 是取消")))
        bar.add(label("　名额总数"))
        bar.add(self.total)
        bar.add(button(Action("按人数分配", self.share_out, tip="按各支部现有的人数分配，原来写的作废")))
        for field in (self.places, self.total):
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            field.installEventFilter(self._calm)
        self.places.lineEdit().returnPressed.connect(self.allot)
        self.total.lineEdit().returnPressed.connect(self.share_out)
        self._model = LazyTable(self._columns(), find=lambda _sort: self._order, rows=self._rows, parent=self)
        self.table = Table(self._model, name="名额分配", memory=desk.memory)
        self.table.set_empty("还没有党支部。先导入党员名册。")
        self.table.typed.connect(self._begin)
        self.table.chosen.connect(self._follow)
        self.table.opened.connect(lambda _one: self._begin(""))
        none = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table, self._take_away)
        none.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._count = label("", name="note")
        self.body.addLayout(bar)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._count)
        self.first = self.table
        self.set_hint(
            "选中支部后直接打数字，回车记下，跳到下一个支部 · Delete 取消名额 · Ctrl+回车 按名额选人"
        )

    def _columns(self) -> list[Column[BranchLine]]:
        kind = Column[BranchLine]
        return [
            kind("党支部", lambda row: row.name),
            kind("人数", lambda row: f"{row.members:,}", align="right", rule="支部现有在册的人。"),
            kind("名额", lambda row: str(row.quota.people) if row.quota else "", align="right", width=3),
            kind("已报", lambda row: str(row.quota.filled) if row.quota else "", align="right", rule=FILLED),
            kind("还差", _lacking, align="right", width=3,
                 tint=lambda row: "bad" if row.quota and row.quota.lacking else "good"),
            kind("建议谁来", _suggested, rule=SUGGESTED, grow=True),
        ]  # fmt: skip

    def refresh(self) -> None:
        """Read the branches and their quotas again."""
        db, found = self.desk.db, self._class
        kept = quotas.rows(db, quotas.find(db, training_class=found.id))
        by_branch = {one.branch: one for one in kept}
        people = {one.quota.branch: one.people for one in jobs.suggest(db, found.id)}
        homes = branches.rows(db, branches.find(db, school=found.school))
        self._lines = {
            one.id: BranchLine(one.id, one.name, one.members, by_branch.get(one.id), people.get(one.id, ()))
            for one in homes
        }
        self._order = [one.id for one in homes]
        self._model.refresh()
        self._follow(at_hand(self.table) or self._order[:1])
        lacking = sum(one.lacking for one in kept)
        total, filled = sum(one.people for one in kept), sum(one.filled for one in kept)
        self._count.setText(
            f"{len(kept)} 个支部共 {total} 个名额，已报 {filled} 人，还差 {lacking} 人"
            if kept
            else "还没有分配名额：给支部写上名额，或写一个总数按人数分配。"
        )
        ready = any(self._lines[one].people for one in people)
        self.set_actions(
            Action("按名额选人", self.pick, "Ctrl+Return", "按建议勾选，看过再加入", enabled=ready)
        )

    def _rows(self, ids: Sequence[int]) -> list[BranchLine]:
        return [self._lines[one] for one in ids if one in self._lines]

    def _follow(self, chosen: list[int]) -> None:
        line = self._lines.get(chosen[0]) if chosen else None
        if not self.places.hasFocus():
            self.places.setValue(line.quota.people if line and line.quota else 0)

    def _begin(self, typed: str) -> None:
        """Go on in the field with a digit typed in the list."""
        self.places.setFocus(Qt.FocusReason.OtherFocusReason)
        if typed.isdecimal() and typed.isascii():
            self.places.setValue(int(typed))
            self.places.lineEdit().deselect()
            self.places.lineEdit().end(False)
        else:
            self.places.selectAll()

    def allot(self) -> None:
        """Give the chosen branches this many places each, and go on to the next branch."""
        self._allot(self.places.value())

    def _take_away(self) -> None:
        self._allot(0)

    def _allot(self, people: int) -> None:
        chosen, db = at_hand(self.table), self.desk.db
        if not chosen:
            self.say("请先在表里选中一个党支部，再写名额。", "warn")
            return

        def allot() -> None:
            with db.act(f"{self._class.name}：分配名额"):
                for branch in chosen:
                    quotas.allot(db, self._class.id, branch=branch, people=people)

        if self.desk.did(self, allot):
            self.table.setFocus()
            at = self._order.index(chosen[-1]) + 1
            if len(chosen) == 1 and at < len(self._order):
                self.table.select_id(self._order[at])

    def share_out(self) -> None:
        """Share a total out over the branches."""
        total = self.total.value()
        if self.desk.did(self, lambda: quotas.share_out(self.desk.db, self._class.id, total)):
            self.table.setFocus()

    def pick(self) -> None:
        """Lay the page to pick people over this one, those suggested ticked."""
        ticked = [who.member for line in self._lines.values() for who in line.people]
        self.desk.open(PickingPage(self.desk, self._class, ticked=ticked))


def _lacking(row: BranchLine) -> str:
    if row.quota is None:
        return ""
    return str(row.quota.lacking) if row.quota.lacking else "满"


def _suggested(row: BranchLine) -> str:
    said = [f"{who.name}（差 {hours_text(who.lacking)}）" for who in row.people[:NAMED]]
    return "、".join(said) + (f"等 {len(row.people)} 人" if len(row.people) > NAMED else "")
