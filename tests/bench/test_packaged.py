"""The eye that is put in front of a frozen program: everything else stays as it was frozen."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PyInstaller.archive.readers import CArchiveReader
from PyInstaller.archive.writers import CArchiveWriter

from bench import packaged

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("objcopy"), reason="programs of Linux are taken apart"
)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program that carries what PyInstaller lets one carry, made by PyInstaller's own writer."""
    folder = tmp_path / "frozen"
    (folder / "_internal").mkdir(parents=True)
    first, own, data = folder / "first.py", folder / "door.py", folder / "data"
    first.write_text("first = 1\n", encoding="utf-8")
    own.write_text("own = 1\n", encoding="utf-8")
    data.write_bytes(b"modules" * 100)
    entries = [
        ("pyi-contents-directory _internal", "", False, "o"),
        ("PYZ.pyz", str(data), False, "z"),
        ("first", str(first), True, "s"),
        ("door", str(own), True, "s"),
    ]
    CArchiveWriter(str(folder / "carried"), entries, "libpython3.so")
    made = folder / "program"
    command = ["objcopy", "--add-section", f"pydata={folder / 'carried'}", sys.executable, str(made)]
    subprocess.run(command, check=True)
    return made


def test_the_eye_stands_before_the_programs_own_script_and_nothing_else_changes(
    program: Path, tmp_path: Path
) -> None:
    made = packaged.watched(program, tmp_path / "watched")
    before, after = CArchiveReader(str(program)), CArchiveReader(str(made))
    assert list(before.toc) == ["PYZ.pyz", "first", "door"]
    assert list(after.toc) == ["PYZ.pyz", "first", "eye", "door"]
    assert after.options == before.options == ["pyi-contents-directory _internal"]
    for name in before.toc:
        assert after.extract(name) == before.extract(name)
    assert b"_Eye" in after.extract("eye")
    assert (made.parent / "_internal").resolve() == program.parent / "_internal"


def test_a_program_of_another_python_is_refused(program: Path, tmp_path: Path) -> None:
    data = program.read_bytes()
    own = (sys.version_info[0] * 100 + sys.version_info[1]).to_bytes(4, "big")
    cookie = data.rindex(b"MEI\014\013\012\013\016")
    at = data.index(own, cookie)
    program.write_bytes(data[:at] + own[:3] + bytes([own[3] ^ 1]) + data[at + 4 :])
    with pytest.raises(ValueError, match="was frozen by Python"):
        packaged.watched(program, tmp_path / "watched")
    assert not (tmp_path / "watched").exists()
