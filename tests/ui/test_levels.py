"""The words of a level: what a city's desk calls its counties, and a county's desk its city."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.errors import UserError
from app.jobs import devices, parcels
from app.progress import silent
from app.school import schools
from app.ui import pages
from app.ui.desk import Desk, Level
from app.ui.page import Page
from app.ui.pages.devices import Devices
from app.ui.pages.parcels import Parcels
from app.ui.pages.tabbed import Tabbed
from app.ui.table_view import Table
from app.ui.window import Window
from db.register import Register
from tests import counties, made_up
from tests.jobs.conftest import NOW

COUNTY = "县级乡镇示范县学校工作办公室"


def words_on(widget: QWidget) -> Iterator[str]:
    """Give every text that is on show, in hints and rules of columns too."""
    for one in [widget, *widget.findChildren(QWidget)]:
        yield from (one.toolTip(), one.accessibleName(), one.windowTitle())
        if isinstance(one, QLabel | QAbstractButton):
            yield one.text()
        elif isinstance(one, QLineEdit):
            yield from (one.text(), one.placeholderText())
        elif isinstance(one, QComboBox):
            yield from (one.itemText(at) for at in range(one.count()))
        elif isinstance(one, QTabBar):
            yield from (one.tabText(at) for at in range(one.count()))
        elif isinstance(one, Table):
            yield from _in_table(one)


def _in_table(table: Table) -> Iterator[str]:
    model = table.model()
    for column in range(model.columnCount()):
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            yield str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")
            for row in range(model.rowCount()):
                yield str(model.index(row, column).data(role) or "")


@pytest.fixture
def registers(tmp_path: Path) -> Iterator[dict[str, Register]]:
    """A city that has read the parcel of a county that has read those of two townships."""
    with ExitStack() as opened:
        county = opened.enter_context(
            closing(counties.county(tmp_path / "county", seed=7, townships=2, name=COUNTY))
        )
        (tmp_path / "city").mkdir()
        (tmp_path / "stick").mkdir()
        city = opened.enter_context(closing(made_up.register(tmp_path / "city", seed=900)))
        schools.found(city, level="city", code="350900", full_name="宁德市委组织部", county_name="")
        devices.take_card(county, devices.county_card(city))
        request = devices.request(county, device_name="办公室")
        devices.take_certificate(county, devices.enrol(city, request, today="2026-11-01"))
        sent = parcels.send(
            county, folder=tmp_path / "county", target=tmp_path / "stick", now=NOW, tell=silent
        )
        parcels.receive(city, sent.path, folder=tmp_path / "city", now=NOW, tell=silent)
        yield {"county": county, "city": city}


@pytest.fixture
def sit_down(
    registers: dict[str, Register], tmp_path: Path, dressed: QApplication, qtbot: QtBot
) -> Callable[[Level], Window]:
    def at(level: Level) -> Window:
        db = registers[level]
        desk = Desk(
            db, folder=tmp_path / level, level=level, school_name=schools.own(db).short_name,
            operator="钟小兰", clock=lambda: date.fromisoformat(counties.TODAY),
        )  # fmt: skip
        window = Window(desk, pages.places(level))
        qtbot.addWidget(window, before_close_func=lambda _: desk.leave())
        window.show()
        return window

    return at


# What stands on these pages is between a desk and those that report to it; the others show schools.
OF_REPORTERS = {"收件箱", "各县登记", "上报情况", "退回接收", "下发", "点单", "设置"}
A_COUNTY_S = re.compile(
    "乡镇|学校|各校|该校|县里|本县|全县|上报县级|县级(?:名片|来件|总览|自己|代管|的课程|的密钥)"
)
# The name of the class rule that comes with the program.
RULE = "乡镇党校办班口径"
A_TOWNSHIP_S = re.compile("县级|县里|哪个县|本校|乡镇|学校")


def everything_said(window: Window) -> Iterator[tuple[str, str]]:
    """Go to every page and what lies behind it, and give each text with the place's title."""
    for number, place in enumerate(window.places):
        window.go(number)
        for named in ["", *window.page().sights()]:
            if named:
                window.page().show_sight(named)
            begin = getattr(_on_show(window.page()), "begin", None)
            if begin is not None and place.title in ASKING:
                begin()
            QApplication.processEvents()
            for text in words_on(window.page()):
                yield place.title, text
            while window.take_away():
                pass


# Where the way in is a panel, and not a dialog of the system's.
ASKING = {"收件箱", "下发", "点单"}


def _on_show(page: Page) -> object:
    return page.tab() if isinstance(page, Tabbed) else page


def test_a_city_s_desk_speaks_of_its_counties(sit_down: Callable[[Level], Window]) -> None:
    window = sit_down("city")
    told = list(everything_said(window))
    titles = {place.title for place in window.places}
    assert titles >= OF_REPORTERS and not titles & {"乡镇登记", "上报县级", "上报市级", "县级总览"}
    wrong = {
        (title, text)
        for title, text in told
        if title in OF_REPORTERS and A_COUNTY_S.search(text.replace(COUNTY, "").replace(RULE, ""))
    }
    assert wrong == set()
    texts = {text for _, text in told}
    assert texts >= {
        "导出市级名片…", "1 个县", "插上县级交来的U盘，选它。", "县（市、区）",
        "派单随下一份回执发给县级 · 菜单随下一版下发资料发给各县",
    }  # fmt: skip
    named = {text for text in texts if "示范县" in text}
    assert named and all(COUNTY in text for text in named)


def test_what_is_done_at_a_city_s_desk_says_the_county_s_name_as_it_is(
    sit_down: Callable[[Level], Window], tmp_path: Path
) -> None:
    window = sit_down("city")
    window.go([place.title for place in window.places].index("各县登记"))
    page = window.page()
    assert isinstance(page, Devices)

    def refused() -> None:
        raise UserError(f"请{COUNTY}再上报一次。")

    assert window.desk.act(page, refused) is None
    assert page.notice.text() == f"请{COUNTY}再上报一次。"
    page.export_card(tmp_path / "名片.wycard")
    assert page.notice.text().startswith("市级名片已存到") and "发给各县" in page.notice.text()
    page._show_spare()
    assert not any(A_COUNTY_S.search(text.replace(COUNTY, "")) for text in words_on(page))
    (one,) = page._found.values()
    page.revoke(one)
    assert page.notice.text() == f"已吊销“{COUNTY}”第 1 号登记证。"


def test_a_county_s_desk_turns_to_its_city(
    sit_down: Callable[[Level], Window], registers: dict[str, Register], tmp_path: Path
) -> None:
    db = registers["county"]
    window = sit_down("county")
    window.go([place.title for place in window.places].index("上报市级"))
    page = window.page()
    assert isinstance(page, Parcels)
    for known in (True, False):
        if not known:
            with db.atomic():
                db.execute("DELETE FROM setting WHERE key IN ('county_card', 'epoch', 'enrol_certificate')")
            page.refresh()
            page.begin()
            assert page.notice.text() == "还没有办好登记，市里读不了数据包。请先办完上面的三步。"
        texts = [text.replace(COUNTY, "") for text in words_on(page)]
        assert [text for text in texts if A_TOWNSHIP_S.search(text)] == []
        assert any("市级名片" in text for text in texts)
    window.desk.act(page, lambda: page.enrolment.read_card(devices.county_card(registers["city"])))
    assert page.notice.text().startswith("市级名片已导入。打电话给市级")
