import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.cards import Card, Cards, Steps, label
from app.ui.fields import Form, SearchField


def test_a_card_says_all_it_shows_to_a_reader(dressed: QApplication, qtbot: QtBot) -> None:
    card = Card("学时达标党员", "974 / 1,286", "312 人未满 32 学时", tone="warn", part=0.75, rule="本年度。")
    qtbot.addWidget(card)
    assert card.accessibleName() == "学时达标党员：974 / 1,286。312 人未满 32 学时"
    assert card.toolTip() == "本年度。"


@pytest.mark.parametrize("which", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_card_can_be_pressed_without_a_mouse(dressed: QApplication, qtbot: QtBot, which: Qt.Key) -> None:
    pressed: list[str] = []
    card = Card("有教学计划", "13 / 20", press=lambda: pressed.append("计划"))
    qtbot.addWidget(card)
    qtbot.keyClick(card, which)
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert pressed == ["计划", "计划"]


def test_a_card_without_a_deed_takes_no_keyboard(dressed: QApplication, qtbot: QtBot) -> None:
    card = Card("办班", "61 期")
    qtbot.addWidget(card)
    assert card.focusPolicy() == Qt.FocusPolicy.NoFocus


@pytest.mark.parametrize(("width", "rows"), [(1100, 1), (560, 2), (200, 4)])
def test_cards_stand_in_as_many_rows_as_the_width_asks(
    dressed: QApplication, qtbot: QtBot, width: int, rows: int
) -> None:
    holder, row = QWidget(), Cards([Card(str(at), "1") for at in range(4)])
    qtbot.addWidget(holder)
    row.setParent(holder)
    row.resize(width, 600)
    holder.show()
    qtbot.waitUntil(lambda: len({card.y() for card in row._cards}) == rows)
    assert len({card.width() for card in row._cards}) <= 2


def test_steps_go_on_only_where_they_may(dressed: QApplication, qtbot: QtBot) -> None:
    name = QLineEdit()
    steps = Steps(
        [
            ("选择工作台", label("乡镇"), "下一步", lambda: True),
            ("填写学校", name, "建立", lambda: bool(name.text())),
        ]
    )
    qtbot.addWidget(steps)
    steps.show()
    forth = next(made for made in steps.findChildren(QPushButton) if made.text() == "下一步")
    forth.click()
    assert (steps.at(), forth.text()) == (1, "建立")
    forth.click()
    assert steps.at() == 1
    back = next(made for made in steps.findChildren(QPushButton) if made.text() == "上一步")
    name.setText("下党乡党校")
    back.click()
    forth.click()
    assert name.text() == "下党乡党校"
    with qtbot.waitSignal(steps.finished):
        forth.click()


def test_enter_leaves_a_step_and_goes_back_only_from_the_button_for_it(
    dressed: QApplication, qtbot: QtBot
) -> None:
    name = QLineEdit()
    steps = Steps([("一", QLineEdit(), "下一步", lambda: True), ("二", name, "完成", lambda: True)])
    qtbot.addWidget(steps)
    steps.show()
    steps.activateWindow()
    qtbot.waitUntil(steps.isActiveWindow)
    qtbot.keyClick(steps.focusWidget(), Qt.Key.Key_Return)
    assert steps.at() == 1
    back = next(made for made in steps.findChildren(QPushButton) if made.text() == "上一步")
    back.setFocus()
    qtbot.keyClick(back, Qt.Key.Key_Return)
    assert steps.at() == 0


def test_a_form_says_what_is_wrong_below_the_field(dressed: QApplication, qtbot: QtBot) -> None:
    form, field = Form(), QLineEdit()
    form.row("姓名", field, hint="按身份证填写", must=True)
    qtbot.addWidget(form)
    form.show()
    form.blame(field, "姓名不能空。")
    assert field.property("fault") is True
    assert [made.text() for made in form.findChildren(QLabel) if made.isVisible()] == [
        "姓名（必填）",
        "按身份证填写",
        "姓名不能空。",
    ]
    form.clear_faults()
    assert "姓名不能空。" not in [made.text() for made in form.findChildren(QLabel) if made.isVisible()]
    assert field.accessibleName() == "姓名"


def test_the_wheel_does_not_change_a_field_the_keyboard_is_not_in(
    dressed: QApplication, qtbot: QtBot
) -> None:
    form, choice = Form(), QComboBox()
    choice.addItems(["正式党员", "预备党员"])
    form.row("类别", choice)
    qtbot.addWidget(form)
    form.show()
    at = QPointF(choice.rect().center())
    turn = QWheelEvent(
        at,
        QPointF(choice.mapToGlobal(choice.rect().center())),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(choice, turn)
    assert choice.currentText() == "正式党员"


def test_a_search_waits_for_the_typing_to_pause_but_not_for_enter(
    dressed: QApplication, qtbot: QtBot
) -> None:
    field, sought = SearchField("姓名"), []
    field.sought.connect(sought.append)
    qtbot.addWidget(field)
    qtbot.keyClicks(field, "zjg ")
    assert sought == []
    qtbot.waitUntil(lambda: sought == ["zjg"])
    qtbot.keyClicks(field, "x")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert sought == ["zjg", "zjg x"]
