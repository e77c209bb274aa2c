import pytest

from app.errors import UserError
from app.school import books, branches, ledgers
from db.register import Register
from tests.made_up import TODAY


def held(db: Register, school: int, **typed: str) -> int:
    said = {"title": "党员教育培训教材", "copies": "100册", **typed}
    return ledgers.record(db, books.LEDGER, said, school=school, today=TODAY)


def given(db: Register, school: int, **typed: str) -> int:
    said = {"issued_on": "2026-03-02", "book": "党员教育培训教材", "copies": "30", **typed}
    return ledgers.record(db, books.ISSUES, said, school=school, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"book": "没有的书"}, "请先在“图书资料”里登记"), ({"copies": "0"}, "大于 0"),
     ({"returned": "31"}, "比发放的还多"), ({"issued_on": "2027-01-01"}, "晚于今天"),
     ({"copies": "三十"}, "整数")],
)  # fmt: skip
def test_what_cannot_have_been_given_out_is_refused(
    db: Register, school: int, typed: dict[str, str], said: str
) -> None:
    held(db, school)
    with pytest.raises(UserError, match=said):
        given(db, school, **typed)
    assert books.find_issues(db, school=school, gone=True) == []


def test_what_is_left_is_what_was_not_given_out_or_came_back(db: Register, school: int) -> None:
    branch = branches.add(db, "下党村党支部", school=school)
    book = held(db, school)
    one = given(db, school, book="《党员教育培训教材》", receiver="下党村党支部")
    given(db, school, receiver="钟雪梅", copies="5", returned="2")
    found = books.issue_rows(db, books.find_issues(db, school=school))
    assert [each.branch for each in found] == [branch, None]
    assert books.rows(db, [book])[0].left == 67
    ledgers.void(db, books.ISSUES, one, reason="没有发", today=TODAY)
    assert books.rows(db, [book])[0].left == 97
    assert books.find_issues(db, "钟雪梅", school=school, year=2026) != []
    assert books.find_issues(db, school=school, year=2025) == []


def test_copies_in_use_are_counted(db: Register, school: int) -> None:
    held(db, school)
    old = held(db, school, title="旧教材", copies="40", got_on="2019")
    ledgers.end(db, books.LEDGER, old, on="2026-06-01", reason="过时")
    assert books.copies(db, school=school, on="2026-05-31") == 140
    assert books.copies(db, school=school, on=TODAY) == 100
