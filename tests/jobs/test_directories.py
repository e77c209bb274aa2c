from pathlib import Path

import pytest

from app.errors import UserError
from app.exchange import keys, proofs
from app.jobs import certificates as jobs
from app.jobs import devices as enrolling
from app.jobs import directories
from app.school import attendance, certificates, classes, closings, devices, timetable
from tests import made_up
from tests.jobs.conftest import Desk

TODAY = made_up.TODAY


@pytest.fixture
def issued(township: Desk) -> list[certificates.Certificate]:
    db = township.db
    (training,) = classes.find(db)
    attendance.mark_all(db, training, sessions=timetable.find(db, training_class=training), today=TODAY)
    closings.close_class(db, training, today=TODAY, without="试")
    return certificates.rows(db, jobs.issue(db, training, today=TODAY))


def states(desk: Desk, given: list[certificates.Certificate], today: str = TODAY) -> list[str]:
    known = directories.knowledge(desk.db, today=today)
    scanned = [directories.judge(desk.db, known, one.code).word for one in given]
    typed = [
        directories.judge_typed(desk.db, known, number=one.number, check=one.check_code).word for one in given
    ]
    assert scanned == typed
    return scanned


def test_a_school_knows_its_own_and_which_are_void(
    township: Desk, issued: list[certificates.Certificate]
) -> None:
    certificates.void(township.db, issued[1].id, today=TODAY, reason="写错")
    assert states(township, issued) == ["真实", "已作废", "真实", "真实"]
    known = directories.knowledge(township.db, today=TODAY)
    found = directories.judge(township.db, known, f" {issued[0].code}\n")
    assert found.claim == proofs.Claim(
        issued[0].number, issued[0].name, issued[0].id_tail, "冬训班", 64, TODAY
    )
    assert "没有县里的证书名录" in found.basis


def test_a_number_is_typed_with_the_brackets_a_keyboard_has(
    township: Desk, issued: list[certificates.Certificate]
) -> None:
    known = directories.knowledge(township.db, today=TODAY)
    check = issued[0].check_code.replace("-", " ").lower()
    found = directories.judge_typed(township.db, known, number=" 下党乡党校[2026]第 0001 号", check=check)
    assert found.state == "genuine"
    wrong = directories.judge_typed(township.db, known, number="下党乡党校〔2026〕第0002号", check=check)
    assert wrong.state == "unknown"
    for number, code in (("", check), (issued[0].number, "AB"), (issued[0].number, "")):
        with pytest.raises(UserError, match="都要填"):
            directories.judge_typed(township.db, known, number=number, check=code)


def test_a_page_that_was_never_issued_is_not_vouched_for(township: Desk) -> None:
    db = township.db
    (training,) = classes.find(db)
    attendance.mark_all(db, training, sessions=timetable.find(db, training_class=training), today=TODAY)
    closings.close_class(db, training, today=TODAY, without="试")
    (shown, *_) = certificates.propose(db, training, today=TODAY)
    code, _ = jobs.prover(db)(shown)
    found = directories.judge(db, directories.knowledge(db, today=TODAY), code)
    assert found.state == "unknown"
    assert "没有颁发就流出去" in found.sentence


def test_what_is_no_code_says_so(township: Desk) -> None:
    known = directories.knowledge(township.db, today=TODAY)
    for text in ("", "TS1:8F3K2Q7M:1/2:ABCD", "WY1:", "WY1:" + "A" * 5000, "０" * 50):
        with pytest.raises(UserError, match="不是五有结业证书上的码"):
            directories.judge(township.db, known, text)


def test_a_county_judges_by_enrolled_laptops_and_what_parcels_brought(
    township: Desk, county: Desk, acquainted: None, stick: Path, issued: list[certificates.Certificate]
) -> None:
    known = directories.knowledge(county.db, today=TODAY)
    before = directories.judge(county.db, known, issued[0].code)
    assert before.state == "genuine", "the signature alone"
    assert "还没有上报过" in before.basis
    typed = directories.judge_typed(county.db, known, number=issued[0].number, check=issued[0].check_code)
    assert typed.state == "unknown"
    certificates.void(township.db, issued[1].id, today=TODAY, reason="写错")
    county.receive(township.send(stick).path)
    assert states(county, issued) == ["真实", "已作废", "真实", "真实"]
    known = directories.knowledge(county.db, today=TODAY)
    assert "最近一次上报是 2026-11-22" in directories.judge(county.db, known, issued[0].code).basis


