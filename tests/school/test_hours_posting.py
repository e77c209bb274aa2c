"""Whatever is entered, put right and taken back in whatever order: posted is what the facts come to."""

import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.school import activities, attendance, classes, corrections, hours, persons, rules
from db import faults
from db.register import Register
from tests import made_up
from tests.school import ledgers

TODAY = "2027-01-20"
DAYS = ("2026-12-30", "2026-12-31", "2027-01-01")
STRICT = {
    "late_per_absence": 2, "yearly_caps": {"branch_study": 3, "own_class": 14}, "online": {"cap_share": 5},
}  # fmt: skip


@contextmanager
def desk(*, strict: bool) -> Iterator[tuple[Register, int, list[int]]]:
    """Open a fresh register with four people, by a rule with caps of every kind where `strict`."""
    with tempfile.TemporaryDirectory() as folder:
        db = made_up.register(Path(folder))
        school = made_up.school(db)
        people = made_up.people(db, school, 4)
        if strict:
            adopt(db, school, STRICT)
        yield db, school, people
        db.close()


def adopt(db: Register, school: int, changes: dict[str, object], *, since: str = "2026-01-01") -> int:
    (first,) = db.execute("SELECT id FROM hour_rule WHERE key = 'national-2019'").fetchone()
    rule = rules.draft(
        db, based_on=first, title="本县口径", source="本县通知", effective_from=since, changes=changes
    )
    hours.adopt(db, rule, today=TODAY)
    return rule


def held(db: Register, school: int, people: list[int], *, days: tuple[str, ...], grid: str, name: str) -> int:
    training = made_up.a_class(db, school, people, days=days, name=name, quarter_hours=14)
    width = 2 * len(days)
    rows = [grid[width * place : width * (place + 1)] for place in range(len(people))]
    ledgers.mark(db, training, *rows)
    return training


Fact = Callable[[Register, int, list[int]], None]
_LETTERS = st.text("pppplas", min_size=24, max_size=24)
# Few people and few days, so that facts get into each other's way.
_WHO = st.sampled_from([[0], [0, 1], [0, 1, 2, 3]])


def _a_class(number: int, who: list[int], days: tuple[str, ...], grid: str) -> Fact:
    def enter(db: Register, school: int, people: list[int]) -> None:
        whom = [people[one] for one in who]
        training = held(db, school, whom, days=days, grid=grid, name=f"班{number}")
        hours.close_class(db, training, today=TODAY)

    return enter


def _an_activity(number: int, who: list[int], what: tuple[dict[str, object], str, str]) -> Fact:
    def enter(db: Register, school: int, people: list[int]) -> None:
        kind, day, half = what
        activities.record(
            db, school=school, title=f"活动{number}", on=day, half_day=half, today=TODAY, platform="学习强国",
            people=[people[one] for one in who], **kind,
        )  # type: ignore[arg-type]  # fmt: skip

    return enter


_KINDS = st.sampled_from(
    [
        {"kind": "branch_study", "minutes": 150},
        {"kind": "branch_study", "half_days": 1},
        {"kind": "online", "minutes": 20},
        {"kind": "online", "minutes": 100, "form": "online_total"},
        {"kind": "external", "stated": 13},
        {"kind": "county_class", "half_days": 1, "ledger": "cadre"},
    ]
)
_WHAT = st.tuples(_KINDS, st.sampled_from(DAYS), st.sampled_from(("am", "pm", "evening")))
_SPANS = st.sampled_from([DAYS, DAYS[:2], DAYS[1:], DAYS[1:2]])
_FACTS = st.lists(
    st.one_of(st.tuples(st.just(1), _WHO, _SPANS, _LETTERS), st.tuples(st.just(2), _WHO, _WHAT)),
    min_size=3,
    max_size=6,
)


def made(facts: list[tuple[object, ...]]) -> list[Fact]:
    return [
        (_a_class if fact[0] == 1 else _an_activity)(number, *fact[1:])  # type: ignore[operator]
        for number, fact in enumerate(facts)
    ]


