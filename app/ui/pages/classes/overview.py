"""概况: where the class stands, what it still needs, and what it is."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QSizePolicy

from app.school import classes, errands, places
from app.school.errands import Errand
from app.ui.cards import Sheet
from app.ui.desk import Desk
from app.ui.pages.classes.facts import Facts, complete, facts_of, lock
from app.ui.pages.classes.question import Question
from app.ui.pages.classes.tab import Tab
from app.ui.pages.classes.trail import Trail
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone, px

TONES: dict[errands.State, Tone] = {"done": "good", "open": "muted", "soon": "warn", "wrong": "bad"}
SIGNS: dict[errands.State, str] = {"done": "✓", "open": "·", "soon": "!", "wrong": "✗"}
# Beside each other only where the list keeps its three columns readable.
FACTS_WIDTH = 350
LEAST_BESIDE = 900
HEAD = 42
OWN = {"name": "培训班名称", "place": "默认地点", "adviser": "班主任"}


class Overview(Tab):
    """Show the errands of a class, each with its next step, and keep what the class is."""

    hint = "回车办理所在行的下一步，或看它的材料 · Alt+数字换页"
    help_topic = "overview"

    def __init__(
        self,
        desk: Desk,
        training_class: int,
        *,
        do: Callable[[Errand], object],
        look: Callable[[Errand], object],
        move: Callable[[str], object],
    ) -> None:
        """Lay out the errands; `do` runs one, `look` shows its papers, `move` moves the class on by hand."""
        super().__init__(desk, training_class)
        self._do, self._look = do, look
        self._errands: list[Errand] = []
        self._now = ""
        self.trail = Trail(move)
        self.question = Question()
        self._model = LazyTable(
            (
                Column[Errand]("事项", lambda row: row.what, width=5),
                Column[Errand]("情况", lambda row: f"{SIGNS[row.state]} {row.said}",
                               tint=lambda row: TONES[row.state], grow=True),
                Column[Errand]("下一步", lambda row: row.button, press=self._press, width=9),
            ),
            find=lambda _sort: list(range(len(self._errands))),
            rows=self._rows,
            parent=self,
        )  # fmt: skip
        self.table = Table(self._model, name="办班事项", memory=desk.memory)
        self.table.opened.connect(lambda at: self._opened(self._errands[at]))
        self.first = self.table
        self.fields = {key: QLineEdit() for key in OWN}
        above = {OWN[key]: field for key, field in self.fields.items()}
        self.facts = Facts(desk, told=self._told, above=above)
        self.body.addWidget(self.trail)
        self.body.addWidget(self.question)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(px(14))
        self._beside.addWidget(self.table, 1)
        self._about = self._about_sheet()
        self._beside.addWidget(self._about)
        self.body.addLayout(self._beside, 1)

    @property
    def name(self) -> QLineEdit:
        """Give the field of the class's name."""
        return self.fields["name"]

    @property
    def adviser(self) -> QLineEdit:
        """Give the field of the adviser."""
        return self.fields["adviser"]

    def _about_sheet(self) -> Sheet:
        sheet = Sheet()
        sheet.body.setContentsMargins(*[px(14)] * 4)
        for key, field in self.fields.items():
            field.editingFinished.connect(partial(self._told, key))
        self.fields["place"].setToolTip("排课时没有写地点的半天用这个地点")
        sheet.body.addWidget(self.facts)
        sheet.body.addStretch(1)
        sheet.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        return sheet

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the facts beside the errands, or below where the window is too narrow for both."""
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        beside = self.width() >= px(LEAST_BESIDE)
        self._beside.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        self._about.setMinimumWidth(px(FACTS_WIDTH) if beside else 0)
        self._about.setMaximumWidth(px(FACTS_WIDTH) if beside else 16_777_215)
        self._room()

    def _room(self) -> None:
        """Give the list all its rows, so that there is one thing to scroll: the page."""
        # The heading's own height is known only once it has been shown.
        head = max(self.table.horizontalHeader().sizeHint().height(), px(HEAD))
        # Where the columns do not fit either, the bar below takes its height from the rows.
        rows = px(40) * len(self._errands) + head + self.table.horizontalScrollBar().sizeHint().height() + 2
        self.table.setMinimumHeight(max(rows, px(40) * 6))

    def show_class(self, found: classes.TrainingClass, *, editable: bool) -> None:
        """Show where a class stands and what it is."""
        super().show_class(found, editable=editable)
        db = self.desk.db
        self._found = found
        self.question.take_away()
        said = "改完即保存，Ctrl+Z 撤销"
        self.hint = f"{Overview.hint} · {said}" if editable else Overview.hint
        for field, text in self._own():
            lock(field, not editable)
            if field.text() != text and not field.hasFocus():
                field.setText(text)
        self.facts.offer(school=found.school, year=found.year)
        self.facts.show_values(facts_of(found), found.plan_line)
        self.facts.set_read_only(not editable)
        if self.fields["place"].completer() is None:
            complete(self.fields["place"], places.names(db, school=found.school))

    def show_errands(
        self, found: classes.TrainingClass, listed: list[Errand], *, steps: list[classes.Step]
    ) -> None:
        """Show the errands as they are now."""
        self._errands = listed
        self._model.refresh()
        self.trail.tell(found, steps, editable=self.editable)
        self._room()
        now = errands.foremost(listed)
        # Somebody going about in the list is not called away, unless what they did brought the next step.
        if now is not None and (now.key != self._now or not self.table.hasFocus()):
            self.table.select_id(listed.index(now))
        self._now = now.key if now else ""

    def _own(self) -> list[tuple[QLineEdit, str]]:
        found = self._found
        kept = {"name": found.name, "place": found.place_name, "adviser": found.adviser}
        return [(self.fields[key], text) for key, text in kept.items()]

    def _rows(self, ids: Sequence[int]) -> list[Errand]:
        return [self._errands[at] for at in ids]

    def _press(self, errand: Errand) -> None:
        if errand.do:
            self._do(errand)

    def _opened(self, errand: Errand) -> None:
        if errand.do:
            self._do(errand)
        else:
            self._look(errand)

    def _told(self, key: str) -> None:
        """Keep what was entered in one field; where it is refused, show again what is kept."""
        if not self.editable:
            return
        db, found = self.desk.db, self._found
        if key == "plan_line":
            line = self.facts.plan_line.currentData()
            if line != found.plan_line:
                self.desk.did(self, lambda: classes.plan(db, found.id, line))
        elif key in OWN:
            self._keep_own(key)
        else:
            said = self.facts.values()[key]
            if said != getattr(found, key):
                self.desk.did(self, lambda: classes.amend(db, found.id, facts={key: said}))

    def _keep_own(self, key: str) -> None:
        db, found = self.desk.db, self._found
        text = self.fields[key].text()
        if text.strip() == dict(self._own())[self.fields[key]]:
            return
        name, place, adviser = (text if key == one else None for one in OWN)
        if not self.desk.did(
            self, lambda: classes.amend(db, found.id, name=name, place=place, adviser=adviser)
        ):
            for field, kept in self._own():
                field.setText(kept)

    def escape(self) -> bool:
        """Take the question away first, where there is one."""
        if self.question.isHidden():
            return False
        self.question.take_away()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
