"""Inspections: print which sessions were drawn and what was there for each."""

from collections.abc import Sequence

from app.papers import inspections as papers
from app.school import HALF_DAYS, hours_text, inspections, schools
from app.school.inspections import Drawn
from db.register import Register


def record(db: Register, drawn: Sequence[int], *, school: int, since: str, until: str, today: str) -> bytes:
    """Render the record of a draw as a PDF; raise `UserError` where nothing was drawn."""
    (whose,) = schools.rows(db, [school])
    seen = tuple(_seen(inspections.look(db, one)) for one in drawn)
    return papers.render(papers.Record(whose.full_name, since, until, today, seen))


def _seen(one: Drawn) -> papers.Seen:
    session = one.session
    found = one.training_class
    sheet = "有签字件" if one.signed else f"打印 {len(one.printed)} 张" if one.printed else "无"
    return papers.Seen(
        training_class=f"{found.year}年第{found.term_no}期 {found.name}",
        session=f"{session.date} {HALF_DAYS[session.half_day]}\n{session.course}　{session.teacher}",
        plan={"met": "有", "waived": "已说明"}.get(one.plan.state, "无") if one.plan else "不要求",
        sheet=sheet,
        photographs=f"{len(one.photographs)} 张" if one.photographs else "无",
        attended=f"{one.expected}／{one.came}",
        hours=f"{hours_text(session.quarter_hours)}，记 {one.credited} 人",
        doubts=one.doubts,
    )
