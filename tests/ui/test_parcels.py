from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.jobs import devices as acquaintance
from app.jobs import parcels as errands
from app.school import devices, members, parcels, schools
from app.ui.desk import Desk
from app.ui.pages.devices import Comparing, Devices
from app.ui.pages.parcels import Inbox, Parcels
from app.ui.pages.parcels.enrolling import Step
from app.ui.pages.parcels.reading import Reading
from app.ui.side import Place
from app.ui.sticks import Stick, Watch, Where
from app.ui.window import Window
from db.register import Register
from tests import made_up
from tests.ui.keyboard import CONTROL, Keyboard, shown
from tests.ui.looking import answering, cut_off

COUNTY_PLACES = [Place("收件箱", "inbox", Inbox), Place("乡镇登记", "review", Devices)]


@pytest.fixture
def school(desk: Desk) -> int:
    found = made_up.school(desk.db)
    made_up.people(desk.db, found, 3)
    return found


@pytest.fixture
def county_register(tmp_path: Path) -> Iterator[Register]:
    (tmp_path / "county").mkdir()
    db = made_up.register(tmp_path / "county", operator="县级管理员", seed=2)
    schools.found(db, level="county", code="350924", full_name="寿宁县委组织部", county_name="寿宁县")
    yield db
    db.close()


@pytest.fixture
def county(county_register: Register, tmp_path: Path) -> Desk:
    return Desk(
        county_register, folder=tmp_path / "county", level="county", school_name="寿宁县委组织部",
        operator="县级管理员", clock=lambda: date(2026, 11, 21),
    )  # fmt: skip


@pytest.fixture
def window(desk: Desk, school: int, qtbot: QtBot) -> Window:
    made = Window(desk, [Place("上报县级", "send", Parcels)])
    shown(made, qtbot)
    return made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def enrolled(desk: Desk, school: int, county: Desk) -> None:
    acquaintance.take_card(desk.db, acquaintance.county_card(county.db))
    request = acquaintance.request(desk.db, device_name="党校电脑")
    acquaintance.take_certificate(desk.db, acquaintance.enrol(county.db, request, today="2026-11-01"))


def sending(window: Window) -> Parcels:
    page = window.page()
    assert isinstance(page, Parcels)
    return page


def states(page: Parcels) -> list[str]:
    return [step.state.text() for step in page.enrolment.findChildren(Step)]


def test_a_township_gets_known_to_its_county_in_three_files(
    window: Window, county: Desk, stick: Path, qtbot: QtBot
) -> None:
    page = sending(window)
    assert states(page) == ["还没有导入", "还没有导出", "还没有导入"]
    assert QApplication.focusWidget() is page.enrolment.take_card
    assert not page._buttons[-1].isEnabled()
    assert not page.enrolment.export.isEnabled()

    above = Window(county, COUNTY_PLACES)
    shown(above, qtbot)
    above.go(1)
    enrolling = above.page()
    assert isinstance(enrolling, Devices)
    enrolling.export_card(stick / "名片.wycard")

    page.enrolment.read_card((stick / "名片.wycard").read_bytes())
    window.desk.look()
    assert states(page)[0] == "✓ 寿宁县委组织部"
    card = page.enrolment.findChildren(Step)[0]
    assert card.fingerprint.text().split() == acquaintance.own_fingerprint(county.db).split()
    page.enrolment.export_to(stick / "申请.wycard")
    window.desk.look()
    assert states(page)[1] == "✓ 2026-11-21 已导出"

    enrolling.read(stick / "申请.wycard")
    comparing = above.page()
    assert isinstance(comparing, Comparing)
    assert comparing.digits.text().split() == acquaintance.own_fingerprint(window.desk.db).split()
    assert cut_off(above) == []
    comparing.enrol(stick / "登记证.wycard")
    assert above.page() is enrolling
    assert "登记证存到了" in enrolling.notice.text()
    assert enrolling.model.index(0, 0).data() == "下党乡党校"

    page.enrolment.read_certificate((stick / "登记证.wycard").read_bytes())
    window.desk.look()
    assert page.notice.text() == "登记办好了，可以上报了。"
    assert page._buttons[-1].isEnabled()
    assert page.enrolment.isHidden()


