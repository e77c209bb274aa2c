"""What a start reads: nothing that only a paper, a roster or a photograph needs."""

import os
import subprocess
import sys

from bench import startup

SCRIPT = "import sys\nimport app.cli.root, app.ui.opening, app.ui.pages.home\nprint(*sys.modules)\n"


def test_a_start_reads_no_maker_of_papers() -> None:
    said = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(startup.ROOT), "QT_QPA_PLATFORM": "offscreen"},
    ).stdout.split()
    assert "app.ui.window" in said
    assert [name for name in startup.LATE if name in said] == []
