from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import UserError
from app.school import checklist, evidence, schools
from db.register import Register, open_register

TODAY = "2026-11-21"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Register]:
    opened = open_register(
        tmp_path / "school.db", bytes(32), clock=lambda: 1_700_000_000_000, operator="张干事"
    )
    yield opened
    opened.close()


@pytest.fixture
def school(db: Register) -> int:
    found = schools.found(db, level="township", code="350924100", full_name="下党乡党校")
    checklist.load_presets(db, school=found)
    return found


def of(db: Register, school: int, key: str) -> checklist.Assessment:
    judged = checklist.assess(db, school=school, year=2026, today=TODAY)
    return next(one for one in judged if one.criterion.key == key)


def filed(db: Register, school: int, criterion: int, *, formed_on: str) -> int:
    return evidence.file(
        db, school=school, criterion=criterion, sha256="a" * 64, file_name="任职文件.pdf",
        media_type="application/pdf", size=9, formed_on=formed_on, today=TODAY,
    )  # fmt: skip


def test_a_corrected_date_decides_whether_it_still_proves(db: Register, school: int) -> None:
    leaders = of(db, school, "leaders").criterion
    one = filed(db, school, leaders.id, formed_on="2026-03-02")
    assert of(db, school, "leaders").state == "usable"
    evidence.redate(db, one, "2023-03-02", today=TODAY)
    assert of(db, school, "leaders").state == "expired"
    assert db.undo() == "更改佐证日期：任职文件.pdf"
    assert of(db, school, "leaders").state == "usable"


@pytest.mark.parametrize("wrong", ["2026-02-30", "去年", "2026-11-22"])
def test_a_date_that_cannot_be_is_refused(db: Register, school: int, wrong: str) -> None:
    one = filed(db, school, of(db, school, "leaders").criterion.id, formed_on="2026-03-02")
    with pytest.raises(UserError, match="日期"):
        evidence.redate(db, one, wrong, today=TODAY)
    assert evidence.rows(db, [one])[0].formed_on == "2026-03-02"


def test_a_document_withdrawn_from_one_criterion_proves_the_other_still(db: Register, school: int) -> None:
    leaders, duties = (of(db, school, key).criterion.id for key in ("leaders", "duties"))
    one = filed(db, school, leaders, formed_on="2026-03-02")
    assert filed(db, school, duties, formed_on="2026-03-02") == one
    evidence.withdraw(db, one, criterion=leaders)
    assert evidence.find(db, criterion=leaders) == []
    assert evidence.find(db, criterion=duties) == [one]
    assert db.undo() == "移出佐证：任职文件.pdf"
    assert evidence.find(db, criterion=leaders) == [one]
