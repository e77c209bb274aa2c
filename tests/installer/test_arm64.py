"""The recipe for arm64 says the same wherever it is written."""

import re
import sys

import pytest

import dev
from installer import arm64, check, deb, release

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="arm64 is a processor of Linux desks")


def test_what_is_frozen_is_what_the_package_asks_for() -> None:
    assert deb.ARCHITECTURES[arm64.MACHINE] == arm64.ARCHITECTURE
    platform = re.fullmatch(r"aarch64-manylinux_(\d+)_(\d+)", release.PLATFORMS[arm64.MACHINE])
    assert platform is not None and tuple(map(int, platform.groups())) <= check.SYSTEMS[release.RELEASE]
    assert tuple(dev.ARM64_LIBRARIES.values()) == deb.MORE_DEPENDS[arm64.ARCHITECTURE]


def test_each_processor_has_its_own_folders() -> None:
    for place in (release.root, release.frozen, release.bare):
        assert len({place(machine) for machine in deb.ARCHITECTURES}) == len(deb.ARCHITECTURES)
