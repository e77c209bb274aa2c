"""课表: the line that puts half-days on, the one that copies or moves a day, and what clashes."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QDate, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDateEdit, QFrame, QHBoxLayout, QLineEdit, QWidget

from app.school import HALF_DAYS, clashes
from app.school.timetable import METHODS
from app.ui.cards import Sheet, label, restyle, set_tone
from app.ui.fields import PAUSE_MS, Calm
from app.ui.flow import Flow, Named
from app.ui.page import Action, button
from app.ui.pages.classes.timetable_grid import ISO, QUARTERS, HoursField, completing
from app.ui.pages.classes.timetable_lines import short_day
from app.ui.theme import Tone, px
from db.register import Register

MOST_WAYS = 2
WITH_WEEKDAY = "yyyy-MM-dd ddd"


class Slim(QLineEdit):
    """A field that asks for no more room than its least; what is left over on its line it takes."""

    def sizeHint(self) -> QSize:
        """Give its least size."""
        return QSize(self.minimumWidth(), super().sizeHint().height())


class Entry(Sheet):
    """One half-day to be put on; Enter says `wanted`."""

    wanted = Signal()
    changed = Signal()
    """What is typed differs and the typing has paused."""
    timed = Signal()
    """The day or half-day differs: the hours should follow."""

    def __init__(self) -> None:
        """Lay out the fields."""
        super().__init__()
        self._calm = Calm(self)
        self.day, self.half_day, self.hours = QDateEdit(), QComboBox(), HoursField()
        self.method = QComboBox()
        self.course, self.teacher, self.place = Slim(), Slim(), Slim()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat(WITH_WEEKDAY)
        for field, words in ((self.half_day, HALF_DAYS), (self.method, METHODS)):
            for key, name in words.items():
                field.addItem(name or "—", key)
        self.place.setPlaceholderText("同默认地点")
        self._lay_out()
        self.half_day.currentIndexChanged.connect(lambda: self.timed.emit())
        self.day.dateChanged.connect(lambda: self.timed.emit())
        for signal in (
            self.day.dateChanged,
            self.half_day.currentIndexChanged,
            self.teacher.textChanged,
            self.place.textChanged,
            self.hours.valueChanged,
        ):
            signal.connect(lambda: self._pause.start())
        for pressed in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            enter = QShortcut(QKeySequence(pressed), self, self.wanted.emit)
            enter.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _lay_out(self) -> None:
        line = Flow(8)
        named: tuple[tuple[str, QWidget, int, int], ...] = (
            ("日期", self.day, 150, 0),
            ("时段", self.half_day, 80, 0),
            ("课程", self.course, 180, 6),
            ("教师", self.teacher, 84, 3),
            ("地点", self.place, 116, 4),
            ("方式", self.method, 92, 0),
            ("学时", self.hours, 72, 0),
        )
        for name, field, width, share in named:
            if not isinstance(field, QLineEdit):
                field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                field.installEventFilter(self._calm)
            line.add(Named(name, field, width), share)
        add = button(Action("排入课表", self.wanted.emit, tip="把这个半天排入课表 Enter"))
        line.add(Named("", add, 0))
        self.body.addLayout(line)

    def offer(self, words: Mapping[str, Sequence[str]]) -> None:
        """Complete what is typed with these words, by field."""
        for field, edit in (("course", self.course), ("teacher", self.teacher), ("place", self.place)):
            completing(edit, words[field])

    def on(self) -> str:
        """Give the day."""
        return self.day.date().toString(ISO)

    def half(self) -> str:
        """Give the half-day."""
        return str(self.half_day.currentData())

    def quarter_hours(self) -> int:
        """Give the hours."""
        return round(self.hours.value() * QUARTERS)

    def set_when(self, day: str, half_day: str) -> None:
        """Show another half-day."""
        self.day.setDate(QDate.fromString(day, ISO))
        self.half_day.setCurrentIndex(self.half_day.findData(half_day))


class Days(Sheet):
    """Copy a day to another one, or move it there."""

    def __init__(self, *, copy: Callable[[], object], move: Callable[[], object]) -> None:
        """Lay out the two days; `copy` and `move` do it."""
        super().__init__()
        self._calm = Calm(self)
        self.day = QComboBox()
        self.to = QDateEdit()
        self.to.setCalendarPopup(True)
        self.to.setDisplayFormat(WITH_WEEKDAY)
        self._copy = button(Action("复制过去", copy, tip="照样再排一天"))
        self._move = button(Action("移过去", move, tip="把这一天的课改到那一天，那里有课的半天对调"))
        line = Flow(8)
        for field in (self.day, self.to):
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            field.installEventFilter(self._calm)
        line.add(Named("哪一天的课", self.day, 170))
        line.add(Named("排到哪一天", self.to, 160))
        line.add(Named("", self._copy, 0))
        line.add(Named("", self._move, 0))
        self.body.addLayout(line)
        self.hide()

    def begin(self, days: Sequence[tuple[str, str]], *, chosen: str, to: str) -> None:
        """Show the line for these days (ISO and as shown), with one of them chosen."""
        self.day.clear()
        for day, shown in days:
            self.day.addItem(shown, day)
        self.day.setCurrentIndex(max(0, self.day.findData(chosen)))
        self.to.setDate(QDate.fromString(to, ISO))
        self.show()
        self.to.setFocus()


class Beside(QFrame):
    """What clashes, in words, with a button for each way out."""

    def __init__(self) -> None:
        """Make an empty, hidden strip."""
        super().__init__()
        self.setObjectName("notice")
        self._text = label("")
        self._ways = QWidget()
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), px(8), px(14), px(8))
        row.setSpacing(px(12))
        row.addWidget(self._text, 3)
        row.addWidget(self._ways, 2)
        self._row = row
        self.hide()

    def tell(self, sentences: Sequence[str], ways: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """Show sentences and the ways out; none hides the strip."""
        text = "；".join(sentences)
        self.setVisible(bool(text))
        if not text:
            self._text.clear()
            return
        self._text.setText(f"{text}。")
        self.setAccessibleName(self._text.text())
        tone: Tone = "warn"
        set_tone(self._text, tone)
        self.setProperty("tone", tone)
        restyle(self)
        self._row.removeWidget(self._ways)
        self._ways.hide()
        self._ways.deleteLater()
        self._ways = QWidget()
        flow = Flow(6)
        for name, run in ways:
            flow.add(button(Action(name, partial(run))))
        self._ways.setLayout(flow)
        self._ways.setVisible(bool(ways))
        self._row.addWidget(self._ways, 2)

    def judge(
        self,
        db: Register,
        lesson: clashes.Lesson,
        found: Sequence[clashes.Clash],
        put: Mapping[str, Callable[..., object]],
    ) -> None:
        """Say what a half-day clashes with; `put` by kind takes it to what is free instead."""
        if not found:
            self.tell([], [])
            return
        free = clashes.free(db, lesson, kinds=[one.kind for one in found])
        ways: list[tuple[str, Callable[[], object]]] = []
        for day, half in free.half_days[:MOST_WAYS]:
            ways.append((f"改到{short_day(day)}{HALF_DAYS[half]}", partial(put["half_day"], day, half)))
        ways += [(f"换成{name}", partial(put["teacher"], name)) for name in free.teachers[:MOST_WAYS]]
        ways += [(f"换到{name}", partial(put["place"], name)) for name in free.places[:MOST_WAYS]]
        self.tell([one.text for one in found], ways)

    def text(self) -> str:
        """Give what is said, or nothing where the strip is hidden."""
        return self._text.text() if not self.isHidden() else ""
