"""Whole files in every layout of the catalogue, each in a kind of file that offices send."""

import csv
import io
import random
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import xlsxwriter
import xlwt

from app import paths
from tests.sheets import binary, catalogue, messes
from tests.sheets.catalogue import Somebody, Written

FIELDS = (
    *("id_number", "phone", "gender", "ethnicity", "birth", "education", "member_type", "branch"),
    *("join_date", "full_date", "address"),
)
ABOVE = ("平安镇党员花名册", "（2026年）", "填报单位：平安镇党委", "基层党委：        汇总日期：", "机密")
BELOW = (
    "注：此表一式两份，不可自行制作。",
    "填表人：王五　　审核人：赵六",
    "合计",
    "说明：请如实填写",
    "（盖章）：",
)
STRANGE = ("学位", "党龄", "微信号", "申请入党日期", "是否贫困户", "家庭人口", "签名")
BLOCK = "填写说明：1.红色为必填项；2.日期写到日；3.身份证号请用文本格式。"
KINDS = ("xlsx", "openpyxl", "xls", "csv", "gb.csv", "tsv", "utf-16.tsv", "ods", "xlsb")
MERGING = ("xlsx", "openpyxl", "xls")

Rows = list[list[object]]
Areas = list[tuple[int, int, int, int]]


@dataclass
class Page:
    """One sheet as it will be written, and who stands in which of its rows, counted from 1."""

    kind: str
    chance: random.Random
    columns: list[tuple[str, str]]
    rows: Rows = field(default_factory=list)
    merged: Areas = field(default_factory=list)
    people: dict[int, dict[str, Written]] = field(default_factory=dict)
    messes: set[str] = field(default_factory=set)

    @property
    def merging(self) -> bool:
        return self.kind in MERGING

    def line(self, text: str, mess: str, *, share: float = 0.5) -> None:
        """Write a line across the sheet, merged in some files."""
        if text and self.merging and self.chance.random() < share:
            self.merged.append((len(self.rows), 0, len(self.rows), len(self.columns) - 1))
        self.rows.append([text])
        self.messes.add(mess)


@cache
def synonyms() -> Mapping[str, list[str]]:
    with (paths.resources() / "data" / "headings.toml").open("rb") as file:
        return dict(tomllib.load(file)["fields"])


def page(people: Sequence[Somebody], chance: random.Random, kind: str) -> Page:
    """Lay a sheet of some people out, its fields, headings and surroundings drawn by lot."""
    asked = ["name", "id_number", *chance.sample(FIELDS[1:], chance.randint(3, len(FIELDS) - 1))]
    columns = [(one, chance.choice(synonyms()[one][:9])) for one in asked]
    columns += [("", heading) for heading in chance.sample(STRANGE, chance.randint(0, 3))]
    chance.shuffle(columns)
    if chance.random() < 0.15:
        columns += [("", "申请入党日期"), ("", "申请入党日期")]
    if chance.random() < 0.8:
        columns.insert(0, ("seq", "序号"))
    made = Page(kind, chance, columns)
    for text in chance.sample(ABOVE, chance.randint(0, 4)):
        made.line(text, "表头上面的行")
    header = _header(made)
    _people(made, people, header)
    for text in chance.sample(BELOW, chance.randint(0, 3)):
        made.line(text, "表尾的行")
    return made


def _header(made: Page) -> Rows:
    chance = made.chance
    first = ("", "*", " ", "★", "\u3000")
    last = ("", "（必填）", " ", "\n", "(留空默认)", "：")
    dressed: list[object] = [f"{chance.choice(first)}{text}{chance.choice(last)}" for _, text in made.columns]
    top, width = len(made.rows), len(dressed)
    if chance.random() < 0.6 or not made.merging:
        made.rows.append(dressed)
        return [dressed]
    start = chance.randrange(2, width - 2)
    upper, lower = list(dressed), [""] * width
    upper[start], upper[start + 1] = "基本情况", ""
    lower[start : start + 2] = [str(text) for text in dressed[start : start + 2]]
    made.merged.append((top, start, top, start + 1))
    made.merged += [(top, at, top + 1, at) for at in range(width) if at not in (start, start + 1)]
    made.rows += [upper, list(lower)]
    made.messes.add("两行表头")
    return [upper, list(lower)]


def _people(made: Page, people: Sequence[Somebody], header: Rows) -> None:
    months = {one for one in ("birth", "join_date") if made.chance.random() < 0.1}
    for at, who in enumerate(people, start=1):
        if at > 1:
            _between(made, header)
        written = {one: _written(made, one, who, months) for one, _ in made.columns if one not in ("", "seq")}
        made.people[len(made.rows) + 1] = written
        made.messes |= {one.mess for one in written.values()}
        facts: dict[str, object] = {one: fact.cell for one, fact in written.items()}
        facts |= {"seq": float(at), "": made.chance.choice(("", "无", 3.0))}
        made.rows.append([facts[one] for one, _ in made.columns])


