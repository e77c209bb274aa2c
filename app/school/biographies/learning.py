"""Learning: classes with attendance and result, slips, certificates, other learning, and hours by year."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from app.errors import UserError
from app.school import (
    ACTIVITY_KINDS,
    CLASS_STATES,
    HALF_DAYS,
    MARKS,
    activities,
    certificates,
    classes,
    enrollments,
    graduations,
    hours,
    hours_text,
    leave_slips,
    members,
    rules,
    standings,
)
from app.school.biographies.events import Event
from app.spelling import dates
from db.register import Register

# Said beside what one person did: the bare word, as 授课, would read as if that were theirs too.
_STANDS = {
    "preparing": "班次正在筹备",
    "notified": "班次已通知",
    "enrolling": "班次正在报名",
    "opened": "班次已开班",
    "teaching": "班次正在授课",
    "settling": "班次待结业",
}


class _Seat(NamedTuple):
    """A row of a class's roster with the class: `given` quarter-hours are posted, `certified` by a number."""

    id: int
    member: int
    training_class: int
    name: str
    year: int
    term_no: int
    state: str
    starts: str
    ends: str
    branch: str
    post: str
    kind: str
    group_no: int
    duty: str
    came_by: str
    excellent: int
    stands_for: str
    given: int
    word: str
    certified: str


def events(db: Register, several: Sequence[int]) -> Iterator[Event]:
    """Give what the rows of a person learned, the one that was kept first."""
    seats = _seats(db, several)
    marks = _marks(db, [seat.id for seat in seats])
    for seat in seats:
        yield _class(seat, marks.get(seat.id, []))
    yield from _slips(db, seats)
    yield from _certificates(db, seats)
    yield from _activities(db, several)
    for year in _years(db, several, marks):
        yield from _year(db, several[0], year)


def result(db: Register, enrollment: int) -> str:
    """Say whether somebody graduates from a class, and why; the whole class is judged for it.

    Raise `UserError` where the row is gone.
    """
    found = enrollments.rows(db, [enrollment])
    if not found:
        raise UserError("没有找到这一行名册，可能已被撤销，请刷新后再试。")
    for one in graduations.results(db, found[0].training_class):
        if one.enrollment == enrollment:
            state = "结业" if one.passes else "不予结业" if one.settled else "还不能判定"
            return f"{state}：{one.why}"
    return "还没有排课，不能判定结业。"


# classes


def _seats(db: Register, several: Sequence[int]) -> list[_Seat]:
    found = db.execute(
        "SELECT e.id, e.member, t.id, t.name, t.year, t.term_no, t.state, "
        "coalesce((SELECT min(date) FROM session s WHERE s.training_class = t.id), ''), "
        "coalesce((SELECT max(date) FROM session s WHERE s.training_class = t.id), ''), "
        "e.branch_at_enrollment, e.title_at_enrollment, e.type_at_enrollment, e.group_no, e.duty, e.came_by, "
        "e.excellent, coalesce((SELECT m.name FROM enrollment o JOIN member m ON m.id = o.member "
        "WHERE o.id = e.stands_for), ''), "
        "(SELECT coalesce(sum(l.quarter_hours), 0) FROM hour_line l "
        "WHERE l.member = e.member AND l.training_class = t.id), "
        "coalesce((SELECT iif(passes, '认定结业', '认定不予结业') || '：' || reason "
        "FROM graduation_override g WHERE g.enrollment = e.id), ''), "
        "coalesce((SELECT number FROM certificate c WHERE c.enrollment = e.id AND voided_on IS NULL), '') "
        "FROM enrollment e JOIN training_class t ON t.id = e.training_class "
        "WHERE e.member IN (SELECT value FROM json_each(?)) ORDER BY e.id",
        [json.dumps(list(several))],
    )
    return [_Seat(*row) for row in found]


_Mark = tuple[str, str, str, int | None, str]
"""Date, half-day, mark, minutes where it was a part, and the reason of a mark made after locking."""


