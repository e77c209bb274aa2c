"""Read a list of people as villages send it: a sheet with headings, or names as they come in a message."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace

from app.errors import UserError
from app.sheets import fields, workbooks
from app.sheets import rosters as sheets
from app.spelling import id_numbers, names

MOST_LINES = 5000
_LONGEST = 2000
_NUMBERED = re.compile(r"^[(（]?\d{1,4}[)）.．、:：]\s*(?=\D)")
_ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[\dXxＸ]|\d{15})(?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_ASIDE = re.compile(r"[(（][^()（）]*[)）]")
_PARTS = re.compile(r"[，,、;；|/:：。]+")
_BRANCH = re.compile(r"(?:支部|党总支|党委|村|社区|居委会|村委会)$")
# What stands beside a name and is none: kinds, posts and what says who is a man.
_BESIDE = re.compile(
    r"^(?:男|女|\w{1,3}族|.*(?:党员|群众|积极分子|发展对象|书记|委员|主任|主席|会计|文书|干部|干事|组长|队长|村民|"
    r"居民|农民|教师|医生|站长|所长|科员|专干|网格员|党小组长))$"
)
_TOO_LONG = "这一行太长，只读了前面的部分，请拆成几行再粘贴。"
_NOTHING = re.compile(r"^[\d\s.\-—/年月日]*$")
_HEADING = re.compile(r"^(?:序号|姓名|(?:参训|报名)人员|合计|备注|.*(?:名单|名册|回执|报名表|登记表))$")


@dataclass(frozen=True, slots=True)
class Line:
    """One person on a list: what is said of them, and the words they stood in.

    `row_no` counts from 1 as WPS does, `sheet` is "" where there is only one. `doubts` are sentences about
    how it is written.
    """

    row_no: int
    sheet: str
    written: str
    name: str
    id_number: str = ""
    branch: str = ""
    birth: str = ""
    phone: str = ""
    unit_post: str = ""
    doubts: tuple[str, ...] = ()


def read_text(text: str, *, today: str, known: Container[str] = ()) -> tuple[Line, ...]:
    """Read pasted rows or lines of names; `known` holds the matching forms of names on the rolls.

    Raise `UserError` where there is nothing in it.
    """
    return read_book(workbooks.pasted(text), today=today, known=known)


def read_book(book: workbooks.Workbook, *, today: str, known: Container[str] = ()) -> tuple[Line, ...]:
    """Read every sheet of people of a workbook; a sheet without headings is read name by name.

    Raise `UserError` where nobody is in it, or more people than a class could ever take.
    """
    headed = set(sheets.candidates(book))
    found: list[Line] = []
    for sheet in book.sheets:
        several = sheet.name.strip() if len(book.sheets) > 1 else ""
        roster = sheets.read(sheet, today=today) if sheet.name in headed else None
        if roster is not None and roster.header_rows != (0, 0):
            found += _headed(roster, several)
        elif sheet.name in headed or not headed:
            found += _free(sheet, several, known)
    if not found:
        raise UserError(f"“{book.file_name}”里没有找到人名。请每行写一个人，可以带上身份证号和党支部。")
    if len(found) > MOST_LINES:
        raise UserError(f"名单有 {len(found)} 人，超过 {MOST_LINES} 人，不像一个班的名单。请核对后分次加入。")
    return tuple(found)


def _headed(roster: sheets.Roster, sheet: str) -> Iterator[Line]:
    for row in roster.rows:
        said = {field: cell.value for field, cell in row.cells.items() if cell.value}
        yield Line(
            row.row_no,
            sheet,
            " ".join(cell for cell in row.raw if cell),
            said.get("name", ""),
            said.get("id_number", ""),
            said.get("branch", "") or _branch_of(sheet),
            said.get("birth", ""),
            said.get("phone", ""),
            said.get("unit_post", ""),
            row.reasons,
        )


def _branch_of(sheet: str) -> str:
    return sheet if _BRANCH.search(sheet) else ""


def _free(sheet: workbooks.Sheet, name: str, known: Container[str]) -> Iterator[Line]:
    branch = _branch_of(name)
    for number, row in enumerate(sheet.rows, start=1):
        cells = [cell.strip() for cell in map(fields.text, row) if cell.strip()]
        written = " ".join(" ".join(cells).split())
        found = _found(_NUMBERED.sub("", "\t".join(cells))[:_LONGEST], known)
        if found.branch and not (found.people or found.numbers or found.beside):
            # A village on a line of its own stands above its people.
            branch = found.branch
            continue
        for line in _lines(found):
            doubts = line.doubts if len(written) <= _LONGEST else (*line.doubts, _TOO_LONG)
            yield replace(
                line,
                row_no=number,
                sheet=name,
                written=written[:_LONGEST],
                branch=line.branch or branch,
                doubts=doubts,
            )


@dataclass(frozen=True, slots=True)
class _Found:
    """What stands in one row without headings."""

    people: tuple[str, ...]
    branch: str
    beside: tuple[str, ...]
    numbers: tuple[str, ...]
    phones: tuple[str, ...]


def _lines(found: _Found) -> Iterator[Line]:
    """Give a line for every name of a row; what stands beside several names belongs to none of them."""
    people, numbers, phones = found.people, found.numbers, found.phones
    doubts = []
    if not people and not numbers and not found.beside:
        return
    if not people and not numbers:
        doubts.append("这一行看不出姓名。")
    if len(people) > 1 and (numbers or phones):
        doubts.append("一行里有几个姓名，分不清号码是谁的，没有采用号码。")
        numbers = phones = ()
    if len(numbers) > 1:
        doubts.append("一行里有几个身份证号，没有采用。")
    read = id_numbers.read(numbers[0] if len(numbers) == 1 else "")
    if numbers and read.verdict.note:
        doubts.append(read.verdict.note)
    phone = phones[0] if len(phones) == 1 else ""
    post = " ".join(found.beside) if len(people) == 1 else ""
    for name in people or ("",):
        yield Line(0, "", "", name, read.value, found.branch, read.birth, phone, post, tuple(doubts))


def _found(text: str, known: Container[str]) -> _Found:
    """Tell names, the branch and posts apart; what may be a name is taken for one, to be shown as such."""
    bare = _PHONE.sub("\t", _ID_NUMBER.sub("\t", _ASIDE.sub("\t", text)))
    people: list[str] = []
    beside: list[str] = []
    branch = ""
    for word in _words(bare):
        shown = names.display(word)
        if names.match_key(shown) in known:
            people.append(shown)
        elif _HEADING.match(word) or _NOTHING.match(word):
            continue
        elif _BRANCH.search(word) and not branch:
            branch = word
        elif _BESIDE.match(word) or _BRANCH.search(word):
            beside.append(word)
        elif names.check(shown).kind != "refuse":
            people.append(shown)
    return _Found(
        tuple(people),
        branch,
        (*beside, *(aside.strip("()（） ") for aside in _ASIDE.findall(text))),
        tuple(_ID_NUMBER.findall(text)),
        tuple(_PHONE.findall(text)),
    )


def _words(text: str) -> Iterator[str]:
    for cell in text.split("\t"):
        for part in _PARTS.split(cell):
            pieces = part.split()
            # 张　三 is one name that was stretched, 张三 李四 are two.
            if len(pieces) > 1 and not all(len(piece) == 1 for piece in pieces):
                yield from pieces
            elif pieces:
                yield names.display(part)
