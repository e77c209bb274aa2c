import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.school import attendance, certificates, hours, members, persons, timetable
from app.ui.desk import Desk
from app.ui.pages.members import Members
from app.ui.pages.members.duplicates import Duplicates
from app.ui.side import Place
from app.ui.window import Window
from tests import made_up
from tests.ui import township
from tests.ui.looking import cut_off
from tests.ui.township import CONTROL, Hands

KEY = Qt.Key


@pytest.fixture
def school(desk: Desk) -> int:
    """Three people, of whom 单晓红 stands a second time with a digit wrong; and two without birth."""
    made = made_up.school(desk.db)
    people = made_up.people(desk.db, made, 3)
    number = made_up.id_number(0)
    wrong = number[:16] + ("8" if number[16] != "8" else "9") + number[17:]
    twin = members.enrol(desk.db, {"name": "单小红", "id_number": wrong, "phone": "13900000001"}, school=made)
    for training in (
        made_up.a_class(desk.db, made, people[:1]),
        made_up.a_class(desk.db, made, [twin], name="秋训班", days=("2026-09-10",)),
    ):
        attendance.mark_all(
            desk.db, training, sessions=timetable.find(desk.db, training_class=training), today=made_up.TODAY
        )
        hours.close_class(desk.db, training, today=made_up.TODAY)
        certificates.issue(desk.db, training, today=made_up.TODAY)
    for _ in range(2):
        members.enrol(desk.db, {"name": "张三"}, school=made)
    return made


@pytest.fixture
def window(desk: Desk, school: int, qtbot: QtBot) -> Window:
    assert school
    return township.window(desk, qtbot, Place("党员名册", "members", Members))


@pytest.fixture
def page(window: Window) -> Duplicates:
    roll = window.page()
    assert isinstance(roll, Members)
    roll.show_duplicates()
    shown = window.page()
    assert isinstance(shown, Duplicates)
    return shown


@pytest.fixture
def hands(qtbot: QtBot, window: Window) -> Hands:
    return Hands(qtbot, window)


def on_rolls(page: Duplicates) -> list[str]:
    return sorted(one.name for one in members.rows(page.desk.db, members.find(page.desk.db)))


def names(page: Duplicates) -> list[tuple[str, str]]:
    return [(page._names[one.one][:3], page._names[one.other][:3]) for one in page._pairs]


def test_the_roll_offers_them_with_their_count(window: Window, qtbot: QtBot) -> None:
    roll = window.page()
    assert isinstance(roll, Members)
    qtbot.waitUntil(lambda: "疑似重复 2 对" in [one.text() for one in roll._buttons])
    roll.open_target(0, "疑似重复")
    assert isinstance(window.page(), Duplicates)


def words(page: Duplicates) -> list[str]:
    return [one.text() for one in page.comparison.findChildren(QLabel)]


def test_both_stand_side_by_side_with_every_difference_marked(
    page: Duplicates, hands: Hands, qtbot: QtBot
) -> None:
    assert names(page) == [("单晓红", "单小红"), ("张三", "张三")]
    shown = {name: (here, there, differs) for name, here, there, differs in page.comparison.rows}
    assert shown["姓名"] == ("单晓红", "单小红", True)
    assert shown["手机号"] == ("", "13900000001", True)
    assert shown["人员类别"] == ("正式党员", "正式党员", False)
    assert shown["培训班"] == ("1 次，最近是“冬训班”", "1 次，最近是“秋训班”", True)
    assert shown["已入账学时"] == ("16", "8", True)
    assert shown["证书"] == ("1 张", "1 张", False)
    assert shown["来自"] == ("手工登记", "手工登记", False)
    assert {"≠ 姓名", "人员类别", "身份证号第17位不同"} <= set(words(page))
    assert made_up.id_number(0) not in words(page)
    # A button pressed by its shortcut acts a moment later.
    for shown in (True, False):
        hands.press(KEY.Key_F2)
        qtbot.waitUntil(lambda shown=shown: (made_up.id_number(0) in words(page)) == shown)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("key", "stays", "gone"), [(KEY.Key_Left, "单晓红", "单小红"), (KEY.Key_Right, "单小红", "单晓红")]
)
def test_two_keys_merge_and_one_takes_it_back(
    page: Duplicates, hands: Hands, qtbot: QtBot, key: Qt.Key, stays: str, gone: str
) -> None:
    before = made_up.content(page.desk.db)
    hands.press(key, held=CONTROL)
    qtbot.waitUntil(lambda: page.notice.text() != "")
    assert on_rolls(page).count(stays) == 1
    assert gone not in on_rolls(page)
    said = page.notice.text()
    assert said.startswith(f"“{gone}（")
    assert f"已并入“{stays}（" in said
    assert "学时合计 24，证书共 2 张" in said
    (link,) = persons.rows(page.desk.db, page.links.ids)
    assert link.why == "身份证号第17位不同，已核对是同一个人"
    assert names(page) == [("张三", "张三")]
    hands.press(KEY.Key_Z, held=CONTROL)
    assert made_up.content(page.desk.db) == before
    assert len(names(page)) == 2


def test_a_merge_without_a_reason_is_refused(page: Duplicates, hands: Hands) -> None:
    hands.press(KEY.Key_Return)
    assert page.why.hasFocus()
    page.why.clear()
    page.merge_left()
    assert "写明依据" in page.notice.text()
    assert len(names(page)) == 2


def test_two_people_are_not_asked_about_again(page: Duplicates, hands: Hands, qtbot: QtBot) -> None:
    hands.press(KEY.Key_Up, held=CONTROL)
    qtbot.waitUntil(lambda: "是两个人" in page.notice.text())
    assert names(page) == [("张三", "张三")]
    page.look_again()
    assert names(page) == [("张三", "张三")]
    hands.press(KEY.Key_Z, held=CONTROL)
    assert len(names(page)) == 2


def test_what_is_put_off_comes_last(page: Duplicates, hands: Hands, qtbot: QtBot) -> None:
    hands.press(KEY.Key_Down, held=CONTROL)
    qtbot.waitUntil(lambda: names(page) == [("张三", "张三"), ("单晓红", "单小红")])
    assert page._pair() == page._pairs[0]
    assert page.desk.db.execute("SELECT count(*) FROM person_apart").fetchone() == (0,)
    page.look_again()
    assert names(page)[0] == ("单晓红", "单小红")


def test_a_merge_is_parted_with_all_that_is_each_one_s(page: Duplicates, hands: Hands, qtbot: QtBot) -> None:
    before = made_up.content(page.desk.db)
    page.merge_left()
    page.tabs.setCurrentIndex(1)
    assert page.tabs.tabText(1) == "已合并 1"
    page.merged.selectRow(0)
    hands.press(KEY.Key_Delete)
    qtbot.waitUntil(lambda: "已拆开" in page.notice.text())
    assert made_up.content(page.desk.db) == before
    assert page.links.ids == []
    hands.press(KEY.Key_Delete)
    qtbot.waitUntil(lambda: "请先选一行" in page.notice.text())


def test_where_there_are_none_it_says_so(desk: Desk, qtbot: QtBot) -> None:
    school = made_up.school(desk.db)
    made_up.people(desk.db, school, 2)
    page = Duplicates(desk, school=school)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    page.refresh()
    assert page._pairs == []
    assert not any(one.isEnabled() for one in page._tools)
    page.merge_left()
    page.put_off()
    assert page.notice.text() == ""


def test_nothing_is_cut_off(page: Duplicates) -> None:
    assert cut_off(page) == []
