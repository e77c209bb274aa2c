"""考勤: the roll call of a class, entered by keyboard, kept at once."""

import unicodedata
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut

from app.errors import UserError
from app.scans import badges
from app.school import CLASS_STATES, MARKS, attendance, classes, enrollments, hours, leave_slips, timetable
from app.school.errands import Do
from app.ui import messages
from app.ui.cards import restyle
from app.ui.desk import Desk
from app.ui.empty import Empty
from app.ui.page import Action
from app.ui.pages.classes.grid import LEAST_SCANNED, LEGEND, RollCallGrid
from app.ui.pages.classes.leave_slips import LeaveSlipsPage
from app.ui.pages.classes.question import Question, worded
from app.ui.pages.classes.roll_call import FIRST_BOX, Box, RollCallModel
from app.ui.pages.classes.roll_call_bar import RollCallBar
from app.ui.pages.classes.sign_in import SignIn
from app.ui.pages.classes.tab import Tab


class Attendance(Tab):
    """Show the grid and keep every mark as it is made."""

    hint = LEGEND
    help_topic = "attendance"

    kept = Signal()
    """A mark was kept which the grid shows already; nobody need read it again."""

    def __init__(self, desk: Desk, training_class: int, *, do: Callable[[Do], object]) -> None:
        """Lay out the bar above the grid; `do` does what must come before a roll call."""
        super().__init__(desk, training_class)
        self._do = do
        self._found: classes.TrainingClass | None = None
        self.model = RollCallModel(self)
        self.grid = RollCallGrid(self.model)
        self.grid.marked.connect(self.mark)
        self.grid.toggled.connect(self.toggle)
        self.grid.everyone.connect(self.mark_half_day)
        self.grid.partly.connect(self.ask_minutes)
        self.grid.excused.connect(self.write_slip)
        self.grid.scanned.connect(self.sign_in)
        self.first = self.grid
        self._bar = RollCallBar(everyone=self.mark_everyone, lock=self.lock_or_unlock, slips=self.open_slips)
        self.search = self._jump = self._bar.jump
        self._jump.textChanged.connect(lambda: self._seek(0))
        self._jump.returnPressed.connect(self._jumped)
        self._jump.installEventFilter(self)
        self._bar.odd.toggled.connect(self.model.show_only_exceptions)
        # A button's own key presses it a tenth of a second late; the next mark may be typed by then.
        QShortcut(QKeySequence("Ctrl+A"), self, self.mark_everyone)
        QShortcut(QKeySequence("Ctrl+L"), self, self.lock_or_unlock)
        self.body.addWidget(self._bar)
        self.question = Question()
        self.signed_in = SignIn()
        for above in (self.question, self.signed_in):
            self.body.addWidget(above)
        self.body.addWidget(self.grid, 1)
        self.grid.selectionModel().currentColumnChanged.connect(self._tell_lock)
        self._empty = Empty(self)
        self.body.addWidget(self._empty, 1)
        self._after = QTimer(self)
        self._after.setSingleShot(True)
        self._after.setInterval(0)
        self._after.timeout.connect(self._count_hours)

    def show_class(self, found: classes.TrainingClass, *, editable: bool) -> None:
        """Read the grid again."""
        super().show_class(found, editable=editable)
        self._found = found
        db = self.desk.db
        slips = leave_slips.covered(db, found.id)
        self.model.load(attendance.roll_call(db, found.id), self._hours(), slips)
        waiting = len(leave_slips.find(db, training_class=found.id, open_only=True))
        self._bar.tell_slips(waiting)
        ready = bool(self.model.people and self.model.sessions)
        self._bar.setVisible(ready)
        self.grid.setVisible(ready)
        self._empty.setVisible(not ready)
        if not ready:
            self._say_what_comes_first()
        if not editable:
            self.question.take_away()
            self.signed_in.hide()
        self._bar.all.setEnabled(ready and editable)
        self._tell_lock()
        self.hint = (LEGEND if editable else self._why_not()) if ready else ""
        self._tell()

    def _say_what_comes_first(self) -> None:
        if not self.editable:
            self._empty.tell("这个班没有学员或课表，没有考勤。", None)
        elif not self.model.people:
            action = Action("选人", partial(self._do, "enrol"))
            self._empty.tell("先选学员、排课表，再在这里录入考勤。", action)
        else:
            action = Action("排课", partial(self._do, "timetable"))
            self._empty.tell("学员已选好。先排课表，再在这里录入考勤。", action)

    def _why_not(self) -> str:
        """Say why nothing can be entered."""
        if self._found and self._found.state in classes.CLOSED:
            state = CLASS_STATES[self._found.state]
            return f"本班{state}，学时已记入台账，考勤只能查看，不能再改。"
        return "这里只能查看，考勤由乡镇党校录入。"

    # marks

    def mark(self, mark: str | None) -> None:
        """Enter, change or clear the mark in the chosen boxes."""
        boxes = self._boxes()
        if boxes:
            self._keep(boxes, mark)

    def toggle(self) -> None:
        """Make the chosen boxes 旷课 where all of them are 到课, else 到课."""
        boxes = self._boxes()
        if boxes:
            came = all(self.model.mark(box) == "present" for box in boxes)
            self._keep(boxes, "absent" if came else "present")

    def _boxes(self) -> list[Box]:
        if not self.editable:
            messages.say(self, self._why_not(), "warn")
            return []
        return self.model.boxes(self.grid.selectedIndexes() or [self.grid.currentIndex()])

    def _keep(self, boxes: list[Box], mark: str | None, *, minutes: int | None = None) -> None:
        """Keep a mark at once; where a half-day is locked, once the reason is said."""
        shut = [session for _, session in boxes if session.id in self.model.locked]
        if not shut or mark is None:
            self._kept_for(boxes, mark, minutes, "")
            return
        self.question.ask(
            f"{shut[0].label}已锁定，改为{MARKS[mark]}的原因",
            worded(self.question, "请写明原因。", partial(self._kept_for, boxes, mark, minutes)),
            yes=f"改为{MARKS[mark]}",
            back=self.grid,
            hint="例如：点名时漏记，签到表上有签名",
        )

    def _kept_for(self, boxes: list[Box], mark: str | None, minutes: int | None, reason: str) -> None:
        def keep() -> None:
            self._put(boxes, mark, minutes, reason)
            self.model.take(boxes, mark, minutes=self._part(boxes, minutes), reason=reason)
            self.kept.emit()

        self.signed_in.hide()
        if self.desk.did(self, keep):
            self._after.start()

    def _put(self, boxes: list[Box], mark: str | None, minutes: int | None, reason: str) -> None:
        def put(who: enrollments.Enrollment, session: timetable.Session) -> None:
            attendance.mark(
                db,
                enrollment=who.id,
                session=session.id,
                mark=mark,
                minutes=minutes,
                reason=reason,
                today=today,
            )

        db, today = self.desk.db, self.desk.today()
        if len(boxes) == 1:
            put(*boxes[0])
            return
        names = list(dict.fromkeys(who.name for who, _ in boxes))
        whose = names[0] if len(names) == 1 else f"{names[0]}等 {len(names)} 人"
        said = f"{MARKS[mark] if mark else '清空'}{f' {minutes} 分钟' if minutes else ''}"
        with db.act(f"标记{whose} {len(boxes)} 格{said}{f'（锁定后更改：{reason}）' if reason else ''}"):
            for box in boxes:
                put(*box)

    def _part(self, boxes: list[Box], minutes: int | None) -> int | None:
        """Give the minutes to show: the whole of a half-day is no part of it."""
        return None if minutes == attendance.length(boxes[0][1]) else minutes

    def ask_minutes(self) -> None:
        """Ask how many minutes somebody was there who was not there throughout."""
        boxes = self._boxes()
        if not boxes:
            return
        who, session = boxes[0]
        whole = min(attendance.length(one) for _, one in boxes)
        whose = f"{who.name}{session.label}" if len(boxes) == 1 else f"选中的 {len(boxes)} 格"
        self.question.ask(
            f"{whose}在场多少分钟（全程 {whole} 分钟）",
            partial(self._take_minutes, boxes, whole),
            yes="记下分钟",
            back=self.grid,
            hint="例如 60",
        )

    def _take_minutes(self, boxes: list[Box], whole: int, answer: str) -> bool:
        digits = unicodedata.normalize("NFKC", answer).removesuffix("分钟").removesuffix("分").strip()
        if not (digits.isascii() and digits.isdigit() and 1 <= int(digits[:5]) <= whole):
            self.question.blame(f"请写 1 到 {whole} 之间的整数。")
            return False
        # Who came late stays late; who was away was there after all.
        marks = {self.model.mark(box) for box in boxes}
        (mark,) = marks if len(marks) == 1 and marks <= {"late", "left_early"} else ("present",)
        QTimer.singleShot(0, self, partial(self._keep, boxes, mark, minutes=int(digits)))
        return True

    def mark_everyone(self) -> None:
        """Enter 到课 in every empty box of the half-days that were held."""
        if self.desk.db.doubted:
            messages.say(self, "电脑时间不准，看不出哪些课已经上过：请选中一个半天，逐个半天记到课。", "warn")
            return
        held = [one.id for one in self.model.sessions if one.date <= self.desk.today()]
        if not held and self.model.sessions:
            messages.say(self, f"这个班 {self.model.sessions[0].date} 才开始上课，还不能记到课。", "warn")
            return
        self._mark_all(held)

    def mark_half_day(self) -> None:
        """Enter 到课 in every empty box of the half-day the keyboard is in."""
        at = self.grid.currentIndex().column() - FIRST_BOX
        if 0 <= at < len(self.model.sessions):
            self._mark_all([self.model.sessions[at].id])

    def _mark_all(self, sessions: list[int]) -> None:
        if not self.editable:
            messages.say(self, self._why_not(), "warn")
            return
        training_class, today = self.training_class, self.desk.today()
        count = self.desk.act(
            self,
            lambda: self.desk.work(
                self,
                "正在记到课",
                lambda db, _tell: attendance.mark_all(db, training_class, sessions=sessions, today=today),
            ),
        )
        if count == 0:
            messages.say(self, "没有空着的格子：已上的课都录过了。")
        self.grid.setFocus()

    # badges

    def sign_in(self, digits: str) -> None:
        """Mark the person whose badge was read as present in the half-day the keyboard is in."""
        at = self.grid.currentIndex().column() - FIRST_BOX
        if not self.editable:
            messages.say(self, self._why_not(), "warn")
        elif 0 <= at < len(self.model.sessions):
            self.question.take_away()
            self.desk.did(self, partial(self._sign_in, badges.parsed(digits), self.model.sessions[at]))

    def _sign_in(self, enrollment: int | None, session: timetable.Session) -> None:
        try:
            if enrollment is None:
                raise UserError("没有认出这个条码，没有记考勤。请对准胸牌上的码再扫一次。")
            came = attendance.arrive(
                self.desk.db,
                self.training_class,
                enrollment=enrollment,
                session=session.id,
                today=self.desk.today(),
            )
        except UserError as error:
            self.signed_in.refuse(str(error))
            return
        if not came.already:
            self.model.take([(who, session) for who in self.model.people if who.id == enrollment], "present")
            self.kept.emit()
            self._after.start()
        self.signed_in.tell(came)
        row = self.model.row_of(came.enrollment)
        if row is not None:
            self.grid.go(row)

    # locks and slips

    def lock_or_unlock(self) -> None:
        """Lock the half-day the keyboard is in, or unlock it once the reason is said."""
        session = self._session()
        if session is None:
            return
        if not self.editable:
            messages.say(self, self._why_not(), "warn")
            return
        db, today = self.desk.db, self.desk.today()
        if session.id not in self.model.locked:
            if self.desk.did(self, lambda: attendance.lock(db, session.id, today=today)):
                messages.say(self, f"{session.label}的考勤已锁定，以后更改要写原因。", "good")
            return
        self.question.ask(
            f"{session.label}解除锁定的原因",
            worded(
                self.question,
                "请写明原因。",
                lambda why: self.desk.did(self, lambda: attendance.unlock(db, session.id, reason=why)),
            ),
            yes="解除锁定",
            back=self.grid,
            hint="例如：漏录了签到表第二页",
        )

    def _session(self) -> timetable.Session | None:
        at = self.grid.currentIndex().column() - FIRST_BOX
        return self.model.sessions[at] if 0 <= at < len(self.model.sessions) else None

    def _tell_lock(self) -> None:
        session = self._session()
        shut = session is not None and session.id in self.model.locked
        self._bar.tell_lock(session.label if session else "", shut=shut, may=self.editable)

    def write_slip(self) -> None:
        """Write a leave slip for the person and the half-days chosen."""
        boxes = self._boxes()
        if boxes:
            who = boxes[0][0]
            self._open_slips(who.id, [session.id for one, session in boxes if one == who])

    def open_slips(self) -> None:
        """Lay the slips of the class over this page."""
        self._open_slips(None, [])

    def _open_slips(self, enrollment: int | None, sessions: list[int]) -> None:
        if self._found is not None:
            page = LeaveSlipsPage(self.desk, self._found, editable=self.editable)
            self.desk.open(page)
            if enrollment is not None:
                page.write(enrollment, sessions)

    # figures

    def _hours(self) -> dict[int, int]:
        return hours.enrollment_hours(self.desk.db, self.training_class)

    def _count_hours(self) -> None:
        """Count the hours once the keys pause: a mark changes one person's, by that day's limit."""
        self.model.tell_hours(self._hours())
        self._tell()

    def _tell(self) -> None:
        self._bar.tell(self.model, missing=self.missing())

    def missing(self) -> int:
        """Count the boxes that have no mark yet."""
        return len(self.model.people) * len(self.model.sessions) - len(self.model.marks)

    # going to a person

    def _seek(self, step: int) -> None:
        """Go to a person found, the next or the one before by `step`; say in red where there is none."""
        found = self.model.rows_of(self._jump.text())
        self._jump.setProperty("fault", bool(self._jump.text().strip()) and not found)
        restyle(self._jump)
        if found:
            here = self.grid.currentIndex().row()
            at = (found.index(here) + step) % len(found) if here in found and step else 0
            self.grid.go(found[at])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows in the field go from one person found to the next."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step:
                self._seek(step)
                return True
        return super().eventFilter(watched, event)

    def _jumped(self) -> None:
        """Go to the grid with the person found; a badge signs in, and the field waits for the next one."""
        typed = unicodedata.normalize("NFKC", self._jump.text()).strip()
        if typed.isdecimal() and len(typed) >= LEAST_SCANNED:
            self._jump.clear()
            self.sign_in(typed)
        elif not self._jump.property("fault"):
            self._jump.clear()
            self.grid.setFocus()
