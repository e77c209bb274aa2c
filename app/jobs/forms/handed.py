"""The forms handed out and filled in by others: replies, handbook, evaluations, records of visits."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import db as register_room
from app.errors import UserError
from app.jobs.forms import lettered
from app.jobs.forms.attended import heading, people
from app.jobs.forms.kinds import Form
from app.papers import evaluations as evaluation_papers
from app.papers import figures
from app.papers import floating_cards as floating_papers
from app.papers import handbooks as handbook_papers
from app.papers import home_visits as visit_papers
from app.papers import replies as reply_papers
from app.school import (
    HALF_DAYS,
    branches,
    classes,
    enrollments,
    evaluations,
    hours,
    hours_text,
    members,
    quotas,
    rules,
    schools,
    timetable,
)
from app.spelling import dates
from db.register import Register

DRAFTS = Path(register_room.__file__).parent / "rules" / "handbooks" / "usual.toml"


@cache
def _draft() -> Mapping[str, Any]:
    return tomllib.loads(DRAFTS.read_text(encoding="utf-8"))


def _replies(db: Register, training_class: int, today: str) -> bytes:
    found = classes.row(db, training_class)
    shares = quotas.rows(db, quotas.find(db, training_class=training_class))
    wanted = [reply_papers.Reply(one.branch_name, one.people) for one in shares if one.people]
    homes = branches.rows(db, branches.find(db, school=found.school))
    return reply_papers.render(
        heading(db, training_class),
        wanted or [reply_papers.Reply(one.name) for one in homes],
        when=dates.from_to(found.starts, found.ends) if found.starts else "",
        place=found.place_name,
    )


def _handbook(db: Register, training_class: int, today: str) -> bytes:
    found = classes.row(db, training_class)
    (school,) = schools.rows(db, [found.school])
    notice = lettered.letter(db, training_class, today, kind="notice")
    held = timetable.rows(db, timetable.find(db, training_class=training_class))
    facts = _day(db, found, held)
    draft = _draft()
    rule = evaluations.rule()
    return handbook_papers.render(
        handbook_papers.Handbook(
            school=school.full_name,
            title=f"{found.year}年第{found.term_no}期{found.name}",
            when=dates.from_to(found.starts, found.ends),
            notice=[one.text for one in notice.paragraphs],
            rules=(draft["rules_title"], draft["rules"]),
            day=(draft["day_title"], [one.format_map(facts) for one in draft["day"]]),
            lessons=[
                (
                    f"{one.label} {one.starts}—{one.ends}",
                    one.course,
                    one.teacher,
                    one.place or found.place_name,
                )
                for one in held
            ],
            trainees=_groups(db, training_class),
            leave=(draft["leave_title"], [one.format_map(facts) for one in draft["leave"]]),
            record_title=draft["record_title"],
            evaluation=(draft["evaluation_title"], draft["evaluation_note"]),
            judged=[_lesson(one) for one in _lessons(db, training_class)],
            aspects=rule.aspects,
        )
    )


def _day(db: Register, found: classes.TrainingClass, held: list[timetable.Session]) -> dict[str, str]:
    times = {half: next((one for one in held if one.half_day == half), None) for half in HALF_DAYS}
    part, whole = rules.in_force(db, school=found.school, on=held[0].date).leave_max_ratio
    said = {half: f"{one.starts}—{one.ends}" if one else lettered.BLANK for half, one in times.items()}
    return {
        "morning": said["am"],
        "afternoon": said["pm"],
        "place": found.place_name or lettered.BLANK,
        "adviser": found.adviser or lettered.BLANK,
        "leave": f"{part}/{whole}",
    }


def _groups(db: Register, training_class: int) -> list[tuple[str, list[tuple[str, str, str, str]]]]:
    roster = enrollments.rows(db, enrollments.find(db, training_class=training_class, order_by="group"))
    who = {one.id: one for one in members.rows(db, [one.member for one in roster])}
    groups: dict[int, list[tuple[str, str, str, str]]] = {}
    for one in roster:
        duty = f"（{enrollments.DUTIES[one.duty]}）" if one.duty else ""
        phone = who[one.member].phone or who[one.member].landline
        line = (str(one.seq_no), f"{one.name}{duty}", one.branch_at_enrollment, phone)
        groups.setdefault(one.group_no, []).append(line)
    if set(groups) <= {0}:
        return [("", groups.get(0, []))]
    return [(f"第 {number} 组" if number else "未分组", lines) for number, lines in groups.items()]


def _lessons(db: Register, training_class: int) -> list[evaluations.Lesson]:
    lines = evaluations.of_class(db, training_class).lines
    return [one for one in dict.fromkeys(lesson for lesson, _ in lines) if one.course]


def _lesson(one: evaluations.Lesson) -> str:
    return f"{one.course_title}（{one.teacher_name}）" if one.teacher_name else one.course_title


def _evaluation_sheet(db: Register, training_class: int, today: str) -> bytes:
    rule = evaluations.rule()
    return evaluation_papers.render(
        evaluation_papers.EvaluationSheet(
            title=heading(db, training_class),
            lessons=[(one.course_title, one.teacher_name) for one in _lessons(db, training_class)],
            views=rule.aspects,
            grades=tuple(one.title for one in rule.grades),
        )
    )


def _results(db: Register, training_class: int) -> evaluation_papers.EvaluationResults:
    kept = evaluations.of_class(db, training_class)
    found = evaluations.outcomes(kept)
    if not found:
        raise UserError("本班的质量测评还没有录入，录入以后再打印测评结果。")
    whole = [one for one in found if not one.lesson.course]
    points = "，".join(f"{grade.title} {grade.points} 分" for grade in kept.rule.grades)
    return evaluation_papers.EvaluationResults(
        title=heading(db, training_class),
        views=kept.rule.aspects,
        lessons=[_judged(one, kept.rule) for one in found if one.lesson.course],
        returned=f"收回测评表 {kept.returned} 份" if kept.returned else "",
        overall=f"总体满意率 {figures.share(whole[0].satisfied, whole[0].answers)}" if whole else "",
        remarks=kept.remarks.splitlines(),
        rule=f"每项按等次计分：{points}。各项写平均分，括号里是最低分；{evaluations.SATISFIED}",
    )


def _judged(one: evaluations.Outcome, rule: evaluations.EvaluationRule) -> evaluation_papers.Judged:
    means = {aspect: mean for aspect in rule.aspects if (mean := one.mean(aspect)) is not None}
    return evaluation_papers.Judged(
        teacher=one.lesson.teacher_name,
        course=one.lesson.course_title,
        total=f"{sum(means.values()):.1f}" if len(means) == len(rule.aspects) else "—",
        mean=f"{sum(means.values()) / len(means):.1f}" if means else "—",
        means=tuple(f"{means[aspect]:.1f}" if aspect in means else "—" for aspect in rule.aspects),
        least=tuple(str(one.least[aspect]) if aspect in one.least else "" for aspect in rule.aspects),
        satisfied=figures.share(one.satisfied, one.answers),
    )


def _visits(db: Register, training_class: int, today: str) -> bytes:
    (school,) = schools.rows(db, [classes.row(db, training_class).school])
    frail = [one for one in _people(db, training_class) if one.frail]
    content = "；".join(map(_lesson, _lessons(db, training_class)))
    blank = visit_papers.HomeVisit(school.full_name, content=content)
    return visit_papers.render(
        [
            visit_papers.HomeVisit(
                school.full_name, one.name, one.branch_name, one.phone or one.landline, content=content
            )
            for one in frail
        ]
        or [blank]
    )  # fmt: skip


def _floating_lists(db: Register, training_class: int, today: str) -> bytes:
    floating = [one.branch_name for one in _people(db, training_class) if one.floating and one.branch_name]
    year = classes.row(db, training_class).year
    return floating_papers.render_lists(list(dict.fromkeys(floating)), year=year)


def _floating_cards(db: Register, training_class: int, today: str) -> bytes:
    year = classes.row(db, training_class).year
    cards = []
    for one in _people(db, training_class):
        if one.floating:
            lines = [line for line in hours.of_member(db, one.id, year=year) if line.stands]
            learned = tuple(
                (dates.in_figures(line.date), " ".join(filter(None, (line.class_name, line.course))),
                 hours_text(line.quarter_hours))
                for line in lines
            )  # fmt: skip
            cards.append(
                floating_papers.FloatingMember(
                    one.branch_name, one.name, one.phone or one.landline, one.floating_to, learned
                )
            )
    return floating_papers.render_cards(cards, year=year)


def _people(db: Register, training_class: int) -> list[members.Member]:
    return members.rows(db, [one.member for one in people(db, training_class)])


FORMS = (
    Form("replies", "F3", "报名回执（发给支部填）", ".xlsx", _replies),
    Form("handbook", "F11", "学员手册", ".pdf", _handbook, ("opening",)),
    Form("evaluation-sheet", "F15", "教学质量测评表", ".pdf", _evaluation_sheet, ("opening",)),
    Form("evaluation-results", "F15", "教学质量测评结果", ".pdf",
         lambda db, one, _: evaluation_papers.render_results(_results(db, one)), ("closing",)),
    Form("evaluation-results-sheet", "F15", "教学质量测评结果（可编辑）", ".xlsx",
         lambda db, one, _: evaluation_papers.render_results_workbook(_results(db, one))),
    Form("home-visits", "F25", "送学上门记录单", ".pdf", _visits),
    Form("floating-lists", "F25", "流动党员月度活动清单（一单）", ".pdf", _floating_lists),
    Form("floating-cards", "F25", "流动党员组织生活记录卡（一卡）", ".pdf", _floating_cards),
)  # fmt: skip
