"""Freeze a small made-up register for a release, once: `python -m tests.registers.make 0.1.0`.

Later programs must open it: tests/db/test_migrations.py does so through a copy.
"""

import hashlib
import json
import sys
from pathlib import Path

from app.jobs import devices
from app.school import (
    attendance,
    branches,
    certificates,
    checklist,
    evidence,
    hours,
    members,
    persons,
    rosters,
    sign_in_sheets,
    timetable,
)
from db import keyring
from db.register import Register, open_register
from tests import made_up

HERE = Path(__file__).resolve().parent


def fill(db: Register) -> None:
    """Put at least one row in every table that travels."""
    school = made_up.school(db)
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
    attendance.mark(db, enrollment=grid.enrollments[5].id, session=sessions[3], mark="absent")
    attendance.mark_all(db, training, sessions=sessions)
    hours.close_class(db, training, today=made_up.TODAY)
    issued = certificates.issue(db, training, today=made_up.TODAY)
    certificates.void(db, issued[0], today=made_up.TODAY, reason="姓名写错")
    standard = checklist.standard(db, school=school, on=made_up.TODAY)
    papers = [one for one in checklist.criteria(db, standard.id) if one.proof == "document"]
    sha256 = hashlib.sha256(b"%PDF-1.4 made up").hexdigest()
    evidence.file(
        db, school=school, criterion=papers[0].id, sha256=sha256, file_name="任职文件.pdf",
        media_type="application/pdf", size=16, formed_on="2026-03-02", today=made_up.TODAY,
    )  # fmt: skip
    made_up.a_class(db, school, people[:3], days=("2026-12-01",), name="春训班")
    devices.own_keys(db)


def make(folder: Path) -> None:
    """Make the register, its keyring, and what is known of it."""
    folder.mkdir()
    key = keyring.make(folder / "keys.json")
    db = open_register(
        folder / "school.db", key, clock=made_up.Clock(), chance=made_up.chance(), operator="张干事"
    )
    fill(db)
    people = members.rows(db, members.find(db))
    known = {
        "counts": {table: len(rows) for table, rows in made_up.content(db).items()},
        "people": [[who.name, who.id_number, who.branch_name] for who in people],
    }
    assert all(known["counts"].values()), known["counts"]
    db.close()
    text = json.dumps(known, ensure_ascii=False, indent=1)
    (folder / "known.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    make(HERE / sys.argv[1])
