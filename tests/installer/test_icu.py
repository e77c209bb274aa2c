"""ICU's data cut down: Chinese sorts as before, and other languages are gone."""

import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import PySide6
import pytest

from installer import icu

NAMES = (
    "icudt73l/brkitr/thaidict.dict",
    "icudt73l/coll/de.res",
    "icudt73l/coll/zh.res",
    "icudt73l/gb18030.cnv",
    "icudt73l/ibm-942_P12A-1999.cnv",
    "icudt73l/likelySubtags.res",
    "icudt73l/root.res",
    "icudt73l/sr_Latn_BA.res",
    "icudt73l/uprops.icu",
    "icudt73l/zh_Hans.res",
)
KEPT = [NAMES[2], NAMES[3], NAMES[5], NAMES[6], NAMES[8], NAMES[9]]


def package(items: dict[str, bytes]) -> bytes:
    """Write items as ICU packs them."""
    header = struct.pack("<H2s", 32, b"\xda\x27") + b"\0" * 8 + b"CmnD" + b"\0" * 16
    names_at = 4 + 8 * len(items)
    items_at = -(-(names_at + sum(len(name) + 1 for name in items)) // 16) * 16
    table, names, body = b"", b"", b""
    for name, item in items.items():
        table += struct.pack("<II", names_at + len(names), items_at + len(body))
        names += name.encode() + b"\0"
        body += item + b"\0" * (-len(item) % 16)
    start = struct.pack("<I", len(items)) + table + names
    return header + start.ljust(items_at, b"\0") + body


def read(data: bytes) -> dict[str, bytes]:
    """Read a package back as ICU does."""
    (header,) = struct.unpack_from("<H", data)
    (count,) = struct.unpack_from("<I", data, header)
    found = {}
    for at in range(count):
        name_at, start = struct.unpack_from("<II", data, header + 4 + 8 * at)
        name = data[header + name_at : data.index(b"\0", header + name_at)].decode()
        assert start % 16 == 0
        found[name] = data[header + start : header + start + 16]
    return found


def test_chinese_and_what_belongs_to_no_language_stay() -> None:
    items = {name: f"<{number}>".encode().ljust(16, b".") for number, name in enumerate(NAMES)}
    cut = read(icu.cut(package(items)))
    assert cut == {name: items[name] for name in KEPT}


def test_what_is_no_package_is_refused() -> None:
    with pytest.raises(ValueError, match="not a package"):
        icu.cut(b"\x7fELF" + b"\0" * 60)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt sorts with the system")
def test_qt_sorts_chinese_by_pinyin_with_the_cut_data(tmp_path: Path) -> None:
    (whole,) = (Path(PySide6.__file__).parent / "Qt" / "lib").glob("libicudata.so.*")
    library = tmp_path / whole.name
    shutil.copyfile(whole, library)
    icu.shrink(library, tmp_path / "work")
    assert library.stat().st_size < whole.stat().st_size / 3
    script = (
        "from PySide6.QtCore import QCollator, QLocale, QStringDecoder\n"
        "order = QCollator(QLocale('zh_CN'))\n"
        "assert ''.join(sorted('张李阿王', key=order.sortKey)) == '阿李王张'\n"
        "assert QStringDecoder('GB18030').isValid()\n"
        "assert not QStringDecoder('Shift_JIS').isValid()  # so it is the cut data that was read\n"
    )
    subprocess.run(
        [sys.executable, "-c", script], check=True, env=os.environ | {"LD_PRELOAD": str(library)}, timeout=300
    )
