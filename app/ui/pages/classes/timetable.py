"""课表: the half-days of a class, entered row by row."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDateEdit,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from app.school import HALF_DAYS, classes, courses, hours_text, places, rules, teachers, timetable
from app.spelling import dates
from app.ui.cards import Sheet, label
from app.ui.desk import Desk
from app.ui.fields import Calm
from app.ui.flow import Flow, Named
from app.ui.page import Action, button
from app.ui.pages.classes.tab import Tab, at_hand
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

WEEKDAYS = "一二三四五六日"
HINT = "填好一行回车，自动跳到下一个半天 · 日期、时段和学时已填好，可以改 · 选中一行按 Delete 删去"
ISO = "yyyy-MM-dd"
WITH_WEEKDAY = "yyyy-MM-dd ddd"
QUARTERS = 4


class HoursField(QDoubleSpinBox):
    """Hours in quarters, written as the office writes them: 4, not 4.00."""

    def __init__(self) -> None:
        """Take what one half-day may give."""
        super().__init__()
        self.setRange(0.25, 12)
        self.setSingleStep(0.5)
        self.setDecimals(2)

    def textFromValue(self, value: float) -> str:
        """Write a number of hours."""
        return hours_text(round(value * QUARTERS))


class Timetable(Tab):
    """Keep a class's half-days; Enter puts one on and goes on to the next."""

    def __init__(self, desk: Desk, training_class: int) -> None:
        """Lay out the line to enter above the half-days there are."""
        super().__init__(desk, training_class)
        self._taken: set[tuple[str, str]] = set()
        self._half_day_hours: dict[str, int] = {}
        self._school = 0
        self._calm = Calm(self)
        self.day, self.half_day, self.hours = QDateEdit(), QComboBox(), HoursField()
        self.course, self.teacher, self.place = QLineEdit(), QLineEdit(), QLineEdit()
        self._entry = self._entry_line()
        self._total = label("", name="note")
        self._drop = button(Action("删去", self.drop, tip="删去所选的半天 Delete"))
        foot = QHBoxLayout()
        foot.addWidget(self._total, 1)
        foot.addWidget(self._drop)
        self._model = LazyTable(_columns(), find=self._find, rows=self._rows, parent=self)
        self.table = Table(self._model, name="课表", memory=desk.memory)
        self.body.addWidget(self._entry)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(foot)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            enter = QShortcut(QKeySequence(key), self._entry, self.add)
            enter.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        drop = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table, self.drop)
        drop.setContext(Qt.ShortcutContext.WidgetShortcut)

    def _entry_line(self) -> QWidget:
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat(WITH_WEEKDAY)
        for key, name in HALF_DAYS.items():
            self.half_day.addItem(name, key)
        self.half_day.currentIndexChanged.connect(self._fill_hours)
        sheet = Sheet()
        line = Flow(8)
        named: tuple[tuple[str, QWidget, int, int], ...] = (
            ("日期", self.day, 150, 0),
            ("时段", self.half_day, 80, 0),
            ("课程", self.course, 200, 6),
            ("教师", self.teacher, 90, 3),
            ("地点", self.place, 130, 4),
            ("学时", self.hours, 76, 0),
        )
        for name, field, width, share in named:
            if not isinstance(field, QLineEdit):
                field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                field.installEventFilter(self._calm)
            line.add(Named(name, field, width), share)
        line.add(Named("", button(Action("排入课表", self.add, tip="把这个半天排入课表 Enter")), 0))
        self.place.setPlaceholderText("同默认地点")
        sheet.body.addLayout(line)
        return sheet

    def show_class(self, found: classes.TrainingClass, *, editable: bool) -> None:
        """Read the half-days again and offer the next one."""
        super().show_class(found, editable=editable)
        self.hint = HINT if editable else ""
        self._school = found.school
        self._entry.setVisible(editable)
        self._drop.setVisible(editable and bool(found.sessions))
        self.first = self.course if editable else self.table
        db = self.desk.db
        self._model.refresh()
        held = timetable.rows(db, self._model.ids)
        self._taken = {(one.date, one.half_day) for one in held}
        on = found.starts or self.desk.today()
        self._half_day_hours = dict(rules.in_force(db, school=found.school, on=on).half_day)
        self._complete()
        if not self.course.text():
            self._offer_next(held)
        span = f"，{dates.span(found.starts, found.ends)}" if found.starts else ""
        self._total.setText(
            f"共 {found.sessions} 个半天，{hours_text(found.quarter_hours)} 学时{span}" if held else ""
        )
        if editable:
            self.table.set_empty("课表还是空的。在上面填第一个半天的课程，回车排入。")
        else:
            self.table.set_empty("这个班没有课表。")

    def _complete(self) -> None:
        db, school = self.desk.db, self._school
        for field, words in (
            (self.course, courses.titles(db, school=school)),
            (self.teacher, teachers.names(db, school=school)),
            (self.place, places.names(db, school=school)),
        ):
            made = QCompleter(words, field)
            made.setFilterMode(Qt.MatchFlag.MatchContains)
            made.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            field.setCompleter(made)

    def _offer_next(self, held: Sequence[timetable.Session]) -> None:
        """Fill in the half-day after the last one: mornings and afternoons, evenings only by hand."""
        if held:
            day, half = following(held[-1].date, held[-1].half_day)
        else:
            day, half = self.desk.today(), "am"
        while (day, half) in self._taken:
            day, half = following(day, half)
        self.day.setDate(QDate.fromString(day, ISO))
        self.half_day.setCurrentIndex(self.half_day.findData(half))
        self._fill_hours()

    def _fill_hours(self) -> None:
        usual = self._half_day_hours.get(self.half_day.currentData(), 0)
        self.hours.setValue(usual / QUARTERS)

    def add(self) -> None:
        """Put the half-day on the timetable and go on to the next."""
        if not self.editable:
            return
        on, half_day = self.day.date().toString(ISO), self.half_day.currentData()
        course, teacher, place = self.course.text(), self.teacher.text(), self.place.text()
        quarter_hours = round(self.hours.value() * QUARTERS)
        self.course.clear()
        added = self.desk.act(
            self,
            lambda: timetable.add(
                self.desk.db,
                self.training_class,
                on=on,
                half_day=half_day,
                course=course,
                teacher=teacher,
                place=place,
                quarter_hours=quarter_hours,
            ),
        )
        if added is None:
            self.course.setText(course)
        else:
            self.teacher.clear()
        self.course.setFocus()

    def drop(self) -> None:
        """Take the chosen half-days off, all or none."""
        chosen = at_hand(self.table)
        if chosen and self.editable:
            self.desk.did(self, lambda: self._drop_all(chosen))

    def _drop_all(self, chosen: list[int]) -> None:
        db = self.desk.db
        if len(chosen) == 1:
            timetable.drop(db, chosen[0])
            return
        with db.act(f"从课表删去 {len(chosen)} 个半天"):
            for one in chosen:
                timetable.drop(db, one)

    def _find(self, _sort: str | None) -> list[int]:
        return timetable.find(self.desk.db, training_class=self.training_class)

    def _rows(self, ids: Sequence[int]) -> list[timetable.Session]:
        return timetable.rows(self.desk.db, list(ids))


def following(day: str, half_day: str) -> tuple[str, str]:
    """Give the half-day after one: the afternoon of a morning, else the next day's morning."""
    if half_day == "am":
        return day, "pm"
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat(), "am"


def weekday(day: str) -> str:
    """Write a day with its weekday: 2026-11-20 周五."""
    return f"{day} 周{WEEKDAYS[date.fromisoformat(day).weekday()]}"


def _columns() -> list[Column[timetable.Session]]:
    kind = Column[timetable.Session]
    return [
        kind("日期", lambda row: weekday(row.date)),
        kind("时段", lambda row: HALF_DAYS[row.half_day]),
        kind("时间", lambda row: f"{row.starts}—{row.ends}", spare=1),
        kind("课程", lambda row: row.course, grow=True),
        kind("教师", lambda row: row.teacher or "—"),
        kind("地点", lambda row: row.place or "—", spare=2),
        kind("学时", lambda row: hours_text(row.quarter_hours), align="right"),
    ]
