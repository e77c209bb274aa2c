import pytest

from app.errors import UserError
from app.jobs import activities as jobs
from app.school import members
from app.sheets import workbooks
from tests import made_up
from tests.jobs.conftest import Desk


def read(desk: Desk, text: str) -> list[tuple[str, str, int | None]]:
    book = workbooks.pasted(text)
    found = jobs.read_list(desk.db, book, school=desk.school, today=made_up.TODAY)
    return [(one.matched.line.name, one.matched.verdict, one.minutes) for one in found]


def test_names_are_read_with_the_minutes_beside_them(township: Desk) -> None:
    assert read(township, "单晓红 45分钟\n曾国强\n无此人，30 分钟") == [
        ("单晓红", "found", 45),
        ("曾国强", "found", None),
        ("无此人", "unknown", 30),
    ]


def test_a_column_of_minutes_is_known_by_its_heading(township: Desk) -> None:
    said = "序号\t姓名\t党支部\t学习时长（分钟）\n1\t单晓红\t下党村党支部\t120\n2\t曾国强\t下党村党支部\t\n"
    assert read(township, said) == [("单晓红", "found", 120), ("曾国强", "found", None)]


def test_a_number_that_says_nothing_is_not_taken_for_minutes(township: Desk) -> None:
    assert read(township, "1\t单晓红\n2\t曾国强") == [("单晓红", "found", None), ("曾国强", "found", None)]


def test_people_of_one_name_are_asked_about(township: Desk) -> None:
    members.enrol(township.db, {"name": "单晓红", "member_type": "full"}, school=township.school)
    ((name, verdict, _),) = read(township, "单晓红")
    assert (name, verdict) == ("单晓红", "ask")


def test_a_list_with_nobody_in_it_is_refused(township: Desk) -> None:
    with pytest.raises(UserError, match="没有找到人名"):
        read(township, "2026年11月20日\n123456")
