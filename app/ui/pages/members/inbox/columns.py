"""Which column holds what: the sheet as it stands, and over each column what it was taken for."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.jobs import rosters
from app.sheets import headers
from app.sheets.rosters import FIELDS, Column
from app.ui import theme
from app.ui.cards import label
from app.ui.fields import Calm
from app.ui.pages.members.inbox.clerk import Clerk
from app.ui.pages.members.inbox.words import CELL_TONES, named

UNUSED = "不用这一列"
SAMPLES = 8
WIDEST = 22
"""So many signs of a cell are shown; the tooltip has all of them."""


class ColumnsView(QWidget):
    """Show the first rows of a sheet under what its columns are; a sheet for every form there is."""

    def __init__(self, clerk: Clerk) -> None:
        """Lay it out empty."""
        super().__init__()
        self._clerk = clerk
        self._groups: list[list[rosters.Plan]] = []
        self.boxes: dict[int, QComboBox] = {}
        self._calm = Calm(self)
        self.form = QComboBox()
        self.form.setAccessibleName("哪一种表")
        self.form.setToolTip("表头不一样的表分开说；表头一样的说一次就都改了")
        self.form.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.form.activated.connect(lambda _: self._lay_out())
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(False)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self.form, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(
            label("第一行是表里的叫法，第二行是它的意思：认错了就改，改了立刻重新核对，下次同样的表头照办。",
                  name="note")
        )  # fmt: skip
        column.addWidget(self._scroll, 1)

    def show_plans(self, plans: Sequence[rosters.Plan]) -> None:
        """Show the columns of some plans, those of one form together."""
        groups: dict[str, list[rosters.Plan]] = {}
        for plan in plans:
            groups.setdefault(plan.form or f"表 {plan.sheet_name}", []).append(plan)
        kept = self.form.currentIndex()
        self._groups = list(groups.values())
        self.form.clear()
        for group in self._groups:
            more = f"等 {len(group)} 张表" if len(group) > 1 else ""
            self.form.addItem(f"“{group[0].sheet_name}”{more}")
        self.form.setCurrentIndex(kept if 0 <= kept < len(self._groups) else 0)
        self.form.setVisible(len(self._groups) > 1)
        self._lay_out()

    def _lay_out(self) -> None:
        keyboard = next((index for index, box in self.boxes.items() if box.hasFocus()), None)
        across = self._scroll.horizontalScrollBar().value()
        self.boxes = {}
        if not self._groups:
            replace_content(self._scroll, QWidget())
            return
        plan = self._groups[max(0, self.form.currentIndex())][0]
        sheet = QFrame()
        sheet.setObjectName("sheet")
        grid = QGridLayout(sheet)
        grid.setContentsMargins(*[theme.px(12)] * 4)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(6))
        for line, words in enumerate(("表里叫", "意思是", "怎么认出的")):
            grid.addWidget(_line(words, name="label"), line, 0)
        for line, row in enumerate(plan.rows[:SAMPLES], start=3):
            grid.addWidget(_line(f"第 {row.row_no} 行", name="label"), line, 0)
        for at, column in enumerate(plan.columns, start=1):
            self._column(grid, at, plan, column)
        grid.setRowStretch(SAMPLES + 3, 1)
        replace_content(self._scroll, sheet)
        sheet.adjustSize()
        self._scroll.horizontalScrollBar().setValue(across)
        if keyboard in self.boxes:
            self.boxes[keyboard].setFocus()

    def _column(self, grid: QGridLayout, at: int, plan: rosters.Plan, column: Column) -> None:
        heading = " ".join(column.heading.split()) or f"第 {column.index + 1} 列（没有表头）"
        grid.addWidget(_line(heading, name="strong"), 0, at)
        box = QComboBox()
        box.addItem(UNUSED, "")
        for field in FIELDS:
            box.addItem(named(field), field)
        box.setCurrentIndex(box.findData(column.field))
        box.setAccessibleName(f"{heading}，意思是")
        how, tone = _recognised(plan, column)
        box.setToolTip(f"表里的“{heading}”是什么：{how}")
        box.setEnabled(self._clerk.open)
        box.setMinimumWidth(theme.px(128))
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.installEventFilter(self._calm)
        box.installEventFilter(self)
        box.activated.connect(partial(self._chosen, plan, column, box))
        self.boxes[column.index] = box
        grid.addWidget(box, 1, at)
        grid.addWidget(_line(how, tone=tone), 2, at)
        for line, row in enumerate(plan.rows[:SAMPLES], start=3):
            text = row.raw[column.index].strip() if column.index < len(row.raw) else ""
            cell = row.cells.get(column.field)
            grid.addWidget(_line(text, tone=CELL_TONES[cell.verdict.kind] if cell else "muted"), line, at)

    def _chosen(self, plan: rosters.Plan, column: Column, box: QComboBox, _at: int) -> None:
        field = str(box.currentData())
        if field != column.field and not self._clerk.column(plan, column.index, field):
            box.setCurrentIndex(box.findData(column.field))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bring the column into sight to which the keyboard goes."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._scroll.ensureWidgetVisible(watched)
        return False

    def take_keyboard(self) -> None:
        """Take the keyboard to the first column."""
        if self.boxes:
            next(iter(self.boxes.values())).setFocus()


def replace_content(scroll: QScrollArea, content: QWidget) -> None:
    """Put something else in: what was there may be just the one that asked for it, and goes later."""
    gone = scroll.takeWidget()
    if gone is not None:
        gone.hide()
        gone.deleteLater()
    scroll.setWidget(content)
    content.show()


def _recognised(plan: rosters.Plan, column: Column) -> tuple[str, theme.Tone]:
    """Say how a column was recognised: by what was said of it, by its heading, or by what stands in it."""
    if column.index in plan.remembered:
        return "照上次说的", "good"
    if column.index in plan.columns_said:
        return "您指定的", "good"
    if not column.field:
        return "没有认出，不用", "muted"
    known = headers.recognise(column.heading.split("·")[-1]) if column.heading else None
    if known is not None and known[0]:
        return "按表头认出", "plain"
    return "按内容认出，请看对不对", "warn"


def _line(text: str, *, name: str = "", tone: theme.Tone = "plain") -> QLabel:
    """Give one line of text, cut where it is too long; the tooltip then has all of it."""
    flat = " ".join(text.split())
    made = label(flat if len(flat) <= WIDEST else f"{flat[: WIDEST - 1]}…", tone=tone, name=name)  # type: ignore[arg-type]
    made.setWordWrap(False)
    made.setToolTip(flat if len(flat) > WIDEST else "")
    return made
