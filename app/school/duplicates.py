"""Duplicates: rows that are probably one person, with what tells them apart, for a person to judge."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from app.progress import Tell, silent
from app.school import members, persons
from app.spelling import id_numbers, variants
from db.register import Register

# What tells two people of one name apart, in the order a person would ask.
TELLING = ("id_number", "birth", "gender", "branch_name", "phone", "join_date", "member_type", "unit_post",
           "address", "native_place", "left_on")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows that are probably one person, why, and the fields in which they differ: (field, one, other).

    `one` is the row that was there first.
    """

    one: int
    other: int
    why: str
    differing: tuple[tuple[str, str, str], ...]


class _Person(NamedTuple):
    """What of a row the signs look at."""

    id: int
    name: str
    id_number: str
    birth: str


# So many people are gone through in less than a tenth of a second.
_QUICK = 5000
# An ID number in parts: two that differ within one of them are alike in all the others.
_PARTS = ((0, 5), (5, 9), (9, 13), (13, 18))

# How sure each sign is, the surest first; a pair is shown for its surest.
_SLIP, _BORN, _STAND_IN, _VARIANT, _UNBORN = range(5)
_Found = dict[tuple[int, int], tuple[int, str]]


def quick(db: Register, *, school: int) -> bool:
    """Tell whether a school is small enough to look for its duplicates while somebody works."""
    (many,) = db.execute("SELECT count(*) FROM member WHERE school = ?", [school]).fetchone()
    return int(many) <= _QUICK


def pairs(db: Register, *, school: int, tell: Tell = silent) -> list[Pair]:
    """List the probable duplicates of a school, those who left among them, the surest first.

    Signs are an ID number that differs by a digit or a swap of neighbours, the same name and birth as far as
    they are known, and a name in which a rare character stands as pinyin, a box or a variant. Pairs merged or
    said to be two people are left out.
    """
    everyone = [
        _Person(*row)
        for row in db.execute(
            "SELECT id, name, coalesce(id_number, ''), birth FROM member WHERE school = ? "
            "AND id NOT IN (SELECT other FROM person_link) ORDER BY id",
            [school],
        )
    ]
    found: _Found = {}
    for place, sign in enumerate((_by_number, _by_name, _by_stand_in)):
        tell(place, 3, "正在找重复的人")
        for one, other, rank, why in sign(everyone):
            key = (min(one, other), max(one, other))
            if key not in found or rank < found[key][0]:
                found[key] = (rank, why)
    tell(3, 3, "正在找重复的人")
    known = persons.apart(db, school=school)
    ranked = sorted((rank, key, why) for key, (rank, why) in found.items() if key not in known)
    return _pairs(db, [(key, why) for _, key, why in ranked])


def standing(db: Register, pairs: Iterable[Pair], *, school: int) -> list[Pair]:
    """Give those of pairs found before about which nothing was said since, with what tells them apart now."""
    merged, known = persons.kept_for(db, school=school), persons.apart(db, school=school)
    left = [
        ((pair.one, pair.other), pair.why)
        for pair in pairs
        if (pair.one, pair.other) not in known and not {pair.one, pair.other} & merged.keys()
    ]
    return _pairs(db, left)


def _pairs(db: Register, found: Sequence[tuple[tuple[int, int], str]]) -> list[Pair]:
    concerned = {one for key, _ in found for one in key}
    rows = {who.id: who for who in members.rows(db, list(concerned))}
    return [
        Pair(*key, why, tuple(_differing(rows[key[0]], rows[key[1]])))
        for key, why in found
        if key[0] in rows and key[1] in rows
    ]


def _differing(one: members.Member, other: members.Member) -> Iterator[tuple[str, str, str]]:
    for field in TELLING:
        here, there = str(getattr(one, field)), str(getattr(other, field))
        if here != there:
            yield field, here, there


_Sign = Iterator[tuple[int, int, int, str]]


def _by_number(people: Sequence[_Person]) -> _Sign:
    """Find numbers one digit or one swap of neighbours apart, among those that are alike but for a part."""
    owners = {who.id_number: who.id for who in people if who.id_number}
    for first, last in _PARTS:
        alike: dict[str, list[str]] = {}
        for number in owners:
            alike.setdefault(number[:first] + number[last:], []).append(number)
        for several in alike.values():
            for one, other in combinations(several, 2):
                if said := id_numbers.slip(one, other):
                    yield owners[one], owners[other], _SLIP, f"身份证号{said}"
    for _, place in _PARTS[:-1]:
        for number in owners:
            other = number[: place - 1] + number[place] + number[place - 1] + number[place + 1 :]
            if other > number and other in owners:
                yield owners[number], owners[other], _SLIP, f"身份证号{id_numbers.slip(number, other)}"


def _by_name(people: Sequence[_Person]) -> _Sign:
    by_name: dict[str, list[_Person]] = {}
    for who in people:
        by_name.setdefault(variants.folded(who.name), []).append(who)
    for several in by_name.values():
        for one, other in combinations(several, 2):
            if not _may_be_born_together(one, other):
                continue
            if one.name != other.name:
                yield one.id, other.id, _VARIANT, "姓名只有写法不同，出生日期对得上"
            elif _born(one) and _born(other):
                yield one.id, other.id, _BORN, "姓名相同，出生日期对得上"
            else:
                yield one.id, other.id, _UNBORN, "姓名相同，出生日期不全"


def _by_stand_in(people: Sequence[_Person]) -> _Sign:
    by_birth: dict[str, list[_Person]] = {}
    for who in people:
        by_birth.setdefault(_born(who)[:4], []).append(who)
    for who in people:
        if not variants.has_stand_in(who.name):
            continue
        born = _born(who)[:4]
        # Where only the year is known, or nothing, everybody who may be of that age is looked at.
        near: Iterable[_Person] = [*by_birth.get(born, ()), *by_birth.get("", ())] if born else people
        for other in near:
            if who.id == other.id or not _may_be_born_together(who, other):
                continue
            if variants.may_be_one(who.name, other.name):
                yield who.id, other.id, _STAND_IN, "姓名里的生僻字可能只是写法不同，出生日期对得上"


def _born(who: _Person) -> str:
    """Give the birth as it is known, from the ID number where nothing else says it."""
    number = who.id_number
    return who.birth or (f"{number[6:10]}-{number[10:12]}-{number[12:14]}" if number else "")


def _may_be_born_together(one: _Person, other: _Person) -> bool:
    here, there = _born(one), _born(other)
    return here.startswith(there) or there.startswith(here)
