import pytest

from app.errors import UserError
from app.jobs import certificates as printing
from app.school import attendance, certificates, classes, closings, timetable
from tests import made_up
from tests.jobs.conftest import Desk
from tests.papers import reading


@pytest.fixture
def issued(township: Desk) -> list[int]:
    db = township.db
    (training,) = classes.find(db)
    attendance.mark_all(db, training, sessions=timetable.find(db, training_class=training))
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