def test_a_wrong_file_is_refused_in_words_and_nothing_is_kept(window: Window, tmp_path: Path) -> None:
    page = sending(window)
    wrong = tmp_path / "照片.jpg"
    wrong.write_bytes(b"\xff\xd8\xff" * 50)
    desk = window.desk
    assert desk.act(page, lambda: page.enrolment.read_card(wrong.read_bytes())) is None
    assert page.notice.property("tone") == "bad"
    assert states(page)[0] == "还没有导入"


def test_what_is_new_is_sent_and_said_only_when_it_was_read_back(
    window: Window, enrolled: None, stick: Path, school: int, qtbot: QtBot
) -> None:
    page = sending(window)
    window.desk.look()
    assert page.last._figure.text() == "还没有上报"
    assert parcels.unsent(window.desk.db) > 3
    page.send_to(stick)
    (path,) = stick.iterdir()
    assert "已写入并核对，可以拔出U盘" in page.notice.text()
    assert path.name in page.notice.text()
    assert page.last._figure.text() == "今天"
    assert page.news._figure.text() == "0 处"
    members.enrol(window.desk.db, {"name": "雷银花", "member_type": "full"}, school=school)
    window.desk.look()
    assert page.news._figure.text() == "1 处"
    assert page._acts_model.index(0, 1).data() == "新增人员：雷银花"
    page._tabs.setCurrentIndex(1)
    assert [page._sent_model.index(0, column).data() for column in (0, 2, 3)] == [
        "1", path.name, "已写入并核对",
    ]  # fmt: skip
    assert cut_off(window) == []


def test_a_stick_that_is_gone_is_said_and_the_number_shows_as_not_written(
    window: Window, enrolled: None, stick: Path
) -> None:
    page = sending(window)
    stick.rmdir()
    page.send_to(stick)
    assert "找不到要写入的U盘或文件夹" in page.notice.text()
    assert "没有写到U盘上" in page._sent_model.index(0, 3).data()


def test_the_way_to_the_stick_is_one_key(window: Window, enrolled: None, qtbot: QtBot) -> None:
    window.desk.look()
    qtbot.waitUntil(window.page()._buttons[0].isVisible)
    Keyboard(qtbot).press(Qt.Key.Key_N, held=CONTROL)
    qtbot.waitUntil(lambda: window.page().findChild(Where) is not None)
    Keyboard(qtbot).press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.page().findChild(Where) is None)


def test_before_enrolment_sending_leads_to_the_steps(window: Window) -> None:
    page = sending(window)
    page.begin()
    assert "还没有办好登记" in page.notice.text()
    assert QApplication.focusWidget() is page.enrolment.take_card


# the county


@pytest.fixture
def inbox(county: Desk, enrolled: None, qtbot: QtBot) -> Window:
    made = Window(county, COUNTY_PLACES)
    shown(made, qtbot)
    return made


def at(window: Window) -> Inbox:
    page = window.page()
    assert isinstance(page, Inbox)
    return page


def reading(window: Window) -> Reading:
    page = window.page()
    assert isinstance(page, Reading)
    return page


def words(page: Reading) -> list[str]:
    return [page._words(number) for number in range(page.model.rowCount())]


def test_a_stick_is_looked_at_read_and_read_again_without_a_change(
    inbox: Window, window: Window, stick: Path, qtbot: QtBot
) -> None:
    sending(window).send_to(stick)
    sending(window).send_to(stick)
    (stick / "坏的.wuyou").write_bytes(b"WUYOU1\r\nnothing")
    at(inbox).look_at([stick])
    page = reading(inbox)
    assert [page._found[row].seq for row in range(3)] == [0, 1, 2]
    assert words(page)[1:] == ["新的，可以读取。", "新的，前面缺号，数据完整，可以读取。"]
    assert cut_off(page.table.parentWidget() or page) == []
    page.read()
    assert page.notice.text() == "已读取 2 个数据包。"
    assert words(page)[1].startswith("第 1 号数据包已读取：新增 ")
    # Reading may have laid the bar of a long job over the window for a moment.
    inbox.activateWindow()
    qtbot.waitUntil(inbox.isActiveWindow)
    Keyboard(qtbot).press(Qt.Key.Key_Escape, Qt.Key.Key_Escape)
    assert at(inbox).model.rowCount() == 2
    assert at(inbox).model.index(0, 0).data() == "下党乡党校"
    at(inbox).look_at([stick])
    assert "以前读过" in words(reading(inbox))[1]
    assert [button.text() for button in reading(inbox)._buttons] == ["返回收件箱"]


