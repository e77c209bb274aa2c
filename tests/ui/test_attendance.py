from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.scans import badges
from app.school import attendance, classes, hours
from app.ui.desk import Desk
from app.ui.pages.classes import ClassesPage, ClassPage
from app.ui.pages.classes.roll_call import FIRST_BOX, LOCKED_ROLE
from app.ui.side import Place
from app.ui.window import Window
from tests.ui import township
from tests.ui.township import ALT, CONTROL, SHIFT, Hands

MOST_KEYS = 40
KEY = Qt.Key
# Number on the roster, half-day, key, mark: as they stand on four signed sheets, read from left to right.
EXCEPTIONS = (
    (7, 0, KEY.Key_K, "absent"),
    (23, 0, KEY.Key_B, "sick_leave"),
    (41, 0, KEY.Key_C, "late"),
    (58, 1, KEY.Key_S, "personal_leave"),
    (64, 1, KEY.Key_K, "absent"),
    (80, 2, KEY.Key_G, "official_leave"),
    (9, 3, KEY.Key_Z, "left_early"),
    (100, 3, KEY.Key_J, "sick_leave"),
)


class Room:
    """A class of so many people, its page open at the roll call."""

    def __init__(self, desk: Desk, qtbot: QtBot, count: int = 100, **kept: object) -> None:
        self.db = desk.db
        school = township.found(self.db)
        people = township.people(self.db, school, count)
        self.training_class = township.held_class(self.db, school, people, **kept)  # type: ignore[arg-type]
        self.window: Window = township.window(desk, qtbot, Place("培训班", "classes", ClassesPage, "pxb"))
        self.hands = Hands(qtbot, self.window)
        self.open()

    def open(self) -> None:
        self.hands.press(KEY.Key_Down, KEY.Key_Return)
        self.hands.press(KEY.Key_4, held=ALT)
        self.hands.pressed = 0
        page = self.window.page()
        assert isinstance(page, ClassPage)
        self.page, self.tab = page, page.attendance

    def marks(self) -> dict[tuple[int, int], str]:
        """Give what the register holds, by number on the roster and half-day."""
        grid = attendance.roll_call(self.db, self.training_class)
        number = {who.id: who.seq_no for who in grid.enrollments}
        column = {session.id: at for at, session in enumerate(grid.sessions)}
        return {(number[who], column[session]): mark for (who, session), mark in grid.marks.items()}

    def at(self) -> tuple[int, int]:
        """Give number and half-day of the box the keyboard is in."""
        index = self.tab.grid.currentIndex()
        return int(index.siblingAtColumn(0).data()), index.column() - FIRST_BOX

    def figures(self) -> str:
        return " ".join(one.text() for one in self.tab.findChildren(QLabel) if one.isVisible())


@pytest.fixture
def room(desk: Desk, qtbot: QtBot) -> Room:
    return Room(desk, qtbot, 12)


def test_a_hundred_people_with_eight_exceptions_take_fewer_than_forty_keys(desk: Desk, qtbot: QtBot) -> None:
    room = Room(desk, qtbot, 100)
    resets: list[None] = []
    room.hands.press(KEY.Key_A, held=CONTROL)
    room.tab.model.modelReset.connect(lambda: resets.append(None))
    column = 0
    for number, half_day, letter, _ in EXCEPTIONS:
        room.hands.press(*[KEY.Key_Right] * (half_day - column))
        room.hands.type(str(number))
        room.hands.press(letter)
        column = half_day
    expected = {(number, at): "present" for number in range(1, 101) for at in range(4)}
    expected |= {(number, at): mark for number, at, _, mark in EXCEPTIONS}
    assert room.marks() == expected
    assert room.hands.pressed == 28, "Ctrl+A counted as two"
    assert room.hands.pressed < MOST_KEYS
    assert not resets, "a mark reloads nothing"
    earned = hours.enrollment_hours(room.db, room.training_class)
    qtbot.waitUntil(lambda: room.tab.model.quarter_hours() == sum(earned.values()))
    assert "到课率 <b>98.5%</b>" in room.figures()


def test_everyone_present_leaves_half_days_to_come_alone(desk: Desk, qtbot: QtBot) -> None:
    room = Room(desk, qtbot, 3, days=("2026-11-21", "2026-11-22"))
    room.hands.press(KEY.Key_A, held=CONTROL)
    assert room.marks() == {(number, at): "present" for number in (1, 2, 3) for at in (0, 1)}
    room.hands.press(KEY.Key_A, held=CONTROL)
    assert "没有空着的格子" in room.page.notice.text()


