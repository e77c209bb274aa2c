"""Write the sheets that villages send: invented people in every mess the catalogue knows."""

import io
import random
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import xlsxwriter
import xlwt

from app.sheets.workbooks import Sheet

TODAY = "2026-11-22"
NATIONAL = (
    *("序号", "姓名", "所在党支部", "公民身份证号", "性别", "民族", "出生日期", "学历", "人员类别"),
    *(" 加入党组织日期", "转为正式党员日期", "工作岗位", "手机号", "固定电话", "家庭住址", "党籍状态"),
    *("是否为\n失联党员", "失去联系日期", "是否为\n流动党员", "外出流向"),
)
FOOTNOTE = "注：此表可从系统导出或从共产党员网下载，不可自行制作。"
_SURNAMES = "王李张刘陈杨黄赵吴周"
_GIVEN = "伟芳娜敏静秀丽强磊军洋勇艳杰娟涛明超兰霞平刚"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

Merged = Sequence[tuple[int, int, int, int]]


@dataclass(frozen=True)
class Person:
    """Somebody invented; every date, digit and gender agrees."""

    name: str
    id_number: str
    gender: str
    born: date
    joined: date
    phone: str

    @property
    def confirmed(self) -> date:
        return self.joined + timedelta(days=366)


def with_check_digit(first17: str) -> str:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first17, strict=True))
    return first17 + "10X98765432"[total % 11]


def people(count: int, seed: int = 2) -> list[Person]:
    """Invent people; ID numbers end in anything but 000, the phones are of no assigned range."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        born = date(1950, 1, 2) + timedelta(days=chance.randrange(15000))
        order = chance.randrange(1, 99) * 10 + number % 9 + 1
        name = chance.choice(_SURNAMES) + "".join(chance.choice(_GIVEN) for _ in range(1 + number % 2))
        found.append(
            Person(
                name=name,
                id_number=with_check_digit(f"350999{born:%Y%m%d}{order:03d}"),
                gender="男" if order % 2 else "女",
                born=born,
                joined=born + timedelta(days=9000 + chance.randrange(3000)),
                phone=f"199{chance.randrange(10**8):08d}",
            )
        )
    return found


def plain_rows(everybody: Sequence[Person], branch: str = "中共平安镇前村支部委员会") -> list[list[object]]:
    """Set people under six headings, as text."""
    head: list[object] = ["姓名", "身份证号", "所在党支部", "入党时间", "手机号", "备注"]
    return [head, *([p.name, p.id_number, branch, p.joined.isoformat(), p.phone, ""] for p in everybody)]


def sheet(
    rows: Sequence[Sequence[object]], merged: Merged = (), name: str = "名册", hidden: bool = False
) -> Sheet:
    """Make a sheet as the reader would hand it over."""
    width = max((len(row) for row in rows), default=0)
    return Sheet(
        name=name,
        rows=tuple((*row, *[""] * (width - len(row))) for row in rows),
        merged=tuple(merged),
        hidden=hidden,
    )


def xlsx(path: Path, rows: Sequence[Sequence[object]], merged: Merged = (), name: str = "名册") -> Path:
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_urls": False}) as book:
        # The same rows are the same file, whenever they are written.
        book.set_properties({"created": datetime(2000, 1, 1)})
        page = book.add_worksheet(name)
        day = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
        for top, left, bottom, right in merged:
            page.merge_range(top, left, bottom, right, "")
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(at, column, value, day)
                elif value != "":
                    page.write(at, column, value)
    return path


def national_rows(everybody: Sequence[Person], branch: str, first: int = 1) -> list[list[object]]:
    """Set people as the national form does: coded labels, real dates, the mobile as a number."""
    rows: list[list[object]] = []
    for at, p in enumerate(everybody):
        name = p.name if len(p.name) > 2 else f"{p.name[0]}  {p.name[1]}"
        row: list[object] = [float(first + at), name, branch, p.id_number, p.gender, "01 汉族", p.born]
        row += ["6 普通高中", "正式党员", p.joined, p.confirmed, "11 农牧渔业生产人员", float(p.phone)]
        row += ["0593-7654321" if at % 2 else "  ", f"平安镇前村{at + 1}号", "正常", "否", "", "否", ""]
        rows.append(row)
    return rows


def national(path: Path, villages: Sequence[tuple[str, Sequence[Person]]]) -> Path:
    """Write the national 党员基本信息汇总表 as .xls: a sheet a village, code lists behind them."""
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"')
    for name, everybody in villages:
        page = book.add_sheet(name)
        page.write_merge(0, 0, 0, 19, "党员基本信息汇总表")
        page.write(1, 0, "基层党委：")
        page.write(1, 15, "汇总日期：")
        page.write(1, 16, "2017年   7 月    31 日")
        for column, heading in enumerate(NATIONAL):
            if column in (12, 13):
                page.write(3, column, heading)
            else:
                page.write_merge(2, 3, column, column, heading)
        page.write_merge(2, 2, 12, 13, "联系电话")
        for at, row in enumerate(national_rows(everybody, f"中共平安镇{name.strip()}支部委员会"), start=4):
            for column, value in enumerate(row):
                page.write(at, column, value, day if isinstance(value, date) else xlwt.Style.default_style)
        end = 4 + len(everybody)
        page.write_merge(end, end, 0, 19, FOOTNOTE)
    for name, codes in {
        "民族": ("01 汉族", "02 蒙古族"),
        "学历": ("6 普通高中", "7 初中"),
        "工作岗位": ("11 农牧渔业生产人员",),
    }.items():
        page = book.add_sheet(name)
        for at, code in enumerate(codes):
            page.write(at, 0, code)
    book.save(str(path))
    return path


def ods(path: Path, table: str) -> Path:
    """Write an OpenDocument sheet whose table holds the given XML rows."""
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="名册">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return path


def repacked(path: Path, target: Path, changes: dict[str, bytes]) -> Path:
    """Copy a workbook with some of its parts exchanged or added."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in changes:
                new.writestr(info.filename, old.read(info.filename))
        for name, data in changes.items():
            new.writestr(name, data)
    return target


def compound(*streams: str) -> bytes:
    """Give the bytes of an OLE compound file with nothing in its streams."""
    entries = b""
    for name, kind in [("Root Entry", 5), *((stream, 2) for stream in streams)]:
        wide = name.encode("utf-16-le") + b"\x00\x00"
        entry = wide.ljust(64, b"\x00") + len(wide).to_bytes(2, "little") + bytes([kind, 1])
        entries += entry + b"\xff" * 12 + b"\x00" * (128 - len(entry) - 12)
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head[24:34] = bytes.fromhex("3e000300feff09000600")
    head[44:48] = (1).to_bytes(4, "little")
    head[48:52] = (1).to_bytes(4, "little")
    head[60:64] = head[68:72] = b"\xfe\xff\xff\xff"
    head[76:512] = b"\x00\x00\x00\x00" + b"\xff" * 432
    table = b"\xfd\xff\xff\xff\xfe\xff\xff\xff" + b"\xff" * 504
    return bytes(head) + table + entries.ljust(512 * -(-len(entries) // 512), b"\x00")


def worksheet(cells: str) -> bytes:
    """Give a worksheet part around the given rows."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    ).encode()


def xls(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("名册")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            page.write(at, column, value)
    stream = io.BytesIO()
    book.save(stream)
    path.write_bytes(stream.getvalue())
    return path
