"""What a start reads: nothing the window does not need, and nothing that only a paper or a parcel needs."""

import os
import subprocess
import sys
from pathlib import Path

from app.jobs import registers
from bench import startup
from tests import made_up


def read(script: str) -> list[str]:
    """Give the modules a process of its own has read after a few imports."""
    return subprocess.run(
        [sys.executable, "-c", f"import sys\n{script}\nprint(*sys.modules)\n"],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(startup.ROOT), "QT_QPA_PLATFORM": "offscreen"},
    ).stdout.split()


def test_a_start_reads_no_maker_of_papers() -> None:
    said = read("import app.cli.root, app.ui.opening, app.jobs.registers, app.ui.pages.home")
    assert "app.ui.window" in said and "sqlite_utils" in said
    assert [name for name in startup.LATE if name in said] == []


def test_the_window_stands_before_anything_of_the_register_is_read() -> None:
    said = read("import app.ui.opening")
    assert "app.ui.window" in said
    assert [name for name in startup.LATER if name in said] == []
    # What asks for a passphrase first is laid out as a page's forms are.
    said = read("import app.ui.opening, app.ui.unlocking")
    assert [name for name in startup.LATER if name in said] == ["app.ui.page"]


def test_a_start_says_when_the_window_its_page_and_its_figures_stand(tmp_path: Path) -> None:
    data = tmp_path / "township"
    with registers.opened(data, clock=made_up.Clock(), operator="钟小兰") as db:
        registers.found(db, level="township", code="350999200", full_name="云溪乡党校")
    by_the_door = startup.from_source(data)
    startup.started(by_the_door, tmp_path)
    ours = startup.started(by_the_door, tmp_path)
    bare = startup.started(startup.bare_from_source(), tmp_path)
    assert 0 < ours.ready <= ours.begun <= ours.settled
    assert bare.ready > 0 and not bare.begun
    assert [name for name in startup.LATER if name in ours.read] == []
    assert [name for name in startup.LATE if name in ours.read_later] == []
