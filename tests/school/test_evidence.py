import hashlib
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
    evidence.redate(db, one, "2023.3.2", today=TODAY)
    assert evidence.rows(db, [one])[0].formed_on == "2023-03-02"
    assert of(db, school, "leaders").state == "expired"
    assert db.undo() == "更改佐证日期：任职文件.pdf"
    assert of(db, school, "leaders").state == "usable"


@pytest.mark.parametrize("wrong", ["2026-02-30", "去年", "2026-11-22", "0206-03-02"])
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


def named(
    db: Register, school: int, name: str, *, formed_on: str | None = "2026-03-02", kind: str = "pdf"
) -> int:
    types = {"pdf": "application/pdf", "jpg": "image/jpeg"}
    return evidence.file(
        db, school=school, criterion=None, sha256=hashlib.sha256(name.encode()).hexdigest(), file_name=name,
        media_type=types[kind], size=9, formed_on=formed_on, today=TODAY,
    )  # fmt: skip


def test_evidence_is_found_by_what_is_known_of_it(db: Register, school: int) -> None:
    leaders = of(db, school, "leaders").criterion.id
    old = named(db, school, "任职文件2024.pdf", formed_on="2024-03-02")
    new = named(db, school, "任职文件2026.pdf")
    shot = named(db, school, "教室.JPG", kind="jpg", formed_on="2026-05-01")
    evidence.attach(db, old, criterion=leaders)
    assert evidence.find(db, school=school) == [shot, new, old]
    assert evidence.find(db, "任职", order_by="formed_on") == [old, new]
    assert evidence.find(db, "jpg") == [shot]
    assert evidence.find(db, "%") == []
    assert evidence.find(db, kind="picture") == [shot]
    assert evidence.find(db, since="2026-01-01", until="2026-04-01") == [new]
    assert evidence.find(db, unused=True) == [shot, new]
    assert evidence.find(db, criterion=leaders) == [old]
    assert evidence.find(db, school=school + 1) == []


def test_a_paper_may_come_without_a_date_and_get_one_later(db: Register, school: int) -> None:
    one = named(db, school, "旧照片.jpg", kind="jpg", formed_on=None)
    assert evidence.rows(db, [one])[0].formed_on == ""
    assert named(db, school, "旧照片.jpg", kind="jpg", formed_on="2026-01-05") == one
    assert evidence.rows(db, [one])[0].formed_on == "2026-01-05"
    # Filed again by somebody who does not know: what was known stays.
    assert named(db, school, "旧照片.jpg", kind="jpg", formed_on=None) == one
    assert evidence.rows(db, [one])[0].formed_on == "2026-01-05"


def test_a_new_version_takes_every_place_of_the_old(db: Register, school: int) -> None:
    leaders, duties = (of(db, school, key).criterion.id for key in ("leaders", "duties"))
    old, new = named(db, school, "旧.pdf", formed_on="2024-01-05"), named(db, school, "新.pdf")
    for one in (leaders, duties):
        evidence.attach(db, old, criterion=one)
    evidence.attach(db, new, criterion=duties)
    evidence.replace(db, old, new)
    assert (evidence.find(db, criterion=leaders), evidence.find(db, criterion=duties)) == ([new], [new])
    assert evidence.find(db, school=school) == [new]
    assert evidence.find(db, school=school, replaced=True) == [new, old]
    assert evidence.versions(db, new) == [old]
    assert evidence.newer(db, old) == new
    newest = named(db, school, "更新.pdf")
    evidence.replace(db, new, newest)
    assert evidence.versions(db, newest) == [new, old]
    assert db.undo() == "替换佐证：新.pdf"
    assert evidence.find(db, criterion=leaders) == [new]


def test_versions_do_not_go_in_circles(db: Register, school: int) -> None:
    old, new, other = (named(db, school, name) for name in ("旧.pdf", "新.pdf", "别的.pdf"))
    evidence.replace(db, old, new)
    with pytest.raises(UserError, match="一模一样"):
        evidence.replace(db, old, old)
    with pytest.raises(UserError, match="新版或旧版"):
        evidence.replace(db, new, old)
    with pytest.raises(UserError, match="已经换过新版"):
        evidence.replace(db, old, other)


def test_what_a_file_is_filed_with_is_said(db: Register, school: int) -> None:
    leaders = of(db, school, "leaders").criterion
    one, other = named(db, school, "一.pdf"), named(db, school, "二.pdf")
    evidence.attach(db, one, criterion=leaders.id)
    said = evidence.uses(db, [one, other])
    assert said == {
        one: [evidence.Use("proof", leaders.id, f"{leaders.item_name}：{leaders.text}")],
        other: [],
    }


def test_every_table_that_names_a_file_counts_as_a_use(db: Register, school: int) -> None:
    one = named(db, school, "一.pdf")
    tables = [table for table, _ in evidence._referring(db)]
    assert {"proof", "class_paper", "session_photo", "activity", "bylaw", "meeting", "post"} <= set(tables)
    assert not {"evidence", "photo_answer"} & set(tables)
    assert evidence.find(db, unused=True) == [one]


def test_names_and_lacks_are_corrected(db: Register, school: int) -> None:
    one = named(db, school, "IMG_2031.jpg", kind="jpg")
    evidence.rename(db, one, " 开班式  合影.jpg ")
    evidence.note_lack(db, one, "没有  盖章")
    (found,) = evidence.rows(db, [one])
    assert (found.file_name, found.lacks) == ("开班式 合影.jpg", "没有 盖章")
    with pytest.raises(UserError, match="不能是空的"):
        evidence.rename(db, one, "  ")
