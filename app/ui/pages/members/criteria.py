"""Everything one can ask of a list, beside the list, and keep under a name."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.school import MEMBER_TYPES, members, standings
from app.school.filters import Filter
from app.spelling import dates
from app.ui import theme
from app.ui.cards import label
from app.ui.fields import Form
from app.ui.flow import Flow
from app.ui.page import Action, button
from app.ui.pages.members.filters import FLAGS

_OLDEST = 150
_FEW_BRANCHES = 4
ANY = "不限"


class Criteria(QWidget):
    """Fields for all criteria but the text, the group and the order, which the line above the list has."""

    changed = Signal(object)
    """Somebody asks for something else: the `Filter` as it is now."""

    def __init__(
        self,
        branches: Sequence[tuple[int, str]],
        *,
        save: Callable[[str], object],
        change: Callable[[], object],
        rename: Callable[[str], object],
        drop: Callable[[], object],
        read_only: bool = False,
    ) -> None:
        """Lay out empty fields; the four acts keep what is asked for, under the name given to them."""
        super().__init__()
        self._present = Filter()
        self.flags = {name: _box({None: ANY, True: yes, False: no}) for name, (yes, no) in FLAGS.items()}
        self.gender = _box({"": ANY, "男": "男", "女": "女"})
        self.standing = _box({"": ANY, **standings.STATES})
        self.year = _Figure("本年", 4)
        self.ages = (_Figure("", 3), _Figure("", 3))
        self.joined = (_line("如 1998.07"), _line("如 2020"))
        self.kinds = _ticks(MEMBER_TYPES)
        self.roles = _ticks(members.ROLES)
        self.branches = _Branches(branches)
        self._form = self._laid_out()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for title, block in (("党支部", self.branches), ("类别", _flow(self.kinds.values()))):
            column.addWidget(label(title))
            column.addWidget(block)
            block.setAccessibleName(title)
        column.addWidget(self._form)
        self.clear = button(Action("清空条件", lambda: self._tell(Filter())))
        self.name = _line("例如：老街支部流动党员")
        self.name.setAccessibleName("筛选的名称")
        self.save = button(Action("保存这个筛选", lambda: save(self.name.text())))
        self.change = button(Action("换成现在的条件", change))
        self.rename = button(Action("改名", lambda: rename(self.name.text())))
        self.drop = button(Action("删除", drop))
        self.name.returnPressed.connect(self.save.click)
        column.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignLeft)
        self._keeping = QWidget()
        column.addWidget(self._keeping)
        self._lay_out_keeping()
        self._keeping.setVisible(not read_only)
        self._connect()

    def _laid_out(self) -> Form:
        form = Form()
        form.row("党内职务", _flow(self.roles.values()))
        for name, box in self.flags.items():
            form.row(FLAGS[name][0].removeprefix("有"), box)
        form.row("性别", self.gender)
        form.row("年龄", _pair(self.ages, "至", "岁"))
        form.row("入党从", self.joined[0])
        form.row("入党至", self.joined[1])
        form.row("学时", self.standing)
        form.row("哪一年", self.year)
        names = (*FLAGS.values(),)
        for box, (yes, _) in zip(self.flags.values(), names, strict=True):
            box.setAccessibleName(yes)
        for field, said in zip(
            (*self.ages, *self.joined, self.standing, self.year),
            ("满多少岁", "到多少岁", "入党从哪天起", "入党到哪天止", "学时是否达标", "学时按哪一年"),
            strict=True,
        ):
            field.setAccessibleName(said)
            field.setToolTip(said)
        return form

    def _lay_out_keeping(self) -> None:
        column = QVBoxLayout(self._keeping)
        column.setContentsMargins(0, theme.px(8), 0, 0)
        column.addWidget(label("存下来", name="section"))
        column.addWidget(label("起个名称，以后在名册上面按一下就能用。", name="note"))
        column.addWidget(self.name)
        column.addWidget(_flow([self.save, self.change, self.rename, self.drop]))

    def _connect(self) -> None:
        for box in (*self.flags.values(), self.gender, self.standing):
            box.activated.connect(lambda _: self._entered())
        for tick in (*self.kinds.values(), *self.roles.values()):
            tick.clicked.connect(lambda _: self._entered())
        for line in (*self.ages, *self.joined, self.year):
            line.editingFinished.connect(self._entered)
        self.branches.itemChanged.connect(lambda _: self._entered())

    def fill(self, asked: Filter, *, kept: str, same: bool) -> None:
        """Show what is asked for now; `kept` names the clerk's filter used last, `same` where it is this."""
        self._present = asked
        for name, box in self.flags.items():
            box.setCurrentIndex(max(0, box.findData(getattr(asked, name))))
        self.gender.setCurrentIndex(max(0, self.gender.findData(asked.gender)))
        self.standing.setCurrentIndex(max(0, self.standing.findData(asked.standing)))
        self.year.show_figure(asked.year)
        for figure, value in zip(self.ages, (asked.age_from, asked.age_to), strict=True):
            figure.show_figure(value)
        for line, date in zip(self.joined, (asked.joined_from, asked.joined_to), strict=True):
            line.setText(date)
        for several, ticks in ((asked.member_types, self.kinds), (asked.roles, self.roles)):
            for key, tick in ticks.items():
                tick.setChecked(key in several)
        self.branches.fill(asked.branches)
        self.save.setVisible(not same or not kept)
        self.change.setVisible(bool(kept) and not same)
        self.change.setText(f"“{kept}”换成现在的条件")
        self.rename.setVisible(bool(kept) and same)
        self.drop.setVisible(bool(kept) and same)
        if not self.name.hasFocus():
            self.name.setText(kept if same else "")

    def _entered(self) -> None:
        self._tell(
            replace(
                self._present,
                branches=self.branches.ticked(),
                member_types=tuple(key for key, tick in self.kinds.items() if tick.isChecked()),
                roles=tuple(key for key, tick in self.roles.items() if tick.isChecked()),
                gender=self.gender.currentData(),
                standing=self.standing.currentData(),
                year=self.year.figure(),
                age_from=self.ages[0].figure(),
                age_to=self.ages[1].figure(),
                joined_from=self._date(0, self._present.joined_from),
                joined_to=self._date(1, self._present.joined_to),
                **{name: box.currentData() for name, box in self.flags.items()},
            )
        )

    def _date(self, which: int, before: str) -> str:
        """Read a date as it is written on rosters; what is none is put back to what it was."""
        line = self.joined[which]
        found = dates.read(line.text()).value
        if line.text().strip() and not found:
            found = before
        line.setText(found)
        return found

    def _tell(self, asked: Filter) -> None:
        if asked != self._present:
            self._present = asked
            self.changed.emit(asked)