def test_a_parcel_is_dropped_and_a_foreign_one_named(
    inbox: Window, window: Window, stick: Path, county: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    sending(window).send_to(stick)
    (path,) = stick.iterdir()
    inbox.activateWindow()
    qtbot.waitUntil(inbox.isActiveWindow)
    (known,) = devices.enrolled(county.db)
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path))])
    QApplication.clipboard().setMimeData(carried)
    devices.revoke(county.db, known.device, today="2026-11-20")
    Keyboard(qtbot).press(Qt.Key.Key_V, held=CONTROL)
    assert "已在 2026-11-20 吊销登记" in words(reading(inbox))[0]
    inbox.take_away()
    with county.db.atomic():
        county.db.execute("DELETE FROM enrolled_device")
    Keyboard(qtbot).press(Qt.Key.Key_V, held=CONTROL)
    assert "这台电脑还没有登记" in words(reading(inbox))[0]


def test_a_parcel_cut_short_is_refused_and_nothing_is_taken_in(
    inbox: Window, window: Window, stick: Path, county: Desk
) -> None:
    sending(window).send_to(stick)
    (path,) = stick.iterdir()
    path.write_bytes(path.read_bytes()[:-40])
    at(inbox).look_at([path])
    page = reading(inbox)
    page.read()
    assert "有 1 个没有读取" in page.notice.text()
    assert page._tone(0) == "bad"
    assert schools.find(county.db) == []
    assert parcels.received(county.db) == []


def test_a_folder_without_parcels_says_so(inbox: Window, stick: Path) -> None:
    at(inbox).look_at([stick])
    assert "这里没有数据包" in at(inbox).notice.text()


def test_a_laptop_is_taken_off_the_list_only_after_a_question(inbox: Window, county: Desk) -> None:
    inbox.go(1)
    page = inbox.page()
    assert isinstance(page, Devices)
    (known,) = devices.enrolled(county.db)
    with answering("不吊销") as said:
        page._ask_revoke(known)
    assert "以后做的数据包都不再读取" in said[0]
    assert not devices.enrolled(county.db)[0].revoked_on
    with answering("吊销"):
        page._ask_revoke(known)
    assert devices.enrolled(county.db)[0].revoked_on == "2026-11-21"
    assert page.model.index(0, 5).data() == "已吊销（2026-11-21）"


def test_a_request_of_another_kind_is_named(inbox: Window, county: Desk, tmp_path: Path) -> None:
    inbox.go(1)
    page = inbox.page()
    assert isinstance(page, Devices)
    path = tmp_path / "名片.wycard"
    path.write_bytes(acquaintance.county_card(county.db))
    page.read(path)
    assert "这是上级名片，不是登记申请" in page.notice.text()
    path.write_bytes(b"0" * (1024**2 + 1))
    page.read(path)
    assert "太大，不是登记用的文件" in page.notice.text()


def test_what_a_parcel_would_change_is_shown_before_it_is_read(
    inbox: Window, window: Window, stick: Path, qtbot: QtBot
) -> None:
    sending(window).send_to(stick)
    at(inbox).look_at([stick])
    page = reading(inbox)
    assert isinstance(page._previews[0], errands.Preview)
    said = [each.text() for each in page.changes.findChildren(QLabel)]
    assert any(each.startswith("党员：新增 3 人（") for each in said)
    assert parcels.received(inbox.desk.db) == []
    page.read()
    assert [one.seq for one in parcels.received(inbox.desk.db)] == [1]
    assert page._outcomes[0].read


def test_a_restored_laptop_waits_in_the_inbox_until_a_person_consents(
    inbox: Window, window: Window, stick: Path
) -> None:
    sending(window).send_to(stick)
    at(inbox).look_at([stick])
    reading(inbox).read()
    inbox.desk.close()
    schools.keep(window.desk.db, "epoch", "2")
    sending(window).send_to(stick)
    at(inbox).look_at([stick])
    page = reading(inbox)
    assert [one.text() for one in page._buttons][0] == "同意并读取…"
    with answering("先不读"):
        page._ask_consent()
    assert len(parcels.received(inbox.desk.db)) == 1
    with answering("问过了，读取"):
        page._ask_consent()
    assert parcels.received(inbox.desk.db)[0].verdict == "new_epoch"