def _marks(db: Register, seats: Iterable[int]) -> dict[int, list[_Mark]]:
    found: dict[int, list[_Mark]] = {}
    lines = db.execute(
        "SELECT a.enrollment, s.date, s.half_day, a.mark, a.minutes, a.reason FROM attendance a "
        "JOIN session s ON s.id = a.session WHERE a.enrollment IN (SELECT value FROM json_each(?))",
        [json.dumps(list(seats))],
    )
    for enrollment, *mark in lines:
        found.setdefault(enrollment, []).append((mark[0], mark[1], mark[2], mark[3], mark[4]))
    halves = list(HALF_DAYS)
    for several in found.values():
        several.sort(key=lambda one: (one[0], halves.index(one[1])))
    return found


def _class(seat: _Seat, marks: Sequence[_Mark]) -> Event:
    counts = Counter(mark for _, _, mark, _, _ in marks)
    came = [f"{MARKS[mark]} {counts[mark]} 个半天" for mark in MARKS if counts[mark]]
    closed = seat.state in classes.CLOSED
    said = [*came, f"得 {hours_text(seat.given)} 学时" if closed else _STANDS[seat.state]]
    said += [seat.word, seat.certified and "结业", "优秀学员" if seat.excellent else ""]
    more = [
        f"{seat.year} 年第 {seat.term_no} 期，{CLASS_STATES[seat.state]}",
        f"时间：{dates.span(seat.starts, seat.ends)}" if seat.starts else "",
        f"当时的单位职务：{'，'.join(filter(None, (seat.branch, seat.post, seat.kind)))}",
        _place(seat),
        seat.certified and f"证书：{seat.certified}",
        *(_mark(one) for one in marks),
    ]
    what = f"“{seat.name}”：{'，'.join(filter(None, said))}"
    return Event(
        seat.starts or f"{seat.year}", "classes", what,
        tuple(filter(None, more)), training_class=seat.training_class, enrollment=seat.id,
    )  # fmt: skip


def _place(seat: _Seat) -> str:
    said = [f"第 {seat.group_no} 组" if seat.group_no else ""]
    said += [enrollments.DUTIES[seat.duty] if seat.duty else ""]
    if seat.stands_for:
        said.append(f"替{seat.stands_for}代训")
    elif seat.came_by != "enrolled":
        said.append(enrollments.CAME_BY[seat.came_by])
    return "，".join(filter(None, said))


def _mark(one: _Mark) -> str:
    day, half_day, mark, minutes, reason = one
    part = f" {minutes} 分钟" if minutes is not None else ""
    why = f"（{reason}）" if reason else ""
    return f"{dates.in_figures(day)}{HALF_DAYS[half_day]}：{MARKS[mark]}{part}{why}"


# slips and certificates


def _slips(db: Register, seats: Sequence[_Seat]) -> Iterator[Event]:
    where = {seat.id: seat for seat in seats}
    found = db.execute(
        "SELECT id FROM leave_slip WHERE enrollment IN (SELECT value FROM json_each(?))",
        [json.dumps(list(where))],
    ).fetchall()
    for slip in leave_slips.rows(db, [row[0] for row in found]) if found else ():
        seat = where[slip.enrollment]
        more = [f"事由：{slip.reason}", f"培训班：{seat.name}"]
        more += [f"{slip.approved_on} 由{slip.approved_by}批准"] if slip.approved_on else []
        more += [f"{slip.returned_on} 销假"] if slip.returned_on else []
        more += [f"没有批准：{slip.refused}"] if slip.refused else []
        yield Event(
            slip.asked_on, "leave", f"请{leave_slips.KINDS[slip.kind]}：{slip.span}，{slip.state}",
            tuple(more), training_class=seat.training_class, enrollment=seat.id,
        )  # fmt: skip


