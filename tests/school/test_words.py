import pytest

from app.school import branches, members, words
from db import history
from db.register import Register


def test_every_table_and_column_that_travels_has_a_name_in_the_office(db: Register) -> None:
    tables = history.travelling_tables(db)
    assert [table for table in tables if table not in words.TABLES] == []
    unknown = words.column("member", "no such column")
    nameless = {
        f"{table}.{column}"
        for table in tables
        for column in history.columns(db, table)
        if column not in words.UNSAID and words.column(table, column) == unknown
    }
    assert nameless == set()


def test_what_is_worked_out_from_others_has_no_name() -> None:
    assert {words.column("member", name) for name in words.WORKED_OUT} == {""}


@pytest.mark.parametrize(
    ("column", "value", "read"),
    [
        ("quarter_hours", 14, "3.5"), ("fen", 1_234_50, "1,234.50 元"), ("tenths", 875, "87.5"),
        ("tenths", 900, "90"), ("mark", "absent", "旷课"), ("floating", 0, "否"), ("note", "在外", "在外"),
        ("note", "", ""), ("note", None, ""),
    ],
)  # fmt: skip
def test_a_value_reads_as_it_is_written_in_the_office(
    db: Register, column: str, value: object, read: str
) -> None:
    assert words.said(db, "member", column, value) == read


def test_what_points_at_another_record_is_said_by_its_name(db: Register, school: int) -> None:
    branch = branches.add(db, "下党村党支部", school=school)
    assert words.said(db, "member", "branch", branch) == "下党村党支部"
    assert words.said(db, "member", "branch", 1) == "已不在的记录"
    who = members.enrol(db, {"name": "雷金花", "member_type": "full", "branch": branch}, school=school)
    assert words.title(db, "member", who) == "雷金花"
    assert words.title(db, "member", who, {"name": "雷金华"}) == "雷金华"
    assert words.title(db, "session", 1) == "已删去的课次"


def test_a_record_that_is_gone_is_named_by_what_it_held(db: Register) -> None:
    assert words.title(db, "course", 7, {"title": "党章学习"}) == "党章学习"
