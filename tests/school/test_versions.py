"""Two and three laptops of one school, brought together in whatever order."""

import random
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.school import attendance, branches, classes, hours, members, schools, versions
from app.school.versions import shapes, states, writing
from db.register import Register
from tests import laptops, made_up
from tests.laptops import Carried, Laptop

STEPS = st.tuples(
    st.sampled_from(["work", "work", "work", "pack", "read", "stale"]),
    st.integers(0, 2),
    st.integers(0, 10**6),
)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[list[Laptop]]:
    with laptops.of_one_school(tmp_path) as opened:
        yield opened


def same(one: Register, other: Register) -> bool:
    return made_up.content(one) == made_up.content(other)


def exchange(one: Laptop, other: Laptop) -> None:
    """Carry a stick there and back until nobody has anything new."""
    for _ in range(3):
        other.read(one.pack())
        one.read(other.pack())
    one.read(other.pack())
    assert same(one.db, other.db)


def conflicts(laptop: Laptop) -> list[tuple[str, str, str]]:
    return laptop.db.execute("SELECT tbl, unit, kind FROM row_conflict ORDER BY tbl, unit").fetchall()


def test_the_second_laptop_starts_with_all_that_the_first_has(two: list[Laptop]) -> None:
    assert same(two[0].db, two[1].db)
    before = made_up.content(two[0].db)
    merged = two[0].read(two[1].pack())
    assert (merged.added, merged.changed, merged.conflicts) == (0, 0, 0)
    assert made_up.content(two[0].db) == before


def test_two_fields_of_one_record_both_survive(two: list[Laptop]) -> None:
    (who, *_) = members.find(two[0].db)
    members.amend(two[0].db, who, {"phone": "13800000001"})
    members.amend(two[1].db, who, {"address": "下党村 1 号"})
    exchange(*two)
    found = members.row(two[1].db, who)
    assert (found.phone, found.address) == ("13800000001", "下党村 1 号")
    assert conflicts(two[0]) == []


def test_one_field_written_twice_keeps_both_and_shows_one(two: list[Laptop]) -> None:
    (who, *_) = members.find(two[0].db)
    members.amend(two[0].db, who, {"note": "甲"})
    members.amend(two[1].db, who, {"note": "乙"})
    exchange(*two)
    assert conflicts(two[0]) == conflicts(two[1]) == [("member", "note", "field")]
    members.amend(two[0].db, who, {"note": "丙"})
    exchange(*two)
    assert conflicts(two[0]) == []
    assert members.row(two[1].db, who).note == "丙"


def test_a_record_changed_here_and_deleted_there_lives(two: list[Laptop]) -> None:
    of = classes.find(two[0].db, school=two[0].school)[0]
    grid = attendance.roll_call(two[0].db, of)
    who, when = grid.enrollments[0].id, grid.sessions[0].id
    attendance.mark(two[0].db, enrollment=who, session=when, mark="present", today=made_up.TODAY)
    exchange(*two)
    attendance.mark(two[0].db, enrollment=who, session=when, mark=None, today=made_up.TODAY)
    attendance.mark(two[1].db, enrollment=who, session=when, mark="late", today=made_up.TODAY)
    exchange(*two)
    assert attendance.roll_call(two[0].db, of).marks[who, when] == "late"
    assert conflicts(two[0]) == [("attendance", "~", "deleted")]


def test_a_record_deleted_on_one_laptop_goes_on_the_other(two: list[Laptop]) -> None:
    of = classes.find(two[0].db, school=two[0].school)[0]
    grid = attendance.roll_call(two[0].db, of)
    who, when = grid.enrollments[0].id, grid.sessions[0].id
    attendance.mark(two[0].db, enrollment=who, session=when, mark="present", today=made_up.TODAY)
    exchange(*two)
    attendance.mark(two[0].db, enrollment=who, session=when, mark=None, today=made_up.TODAY)
    exchange(*two)
    assert attendance.roll_call(two[1].db, of).marks == {}
    assert conflicts(two[1]) == []


