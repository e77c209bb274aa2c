"""Find what a person means by what was typed: a class, a person, a half-day, a demand, a certificate."""

import re
from collections.abc import Sequence

from app.errors import UserError
from app.school import (
    HALF_DAYS,
    certificates,
    checklist,
    classes,
    courses,
    devices,
    enrollments,
    members,
    places,
    plans,
    requirements,
    schools,
    teachers,
    timetable,
)
from app.school.class_rules import Requirement
from app.spelling import id_numbers
from db.register import Register

_SHOWN = 8
_TERM = re.compile(r"(?:([0-9]{4})-)?([0-9]{1,3})")


def training_class(db: Register, said: str, *, year: int) -> classes.TrainingClass:
    """Find a class by its term (3 in this year, 2026-3) or a part of its name; raise `UserError`."""
    school = schools.own(db).id
    if term := _TERM.fullmatch(said):
        wanted = int(term[1] or year), int(term[2])
        found = classes.rows(db, classes.find(db, school=school, year=wanted[0]))
        found = [one for one in found if one.term_no == wanted[1]]
    else:
        found = classes.rows(db, classes.find(db, said, school=school))
        found = [one for one in found if one.name == said] or found
    if len(found) == 1:
        return found[0]
    if not found:
        raise UserError(
            f"没有找到培训班“{said}”。用 wuyou classes list 看有哪些班，写班名或期次（如 {year}-1）。"
        )
    names = [f"{one.year}-{one.term_no} {one.name}" for one in found]
    raise UserError(f"“{said}”对得上不止一个班：{_some(names)}。请写期次。")


def requirement(db: Register, of: classes.TrainingClass, said: str) -> Requirement:
    """Find what is asked of a class by its title, a part of it, or its key; raise `UserError`."""
    asked = [one.requirement for one in requirements.of_class(db, of.id)]
    found = [one for one in asked if said in (one.title, one.key)] or [
        one for one in asked if said in one.title
    ]
    if len(found) == 1:
        return found[0]
    titles = "、".join(one.title for one in found or asked)
    if found:
        raise UserError(f"“{said}”对得上不止一样材料：{titles}。请写全。")
    raise UserError(f"“{of.name}”的档案里没有“{said}”，只能是：{titles}。")


def plan_line(db: Register, number: int, *, year: int) -> plans.PlanLine:
    """Find a line of a year's plan by its place in the list, from 1; raise `UserError`."""
    found = plans.rows(db, plans.find(db, school=schools.own(db).id, year=year))
    if not 1 <= number <= len(found):
        raise UserError(f"{year} 年培训计划没有第 {number} 行。用 wuyou plans list 看有哪些。")
    return found[number - 1]


def member(db: Register, said: str, *, ids: Sequence[int] | None = None) -> members.Member:
    """Find one person by name, initials or the end of the ID number; raise `UserError`."""
    found = members.rows(db, members.find(db, said, school=schools.own(db).id))
    if ids is not None:
        found = [who for who in found if who.id in set(ids)]
    by_name = [who for who in found if who.name == said]
    # The same digits may end somebody else's telephone number.
    found = by_name or [who for who in found if said and who.id_number.endswith(said.upper())] or found
    if len(found) == 1:
        return found[0]
    if not found:
        raise UserError(f"没有找到“{said}”。请写姓名、拼音首字母或身份证号末几位。")
    names = [
        f"{who.name}（{who.branch_name}，{id_numbers.tail(who.id_number) or '无身份证号'}）" for who in found
    ]
    raise UserError(f"“{said}”对得上不止一个人：{_some(names)}。请改写身份证号末四位。")


def sessions(
    db: Register, of: classes.TrainingClass, *, on: str | None, half_day: str | None
) -> list[timetable.Session]:
    """Find the half-days of a class on a day, or all of them; raise `UserError` where there is none."""
    found = timetable.rows(db, timetable.find(db, training_class=of.id))
    found = [one for one in found if on in (None, one.date) and half_day in (None, one.half_day)]
    if not found:
        when = f"{on or ''}{HALF_DAYS.get(half_day or '', '')}"
        raise UserError(f"“{of.name}”{when}没有排课。用 wuyou classes show 看课表。")
    return found


