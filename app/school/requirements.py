"""Requirements: what a class must show before it is closed and archived, and what proves each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.errors import UserError
from app.school import (
    CLASS_STATES,
    attendance,
    class_rules,
    classes,
    evidence,
    hours_text,
    scores,
    sign_in_sheets,
)
from app.school.class_rules import Proof, Requirement, Stage
from db.register import Register
from db.rows import insert

NOTICE = "notice"
"""The requirement whose paper announces a class."""
State = Literal["met", "lacking", "waived"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a requirement stands: what proves it, or what is lacking, in words; `papers` are those filed."""

    requirement: Requirement
    state: State
    said: str
    papers: tuple[evidence.Evidence, ...] = ()


def of_class(db: Register, training_class: int, *, grid: attendance.RollCall | None = None) -> list[Standing]:
    """Judge everything that is asked of a class, in the order of its rule; `grid` where it is read already.

    What the program records by itself proves a requirement; so does any document filed for it.
    """
    found = classes.row(db, training_class)
    rule = class_rules.in_force(db, school=found.school, on=found.starts or f"{found.year}-12-31")
    filed, waived = _papers(db, training_class)
    facts = _Facts(db, found, grid or attendance.roll_call(db, training_class), rule)
    return [_judge(one, facts, filed.get(one.key, ()), waived.get(one.key, ""))
            for one in rule.asked_of(found.class_type)]  # fmt: skip


def lacking(standings: list[Standing], *, by: Stage) -> list[Standing]:
    """Give the requirements that stand in the way of closing, or of archiving (which asks for all)."""
    stages = ("close",) if by == "close" else class_rules.STAGES
    return [
        one
        for one in standings
        if one.state == "lacking" and one.requirement.required and one.requirement.by in stages
    ]


def _judge(one: Requirement, facts: "_Facts", papers: tuple[evidence.Evidence, ...], waived: str) -> Standing:
    if papers:
        many = f"{len(papers)} 件，" if papers[1:] else ""
        return Standing(one, "met", f"{many}{papers[-1].formed_on} {papers[-1].file_name}", papers)
    met, said = _PROVERS[one.proof](facts)
    if not met and waived:
        return Standing(one, "waived", f"本班没有：{waived}")
    return Standing(one, "met" if met else "lacking", said)


@dataclass(frozen=True, slots=True)
class _Facts:
    db: Register
    found: classes.TrainingClass
    grid: attendance.RollCall
    rule: class_rules.ClassRule


def _document(_facts: _Facts) -> tuple[bool, str]:
    return False, "还没有归入"


def _people(facts: _Facts) -> tuple[bool, str]:
    enrolled = facts.found.enrolled
    return bool(enrolled), f"名册上有 {enrolled} 人" if enrolled else "还没有学员"


def _timetable(facts: _Facts) -> tuple[bool, str]:
    found = facts.found
    if not found.sessions:
        return False, "还没有排课"
    return True, f"{found.sessions} 个半天，共 {hours_text(found.quarter_hours)} 学时"


def _sign_in_sheet(facts: _Facts) -> tuple[bool, str]:
    sheets = sign_in_sheets.rows(facts.db, sign_in_sheets.find(facts.db, training_class=facts.found.id))
    if not sheets:
        return False, "还没有打印"
    covered = {one for sheet in sheets for one in sheet.sessions}
    absent = [session.label for session in facts.grid.sessions if session.id not in covered]
    if absent:
        return False, f"{'、'.join(absent[:3])}{'等' if absent[3:] else ''}没有签到表"
    return True, f"已打印，最近一次在 {sheets[0].printed_on}"


def _attendance(facts: _Facts) -> tuple[bool, str]:
    if not facts.grid.marks:
        return False, "还没有录入"
    if facts.grid.missing:
        return False, f"还有 {facts.grid.missing} 人次没有录入"
    return True, f"{len(facts.grid.marks)} 人次全部录完"


def _scores(facts: _Facts) -> tuple[bool, str]:
    lines = scores.sheet(facts.db, facts.found.id).lines
    blank = [
        part.title for part in facts.rule.scores.parts if not any(part.key in line.points for line in lines)
    ]
    if blank:
        return False, f"还没有{'、'.join(blank)}成绩" if lines else "还没有学员"
    whole = sum(line.total is not None for line in lines)
    return True, f"{whole} 人有总评" + (f"，{len(lines) - whole} 人不计成绩" if whole < len(lines) else "")


def _certificates(facts: _Facts) -> tuple[bool, str]:
    given, unprinted = facts.db.execute(
        "SELECT count(*), sum(printed_on IS NULL) FROM certificate c JOIN enrollment e "
        "ON e.id = c.enrollment WHERE e.training_class = ? AND voided_on IS NULL",
        [facts.found.id],
    ).fetchone()
    if not given:
        return False, "还没有颁发"
    if unprinted:
        return False, f"已编号，还有 {unprinted} 张没有打印"
    return True, f"{given} 张都已打印"


