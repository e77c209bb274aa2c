"""Members: write those asked for as a workbook, in the columns and with as much of the ID number as asked."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from app.errors import UserError
from app.papers import rosters as papers
from app.progress import Tell, silent
from app.school import MEMBER_TYPES, layouts, members
from app.spelling import id_numbers
from db.register import Register

ID_NUMBERS: dict[str, Callable[[str], str]] = {
    "full": str,
    "masked": id_numbers.masked,
    "tail": id_numbers.tail,
}
# Everything our own import reads, for lists nobody chose the columns of.
WHOLE = layouts.of(
    (
        "seq", "name", "gender", "ethnicity", "id_number", "birth", "education", "member_type", "branch",
        "role", "join_date", "full_date", "unit_post", "job", "phone", "landline", "address", "floating",
        "floating_to", "note",
    )
)  # fmt: skip
# Rough widths, in signs of a spreadsheet's column; what is not here is as wide as its heading, at least 10.
_WIDTHS = {
    "seq": 6, "name": 10, "gender": 6, "ethnicity": 8, "id_number": 21, "birth": 12, "birth_month": 10,
    "age": 6, "education": 12, "branch": 28, "join_date": 12, "full_date": 12, "unit_post": 24, "job": 20,
    "phone": 14, "landline": 15, "address": 30, "native_place": 16, "floating_to": 18, "doubts": 36,
    "signature": 14, "note": 18,
}  # fmt: skip
_CHUNK = 500
_STATUSES = {"normal": "正常", "suspended": "停止党籍"}
# What a column says of a person; the number in the list, the ID number and the age are put in beside these.
_CELLS: Mapping[str, Callable[[members.Member], str]] = {
    "name": lambda who: who.name,
    "gender": lambda who: who.gender,
    "ethnicity": lambda who: who.ethnicity,
    "birth": lambda who: who.birth,
    "birth_month": lambda who: who.birth[:7],
    "education": lambda who: who.education,
    "member_type": lambda who: MEMBER_TYPES[who.member_type],
    "branch": lambda who: who.branch_name,
    "role": lambda who: members.ROLES.get(who.role, ""),
    "join_date": lambda who: who.join_date,
    "full_date": lambda who: who.full_date,
    "unit_post": lambda who: who.unit_post,
    "job": lambda who: who.job,
    "phone": lambda who: who.phone,
    "landline": lambda who: who.landline,
    "address": lambda who: who.address,
    "native_place": lambda who: who.native_place,
    "membership_status": lambda who: _STATUSES[who.membership_status],
    "lost_contact": lambda who: _yes(who.lost_contact),
    "lost_since": lambda who: who.lost_since,
    "floating": lambda who: _yes(who.floating),
    "floating_to": lambda who: who.floating_to,
    "frail": lambda who: _yes(who.frail),
    "doubts": lambda who: "；".join(who.doubts),
    "left_on": lambda who: who.left_on,
    "left_reason": lambda who: who.left_reason,
    "group_no": lambda _: "",
    "signature": lambda _: "",
    "note": lambda who: who.note,
}


def listing(
    db: Register,
    ids: Sequence[int],
    *,
    id_number: str = "",
    layout: layouts.Layout = WHOLE,
    title: str = "党员名册",
    today: str = "",
    tell: Tell = silent,
) -> bytes:
    """Write people in the order asked as a workbook of text cells, under headings our own import reads.

    `id_number` is full, masked or tail, empty for what the layout says. `today` is the day ages are of;
    without it they stay empty. `title` stands above every printed page. Raise `UserError` where nobody
    is asked for.
    """
    if not ids:
        raise UserError("名单是空的，没有可以导出的人。请先放宽查找的条件。")
    written = ID_NUMBERS[id_number or layout.id_number]
    table: list[tuple[str, ...]] = []
    for start in range(0, len(ids), _CHUNK):
        tell(start, len(ids), "正在写入表格")
        for who in members.rows(db, list(ids[start : start + _CHUNK])):
            own = {
                "seq": str(len(table) + 1),
                "id_number": written(who.id_number),
                "age": _age(who.birth, today),
            }
            table.append(tuple(own[key] if key in own else _CELLS[key](who) for key, _ in layout.columns))
    tell(len(ids), len(ids), "正在写入表格")
    headings = [heading for _, heading in layout.columns]
    widths = [_WIDTHS.get(key, max(10, 2 * len(heading) + 2)) for key, heading in layout.columns]
    return papers.members(headings, table, widths=widths, title=title, dated=today)


def _yes(flag: int) -> str:
    return "是" if flag else "否"


def _age(birth: str, today: str) -> str:
    """Give whole years, by the day where it is known and else only where the year leaves no doubt."""
    try:
        born, now = date.fromisoformat(birth), date.fromisoformat(today)
    except ValueError:
        return ""
    return str(now.year - born.year - ((now.month, now.day) < (born.month, born.day)))
