from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import UserError
from app.school import schools
from db.register import Register, open_register


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Register]:
    opened = open_register(
        tmp_path / "school.db", bytes(32), clock=lambda: 1_700_000_000_000, operator="张干事"
    )
    schools.found(opened, level="township", code="350924100", full_name="下党乡党校", county_name="寿宁县")
    yield opened
    opened.close()


def test_names_are_corrected_and_can_be_undone(db: Register) -> None:
    schools.amend(db, full_name=" 中共下党乡委员会党校 ", short_name="下党乡党校", county_name="寿宁县")
    own = schools.own(db)
    assert (own.full_name, own.short_name) == ("中共下党乡委员会党校", "下党乡党校")
    assert own.seal_name == "中共下党乡委员会党校"
    assert own.code == "350924100"
    assert db.undo() == "更改单位名称：下党乡党校"
    assert schools.own(db).full_name == "下党乡党校"


def test_a_school_keeps_its_name_where_the_new_one_is_empty(db: Register) -> None:
    with pytest.raises(UserError, match="不能空着"):
        schools.amend(db, full_name="  ")
    assert schools.own(db).full_name == "下党乡党校"


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("中共青岚县竹岭乡委员会党校", "竹岭乡党校"),
        ("中共竹岭乡委员会党校", "竹岭乡党校"),
        ("中共青岚县市头镇委员会党校", "市头镇党校"),
        ("中共红旗镇委员会党校", "红旗镇党校"),
        ("中共红旗桥镇委员会党校", "红旗桥镇党校"),
        ("中共城区街道委员会党校", "城区街道党校"),
        ("犀溪镇党校", "犀溪镇党校"),
        ("中共青岚县委组织部", "中共青岚县委组织部"),
        ("", ""),
    ],
)
def test_a_school_that_has_not_said_its_short_name_is_given_one(full: str, short: str) -> None:
    assert schools.shortened(full) == short
