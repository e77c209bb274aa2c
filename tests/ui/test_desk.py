import errno
import logging
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.errors import Cancelled, UserError
from app.jobs import ballast
from app.progress import Tell
from app.ui.desk import Desk
from app.ui.messages import Notice, ask
from app.ui.waiting import Waiting
from db.register import Register
from tests.ui.looking import answering, when


class Corner(QWidget):
    """A widget with a strip and a field, as a page has."""

    def __init__(self) -> None:
        super().__init__()
        self.field = QLineEdit("张建")
        self.notice = Notice(self)
        column = QVBoxLayout(self)
        column.addWidget(self.notice)
        column.addWidget(self.field)


@pytest.fixture
def corner(qtbot: QtBot, desk: Desk) -> Corner:
    made = Corner()
    qtbot.addWidget(made)
    made.show()
    return made


def write(db: Register) -> None:
    with db.atomic():
        db.execute("UPDATE context SET device = device + 1")


def waiting_box() -> Waiting | None:
    box = QApplication.activeModalWidget()
    return box if isinstance(box, Waiting) else None


def test_act_gives_the_result_and_announces_what_changed(desk: Desk, corner: Corner, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.changed):
        assert desk.act(corner, lambda: (write(desk.db), 7)[1]) == 7


def test_act_that_only_reads_announces_nothing(desk: Desk, corner: Corner, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(desk.changed):
        desk.act(corner, lambda: desk.db.execute("SELECT 1").fetchone())


def test_what_a_person_can_mend_stands_beside_their_work(desk: Desk, corner: Corner) -> None:
    def refuse() -> int:
        raise UserError("该学员已在本班。")

    assert desk.act(corner.field, refuse) is None
    assert corner.notice.text() == "该学员已在本班。"
    assert corner.notice.isVisible()
    assert corner.field.text() == "张建"


def test_an_error_of_the_machine_is_said_in_chinese(desk: Desk, corner: Corner, tmp_path: Path) -> None:
    assert desk.act(corner, lambda: (tmp_path / "无" / "此").read_bytes()) is None
    assert "找不到文件" in corner.notice.text()


def test_did_tells_whether_an_act_without_result_went_through(desk: Desk, corner: Corner) -> None:
    def refuse() -> None:
        raise UserError("不行。")

    assert desk.did(corner, lambda: None)
    assert not desk.did(corner, refuse)


def test_a_bug_is_logged_and_confessed_once(
    desk: Desk, corner: Corner, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble() -> int:
        return [1][5]

    with answering("知道了") as said, caplog.at_level(logging.ERROR, "wuyou"):
        assert desk.act(corner, stumble) is None
    assert said[0] == "程序自己出了差错，刚才这一步没有办成。"
    assert "IndexError" in caplog.text
    assert "stumble" in caplog.text


def test_the_details_of_a_bug_can_be_copied_without_closing(desk: Desk, corner: Corner) -> None:
    def stumble() -> int:
        raise ZeroDivisionError("三除以零")

    def copy_and_close() -> None:
        box = QApplication.activeModalWidget()
        assert box is not None
        buttons = {button.text(): button for button in box.findChildren(QPushButton)}
        buttons["复制详情"].click()
        buttons["知道了"].click()

    keep = when(lambda: QApplication.activeModalWidget() is not None, copy_and_close)
    desk.act(corner, stumble)
    assert keep is not None
    assert "三除以零" in QApplication.clipboard().text()


def test_a_question_is_answered_by_the_name_of_the_deed(desk: Desk, corner: Corner) -> None:
    with answering("删除这张证书"):
        assert ask(corner, "要删除吗？", yes="删除这张证书")
    with answering("不"):
        assert not ask(corner, "要删除吗？", yes="删除这张证书", grave=True)


def test_long_work_writes_on_its_own_connection_and_the_window_hears_of_it(
    desk: Desk, corner: Corner, qtbot: QtBot
) -> None:
    others: list[bool] = []

    def job(db: Register, tell: Tell) -> str:
        others.append(db is not desk.db)
        write(db)
        tell(1, 1, "写好了")
        return "41 人"

    with qtbot.waitSignal(desk.changed):
        assert desk.work(corner, "正在导入名册", job) == "41 人"
    assert others == [True]
    assert not desk.busy


def test_quick_work_shows_no_box(desk: Desk, corner: Corner) -> None:
    seen: list[bool] = []
    desk.work(corner, "很快", lambda _db, _tell: seen.append(waiting_box() is None))
    assert seen == [True]


@pytest.mark.usefixtures("boxed")
def test_long_work_shows_how_far_it_is_while_the_window_lives(desk: Desk, corner: Corner) -> None:
    shown = Event()
    ticks: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start(5)

    def job(_db: Register, tell: Tell) -> str:
        tell(1 << 40, 1 << 42, "正在读取第 3 张表")
        assert shown.wait(300), "the window stood still"
        return "好"

    keep = when(lambda: waiting_box() is not None and len(ticks) > 5, shown.set)
    assert desk.work(corner, "正在导入名册", job) == "好"
    assert keep is not None
    timer.stop()
    assert waiting_box() is None


@pytest.mark.usefixtures("boxed")
def test_what_is_typed_while_the_box_stands_goes_on_to_the_page(
    desk: Desk, corner: Corner, qtbot: QtBot
) -> None:
    typed = Event()

    def type_on() -> None:
        box = waiting_box()
        assert box is not None
        qtbot.keyClicks(box, "ming ")
        qtbot.keyClick(box, Qt.Key.Key_Return)
        typed.set()

    corner.field.setFocus()
    corner.field.setText("zhang")
    keep = when(lambda: waiting_box() is not None, type_on)
    with qtbot.waitSignal(corner.field.returnPressed):
        assert desk.work(corner, "正在记到课", lambda _db, _tell: typed.wait(300)), "Space stopped the work"
    assert keep is not None
    assert corner.field.text() == "zhangming "


@pytest.mark.usefixtures("boxed")
def test_what_is_typed_while_work_fails_goes_nowhere(desk: Desk, corner: Corner, qtbot: QtBot) -> None:
    typed = Event()

    def job(_db: Register, _tell: Tell) -> None:
        assert typed.wait(300)
        raise UserError("名册打不开。")

    corner.field.setFocus()
    keep = when(
        lambda: waiting_box() is not None, lambda: (qtbot.keyClicks(waiting_box(), "ming"), typed.set())
    )
    with pytest.raises(UserError):
        desk.work(corner, "正在导入名册", job)
    QApplication.processEvents()
    assert keep is not None
    assert corner.field.text() == "张建"


@pytest.mark.usefixtures("boxed")
def test_cancel_is_heard_and_nothing_is_kept(desk: Desk, corner: Corner) -> None:
    heard = Event()

    def job(db: Register, tell: Tell) -> None:
        with db.atomic():
            db.execute("UPDATE context SET device = 5")
            try:
                while True:
                    tell(0, 0, "正在写入")
            except Cancelled:
                heard.set()
                raise

    def cancel() -> None:
        box = waiting_box()
        assert box is not None
        box.findChildren(QPushButton)[0].click()

    keep = when(lambda: waiting_box() is not None, cancel)
    with pytest.raises(Cancelled):
        desk.work(corner, "正在写入", job)
    assert keep is not None
    assert heard.is_set()
    assert desk.db.execute("SELECT device FROM context").fetchone()[0] != 5


@pytest.mark.usefixtures("boxed")
def test_closing_the_box_cancels_too_and_says_no_word(desk: Desk, corner: Corner) -> None:
    def job(_db: Register, tell: Tell) -> None:
        while True:
            tell(3, 10)

    keep = when(lambda: waiting_box() is not None, lambda: waiting_box().close())  # type: ignore[union-attr]
    assert desk.act(corner, lambda: desk.work(corner, "正在写入", job)) is None
    assert keep is not None
    assert corner.notice.text() == ""


def test_an_error_in_the_thread_is_raised_where_it_was_asked(desk: Desk, corner: Corner) -> None:
    def job(_db: Register, _tell: Tell) -> None:
        raise UserError("U盘里没有数据包。")

    with pytest.raises(UserError, match="U盘里没有数据包"):
        desk.work(corner, "正在读取", job)
    assert not desk.busy


def test_one_operation_at_a_time(desk: Desk, corner: Corner) -> None:
    refused: list[str] = []
    go_on = Event()

    def second() -> None:
        with pytest.raises(UserError) as caught:
            desk.work(corner, "第二件", lambda _db, _tell: None)
        refused.append(str(caught.value))
        go_on.set()

    keep = when(lambda: desk.busy, second)
    desk.work(corner, "第一件", lambda _db, _tell: go_on.wait(300))
    assert keep is not None
    assert refused == ["上一件事还没有办完，请等它办完或先取消它。"]


def test_a_folder_for_copies_goes_when_the_desk_is_left(desk: Desk) -> None:
    folder = desk.scratch()
    (folder / "签到表.pdf").write_bytes(b"x")
    desk.leave()
    assert not folder.exists()
    assert desk.today() == "2026-11-21"


def test_every_copy_gets_a_folder_of_its_own(desk: Desk) -> None:
    """A reader on Windows holds the copy it was given, so the next of that name must lie elsewhere."""
    first, second = desk.scratch(), desk.scratch()
    assert first != second and first.is_dir() and second.is_dir()
    (first / "同名.pdf").write_bytes(b"1")
    (second / "同名.pdf").write_bytes(b"2")
    desk.leave()
    assert not first.exists() and not second.exists()


def test_an_act_finishes_on_a_full_disk_with_the_room_kept_back(desk: Desk, qtbot: QtBot) -> None:
    corner = Corner()
    qtbot.addWidget(corner)
    assert ballast.lay(desk.folder)

    def save() -> str:
        if (desk.folder / ballast.NAME).exists():
            raise OSError(errno.ENOSPC, "No space left on device")
        return "保存好了"

    assert desk.act(corner, save) == "保存好了"
    assert "已动用应急空间" in corner.notice.text()


def test_without_room_kept_back_a_full_disk_is_said(desk: Desk, qtbot: QtBot) -> None:
    corner = Corner()
    qtbot.addWidget(corner)

    def save() -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    assert desk.act(corner, save) is None
    assert corner.notice.text() == "磁盘已满，没有保存。请删去不用的文件、腾出空间后再试。"
