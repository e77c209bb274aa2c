"""Made-up people of real shape: ages, posts and gaps as on a township's rolls, and nobody who lives.

The area code and the telephone ranges used here have never been assigned to anyone.
"""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.jobs.demo import names
from app.jobs.demo.townships import COUNTY_CODE, Township, Village
from app.spelling import id_numbers

# How many of a hundred members are of which age; rural branches are old.
_AGES = {(22, 29): 6, (30, 39): 15, (40, 49): 18, (50, 59): 21, (60, 69): 20, (70, 79): 14, (80, 92): 6}
_OFFICE_AGES = (32, 63)
_WOMEN = 0.25
# Of those young enough to be new; floating is of all.
_NEW_BELOW, _CANDIDATES, _PROBATIONARY = 50, 0.05, 0.06
_FLOATING, _NO_ID = 0.06, 0.012
_FRAIL_FROM, _FRAIL = 75, 0.4
_LANDLINES = 0.06
_COMMITTEE = ("组织委员", "宣传委员", "纪检委员")
_CITIES = ("福建省宁德市", "福建省福州市", "上海市", "浙江省温州市", "广东省深圳市", "江苏省苏州市")
_AT_HOME = ("11 农牧渔业生产人员",) * 4 + ("124 其他农牧渔民",)
_SCHOOLING = {
    30: {"21 大学": 30, "22 大专": 45, "6 普通高中": 20, "12 硕士研究生": 5},
    50: {"22 大专": 18, "41 中等专科": 14, "6 普通高中": 30, "7 初中": 38},
    70: {"6 普通高中": 22, "7 初中": 50, "8 小学": 28},
    120: {"7 初中": 25, "8 小学": 65, "9 其他": 10},
}


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up person as a roster would say; coded cells are written as the national table writes them.

    `id_number` is empty for those whose village gave none, `join` and `full` None where not yet.
    """

    name: str
    gender: str
    ethnicity: str
    id_number: str
    birth: date
    education: str
    member_type: str
    village: Village
    join: date | None
    full: date | None
    job: str
    phone: str
    landline: str
    address: str
    post: str
    floating_to: str
    frail: bool


def of_township(chance: random.Random, township: Township, *, count: int, today: date) -> tuple[Person, ...]:
    """Make up a township's people, village by village, secretary and committee first."""
    people: list[Person] = []
    villages = len(township.villages)
    for place, village in enumerate(township.villages):
        share = count * (place + 1) // villages - count * place // villages
        for seat in range(share):
            in_office = seat <= min(len(_COMMITTEE), share // 4)
            who = _person(
                chance, village, township=township.name, number=len(people), today=today, in_office=in_office
            )
            people.append(_elected(who, seat) if in_office else who)
    return _with_unusual_names(people)


def _person(
    chance: random.Random, village: Village, *, township: str, number: int, today: date, in_office: bool
) -> Person:
    ages = _OFFICE_AGES if in_office else chance.choices(list(_AGES), list(_AGES.values()))[0]
    birth = date(today.year - chance.randint(*ages), chance.randint(1, 12), chance.randint(1, 28))
    woman = chance.random() < _WOMEN
    age = today.year - birth.year
    name = names.full_name(chance, woman=woman, age=age)
    schooling = next(stock for below, stock in _SCHOOLING.items() if age < below)
    member_type, join, full = _standing(chance, birth, today=today)
    floating = 22 <= age < 60 and chance.random() < _FLOATING / 0.6
    return Person(
        name=name,
        gender="女" if woman else "男",
        ethnicity=names.ethnicity(chance, name),
        id_number="" if chance.random() < _NO_ID else _id_number(birth, number, woman=woman),
        birth=birth,
        education=chance.choices(list(schooling), list(schooling.values()))[0],
        member_type=member_type,
        village=village,
        join=join,
        full=full,
        job="123 外出务工经商人员" if floating else chance.choice(_AT_HOME),
        phone=f"161{number:08}",
        landline=f"0590-5{number:06}" if chance.random() < _LANDLINES else "",
        address=f"{township}{village.name}{chance.randint(1, 180)}号",
        post="",
        floating_to=chance.choice(_CITIES) if floating else "",
        frail=age >= _FRAIL_FROM and chance.random() < _FRAIL,
    )  # fmt: skip


def _standing(chance: random.Random, birth: date, *, today: date) -> tuple[str, date | None, date | None]:
    """Draw what kind of member someone is, and the dates that go with it."""
    drawn = chance.random()
    of_age = birth.year + 20
    if today.year - birth.year >= _NEW_BELOW:
        drawn = 1.0
    if drawn < _CANDIDATES:
        return "发展对象", None, None
    if drawn < _CANDIDATES + _PROBATIONARY:
        return "预备党员", today - timedelta(days=chance.randint(20, 340)), None
    year = min(today.year - 2, of_age + min(chance.randint(0, 12), chance.randint(0, 25)))
    join = date(year, chance.choice((6, 7, 7, 7, 10, 11, 12)), chance.randint(1, 28))
    return "正式党员", join, join.replace(year=join.year + 1)


def _id_number(birth: date, number: int, *, woman: bool) -> str:
    """Make up an ID number with a right check digit; the last of its three serial digits is the gender."""
    serial = (number % 499 + 1) * 2 - (0 if woman else 1)
    first17 = f"{COUNTY_CODE}{birth:%Y%m%d}{serial:03}"
    return first17 + id_numbers.check_digit(first17)


def _elected(person: Person, seat: int) -> Person:
    """Put someone into the branch's committee: a full member, in good health and at home."""
    post = "党支部书记" if seat == 0 else f"支部{_COMMITTEE[seat - 1]}"
    join = person.join if person.join and person.full else date(person.birth.year + 20, 7, 1)
    return replace(
        person,
        member_type="正式党员",
        join=join,
        full=person.full or join.replace(year=join.year + 1),
        post=f"{person.village.name}{post}",
        floating_to="",
        frail=False,
        job="11 农牧渔业生产人员",
    )


def _with_unusual_names(people: list[Person]) -> tuple[Person, ...]:
    """Give a few of the rank and file names that programs trip over, the last two in one village."""
    plain = [place for place, who in enumerate(people) if not who.post and who.id_number]
    step = max(1, (len(plain) - 1) // len(names.UNUSUAL))
    for turn, (name, gender, ethnicity) in enumerate(names.UNUSUAL):
        place = plain[min(turn * step, len(plain) - 1)]
        if turn and names.UNUSUAL[turn - 1][0] == name:
            place = plain[(turn - 1) * step + 1]
        who = people[place]
        number = _id_number(who.birth, place, woman=gender == "女")
        people[place] = replace(who, name=name, gender=gender, ethnicity=ethnicity, id_number=number)
    return tuple(people)
