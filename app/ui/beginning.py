"""The first start: which desk, which school, and what first."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Literal

from PySide6.QtCore import QRegularExpression, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import (
    QButtonGroup,
    QCompleter,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import paths
from app.ui import theme
from app.ui.cards import Steps, label
from app.ui.fields import Form
from app.ui.messages import Notice

Level = Literal["township", "county"]
Then = Literal["import", "demo", ""]

CODE = QRegularExpression("[0-9A-Za-z-]{0,30}")
CODE_HINT = "行政区划代码，{figures} 位；县里各单位不能重复，不清楚就问县级。"
# What can be chosen: its value, its name, what it means.
DESKS = (
    ("township", "乡镇党校", "管党员名册、培训班、考勤、学时、证书和五有佐证，把数据报给县级。"),
    ("county", "县级（组织部或县委党校）", "读取各乡镇党校报来的数据包，查看、汇总。"),
)
FIRST = (
    ("import", "导入一份名册", "村里发来的党员名册表可以原样使用，导入前先给您看。"),
    ("demo", "先看看虚构的学校", "人和事都是编的，在另一个文件夹里，随时可以扔掉。"),
    ("", "直接开始", "名册以后再导入，也可以一个一个登记。"),
)
FIRST_COUNTY = (
    ("", "直接开始", "先到“乡镇登记”导出县级名片，发给各乡镇。"),
    ("demo", "先看看虚构的县", "几所乡镇党校都是编的，在另一个文件夹里，随时可以扔掉。"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the first start asked: whose desk this is, who sits here, and what is wanted first."""

    level: Level
    code: str
    full_name: str
    short_name: str
    county_name: str
    operator: str
    then: Then


@dataclass(frozen=True, slots=True)
class Township:
    """A township of the shipped list; its code's first six figures are the county's."""

    code: str
    county: str
    name: str


@lru_cache
def townships() -> tuple[Township, ...]:
    """Read the shipped list of townships."""
    with (paths.resources() / "data" / "ningde-townships.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(Township(row["code"], row["county"], row["township"]) for row in csv.DictReader(file))


class Choice(QWidget):
    """One thing of a few, each with a line that says what it means."""

    def __init__(self, choices: Sequence[tuple[str, str, str]]) -> None:
        """Offer (value, name, meaning); the first is chosen."""
        super().__init__()
        self._group = QButtonGroup(self)
        self._values = [value for value, _, _ in choices]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        for at, (_, name, meaning) in enumerate(choices):
            made = QRadioButton(name)
            made.setAccessibleDescription(meaning)
            self._group.addButton(made, at)
            said = label(meaning, name="note")
            said.setContentsMargins(theme.px(32), 0, 0, theme.px(8))
            column.addWidget(made)
            column.addWidget(said)
        column.addStretch(1)
        self.choose(self._values[0])

    def value(self) -> str:
        """Give what is chosen."""
        return self._values[self._group.checkedId()]

    def choose(self, value: str) -> None:
        """Choose one."""
        chosen = self._group.button(self._values.index(value))
        chosen.setChecked(True)
        # Steps take the keyboard to their content: here it goes to what is chosen.
        self.setFocusProxy(chosen)


class Whose(QWidget):
    """The names and the code of a township's school or of a county; the list knows most of them."""

    reached = Signal(QWidget)
    """The keyboard has gone on to a field, which may be out of sight."""

    def __init__(self, level: Level) -> None:
        """Make an empty form."""
        super().__init__()
        self._level = level
        self._by_hand: set[QLineEdit] = set()
        self.county, self.township, self.code, self.full_name, self.short_name, self.operator = (
            QLineEdit() for _ in range(6)
        )
        self.code.setValidator(QRegularExpressionValidator(CODE, self.code))
        counties = tuple(dict.fromkeys(one.county for one in townships()))
        self.county.setCompleter(_completer(QStringListModel(counties, self)))
        self._names = QStringListModel(self)
        self.township.setCompleter(_completer(self._names))
        self.county.textChanged.connect(lambda _: self._on_county())
        self.township.textChanged.connect(lambda _: self._propose())
        for field, after in ((self.county, self.township), (self.township, self.operator)):
            field.editingFinished.connect(self._complete)
            # Once the field has its text; what lies between is proposed.
            field.completer().activated.connect(lambda _, after=after: self._go_on(after))
        for field in self._proposed():
            field.textEdited.connect(partial(self._touched, field))
        self._form = Form()
        self._form.row("县（市、区）", self.county, must=True)
        if level == "township":
            self._form.row("乡镇（街道）", self.township, must=True)
        figures = "9" if level == "township" else "6"
        self._form.row("单位代码", self.code, must=True, hint=CODE_HINT.format(figures=figures))
        self._form.row("单位全称", self.full_name, must=True, hint="印在证书和台账上。")
        self._form.row("简称", self.short_name)
        self._form.row("您的姓名或职务", self.operator, hint="记在更改记录里，以后可以在“设置”里改。")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._form)
        column.addStretch(1)
        self.setFocusProxy(self.county)

    def _proposed(self) -> tuple[QLineEdit, QLineEdit, QLineEdit]:
        return self.code, self.full_name, self.short_name

    def _touched(self, field: QLineEdit, text: str) -> None:
        """Leave alone what a person wrote; an emptied field is proposed again."""
        if text:
            self._by_hand.add(field)
        else:
            self._by_hand.discard(field)

    def _go_on(self, field: QLineEdit) -> None:
        def arrive() -> None:
            field.setFocus()
            self.reached.emit(field)

        QTimer.singleShot(0, self, arrive)

    def _on_county(self) -> None:
        county = self.county.text().strip()
        self._names.setStringList([one.name for one in townships() if one.county == county])
        self._propose()

    def _propose(self) -> None:
        self._form.clear_faults()
        county, name = self.county.text().strip(), self.township.text().strip()
        of_county = [one for one in townships() if one.county == county]
        if self._level == "county":
            code = of_county[0].code[:6] if of_county else ""
            names = (f"中共{county}委组织部", f"{county}委组织部") if county else ("", "")
        else:
            code = next((one.code for one in of_county if one.name == name), "")
            names = (f"中共{county}{name}委员会党校", f"{name}党校") if name else ("", "")
        for field, text in zip(self._proposed(), (code, *names), strict=True):
            if field not in self._by_hand:
                field.setText(text)

    def _complete(self) -> None:
        """Write a name out of which only a part was typed, where the list has a single one with it."""
        for field, names in (
            (self.county, {one.county for one in townships()}),
            (self.township, {one.name for one in townships() if one.county == self.county.text()}),
        ):
            text = field.text().strip()
            found = [name for name in names if text in name]
            if text and len(found) == 1 and found[0] != field.text():
                field.setText(found[0])

    def is_whole(self) -> bool:
        """Say whether everything needed is there, and blame the first field that is not."""
        self._form.clear_faults()
        self._complete()
        needed = [(self.county, "请写县（市、区）的名称。")]
        if self._level == "township":
            needed.append((self.township, "请写乡镇或街道的名称。"))
        needed += [
            (self.code, "代码不能空着，县里用它分清各单位。"),
            (self.full_name, "单位全称不能空着，证书上要用。"),
        ]
        for field, sentence in needed:
            if not field.text().strip():
                self._form.blame(field, sentence)
                return False
        return True


