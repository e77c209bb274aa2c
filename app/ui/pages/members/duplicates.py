"""疑似重复: records that are probably one person, to be merged or kept apart, and merges to be undone."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.school import certificates, duplicates, hours_text, members, persons, standings
from app.school.duplicates import Pair
from app.school.persons import Link
from app.spelling import id_numbers
from app.ui import theme
from app.ui.desk import Desk
from app.ui.flow import Flow, Named
from app.ui.page import Action, Page, button
from app.ui.pages.members.comparison import Comparison
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

PAIRS, LINKS = "疑似重复", "已合并"


class Duplicates(Page):
    """List the pairs with both records side by side, and the merges that were made."""

    help_topic = "duplicates"

    def __init__(self, desk: Desk, *, school: int) -> None:
        """Lay it out; what is shown first looks for the pairs."""
        super().__init__(desk, PAIRS)
        self._school = school
        self._found: list[Pair] | None = None
        self._pairs: list[Pair] = []
        self._names: dict[int, str] = {}
        self._later: set[tuple[int, int]] = set()
        self._shown: tuple[int, int] | None = None
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("疑似重复和已合并")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for title in (PAIRS, LINKS):
            self.tabs.addTab(title)
        self.model = LazyTable(
            self._of_pairs(),
            find=lambda _: list(range(len(self._pairs))),
            rows=lambda ids: [self._pairs[one] for one in ids],
            parent=self,
        )
        self.table = Table(self.model, name=PAIRS, memory=desk.memory)
        self.table.set_empty("没有疑似重复的人。")
        self.comparison = Comparison(desk)
        self.why = QLineEdit()
        self.links = LazyTable(
            _of_links(),
            find=lambda _: persons.find(desk.db, school=school),
            rows=lambda ids: persons.rows(desk.db, list(ids)),
            parent=self,
        )
        self.merged = Table(self.links, name="已合并的记录", memory=desk.memory)
        self.merged.set_empty("还没有合并过记录。")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._lay_pairs())
        self._stack.addWidget(self.merged)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self._stack, 1)
        self.first = self.table
        self.tabs.currentChanged.connect(self._turn)
        self.table.chosen.connect(lambda _: self._follow())
        self.table.opened.connect(lambda _: self.why.setFocus())
        self._turn(0)

    def _lay_pairs(self) -> QWidget:
        made = QWidget()
        judging = QVBoxLayout()
        judging.setSpacing(theme.px(10))
        judging.addWidget(self.comparison, 1)
        judging.addWidget(Named("合并的依据", self.why, 200))
        tools = Flow(8)
        self._tools = [
            button(act)
            for act in (
                Action("合并，保留左边", self.merge_left, "Ctrl+Left", "右边并入左边，名册里留左边"),
                Action("合并，保留右边", self.merge_right, "Ctrl+Right", "左边并入右边，名册里留右边"),
                Action("是两个人", self.keep_apart, "Ctrl+Up", "以后不再列出这一对"),
                Action("以后再说", self.put_off, "Ctrl+Down", "排到最后，先看下一对"),
            )
        ]
        self._number = button(Action("显示身份证号", self._show_numbers, "F2"), kind="link")
        for one in (*self._tools, self._number):
            tools.add(one)
        judging.addLayout(tools)
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(14))
        row.addWidget(self.table, 2)
        row.addLayout(judging, 3)
        return made

    def _of_pairs(self) -> tuple[Column[Pair], ...]:
        return (
            Column("左边", lambda one: self._names.get(one.one, ""), grow=True),
            Column("右边", lambda one: self._names.get(one.other, ""), grow=True),
            Column("为什么", self._reason, tip=lambda one: one.why,
                   tint=lambda one: "muted" if _key(one) in self._later else "plain", spare=1),
        )  # fmt: skip

    def _reason(self, one: Pair) -> str:
        return f"以后再说 · {one.why}" if _key(one) in self._later else one.why

    # what is shown

    def refresh(self) -> None:
        """Show the pairs; of a long list, what still stands of those found the first time."""
        db = self.desk.db
        if duplicates.quick(db, school=self._school):
            self._found = duplicates.pairs(db, school=self._school)
        elif self._found is None:
            self._look()
        at = self.table.currentIndex().row()
        self._pairs = duplicates.standing(db, self._found or [], school=self._school)
        self._pairs.sort(key=lambda one: _key(one) in self._later)
        concerned = members.rows(db, [who for one in self._pairs for who in _key(one)])
        self._names = {who.id: f"{who.name}{_tail(who)}" for who in concerned}
        self.model.refresh()
        self.links.refresh()
        for number, (title, many) in enumerate(((PAIRS, len(self._pairs)), (LINKS, len(self.links.ids)))):
            self.tabs.setTabText(number, f"{title} {many}" if many else title)
        if self._pairs:
            self.table.selectRow(min(max(at, 0), len(self._pairs) - 1))
        self._follow()

    def look_again(self) -> None:
        """Look for pairs anew, those put off among them."""
        self._found = None
        self._later.clear()
        self.refresh()

    def _look(self) -> None:
        self._found = self.desk.act(
            self,
            lambda: self.desk.work(
                self, "正在找重复的人", lambda db, tell: duplicates.pairs(db, school=self._school, tell=tell)
            ),
        )

    def _turn(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        self.first = self.merged if at else self.table
        if at:
            part = Action("拆开", self.part, "Delete", "拆开选中的合并，两份记录各自照旧", icon="undo")
            self.set_actions(None, [part])
            self.set_hint("选一行按 Delete 拆开，两份记录原样恢复，学时和证书各归各 · Ctrl+Z 撤销")
        else:
            self.set_actions(
                None, [Action("重新查找", self.look_again, tip="再查一遍全部人员", icon="search")]
            )
            self.set_hint(
                "Ctrl+← 保留左边 · Ctrl+→ 保留右边 · Ctrl+↑ 是两个人 · Ctrl+↓ 以后再说 · Ctrl+Z 撤销"
            )
        self.take_keyboard()

    def _pair(self) -> Pair | None:
        at = self.table.current()
        return self._pairs[at] if at is not None and at < len(self._pairs) else None

    def _follow(self) -> None:
        pair = self._pair()
        self.comparison.show_pair(pair)
        for one in (*self._tools, self._number, self.why):
            one.setEnabled(pair is not None)
        key = _key(pair) if pair else None
        if key != self._shown:
            self._shown = key
            self.why.setText(f"{pair.why}，已核对是同一个人" if pair else "")

    def _show_numbers(self) -> None:
        self.comparison.toggle_numbers()
        self._number.setText("遮住身份证号" if self.comparison.whole else "显示身份证号")
        self._number.setShortcut("F2")  # another text takes the key away

    # what is decided

    def merge_left(self) -> None:
        """Merge the right record into the left one."""
        if (pair := self._pair()) is not None:
            self._merge(kept=pair.one, other=pair.other)

    def merge_right(self) -> None:
        """Merge the left record into the right one."""
        if (pair := self._pair()) is not None:
            self._merge(kept=pair.other, other=pair.one)

    def _merge(self, *, kept: int, other: int) -> None:
        db, today, why = self.desk.db, self.desk.today(), self.why.text()
        if self.desk.did(self, lambda: persons.merge(db, kept=kept, other=other, why=why, today=today)):
            self.say(self._follows(kept, other), "good")

    def _follows(self, kept: int, other: int) -> str:
        """Say what a merge means for hours and certificates."""
        db, year = self.desk.db, int(self.desk.today()[:4])
        people = members.row(db, kept), members.row(db, other)
        here, there = (f"{who.name}{_tail(who)}" for who in people)
        earned = standings.of_member(db, kept, year=year).earned
        many = len(certificates.find(db, member=kept))
        return (
            f"“{there}”已并入“{here}”，名册里只列一次，按哪个名字都找得到。"
            f"{year} 年学时合计 {hours_text(earned)}，证书共 {many} 张，同一课次只计一次。"
            "按 Ctrl+Z 撤销，以后也可以在“已合并”里拆开。"
        )

    def keep_apart(self) -> None:
        """Say that the pair is two people."""
        pair, db, today = self._pair(), self.desk.db, self.desk.today()
        if pair is None:
            return
        names = f"“{self._names[pair.one]}”和“{self._names[pair.other]}”"
        if self.desk.did(self, lambda: persons.keep_apart(db, pair.one, pair.other, today=today)):
            self.say(f"记下了，{names}是两个人，以后不再列出。按 Ctrl+Z 撤销。", "good")

    def put_off(self) -> None:
        """Put the pair at the end and show the next one."""
        pair = self._pair()
        if pair is not None:
            self._later.add(_key(pair))
            self.refresh()

    def part(self) -> None:
        """Part the merge that is chosen: both records stand for themselves again."""
        link = self.merged.current()
        found = persons.rows(self.desk.db, [link]) if link is not None else []
        if not found:
            self.say("请先选一行。", "muted")
            return
        one = found[0]
        if self.desk.did(self, lambda: persons.part(self.desk.db, one.id)):
            self.say(
                f"“{one.other_name}”和“{one.kept_name}”已拆开，学时和证书各归各。按 Ctrl+Z 撤销。",
                "good",
            )


def _of_links() -> tuple[Column[Link], ...]:
    return (
        Column("保留的", lambda one: one.kept_name),
        Column("并入的", lambda one: one.other_name),
        Column("依据", lambda one: one.why, grow=True, tip=lambda one: one.why),
        Column("日期", lambda one: one.linked_on),
        Column("经办人", lambda one: one.linked_by, spare=1),
    )


def _key(pair: Pair) -> tuple[int, int]:
    return pair.one, pair.other


def _tail(who: members.Member) -> str:
    return f"（{id_numbers.tail(who.id_number)}）" if who.id_number else ""
