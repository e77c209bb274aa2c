"""What a sender's columns were said to be is known when the same headings come again."""

from collections.abc import Callable

import pytest

from app.errors import UserError
from app.jobs import rosters
from app.school import members, schools
from app.sheets import workbooks
from tests import made_up
from tests.jobs.conftest import Desk

HEADS = ("姓名", "身份证号", "联络", "家里")
PEOPLE = (("张三", made_up.id_number(1), "19900000001", "前村1号"),
          ("李四", made_up.id_number(2), "19900000002", "前村2号"))  # fmt: skip


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk("township")


def plan(desk: Desk, *rows: tuple[str, ...], **wanted: object) -> rosters.Plan:
    book = workbooks.pasted("\n".join("\t".join(row) for row in rows))
    return rosters.plan(desk.db, book, school=desk.school, today=made_up.TODAY, **wanted)  # type: ignore[arg-type]


def commit(desk: Desk, found: rosters.Plan) -> int:
    return rosters.commit(desk.db, found, school=desk.school, today=made_up.TODAY)


def fields(found: rosters.Plan) -> dict[str, str]:
    return {column.heading: column.field for column in found.columns}


def test_columns_once_said_are_known_the_next_time_and_said_so(desk: Desk) -> None:
    first = plan(desk, HEADS, *PEOPLE, columns={2: "phone", 3: "address"})
    assert first.remembered == {}
    assert plan(desk, HEADS, *PEOPLE).columns_said == {}, "a plan alone teaches nothing"
    commit(desk, first)
    again = plan(desk, ("姓 名", "身份证号", "联络：", "家里"), PEOPLE[1])
    assert again.remembered == {2: "phone", 3: "address"}
    assert (fields(again)["联络："], fields(again)["家里"]) == ("phone", "address")
    assert members.rows(desk.db, members.find(desk.db, "张三"))[0].address == "前村1号"


def test_what_is_said_now_goes_before_what_was_said_then(desk: Desk) -> None:
    commit(desk, plan(desk, HEADS, *PEOPLE, columns={2: "phone", 3: "address"}))
    found = plan(desk, HEADS, *PEOPLE, columns={3: "note"})
    assert (fields(found)["联络"], fields(found)["家里"]) == ("phone", "note")
    assert found.remembered == {2: "phone"}
    commit(desk, found)
    assert plan(desk, HEADS, *PEOPLE).remembered == {2: "phone", 3: "note"}


def test_the_memory_can_be_left_out_and_is_then_forgotten(desk: Desk) -> None:
    commit(desk, plan(desk, HEADS, *PEOPLE, columns={3: "address"}))
    found = plan(desk, HEADS, *PEOPLE, by_memory=False)
    assert (found.remembered, fields(found)["家里"]) == ({}, "")
    commit(desk, found)
    assert plan(desk, HEADS, *PEOPLE).remembered == {}


def test_other_headings_and_no_headings_know_nothing(desk: Desk) -> None:
    commit(desk, plan(desk, HEADS, *PEOPLE, columns={3: "address"}))
    for heads in ((*HEADS[:3], "住"), (*HEADS, "备注"), (HEADS[1], HEADS[0], *HEADS[2:])):
        assert plan(desk, heads, *PEOPLE).remembered == {}
    bare = plan(desk, *PEOPLE, columns={3: "address"})
    assert bare.header_rows == (0, 0)
    commit(desk, bare)
    assert plan(desk, *PEOPLE).remembered == {}


def test_a_memory_of_fields_this_program_does_not_know_is_left_out(desk: Desk) -> None:
    found = plan(desk, HEADS, *PEOPLE, columns={2: "phone", 3: "address"})
    commit(desk, found)
    schools.keep(desk.db, f"columns of {found.form}", '{"2": "phone", "3": "blood_group"}')
    assert plan(desk, HEADS, *PEOPLE).remembered == {2: "phone"}


def test_an_import_that_fails_teaches_nothing(desk: Desk) -> None:
    found = plan(desk, HEADS, *PEOPLE, columns={3: "address"})
    members.enrol(desk.db, {"name": "王五", "id_number": PEOPLE[1][1]}, school=desk.school)
    with pytest.raises(UserError, match="已经在名册里"):
        commit(desk, found)
    assert plan(desk, HEADS, *PEOPLE).remembered == {}


def test_the_sheets_of_a_workbook_know_it_too(desk: Desk) -> None:
    commit(desk, plan(desk, HEADS, *PEOPLE, columns={3: "address"}))
    book = workbooks.pasted("\n".join("\t".join(row) for row in (HEADS, *PEOPLE)))
    (found,) = rosters.plan_all(desk.db, book, school=desk.school, today=made_up.TODAY)
    assert found.remembered == {3: "address"}
