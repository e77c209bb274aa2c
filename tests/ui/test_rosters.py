import csv
import io
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.jobs import rosters as jobs
from app.school import members, rosters
from app.sheets import workbooks
from app.ui.desk import Desk
from app.ui.pages.members import Members
from app.ui.pages.members.inbox import Inbox
from app.ui.side import Place
from app.ui.window import Undo, Window
from tests import made_up
from tests.sheets import messes
from tests.ui.looking import cut_off

CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
PEOPLE = messes.people(8)
BRANCH = "中共平安镇前村支部委员会"
HEAD = ["姓名", "身份证号", "所在党支部", "入党时间", "手机号", "备注"]


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> Window:
    made_up.school(desk.db)
    made = Window(desk, [Place("党员名册", "members", Members)], undo=Undo(desk.db.undoable, desk.db.undo))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.page().begin()
    return made


@pytest.fixture
def inbox(window: Window) -> Inbox:
    shown = window.page()
    assert isinstance(shown, Inbox)
    return shown


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A village's list: five good rows, one number destroyed, one row without a name."""
    rows = messes.plain_rows(PEOPLE[:5])
    rows.append(["林丽萍", 3.50924e17, BRANCH, "2003-07-01", "", ""])
    rows.append(["", PEOPLE[6].id_number, BRANCH, "", "", "没抄上姓名"])
    return messes.xlsx(tmp_path / "前村名册.xlsx", rows)


def key(qtbot: QtBot, which: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    QApplication.processEvents()
    if QApplication.activeWindow() is None:
        # The offscreen platform forgets which window was active below a box that closes.
        (window,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, Window)]
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), which, held)


def figures(inbox: Inbox) -> list[str]:
    return [inbox.plan_view.cards[verdict]._figure.text() for verdict in jobs.VERDICTS]


def primary(inbox: Inbox) -> QPushButton:
    return inbox._buttons[-1]


def column(inbox: Inbox, title: str) -> list[str]:
    model = inbox.plan_view.model
    at = [one.title for one in model.columns].index(title)
    return [str(model.index(row, at).data()) for row in range(model.rowCount())]


def said_beside(inbox: Inbox) -> str:
    assert inbox.plan_view.rows._panel is not None
    return "\n".join(one.text() for one in inbox.plan_view.rows._panel.findChildren(QLabel))


def commit(qtbot: QtBot, inbox: Inbox) -> None:
    key(qtbot, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: bool(inbox.clerk.taken))


def everybody(inbox: Inbox) -> list[str]:
    return [one.name for one in members.rows(inbox.desk.db, members.find(inbox.desk.db))]


def csv_file(path: Path, rows: list[list[str]], encoding: str = "gb18030") -> Path:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


# what the plan shows


def test_a_file_is_read_and_nothing_is_written(inbox: Inbox, book: Path) -> None:
    before = inbox.desk.db.stamp()
    assert inbox.take(book)
    assert figures(inbox) == ["5", "0", "0", "0", "2"]
    assert inbox._headline._note.text() == "前村名册.xlsx · 表头在第 1 行"
    assert primary(inbox).text() == "导入 5 人"
    assert inbox.plan_view.rows.branches.text() == "将新建 1 个支部"
    assert inbox.plan_view.rows.branches.toolTip() == BRANCH
    assert column(inbox, "公民身份证号")[0] == PEOPLE[0].id_number[:6] + "*" * 8 + PEOPLE[0].id_number[-4:]
    assert "身份证号被表格损坏" in column(inbox, "说明")[5]
    assert inbox.desk.db.stamp() == before


def test_a_dropped_file_is_taken(inbox: Inbox, book: Path) -> None:
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(book))])
    button = Qt.MouseButton.LeftButton
    inbox.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, carried, button, NONE))
    assert figures(inbox)[0] == "5"


