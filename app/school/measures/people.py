"""Measures of the school's people: who was reached, who has their hours, whom somebody went to."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.errors import UserError
from app.school import CAME, rules
from app.school.measures.records import Key, Measure, Piece, Span, Tally, counted
from app.school.standings.judging import Judge

# A class is looked at once for a year, and of a trainee the first mark that says so is enough.
_CAME = (
    "SELECT DISTINCT h.school, h.year, coalesce(l.kept, e.member) FROM (SELECT DISTINCT s.school, y.year, "
    "y.first, y.upto, s.training_class AS held FROM asked JOIN session s ON s.school = asked.school "
    "JOIN span y ON s.date BETWEEN y.first AND y.upto) h JOIN enrollment e ON e.training_class = h.held "
    "LEFT JOIN person_link l ON l.other = e.member WHERE EXISTS (SELECT 1 FROM session s "
    "JOIN attendance a ON a.session = s.id AND a.enrollment = e.id WHERE s.training_class = h.held "
    f"AND s.date BETWEEN h.first AND h.upto AND a.mark IN {CAME})"
)
_WENT = (
    "SELECT DISTINCT p.school, y.year, coalesce(l.kept, p.member) FROM asked "
    "JOIN activity t ON t.school = asked.school AND t.voided_on IS NULL "
    "AND t.kind IN ('county_class', 'joint_class', 'external') "
    "JOIN span y ON t.date BETWEEN y.first AND y.upto "
    "JOIN participation p ON p.activity = t.id LEFT JOIN person_link l ON l.other = p.member"
)
_MEMBERS = (
    "SELECT m.school, m.id, m.name, m.member_type, m.role, m.join_date, coalesce(m.left_on, '9999') "
    "FROM asked "
    "JOIN member m ON m.school = asked.school WHERE m.member_type IN ('full', 'probationary') "
    "AND NOT EXISTS (SELECT 1 FROM person_link l WHERE l.other = m.id)"
)
_VISITS = (
    "SELECT t.school, y.year, 'activity' AS noun, t.id, t.title, t.date, 1 AS good FROM asked "
    "JOIN activity t ON t.school = asked.school JOIN span y ON t.date BETWEEN y.first AND y.upto "
    "WHERE t.voided_on IS NULL AND t.kind = '{kind}'"
)


def _of_year(span: Span, year: int) -> Iterable[tuple[Any, ...]]:
    """Give the members who were on the rolls on the day the year is judged on."""
    upto = span.upto(year)
    # A date of joining may be 2024 or 2024-03: whoever joined within the year counts.
    return (row for row in span.rows(_MEMBERS) if row[5] <= upto < row[6])


def _reached(span: Span) -> set[tuple[int, int, int]]:
    found: set[tuple[int, int, int]] = span.once("came", lambda one: {tuple(row) for row in one.rows(_CAME)})
    return found


def _shares(span: Span, reached: set[tuple[int, int, int]], *, role: str = "") -> dict[Key, Tally]:
    counts: dict[Key, list[int]] = {}
    for year in span.years:
        for school, member, _, _, of_role, _, _ in _of_year(span, year):
            if role in ("", of_role):
                count = counts.setdefault((school, year), [0, 0])
                count[0] += (school, year, member) in reached
                count[1] += 1
    return {key: Tally(100 * came // of, of) for key, (came, of) in counts.items()}


def _trained(span: Span) -> Mapping[Key, Tally]:
    return _shares(span, _reached(span))


def _secretaries(span: Span) -> Mapping[Key, Tally]:
    return _shares(span, _anywhere(span), role="secretary")


def _anywhere(span: Span) -> set[tuple[int, int, int]]:
    return _reached(span) | {tuple(row) for row in span.rows(_WENT)}


def _secretary_pieces(span: Span) -> list[Piece]:
    (school,), (year,) = span.schools, span.years
    reached = _anywhere(span)
    return [
        Piece("member", row[1], row[2], "", (school, year, row[1]) in reached)
        for row in _of_year(span, year)
        if row[4] == "secretary"
    ]


_HELD = (
    "SELECT s.school, y.year, 'class' AS noun, c.id, c.name, min(s.date) AS starts, 1 AS good "
    "FROM asked JOIN session s ON s.school = asked.school JOIN span y ON s.date BETWEEN y.first AND y.upto "
    "JOIN training_class c ON c.id = s.training_class "
    "WHERE EXISTS (SELECT 1 FROM attendance a WHERE a.session = s.id) GROUP BY s.school, y.year, c.id"
)


def _hours_met(span: Span) -> Mapping[Key, Tally]:
    """Judge everybody as the ledger does; a school without a rule of the year has met nothing."""
    found: dict[Key, Tally] = {}
    books: dict[int, rules.Book] = {}
    for year in span.years:
        judge = Judge(span.db, year, books=books)
        whose = {row[1]: row[0] for row in _of_year(span, year)}
        ruled = {school for school in set(whose.values()) if judge.rule_or_none(school)}
        people = [one for one, school in whose.items() if school in ruled]
        counts: dict[int, list[int]] = {}
        for one in judge.of(people):
            if one.required is not None:
                count = counts.setdefault(whose[one.id], [0, 0])
                count[0] += one.state == "met"
                count[1] += 1
        found |= {(school, year): Tally(100 * met // of, of) for school, (met, of) in counts.items()}
    return found


def _ledger(span: Span) -> list[Piece]:
    (school,), (year,) = span.schools, span.years
    try:
        rule = rules.in_force(span.db, school=school, on=f"{year}-12-31")
    except UserError:
        return []
    return [Piece("hours", year, f"{year} 年学时台账（{rule.title}）", "")]


PEOPLE = (
    Measure(
        "trained_percent",
        "参训的党员",
        "%",
        "受训 {reached}%，在册党员 {of} 人，来自考勤",
        "还差 {lacking} 个百分点，安排补训",
        "培训班",
        _trained,
        counted(_HELD)[1],
    ),
    Measure(
        "secretaries_trained_percent",
        "参训的党组织书记",
        "%",
        "书记受训 {reached}%，共 {of} 人，来自考勤和班外学习",
        "还差 {lacking} 个百分点，安排书记参训",
        "培训班",
        _secretaries,
        _secretary_pieces,
    ),
    Measure(
        "hours_met_percent",
        "学时达标的党员",
        "%",
        "达标 {reached}%，应达标 {of} 人，来自学时台账",
        "还差 {lacking} 个百分点，安排补训",
        "学时台账",
        _hours_met,
        _ledger,
    ),
    Measure(
        "home_deliveries",
        "送学上门",
        "次",
        "送学上门 {reached} 次，来自班外学习",
        "再送学 {lacking} 次",
        "学时台账",
        *counted(_VISITS.format(kind="home_delivery")),
    ),
    Measure(
        "branch_studies",
        "支部学习",
        "次",
        "支部学习 {reached} 次，来自班外学习",
        "再登记 {lacking} 次",
        "学时台账",
        *counted(_VISITS.format(kind="branch_study")),
    ),
)
