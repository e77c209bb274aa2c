"""Two laptops of one school, with real parcels on a stick, and the county that reads both."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfgen import canvas

from app import paths
from app.errors import UserError
from app.jobs import backups, devices, merging, registers, restores, siblings
from app.jobs import checklist as filing
from app.progress import silent
from app.school import (
    attendance,
    branches,
    certificates,
    checklist,
    classes,
    conflicts,
    evidence,
    hours,
    members,
    schools,
)
from app.school import devices as enrolled
from app.school import parcels as ledger
from tests import made_up
from tests.jobs.conftest import NOW, Desk, acquaint

TODAY = made_up.TODAY


def read(desk: Desk, path: Path, *, consent: bool = False) -> merging.Brought:
    return merging.receive(desk.db, path, folder=desk.folder, now=NOW, tell=silent, consent=consent)


def join(first: Desk, second: Desk, county: Desk) -> Desk:
    """Bring a second laptop in, as two clerks and the county do with a stick and a telephone."""
    seen = siblings.begin(second.db, siblings.card(first.db), today=TODAY)
    assert seen == devices.own_fingerprint(county.db)
    wish = siblings.request(second.db, device_name="宿舍的电脑")
    certificate = devices.enrol(county.db, wish, today=TODAY)
    siblings.take_certificate(second.db, certificate)
    assert siblings.accept(first.db, certificate, today=TODAY) == devices.own_fingerprint(second.db)
    return Desk(second.folder, second.db, first.school)


@pytest.fixture
def pair(
    township: Desk, county: Desk, acquainted: None, stick: Path, fresh: Callable[[str], Desk]
) -> tuple[Desk, Desk]:
    second = join(township, fresh("second"), county)
    brought = read(second, township.send(stick).path)
    assert brought.first
    assert "可以开始用了" in brought.sentence
    return township, second


def swap(one: Desk, other: Desk, stick: Path) -> None:
    for _ in range(2):
        read(other, one.send(stick).path)
        read(one, other.send(stick).path)
    read(other, one.send(stick).path)
    assert made_up.content(one.db) == made_up.content(other.db)


def test_the_second_laptop_has_all_of_the_first_and_both_report(
    pair: tuple[Desk, Desk], county: Desk, stick: Path
) -> None:
    first, second = pair
    assert made_up.content(first.db) == made_up.content(second.db)
    assert schools.own(second.db).id == first.school
    (who, *_) = members.find(first.db)
    members.amend(first.db, who, {"note": "甲机写的"})
    members.amend(second.db, who, {"address": "乙机写的"})
    assert county.receive(first.send(stick).path).verdict in ("ok", "gap")
    assert county.receive(second.send(stick).path).verdict in ("ok", "gap")
    found = members.row(county.db, who)
    assert (found.note, found.address) == ("甲机写的", "乙机写的")
    swap(first, second, stick)
    county.receive(second.send(stick).path)
    assert made_up.content(county.db)["member"] == made_up.content(first.db)["member"]


def test_filed_papers_reach_the_other_laptop_even_after_the_county_has_them(
    pair: tuple[Desk, Desk], stick: Path
) -> None:
    first, second = pair
    paper = first.folder.parent / "任职文件.pdf"
    page = canvas.Canvas(str(paper), invariant=True)
    page.drawString(100, 700, "made up")
    page.save()
    standard = checklist.standard(first.db, school=first.school, on=TODAY)
    filing.attach(
        first.db, paper, folder=first.folder, school=first.school,
        criterion=checklist.criteria(first.db, standard.id)[0].id, formed_on="2026-03-02", today=TODAY,
    )  # fmt: skip
    (filed,) = evidence.rows(first.db, evidence.of_school(first.db, school=first.school))
    sha256 = filed.sha256
    with first.db.atomic():
        first.db.execute("INSERT INTO held_file (sha256) VALUES (?)", [sha256])
    read(second, first.send(stick).path)
    assert (paths.evidence(second.folder) / sha256).read_bytes() == paper.read_bytes()
    read(first, second.send(stick).path)
    assert siblings.everywhere(first.db, {sha256}) == {sha256}


def test_a_class_closed_on_both_gives_its_hours_once(
    pair: tuple[Desk, Desk], county: Desk, stick: Path
) -> None:
    first, second = pair
    (of,) = classes.find(first.db, school=first.school)
    for desk in pair:
        sessions = [one.id for one in attendance.roll_call(desk.db, of).sessions]
        attendance.mark_all(desk.db, of, sessions=sessions, today=TODAY)
        hours.close_class(desk.db, of, today="2026-12-31")
    said = _sums(first)
    for desk in pair:
        county.receive(desk.send(stick).path)
    assert _sums(county) == said
    swap(first, second, stick)
    assert _sums(first) == _sums(second) == said


def _sums(desk: Desk) -> list[tuple[object, ...]]:
    return desk.db.execute(
        "SELECT member, sum(quarter_hours) FROM hour_line GROUP BY member ORDER BY member"
    ).fetchall()


def test_the_second_laptop_gives_numbers_of_its_own(pair: tuple[Desk, Desk], stick: Path) -> None:
    first, second = pair
    (of,) = classes.find(first.db, school=first.school)
    sessions = [one.id for one in attendance.roll_call(first.db, of).sessions]
    attendance.mark_all(first.db, of, sessions=sessions, today=TODAY)
    hours.close_class(first.db, of, today="2026-12-31")
    swap(first, second, stick)
    there = certificates.propose(second.db, of, today=TODAY)
    here = certificates.propose(first.db, of, today=TODAY)
    assert [one.seq for one in here] == [1, 2, 3, 4]
    assert [one.seq for one in there] == [5001, 5002, 5003, 5004]


@pytest.fixture
def doubled(pair: tuple[Desk, Desk], stick: Path) -> tuple[Desk, Desk, int]:
    """Both laptops gave two of four people certificates, and one number twice."""
    first, second = pair
    (of,) = classes.find(first.db, school=first.school)
    sessions = [one.id for one in attendance.roll_call(first.db, of).sessions]
    attendance.mark_all(first.db, of, sessions=sessions, today=TODAY)
    hours.close_class(first.db, of, today="2026-12-31")
    swap(first, second, stick)
    schools.keep(second.db, "certificate_first.2026", "1")
    who = [one.id for one in attendance.roll_call(first.db, of).enrollments]
    certificates.issue(first.db, of, today=TODAY, enrollments=who[:1])
    certificates.issue(second.db, of, today=TODAY, enrollments=who[1:2])
    swap(first, second, stick)
    return first, second, of


def test_one_number_on_two_papers_is_said_and_never_merged(
    doubled: tuple[Desk, Desk, int], stick: Path
) -> None:
    first, second, _ = doubled
    (asked,) = conflicts.rows(first.db, conflicts.find(first.db, school=first.school))
    assert asked.kind == "same_number"
    assert "同一个编号" in asked.sentence
    assert [choice.whose for choice in asked.choices] == ["留前一张", "留后一张"]
    assert len(first.db.execute("SELECT 1 FROM certificate").fetchall()) == 1
    conflicts.choose(first.db, asked.id, 0, today=TODAY)
    assert conflicts.find(first.db, school=first.school) == []
    swap(first, second, stick)
    found = second.db.execute("SELECT number, voided_on FROM certificate ORDER BY voided_on").fetchall()
    assert [row[1] for row in found] == [None, TODAY]
    assert found[1][0].startswith(found[0][0])
    assert conflicts.find(second.db, school=first.school) == []


def test_a_field_is_chosen_and_the_choice_stands_everywhere(
    pair: tuple[Desk, Desk], county: Desk, stick: Path
) -> None:
    first, second = pair
    (who, *_) = members.find(first.db)
    members.amend(first.db, who, {"note": "甲"})
    members.amend(second.db, who, {"note": "乙"})
    swap(first, second, stick)
    (asked,) = conflicts.rows(first.db, conflicts.find(first.db, school=first.school))
    assert (asked.noun, asked.title) == ("人员", members.row(first.db, who).name)
    assert {choice.whose: choice.fields for choice in asked.choices} == {
        "本机": (("备注", "甲"),), "另一台电脑": (("备注", "乙"),),
    }  # fmt: skip
    mine = next(place for place, choice in enumerate(asked.choices) if choice.whose == "本机")
    with pytest.raises(UserError, match="选一种"):
        conflicts.choose(first.db, asked.id, 9, today=TODAY)
    conflicts.choose(first.db, asked.id, mine, today=TODAY)
    with pytest.raises(UserError, match="刷新"):
        conflicts.choose(first.db, asked.id, mine, today=TODAY)
    swap(first, second, stick)
    county.receive(first.send(stick).path)
    for desk in (*pair, county):
        assert members.row(desk.db, who).note == "甲"
        assert conflicts.find(desk.db, school=first.school) == []


def test_a_row_deleted_here_and_changed_there_may_be_deleted_after_all(
    pair: tuple[Desk, Desk], stick: Path
) -> None:
    first, second = pair
    (of,) = classes.find(first.db, school=first.school)
    grid = attendance.roll_call(first.db, of)
    who, when = grid.enrollments[0].id, grid.sessions[0].id
    attendance.mark(first.db, enrollment=who, session=when, mark="present", today=TODAY)
    swap(first, second, stick)
    attendance.mark(first.db, enrollment=who, session=when, mark=None, today=TODAY)
    attendance.mark(second.db, enrollment=who, session=when, mark="late", today=TODAY)
    swap(first, second, stick)
    (asked,) = conflicts.rows(second.db, conflicts.find(second.db, school=first.school))
    assert asked.kind == "deleted"
    conflicts.choose(second.db, asked.id, 1, today=TODAY)
    swap(first, second, stick)
    assert attendance.roll_call(first.db, of).marks == {}
    assert conflicts.find(first.db, school=first.school) == []


def test_what_is_not_the_other_laptops_is_refused_and_changes_nothing(
    pair: tuple[Desk, Desk], county: Desk, stick: Path, open_desk: Callable[..., Desk],
    fresh: Callable[[str], Desk],
) -> None:  # fmt: skip
    first, second = pair
    before = made_up.content(first.db)
    own = first.send(stick)
    with pytest.raises(UserError, match="本机自己做的"):
        read(first, own.path)
    other = open_desk("other", code="350924101")
    acquaint(other, county)
    with pytest.raises(UserError, match="不是发给本"):
        read(first, other.send(stick).path)
    third = join(first, fresh("third"), county)
    with pytest.raises(UserError, match="不是发给本"):
        read(second, _started(third, first, stick).send(stick).path)
    whole = second.send(stick)
    content = whole.path.read_bytes()
    altered = content[:99] + bytes([content[99] ^ 1]) + content[100:]
    for spoilt in (content[:-1], content[: len(content) // 2], altered, b""):
        whole.path.write_bytes(spoilt)
        with pytest.raises(UserError):
            read(first, whole.path)
    assert made_up.content(first.db) == before


def _started(third: Desk, first: Desk, stick: Path) -> Desk:
    read(third, first.send(stick).path)
    return third


def test_the_same_again_a_stale_one_and_one_of_another_program(pair: tuple[Desk, Desk], stick: Path) -> None:
    first, second = pair
    old = second.send(stick)
    branches.add(second.db, "甲支部", school=first.school)
    new = second.send(stick)
    assert read(first, new.path).merged.added == 1
    assert read(first, new.path).place == "duplicate"
    with pytest.raises(UserError, match="比已读过的旧"):
        read(first, old.path)


def test_a_laptop_put_back_without_saying_so_is_not_merged(pair: tuple[Desk, Desk], stick: Path) -> None:
    first, second = pair
    branches.add(first.db, "甲支部", school=first.school)
    read(second, first.send(stick).path)
    with first.db.atomic():
        first.db.execute("UPDATE version_context SET counter = 1")
        first.db.execute("DELETE FROM branch_alias")
    with pytest.raises(UserError, match="换回了旧的备份"):
        read(first, second.send(stick).path)


def test_a_laptop_that_has_a_school_of_its_own_cannot_join(
    pair: tuple[Desk, Desk], county: Desk, open_desk: Callable[..., Desk]
) -> None:
    with pytest.raises(UserError, match="已经设好单位"):
        siblings.begin(open_desk("other", code="350924101").db, siblings.card(pair[0].db), today=TODAY)
    with pytest.raises(UserError, match="本机自己的登记证"):
        siblings.accept(pair[0].db, devices.own_certificate(pair[0].db), today=TODAY)
    spoilt = bytearray(siblings.card(pair[0].db))
    spoilt[200] ^= 1
    with pytest.raises(UserError):
        siblings.begin(open_desk("another").db, bytes(spoilt), today=TODAY)


def test_a_laptop_no_longer_in_use_is_not_sealed_to_nor_read(pair: tuple[Desk, Desk], stick: Path) -> None:
    first, second = pair
    (other,) = siblings.others(first.db)
    sent = second.send(stick)
    siblings.end(first.db, other.device, today=TODAY)
    with pytest.raises(UserError, match="吊销"):
        read(first, sent.path)
    with pytest.raises(UserError, match="不是发给本"):
        read(second, first.send(stick).path)
    assert [one.revoked_on for one in enrolled.enrolled(first.db)] == [TODAY]


def test_a_school_with_one_laptop_pays_nothing(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    county.receive(township.send(stick).path)
    for desk in (township, county):
        assert desk.db.execute("SELECT count(*) FROM row_version").fetchone() == (0,)
    with pytest.raises(UserError, match="只登记了这一台"):
        read(township, stick / "没有.wuyou")
    assert ledger.received(county.db)[0].verdict == "ok"


def test_a_backup_makes_no_second_laptop_and_the_road_is_told(
    pair: tuple[Desk, Desk], county: Desk, stick: Path, tmp_path: Path, fresh: Callable[[str], Desk]
) -> None:
    first, _ = pair
    backups.back_up(first.db, first.folder)
    there = tmp_path / "恢复出来的"
    with registers.opened(there, clock=made_up.Clock(), operator="李干事"):
        pass  # a computer on which the program was started once
    shutil.copytree(paths.backups(first.folder), paths.backups(there))
    restores.restore(there, backups.find(there)[0], clock=made_up.Clock())
    with registers.opened(there, clock=made_up.Clock(made_up.START_MS + 9), operator="李干事") as db:
        restored = Desk(there, db, first.school)
        sent = restored.send(stick).path
        before = made_up.content(first.db)
        with pytest.raises(UserError, match="用着同一个身份.*这是第二台”，照四步加入"):
            read(first, sent)
        with pytest.raises(UserError, match="不能用来添第二台.*照四步加入"):
            siblings.begin(db, siblings.card(first.db), today=TODAY)
        mine = bytes.fromhex(schools.setting(db, devices.CERTIFICATE))
        with pytest.raises(UserError, match="登记证就是同一份.*照四步加入"):
            siblings.accept(first.db, mine, today=TODAY)
        own = first.send(stick).path
        with pytest.raises(UserError, match="这是本机自己做的数据包"):
            read(first, own)
        with pytest.raises(UserError, match="用着同一个身份"):
            read(restored, own)
        assert made_up.content(first.db) == before
    # The road that was told works.
    third = join(first, fresh("third"), county)
    assert read(third, first.send(stick).path).first
    assert made_up.content(third.db) == made_up.content(first.db)