class _Branches(QListWidget):
    """The branches to tick: a few of them are to be seen at a time."""

    def __init__(self, branches: Sequence[tuple[int, str]]) -> None:
        super().__init__()
        self.setToolTip("可以勾几个；直接打字就跳到那个支部，按空格勾选")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for key, name in branches:
            item = QListWidgetItem(name)
            item.setToolTip(name)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.addItem(item)
        rows = min(_FEW_BRANCHES, max(2, len(branches)))
        self.setFixedHeight(rows * theme.px(36) + theme.px(10))

    def ticked(self) -> tuple[int, ...]:
        items = [self.item(at) for at in range(self.count())]
        chosen = [one for one in items if one.checkState() == Qt.CheckState.Checked]
        return tuple(one.data(Qt.ItemDataRole.UserRole) for one in chosen)

    def fill(self, ticked: Sequence[int]) -> None:
        self.blockSignals(True)
        for at in range(self.count()):
            item = self.item(at)
            on = item.data(Qt.ItemDataRole.UserRole) in ticked
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.blockSignals(False)
        self.viewport().update()


class _Figure(QLineEdit):
    """A whole number, or nothing."""

    def __init__(self, nothing: str, digits: int) -> None:
        super().__init__()
        self.setPlaceholderText(nothing)
        self.setMaxLength(digits)

    def figure(self) -> int | None:
        text = self.text().strip()
        value = int(text) if text.isdecimal() else None
        if self.maxLength() == 4 and value is not None and value < 1900:
            value = None
        self.show_figure(value)
        return value

    def show_figure(self, value: int | None) -> None:
        self.setText("" if value is None else str(value))


def _box(choices: dict[Any, str]) -> QComboBox:
    made = QComboBox()
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    for value, said in choices.items():
        made.addItem(said, value)
    return made


def _line(hint: str) -> QLineEdit:
    made = QLineEdit()
    made.setPlaceholderText(hint)
    return made


def _ticks(words: Any) -> dict[str, QCheckBox]:
    return {key: QCheckBox(said) for key, said in words.items()}


def _flow(several: Any) -> QWidget:
    made = QWidget()
    flow = Flow(gap=10)
    for one in several:
        flow.add(one)
    made.setLayout(flow)
    return made


def _pair(two: Sequence[QWidget], between: str, after: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(6))
    row.addWidget(two[0], 1)
    if between:
        row.addWidget(label(between))
    row.addWidget(two[1], 1)
    if after:
        row.addWidget(label(after))
    return made