def test_pasted_rows_are_taken(inbox: Inbox, qtbot: QtBot) -> None:
    QApplication.clipboard().setText("姓名\t入党时间\n王新来\t1998.1\n")
    key(qtbot, Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: bool(inbox.clerk.plans))
    assert figures(inbox) == ["1", "0", "0", "0", "0"]
    assert column(inbox, "入党日期") == ["1998"]
    assert "1998年10月" in column(inbox, "说明")[0]


def test_a_figure_narrows_the_list_and_widens_it_again(inbox: Inbox, book: Path, qtbot: QtBot) -> None:
    inbox.take(book)
    inbox.plan_view.cards["refused"].setFocus()
    key(qtbot, Qt.Key.Key_Space)
    assert column(inbox, "结论") == ["不能导入", "不能导入"]
    key(qtbot, Qt.Key.Key_Space)
    assert len(column(inbox, "结论")) == 7


def test_a_row_is_shown_as_it_stood(inbox: Inbox, book: Path, qtbot: QtBot) -> None:
    inbox.take(book)
    assert inbox.window().focusWidget() is inbox.plan_view.table
    for _ in range(8):
        key(qtbot, Qt.Key.Key_Down)
    said = said_beside(inbox)
    assert "第 8 行 （没有姓名）" in said
    assert "没抄上姓名" in said
    key(qtbot, Qt.Key.Key_Escape)
    assert inbox.plan_view.rows._panel is None
    assert inbox.plan_view.table.hasFocus()


def test_the_list_is_searched_and_sorted(inbox: Inbox, book: Path) -> None:
    inbox.take(book)
    inbox.plan_view.search.setText(PEOPLE[2].name)
    inbox.plan_view.search.returnPressed.emit()
    assert column(inbox, "姓名") == [PEOPLE[2].name]
    inbox.plan_view.search.clear()
    inbox.plan_view.search.returnPressed.emit()
    inbox.plan_view.model.sort(1, Qt.SortOrder.DescendingOrder)
    assert column(inbox, "结论")[:2] == ["不能导入", "不能导入"]


def test_a_long_roster_makes_cells_only_for_what_is_in_sight(inbox: Inbox, tmp_path: Path) -> None:
    many = messes.people(3000)
    path = csv_file(
        tmp_path / "大名册.csv", [[str(cell) for cell in row] for row in messes.plain_rows(many)], "utf-8"
    )
    inbox.take(path)
    assert sum(map(len, inbox.plan_view.model._pages.values())) < 500
    assert len(inbox.plan_view.model.ids) == 3000


# taking in


def test_good_rows_go_in_and_one_undo_takes_them_out(
    inbox: Inbox, window: Window, book: Path, qtbot: QtBot
) -> None:
    inbox.take(book)
    commit(qtbot, inbox)
    assert sorted(everybody(inbox)) == sorted(one.name for one in PEOPLE[:5])
    assert "新增 5 人，更新 0 人，新建支部 1 个。还有 2 行没有导入" in inbox.notice.text()
    assert inbox.desk.db.undoable() == "导入名册：前村名册.xlsx"
    key(qtbot, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: not inbox.clerk.taken)
    assert everybody(inbox) == []
    assert rosters.find(inbox.desk.db, school=inbox._school) == []
    assert primary(inbox).text() == "导入 5 人"


def test_the_list_below_shows_them_when_the_inbox_closes(
    inbox: Inbox, window: Window, book: Path, qtbot: QtBot
) -> None:
    inbox.take(book)
    commit(qtbot, inbox)
    key(qtbot, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: isinstance(window.page(), Members))
    page = window.page()
    assert isinstance(page, Members)
    assert len(page.model.ids) == 5
    page.begin()
    again = window.page()
    assert isinstance(again, Inbox)
    assert [str(again.welcome.model.index(0, at).data()) for at in (1, 2, 4, 7)] == [
        "组织委员", "前村名册.xlsx", "5", "2",
    ]  # fmt: skip


