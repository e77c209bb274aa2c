from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.jobs import devices, parcels, receipts, refdata
from app.progress import silent
from app.school import courses, members, notices, orders, returns, rules, schools
from app.school import receipts as words
from app.ui.desk import Desk
from app.ui.page import Page
from app.ui.pages.counties import Township
from app.ui.pages.members import Members
from app.ui.pages.notices import NewNotice
from app.ui.pages.orders import Orders
from app.ui.pages.orders.forms import NewItem, NewOrder
from app.ui.pages.orders.forms import One as OneOrder
from app.ui.pages.parcels import Inbox
from app.ui.pages.parcels.reading import Reading
from app.ui.pages.refdata import Refdata
from app.ui.pages.returns import Arrivals, Returns, SendBack
from app.ui.pages.returns.listing import One
from app.ui.pages.returns.page import AcceptTab, RepliesTab
from app.ui.side import Place
from app.ui.window import Window
from tests import made_up
from tests.ui.keyboard import shown
from tests.ui.looking import cut_off

NOW = datetime(2026, 11, 21, 9, 0)


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "county").mkdir()
    db = made_up.register(tmp_path / "county", operator="县级管理员", seed=2)
    schools.found(db, level="county", code="350924", full_name="寿宁县委组织部", county_name="寿宁县")
    yield Desk(
        db, folder=tmp_path / "county", level="county", school_name="寿宁县委组织部",
        operator="县级管理员", clock=lambda: date(2026, 11, 21),
    )  # fmt: skip
    db.close()


@pytest.fixture
def school(desk: Desk, county: Desk) -> int:
    """A township that is known to its county."""
    found = made_up.school(desk.db)
    made_up.people(desk.db, found, 3)
    devices.take_card(desk.db, devices.county_card(county.db))
    request = devices.request(desk.db, device_name="办公室的电脑")
    devices.take_certificate(desk.db, devices.enrol(county.db, request, today="2026-11-21"))
    return found


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def up(desk: Desk, county: Desk, stick: Path) -> None:
    sent = parcels.send(desk.db, folder=desk.folder, target=stick, now=NOW, tell=silent)
    parcels.receive(county.db, sent.path, folder=county.folder, now=NOW, tell=silent)


def reply(county: Desk, school: int, stick: Path) -> Path:
    return receipts.reply(
        county.db, of_school=school, folder=county.folder, now=NOW, tell=silent, target=stick
    ).path


def at(desk: Desk, qtbot: QtBot, *places: Place) -> Window:
    window = Window(desk, list(places))
    shown(window, qtbot)
    return window


def panel(page: Page, kind: type[QWidget]) -> QWidget:
    assert page._detail is not None
    (found,) = page._detail.findChildren(kind)
    return found


def returned(county: Desk, school: int) -> int:
    (member, *_) = members.find(county.db, school=school)
    return returns.send_back(
        county.db, noun="member", record=member, reason="身份证号与花名册不符", due_on="2026-12-05",
        today="2026-11-21",
    )  # fmt: skip


def test_a_file_from_elsewhere_is_refused_in_the_strip(
    desk: Desk, school: int, stick: Path, qtbot: QtBot
) -> None:
    window = at(desk, qtbot, Place("县级来件", "inbox", Arrivals))
    page = window.page()
    assert isinstance(page, Arrivals)
    bad = stick / "坏.wuyou"
    bad.write_bytes(b"not a parcel")
    page.read([bad])
    assert page.notice.text()
    page.read([stick / "没有"])
    assert "找不到" in page.notice.text()
    bad.unlink()
    page.read([stick])
    assert page.notice.text().startswith("这里没有县级发来的文件。")


def test_what_was_returned_is_read_opened_and_answered(
    desk: Desk, county: Desk, school: int, stick: Path, qtbot: QtBot
) -> None:
    up(desk, county, stick)
    given = returned(county, school)
    reply(county, school, stick)
    window = at(desk, qtbot, Place("县级来件", "inbox", Arrivals), Place("党员名册", "members", Members))
    page = window.page()
    assert isinstance(page, Arrivals)
    page.read([stick])
    assert page.notice.text().startswith("已读取县级第 1 号回执。县级已确认到第 1 号")
    assert page.tabs.tabText(0) == "退回 1"
    page.open_target(given, "returned")
    one = panel(page, One)
    assert isinstance(one, One)
    assert cut_off(window) == []
    one.answer("explained")
    assert "请写明情况" in page.notice.text()
    one.words.setPlainText("已核对户口本")
    one.answer("mended")
    assert returns.row(desk.db, given).words == "已核对户口本"
    assert page.tabs.tabText(0) == "退回"

    page.open_target(given, "returned")
    page.shown[0]._open_record(returns.row(desk.db, given))  # type: ignore[attr-defined]
    there = window.page()
    assert isinstance(there, Members)
    assert there.table.current() == returns.row(desk.db, given).record


