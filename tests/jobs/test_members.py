from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import UserError
from app.jobs import members as listing
from app.jobs import rosters
from app.school import members
from tests import made_up
from tests.jobs.conftest import Desk


def cells(desk: Desk, path: Path, id_number: str) -> list[list[object]]:
    path.write_bytes(listing.listing(desk.db, members.find(desk.db), id_number=id_number))
    (sheet,) = rosters.read(path).sheets
    return [list(row) for row in sheet.rows]


def test_a_list_that_is_written_can_be_read_in_again(
    township: Desk, open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    members.amend(township.db, members.find(township.db)[0], {"note": "=1+1", "phone": "10011112222"})
    cells(township, tmp_path / "名册.xlsx", "full")
    other = open_desk("other", code="350924101")
    plan = rosters.plan(
        other.db, rosters.read(tmp_path / "名册.xlsx"), school=other.school, today=made_up.TODAY
    )
    assert plan.count("new") == 4
    rosters.commit(other.db, plan, school=other.school, today=made_up.TODAY)
    for name in ("name", "id_number", "branch_name", "note", "member_type", "unit_post"):
        one, two = (
            [getattr(who, name) for who in members.rows(desk.db, members.find(desk.db))]
            for desk in (township, other)
        )
        assert one == two, name


@pytest.mark.parametrize(("wanted", "shown"), [("full", 18), ("masked", 10), ("tail", 4)])
def test_no_more_of_an_id_number_is_written_than_was_asked_for(
    township: Desk, tmp_path: Path, wanted: str, shown: int
) -> None:
    table = cells(township, tmp_path / "名册.xlsx", wanted)
    column = next(row for row in table if "身份证号" in row).index("身份证号")
    written = [str(row[column]) for row in table if str(row[column])[-4:] == made_up.id_number(0)[-4:]]
    assert [len(text.replace("*", "")) for text in written] == [shown]


def test_nobody_makes_no_list(township: Desk) -> None:
    with pytest.raises(UserError, match="名单是空的"):
        listing.listing(township.db, [], id_number="full")