def test_the_same_file_again_changes_nothing(inbox: Inbox, book: Path, qtbot: QtBot) -> None:
    inbox.take(book)
    commit(qtbot, inbox)
    inbox.take(book)
    assert figures(inbox) == ["0", "0", "5", "0", "2"]
    assert not primary(inbox).isEnabled()


def test_a_finer_date_and_an_empty_cell_are_filled_in(inbox: Inbox, tmp_path: Path, qtbot: QtBot) -> None:
    one = PEOPLE[0]
    inbox.take(csv_file(tmp_path / "旧.csv", [HEAD, [one.name, one.id_number, BRANCH, "1998", "", ""]]))
    commit(qtbot, inbox)
    inbox.take(
        csv_file(tmp_path / "新.csv", [HEAD, [one.name, one.id_number, BRANCH, "1998.07", one.phone, ""]])
    )
    assert figures(inbox) == ["0", "1", "0", "0", "0"]
    assert f"入党日期 1998 → 1998-07；手机号补上 {one.phone}" in column(inbox, "说明")[0]
    key(qtbot, Qt.Key.Key_Return)
    assert "1998 → 1998-07" in said_beside(inbox)
    commit(qtbot, inbox)
    (kept,) = members.rows(inbox.desk.db, members.find(inbox.desk.db))
    assert (kept.join_date, kept.phone) == ("1998-07", one.phone)


# deciding who somebody is


@pytest.fixture
def asking(inbox: Inbox, tmp_path: Path) -> Inbox:
    """Two rows without ID numbers that bear the names of people on the rolls, and one new."""
    for one in PEOPLE[:2]:
        members.enrol(inbox.desk.db, {"name": one.name}, school=inbox._school)
    rows = [HEAD, *([one.name, "", BRANCH, "1998-07-01", "", ""] for one in PEOPLE[:3])]
    inbox.take(csv_file(tmp_path / "无号.csv", rows))
    return inbox


def decide(qtbot: QtBot, inbox: Inbox, words: str) -> None:
    assert inbox.plan_view.rows._panel is not None
    (button,) = [one for one in inbox.plan_view.rows._panel.findChildren(QPushButton) if one.text() == words]
    button.setFocus()
    key(qtbot, Qt.Key.Key_Space)


def test_a_person_says_whether_it_is_the_same(asking: Inbox, qtbot: QtBot) -> None:
    assert figures(asking) == ["1", "0", "0", "2", "0"]
    assert "可能就是名册中的" in column(asking, "说明")[0]
    key(qtbot, Qt.Key.Key_Return)
    decide(qtbot, asking, "是这个人")
    assert figures(asking) == ["1", "1", "0", "1", "0"]
    assert f"第 3 行 {PEOPLE[1].name}" in said_beside(asking)
    decide(qtbot, asking, "新的人")
    assert figures(asking) == ["2", "1", "0", "0", "0"]
    assert primary(asking).text() == "导入 3 人"
    asking.plan_view.table.setFocus()
    commit(qtbot, asking)
    found = members.rows(asking.desk.db, members.find(asking.desk.db))
    assert sorted(one.name for one in found) == sorted(
        [PEOPLE[0].name, PEOPLE[1].name, PEOPLE[1].name, PEOPLE[2].name]
    )
    (same,) = [one for one in found if one.name == PEOPLE[0].name]
    assert (same.join_date, same.branch_name) == ("1998-07-01", BRANCH)


def test_what_is_not_decided_stays_out_with_its_reason(asking: Inbox, qtbot: QtBot) -> None:
    commit(qtbot, asking)
    assert len(everybody(asking)) == 3
    (roster,) = rosters.find(asking.desk.db, school=asking._school)
    assert all("请决定" in one.reasons[-1] for one in rosters.refused(asking.desk.db, roster))


