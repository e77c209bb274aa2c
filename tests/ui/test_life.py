import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.jobs import biographies as jobs
from app.jobs import rosters
from app.school import attendance, hours, members, timetable
from app.sheets import workbooks
from app.ui.desk import Desk
from app.ui.pages.members import Members
from app.ui.pages.members.life import Life
from app.ui.pages.members.person import Person
from app.ui.side import Place
from app.ui.window import Window
from tests import made_up
from tests.ui import township
from tests.ui.looking import cut_off
from tests.ui.township import CONTROL, Hands

KEY = Qt.Key
NUMBER = made_up.id_number(7)


@pytest.fixture
def who(desk: Desk) -> int:
    """雷金花, who came by a roster, was changed by hand and went to a class."""
    school = made_up.school(desk.db)
    book = workbooks.pasted(
        "姓名\t身份证号\t党支部\t人员类别\t入党日期\n"
        f"李四\t\t下党村党支部\t正式党员\t1998-07-01\n雷金花\t{NUMBER}\t下党村党支部\t预备党员\t2025-07-01\n"
    )
    plan = rosters.plan(desk.db, book, school=school, today=made_up.TODAY)
    rosters.commit(desk.db, plan, school=school, today=made_up.TODAY)
    (found,) = members.find(desk.db, "雷金花", school=school)
    members.amend(desk.db, found, {"phone": "13900000001"})
    training = made_up.a_class(desk.db, school, [found])
    attendance.mark_all(
        desk.db, training, sessions=timetable.find(desk.db, training_class=training), today=made_up.TODAY
    )
    hours.close_class(desk.db, training, today=made_up.TODAY)
    return found


@pytest.fixture
def window(desk: Desk, who: int, qtbot: QtBot) -> Window:
    assert who
    return township.window(desk, qtbot, Place("党员名册", "members", Members))


@pytest.fixture
def hands(qtbot: QtBot, window: Window) -> Hands:
    return Hands(qtbot, window)


@pytest.fixture
def person(window: Window, who: int) -> Person:
    roll = window.page()
    assert isinstance(roll, Members)
    roll.open_target(who, "")
    roll.table.setFocus()
    assert roll._person is not None
    return roll._person


@pytest.fixture
def life(window: Window, person: Person, hands: Hands, qtbot: QtBot) -> Life:
    assert person
    hands.press(KEY.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(window.page(), Life))
    shown = window.page()
    assert isinstance(shown, Life)
    return shown


def beside(life: Life) -> list[str]:
    assert life._detail is not None
    return [one.text() for one in life._detail.findChildren(QLabel)]


def press(life: Life, words: str) -> None:
    assert life._detail is not None
    (found,) = [one for one in life._detail.findChildren(QPushButton) if one.text() == words]
    found.click()


def number_line(person: Person) -> QLineEdit:
    found = next(entry.fields["id_number"] for entry in person.entries if "id_number" in entry.fields)
    assert isinstance(found, QLineEdit)
    return found


# the panel


def test_the_id_number_is_hidden_until_one_key_asks(person: Person, hands: Hands, qtbot: QtBot) -> None:
    line = number_line(person)
    assert "********" in line.text()
    # A button pressed by its shortcut acts a moment later.
    hands.press(KEY.Key_F2)
    qtbot.waitUntil(lambda: line.text() == NUMBER)
    hands.press(KEY.Key_F2)
    qtbot.waitUntil(lambda: "********" in line.text())


def test_leaving_a_hidden_number_alone_changes_nothing(person: Person, qtbot: QtBot) -> None:
    line = number_line(person)
    before = person._desk.db.stamp()
    line.setFocus()
    qtbot.keyClick(line, KEY.Key_Return)
    assert person._desk.db.stamp() == before
    line.setText("350900****00070")
    line.editingFinished.emit()
    assert members.row(person._desk.db, person.member).id_number == NUMBER
    assert "星号" in next(e._faults[line].text() for e in person.entries if "id_number" in e.fields)


def test_every_field_says_where_it_is_from(person: Person) -> None:
    assert "名册“粘贴的内容”" in number_line(person).toolTip()
    phone = next(entry.fields["phone"] for entry in person.entries if "phone" in entry.fields)
    assert "手工填写 组织委员" in phone.toolTip()


def test_somebody_becomes_a_full_member_on_a_day(person: Person) -> None:
    growing = person._growing
    assert growing._open.text() == "转为正式党员…"
    assert "预备期到 2026年7月1日，已满" in growing._due.text()
    growing._open.click()
    for wrong, said in (("2026", "写明是哪一天"), ("2027-01-01", "还没有到")):
        growing.day.setText(wrong)
        growing._done.click()
        assert said in growing._form._faults[growing.day].text()
    growing.day.setText("2026.6.30")
    growing._done.click()
    assert members.row(person._desk.db, person.member).member_type == "probationary"
    growing.day.setText("2026.7.1")
    growing._done.click()
    made = members.row(person._desk.db, person.member)
    assert (made.member_type, made.full_date) == ("full", "2026-07-01")
    assert growing.isHidden()