def by_day(db: Register, people: list[int]) -> Counter[tuple[int, str, str, str]]:
    """Sum up what everybody has by day, category and ledger: ids differ, days do not."""
    sums: Counter[tuple[int, str, str, str]] = Counter()
    for (who, _, day, category, ledger), worth in ledgers.posted(db).items():
        sums[people.index(who), day, category, ledger] += worth
    return sums


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(_FACTS, st.randoms(use_true_random=False), st.booleans())
def test_hours_do_not_depend_on_the_order_in_which_facts_were_entered(
    facts: list[tuple[object, ...]],
    chance: random.Random,
    strict: bool,
) -> None:
    found = []
    entered = made(facts)
    for turn in range(2):
        if turn:
            chance.shuffle(entered)
        with desk(strict=strict) as (db, school, people):
            for enter in entered:
                enter(db, school, people)
            ledgers.agree(db, school, 2026, 2027)
            found.append(by_day(db, people))
    assert found[0] == found[1]


@pytest.mark.parametrize("turned", [False, True])
def test_facts_of_one_half_day_fill_their_caps_in_an_order_of_their_own(turned: bool) -> None:
    with desk(strict=True) as (db, school, people):
        entered = [
            _an_activity(1, [0], ({"kind": "branch_study", "half_days": 1}, DAYS[0], "am")),
            _an_activity(2, [0], ({"kind": "external", "stated": 26}, DAYS[0], "am")),
            _an_activity(3, [0], ({"kind": "branch_study", "minutes": 120}, DAYS[1], "am")),
        ]
        for enter in reversed(entered) if turned else entered:
            enter(db, school, people)
        assert by_day(db, people) == {
            (0, DAYS[0], "branch_study", "member"): 12,
            (0, DAYS[0], "external", "member"): 20,
        }


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(_FACTS, st.lists(st.tuples(st.integers(0, 8), st.integers(0, 10**6)), max_size=8), st.booleans())
def test_what_is_posted_is_what_the_facts_come_to_whatever_is_done(
    facts: list[tuple[object, ...]], steps: list[tuple[int, int]], strict: bool
) -> None:
    with desk(strict=strict) as (db, school, people):
        for enter in made(facts):
            enter(db, school, people)
        for verb, pick in steps:
            before = made_up.content(db)
            try:
                _do(db, school, people, verb, pick)
            except (UserError, faults.UndoRefused):
                assert made_up.content(db) == before
            ledgers.agree(db, school, 2026, 2027)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def _do(db: Register, school: int, people: list[int], verb: int, pick: int) -> None:
    closed = [one.id for one in classes.rows(db, classes.find(db)) if one.state in classes.CLOSED]
    still = [one.id for one in classes.rows(db, classes.find(db)) if one.state not in classes.CLOSED]
    kept = activities.find(db, voided=False)
    if verb == 0 and closed:
        hours.take_back(db, closed[pick % len(closed)], why="重新打开")
    elif verb == 1 and still:
        hours.close_class(db, still[pick % len(still)], today=TODAY)
    elif verb == 2 and closed:
        grid = attendance.roll_call(db, closed[pick % len(closed)])
        who, when = grid.enrollments[pick % len(grid.enrollments)], grid.sessions[pick % len(grid.sessions)]
        mark = ("present", "absent", "late")[pick % 3]
        minutes = pick % 200 if pick % 2 else None
        corrections.correct(
            db, enrollment=who.id, session=when.id, mark=mark, minutes=minutes, why="更正", today=TODAY
        )
    elif verb == 3 and closed:
        grid = attendance.roll_call(db, closed[pick % len(closed)])
        who = grid.enrollments[pick % len(grid.enrollments)]
        corrections.change_person(db, enrollment=who.id, member=people[pick % 4], why="登错人", today=TODAY)
    elif verb == 4 and kept:
        activities.void(db, kept[pick % len(kept)], why="作废", today=TODAY)
    elif verb == 5 and kept:
        activities.strike(db, kept[pick % len(kept)], [people[pick % 4]], why="登记错人")
    elif verb == 6:
        _link_or_part(db, school, people, pick)
    elif verb == 7:
        adopt(db, school, {"day_cap_hours": 3 + pick % 6}, since=f"202{6 + pick % 2}-01-01")
    else:
        db.undo()


