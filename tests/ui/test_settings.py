import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

import app
from app.jobs import backups, passphrases, registers
from app.school import schools
from app.ui import start
from app.ui.desk import Desk
from app.ui.pages.settings import OPEN_KEY, Data, Look, Rules, Settings
from app.ui.pages.settings.names import Names
from app.ui.side import Place
from app.ui.window import Undo, Window
from tests import made_up
from tests.ui.keyboard import CONTROL, Keyboard, shown
from tests.ui.looking import cut_off

PHRASE = "下党的水很清很清"


@pytest.fixture
def desk(tmp_path: Path, dressed: QApplication) -> Iterator[Desk]:
    folder = tmp_path / "data"
    with registers.opened(folder, clock=made_up.Clock(), operator="张干事") as db:
        registers.found(db, level="township", code="350924209", full_name="下党乡党校", county_name="寿宁县")
        yield Desk(
            db, folder=folder, level="township", school_name="下党乡党校", operator="张干事",
            clock=lambda: date(2026, 11, 21),
        )  # fmt: skip


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> Window:
    made = Window(desk, [Place("设置", "settings", Settings)], undo=Undo(desk.db.undoable, desk.db.undo))
    shown(made, qtbot)
    return made


@pytest.fixture
def page(window: Window) -> Settings:
    there = window.page()
    assert isinstance(there, Settings)
    return there


def rewrite(field: QLineEdit, text: str, keys: Keyboard) -> None:
    field.setFocus()
    field.selectAll()
    keys.type(text)
    keys.press(Qt.Key.Key_Tab)


def side(window: Window) -> list[str]:
    return [label.text() for label in window.side.findChildren(QLabel)]


def test_names_are_kept_as_they_are_entered_and_undone_by_name(
    page: Settings, window: Window, qtbot: QtBot
) -> None:
    keys = Keyboard(qtbot)
    rewrite(page.names.full_name, "中共寿宁县下党乡委员会党校", keys)
    rewrite(page.names.short_name, "下党党校", keys)
    own = schools.own(page.desk.db)
    assert (own.full_name, own.short_name, own.seal_name) == (
        "中共寿宁县下党乡委员会党校", "下党党校", "下党乡党校",
    )  # fmt: skip
    assert "下党党校" in side(window)
    assert window.windowTitle() == "下党党校（张干事） · 五有"
    page.setFocus()
    keys.press(Qt.Key.Key_Z, held=CONTROL)
    assert page.notice.text() == "已撤销：更改单位名称：下党党校"
    assert page.names.short_name.text() == "下党乡党校"
    assert "下党乡党校" in side(window)


def test_a_full_name_may_not_be_empty(page: Settings, qtbot: QtBot) -> None:
    page.names.full_name.clear()
    page.names.full_name.editingFinished.emit()
    assert page.names.full_name.property("fault")
    assert schools.own(page.desk.db).full_name == "下党乡党校"


def test_leaving_a_field_unchanged_changes_nothing(page: Settings, qtbot: QtBot) -> None:
    before = page.desk.db.stamp()
    page.names.full_name.setFocus()
    Keyboard(qtbot).press(*[Qt.Key.Key_Tab] * 6)
    assert page.desk.db.stamp() == before


def test_who_sits_here_stands_under_every_change_from_now_on(
    page: Settings, window: Window, qtbot: QtBot
) -> None:
    rewrite(page.names.operator, "李干事", Keyboard(qtbot))
    assert page.desk.operator == page.desk.db.operator == "李干事"
    assert schools.setting(page.desk.db, "operator") == "李干事"
    assert "李干事 · 本机" in side(window)
    made_up.people(page.desk.db, schools.own(page.desk.db).id, 1)
    newest = page.desk.db.execute("SELECT operator FROM act ORDER BY id DESC LIMIT 1").fetchone()
    assert newest[0] == "李干事"


