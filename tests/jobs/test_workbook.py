"""The workbook for a county without the program says what the county's own summary would."""

import io
from pathlib import Path

import openpyxl

from app.jobs import counties as summing
from app.jobs import parcels
from app.school import attendance, counties
from tests import made_up
from tests.jobs.conftest import Desk


def cells(data: bytes) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(data)).active.values)


def test_the_workbook_s_totals_are_the_county_s_to_the_quarter_hour(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    db = township.db
    sessions = [row[0] for row in db.execute("SELECT id FROM session ORDER BY date, half_day").fetchall()]
    with db.act("改课时"):
        db.execute("UPDATE session SET quarter_hours = 14 WHERE id = ?", [sessions[0]])
    for session in sessions:
        for (enrollment,) in db.execute("SELECT id FROM enrollment ORDER BY id LIMIT 3").fetchall():
            attendance.mark(db, enrollment=enrollment, session=session, mark="present", today=made_up.TODAY)
    mine = cells(parcels.workbook(db, today=made_up.TODAY))
    county.receive(township.send(stick).path)
    _, theirs = summing.summary(county.db, year=2026, today=made_up.TODAY)
    other = cells(theirs)
    assert mine[2] == other[2]
    assert mine[3][1:-1] == other[3][1:-1]
    found = counties.figures(db, school=township.school, year=2026, today=made_up.TODAY)
    assert found.quarter_hours > 0
    assert found.quarter_hours / 4 in mine[3]
