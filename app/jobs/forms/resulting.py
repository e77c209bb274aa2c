"""The forms by which a class ends: scores, hours, certificates handed out, and its archive."""

from app.errors import UserError
from app.jobs import certificates as certificate_jobs
from app.jobs.forms.attended import heading, people
from app.jobs.forms.kinds import Form
from app.papers import certificate_registers as handed_papers
from app.papers import class_archives as archive_papers
from app.papers import hour_registers as hour_papers
from app.papers import scores as score_papers
from app.school import certificates, classes, graduations, hours_text, requirements, rules, schools, scores
from app.spelling import dates
from db.register import Register


def _scores(db: Register, training_class: int) -> score_papers.ScoreSheet:
    sheet = scores.sheet(db, training_class)
    if not sheet.asked:
        raise UserError("本班不考试，也没有录过成绩，没有成绩表可打。")
    parts = sheet.rule.parts
    return score_papers.ScoreSheet(
        title=heading(db, training_class),
        parts=tuple(f"{part.title}（{part.weight}%）" for part in parts),
        people=[
            score_papers.Scored(
                line.who.seq_no, line.who.name, line.who.branch_at_enrollment,
                tuple(scores.points_text(line.points[p.key]) if p.key in line.points else "" for p in parts),
                scores.points_text(line.total) if line.total is not None else "",
                line.grade, line.why,
            )
            for line in sheet.lines
        ],
        rule="；".join(f"{title} {least} 分以上" for title, least in sheet.rule.bands if least),
    )  # fmt: skip


def _hours(db: Register, training_class: int) -> hour_papers.ClassHours:
    roster = people(db, training_class)
    found = classes.row(db, training_class)
    judged = {one.enrollment: one for one in graduations.results(db, training_class)}
    if not judged:
        raise UserError("本班还没有排课，没有学时可以登记。")
    rule = rules.in_force(db, school=found.school, on=found.ends)
    rows = []
    for who in roster:
        one = judged[who.id]
        completed = "" if not one.settled else "结业" if one.passes else "未结业"
        note = "" if one.passes and not one.override else one.why
        rows.append(
            hour_papers.Earned(
                who.seq_no, who.name, who.branch_at_enrollment, who.title_at_enrollment,
                one.total, one.earned, one.grade, completed, note,
            )
        )  # fmt: skip
    return hour_papers.ClassHours(
        heading(db, training_class), dates.from_to(found.starts, found.ends), rows, rule.title
    )


def _handed(db: Register, training_class: int) -> tuple[str, list[handed_papers.Handed]]:
    given = certificates.find(db, training_class=training_class)
    if not given:
        raise UserError("本班还没有颁发证书，颁发以后再打印登记表。")
    return heading(db, training_class), certificate_jobs.handed(db, given)


def _archive(db: Register, training_class: int) -> archive_papers.ClassArchive:
    found = classes.row(db, training_class)
    (school,) = schools.rows(db, [found.school])
    materials = []
    for one in requirements.of_class(db, training_class):
        said = "" if one.papers else {"met": one.said, "lacking": "缺", "waived": one.said}[one.state]
        for paper in one.papers:
            formed = dates.in_figures(paper.formed_on)
            materials.append(archive_papers.Material(one.requirement.title, paper.file_name, formed))
        if not one.papers:
            materials.append(archive_papers.Material(one.requirement.title, "", "", said))
    when = dates.from_to(found.starts, found.ends) if found.starts else ""
    total = f"{found.enrolled} 人，{hours_text(found.quarter_hours)} 学时"
    return archive_papers.ClassArchive(
        school.full_name,
        found.name,
        found.year,
        found.term_no,
        "，".join(filter(None, (when, total))),
        materials,
    )


FORMS = (
    Form("scores", "F14", "考核成绩表", ".pdf",
         lambda db, one, _: score_papers.render(_scores(db, one)), ("closing",)),
    Form("scores-sheet", "F14", "考核成绩表（可编辑）", ".xlsx",
         lambda db, one, _: score_papers.render_workbook(_scores(db, one))),
    Form("hours", "F18", "学时登记表", ".pdf",
         lambda db, one, _: hour_papers.render(_hours(db, one)), ("closing",)),
    Form("hours-sheet", "F18", "学时登记表（可编辑）", ".xlsx",
         lambda db, one, _: hour_papers.render_workbook(_hours(db, one))),
    Form("handed-out", "F22", "证书发放登记表", ".pdf",
         lambda db, one, _: handed_papers.render(*_handed(db, one)), ("closing",)),
    Form("archive", "F21", "培训档案目录和脊背", ".pdf",
         lambda db, one, _: archive_papers.render(_archive(db, one)), ("closing",)),
)  # fmt: skip
