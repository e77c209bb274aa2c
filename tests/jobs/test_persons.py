"""Rosters, parcels and people of whom two rows are one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import UserError
from app.jobs import rosters
from app.school import counties, members, persons
from app.sheets import workbooks
from tests import made_up
from tests.jobs.conftest import Desk


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk("township")


def plan(desk: Desk, name: str, number: str, post: str = "") -> rosters.Plan:
    book = workbooks.pasted(f"姓名\t身份证号\t单位及职务\n{name}\t{number}\t{post}")
    return rosters.plan(desk.db, book, school=desk.school, today=made_up.TODAY)


def commit(desk: Desk, found: rosters.Plan) -> int:
    return rosters.commit(desk.db, found, school=desk.school, today=made_up.TODAY)


def merged(desk: Desk, *two: tuple[str, str]) -> list[int]:
    """Enrol two people of these names and numbers who are one."""
    rows = [
        members.enrol(desk.db, {"name": name, "id_number": number}, school=desk.school)
        for name, number in two
    ]
    persons.merge(desk.db, kept=rows[0], other=rows[1], why="同一个人", today=made_up.TODAY)
    return rows


def test_a_sheet_that_knows_a_merged_person_by_either_row_means_the_one_that_was_kept(desk: Desk) -> None:
    right = made_up.id_number(12)
    wrong = right[:16] + "9" + right[17:]
    kept, other = merged(desk, ("张䶮", right), ("张YAN", wrong))
    for name, number in (("张YAN", wrong), ("张䶮", wrong), ("张YAN", right)):
        (row,) = plan(desk, name, number, "村民").rows
        assert (row.verdict, row.member) == ("update", kept)
        assert {one.field for one in (*row.changes, *row.offered)} & {"name", "id_number"} == set()
    commit(desk, plan(desk, "张YAN", wrong, "村民"))
    assert [members.row(desk.db, one).unit_post for one in (kept, other)] == ["村民", ""]
    (row,) = plan(desk, "张YAN", "").rows
    assert (row.verdict, row.member) == ("ask", kept)


def test_a_merged_person_without_a_number_is_not_given_that_of_the_other_row(desk: Desk) -> None:
    number = made_up.id_number(1)
    kept, _ = merged(desk, ("张三", ""), ("张叁", number))
    found = plan(desk, "张肆", number)
    assert (found.rows[0].verdict, found.rows[0].member) == ("ask", kept)
    with pytest.raises(UserError, match="已经用着这个身份证号"):
        rosters.decide(desk.db, found, 0, same=False)
    settled = rosters.decide(desk.db, found, 0, same=True)
    assert {one.field for one in settled.rows[0].offered} == {"name"}
    commit(desk, settled)
    assert members.row(desk.db, kept).id_number == ""


def test_the_county_counts_a_merged_person_once_too(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    one, other, *_ = members.find(township.db)
    persons.merge(township.db, kept=one, other=other, why="同一个人", today=made_up.TODAY)
    persons.keep_apart(township.db, one, members.find(township.db)[-1], today=made_up.TODAY)
    county.receive(township.send(stick).path)
    here, there = (
        counties.figures(db, school=township.school, year=2026, today=made_up.TODAY)
        for db in (township.db, county.db)
    )
    assert there.members == here.members == 3
    assert persons.same(county.db, other) == (one, other)
    persons.part(township.db, persons.find(township.db, school=township.school)[0])
    county.receive(township.send(stick).path)
    assert counties.figures(county.db, school=township.school, year=2026, today=made_up.TODAY).members == 4
