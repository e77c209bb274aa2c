"""The shell as it looks, on both laptops and in large type; WUYOU_PICTURES names a folder to keep them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.desk import Desk
from app.ui.pages import places as township
from app.ui.photograph import photograph
from app.ui.table_view import Table
from app.ui.window import Window
from tests import made_up
from tests.ui.looking import cut_off, out_of_sight
from tests.ui.specimen import PeoplePage, places

SCREENS = {
    "1366x768": (1366, 768, 1.0, 100),
    "1920x1080-150": (1920, 1080, 1.5, 100),
    "1366x768-large125": (1366, 768, 1.0, 125),
    "1366x768-large150": (1366, 768, 1.0, 150),
}


@pytest.fixture(params=SCREENS)
def screen(request: pytest.FixtureRequest, dressed: QApplication) -> Iterator[str]:
    theme.dress(dressed, scale=SCREENS[request.param][3])
    yield request.param
    theme.dress(dressed)


@pytest.fixture
def large(dressed: QApplication) -> Iterator[None]:
    theme.dress(dressed, scale=150)
    yield
    theme.dress(dressed)


@pytest.mark.parametrize("sight", ["home", "people", "detail", "empty"])
def test_nothing_is_cut_off(screen: str, sight: str, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    window = Window(desk, places())
    qtbot.addWidget(window)
    window.side.tell_safe("✓ 已备份 今天 09:12")
    if sight != "home":
        window.go(2)
        page = window.page()
        assert isinstance(page, PeoplePage)
        if sight == "detail":
            page.table.selectRow(4)
            page._open(page.table.current())
            page.say("已导入 41 人，2 行不能导入，已另存为表格，可发回村里补正。", "warn")
        if sight == "empty":
            page.count = 0
            page.refresh()
    width, height, scale, _ = SCREENS[screen]
    folder = Path(os.environ.get("WUYOU_PICTURES", str(tmp_path)))
    path = photograph(window, folder / f"shell-{sight}-{screen}.png", width=width, height=height, scale=scale)
    picture = QImage(str(path))
    assert (picture.width(), picture.height()) == (width, height)
    assert cut_off(window) == []


LISTS = {
    "工作台": "接下来要办的事",
    "五有建设": "要求",
    "党员名册": "党员名册",
    "培训班": "培训班",
    "学时台账": "学时台账",
    "证书": "证书",
}
ALWAYS = {"姓名", "名称", "要求", "事项", "状态", "情况", "下一步"}


@pytest.mark.parametrize("title", LISTS)
def test_the_lists_stay_in_sight_in_large_type(
    title: str, desk: Desk, large: None, qtbot: QtBot, tmp_path: Path
) -> None:
    made_up.school(desk.db)
    window = Window(desk, township("township"))
    qtbot.addWidget(window)
    window.go([place.title for place in window.places].index(title))
    folder = Path(os.environ.get("WUYOU_PICTURES", str(tmp_path)))
    photograph(window, folder / f"{title}-large150.png")
    (table,) = [one for one in window.page().findChildren(Table) if one.accessibleName() == LISTS[title]]
    model, across = table.model(), Qt.Orientation.Horizontal
    left_out = {model.headerData(at, across) for at in range(model.columnCount()) if table.isColumnHidden(at)}
    assert out_of_sight(table) == []
    assert not left_out & ALWAYS
    assert left_out or title not in ("五有建设", "党员名册")
