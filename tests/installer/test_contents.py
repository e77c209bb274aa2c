"""What the frozen folder takes in: every module, every folder of data, and of Qt only what is used."""

import ast
from collections.abc import Iterable
from pathlib import Path

from app.cli import root
from installer import contents

ROOT = Path(__file__).resolve().parents[2]


def test_every_module_of_the_program_is_collected() -> None:
    named = set(contents.modules())
    files = [path for room in ("app", "db") for path in (ROOT / room).rglob("*.py")]
    assert len(named) == len(files) > 300
    assert set(root._NOUNS.values()) <= named
    assert {"app.__main__", "app.sheets.parser", "app.ui.pages.certificates", "db.steps.m001"} <= named


def test_every_file_that_is_not_a_module_lies_in_a_folder_of_data() -> None:
    carried = [ROOT / source for source, _ in contents.DATA]
    beside = [
        path.relative_to(ROOT).as_posix()
        for room in ("app", "db", "resources")
        for path in (ROOT / room).rglob("*")
        if path.is_file()
        and path.suffix not in (".py", ".pyc")
        and not any(map(path.is_relative_to, carried))
    ]
    # The schema is written out for people to read; no program opens it.
    assert beside == ["db/schema.sql"]


def test_data_lies_where_the_program_looks_for_it() -> None:
    assert dict(contents.DATA) == {"resources": "resources", "db/rules": "db/rules"}
    assert all((ROOT / source).is_dir() for source, _ in contents.DATA)


def imported(path: Path) -> set[str]:
    """Give every module a file may mean by its imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_nothing_left_out_is_imported_by_the_program() -> None:
    used = set().union(*(imported(path) for room in ("app", "db") for path in (ROOT / room).rglob("*.py")))
    assert {"lxml.etree", "PIL.Image", "PySide6.QtSvg"} <= used
    assert {
        name for name in used for left in contents.LEFT_OUT if name == left or name.startswith(f"{left}.")
    } == set()


def test_of_qt_only_what_a_desk_needs_comes_along() -> None:
    plugins = "PySide6/Qt/plugins"
    for kept in (
        f"{plugins}/platforms/libqxcb.so",
        f"{plugins}/platforms/libqoffscreen.so",
        f"{plugins}/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/Qt/translations/qtbase_zh_CN.qm",
        "PySide6/Qt/lib/libQt6Core.so.6",
        "resources/fonts/PxHei.ttf",
        "db/rules/hours/x.toml",
    ):
        assert contents.is_wanted(kept), kept
    for left in (
        f"{plugins}/platforms/libqwayland-generic.so",
        f"{plugins}/tls/libqopensslbackend.so",
        f"{plugins}/platformthemes/libqgtk3.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "libcups.so.2",
    ):
        assert not contents.is_wanted(left), left


def test_a_library_nobody_is_linked_with_stays_outside() -> None:
    links = {
        "/q/libqxcb.so": ["libxcb-cursor.so.0", "libX11.so.6"],
        "/s/libxcb-cursor.so.0": ["libxcb-util.so.1"],
    }

    def needs(source: str) -> Iterable[str]:
        return links.get(source, [])

    found = [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "/q/libqxcb.so", "BINARY"),
        ("libxcb-cursor.so.0", "/s/libxcb-cursor.so.0", "BINARY"),
        ("libxcb-util.so.1", "/s/libxcb-util.so.1", "BINARY"),
        ("PySide6/Qt/lib/libQt6Network.so.6", "/q/libQt6Network.so.6", "BINARY"),
        ("libQt6Network.so.6", "PySide6/Qt/lib/libQt6Network.so.6", "SYMLINK"),
        ("libpython3.11.so.1.0", "/p/libpython3.11.so.1.0", "BINARY"),
        ("_cffi_backend.cpython-311-x86_64-linux-gnu.so", "/p/_cffi.so", "EXTENSION"),
    ]
    assert [line[0] for line in contents.reached(found, needs)] == [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "libxcb-cursor.so.0",
        "libxcb-util.so.1",
        "libpython3.11.so.1.0",
        "_cffi_backend.cpython-311-x86_64-linux-gnu.so",
    ]
