"""Build what stands between a program and its disk with the machine's own compiler."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parent / "disk"


def built(name: str, folder: Path) -> Path:
    """Build a library that is loaded before all others; skip the test where this machine cannot.

    On the machines that test every change it must be possible.
    """
    compiler = shutil.which("gcc") or shutil.which("cc")
    if sys.platform != "linux" or not compiler:
        reason = "要在 Linux 上、有 gcc 才能记录和弄坏磁盘读写"
        if os.environ.get("CI") and sys.platform == "linux":
            pytest.fail(reason)
        pytest.skip(reason)
    library = folder / f"{name}.so"
    flags = ["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror"]
    source = SOURCES / f"{name}.c"
    subprocess.run([compiler, *flags, "-o", library, source, "-ldl"], check=True)
    return library