def test_a_laptop_that_was_struck_off_is_good_for_what_it_signed_before(
    township: Desk, county: Desk, acquainted: None, issued: list[certificates.Certificate]
) -> None:
    (one,) = devices.enrolled(county.db)
    known = directories.knowledge(county.db, today=TODAY)
    devices.revoke(county.db, one.device, today="2026-11-23")
    assert directories.judge(county.db, known, issued[0].code).state == "genuine"
    devices.revoke(county.db, one.device, today=TODAY)
    known = directories.knowledge(county.db, today=TODAY)
    assert directories.judge(county.db, known, issued[0].code).state == "unknown"


def test_the_directory_goes_down_and_a_neighbour_verifies_by_it(
    township: Desk, county: Desk, acquainted: None, stick: Path, open_desk: object,
    issued: list[certificates.Certificate],
) -> None:  # fmt: skip
    certificates.void(township.db, issued[1].id, today=TODAY, reason="写错")
    county.receive(township.send(stick).path)
    neighbour = open_desk("neighbour", code="350924101")  # type: ignore[operator]
    enrolling.take_card(neighbour.db, enrolling.county_card(county.db))
    known = directories.knowledge(neighbour.db, today=TODAY)
    assert directories.judge(neighbour.db, known, issued[0].code).state == "unknown"
    file, page = directories.write(county.db, stick, today=TODAY)
    assert (file.name, page.name) == ("证书名录.wuyou", "证书核验.html")
    text = page.read_text(encoding="utf-8")
    assert "下党乡党校" in text
    assert not any(one.name in text for one in issued), "it names no person"
    taken = directories.take(neighbour.db, file.read_bytes())
    assert taken.as_of == TODAY
    known = directories.knowledge(neighbour.db, today="2026-12-01")
    judged = [directories.judge(neighbour.db, known, one.code).word for one in issued]
    assert judged == ["真实", "已作废", "真实", "真实"]
    assert f"{TODAY} 的名录" in directories.judge(neighbour.db, known, issued[0].code).basis
    typed = directories.judge_typed(neighbour.db, known, number=issued[1].number, check=issued[1].check_code)
    assert typed.state == "voided"


def test_only_the_own_county_s_directory_is_taken_and_never_an_older_one(
    township: Desk, county: Desk, acquainted: None, stick: Path, open_desk: object
) -> None:
    file, _ = directories.write(county.db, stick, today=TODAY)
    newest = file.read_bytes()
    directories.take(township.db, newest)
    older, _ = directories.write(county.db, stick, today="2026-11-01")
    with pytest.raises(UserError, match="比它新，没有采用"):
        directories.take(township.db, older.read_bytes())
    stranger = open_desk("stranger", level="county", code="350999")  # type: ignore[operator]
    with pytest.raises(UserError, match="名录是空的"):
        directories.write(stranger.db, stick, today=TODAY)
    enrolling.enrol(stranger.db, enrolling.request(township.db, device_name="电脑"), today=TODAY)
    other, _ = directories.write(stranger.db, stick, today=TODAY)
    for wrong, said in (
        (other.read_bytes(), "不是名片上的上级签发的"),
        (newest[:-1], "请"),
        (b"", "请"),
        (newest + b"x", "改动过"),
        (enrolling.county_card(county.db), "不是证书名录"),
    ):
        with pytest.raises(UserError, match=said):
            directories.take(township.db, wrong)
    found = directories.taken(township.db)
    assert found is not None
    assert found.as_of == TODAY
    with pytest.raises(UserError, match="由县级导出"):
        directories.take(county.db, newest)
    with pytest.raises(UserError, match="由县级的电脑导出"):
        directories.of_county(township.db, today=TODAY)


def test_a_code_of_nobody_known_is_not_vouched_for(
    township: Desk, issued: list[certificates.Certificate]
) -> None:
    claim = proofs.read(issued[0].code).claim
    forged = proofs.write(claim, secret=keys.make().sign_secret)
    known = directories.knowledge(township.db, today=TODAY)
    assert directories.judge(township.db, known, forged).state == "unknown"