def test_a_number_somebody_has_is_never_given_to_another(inbox: Inbox, tmp_path: Path, qtbot: QtBot) -> None:
    one = PEOPLE[0]
    members.enrol(inbox.desk.db, {"name": "另一人", "id_number": one.id_number}, school=inbox._school)
    inbox.take(csv_file(tmp_path / "号.csv", [HEAD, [one.name, one.id_number, BRANCH, "", "", ""]]))
    key(qtbot, Qt.Key.Key_Return)
    decide(qtbot, inbox, "新的人")
    assert "“另一人”已经用着这个身份证号" in inbox.notice.text()
    assert figures(inbox) == ["0", "0", "0", "1", "0"]


# what cannot be read


def test_every_bad_file_is_one_sentence_and_changes_nothing(inbox: Inbox, book: Path, tmp_path: Path) -> None:
    inbox.take(book)
    bad: dict[str, tuple[bytes, str]] = {
        "照片.xlsx": (b"\x89PNG\r\n\x1a\n" + bytes(200), "请"),
        "加密.xlsx": (messes.compound("EncryptionInfo", "EncryptedPackage"), "密码"),
        "空.xlsx": (b"", "0 字节"),
        "没有内容.csv": (b"\r\n\r\n", "没有内容"),
        "不是名册.csv": ("今天天气很好\n明天也好\n".encode(), "没有找到名册"),
        "半个.xlsx": (book.read_bytes()[:900], "请"),
        "网页.xls": ("<html><body>登录后下载</body></html>".encode(), "请"),
        "名册.et": (messes.compound("ETWorkbook"), "WPS"),
    }
    for name, (data, words) in bad.items():
        (tmp_path / name).write_bytes(data)
        inbox.notice.clear()
        assert not inbox.take(tmp_path / name)
        assert words in inbox.notice.text(), name
        assert inbox.notice.text().endswith("。")
        assert figures(inbox) == ["5", "0", "0", "0", "2"]
        assert "前村名册.xlsx" in inbox._headline._note.text()
    inbox.notice.clear()
    assert not inbox.take(tmp_path / "被拿走了.xlsx")
    assert "找不到文件" in inbox.notice.text()
    assert everybody(inbox) == []


def test_a_bad_file_leaves_the_first_page_as_it_was(inbox: Inbox, tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04")
    assert not inbox.take(tmp_path / "坏.xlsx")
    assert inbox._stack.currentWidget() is inbox.welcome
    assert inbox.notice.text()


# what is left over


def test_rows_left_out_are_written_with_reasons_and_read_again(
    inbox: Inbox, book: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    inbox.take(book)
    inbox.keep_refused_at(tmp_path / "没有导入的行.xlsx")
    assert "每行后面写着原因" in inbox.notice.text()
    (sheet,) = workbooks.read(tmp_path / "没有导入的行.xlsx").sheets
    assert sheet.rows[0] == ("原行号", *HEAD, "未导入的原因")
    assert [row[0] for row in sheet.rows[1:]] == ["7", "8"]
    assert "须向村里要原号" in str(sheet.rows[1][-1])
    assert inbox.take(tmp_path / "没有导入的行.xlsx")
    assert figures(inbox)[-1] == "2"


def test_the_register_changing_meanwhile_makes_a_new_plan(inbox: Inbox, book: Path, qtbot: QtBot) -> None:
    inbox.take(book)
    one = PEOPLE[0]
    members.enrol(inbox.desk.db, {"name": one.name, "id_number": one.id_number}, school=inbox._school)
    inbox.desk.look()
    qtbot.waitUntil(lambda: figures(inbox) == ["4", "1", "0", "0", "2"])


def test_nothing_is_cut_off(inbox: Inbox, book: Path, qtbot: QtBot) -> None:
    assert cut_off(inbox) == []
    inbox.take(book)
    key(qtbot, Qt.Key.Key_Down)
    QApplication.processEvents()
    panel = inbox.plan_view.rows._panel
    assert panel is not None
    assert cut_off(panel) == []
    assert [one for one in cut_off(inbox) if len(one) < 20] == []
