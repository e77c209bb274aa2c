"""Forecasts: who will have met the year by what is on the timetable, and what would help the others."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.school import classes, enrollments, members, rules, standings, timetable
from db.register import Register

# A class that is no larger than the usual room; a school says otherwise where it has a larger one.
SEATS = 120
_MOST_OFFERS = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """A class to be added: so many half-days for some branches, and the people it would bring to their hours.

    `invited` are persons who lack no more than it gives.
    """

    half_days: int
    branches: tuple[str, ...]
    invited: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Joining:
    """A class on the timetable, and those who are not in it and could reach their hours with it."""

    training_class: int
    name: str
    starts: str
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """A year as it will end, and what to do about it.

    `everybody` are the standings of all, those of a branch together. `offers` are the classes to be
    added, the one that helps most for its half-days first; `left` are those whom no added half-day (of
    `half_day` quarter-hours) helps before the year ends, or who owe a class of county level besides.
    """

    year: int
    everybody: tuple[standings.Standing, ...]
    joining: tuple[Joining, ...]
    offers: tuple[Offer, ...]
    left: tuple[int, ...]
    half_day: int
    seats: int

    def of(self, outlook: str) -> tuple[standings.Standing, ...]:
        """Give those of one outlook, a key of `standings.OUTLOOKS`."""
        return tuple(one for one in self.everybody if one.outlook == outlook)

    @property
    def calls(self) -> tuple[standings.Standing, ...]:
        """Give those to be called: who has not met it and whose own classes do not bring them there."""
        return tuple(one for one in self.everybody if one.outlook in ("reachable", "out_of_reach"))


def forecast(db: Register, *, school: int, year: int, today: str, seats: int = SEATS) -> Forecast:
    """Look ahead to a year's end for a whole school; `seats` are the most in one added class."""
    ids = members.find(db, school=school, order_by="branch")
    every = standings.rows(db, ids, year=year, today=today)
    rule = rules.in_force(db, school=school, on=f"{year}-12-31")
    worth = max(rule.half_day["am"], rule.min_unit, 1)
    short = [one for one in every if one.outlook == "out_of_reach"]
    need = {one.member: -(-_gap(one) // worth) for one in short if not one.lacking_central}
    offers = cover(
        need,
        {one.member: one.branch_name for one in short},
        seats=seats,
        most=_room(rule, worth, year, today),
    )
    saved = {one for offer in offers for one in offer.invited}
    return Forecast(
        year,
        tuple(every),
        tuple(_joining(db, every, school=school, year=year, today=today)),
        tuple(offers),
        tuple(one.member for one in short if one.member not in saved),
        worth,
        seats,
    )


def _gap(one: standings.Standing) -> int:
    """Give the quarter-hours that even all of the timetable would leave."""
    return max((one.required or 0) - one.earned - one.planned - one.joinable, 0)


def _room(rule: rules.HourRule, worth: int, year: int, today: str) -> int:
    """Give how many half-days can still count before the year ends, by its days and what a day may give."""
    begin = max(date.fromisoformat(today), date(year - 1, 12, 31))
    days = max((date(year, 12, 31) - begin).days, 0)
    return days * min(max(rule.day_cap // worth, 1), 2)


def cover(need: Mapping[int, int], homes: Mapping[int, str], *, seats: int, most: int) -> list[Offer]:
    """Find few half-days that bring many people to their hours: the best for each half-day first.

    `need` says for a person how many half-days are lacking, `homes` of which branch they are. A class of
    so many half-days helps all who lack no more; branches are put together up to `seats`, those with most
    such people first. It is the greedy cover of sets: never worse than by a factor of the logarithm.
    """
    open_ = {who: half_days for who, half_days in need.items() if 0 < half_days <= most}
    offers: list[Offer] = []
    while open_ and len(offers) < _MOST_OFFERS:
        tried = [_offer(half_days, open_, homes, seats) for half_days in sorted(set(open_.values()))]
        best = max(tried, key=lambda one: (len(one.invited) / one.half_days, len(one.invited)))
        offers.append(best)
        for who in best.invited:
            del open_[who]
    return offers


def _offer(half_days: int, need: Mapping[int, int], homes: Mapping[int, str], seats: int) -> Offer:
    helped = [who for who, lacking in need.items() if lacking <= half_days]
    sizes = Counter(homes[who] for who in helped)
    chosen: list[str] = []
    room = seats
    for name, size in sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0])):
        # A branch larger than the room comes in part: the rest is offered a class of its own.
        if size <= room or not chosen:
            chosen.append(name)
            room -= size
    invited = [who for who in helped if homes[who] in chosen]
    # Who lacks most is helped first where not all fit in.
    invited = sorted(invited, key=lambda who: -need[who])[:seats]
    kept = set(invited)
    return Offer(half_days, tuple(chosen), tuple(who for who in helped if who in kept))


def _joining(
    db: Register, every: Sequence[standings.Standing], *, school: int, year: int, today: str
) -> list[Joining]:
    """List the open classes that those who could still reach their hours may join, the soonest first."""
    could = [one for one in every if one.outlook == "reachable"]
    found = []
    for one in classes.rows(db, classes.find(db, school=school)):
        if (
            one.state in classes.CLOSED
            or one.ends <= today
            or not one.starts[:4] <= str(year) <= one.ends[:4]
        ):
            continue
        sessions = timetable.rows(db, timetable.find(db, training_class=one.id))
        if not any(session.date > today and session.date[:4] == str(year) for session in sessions):
            continue
        inside = enrollments.within(db, one.id)
        people = tuple(
            who.member
            for who in could
            if who.member not in inside
            and standings.may_join(one.trainee_group, member_type=who.member_type, role=who.role)
        )
        if people:
            found.append(Joining(one.id, one.name, one.starts, people))
    return sorted(found, key=lambda one: (one.starts, one.training_class))
