"""A newer version on a stick, as the window says it and as one button brings it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import app
from app import paths
from app.jobs import backups, registers
from app.jobs.updates import Launch, Machine
from app.ui.desk import Desk
from app.ui.pages.settings import Settings, Updates
from app.ui.side import Place
from app.ui.sticks import Stick
from app.ui.updating import News
from app.ui.window import Window
from tests import made_up
from tests.jobs.test_updates import BODY, HERE, NEWER, OTHER, PUBLIC, put
from tests.ui.keyboard import shown
from tests.ui.looking import answering, cut_off

ARCHIVE = Machine("linux", "amd64", "archive")


@pytest.fixture
def desk(tmp_path: Path, dressed: QApplication) -> Iterator[Desk]:
    folder = tmp_path / "data"
    with registers.opened(folder, clock=made_up.Clock(), operator="张干事") as db:
        registers.found(db, level="township", code="350924209", full_name="下党乡党校", county_name="寿宁县")
        yield Desk(
            db, folder=folder, level="township", school_name="下党乡党校", operator="张干事",
            clock=lambda: date(2026, 11, 23),
        )  # fmt: skip


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> Window:
    made = Window(desk, [Place("设置", "settings", Settings)])
    shown(made, qtbot)
    return made


class Started:
    """What would have been run."""

    def __init__(self) -> None:
        self.commands: list[Launch] = []

    def __call__(self, wanted: Launch) -> None:
        self.commands.append(wanted)


@pytest.fixture
def started() -> Started:
    return Started()


def sheet(
    desk: Desk,
    qtbot: QtBot,
    stick: Path,
    started: Started,
    *,
    trusted: bytes = PUBLIC,
    machine: Machine = HERE,
) -> Updates:
    """Give the sheet in a window of its own, one stick plugged in."""
    made = Updates(
        desk, machine=machine, trusted=[trusted], plugged=lambda: [Stick(stick, "U盘", 1)], start=started
    )
    qtbot.addWidget(made)
    made.resize(520, 320)
    made.show()
    return made


def test_what_is_not_signed_or_not_newer_is_said_and_cannot_be_installed(
    desk: Desk, qtbot: QtBot, stick: Path, started: Started
) -> None:
    put(stick)
    foreign = sheet(desk, qtbot, stick, started, trusted=OTHER)
    foreign.seek()
    assert "不是五有的制作者签发的" in foreign.state.text()
    assert not foreign.update_button.isVisible()
    foreign.ask()
    for file in stick.iterdir():
        file.unlink()
    put(stick, version="0.0.1")
    old = sheet(desk, qtbot, stick, started)
    old.seek()
    assert "0.0.1 版不比本机的" in old.state.text()
    assert not old.update_button.isVisible()
    assert started.commands == []
    assert backups.find(desk.folder) == []


def test_an_altered_installer_is_refused_and_nothing_is_started(
    desk: Desk, window: Window, qtbot: QtBot, stick: Path, started: Started
) -> None:
    installer = put(stick)
    made = sheet(desk, qtbot, stick, started)
    made.seek()
    installer.write_bytes(b"x" + BODY[1:])
    assert made.found is not None
    with answering("好") as said:
        made.update_now(made.found)
    assert any("和签名对不上" in one for one in said)
    assert started.commands == []
    assert not paths.updates(desk.folder).exists()


def test_a_newer_version_is_offered_with_its_news_and_brought_by_one_button(
    desk: Desk, qtbot: QtBot, stick: Path, started: Started
) -> None:
    put(stick)
    made = sheet(desk, qtbot, stick, started)
    made.seek()
    assert made.state.text() == f"U盘上有新版本 {NEWER}（2027-01-10），签名正确。"
    assert made.notes.text() == "签到表可以横着印。"
    assert made.update_button.text() == f"更新到 {NEWER} 版"
    QApplication.processEvents()
    assert cut_off(made) == []
    with answering("先不更新"):
        made.ask()
    assert started.commands == []
    with answering("更新") as asked:
        made.ask()
    assert "先备份" in asked[0]
    here = paths.updates(desk.folder) / f"wuyou_{NEWER}_amd64.deb"
    assert here.read_bytes() == BODY
    assert [one.command for one in started.commands] == [("xdg-open", str(here))]
    assert [one.why for one in backups.find(desk.folder)] == ["更新前"]
    assert f"sudo dpkg -i {here}" in made.state.text()
    assert made.isVisible(), "a package leaves the window open"
    made.refresh()
    assert here.exists()


def test_the_window_closes_before_what_runs_is_replaced(
    desk: Desk, window: Window, qtbot: QtBot, stick: Path, started: Started
) -> None:
    name = f"wuyou-{NEWER}-amd64.tar.xz"
    put(stick, kind="archive", file=name)
    made = sheet(desk, qtbot, stick, started, machine=ARCHIVE)
    made.setParent(window)
    made.show()
    made.seek()
    with answering("更新") as asked:
        made.ask()
    assert "会自己关上" in asked[0]
    assert started.commands[0].command[0] == "sh"
    assert not window.isVisible()


def test_a_stick_plugged_in_is_told_of_above_every_page(window: Window, stick: Path) -> None:
    there: list[Stick] = []
    news = News(window, machine=HERE, trusted=[PUBLIC], look=lambda: there)
    news.watch.look()
    assert window.banner.text() == ""
    there.append(Stick(stick, "U盘", 1))
    news.watch.look()
    assert window.banner.text() == "", "a stick without anything is nobody's news"
    there.clear()
    news.watch.look()
    put(stick)
    there.append(Stick(stick, "U盘", 1))
    news.watch.look()
    assert window.banner.text().startswith(f"U盘上有新版本 {NEWER}")
    assert "程序更新" in window.banner.text()


def test_news_do_not_hide_what_must_not_be_overlooked(window: Window, stick: Path) -> None:
    put(stick)
    window.banner.tell("电脑的时间不对。", "warn")
    News(window, machine=HERE, trusted=[PUBLIC], look=lambda: [Stick(stick, "U盘", 1)]).watch.look()
    assert window.banner.text() == "电脑的时间不对。"


def test_a_stick_with_a_false_version_is_warned_of(window: Window, stick: Path) -> None:
    put(stick)
    there = [Stick(stick, "U盘", 1)]
    News(window, machine=HERE, trusted=[OTHER], look=lambda: there).watch.look()
    assert "没有采用" in window.banner.text()


def test_settings_say_which_version_this_is(window: Window) -> None:
    page = window.page()
    assert isinstance(page, Settings)
    page.updates.seek()
    assert "没有" in page.updates.state.text()
    said = [one.text() for one in page.updates.findChildren(type(page.updates.state))]
    assert f"本机是五有 {app.__version__} 版（{app.RELEASED}）。" in said
    assert cut_off(page.updates) == []
