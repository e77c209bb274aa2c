import pytest

from app.errors import UserError
from app.school import classes, enrollments, sign_in_sheets, timetable
from db.register import Register
from tests import made_up


@pytest.fixture
def training(db: Register, school: int, people: list[int]) -> int:
    return made_up.a_class(db, school, people)


def issue(db: Register, training: int) -> sign_in_sheets.SignInSheet:
    return sign_in_sheets.issue(
        db,
        training,
        sessions=timetable.find(db, training_class=training),
        enrollments=enrollments.find(db, training_class=training)[::-1],
        today="2026-11-19",
    )


def test_a_sheet_remembers_what_stands_where(db: Register, training: int) -> None:
    sheet = issue(db, training)
    assert sheet.sessions == tuple(timetable.find(db, training_class=training))
    assert sheet.enrollments == tuple(enrollments.find(db, training_class=training)[::-1])
    assert (sheet.print_no, sheet.printed_on) == (1, "2026-11-19")
    assert sign_in_sheets.rows(db, [sheet.id]) == [sheet]


def test_a_code_is_easy_to_read_and_leads_back_to_its_sheet(db: Register, training: int) -> None:
    sheets = [issue(db, training) for _ in range(20)]
    assert len({sheet.code for sheet in sheets}) == 20
    for sheet in sheets:
        assert len(sheet.code) == 8
        assert not set(sheet.code) - set(sign_in_sheets.DIGITS)
        assert sign_in_sheets.by_code(db, sheet.code.lower()) == sheet
    newest_first = sign_in_sheets.rows(db, sign_in_sheets.find(db, training_class=training))
    assert newest_first == sheets[::-1]
    assert not set("ILOU") & set(sign_in_sheets.DIGITS)


@pytest.mark.parametrize(
    ("number", "code"), [(0, "00000000"), (31, "0000000Z"), (32, "00000010"), (2**40 - 1, "ZZZZZZZZ")]
)
def test_a_code_writes_forty_bits(number: int, code: str) -> None:
    assert sign_in_sheets._code(number) == code


def test_a_code_this_laptop_never_printed(db: Register, training: int) -> None:
    with pytest.raises(UserError, match="没有打印过编号为 ZZZZZZZZ 的签到表"):
        sign_in_sheets.by_code(db, "ZZZZZZZZ")


def test_a_class_without_timetable_or_people_has_no_sheet(db: Register, school: int) -> None:
    training = classes.prepare(db, school=school, year=2026, name="冬训")
    with pytest.raises(UserError, match="“冬训”还没有课表或学员"):
        issue(db, training)
    assert sign_in_sheets.find(db, training_class=training) == []
