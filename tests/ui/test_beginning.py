import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.ui import bringing_back, joining, taking_over
from app.ui.beginning import Answer, Beginning, townships
from tests.ui.keyboard import Keyboard, shown
from tests.ui.looking import cut_off


@pytest.fixture
def beginning(dressed: QApplication, qtbot: QtBot) -> Beginning:
    made = Beginning()
    shown(made, qtbot)
    made.resize(860, 640)
    made.steps.show_step(0)
    return made


def answers(beginning: Beginning) -> list[Answer]:
    given: list[Answer] = []
    beginning.answered.connect(given.append)
    return given


def next_step(beginning: Beginning) -> None:
    beginning.steps._next.click()


# The list that completes what is typed pops up, which the offscreen platform cannot do fully.
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_three_steps_give_the_desk_the_school_and_what_is_first(beginning: Beginning, qtbot: QtBot) -> None:
    given, keys = answers(beginning), Keyboard(qtbot)
    keys.press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is beginning.whose().county
    keys.type("寿宁县")
    beginning.whose().township.setFocus()
    keys.type("下党乡")
    beginning.whose().operator.setFocus()
    keys.type("张干事")
    assert cut_off(beginning) == []
    keys.press(Qt.Key.Key_Return)
    assert (beginning.steps.at(), given) == (2, [])
    keys.press(Qt.Key.Key_Return)
    assert given == [
        Answer(
            "township", "350924209", "中共寿宁县下党乡委员会党校", "下党乡党校", "寿宁县", "张干事", "import"
        )
    ]


def test_a_county_is_asked_for_less(beginning: Beginning) -> None:
    given = answers(beginning)
    beginning.level.choose("county")
    next_step(beginning)
    beginning.whose().county.setText("寿宁县")
    next_step(beginning)
    next_step(beginning)
    assert given == [Answer("county", "350924", "中共寿宁县委组织部", "寿宁县委组织部", "寿宁县", "", "")]


def test_what_a_person_wrote_is_left_alone(beginning: Beginning) -> None:
    next_step(beginning)
    of = beginning.whose()
    of.county.setText("寿宁县")
    of.full_name.setText("寿宁县下党乡党校")
    of.full_name.textEdited.emit(of.full_name.text())
    of.township.setText("犀溪镇")
    assert of.full_name.text() == "寿宁县下党乡党校"
    assert of.short_name.text() == "犀溪镇党校"


def test_a_place_the_list_does_not_know_asks_for_its_code(beginning: Beginning) -> None:
    next_step(beginning)
    of = beginning.whose()
    of.county.setText("青岚县")
    of.township.setText("云溪乡")
    next_step(beginning)
    assert beginning.steps.at() == 1
    faults = [label.text() for label in of.findChildren(QLabel) if label.property("tone") == "bad"]
    assert "代码不能空着，县里用它分清各单位。" in faults
    assert QApplication.focusWidget() is of.code
    of.code.setText("350999200")
    next_step(beginning)
    assert beginning.steps.at() == 2
    assert beginning.answer().full_name == "中共青岚县云溪乡委员会党校"


def test_going_back_keeps_what_was_filled_in(beginning: Beginning) -> None:
    next_step(beginning)
    beginning.whose().county.setText("寿宁县")
    beginning.steps._previous.click()
    next_step(beginning)
    assert beginning.whose().county.text() == "寿宁县"


def test_the_list_knows_every_township_of_the_city_once() -> None:
    codes = [one.code for one in townships()]
    assert len(codes) == len(set(codes)) > 100
    assert all(len(code) == 9 and code.isdigit() for code in codes)


# The list that completes what is typed pops up, which the offscreen platform cannot do fully.
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_names_are_chosen_from_the_list_by_keyboard(beginning: Beginning, qtbot: QtBot) -> None:
    keys, of = Keyboard(qtbot), beginning.whose()
    keys.press(Qt.Key.Key_Return)
    keys.press(Qt.Key.Key_Return)
    assert "请写县（市、区）的名称。" in shown_words(beginning)
    for part, name, after in (("寿宁", "寿宁县", of.township), ("下党", "下党乡", of.operator)):
        keys.type(part)
        popup = QApplication.activePopupWidget()
        assert popup is not None
        qtbot.keyClick(popup, Qt.Key.Key_Down)
        qtbot.keyClick(popup, Qt.Key.Key_Return)
        # This platform forgets which window was active below a list that pops up.
        qtbot.waitUntil(
            lambda after=after: after in (QApplication.focusWidget(), beginning.focusWidget())  # type: ignore[misc]
        )
        assert name in (of.county.text(), of.township.text())
        assert beginning.steps.at() == 1
    assert (of.code.text(), of.short_name.text()) == ("350924209", "下党乡党校")
    assert "请写县（市、区）的名称。" not in shown_words(beginning)
    beginning.activateWindow()
    qtbot.waitUntil(of.operator.hasFocus)
    keys.press(Qt.Key.Key_Return)
    assert beginning.steps.at() == 2


def test_part_of_a_name_is_enough_where_the_list_has_only_one(beginning: Beginning) -> None:
    next_step(beginning)
    of = beginning.whose()
    of.county.setText("寿宁")
    of.township.setText("下党")
    next_step(beginning)
    assert (of.county.text(), of.township.text(), of.code.text()) == ("寿宁县", "下党乡", "350924209")
    beginning.steps.show_step(1)
    of.county.setText("不在表上的县")
    of.township.setText("某乡")
    of.code.setText("990099009")
    next_step(beginning)
    assert (of.county.text(), of.township.text()) == ("不在表上的县", "某乡")


def test_the_other_ways_to_begin_are_offered_with_the_first_question_only(beginning: Beginning) -> None:
    made = [way.offer(beginning, lambda: None) for way in (joining, taking_over, bringing_back)]
    for step, there in ((1, False), (0, True), (2, False)):
        beginning.steps.show_step(step)
        assert [one.isVisibleTo(beginning) for one in made] == [there] * 3


def shown_words(beginning: Beginning) -> list[str]:
    return [one.text() for one in beginning.findChildren(QLabel) if one.isVisible()]
