"""同一人核对: rows of several schools that may be one person, decided by hand and taken back by hand."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.school import people
from app.school.people import Decision, Pair, Row
from app.spelling import id_numbers
from app.ui import theme
from app.ui.desk import Desk
from app.ui.flow import Flow, Named
from app.ui.page import Action, Page, button
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

TITLE = "同一人核对"
TABS = ("待核对", "已认定", "跨校的人")


class PeoplePage(Page):
    """List who may be one person in several schools; nobody is joined by guessing."""

    help_topic = "people"

    def __init__(self, desk: Desk) -> None:
        """Lay out the three lists and the pair that is looked at."""
        super().__init__(desk, TITLE)
        self._pairs: list[Pair] = []
        self._decisions: list[Decision] = []
        self._joined: list[tuple[Row, ...]] = []
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(TITLE)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for title in TABS:
            self.tabs.addTab(title)
        self.pairs = self._table(
            (
                Column[Pair]("左边", lambda one: _short(one.one), grow=True),
                Column[Pair]("右边", lambda one: _short(one.other), grow=True),
                Column[Pair]("为什么", lambda one: one.why, spare=1),
            ),
            lambda: self._pairs,
            "待核对的人",
            "没有要核对的人。",
        )
        self.decided = self._table(
            (
                Column[Decision]("左边", lambda one: _short(one.one), grow=True),
                Column[Decision]("右边", lambda one: _short(one.other), grow=True),
                Column[Decision]("认定", lambda one: "同一人" if one.same else "两个人"),
                Column[Decision]("依据", lambda one: one.why, tip=lambda one: one.why, spare=2),
                Column[Decision]("日期", lambda one: one.decided_on, spare=1),
                Column[Decision]("撤回", lambda one: one.undone_on or "—"),
            ),
            lambda: self._decisions,
            "已认定的人",
            "还没有认定过。",
        )
        self.joined = self._table(
            (
                Column[tuple[Row, ...]]("姓名", lambda one: one[0].name),
                Column[tuple[Row, ...]](
                    "所在学校", lambda one: "、".join(row.school_name for row in one), grow=True
                ),
                Column[tuple[Row, ...]](
                    "怎样认出", lambda one: people.HOW.get(people.same(desk.db, one[-1].member)[-1][1], "")
                ),
            ),
            lambda: self._joined,
            "跨校的人",
            "没有在几所学校都有记录的人。",
        )
        self.left, self.right = _card(), _card()
        self.why = QLineEdit()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._lay_pairs())
        self._stack.addWidget(self.decided)
        self._stack.addWidget(self.joined)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self._stack, 1)
        self.first = self.pairs
        self.tabs.currentChanged.connect(self._turn)
        self.pairs.chosen.connect(lambda _: self._follow())
        self._turn(0)

    def _table(self, columns, listed, name: str, empty: str) -> Table:  # type: ignore[no-untyped-def]
        model = LazyTable(
            columns,
            find=lambda _: list(range(len(listed()))),
            rows=lambda ids: [listed()[one] for one in ids],
            parent=self,
        )
        table = Table(model, name=name, memory=self.desk.memory)
        table.set_empty(empty)
        return table

    def _lay_pairs(self) -> QWidget:
        made = QWidget()
        side = QVBoxLayout()
        side.setSpacing(theme.px(10))
        both = QHBoxLayout()
        both.addWidget(self.left, 1)
        both.addWidget(self.right, 1)
        side.addLayout(both)
        side.addWidget(Named("认定的依据", self.why, 200))
        tools = Flow(8)
        self._tools = [
            button(Action("是同一人", partial(self.decide, same=True), "Ctrl+Left", "合计里只计一个人")),
            button(Action("是两个人", partial(self.decide, same=False), "Ctrl+Up", "以后不再列出")),
        ]
        for one in self._tools:
            tools.add(one)
        side.addLayout(tools)
        side.addStretch(1)
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(14))
        row.addWidget(self.pairs, 2)
        row.addLayout(side, 3)
        return made

    def refresh(self) -> None:
        """Read the three lists."""
        db = self.desk.db
        at = self.pairs.currentIndex().row()
        self._pairs = people.review(db)
        self._decisions = people.decisions(db)
        self._joined = people.joined(db)
        counts = (len(self._pairs), len(self._decisions), len(self._joined))
        for number, count in enumerate(counts):
            self.tabs.setTabText(number, f"{TABS[number]} {count}" if count else TABS[number])
        for table in (self.pairs, self.decided, self.joined):
            table.model().refresh()  # type: ignore[attr-defined]
        year = int(self.desk.today()[:4])
        came = people.came(db, year=year)
        self.set_title(
            TITLE, f"{year} 年到课 {came.people:,} 人、{came.person_times:,} 人次，跨校的人只计一次"
        )
        if self._pairs:
            self.pairs.selectRow(min(max(at, 0), len(self._pairs) - 1))
        self._follow()

    def topic(self) -> str:
        """Name the heading of the list on show."""
        return f"{self.help_topic}#{TABS[self.tabs.currentIndex()]}"

    def _turn(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        self.first = (self.pairs, self.decided, self.joined)[at]
        if at == 1:
            self.set_actions(None, [Action("撤回认定", self.undo, "Delete", icon="undo")])
            self.set_hint("选一行按 Delete 撤回，两份记录又各算各的")
        else:
            self.set_actions(None, [])
            self.set_hint(
                "身份证号完整、校验正确而且姓名相同的，或有转出证明的，自动认作一人；其余由您认定"
                " · Ctrl+← 同一人 · Ctrl+↑ 两个人"
            )

    def _pair(self) -> Pair | None:
        at = self.pairs.current()
        return self._pairs[at] if at is not None and at < len(self._pairs) else None

    def _follow(self) -> None:
        pair = self._pair()
        self.left.setText(_long(pair.one) if pair else "")
        self.right.setText(_long(pair.other) if pair else "")
        for card in (self.left, self.right):
            card.setVisible(pair is not None)
        for one in (*self._tools, self.why):
            one.setEnabled(pair is not None)
        self.why.setText(f"{pair.why}，已核实" if pair else "")

    def decide(self, *, same: bool) -> None:
        """Write down what somebody knows of the pair."""
        pair, db, today, why = self._pair(), self.desk.db, self.desk.today(), self.why.text()
        if pair is None:
            return
        done = self.desk.did(
            self,
            lambda: people.decide(db, pair.one.member, pair.other.member, same=same, why=why, today=today),
        )
        if done:
            said = "是同一人，合计里只计一次" if same else "是两个人，以后不再列出"
            self.say(f"记下了：{pair.one.name}{said}。可以在“已认定”里撤回。", "good")
            self.refresh()

    def undo(self) -> None:
        """Take the decision that is chosen back."""
        at = self.decided.current()
        if at is None or at >= len(self._decisions):
            self.say("请先选一行。", "muted")
            return
        db, today = self.desk.db, self.desk.today()
        if self.desk.did(self, lambda: people.undo(db, self._decisions[at].id, today=today)):
            self.say("已撤回，两份记录又各算各的。", "good")
            self.refresh()

    def sights(self) -> list[str]:
        """Name the other lists."""
        return list(TABS[1:])

    def show_sight(self, name: str) -> None:
        """Turn to one of them."""
        self.tabs.setCurrentIndex(TABS.index(name))


def _card() -> QLabel:
    made = QLabel()
    made.setObjectName("detail")
    made.setWordWrap(True)
    made.setMargin(theme.px(14))
    made.setAlignment(Qt.AlignmentFlag.AlignTop)
    return made


def _short(one: Row) -> str:
    return f"{one.name}（{one.school_name}）"


def _long(one: Row) -> str:
    facts = (
        ("学校", one.school_name), ("支部", one.branch_name), ("出生", one.birth),
        ("身份证号", id_numbers.masked(one.id_number) if one.id_number else ""), ("电话", one.phone),
        ("减少日期", one.left_on),
    )  # fmt: skip
    return "\n".join([one.name, *(f"{name}：{text or '（空）'}" for name, text in facts)])
