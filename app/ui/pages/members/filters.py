"""Above the list: the line that seeks, narrows and orders, and the chips that do so with one press."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.school import MEMBER_TYPES, members, standings
from app.school.filters import Filter
from app.ui import theme
from app.ui.flow import Flow
from app.ui.page import Action, button

LEAST = 6
ROOMY = 640
# What the line above the list says; a chip leaves it alone where it says nothing of it itself.
BESIDE = ("text", "group", "branches", "order_by")
FLAGS = {
    "floating": ("流动党员", "不是流动党员"),
    "frail": ("困弱党员", "不是困弱党员"),
    "lost_contact": ("失联党员", "没有失联"),
    "suspended": ("停止党籍", "党籍正常"),
    "doubtful": ("有疑点待核", "没有疑点"),
    "has_id_number": ("有身份证号", "没有身份证号"),
    "has_phone": ("有手机号", "没有手机号"),
    "has_branch": ("有支部", "没有支部"),
}
_NONE = Filter()


class Filters(QWidget):
    """Put the search field before the boxes, or above them where the room is narrow."""

    def __init__(self, field: QLineEdit, boxes: Sequence[QComboBox]) -> None:
        """Lay them out in reading order; every box shows at least `LEAST` characters."""
        super().__init__()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(10))
        self._row.addWidget(field, 1)
        beside = QHBoxLayout()
        beside.setSpacing(theme.px(10))
        for box in boxes:
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(LEAST)
            beside.addWidget(box, 1)
        self._row.addLayout(beside, 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose between one line and two."""
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        narrow = self.width() < theme.px(ROOMY)
        self._row.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)

    def minimumSizeHint(self) -> QSize:
        """Let the list beside a panel be narrower than one line of all."""
        return QSize(theme.px(240), super().minimumSizeHint().height())


class Chips(QWidget):
    """A button for each filter that has a name; at most one is down."""

    chosen = Signal(object)
    """One was pressed: its name; None where it was let up again."""

    def __init__(self, acts: Sequence[Action]) -> None:
        """Begin with none; `acts` stand after them."""
        super().__init__()
        self._flow = Flow(gap=8)
        self.setLayout(self._flow)
        self.buttons: dict[str, QPushButton] = {}
        self.acts = [button(act, kind="link") for act in acts]
        self.setAccessibleName("筛选")

    def fill(self, named: Mapping[str, str]) -> None:
        """Show these filters, each with what it asks for in words."""
        if list(named) == list(self.buttons):
            for name, words in named.items():
                self.buttons[name].setToolTip(words)
            return
        while self._flow.takeAt(0) is not None:
            pass
        for old in self.buttons.values():
            old.hide()
            old.deleteLater()
        self.buttons = {name: self._chip(name, words) for name, words in named.items()}
        for one in (*self.buttons.values(), *self.acts):
            self._flow.add(one)
        # Made anew they would be gone through after what follows them on the page.
        before: QWidget = self
        for one in (*self.buttons.values(), *self.acts):
            QWidget.setTabOrder(before, one)
            before = one
        self._flow.invalidate()

    def _chip(self, name: str, words: str) -> QPushButton:
        made = QPushButton(name)
        made.setProperty("kind", "chip")
        made.setCheckable(True)
        made.setAutoDefault(False)
        made.setToolTip(words)
        made.setAccessibleName(f"筛选：{name}")
        # Not a partial: Qt would leave out whether it is down.
        made.clicked.connect(lambda down: self.chosen.emit(name if down else None))
        return made

    def mark(self, name: str | None) -> None:
        """Have this one down and no other."""
        for other, one in self.buttons.items():
            one.setChecked(other == name)


def pressed(chip: Filter, present: Filter) -> Filter:
    """Give what is asked for once a chip is pressed: what the line above says stays where it says nothing."""
    kept = {name: getattr(present, name) for name in BESIDE if getattr(chip, name) == getattr(_NONE, name)}
    return replace(chip, **kept)


def lit(chip: Filter, present: Filter) -> bool:
    """Tell whether a chip is what is asked for now, whatever the line above says besides."""
    return pressed(chip, present) == present


def beside_only(present: Filter) -> Filter:
    """Give what the line above the list asks for, and nothing of the rest."""
    return Filter(**{name: getattr(present, name) for name in BESIDE})


def more(present: Filter) -> bool:
    """Tell whether anything at all is asked for, whatever the order."""
    return replace(present, order_by="name") != _NONE


def words(asked: Filter, names: Mapping[int, str]) -> str:
    """Say in words what a filter asks for; `names` are the branches' by id."""
    said = [f"“{asked.text}”"] if asked.text else []
    if asked.group:
        said.append(members.GROUPS[asked.group])
    said.append("、".join(names.get(one, "已不在的支部") for one in asked.branches))
    said.append("或".join(MEMBER_TYPES[one] for one in asked.member_types))
    said.append("或".join(members.ROLES[one] for one in asked.roles))
    said.append(f"{asked.gender}性" if asked.gender else "")
    for name, (yes, no) in FLAGS.items():
        flag = getattr(asked, name)
        said.append("" if flag is None else (yes if flag else no))
    said.append(_band(asked))
    if asked.joined_from or asked.joined_to:
        until = f"{asked.joined_to}为止" if asked.joined_to else ""
        said.append(f"{asked.joined_from + '起' if asked.joined_from else ''}{until}入党")
    if asked.standing:
        said.append(f"{asked.year or '本'}年{standings.STATES[asked.standing]}")
    return " · ".join(filter(None, said))


def _band(asked: Filter) -> str:
    low, high = asked.age_from, asked.age_to
    if low is not None and high is not None:
        return f"{low}—{high} 岁"
    if low is not None:
        return f"满 {low} 岁"
    return f"{high} 岁以下（含）" if high is not None else ""