def _written(made: Page, name: str, who: Somebody, months: set[str]) -> Written:
    if name in months and made.kind in ("xlsx", "openpyxl", "xls", "xlsb"):
        day = who.born if name == "birth" else who.joined
        return Written("年月变成一号", day.replace(day=1), (f"{day:%Y-%m}", f"{day:%Y-%m-%d}"), "either")
    return catalogue.write(name, who, made.chance)


def _between(made: Page, header: Rows) -> None:
    """Now and then put between two people what stands there on paper."""
    drawn = made.chance.random()
    if drawn < 0.03:
        made.rows += [list(row) for row in header]
        made.messes.add("表头重复")
    elif drawn < 0.06:
        made.rows.append([])
        made.messes.add("空行")
    elif drawn < 0.08:
        made.rows.append(["小计", "", "10人"])
        made.messes.add("小计行")
    elif drawn < 0.1 and made.columns[0][0] == "seq":
        made.rows.append([float(len(made.rows))])
        made.messes.add("只有序号的行")
    elif drawn < 0.12 and made.merging:
        top = len(made.rows)
        made.merged.append((top, 0, top + 1, len(made.columns) - 1))
        made.rows += [[BLOCK], []]
        made.messes.add("数据中间的说明块")


def shown(value: object) -> str:
    """Give a cell as a spreadsheet writes it into a text table: long numbers by their first digits."""
    if isinstance(value, datetime):
        return f"{value.year}/{value.month}/{value.day} {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.year}/{value.month}/{value.day}"
    if isinstance(value, float):
        return f"{value:.5E}" if value >= 1e11 else f"{value:g}" if value % 1 else str(int(value))
    return str(value)


def _xlsx(path: Path, made: Page) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False, "strings_to_urls": False}) as book:
        codes = book.add_worksheet("民族")
        sheet = book.add_worksheet("前村 ")
        codes.write_column(0, 0, ("01 汉族", "02 蒙古族", "22 畲族"))
        day = book.add_format(
            {"num_format": made.chance.choice(('yyyy"年"m"月"d"日"', "mm-dd-yy", "yyyy.mm"))}
        )
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for top, left, bottom, right in made.merged:
            sheet.merge_range(top, left, bottom, right, "")
        for at, column, value in _cells(made):
            if isinstance(value, date):
                sheet.write_datetime(at, column, value, moment if isinstance(value, datetime) else day)
            elif isinstance(value, str):
                sheet.write_string(at, column, value)
            else:
                sheet.write(at, column, value)
            if made.chance.random() < 0.01:
                sheet.set_row(at, None, None, {"hidden": True})
        sheet.write_blank(2, 200, None, day)


def _openpyxl(path: Path, made: Page) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for at, column, value in _cells(made):
        cell = sheet.cell(at + 1, column + 1, value)
        if isinstance(value, str):
            cell.data_type = "s"
    for top, left, bottom, right in made.merged:
        sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    book.save(path)


def _xls(path: Path, made: Page) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("前村 ", cell_overwrite_ok=True)
    day = xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"')
    corners = {(top, left): (bottom, right) for top, left, bottom, right in made.merged}
    for at, column, value in _cells(made):
        style = day if isinstance(value, date) else xlwt.Style.default_style
        if (at, column) in corners:
            bottom, right = corners[at, column]
            sheet.write_merge(at, bottom, column, right, value, style)
        else:
            sheet.write(at, column, value, style)
    book.save(str(path))


def _text(path: Path, made: Page) -> None:
    encoding = {"csv": "utf-8-sig", "gb.csv": "gb18030", "tsv": "utf-8", "utf-16.tsv": "utf-16"}[made.kind]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="\t" if made.kind.endswith("tsv") else ",")
    writer.writerows([[shown(value) for value in row] for row in made.rows])
    path.write_bytes(text.getvalue().encode(encoding))


def _ods(path: Path, made: Page) -> None:
    def one(value: object) -> str:
        if isinstance(value, date):
            return f'office:value-type="date" office:date-value="{value.isoformat()}"'
        if isinstance(value, float):
            return f'office:value-type="float" office:value="{value!r}"'
        return 'office:value-type="string"'

    cells = (
        "".join(
            f"<table:table-cell {one(value)}><text:p>{escape(str(value))}</text:p></table:table-cell>"
            for value in row
        )
        for row in made.rows
    )
    messes.ods(path, "".join(f"<table:table-row>{row or _BLANK}</table:table-row>" for row in cells))


_BLANK = '<table:table-cell office:value-type="string"><text:p></text:p></table:table-cell>'


def _cells(made: Page) -> Iterator[tuple[int, int, object]]:
    for at, row in enumerate(made.rows):
        for column, value in enumerate(row):
            if value != "":
                yield at, column, value


def _xlsb(path: Path, made: Page) -> None:
    binary.xlsb(path, made.rows)


WRITERS: Mapping[str, Callable[[Path, Page], None]] = {
    "xlsx": _xlsx,
    "openpyxl": _openpyxl,
    "xls": _xls,
    **dict.fromkeys(("csv", "gb.csv", "tsv", "utf-16.tsv"), _text),
    "ods": _ods,
    "xlsb": _xlsb,
}
