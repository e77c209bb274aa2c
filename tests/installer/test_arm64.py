"""The recipe for arm64 says the same wherever it is written."""

import re
import sys

import pytest

import dev
from installer import arm64, deb, release

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="arm64 is a processor of Linux desks")


def test_what_is_tried_is_what_the_package_asks_for() -> None:
    assert deb.ARCHITECTURES[arm64.MACHINE] == arm64.ARCHITECTURE
    platform = re.fullmatch(r"aarch64-manylinux_(\d+)_(\d+)", release.PLATFORMS[arm64.MACHINE])
    assert platform is not None and tuple(map(int, platform.groups())) == arm64.GLIBC
    assert tuple(dev.ARM64_LIBRARIES.values()) == deb.MORE_DEPENDS[arm64.ARCHITECTURE]


def test_the_window_is_opened_by_the_programs_own_door() -> None:
    compile(arm64._WINDOW, "window.py", "exec")
    assert "from app.__main__ import main" in arm64._WINDOW and arm64._PICTURE in arm64._WINDOW
