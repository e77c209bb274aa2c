"""The list of what was returned, with one of them beside it: answered at the school, closed at the county."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.school import returns, schools
from app.ui import theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.flow import Flow
from app.ui.page import Action, Page, button
from app.ui.pages.tabbed import Tab
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

TONES: dict[str, theme.Tone] = {
    "waiting": "warn",
    "overdue": "bad",
    "answered": "good",
    "settled": "muted",
    "taken_back": "muted",
}
# What its page is asked to do to show a record of a kind.
STEPS = {
    "evidence": "evidence",
    "assessment_round": "评估",
    "assessment_line": "评估",
    "rectification": "整改",
}
REASON_HEIGHT = 72


class ReturnsTab(Tab):
    """List returns; Enter shows one beside the list."""

    title = "退回"
    above = True
    """Whether it lists what the desk above sent back, or what this desk did."""

    def __init__(self, page: Page) -> None:
        """Lay out the search and the list."""
        super().__init__(page)
        self.search = SearchField("记录名称或原因")
        self.search.sought.connect(lambda _: self.fill())
        self.states = QComboBox()
        self.states.setAccessibleName("状态")
        for word, key in (("没有了结的", "open"), ("全部", None)):
            self.states.addItem(word, key)
        for key, word in returns.STATES.items():
            self.states.addItem(word, key)
        self.states.currentIndexChanged.connect(lambda _: self.fill())
        bar = Flow()
        bar.add(self.search)
        bar.add(self.states)
        self.model = LazyTable(self._columns(), find=self._find, rows=self._rows, parent=self)
        self.table = Table(self.model, name="退回", memory=self.desk.memory)
        above = self.desk.words.above
        self.table.set_empty(
            f"{above}没有退回什么。读了{above}的回执，退回的记录会列在这里。"
            if self.above
            else "没有要办的退回。打开一个单位的页面，选中一条记录，点“退回”；也可以点右上角的“退回记录”。"
        )
        self.table.opened.connect(self.open_one)
        self.table.typed.connect(self.search.begin)
        self.first = self.table
        self.column.addLayout(bar)
        self.column.addWidget(self.table, 1)

    def _columns(self) -> list[Column[returns.Return]]:
        kind, today = Column[returns.Return], self.desk.today()
        township = self.desk.level == "township"
        whose = [] if township else [kind("单位", lambda one: one.school_name, spare=1)]
        return [
            *whose,
            kind("退回的记录", lambda one: f"{one.word}　{one.title}", tip=lambda one: one.title),
            kind("原因", lambda one: one.reason, grow=True),
            kind("期限", lambda one: one.due_on, tint=lambda one: TONES[one.state(today)]),
            kind("状态", lambda one: returns.STATES[one.state(today)],
                 tint=lambda one: TONES[one.state(today)]),
            kind("答复", lambda one: " ".join(filter(None, (returns.ANSWERS.get(one.answer, ""), one.words)))
                 or "—", spare=2),
        ]  # fmt: skip

    def _find(self, _sort: str | None) -> list[int]:
        return self._those(self.search.text(), state=self.states.currentData())

    def _those(self, text: str = "", *, state: str | None) -> list[int]:
        return returns.find(self.desk.db, text, above=self.above, state=state, today=self.desk.today())

    def _rows(self, ids: object) -> list[returns.Return]:
        return returns.rows(self.desk.db, list(ids))  # type: ignore[call-overload]

    def fill(self) -> None:
        """Read the list again."""
        self.model.refresh()

    def count(self) -> int:
        """Count what waits for this desk: unanswered below, answered or overdue above."""
        every = returns.rows(self.desk.db, self._those(state="open"))
        if self.above:
            return sum(not one.answer for one in every)
        return sum(one.state(self.desk.today()) in ("answered", "overdue") for one in every)

    def open_target(self, target: int, step: str) -> bool:
        """Show one return."""
        if step != "returned" or not returns.rows(self.desk.db, [target]):
            return False
        if target not in self.model.ids:
            self.search.clear()
            self.states.setCurrentIndex(self.states.findData(None))
        self.table.select_id(target)
        self.open_one(target)
        return True

    def open_one(self, target: int) -> None:
        """Show one return beside the list with what may be done to it."""
        one = returns.row(self.desk.db, target)
        panel = One(self.desk, one, open_record=partial(self._open_record, one))
        panel.said.connect(self.done)
        self.page.show_detail(f"退回{one.word}", panel, width=360)
        panel.take_keyboard()

    def _open_record(self, one: returns.Return) -> None:
        open_record(self.desk, one)


def open_record(desk: Desk, one: returns.Return) -> None:
    """Go to the very record at the school's desk."""
    db, noun = desk.db, returns.NOUNS.get(one.noun)
    if noun is None:
        return
    target = one.record
    if one.noun in ("session", "plan_line"):
        found = returns.class_of(db, noun=one.noun, record=one.record)
        target = found or 0
    step = "plans" if one.noun == "plan_line" else STEPS.get(one.noun, "")
    desk.go(noun.place, lambda page: page.open_target(target, step))


