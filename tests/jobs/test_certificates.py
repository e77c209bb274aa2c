import pytest

from app.errors import UserError
from app.exchange import proofs
from app.jobs import certificates as printing
from app.scans import certificates as scans
from app.school import (
    attendance,
    certificate_wordings,
    certificates,
    classes,
    closings,
    members,
    schools,
    timetable,
)
from tests import made_up
from tests.jobs.conftest import Desk
from tests.papers import reading


@pytest.fixture
def issued(township: Desk) -> list[int]:
    db = township.db
    (training,) = classes.find(db)
    attendance.mark_all(
        db, training, sessions=timetable.find(db, training_class=training), today=made_up.TODAY
    )
    closings.close_class(db, training, today=made_up.TODAY, without="试")
    return certificates.issue(db, training, today=made_up.TODAY)


def test_each_certificate_is_a_page_with_what_the_register_says(township: Desk, issued: list[int]) -> None:
    pages = reading.texts(printing.render(township.db, issued))
    assert len(pages) == 4
    for page, name, one in zip(pages, made_up.NAMES, certificates.rows(township.db, issued), strict=False):
        assert name in page
        assert one.number in page
        assert "学时：16" in page
        assert "冬训班" in page
        assert one.id_number not in page


def test_a_voided_certificate_is_not_printed(township: Desk, issued: list[int]) -> None:
    certificates.void(township.db, issued[1], today=made_up.TODAY, reason="写错")
    with pytest.raises(UserError, match="第0002号 已作废，不能打印"):
        printing.render(township.db, issued)
    assert len(reading.texts(printing.render(township.db, [issued[0], *issued[2:]]))) == 3


def test_nothing_chosen_prints_nothing(township: Desk) -> None:
    with pytest.raises(UserError, match="没有选中证书"):
        printing.render(township.db, [])


# what is shown, issued and printed


@pytest.fixture
def closed(township: Desk) -> int:
    db = township.db
    (training,) = classes.find(db)
    attendance.mark_all(
        db, training, sessions=timetable.find(db, training_class=training), today=made_up.TODAY
    )
    closings.close_class(db, training, today=made_up.TODAY, without="试")
    return training


def codes(data: bytes) -> list[str]:
    return list(scans.read_codes(data))


def test_the_page_shown_is_the_page_issued(township: Desk, closed: int) -> None:
    db = township.db
    shown = certificates.propose(db, closed, today=made_up.TODAY)
    wording = "{who}修完{hours}学时，准予结业。"
    before = printing.render_proposals(db, shown, wording=wording)
    new = printing.came_out(
        db, closed, shown, today=made_up.TODAY, wording=wording,
        spoiled=[shown[1].enrollment], blanks={one.enrollment: f"B{n}" for n, one in enumerate(shown)},
    )  # fmt: skip
    found = certificates.rows(db, new)
    assert [one.state for one in found] == ["已打印", "印坏待重印", "已打印", "已打印"]
    assert [copy.blank_no for copy in certificates.copies(db, new)] == ["B0", "B1", "B2", "B3"]
    assert codes(before) == [one.code for one in found]
    assert {one.check_code for one in found} == {proofs.check_code(one.code) for one in found}
    assert reading.texts(printing.render(db, new)) == reading.texts(before)
    members.amend(db, members.find(db)[0], {"name": "另一个名字"})
    schools.amend(db, full_name="改了名的党校")
    assert reading.texts(printing.render(db, new)) == reading.texts(before), "a reprint is the same paper"
    assert codes(printing.render(db, new)) == [one.code for one in found]


def test_numbers_given_meanwhile_leave_nothing_behind(township: Desk, closed: int) -> None:
    db = township.db
    shown = certificates.propose(db, closed, today=made_up.TODAY)
    printing.issue(db, closed, today=made_up.TODAY, enrollments=[shown[3].enrollment])
    before = made_up.content(db)
    with pytest.raises(UserError, match="第0001号 在预览以后已经给了别人"):
        printing.came_out(
            db, closed, shown[:3], today=made_up.TODAY, wording="{who}。", spoiled=[shown[0].enrollment]
        )
    assert made_up.content(db) == before


def test_a_draft_proves_nothing_and_counts_for_nothing(township: Desk, closed: int) -> None:
    db = township.db
    shown = certificates.propose(db, closed, today=made_up.TODAY)
    drafts = [printing.render_proposals(db, shown, wording="{who}结业。", draft=True)]
    assert certificates.find(db) == []
    new = printing.issue(db, closed, today=made_up.TODAY)
    drafts.append(printing.render(db, new, draft=True))
    for draft in drafts:
        assert all("草稿不作凭证" in page for page in reading.texts(draft))
        with pytest.raises(UserError, match="没有找到结业证书的二维码"):
            codes(draft)
    assert certificates.copies(db, new) == []


def test_a_reissue_has_the_old_number_and_code_and_says_what_it_is(township: Desk, closed: int) -> None:
    db = township.db
    (new, *_) = printing.issue(db, closed, today=made_up.TODAY)
    (page,) = reading.texts(again := printing.render(db, [new], reissue=True))
    (found,) = certificates.rows(db, [new])
    assert f"{found.number}（补发）" in page
    assert codes(again) == [found.code]


def test_one_issued_before_there_were_codes_is_printed_without(township: Desk, issued: list[int]) -> None:
    (page, *_) = reading.texts(printing.render(township.db, issued))
    assert "学习期满，准予结业" in page
    with pytest.raises(UserError, match="没有找到"):
        codes(printing.render(township.db, issued))


@pytest.mark.parametrize(("wording", "said"), [("准予结业。", "证书用语"), ("{who}{grade}", "没有成绩等次")])
def test_a_wording_that_cannot_be_filled_in_issues_nothing(
    township: Desk, closed: int, wording: str, said: str
) -> None:
    with pytest.raises(UserError, match=said):
        printing.issue(township.db, closed, today=made_up.TODAY, wording=wording)
    assert certificates.find(township.db) == []


def test_own_wordings_are_judged_before_they_are_kept(township: Desk) -> None:
    with pytest.raises(UserError, match="证书用语"):
        printing.keep_wordings(township.db, [("甲", "{who}{nobody}")])
    printing.keep_wordings(township.db, [("甲", "{who}结业。")])
    assert certificate_wordings.listed(township.db)[0].title == "甲"


def test_the_register_tells_what_became_of_every_number(township: Desk, closed: int) -> None:
    db = township.db
    first, second, third, _ = printing.issue(db, closed, today=made_up.TODAY)
    printing.note_copies(db, [first, second], today=made_up.TODAY, spoiled=[second])
    certificates.reissue(db, first, today="2026-12-01", reason="本人遗失")
    certificates.void(db, third, today="2026-12-02", reason="写错")
    ids = certificates.find(db)
    assert [one.note for one in printing.handed(db, ids)] == [
        "2026年12月1日补发：本人遗失", "印坏 1 张", "作废：写错", ""
    ]  # fmt: skip
    text = "".join(reading.texts(printing.register(db, ids, title="下党乡党校2026年")))
    assert "证书发放登记表" in text
    assert "补发：本人遗失" in text
    with pytest.raises(UserError, match="还没有颁发"):
        printing.register(db, [], title="")
