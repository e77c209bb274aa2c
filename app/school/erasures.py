"""Erasures: what is known of a person taken out at their wish; what must be kept stays, with the reason.

The row changes like any other, so that the county's copy of it is written over by the next parcel. What the
history and the rows beside it still said goes too (`db.redactions`), in the same act: it cannot be undone.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import UserError
from app.school import members, persons
from db.redactions import redact
from db.register import Register
from db.rows import by_id, insert, update

ERASABLE: Mapping[str, str] = {
    "phone": "手机", "landline": "固定电话", "address": "住址", "native_place": "籍贯",
    "floating_to": "流动去向", "note": "备注", "id_number": "身份证号（留后四位）",
}  # fmt: skip
# What no two persons share by chance: a line that holds one of these speaks of this person.
_TELLING = ("phone", "landline", "id_number")
_GONE = "（已抹去）"


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased of a person, who asked for it and why; `id_tail` is what stays of the ID number."""

    id: int
    member: int
    name: str
    fields: tuple[str, ...]
    id_tail: str
    asked_by: str
    reason: str
    erased_on: str
    erased_by: str


def erasable(db: Register, member: int) -> dict[str, str]:
    """Give what could be erased of a person now: the words of each field that says something, by field."""
    who = members.row(db, member)
    return {field: said for field, said in ERASABLE.items() if getattr(who, field)}


def kept(db: Register, member: int) -> list[Kept]:
    """List what must stay of a person, with the reasons: the office's archives rest on it."""
    found = [
        Kept("姓名、性别、出生日期、党员类别、入党日期和支部", "党员名册和学时任务靠这些认人、计算，不能缺。")
    ]
    for what, select, why in _RESTING:
        (count,) = db.execute(select, {"who": json.dumps(_rows_of(db, member))}).fetchone()
        if count:
            found.append(Kept(what.format(count), why))
    return found


_OF = "(SELECT value FROM json_each(:who))"
_ENROLLED = f"enrollment IN (SELECT id FROM enrollment WHERE member IN {_OF})"
_RESTING = (
    (
        "{} 张证书上的姓名和证号",
        f"SELECT count(*) FROM certificate WHERE {_ENROLLED}",
        "证书登记簿要长期保存，发出去的证书要能核验。",
    ),
    (
        "{} 条学时记录",
        f"SELECT count(*) FROM hour_line WHERE member IN {_OF}",
        "学时台账是教育培训的凭据，只能冲销，不能删去。",
    ),
    (
        "{} 次考勤",
        f"SELECT count(*) FROM attendance WHERE {_ENROLLED}",
        "考勤是学时的依据，签到表已由本人签字归档。",
    ),
    (
        "{} 个培训班学员名单里的姓名、支部和职务",
        f"SELECT count(*) FROM enrollment WHERE member IN {_OF}",
        "培训档案按班归档，名单是档案的一部分。",
    ),
)


def still_in(db: Register, member: int) -> list[str]:
    """Say where else the data are after an erasing, and how long: an honest answer to who asked."""
    found = [
        "本机的备份里还有。备份按份数轮换，照常使用约九个月后换完；U盘上的备份和交接包要另行收回销毁。",
        "已经上报的数据包存在县级，里面还有；县级的当前数据在下一次上报后更新，旧数据包由县级处理。",
        "已经打印和签字的纸质材料不变，照档案规定保管。",
    ]
    sheets = db.execute(
        "SELECT DISTINCT r.file_name FROM member m JOIN roster r ON r.id = m.roster "
        "WHERE m.id IN (SELECT value FROM json_each(?)) ORDER BY r.file_name",
        [json.dumps(_rows_of(db, member))],
    ).fetchall()
    if sheets:
        named = "、".join(f"“{row[0]}”" for row in sheets)
        found.insert(1, f"导入过的名册原件{named}（加密存放）里还有，原件随名册长期保存。")
    if db.execute("SELECT 1 FROM row_version LIMIT 1").fetchone():
        found.append("本校另一台电脑的更改记录里还有，要在那台电脑上再办一次。")
    return found


