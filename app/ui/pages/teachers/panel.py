"""师资课程: what one teacher, course or place is, filled in beside the list and kept at once."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from app.errors import UserError
from app.school import courses, schools
from app.spelling import names
from app.ui import messages
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, button
from app.ui.pages.classes.timetable_grid import QUARTERS, completing
from app.ui.pages.teachers.nouns import COURSES, Catalogue, Field
from app.ui.pages.teachers.tree import TreeChoice

MOST_SEATS = 100_000
MOST_HOURS = 12


class Panel(QWidget):
    """The fields of one; with `row` None those of a new one, which a button adds."""

    added = Signal(object)
    """A new one has this id."""
    retired = Signal(object)
    """The one with this id is used no more, or is again."""
    merged = Signal(str)
    """Another spelling was merged into this one: what to say of it."""

    def __init__(self, desk: Desk, catalogue: Catalogue, row: int | None, *, merge_with: int = 0) -> None:
        """Show the fields; `merge_with` is the other spelling to offer first."""
        super().__init__()
        self.desk = desk
        self.catalogue = catalogue
        self.row = row
        self._school = schools.own(desk.db).id
        self._one: Any = catalogue.noun.rows(desk.db, [row])[0] if row is not None else None
        self.form = Form()
        self.fields: dict[str, QWidget] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        for field in catalogue.fields:
            made = self.fields[field.name] = self._made(field)
            self.form.row(
                field.title, made, hint=field.hint, must=row is None and field is catalogue.fields[0]
            )
        if row is None:
            self._add_button(column)
        else:
            self._fill()
            self._add_acts(column, merge_with)
        if catalogue is COURSES:
            column.addWidget(TreeChoice(desk, self._school))

    def _add_button(self, column: QVBoxLayout) -> None:
        add = Action(f"登记{self.catalogue.kind.word}", self.add, tip="登记 Enter")
        column.addWidget(button(add, kind="primary"))
        for made in self.fields.values():
            if isinstance(made, QLineEdit):
                made.returnPressed.connect(self.add)

    # fields

    def _made(self, field: Field) -> QWidget:
        made: QWidget
        if field.kind == "choice":
            made = _narrow(QComboBox())
            for key, word in (field.choices or {}).items():
                made.addItem(word or "—", key)
            made.activated.connect(lambda: self._keep(field))
        elif field.kind == "hours":
            made = QDoubleSpinBox()
            made.setRange(0, MOST_HOURS)
            made.setSingleStep(0.5)
            made.editingFinished.connect(lambda: self._keep(field))
        elif field.kind == "number":
            made = QSpinBox()
            made.setRange(0, MOST_SEATS)
            made.editingFinished.connect(lambda: self._keep(field))
        else:
            made = QLineEdit()
            if field.kind == "words":
                completing(made, courses.categories(self.desk.db, school=self._school))
            made.editingFinished.connect(lambda: self._keep(field))
        return made

    def _fill(self) -> None:
        for field in self.catalogue.fields:
            made, value = self.fields[field.name], getattr(self._one, field.name)
            if isinstance(made, QComboBox):
                made.setCurrentIndex(made.findData(value))
            elif isinstance(made, QDoubleSpinBox):
                made.setValue(value / QUARTERS)
            elif isinstance(made, QSpinBox):
                made.setValue(value)
            elif isinstance(made, QLineEdit):
                made.setText(value)

    def _value(self, field: Field) -> str | int:
        made = self.fields[field.name]
        if isinstance(made, QComboBox):
            return str(made.currentData())
        if isinstance(made, QDoubleSpinBox):
            return round(made.value() * QUARTERS)
        if isinstance(made, QSpinBox):
            return made.value()
        return made.text() if isinstance(made, QLineEdit) else ""

    # acts

    def _keep(self, field: Field) -> None:
        """Keep one field of one that stands in the register; say below it why not."""
        if self.row is None or self._value(field) == getattr(self._one, field.name):
            return
        db, noun, row = self.desk.db, self.catalogue.noun, self.row
        if self._said(field, lambda: noun.amend(db, row, {field.name: self._value(field)})):
            self._one = noun.rows(db, [row])[0]
            self.desk.look()

    def add(self) -> None:
        """Add a new one from what is filled in."""
        values = {field.name: self._value(field) for field in self.catalogue.fields}
        new: list[int] = []
        first = self.catalogue.fields[0]
        if self._said(
            first,
            lambda: new.append(self.catalogue.noun.add(self.desk.db, values, school=self._school)),
        ):
            self.desk.look()
            self.added.emit(new[0])

    def _said(self, field: Field, act: Callable[[], object]) -> bool:
        """Do an act; where it is refused say so below the field."""
        self.form.clear_faults()
        try:
            act()
        except UserError as error:
            blamed = next((one for one in self.catalogue.fields if one.title in str(error)), field)
            self.form.blame(self.fields[blamed.name], str(error))
            return False
        return True

    # other spellings, and the end

    def _add_acts(self, column: QVBoxLayout, merge_with: int) -> None:
        word = self.catalogue.kind.word
        ended = bool(self._one.ended_on)
        if ended:
            column.addWidget(label(f"{self._one.ended_on} 起停用，排课时不再提示。", tone="muted"))
        name = "恢复使用" if ended else f"停用这个{word}"
        column.addWidget(button(Action(name, self.retire, tip="停用以后排课时不再提示，已上的课不变")))
        column.addSpacing(12)
        column.addWidget(label("同一个的另一种写法", name="section"))
        mine = self.catalogue.name(self._one)
        column.addWidget(label(f"选中的写法并入“{mine}”，它名下的课次都改到这里。", name="note"))
        self.other = _narrow(QComboBox())
        self.other.setAccessibleName("要并入的写法")
        self.other.addItem("请选择", 0)
        for one in self._others():
            self.other.addItem(self.catalogue.name(one), one.id)
        self.other.setCurrentIndex(max(0, self.other.findData(merge_with)))
        column.addWidget(self.other)
        column.addWidget(button(Action("并入", self.merge)))

    def _others(self) -> list[Any]:
        """List the others, those spelled alike first."""
        db, noun = self.desk.db, self.catalogue.noun
        mine = set(names.match_key(self.catalogue.name(self._one)))
        every = noun.rows(db, noun.find(db, school=self._school, ended=True))
        others = [one for one in every if one.id != self.row]

        def unlike(one: Any) -> float:
            theirs = set(names.match_key(self.catalogue.name(one)))
            return -len(mine & theirs) / max(1, len(mine | theirs))

        return sorted(others, key=unlike)

    def retire(self) -> None:
        """Say that this one is used no more, or is again."""
        db, noun, row = self.desk.db, self.catalogue.noun, self.row
        on = None if self._one.ended_on else self.desk.today()
        if self.desk.did(self, lambda: noun.retire(db, row, on=on)):
            self.retired.emit(row)

    def merge(self) -> None:
        """Merge the other spelling into this one once the person agrees."""
        other = self.other.currentData()
        if not other:
            messages.say(self, "请先选要并入的写法。", "warn")
            return
        mine, theirs = self.catalogue.name(self._one), self.other.currentText()
        question = f"“{theirs}”和“{mine}”是同一个{self.catalogue.kind.word}吗？课次都改到“{mine}”名下。"
        if not messages.ask(self, question, yes=f"并入“{mine}”", no="不是"):
            return
        db, noun, row = self.desk.db, self.catalogue.noun, self.row
        moved = self.desk.act(self, lambda: noun.merge(db, kept=row, other=other))
        if moved is not None:
            self.merged.emit(f"“{theirs}”已并入“{mine}”，{moved} 个课次跟着改了。")


def _narrow(box: QComboBox) -> QComboBox:
    """Let a box be narrower than its longest choice: the panel beside a list has little room."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(4)
    return box
