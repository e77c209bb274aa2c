"""Forms of an order: asked, dispatched, judged; and of a line of the menu."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.errors import UserError
from app.school import HALF_DAYS, courses, hours_text, orders, schools, teachers
from app.ui import theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import Calm
from app.ui.page import Action, button

WORDS_HEIGHT = 72
EMPTY_LIBRARY = "自己的课程库还是空的，请先在“师资课程”里新增课程。"


class Fields(QWidget):
    """Fields under their names in a narrow panel."""

    said = Signal(str)
    """Something was done; in a sentence."""

    def __init__(self, desk: Desk) -> None:
        """Make an empty one."""
        super().__init__()
        self.desk = desk
        self._calm = Calm(self)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(6))

    def row(self, name: str, field: QWidget) -> None:
        """Add a field under its name."""
        field.setAccessibleName(name)
        if isinstance(field, QPlainTextEdit):
            field.setFixedHeight(theme.px(WORDS_HEIGHT))
            field.setTabChangesFocus(True)
        if isinstance(field, QComboBox | QSpinBox):
            field.installEventFilter(self._calm)
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.column.addWidget(label(name, name="note"))
        self.column.addWidget(field)

    def pair(self, *fields: tuple[str, QWidget]) -> None:
        """Add fields beside each other, each under its name."""
        line = QHBoxLayout()
        for name, field in fields:
            one = QVBoxLayout()
            one.setSpacing(theme.px(6))
            field.setAccessibleName(name)
            if isinstance(field, QComboBox | QSpinBox):
                field.installEventFilter(self._calm)
                field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            one.addWidget(label(name, name="note"))
            one.addWidget(field)
            line.addLayout(one, 1)
        self.column.addLayout(line)

    def buttons(self, *made: QWidget) -> None:
        """Add buttons beside each other."""
        line = QHBoxLayout()
        for one in made:
            line.addWidget(one)
        line.addStretch(1)
        self.column.addLayout(line)


def half_days(chosen: str = "am") -> QComboBox:
    """Make a choice of half-days."""
    made = QComboBox()
    for key, word in HALF_DAYS.items():
        made.addItem(word, key)
    made.setCurrentIndex(made.findData(chosen))
    return made


def people(value: int) -> QSpinBox:
    """Make a field for so many people."""
    made = QSpinBox()
    made.setRange(0, orders.MOST_PEOPLE)
    made.setValue(value)
    made.setSuffix(" 人")
    return made


class NewOrder(Fields):
    """Order a lesson from the menu."""

    def __init__(self, desk: Desk) -> None:
        """Lay out the fields."""
        super().__init__(desk)
        self.item, self.half_day, self.people = QComboBox(), half_days(), people(30)
        for one in orders.items(desk.db, orders.menu(desk.db)):
            hours = f" {hours_text(one.quarter_hours)} 学时" if one.quarter_hours else ""
            self.item.addItem(f"{one.title}{hours}", one.id)
        self.day, self.audience, self.address, self.contact, self.phone = (QLineEdit() for _ in range(5))
        self.note = QPlainTextEdit()
        self.day.setPlaceholderText("例如 2026-12-10")
        self.audience.setPlaceholderText("例如 村党组织书记")
        self._about = label("", name="note")
        self.row("课程", self.item)
        self.column.addWidget(self._about)
        self.pair(("希望的日期", self.day), ("半天", self.half_day))
        self.pair(("讲给谁听", self.audience), ("听课人数", self.people))
        self.row("授课地点", self.address)
        self.pair(("联系人", self.contact), ("联系电话", self.phone))
        self.row("说明", self.note)
        self.buttons(button(Action("点单", self.keep), kind="primary"))
        self.column.addWidget(label(f"随下一个数据包上报，{desk.words.above}派单后随回执返回。", name="note"))
        self.item.currentIndexChanged.connect(lambda _: self._tell())
        self._tell()

    def _tell(self) -> None:
        found = orders.items(self.desk.db, [self.item.currentData()] if self.item.count() else [])
        parts = [(found[0].teacher_name, found[0].audience, found[0].terms)] if found else []
        self._about.setText("　".join(part for said in parts for part in said if part))
        self._about.setVisible(bool(self._about.text()))

    def keep(self) -> None:
        """Place the order."""
        db, today = self.desk.db, self.desk.today()
        about = {
            "address": self.address.text(), "contact": self.contact.text(), "phone": self.phone.text(),
            "note": self.note.toPlainText(),
        }  # fmt: skip
        made = self.desk.act(
            self,
            lambda: orders.place(
                db, menu_item=self.item.currentData() or 0, wished_on=self.day.text(),
                half_day=self.half_day.currentData(), audience=self.audience.text(),
                people=self.people.value(), today=today, about=about,
            ),
        )  # fmt: skip
        if made is not None:
            found = orders.row(db, made)
            self.said.emit(f"已点单 {found.number}：{found.title}，随下一个数据包上报。")


class NewItem(Fields):
    """Put a course of the county's library on the menu."""

    def __init__(self, desk: Desk) -> None:
        """Lay out the fields."""
        super().__init__(desk)
        own = schools.own(desk.db).id
        self.course, self.teacher, self.terms = QComboBox(), QComboBox(), QLineEdit()
        for one in courses.rows(desk.db, courses.find(desk.db, school=own)):
            self.course.addItem(one.title, one.id)
        self.teacher.addItem("不指定", None)
        for who in teachers.rows(desk.db, teachers.find(desk.db, school=own)):
            self.teacher.addItem(" ".join(filter(None, (who.name, who.post))), who.id)
        self.terms.setPlaceholderText("例如 提前一周，一次不超过 120 人")
        for name, field in (("课程", self.course), ("主讲教师", self.teacher), ("点单说明", self.terms)):
            self.row(name, field)
        self.buttons(button(Action("列入菜单", self.keep), kind="primary"))
        if not self.course.count():
            self.column.addWidget(label(EMPTY_LIBRARY, tone="warn"))

    def keep(self) -> None:
        """Put it on the menu."""
        db, today = self.desk.db, self.desk.today()

        def keep() -> None:
            if not self.course.count():
                raise UserError(EMPTY_LIBRARY)
            course, teacher = self.course.currentData(), self.teacher.currentData()
            orders.offer(db, course=course, teacher=teacher, terms=self.terms.text(), today=today)

        if self.desk.did(self, keep):
            each = self.desk.words.below_each
            self.said.emit(f"“{self.course.currentText()}”已列入菜单，随下一版下发资料发给{each}。")


