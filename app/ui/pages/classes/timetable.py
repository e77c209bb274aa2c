"""课表: the half-days of a class, typed row by row, amended cell by cell, dragged about."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout

from app.jobs import timetable as jobs
from app.school import clashes, classes, courses, hours_text, places, teachers, timetable
from app.spelling import dates
from app.ui import clipboard, messages
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.page import Action, button
from app.ui.pages.classes.tab import Tab, at_hand
from app.ui.pages.classes.timetable_entry import Beside, Days, Entry
from app.ui.pages.classes.timetable_grid import ISO, QUARTERS, Grid
from app.ui.pages.classes.timetable_lines import (
    REMINDER,
    Line,
    Lines,
    following,
    lines,
    short_day,
    weekday,
)

HINT = (
    "填好一行回车，跳到下一个半天 · 在格子里直接打字就改，改了就存 · Ctrl+↑↓ 移动半天，加 Shift 移动一天，"
    "也可以拖动 · Ctrl+V 粘贴表格里的课表 · Delete 删去"
)


class Timetable(Tab):
    """Keep a class's half-days."""

    help_topic = "timetable"

    def __init__(self, desk: Desk, training_class: int) -> None:
        """Lay out the line to enter above the half-days there are."""
        super().__init__(desk, training_class)
        self._school = 0
        self._place = ""
        self._held: list[timetable.Session] = []
        self.notice = messages.Notice(self)
        self.entry = Entry()
        self.day, self.half_day, self.hours = self.entry.day, self.entry.half_day, self.entry.hours
        self.course, self.teacher, self.place = self.entry.course, self.entry.teacher, self.entry.place
        self.entry.wanted.connect(self.add)
        self.entry.timed.connect(self._fill_hours)
        self.entry.changed.connect(self._judge_entry)
        self.course.editingFinished.connect(self._fill_hours)
        self.model = Lines(self)
        self.table = Grid(self.model, memory=desk.memory, words=self._words, keep=self.keep)
        self.table.entered.connect(self._judge_line)
        self.table.moved.connect(self.take_to)
        self.table.stepped.connect(self.step)
        self.table.day_stepped.connect(self.step_day)
        self.table.pasted.connect(self.paste)
        self.table.set_menu(self._menu)
        self.beside = Beside()
        self.days = Days(copy=self.copy_day, move=self.move_day)
        self.body.addWidget(self.entry)
        self.body.addWidget(self.notice)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.beside)
        self.body.addWidget(self.days)
        self.body.addLayout(self._foot())
        drop = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table, self.drop)
        drop.setContext(Qt.ShortcutContext.WidgetShortcut)

    def _foot(self) -> QHBoxLayout:
        self._total = label("", name="note")
        self._paste = button(
            Action(
                "粘贴课表",
                self._paste_copied,
                tip="粘贴在表格里复制的课表：日期、时段、课程、教师、地点、学时",
            )
        )
        self._day = button(Action("复制或移动一天", self.begin_day))
        self._drop = button(Action("删去", self.drop, tip="删去所选的半天 Delete"))
        foot = QHBoxLayout()
        foot.addWidget(self._total, 1)
        for one in (self._paste, self._day, self._drop):
            foot.addWidget(one)
        return foot

    # what is shown

    def show_class(self, found: classes.TrainingClass, *, editable: bool) -> None:
        """Read the half-days again and offer the next one."""
        super().show_class(found, editable=editable)
        self.hint = HINT if editable else ""
        self._school, self._place = found.school, found.place_name
        db = self.desk.db
        self._held = timetable.rows(db, timetable.find(db, training_class=self.training_class))
        clashing = clashes.of_class(db, self.training_class) if editable else []
        self.model.fill(lines(self._held, clashing, free=editable), editable=editable)
        self.table.setColumnHidden(REMINDER, not clashing)
        for part in (self.entry, self._paste):
            part.setVisible(editable)
        for part in (self._drop, self._day):
            part.setVisible(editable and bool(self._held))
        self.days.setVisible(self.days.isVisible() and editable and bool(self._held))
        self.first = self.course if editable else self.table
        self.entry.offer({field: self._words(field) for field in ("course", "teacher", "place")})
        if not self.course.text():
            self._offer_next()
        self._tell_total(found, sum(1 for one in self.model.ids if self._clashing(one)))
        self._judge_line()

    def _clashing(self, wanted: int) -> bool:
        line = self.model.line(wanted)
        return bool(line and line.clashes)

    def _tell_total(self, found: classes.TrainingClass, clashing: int) -> None:
        span = f"，{dates.span(found.starts, found.ends)}" if found.starts else ""
        warned = f"，{clashing} 个半天有冲突" if clashing else ""
        total = f"共 {found.sessions} 个半天，{hours_text(found.quarter_hours)} 学时{span}{warned}"
        self._total.setText(total if self._held else "")
        if self.editable:
            self.table.set_empty(
                "课表还是空的。在上面填第一个半天的课程，回车排入；也可以把表格里的课表粘贴进来。"
            )
        else:
            self.table.set_empty("这个班没有课表。")

    def _words(self, field: str) -> Sequence[str]:
        db, school = self.desk.db, self._school
        if field == "course":
            return courses.titles(db, school=school)
        if field == "teacher":
            return teachers.names(db, school=school)
        return places.names(db, school=school)

    def _offer_next(self) -> None:
        """Fill in the half-day after the last one: mornings and afternoons, evenings only by hand."""
        taken = {(one.date, one.half_day) for one in self._held}
        if self._held:
            day, half = following(self._held[-1].date, self._held[-1].half_day)
        else:
            day, half = self.desk.today(), "am"
        while (day, half) in taken:
            day, half = following(day, half)
        self.entry.set_when(day, half)
        self._fill_hours()

    def _fill_hours(self) -> None:
        db, entry = self.desk.db, self.entry
        if not self._school:
            return
        usual = courses.usual_hours(db, self.course.text(), school=self._school)
        if not usual:
            times = timetable.usual_times(db, self.training_class, entry.half())
            when = {"on": entry.on(), "half_day": entry.half(), "starts": times[0], "ends": times[1]}
            usual = timetable.usual_hours(db, school=self._school, **when)
        self.hours.setValue(usual / QUARTERS)

    # what clashes

    def _judge_entry(self) -> None:
        """Say what the half-day being typed would clash with."""
        entry = self.entry
        typed = any(field.text().strip() for field in (self.course, self.teacher, self.place))
        if not self.editable or not typed:
            self._judge_line()
            return
        starts, ends = timetable.usual_times(self.desk.db, self.training_class, entry.half())
        lesson = clashes.Lesson(
            self.training_class, entry.on(), entry.half(), starts, ends, self.teacher.text(),
            self.place.text().strip() or self._place, entry.quarter_hours(),
        )  # fmt: skip
        put: dict[str, Callable[..., object]] = {
            "half_day": entry.set_when,
            "teacher": self.teacher.setText,
            "place": self.place.setText,
        }
        self.beside.judge(self.desk.db, lesson, clashes.of_lesson(self.desk.db, lesson), put)

    def _judge_line(self) -> None:
        """Say what the half-day clashes with that the keyboard is in."""
        current = self.table.current()
        line = self.model.line(current) if current is not None else None
        if line is None or line.session is None or not line.clashes:
            self.beside.tell([], [])
            return
        held = line.session
        put: dict[str, Callable[..., object]] = {
            "half_day": partial(self._move, held.id),
            "teacher": partial(self.keep, held.id, "teacher"),
            "place": partial(self.keep, held.id, "place"),
        }
        self.beside.judge(self.desk.db, clashes.of_session(held), line.clashes, put)

    # what is entered

    def add(self) -> None:
        """Put the half-day on the timetable and go on to the next."""
        if not self.editable:
            return
        entry, course = self.entry, self.course.text()
        given: dict[str, Any] = {
            "on": entry.on(),
            "half_day": entry.half(),
            "course": course,
            "teacher": self.teacher.text(),
            "place": self.place.text(),
            "method": entry.method.currentData(),
            "quarter_hours": entry.quarter_hours(),
        }
        self.notice.clear()
        self.course.clear()
        db = self.desk.db
        added = self.desk.act(self.entry, lambda: timetable.add(db, self.training_class, **given))
        if added is None:
            self.course.setText(course)
        else:
            self.teacher.clear()
            self.table.select_id(added)
        self.course.setFocus()

    def keep(self, wanted: int, field: str, text: str) -> None:
        """Keep what was typed into a cell; open the cell again where it is refused."""
        line = self.model.line(wanted)
        if line is None or not self.editable:
            return
        self.notice.clear()
        if not self.desk.did(self.table, lambda: self._put(line, field, text)):
            self.table.type_again(wanted, field, text)

    def _put(self, line: Line, field: str, text: str) -> None:
        db, held = self.desk.db, line.session
        if held is None:
            timetable.add(db, self.training_class, on=line.date, half_day=line.half_day, course=text)
            return
        given: dict[str, Any] = {field: text}
        if field == "times":
            starts, _, ends = text.replace("-", "—").replace("至", "—").partition("—")
            given = {"starts": starts or "—", "ends": ends or "—"}
        elif field == "hours":
            given = {"quarter_hours": int(text)}
        elif field in ("on", "half_day") and timetable.marks(db, held.id):
            when = {"on": held.date, "half_day": held.half_day, **given}
            if not self._agreed(held, when["on"], when["half_day"]):
                return
            given["marks_follow"] = True
        timetable.amend(db, held.id, **given)

    def _agreed(self, held: timetable.Session, on: str, half_day: str) -> bool:
        """Ask before people's marks go to another day; true where there are none."""
        count = timetable.marks(self.desk.db, held.id)
        if not count:
            return True
        said = timetable.said_of_marks(held, count, on=on, half_day=half_day)
        return messages.ask(self, said, yes="改期", no="不改", grave=True)

    # half-days and days that move

    def step(self, way: int) -> None:
        """Move the half-day the keyboard is in to the next line, or (-1) to the one before."""
        current = self.table.current()
        line = self.model.line(current) if current is not None else None
        if line is not None and line.session is not None and self.editable:
            self._move(line.session.id, *self.model.step(line.id, way))

    def step_day(self, way: int) -> None:
        """Move the day the keyboard is in to the next one, or (-1) to the one before."""
        current = self.table.current()
        line = self.model.line(current) if current is not None else None
        if line is not None and self.editable:
            to = date.fromisoformat(line.date) + timedelta(days=way)
            self._move_day(line.date, to.isoformat())

    def take_to(self, ids: list[int], row: int) -> None:
        """Move what was dragged to a line: one half-day there, several to its day."""
        there = self.model.row(row)
        held = [one for one in self._held if one.id in set(ids)]
        if there is None or not held:
            return
        if len(held) == 1:
            self._move(held[0].id, there.date, there.half_day)
        elif len({one.date for one in held}) == 1:
            self._move_day(held[0].date, there.date)
        else:
            messages.say(self.table, "一次请拖动一个半天，或同一天的几个半天。", "warn")

    def _move(self, session: int, on: str, half_day: str) -> None:
        (held,) = timetable.rows(self.desk.db, [session])
        taken = any((one.date, one.half_day) == (on, half_day) for one in self._held)
        if (on, half_day) == (held.date, held.half_day):
            return
        if not taken and not self._agreed(held, on, half_day):
            return
        self.notice.clear()
        db = self.desk.db
        if self.desk.did(
            self.table,
            lambda: timetable.move(db, session, on=on, half_day=half_day, marks_follow=True),
        ):
            at = [one for one in self._held if (one.date, one.half_day) == (on, half_day)]
            self.table.select_id(at[0].id if at else session)

    def _move_day(self, day: str, to: str) -> None:
        taken = {one.half_day for one in self._held if one.date == to}
        leaving = [one for one in self._held if one.date == day and one.half_day not in taken]
        if day == to or not all(self._agreed(one, to, one.half_day) for one in leaving):
            return
        self.notice.clear()
        db, training_class = self.desk.db, self.training_class
        if self.desk.did(
            self.table,
            lambda: timetable.move_day(db, training_class, day=day, to=to, marks_follow=True),
        ):
            at = [one for one in self._held if one.date == to]
            if at:
                self.table.select_id(at[0].id)

    def begin_day(self) -> None:
        """Open the line that copies or moves a day, with the day the keyboard is in."""
        current = self.table.current()
        line = self.model.line(current) if current is not None else None
        days = sorted({one.date for one in self._held})
        if days and self.editable:
            after = (date.fromisoformat(days[-1]) + timedelta(days=1)).isoformat()
            shown = [(day, weekday(day)) for day in days]
            self.days.begin(shown, chosen=line.date if line else days[-1], to=after)

    def copy_day(self) -> None:
        """Copy the day chosen below to the other one."""
        db, day, to = self.desk.db, str(self.days.day.currentData()), self.days.to.date().toString(ISO)
        self.notice.clear()
        new = self.desk.act(self.table, lambda: timetable.copy_day(db, self.training_class, day=day, to=to))
        if new is not None:
            self.days.hide()
            self.table.select_id(new[0])
            messages.say(
                self.table, f"{short_day(day)}的 {len(new)} 个半天已照样排到{short_day(to)}。", "good"
            )

    def move_day(self) -> None:
        """Move the day chosen below to the other one."""
        self._move_day(str(self.days.day.currentData()), self.days.to.date().toString(ISO))
        self.days.hide()

    # rows from elsewhere, and rows that go

    def _paste_copied(self) -> None:
        self.table.setFocus()
        self.paste(clipboard.from_sheet(QApplication.clipboard().text()))

    def paste(self, copied: list[list[str]]) -> None:
        """Put the rows copied in a sheet on the timetable, all or none."""
        if not self.editable:
            return
        self.notice.clear()
        db = self.desk.db
        done = self.desk.act(self.table, lambda: jobs.paste(db, self.training_class, copied))
        if done is not None:
            also = f"，改了 {done.amended} 个" if done.amended else ""
            messages.say(self.table, f"已粘贴：新排 {done.added} 个半天{also}。要撤销按 Ctrl+Z。", "good")

    def drop(self) -> None:
        """Take the chosen half-days off, all or none."""
        chosen = [one for one in at_hand(self.table) if one > 0]
        if chosen and self.editable:
            self.notice.clear()
            self.desk.did(self.table, lambda: self._drop_all(chosen))

    def _drop_all(self, chosen: list[int]) -> None:
        db = self.desk.db
        if len(chosen) == 1:
            timetable.drop(db, chosen[0])
            return
        with db.act(f"从课表删去 {len(chosen)} 个半天"):
            for one in chosen:
                timetable.drop(db, one)

    def _menu(self, ids: list[int]) -> list[Action]:
        held = [one for one in ids if one > 0]
        if not self.editable:
            return []
        return [
            Action("往前移半天", partial(self.step, -1), "Ctrl+Up", enabled=len(held) == 1),
            Action("往后移半天", partial(self.step, 1), "Ctrl+Down", enabled=len(held) == 1),
            Action("复制或移动一天…", self.begin_day, enabled=bool(self._held)),
            Action("粘贴课表", self._paste_copied, "Ctrl+V"),
            Action("删去", self.drop, "Delete", enabled=bool(held)),
        ]
