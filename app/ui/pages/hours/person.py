"""One person beside the list: the year's sum in words, line by line, with what was put right."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.school import HALF_DAYS, MEMBER_TYPES, hours, hours_text, members, rules, standings
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.page import Action, button
from app.ui.theme import LINE, Tone, px

TONES: dict[str, Tone] = {"met": "good", "not_met": "bad", "exempt": "muted"}
# What F20 counts together.
PARTS = {
    "本校培训班": ("own_class",),
    "县级班和联办班": ("county_class", "joint_class"),
    "网络学习": ("online",),
    "支部学习和送学上门": ("branch_study", "home_delivery"),
    "外出培训和授课": ("external", "teaching"),
}


@dataclass(frozen=True, slots=True)
class Doors:
    """What a line of the panel leads to; None where that may not be done here."""

    open_class: Callable[[int], object]
    open_activity: Callable[[int], object]
    print_statement: Callable[[int], object] | None = None
    correct: Callable[[hours.HourLine], object] | None = None
    change_person: Callable[[hours.HourLine], object] | None = None
    open_rules: Callable[[], object] | None = None


class PersonPanel(QWidget):
    """Say how a person's hours of a year come about; every source can be opened."""

    def __init__(self, desk: Desk, standing: standings.Standing, *, year: int, doors: Doors) -> None:
        """Read the year of one person and write it out."""
        super().__init__()
        self._desk, self._standing, self._year, self._doors = desk, standing, year, doors
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(6))
        self._head()
        every = hours.of_member(desk.db, standing.member, year=year)
        self._sum_up(every)
        self._sources(every)
        self._total([line for line in every if line.stands])
        self._cadre()
        self._foot(every)

    def _say(self, text: str, *, tone: Tone = "plain", strong: bool = False) -> QLabel:
        made = label(text, tone=tone, name="strong" if strong else "")
        self._column.addWidget(made)
        return made

    def _note(self, text: str) -> QLabel:
        made = label(text, name="note")
        self._column.addWidget(made)
        return made

    def _head(self) -> None:
        one = self._standing
        who = [one.branch_name or "没有支部", MEMBER_TYPES[one.member_type]]
        self._note(" · ".join([*who, *filter(None, [members.ROLES.get(one.role, "")])]))
        self._say(said(one), tone=TONES[one.state], strong=True)
        if one.central_required:
            met = one.central >= one.central_required
            self._say(
                f"县级以上集中培训 {one.central} 次，应参加 {one.central_required} 次",
                tone="good" if met else "bad",
            )
        if self._doors.print_statement is not None:
            run = partial(self._doors.print_statement, one.member)
            self._column.addWidget(button(Action("打印学时证明", run, key="Ctrl+P", icon="print")))

    # in words

    def _sum_up(self, every: Sequence[hours.HourLine]) -> None:
        lines = [line for line in every if line.stands]
        if not lines:
            self._column.addWidget(_rule())
            self._say(f"{self._year} 年还没有上过课。")
            return
        counted = [line for line in lines if line.quarter_hours]
        parts = [
            f"{name} {hours_text(worth)}"
            for name, of in PARTS.items()
            if (worth := sum(line.quarter_hours for line in counted if line.category in of))
        ]
        if counted:
            total = hours_text(sum(line.quarter_hours for line in counted))
            self._say(f"记了学时的 {len(counted)} 条，合计 {total} 学时：{'，'.join(parts)}。")
        left_out = Counter(line.reason for line in lines if not line.quarter_hours)
        if left_out:
            why = "；".join(f"{reason}（{many} 条）" for reason, many in left_out.items())
            self._say(f"没有记学时的 {left_out.total()} 条：{why}。", tone="warn")

    def _sources(self, every: Sequence[hours.HourLine]) -> None:
        why = {line.reverses: line.reason for line in every if line.reverses}
        groups: dict[tuple[int, int], list[hours.HourLine]] = {}
        for line in every:
            if not line.reverses:
                groups.setdefault((line.training_class, line.activity), []).append(line)
        for lines in groups.values():
            self._column.addWidget(_rule())
            self._source(lines, why)

    def _source(self, lines: Sequence[hours.HourLine], why: Mapping[int, str]) -> None:
        first = lines[0]
        if first.activity:
            go = partial(self._doors.open_activity, first.activity)
        else:
            go = partial(self._doors.open_class, first.training_class)
        tip = "看这次学习的登记和凭证" if first.activity else "看这个班的考勤"
        self._row(first.class_name, Action("打开", go, tip=tip), about=first.class_name, strong=True)
        standing = [line for line in lines if line.stands]
        if standing:
            text, tone = _posted(standing[0])
            change = self._doors.change_person
            if change is None or not standing[0].posted or first.activity:
                self._say(text, tone=tone)
            else:
                tip = "这一行名册其实是另一个人：改过去，学时跟着走"
                act = Action("登错了人", partial(change, standing[0]), tip=tip)
                self._row(text, act, about=first.class_name, tone=tone)
        for line in lines:
            self._line(line, why.get(line.id, ""))

    def _row(
        self,
        text: str,
        action: Action,
        *,
        about: str,
        strong: bool = False,
        tone: Tone = "plain",
        below: str = "",
    ) -> None:
        """Write a line with a link at its end; `about` tells a reader what the link is of."""
        row, words = QHBoxLayout(), QVBoxLayout()
        row.setSpacing(px(4))
        words.setSpacing(px(6))
        words.addWidget(label(text, name="strong" if strong else "", tone=tone))
        if below:
            words.addWidget(label(below, name="note"))
        row.addLayout(words, 1)
        made = button(action, kind="link")
        made.setAccessibleName(f"{action.text} {about}")
        row.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(row)

    def _line(self, line: hours.HourLine, why: str) -> None:
        when = _day(line)
        if line.reversed:
            _strike(
                self._note(f"{when} {line.course}　{hours_text(line.quarter_hours)} 学时 · {line.reason}")
            )
            self._say(f"已收回。{why}", tone="warn")
            return
        correct, text = self._doors.correct, f"{when} {line.course}"
        worth = f"{hours_text(line.quarter_hours)} 学时 · {line.reason}"
        if correct is None or not line.posted or not line.session:
            self._say(text)
            self._note(worth)
        else:
            act = Action("更正", partial(correct, line), tip=f"更正{when}的考勤，学时跟着改")
            self._row(text, act, about=when, below=worth)

    def _total(self, lines: Sequence[hours.HourLine]) -> None:
        if not lines:
            return
        self._column.addWidget(_rule())
        total = hours_text(sum(line.quarter_hours for line in lines))
        parts = " + ".join(hours_text(line.quarter_hours) for line in lines)
        self._say(f"{parts} = {total} 学时" if len(lines) > 1 else f"合计 {total} 学时")

    def _cadre(self) -> None:
        """Show the other ledger, apart: its hours are never mixed with those of members."""
        one = self._standing
        every = hours.of_member(self._desk.db, one.member, year=self._year, ledger="cadre")
        if not every and one.cadre_required is None:
            return
        self._column.addWidget(_rule())
        owed = "" if one.cadre_required is None else f"，应完成 {hours_text(one.cadre_required)}"
        self._say("干部学时（另册登记，不与党员学时相加）", strong=True)
        self._say(f"已完成 {hours_text(one.cadre_earned)} 学时{owed}")
        self._sources(every)

    def _foot(self, every: Sequence[hours.HourLine]) -> None:
        used = sorted({line.rule for line in every if line.stands and line.rule})
        self._column.addWidget(_rule())
        for rule in rules.rows(self._desk.db, used):
            unsure = "" if rule.status == "confirmed" else "，待县级确认"
            self._note(f"按“{rule.title}”计{unsure}。出处：{rule.source}")
        if self._doors.open_rules is not None:
            self._column.addWidget(_link(Action("看学时规则", self._doors.open_rules)))