def _certificates(db: Register, seats: Sequence[_Seat]) -> Iterator[Event]:
    where = {seat.id: seat for seat in seats}
    found = db.execute(
        "SELECT id FROM certificate WHERE enrollment IN (SELECT value FROM json_each(?))",
        [json.dumps(list(where))],
    ).fetchall()
    copies: dict[int, list[str]] = {}
    for certificate, copy_no, kind, outcome, on, by in db.execute(
        "SELECT certificate, copy_no, iif(kind = 'reissue', '补发', '打印'), "
        "iif(outcome = 'spoiled', '，作废的一张', ''), printed_on, printed_by FROM certificate_copy "
        "WHERE certificate IN (SELECT value FROM json_each(?)) ORDER BY copy_no",
        [json.dumps([row[0] for row in found])],
    ):
        copies.setdefault(certificate, []).append(f"{on} {by}{kind}第 {copy_no} 张{outcome}")
    for one in certificates.rows(db, [row[0] for row in found]) if found else ():
        more = [f"培训班：{one.class_name}", f"{hours_text(one.quarter_hours)} 学时"]
        more += copies.get(one.id) or ([f"{one.printed_on} 打印"] if one.printed_on else [])
        of, row = one.training_class, one.enrollment
        gone = "（已作废）" if one.voided_on else ""
        yield Event(
            one.issued_on,
            "certificates",
            f"颁发证书 {one.number}{gone}",
            tuple(more),
            training_class=of,
            enrollment=row,
        )
        if one.voided_on:
            what = f"作废证书 {one.number}：{one.void_reason}"
            yield Event(one.voided_on, "certificates", what, training_class=of, enrollment=row)


# learning elsewhere


def _activities(db: Register, several: Sequence[int]) -> Iterator[Event]:
    shares: dict[int, tuple[Any, ...]] = {}
    for activity, *share in db.execute(
        "SELECT p.activity, p.minutes, p.stated, p.tested, (SELECT coalesce(sum(l.quarter_hours), 0) "
        "FROM hour_line l WHERE l.member = p.member AND l.activity = p.activity) FROM participation p "
        "WHERE p.member IN (SELECT value FROM json_each(?))",
        [json.dumps(list(several))],
    ):
        shares[activity] = tuple(share)
    for one in activities.rows(db, list(shares)) if shares else ():
        minutes, stated, tested, given = shares[one.id]
        own = f"本人 {minutes} 分钟" if minutes is not None else ""
        own = f"本人的证明写明 {hours_text(stated)} 学时" if stated is not None else own
        more = [
            f"时间：{dates.span(one.date, one.ends)}",
            f"多少：{own or activities.amount(one)}" + ("，测试通过" if tested else ""),
            f"谁办的：{'，'.join(filter(None, (one.organiser, one.platform)))}"
            if one.organiser or one.platform
            else "",
            f"记入{activities.LEDGERS[one.ledger]}",
            f"{one.recorded_on} 登记",
            f"{one.voided_on} 作废：{one.void_reason}" if one.voided_on else "",
        ]
        what = f"{ACTIVITY_KINDS[one.kind]}“{one.title}”"
        what += "（已作废）" if one.voided_on else f"，得 {hours_text(given)} 学时"
        yield Event(one.date, "activities", what, tuple(filter(None, more)), by=one.recorded_by)


# the years


def _years(db: Register, several: Sequence[int], marks: Mapping[int, Sequence[_Mark]]) -> list[int]:
    """Give the years in which anything was learned, on paper or not posted yet."""
    posted = db.execute(
        "SELECT DISTINCT substr(date, 1, 4) FROM hour_line WHERE member IN (SELECT value FROM json_each(?))",
        [json.dumps(list(several))],
    ).fetchall()
    found = {row[0] for row in posted} | {mark[0][:4] for several_ in marks.values() for mark in several_}
    return sorted(map(int, found))


def _year(db: Register, member: int, year: int) -> Iterator[Event]:
    (who,) = members.rows(db, [member])
    for ledger, name in activities.LEDGERS.items():
        lines = hours.of_member(db, member, year=year, ledger=ledger)
        if not lines and ledger != "member":
            continue
        earned = sum(line.quarter_hours for line in lines)
        said = f"{year} 年{name}共 {hours_text(earned)}"
        if ledger == "member":
            rule = rules.in_force(db, school=who.school, on=f"{year}-12-31")
            owed = standings.target(rule, who)
            if owed is None:
                said += f"，{standings.STATES['exempt']}"
            else:
                lacking = owed - earned
                said += f"，应完成 {hours_text(owed)}，" + (
                    f"还差 {hours_text(lacking)}" if lacking > 0 else "达标"
                )
        yield Event(f"{year}", "hours", said, tuple(map(_line, lines)), year=year)


def _line(line: hours.HourLine) -> str:
    state = "" if line.posted else "，还没有入账"
    where = f"{dates.in_figures(line.date)}{HALF_DAYS[line.half_day]} {line.class_name}"
    return f"{where} {line.course}：{hours_text(line.quarter_hours)} 学时（{line.reason}{state}）"
