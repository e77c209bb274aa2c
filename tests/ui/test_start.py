import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from app.ui import start

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from app.errors import UserError
from app.ui import start

def press_button():
    box = QApplication.activeModalWidget()
    if isinstance(box, QMessageBox):
        print(box.text())
        box.defaultButton().click() if box.defaultButton() else box.buttons()[0].click()
        QTimer.singleShot(0, QApplication.quit)
    else:
        QTimer.singleShot(5, press_button)

def build():
    {build}

{before}
sys.exit(start.main(Path(sys.argv[1]), build))
"""


def run(folder: Path, build: str, *, before: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(build=build, before=before), str(folder)],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        cwd=ROOT,
        env=environment,
        check=False,
    )


def test_the_window_opens_and_closes(tmp_path: Path) -> None:
    done = run(
        tmp_path / "还没有的文件夹",
        "button = QPushButton('好'); QTimer.singleShot(0, button.close); return button",
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_an_error_that_left_a_slot_is_logged_and_confessed(tmp_path: Path) -> None:
    done = run(
        tmp_path,
        "QTimer.singleShot(0, lambda: {}['没有']); press_button(); return QPushButton('好')",
    )
    assert done.stdout.strip() == "程序自己出了差错，刚才这一步没有办成。"
    assert done.stderr == ""
    assert "KeyError: '没有'" in (tmp_path / "wuyou.log").read_text(encoding="utf-8")


def test_an_error_is_told_where_its_log_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "wuyou.log").mkdir()
    done = run(
        tmp_path,
        "QTimer.singleShot(0, lambda: {}['没有']); press_button(); return QPushButton('好')",
    )
    assert done.returncode == 0
    assert done.stdout.strip() == "程序自己出了差错，刚才这一步没有办成。"
    assert "KeyError" in done.stderr, "where there is a terminal it says what the file could not take"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here is always full")
def test_a_log_with_no_room_raises_nothing(tmp_path: Path) -> None:
    (tmp_path / "wuyou.log").symlink_to("/dev/full")
    start.keep_log(tmp_path)
    start.log.error("磁盘满了")
    start.keep_log(tmp_path / "别处")


def test_what_cannot_be_opened_is_said_and_the_program_leaves(tmp_path: Path) -> None:
    done = run(tmp_path, "press_button(); raise UserError('数据文件正被占用。')")
    assert (done.returncode, done.stdout.strip()) == (1, "数据文件正被占用。")


def test_a_place_where_nothing_can_lie_is_said_in_a_window(tmp_path: Path) -> None:
    place = tmp_path / "数据"
    place.write_text("不是文件夹", encoding="utf-8")
    done = run(
        place,
        "return QPushButton('好')",
        before="start.application(Path(sys.argv[1]).parent); press_button()",
    )
    assert done.returncode == 1
    assert done.stdout.strip() == "同名的文件或文件夹已经存在，没有保存。请换一个名字或位置。"


@pytest.mark.parametrize(
    ("kept", "used"), [(None, 100), ("125", 125), ("150", 150), ("9000", 100), ("大", 100)]
)
def test_the_type_size_is_remembered_and_nonsense_is_not(tmp_path: Path, kept: str | None, used: int) -> None:
    if kept is not None:
        settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        settings.setValue(start.SCALE, kept)
        settings.sync()
    assert start.scale(tmp_path) == used
