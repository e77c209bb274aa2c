"""Dividing a class into groups, and numbering it anew: a panel beside the list of trainees."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QRadioButton, QSpinBox, QVBoxLayout, QWidget

from app.school import enrollments
from app.ui import theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import Calm
from app.ui.page import Action, button

USUAL_SIZE = 10


class DividingPanel(QWidget):
    """Ask into how many groups, and whether a branch stays together."""

    def __init__(self, desk: Desk, training_class: int, *, people: int, done: Callable[[], object]) -> None:
        """Propose groups of about ten."""
        super().__init__()
        self._desk, self._class, self._size, self._then = desk, training_class, people, done
        self.groups = QSpinBox()
        self.groups.setRange(1, max(1, min(people, enrollments.MOST_GROUPS)))
        self.groups.setValue(max(2, round(people / USUAL_SIZE)))
        self.groups.setAccessibleName("分成几组")
        self.groups.valueChanged.connect(self._tell)
        self.together = QRadioButton("同一支部尽量在一组")
        self.mixed = QRadioButton("各支部打散，每组都有")
        self.together.setChecked(True)
        self._sizes = label("", name="note")
        self._go = button(Action("分组", self.divide, tip="把全班分成这么多组，原来的分组作废 Enter"))
        self.order = QComboBox()
        self.order.setAccessibleName("按什么重排序号")
        for key, name in enrollments.ORDERS.items():
            if key != "seq":
                self.order.addItem(f"按{name}", key)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(label("分成几组", name="label"))
        for widget in (self.groups, self.together, self.mixed, self._sizes):
            column.addWidget(widget)
        column.addWidget(self._go, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(theme.px(16))
        column.addWidget(label("重排序号", name="section"))
        column.addWidget(label("签到表和花名册按序号排。已打印的签到表上还是原来的序号。", name="note"))
        column.addWidget(self.order)
        renumber = Action("重排序号", self.renumber, tip="全班从 1 号起按这个顺序重新编号")
        column.addWidget(button(renumber), 0, Qt.AlignmentFlag.AlignLeft)
        self._calm = Calm(self)
        for field in (self.groups, self.order):
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            field.installEventFilter(self._calm)
        self.groups.lineEdit().returnPressed.connect(self.divide)
        self._tell()

    def _tell(self) -> None:
        groups = self.groups.value()
        least, more = divmod(self._size, groups)
        sizes = f"{least} 至 {least + 1}" if more else str(least)
        self._sizes.setText(f"全班 {self._size} 人，每组约 {sizes} 人。")
        self._go.setText(f"分成 {groups} 组")

    def divide(self) -> None:
        """Divide the class."""
        groups, together = self.groups.value(), self.together.isChecked()
        if self._desk.did(
            self, lambda: enrollments.divide(self._desk.db, self._class, groups, together=together)
        ):
            self._then()

    def renumber(self) -> None:
        """Number the roster anew."""
        order = str(self.order.currentData())
        if self._desk.did(self, lambda: enrollments.renumber(self._desk.db, self._class, order)):
            self._then()
