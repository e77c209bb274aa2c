"""The grid of a roll call: everyone down, the half-days across, a mark in every box."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.school import MARKS, attendance, enrollments, hours_text, timetable
from app.ui.tables import ALIGN, TONE_ROLE
from app.ui.theme import Tone

Index = QModelIndex | QPersistentModelIndex
Box = tuple[enrollments.Enrollment, timetable.Session]

NUMBER, NAME, BRANCH = 0, 1, 2
FIRST_BOX = 3

SIGNS = {
    "present": "✓",
    "late": "迟",
    "left_early": "退",
    "sick_leave": "病",
    "personal_leave": "事",
    "official_leave": "公",
    "absent": "✗",
}
TONES: dict[str, Tone] = {"present": "good", "absent": "bad"}
CAME = ("present", "late", "left_early")
RATE_RULE = "到课率：记为到课、迟到、早退的人次 ÷ 已录入的人次。空着的格子不算。"
HOURS_RULE = "按现行学时规则由考勤算出；一人一天有上限。结班时记入台账。"


class RollCallModel(QAbstractTableModel):
    """Hold one class's marks in memory, so that a mark costs one box and not a page."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Make an empty grid; `load` fills it."""
        super().__init__(parent)
        self.people: tuple[enrollments.Enrollment, ...] = ()
        self.sessions: tuple[timetable.Session, ...] = ()
        self.marks: dict[tuple[int, int], str] = {}
        self.two_lines = False
        self._hours: Mapping[int, int] = {}
        self._shown: list[enrollments.Enrollment] = []
        self._only_exceptions = False

    def load(self, grid: attendance.RollCall, hours: Mapping[int, int]) -> None:
        """Show a grid as the register has it; the same people and half-days keep their places."""
        same = (grid.enrollments, grid.sessions) == (self.people, self.sessions)
        self.marks, self._hours = dict(grid.marks), hours
        if same:
            if self._shown:
                last = self.index(self.rowCount() - 1, self.columnCount() - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self.people, self.sessions = grid.enrollments, grid.sessions
        self._shown = self._chosen()
        self.endResetModel()

    def take(self, boxes: Iterable[Box], mark: str | None) -> None:
        """Show one mark in some boxes; their hours follow with `tell_hours`."""
        for who, session in boxes:
            if mark is None:
                self.marks.pop((who.id, session.id), None)
            else:
                self.marks[who.id, session.id] = mark
            cell = self.index(self._shown.index(who), FIRST_BOX + self.sessions.index(session))
            self.dataChanged.emit(cell, cell)

    def tell_hours(self, hours: Mapping[int, int]) -> None:
        """Show everyone's quarter-hours; only those that differ are drawn again."""
        before, self._hours = self._hours, hours
        for row, who in enumerate(self._shown):
            if hours.get(who.id) != before.get(who.id):
                cell = self.index(row, FIRST_BOX + len(self.sessions))
                self.dataChanged.emit(cell, cell)

    def show_only_exceptions(self, only: bool) -> None:
        """List only those with a mark other than 到课, or everyone."""
        self.beginResetModel()
        self._only_exceptions = only
        self._shown = self._chosen()
        self.endResetModel()

    def _chosen(self) -> list[enrollments.Enrollment]:
        if not self._only_exceptions:
            return list(self.people)
        odd = {who for (who, _), mark in self.marks.items() if mark != "present"}
        return [who for who in self.people if who.id in odd]

    # what the tab asks

    def boxes(self, indexes: Iterable[Index]) -> list[Box]:
        """Give the boxes among some cells."""
        last = FIRST_BOX + len(self.sessions)
        return [
            (self._shown[index.row()], self.sessions[index.column() - FIRST_BOX])
            for index in indexes
            if FIRST_BOX <= index.column() < last
        ]

    def mark(self, box: Box) -> str | None:
        """Give the mark in a box."""
        return self.marks.get((box[0].id, box[1].id))

    def row_of_number(self, number: int) -> int | None:
        """Give the row of the person with this number on the roster."""
        return next((row for row, who in enumerate(self._shown) if who.seq_no == number), None)

    def rows_of(self, text: str) -> list[int]:
        """Give the rows of people by a part of the name, pinyin initials or the number on the roster."""
        wanted = text.strip().casefold()
        return [
            row
            for row, who in enumerate(self._shown)
            if wanted
            and (
                wanted in who.name.casefold()
                or any(word.startswith(wanted) for word in who.initials.split())
                or wanted == str(who.seq_no)
            )
        ]

    def exceptions(self) -> int:
        """Count the marks that say something other than 到课."""
        return sum(mark != "present" for mark in self.marks.values())

    def rate(self) -> float | None:
        """Give the share of marks that say somebody came; None before there is one."""
        came = sum(mark in CAME for mark in self.marks.values())
        return came / len(self.marks) if self.marks else None

    def quarter_hours(self) -> int:
        """Give everyone's quarter-hours together."""
        return sum(self._hours.values())

    # Qt's side

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Give the number of people listed."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Give number, name, branch, the half-days and the hours."""
        return 0 if parent.isValid() else FIRST_BOX + len(self.sessions) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell shows."""
        who, column = self._shown[index.row()], index.column()
        if FIRST_BOX <= column < FIRST_BOX + len(self.sessions):
            return self._box(who, self.sessions[column - FIRST_BOX], role)
        texts = {NUMBER: str(who.seq_no), NAME: who.name, BRANCH: who.branch_at_enrollment}
        text = texts.get(column, hours_text(self._hours.get(who.id, 0)))
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGN["left" if column in (NAME, BRANCH) else "right"]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.heading(column)}：{text}"
        return "plain" if role == TONE_ROLE else None

    def _box(self, who: enrollments.Enrollment, session: timetable.Session, role: int) -> Any:
        mark = self.marks.get((who.id, session.id))
        if role == Qt.ItemDataRole.DisplayRole:
            return SIGNS[mark] if mark else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGN["center"]
        if role == TONE_ROLE:
            return TONES.get(mark, "warn") if mark else "plain"
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{who.name} {session.label}：{MARKS[mark] if mark else '还没有录入'}"
        return None

    def heading(self, column: int) -> str:
        """Give a column's title in one line."""
        at = column - FIRST_BOX
        if 0 <= at < len(self.sessions):
            return self._day(self.sessions[at]) + self.sessions[at].label[-2:]
        return {NUMBER: "序号", NAME: "姓名", BRANCH: "所在党支部"}.get(column, "学时")

    def _day(self, session: timetable.Session) -> str:
        months = {one.date[:7] for one in self.sessions}
        month = f"{int(session.date[5:7])}月" if len(months) > 1 else ""
        return f"{month}{int(session.date[8:10])}日"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Give a column's title, in two lines where there are many half-days, and what is taught."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        at = section - FIRST_BOX
        boxed = 0 <= at < len(self.sessions)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = "center" if boxed else "left" if section in (NAME, BRANCH) else "right"
            return ALIGN[side]
        if role == Qt.ItemDataRole.ToolTipRole:
            return _lesson(self.sessions[at]) if boxed else HOURS_RULE if at >= 0 else None
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if boxed and self.two_lines:
            return f"{self._day(self.sessions[at])}\n{self.sessions[at].label[-2:]}"
        return self.heading(section)


def _lesson(session: timetable.Session) -> str:
    parts: Sequence[str] = (
        f"{session.date} {session.starts}—{session.ends}",
        session.course,
        session.teacher,
        session.place,
        f"{hours_text(session.quarter_hours)} 学时",
    )
    return " · ".join(part for part in parts if part)
