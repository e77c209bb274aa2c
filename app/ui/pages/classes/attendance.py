"""考勤: the roll call of a class, entered by keyboard, kept at once."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from app.school import CLASS_STATES, MARKS, attendance, classes, hours, hours_text
from app.ui import messages, theme
from app.ui.cards import restyle
from app.ui.desk import Desk
from app.ui.empty import Empty
from app.ui.flow import Flow
from app.ui.page import Action, button
from app.ui.pages.classes.grid import LEGEND, RollCallGrid
from app.ui.pages.classes.roll_call import FIRST_BOX, HOURS_RULE, RATE_RULE, Box, RollCallModel
from app.ui.pages.classes.steps import Errand
from app.ui.pages.classes.tab import Tab

ODD = "只看异常"


class Attendance(Tab):
    """Show the grid and keep every mark as it is made."""

    hint = LEGEND
    help_topic = "attendance"

    kept = Signal()
    """A mark was kept which the grid shows already; nobody need read it again."""

    def __init__(self, desk: Desk, training_class: int, *, do: Callable[[Errand], object]) -> None:
        """Lay out the bar above the grid; `do` does what must come before a roll call."""
        super().__init__(desk, training_class)
        self._do = do
        self._found: classes.TrainingClass | None = None
        self.model = RollCallModel(self)
        self.grid = RollCallGrid(self.model)
        self.grid.marked.connect(self.mark)
        self.grid.toggled.connect(self.toggle)
        self.grid.everyone.connect(self.mark_half_day)
        self.first = self.grid
        self.search = self._jump = QLineEdit()
        self._bar = QWidget()
        self._build_bar()
        self.body.addWidget(self.grid, 1)
        self._empty = Empty(self)
        self.body.addWidget(self._empty, 1)
        self._after = QTimer(self)
        self._after.setSingleShot(True)
        self._after.setInterval(0)
        self._after.timeout.connect(self._count_hours)

    def _build_bar(self) -> None:
        self._jump.setPlaceholderText("姓名、拼音首字母或序号")
        self._jump.setAccessibleName("跳到一个人：姓名、拼音首字母或序号")
        self._jump.setToolTip("跳到一个人，回车开始标记 Ctrl+F")
        self._jump.setClearButtonEnabled(True)
        self._jump.setMinimumWidth(theme.px(240))
        self._jump.addAction(theme.icon("search", theme.MUTED), QLineEdit.ActionPosition.LeadingPosition)
        self._jump.textChanged.connect(lambda: self._seek(0))
        self._jump.returnPressed.connect(self._back_to_grid)
        self._jump.installEventFilter(self)
        self._all = button(
            Action("全部到课", self.mark_everyone, tip="已上的课里，空着的格子都记为到课 Ctrl+A")
        )
        # A button's own key presses it a tenth of a second late; the next mark may be typed by then.
        QShortcut(QKeySequence("Ctrl+A"), self, self.mark_everyone)
        self._odd = QPushButton()
        self._odd.setCheckable(True)
        self._odd.setToolTip("只列出有迟到、早退、请假或旷课的人")
        self._odd.toggled.connect(self.model.show_only_exceptions)
        self._figures = QLabel()
        self._figures.setToolTip(f"{RATE_RULE}\n学时：{HOURS_RULE}")
        bar = Flow()
        for widget in (self._jump, self._all, self._odd):
            bar.add(widget)
        bar.add(self._figures, 1)
        bar.setAlignment(self._figures, Qt.AlignmentFlag.AlignRight)
        self._figures.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # Figures change with every mark: words of a fixed width move nothing and draw nothing else again.
        self._odd.setText(f"{ODD} 000")
        self._odd.setFixedSize(self._odd.sizeHint())
        self._figures.setText("到课率 <b>100.0%</b> · 记 <b>00000</b> 学时 · 空 00000 格")
        self._figures.setFixedSize(self._figures.sizeHint().width(), self._odd.height())
        self._bar.setLayout(bar)
        self.body.addWidget(self._bar)

    def show_class(self, found: classes.TrainingClass, *, editable: bool) -> None:
        """Read the grid again."""
        super().show_class(found, editable=editable)
        self._found = found
        self.model.load(attendance.roll_call(self.desk.db, found.id), self._hours())
        ready = bool(self.model.people and self.model.sessions)
        self._bar.setVisible(ready)
        self.grid.setVisible(ready)
        self._empty.setVisible(not ready)
        if not ready:
            self._say_what_comes_first()
        self._all.setEnabled(ready and editable)
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

    def _keep(self, boxes: list[Box], mark: str | None) -> None:
        def keep() -> None:
            self._put(boxes, mark)
            self.model.take(boxes, mark)
            self.kept.emit()

        if self.desk.did(self, keep):
            self._after.start()

    def _put(self, boxes: list[Box], mark: str | None) -> None:
        db = self.desk.db
        if len(boxes) == 1:
            ((who, session),) = boxes
            attendance.mark(db, enrollment=who.id, session=session.id, mark=mark)
            return
        names = list(dict.fromkeys(who.name for who, _ in boxes))
        whose = names[0] if len(names) == 1 else f"{names[0]}等 {len(names)} 人"
        with db.act(f"标记{whose} {len(boxes)} 格{MARKS[mark] if mark else '清空'}"):
            for who, session in boxes:
                attendance.mark(db, enrollment=who.id, session=session.id, mark=mark)

    def mark_everyone(self) -> None:
        """Enter 到课 in every empty box of the half-days that were held."""
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
        training_class = self.training_class
        count = self.desk.act(
            self,
            lambda: self.desk.work(
                self,
                "正在记到课",
                lambda db, _tell: attendance.mark_all(db, training_class, sessions=sessions),
            ),
        )
        if count == 0:
            messages.say(self, "没有空着的格子：已上的课都录过了。")
        self.grid.setFocus()

    # figures

    def _hours(self) -> dict[int, int]:
        return hours.enrollment_hours(self.desk.db, self.training_class)

    def _count_hours(self) -> None:
        """Count the hours once the keys pause: a mark changes one person's, by that day's limit."""
        self.model.tell_hours(self._hours())
        self._tell()

    def _tell(self) -> None:
        model = self.model
        odd, rate = model.exceptions(), model.rate()
        self._odd.setText(f"{ODD} {odd}" if odd else ODD)
        self._odd.setEnabled(bool(odd) or self._odd.isChecked())
        missing = self.missing()
        parts = [
            f"到课率 <b>{rate:.1%}</b>" if rate is not None else "",
            f"记 <b>{hours_text(model.quarter_hours())}</b> 学时" if rate is not None else "",
            f"空 {missing} 格" if missing else "已录完" if model.marks else "",
        ]
        self._figures.setText(" · ".join(part for part in parts if part))

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

    def _back_to_grid(self) -> None:
        if not self._jump.property("fault"):
            self._jump.clear()
            self.grid.setFocus()
