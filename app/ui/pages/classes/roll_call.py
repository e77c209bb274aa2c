"""The grid of a roll call: everyone down, the half-days across, a mark in every box."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.school import CAME, MARKS, attendance, enrollments, hours_text, timetable
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
NO_SLIP = "*"
"""Behind leave that no approved slip stands for."""
REASON_ROLE = Qt.ItemDataRole.UserRole + 7
"""Why a mark was changed after its half-day was locked; empty where it was not."""
LOCKED_ROLE = Qt.ItemDataRole.UserRole + 8
"""Whether the half-day of a column is locked."""
RATE_RULE = "到课率：记为到课、迟到、早退的人次 ÷ 已录入的人次。空着的格子不算。"
HOURS_RULE = "按现行学时规则由考勤算出；一人一天有上限。结班时记入台账。"


def _ids(
    people: Iterable[enrollments.Enrollment], sessions: Iterable[timetable.Session]
) -> tuple[list[int], list[int]]:
    return [who.id for who in people], [session.id for session in sessions]


class RollCallModel(QAbstractTableModel):
    """Hold one class's marks in memory, so that a mark costs one box and not a page."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Make an empty grid; `load` fills it."""
        super().__init__(parent)
        self.people: tuple[enrollments.Enrollment, ...] = ()
        self.sessions: tuple[timetable.Session, ...] = ()
        self.marks: dict[tuple[int, int], str] = {}
        self.minutes: dict[tuple[int, int], int] = {}
        self.locked: Mapping[int, str] = {}
        self.two_lines = False
        self._reasons: dict[tuple[int, int], str] = {}
        self._slips: Mapping[tuple[int, int], str] = {}
        self._hours: Mapping[int, int] = {}
        self._shown: list[enrollments.Enrollment] = []
        self._only_exceptions = False

    def load(
        self,
        grid: attendance.RollCall,
        hours: Mapping[int, int],
        slips: Mapping[tuple[int, int], str] | None = None,
    ) -> None:
        """Show a grid as the register has it; the same people and half-days keep their places.

        `slips` gives the kind of leave by (enrollment, session) where an approved slip stands behind it.
        """
        same = _ids(grid.enrollments, grid.sessions) == _ids(self.people, self.sessions)
        self.marks, self._hours = dict(grid.marks), hours
        self.minutes, self._reasons = dict(grid.minutes), dict(grid.reasons)
        self.locked, self._slips = grid.locked, slips or {}
        if not same:
            self.beginResetModel()
        self.people, self.sessions = grid.enrollments, grid.sessions
        if not same:
            self._shown = self._chosen()
            self.endResetModel()
        elif self._shown:
            by_id = {who.id: who for who in self.people}
            self._shown = [by_id[who.id] for who in self._shown]
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def take(
        self, boxes: Iterable[Box], mark: str | None, *, minutes: int | None = None, reason: str = ""
    ) -> None:
        """Show one mark in some boxes; their hours follow with `tell_hours`."""
        for who, session in boxes:
            box = (who.id, session.id)
            for kept in (self.marks, self.minutes, self._reasons):
                kept.pop(box, None)
            if mark is not None:
                self.marks[box] = mark
            if minutes is not None:
                self.minutes[box] = minutes
            if reason and session.id in self.locked:
                self._reasons[box] = reason
            if who in self._shown:
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

    def first_open(self) -> int:
        """Give the column of the first half-day in which somebody has no mark, else the first one."""
        for at, session in enumerate(self.sessions):
            if any((who.id, session.id) not in self.marks for who in self.people):
                return FIRST_BOX + at
        return FIRST_BOX

    def row_of(self, enrollment: int) -> int | None:
        """Give the row of a person, where they are listed."""
        return next((row for row, who in enumerate(self._shown) if who.id == enrollment), None)

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
        box = (who.id, session.id)
        mark = self.marks.get(box)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._sign(box, mark)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGN["center"]
        if role == TONE_ROLE:
            tone: Tone = TONES.get(mark, "warn") if mark else "plain"
            return "warn" if box in self.minutes else tone
        if role == REASON_ROLE:
            return self._reasons.get(box, "")
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{who.name} {session.label}：{self._said(box, session, mark)}"
        return None

    def _sign(self, box: tuple[int, int], mark: str | None) -> str:
        if mark is None:
            return ""
        if box in self.minutes:
            return f"{self.minutes[box]}分" if mark == "present" else f"{SIGNS[mark]}{self.minutes[box]}"
        return SIGNS[mark] + (NO_SLIP if mark in attendance.LEAVES and box not in self._slips else "")

    def _said(self, box: tuple[int, int], session: timetable.Session, mark: str | None) -> str:
        """Say a box in words: the mark, its minutes, its slip, and what was changed after locking."""
        if mark is None:
            return "还没有录入"
        parts = [MARKS[mark]]
        if box in self.minutes:
            parts.append(f"在场 {self.minutes[box]} 分钟，全程 {attendance.length(session)} 分钟")
        if mark in attendance.LEAVES:
            slip = self._slips.get(box)
            other = f"请假条批的是{MARKS[slip]}" if slip and slip != mark else "有请假条" if slip else ""
            parts.append(other or "没有请假条，按 Q 登记")
        if reason := self._reasons.get(box):
            parts.append(f"锁定后更改：{reason}")
        return "；".join(parts)

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
            return self._lesson(self.sessions[at]) if boxed else HOURS_RULE if at >= 0 else None
        if role == LOCKED_ROLE:
            return boxed and self.sessions[at].id in self.locked
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if boxed and self.two_lines:
            return f"{self._day(self.sessions[at])}\n{self.sessions[at].label[-2:]}"
        return self.heading(section)

    def _lesson(self, session: timetable.Session) -> str:
        locked = self.locked.get(session.id)
        parts: Sequence[str] = (
            f"{session.date} {session.starts}—{session.ends}",
            session.course,
            session.teacher,
            session.place,
            f"{hours_text(session.quarter_hours)} 学时",
            f"考勤 {locked} 锁定，更改要写原因" if locked else "",
        )
        return " · ".join(part for part in parts if part)