def test_nobody_is_present_before_the_class_begins(desk: Desk, qtbot: QtBot) -> None:
    room = Room(desk, qtbot, 3, days=("2026-12-01",))
    room.hands.press(KEY.Key_A, held=CONTROL)
    assert room.marks() == {}
    assert "2026-12-01 才开始上课" in room.page.notice.text()


def test_a_class_is_called_half_day_by_half_day_where_the_clock_cannot_be_right(
    desk: Desk, qtbot: QtBot
) -> None:
    room = Room(desk, qtbot, 3, days=("2026-12-01",))
    desk.db.doubted = True
    room.hands.press(KEY.Key_A, held=CONTROL)
    assert "电脑时间不准" in room.page.notice.text()
    assert room.marks() == {}
    room.hands.press(KEY.Key_A)
    assert room.marks() == {(number, 0): "present" for number in (1, 2, 3)}


def test_nobody_came_or_stayed_away_before_the_half_day_was_held(desk: Desk, qtbot: QtBot) -> None:
    room = Room(desk, qtbot, 3, days=("2026-12-01",))
    for key in (KEY.Key_D, KEY.Key_D, KEY.Key_D, KEY.Key_Space, KEY.Key_C, KEY.Key_K, KEY.Key_A):
        room.page.notice.clear()
        room.hands.press(key)
        assert "1日上午（2026-12-01）还没有上课" in room.page.notice.text()
        assert QApplication.activeModalWidget() is None
        assert room.marks() == {} and room.tab.grid.currentIndex().data() == ""
    assert QApplication.focusWidget() is room.tab.grid
    room.hands.press(KEY.Key_L, KEY.Key_D)
    assert room.marks() == {}, "nobody of a whole column"
    room.hands.press(KEY.Key_S)
    assert room.marks() == {(number, 0): "personal_leave" for number in (1, 2, 3)}
    room.hands.press(KEY.Key_Delete)
    assert room.marks() == {}, "leave asked for is withdrawn beforehand too"


def test_a_choice_that_reaches_into_days_to_come_is_marked_nowhere(desk: Desk, qtbot: QtBot) -> None:
    room = Room(desk, qtbot, 2, days=("2026-11-21", "2026-11-22"))
    room.hands.press(KEY.Key_H, KEY.Key_D)
    assert room.marks() == {}
    assert "22日上午（2026-11-22）还没有上课" in room.page.notice.text()


def test_one_half_day_at_one_key(room: Room) -> None:
    room.hands.press(KEY.Key_Right, KEY.Key_A)
    assert room.marks() == {(number, 1): "present" for number in range(1, 13)}


def test_every_mark_has_its_letter_and_its_sign(room: Room) -> None:
    for letter, mark, sign in (
        (KEY.Key_D, "present", "✓"),
        (KEY.Key_C, "late", "迟"),
        (KEY.Key_Z, "left_early", "退"),
        (KEY.Key_J, "sick_leave", "病*"),
        (KEY.Key_B, "sick_leave", "病*"),
        (KEY.Key_S, "personal_leave", "事*"),
        (KEY.Key_G, "official_leave", "公*"),
        (KEY.Key_K, "absent", "✗"),
    ):
        room.hands.press(letter)
        assert room.marks() == {(1, 0): mark}
        assert room.tab.grid.currentIndex().data() == sign
    room.hands.press(KEY.Key_Delete)
    assert room.marks() == {}
    assert room.tab.grid.currentIndex().data() == ""


def test_a_whole_row_or_column_is_chosen_at_one_key_and_marked_at_the_next(room: Room) -> None:
    room.hands.press(KEY.Key_Right, KEY.Key_L, KEY.Key_S)
    assert room.marks() == {(number, 1): "personal_leave" for number in range(1, 13)}
    room.hands.type("5")
    room.hands.press(KEY.Key_H, KEY.Key_K)
    assert {at: mark for at, mark in room.marks().items() if at[0] == 5} == {
        (5, column): "absent" for column in range(4)
    }
    assert room.at() == (5, 1), "the keyboard stays where it was"
    room.hands.press(KEY.Key_Z, held=CONTROL)
    assert room.marks() == {(number, 1): "personal_leave" for number in range(1, 13)}


def test_scattered_boxes_take_one_mark(room: Room) -> None:
    grid = room.tab.grid
    flags = grid.selectionModel().SelectionFlag
    for number, column in ((2, 1), (4, 3), (9, 0)):
        index = room.tab.model.index(number - 1, FIRST_BOX + column)
        grid.selectionModel().setCurrentIndex(index, flags.Select if number != 2 else flags.ClearAndSelect)
    room.hands.press(KEY.Key_C)
    assert room.marks() == {(2, 1): "late", (4, 3): "late", (9, 0): "late"}
    assert "3 格迟到" in str(room.db.undoable())