def _link_or_part(db: Register, school: int, people: list[int], pick: int) -> None:
    links = persons.find(db, school=school)
    if links and pick % 2:
        persons.part(db, links[0])
    else:
        kept, other = people[pick % 4], people[pick // 4 % 4]
        persons.merge(db, kept=kept, other=other, why="同一人", today=TODAY)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(_FACTS, st.booleans())
def test_undoing_leads_back_through_every_moment_or_is_refused_whole(
    facts: list[tuple[object, ...]], strict: bool
) -> None:
    with desk(strict=strict) as (db, school, people):
        moments = [made_up.content(db)]
        for enter in made(facts):
            enter(db, school, people)
            persons_ = [one for one in people if persons.away(db, one) is None]
            if persons_[1:]:
                moments.append(made_up.content(db))
                persons.merge(db, kept=persons_[0], other=persons_[1], why="同一人", today=TODAY)
                assert db.undo()
                assert made_up.content(db) == moments[-1]
        before = made_up.content(db)
        with pytest.raises(faults.UndoRefused):
            db.undo()
        assert made_up.content(db) == before
        ledgers.agree(db, school, 2026, 2027)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(_LETTERS, st.integers(1, 48), st.integers(1, 400))
def test_new_year_loses_and_doubles_no_quarter_of_an_hour(grid: str, quarter_hours: int, stated: int) -> None:
    """学时按年度累加，跨年度的学时分开计算：党员教育培训学时管理制度（2018）。"""
    with desk(strict=False) as (db, school, people):
        training = made_up.a_class(db, school, people, days=DAYS, quarter_hours=quarter_hours)
        ledgers.mark(db, training, *(grid[6 * place : 6 * place + 6] for place in range(4)))
        whole = {
            who.member: sum(line.quarter_hours for line in hours.of_class(db, training)[who.id])
            for who in attendance.roll_call(db, training).enrollments
        }
        hours.close_class(db, training, today=TODAY)
        years = [hours.earned(db, school=school, year=year) for year in (2026, 2027)]
        assert {one: years[0].get(one, 0) + years[1].get(one, 0) for one in people} == whole
        # Over a hundred days no day comes near its cap, so that all that is stated is given.
        activities.record(
            db, school=school, kind="external", title="外出", organiser="某校", on="2026-10-10", today=TODAY,
            ends="2027-01-17", stated=stated, people=people[:1], ledger="cadre",
        )  # fmt: skip
        cadre = [hours.earned(db, school=school, year=year, ledger="cadre") for year in (2026, 2027)]
        assert cadre[0][people[0]] + cadre[1][people[0]] == stated // 2 * 2
        ledgers.agree(db, school, 2026, 2027)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(_FACTS, st.booleans())
def test_merged_people_are_not_counted_twice(facts: list[tuple[object, ...]], strict: bool) -> None:
    with desk(strict=strict) as (db, school, people):
        for enter in made(facts):
            enter(db, school, people)
        alone = {year: hours.earned(db, school=school, year=year) for year in (2026, 2027)}
        persons.merge(db, kept=people[0], other=people[1], why="同一人", today=TODAY)
        ledgers.agree(db, school, 2026, 2027)
        together = {year: hours.earned(db, school=school, year=year) for year in (2026, 2027)}
        # Where late arrivals cost a half-day, more of them cost another one, which may lie in the other year.
        for years in [(2026, 2027)] if strict else [(2026,), (2027,)]:
            both = [alone[year].get(one, 0) for year in years for one in people[:2]]
            assert sum(together[year][people[0]] for year in years) <= sum(both)
        for year in (2026, 2027):
            assert people[1] not in together[year]
            for day, worth in _together(db, people[0], year).items():
                assert worth <= 2 * 32, day
        link = persons.find(db, school=school)[0]
        persons.part(db, link)
        assert {year: hours.earned(db, school=school, year=year) for year in (2026, 2027)} == alone


def _together(db: Register, member: int, year: int) -> Counter[str]:
    sums: Counter[str] = Counter()
    for ledger in ("member", "cadre"):
        for line in hours.of_member(db, member, year=year, ledger=ledger):
            sums[line.date] += line.quarter_hours
    return sums
