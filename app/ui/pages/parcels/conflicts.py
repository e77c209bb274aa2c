"""两台电脑的不同: what two laptops of one school wrote differently, field by field, chosen with one key."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.school import conflicts
from app.school.conflicts import Choice, Conflict
from app.ui import theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.page import Action, Page, button
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

TITLE = "两台电脑的不同"
NOTHING = "没有要选定的：两台电脑写的都合在一起了。"


class ConflictsPage(Page):
    """List what is to be decided, and show the ways to settle the one that is chosen side by side."""

    help_topic = "conflicts"

    def __init__(self, desk: Desk, *, school: int) -> None:
        """Lay out the list and the ways."""
        super().__init__(desk, TITLE, "两份都留着，您选定的一份以后两台电脑都照它")
        self._school = school
        self.model = LazyTable(
            _columns(),
            find=lambda _: conflicts.find(desk.db, school=school),
            rows=lambda ids: conflicts.rows(desk.db, list(ids)),
            parent=self,
        )
        self.table = Table(self.model, name=TITLE, memory=desk.memory)
        self.table.set_empty(NOTHING)
        self.table.chosen.connect(lambda _: self._follow())
        self.ways = QWidget()
        self._column = QVBoxLayout(self.ways)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(10))
        row = QHBoxLayout()
        row.setSpacing(theme.px(14))
        row.addWidget(self.table, 1)
        row.addWidget(self.ways, 1)
        self.body.addLayout(row, 1)
        self.first = self.table
        self.set_hint("↑↓ 换一处 · Ctrl+1 用左边的 · Ctrl+2 用右边的 · 标“现在显示”的是暂时采用的一份")

    def refresh(self) -> None:
        """Read the list again and keep the place in it."""
        at = self.table.currentIndex().row()
        self.model.refresh()
        count = len(self.model.ids)
        self.set_title(TITLE, f"{count} 处要选定" if count else "")
        if count:
            self.table.selectRow(min(max(at, 0), count - 1))
        self._follow()

    def _current(self) -> Conflict | None:
        id_ = self.table.current()
        found = conflicts.rows(self.desk.db, [id_]) if id_ is not None else []
        return found[0] if found else None

    def _follow(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        found = self._current()
        if found is None:
            return
        heading = label(f"{found.noun}　{found.title}", name="section")
        heading.setWordWrap(True)
        said = label(found.sentence)
        said.setWordWrap(True)
        self._column.addWidget(heading)
        self._column.addWidget(said)
        self._column.addWidget(self._sides(found))
        self._column.addStretch(1)

    def _sides(self, found: Conflict) -> QWidget:
        """Show every way in a column of its own, its fields one below the other."""
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.px(12))
        for place, choice in enumerate(found.choices):
            grid.addWidget(self._side(found, place, choice), place // 2, place % 2)
        for column in range(min(2, len(found.choices))):
            grid.setColumnStretch(column, 1)
        return made

    def _side(self, found: Conflict, place: int, choice: Choice) -> QFrame:
        made = QFrame()
        made.setObjectName("detail")
        column = QVBoxLayout(made)
        column.setContentsMargins(*[theme.px(14)] * 4)
        shown = "　现在显示" if choice.shown and found.kind == "field" else ""
        column.addWidget(label(f"{choice.whose}{shown}", tone="good" if shown else "plain", name="section"))
        for name, text in choice.fields:
            said = QLabel(text if found.kind != "field" else f"{name}：{text}")
            said.setTextFormat(Qt.TextFormat.PlainText)
            said.setWordWrap(True)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(said)
        column.addStretch(1)
        words = f"用{choice.whose}的" if found.kind == "field" else choice.whose
        act = Action(words, partial(self.choose, found.id, place), f"Ctrl+{place + 1}", "选定这一份")
        column.addWidget(button(act), 0, Qt.AlignmentFlag.AlignLeft)
        return made

    def choose(self, conflict: int, place: int) -> None:
        """Settle one and go on to the next."""
        db, today = self.desk.db, self.desk.today()
        (found,) = conflicts.rows(db, [conflict])
        if self.desk.did(self, lambda: conflicts.choose(db, conflict, place, today=today)):
            left = len(conflicts.find(db, school=self._school))
            rest = (
                f"还有 {left} 处。" if left else "全部选定了；下次上报或交换数据包时，另一台电脑也照此更改。"
            )
            self.say(f"“{found.noun} {found.title}”已选定。{rest}", "good")
            self.refresh()


def _columns() -> tuple[Column[Conflict], ...]:
    return (
        Column("种类", lambda one: one.noun),
        Column("哪一条", lambda one: one.title, grow=True, tip=lambda one: one.title),
        Column("哪一项", _fields, tip=lambda one: one.sentence, spare=1),
    )


def _fields(one: Conflict) -> str:
    words = {
        "deleted": "一边删去", "renumbered": "同号", "two_papers": "重复发证", "same_number": "编号重复",
        "refused": "不合规定",
    }  # fmt: skip
    if one.kind != "field":
        return words[one.kind]
    return "、".join(name for name, _ in one.choices[0].fields)