def test_somebody_leaves_and_where_to_is_kept(person: Person) -> None:
    leaving = person._leaving
    leaving._open.click()
    leaving.reason.setCurrentText("其他")
    leaving._done.click()
    assert members.row(person._desk.db, person.member).left_on == ""
    leaving.reason.setCurrentText("转出")
    leaving.where.setText("鳌阳镇党委")
    leaving._done.click()
    gone = members.row(person._desk.db, person.member)
    assert (gone.left_on, gone.left_reason) == ("2026-11-21", "转出：鳌阳镇党委")


# the page


def test_ctrl_enter_opens_everything_that_happened(life: Life) -> None:
    told = [one.what for one in life._all]
    assert "随名册“粘贴的内容”导入，进入名册" in told
    assert "更改手机号" in told
    assert "“冬训班”：到课 4 个半天，得 16 学时" in told
    assert "2026 年党员学时共 16，应完成 32，还差 16" in told
    assert list(life.chips.buttons) == ["全部", "名册", "发展", "资料", "培训班", "学时"]


def test_a_chip_leaves_one_kind(life: Life) -> None:
    life.chips.buttons["培训班"].click()
    assert [life._all[one].kind for one in life.events.ids] == ["classes"]
    life.chips.buttons["全部"].click()
    assert len(life.events.ids) == len(life._all)


def test_the_arrow_keys_show_what_stands_behind(life: Life, hands: Hands) -> None:
    life.table.selectRow(0)
    assert any("冬训班 党课：4 学时" in words for words in beside(life))
    at = next(at for at, one in enumerate(life._all) if one.kind == "classes")
    hands.press(*[KEY.Key_Down] * at)
    assert "结业：得 16 学时，符合结业要求" in beside(life)
    assert "2026年11月20日上午：到课" in beside(life)


def test_where_somebody_came_from_hides_the_number_until_asked(
    life: Life, hands: Hands, qtbot: QtBot
) -> None:
    at = next(at for at, one in enumerate(life._all) if one.roster)
    life.table.selectRow(at)
    assert not any(NUMBER in words for words in beside(life))
    hands.press(KEY.Key_F2)
    qtbot.waitUntil(lambda: any(NUMBER in words for words in beside(life)))


def test_the_source_of_each_fact_and_the_way_to_change_it(life: Life, hands: Hands) -> None:
    life.tabs.setCurrentIndex(1)
    at = next(at for at, one in enumerate(life._known) if one.field == "phone")
    life.sources.selectRow(at)
    assert {"13900000001", "手工填写", "组织委员经办"} <= set(beside(life))
    hands.press(KEY.Key_Return)
    assert life._person is not None
    phone = next(entry.fields["phone"] for entry in life._person.entries if "phone" in entry.fields)
    assert phone.hasFocus()
    assert isinstance(phone, QLineEdit)
    phone.setText("13900000002")
    phone.editingFinished.emit()
    assert life._known[at].value == "13900000002"
    hands.press(KEY.Key_Escape)
    hands.press(KEY.Key_Escape)


class _Opener(QObject):
    """Stands where the program for sheets is, and keeps what it was asked to open."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[QUrl] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.urls.append(url)


def test_the_original_is_opened_and_the_row_said(
    life: Life, who: int, request: pytest.FixtureRequest
) -> None:
    opened = _Opener()
    QDesktopServices.setUrlHandler("file", opened, "take")
    request.addfinalizer(lambda: QDesktopServices.unsetUrlHandler("file"))
    at = next(at for at, one in enumerate(life._all) if one.roster)
    assert jobs.row_in(life.desk.db, life._all[at].roster, who) == 3
    life.table.selectRow(at)
    press(life, "打开原件")
    assert "第 3 行" in life.notice.text()
    assert len(opened.urls) == 1


def test_undoing_the_person_says_so(desk: Desk, window: Window, qtbot: QtBot) -> None:
    assert window
    (one,) = members.rows(desk.db, members.find(desk.db)[:1])
    made = members.enrol(desk.db, {"name": "王新来"}, school=one.school)
    page = Life(desk, made)
    qtbot.addWidget(page)
    page.refresh()
    assert len(page._all) == 1
    desk.db.undo()
    page.refresh()
    assert "已被撤销" in page.notice.text()
    assert page.events.ids == []


def test_who_looks_on_can_change_nothing(desk: Desk, who: int, qtbot: QtBot) -> None:
    page = Life(desk, who, read_only=True)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    page.refresh()
    for at in range(len(page._all)):
        page._show_event(page._all[at])
        assert page._detail is not None
        assert {one.text() for one in page._detail.findChildren(QPushButton)} <= {"显示身份证号"}
    page.show_person()
    assert page._person is not None
    assert not any(entry.isEnabled() for entry in page._person.entries)


def test_nothing_is_cut_off(life: Life) -> None:
    assert cut_off(life) == []