def test_what_was_made_on_both_becomes_one_and_what_leads_to_it_follows(two: list[Laptop]) -> None:
    here = branches.add(two[0].db, "上村党支部", school=two[0].school)
    there = branches.add(two[1].db, "上村党支部", school=two[0].school)
    (who, *_) = members.find(two[0].db)
    members.amend(two[1].db, who, {"branch": there})
    exchange(*two)
    kept = min(here, there)
    assert members.row(two[0].db, who).branch == kept
    assert [one for one in branches.find(two[0].db) if one in (here, there)] == [kept]
    members.amend(two[0].db, who, {"note": "以后再改"})
    exchange(*two)
    assert members.row(two[1].db, who).branch == kept


def test_one_mark_entered_on_both_counts_once(two: list[Laptop]) -> None:
    of = classes.find(two[0].db, school=two[0].school)[0]
    sessions = [one.id for one in attendance.roll_call(two[0].db, of).sessions]
    for laptop in two:
        attendance.mark_all(laptop.db, of, sessions=sessions, today=made_up.TODAY)
        hours.close_class(laptop.db, of, today="2026-12-31")
    single = _hours(two[0].db)
    exchange(*two)
    assert _hours(two[0].db) == _hours(two[1].db) == single
    assert conflicts(two[0]) == []


def test_two_classes_that_got_one_number_are_told_apart(two: list[Laptop]) -> None:
    for laptop, name in zip(two, ("党务班", "青年班"), strict=True):
        classes.prepare(laptop.db, school=laptop.school, year=2026, name=name)
    exchange(*two)
    found = classes.rows(two[0].db, classes.find(two[0].db, school=two[0].school))
    assert sorted((one.term_no, one.name) for one in found)[0] == (1, "冬训班")
    assert sorted(one.term_no for one in found) == [1, 2, 3]
    assert conflicts(two[1]) == [("training_class", "year", "renumbered")]


def _hours(db: Register) -> list[tuple[object, ...]]:
    return db.execute(
        "SELECT member, sum(quarter_hours) FROM hour_line GROUP BY member ORDER BY member"
    ).fetchall()


def _spoil(carried: Carried, how: str) -> Carried:
    tables = {name: [dict(row) for row in rows] for name, rows in carried.tables}
    context = dict(carried.context)
    rows = tables["row_version"]
    if how == "no dots":
        tables["row_version"] = rows[1:]
    elif how == "not json":
        rows[0]["dots"] = "{"
    elif how == "a number too great":
        rows[0]["dots"] = '{"":["1.1",99999999999999999999]}'
    elif how == "more than was seen":
        rows[0]["dots"] = '{"":["ffff.1",7]}'
    elif how == "a life of its own":
        rows[0]["body"] = '{"~":[["1.1",1,[]]]}'
    elif how == "a deep body":
        rows[0]["body"] = "[" * 5000
    elif how == "another school":
        tables["member"][0]["school"] = 7
    elif how == "no context":
        context = {}
    elif how == "a list in a field":
        tables["member"][0]["note"] = ["x"]
    return Carried([*tables.items()], context)  # type: ignore[arg-type]


HOSTILE = [
    "no dots", "not json", "a number too great", "more than was seen", "a life of its own", "a deep body",
    "another school", "no context", "a list in a field",
]  # fmt: skip


@pytest.mark.parametrize("how", HOSTILE)
def test_a_parcel_that_says_what_cannot_be_changes_nothing(two: list[Laptop], how: str) -> None:
    members.amend(two[1].db, members.find(two[1].db)[0], {"note": "乙"})
    carried = _spoil(two[1].pack(), how)
    before = made_up.content(two[0].db)
    with pytest.raises(UserError, match="没有读取"):
        two[0].read(carried)
    assert made_up.content(two[0].db) == before


def test_a_laptop_put_back_from_a_copy_is_known_by_what_others_saw_of_it(two: list[Laptop]) -> None:
    members.amend(two[0].db, members.find(two[0].db)[0], {"note": "甲"})
    carried = two[0].pack()
    assert not versions.from_the_future(two[0].db, carried.context, school=two[0].school)
    ahead = {**carried.context, versions.actor(two[0].db): 10**6}
    assert versions.from_the_future(two[0].db, ahead, school=two[0].school)