def test_part_of_a_half_day_is_asked_in_minutes(room: Room) -> None:
    room.hands.press(KEY.Key_F)
    question = room.tab.question
    assert QApplication.focusWidget() is question.field
    for wrong in ("", "0", "181", "一小时", "-5", "9" * 40):
        question.field.setText(wrong)
        room.hands.press(KEY.Key_Return)
        assert question.isVisible() and room.marks() == {}
    question.field.clear()
    room.hands.say("６０分钟")
    room.hands.press(KEY.Key_Return)
    QApplication.processEvents()
    assert room.marks() == {(1, 0): "present"}
    assert room.tab.grid.currentIndex().data() == "60分"
    assert list(attendance.roll_call(room.db, room.training_class).minutes.values()) == [60]
    assert QApplication.focusWidget() is room.tab.grid
    room.hands.press(KEY.Key_D)
    assert room.tab.grid.currentIndex().data() == "✓"


def test_a_question_not_answered_changes_nothing(room: Room) -> None:
    room.hands.press(KEY.Key_F)
    room.hands.type("60")
    room.hands.press(KEY.Key_Escape)
    assert room.marks() == {}
    assert QApplication.focusWidget() is room.tab.grid
    room.hands.press(KEY.Key_C)
    assert room.marks() == {(1, 0): "late"}


def test_a_locked_half_day_asks_why_and_keeps_it(room: Room) -> None:
    room.hands.press(KEY.Key_A)
    room.hands.press(KEY.Key_L, held=CONTROL)
    assert "20日上午的考勤已锁定" in room.page.notice.text()
    locked = partial(room.tab.model.headerData, FIRST_BOX, Qt.Orientation.Horizontal, LOCKED_ROLE)
    assert locked() is True
    room.hands.type("7")
    room.hands.press(KEY.Key_K)
    assert room.marks()[7, 0] == "present", "nothing is changed before the reason is said"
    room.hands.press(KEY.Key_Return)
    assert room.tab.question.isVisible(), "an empty reason is none"
    room.hands.say("点名时不在")
    room.hands.press(KEY.Key_Return)
    assert room.marks()[7, 0] == "absent"
    assert "锁定后更改：点名时不在" in room.tab.grid.currentIndex().data(Qt.ItemDataRole.ToolTipRole)
    assert room.at() == (7, 0)
    room.hands.press(KEY.Key_Delete)
    assert "不能清空" in room.page.notice.text()
    room.hands.press(KEY.Key_L, held=CONTROL)
    room.hands.say("漏录第二页")
    room.hands.press(KEY.Key_Return)
    assert attendance.locked(room.db, room.training_class) == {}
    assert locked() is False


def scan(room: Room, code: str) -> None:
    """Type what a scanner types: the digits and Enter."""
    room.hands.type(code)
    room.hands.press(KEY.Key_Return)


def badge(room: Room, number: int) -> str:
    return badges.text(room.tab.model.people[number - 1].id)


def test_a_scanner_signs_in_wherever_the_keyboard_is(room: Room) -> None:
    room.hands.press(KEY.Key_Right)
    scan(room, badge(room, 5))
    assert room.marks() == {(5, 1): "present"}
    assert room.at() == (5, 1)
    name = room.tab.model.people[4].name
    assert room.tab.signed_in.text() == f"✓ 5 号 {name} 20日下午到课 已到 1 / 12"
    room.hands.press(KEY.Key_F, held=CONTROL)
    scan(room, badge(room, 12))
    scan(room, badge(room, 3))
    assert room.marks() == {(number, 1): "present" for number in (3, 5, 12)}
    assert "已到 3 / 12" in room.tab.signed_in.text()
    assert QApplication.focusWidget() is room.tab.search, "ready for the next badge"
    scan(room, badge(room, 3))
    assert "已经签过到" in room.tab.signed_in.text()
    assert str(room.db.undoable()).startswith(f"标记{room.tab.model.people[2].name}20日下午到课")


def test_full_width_digits_of_an_input_method_are_read_too(room: Room) -> None:
    room.hands.press(KEY.Key_F, held=CONTROL)
    room.hands.say("".join(chr(ord(sign) + 0xFEE0) for sign in badge(room, 2)))
    room.hands.press(KEY.Key_Return)
    assert room.marks() == {(2, 0): "present"}


