"""THIRD_PARTY.md: what of others is inside the packages, which version, under which licence, from where."""

import platform
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from installer import contents

FILE = contents.ROOT / "THIRD_PARTY.md"
# What the packages do not say of themselves in a form that can be read.
_LICENCES = {
    "pyrage": "MIT",
    "sqlcipher3": "Zlib（内含 SQLCipher：BSD-3-Clause；SQLite：公有领域；OpenSSL：Apache-2.0）",
    "click-default-group": "Unlicense",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0（内含 PDFium：BSD-3-Clause/Apache-2.0）",
    "reportlab": "BSD-3-Clause",
}

# Libraries of the building machine that are linked with what is inside: their file names' beginnings.
LIBRARIES = {
    "Python": (("libpython3", "python3"), "PSF-2.0", "https://www.python.org/"),
    "PyInstaller（启动器）": ((), "GPL-2.0 附例外：打包出的程序不受其约束", "https://pyinstaller.org/"),
    "OpenSSL": (("libcrypto", "libssl"), "Apache-2.0（1.1.1 版：OpenSSL）", "https://www.openssl.org/"),
    "SQLite": (("libsqlite3.so",), "公有领域", "https://sqlite.org/"),
    "ICU": (("libicu",), "Unicode-3.0", "https://icu.unicode.org/"),
    "Qt": (("libQt6", "Qt6"), "LGPL-3.0-only", "https://www.qt.io/"),
    "PySide": (
        ("libpyside6", "libshiboken6", "pyside6", "shiboken6"),
        "LGPL-3.0-only",
        "https://pyside.org/",
    ),
    "fcitx-qt5（Linux 的输入法插件）": ((), "BSD-3-Clause", "https://github.com/fcitx/fcitx-qt5"),
    "Microsoft Visual C++ 运行库（Windows）": (
        ("VCRUNTIME", "MSVCP"),
        "Microsoft 许可条款，可随程序分发",
        "https://visualstudio.microsoft.com/license-terms/",
    ),
    "zlib": (("libz.so",), "Zlib", "https://zlib.net/"),
    "bzip2": (("libbz2.so",), "bzip2-1.0.6", "https://sourceware.org/bzip2/"),
    "XZ Utils": (("liblzma",), "0BSD", "https://tukaani.org/xz/"),
    "Zstandard": (("libzstd",), "BSD-3-Clause", "https://facebook.github.io/zstd/"),
    "Brotli": (("libbrotli",), "MIT", "https://github.com/google/brotli"),
    "libffi": (("libffi",), "MIT", "https://sourceware.org/libffi/"),
    "libuuid": (("libuuid",), "BSD-3-Clause", "https://github.com/util-linux/util-linux"),
    "GCC 运行库": (
        ("libgcc_s", "libstdc++"),
        "GPL-3.0-or-later WITH GCC-exception-3.1",
        "https://gcc.gnu.org/",
    ),
    "FreeType": (("libfreetype",), "FTL", "https://freetype.org/"),
    "fontconfig": (
        ("libfontconfig",),
        "HPND-sell-variant",
        "https://www.freedesktop.org/wiki/Software/fontconfig/",
    ),
    "Expat": (("libexpat",), "MIT", "https://libexpat.github.io/"),
    "libpng": (("libpng",), "libpng-2.0", "http://www.libpng.org/"),
    "libjpeg-turbo": (("libjpeg",), "IJG AND BSD-3-Clause AND Zlib", "https://libjpeg-turbo.org/"),
    "libtiff": (("libtiff",), "libtiff", "https://libtiff.gitlab.io/libtiff/"),
    "OpenJPEG": (("libopenjp2",), "BSD-2-Clause", "https://www.openjpeg.org/"),
    "libxcb、xcb-util": (("libxcb",), "MIT", "https://xcb.freedesktop.org/"),
    "libxkbcommon": (("libxkbcommon",), "MIT", "https://xkbcommon.org/"),
    "libXau、libXdmcp": (("libXau", "libXdmcp"), "MIT", "https://www.x.org/"),
    "libbsd、libmd": (("libbsd", "libmd"), "BSD-3-Clause", "https://libbsd.freedesktop.org/"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A package of Python that is inside."""

    name: str
    version: str
    licence: str
    home: str


def parts() -> list[Part]:
    """Give every package that the program asks for, and what those ask for in turn, by name."""
    project = tomllib.loads((contents.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting: list[list[str]] = [project["dependencies"]]
    seen: set[str] = set()
    left = set(map(canonicalize_name, contents.LEFT_OUT))
    while waiting:
        for line in waiting.pop():
            asked = Requirement(line)
            name = canonicalize_name(asked.name)
            if name in left:
                continue
            if name not in seen and (asked.marker is None or asked.marker.evaluate({"extra": ""})):
                seen.add(name)
                waiting.append(metadata.requires(name) or [])
    return [_part(name) for name in sorted(seen)]


def _part(name: str) -> Part:
    about = metadata.metadata(name)
    known = [
        one.rpartition(" :: ")[2] for one in about.get_all("Classifier") or [] if one.startswith("License")
    ]
    licence = (
        _LICENCES.get(name)
        or _one(about, "License-Expression")
        or _one(about, "License")
        or " / ".join(known)
    )
    if not licence or "\n" in licence:
        raise ValueError(f"{name} does not say its licence; look it up and put it into _LICENCES")
    return Part(about["Name"], metadata.version(name), licence, _home(about))


def _one(about: metadata.PackageMetadata, key: str) -> str:
    return next(iter(about.get_all(key) or []), "").strip()


def _home(about: metadata.PackageMetadata) -> str:
    links = dict(re.split(r",\s*", line, maxsplit=1) for line in about.get_all("Project-URL") or [])
    named = {key.lower(): link for key, link in links.items()}
    for key in ("homepage", "home", "repository", "source", "source code"):
        if key in named:
            return named[key]
    return _one(about, "Home-page") or next(iter(links.values()), "")


def text() -> str:
    """Write the page; it says the same on every machine that has what requirements.lock pins."""
    lines = [
        "# 五有安装包里的第三方软件和字体",
        "",
        "由 `python3 dev.py build third-party` 生成，不要手改。各许可的全文在安装包的 `licenses` 文件夹里。",
        "PySide6 和 Qt 按 LGPL-3.0 使用：它们是文件夹里单独的共享库，可以换成自己编译的版本。",
        "",
        "## Python 软件包",
        "",
        "| 名称 | 版本 | 许可 | 主页 |",
        "|---|---|---|---|",
        *(f"| {one.name} | {one.version} | {one.licence} | {one.home} |" for one in parts()),
        "",
        "## 共享库和解释器",
        "",
        "版本由打包的机器决定，写在安装包的 `LIBRARIES.txt` 里。",
        "",
        "| 名称 | 许可 | 主页 |",
        "|---|---|---|",
        *(f"| {name} | {licence} | {home} |" for name, (_, licence, home) in LIBRARIES.items()),
        "",
        "## 字体",
        "",
        *_fonts(),
        "",
    ]
    return "\n".join(lines)


def _fonts() -> list[str]:
    said = (contents.ROOT / "resources" / "fonts" / "SOURCES.md").read_text(encoding="utf-8")
    rows = [line for line in said.splitlines() if line.startswith("|")][2:]
    return ["| 文件 | 来自 | 许可 |", "|---|---|---|", *rows]


def unnamed(folder: Path) -> list[str]:
    """Give the shared libraries of a frozen folder that this page does not name.

    Modules of a Python package are named by their package.
    """
    starts = tuple(start for names, _, _ in LIBRARIES.values() for start in names)
    inner = folder / "_internal"
    return sorted(
        path.name
        for path in (*inner.rglob("*.so*"), *inner.rglob("*.dll"))
        if path.parent.name in ("_internal", "lib", "pillow.libs", "PySide6", "shiboken6")
        and "cpython" not in path.name
        and not path.name.endswith(".abi3.so")
        and not path.name.startswith(starts)
    )


def libraries(folder: Path) -> str:
    """List the shared libraries of a frozen folder with the interpreter's version, one a line."""
    inner = folder / "_internal"
    found = [*inner.rglob("lib*.so*"), *inner.rglob("*.dll")]
    names = sorted({path.name for path in found if not path.is_symlink()})
    return "\n".join([f"Python {platform.python_version()}", *names, ""])


def licences() -> Iterator[tuple[str, Path]]:
    """Give the files of licences that the packages brought: where each goes, and where it lies."""
    for one in parts():
        for file in metadata.files(one.name) or []:
            if re.search(
                r"licen[cs]e|copying|notice|authors", file.name, re.IGNORECASE
            ) and ".dist-info" in str(file):
                yield f"{one.name}/{file.name}", Path(str(file.locate()))
    for path in sorted((contents.ROOT / "resources" / "fonts" / "LICENSES").iterdir()):
        yield f"fonts/{path.name}", path


def write() -> None:
    """Write the page anew."""
    FILE.write_text(text(), encoding="utf-8")