def test_a_stick_that_is_plugged_in_is_looked_at_by_itself(
    inbox: Window, window: Window, stick: Path
) -> None:
    plugged: list[Stick] = []
    greeted: list[Path] = []
    watch = Watch(at(inbox), lambda: plugged)
    watch.appeared.connect(greeted.append)
    watch.look()
    plugged.append(Stick(stick, "U盘", 1))
    watch.look()
    watch.look()
    assert greeted == [stick]
    plugged.clear()
    watch.look()
    plugged.append(Stick(stick, "U盘", 1))
    watch.look()
    assert greeted == [stick, stick]

    page = at(inbox)
    page._greet(stick)
    assert inbox.page() is page
    sending(window).send_to(stick)
    page._greet(stick)
    assert isinstance(inbox.page(), Reading)


def test_a_dead_laptop_is_replaced_in_the_two_windows(
    inbox: Window, window: Window, stick: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    sending(window).send_to(stick)
    at(inbox).look_at([stick])
    reading(inbox).read()
    inbox.desk.close()

    (tmp_path / "new").mkdir()
    db = made_up.register(tmp_path / "new", seed=5)
    made_up.school(db)
    desk = Desk(
        db, folder=tmp_path / "new", level="township", school_name="下党乡党校", operator="张干事",
        clock=lambda: date(2026, 11, 21),
    )  # fmt: skip
    acquaintance.take_card(db, acquaintance.county_card(inbox.desk.db))
    (stick / "申请.wycard").write_bytes(acquaintance.request(db, device_name="新电脑"))
    inbox.go(1)
    listing = inbox.page()
    assert isinstance(listing, Devices)
    listing.read(stick / "申请.wycard")
    comparing = inbox.page()
    assert isinstance(comparing, Comparing)
    assert comparing.place_of.count() == 2
    comparing.place_of.setCurrentIndex(1)
    comparing.enrol(stick / "登记证.wycard")
    assert "恢复包-下党乡党校.wuyou" in listing.notice.text()

    below = Window(desk, [Place("上报县级", "send", Parcels)])
    shown(below, qtbot)
    page = sending(below)
    page.enrolment.read_certificate((stick / "登记证.wycard").read_bytes())
    below.desk.look()
    assert states(page)[2] == "已登记为换机，等恢复包"
    page.enrolment.recover(stick / "恢复包-下党乡党校.wuyou")
    below.desk.look()
    assert "已恢复到县级收到的第 1 号数据包" in page.notice.text()
    assert len(members.find(db)) == 3
    assert page._buttons[-1].isEnabled()
    db.close()


def test_the_spare_key_is_made_once_written_down_and_tried(
    inbox: Window, window: Window, stick: Path, county: Desk
) -> None:
    inbox.go(1)
    page = inbox.page()
    assert isinstance(page, Devices)
    page.make_spare(stick / "没有这个文件夹" / "钥匙.txt")
    assert page.notice.property("tone") == "bad"
    page.make_spare(stick / "钥匙.txt")
    assert "AGE-SECRET-KEY-1" in (stick / "钥匙.txt").read_text(encoding="utf-8-sig")
    acquaintance.take_card(window.desk.db, acquaintance.county_card(county.db))
    sending(window).send_to(stick)
    (parcel,) = stick.glob("*.wuyou")
    page.try_spare(stick / "钥匙.txt", parcel)
    assert page.notice.text().startswith("打得开：")
    (stick / "空.txt").write_text("什么也没有")
    page.try_spare(stick / "空.txt", parcel)
    assert "没有备用钥匙" in page.notice.text()
    page.make_spare(stick / "又一把.txt")
    assert "只做一次" in page.notice.text()
    assert not (stick / "又一把.txt").exists()


def test_the_year_s_figures_are_kept_as_a_workbook(window: Window, enrolled: None, tmp_path: Path) -> None:
    window.desk.look()
    sending(window).save_workbook(tmp_path / "汇总.xlsx")
    assert (tmp_path / "汇总.xlsx").read_bytes().startswith(b"PK")
    assert "汇总表已存到" in sending(window).notice.text()
