"""概况: what the class has, what it still needs, and what it is called."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QLineEdit

from app.school import classes, places
from app.ui.cards import Sheet, restyle
from app.ui.desk import Desk
from app.ui.flow import Flow, Named
from app.ui.pages.classes.steps import Errand, Step, foremost
from app.ui.pages.classes.tab import Tab
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone

SIGNS: dict[Tone, str] = {"good": "✓", "bad": "✗", "warn": "!"}


class Overview(Tab):
    """Show the steps of a class, each with its next one, and keep its name, place and adviser."""

    hint = "回车办理所在行的下一步 · Alt+1 至 Alt+5 换页"

    def __init__(self, desk: Desk, training_class: int, *, do: Callable[[Errand], object]) -> None:
        """Lay out the steps; `do` does what a step asks for."""
        super().__init__(desk, training_class)
        self._do = do
        self._steps: list[Step] = []
        self._model = LazyTable(
            (
                Column[Step]("事项", lambda row: row.what, width=5),
                Column[Step]("情况", lambda row: f"{SIGNS.get(row.tone, '·')} {row.said}",
                             tint=lambda row: row.tone, grow=True),
                Column[Step]("下一步", lambda row: row.errand_name, press=self._press, width=9),
            ),
            find=lambda _sort: list(range(len(self._steps))),
            rows=self._rows,
            parent=self,
        )  # fmt: skip
        self.table = Table(self._model, name="办班事项", memory=desk.memory)
        self.table.opened.connect(lambda at: self._press(self._steps[at]))
        self.first = self.table
        self.name, self.place, self.adviser = QLineEdit(), QLineEdit(), QLineEdit()
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(self.table)
        self.body.addWidget(self._about())
        self.body.addStretch(1)

    def _about(self) -> Sheet:
        sheet = Sheet()
        line = Flow(14)
        for name, field, share in (
            ("培训班名称", self.name, 3),
            ("默认地点", self.place, 3),
            ("班主任", self.adviser, 2),
        ):
            field.editingFinished.connect(self._amend)
            line.add(Named(name, field, 70 * share), share)
        self.place.setToolTip("排课时没有写地点的半天用这个地点")
        sheet.body.addLayout(line)
        return sheet

    def show_class(self, found: classes.TrainingClass, *, editable: bool) -> None:
        """Show how the class is called and where it is held."""
        super().show_class(found, editable=editable)
        self._found = found
        self.hint = (
            f"{Overview.hint} · 名称、地点、班主任改完即保存，Ctrl+Z 撤销" if editable else Overview.hint
        )
        for field, text in self._fields():
            field.setReadOnly(not editable)
            restyle(field)
            if field.text() != text and not field.hasFocus():
                field.setText(text)
        if self.place.completer() is None:
            self.place.setCompleter(_completer(places.names(self.desk.db, school=found.school)))

    def show_steps(self, steps: list[Step]) -> None:
        """Show the steps as they are now."""
        self._steps = steps
        self._model.refresh()
        row, frame = self.table.verticalHeader().defaultSectionSize(), 2 * self.table.frameWidth()
        self.table.setFixedHeight(
            self.table.horizontalHeader().sizeHint().height() + len(steps) * row + frame
        )
        now = foremost(steps)
        if now is not None and not self.table.hasFocus():
            self.table.select_id(steps.index(now))

    def _fields(self) -> tuple[tuple[QLineEdit, str], ...]:
        found = self._found
        return (self.name, found.name), (self.place, found.place_name), (self.adviser, found.adviser)

    def _rows(self, ids: Sequence[int]) -> list[Step]:
        return [self._steps[at] for at in ids]

    def _press(self, step: Step) -> None:
        if step.errand:
            self._do(step.errand)

    def _amend(self) -> None:
        """Keep what was changed; where it is refused, show again what is kept."""
        if not self.editable or all(field.text().strip() == text for field, text in self._fields()):
            return
        words = {"name": self.name.text(), "place": self.place.text(), "adviser": self.adviser.text()}
        if not self.desk.did(self, partial(classes.amend, self.desk.db, self.training_class, **words)):
            for field, text in self._fields():
                field.setText(text)


def _completer(words: list[str]) -> QCompleter:
    made = QCompleter(words)
    made.setFilterMode(Qt.MatchFlag.MatchContains)
    return made