def test_after_a_new_enrolment_nothing_of_the_old_story_is_taken_for_seen(two: list[Laptop]) -> None:
    (who, *_) = members.find(two[0].db)
    members.amend(two[0].db, who, {"note": "丢了的"})
    two[1].read(two[0].pack())
    # The first laptop is put back to before that, and enrolled anew.
    members.amend(two[0].db, who, {"note": ""})
    two[0].db.execute("DELETE FROM row_conflict")
    schools.keep(two[0].db, "epoch", "2")
    members.amend(two[0].db, who, {"note": "后来的"})
    exchange(*two)
    assert members.row(two[1].db, who).note in ("后来的", "丢了的")
    assert conflicts(two[0]) == conflicts(two[1])


def journey(folder: Path, steps: list[tuple[str, int, int]], *, count: int) -> None:
    """Work, pack and read in this order, and hold the end against all that must be so."""
    with ExitStack() as stack:
        opened = stack.enter_context(laptops.of_one_school(folder, count=count))
        packed: list[tuple[int, Carried]] = []
        for what, number, seed in steps:
            laptop = opened[number % count]
            if what == "work":
                laptops.work(laptop, seed, seed)
            elif what == "pack":
                packed.append((number % count, laptop.pack()))
            elif packed:
                at = -1 if what == "read" else seed % len(packed)
                whose, carried = packed[at]
                if whose != number % count:
                    laptop.read(carried)
        packed += [(number, laptop.pack()) for number, laptop in enumerate(opened)]
        _every_order_gives_one(stack, folder, opened, packed)
        for _ in range(3):
            for laptop in opened:
                for other in opened:
                    if other is not laptop:
                        laptop.read(other.pack())
        assert all(same(opened[0].db, other.db) for other in opened[1:])
        state = opened[0].stamp()
        assert laptops.lost(opened, state) == []
        _hours_follow_the_facts(opened[0])


def _every_order_gives_one(
    stack: ExitStack, folder: Path, opened: list[Laptop], packed: list[tuple[int, Carried]]
) -> None:
    """A county that reads the newest parcels in any order, with stale ones and twice, sees one thing."""
    seen = []
    for turn in range(3):
        county = stack.enter_context(laptops.county(folder, f"county-{turn}"))
        order = [carried for _, carried in packed]
        random.Random(turn).shuffle(order)
        for carried in [*order, *order[: turn + 1]]:
            laptops.take(county, carried, school=opened[0].school)
        seen.append((made_up.content(county), _decided(county)))
    assert seen[0] == seen[1] == seen[2]


def _decided(db: Register) -> list[tuple[object, ...]]:
    return db.execute("SELECT tbl, row, unit, kind, body FROM row_conflict ORDER BY 1, 2, 3, 4").fetchall()


def _hours_follow_the_facts(laptop: Laptop) -> None:
    with laptop.db.act("核算"):
        args = {"people": None, "years": range(2025, 2028), "why": "核算"}
        assert hours.post(laptop.db, school=laptop.school, **args) == 0  # type: ignore[arg-type]


@settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(STEPS, min_size=8, max_size=30), st.sampled_from([2, 3]))
def test_nothing_is_lost_and_every_order_comes_to_one(steps: list[tuple[str, int, int]], count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journey(Path(folder), steps, count=count)


def test_a_state_read_back_is_the_state_written(two: list[Laptop]) -> None:
    (who, *_) = members.find(two[0].db)
    for laptop, note in zip(two, ("甲", "乙"), strict=True):
        members.amend(laptop.db, who, {"note": note})
    exchange(*two)
    forms = shapes.read(two[0].db)
    here, there = (writing.load(each.db, forms, school=each.school) for each in two)
    assert here.rows == there.rows
    assert here.context == there.context
    joined = states.join(here, there)
    assert joined.rows == here.rows


def test_every_key_of_the_register_is_understood(two: list[Laptop]) -> None:
    forms = shapes.read(two[0].db)
    assert [key.columns for key in forms["enrollment"].keys] == [("training_class", "member")]
    assert forms["evaluation_count"].keys[0].columns == (
        "training_class", "course", "teacher", "aspect", "grade",
    )  # fmt: skip
    assert forms["training_class"].units["state"] == ("state", "closed_on")
    order = list(forms)
    assert all(
        order.index(p) < order.index(t) for t, form in forms.items() for _, p in form.parents if p != t
    )
