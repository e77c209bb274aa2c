"""代训: somebody came in a trainee's stead; a panel beside the list of trainees."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.jobs import enrollments as jobs
from app.school import MARKS, classes, enrollments, precautions, timetable
from app.ui import theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import Calm
from app.ui.pages.classes.who import Finder, HalfDays


class StandingInPanel(QWidget):
    """Ask in which half-days, how the trainee is marked, and who came; choosing who keeps it."""

    def __init__(self, desk: Desk, enrollment: int, *, done: Callable[[], object]) -> None:
        """Lay it out for one trainee; half-days held by now are ticked."""
        super().__init__()
        self._desk, self._enrollment, self._then = desk, enrollment, done
        db = desk.db
        (who,) = enrollments.rows(db, [enrollment])
        self._inside = enrollments.within(db, who.training_class)
        planned = timetable.rows(db, timetable.find(db, training_class=who.training_class))
        self.half_days = HalfDays()
        everyone = [one.id for one in planned]
        until = precautions.reached(db, today=desk.today())
        self.half_days.show_sessions(planned, ticked=everyone, until=until)
        self.mark = QComboBox()
        self.mark.setAccessibleName("他本人记为")
        for key in jobs.NOT_THERE:
            self.mark.addItem(MARKS[key], key)
        self.mark.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._calm = Calm(self)
        self.mark.installEventFilter(self._calm)
        school = classes.row(db, who.training_class).school
        self.finder = Finder(desk, school=school, also=self._also)
        self.finder.chosen.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(label("来的人得学时，他本人这些课次不算到课。", name="note"))
        for title, field in (
            ("哪些课次", self.half_days),
            (f"{who.name}本人记为", self.mark),
            ("谁来代训", self.finder),
        ):
            column.addWidget(label(title, name="label"))
            column.addWidget(field)

    def _also(self, member: int) -> str:
        return "已在本班" if member in self._inside else ""

    def _choose(self, member: object) -> None:
        sessions, mark, today = self.half_days.ticked(), str(self.mark.currentData()), self._desk.today()
        done = self._desk.act(
            self,
            lambda: jobs.substitute(
                self._desk.db,
                self._enrollment,
                member=int(str(member)),
                sessions=sessions,
                today=today,
                mark=mark,
            ),
        )
        if done is not None:
            self._then()
