"""Two records of perhaps one person side by side: every fact, what differs marked, and what hangs on each."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.school import biographies, hours_text, members
from app.school.biographies import LABELS, Outline
from app.school.duplicates import Pair
from app.spelling import id_numbers
from app.ui import theme
from app.ui.cards import label
from app.ui.desk import Desk

EMPTY = "—"
DIFFERS = "≠"
LEAST = 180


class Comparison(QScrollArea):
    """Show a pair; the middle of ID numbers is hidden until asked."""

    def __init__(self, desk: Desk) -> None:
        """Show nothing yet."""
        super().__init__()
        self._desk = desk
        self._pair: Pair | None = None
        self.whole = False
        self.setWidgetResizable(True)
        self.setObjectName("sheet")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("两份记录对照")
        self.viewport().setAutoFillBackground(False)
        self.rows: list[tuple[str, str, str, bool]] = []
        """What is shown: a label, the one, the other, and whether they differ."""

    def show_pair(self, pair: Pair | None) -> None:
        """Show another pair, or nothing."""
        self._pair = pair
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(*[theme.px(16)] * 4)
        column.setSpacing(theme.px(10))
        self.rows = []
        if pair is not None:
            self._lay(column, pair)
        column.addStretch(1)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        """Ask for little: what there is no room for scrolls."""
        return QSize(theme.px(300), theme.px(LEAST))

    def toggle_numbers(self) -> None:
        """Show ID numbers whole, or hide their middle again."""
        self.whole = not self.whole
        self.show_pair(self._pair)

    def _lay(self, column: QVBoxLayout, pair: Pair) -> None:
        db = self._desk.db
        people = members.rows(db, [pair.one, pair.other])
        if len(people) < 2:
            return
        known = [{one.field: one for one in biographies.known(db, who.id)} for who in people]
        fields = [field for field in LABELS if any(field in one for one in known)]
        facts = [(LABELS[field], *(self._value(one, field) for one in known), field) for field in fields]
        apart = {
            field for field, here, there in zip(fields, *_raw(known, fields), strict=True) if here != there
        }
        self.rows = [(name, here, there, field in apart) for name, here, there, field in facts]
        hang = biographies.outlines(db, [pair.one, pair.other])
        beside = [(name, *(say(hang[who.id]) for who in people)) for name, say in _HANGING]
        self.rows += [(name, here, there, here != there) for name, here, there in beside]
        column.addWidget(label(pair.why, tone="warn", name="strong"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(theme.px(6))
        for at, words in enumerate(("", "左边（先登记的）", "右边")):
            grid.addWidget(label(words, name="label"), 0, at)
        for at, (name, here, there, differs) in enumerate(self.rows, start=1):
            title = label(f"{DIFFERS} {name}" if differs else name, name="label")
            title.setWordWrap(False)
            grid.addWidget(title, at, 0, Qt.AlignmentFlag.AlignTop)
            for side, words in enumerate((here, there), start=1):
                shown = label(words or EMPTY, tone="bad" if differs else "plain")
                grid.addWidget(shown, at, side, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        column.addLayout(grid)

    def _value(self, known: dict[str, biographies.Known], field: str) -> str:
        value = known[field].value if field in known else ""
        return id_numbers.masked(value) if field == "id_number" and not self.whole else value


def _raw(known: list[dict[str, biographies.Known]], fields: list[str]) -> list[list[str]]:
    return [[one[field].value if field in one else "" for field in fields] for one in known]


_HANGING: tuple[tuple[str, Callable[[Outline], str]], ...] = (
    ("进名册", lambda one: f"{one.since} {one.by}".strip()),
    ("来自", lambda one: f"名册“{one.file_name}”" if one.file_name else "手工登记"),
    ("培训班", lambda one: f"{one.classes} 次，最近是“{one.latest}”" if one.classes else "没有"),
    ("已入账学时", lambda one: hours_text(one.quarter_hours)),
    ("证书", lambda one: f"{one.certificates} 张" if one.certificates else "没有"),
    ("其他学习", lambda one: f"{one.activities} 次" if one.activities else "没有"),
)
