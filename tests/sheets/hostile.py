"""Files built to hurt whoever opens them, and files that were hurt on the way."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.sheets import binary, messes

MIB = 1024 * 1024
LARGE = 100
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
_HIDDEN = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r = "XFD1048576"><v>1</v></c></row>'
_STYLES = '<row r="1"><c r="A1" t="str"><v>姓名</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
_LAUGHS = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))


def built(folder: Path, *, size: int) -> Iterator[tuple[str, Path]]:
    """Build each file that is meant to hurt, by what it does; the bombs unpack to `size` MiB."""
    book = messes.xlsx(folder / "whole.xlsx", messes.plain_rows(messes.people(20)))
    parts = {
        "空格炸弹": (SHEET, lambda: messes.worksheet(" " * (size * MIB))),
        "格子炸弹": (
            SHEET,
            lambda: messes.worksheet("<row>" + "<c><v>1</v></c>" * (size * 60_000) + "</row>"),
        ),
        "最远的格子": (SHEET, lambda: messes.worksheet(_FAR)),
        "藏起来的最远格子": (SHEET, lambda: messes.worksheet(_HIDDEN)),
        "最远处只有样式": (SHEET, lambda: messes.worksheet(_STYLES)),
        "十亿次大笑": (STRINGS, lambda: _with_type(f'<!ENTITY l0 "哈">{_LAUGHS}', "&l9;")),
        "二次膨胀": (STRINGS, lambda: _with_type(f'<!ENTITY l "{"哈" * 10_000}">', "&l;" * 10_000)),
        "外部实体": (STRINGS, lambda: _with_type('<!ENTITY l SYSTEM "file:///etc/passwd">', "&l;")),
        "不声明的实体": (STRINGS, lambda: _strings("&l9;")),
        "嵌套很深": (SHEET, lambda: messes.worksheet("<c>" * 200_000 + "</c>" * 200_000)),
        "没有尽头的元素": (SHEET, lambda: messes.worksheet("<c>" * 2_000_000)),
        "合并区一百万": (SHEET, lambda: _merged(1_000_000)),
        "合并区越界": (SHEET, lambda: _merged(1, "A1:ZZZZZZ99999999999")),
        "字符串号越界": (SHEET, lambda: messes.worksheet('<row><c t="s"><v>99999999</v></c></row>')),
        "很长的一格": (SHEET, lambda: messes.worksheet(f'<row><c t="str"><v>{"1" * 5 * MIB}</v></c></row>')),
        "行号很大": (SHEET, lambda: messes.worksheet('<row r="4294967295"><c><v>1</v></c></row>')),
        "工作表缺失": (
            "xl/workbook.xml",
            lambda: b'<workbook><sheets><sheet r:id="rId9"/></sheets></workbook>',
        ),
    }
    for name, (part, content) in parts.items():
        yield name, messes.repacked(book, folder / "hostile.xlsx", {part: content()})
    yield from ((name, make(folder)) for name, make in _OTHERS.items())
    if size >= LARGE:
        yield "近六百万格", _full_of_cells(folder)


def _with_type(entities: str, text: str) -> bytes:
    head = f'<?xml version="1.0"?><!DOCTYPE sst [{entities}]>'
    return f'{head}<sst xmlns="{_MAIN}"><si><t>{text}</t></si></sst>'.encode()


def _strings(text: str) -> bytes:
    return f'<?xml version="1.0"?><sst xmlns="{_MAIN}"><si><t>{text}</t></si></sst>'.encode()


def _merged(count: int, area: str = "A1:C3") -> bytes:
    areas = f'<mergeCell ref="{area}"/>' * count
    row = '<row r="1"><c r="A1" t="str"><v>姓名</v></c></row>'
    return messes.worksheet(row).replace(
        b"</sheetData>", f"</sheetData><mergeCells>{areas}</mergeCells>".encode()
    )


def _repeated(folder: Path) -> Path:
    """Repeat one cell over a whole sheet, as OpenDocument can in a few bytes."""
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'  # noqa: E501
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    return messes.ods(folder / "hostile.ods", row)


def _far_binary(folder: Path) -> Path:
    rows: list[list[object]] = [["姓名"], *[[] for _ in range(60_000)], [*[""] * 16_383, 1.0]]
    return binary.xlsb(folder / "hostile.xlsb", rows)


def _many_entries(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "many.xlsx", "w") as archive:
        for number in range(5000):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", "")
    return folder / "many.xlsx"


def _lying(folder: Path) -> Path:
    """Say of a part that it is small."""
    part = messes.worksheet(" " * (30 * MIB))
    book = messes.xlsx(folder / "whole.xlsx", messes.plain_rows(messes.people(5)))
    bomb = messes.repacked(book, folder / "lying.xlsx", {SHEET: part})
    size, small = len(part).to_bytes(4, "little"), (4000).to_bytes(4, "little")
    bomb.write_bytes(bomb.read_bytes().replace(size, small))
    return bomb


def _written(name: str, data: Callable[[], bytes]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data())
        return path

    return make


def _full_of_cells(folder: Path) -> Path:
    """Fill as many cells as are just allowed, no two alike."""
    path = folder / "full.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("姓名" + "," * 99 + "\n")
        for row in range(59_000):
            file.write(",".join(f"{row * 100 + column:06x}"[-5:] for column in range(100)) + "\n")
    return path


def _archive_in_archive() -> bytes:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0", bytes(20 * MIB))
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("a.zip", inner.getvalue())
    return outer.getvalue()


_OTHERS: dict[str, Callable[[Path], Path]] = {
    "重复单元格的ods": _repeated,
    "最远的格子xlsb": _far_binary,
    "五千个条目": _many_entries,
    "谎报大小": _lying,
    "压缩包里的压缩包": _written("a.xlsx", _archive_in_archive),
    "三十兆逗号": _written("a.csv", lambda: b"," * (30 * MIB)),
    "引号不关": _written("a.csv", lambda: b'a,"' + b"b," * (10 * MIB)),
    "一行三十兆": _written("a.csv", lambda: b"1" * (30 * MIB)),
    "全是换行": _written("a.csv", lambda: b"\n" * (30 * MIB)),
    "全是零": _written("a.xls", lambda: bytes(10 * MIB)),
    "随机字节": _written("a.xls", lambda: random.Random(1).randbytes(2 * MIB)),
    "复合文件头加随机": _written(
        "a.xls", lambda: messes.compound("Workbook") + random.Random(2).randbytes(MIB)
    ),
    "只有文件头": _written("a.xlsx", lambda: b"PK\x03\x04" + bytes(100)),
    "空文件": _written("a.xlsx", lambda: b""),
    "加密的xlsx": _written("a.xlsx", lambda: messes.compound("EncryptionInfo", "EncryptedPackage")),
    "et文件": _written("a.et", lambda: messes.compound("ETExtData")),
    "网页": _written("a.xls", lambda: "<html><table><tr><td>姓名</td></tr></table>".encode("gb18030")),
}


ENDINGS = (".xlsx", ".xls", ".xlsb", ".ods", ".csv")


def originals(folder: Path) -> list[bytes]:
    """Give whole files of every kind, to be hurt."""
    people = messes.people(20)
    rows = messes.plain_rows(people)
    text = "\n".join(",".join(str(cell) for cell in row) for row in rows)
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    table = "".join(f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in rows)
    whole = [
        messes.xlsx(folder / "a.xlsx", rows),
        messes.national(folder / "a.xls", [("前村 ", people)]),
        binary.xlsb(folder / "a.xlsb", rows),
        messes.ods(folder / "a.ods", table),
    ]
    return [*(path.read_bytes() for path in whole), text.encode("gb18030")]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Damage a file: flip bits, change, cut out or double stretches, cut it off, or damage a part inside."""
    if data.startswith(b"PK") and chance.random() < 0.5:
        return _mutated_inside(data, chance)
    changed = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        at = chance.randrange(len(changed))
        what = chance.random()
        if what < 0.4:
            changed[at] ^= 1 << chance.randrange(8)
        elif what < 0.7:
            changed[at] = chance.randrange(256)
        elif what < 0.85:
            del changed[at : at + chance.randint(1, 64)]
        else:
            changed[at:at] = changed[at : at + chance.randint(1, 64)]
        changed = changed or bytearray(b"\0")
    return bytes(changed[: chance.randrange(len(changed))] if chance.random() < 0.1 else changed)


def _mutated_inside(data: bytes, chance: random.Random) -> bytes:
    """Damage one part and pack it again, so that the damage gets past the checksums of the archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name, part in parts.items() if part])
    parts[name] = mutated(parts[name], chance)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, part in parts.items():
            archive.writestr(one, part)
    return target.getvalue()