def said(standing: standings.Standing) -> str:
    """Say in one line what is owed, what is done and what is lacking."""
    earned = hours_text(standing.earned)
    if standing.required is None:
        return f"已完成 {earned} 学时，不作硬性要求"
    done = f"应完成 {hours_text(standing.required)} 学时，已完成 {earned}"
    if standing.lacking:
        return f"{done}，还差 {hours_text(standing.lacking)}"
    return f"{done}，达标" if standing.state == "met" else f"{done}，学时已够"


def _day(line: hours.HourLine) -> str:
    return f"{int(line.date[5:7])}月{int(line.date[8:])}日{HALF_DAYS[line.half_day]}"


def _posted(line: hours.HourLine) -> tuple[str, Tone]:
    if not line.posted:
        return "未结班，结班后入账", "warn"
    return "已登记，已入账" if line.activity else "已结班，已入账", "good"


def _link(action: Action) -> QWidget:
    """Make a link that stands at the left edge."""
    made = button(action, kind="link")
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(made)
    row.addStretch(1)
    return holder


def _strike(made: QLabel) -> None:
    made.setStyleSheet("text-decoration: line-through;")


def _rule() -> QFrame:
    made = QFrame()
    made.setFixedHeight(1)
    made.setStyleSheet(f"background: {LINE}; border: none;")
    return made
