"""A county at its page of what its city sent: it reads, passes on, answers and makes it its own."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.jobs import devices, parcels, receipts, refdata
from app.progress import silent
from app.school import courses, members, notices, returns, schools
from app.ui import pages
from app.ui.desk import Desk, Level
from app.ui.page import Page
from app.ui.pages.refdata import GivenTab, Refdata
from app.ui.pages.returns import Arrivals, Returns
from app.ui.pages.returns.listing import One
from app.ui.pages.returns.page import RepliesTab
from app.ui.window import Window
from tests import made_up
from tests.ui.keyboard import shown
from tests.ui.looking import cut_off

NOW = datetime(2026, 11, 21, 9, 0)


@pytest.fixture
def desks(tmp_path: Path, dressed: QApplication) -> Iterator[dict[str, Desk]]:
    """A township, its county and its city, each having read the one below."""
    made: dict[str, Desk] = {}
    levels: tuple[tuple[Level, str, str], ...] = (
        ("township", "350924100", "下党乡党校"),
        ("county", "350924", "寿宁县委组织部"),
        ("city", "350900", "宁德市委组织部"),
    )
    for seed, (level, code, name) in enumerate(levels, start=1):
        folder = tmp_path / level
        folder.mkdir()
        db = made_up.register(folder, operator="张干事", seed=seed)
        schools.found(db, level=level, code=code, full_name=name, county_name="寿宁县")
        made[level] = Desk(
            db, folder=folder, level=level, school_name=name, operator="张干事",
            clock=lambda: date(2026, 11, 21),
        )  # fmt: skip
    made_up.people(made["township"].db, schools.own(made["township"].db).id, 3)
    for low, high in (("township", "county"), ("county", "city")):
        below, above = made[low], made[high]
        devices.take_card(below.db, devices.county_card(above.db))
        request = devices.request(below.db, device_name="办公室的电脑")
        devices.take_certificate(below.db, devices.enrol(above.db, request, today="2026-11-21"))
        up(below, above, tmp_path)
    yield made
    for one in made.values():
        one.db.close()


def up(below: Desk, above: Desk, stick: Path) -> None:
    sent = parcels.send(below.db, folder=below.folder, target=stick, now=NOW, tell=silent)
    parcels.receive(above.db, sent.path, folder=above.folder, now=NOW, tell=silent)


def window_of(desk: Desk, qtbot: QtBot) -> Window:
    window = Window(desk, pages.places(desk.level))
    shown(window, qtbot)
    return window


def at(window: Window, title: str, kind: type[Page]) -> Page:
    window.desk.go(title)
    page = window.page()
    assert isinstance(page, kind)
    return page


def press(page: Page, text: str) -> None:
    assert page._detail is not None
    (found,) = [one for one in page._detail.findChildren(QPushButton) if one.text() == text]
    found.click()


def test_a_county_reads_passes_on_and_answers_a_return_of_its_city(
    desks: dict[str, Desk], tmp_path: Path, qtbot: QtBot
) -> None:
    city, county = desks["city"], desks["county"]
    (member, *_) = members.find(city.db, school=schools.find(city.db)[0])
    out = returns.send_back(
        city.db, noun="member", record=member, reason="身份证号不符", due_on="2026-12-05", today="2026-11-21"
    )
    path = receipts.reply(
        city.db, of_school=schools.own(county.db).id, folder=city.folder, now=NOW, tell=silent,
        target=tmp_path,
    ).path  # fmt: skip
    window = window_of(county, qtbot)
    page = at(window, "市级来件", Arrivals)
    assert isinstance(page, Arrivals)
    assert [tab.title for tab in page.shown] == ["退回", "通知", "下发资料"]
    page.read([path])
    assert page.notice.text().startswith("已读取市级第 1 号回执。市级已确认到第 1 号")
    assert page.tabs.tabText(0) == "退回 1"
    tab = page.shown[0]
    assert tab.model.ids == [out]  # type: ignore[attr-defined]
    tab.open_target(out, "returned")
    assert cut_off(window) == []
    press(page, "转给下党乡党校")
    assert "已转给下党乡党校" in page.notice.text()
    own = at(window, "退回接收", Returns)
    assert isinstance(own, Returns)
    (mine,) = own.shown[0].model.ids  # type: ignore[attr-defined]
    assert mine != out and returns.row(county.db, mine).record == member
    page = at(window, "市级来件", Arrivals)
    assert isinstance(page, Arrivals)
    page.shown[0].open_target(out, "returned")
    assert page._detail is not None
    (panel,) = page._detail.findChildren(One)
    panel.words.setPlainText("已请乡镇改正")
    press(page, "改好了")
    assert returns.row(county.db, out).answer == "mended"
    assert page.tabs.tabText(0) == "退回"


def test_a_county_makes_what_its_city_hands_down_its_own(
    desks: dict[str, Desk], tmp_path: Path, qtbot: QtBot
) -> None:
    city, county = desks["city"], desks["county"]
    courses.add(city.db, {"title": "市情教育"}, school=schools.own(city.db).id)
    notice = notices.issue(city.db, title="关于做好冬训的通知", words="请转发", today="2026-11-21")
    path = refdata.issue(city.db, folder=city.folder, now=NOW, tell=silent, target=tmp_path).paths[0]
    window = window_of(county, qtbot)
    page = at(window, "市级来件", Arrivals)
    assert isinstance(page, Arrivals)
    page.read([path])
    assert page.tabs.tabText(1) == "通知 1"
    page.tabs.setCurrentIndex(1)
    page.shown[1].open_target(notice, "notice")
    press(page, "转发给各乡镇")
    assert "已转发“关于做好冬训的通知”" in page.notice.text()
    page.tabs.setCurrentIndex(2)
    tab = page.shown[2]
    assert isinstance(tab, GivenTab)
    (course,) = [one for one in tab._found.values() if one.title == "市情教育"]
    tab._adopt(course)
    assert "已取用“市情教育”" in page.notice.text()
    assert cut_off(window) == []
    down = at(window, "下发", Refdata)
    assert isinstance(down, Refdata)
    assert {"市情教育", "关于做好冬训的通知"} <= {one.title for one in down.shown[0]._changes}  # type: ignore[attr-defined]
    assert len(down.shown[1].model.ids) == 1  # type: ignore[attr-defined]


def test_a_city_replies_to_its_counties_at_its_page(
    desks: dict[str, Desk], tmp_path: Path, qtbot: QtBot
) -> None:
    city, county = desks["city"], desks["county"]
    window = window_of(city, qtbot)
    page = at(window, "退回接收", Returns)
    assert isinstance(page, Returns)
    replies = page.shown[2]
    assert isinstance(replies, RepliesTab)
    mine = schools.own(county.db).id
    assert list(replies._schools) == [mine]
    replies.reply([mine], tmp_path)
    assert "第 1 号回执已写入并核对" in page.notice.text()
