"""From the start of the process to a window that is painted and answers, beside a bare window of PySide6.

Both run in processes of their own, by turns: from source, compiled as in a package, or frozen
(`bench.packaged`); of each the median counts. Nothing is hidden behind the first picture: how long until the
register is open and the first page stands, until its figures stand, and how long the window ever kept
somebody waiting meanwhile are lines of their own. What is read on the way is counted too, for it is what
makes a start slow.
"""

import os
import random
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter

from app.jobs import registers
from app.jobs.demo.stage import Clock
from bench.bars import FULL_ROUNDS, Bar, Figure
from bench.members import fill

ROOT = Path(__file__).resolve().parent.parent
BARE = ROOT / "installer" / "bare_window.py"
PEOPLE, FULL_PEOPLE = 20_000, 200_000
MOST = 1.5
# No bars of the office's: how often the bare window the first page may take, and the seconds nobody minds.
MOST_BEGUN, MOST_SETTLED_S, MOST_PAUSE_S = 3.0, {PEOPLE: 3.0, FULL_PEOPLE: 15.0}, 0.5
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
# Not even these stand between the start and the window.
LATER = (
    "sqlite_utils",
    "click",
    "dateutil",
    "filelock",
    "logging.handlers",
    "cryptography",
    "pyrage",
    "app.school",
    "app.jobs",
    "app.spelling",
    "app.ui.page",
    "sqlcipher3",
    "datetime",
    # Classes of Qt that nobody names: for a widget of its own that is asked for all kinds are learnt.
    "PySide6.QtWidgets.QCalendarWidget",
    "PySide6.QtWidgets.QWizard",
)

EYE = (ROOT / "bench" / "eye.py").read_text(encoding="utf-8")
"""Run in front of what is started."""
_DOOR = "from app.__main__ import main\nsys.exit(main())\n"


def from_source(data: Path) -> list[str]:
    """Give the command that opens the window on a data folder by the one door, with an eye on it."""
    return [sys.executable, "-c", EYE + _DOOR, "--data", str(data)]


def bare_from_source() -> list[str]:
    """Give the command that opens the bare window, with an eye on it."""
    return [sys.executable, "-c", EYE + BARE.read_text(encoding="utf-8")]


@dataclass(frozen=True, slots=True)
class Start:
    """One start in seconds: painted and answering, its first page there, its figures there, longest pause.

    `read` are the modules and Qt's classes read by the time it answered, `read_later` those when its first
    page was there.
    """

    ready: float
    begun: float = 0.0
    settled: float = 0.0
    pause: float = 0.0
    read: frozenset[str] = frozenset()
    read_later: frozenset[str] = frozenset()


def bars(folder: Path, rounds: int) -> Iterator[Bar | Figure]:
    """Measure the start from source with a large register; `--full` with the largest county's."""
    people = FULL_PEOPLE if rounds >= FULL_ROUNDS else PEOPLE
    data = filled(folder, people)
    yield from measured(from_source(data), bare_from_source(), folder, people=people, rounds=rounds)


def filled(folder: Path, people: int) -> Path:
    """Give the data folder, made in another, of a school with so many people on its rolls."""
    data = folder / "township"
    with registers.opened(data, clock=Clock(date.today()), operator="钟小兰") as db:
        registers.found(db, level="township", code="350999200", full_name="云溪乡党校")
        fill(db, random.Random(1), people)
    return data


def measured(
    ours_by: list[str], bare_by: list[str], folder: Path, *, people: int, rounds: int, how: str = ""
) -> Iterator[Bar | Figure]:
    """Start two commands by turns and compare them; `how` goes before what is measured.

    One round goes before, for what is only slow the first time.
    """
    ours, bare = [], []
    for turn in range(rounds + 1):
        took, plain = started(ours_by, folder), started(bare_by, folder)
        if turn:
            ours.append(took)
            bare.append(plain)
    plainly = statistics.median(one.ready for one in bare)
    name = f"{how}启动到画出并能应答的窗口，名册 {people:,} 人"
    yield Bar(name, statistics.median(one.ready for one in ours), plainly, MOST)
    begun = statistics.median(one.begun for one in ours)
    yield Bar(f"{how}启动到数据打开、首页站好", begun, plainly, MOST_BEGUN)
    settled, most = statistics.median(one.settled for one in ours), MOST_SETTLED_S[people]
    yield Figure(f"{how}启动到首页的数字都算好", f"{settled:.2f} 秒", f"≤ {most:g} 秒", settled <= most)
    pause = statistics.median(one.pause for one in ours)
    yield Figure(
        f"{how}启动时窗口最长一次没有应答",
        f"{pause * 1000:.0f} 毫秒",
        f"≤ {MOST_PAUSE_S * 1000:g} 毫秒",
        pause <= MOST_PAUSE_S,
    )
    last = ours[-1]
    early = [name for name in LATER if name in last.read] + [name for name in LATE if name in last.read_later]
    yield Figure(f"{how}启动时就读进来的重模块", "、".join(early) or "0 个", "0 个", not early)


def started(command: list[str], folder: Path) -> Start:
    """Start a command with the eye in it and say when its window was ready and, of ours, when the rest stood.

    What is compiled on the way is kept in `folder`.
    """
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        # Compiled once, by the round that goes before, as the modules of a package are.
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = perf_counter()
    said: dict[str, tuple[float, list[str]]] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            word, *rest = line.split()
            said[word] = (perf_counter() - began, rest)
    if child.returncode or "ready" not in said:
        raise RuntimeError(f"the window did not open (exit code {child.returncode})")
    ready, read = said["ready"]
    if "settled" not in said:
        return Start(ready)
    begun, read_later = said["begun"]
    settled, (pause,) = said["settled"]
    return Start(ready, begun, settled, int(pause) / 1000, frozenset(read), frozenset(read_later))
