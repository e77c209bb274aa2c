"""What the window says above every page, and what it leads to."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

import app
from app.jobs import backups, registers
from app.school import branches, handovers, schools
from app.ui import opening
from app.ui.cautions import Cautions
from app.ui.desk import Desk
from app.ui.pages.changes import ChangesPage
from app.ui.pages.handovers import HandoverPage
from app.ui.side import Place
from app.ui.window import Window
from tests import made_up
from tests.ui import township
from tests.ui.looking import cut_off, out_of_sight

pytestmark = pytest.mark.usefixtures("dressed")


def ms(days: int) -> int:
    """Give a moment so many days after a month after the program's own day."""
    day = datetime.combine(date.fromisoformat(app.RELEASED), datetime.min.time()) + timedelta(days=30 + days)
    return int(day.timestamp() * 1000)


@pytest.fixture
def clock() -> made_up.Clock:
    return made_up.Clock(ms(0))


@pytest.fixture
def window(desk: Desk, clock: made_up.Clock, qtbot: QtBot) -> Window:
    desk.db.clock = clock
    made_up.school(desk.db)
    return township.window(
        desk, qtbot, Place("更改记录", "undo", ChangesPage), Place("交接给下一任", "undo", HandoverPage)
    )


def said(window: Window) -> str:
    return window.banner.text()


def press(page: ChangesPage, named: str) -> None:
    next(one for one in page.findChildren(QPushButton) if one.text() == named).click()


def test_a_clock_that_is_right_is_not_spoken_of(window: Window, clock: made_up.Clock) -> None:
    Cautions(window, now_ms=lambda: clock.now)
    assert said(window) == ""


def test_a_clock_that_is_wrong_is_said_until_it_is_right_and_then_what_to_look_at(
    window: Window, clock: made_up.Clock
) -> None:
    desk = window.desk
    clock.now = ms(500)
    cautions = Cautions(window, now_ms=lambda: clock.now)
    assert "晚 499 天" in said(window) and "右下角" in said(window)
    branches.add(desk.db, "将来的支部", school=schools.own(desk.db).id)
    desk.look()
    assert "晚" in said(window), "one's own act is no proof"
    clock.now = ms(1)
    cautions.look()
    assert "1 步更改" in said(window) and "时钟存疑" in said(window)


def test_the_record_of_changes_leads_to_what_was_done_then(window: Window, clock: made_up.Clock) -> None:
    desk = window.desk
    page = window.page()
    assert isinstance(page, ChangesPage) and page.doubted.isHidden()
    clock.now = ms(500)
    cautions = Cautions(window, now_ms=lambda: clock.now)
    branches.add(desk.db, "将来的支部", school=schools.own(desk.db).id)
    clock.now = ms(1)
    cautions.look()
    page.refresh()
    assert not page.doubted.isHidden() and "1 步更改" in page.doubt.text()
    shown = [page.model.index(0, at).data() for at in range(page.model.columnCount())]
    assert any("时钟存疑" in str(cell) for cell in shown)
    assert cut_off(page) == [] and out_of_sight(page) == []
    press(page, "只看这几步")
    assert len(page.model.ids) == 1
    page.show_act(page.model.ids[0])
    press(page, "都看过了")
    assert page.doubted.isHidden() and len(page.model.ids) > 1
    assert said(window) == "", "nor does the window speak of it any more"


def test_a_laptop_that_was_handed_over_says_so_above_every_page(window: Window, clock: made_up.Clock) -> None:
    db = window.desk.db
    Cautions(window, now_ms=lambda: clock.now)
    handovers.hand_over(db, to="雷干事", today="2026-11-22")
    window.desk.look()
    assert "移交给雷干事" in said(window)
    assert "只能查看和打印" in said(window) and "恢复使用" in said(window)
    handovers.take_back(db, why="新电脑坏了", today="2026-11-23")
    window.desk.look()
    assert said(window) == ""


def test_the_window_always_says_when_it_was_last_proved_that_the_data_can_be_restored(
    tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "data"
    with registers.opened(folder, clock=made_up.Clock(ms(0)), operator="张会计") as db:
        registers.found(db, level="township", code="350924100", full_name="下党乡党校")
        made = opening.window(db, folder)
        qtbot.addWidget(made)
        made.show()
        qtbot.waitUntil(lambda: "还没有备份" in safe(made))
        backups.back_up(db, folder)
        branches.add(db, "下党村党支部", school=schools.own(db).id)
        made.desk.look()
        assert f"✓ 最近验证可恢复 {backups.last(folder)}" in safe(made)
        made.close()


def safe(window: Window) -> str:
    return "".join(one.text() for one in window.side.findChildren(QLabel) if not one.isHidden())
