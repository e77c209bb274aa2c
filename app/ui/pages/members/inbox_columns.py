"""Which column holds what: as it was recognised, and as a person says otherwise."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.jobs import rosters
from app.sheets.rosters import FIELDS
from app.ui import theme
from app.ui.cards import label
from app.ui.fields import Form
from app.ui.pages.members.inbox_words import named

UNUSED = "不用这一列"


class ColumnsPanel(QWidget):
    """List the columns of a sheet, each with what it holds; `remap` hears a column's number and a field."""

    def __init__(self, plan: rosters.Plan, remap: Callable[[int, str], object]) -> None:
        """Lay it out."""
        super().__init__()
        self.boxes: dict[int, QComboBox] = {}
        form = Form()
        for column in plan.columns:
            box = QComboBox()
            box.addItem(UNUSED, "")
            for field in FIELDS:
                box.addItem(named(field), field)
            box.setCurrentIndex(box.findData(column.field))
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.activated.connect(partial(self._chosen, column.index, box, column.field, remap))
            form.row(_title(column.heading, column.index), box, hint=_sample(plan, column.index))
            self.boxes[column.index] = box
        stacked = QVBoxLayout(self)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.setSpacing(theme.px(10))
        stacked.addWidget(label("左边是表里的列，右边是它的意思。改了立刻重新核对。", name="note"))
        stacked.addWidget(form)

    def _chosen(
        self, index: int, box: QComboBox, before: str, remap: Callable[[int, str], object], _at: int
    ) -> None:
        field = str(box.currentData())
        if field != before:
            remap(index, field)


def _title(heading: str, index: int) -> str:
    words = " ".join(heading.split()) or f"第 {index + 1} 列"
    return words if len(words) <= 10 else f"{words[:9]}…"


def _sample(plan: rosters.Plan, index: int) -> str:
    """Give the first thing that stands in a column."""
    found = (row.raw[index].strip() for row in plan.rows if index < len(row.raw) and row.raw[index].strip())
    first = next(found, "")
    return f"如：{first[:24]}" if first else "这一列是空的"
