import itertools
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.school import attendance, branches, forecasts, hours, members, timetable
from db.register import Register
from tests import made_up

TODAY = made_up.TODAY


def villages(db: Register, school: int) -> list[int]:
    """Nine people of three villages: 3 lack one half-day, 3 two, and 3 everything."""
    people = made_up.people(db, school, 9)
    for name, several in (("溪口", people[3:6]), ("后溪", people[6:])):
        home = branches.add(db, f"{name}村党支部", school=school)
        for one in several:
            members.amend(db, one, {"branch": home})
    days = tuple(f"2026-10-{day}" for day in range(12, 16))
    held = made_up.a_class(db, school, people[:6], days=days)
    sessions = timetable.find(db, training_class=held)
    grid = attendance.roll_call(db, held)
    for at, who in enumerate(grid.enrollments):
        for session in sessions[: 1 + at // 3]:
            attendance.mark(db, enrollment=who.id, session=session, mark="absent", today=TODAY)
    attendance.mark_all(db, held, sessions=sessions, today=TODAY)
    hours.close_class(db, held, today="2026-10-20")
    return people


def test_the_fewest_half_days_for_most_people_come_first(db: Register, school: int) -> None:
    people = villages(db, school)
    found = forecasts.forecast(db, school=school, year=2026, today=TODAY)
    assert len(found.of("out_of_reach")) == 9
    # One half-day would bring three; two bring these and three more, which is as good for each and more.
    assert [(one.half_days, one.branches, set(one.invited)) for one in found.offers] == [
        (2, ("下党村党支部", "溪口村党支部"), set(people[:6])),
        (8, ("后溪村党支部",), set(people[6:])),
    ]
    assert found.left == ()
    assert set(found.calls) == set(found.everybody)


def test_classes_on_the_timetable_help_first(db: Register, school: int) -> None:
    people = villages(db, school)
    next_ = made_up.a_class(db, school, people[6:7], name="冬训", days=("2026-12-07",))
    found = forecasts.forecast(db, school=school, year=2026, today=TODAY)
    assert {one.member for one in found.of("reachable")} == set(people[:6])
    (joining,) = found.joining
    assert (joining.training_class, joining.name, joining.starts) == (next_, "冬训", "2026-12-07")
    assert set(joining.people) == set(people[:6])
    # The three who have nothing can join as well: two half-days less are lacking.
    assert [(one.half_days, set(one.invited)) for one in found.offers] == [(6, set(people[6:]))]
    assert len(found.calls) == 9


def test_when_no_day_is_left_nothing_can_be_added(db: Register, school: int) -> None:
    people = villages(db, school)
    found = forecasts.forecast(db, school=school, year=2026, today="2026-12-30")
    assert [one.half_days for one in found.offers] == [2]
    assert set(found.left) == set(people[6:])
    found = forecasts.forecast(db, school=school, year=2026, today="2027-01-05")
    assert found.offers == ()
    assert len(found.left) == 9


def test_who_owes_a_class_of_the_county_is_not_promised_to_be_saved(db: Register, school: int) -> None:
    people = villages(db, school)
    members.amend(db, people[0], {"role": "secretary"})
    found = forecasts.forecast(db, school=school, year=2026, today=TODAY)
    assert found.left == (people[0],)
    assert people[0] not in {one for offer in found.offers for one in offer.invited}


def test_a_class_is_no_larger_than_its_room(db: Register, school: int) -> None:
    villages(db, school)
    found = forecasts.forecast(db, school=school, year=2026, today=TODAY, seats=2)
    assert all(len(one.invited) <= 2 for one in found.offers)
    assert len({who for one in found.offers for who in one.invited}) == 9


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 3)), max_size=14), st.integers(1, 8))
def test_everybody_who_can_be_helped_is_helped_once(lacking: list[tuple[int, int]], seats: int) -> None:
    need = {who: one for who, (one, _) in enumerate(lacking)}
    homes = {who: f"{home}村" for who, (_, home) in enumerate(lacking)}
    offers = forecasts.cover(need, homes, seats=seats, most=4)
    invited = [who for one in offers for who in one.invited]
    assert len(invited) == len(set(invited))
    for one in offers:
        assert len(one.invited) <= seats
        assert {homes[who] for who in one.invited} <= set(one.branches)
        assert all(need[who] <= one.half_days for who in one.invited)
    could = {who for who, one in need.items() if one <= 4}
    assert set(invited) <= could
    assert set(invited) == could or len(offers) == 12


def test_the_greedy_way_is_near_the_best_where_all_ways_can_be_tried() -> None:
    chance = random.Random(5)
    for _ in range(20):
        need = {who: chance.randint(1, 4) for who in range(8)}
        homes = {who: f"{chance.randint(0, 2)}村" for who in range(8)}
        offers = forecasts.cover(need, homes, seats=100, most=8)
        spent = sum(one.half_days for one in offers)
        # With room for all, one class as long as the longest need is the best there is for everybody.
        best = min(
            sum(levels) for size in (1, 2, 3) for levels in itertools.product(range(1, 5), repeat=size)
            if max(levels) >= max(need.values())
        )  # fmt: skip
        assert best <= spent <= best * (1 + 1 / 2 + 1 / 3 + 1 / 4)
