"""One leave slip: written from a paper, then approved or not, then settled when somebody is back."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from app.school import attendance, classes, enrollments, leave_slips, timetable
from app.ui import theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, button


class NewSlip(QWidget):
    """A form for a slip; who has it approved already on paper says by whom, and it is done at once."""

    kept = Signal(object, str)
    """The slip was kept: its id, and what came of it in a sentence."""

    def __init__(
        self, desk: Desk, found: classes.TrainingClass, *, enrollment: int | None, sessions: Sequence[int]
    ) -> None:
        """Lay out the fields, filled in as far as known."""
        super().__init__()
        self._desk, self._found = desk, found
        grid = attendance.roll_call(desk.db, found.id)
        self._people, self._sessions = grid.enrollments, grid.sessions
        self._form = Form()
        self.who = QLineEdit()
        self.who.setPlaceholderText("姓名、拼音首字母或序号")
        self.kind = _choice([(word, key) for key, word in leave_slips.KINDS.items()])
        halves = [(f"{int(one.date[5:7])}月{one.label}", one.id) for one in self._sessions]
        self.first, self.last = _choice(halves), _choice(halves)
        self.reason = QLineEdit()
        self.by = QLineEdit()
        self.by.setPlaceholderText("批过的写批准人；没批的空着")
        for name, field, must in (
            ("学员", self.who, True),
            ("类别", self.kind, False),
            ("从", self.first, False),
            ("到", self.last, False),
            ("事由", self.reason, True),
            ("批准人", self.by, False),
        ):
            self._form.row(name, field, must=must)
        self._limits = label("", tone="warn")
        self._keep = button(Action("登记", self.keep, tip="登记 回车"), kind="primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self._form)
        column.addWidget(self._limits)
        column.addWidget(self._keep, 0, Qt.AlignmentFlag.AlignLeft)
        self._fill(enrollment, sessions)
        self.who.textChanged.connect(self._look)
        for choice in (self.first, self.last):
            choice.currentIndexChanged.connect(self._look)
        self.by.textChanged.connect(self._name_button)
        self.who.returnPressed.connect(self.kind.setFocus)
        for field in (self.reason, self.by):
            field.returnPressed.connect(self.keep)
        self._look()

    def _fill(self, enrollment: int | None, sessions: Sequence[int]) -> None:
        who = next((one for one in self._people if one.id == enrollment), None)
        self.who.setText(who.name if who and self._named(who.name) == who else str(who.seq_no) if who else "")
        places = [at for at, one in enumerate(self._sessions) if one.id in set(sessions)]
        if places:
            self.first.setCurrentIndex(places[0])
            self.last.setCurrentIndex(places[-1])

    def take_keyboard(self) -> None:
        """Begin with the first field that is empty."""
        (self.kind if self.who.text() else self.who).setFocus(Qt.FocusReason.OtherFocusReason)

    def _named(self, said: str) -> enrollments.Enrollment | None:
        """Give the one person meant by a name, initials or a number; None where nobody or several are."""
        wanted = said.strip().casefold()
        found = [one for one in self._people if wanted in (one.name.casefold(), str(one.seq_no))]
        if not found and wanted:
            found = [
                one
                for one in self._people
                if wanted in one.name or any(word.startswith(wanted) for word in one.initials.split())
            ]
        return found[0] if len(found) == 1 else None

    def _chosen(self) -> list[timetable.Session]:
        one, other = sorted((self.first.currentIndex(), self.last.currentIndex()))
        return list(self._sessions[max(one, 0) : other + 1])

    def _look(self) -> None:
        """Say who is meant, who must approve so long a leave, and which limits it goes beyond."""
        who, away = self._named(self.who.text()), self._chosen()
        said = f"{who.seq_no} 号 {who.name} {who.branch_at_enrollment}" if who else ""
        self._form.remark(self.who, said, "muted")
        approver = leave_slips.rule(self._desk.db, self._found).approver(len(away))
        self._form.remark(self.last, f"{len(away)} 个半天，应由{approver}批准" if away else "", "muted")
        warnings = leave_slips.warnings(self._desk.db, who.id, [one.id for one in away]) if who else []
        self._limits.setText("。\n".join(warnings) + "。" if warnings else "")
        self._limits.setVisible(bool(warnings))

    def _name_button(self) -> None:
        self._keep.setText("登记并批准" if self.by.text().strip() else "登记")
        self._keep.setAccessibleName(self._keep.text())

    def keep(self) -> None:
        """Keep the slip, and approve it where somebody is named who did."""
        who = self._named(self.who.text())
        if who is None:
            self._form.blame(self.who, "没有找到这个学员，或不止一个；请写全姓名，或写名册序号。")
            return
        if not self.reason.text().strip():
            self._form.blame(self.reason, "请假条要写明事由。")
            return
        db, today, by = self._desk.db, self._desk.today(), self.by.text().strip()
        filled: list[leave_slips.Filled] = []

        def keep() -> int:
            with db.act(f"登记请假条：{who.name}"):
                slip = leave_slips.ask(
                    db,
                    enrollment=who.id,
                    kind=str(self.kind.currentData()),
                    reason=self.reason.text(),
                    sessions=[one.id for one in self._chosen()],
                    today=today,
                )
                if by:
                    filled.append(leave_slips.approve(db, slip, by=by, today=today))
            return slip

        slip = self._desk.act(self, keep)
        if slip is not None:
            said = told(filled[0]) if filled else "批准以后记入考勤。"
            self.kept.emit(slip, f"已登记{who.name}的请假条，{said}")


class Decision(QWidget):
    """One slip with what may be done to it now."""

    kept = Signal(object, str)
    """The slip was changed: its id, and what came of it in a sentence."""

    def __init__(self, desk: Desk, slip: leave_slips.LeaveSlip, *, editable: bool) -> None:
        """Show the slip."""
        super().__init__()
        self._desk, self._slip = desk, slip
        self._first: QWidget = self
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for line in self._facts():
            column.addWidget(label(line))
        for line in leave_slips.warnings(desk.db, slip.enrollment):
            column.addWidget(label(f"{line}。", tone="warn"))
        self.by, self.why, self.back = QLineEdit(), QLineEdit(), QLineEdit(desk.today())
        if editable and slip.state == "待批准":
            self.by.setPlaceholderText(slip.approver)
            self._ask(column, "批准人", self.by, "批准", self.approve)
            self._ask(column, "不批准的原因", self.why, "不批准", self.refuse)
        elif editable and slip.state == "待销假":
            self._ask(column, "回来的日期", self.back, "销假", self.come_back)

    def _facts(self) -> list[str]:
        slip = self._slip
        return [
            f"{leave_slips.KINDS[slip.kind]} · {slip.span} · {len(slip.sessions)} 个半天",
            f"事由：{slip.reason}",
            f"{slip.asked_on} 登记，应由{slip.approver}批准",
            *([f"{slip.approved_on} 由{slip.approved_by}批准"] if slip.approved_on else []),
            *([f"没有批准：{slip.refused}"] if slip.refused else []),
            *([f"{slip.returned_on} 销假"] if slip.returned_on else []),
        ]

    def _ask(
        self, column: QVBoxLayout, name: str, field: QLineEdit, does: str, run: Callable[[], None]
    ) -> None:
        form = Form()
        form.row(name, field)
        made = button(Action(does, run), kind="primary" if self._first is self else "")
        field.returnPressed.connect(made.click)
        column.addWidget(form)
        column.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        if self._first is self:
            self._first = field

    def take_keyboard(self) -> None:
        """Begin with what is to be filled in."""
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def approve(self) -> None:
        """Approve the slip and fill the roll call."""
        db, today = self._desk.db, self._desk.today()
        filled = self._desk.act(
            self, lambda: leave_slips.approve(db, self._slip.id, by=self.by.text(), today=today)
        )
        if filled is not None:
            self.kept.emit(self._slip.id, f"已批准{self._slip.name}的请假条，{told(filled)}")

    def refuse(self) -> None:
        """Write down why the slip was not approved."""
        db = self._desk.db
        if self._desk.did(self, lambda: leave_slips.refuse(db, self._slip.id, reason=self.why.text())):
            self.kept.emit(self._slip.id, f"已记下：{self._slip.name}的请假条没有批准。")

    def come_back(self) -> None:
        """Settle the slip."""
        db, today = self._desk.db, self._desk.today()
        freed = self._desk.act(
            self, lambda: leave_slips.come_back(db, self._slip.id, on=self.back.text().strip(), today=today)
        )
        if freed is not None:
            open_again = f"，后面 {freed} 个半天的请假已清空，请照常点名" if freed else ""
            self.kept.emit(self._slip.id, f"{self._slip.name}已销假{open_again}。")


def told(filled: leave_slips.Filled) -> str:
    """Say what an approved slip did to the roll call."""
    came = f"（其中 {filled.had_come} 个原记到场）" if filled.had_come else ""
    return f"考勤里记了 {filled.boxes} 个半天{came}。" if filled.boxes else "考勤里已经记着。"


def _choice(items: Sequence[tuple[str, object]]) -> QComboBox:
    made = QComboBox()
    for text, data in items:
        made.addItem(text, data)
    return made