def enrollment(db: Register, of: classes.TrainingClass, said: str) -> enrollments.Enrollment:
    """Find one trainee of a class as `member` does, or by the number on the roster; raise `UserError`."""
    roster = enrollments.rows(db, enrollments.find(db, training_class=of.id))
    if numbered := [one for one in roster if str(one.seq_no) == said]:
        return numbered[0]
    person = member(db, said, ids=[one.member for one in roster])
    (row,) = [one for one in roster if one.member == person.id]
    return row


def criterion(db: Register, said: str, *, today: str) -> checklist.Criterion:
    """Find one demand of the standard in force by its key or a part of its text; raise `UserError`."""
    standard = checklist.standard(db, school=schools.own(db).id, on=today)
    every = checklist.criteria(db, standard.id)
    found = [one for one in every if one.key == said] or [one for one in every if said in one.text]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UserError(f"标准里没有“{said}”这一条。用 wuyou checklist show 看有哪些，写代号或要求里的字。")
    raise UserError(f"“{said}”对得上不止一条：{_some([one.key for one in found])}。请写代号。")


def certificate(db: Register, number: str) -> certificates.Certificate:
    """Find a certificate by its number; raise `UserError`."""
    found = certificates.rows(db, certificates.find(db, number, school=schools.own(db).id))
    found = [one for one in found if one.number == number] or found
    if len(found) == 1:
        return found[0]
    if not found:
        raise UserError(f"没有找到证书“{number}”。请核对编号，例如“云溪乡党校〔2026〕第0001号”。")
    raise UserError(f"“{number}”对得上不止一张证书：{_some([one.number for one in found])}。请写全编号。")


def teacher(db: Register, said: str) -> teachers.Teacher:
    """Find a teacher by name or a part of it, also one who teaches no more; raise `UserError`."""
    found = teachers.rows(db, teachers.find(db, said, school=schools.own(db).id, ended=True))
    return found[_one([one.name for one in found], said, "教师", "teachers")]


def course(db: Register, said: str) -> courses.Course:
    """Find a course by its title or a part of it; raise `UserError`."""
    found = courses.rows(db, courses.find(db, said, school=schools.own(db).id, ended=True))
    return found[_one([one.title for one in found], said, "课程", "courses")]


def place(db: Register, said: str) -> places.Place:
    """Find a place by its name or a part of it; raise `UserError`."""
    found = places.rows(db, places.find(db, said, school=schools.own(db).id, ended=True))
    return found[_one([one.name for one in found], said, "地点", "places")]


def school(db: Register, said: str) -> schools.School:
    """Find a township's school, at a city's desk a county too, by its code or a part of its name.

    Raise `UserError` for none or several.
    """
    city = schools.own_id(db) is not None and schools.own(db).level == "city"
    every = schools.rows(db, [*schools.find(db), *(schools.find(db, level="county") if city else [])])
    found = [one for one in every if said in one.full_name or said in one.short_name or said == one.code]
    exact = [one for one in found if said in (one.code, one.short_name, one.full_name)] or found
    return exact[_one([one.short_name for one in exact], said, "乡镇党校", "counties")]


def laptop(db: Register, serial: int) -> devices.Device:
    """Find an enrolled laptop by the number of its certificate; raise `UserError` for none."""
    found = next((one for one in devices.enrolled(db) if one.serial == serial), None)
    if found is None:
        raise UserError(f"没有第 {serial} 号登记证。用 wuyou devices list 看有哪些。")
    return found


def _one(names: Sequence[str], said: str, word: str, command: str) -> int:
    """Give which of the names found is meant: the same one first, else the only one; raise `UserError`."""
    same = [at for at, name in enumerate(names) if name == said] or list(range(len(names)))
    if len(same) == 1:
        return same[0]
    if not same:
        raise UserError(f"没有找到{word}“{said}”。用 wuyou {command} list 看有哪些。")
    raise UserError(f"“{said}”对得上不止一个{word}：{_some([names[at] for at in same])}。请写全名称。")


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:_SHOWN]) + (f"等 {len(names)} 个" if len(names) > _SHOWN else "")
