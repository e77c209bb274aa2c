"""Who somebody is: people of one name side by side, to be told apart and chosen; and half-days to tick."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.school import MEMBER_TYPES, members, timetable
from app.spelling import id_numbers
from app.ui import theme
from app.ui.cards import Pressable, label
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.flow import Flow

FEW = 6


class People(QWidget):
    """A few people under each other, each with what tells them from the others; Alt+1 chooses the first."""

    chosen = Signal(object)

    def __init__(self, *, keys: bool = True) -> None:
        """Show nobody yet; without `keys` Alt and a number mean something else around it."""
        super().__init__()
        self._by_key = keys
        self._cards: list[Pressable] = []
        self._keys: list[QShortcut] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))

    def show_people(self, people: Sequence[members.Member], *, also: Callable[[int], str]) -> None:
        """Show these; `also` says something more of one by their id, such as that they are in the class."""
        for old in (*self._cards, *self._keys):
            old.setParent(None)
            old.deleteLater()
        self._cards, self._keys = [], []
        for number, who in enumerate(people[:FEW], start=1):
            card = _card(who, also(who.id), press=partial(self.chosen.emit, who.id))
            self._cards.append(card)
            self._column.addWidget(card)
            if not self._by_key:
                continue
            card.setToolTip(f"就是这一位 Alt+{number}")
            key = QShortcut(QKeySequence(f"Alt+{number}"), card, card.pressed.emit)
            key.setContext(Qt.ShortcutContext.WindowShortcut)
            self._keys.append(key)

    def first(self) -> QWidget | None:
        """Give the first card, to take the keyboard there."""
        return self._cards[0] if self._cards else None


def _card(who: members.Member, also: str, *, press: Callable[[], object]) -> Pressable:
    card = Pressable(press)
    column = QVBoxLayout(card)
    column.setContentsMargins(*[theme.px(10)] * 4)
    column.setSpacing(theme.px(2))
    column.addWidget(label(f"{who.name}　{who.branch_name or '没有支部'}", name="strong"))
    told = told_apart(who)
    column.addWidget(label(told, name="note"))
    if who.left_on:
        column.addWidget(label(f"已在 {who.left_on} 减少（{who.left_reason}）", tone="warn"))
    if also:
        column.addWidget(label(also, tone="warn"))
    card.setAccessibleName(f"{who.name}，{who.branch_name}，{told}")
    card.setToolTip("就是这一位 Enter")
    return card


def told_apart(who: members.Member) -> str:
    """Write what tells somebody from others of the same name."""
    tail = id_numbers.tail(who.id_number)
    parts = (
        who.gender,
        f"{who.birth} 生" if who.birth else "",
        f"身份证号尾号 {tail}" if tail else "没有身份证号",
        MEMBER_TYPES[who.member_type],
        who.unit_post,
    )
    return " · ".join(part for part in parts if part)


class Finder(QWidget):
    """A field to look for a person by name, pinyin or number, with those found below it."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, *, school: int, also: Callable[[int], str]) -> None:
        """Look among a school's people; `also` says something more of one, see `People`."""
        super().__init__()
        self._desk, self._school, self._also = desk, school, also
        self.field = SearchField("姓名、拼音首字母或身份证号末几位")
        self._people = People(keys=False)
        self._people.chosen.connect(self.chosen)
        self._none = label("", name="note")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for widget in (self.field, self._none, self._people):
            column.addWidget(widget)
        self._none.hide()
        self.field.sought.connect(self.seek)
        self.field.returnPressed.connect(self._into)

    def seek(self, text: str) -> None:
        """Show who is found by a text."""
        found = members.find(self._desk.db, text, school=self._school, limit=FEW + 1) if text else []
        self._people.show_people(members.rows(self._desk.db, found), also=self._also)
        said = "" if found or not text else "名册里没有找到，请换一个写法。"
        said = f"找到的人多于 {FEW} 位，请多写几个字。" if len(found) > FEW else said
        self._none.setText(said)
        self._none.setVisible(bool(said))

    def _into(self) -> None:
        first = self._people.first()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)


class HalfDays(QWidget):
    """The half-days of a class held by now, to be ticked: Space ticks one, Ctrl+A all or none."""

    def __init__(self) -> None:
        """Show none yet."""
        super().__init__()
        self._boxes: dict[int, QCheckBox] = {}
        self._note = label("", name="note")
        self._note.setWordWrap(False)
        self._flow = Flow(8)
        self._flow.add(self._note)
        self.setLayout(self._flow)
        self.setToolTip("空格选中或取消，Ctrl+A 全选或全不选")
        every = QShortcut(QKeySequence.StandardKey.SelectAll, self, self._tick_all)
        every.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def show_sessions(
        self, sessions: Sequence[timetable.Session], *, ticked: Sequence[int], until: str
    ) -> None:
        """Show these, some of them ticked; of those after `until` say only how many there are."""
        for old in self._boxes.values():
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._boxes = {}
        held = [one for one in sessions if one.date <= until]
        self._flow.removeWidget(self._note)
        for one in held:
            box = QCheckBox(one.label)
            box.setChecked(one.id in ticked)
            box.setToolTip(f"{one.date} {one.course}")
            self._boxes[one.id] = box
            self._flow.add(box)
        self._flow.add(self._note)
        ahead = len(sessions) - len(held)
        said = f"另有 {ahead} 个半天还没有上，上课再选。" if ahead else ""
        self._note.setText(said if sessions else "还没有排课，可以先不选。")
        self._note.setVisible(bool(self._note.text()))
        if self._boxes:
            self.setFocusProxy(next(iter(self._boxes.values())))

    def ticked(self) -> list[int]:
        """Give the ids of the half-days ticked."""
        return [one for one, box in self._boxes.items() if box.isChecked()]

    def _tick_all(self) -> None:
        every = len(self.ticked()) == len(self._boxes)
        for box in self._boxes.values():
            box.setChecked(not every)