class One(Fields):
    """One order with what this desk may do to it now."""

    def __init__(self, desk: Desk, one: orders.Order, *, print_slip: Callable[[], None]) -> None:
        """Show it."""
        super().__init__(desk)
        self._one = one
        self._first: QWidget = self
        for line in _facts(one):
            self.column.addWidget(label(line))
        township = schools.own(desk.db).level == "township"
        self.name, self.phone, self.why = QComboBox(), QLineEdit(), QPlainTextEdit()
        self.day = QLineEdit(one.on_date or one.wished_on)
        self.half_day = half_days(one.on_half_day if one.on_date else one.half_day)
        self.came, self.score, self.feedback = people(one.came or one.people), QComboBox(), QPlainTextEdit()
        if township:
            self._offer_judging()
        elif one.state in ("ordered", "dispatched", "declined"):
            self._offer_dispatching()
        self.buttons(button(Action("打印授课单", print_slip, icon="print")))

    def _offer_judging(self) -> None:
        one = self._one
        if one.state in ("dispatched", "done"):
            for points, word in orders.SCORES.items():
                self.score.addItem(word, points)
            self.score.setCurrentIndex(max(0, self.score.findData(one.score)))
            self.feedback.setPlainText(one.feedback)
            self.day.setText(one.done_on or one.on_date)
            self.pair(("哪一天讲的", self.day), ("实到人数", self.came))
            self.row("评价", self.score)
            self.row("意见建议", self.feedback)
            self.buttons(button(Action("完成并评价", self.judge), kind="primary"))
            self._first = self.day
        if one.state in ("ordered", "dispatched", "declined"):
            self.buttons(button(Action("撤回点单", self.withdraw)))

    def _offer_dispatching(self) -> None:
        one, db = self._one, self.desk.db
        self.name.setEditable(True)
        own = schools.own(db).id
        for who in teachers.rows(db, teachers.find(db, school=own)):
            self.name.addItem(who.name, who.id)
        usual = orders.items(db, [one.menu_item])
        named = one.teacher_name or (usual[0].teacher_name if usual else "")
        self.name.setEditText(named)
        self.phone.setText(one.teacher_phone)
        self.row("派哪位教师", self.name)
        self.pair(("日期", self.day), ("半天", self.half_day))
        self.row("教师电话", self.phone)
        again = "改派" if one.state == "dispatched" else "派单"
        self.buttons(button(Action(again, self.dispatch), kind="primary"))
        self.row("不能安排的原因", self.why)
        self.buttons(button(Action("未能安排", self.decline)))
        self._first = self.name

    def take_keyboard(self) -> None:
        """Begin with what is to be filled in."""
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def dispatch(self) -> None:
        """Send the teacher."""
        db, today, name = self.desk.db, self.desk.today(), self.name.currentText()
        at = self.name.findText(name)
        teacher = self.name.itemData(at) if at >= 0 else None
        if self.desk.did(
            self,
            lambda: orders.dispatch(
                db, self._one.id, teacher_name=name, teacher=teacher, on_date=self.day.text(),
                half_day=self.half_day.currentData(), phone=self.phone.text(), today=today,
            ),
        ):  # fmt: skip
            self.said.emit(f"已派{name}到{self._one.school_name}，随下一份回执发给对方。")

    def decline(self) -> None:
        """Say why nobody can come."""
        db, today = self.desk.db, self.desk.today()
        run = partial(orders.decline, db, self._one.id, reason=self.why.toPlainText(), today=today)
        if self.desk.did(self, run):
            self.said.emit(f"已记下：{self._one.school_name}的点单未能安排，随下一份回执告诉对方。")

    def judge(self) -> None:
        """Say that it was held and how it was."""
        db, today = self.desk.db, self.desk.today()
        if self.desk.did(
            self,
            lambda: orders.done(
                db, self._one.id, on=self.day.text(), came=self.came.value(),
                score=self.score.currentData(), feedback=self.feedback.toPlainText(), today=today,
            ),
        ):  # fmt: skip
            self.said.emit(f"“{self._one.title}”已评价，随下一个数据包上报。")

    def withdraw(self) -> None:
        """Take the order back."""
        db, today = self.desk.db, self.desk.today()
        if self.desk.did(self, lambda: orders.withdraw(db, self._one.id, today=today)):
            self.said.emit(f"已撤回 {self._one.number}。")


def _facts(one: orders.Order) -> list[str]:
    judged = f"{orders.SCORES[one.score]}　{one.feedback}" if one.score else ""
    return [
        f"{one.number}　{orders.STATES[one.state]}",
        f"{one.school_name}　希望 {one.wished}",
        f"{one.audience} {one.people} 人",
        *([f"地点：{one.address}"] if one.address else []),
        *([f"联系：{one.contact} {one.phone}".rstrip()] if one.contact or one.phone else []),
        *([f"说明：{one.note}"] if one.note else []),
        *([f"派{one.teacher_name} {one.teacher_phone}，{one.when}"] if one.on_date else []),
        *([f"答复不能安排：{one.declined}"] if one.declined else []),
        *([f"{one.done_on} 讲完，实到 {one.came} 人　{judged}".rstrip()] if one.done_on else []),
    ]
