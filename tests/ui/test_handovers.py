from datetime import datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.jobs import handovers, passphrases, registers, second_places
from app.progress import silent
from app.school import branches, members, schools
from app.school import handovers as records
from app.ui.beginning import Beginning
from app.ui.desk import Desk
from app.ui.from_file import FromFile
from app.ui.pages.handovers import HandoverPage
from app.ui.preview import PreviewPage
from app.ui.window import Window
from tests import made_up
from tests.ui.looking import answering, cut_off
from tests.ui.test_opening import started

PHRASE = "春耕以前先开一课"
pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> HandoverPage:
    school = made_up.school(desk.db)
    made_up.people(desk.db, school, 5)
    (desk.folder / "keys.json").write_text("{}") if not (desk.folder / "keys.json").exists() else None
    made = HandoverPage(desk)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.refresh()
    return made


def test_a_phrase_is_asked_for_twice_before_a_stick(page: HandoverPage) -> None:
    page.phrase.setText("短")
    page.ask_stick()
    assert page._detail is None
    page.phrase.setText(PHRASE)
    page.again.setText("别的")
    page.ask_stick()
    assert page._detail is None
    page.again.setText(PHRASE)
    page.ask_stick()
    assert page._detail is not None


def test_this_laptop_is_marked_and_taken_back(page: HandoverPage, desk: Desk) -> None:
    page.to.setText("雷干事")
    with answering("先不"):
        page.mark()
    assert records.standing(desk.db) is None
    with answering("标为已移交"):
        page.mark()
    assert "移交给雷干事" in page.state.text() and not page._mark.isVisible()
    school = schools.own(desk.db).id
    assert not desk.did(page, lambda: branches.add(desk.db, "后来的支部", school=school))
    assert "只能查看" in page.notice.text()
    page.resume()
    assert records.standing(desk.db) is not None
    page.why.setText("新电脑没有到位")
    page.resume()
    assert desk.did(page, lambda: branches.add(desk.db, "后来的支部", school=school))
    assert "恢复使用：新电脑没有到位" in page.log.text()


def test_the_list_is_shown_to_be_printed(page: HandoverPage, desk: Desk) -> None:
    opened: list[object] = []
    desk.opened.connect(opened.append)
    page.show_list()
    assert isinstance(opened[0], PreviewPage)
    assert cut_off(page) == []


def test_the_first_start_goes_on_from_a_pack(tmp_path: Path) -> None:
    with started(tmp_path / "old") as (_, beginning):
        assert isinstance(beginning, Beginning)
    with registers.opened(tmp_path / "old", clock=made_up.Clock(), operator="张干事") as db:
        school = registers.found(db, level="township", code="350924100", full_name="下党乡党校")
        made_up.people(db, school, 5)
        stick = tmp_path / "stick"
        stick.mkdir()
        pack = handovers.pack(
            db, tmp_path / "old", target=stick, phrase=PHRASE, now=datetime(2026, 11, 22, 9), tell=silent
        ).path
    with started(tmp_path / "new") as (leading, beginning):
        leading._take_over()
        asking = leading._shown
        assert isinstance(asking, FromFile)
        asking.take()
        assert "请先选交接包" in asking.notice.text()
        asking.choose(pack)
        assert "下党乡党校" in asking.said.text()
        asking.clerk.setText("雷干事")
        asking.phrase.setText("不是这个口令吧")
        asking.take()
        assert "口令不对" in asking.notice.text()
        asking.phrase.setText(PHRASE)
        asking.take()
        shown = leading._shown
        assert isinstance(shown, Window)
        assert "已接收" in shown.page().notice.text()
        assert len(members.find(shown.desk.db)) == 5
        assert shown.desk.operator == "雷干事"


def test_who_thinks_better_of_it_is_asked_as_before(tmp_path: Path) -> None:
    with started(tmp_path / "new") as (leading, _):
        leading._take_over()
        asking = leading._shown
        assert isinstance(asking, FromFile)
        asking.given_up.emit()
        assert isinstance(leading._shown, Beginning)


def test_the_first_start_goes_on_from_a_copy_on_a_stick(tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    with registers.opened(tmp_path / "old", clock=made_up.Clock(), operator="张干事") as db:
        school = registers.found(db, level="township", code="350924100", full_name="下党乡党校")
        made_up.people(db, school, 5)
    passphrases.set_passphrase(tmp_path / "old", PHRASE, clerk="张干事")
    with registers.opened(
        tmp_path / "old", clock=made_up.Clock(), operator="张干事", passphrase=PHRASE
    ) as db:
        place = second_places.deliver(
            db, tmp_path / "old", tmp_path / "stick", now=datetime(2026, 11, 22, 9), tell=silent
        )
    (copy,) = place.glob("*.db")
    with started(tmp_path / "new") as (leading, _):
        leading._bring_back()
        asking = leading._shown
        assert isinstance(asking, FromFile)
        asking.take()
        assert "请先选备份" in asking.notice.text()
        asking.choose(place / "说明.txt")
        assert "不是五有的备份" in asking.notice.text()
        asking.choose(copy)
        assert "做的备份" in asking.said.text()
        asking.phrase.setText("不是这个口令吧")
        asking.take()
        assert "口令不对" in asking.notice.text()
        asking.phrase.setText(PHRASE)
        asking.take()
        shown = leading._shown
        assert isinstance(shown, Window)
        assert "已恢复到" in shown.page().notice.text()
        assert len(members.find(shown.desk.db)) == 5