def test_without_a_passphrase_it_says_so_in_red_until_one_is_set(page: Settings, qtbot: QtBot) -> None:
    sheet, keys = page.passphrase, Keyboard(qtbot)
    assert sheet.state.text() == OPEN_KEY
    assert sheet.state.property("tone") == "bad"
    sheet.new.setFocus()
    keys.type(PHRASE)
    sheet.again.setFocus()
    keys.type("下党的水很清")
    keys.press(Qt.Key.Key_Return)
    assert sheet.again.property("fault")
    assert not registers.is_locked(page.desk.folder)
    sheet.again.selectAll()
    keys.type(PHRASE)
    keys.press(Qt.Key.Key_Return)
    assert registers.is_locked(page.desk.folder)
    assert sheet.state.property("tone") == "good"
    assert "下次打开五有时要输入" in page.notice.text()
    assert sheet.new.text() == sheet.again.text() == ""


def test_a_passphrase_is_changed_only_by_who_knows_it(page: Settings) -> None:
    passphrases.set_passphrase(page.desk.folder, PHRASE)
    page.refresh()
    sheet = page.passphrase
    for field, text in (
        (sheet.old, "猜的"),
        (sheet.new, "换一句话再试一试"),
        (sheet.again, "换一句话再试一试"),
    ):
        field.setText(text)
    sheet._button.click()
    assert page.notice.text() == "口令不对，请重新输入。"
    sheet.old.setText(PHRASE)
    sheet._button.click()
    assert page.notice.property("tone") == "good"
    passphrases.set_passphrase(page.desk.folder, PHRASE, old="换一句话再试一试")


def test_a_passphrase_too_short_to_help_is_refused(page: Settings) -> None:
    sheet = page.passphrase
    sheet.new.setText("短")
    sheet.again.setText("短")
    sheet._button.click()
    assert "口令至少要有 8 个字" in page.notice.text()
    assert not registers.is_locked(page.desk.folder)


def test_the_size_of_the_type_is_kept_for_the_next_start(page: Settings) -> None:
    look = page.findChild(Look)
    assert look is not None
    (button,) = [one for one in look.findChildren(QPushButton) if one.text() == "150%"]
    button.click()
    assert start.scale(page.desk.folder) == 150
    assert "下次启动五有时生效" in look.note.text()


def test_a_backup_is_made_and_its_time_told(page: Settings) -> None:
    data = page.findChild(Data)
    assert data is not None
    assert data.last.property("tone") == "warn"
    (button,) = [one for one in data.findChildren(QPushButton) if one.text() == "立即备份"]
    button.click()
    assert data.last.text().startswith("✓ 最近一次验证可恢复 2026-11-20 ")
    assert backups.last(page.desk.folder)


def test_the_rules_in_force_name_their_source_and_who_has_not_confirmed_them(page: Settings) -> None:
    rules = page.findChild(Rules)
    assert rules is not None
    page.refresh()
    said = [label.text() for label in rules._list.findChildren(QLabel)]
    assert "学时规则：全国规划口径（2019—2023）" in said
    assert any(text.startswith("依据：宁德市委组织部") for text in said)
    unsure = [label for label in rules._list.findChildren(QLabel) if label.property("tone") == "warn"]
    assert all("待核" in label.text() for label in unsure)
    # The hour rule, the class rule and the standard.
    assert len(unsure) == 3


def test_the_version_shown_is_the_one_released() -> None:
    project = tomllib.loads((Path(app.__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == app.__version__


def test_nothing_is_cut_off(page: Settings, window: Window, qtbot: QtBot) -> None:
    QApplication.processEvents()
    assert cut_off(window) == []


def test_a_county_is_not_asked_which_county_it_is_of(tmp_path: Path, dressed: QApplication) -> None:
    with registers.opened(tmp_path, clock=made_up.Clock(), operator="张干事") as db:
        registers.found(db, level="county", code="350924", full_name="中共寿宁县委组织部")
        desk = Desk(db, folder=tmp_path, level="county", school_name="寿宁县", operator="张干事",
                    clock=lambda: date(2026, 11, 21))  # fmt: skip
        names = Names(desk)
        names.refresh()
        assert names.county_name.isHidden() and not names.seal_name.isHidden()
        schools.amend(db, full_name="中共寿宁县委组织部", county_name="寿宁县")
        names.refresh()
        assert not names.county_name.isHidden() and names.county_name.text() == "寿宁县"


def test_a_township_says_which_county_it_is_of(page: Settings) -> None:
    (names,) = page.findChildren(Names)
    assert names.county_name.isVisible() and names.county_name.text() == "寿宁县"
