"""Counting: what the rules make of one person's facts, taken in the order in which they happened."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.school import MARKS, hours_text, rules
from app.school.hours.facts import Amount, Fact, by_person
from db.register import Register
from db.rows import by_id


class Kind(NamedTuple):
    """What a person owes hours by."""

    member_type: str = "full"
    role: str = ""
    frail: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """What the rule makes of one fact; `rule` is 0 where there was nothing to count yet."""

    quarter_hours: int
    reason: str
    rule: int = 0


NOTHING_YET = Counted(0, "还没有录入考勤")


def count(book: rules.Book, facts: Sequence[Fact], *, kind: Kind = Kind()) -> list[Counted]:  # noqa: B008
    """Work out what each of one person's facts gives; they stand in the order of `facts.order`.

    A day gives no more than its cap and a category no more than its cap of the year, in each ledger by
    itself. Being late so many times in a class is one absence.
    """
    days: Counter[tuple[str, str]] = Counter()
    years: Counter[tuple[str, str, str]] = Counter()
    late: Counter[tuple[int | None, int]] = Counter()
    counted = []
    for fact in facts:
        rule = book.on(fact.date)
        if fact.mark in ("late", "left_early"):
            late[fact.training_class, rule.id] += 1
        worth, reason = _worth(rule, fact, late[fact.training_class, rule.id])
        day, year = (fact.ledger, fact.date), (fact.ledger, fact.category, fact.date[:4])
        room = max(rule.day_cap - days[day], 0)
        if worth > room:
            worth, reason = room, f"{reason}；当天最多记 {hours_text(rule.day_cap)} 学时"
        cap = _yearly_cap(rule, fact, kind)
        if cap is not None and worth > max(cap - years[year], 0):
            worth = max(cap - years[year], 0)
            reason = f"{reason}；{rules.CATEGORIES[fact.category]}每年最多记 {hours_text(cap)} 学时"
        days[day] += worth
        years[year] += worth
        counted.append(Counted(worth, reason, rule.id))
    return counted


def count_all(
    db: Register, book: rules.Book, facts: Sequence[Fact]
) -> Iterator[tuple[int, list[tuple[Fact, Counted]]]]:
    """Work out the facts of many people, each person's row by itself."""
    people = by_person(facts)
    known = kinds(db, people)
    for member, own in people.items():
        yield member, list(zip(own, count(book, own, kind=known[member]), strict=True))


def kinds(db: Register, people: Iterable[int]) -> dict[int, Kind]:
    """Give by what each of these people owes hours, as they are now."""
    select = "SELECT id, member_type, role, frail FROM member WHERE id IN (SELECT value FROM json_each(?))"
    return {row[0]: Kind(*row[1:]) for row in by_id(db, select, people)}


def alone(rule: rules.HourRule, fact: Fact) -> int:
    """Give what a fact would count if nothing stood beside it, in quarter-hours."""
    return _worth(rule, fact, 0)[0]


def _yearly_cap(rule: rules.HourRule, fact: Fact, kind: Kind) -> int | None:
    cap = rule.yearly_caps[fact.category]
    if fact.category != "online" or rule.online_share is None:
        return cap
    owed = rules.owed(rule, member_type=kind.member_type, role=kind.role, frail=kind.frail)
    if owed is None:
        return cap
    share = owed * rule.online_share // 100
    return share if cap is None else min(cap, share)


def _worth(rule: rules.HourRule, fact: Fact, late: int) -> tuple[int, str]:
    """Give what a fact is worth before any cap, and why; `late` is how often this was in the class."""
    if fact.amount is not None:
        return _activity(rule, fact.category, fact.amount)
    share, reason = rule.counts[fact.mark], MARKS[fact.mark]
    again = fact.mark in ("late", "left_early") and late
    if again and rule.late_per_absence and late % rule.late_per_absence == 0:
        share, reason = 0, f"{reason}第 {late} 次，按规则折算一次缺课"
    if share == 0:
        return 0, f"{reason}，不记学时"
    worth = fact.quarter_hours * share // 100
    if fact.minutes is not None:
        worth = min(worth, fact.minutes * 4 // rule.minutes_per_hour)
        reason = f"{reason}，实到 {fact.minutes} 分钟"
    return worth // rule.min_unit * rule.min_unit, reason


def _activity(rule: rules.HourRule, category: str, amount: Amount) -> tuple[int, str]:
    """Give one day's share of what an activity is worth."""
    total, reason = _whole(rule, amount)
    if category == "online" and amount.tested:
        total, reason = total + rule.online_test, f"{reason}，测试通过"
    unit = rule.online_unit if category == "online" else rule.min_unit
    total = total // unit * unit
    if amount.parts > 1:
        reason = f"{reason}（共 {amount.parts} 天，第 {amount.part + 1} 天）"
    if not total:
        reason = f"{reason}，不记学时"
    return total * (amount.part + 1) // amount.parts - total * amount.part // amount.parts, reason


def _whole(rule: rules.HourRule, amount: Amount) -> tuple[int, str]:
    said = rules.FORMS[amount.form]
    if amount.stated is not None:
        return amount.stated, f"{said}，证明写明 {hours_text(amount.stated)} 学时"
    minutes = amount.minutes or 0
    if amount.form == "online_course":
        worth = next((worth for least, worth in rule.online_brackets if minutes >= least), 0)
        return worth, f"{said} {minutes} 分钟"
    form = rule.forms[amount.form]
    if form.visit is not None:
        return form.visit * form.times, said
    if amount.half_days is not None:
        return form.half_day * amount.half_days * form.times, f"{said} {amount.half_days} 个半天"
    return minutes * 4 // form.minutes * form.times, f"{said} {minutes} 分钟"
