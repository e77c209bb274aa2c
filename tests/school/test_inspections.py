import random

import pytest

from app.errors import UserError
from app.school import attendance, evidence, inspections, photographs, requirements, sign_in_sheets, timetable
from db.register import Register
from tests import made_up

TODAY = made_up.TODAY


@pytest.fixture
def held(db: Register, school: int, people: list[int]) -> int:
    return made_up.a_class(db, school, people, days=("2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21"))


def draw(db: Register, school: int, seed: int, **more: int) -> list[int]:
    return inspections.draw(
        db, school=school, since="2026-01-01", until=TODAY, chance=random.Random(seed).getrandbits, **more
    )


def picture(db: Register, school: int, taken_at: str) -> int:
    return evidence.file(
        db, school=school, criterion=None, sha256="b" * 64, file_name="合影.jpg", media_type="image/jpeg",
        size=9, formed_on="2026-11-18", today=TODAY, taken_at=taken_at,
    )  # fmt: skip


def test_five_different_sessions_are_drawn_in_the_order_of_their_days(
    db: Register, school: int, held: int
) -> None:
    drawn = draw(db, school, 1)
    assert len(set(drawn)) == 5
    days = [(one.date, one.starts) for one in timetable.rows(db, drawn)]
    assert days == sorted(days)
    assert draw(db, school, 1) == drawn
    assert len({tuple(draw(db, school, seed)) for seed in range(20)}) > 10


def test_every_session_is_as_likely_as_the_other(db: Register, school: int, held: int) -> None:
    times = dict.fromkeys(timetable.find(db, training_class=held), 0)
    chance = random.Random(3).getrandbits
    for _ in range(800):
        for one in inspections.draw(
            db, school=school, since="2026-01-01", until=TODAY, chance=chance, count=2
        ):
            times[one] += 1
    assert len(times) == 8
    assert all(150 < count < 250 for count in times.values())


def test_few_sessions_are_all_drawn_and_none_is_said(db: Register, school: int, held: int) -> None:
    assert len(draw(db, school, 1, count=50)) == 8
    with pytest.raises(UserError, match="没有课次可以抽"):
        inspections.draw(db, school=school, since="2025-01-01", until="2025-12-31", chance=lambda bits: 0)


def test_what_is_not_there_is_said(db: Register, school: int, held: int) -> None:
    session = timetable.find(db, training_class=held)[0]
    drawn = inspections.look(db, session)
    assert (drawn.expected, drawn.entered, drawn.came, drawn.credited) == (4, 0, 0, 0)
    assert drawn.doubts == (
        "没有方案", "没有打印过签到表", "没有归入签过字的签到表", "没有照片", "考勤录了 0 人，名册上有 4 人",
    )  # fmt: skip


def test_a_session_with_everything_leaves_no_doubt(db: Register, school: int, held: int) -> None:
    sessions = timetable.find(db, training_class=held)
    grid = attendance.roll_call(db, held)
    ids = [one.id for one in grid.enrollments]
    sign_in_sheets.issue(db, held, sessions=sessions[:4], enrollments=ids, today=TODAY)
    for at, one in enumerate(ids):
        attendance.mark(
            db, enrollment=one, session=sessions[0], mark="absent" if at == 0 else "present", today=TODAY
        )
    photographs.link(db, sessions[0], picture(db, school, "2026-11-18 09:30"))
    paper = evidence.file(
        db, school=school, criterion=None, sha256="c" * 64, file_name="方案.pdf",
        media_type="application/pdf", size=9, formed_on="2026-11-01", today=TODAY,
    )  # fmt: skip
    for key in ("scheme", "sign_in_sheet"):
        requirements.file(db, held, key, paper=paper, today=TODAY)
    drawn = inspections.look(db, sessions[0])
    assert (drawn.expected, drawn.entered, drawn.came, drawn.credited) == (4, 4, 3, 3)
    assert drawn.quarter_hours == 3 * 16
    assert drawn.doubts == ()
    assert [one.file_name for one in drawn.signed] == ["方案.pdf"]
    # The sheet covers the first four half-days only, and the photograph shows the first.
    assert "没有打印过签到表" in inspections.look(db, sessions[5]).doubts


def test_a_photograph_of_another_day_is_pointed_out(db: Register, school: int, held: int) -> None:
    session = timetable.find(db, training_class=held)[0]
    photographs.link(db, session, picture(db, school, "2026-10-01 09:30"))
    assert "照片的拍摄日期不是 2026-11-18：合影.jpg" in inspections.look(db, session).doubts


def test_a_session_taken_off_the_timetable_is_said(db: Register, school: int, held: int) -> None:
    with pytest.raises(UserError, match="不在课表上"):
        inspections.look(db, 12345)
