"""A correction beside the list: the right mark or the right person, the reason, and what comes of it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from app.errors import UserError
from app.school import HALF_DAYS, MARKS, corrections, enrollments, hours, hours_text, members
from app.ui.cards import label, set_tone
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, button
from app.ui.pages.classes.who import Finder
from app.ui.theme import px

STAYED = ("late", "left_early")
LONGEST = 720
NO_REASON = "更正要写明原因，例如“代签，已核实”。"


class _Correction(QWidget):
    """What both kinds of correction share: a reason, what comes of it, and the button that does it."""

    def __init__(
        self,
        desk: Desk,
        *,
        commit: Callable[[], object],
        done: Callable[[str], object],
        back: Callable[[], object],
    ) -> None:
        super().__init__()
        self._desk, self._done, self._back = desk, done, back
        self._commit = commit
        self.why = QLineEdit()
        self.why.setPlaceholderText("例如：代签，已核实")
        self.why.returnPressed.connect(commit)
        self._told = label("")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(8))

    def _close_with(self, yes: str) -> None:
        self._column.addWidget(label("更正以后", name="section"))
        self._column.addWidget(self._told)
        self._column.addWidget(
            label("原来记的那一行不删：加一行收回它，再按改正后的记一行，原因留在台账上。", name="note")
        )
        foot = QHBoxLayout()
        foot.addWidget(button(Action("不改", self._back, tip="回到这个人 Esc")))
        foot.addStretch(1)
        act = Action(yes, self._commit, "Ctrl+Return", f"{yes}并写入台账")
        self._yes = button(act, kind="primary")
        foot.addWidget(self._yes)
        self._column.addLayout(foot)

    def _tell(self, sentence: str, *, wrong: bool = False) -> None:
        self._told.setText(sentence)
        set_tone(self._told, "bad" if wrong else "plain")


class MarkPanel(_Correction):
    """Choose the right mark of a half-day."""

    def __init__(
        self,
        desk: Desk,
        line: hours.HourLine,
        *,
        done: Callable[[str], object],
        back: Callable[[], object],
    ) -> None:
        """Show what stands, and ask what it should be."""
        super().__init__(desk, commit=self.commit, done=done, back=back)
        self._line = line
        (who,) = members.rows(desk.db, [line.member])
        self._name = who.name
        self._enrollment = enrollments.within(desk.db, line.training_class)[line.member]
        self.mark, self.minutes = QComboBox(), QSpinBox()
        for key, name in MARKS.items():
            self.mark.addItem(name, key)
        self.minutes.setRange(0, LONGEST)
        self.minutes.setSpecialValueText("没有记")
        self.minutes.setSuffix(" 分钟")
        self.form = Form()
        self.form.row("应当是", self.mark)
        self.form.row("实到", self.minutes, hint="迟到、早退的人实到多少分钟；按实到的时间折算。")
        self.form.row("原因", self.why, must=True)
        worth = hours_text(line.quarter_hours)
        self._column.addWidget(label(f"{line.class_name}　{line.course}", name="note"))
        self._column.addWidget(label(f"现在记的：{worth} 学时 · {line.reason}", name="strong"))
        self._column.addWidget(self.form)
        self._close_with("更正")
        self.mark.currentIndexChanged.connect(lambda: self._weigh())
        self.minutes.valueChanged.connect(lambda: self._weigh())
        self._weigh()

    def take_keyboard(self) -> None:
        """Begin with the mark."""
        self.mark.setFocus(Qt.FocusReason.OtherFocusReason)

    def _wanted(self) -> tuple[str, int | None]:
        mark = str(self.mark.currentData())
        return mark, (self.minutes.value() or None) if mark in STAYED else None

    def _weigh(self) -> None:
        mark, minutes = self._wanted()
        self.form.show_row(self.minutes, mark in STAYED)
        try:
            found = corrections.weigh(
                self._desk.db,
                enrollment=self._enrollment,
                session=self._line.session,
                mark=mark,
                minutes=minutes,
            )
        except UserError as error:
            self._tell(str(error), wrong=True)
            return
        then = found.counted[0]
        before, after = hours_text(self._line.quarter_hours), hours_text(then.quarter_hours)
        self._tell(
            f"这一课次：{before} 学时（{self._line.reason}）→ {after} 学时（{then.reason}）\n"
            f"全年已入账：{hours_text(found.before)} → {hours_text(found.after)} 学时"
        )

    def commit(self) -> None:
        """Put the mark right."""
        if not self.why.text().strip():
            self.form.blame(self.why, NO_REASON)
            return
        mark, minutes = self._wanted()
        made = self._desk.act(
            self,
            lambda: corrections.correct(
                self._desk.db,
                enrollment=self._enrollment,
                session=self._line.session,
                mark=mark,
                minutes=minutes,
                why=self.why.text(),
                today=self._desk.today(),
            ),
        )
        if made is not None:
            day = f"{int(self._line.date[5:7])}月{int(self._line.date[8:])}日"
            half = HALF_DAYS[self._line.half_day]
            self._done(f"{self._name}{day}{half}已更正为{MARKS[mark]}，台账加了 {made} 行。")


class WhoPanel(_Correction):
    """Say whose a row of a class's roster really is."""

    def __init__(
        self,
        desk: Desk,
        line: hours.HourLine,
        *,
        school: int,
        done: Callable[[str], object],
        back: Callable[[], object],
    ) -> None:
        """Ask for the right person among a school's people."""
        super().__init__(desk, commit=self.commit, done=done, back=back)
        self._line = line
        inside = enrollments.within(desk.db, line.training_class)
        self._enrollment = inside[line.member]
        (who,) = members.rows(desk.db, [line.member])
        self._name, self._right = who.name, 0
        self._column.addWidget(label(f"“{line.class_name}”的名册上写的是{who.name}，其实是谁？"))
        self.finder = Finder(desk, school=school, also=lambda one: "已在本班" if one in inside else "")
        self.finder.chosen.connect(lambda one: self._choose(int(str(one))))
        self._column.addWidget(self.finder)
        self.form = Form()
        self.form.row("原因", self.why, must=True)
        self._column.addWidget(self.form)
        self._close_with("改成这个人")
        self._tell("先找到并选定正确的人。")
        self._yes.setEnabled(False)

    def take_keyboard(self) -> None:
        """Begin with the search."""
        self.finder.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, member: int) -> None:
        self._right = member
        (right,) = members.rows(self._desk.db, [member])
        db, row = self._desk.db, self._enrollment
        try:
            wrong, other = corrections.weigh_person(db, enrollment=row, member=member)
        except UserError as error:
            self._tell(str(error), wrong=True)
            return
        self._tell(
            f"{self._name}全年已入账：{hours_text(wrong.before)} → {hours_text(wrong.after)} 学时\n"
            f"{right.name}（{right.branch_name or '没有支部'}）全年已入账："
            f"{hours_text(other.before)} → {hours_text(other.after)} 学时"
        )
        self._yes.setEnabled(True)
        self.why.setFocus(Qt.FocusReason.OtherFocusReason)

    def commit(self) -> None:
        """Say that the row is somebody else's."""
        if not self._right:
            return
        if not self.why.text().strip():
            self.form.blame(self.why, NO_REASON)
            return
        made = self._desk.act(
            self,
            lambda: corrections.change_person(
                self._desk.db,
                enrollment=self._enrollment,
                member=self._right,
                why=self.why.text(),
                today=self._desk.today(),
            ),
        )
        if made is not None:
            (right,) = members.rows(self._desk.db, [self._right])
            said = f"“{self._line.class_name}”的{self._name}已改为{right.name}，台账加了 {made} 行。"
            self._done(said)
