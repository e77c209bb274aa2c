"""What is taken out of the frozen folder, and that the program does as well without."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from installer import contents, slimming

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder like the one PyInstaller leaves, with what is made small in it."""
    inner = tmp_path / "_internal"
    for name in (*(f"resources/fonts/{font}" for font in contents.PACKED_FONTS), *contents.EMPTIED):
        (inner / name).parent.mkdir(parents=True, exist_ok=True)
        (inner / name).write_bytes(b"0123456789" * 100)
    return tmp_path


def test_fonts_are_packed_and_phrases_emptied(folder: Path) -> None:
    (folder / "_internal" / "gone").symlink_to("nowhere")
    slimming.slim(folder, folder / "work")
    fonts = folder / "_internal" / "resources" / "fonts"
    assert sorted(path.name for path in fonts.iterdir()) == sorted(f"{x}.gz" for x in contents.PACKED_FONTS)
    assert gzip.decompress((fonts / "PxSong.ttf.gz").read_bytes()) == b"0123456789" * 100
    assert (folder / "_internal" / "pypinyin" / "phrases_dict.json").read_text() == "{}"
    assert not (folder / "_internal" / "gone").is_symlink()


def test_data_that_moved_in_a_new_version_is_told(folder: Path) -> None:
    (folder / "_internal" / "pypinyin" / "phrases_dict.json").unlink()
    with pytest.raises(FileNotFoundError, match="phrases_dict"):
        slimming.slim(folder, folder / "work")


def test_a_library_that_is_there_twice_is_shared(tmp_path: Path) -> None:
    theirs = tmp_path / "pillow.libs" / "libzstd-40ad5e7e.so.1.5.7"
    theirs.parent.mkdir()
    theirs.write_bytes(b"newer")
    for name in ("libzstd.so.1", "liblzma.so.5"):
        (tmp_path / name).write_bytes(b"older")
    slimming.share_twins(tmp_path)
    assert (tmp_path / "libzstd.so.1").resolve() == theirs
    assert str((tmp_path / "libzstd.so.1").readlink()) == "pillow.libs/libzstd-40ad5e7e.so.1.5.7"
    # Pillow brought none of this one.
    assert (tmp_path / "liblzma.so.5").read_bytes() == b"older"


WITHOUT = """
import importlib, sys
from installer import contents, door
sys.modules.update(dict.fromkeys(contents.LEFT_OUT) | {"sqlite3": door.stand_in})
for name in contents.modules():
    importlib.import_module(name)
from sqlite_utils import hookspecs
import sqlcipher3
assert hookspecs.prepare_connection.__annotations__["conn"] is sqlcipher3.Connection
"""


def test_the_program_loads_without_what_is_left_out() -> None:
    subprocess.run([sys.executable, "-c", WITHOUT], check=True, cwd=ROOT, timeout=300)


NAMES = """
from app.spelling import names
print([names.pinyin(name) for name in ("单雪", "曾行长", "重庆", "仇乐", "尉迟朝阳")])
"""
EMPTIED = "import pypinyin.phrases_dict as phrases; phrases.phrases_dict.clear()"


def test_names_are_read_without_the_phrases() -> None:
    def said(script: str) -> str:
        command = [sys.executable, "-c", script]
        return subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout

    assert said(EMPTIED + NAMES) == said(NAMES)
