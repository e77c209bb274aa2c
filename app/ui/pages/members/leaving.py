"""What takes a person off the rolls or on to the next stage: a button, and the few questions behind it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.school import MEMBER_TYPES, members, stages
from app.spelling import dates
from app.ui import sight
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, button

NO_DAY = "请写明是哪一天，例如 2026-11-20。"
TO_COME = "日期还没有到，请改正。"
WHERE = {"转出": "转往哪里", "其他": "什么情况"}


class Leaving(QWidget):
    """Ask why and when somebody leaves the rolls."""

    asked = Signal(str, str, str)
    """The day as ISO text, the reason, and where to or what more."""

    def __init__(self, desk: Desk) -> None:
        """Fold the questions behind one button."""
        super().__init__()
        self._desk = desk
        self._open = button(
            Action("从名册减少…", self._unfold, tip="转出、去世等：人和学时都留着，只是不再在册")
        )
        self.reason, self.where, self.day = QComboBox(), QLineEdit(), QLineEdit(desk.today())
        self.reason.addItems(list(members.LEAVING))
        self.reason.currentTextChanged.connect(self._name_where)
        self._form = Form()
        self._form.row("原因", self.reason)
        self._form.row("去向或说明", self.where)
        self._form.row("日期", self.day)
        self._done = button(Action("减少", self._ask, icon="check"))
        _fold(self, self._form, self._open, self._done)
        self._name_where(self.reason.currentText())

    def _name_where(self, reason: str) -> None:
        self.where.setPlaceholderText(WHERE.get(reason, "可以不写"))

    def _unfold(self) -> None:
        self._open.hide()
        self._form.show()
        self._done.show()
        self.reason.setFocus()
        sight.bring(self)

    def _ask(self) -> None:
        day = dates.read(self.day.text())
        fault = _fault(day, self._desk.today())
        self._form.blame(self.day, fault)
        if not fault:
            self.asked.emit(day.value, self.reason.currentText(), self.where.text())


class Growing(QWidget):
    """Ask on which day somebody went on to the next stage."""

    asked = Signal(str)
    """The day as ISO text."""

    def __init__(self, desk: Desk) -> None:
        """Fold the question behind one button; `tell` says for whom."""
        super().__init__()
        self._desk = desk
        self._due = label("", name="note")
        self._open = button(Action("", self._unfold))
        self.day = QLineEdit(desk.today())
        self._form = Form()
        self._form.row("日期", self.day)
        self._done = button(Action("", self._ask, icon="check"))
        _fold(self, self._form, self._open, self._done, self._due)

    def tell(self, who: members.Member) -> None:
        """Offer the stage after the present one, where there is one."""
        stage = stages.following(who.member_type)
        self.setVisible(bool(stage) and not who.left_on)
        if not stage:
            return
        self._open.setText(f"{stages.called(stage)}…")
        self._open.setAccessibleName(stages.called(stage))
        self._open.setToolTip(f"记下日期，类别由{MEMBER_TYPES[who.member_type]}改为{MEMBER_TYPES[stage]}")
        self._done.setText(stages.called(stage))
        self._done.setAccessibleName(stages.called(stage))
        due = stages.due(who)
        late = due and due <= self._desk.today()
        self._due.setText(f"预备期到 {dates.in_figures(due)}{'，已满' if late else ''}。" if due else "")
        self._due.setVisible(bool(due))

    def fold(self) -> None:
        """Put the question away again."""
        self._form.hide()
        self._done.hide()
        self._open.show()

    def _unfold(self) -> None:
        self._open.hide()
        self._form.show()
        self._done.show()
        self.day.setFocus()
        sight.bring(self)

    def _ask(self) -> None:
        day = dates.read(self.day.text())
        fault = _fault(day, self._desk.today())
        self._form.blame(self.day, fault)
        if not fault:
            self.asked.emit(day.value)


def _fold(made: QWidget, form: Form, opening: QWidget, done: QWidget, above: QWidget | None = None) -> None:
    row = QHBoxLayout()
    row.addWidget(opening)
    row.addWidget(done)
    row.addStretch(1)
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    if above is not None:
        column.addWidget(above)
    column.addWidget(form)
    column.addLayout(row)
    form.hide()
    done.hide()


def _fault(day: dates.Date, today: str) -> str:
    if day.precision != "day" or day.verdict.kind not in ("ok", "flag"):
        return NO_DAY
    return TO_COME if day.value > today else ""
