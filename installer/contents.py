"""What goes into the frozen folder and what is kept out of it; read by the spec and by the tests."""

import re
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
NAME = "wuyou"
WINDOW = "wuyou-window"
"""The two programs of the one folder: the command line, and the window that a double click opens."""
BARE = "bare-window"
"""What is frozen beside it to be measured, and never given out."""

PACKAGES = ("app", "db")
"""Collected whole: commands, pages and facts are looked up by name, where PyInstaller cannot follow."""

DATA = (("resources", "resources"), ("db/rules", "db/rules"))
"""Folders of data beside the modules: from the project, to the frozen folder."""

PACKED_FONTS = ("PxSong.ttf", "PxBiaoSong.ttf", "PxFangSong.ttf", "PxKai.ttf")
"""Faces that only papers are set in; app.papers.fonts unpacks them. PxHei is read by Qt too."""

EMPTIED = {"pypinyin/phrases_dict.json": "{}"}
"""Data that a library insists on reading and we never ask for: how phrases are read, where we read names."""

# Imported somewhere by a library for a use that is not ours, and heavy or never wanted on a clerk's machine.
LEFT_OUT = (
    "tkinter",
    "pydoc",
    "doctest",
    "test",
    "lib2to3",
    "ensurepip",
    "setuptools",
    "pip",
    "pkg_resources",
    "numpy",
    "pandas",
    "matplotlib",
    "IPython",
    "pytest",
    "hypothesis",
    "lxml.objectify",
    "lxml.html",
    "lxml.isoschematron",
    "PIL._avif",
    "PIL._webp",
    "PIL._imagingtk",
    "PIL._imagingcms",
    "PIL.AvifImagePlugin",
    "PIL.WebPImagePlugin",
    "PIL.ImageTk",
    "PIL.ImageQt",
    # db hands sqlcipher3 to sqlite-utils; door.py answers to the other name.
    "sqlite3",
    "_sqlite3",
    "charset_normalizer",
    "pycparser",
    "asyncio",
    "multiprocessing",
    "unittest",
    "xmlrpc",
    # Japanese and Korean files.
    "_codecs_jp",
    "_codecs_kr",
    "_codecs_iso2022",
    "PySide6.QtDBus",
    "PySide6.QtNetwork",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtOpenGL",
    "PySide6.QtSql",
    "PySide6.QtTest",
)

# Qt's plugins that the program needs, by folder. Everything else of Qt's plugins stays outside.
PLUGINS = {
    "platforms": {"qxcb", "qoffscreen", "qwindows"},
    "platforminputcontexts": {
        "composeplatforminputcontextplugin",
        "ibusplatforminputcontextplugin",
        "fcitxplatforminputcontextplugin",
        "fcitx5platforminputcontextplugin",
    },
    "iconengines": {"qsvgicon"},
    "imageformats": {"qjpeg", "qsvg", "qico"},
    "printsupport": {"cupsprintersupport", "windowsprintersupport"},
    "platformthemes": {"qxdgdesktopportal"},
    "styles": {"qmodernwindowsstyle"},
}
TRANSLATIONS = {"qtbase_zh_CN.qm", "qt_zh_CN.qm"}

# What every desktop with a screen has, in a version that fits its own drivers and daemons; ours would only be
# older. The package depends on them by name (see linux/control); printing without CUPS there is none anyway.
FROM_SYSTEM = (
    "libcups.so.2",
    "libdbus-1.so.3",
    "libglib-2.0.so.0",
    "libgio-2.0.so.0",
    "libgobject-2.0.so.0",
    "libgthread-2.0.so.0",
    "libgmodule-2.0.so.0",
    "libX11.so.6",
    "libX11-xcb.so.1",
    "libxcb.so.1",
    "libEGL.so.1",
    "libGL.so.1",
    "libSM.so.6",
    "libICE.so.6",
)

# Of Qt for Windows: its own drawing in three dimensions, 20 MB, for a computer without drivers, where we draw
# none; and its network, which nothing in the folder is linked with.
UNUSED = ("opengl32sw.dll", "Qt6Network.dll")

Line = tuple[str, str, str]
"""A file as PyInstaller lists it: target, source, kind."""


def is_wanted(target: str) -> bool:
    """Say whether a file that PyInstaller found belongs into the folder, by the place it would get."""
    path = PurePosixPath(target.replace("\\", "/"))
    parts = path.parts
    if "plugins" in parts and "PySide6" in parts:
        kind = parts[parts.index("plugins") + 1]
        return path.stem.removeprefix("lib") in PLUGINS.get(kind, set())
    if "translations" in parts and "PySide6" in parts:
        return path.name in TRANSLATIONS
    if "default-docx-template" in parts:
        return False  # python-docx opens the same thing packed, default.docx beside it
    return path.name not in FROM_SYSTEM and path.name not in UNUSED and path.suffix != ".pyi"


def trimmed(found: Iterable[Line]) -> list[Line]:
    """Give the lines of PyInstaller that belong into the folder."""
    return [line for line in found if is_wanted(line[0])]


def reached(found: Iterable[Line], needs: Callable[[str], Iterable[str]]) -> list[Line]:
    """Leave out the libraries that nothing in the folder asks for once it is trimmed.

    `needs` gives the file names that a library or program at a path is linked with. Libraries came only
    because something else wanted them; plugins and modules of Python stand by themselves.
    """
    lines = list(found)
    sources = {PurePosixPath(target).name: source for target, source, kind in lines if kind != "SYMLINK"}
    waiting = [source for target, source, kind in lines if kind != "SYMLINK" and not _is_library(target)]
    asked: set[str] = set()
    while waiting:
        new = [name for name in needs(waiting.pop()) if name in sources and name not in asked]
        asked.update(new)
        waiting += [sources[name] for name in new]
    return [line for line in lines if not _is_library(line[0]) or PurePosixPath(line[0]).name in asked]


def linked(source: str) -> list[str]:
    """Give what a library or program at a path is linked with itself.

    Not PyInstaller's own `bindepend`: that asks ldd, which names what a library needs through others too.
    """
    said = subprocess.run(["readelf", "-d", source], capture_output=True, text=True, check=True).stdout
    return re.findall(r"\(NEEDED\).*\[(.+)\]", said)


def _is_library(target: str) -> bool:
    """Tell a library of the system's or Qt's by its place; Python's own always stays."""
    path = PurePosixPath(target)
    if path.name.startswith("libpython") or ".so." not in path.name:
        return False
    return path.parent in (PurePosixPath("."), PurePosixPath("PySide6/Qt/lib"))


def modules() -> list[str]:
    """Name every module of the program, packages included, as it is imported."""
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return found


def data() -> list[tuple[str, str]]:
    """Give the folders of data as PyInstaller wants them: (source, target)."""
    return [(str(ROOT / source), target) for source, target in DATA]
