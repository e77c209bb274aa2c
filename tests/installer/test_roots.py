"""Bare systems to build and try in: where they come from."""

from pathlib import Path

import pytest

from installer import roots


def sources(folder: Path, **files: str) -> Path:
    (folder / "sources.list.d").mkdir()
    for name, text in files.items():
        (folder / "sources.list.d" / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return folder


def test_the_mirror_is_the_one_this_machine_is_set_up_for(tmp_path: Path) -> None:
    text = (
        "Types: deb\n# http://old.invalid/debian/\nURIs: http://near.invalid/debian/\nSuites: bookworm\n\n"
        "Types: deb\nURIs: http://near.invalid/debian-security\n"
    )
    place = sources(tmp_path, debian_sources=text, other_list="deb http://other.invalid/tool stable main\n")
    assert roots.mirrors(place) == ("http://near.invalid/debian", "http://near.invalid/debian-security")


def test_a_list_of_one_line_each_is_read_too(tmp_path: Path) -> None:
    place = sources(tmp_path)
    (place / "sources.list").write_text(
        "deb [signed-by=/k] https://far.invalid/mirror/debian bookworm main\n", encoding="utf-8"
    )
    assert roots.mirrors(place) == (
        "https://far.invalid/mirror/debian",
        "https://far.invalid/mirror/debian-security",
    )


def test_a_machine_without_debian_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="knows no Debian mirror"):
        roots.mirrors(sources(tmp_path, other_list="deb http://other.invalid/tool stable main\n"))
