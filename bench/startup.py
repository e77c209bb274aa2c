"""From the start of the process to a window that is painted and answers, beside a bare window of PySide6.

Both run from source in a process of their own, by turns; of each the median counts. What is read on the way
is counted too, for it is what makes a start slow: modules only papers need must not be among it.
"""

import os
import random
import statistics
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter

from app.jobs import registers
from app.jobs.demo.stage import Clock
from bench.bars import FULL_ROUNDS, Bar, Figure
from bench.members import fill

ROOT = Path(__file__).resolve().parent.parent
PEOPLE, FULL_PEOPLE = 20_000, 200_000
MOST = 1.5
# Read when a paper is made, a roster is read or a photograph is filed, and not before.
LATE = (
    "reportlab",
    "openpyxl",
    "xlsxwriter",
    "docx",
    "lxml",
    "pypdfium2",
    "zxingcpp",
    "PIL",
    "pypinyin",
    "python_calamine",
    "pg8000",
)

# Said once the window is painted and all that was waiting is done: from then on it answers.
_READY = """
import sys
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow
QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
app = QApplication(["wuyou"])
class Watch(QObject):
    seen = False
    def eventFilter(self, watched, event):
        if not self.seen and event.type() == QEvent.Type.Paint and isinstance(watched.window(), QMainWindow):
            self.seen = True
            QTimer.singleShot(0, self.ready)
        return False
    def ready(self):
        print("ready", *sorted(name for name in sys.modules if "." not in name), flush=True)
        QTimer.singleShot(0, app.quit)
watch = Watch()
app.installEventFilter(watch)
"""
_BARE = f"{_READY}\nwindow = QMainWindow()\nwindow.resize(1366, 768)\nwindow.show()\napp.exec()\n"
_OURS = f"{_READY}\nfrom pathlib import Path\nfrom app.ui import opening\nopening.main(Path(sys.argv[1]))\n"


def bars(folder: Path, rounds: int) -> Iterator[Bar | Figure]:
    """Measure the start with a large register; `--full` with the largest county's."""
    people = FULL_PEOPLE if rounds >= FULL_ROUNDS else PEOPLE
    data = folder / "township"
    with registers.opened(data, clock=Clock(date.today()), operator="钟小兰") as db:
        registers.found(db, level="township", code="350999200", full_name="云溪乡党校")
        fill(db, random.Random(1), people)
    ours, bare = [], []
    read: set[str] = set()
    for turn in range(rounds + 1):
        took, read = started(_OURS, data)
        plain, _ = started(_BARE, data)
        if turn:
            ours.append(took)
            bare.append(plain)
    name = f"启动到能用的窗口，名册 {people:,} 人"
    yield Bar(name, statistics.median(ours), statistics.median(bare), MOST)
    early = [name for name in LATE if name in read]
    yield Figure("启动时就读进来的重模块", "、".join(early) or "0 个", "0 个", not early)


def started(script: str, data: Path) -> tuple[float, set[str]]:
    """Start a process and give the seconds until its window is ready, and the modules it has read by then."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    began = perf_counter()
    command = [sys.executable, "-c", script, str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as child:
        assert child.stdout is not None
        words = child.stdout.readline().split()
        took = perf_counter() - began
        child.communicate()
    if words[:1] != ["ready"] or child.returncode:
        raise RuntimeError(f"the window did not open (exit code {child.returncode})")
    return took, set(words[1:])