def test_a_number_typed_before_the_scan_does_not_spoil_it(room: Room) -> None:
    room.hands.type("12")
    scan(room, badge(room, 4))
    assert room.marks() == {(4, 0): "present"}


def test_codes_of_nobody_and_of_another_class_are_said_and_mark_nothing(room: Room) -> None:
    room.hands.press(KEY.Key_Right)
    scan(room, "6901234567892")
    assert "没有认出这个条码" in room.tab.signed_in.text()
    assert room.at() == (1, 1), "the digits led nowhere"
    scan(room, badges.text(4242))
    assert "不是本校名册上的" in room.tab.signed_in.text()
    school = classes.row(room.db, room.training_class).school
    other = township.held_class(room.db, school, [room.tab.model.people[0].member], name="春训班")
    scan(room, badges.text(attendance.roll_call(room.db, other).enrollments[0].id))
    assert "“春训班”的，不是本班的" in room.tab.signed_in.text()
    assert room.marks() == {}


def test_the_roll_call_opens_at_the_first_half_day_not_yet_called(room: Room) -> None:
    room.hands.press(KEY.Key_A, KEY.Key_Right, KEY.Key_A)
    room.page.desk.close()
    room.open()
    assert room.at() == (1, 2)


def test_space_changes_present_and_absent(room: Room) -> None:
    room.hands.press(KEY.Key_Space)
    assert room.marks() == {(1, 0): "present"}
    room.hands.press(KEY.Key_Space)
    assert room.marks() == {(1, 0): "absent"}


def test_a_block_is_marked_and_undone_as_one_act(room: Room) -> None:
    room.hands.press(KEY.Key_Down, KEY.Key_Right)
    room.hands.press(KEY.Key_Right, held=SHIFT)
    room.hands.press(KEY.Key_B)
    assert room.marks() == {(2, 1): "sick_leave", (2, 2): "sick_leave"}
    room.hands.press(KEY.Key_Z, held=CONTROL)
    assert room.marks() == {}
    assert "2 格病假" in room.page.notice.text()


def test_undo_names_the_mark_and_keeps_the_keyboard_where_it_was(room: Room) -> None:
    room.hands.type("5")
    room.hands.press(KEY.Key_Right, KEY.Key_K)
    who = room.tab.grid.currentIndex().siblingAtColumn(1).data()
    room.hands.press(KEY.Key_Z, held=CONTROL)
    assert room.marks() == {}
    assert room.page.notice.text() == f"已撤销：标记{who}20日下午旷课"
    assert room.at() == (5, 1)
    assert room.tab.grid.currentIndex().data() == ""


def test_a_number_typed_goes_to_its_row_digit_by_digit(room: Room) -> None:
    room.hands.type("1")
    assert room.at() == (1, 0)
    room.hands.type("2")
    assert room.at() == (12, 0)
    room.hands.type("3")
    assert room.at() == (3, 0), "nobody is number 123 or 23: a new number begins"
    room.hands.press(KEY.Key_Return)
    assert room.at() == (4, 0)


def test_a_name_or_its_initials_go_to_the_person(room: Room) -> None:
    room.hands.press(KEY.Key_F, held=CONTROL)
    room.hands.type("wjg")
    assert room.at() == (room.tab.model.rows_of("王建国")[0] + 1, 0)
    room.hands.press(KEY.Key_Return, KEY.Key_K)
    assert list(room.marks().values()) == ["absent"]
    room.hands.press(KEY.Key_F, held=CONTROL)
    room.hands.say("秀英")
    first, second = [row + 1 for row in room.tab.model.rows_of("秀英")]
    assert room.at() == (first, 0)
    room.hands.press(KEY.Key_Down)
    assert room.at() == (second, 0)


def test_a_name_nobody_has_keeps_the_keyboard_in_the_field(room: Room) -> None:
    room.hands.press(KEY.Key_F, held=CONTROL)
    room.hands.type("qqq")
    room.hands.press(KEY.Key_Return)
    assert room.tab.search is QApplication.focusWidget()
    assert room.tab.search.property("fault") is True


def test_only_exceptions_are_listed(room: Room, qtbot: QtBot) -> None:
    room.hands.press(KEY.Key_A, held=CONTROL)
    room.hands.type("4")
    room.hands.press(KEY.Key_C)
    (odd,) = [one for one in room.tab.findChildren(QPushButton) if one.isCheckable()]
    qtbot.waitUntil(lambda: odd.text() == "只看异常 1")
    odd.setFocus()
    room.hands.press(KEY.Key_Space)
    assert room.tab.model.rowCount() == 1
    assert room.tab.model.index(0, 0).data() == "4"
    room.hands.press(KEY.Key_Space)
    assert room.tab.model.rowCount() == 12


