import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.school import enrollments, hours, scores
from app.ui.desk import Desk
from app.ui.pages.classes import ClassesPage, ClassPage
from app.ui.side import Place
from app.ui.window import Window
from tests.ui import township
from tests.ui.looking import cut_off
from tests.ui.township import ALT, CONTROL, SHIFT, Hands

KEY = Qt.Key


class Room:
    """A class of five everybody came to, its page open at the scores."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.db = desk.db
        school = township.found(self.db)
        self.training_class = township.held_class(self.db, school, township.people(self.db, school, 5))
        township.everyone_present(self.db, self.training_class)
        self.window: Window = township.window(desk, qtbot, Place("培训班", "classes", ClassesPage, "pxb"))
        self.hands = Hands(qtbot, self.window)
        self.hands.press(KEY.Key_Down, KEY.Key_Return)
        self.hands.press(KEY.Key_5, held=ALT)
        page = self.window.page()
        assert isinstance(page, ClassPage)
        self.page, self.tab = page, page.scores

    def points(self) -> list[dict[str, int]]:
        return [dict(line.points) for line in scores.sheet(self.db, self.training_class).lines]

    def shown(self, row: int) -> list[str]:
        model = self.tab.model
        return [str(model.index(row, column).data()) for column in range(2, model.columnCount())]

    def paste(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        self.hands.press(KEY.Key_V, held=CONTROL)

    def excellent(self) -> list[int]:
        ids = enrollments.find(self.db, training_class=self.training_class)
        return [who.seq_no for who in enrollments.rows(self.db, ids) if who.excellent]


@pytest.fixture
def room(desk: Desk, qtbot: QtBot) -> Room:
    return Room(desk, qtbot)


def test_points_are_typed_down_a_column_as_in_a_sheet(room: Room) -> None:
    assert QApplication.focusWidget() is room.tab.sheet
    for points in ("90", "86.5", "55"):
        room.hands.type(points)
        room.hands.press(KEY.Key_Return)
    assert [one.get("exam") for one in room.points()] == [900, 865, 550, None, None]
    assert (room.tab.sheet.currentIndex().row(), room.tab.sheet.currentIndex().column()) == (3, 2)
    room.hands.press(KEY.Key_Up, KEY.Key_Right)
    room.hands.type("60")
    room.hands.press(KEY.Key_Return)
    assert room.shown(2)[:4] == ["55", "60", "57", "不合格"]
    room.hands.press(KEY.Key_Z, held=CONTROL)
    assert room.points()[2] == {"exam": 550}


def test_what_is_no_score_stays_in_the_cell_to_be_mended(room: Room) -> None:
    room.hands.type("861")
    for leaving in (KEY.Key_Return, KEY.Key_Down, KEY.Key_Tab):
        room.hands.press(leaving)
        assert "“861”不是成绩" in room.page.notice.text()
        assert room.shown(0)[0].startswith("861")
        assert room.points()[0] == {}
        assert room.tab.sheet.currentIndex().row() == 0
    room.hands.press(KEY.Key_Backspace)
    room.hands.press(KEY.Key_Return)
    assert room.points()[0] == {"exam": 860}


def test_what_was_typed_is_kept_by_leaving_the_cell_and_dropped_by_escape(room: Room, qtbot: QtBot) -> None:
    room.hands.type("70")
    room.hands.press(KEY.Key_Escape)
    assert room.points()[0] == {} and room.shown(0)[0] == ""
    room.hands.type("80")
    room.hands.press(KEY.Key_Right)
    assert room.points()[0] == {"exam": 800}
    room.hands.type("90")
    room.hands.press(KEY.Key_F, held=CONTROL)
    qtbot.waitUntil(lambda: room.points()[0] == {"exam": 800, "daily": 900})
    room.tab.sheet.setFocus()
    room.hands.press(KEY.Key_F2, KEY.Key_Backspace)
    room.hands.type("5")
    room.tab.sheet.setCurrentIndex(room.tab.model.index(3, 2))
    qtbot.waitUntil(lambda: room.points()[0] == {"exam": 800, "daily": 950})


def test_a_column_is_pasted_from_the_cell_on_and_a_gap_is_nobody_elses(room: Room) -> None:
    room.hands.press(KEY.Key_Down)
    room.paste("90\r\n\r\n70.5\r\n缺考\r\n")
    assert [one.get("exam") for one in room.points()] == [None, 900, None, 705, None]
    assert "粘贴了 4 个成绩，其中 2 个有变化" in room.page.notice.text()
    room.paste("1\r\n2\r\n3\r\n4\r\n5\r\n")
    assert "从这一行起只剩 4 人，没有录入" in room.page.notice.text()
    assert [one.get("exam") for one in room.points()] == [None, 900, None, 705, None]


def test_a_list_with_names_is_pasted_in_any_order(room: Room) -> None:
    name = room.tab.model.lines[3].who.name
    room.paste(f"姓名\t平时\t考试\r\n{name}\t80\t90\r\n{room.tab.model.lines[0].who.name}\t70\t60\r\n")
    assert room.points() == [{"exam": 600, "daily": 700}, {}, {}, {"exam": 900, "daily": 800}, {}]
    room.hands.press(KEY.Key_Z, held=CONTROL)
    assert room.points() == [{}] * 5, "one act"
    room.paste("没有这人\t80\t90\r\n")
    assert "不在本班名册里" in room.page.notice.text()
    assert room.points() == [{}] * 5


def test_chosen_cells_are_cleared_and_copied(room: Room) -> None:
    room.paste("90\t80\r\n70\t60\r\n")
    room.hands.press(KEY.Key_Right, held=SHIFT)
    room.hands.press(KEY.Key_C, held=CONTROL)
    assert QApplication.clipboard().text() == "90\t80\r\n"
    room.hands.press(KEY.Key_Delete)
    assert room.points()[:2] == [{}, {"exam": 700, "daily": 600}]


def test_excellent_trainees_are_suggested_and_chosen(room: Room) -> None:
    room.paste("90\t90\r\n95\t95\r\n")
    assert room.shown(1)[5] == "推荐"
    (button,) = [one for one in room.tab.findChildren(QPushButton) if one.text() == "按推荐评 1 名优秀学员"]
    button.click()
    assert room.excellent() == [2]
    assert room.shown(1)[5] == "★ 优秀学员"
    room.tab.sheet.setFocus()
    room.hands.press(KEY.Key_Y)
    assert "最多评 1 名" in room.page.notice.text()
    room.hands.press(KEY.Key_Down, KEY.Key_Y)
    assert room.excellent() == []


def test_a_closed_class_is_only_looked_at(room: Room, desk: Desk) -> None:
    room.paste("90\t90\r\n")
    hours.close_class(room.db, room.training_class, today=desk.today())
    desk.look()
    room.hands.type("8")
    room.hands.press(KEY.Key_Delete)
    assert "只能查看" in room.page.notice.text()
    assert room.points()[0] == {"exam": 900, "daily": 900}


def test_the_sums_are_said_and_nothing_is_cut_off(room: Room) -> None:
    room.paste("90\t90\r\n80\t80\r\n50\t50\r\n")
    said = " ".join(one.text() for one in room.tab.findChildren(QLabel) if one.isVisible())
    assert "3 人有总评，平均 73.3 分" in said
    assert "2 人没有总评" in said
    assert cut_off(room.window) == []
