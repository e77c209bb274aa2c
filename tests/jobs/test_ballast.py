import shutil
from pathlib import Path

import pytest

from app.jobs import ballast


def test_room_is_kept_back_once_and_let_go_once(tmp_path: Path) -> None:
    assert ballast.lay(tmp_path) and ballast.lay(tmp_path)
    (file,) = tmp_path.iterdir()
    assert file.stat().st_size == ballast.BYTES
    assert file.stat().st_blocks * 512 >= ballast.BYTES, "a hole would keep nothing back"
    assert ballast.drop(tmp_path)
    assert not ballast.drop(tmp_path) and list(tmp_path.iterdir()) == []


def test_a_disk_that_is_nearly_full_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil._ntuple_diskusage(10**10, 10**10 - 10**8, 10**8)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    assert not ballast.lay(tmp_path) and list(tmp_path.iterdir()) == []
