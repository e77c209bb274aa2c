"""The trainees chosen in a class's list, beside it: group, duty, and unit and post for this class."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from app.school import enrollments
from app.ui import messages, theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import Calm
from app.ui.page import Action, button

SEVERAL = "（各不相同）"
NO_GROUP = "不分组"


class TraineePanel(QWidget):
    """Show one trainee, or what several have in common; what is changed is kept at once."""

    def __init__(self, desk: Desk, *, stand_in: Callable[[int], object]) -> None:
        """Lay it out empty; `stand_in` opens what says that somebody came in a trainee's stead."""
        super().__init__()
        self._desk = desk
        self._people: list[enrollments.Enrollment] = []
        self._calm = Calm(self)
        self.group, self.duty = QComboBox(), QComboBox()
        self.branch, self.post = QLineEdit(), QLineEdit()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        self._about = label("", name="note")
        column.addWidget(self._about)
        for name, field in (
            ("组别", self.group),
            ("班内职务", self.duty),
            ("报名时的党支部或单位", self.branch),
            ("报名时的单位及职务", self.post),
        ):
            title = label(name, name="label")
            title.setBuddy(field)
            field.setAccessibleName(name)
            column.addSpacing(theme.px(6))
            column.addWidget(title)
            column.addWidget(field)
        for box in (self.group, self.duty):
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            box.installEventFilter(self._calm)
        column.addWidget(label("只改本班名册，党员名册不变。", name="note"))
        column.addSpacing(theme.px(10))
        stand = Action("有人代训", lambda: stand_in(self._people[0].id), tip="别人替他来上课，学时记给来的人")
        self._stand_in = button(stand)
        column.addWidget(self._stand_in, 0, Qt.AlignmentFlag.AlignLeft)
        self.group.activated.connect(self._keep_group)
        self.duty.activated.connect(self._keep_duty)
        self.branch.editingFinished.connect(self._keep_unit)
        self.post.editingFinished.connect(self._keep_unit)

    def title(self) -> str:
        """Name whom it shows."""
        return self._people[0].name if len(self._people) == 1 else f"选中 {len(self._people)} 人"

    def show_people(self, ids: Sequence[int], *, groups: int, editable: bool) -> bool:
        """Show these; there are so many groups by now. Say whether there is anybody."""
        self._people = enrollments.rows(self._desk.db, list(ids))
        if not self._people:
            return False
        several = {who.group_no for who in self._people}
        self.group.clear()
        for number in range(groups + 2):
            self.group.addItem(f"第 {number} 组" if number else NO_GROUP, number)
        _select(self.group, several)
        self.duty.clear()
        for key, name in enrollments.DUTIES.items():
            self.duty.addItem(name, key)
        _select(self.duty, {who.duty for who in self._people})
        one = self._people[0] if len(self._people) == 1 else None
        for field, text in ((self.branch, "branch_at_enrollment"), (self.post, "title_at_enrollment")):
            field.setEnabled(editable and one is not None)
            field.setPlaceholderText("" if one else "选中一个人时可以更正")
            if not field.hasFocus():
                field.setText(getattr(one, text) if one else "")
        for box in (self.group, self.duty):
            box.setEnabled(editable)
        self._about.setText(self._said(one))
        self._stand_in.setVisible(editable and one is not None and one.came_by != "substitute")
        return True

    def _said(self, one: enrollments.Enrollment | None) -> str:
        if one is None:
            return "、".join(who.name for who in self._people[:8]) + (
                f"等 {len(self._people)} 人" if len(self._people) > 8 else ""
            )
        whose = enrollments.rows(self._desk.db, [one.stands_for]) if one.stands_for else []
        came = f"替{whose[0].name}代训" if whose else enrollments.CAME_BY[one.came_by]
        return " · ".join(filter(None, (came, one.type_at_enrollment, one.gender, one.birth)))

    def _ids(self) -> list[int]:
        return [who.id for who in self._people]

    def _keep_group(self) -> None:
        group = self.group.currentData()
        if group is not None:
            self._desk.did(self, lambda: enrollments.amend(self._desk.db, self._ids(), {"group_no": group}))

    def _keep_duty(self) -> None:
        duty = self.duty.currentData()
        if duty is None:
            return
        before = self._desk.act(self, lambda: enrollments.give_duty(self._desk.db, self._ids(), duty))
        if before:
            said = f"{'、'.join(before)}不再担任{enrollments.DUTIES[duty]}。"
            messages.say(self, said)
        if before is None:
            _select(self.duty, {who.duty for who in self._people})

    def _keep_unit(self) -> None:
        if len(self._people) != 1:
            return
        fields = {
            "branch_at_enrollment": self.branch.text(),
            "title_at_enrollment": self.post.text(),
        }
        (one,) = self._people
        if (one.branch_at_enrollment, one.title_at_enrollment) != tuple(fields.values()):
            self._desk.did(self, lambda: enrollments.amend(self._desk.db, [one.id], fields))


def _select(box: QComboBox, values: set[object] | set[int] | set[str]) -> None:
    """Select the one value, or say that there are several."""
    at = box.findText(SEVERAL)
    if len(values) == 1:
        box.setCurrentIndex(box.findData(next(iter(values))))
    else:
        if at < 0:
            box.insertItem(0, SEVERAL, None)
        box.setCurrentIndex(0)