_PROVERS: dict[Proof, Callable[[_Facts], tuple[bool, str]]] = {
    "document": _document,
    "people": _people,
    "timetable": _timetable,
    "sign_in_sheet": _sign_in_sheet,
    "attendance": _attendance,
    "scores": _scores,
    "certificates": _certificates,
}


# papers


def _papers(
    db: Register, training_class: int
) -> tuple[dict[str, tuple[evidence.Evidence, ...]], dict[str, str]]:
    """Give the documents filed for each requirement, oldest first, and why some will not come."""
    found = db.execute(
        "SELECT requirement, evidence, waived FROM class_paper WHERE training_class = ? ORDER BY id",
        [training_class],
    ).fetchall()
    known = {one.id: one for one in evidence.rows(db, [row[1] for row in found if row[1]])}
    filed: dict[str, tuple[evidence.Evidence, ...]] = {}
    for requirement, paper, _ in found:
        if paper in known:
            filed[requirement] = (*filed.get(requirement, ()), known[paper])
    return filed, {requirement: waived for requirement, _, waived in found if waived}


def of_paper(db: Register, paper: int) -> set[tuple[int, str]]:
    """Give the class and the key of every requirement that a document is filed for."""
    select = "SELECT training_class, requirement FROM class_paper WHERE evidence = ?"
    return set(db.execute(select, [paper]).fetchall())


def _asked(db: Register, training_class: int, key: str) -> tuple[classes.TrainingClass, Requirement]:
    found = classes.row(db, training_class)
    if found.state == "archived":
        raise UserError(f"“{found.name}”已经归档，材料不能再动；要改请先重新打开这个班。")
    rule = class_rules.in_force(db, school=found.school, on=found.starts or f"{found.year}-12-31")
    asked = next((one for one in rule.requirements if one.key == key), None)
    if asked is None:
        titles = "、".join(one.title for one in rule.requirements)
        raise UserError(f"档案里没有“{key}”这一项，只能是：{titles}。")
    return found, asked


def file(db: Register, training_class: int, key: str, *, paper: int, today: str) -> None:
    """Put a filed document (`paper` is evidence) with a class; its notice announces the class.

    Raise `UserError` where the class is archived or nothing of that key is asked.
    """
    found, asked = _asked(db, training_class, key)
    here = [found.id, asked.key]
    with db.act(f"{found.name}：归入{asked.title}"):
        db.execute(
            "DELETE FROM class_paper WHERE training_class = ? AND requirement = ? AND waived <> ''", here
        )
        there = "SELECT 1 FROM class_paper WHERE training_class = ? AND requirement = ? AND evidence = ?"
        if not db.execute(there, [*here, paper]).fetchone():
            _put(db, found, asked, today, {"evidence": paper})
        if asked.key == NOTICE and found.state == "preparing":
            classes.to_state(db, training_class, "notified", today=today)
        classes.follow(db, training_class)


def waive(db: Register, training_class: int, key: str, *, reason: str, today: str) -> None:
    """Say why something asked will not come; raise `UserError` without a reason or where it is there."""
    found, asked = _asked(db, training_class, key)
    if not reason.strip():
        raise UserError(f"请写明这个班为什么没有{asked.title}。")
    here = next(one for one in of_class(db, training_class) if one.requirement.key == asked.key)
    if here.state == "met":
        raise UserError(f"{asked.title}已经有了：{here.said}。")
    with db.act(f"{found.name}：注明没有{asked.title}"):
        withdraw(db, training_class, key)
        _put(db, found, asked, today, {"waived": " ".join(reason.split())})


def withdraw(db: Register, training_class: int, key: str, *, paper: int | None = None) -> None:
    """Take a document away from a class, or all that was filed or said of a requirement; the file stays."""
    found, asked = _asked(db, training_class, key)
    with db.act(f"{found.name}：移出{asked.title}"):
        db.execute(
            "DELETE FROM class_paper WHERE training_class = ?1 AND requirement = ?2 "
            "AND (?3 IS NULL OR evidence = ?3)",
            [training_class, asked.key, paper],
        )


def _put(
    db: Register, found: classes.TrainingClass, asked: Requirement, today: str, what: dict[str, object]
) -> None:
    values = {"school": found.school, "training_class": found.id, "requirement": asked.key}
    insert(db, "class_paper", {**values, "filed_on": today, **what})


def said_of(found: classes.TrainingClass, standings: list[Standing]) -> str:
    """Name what is lacking, for a sentence."""
    names = "、".join(one.requirement.title for one in standings)
    return f"“{found.name}”（{CLASS_STATES[found.state]}）还缺：{names}"
