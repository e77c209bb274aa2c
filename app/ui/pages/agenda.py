"""接下来要办的事: what a desk should do next, a list whose lines lead to where it is done."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.page import Action
from app.ui.table_view import ROW, Table
from app.ui.tables import Column, LazyTable

if TYPE_CHECKING:
    from app.school.agenda import Item

SOON = ("今天", "明天")
NEXT = "接下来要办的事"
NOTHING = "眼下没有要办的事。"


class Agenda(QWidget):
    """List things to do; Enter, a double click or the link of a line goes to where it is done."""

    def __init__(self, desk: Desk, *, most: int | None = None) -> None:
        """Lay out an empty list; one that shares its page is as high as its lines, at `most` so many."""
        super().__init__()
        self._desk, self._most = desk, most
        self._items: Sequence[Item] = ()
        self._told = False
        self.heading = label(NEXT, name="section")
        self.model = LazyTable(
            (
                Column["Item"]("何时", lambda one: one.when, tint=_urgency, width=8),
                Column["Item"]("事项", lambda one: one.what, grow=True),
                Column["Item"]("下一步", lambda one: one.step, press=self._do, width=14, grow=True),
            ),
            find=lambda _: list(range(len(self._items))),
            rows=lambda ids: [self._items[one] for one in ids],
        )
        self.table = Table(self.model, name=NEXT, memory=desk.memory)
        self.table.opened.connect(lambda at: self._do(self._items[at]))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(14))
        column.addWidget(self.heading)
        column.addWidget(self.table, 1)
        if most is not None:
            self.table.hide()

    def wait(self) -> None:
        """Say that the list is being worked out, or worked out anew."""
        self.heading.setText(f"{NEXT}（正在重新统计…）" if self._told else NEXT)
        if not self._told:
            self.table.set_empty("正在看有哪些事要办，名册很大时要几秒钟。")

    def tell(self, items: "Sequence[Item]", *, empty: str = NOTHING, action: Action | None = None) -> None:
        """List things; where there are none say so, with a button for what to do first."""
        self._told = True
        self._items = items
        self.table.set_empty(empty, action)
        self.model.refresh()
        few = self._most is not None
        self.heading.setText(f"{NEXT}：{NOTHING}" if few and not items else NEXT)
        if self._most is not None:
            lines = min(len(items), self._most)
            heading = self.table.horizontalHeader().sizeHint().height()
            self.table.setFixedHeight(heading + lines * theme.px(ROW) + 2 * self.table.frameWidth())
            self.table.setVisible(bool(items))

    def _do(self, item: "Item") -> None:
        self._desk.go(item.place, lambda page: page.open_target(item.target or 0, item.do or item.step))


def _urgency(item: "Item") -> theme.Tone:
    if item.when.startswith("已过") or item.when == "今天":
        return "bad"
    return "warn" if item.when in SOON else "plain"
