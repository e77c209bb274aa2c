"""The fields of a person's facts in a form: filled from the register, and what is typed handed on."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from app.ui.fields import Form
from app.ui.pages.members.facts import Fact, Typed


class Entry(Form):
    """Some facts under each other; `keep` hears each as soon as it is entered.

    Branches are chosen by name from `branches`, or typed where there is a new one.
    """

    def __init__(
        self,
        facts: Sequence[Fact],
        *,
        branches: Mapping[str, int],
        keep: Callable[[Fact, str], object],
        must: str = "",
    ) -> None:
        """Lay out empty fields; `must` names one that may not stay empty."""
        super().__init__()
        self.facts = tuple(facts)
        self._keep = keep
        self.fields: dict[str, QWidget] = {}
        for fact in facts:
            made = self._field(fact, branches)
            self.fields[fact.field] = made
            self.row("" if isinstance(made, QCheckBox) else fact.label, made, must=fact.field == must)
            made.setAccessibleName(fact.label)
            made.setToolTip(fact.hint or fact.label)

    def _field(self, fact: Fact, branches: Mapping[str, int]) -> QWidget:
        if fact.field == "branch":
            box = QComboBox()
            box.setEditable(True)
            box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            typed = Typed()
            box.setLineEdit(typed)
            box.addItems(["", *branches])
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            if (completer := box.completer()) is not None:
                completer.setFilterMode(Qt.MatchFlag.MatchContains)
            typed.editingFinished.connect(partial(self._entered, fact))
            box.activated.connect(lambda _: self._entered(fact))
            return box
        if fact.choices:
            box = QComboBox()
            for value, words in fact.choices.items():
                box.addItem(words, value)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.activated.connect(lambda _: self._entered(fact))
            return box
        if fact.read is None:
            tick = QCheckBox(fact.label)
            tick.clicked.connect(lambda: self._entered(fact))
            return tick
        line = Typed()
        line.setPlaceholderText(fact.hint)
        line.editingFinished.connect(partial(self._entered, fact))
        return line

    def _entered(self, fact: Fact) -> None:
        self._keep(fact, self.text(fact.field))

    def text(self, name: str) -> str:
        """Give what stands in a field: the words typed, the value chosen, or 1 and 0."""
        made = self.fields[name]
        if isinstance(made, QCheckBox):
            return str(int(made.isChecked()))
        if isinstance(made, QComboBox):
            return made.currentText().strip() if made.isEditable() else str(made.currentData())
        assert isinstance(made, QLineEdit)
        return made.text()

    def fill(self, name: str, value: str) -> None:
        """Set what a field shows, but never under the hands of somebody typing."""
        made = self.fields[name]
        if isinstance(made, QCheckBox):
            made.setChecked(value == "1")
        elif isinstance(made, QComboBox) and not made.isEditable():
            made.setCurrentIndex(max(0, made.findData(value)))
        else:
            line = made.lineEdit() if isinstance(made, QComboBox) else made
            assert isinstance(line, QLineEdit)
            if line.text() != value and not (line.hasFocus() and line.isModified()):
                line.setText(value)
                line.setCursorPosition(0)
