"""What a class is, field by field: its type, whom it trains, who holds it; words used before are offered."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from app.school import class_rules, classes, plans, schools
from app.ui.cards import restyle
from app.ui.desk import Desk
from app.ui.fields import Form

HINTS = {
    "class_type": "按类型定结班要交的材料",
    "programme": "例如：头雁强基",
    "backstop": "上级没有训到的人由谁兜底",
}


class Words(QComboBox):
    """A field that takes any words and offers some; it says when what stands in it was meant."""

    def __init__(self, then: Callable[[], object]) -> None:
        """Make an empty one; `then` is called when the keyboard leaves it or a word is chosen."""
        super().__init__()
        self.line = QLineEdit()
        self.setLineEdit(self.line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.line.editingFinished.connect(then)
        self.activated.connect(lambda _: then())

    def offer(self, words: list[str]) -> None:
        """Offer words, each once, in this order; what stands in the field stays."""
        wanted = list(dict.fromkeys(words))
        if wanted == [self.itemText(at) for at in range(self.count())]:
            return
        written = self.currentText()
        self.blockSignals(True)
        self.clear()
        self.addItems(wanted)
        made = QCompleter(wanted, self)
        made.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(made)
        self.write(written)
        self.blockSignals(False)

    def write(self, text: str) -> None:
        """Show a text from its beginning, however long it is."""
        self.setEditText(text)
        if not self.line.hasFocus():
            self.line.setCursorPosition(0)

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be entered."""
        self.line.setReadOnly(read_only)
        self.setEnabled(not read_only)


class Facts(Form):
    """The fields of a class's facts and of its plan line; what is entered is told field by field."""

    def __init__(
        self, desk: Desk, *, told: Callable[[str], object], above: Mapping[str, QLineEdit] | None = None
    ) -> None:
        """Make empty fields; `told` gets a key of `classes.FACTS`, or `plan_line`, when it was entered.

        Fields of the page's own stand `above` them, by their names.
        """
        super().__init__()
        for name, field in (above or {}).items():
            self.row(name, field)
        self._desk = desk
        self._told = told
        self.fields: dict[str, Words] = {}
        for key, name in classes.FACTS.items():
            self.fields[key] = Words(lambda key=key: told(key))  # type: ignore[misc]
            self.row(name, self.fields[key])
            self.fields[key].setToolTip(HINTS.get(key, ""))
        self.plan_line = QComboBox()
        self.plan_line.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.plan_line.setMinimumContentsLength(8)
        self.plan_line.activated.connect(lambda _: told("plan_line"))
        self.row("培训计划", self.plan_line)

    def offer(self, *, school: int, year: int) -> None:
        """Offer what was said before, the last first, then what the rule knows; and the year's plan."""
        db = self._desk.db
        rule = class_rules.in_force(db, school=school, on=f"{year}-12-31")
        (owner,) = schools.rows(db, [school])
        known: Mapping[str, list[str]] = {
            "class_type": [one.name for one in rule.types],
            "trainee_group": list(rule.trainee_groups),
            "season": list(rule.seasons),
            "programme": list(rule.programmes),
            "host": [owner.full_name],
            "co_host": [],
            "backstop": list(rule.backstops),
        }
        for key, field in self.fields.items():
            field.offer([*classes.used(db, key, school=school), *known[key]])
        chosen = self.plan_line.currentData()
        self.plan_line.blockSignals(True)
        self.plan_line.clear()
        self.plan_line.addItem("不列入计划", None)
        for line in plans.rows(db, plans.find(db, school=school, year=year)):
            self.plan_line.addItem(f"{line.title}（{line.months}）", line.id)
        self.plan_line.setCurrentIndex(max(0, self.plan_line.findData(chosen)))
        self.plan_line.blockSignals(False)

    def show_values(self, values: Mapping[str, str], plan_line: int | None) -> None:
        """Show what is kept, but in the field the keyboard is in."""
        for key, text in values.items():
            field = self.fields[key]
            if field.currentText() != text and not field.line.hasFocus():
                field.write(text)
        self.plan_line.setCurrentIndex(max(0, self.plan_line.findData(plan_line)))

    def values(self) -> dict[str, str]:
        """Give what stands in the fields."""
        return {key: " ".join(field.currentText().split()) for key, field in self.fields.items()}

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be entered, or something again."""
        for field in self.fields.values():
            field.set_read_only(read_only)
        self.plan_line.setEnabled(not read_only)

    def suit(self, name: str, *, school: int, year: int) -> None:
        """Fill in what a class of this type usually is, where nothing is said yet."""
        rule = class_rules.in_force(self._desk.db, school=school, on=f"{year}-12-31")
        found = rule.type_named(name)
        if found is None:
            return
        for key, usual in (("trainee_group", found.trainee_group), ("season", found.season)):
            if usual and not self.fields[key].currentText().strip():
                self.fields[key].write(usual)


def facts_of(found: classes.TrainingClass) -> dict[str, str]:
    """Give a class's facts by key."""
    return {key: getattr(found, key) for key in classes.FACTS}


def complete(field: QLineEdit, words: list[str]) -> None:
    """Complete what is typed by words used before, wherever they hold it."""
    made = QCompleter(words, field)
    made.setFilterMode(Qt.MatchFlag.MatchContains)
    made.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    field.setCompleter(made)


def lock(field: QLineEdit, locked: bool) -> None:
    """Show a field as one that only says something, or as one to fill in again."""
    field.setReadOnly(locked)
    restyle(field)