def test_hours_follow_the_marks(room: Room, qtbot: QtBot) -> None:
    hours_column = room.tab.model.columnCount() - 1
    shown = lambda: room.tab.model.index(0, hours_column).data()  # noqa: E731
    assert shown() == "0"
    room.hands.press(KEY.Key_D, KEY.Key_Right, KEY.Key_D)
    qtbot.waitUntil(lambda: shown() == "8")
    room.hands.press(KEY.Key_K)
    qtbot.waitUntil(lambda: shown() == "4")


def test_the_last_mark_offers_to_close_the_class(room: Room, qtbot: QtBot) -> None:
    def buttons() -> list[str]:
        return [one.text() for one in room.page.findChildren(QPushButton) if one.isVisible()]

    room.hands.press(KEY.Key_A, held=CONTROL)
    qtbot.waitUntil(lambda: "结班" in buttons())
    room.hands.press(KEY.Key_Delete)
    qtbot.waitUntil(lambda: "结班" not in buttons())


def test_a_closed_class_is_only_looked_at_and_says_why(desk: Desk, qtbot: QtBot) -> None:
    room = Room(desk, qtbot, 3)
    township.everyone_present(room.db, room.training_class)
    hours.close_class(room.db, room.training_class, today=desk.today())
    desk.look()
    before = room.marks()
    for key in (KEY.Key_K, KEY.Key_Space, KEY.Key_Delete, KEY.Key_A):
        room.page.notice.clear()
        room.hands.press(key)
        assert "已结班，学时已记入台账" in room.page.notice.text()
    room.hands.press(KEY.Key_A, held=CONTROL)
    assert room.marks() == before
    assert classes.row(room.db, room.training_class).state == "closed"


def test_many_half_days_fit_beside_the_names(desk: Desk, qtbot: QtBot) -> None:
    days = tuple(f"2026-11-{day}" for day in range(12, 20))
    room = Room(desk, qtbot, 3, days=days)
    grid = room.tab.grid
    assert room.tab.model.headerData(FIRST_BOX, Qt.Orientation.Horizontal) == "12日\n上午"
    width = sum(
        grid.columnWidth(at) for at in range(room.tab.model.columnCount()) if not grid.isColumnHidden(at)
    )
    assert width <= grid.viewport().width()


def test_days_of_several_months_are_headed_whole(desk: Desk, qtbot: QtBot) -> None:
    days = ("2026-10-20", "2026-10-28", "2026-11-18", "2026-11-19", "2026-11-20", "2026-12-22", "2026-12-28")
    room = Room(desk, qtbot, 2, days=days)
    grid, header = room.tab.grid, room.tab.grid.horizontalHeader()
    assert room.tab.model.headerData(FIRST_BOX, Qt.Orientation.Horizontal) == "10月20日\n上午"
    for at in range(FIRST_BOX, FIRST_BOX + 2 * len(days)):
        assert header.sectionSizeFromContents(at).width() <= grid.columnWidth(at)


def test_what_is_chosen_is_copied_as_a_sheet_would(room: Room) -> None:
    room.hands.press(KEY.Key_D, KEY.Key_Right, KEY.Key_K, KEY.Key_Left)
    room.hands.press(KEY.Key_Right, held=SHIFT)
    room.hands.press(KEY.Key_C, held=CONTROL)
    assert QApplication.clipboard().text() == "✓\t✗\r\n"
    assert len(room.marks()) == 2, "Ctrl+C is not the letter C"


def test_before_people_and_timetable_it_says_what_comes_first(desk: Desk, qtbot: QtBot) -> None:
    school = township.found(desk.db)
    made = classes.prepare(desk.db, school=school, year=2026, name="空班")
    page = ClassPage(desk, made, tab="考勤")
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    page.refresh()
    said = [one.text() for one in page.attendance.findChildren(QLabel) if one.isVisible()]
    assert any("先选学员、排课表" in one for one in said)


def test_a_looker_on_is_told_that_only_the_township_enters(desk: Desk, qtbot: QtBot) -> None:
    school = township.found(desk.db)
    made = township.held_class(desk.db, school, township.people(desk.db, school, 3))
    look = partial(ClassesPage, school=school, read_only=True)
    window = township.window(desk, qtbot, Place("培训班", "classes", look, "pxb"))
    window.page().open_target(made, "attendance")
    hands = Hands(qtbot, window)
    hands.press(KEY.Key_K)
    assert "由乡镇党校录入" in window.page().notice.text()
    assert attendance.roll_call(desk.db, made).marks == {}
