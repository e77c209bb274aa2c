"""THIRD_PARTY.md says what requirements.lock pins."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from installer import third_party

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")


def test_the_page_is_what_would_be_written_now() -> None:
    assert third_party.text() == PAGE


def test_the_page_names_what_the_lock_pins_in_the_same_version() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {
        (canonicalize_name(name), version)
        for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock, re.M)
    }
    named = {
        (canonicalize_name(name), version)
        for name, version in re.findall(r"^\| ([\w-]+) \| (\d[\w.]*) \|", PAGE, re.M)
    }
    assert named <= pinned
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    assert asked <= {name for name, _ in named}


def test_every_part_has_a_licence_and_a_home_and_brings_its_words() -> None:
    parts = third_party.parts()
    assert all(part.licence and part.home.startswith("https://") for part in parts)
    texts = dict(third_party.licences())
    assert all(path.is_file() for path in texts.values())
    assert {"fonts/Noto-OFL.txt", "cryptography/LICENSE.BSD"} <= texts.keys()


def test_a_font_is_named_with_its_licence() -> None:
    for font in (ROOT / "resources" / "fonts").glob("Px*"):
        assert re.search(rf"^\| {re.escape(font.name)} \| .+ \| .+ \|$", PAGE, re.M), font.name


def test_a_library_nobody_knows_is_told(tmp_path: Path) -> None:
    inner = tmp_path / "_internal"
    inner.mkdir()
    for name in ("libz.so.1", "libstrange.so.3", "_x.cpython-311-x86_64-linux-gnu.so", "Qt.abi3.so"):
        (inner / name).write_bytes(b"")
    assert third_party.unnamed(tmp_path) == ["libstrange.so.3"]


def test_a_package_without_a_licence_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    about = tmp_path / "nameless_thing-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: nameless-thing\nVersion: 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ValueError, match="nameless-thing does not say its licence"):
        third_party._part("nameless-thing")
