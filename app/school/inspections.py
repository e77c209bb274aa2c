"""Inspections: a few sessions drawn by chance, and what is there to show for each."""

from collections.abc import Callable
from dataclasses import dataclass

from app.errors import UserError
from app.school import CAME, classes, evidence, hours, photographs, requirements, sign_in_sheets, timetable
from app.school.attendance import roll_call
from app.school.classes import TrainingClass
from app.school.evidence import Evidence
from app.school.requirements import Standing
from app.school.sign_in_sheets import SignInSheet
from app.school.timetable import Session
from db.register import Register

COUNT = 5
PLAN, SHEET = "scheme", "sign_in_sheet"
_BITS = 64


@dataclass(frozen=True, slots=True)
class Drawn:
    """One session as an inspector sees it: its plan, its sheets, its photographs, its marks and hours.

    `plan` is None where the class's rule asks for none. `signed` are the filed sheets of the class,
    `printed` those printed for this session. `came` of `expected` people were there, `entered` have a mark;
    `credited` got quarter-hours for it, `quarter_hours` together. `doubts` are sentences about what is
    not there or does not fit.
    """

    session: Session
    training_class: TrainingClass
    plan: Standing | None
    signed: tuple[Evidence, ...]
    printed: tuple[SignInSheet, ...]
    photographs: tuple[Evidence, ...]
    expected: int
    entered: int
    came: int
    credited: int
    quarter_hours: int
    doubts: tuple[str, ...]


def draw(
    db: Register, *, school: int, since: str, until: str, chance: Callable[[int], int], count: int = COUNT
) -> list[int]:
    """Draw sessions held in a span of days, each as likely as the other, and give them by their day.

    `chance` gives a number of so many random bits. Raise `UserError` where none was held.
    """
    held = [
        row[0]
        for row in db.execute(
            "SELECT id FROM session WHERE school = ? AND date BETWEEN ? AND ? ORDER BY id",
            [school, since, until],
        )
    ]
    if not held:
        raise UserError(f"{since} 至 {until} 没有上过课，没有课次可以抽。")
    for at in range(min(count, len(held))):
        other = at + chance(_BITS) % (len(held) - at)
        held[at], held[other] = held[other], held[at]
    drawn = timetable.rows(db, held[:count])
    return [one.id for one in sorted(drawn, key=lambda one: (one.date, one.starts, one.id))]


def look(db: Register, session: int) -> Drawn:
    """Gather what is there to show for a session; raise `UserError` where it is gone."""
    held = next(iter(timetable.rows(db, [session])), None)
    if held is None:
        raise UserError("这节课已经不在课表上了，请重新抽。")
    found = classes.row(db, held.training_class)
    asked = {one.requirement.key: one for one in requirements.of_class(db, found.id)}
    printed = tuple(
        sheet
        for sheet in sign_in_sheets.rows(db, sign_in_sheets.find(db, training_class=found.id))
        if session in sheet.sessions
    )
    shown = tuple(evidence.rows(db, photographs.of_session(db, session)))
    grid = roll_call(db, found.id)
    marks = [grid.marks[one.id, session] for one in grid.enrollments if (one.id, session) in grid.marks]
    place = [one.id for one in grid.sessions].index(session)
    worth = [lines[place].quarter_hours for lines in hours.of_class(db, found.id).values()]
    worth = [quarters for quarters in worth if quarters]
    drawn = Drawn(
        held, found, asked.get(PLAN), asked[SHEET].papers if SHEET in asked else (), printed, shown,
        len(grid.enrollments), len(marks), sum(one in CAME for one in marks), len(worth), sum(worth), (),
    )  # fmt: skip
    return _with_doubts(drawn)


def _with_doubts(drawn: Drawn) -> Drawn:
    """Say what is not there or does not fit, in the order in which an inspector looks."""
    session = drawn.session
    off = [one.file_name for one in drawn.photographs if one.taken_at and one.taken_at[:10] != session.date]
    said = (
        ("没有方案", drawn.plan is not None and drawn.plan.state == "lacking"),
        ("没有打印过签到表", not drawn.printed),
        ("没有归入签过字的签到表", not drawn.signed),
        ("没有照片", not drawn.photographs),
        (f"照片的拍摄日期不是 {session.date}：{'、'.join(off[:3])}", bool(off)),
        (f"考勤录了 {drawn.entered} 人，名册上有 {drawn.expected} 人", drawn.entered < drawn.expected),
        (f"到课 {drawn.came} 人，记学时 {drawn.credited} 人", drawn.credited != drawn.came),
        ("没有写明授课教师", not session.teacher),
    )
    doubts = tuple(sentence for sentence, true in said if true)
    return Drawn(
        drawn.session, drawn.training_class, drawn.plan, drawn.signed, drawn.printed, drawn.photographs,
        drawn.expected, drawn.entered, drawn.came, drawn.credited, drawn.quarter_hours, doubts,
    )  # fmt: skip