class Beginning(QWidget):
    """Ask in three steps at most; nothing is written before the last."""

    answered = Signal(object)
    """All is said: an `Answer`."""

    def __init__(self) -> None:
        """Show the first step."""
        super().__init__()
        self.setObjectName("start")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("五有 · 开始使用")
        self.level = Choice(DESKS)
        self._forms: dict[Level, Whose] = {"township": Whose("township"), "county": Whose("county")}
        self._whose = QStackedWidget()
        for form in self._forms.values():
            self._whose.addWidget(form)
        # Large type on a small screen leaves too little room for the whole form.
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._whose)
        self._scroll.setWidgetResizable(True)
        self._scroll.viewport().setAutoFillBackground(False)
        self._whose.setAutoFillBackground(False)
        self.then, self.then_county = Choice(FIRST), Choice(FIRST_COUNTY)
        self._last = QWidget()
        last = QVBoxLayout(self._last)
        last.setContentsMargins(0, 0, 0, 0)
        last.addWidget(self.then)
        last.addWidget(self.then_county)
        self.steps = Steps(
            (
                ("给谁用", self.level, "下一步", self._leave_level),
                ("哪个单位", self._scroll, "下一步", lambda: self.whose().is_whole()),
                ("先做什么", self._last, "开始使用", lambda: True),
            )
        )
        self.steps.finished.connect(lambda: self.answered.emit(self.answer()))
        self.steps.turned.connect(self._turned)
        for form in self._forms.values():
            form.reached.connect(self._scroll.ensureWidgetVisible)
        self.notice = Notice(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.notice)
        column.addWidget(self.steps, 1)
        self.resize(theme.px(860), theme.px(640))
        self._leave_level()

    def _turned(self, step: int) -> None:
        """Offer the other ways to begin with the first question only: later the room is for the form."""
        column = self.layout()
        for at in range(column.count() if column is not None else 0):
            item = column.itemAt(at) if column is not None else None
            widget = item.widget() if item is not None else None
            if widget is not None and widget not in (self.notice, self.steps):
                widget.setVisible(step == 0)

    def _level(self) -> Level:
        return "county" if self.level.value() == "county" else "township"

    def whose(self) -> Whose:
        """Give the form for the desk chosen."""
        return self._forms[self._level()]

    def _leave_level(self) -> bool:
        county = self._level() == "county"
        self._whose.setCurrentWidget(self.whose())
        self._scroll.setFocusProxy(self.whose())
        self.then.setVisible(not county)
        self.then_county.setVisible(county)
        self._last.setFocusProxy(self.then_county if county else self.then)
        return True

    def answer(self) -> Answer:
        """Give what was said so far."""
        asked = self.then_county if self._level() == "county" else self.then
        then: Then = "import" if asked.value() == "import" else "demo" if asked.value() == "demo" else ""
        of = self.whose()
        return Answer(
            level=self._level(),
            code=of.code.text().strip(),
            full_name=of.full_name.text().strip(),
            short_name=of.short_name.text().strip(),
            county_name=of.county.text().strip(),
            operator=of.operator.text().strip(),
            then=then,
        )


def _completer(model: QStringListModel) -> QCompleter:
    made = QCompleter(model)
    made.setFilterMode(Qt.MatchFlag.MatchContains)
    made.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    return made
