from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.jobs.rare_characters import kept
from app.papers import pictures
from app.school import certificates, enrollments, members
from app.ui.desk import Desk
from app.ui.pages.certificates import tasks
from app.ui.pages.certificates.printing import PrintingPage
from app.ui.pages.members import Members
from app.ui.rare_characters import LEAVE, RareCharacters
from app.ui.side import Place
from app.ui.window import Window
from tests.jobs.test_rare_characters import RARE, drawing
from tests.ui import township
from tests.ui.looking import answering, cut_off, out_of_sight
from tests.ui.test_certificates import TODAY, Issued


@pytest.fixture
def issued(desk: Desk) -> Issued:
    return Issued(desk)


@pytest.fixture
def window(desk: Desk, issued: Issued, qtbot: QtBot) -> Window:
    return township.window(desk, qtbot, Place("党员名册", "members", Members, "dymc"))


@pytest.fixture
def rare(desk: Desk, window: Window, issued: Issued) -> Iterator[RareCharacters]:
    who = members.find(desk.db)[0]
    with desk.db.act("改名"):
        desk.db.execute("UPDATE member SET name = ? WHERE id = ?", [f"雷{RARE}花", who])
    page = RareCharacters(desk)
    desk.open(page)
    page.table.setCurrentIndex(page.table.model().index(0, 0))
    yield page
    pictures.use({})


def test_who_has_the_character_is_listed_and_nothing_is_cut_off(rare: RareCharacters) -> None:
    one = rare.current()
    assert one is not None
    assert (one.character, one.code, one.names) == (RARE, "U+3004C", (f"雷{RARE}花",))
    assert cut_off(rare) == []
    assert out_of_sight(rare) == []


def test_a_picture_is_chosen_shown_and_taken_away_again(
    rare: RareCharacters, desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "字.png"
    file.write_bytes(drawing())
    rare.take(file)
    assert "已补上图片" in rare.notice.text()
    assert set(kept.read(desk.db)) == {RARE}
    assert not rare.picture.pixmap().isNull()
    rare.table.setCurrentIndex(rare.table.model().index(0, 0))
    rare.forget()
    assert kept.read(desk.db) == {}
    assert rare.picture.pixmap().isNull()


def test_a_file_that_is_no_picture_is_refused_with_a_sentence(rare: RareCharacters, tmp_path: Path) -> None:
    file = tmp_path / "字.png"
    file.write_bytes(b"MZ" * 100)
    rare.take(file)
    assert "打不开" in rare.notice.text()


def test_the_way_to_the_person_leads_to_the_rolls(rare: RareCharacters, window: Window) -> None:
    rare.mend()
    assert isinstance(window.page(), Members)


def test_a_certificate_can_be_printed_with_a_blank(
    desk: Desk, window: Window, qtbot: QtBot, issued: Issued
) -> None:
    certificates.void(desk.db, issued.ids[0], today=TODAY, reason="姓名用字不对")
    (one,) = certificates.rows(desk.db, issued.ids[:1])
    (who,) = enrollments.rows(desk.db, [one.enrollment])
    with desk.db.act("改名"):
        desk.db.execute("UPDATE member SET name = ? WHERE id = ?", [f"雷{RARE}花", who.member])
    task = tasks.new_ones(desk.db, issued.training_class, today=TODAY)
    with answering(LEAVE):
        desk.open(PrintingPage(desk, task, done=lambda _: None))
        page = window.page()
        assert isinstance(page, PrintingPage)
        qtbot.waitUntil(lambda: page.preview.blanks.isVisible())
    assert "U+3004C" in page.preview.blanks.text()