def erase(
    db: Register, member: int, fields: Collection[str], *, asked_by: str, reason: str, today: str
) -> int:
    """Take out what is known of a person, of the row, its history and what lies beside; give the record.

    `fields` are keys of `ERASABLE`. Cannot be undone. Raise `UserError` where nobody asked, no reason is
    given, or there is nothing to erase.
    """
    asked, why = " ".join(asked_by.split()), " ".join(reason.split())
    if not asked or not why:
        raise UserError("请写明是谁要求抹去、因为什么；这两项要留在记录里。")
    if set(fields) - ERASABLE.keys():
        raise UserError("能抹去的只有：" + "、".join(ERASABLE.values()) + "。")
    who = members.row(db, member)
    mine = _rows_of(db, member)
    said = _ever_said(db, mine, fields)
    chosen = [field for field in ERASABLE if said.get(field)]
    if not chosen:
        raise UserError(f"{who.name}没有登记这些信息，以前也没有过，不用抹去。")
    numbers = sorted(said.get("id_number", ()))
    tail = (who.id_number or (numbers[-1] if numbers else ""))[-4:] if "id_number" in chosen else ""
    with db.act(f"抹去个人信息：{who.name}"):
        record = insert(
            db,
            "erasure",
            {
                "school": who.school, "member": member, "fields": json.dumps(chosen), "id_tail": tail,
                "asked_by": asked, "reason": why, "erased_on": today, "erased_by": db.operator,
            },
        )  # fmt: skip
        wiped = _Wiped(frozenset(chosen), {value for of in said.values() for value in of}, said)
        for one in mine:
            _wipe_member(db, one, wiped)
        beside = _wipe_beside(db, mine, wiped)
        _wipe_history(db, [("member", one) for one in mine] + beside, wiped)
    return record


