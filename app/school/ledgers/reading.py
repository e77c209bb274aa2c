"""What was typed or pasted into a ledger: read cell by cell, every wrong one named, nothing kept yet."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.school.ledgers.fields import Field, Ledger, Values
from app.spelling import cells, dates, money, names, phones
from db.register import Register

MOST_ROWS = 2000
LONGEST = 2000
_HEAD_WITHIN = 8
_NOTE = "note"
_YES = ("是", "有", "已", "√", "✓", "✔", "☑", "对", "1", "y", "yes", "true", "已上墙", "上墙")
_NO = ("", "否", "无", "未", "没有", "×", "✗", "x", "☐", "0", "n", "no", "false", "未上墙", "不上墙")
_DAY_OF_YEAR = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_COUNTED = re.compile(
    r"约?(\d{1,12})(?:\.0+)?\s*(?:人次|人|名|台|套|张|个|册|本|份|件|把|间|组|座|分钟|半天|次)?"
)
_HOURS = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)\s*(?:个)?(?:学时|课时|小时)?")
_NUMBERED = ("序号", "编号", "序")
_TOTALS = ("合计", "总计", "小计", "共计")


@dataclass(frozen=True, slots=True)
class Pasted:
    """Pasted rows by field, and the headings that no field has; what stood under them goes to the note."""

    rows: tuple[Mapping[str, str], ...]
    unknown: tuple[str, ...]


def check(
    db: Register, ledger: Ledger, typed: Mapping[str, str], *, school: int, today: str, year: int = 0
) -> tuple[Values, dict[str, str]]:
    """Read what was typed by field name; give the values and, by field, a sentence for what is wrong.

    A day without its year, 3月5日, is one of `year` where that is given. A reference that is still to be
    made comes as its name. A choice that must be made and is left empty stays what it was.
    """
    values: Values = {}
    faults: dict[str, str] = {}
    for name, text in typed.items():
        of = ledger.field(name)
        if of.kind == "choice" and "" not in of.choices and cells.is_blank(cells.written(text)):
            continue
        try:
            values[name] = _read(db, of, text, school=school, today=today, year=year)
        except UserError as error:
            faults[name] = str(error)
    if not faults and ledger.faults is not None:
        faults.update(ledger.faults(values))
    return values, faults


def lacking(ledger: Ledger, typed: Mapping[str, str]) -> list[Field]:
    """List the fields that a whole line must have and that nothing was typed into."""
    return [
        one for one in ledger.fields if one.must and cells.is_blank(cells.written(typed.get(one.name, "")))
    ]


def _read(db: Register, of: Field, text: str, *, school: int, today: str, year: int) -> object:
    if len(text) > LONGEST:
        raise UserError(f"{of.title}超过 {LONGEST} 个字，请写短一些，全文可以作为附件归入。")
    if of.kind == "text":
        return " ".join(cells.INVISIBLE.sub("", text).split())
    written = cells.written(text)
    if of.kind in ("date", "day"):
        return _date(of, written, today=today, year=year)
    if of.kind == "named":
        return _named(db, of, written, school=school)
    return _READERS[of.kind](of, "" if cells.is_blank(written) and of.kind != "yes" else written)


def _date(of: Field, text: str, *, today: str, year: int) -> str:
    if year and (found := _DAY_OF_YEAR.fullmatch(text)):
        text = f"{year}年{found[1]}月{found[2]}日"
    read = dates.read(text)
    if read.verdict.kind in ("ask", "refuse"):
        raise UserError(f"{of.title}：{read.verdict.note}")
    if text and not read.value and not cells.is_blank(text):
        raise UserError(f"{of.title}“{text}”不是日期，请写成 2026-03-02 的样子；不清楚就空着。")
    if of.kind == "day" and read.value and read.precision != "day":
        raise UserError(f"{of.title}“{text}”请写到哪一天，例如 2026-03-02。")
    if of.past and read.value > today[: len(read.value)]:
        raise UserError(f"{of.title}{dates.in_figures(read.value)}晚于今天，请核对。")
    return read.value


def _named(db: Register, of: Field, text: str, *, school: int) -> object:
    reference = of.reference
    if reference is None or cells.is_blank(text):
        return None
    found = reference.find(db, text, school)
    if found is None and reference.called is None:
        raise UserError(f"{of.title}“{text}”没有找到。{reference.missing}")
    return text if found is None else found


def _money(of: Field, text: str) -> int:
    read = money.read(text)
    if read.verdict.kind != "ok":
        raise UserError(f"{of.title}：{read.verdict.note}")
    return read.fen


def _count(of: Field, text: str) -> int:
    found = _COUNTED.fullmatch(re.sub(r"(?<=\d)[,，](?=\d{3})", "", text)) if text else None
    if text and (found is None or int(found[1]) > of.most):
        raise UserError(f"{of.title}“{text}”不是 0 到 {of.most} 之间的整数，请改正。")
    return int(found[1]) if found else 0


def _year(of: Field, text: str) -> int:
    if not text and not of.must:
        return 0
    digits = text.removesuffix("度").removesuffix("年").strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) == 4 and 1949 <= int(digits) <= 2199):
        raise UserError(f"{of.title}“{text}”不是年份，请写成 2026 的样子。")
    return int(digits)


def _hours(of: Field, text: str) -> int:
    found = _HOURS.fullmatch(text) if text else None
    quarters = float(found[1]) * 4 if found else 0.0
    if text and (found is None or quarters != int(quarters) or quarters > of.most):
        raise UserError(f"{of.title}“{text}”读不懂，请写以 0.25 为单位的学时数，例如 4。")
    return int(quarters)


def _choice(of: Field, text: str) -> str:
    key = names.match_key(text)
    for one, word in of.choices.items():
        if key in (one, names.match_key(word)):
            return one
    alike = [one for one, word in of.choices.items() if key and key in names.match_key(word)]
    if len(alike) == 1:
        return alike[0]
    offered = "、".join(filter(None, of.choices.values()))
    raise UserError(f"{of.title}“{text}”不在可选的里面，请写：{offered}。")


def _yes(of: Field, text: str) -> int:
    word = text.lower()
    if word in _YES:
        return 1
    if word in _NO or cells.is_blank(word):
        return 0
    raise UserError(f"{of.title}“{text}”请写“是”或“否”。")


def _phone(of: Field, text: str) -> str:
    read = phones.read(text)
    if text and not read.value:
        raise UserError(f"{of.title}“{text}”不是电话号码，请改正；没有就空着。")
    return read.value


_READERS: Mapping[str, Callable[[Field, str], object]] = {
    "money": _money, "count": _count, "year": _year, "hours": _hours, "choice": _choice, "yes": _yes,
    "phone": _phone,
}  # fmt: skip


# pasted rows


def laid_out(
    ledger: Ledger, rows: Sequence[Sequence[str]], *, first: str = "", shown: Sequence[str] = ()
) -> Pasted:
    """Tell which cell of pasted rows is which field.

    The columns are as a heading among the first rows names them (what stands above it is a title), or
    else those of the ledger, or those `shown` of it, from `first` on. A row of totals is left out. Raise
    `UserError` where there is nothing or too much.
    """
    if not rows:
        raise UserError("剪贴板里没有可以粘贴的行，请先在表格里复制。")
    if len(rows) > MOST_ROWS:
        raise UserError(f"一次最多粘贴 {MOST_ROWS} 行，请分几次复制；现在一行也没有粘贴。")
    at = next((at for at, row in enumerate(rows[:_HEAD_WITHIN]) if is_heading(ledger, row)), None)
    if at is not None:
        return _under(ledger, rows[at], rows[at + 1 :])
    rows = [row for row in rows if not _is_total(row)]
    order = list(shown) or [one.name for one in ledger.fields]
    numbered = _is_numbered(rows) and first in ("", order[0])
    order = order[order.index(first) if first else 0 :]
    body = [row[1:] if numbered else row for row in rows]
    return Pasted(tuple(dict(zip(order, row, strict=False)) for row in body), ())


def _under(ledger: Ledger, head: Sequence[str], body: Sequence[Sequence[str]]) -> Pasted:
    found = [_of_heading(ledger, cell) for cell in head]
    unknown = {
        at: _bare(cell)
        for at, (cell, name) in enumerate(zip(head, found, strict=True))
        if name is None and _bare(cell) and _bare(cell) not in _NUMBERED
    }
    made = []
    for row in body:
        if _is_total(row):
            continue
        typed: dict[str, str] = {}
        for name, cell in zip(found, row, strict=False):
            if name is not None and cell and name not in typed:
                typed[name] = cell
        more = [f"{title}：{row[at]}" for at, title in unknown.items() if at < len(row) and row[at]]
        if more:
            typed[_NOTE] = "；".join(filter(None, [typed.get(_NOTE, ""), *more]))
        if typed:
            made.append(typed)
    return Pasted(tuple(made), tuple(dict.fromkeys(unknown.values())))


def is_heading(ledger: Ledger, row: Sequence[str]) -> bool:
    """Tell whether a row names columns of a ledger: two of them at least, or the only one there is."""
    named = {_of_heading(ledger, cell) for cell in row if cell} - {None}
    return len(named) >= min(2, sum(bool(cell) for cell in row)) and bool(named)


def _of_heading(ledger: Ledger, cell: str) -> str | None:
    key = _bare(cell)
    for one in ledger.fields:
        if key in (one.title, *one.also):
            return one.name
    return None


def _bare(cell: str) -> str:
    """Give a heading without spaces and what stands in brackets: 金额（元） is 金额."""
    return re.sub(r"[(（].*?[)）]|[\s:：*]", "", cells.written(cell))


def _is_total(row: Sequence[str]) -> bool:
    """Tell whether a row sums up the others, which the register does by itself."""
    return any("".join(cell.split()).rstrip("：:") in _TOTALS for cell in row[:2])


def _is_numbered(rows: Sequence[Sequence[str]]) -> bool:
    return all(row[1:] and row[0] == str(number) for number, row in enumerate(rows, start=1))
