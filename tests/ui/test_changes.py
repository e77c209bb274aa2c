from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.school import branches, changes, members, schools
from app.school.changes import Criteria
from app.ui.desk import Desk
from app.ui.pages.changes import ChangesPage
from app.ui.preview import PreviewPage
from app.ui.side import Place
from app.ui.window import Window
from db import history
from tests import made_up
from tests.ui import township
from tests.ui.looking import cut_off, out_of_sight

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> Window:
    school = made_up.school(desk.db)
    made_up.people(desk.db, school, 4)
    return township.window(desk, qtbot, Place("更改记录", "undo", ChangesPage))


@pytest.fixture
def page(window: Window) -> ChangesPage:
    shown = window.page()
    assert isinstance(shown, ChangesPage)
    return shown


def said(page: ChangesPage) -> str:
    QApplication.processEvents()  # what was laid out a moment ago shows with the next events
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def named(page: ChangesPage) -> list[str]:
    return [one.name for one in changes.rows(page.desk.db, page.model.ids)]


def test_the_chosen_act_says_what_before_and_what_after(page: ChangesPage) -> None:
    db = page.desk.db
    who = members.find(db, "雷金花")[0]
    members.amend(db, who, {"phone": "13800000000"})
    page.desk.look()
    page.table.select_id(page.model.ids[0])
    assert "雷金花" in said(page) and "13800000000" in said(page)
    QApplication.processEvents()
    assert cut_off(page) == [] and out_of_sight(page) == []


def test_an_id_number_is_half_hidden_here_too(page: ChangesPage) -> None:
    whole = made_up.id_number(3)
    page.show_act(
        next(act for act, name in zip(page.model.ids, named(page), strict=True) if "雷金花" in name)
    )
    assert whole not in said(page) and f"{whole[:6]}********{whole[-4:]}" in said(page)


def test_the_list_is_narrowed_by_words_clerk_days_and_person(page: ChangesPage) -> None:
    db = page.desk.db
    every = len(page.model.ids)
    db.operator = "李干事"
    branches.add(db, "后来的支部", school=schools.own(db).id)
    page.desk.look()
    page.search.sought.emit("后来")
    assert named(page) == ["新增支部：后来的支部"]
    page.search.sought.emit("")
    page.clerk.setCurrentIndex(page.clerk.findText("李干事"))
    page.clerk.activated.emit(page.clerk.currentIndex())
    assert len(page.model.ids) == 1
    page.clerk.activated.emit(0)
    assert len(page.model.ids) == every + 1
    page.since.setText("2030-01-01")
    page.since.editingFinished.emit()
    assert page.model.ids == []
    page.since.setText("昨天")
    page.since.editingFinished.emit()
    assert "“昨天”不是一个日期" in page.notice.text()
    page.since.clear()
    page.until.setText("9999-12-31")
    page.until.editingFinished.emit()
    assert "“9999-12-31”不在 1900 年到 2099 年之间" in page.notice.text()
    page.until.setText("2026.11.22")
    page.until.editingFinished.emit()
    assert page.wanted.until == "2026-11-22"
    page.until.clear()
    page.until.editingFinished.emit()
    page.wanted = Criteria(member=members.find(db, "雷金花")[0])
    page.refresh()
    assert "雷金花" in page.about.text() and len(page.model.ids) == 1
    page.about.click()
    assert len(page.model.ids) == every + 1 and not page.about.isVisible()


def test_whether_the_record_holds_is_said(page: ChangesPage) -> None:
    page.check()
    assert page.holds.text().startswith("✓") and page.holds.property("tone") == "good"
    db = page.desk.db
    with db.atomic():
        history.remove(db)
        db.execute("UPDATE act SET name = '什么也没有' WHERE name LIKE '%曾国强%'")
        history.install(db)
    page.check()
    assert "“什么也没有”起对不上" in page.holds.text() and page.holds.property("tone") == "bad"


def test_what_is_listed_is_printed(page: ChangesPage, window: Window, tmp_path: Path) -> None:
    page.print_out()
    shown = window.page()
    assert isinstance(shown, PreviewPage) and shown.preview.leaves.count() >= 1