class One(QWidget):
    """One return with what this desk may do to it now."""

    said = Signal(str)
    """Something was done; in a sentence."""

    def __init__(self, desk: Desk, one: returns.Return, *, open_record: Callable[[], None]) -> None:
        """Show it."""
        super().__init__()
        self._desk, self._one = desk, one
        self._first: QWidget = self
        self._ours = one.school == schools.own(desk.db).id
        self._township = desk.level == "township"
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        for line in self._facts():
            self._column.addWidget(label(line))
        today = desk.today()
        state = one.state(today)
        self._column.addWidget(label(returns.STATES[state], tone=TONES[state]))
        self.words = QPlainTextEdit()
        self.due = QLineEdit(one.due_on if one.due_on > today else today)
        if self._ours:
            self._offer_close()
        else:
            self._offer_answer(open_record)

    def _facts(self) -> list[str]:
        one = self._one
        answered = f"{returns.ANSWERS.get(one.answer, '')} {one.words}".strip()
        return [
            *([] if self._township else [one.school_name]),
            one.title,
            f"原因：{one.reason}",
            f"{one.returned_on} 由{one.returned_by}退回，{one.due_on} 前办好",
            *(["原来已接收，退回后可以修改。"] if one.unlocks and not one.closed_on else []),
            *([f"{one.answered_on} {one.answered_by}答复：{answered}"] if one.answer else []),
            *([f"{one.closed_on} {returns.STATES[one.outcome]}"] if one.closed_on else []),
        ]

    def _offer_answer(self, open_record: Callable[[], None]) -> None:
        if self._township:
            self._add(button(Action("打开这条记录", open_record, tip="到它的页面去改")))
        if self._one.closed_on:
            return
        if not self._township and self._one.of_school != schools.own(self._desk.db).id:
            tip = "由本单位再退回给它，随下一份回执发出；它改好了再在这里答复上级"
            self._add(button(Action(f"转给{self._one.school_name}", self.pass_on, tip=tip)))
        if self._township and returns.may_reopen(self._desk.db, self._one):
            tip = "已结班的班、评完的评估，重新打开才能改"
            self._add(button(Action("因退回重新打开", self.reopen, tip=tip)))
        self._ask("怎么改的，或为什么不用改", self.words)
        self._add(
            button(Action("改好了", partial(self.answer, "mended")), kind="primary"),
            button(Action("只作说明", partial(self.answer, "explained"))),
        )

    def _offer_close(self) -> None:
        if self._one.closed_on:
            return
        if self._one.answer:
            self._add(button(Action("了结", self.settle, tip="答复合格，这条退回办完了"), kind="primary"))
        self._add(button(Action("撤回", self.take_back, tip="退错了，对方不用再办")))
        if self._one.answer:
            self._ask("还要怎么改", self.words)
            self._ask("办理期限", self.due)
            self._add(button(Action("再次退回", self.again)))

    def _ask(self, name: str, field: QWidget) -> None:
        if isinstance(field, QPlainTextEdit):
            field.setFixedHeight(theme.px(REASON_HEIGHT))
            field.setTabChangesFocus(True)
        self._column.addWidget(label(name, name="note"))
        field.setAccessibleName(name)
        self._column.addWidget(field)
        if self._first is self:
            self._first = field

    def _add(self, *made: QWidget) -> None:
        row = QHBoxLayout()
        for one in made:
            row.addWidget(one)
        row.addStretch(1)
        self._column.addLayout(row)
        if self._first is self:
            self._first = made[0]

    def take_keyboard(self) -> None:
        """Begin with what is to be done."""
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def answer(self, kind: str) -> None:
        """Answer for the school."""
        db, words, today = self._desk.db, self.words.toPlainText(), self._desk.today()
        if self._desk.did(
            self, lambda: returns.answer(db, self._one.id, kind=kind, words=words, today=today)
        ):
            self.said.emit(f"已答复“{self._one.title}”：{returns.ANSWERS[kind]}。随下一个数据包上报。")

    def reopen(self) -> None:
        """Open what was closed again, so that it can be put right."""
        db, today = self._desk.db, self._desk.today()
        if self._desk.did(self, lambda: returns.reopen(db, self._one.id, today=today)):
            self.said.emit(f"“{self._one.title}”已重新打开，改好、结束以后再答复{self._desk.words.above}。")

    def pass_on(self) -> None:
        """Return it to its school as this county's own."""
        db, today = self._desk.db, self._desk.today()
        if self._desk.did(self, lambda: returns.pass_on(db, self._one.id, today=today)):
            school = self._one.school_name
            self.said.emit(f"“{self._one.title}”已转给{school}，列在“退回接收”里，随下一份回执发出。")

    def settle(self) -> None:
        """Close the return."""
        db, today = self._desk.db, self._desk.today()
        if self._desk.did(self, lambda: returns.close(db, self._one.id, today=today)):
            self.said.emit(f"“{self._one.title}”的退回已了结，随下一份回执告诉对方。")

    def take_back(self) -> None:
        """Take the return back."""
        db, today = self._desk.db, self._desk.today()
        if self._desk.did(self, lambda: returns.close(db, self._one.id, today=today, outcome="taken_back")):
            self.said.emit(f"“{self._one.title}”的退回已撤回，随下一份回执告诉对方。")

    def again(self) -> None:
        """Send the record back anew."""
        db, today = self._desk.db, self._desk.today()
        words, due = self.words.toPlainText(), self.due.text()
        if self._desk.did(
            self, lambda: returns.still_wrong(db, self._one.id, reason=words, due_on=due, today=today)
        ):
            self.said.emit(f"已再次退回“{self._one.title}”，随下一份回执发给对方。")
