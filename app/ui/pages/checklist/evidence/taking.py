"""Files about to be taken in: what they are, when they came to be, and what they are to prove."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.jobs import evidence as jobs
from app.school import checklist
from app.spelling import dates
from app.ui import theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, button

EACH = 8


class Taking(QWidget):
    """Ask about files once for all: a date for each where they are few, one for all where they are many."""

    agreed = Signal(object, object)
    """What is wanted: each file with its date, and the criterion, None for none yet."""
    declined = Signal()

    def __init__(
        self,
        desk: Desk,
        found: Sequence[tuple[Path, str]],
        *,
        school: int,
        others: Sequence[Action] = (),
    ) -> None:
        """Show the files with the dates they may have; `others` are further ways on."""
        super().__init__()
        self._found, self._today = list(found), desk.today()
        self._form = Form()
        self._fields: list[QLineEdit] = []
        self._date_fields(len(found) <= EACH)
        self._what = QComboBox()
        self._what.setAccessibleName("归入哪一项要求")
        self._what.addItem("先不归入要求", None)
        for one in checklist.demanded(desk.db, school=school, on=self._today):
            if one.proof != "count":
                self._what.addItem(f"{one.item_name}：{one.text}", one.id)
        self._what.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._form.row("归入", self._what, hint="以后还可以归入更多要求、课次和班")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(label(f"这 {len(found)} 件材料是什么时候形成的？", name="strong"))
        column.addWidget(
            label(
                "已按拍摄日期或文件的修改日期填好，请改成材料上写的日期；实在不知道的可以空着，算“已收”。",
                name="note",
            )  # fmt: skip
        )
        column.addWidget(self._form)
        column.addWidget(button(Action(f"归入 {len(found)} 件", self._agree), kind="primary"))
        foot = QHBoxLayout()
        for other in (*others, Action("不归入", self.declined.emit)):
            foot.addWidget(button(other))
        foot.addStretch(1)
        column.addLayout(foot)

    def _date_fields(self, each: bool) -> None:
        if each:
            for path, day in self._found:
                self._add_field("日期", day, path.name)
        else:
            first, last = min(day for _, day in self._found), max(day for _, day in self._found)
            self._add_field("日期", "", f"空着就各按拍摄日期或修改日期（{first} 至 {last}）")

    def _add_field(self, name: str, day: str, hint: str) -> None:
        field = QLineEdit(day)
        field.returnPressed.connect(self._agree)
        field.setMaximumWidth(theme.px(180))
        self._form.row(name, field, hint=hint)
        self._fields.append(field)

    def begin(self) -> None:
        """Take the keyboard to the first date."""
        self._fields[0].setFocus()
        self._fields[0].selectAll()

    def _agree(self) -> None:
        self._form.clear_faults()
        days: list[str | None] = []
        for field in self._fields:
            day = field.text().strip()
            read = dates.read(day)
            wrong = read.verdict.note if day and read.verdict.kind in ("ask", "refuse") else ""
            if day and not wrong and read.precision != "day":
                wrong = "请写到哪一天，例如 2026-03-02。"
            if day and not wrong and read.value > self._today:
                wrong = "材料的形成日期不能晚于今天，请核对。"
            if wrong:
                self._form.blame(field, wrong)
                return
            days.append(read.value if day else None)
        if len(days) == len(self._found):
            wanted = [jobs.Wanted(path, day) for (path, _), day in zip(self._found, days, strict=True)]
        else:
            wanted = [jobs.Wanted(path, days[0] or day) for path, day in self._found]
        self.agreed.emit(wanted, self._what.currentData())
