"""Freeze a small made-up desk for a release, once: `python -m tests.registers.make 0.3.0`.

Later programs must open its register (tests/db/test_migrations.py, tests/stories/test_upgrades.py) and read
what it and its county sent each other, which goes to tests/exchange/frozen (tests/exchange/test_frozen.py).
"""

import hashlib
import json
import sys
import tempfile
from pathlib import Path

from app import paths
from app.jobs import devices, registers
from app.school import (
    activities,
    assessments,
    attendance,
    branches,
    bylaws,
    certificates,
    checklist,
    evidence,
    filters,
    hours,
    layouts,
    leave_slips,
    ledgers,
    meetings,
    members,
    persons,
    plans,
    posts,
    quotas,
    rosters,
    schools,
    scores,
    sign_in_sheets,
    stated_facts,
    timetable,
    walk_ins,
)
from db.register import Register
from tests import made_up
from tests.exchange.frozen import make as letters

HERE = Path(__file__).resolve().parent
PAPER = b"%PDF-1.4 made up"


def fill(db: Register) -> None:
    """Let a little of everything happen that a school's year is made of."""
    school = schools.own(db).id
    people = made_up.people(db, school, 8)
    (branch,) = branches.find(db, school=school)
    branches.learn(db, "下党支部", branch=branch, school=school)
    row = rosters.RefusedRow(7, ("", "身份证号", "下党"), ("姓名是空的，请补上姓名。",))
    counts = (8, 0, 0)
    rosters.keep(
        db, school=school, file_name="党员名册.xls", sha256="0" * 64, sheet_name="下党村",
        today="2026-11-01", counts=counts, refused=[row],
    )  # fmt: skip
    members.leave(db, people[7], on="2026-11-10", reason="转出")
    twin, stranger = (members.enrol(db, {"name": name}, school=school) for name in ("单小红", "曾国强"))
    persons.merge(db, kept=people[0], other=twin, why="同一个人", today=made_up.TODAY)
    persons.keep_apart(db, people[1], stranger, today=made_up.TODAY)
    training = made_up.a_class(db, school, people[:6])
    sessions = timetable.find(db, training_class=training)
    grid = attendance.roll_call(db, training)
    sign_in_sheets.issue(
        db, training, sessions=sessions, enrollments=[who.id for who in grid.enrollments], today="2026-11-19"
    )
    attendance.mark(
        db, enrollment=grid.enrollments[5].id, session=sessions[3], mark="absent", today=made_up.TODAY
    )
    attendance.mark_all(db, training, sessions=sessions, today=made_up.TODAY)
    hours.close_class(db, training, today=made_up.TODAY)
    issued = certificates.issue(db, training, today=made_up.TODAY)
    certificates.void(db, issued[0], today=made_up.TODAY, reason="姓名写错")
    standard = checklist.standard(db, school=school, on=made_up.TODAY)
    papers = [one for one in checklist.criteria(db, standard.id) if one.proof == "document"]
    sha256 = hashlib.sha256(PAPER).hexdigest()
    evidence.file(
        db, school=school, criterion=papers[0].id, sha256=sha256, file_name="任职文件.pdf",
        media_type="application/pdf", size=16, formed_on="2026-03-02", today=made_up.TODAY,
    )  # fmt: skip
    spring = made_up.a_class(db, school, people[:3], days=("2026-12-01",), name="春训班")
    _prepare(db, spring, school=school, branch=branch)
    _keep(db, school=school, people=people)
    devices.own_keys(db)


def _prepare(db: Register, training: int, *, school: int, branch: int) -> None:
    """Let things happen to a class that is not closed."""
    (who, *_) = attendance.roll_call(db, training).enrollments
    sessions = timetable.find(db, training_class=training)
    walk_ins.note(db, training, name="蓝小妹", unit="杨溪头村", sessions=sessions[:1], today=made_up.TODAY)
    leave_slips.ask(
        db, enrollment=who.id, kind="sick_leave", reason="住院", sessions=sessions[:1], today=made_up.TODAY
    )
    scores.enter(db, enrollment=who.id, part="exam", tenths=885)
    quotas.allot(db, training, branch=branch, people=3)
    plans.add(db, {"title": "春训班", "classes": "1"}, school=school, year=2026)


def _keep(db: Register, *, school: int, people: list[int]) -> None:
    """Write down what a school keeps besides its classes."""
    filters.save(db, "没有电话的", filters.Filter(has_phone=False), school=school)
    layouts.save(db, "报县里的", layouts.of(("seq", "name", "branch")), school=school)
    activities.record(
        db, school=school, kind="online", title="乡村振兴专题网课", on="2026-06-18", people=people[:2],
        platform="共产党员网", stated=8, today=made_up.TODAY,
    )  # fmt: skip
    for ledger, typed in (
        (posts.LEDGER, {"title": "校长", "name": "钟建国", "appointed_on": "2023-05-01"}),
        (bylaws.LEDGER, {"title": "学员管理制度", "issued_on": "2024-03-01", "on_wall": "是"}),
        (meetings.LEDGER, {"held_on": "2026-02-20", "topic": "专题研究党校工作", "people": "9"}),
    ):
        ledgers.record(db, ledger, typed, school=school, today=made_up.TODAY)
    standard = checklist.standard(db, school=school, on=made_up.TODAY)
    words = checklist.criteria(db, standard.id)[0]
    stated_facts.state(
        db, school=school, criterion=words.id, value=1, holds_on="2026-11-01", today=made_up.TODAY,
        words="有标识牌",
    )  # fmt: skip
    assessments.open_round(db, school=school, kind="yearly", year=2026, today=made_up.TODAY)


def make(version: str) -> None:
    """Make a desk's register and keyring, what is known of it, and what it and its county sent."""
    kept, sent = HERE / version, letters.HERE / version
    kept.mkdir()
    sent.mkdir()
    with tempfile.TemporaryDirectory() as place:
        county, town = Path(place) / "county", Path(place) / "town"
        with registers.opened(town, clock=made_up.Clock(), operator="张干事") as db:
            registers.found(
                db, level="township", code="350924100", full_name="下党乡党校", county_name="寿宁县"
            )
            fill(db)
            people = members.rows(db, members.find(db))
            known = {
                "counts": {table: len(rows) for table, rows in made_up.content(db).items() if rows},
                "people": [[who.name, who.id_number, who.branch_name] for who in people],
            }
        for name in ("school.db", "keys.json"):
            (kept / name).write_bytes((town / name).read_bytes())
        paths.evidence(town).mkdir()
        (paths.evidence(town) / hashlib.sha256(PAPER).hexdigest()).write_bytes(PAPER)
        with (
            registers.opened(town, clock=made_up.Clock(), operator="张干事") as db,
            registers.opened(county, clock=made_up.Clock(), operator="王科长") as over,
        ):
            registers.found(over, level="county", code="350924", full_name="寿宁县委组织部")
            letters.write(sent, over, db, folders=(county, town))
    text = json.dumps(known, ensure_ascii=False, indent=1)
    (kept / "known.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    make(sys.argv[1])
