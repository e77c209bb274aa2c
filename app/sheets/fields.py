"""The fields of a roster: their names, their headings, and how a cell of each is read."""

import datetime
from collections.abc import Callable
from typing import NamedTuple, cast

from app.spelling import OK, Kind, Verdict, cells, codes, dates, names, phones

LABELS: dict[str, str] = {
    "seq": "序号",
    "name": "姓名",
    "id_number": "身份证号",
    "gender": "性别",
    "ethnicity": "民族",
    "birth": "出生日期",
    "education": "学历",
    "member_type": "人员类别",
    "branch": "所在党支部",
    "join_date": "入党日期",
    "full_date": "转正日期",
    "job": "工作岗位",
    "phone": "手机号",
    "landline": "固定电话",
    "address": "家庭住址",
    "native_place": "籍贯",
    "unit_post": "单位及职务",
    "membership_status": "党籍状态",
    "lost_contact": "失联党员",
    "lost_since": "失联日期",
    "floating": "流动党员",
    "floating_to": "外出流向",
    "group_no": "组别",
    "note": "备注",
}
FIELDS: tuple[str, ...] = tuple(LABELS)
DATES = ("birth", "join_date", "full_date", "lost_since")
# Patterns are not run over the pages that some cells hold.
LONGEST = 200
# Fields in which most people have a value of their own, so that remembering values would only cost memory.
SINGULAR = frozenset(("seq", "name", "id_number", "phone", "address"))


# A tuple and no dataclass, as are what the fields of `spelling` give: a long sheet has a hundred thousand of
# them, and a frozen dataclass takes three times as long to make.
class Cell(NamedTuple):
    """One cell as read.

    `value` is its canonical text, "" where there is none: an ISO date of any
    precision, 18 characters of an ID number, 男, `full`, "1" or "0" for yes
    and no. `raw` is what stood in the sheet. `verdict` says how far to trust it.
    """

    value: str
    raw: str
    verdict: Verdict


EMPTY = Cell("", "", OK)
_GARBLED = Verdict("flag", "这一格里有乱码，请核对。")

# Given the cell and the text it shows.
Reader = Callable[[object, str], Cell]


def text(value: object) -> str:
    """Give a cell as the clerk sees it: numbers without .0, dates as ISO text."""
    kind = type(value)
    if kind is str:
        return cast(str, value)
    if kind is datetime.date:
        return cast(datetime.date, value).isoformat()
    if kind is bool:
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return cells.kept(value)


def plain(value: object, raw: str) -> Cell:
    """Read a cell of running text: spaces closed up, what only says 无 left out."""
    tidy = " ".join(cells.INVISIBLE.sub("", raw).split()).lstrip("'‘’`")
    if cells.is_blank(tidy):
        return Cell("", raw, OK)
    return Cell(tidy, raw, _GARBLED if "\ufffd" in tidy else OK)


def _seq(value: object, raw: str) -> Cell:
    return Cell(raw.strip(), raw, OK)


def _name(value: object, raw: str) -> Cell:
    if names.is_plain(raw):
        return Cell(raw, raw, OK)
    return Cell(names.display(raw), raw, names.check(raw))


def _date(value: object, raw: str) -> Cell:
    if type(value) is datetime.date and dates.is_plain(value):
        return Cell(raw, raw, OK)
    date = dates.read(value)
    return Cell(date.value, raw, date.verdict)


def _phone(value: object, raw: str) -> Cell:
    if phones.is_plain(raw):
        return Cell(raw, raw, OK)
    phone = phones.read(value)
    return Cell(phone.value, raw, phone.verdict)


def _labelled(read: Callable[[object], tuple[str, Verdict]]) -> Reader:
    def cell(value: object, raw: str) -> Cell:
        label, verdict = read(value)
        return Cell(label, raw, verdict)

    return cell


def _chosen(read: Callable[[object], str], what: str, kind: Kind) -> Reader:
    """Make a reader of a field with few values; what is none of them is not taken."""

    def cell(value: object, raw: str) -> Cell:
        found = read(value)
        if found or cells.is_blank(cells.written(raw)):
            return Cell(found, raw, OK)
        return Cell("", raw, Verdict(kind, f"{what}写的是“{raw.strip()}”，认不出，没有采用，请核对。"))

    return cell


def _answer(value: object) -> str:
    said = codes.yes_no(value)
    return "" if said is None else "1" if said else "0"


_READERS: dict[str, Reader] = {
    "seq": _seq,
    "name": _name,
    "gender": _chosen(codes.gender, "性别", "flag"),
    "ethnicity": _labelled(codes.ethnicity),
    "education": _labelled(codes.education),
    "job": _labelled(codes.job),
    "member_type": _chosen(codes.member_type, "人员类别", "ask"),
    "membership_status": _chosen(codes.membership_status, "党籍状态", "ask"),
    "lost_contact": _chosen(_answer, "是否失联", "flag"),
    "floating": _chosen(_answer, "是否流动", "flag"),
    "phone": _phone,
    "landline": _phone,
    **dict.fromkeys(DATES, _date),
}


def reader(field: str) -> Reader:
    """Give what reads a cell of a field that is at most `LONGEST` long."""
    return _READERS.get(field, plain)


def guarded(field: str, read: Reader) -> Reader:
    """Give what reads a cell of a field however long it is; one too long to be one is not taken."""
    if field not in _READERS:
        return read

    def cell(value: object, raw: str) -> Cell:
        if len(raw) > LONGEST:
            return Cell(
                "", raw, Verdict("refuse", f"{LABELS[field]}一格里有{len(raw)}个字，没有采用，请核对。")
            )
        return read(value, raw)

    return cell
