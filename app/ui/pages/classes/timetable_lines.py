"""课表: its lines — the half-days held and, between them, those still free — and what a cell says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QByteArray, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.school import HALF_DAYS, hours_text
from app.school.clashes import Clash
from app.school.timetable import METHODS, Session
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone

Index = QModelIndex | QPersistentModelIndex
WEEKDAYS = "一二三四五六日"
# Beyond this a class is held now and then, and the days between are no room for it.
LONGEST_RANGE = 14
HALVES = tuple(HALF_DAYS)
DRAGGED = "application/x-wuyou-half-days"
KINDS = {"teacher": "教师", "place": "地点", "trainees": "学员", "times": "时间"}
# Which part of a half-day a column shows; the names are those `keep` is called with.
FIELDS = {
    "日期": "on",
    "时段": "half_day",
    "时间": "times",
    "课程": "course",
    "教师": "teacher",
    "地点": "place",
    "方式": "method",
    "学时": "hours",
}
TITLES = tuple(FIELDS)
REMINDER = len(TITLES)


@dataclass(frozen=True, slots=True)
class Line:
    """A half-day of the class: what is held then, or None where it is free; and what clashes."""

    date: str
    half_day: str
    session: Session | None
    clashes: tuple[Clash, ...] = ()

    @property
    def id(self) -> int:
        """Give the session's id, or a number below nought that is the half-day's own."""
        if self.session is not None:
            return self.session.id
        return -(date.fromisoformat(self.date).toordinal() * len(HALVES) + HALVES.index(self.half_day))


def lines(held: Sequence[Session], clashes: Sequence[Clash], *, free: bool) -> list[Line]:
    """Give the lines of a timetable in order; with `free` also mornings and afternoons not taken."""
    of: dict[int | None, list[Clash]] = {}
    for clash in clashes:
        of.setdefault(clash.session, []).append(clash)
    found = [Line(one.date, one.half_day, one, tuple(of.get(one.id, ()))) for one in held]
    if free and any(one.half_day != "evening" for one in held):
        taken = {(one.date, one.half_day) for one in held}
        found += [
            Line(day, half, None)
            for day in _days([one.date for one in held])
            for half in HALVES[:2]
            if (day, half) not in taken
        ]
    return sorted(found, key=lambda one: (one.date, HALVES.index(one.half_day)))


def _days(dates: Sequence[str]) -> list[str]:
    first, last = date.fromisoformat(min(dates)), date.fromisoformat(max(dates))
    if (last - first).days >= LONGEST_RANGE:
        return sorted(set(dates))
    return [(first + timedelta(days=ahead)).isoformat() for ahead in range((last - first).days + 1)]


def following(day: str, half_day: str) -> tuple[str, str]:
    """Give the half-day after one: the afternoon of a morning, else the next day's morning."""
    if half_day == "am":
        return day, "pm"
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat(), "am"


def weekday(day: str) -> str:
    """Write a day with its weekday: 2026-11-20 周五."""
    return f"{day} 周{WEEKDAYS[date.fromisoformat(day).weekday()]}"


def short_day(day: str) -> str:
    """Write a day of the year: 11月20日."""
    return f"{int(day[5:7])}月{int(day[8:])}日"


class Lines(LazyTable[Line]):
    """The model of a timetable: cells may be typed into and lines dragged while `editable`."""

    def __init__(self, parent: QObject) -> None:
        """Make an empty one; `fill` puts the lines in."""
        self.editable = False
        self._lines: dict[int, Line] = {}
        super().__init__(
            columns(),
            find=lambda _: list(self._lines),
            rows=lambda ids: [self._lines[one] for one in ids if one in self._lines],
            parent=parent,
        )

    def fill(self, found: Sequence[Line], *, editable: bool) -> None:
        """Show these lines."""
        self.editable = editable
        self._lines = {one.id: one for one in found}
        self.refresh()

    def line(self, wanted: int) -> Line | None:
        """Give a line by its id."""
        return self._lines.get(wanted)

    def step(self, wanted: int, way: int) -> tuple[str, str]:
        """Give the half-day of the next line (`way` 1) or the one before (-1), shown or beyond the ends."""
        at = self.known.index(wanted) + way
        if 0 <= at < len(self.known):
            there = self._lines[self.known[at]]
            return there.date, there.half_day
        here = self._lines[wanted]
        if way > 0:
            return following(here.date, here.half_day)
        before = (date.fromisoformat(here.date) - timedelta(days=1)).isoformat()
        return (here.date, "am") if here.half_day != "am" else (before, "pm")

    # Qt's side

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say which cells can be typed into: of a free half-day only the course."""
        flags = super().flags(index)
        line = self.row(index.row()) if index.isValid() else None
        if not self.editable or line is None:
            return flags
        flags |= Qt.ItemFlag.ItemIsDropEnabled
        if line.session is not None:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        title = self.columns[index.column()].title
        if title in FIELDS and (line.session is not None or FIELDS[title] == "course"):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def supportedDropActions(self) -> Qt.DropAction:
        """Say that what is dragged moves."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Name what is carried when lines are dragged."""
        return [DRAGGED]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Carry the ids of the half-days dragged."""
        ids = dict.fromkeys(self.known[one.row()] for one in indexes)
        carried = QMimeData()
        carried.setData(DRAGGED, QByteArray(" ".join(str(one) for one in ids if one > 0).encode()))
        return carried


def dragged(carried: QMimeData) -> list[int]:
    """Give the ids of the half-days that are carried."""
    return [int(one) for one in bytes(carried.data(DRAGGED).data()).split()]


def columns() -> list[Column[Line]]:
    """Give the columns of a timetable; those of `FIELDS` first."""
    kind = Column[Line]
    return [
        kind("日期", lambda row: weekday(row.date), tint=_ink),
        kind("时段", lambda row: HALF_DAYS[row.half_day], tint=_ink),
        kind("时间", lambda row: f"{row.session.starts}—{row.session.ends}" if row.session else "", spare=1),
        kind("课程", lambda row: row.session.course if row.session else "", grow=True),
        kind("教师", lambda row: _shown(row, "teacher"), tint=lambda row: _warned(row, "teacher", "load"),
             filled=True, tip=_said),
        kind("地点", lambda row: _shown(row, "place"), tint=lambda row: _warned(row, "place"), filled=True,
             tip=_said, spare=2),
        kind("方式", lambda row: (METHODS[row.session.method] or "—") if row.session else "", spare=3),
        kind("学时", lambda row: hours_text(row.session.quarter_hours) if row.session else "",
             align="right"),
        kind("提醒", _reminder, tint=lambda row: "warn" if row.clashes else "plain", tip=_said),
    ]  # fmt: skip


def _ink(row: Line) -> Tone:
    return "plain" if row.session else "muted"


def _shown(row: Line, part: str) -> str:
    return (getattr(row.session, part) or "—") if row.session else ""


def _warned(row: Line, *kinds: str) -> Tone:
    return "warn" if any(clash.kind in kinds for clash in row.clashes) else "plain"


def _reminder(row: Line) -> str:
    kinds = dict.fromkeys(clash.kind for clash in row.clashes)
    clashing = "、".join(KINDS[kind] for kind in kinds if kind in KINDS)
    said = [f"{clashing}冲突" if clashing else "", "学时偏多" if "load" in kinds else ""]
    return "，".join(filter(None, said))


def _said(row: Line) -> str:
    return "\n".join(clash.text for clash in row.clashes)
