"""Class rules in the window: looked at, written on another, taken away again."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.school import class_rules, conduct_rules, refdata, schools
from app.ui import pages
from app.ui.desk import Desk
from app.ui.pages.rules.class_rules import ClassRulesPage, WritingPage
from app.ui.window import Window
from tests import made_up
from tests.ui.keyboard import shown
from tests.ui.looking import cut_off


@pytest.fixture
def window(tmp_path: Path, dressed: QApplication, qtbot: QtBot) -> Iterator[Window]:
    """A county's desk at its page of class rules."""
    db = made_up.register(tmp_path, operator="县级管理员", seed=2)
    own = schools.found(db, level="county", code="350924", full_name="寿宁县委组织部")
    class_rules.load_presets(db, school=own)
    desk = Desk(
        db, folder=tmp_path, level="county", school_name="寿宁县委组织部", operator="县级管理员",
        clock=lambda: date(2026, 11, 21),
    )  # fmt: skip
    made = Window(desk, pages.places("county"))
    shown(made, qtbot)
    desk.open(ClassRulesPage(desk))
    yield made
    db.close()


def form(window: Window) -> WritingPage:
    page = window.page()
    assert isinstance(page, ClassRulesPage)
    page.begin()
    found = window.page()
    assert isinstance(found, WritingPage)
    return found


def faults(page: WritingPage) -> set[str]:
    return {one.text() for one in page.findChildren(QLabel) if one.property("tone") == "bad" and one.text()}


def test_what_makes_no_sense_is_said_and_nothing_written(window: Window) -> None:
    db = window.desk.db
    before = made_up.content(db)
    page = form(window)
    page.title.setText("全县办班口径")
    page.source.setText("寿委组〔2026〕12号")
    for field, wrong, sentence in (
        (page.since, "明年", "请写一个日期"),
        (page.classes, "六", "不超过 999 的整数"),
        (page.pass_mark, "-1", "不超过 999 的整数"),
        (page.least, "0.75", "几分之几"),
    ):
        right = field.text()
        field.setText(wrong)
        page.save()
        assert any(sentence in one for one in faults(page)), wrong
        field.setText(right)
    page.pass_mark.setText("101")
    page.save()
    assert "不能超过 100 分" in page.notice.text()
    page.pass_mark.setText("60")
    page.types.setPlainText("")
    page.save()
    assert "至少要有一种" in page.notice.text()
    assert made_up.content(db) == before


def test_a_county_writes_a_rule_and_hands_it_down(window: Window) -> None:
    db = window.desk.db
    own = schools.own(db).id
    page = form(window)
    assert cut_off(window) == []
    page.title.setText("全县办班口径")
    page.source.setText("寿委组〔2026〕12号")
    page.classes.setText("6")
    page.least.setText("4/5")
    page.confirmed.setChecked(True)
    page.asks["质量测评"].setCurrentIndex(page.asks["质量测评"].findData("close"))
    page.asks["培训总结"].setCurrentIndex(page.asks["培训总结"].findData("none"))
    page.more.setText("家访记录，座谈记录")
    page.types.setPlainText("农村党员冬训，农村党员，冬训\n头雁班，党支部书记，秋训，考试\n专题班")
    page.save()
    listing = window.page()
    assert isinstance(listing, ClassRulesPage)
    assert listing.notice.text().startswith("已写好“全县办班口径”，2027-01-01 起开的班按它办。到“下发”")
    found = class_rules.in_force(db, school=own, on="2027-03-01")
    asked = {one.title: class_rules.asked_how(one) for one in found.requirements}
    assert (found.classes_a_year, found.scores.least_attendance, found.status) == (6, (4, 5), "confirmed")
    assert asked["质量测评"] == asked["家访记录"] == asked["座谈记录"] == "close"
    assert "培训总结" not in asked and asked["签到表"] == "close"
    assert [(one.name, one.season, one.exam) for one in found.types] == [
        ("农村党员冬训", "冬训", False), ("头雁班", "秋训", True), ("专题班", "", False)
    ]  # fmt: skip
    assert found.types[2].trainee_group == ""
    assert ("办班规则", "全县办班口径") in [(one.word, one.title) for one in refdata.changes(db)]
    listing.open_one(found.id)
    assert cut_off(window) == []
    assert listing._detail is not None
    (gone,) = [one for one in listing._detail.findChildren(QPushButton) if one.text() == "删去这套规则"]
    gone.click()
    assert "已删去" in listing.notice.text()
    assert [one.title for one in class_rules.rows(db, school=own)] == ["乡镇党校办班口径"]


