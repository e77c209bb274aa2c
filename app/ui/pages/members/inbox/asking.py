"""What only a clerk can settle, each with a button for every answer."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.jobs import rosters
from app.jobs.rosters import questions
from app.jobs.rosters.branches import core
from app.sheets.fields import DATES
from app.spelling import id_numbers, names
from app.ui import theme
from app.ui.cards import label
from app.ui.page import Action, button
from app.ui.pages.members.inbox.clerk import Clerk
from app.ui.pages.members.inbox.words import NOTHING

BESIDE = 2


class WhoQuestion(QWidget):
    """The row and people of its name side by side, with what tells them apart; `identify` hears who it is."""

    def __init__(
        self,
        row: rosters.PlanRow,
        found: Sequence[rosters.Candidate],
        identify: Callable[[int], object],
    ) -> None:
        """Lay it out, two people of the rolls beside the row and further ones below."""
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for start in range(0, len(found), BESIDE):
            column.addLayout(_side_by_side(row, found[start : start + BESIDE], identify))
        foot = QHBoxLayout()
        new = Action("新的人", partial(identify, rosters.NEW), tip="不是名册里的人，另外新增一个")
        later = Action("先不导入", partial(identify, rosters.LATER), tip="这一行留下，问清楚再导入")
        for action in (new, later):
            foot.addWidget(button(action), 1)
        column.addLayout(foot)


def _side_by_side(
    row: rosters.PlanRow, found: Sequence[rosters.Candidate], identify: Callable[[int], object]
) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(10))
    grid.setVerticalSpacing(theme.px(5))
    for at in range(len(found) + 1):
        grid.setColumnStretch(at + 1, 1)
    heads = ["表里", *(f"名册{_which(at, found)}" for at in range(len(found)))]
    for at, head in enumerate(heads, start=1):
        grid.addWidget(label(head, name="strong"), 0, at)
    for line, (name, *values) in enumerate(_compared(row, found), start=1):
        grid.addWidget(_narrow(name), line, 0, Qt.AlignmentFlag.AlignTop)
        own = values[0]
        for at, value in enumerate(values, start=1):
            mark, tone = _agreement(own, value) if at > 1 else ("", "plain")
            shown = label(f"{value or NOTHING}{mark}", tone=tone)
            grid.addWidget(shown, line, at, Qt.AlignmentFlag.AlignTop)
    bottom = grid.rowCount()
    for at, one in enumerate(found, start=2):
        who = one.member
        tip = f"表里的就是名册中的{who.name}，{who.branch_name or '没有支部'}"
        grid.addWidget(button(Action("是这个人", partial(identify, who.id), tip=tip)), bottom, at)
    return grid


def _which(at: int, found: Sequence[rosters.Candidate]) -> str:
    return f"之{'一二'[at]}" if len(found) > 1 else ""


def _narrow(name: str) -> QLabel:
    made = label(name, name="label")
    made.setWordWrap(False)
    return made


def _agreement(own: str, value: str) -> tuple[str, theme.Tone]:
    """Mark what agrees and what does not; a date that is only less precise agrees."""
    if not own or not value:
        return "", "plain"
    short, long = sorted((names.match_key(own), names.match_key(value)), key=len)
    agrees = short == long or long.startswith(f"{short}-") or core(short) == core(long)
    return (" ✓", "good") if agrees else (" ≠", "warn")


def _compared(row: rosters.PlanRow, found: Sequence[rosters.Candidate]) -> list[tuple[str, ...]]:
    """Give what tells people apart: a name of the fact, the row's, and each person's."""
    fields = {name: str(value) for name, value in row.fields.items()}
    people = [one.member for one in found]
    lines = [
        ("姓名", row.name, *(who.name for who in people)),
        ("出生", fields.get("birth", ""), *(who.birth for who in people)),
        ("支部", row.branch_name, *(who.branch_name for who in people)),
        ("身份证", _tail(row.id_number), *(_tail(who.id_number) for who in people)),
        ("手机", fields.get("phone", ""), *(who.phone for who in people)),
        ("入党", fields.get("join_date", ""), *(who.join_date for who in people)),
        ("进名册", "", *(_since(one) for one in found)),
        ("最近参训", "", *(one.last_class for one in found)),
    ]
    if any(who.left_on for who in people):
        lines.append(("已减少", "", *(who.left_on and f"{who.left_on} {who.left_reason}" for who in people)))
    return [line for line in lines if any(line[1:])]


def _tail(id_number: str) -> str:
    return f"尾号 {id_numbers.tail(id_number)}" if id_number else ""


def _since(one: rosters.Candidate) -> str:
    return f"{one.since} {'导入' if one.file_name else '登记'}" if one.since else ""


class CellQuestion(QWidget):
    """What a cell may mean, a button for each, and for which cells the answer holds."""

    def __init__(
        self,
        clerk: Clerk,
        plan: rosters.Plan,
        row: rosters.PlanRow,
        question: rosters.Question,
        decided: Callable[[], object],
    ) -> None:
        """Lay it out; `decided` hears that it was answered."""
        super().__init__()
        self._clerk, self._plan, self._row = clerk, plan, row
        self._question, self._decided = question, decided
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.px(6))
        column.setSpacing(theme.px(8))
        column.addWidget(label(questions.label(question), name="strong"))
        column.addWidget(label(question.note, tone="ask"))
        hint = questions.hint(plan, question)
        if hint:
            column.addWidget(label(hint, name="note"))
        for choice in question.choices:
            words = questions.said(question.field, choice)
            column.addWidget(button(Action(words, partial(self._answer, choice), tip=f"记为{words}")))
        if not question.choices:
            column.addLayout(self._field())
        sure = questions.said(question.field, question.certain)
        only, tip = (f"只记{sure}", "其余的以后再补") if question.certain else ("先空着", "问清楚以后再补")
        column.addWidget(button(Action(only, partial(self._answer, question.certain), tip=tip)))
        self.scope = self._scopes()
        column.addWidget(self.scope)

    def _field(self) -> QHBoxLayout:
        """Give a field for what no button can say."""
        self.written = QLineEdit()
        self.written.setPlaceholderText("如 1998-07")
        self.written.setAccessibleName(f"{questions.label(self._question)}，应当是")
        self.written.returnPressed.connect(self._write)
        row = QHBoxLayout()
        row.addWidget(self.written, 1)
        row.addWidget(button(Action("记下", self._write, tip="记下左边写的日期")))
        return row

    def _scopes(self) -> QComboBox:
        """Offer to say the same of the whole column, where others ask the same."""
        box = QComboBox()
        box.setAccessibleName("这个回答用于")
        box.setToolTip("这个回答用于哪些格")
        box.addItem("只这一格", "cell")
        here = self._alike((self._plan,))
        everywhere = self._alike(self._clerk.plans)
        if here > 1:
            box.addItem(f"这一列都这样（{here} 格）", "column")
        if everywhere > here:
            box.addItem(f"各张表的这一列都这样（{everywhere} 格）", "columns")
        box.setVisible(box.count() > 1)
        return box

    def _alike(self, plans: Sequence[rosters.Plan]) -> int:
        any_answer = next(iter(self._question.choices), self._question.certain)
        return sum(len(list(questions.alike(plan, self._question, any_answer))) for plan in plans)

    def _answer(self, value: str) -> None:
        scope = self.scope.currentData()
        if self._clerk.answer(self._plan, self._row, self._question.field, value, scope):
            self._decided()

    def _write(self) -> None:
        if self._question.field not in DATES:
            return
        desk = self._clerk.desk
        value = desk.act(
            self, lambda: questions.as_written(self._question.field, self.written.text(), today=desk.today())
        )
        if value is None:
            self.written.setFocus()
        else:
            self._answer(value)
