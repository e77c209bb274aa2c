"""People who move: a slip made at one school and taken in at another of the same county."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from app.errors import UserError
from app.exchange import keys
from app.exchange import transfers as slips
from app.jobs import devices, transfers
from app.progress import silent
from app.school import attendance, branches, classes, hours, league, members, people
from app.school import transfers as moves
from tests import made_up
from tests.jobs.conftest import NOW, Desk, acquaint

TODAY = made_up.TODAY


@pytest.fixture
def other(open_desk: Callable[..., Desk], county: Desk) -> Desk:
    desk = open_desk("other", code="350924101")
    acquaint(desk, county)
    return desk


@pytest.fixture
def taught(township: Desk, acquainted: None) -> Desk:
    """A township whose class is closed."""
    (of,) = classes.find(township.db, school=township.school)
    sessions = [one.id for one in attendance.roll_call(township.db, of).sessions]
    attendance.mark_all(township.db, of, sessions=sessions, today=TODAY)
    hours.close_class(township.db, of, today="2026-12-31")
    return township


def hand_out(desk: Desk, who: int, stick: Path, *, on: str = "2026-11-22") -> transfers.HandedOut:
    return transfers.hand_out(
        desk.db, who, on=on, to_name="南阳镇党校", folder=desk.folder, target=stick, now=NOW,
        tell=silent,
    )  # fmt: skip


def take(desk: Desk, out: transfers.HandedOut) -> moves.Transfer:
    branch = branches.named(desk.db, "甲支部", school=desk.school) or branches.add(
        desk.db, "甲支部", school=desk.school
    )
    return transfers.take_in(desk.db, out.path, code=out.code, branch=branch, folder=desk.folder, today=TODAY)


def earned(desk: Desk, who: int) -> int:
    return sum(one.quarter_hours for one in hours.of_member(desk.db, who, year=2026) if one.stands)


def test_hours_go_with_the_person_once(taught: Desk, other: Desk, county: Desk, stick: Path) -> None:
    (who, *_) = members.find(taught.db)
    before = earned(taught, who)
    assert before > 0
    out = hand_out(taught, who, stick)
    assert members.row(taught.db, who).left_reason == "转出：南阳镇党校"
    shown = transfers.show(other.db, out.path, code=out.code.lower().replace("-", " "))
    assert (shown.known, shown.taken_on) == ("", "")
    taken = take(other, out)
    assert (taken.former_member, taken.from_name) == (who, "下党乡党校")
    assert earned(other, taken.member) == before
    assert members.row(other.db, taken.member).id_number == members.row(taught.db, who).id_number
    with pytest.raises(UserError, match="以前接收过"):
        take(other, out)
    assert earned(other, taken.member) == before
    for desk in (taught, other):
        county.receive(desk.send(stick).path)
    assert people.distinct(county.db, [who, taken.member]) == 1
    assert moves.counted_elsewhere(county.db, year=2026) == {other.school: before}
    by_quarter = [moves.counted_elsewhere(county.db, year=2026, quarter=at) for at in (1, 2, 3, 4)]
    assert sum(sum(one.values()) for one in by_quarter) == before
    assert moves.counted_elsewhere(county.db, year=2025) == {}
    whole, each = league.annual(county.db, year=2026)
    assert whole.quarter_hours == sum(one.quarter_hours for _, one in each), "hours of timetables stay"
    days = moves.turns_elsewhere(county.db, first="2026-01-01", last="2026-12-31")
    assert whole.turns == sum(one.turns for _, one in each) - days
    assert (days, whole.people) == (2, whole.people_by_school - 1)
    table = league.table(county.db, year=2026, today=TODAY)
    assert table.hours_twice == before


def test_the_paper_says_what_the_slip_says(taught: Desk, other: Desk, stick: Path) -> None:
    (who, *_) = members.find(taught.db)
    out = hand_out(taught, who, stick)
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(out.paper))
    plain = "".join(text.split())
    assert out.code in plain
    assert members.row(taught.db, who).name in plain
    assert transfers.paper_again(taught.db, out.transfer) == out.paper


def test_a_slip_is_voided_and_the_person_is_back(taught: Desk, stick: Path) -> None:
    (who, *_) = members.find(taught.db)
    out = hand_out(taught, who, stick)
    with pytest.raises(UserError, match="已开过转移单"):
        hand_out(taught, who, stick)
    with pytest.raises(UserError, match="原因"):
        moves.void(taught.db, out.transfer, why="", today=TODAY)
    moves.void(taught.db, out.transfer, why="没有去报到", today=TODAY)
    assert members.row(taught.db, who).left_on == ""
    with pytest.raises(UserError, match="自己开出的"):
        take(taught, out)


def test_the_day_somebody_leaves_is_typed_as_one_likes_but_is_a_day(taught: Desk, stick: Path) -> None:
    (who, *_) = members.find(taught.db)
    for on, said in (("昨天", "“昨天”不是一个日期"), ("0026-11-22", "1900 年到 2099 年")):
        with pytest.raises(UserError, match=said):
            hand_out(taught, who, stick, on=on)
        assert list(stick.iterdir()) == [] and members.row(taught.db, who).left_on == ""
    out = hand_out(taught, who, stick, on="2026年11月22日")
    assert moves.rows(taught.db, [out.transfer])[0].moved_on == "2026-11-22"
    assert members.row(taught.db, who).left_on == "2026-11-22"


def test_who_is_in_an_open_class_gets_no_slip(township: Desk, acquainted: None, stick: Path) -> None:
    with pytest.raises(UserError, match="学时没有入账"):
        hand_out(township, members.find(township.db)[0], stick)
    assert list(stick.iterdir()) == []


def test_a_false_slip_is_refused_whole(taught: Desk, other: Desk, county: Desk, stick: Path) -> None:
    out = hand_out(taught, members.find(taught.db)[0], stick)
    whole = out.path.read_bytes()
    before = made_up.content(other.db), other.files()
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        spoilt = bytearray(whole)
        spoilt[at] ^= 1
        out.path.write_bytes(bytes(spoilt))
        with pytest.raises(UserError):
            take_only(other, out)
    for cut in (0, 7, len(whole) // 2, len(whole) - 1):
        out.path.write_bytes(whole[:cut])
        with pytest.raises(UserError):
            take_only(other, out)
    out.path.write_bytes(whole + b"x")
    with pytest.raises(UserError):
        take_only(other, out)
    out.path.write_bytes(whole)
    with pytest.raises(UserError, match="取件码不对"):
        transfers.show(other.db, out.path, code="00000-00000-00000-00000")
    with pytest.raises(UserError, match="20 个字母"):
        transfers.show(other.db, out.path, code="12")
    assert (made_up.content(other.db), other.files()) == before


def take_only(desk: Desk, out: transfers.HandedOut) -> None:
    transfers.take_in(desk.db, out.path, code=out.code, branch=None, folder=desk.folder, today=TODAY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"years": ({"year": 2026, "ledger": "member", "quarter_hours": 400, "lines": []},)},
        {"years": ({"year": 2026, "ledger": "x", "quarter_hours": 0, "lines": []},)},
        {"years": "abc"},
        {"member": -1},
        {"moved_on": "2026-02-30"},
        {"particulars": {"name": ["x"]}},
        {"slip": "another"},
        {"from_school": 7},
    ],
)
def test_a_slip_of_an_enrolled_laptop_that_says_what_cannot_be_is_refused(
    taught: Desk, other: Desk, stick: Path, wrong: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = slips.asdict
    monkeypatch.setattr(slips, "asdict", lambda slip: {**real(slip), **wrong})
    out = hand_out(taught, members.find(taught.db)[0], stick)
    before = made_up.content(other.db)
    with pytest.raises(UserError, match="转移单里的内容"):
        take_only(other, out)
    assert made_up.content(other.db) == before


def test_a_slip_signed_by_nobody_the_county_knows_is_refused(
    taught: Desk, other: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (who, *_) = members.find(taught.db)
    stranger = keys.make()
    monkeypatch.setattr(devices, "own_keys", lambda db: stranger)
    out = hand_out(taught, who, stick)
    monkeypatch.undo()
    with pytest.raises(UserError):
        take_only(other, out)
