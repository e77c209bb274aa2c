"""Cut ICU's data down to Chinese, English and what belongs to no language.

Qt on Linux brings all of ICU's data, 31 MB of it, for sorting and for reading old encodings. The numbers,
dates and words of other languages go; every table of characters that is asked for by number stays.
"""

import re
import struct
import subprocess
from pathlib import Path

# Languages by their tag; `root` and everything that is no locale match nothing here and stay.
_LANGUAGE = re.compile(r"(?:.*/)?([a-z]{2,3})(?:_[A-Za-z0-9_]+)?\.res$")
_KEPT_LANGUAGES = {"zh", "en"}
# Of the tables of encodings those that Chinese files have been written in.
_ENCODING = re.compile(r"(?:.*/)?(?P<name>[^/]+)\.cnv$")
_KEPT_ENCODINGS = re.compile(
    r"gb|euc-cn|noop-gb|windows-936|windows-950|ibm-(1386|5478|1383|1392|1252|1373)|big5"
)
# What Qt has tables of its own for: where words and lines end, the names of money, units, languages, lands
# and times. Beside it how scripts are written in another, what characters are called and which look alike.
_OTHER = re.compile(r"(brkitr|curr|unit|lang|region|zone|translit)/|unames\.icu$|confusables\.cfu$")


def is_kept(name: str) -> bool:
    """Say whether an item of the data, named like `icudt73l/coll/zh.res`, stays."""
    inner = name.partition("/")[2]
    if _OTHER.match(inner):
        return False
    if language := _LANGUAGE.match(inner):
        return language[1] in _KEPT_LANGUAGES
    if encoding := _ENCODING.match(inner):
        return bool(_KEPT_ENCODINGS.match(encoding["name"]))
    return True


def cut(data: bytes) -> bytes:
    """Give a package of ICU's common data with only the items that stay; raise ValueError if it is none.

    Header, then a count, pairs of offsets of name and item from the count on, the names, the items.
    """
    header, magic = struct.unpack_from("<H2s", data)
    if magic != b"\xda\x27" or data[12:16] != b"CmnD":
        raise ValueError("not a package of ICU's common data")
    (count,) = struct.unpack_from("<I", data, header)
    pairs = [struct.unpack_from("<II", data, header + 4 + 8 * at) for at in range(count)]
    ends = [start for _, start in pairs[1:]] + [len(data) - header]
    kept = []
    for (name_at, start), end in zip(pairs, ends, strict=True):
        name = data[header + name_at : data.index(b"\0", header + name_at)]
        if is_kept(name.decode("ascii")):
            kept.append((name, data[header + start : header + end]))
    names_at = 4 + 8 * len(kept)
    names, table, items = b"", b"", b""
    at = _round(names_at + sum(len(name) + 1 for name, _ in kept))
    for name, item in kept:
        table += struct.pack("<II", names_at + len(names), at + len(items))
        names += name + b"\0"
        items += item + b"\0" * (_round(len(item)) - len(item))
    body = struct.pack("<I", len(kept)) + table + names
    return data[:header] + body + b"\0" * (at - len(body)) + items


def _round(length: int) -> int:
    """Round up to where ICU wants an item to begin."""
    return -(-length // 16) * 16


def shrink(library: Path, work: Path) -> None:
    """Put a library of the same name and the cut data in place of `libicudata.so.NN`."""
    said = subprocess.run(
        ["readelf", "-W", "--dyn-syms", library], capture_output=True, text=True, check=True
    )
    found = re.search(r"([0-9a-f]{16})\s+(\w+) OBJECT\s+GLOBAL DEFAULT\s+\d+ (icudt\d+_dat)", said.stdout)
    if not found:
        raise ValueError(f"{library.name} has no data of ICU")
    # One segment from the file's start, so an address is a place in the file.
    place, symbol = int(found[1], 16), found[3]
    data = library.read_bytes()[place : place + int(found[2], 0)]
    work.mkdir(parents=True, exist_ok=True)
    (work / "icu.dat").write_bytes(cut(data))
    (work / "icu.s").write_text(
        f".section .rodata\n.balign 16\n.globl {symbol}\n.type {symbol}, %object\n"
        f'{symbol}:\n.incbin "icu.dat"\n'
        f'.size {symbol}, . - {symbol}\n.section .note.GNU-stack, "", %progbits\n',
        encoding="ascii",
    )
    subprocess.run(["as", "-o", "icu.o", "icu.s"], check=True, cwd=work)
    made = ["-shared", "-z", "noexecstack", "-soname", library.name, "-o", library.name]
    subprocess.run(["ld", *made, "icu.o"], check=True, cwd=work)
    library.unlink()
    (work / library.name).rename(library)
