"""The frozen program's list of modules: read at once, by a reader that reads what PyInstaller writes."""

import importlib.util
import io
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PyInstaller.archive.writers import ZlibArchiveWriter
from PyInstaller.building.utils import get_code_object
from PyInstaller.loader import pyimod01_archive

from installer import reader

THEIRS = Path(pyimod01_archive.__file__)
START = [("struct", "struct.pyc", "PYMODULE"), (reader.NAME, "theirs.pyc", "PYMODULE")]


class Counted(io.FileIO):
    """A file that counts how often somebody reads from it."""

    readings = 0

    def read(self, size: int | None = -1, /) -> bytes:
        type(self).readings += 1
        return super().read(-1 if size is None else size)

    def readinto(self, buffer: object, /) -> int:
        type(self).readings += 1
        return super().readinto(buffer)  # type: ignore[arg-type]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of a hundred modules."""
    source = tmp_path / "one.py"
    source.write_text("SAID = 'read'\n", encoding="utf-8")
    code = {f"one{number}": get_code_object(f"one{number}", str(source), optimize=0) for number in range(100)}
    made = tmp_path / "modules.pyz"
    ZlibArchiveWriter(str(made), [(name, str(source), "PYMODULE") for name in code], code_dict=code)
    return made


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[ModuleType]:
    """The reader as it goes into the program."""
    struct, (name, compiled, kind) = reader.quicker(START, THEIRS, tmp_path)
    assert struct == START[0] and (name, kind) == (reader.NAME, "PYMODULE")
    spec = importlib.util.spec_from_file_location(name, compiled)
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    yield made


def readings(by: ModuleType, archive: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Open the archive with a reader, look that it holds what was put in, count the readings of opening."""
    Counted.readings = 0
    monkeypatch.setattr(by, "open", lambda name, _mode: Counted(name), raising=False)
    opened = by.ZlibArchiveReader(str(archive))
    counted = Counted.readings
    assert len(opened.toc) == 100
    said: dict[str, str] = {}
    exec(opened.extract("one7"), said)
    assert said["SAID"] == "read"
    return counted


def test_the_list_is_read_at_once(archive: Path, quick: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert readings(quick, archive, monkeypatch) < 10
    assert readings(pyimod01_archive, archive, monkeypatch) > 500


def test_another_reader_of_pyinstallers_is_not_changed_unseen(tmp_path: Path) -> None:
    other = tmp_path / "other.py"
    other.write_text("toc = read_quickly(fp)\n", encoding="utf-8")
    with pytest.raises(ValueError, match="look at installer/reader.py"):
        reader.quicker(START, other, tmp_path)
    with pytest.raises(ValueError, match="no longer starts"):
        reader.quicker(START[:1], THEIRS, tmp_path)
