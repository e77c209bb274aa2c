"""After an import: what is said, what is kept, and the way back, at once and years later."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.school import members
from app.sheets import workbooks
from app.ui.desk import Desk
from app.ui.drops import Drops
from app.ui.pages.members.imports import Imports
from app.ui.pages.members.inbox import Inbox
from app.ui.window import Window
from tests import made_up
from tests.ui.looking import cut_off
from tests.ui.taking_in import CONTROL, column, commit, figures, key, opened, press, words_of, workbook

HEAD = ["姓名", "身份证号", "所在党支部"]
BRANCH = "前村党支部"


@pytest.fixture
def inbox(desk: Desk, qtbot: QtBot) -> Inbox:
    return opened(desk, qtbot)


@pytest.fixture
def taken(inbox: Inbox, tmp_path: Path, qtbot: QtBot) -> Inbox:
    """Two people in from two sheets, one row without a name left out."""
    first = [HEAD, ["王新来", made_up.id_number(1), BRANCH], ["", made_up.id_number(3), "没抄上姓名"]]
    second = [HEAD, ["李后到", made_up.id_number(2), BRANCH]]
    assert inbox.take(workbook(tmp_path / "两村.xlsx", 前村=first, 后村=second))
    commit(qtbot, inbox)
    return inbox


def record(inbox: Inbox, qtbot: QtBot) -> Imports:
    inbox._open_record()
    assert isinstance(window := inbox.window(), Window)
    assert isinstance(page := window.page(), Imports)
    page.table.select_id(page.model.ids[0])
    for _ in range(3):
        QApplication.processEvents()
    return page


def everybody(inbox: Inbox) -> set[str]:
    return {one.name for one in members.rows(inbox.desk.db, members.find(inbox.desk.db))}


def test_what_came_of_it_is_said_and_can_be_undone_at_once(taken: Inbox, qtbot: QtBot) -> None:
    assert "新增 2 人，更新 0 人，新建支部 1 个。还有 1 行没有导入" in taken.notice.text()
    assert [one.text() for one in taken._buttons] == [
        "换一个文件",
        "保存没有导入的 1 行",
        "撤销这次导入",
        "完成",
    ]
    (who,) = members.find(taken.desk.db, "王新来")
    members.amend(taken.desk.db, who, {"phone": "19900001111"})
    press(qtbot, taken, "撤销这次导入")
    qtbot.waitUntil(lambda: not taken.clerk.taken)
    assert everybody(taken) == {"王新来"}
    assert "删去 1 人" in taken.notice.text()
    assert "王新来 1 人之后又改过或已编班，保留现在的样子" in taken.notice.text()
    assert figures(taken)[:3] == ["1", "0", "1"]


def test_the_record_lists_who_when_and_what_and_takes_back(taken: Inbox, qtbot: QtBot) -> None:
    page = record(taken, qtbot)
    assert column(page.model, "文件") == ["两村.xlsx"]
    assert [column(page.model, one)[0] for one in ("经办人", "工作表", "新增", "没导入", "现在")] == [
        "组织委员", "2 张", "2", "1", "在名册里",
    ]  # fmt: skip
    said = words_of(page._detail)
    assert "没有导入的 1 行" in said
    assert "前村 第 3 行：" in said
    assert cut_off(page) == []
    (who,) = members.find(taken.desk.db, "李后到")
    members.amend(taken.desk.db, who, {"phone": "19900001111"})
    press(qtbot, page, "撤回这次导入")
    qtbot.waitUntil(lambda: column(page.model, "现在") == ["已撤回一部分"])
    assert everybody(taken) == {"李后到"}
    assert "撤回时保留的 1 人\n李后到：之后又改过（修改人员：李后到），改的是手机号" in words_of(page._detail)
    key(qtbot, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: column(page.model, "现在") == ["在名册里"])
    assert everybody(taken) == {"王新来", "李后到"}


def test_an_import_taken_back_whole_stays_in_the_record(taken: Inbox, qtbot: QtBot) -> None:
    page = record(taken, qtbot)
    press(qtbot, page, "撤回这次导入")
    qtbot.waitUntil(lambda: column(page.model, "现在") == ["已撤回"])
    assert everybody(taken) == set()
    offered = [one.text() for one in page._detail.findChildren(QPushButton)]  # type: ignore[union-attr]
    assert offered == ["打开原件"]


def test_the_original_is_opened_and_said_where_it_is_gone(
    taken: Inbox, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_: list[bytes] = []

    def open_url(url: QUrl) -> bool:
        opened_.append(Path(url.toLocalFile()).read_bytes())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    page = record(taken, qtbot)
    press(qtbot, page, "打开原件")
    assert opened_ == [(tmp_path / "两村.xlsx").read_bytes()]
    for kept in (tmp_path / "rosters").iterdir():
        kept.unlink()
    press(qtbot, page, "打开原件")
    assert "原件不在这台电脑上" in page.notice.text()


def test_rows_left_out_can_still_be_sent_back_with_their_headings(
    taken: Inbox, tmp_path: Path, qtbot: QtBot
) -> None:
    page = record(taken, qtbot)
    (one,) = page.model.ids
    found = page._one(one)
    assert found is not None
    page.keep_refused_at(found, tmp_path / "退回.xlsx")
    (sheet,) = workbooks.read(tmp_path / "退回.xlsx").sheets
    assert sheet.rows[0] == ("原行号", *HEAD, "未导入的原因")
    assert "工作表“前村”" in str(sheet.rows[1][-1])


def test_a_sheet_dropped_anywhere_on_the_window_is_heard_of(
    inbox: Inbox, tmp_path: Path, qtbot: QtBot
) -> None:
    (window,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, Window)]
    heard: list[Path] = []
    drops = Drops(window, heard.append)
    for name in ("照片.jpg", "名册.xlsx"):
        (tmp_path / name).write_bytes(b"x")
        carried = QMimeData()
        carried.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, carried, left, none)
        assert drops.eventFilter(window, drop) is (name == "名册.xlsx")
    assert heard == [tmp_path / "名册.xlsx"]


def test_rows_pasted_over_a_plan_take_its_place(taken: Inbox, qtbot: QtBot) -> None:
    QApplication.clipboard().setText("姓名\t入党时间\n王粘贴\t1998-07\n")
    taken.plan_view.table.setFocus()
    key(qtbot, Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: taken.clerk.plans[0].rows[0].name == "王粘贴")
    assert figures(taken)[0] == "1"
