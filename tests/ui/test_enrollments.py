"""Who is in a class, in its window: groups, duties, lists, quotas, walk-ins, substitutes, by keyboard."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.school import (
    attendance,
    branches,
    classes,
    enrollments,
    filters,
    members,
    quotas,
    timetable,
    walk_ins,
)
from app.ui.desk import Desk
from app.ui.pages.classes import ClassesPage, ClassPage
from app.ui.pages.classes.line_panel import LinePanel
from app.ui.pages.classes.pasting import PastingPage
from app.ui.pages.classes.picking import PickingPage
from app.ui.pages.classes.quotas import QuotasPage
from app.ui.pages.classes.standing_in import StandingInPanel
from app.ui.pages.classes.trainee import TraineePanel
from app.ui.pages.classes.walk_ins import WalkInsPage
from app.ui.pages.classes.who import HalfDays
from app.ui.photograph import photograph
from app.ui.side import Place
from app.ui.window import Window
from tests.ui import township
from tests.ui.looking import answering, cut_off
from tests.ui.township import ALT, CONTROL, SHIFT, Hands

KEY = Qt.Key


@pytest.fixture
def school(desk: Desk) -> int:
    return township.found(desk.db)


@pytest.fixture
def people(desk: Desk, school: int) -> list[int]:
    return township.people(desk.db, school, 12)


@pytest.fixture
def training(desk: Desk, school: int, people: list[int]) -> int:
    return township.held_class(desk.db, school, people[:6])


@pytest.fixture
def window(desk: Desk, training: int, qtbot: QtBot) -> Window:
    return township.window(desk, qtbot, Place("培训班", "classes", ClassesPage, "pxb"))


@pytest.fixture
def hands(qtbot: QtBot, window: Window) -> Hands:
    return Hands(qtbot, window)


@pytest.fixture
def tab(window: Window, training: int) -> ClassPage:
    page = window.page()
    assert isinstance(page, ClassesPage)
    return page.open_class(training, "学员")


def roster(desk: Desk, training: int) -> list[enrollments.Enrollment]:
    return enrollments.rows(desk.db, enrollments.find(desk.db, training_class=training))


def words(widget: QWidget) -> list[str]:
    kinds = [*widget.findChildren(QLabel), *widget.findChildren(QPushButton)]
    return [one.text() for one in kinds if one.isVisible()]


def copied(text: str) -> None:
    QApplication.clipboard().setText(text)


# groups and duties


def test_group_and_duty_are_given_by_keyboard_to_several_at_once(
    tab: ClassPage, hands: Hands, desk: Desk, training: int
) -> None:
    hands.press(KEY.Key_Down, KEY.Key_Up)
    hands.press(KEY.Key_Down, KEY.Key_Down, held=SHIFT)
    hands.press(KEY.Key_G, held=CONTROL)
    panel = tab.findChild(TraineePanel)
    assert panel is not None
    assert panel.group.hasFocus()
    hands.press(KEY.Key_Down)
    assert [who.group_no for who in roster(desk, training)] == [1, 1, 1, 0, 0, 0]
    hands.press(KEY.Key_Escape)
    hands.press(KEY.Key_Up)
    hands.press(KEY.Key_D, held=CONTROL)
    panel = tab.findChild(TraineePanel)
    assert panel is not None
    assert panel.duty.hasFocus()
    hands.press(KEY.Key_Down)
    assert [who.duty for who in roster(desk, training)] == ["", "monitor", "", "", "", ""]
    assert any("班长" in one for one in words(tab))


def test_unit_and_post_are_mended_for_this_class_beside_the_list(
    tab: ClassPage, hands: Hands, desk: Desk, training: int, people: list[int]
) -> None:
    hands.press(KEY.Key_Down, KEY.Key_Up, KEY.Key_Return)
    hands.press(KEY.Key_Tab, KEY.Key_Tab, KEY.Key_Tab)
    hands.say("村主任")
    hands.press(KEY.Key_Return)
    first = roster(desk, training)[0]
    assert first.title_at_enrollment == "村主任"
    assert members.row(desk.db, first.member).unit_post == ""
    panel = tab.findChild(TraineePanel)
    assert panel is not None
    assert not panel.isHidden(), "the panel stays for the next field"


def test_the_class_is_divided_and_numbered_anew(
    tab: ClassPage, hands: Hands, desk: Desk, training: int, qtbot: QtBot
) -> None:
    tab.enrollments.divide()
    hands.press(KEY.Key_3, KEY.Key_Return)
    assert sorted(who.group_no for who in roster(desk, training)) == [1, 1, 2, 2, 3, 3]
    tab.enrollments.divide()
    qtbot.waitUntil(lambda: "分成 2 组" in words(tab))
    hands.press(KEY.Key_Escape)
    assert tab.enrollments.table.hasFocus()


def test_nothing_of_the_panel_stays_on_another_tab(tab: ClassPage, hands: Hands) -> None:
    hands.press(KEY.Key_Down, KEY.Key_Up, KEY.Key_Return)
    hands.press(KEY.Key_1, held=ALT)
    assert not [one for one in tab.findChildren(TraineePanel) if one.isVisible()]


# lists


def test_a_pasted_list_is_settled_and_taken_in_by_keyboard(
    tab: ClassPage, window: Window, hands: Hands, desk: Desk, school: int, training: int, people: list[int],
    qtbot: QtBot,
) -> None:  # fmt: skip
    free = members.rows(desk.db, people[6:8])
    namesake = members.enrol(
        desk.db, {"name": free[1].name, "member_type": "full", "unit_post": "另一位"}, school=school
    )
    copied(f"{free[0].name}\n{free[1].name}\n王不识\n张三丰")
    hands.press(KEY.Key_V, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(window.page(), PastingPage))
    page = window.page()
    assert isinstance(page, PastingPage)
    qtbot.waitUntil(lambda: page.findChild(LinePanel) is not None)
    qtbot.waitUntil(lambda: "加入 1 名学员" in words(page))
    # the namesakes stand beside each other; the second is meant
    qtbot.waitUntil(lambda: len([one for one in words(page) if one.startswith(f"{free[1].name}　")]) == 2)
    hands.press(KEY.Key_2, held=ALT)
    qtbot.waitUntil(lambda: "加入 2 名学员" in words(page))
    # the next open line came up: it is somebody new
    qtbot.waitUntil(lambda: any("王不识" in one for one in words(page)))
    hands.press(KEY.Key_N, held=ALT)
    qtbot.waitUntil(lambda: "加入 3 名学员" in words(page))
    hands.press(KEY.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: classes.row(desk.db, training).enrolled == 9)
    assert {who.name for who in roster(desk, training)} >= {free[0].name, "王不识"}
    chosen = {who.member for who in roster(desk, training)}
    assert len(chosen & {people[7], namesake}) == 1
    # the last line stays until it is settled
    assert window.page() is page
    qtbot.waitUntil(lambda: any("还有 1 行没对上" in one for one in words(page)))
    with answering("继续处理") as said:
        hands.press(KEY.Key_Escape, KEY.Key_Escape, KEY.Key_Escape)
    assert "还有 1 行没有处理" in said[0]
    page.table.setFocus()
    hands.press(KEY.Key_Down, KEY.Key_Up, KEY.Key_Delete)
    qtbot.waitUntil(lambda: "完成" in words(page))
    hands.press(KEY.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(window.page(), ClassPage))
    window.undo()
    assert classes.row(desk.db, training).enrolled == 6
    assert members.find(desk.db, "王不识", school=school) == []


def test_a_wrong_name_is_corrected_and_looked_up_again(
    desk: Desk, training: int, people: list[int], qtbot: QtBot
) -> None:
    page = PastingPage(desk, classes.row(desk.db, training))
    qtbot.addWidget(page)
    (who,) = members.rows(desk.db, [people[8]])
    assert page.take_text(f"{who.name}错")
    panel = page.findChild(LinePanel)
    assert panel is not None
    panel._name.setText(who.name)
    panel._mend()
    assert page._matching is not None
    assert page._matching.rows[0].member == people[8]


def test_a_file_is_read_and_its_open_lines_are_handed_back(
    desk: Desk, training: int, people: list[int], qtbot: QtBot, tmp_path: Path
) -> None:
    (who,) = members.rows(desk.db, [people[9]])
    file = tmp_path / "回执.csv"
    file.write_text(f"姓名,所在党支部\n{who.name},{who.branch_name}\n王不识,山后村\n", encoding="utf-8")
    page = PastingPage(desk, classes.row(desk.db, training))
    qtbot.addWidget(page)
    assert page.take_file(file)
    page.keep_open_at(tmp_path / "没对上.xlsx")
    assert (tmp_path / "没对上.xlsx").stat().st_size > 0
    page.commit()
    assert people[9] in {one.member for one in roster(desk, training)}
    assert not page.take_file(tmp_path / "没有.csv")
    assert "找不到文件" in page.notice.text()


# picking


def test_people_are_picked_by_a_kept_filter_and_by_what_they_lack(
    desk: Desk, school: int, training: int, people: list[int], qtbot: QtBot
) -> None:
    filters.save(desk.db, "机关的人", filters.Filter(text="张"), school=school)
    page = PickingPage(desk, classes.row(desk.db, training), ticked=[people[7]])
    qtbot.addWidget(page)
    page.refresh()
    everyone = list(page._model.ids)
    page._filters.setCurrentIndex(page._filters.findData("机关的人"))
    page._mean()
    assert set(page._model.ids) == set(members.find(desk.db, "张", school=school)) & set(everyone)
    page._filters.setCurrentIndex(0)
    page._mean()
    page._chosen.setChecked(True)
    assert page._model.ids == [people[7]]
    page.enrol()
    assert people[7] in {one.member for one in roster(desk, training)}


# quotas


def test_quotas_are_typed_branch_by_branch_and_people_picked_by_them(
    tab: ClassPage, window: Window, hands: Hands, desk: Desk, school: int, training: int, qtbot: QtBot
) -> None:
    tab.enrollments.show_quotas()
    page = window.page()
    assert isinstance(page, QuotasPage)
    homes = branches.find(desk.db, school=school)
    page.table.select_id(homes[0])
    hands.type("3")
    hands.press(KEY.Key_Return)
    hands.type("12")
    hands.press(KEY.Key_Return)
    kept = {one.branch: one for one in quotas.rows(desk.db, quotas.find(desk.db, training_class=training))}
    assert [kept[one].people for one in homes[:2]] == [3, 12]
    page.table.select_id(homes[1])
    hands.press(KEY.Key_Delete)
    assert len(quotas.find(desk.db, training_class=training)) == 1
    lacking = kept[homes[0]].lacking
    hands.press(KEY.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(window.page(), PickingPage))
    assert f"加入 {lacking} 名学员" in words(window.page())
    page.share_out()
    assert (
        sum(one.people for one in quotas.rows(desk.db, quotas.find(desk.db, training_class=training))) == 50
    )


# who came


def test_a_walk_in_is_written_down_and_matched_by_one_key(
    tab: ClassPage, window: Window, hands: Hands, desk: Desk, training: int, people: list[int], qtbot: QtBot
) -> None:
    (who,) = members.rows(desk.db, [people[10]])
    tab.enrollments.show_walk_ins()
    page = window.page()
    assert isinstance(page, WalkInsPage)
    qtbot.waitUntil(page.name.hasFocus)
    hands.say(who.name)
    hands.press(KEY.Key_Return)
    hands.say("王不识")
    hands.press(KEY.Key_Return)
    open_ = walk_ins.rows(desk.db, walk_ins.find(desk.db, training_class=training, open_only=True))
    assert [one.name for one in open_] == [who.name, "王不识"]
    assert len(open_[0].sessions) == 2, "the half-days of today are ticked"
    page.table.setFocus()
    page.table.select_id(open_[0].id)
    hands.press(KEY.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: len(walk_ins.find(desk.db, training_class=training, open_only=True)) == 1)
    row = roster(desk, training)[-1]
    assert (row.member, row.came_by) == (people[10], "walk_in")
    page.table.select_id(open_[1].id)
    hands.press(KEY.Key_Return)
    hands.press(KEY.Key_N, held=ALT)
    qtbot.waitUntil(lambda: not walk_ins.find(desk.db, training_class=training, open_only=True))
    assert roster(desk, training)[-1].type_at_enrollment == "非党员"
    hands.press(KEY.Key_Escape, KEY.Key_Escape)
    qtbot.waitUntil(lambda: window.page() is tab)
    assert any("临时参加 2 人" in one for one in words(tab))


def test_those_not_matched_yet_stand_on_the_tab(tab: ClassPage, desk: Desk, training: int) -> None:
    desk.did(tab, lambda: walk_ins.note(desk.db, training, name="王不识", today="2026-11-21"))
    assert any("临时参加 1 人，待对上 1 人：王不识" in one for one in words(tab))
    assert "临时参加 1" in words(tab)


def test_a_substitute_is_found_and_kept_beside_the_list(
    tab: ClassPage, hands: Hands, desk: Desk, training: int, people: list[int], qtbot: QtBot
) -> None:
    (who,) = members.rows(desk.db, [people[11]])
    first = roster(desk, training)[0]
    tab.enrollments.stand_in(first.id)
    hands.press(*[KEY.Key_Tab] * 5)
    hands.say(who.name)
    hands.press(KEY.Key_Return)
    hands.press(KEY.Key_Return)
    row = roster(desk, training)[-1]
    assert (row.member, row.came_by, row.stands_for) == (people[11], "substitute", first.id)
    marks = attendance.roll_call(desk.db, training).marks
    assert {mark for (one, _), mark in marks.items() if one == first.id} == {"absent"}
    assert any("代训 1 人" in one for one in words(tab))


def test_half_days_to_come_are_not_offered_where_it_is_said_who_came(
    window: Window, desk: Desk, school: int, people: list[int], qtbot: QtBot
) -> None:
    made = township.held_class(
        desk.db, school, people[:2], name="冬训第二期", days=("2026-11-20", "2026-11-22", "2026-11-23")
    )
    page = window.page()
    assert isinstance(page, ClassesPage)
    tab = page.open_class(made, "学员")
    tab.enrollments.stand_in(roster(desk, made)[0].id)
    panel = tab.findChild(StandingInPanel)
    assert panel is not None

    def offered(half_days: HalfDays) -> list[str]:
        boxes = half_days.findChildren(QCheckBox)
        return [one.text() for one in boxes if one.isVisible() and one.isChecked()]

    qtbot.waitUntil(lambda: offered(panel.half_days) == ["20日上午", "20日下午"])
    assert "另有 4 个半天还没有上，上课再选。" in words(panel)
    tab.enrollments.show_walk_ins()
    beyond = window.page()
    assert isinstance(beyond, WalkInsPage)
    qtbot.waitUntil(beyond.name.hasFocus)
    qtbot.waitUntil(lambda: offered(beyond.half_days) == ["20日上午", "20日下午"])
    assert "另有 4 个半天还没有上，上课再选。" in words(beyond)
    beyond.name.setText("王不识")
    beyond.note()
    # written down ahead at another computer, and taken back into the line to be corrected
    planned = timetable.find(desk.db, training_class=made)
    desk.did(
        beyond, lambda: walk_ins.note(desk.db, made, name="李不识", sessions=planned, today="2026-11-23")
    )
    row = walk_ins.rows(desk.db, walk_ins.find(desk.db, training_class=made))[-1]
    assert row.sessions == tuple(planned)
    beyond.settle(row.id, None)
    assert any("22日上午（2026-11-22）还没有上课，李不识不能记到课" in one for one in words(window))
    beyond.table.select_id(row.id)
    beyond.amend()
    qtbot.waitUntil(lambda: offered(beyond.half_days) == ["20日上午", "20日下午"])
    beyond.note()
    beyond.settle(row.id, None)
    assert roster(desk, made)[-1].name == "李不识"
    assert attendance.roll_call(desk.db, made).marks.keys() == {
        (roster(desk, made)[-1].id, one) for one in planned[:2]
    }


def test_a_county_and_a_closed_class_change_nothing(
    desk: Desk, training: int, qtbot: QtBot, people: list[int]
) -> None:
    page = ClassPage(desk, training, read_only=True, tab="学员")
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    assert not {"选人", "按名单加入", "名额分配", "分组", "去掉"} & set(words(page))
    page.enrollments.table.select_id(roster(desk, training)[0].id)
    page.enrollments.open_trainee()
    panel = page.findChild(TraineePanel)
    assert panel is not None
    assert not panel.group.isEnabled()
    assert not panel.branch.isEnabled()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_is_cut_off(
    window: Window, tab: ClassPage, desk: Desk, training: int, people: list[int], tmp_path: Path,
    qtbot: QtBot, scale: float,
) -> None:  # fmt: skip
    desk.did(tab, lambda: walk_ins.note(desk.db, training, name="王不识", unit="下党村", today="2026-11-21"))
    size = (1366, 768) if scale == 1 else (1920, 1080)

    def looked_at(name: str) -> list[str]:
        photograph(window, tmp_path / f"{name}.png", width=size[0], height=size[1], scale=scale)
        return cut_off(window)

    assert looked_at("tab") == []
    tab.enrollments.divide()
    assert looked_at("divide") == []
    tab.enrollments.show_quotas()
    assert looked_at("quotas") == []
    desk.close()
    tab.enrollments.show_walk_ins()
    assert looked_at("walk-ins") == []
