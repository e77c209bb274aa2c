"""The registers on show: for each its ledger, how its lines are found, and what is worked out beside them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.school import (
    books,
    bylaws,
    courses,
    equipment,
    funds,
    hours_text,
    meetings,
    places,
    posts,
    routes,
    teachers,
)
from app.school.ledgers import Ledger
from app.ui.pages.checklist.registers.sheet_model import Extra
from db.register import Register

Texts = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """One register: `find` takes words and `rows` ids, as the noun's own; `given` begins a new line.

    `yearly` where its lines belong to years; fields `unshown` are
    another register's of the same ledger. `title` stands in the list; `advice` where it is empty.
    """

    key: str
    title: str
    ledger: Ledger
    find: Callable[..., list[int]]
    rows: Callable[[Register, list[int]], Sequence[Any]]
    advice: str
    extras: tuple[Extra, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    yearly: bool = False
    unshown: tuple[str, ...] = ()


def _rooms(db: Register, text: str, *, school: int, gone: bool, order_by: str) -> list[int]:
    kinds = [one for one in places.KINDS if one not in places.POINTS]
    return _of_kinds(db, text, kinds, school=school, gone=gone, order_by=order_by)


def _points(db: Register, text: str, *, school: int, gone: bool, order_by: str) -> list[int]:
    return _of_kinds(db, text, places.POINTS, school=school, gone=gone, order_by=order_by)


def _of_kinds(
    db: Register, text: str, kinds: Sequence[str], *, school: int, gone: bool, order_by: str
) -> list[int]:
    found = places.listed(db, text, school=school, gone=gone, order_by=order_by)
    return [one.id for one in places.rows(db, found) if one.kind in kinds]


def _lectures(db: Register, ids: Sequence[int], *, school: int, year: int, today: str) -> Texts:
    until = min(today, f"{year}-12-31")
    counts = teachers.taught(db, school=school, year=year, until=until)
    return {
        row: f"{one.sessions} 次 {hours_text(one.quarter_hours)} 学时"
        for row, one in counts.items()
        if one.sessions
    }


def _contracts(db: Register, ids: Sequence[int], *, school: int, year: int, today: str) -> Texts:
    valid = set(teachers.under_contract(db, school=school, on=today))
    said = {}
    for one in teachers.rows(db, list(ids)):
        if one.id in valid:
            said[one.id] = "在聘"
        elif one.hired_on:
            said[one.id] = "未到" if one.hired_on > today else "到期"
    return said


def _branches(db: Register, ids: Sequence[int], *, school: int, year: int, today: str) -> Texts:
    tree = courses.tree(db, school=school)
    return {one.id: tree.branch_of(one.category) for one in courses.rows(db, list(ids)) if one.category}


def _taught(db: Register, ids: Sequence[int], *, school: int, year: int, today: str) -> Texts:
    counts = courses.taught(db, school=school, year=year, until=min(today, f"{year}-12-31"))
    return {row: f"{one.sessions} 次 {one.people} 人" for row, one in counts.items() if one.sessions}


def _left(db: Register, ids: Sequence[int], *, school: int, year: int, today: str) -> Texts:
    return {one.id: str(one.left) for one in books.rows(db, list(ids))}


def _length(db: Register, ids: Sequence[int], *, school: int, year: int, today: str) -> Texts:
    said = {}
    for one in routes.rows(db, list(ids)):
        minutes = f"{one.minutes} 分钟" if one.minutes else ""
        hours = f"{hours_text(one.quarter_hours)} 学时" if one.quarter_hours else ""
        said[one.id] = " ".join(
            filter(None, (f"{len(one.points)} 个点" if one.points else "", minutes, hours))
        )
    return said


def _warned(db: Register, ids: Sequence[int], *, school: int, year: int, today: str) -> Texts:
    return funds.warnings(db, list(ids), school=school)


KINDS = (
    Kind("posts", "组织人员", posts.LEDGER, posts.find, posts.rows,
         "登记校长、副校长、教务员等：党校职务、姓名、任职文件和任职时间。"),
    Kind("bylaws", "规章制度", bylaws.LEDGER, bylaws.find, bylaws.rows,
         "登记培训管理、师资管理、教学管理等制度，附上扫描件，上墙的写“是”。"),
    Kind("meetings", "会议记录", meetings.LEDGER, meetings.find, meetings.rows,
         "登记专题研究党校建设和党员培训的会议，每年至少两次，附上会议纪要。", yearly=True),
    Kind("funds", "经费安排", funds.LEDGER, funds.find, funds.rows,
         "登记本年的经费：来源、名目、安排多少、到账多少。", yearly=True),
    Kind("spendings", "经费支出", funds.SPENDINGS, funds.find_spent, funds.spent_rows,
         "登记每一笔支出：日期、类别、用途、金额；讲课费写教师和学时，程序对照标准提醒。",
         (Extra("提醒", _warned, "讲课费超过标准、学时和课表不符；只提醒，不拦。", tone="warn", width=20,
                after="half_days"),),
         yearly=True),
    Kind("rooms", "场地", places.LEDGER, _rooms, places.rows,
         "登记教室、会议室、图书阅览室等自己的场地。", given={"kind": "教室"},
         unshown=("theme", "guide", "open_hours", "contact")),
    Kind("equipment", "设施设备", equipment.LEDGER, equipment.find, equipment.rows,
         "登记投影、音响、电脑、桌椅等：数量、放在哪里、好不好用。"),
    Kind("points", "现场教学点", places.LEDGER, _points, places.rows,
         "登记现场教学点、流动党校：主题、地址、能接待多少人、讲解员。", given={"kind": "现场教学点"}),
    Kind("routes", "教学路线", routes.LEDGER, routes.find, routes.rows,
         "登记现场教学路线：沿线点位按先后写，用 → 隔开。",
         (Extra("全程", _length, "各点的分钟和学时合计。", width=10, after="stops"),)),
    Kind("teachers", "师资聘任", teachers.LEDGER, teachers.listed, teachers.rows,
         "登记聘任的教师：类别、来源、职称、聘期，附上聘书或协议。",
         (Extra("聘期", _contracts, "今天是否在聘期内；没有聘任时间的不算。", width=4,
                after="hired_until"),
          Extra("本年授课", _lectures, "本年到今天为止课表上的课次和学时；同一课给两个班上只计一次。",
                width=9))),
    Kind("courses", "课程目录", courses.LEDGER, courses.listed, courses.rows,
         "登记能讲的课程：类别、通常几学时、讲给谁听。",
         (Extra("体系", _branches, "这一类别在课程体系里归哪一支。", width=9),
          Extra("本年讲授", _taught, "本年到今天为止讲了几次、来了多少人。", width=8))),
    Kind("books", "图书资料", books.LEDGER, books.find, books.rows,
         "登记图书、教材、学习笔记、电教片：册数、放在哪里。",
         (Extra("结存", _left, "册数减去发放出去还没有收回的。", align="right", width=4,
                after="copies"),)),
    Kind("issues", "资料发放", books.ISSUES, books.find_issues, books.issue_rows,
         "登记发给各支部的教材和笔记；先在“图书资料”里有这本书。", yearly=True),
)  # fmt: skip
"""Every register, in the order of the list."""


def words(db: Register, kind: Kind, of: Any, *, school: int) -> list[str]:
    """List what is offered while a field is typed."""
    if of.name == "category":
        return courses.categories(db, school=school)
    if of.kind == "choice":
        return [word for word in of.choices.values() if word]
    if of.kind == "yes":
        return ["是", "否"]
    if of.reference is not None:
        return list(of.reference.offered(db, school))
    if of.name == "payee":
        return teachers.names(db, school=school)
    return list(of.usual)
