"""The letters about a class: scheme, notice, agenda and report, from a draft that stands as data."""

import tomllib
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import db as register_room
from app.errors import UserError
from app.jobs.forms.kinds import Form
from app.papers import figures
from app.papers import letters as papers
from app.school import (
    CAME,
    attendance,
    classes,
    graduations,
    hours_text,
    rules,
    schools,
    timetable,
)
from app.spelling import dates
from db.register import Register

DRAFTS = Path(register_room.__file__).parent / "rules" / "letters" / "usual.toml"
BLANK = "______"
LISTED = 30


@cache
def _drafts() -> Mapping[str, Any]:
    return tomllib.loads(DRAFTS.read_text(encoding="utf-8"))


def letter(db: Register, training_class: int, today: str, *, kind: str) -> papers.Letter:
    """Fill in a letter of a class; raise `UserError` where the class has no timetable yet."""
    found = classes.row(db, training_class)
    (school,) = schools.rows(db, [found.school])
    held = timetable.rows(db, timetable.find(db, training_class=training_class))
    if not held:
        raise UserError("本班还没有排课，请先到“课表”页排课，再做方案、通知和议程。")
    facts = _facts(db, found, school, held)
    if kind == "report":
        facts |= _outcome(db, found)
    draft = _drafts()[kind]
    return papers.Letter(
        title=draft["title"].format_map(facts),
        paragraphs=[papers.Paragraph(text.format_map(facts), level) for level, text in draft["paragraphs"]],
        signer=school.full_name if draft.get("signed", True) else "",
        dated=today,
        number=f"{school.short_name}〔{today[:4]}〕　号" if "addressee" in draft else "",
        addressee=draft.get("addressee", ""),
        attachments=tuple(draft.get("attachments", ())),
    )


def _facts(
    db: Register, found: classes.TrainingClass, school: schools.School, held: list[timetable.Session]
) -> dict[str, str]:
    places = dict.fromkeys(one.place or found.place_name for one in held)
    lessons = dict.fromkeys(f"{one.course}（{one.teacher}）" if one.teacher else one.course for one in held)
    part, whole = rules.in_force(db, school=school.id, on=held[0].date).leave_max_ratio
    return {
        "school": school.full_name,
        "class_name": f"{found.year}年第{found.term_no}期{found.name}",
        "trainees": found.trainee_group or "本乡镇党员",
        "enrolled": str(found.enrolled) if found.enrolled else BLANK,
        "when": dates.from_to(found.starts, found.ends),
        "starts": dates.in_figures(found.starts),
        "ends": dates.in_figures(found.ends),
        "first_time": held[0].starts,
        "last_time": held[-1].ends,
        "half_days": str(len(held)),
        "hours": hours_text(found.quarter_hours),
        "place": "、".join(filter(None, places)) or BLANK,
        "lessons": "；".join(lessons) + "。",
        "host": found.host or school.full_name,
        "co_host": f"、{found.co_host}协办" if found.co_host else "",
        "adviser": found.adviser or BLANK,
        "leave": f"{part}/{whole}",
    }


def _outcome(db: Register, found: classes.TrainingClass) -> dict[str, str]:
    """Say what came of a class; raise `UserError` while marks are missing."""
    grid = attendance.roll_call(db, found.id)
    if grid.missing or not grid.enrollments:
        raise UserError("本班的考勤还没有录完，录完以后再做学习情况通报。")
    judged = graduations.results(db, found.id)
    names = {who.id: who.name for who in grid.enrollments}
    came = sum(mark in CAME for mark in grid.marks.values())
    absent = {who: 0 for who, mark in grid.marks.items() if mark == "absent"}
    away = dict.fromkeys(names[who] for who, _ in absent)
    failed = [f"{names[one.enrollment]}（{one.why.replace(' ', '')}）" for one in judged if not one.passes]
    best = [who.name for who in grid.enrollments if who.excellent]
    return {
        "came": str(came),
        "came_share": figures.share(came, len(grid.marks)),
        "passed": str(sum(one.passes for one in judged)),
        "failed": f"{len(failed)}人未结业：{_listed(failed)}。" if failed else "没有人未结业。",
        "excellent": f"{_listed(best)}等{len(best)}人为优秀学员，予以表扬。"
        if best
        else "本期没有评选优秀学员。",
        "absent": f"{_listed(list(away))}等{len(away)}人有旷课，予以通报。" if away else "没有人旷课。",
    }


def _listed(names: list[str]) -> str:
    return "、".join(names[:LISTED])


def _printed(db: Register, training_class: int, today: str, *, kind: str) -> bytes:
    return papers.render(letter(db, training_class, today, kind=kind))


def _document(db: Register, training_class: int, today: str, *, kind: str) -> bytes:
    return papers.render_document(letter(db, training_class, today, kind=kind))


def _pair(kind: str, number: str, title: str, *sets: str) -> tuple[Form, Form]:
    return (
        Form(kind, number, title, ".pdf", partial(_printed, kind=kind), sets),
        Form(f"{kind}-document", number, f"{title}（可编辑）", ".docx", partial(_document, kind=kind)),
    )


FORMS = (
    *_pair("scheme", "F1", "培训方案", "opening"),
    *_pair("notice", "F2", "培训通知", "opening"),
    *_pair("agenda", "F5", "开班和结业议程", "opening"),
    *_pair("report", "F17", "学习情况通报", "closing"),
)
