from pathlib import Path

import pytest

from app.errors import UserError
from app.jobs import sign_in_sheets as printing
from app.school import branches, classes, enrollments, members, sign_in_sheets, timetable
from tests import made_up
from tests.jobs.conftest import Desk
from tests.papers import reading


def test_every_half_day_stands_on_one_sheet_with_its_own_code(township: Desk) -> None:
    db, school = township.db, township.school
    days = tuple(f"2026-11-{day}" for day in range(10, 15))
    training = made_up.a_class(db, school, members.find(db), days=days, name="长班")
    sheets = printing.print_sheets(db, training, today="2026-11-09")
    issued = sign_in_sheets.rows(db, sign_in_sheets.find(db, training_class=training)[::-1])
    assert len(sheets) == len(issued) > 1
    assert [one for sheet in issued for one in sheet.sessions] == timetable.find(db, training_class=training)
    for pdf, sheet in zip(sheets, issued, strict=True):
        said = "".join(reading.texts(pdf))
        assert sheet.code in said.replace("-", "")
        for session in timetable.rows(db, list(sheet.sessions)):
            assert session.label in said
        for name in made_up.NAMES[:4]:
            assert name in said
        assert "次打印" not in said
    for pdf in printing.print_sheets(db, training, today="2026-11-09"):
        assert "第2次打印" in "".join(reading.texts(pdf))


def test_the_same_sheet_gives_the_same_blanks_though_a_post_changed(township: Desk) -> None:
    db = township.db
    (training,) = classes.find(db)
    printing.print_sheets(db, training, today="2026-11-19")
    (sheet,) = sign_in_sheets.rows(db, sign_in_sheets.find(db, training_class=training))
    before = printing.blanks(db, sheet)
    assert [row.name for row in before.rows] == list(made_up.NAMES[:4])
    assert (before.print_no, before.place, len(before.sessions)) == (1, "二楼会议室", 4)
    other = branches.add(db, "溪源村党支部", school=township.school)
    members.amend(db, members.find(db)[0], {"branch": other})
    enrollments.enrol(db, training, [members.enrol(db, {"name": "后来的"}, school=township.school)])
    assert printing.blanks(db, sheet) == before


def test_a_class_without_a_timetable_has_no_sheet(township: Desk) -> None:
    training = classes.prepare(township.db, school=township.school, year=2026, name="空班")
    with pytest.raises(UserError, match="还没有课表或学员"):
        printing.print_sheets(township.db, training, today="2026-11-19")
    assert sign_in_sheets.find(township.db, training_class=training) == []


def test_printing_again_is_another_print_of_the_class(township: Desk) -> None:
    (training,) = classes.find(township.db)
    for _ in range(2):
        printing.print_sheets(township.db, training, today="2026-11-19")
    found = sign_in_sheets.rows(township.db, sign_in_sheets.find(township.db, training_class=training))
    assert [sheet.print_no for sheet in found] == [2, 1]
    assert found[0].code != found[1].code
    assert township.db.undo() == "打印签到表：冬训班"


def test_a_sheet_that_could_not_be_saved_was_not_printed(township: Desk, tmp_path: Path) -> None:
    db, school = township.db, township.school
    days = tuple(f"2026-11-{day}" for day in range(10, 15))
    training = made_up.a_class(db, school, members.find(db), days=days, name="长班")
    with pytest.raises(UserError, match="找不到文件夹"):
        list(printing.save_sheets(db, training, out=tmp_path / "没有" / "表.pdf", today="2026-11-09"))
    assert sign_in_sheets.find(db, training_class=training) == []
    (tmp_path / "表-2.pdf").mkdir()
    with pytest.raises(UserError, match="是一个文件夹"):
        list(printing.save_sheets(db, training, out=tmp_path / "表.pdf", today="2026-11-09"))
    (sheet,) = sign_in_sheets.rows(db, sign_in_sheets.find(db, training_class=training))
    assert sheet.code in "".join(reading.texts((tmp_path / "表.pdf").read_bytes())).replace("-", "")
    (tmp_path / "表-2.pdf").rmdir()
    made = list(printing.save_sheets(db, training, out=tmp_path / "表.pdf", today="2026-11-09"))
    assert [path.name for path in made] == ["表.pdf", "表-2.pdf"]
    assert len(sign_in_sheets.find(db, training_class=training)) == 3


def test_half_days_of_several_months_bear_their_month(township: Desk) -> None:
    db = township.db
    days = ("2026-11-05", "2026-12-05", "2027-01-05")
    training = made_up.a_class(db, township.school, members.find(db)[:2], days=days, name="夜校")
    (pdf,) = printing.print_sheets(db, training, today="2026-11-01")
    said = "".join(reading.texts(pdf))
    for head in ("11月5日上午", "12月5日上午", "1月5日下午"):
        assert head in said
    one_month = timetable.rows(db, timetable.find(db, training_class=training)[:2])
    assert timetable.headings(one_month) == ("5日上午", "5日下午")