def find(db: Register, *, school: int, member: int | None = None) -> list[int]:
    """List the erasures of a school, or of one person, the newest first."""
    found = db.execute(
        "SELECT id FROM erasure WHERE school = ?1 AND member = coalesce(?2, member) ORDER BY id DESC",
        [school, member],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[Erasure]:
    """Give erasures in the order asked."""
    select = (
        "SELECT e.id, e.member, m.name, e.fields, e.id_tail, asked_by, reason, erased_on, erased_by "
        "FROM erasure e JOIN member m ON m.id = e.member WHERE e.id IN (SELECT value FROM json_each(?))"
    )
    return [
        Erasure(record, member, name, tuple(json.loads(fields)), *rest)
        for record, member, name, fields, *rest in by_id(db, select, ids)
    ]


def said(db: Register, member: int) -> list[str]:
    """Say what was erased of a person, a sentence for each time."""
    found = rows(db, find(db, school=members.row(db, member).school, member=member))
    return [
        f"{one.erased_on} 应{one.asked_by}要求抹去："
        + "、".join(ERASABLE[field].partition("（")[0] for field in one.fields)
        + (f"（身份证尾号 {one.id_tail}）" if one.id_tail else "")
        + f"。原因：{one.reason}"
        for one in found
    ]


def _rows_of(db: Register, member: int) -> list[int]:
    """Give the rows that are this person: what was merged into it speaks of them too."""
    who = members.row(db, member)
    links = persons.rows(db, persons.find(db, school=who.school, member=member))
    return [member, *(one.other for one in links if one.kept == member)]


@dataclass(frozen=True, slots=True)
class _Wiped:
    """What goes: the fields, every value they ever had, and the values by field."""

    fields: frozenset[str]
    values: set[str]
    by_field: Mapping[str, set[str]]

    def named(self, body: Any) -> Any:
        """Empty the fields wherever a body names them, and take telling values out of every other text."""
        if isinstance(body, dict):
            return {
                name: _empty(name, value) if name in self.fields else self.named(value)
                for name, value in body.items()
            }
        return self.valued(body)

    def valued(self, body: Any) -> Any:
        """Empty whatever is one of the values, and take telling ones out of longer texts."""
        if isinstance(body, dict):
            return {name: self.valued(value) for name, value in body.items()}
        if isinstance(body, list):
            return [self.named(one) if isinstance(one, dict) else self.valued(one) for one in body]
        if not isinstance(body, str):
            return body
        if body in self.values:
            return None if body in self.by_field.get("id_number", ()) else ""
        return self.out_of(body)

    def out_of(self, text: str) -> str:
        """Take telling values out of a text, also out of JSON within it."""
        for value in self.telling():
            text = text.replace(value, _GONE)
        return text

    def telling(self) -> list[str]:
        """Give the values that nobody else has by chance, the longest first."""
        found = {value for field in _TELLING for value in self.by_field.get(field, ()) if len(value) > 6}
        return sorted(found, key=len, reverse=True)


def _empty(name: str, value: object) -> object:
    if value is None or value == "":
        return value
    return None if name == "id_number" else ""


def _ever_said(db: Register, mine: Iterable[int], fields: Collection[str]) -> dict[str, set[str]]:
    """Give every value these fields have or ever had, by field."""
    found: dict[str, set[str]] = {field: set() for field in fields}
    for one in mine:
        bodies = [{field: getattr(members.row(db, one), field) for field in fields}]
        lines = db.execute("SELECT old, new FROM history WHERE tbl = 'member' AND row = ?", [one])
        bodies += [json.loads(text) for line in lines.fetchall() for text in line if text]
        for body in bodies:
            for field in fields:
                if body.get(field):
                    found[field].add(str(body[field]))
    return found


def _wipe_member(db: Register, one: int, wiped: _Wiped) -> None:
    who = members.row(db, one)
    values: dict[str, object] = {field: None if field == "id_number" else "" for field in wiped.fields}
    update(db, "member", one, {**values, "doubts": wiped.out_of(json.dumps(who.doubts, ensure_ascii=False))})


def _wipe_beside(db: Register, mine: list[int], wiped: _Wiped) -> list[tuple[str, int]]:
    """Wipe what was kept beside the rolls, and give the rows whose history is to be wiped too."""
    given = [json.dumps(mine)]
    within = "(SELECT value FROM json_each(?))"
    for table, change in (
        ("row_version", wiped.valued),
        ("row_conflict", wiped.named),
        ("stray_row", wiped.named),
    ):
        of = f"tbl = 'member' AND row IN {within} AND body IS NOT NULL"
        _rewrite(db, table, "rowid", "body", f"SELECT rowid, body FROM {table} WHERE {of}", given, change)
    slips = f"SELECT id, body FROM transfer WHERE member IN {within}"
    touched = [("transfer", one) for one in _rewrite(db, "transfer", "id", "body", slips, given, wiped.named)]
    for value in wiped.telling():
        for column in ("cells", "reasons"):
            # A roster's line that was refused speaks of this person where it holds such a value.
            lines = "SELECT id, {} FROM refused_row WHERE instr(cells, ?1) OR instr(reasons, ?1)"
            found = _rewrite(db, "refused_row", "id", column, lines.format(column), [value], wiped.valued)
            touched += [("refused_row", one) for one in found]
    return touched


def _rewrite(
    db: Register,
    table: str,
    key: str,
    column: str,
    select: str,
    given: list[str],
    change: Callable[[Any], Any],
) -> list[int]:
    """Put what `change` makes of a column of JSON in its place, and give the rows."""
    found = db.execute(select, given).fetchall()
    for row, text in found:
        body = json.loads(text)
        after = change(body)
        if after != body:
            written = json.dumps(after, ensure_ascii=False, separators=(",", ":"))
            db.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", [written, row])
    return [row for row, _ in found]


def _wipe_history(db: Register, of: Iterable[tuple[str, int]], wiped: _Wiped) -> None:
    """Wipe the history of rows, this act's own lines among them: they hold what stood there before."""
    lines: dict[int, tuple[str | None, str | None]] = {}
    for table, row in dict.fromkeys(of):
        found = db.execute("SELECT n, old, new FROM history WHERE tbl = ? AND row = ?", [table, row])
        for n, old, new in found.fetchall():
            after = (_wiped_line(old, wiped), _wiped_line(new, wiped))
            if after != (old, new):
                lines[n] = after
    redact(db, lines)


def _wiped_line(text: str | None, wiped: _Wiped) -> str | None:
    if text is None:
        return None
    body = json.loads(text)
    after = {name: _within(name, value, wiped) for name, value in body.items()}
    return text if after == body else json.dumps(after, ensure_ascii=False, separators=(",", ":"))


def _within(name: str, value: object, wiped: _Wiped) -> object:
    """Wipe one column of a line; a column of JSON is a text within it."""
    if name in wiped.fields:
        return _empty(name, value)
    if name in ("cells", "reasons", "body") and isinstance(value, str):
        change = wiped.named if name == "body" else wiped.valued
        return json.dumps(change(json.loads(value)), ensure_ascii=False, separators=(",", ":"))
    return wiped.out_of(value) if isinstance(value, str) else value