def test_the_county_sends_back_what_is_chosen_on_a_township_s_page(
    desk: Desk, county: Desk, school: int, stick: Path, qtbot: QtBot
) -> None:
    up(desk, county, stick)
    window = at(county, qtbot, Place("退回接收", "undo", Returns))
    look = Township(county, school)
    county.open(look)
    look.show_sight("党员名册")
    table = look._page().table  # type: ignore[attr-defined]
    wanted = table.model().ids[1]
    table.select_id(wanted)
    look.send_back()
    form = panel(look, SendBack)
    assert isinstance(form, SendBack)
    form.keep()
    assert "退回要写明原因" in look.notice.text()
    form.reason.setPlainText("民族没有填")
    form.keep()
    (made,) = returns.rows(county.db, returns.find(county.db))
    assert (made.noun, made.record, made.due_on) == ("member", wanted, "2026-12-05")
    assert f"已退回“{made.title}”" in look.notice.text()
    window.take_away()
    assert isinstance(window.page(), Returns)


def test_the_county_finds_a_record_by_its_name_and_replies(
    desk: Desk, county: Desk, school: int, stick: Path, qtbot: QtBot
) -> None:
    up(desk, county, stick)
    window = at(county, qtbot, Place("退回接收", "undo", Returns))
    page = window.page()
    assert isinstance(page, Returns)
    page.begin()
    form = panel(page, SendBack)
    assert isinstance(form, SendBack)
    form.search.setText("单晓红")
    form._look()
    assert form.found.count() == 1
    form.reason.setPlainText("民族没有填")
    form.keep()
    (made,) = returns.rows(county.db, returns.find(county.db))
    assert made.title == "单晓红"
    page.show_sight("回执")
    page.tab().reply([school], stick)  # type: ignore[attr-defined]
    assert "回执已写入并核对" in page.notice.text()
    assert words.unanswered(county.db) == []
    taken = receipts.read(
        desk.db, next(path for path in stick.iterdir() if "回执" in path.name), folder=desk.folder,
        now=NOW, tell=silent,
    )  # fmt: skip
    assert "有 1 条退回要办" in taken.sentence
    qtbot.waitUntil(lambda: cut_off(window) == [])


def test_a_version_goes_down_with_menu_and_notice_and_an_order_comes_back(
    desk: Desk, county: Desk, school: int, stick: Path, qtbot: QtBot
) -> None:
    courses.add(county.db, {"title": "下党故事"}, school=schools.own(county.db).id)
    above = at(county, qtbot, Place("下发", "send", Refdata), Place("点单", "classes", Orders))
    page = above.page()
    assert isinstance(page, Refdata)
    page.show_sight("通知")
    page.begin()
    form = panel(page, NewNotice)
    assert isinstance(form, NewNotice)
    form.title.setText("关于做好冬训的通知")
    form.keep()
    above.go(1)
    menu = above.page()
    assert isinstance(menu, Orders)
    menu.show_sight("菜单")
    menu.begin()
    item = panel(menu, NewItem)
    assert isinstance(item, NewItem)
    item.keep()
    assert len(orders.menu(county.db)) == 1
    above.go(0)
    page.tabs.setCurrentIndex(0)
    changes = page.tab()
    changes.issue()  # type: ignore[attr-defined]
    changes.deliver(stick)  # type: ignore[attr-defined]
    assert "第 1 版下发资料已写入并核对" in page.notice.text()
    assert cut_off(above) == []

    below = at(desk, qtbot, Place("县级来件", "inbox", Arrivals))
    there = below.page()
    assert isinstance(there, Arrivals)
    there.read([stick])
    assert there.notice.text().startswith("已采用县级下发资料第 1 版")
    (news,) = notices.find(desk.db, unread=True)
    there.open_target(news, "notice")
    assert notices.find(desk.db, unread=True) == []
    there.show_sight("点单")
    there.tab().begin()  # type: ignore[attr-defined]
    order = panel(there, NewOrder)
    assert isinstance(order, NewOrder)
    order.keep()
    assert "希望的日期“”不是一个日期" in there.notice.text()
    order.day.setText("2026-12-10")
    order.audience.setText("村党组织书记")
    order.keep()
    (made,) = orders.find(desk.db)
    up(desk, county, stick)
    above.go(1)
    menu.show_sight("点单")
    menu.refresh()
    menu.open_target(made, "order")
    one = panel(menu, OneOrder)
    assert isinstance(one, OneOrder)
    one.name.setEditText("王志远")
    one.dispatch()
    assert orders.row(county.db, made).state == "dispatched"