def test_bands_and_leave_are_typed_into_small_sheets(window: Window, qtbot: QtBot) -> None:
    db = window.desk.db
    own = schools.own(db).id
    page = form(window)
    page.title.setText("全县办班口径")
    page.source.setText("寿委组〔2026〕12号")
    bands, levels = page.bands, page.levels
    assert bands.lines.said() == [("优秀", "85"), ("良好", "75"), ("合格", "60"), ("不合格", "0")]
    assert levels.lines.said()[-1] == ("组织部", "不限")
    # A cell is typed into, Enter keeps it and goes down; a line emptied is gone.
    bands.setFocus()
    bands.setCurrentIndex(bands.model().index(0, 1))
    qtbot.keyClicks(bands.viewport(), "9")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    qtbot.keyClicks(field, "0")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bands.lines.said()[0] == ("优秀", "90"))
    assert (bands.currentIndex().row(), bands.currentIndex().column()) == (1, 1)
    bands.selectRow(1)
    qtbot.keyClick(bands, Qt.Key.Key_Delete)
    # Copied from a sheet, the lines are pasted where the keyboard is.
    QApplication.clipboard().setText("班主任\t3\n党校校长\t10\n党委\t不限\n")
    levels.setFocus()
    levels.setCurrentIndex(levels.model().index(0, 0))
    qtbot.keyClick(levels, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    levels.model().setData(levels.model().index(3, 1), "半天")
    page.save()
    assert "“组织部”后面请写一个不超过 999 的整数，或写不限。" in faults(page)
    levels.clearSelection()
    levels.selectRow(3)
    qtbot.keyClick(levels, Qt.Key.Key_Delete)
    page.save()
    found = class_rules.in_force(db, school=own, on="2027-03-01")
    assert found.scores.bands == (("优秀", 90), ("合格", 60), ("不合格", 0))
    leave = conduct_rules.said_by(db, found).leave_levels
    assert leave == ((3, "班主任"), (10, "党校校长"), (0, "党委"))


def test_what_is_left_as_it_stands_is_not_written_into_the_rule(window: Window) -> None:
    db = window.desk.db
    page = form(window)
    page.title.setText("全县办班口径")
    page.source.setText("寿委组〔2026〕12号")
    page.save()
    found = class_rules.in_force(db, school=schools.own(db).id, on="2027-03-01")
    (body,) = db.execute("SELECT body FROM class_rule WHERE id = ?", [found.id]).fetchone()
    assert "leave_levels" not in json.loads(body)


def test_tab_leaves_a_small_sheet_and_a_line_more_is_in_sight(window: Window, qtbot: QtBot) -> None:
    page = form(window)
    bands = page.bands
    bands.setFocus()
    bands.setCurrentIndex(bands.model().index(4, 0))
    before = bands.height()
    bands.model().setData(bands.currentIndex(), "很差")
    assert bands.model().rowCount() == 6 and bands.height() > before
    qtbot.keyClick(bands, Qt.Key.Key_Tab)
    assert page.levels.hasFocus()
    for row in range(5, 20):
        bands.model().setData(bands.model().index(row, 0), f"第{row}等")
    assert bands.model().rowCount() == 12
    bands.lines.put(11, 0, [["末等", "0"], ["多的", "1"]])
    assert bands.lines.said()[-1] == ("末等", "0")
    assert cut_off(window) == []
