"""The tab 迎检: the binder made in one go, and what was drawn by chance shown side by side."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.jobs import evidence as filing
from app.school import classes, photographs, schools, timetable
from app.ui.desk import Desk
from app.ui.pages.checklist import Checklist
from app.ui.pages.checklist.binder import BinderTab
from app.ui.pages.checklist.binder.drawn import DrawnSession
from app.ui.preview import PreviewPage
from app.ui.side import Place
from app.ui.window import Window
from tests import made_up, photographed
from tests.ui import township
from tests.ui.looking import cut_off


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> Window:
    school = township.found(desk.db)
    made_up.a_class(desk.db, school, made_up.people(desk.db, school, 3), days=("2026-11-18", "2026-11-19"))
    return township.window(desk, qtbot, Place("五有建设", "checklist", Checklist, "wyjs"))


@pytest.fixture
def tab(window: Window) -> BinderTab:
    page = window.page()
    assert isinstance(page, Checklist)
    found = page.turn_to(BinderTab)
    assert isinstance(found, BinderTab)
    return found


def words(tab: BinderTab) -> str:
    (shown,) = tab.findChildren(DrawnSession)
    return "\n".join(one.text() for one in shown.findChildren(QLabel))


def test_the_binder_is_made_where_one_says(
    tab: BinderTab, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    tab.begin()
    (made,) = tmp_path.glob("*迎检档案盒-2026")
    assert (made / "迎检档案盒.pdf").read_bytes().startswith(b"%PDF")
    assert window.page().notice.text().startswith("迎检档案盒已做好")


def test_sessions_are_drawn_and_each_is_shown_side_by_side(tab: BinderTab, window: Window) -> None:
    assert not tab.findChildren(DrawnSession)
    tab.draw()
    QApplication.processEvents()
    assert len(tab._drawn) == 4
    said = words(tab)
    for part in ("方案", "签到表", "照片", "考勤和学时", "应到 3 人", "没有照片"):
        assert part in said
    first = words(tab)
    tab._list.setCurrentRow(1)
    assert words(tab) != first
    assert cut_off(window) == []


def test_what_is_filed_for_a_session_can_be_opened(tab: BinderTab, window: Window, tmp_path: Path) -> None:
    db, school = tab.desk.db, schools.own(tab.desk.db).id
    (training_class,) = classes.find(db, school=school)
    session = timetable.find(db, training_class=training_class)[0]
    path = tmp_path / "合影.jpg"
    path.write_bytes(photographed.photograph(1))
    made = filing.file(
        db, path, folder=tab.desk.folder, school=school,
        formed_on="2026-11-18", today=tab.desk.today(),
    )  # fmt: skip
    photographs.link(db, session, made)
    tab.show_drawn([session])
    look = next(one for one in tab.findChildren(QPushButton) if one.text() == "2026-11-18 查看")
    look.click()
    assert window.page().windowTitle() == "合影.jpg"


def test_the_record_of_a_draw_is_a_paper(tab: BinderTab, window: Window) -> None:
    tab.draw()
    tab.print_record()
    page = window.page()
    assert isinstance(page, PreviewPage)