def test_a_panel_has_room_in_large_type(
    desk: Desk, county: Desk, school: int, stick: Path, qtbot: QtBot
) -> None:
    up(desk, county, stick)
    returned(county, school)
    window = at(county, qtbot, Place("退回接收", "undo", Returns))
    window.resize(1280, 720)
    page = window.page()
    page.begin()
    assert cut_off(window) == []


def test_the_rules_handed_down_are_adopted(
    desk: Desk, county: Desk, school: int, stick: Path, qtbot: QtBot
) -> None:
    own = schools.own(county.db).id
    rules.load_presets(county.db, school=own)
    base = rules.in_force(county.db, school=own, on="2026-11-21")
    draft = rules.draft(
        county.db, based_on=base.id, title="本县口径", source="通知", effective_from="2027-01-01", changes={}
    )
    with county.db.act("采用"):
        rules.put_in_force(county.db, draft, today="2026-11-21")
    refdata.issue(county.db, folder=county.folder, now=NOW, tell=silent, target=stick)
    window = at(desk, qtbot, Place("县级来件", "inbox", Arrivals))
    page = window.page()
    assert isinstance(page, Arrivals)
    page.read([stick])
    page.show_sight("下发资料")
    given = page.tab()
    given._adopt(given._found[draft])  # type: ignore[attr-defined]
    assert "已采用“本县口径”" in page.notice.text()
    assert rules.in_force(desk.db, school=school, on="2027-02-01").title == "本县口径"


def test_a_reply_goes_back_on_the_stick_the_parcel_came_on(
    desk: Desk, county: Desk, school: int, stick: Path, qtbot: QtBot
) -> None:
    parcels.send(desk.db, folder=desk.folder, target=stick, now=NOW, tell=silent)
    window = at(county, qtbot, Place("收件箱", "inbox", Inbox))
    window.page().look_at([stick])  # type: ignore[attr-defined]
    page = window.page()
    assert isinstance(page, Reading)
    page.read()
    page.reply()
    assert "回执已写入并核对" in page.notice.text()
    below = at(desk, qtbot, Place("县级来件", "inbox", Arrivals))
    there = below.page()
    assert isinstance(there, Arrivals)
    there.read([stick])
    assert words.said(desk.db).startswith("县级已确认到第 1 号")


def test_the_county_sets_whether_a_reply_accepts_and_writes_one_to_another_stick(
    desk: Desk, county: Desk, school: int, stick: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    up(desk, county, stick)
    window = at(county, qtbot, Place("退回接收", "undo", Returns))
    page = window.page()
    assert isinstance(page, Returns)
    page.tabs.setCurrentIndex(1)
    tab = page.shown[1]
    assert isinstance(tab, AcceptTab)
    assert (tab.by_reply.isChecked(), words.accepts_by_reply(county.db)) == (True, True)
    tab.by_reply.click()
    assert not words.accepts_by_reply(county.db)
    assert "看过一项接收一项" in tab._how.text()
    assert cut_off(window) == []

    page.tabs.setCurrentIndex(2)
    replies = page.shown[2]
    assert isinstance(replies, RepliesTab)
    replies.reply([school], stick)
    other = tmp_path / "另一个"
    other.mkdir()
    replies.deliver([school], other)
    assert "第 1 号回执已写入并核对" in page.notice.text()
    (one,), (two,) = ([path for path in each.iterdir() if "回执" in path.name] for each in (stick, other))
    assert one.read_bytes() == two.read_bytes()
    assert len(words.made(county.db)) == 1
    assert cut_off(window) == []
