import pytest

from app.errors import UserError
from app.papers import certificates as papers
from app.school import attendance, certificate_wordings, certificates, closings, timetable
from db.register import Register
from tests import made_up


def test_every_wording_shipped_can_be_filled_in_and_says_where_it_is_from(db: Register, school: int) -> None:
    found = certificate_wordings.listed(db)
    assert found[0].text == papers.USUAL_WORDING
    assert len({one.title for one in found}) == len(found) >= 4
    for one in found:
        papers.check_wording(one.text)
        assert one.source
        assert one.status == "to be confirmed"


def test_a_school_keeps_its_own_before_those_shipped(db: Register, school: int) -> None:
    certificate_wordings.keep_own(db, [(" 本校 ", "{who}在本校学习，准予结业。")])
    first, second, *_ = certificate_wordings.listed(db)
    assert (first.title, first.text, first.own) == ("本校", "{who}在本校学习，准予结业。", True)
    assert not second.own
    for wrong, said in (
        ([("学习期满", "{who}")], "已经有一句用语叫"),
        ([("甲", "{who}"), ("甲", "{who}。")], "已经有一句用语叫"),
        ([("", "{who}")], "都要写"),
        ([("甲", " ")], "都要写"),
        ([(f"第{n}", "{who}") for n in range(21)], "最多 20 句"),
    ):
        with pytest.raises(UserError, match=said):
            certificate_wordings.keep_own(db, wrong)
    assert certificate_wordings.listed(db)[0] == first


def test_a_class_keeps_its_wording_and_others_go_on_with_the_last(
    db: Register, school: int, people: list[int]
) -> None:
    one, other = (
        made_up.a_class(db, school, people[:1], name=name, days=(day,))
        for name, day in (("甲班", "2026-11-10"), ("乙班", "2026-11-11"))
    )
    for training in (one, other):
        attendance.mark_all(
            db, training, sessions=timetable.find(db, training_class=training), today=made_up.TODAY
        )
        closings.close_class(db, training, today=made_up.TODAY, without="试")
    usual, assessed, *_ = certificate_wordings.listed(db)
    assert certificate_wordings.of_class(db, one) == usual
    certificates.issue(db, one, today=made_up.TODAY, wording=assessed.text)
    assert certificate_wordings.of_class(db, one) == assessed
    assert certificate_wordings.of_class(db, other) == usual
    certificate_wordings.keep_last(db, "{who}结业。")
    assert certificate_wordings.of_class(db, one) == assessed
    assert certificate_wordings.of_class(db, other).text == "{who}结业。"
