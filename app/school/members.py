"""Members: the people of a school; nobody is deleted, they leave with a reason and may come back."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from app.errors import UserError
from app.school import MEMBER_TYPES
from app.spelling import dates, names
from db import IntegrityError
from db.register import Register
from db.rows import by_id, insert, update
from db.rows import ids as ids_of

# What a person or a sheet may say of a member; the rest of the row is worked out.
FIELDS = (
    "name", "gender", "ethnicity", "id_number", "birth", "education", "member_type", "branch", "join_date",
    "full_date", "job", "phone", "landline", "address", "native_place", "unit_post", "role",
    "membership_status", "lost_contact", "lost_since", "floating", "floating_to", "frail", "note", "doubts",
    "cadre",
)  # fmt: skip
GROUPS = {
    "": "在册人员",
    "full": "正式党员",
    "probationary": "预备党员",
    "candidate": "发展对象",
    "activist": "入党积极分子",
    "applicant": "入党申请人",
    "non_member": "非党员",
    "secretary": "支部书记和委员",
    "floating": "流动党员",
    "frail": "困弱党员",
    "lost": "失联党员",
    "doubtful": "有疑点待核",
    "left": "已减少",
}
# SQLite refuses patterns beyond some length, and nobody's name is longer than this.
_LONGEST_SOUGHT = 100
ROLES = {"secretary": "书记", "committee": "委员"}
LEAVING = ("转出", "死亡", "出党", "停止党籍", "其他")
_IN_GROUP = {
    "": "left_on IS NULL",
    "full": "left_on IS NULL AND member_type = 'full'",
    "probationary": "left_on IS NULL AND member_type = 'probationary'",
    "candidate": "left_on IS NULL AND member_type = 'candidate'",
    "activist": "left_on IS NULL AND member_type = 'activist'",
    "applicant": "left_on IS NULL AND member_type = 'applicant'",
    "non_member": "left_on IS NULL AND member_type = 'non_member'",
    "secretary": "left_on IS NULL AND role <> ''",
    "floating": "left_on IS NULL AND floating = 1",
    "frail": "left_on IS NULL AND frail = 1",
    "lost": "left_on IS NULL AND lost_contact = 1",
    "doubtful": "left_on IS NULL AND doubts <> '[]'",
    "left": "left_on IS NOT NULL",
}
# The id comes last in all of them.
_ORDER = {
    "name": ("m.pinyin", "m.name_key", "m.birth"),
    "stroke": ("m.stroke_key", "m.birth"),
    "branch": ("b.name", "m.pinyin"),
    "birth": ("m.birth", "m.pinyin"),
    "join_date": ("m.join_date", "m.pinyin"),
    "member_type": ("m.member_type", "m.pinyin"),
}
# The last four characters backwards, as they are indexed.
_TAIL = " || ".join(f"substr({{0}}, -{place}, 1)" for place in range(1, 5))
_BY_TAIL = " UNION ALL ".join(
    f"SELECT id FROM member WHERE {_TAIL.format(number)} >= :tail AND {_TAIL.format(number)} < :after_tail "
    f"AND (length(:key) <= 4 OR {number} LIKE '%' || :key)"
    for number in ("id_number", "phone")
)
_BY_LAST = "(substr(m.id_number, -1, 1) = :tail OR substr(m.phone, -1, 1) = :tail)"
_BY_OTHER_READING = "instr(m.initials, ' ') AND instr(' ' || m.initials, ' ' || :key)"
# Whoever is spelled so begins with the same letter, which leaves little of the list to walk.
_BY_SPELLING = (
    "m.pinyin >= :letter AND m.pinyin < :after_letter "
    "AND (m.pinyin >= :key AND m.pinyin < :after OR m.initials >= :key AND m.initials < :after)"
)
# CROSS keeps the order: the few who were merged are looked up, not the whole list walked.
_KEPT_FOR = "m.id IN (SELECT kept FROM person_link l CROSS JOIN member m ON m.id = l.other WHERE {})"
_WALK, _LOOK_UP, _WALK_READINGS = "member m", "member m NOT INDEXED", "member m INDEXED BY member_readings"
_LAST = "\U0010ffff"


# A tuple and no dataclass, which takes ten times as long: a roster is matched against everybody at once.
class Member(NamedTuple):
    """A person on the rolls; dates are ISO text of a day, a month or a year, empty where unknown."""

    id: int
    school: int
    name: str
    gender: str
    ethnicity: str
    id_number: str
    birth: str
    education: str
    member_type: str
    branch: int | None
    branch_name: str
    join_date: str
    full_date: str
    job: str
    phone: str
    landline: str
    address: str
    native_place: str
    unit_post: str
    role: str
    membership_status: str
    lost_contact: int
    lost_since: str
    floating: int
    floating_to: str
    frail: int
    note: str
    doubts: tuple[str, ...]
    left_on: str
    left_reason: str
    cadre: int


_DOUBTS = Member._fields.index("doubts")


def find(
    db: Register,
    text: str = "",
    *,
    school: int | None = None,
    group: str = "",
    branch: int | None = None,
    order_by: str = "name",
    limit: int | None = None,
    where: str = "",
    values: Mapping[str, object] | None = None,
) -> list[int]:
    """List people by name, pinyin, initials, or the end of an ID or telephone number.

    `group` is a key of `GROUPS`, `order_by` one of name, stroke, branch, birth, join_date and
    member_type, with `-` in front for the other way round. `limit` asks for the first so many. `where` is
    one more condition on the member `m`, and `values` what its parameters stand for. Whoever was merged
    into another stands in no list, and is found as that other one.
    """
    terms, way = _ORDER[order_by.removeprefix("-")], " DESC" if order_by.startswith("-") else ""
    everywhere = "m.school IN (SELECT id FROM school)" if school is None else "m.school = :school"
    within = f"{everywhere} AND {_IN_GROUP[group]}" + (
        " AND m.branch = :branch" if branch is not None else ""
    )
    within += f" AND ({where})" if where else ""
    key = _sought(text)
    ways = _ways(key, walk=limit is not None and terms is _ORDER["name"])
    if db.execute("SELECT 1 FROM person_link LIMIT 1").fetchone():
        within += " AND m.id NOT IN (SELECT other FROM person_link)"
        ways += tuple((_LOOK_UP, _KEPT_FOR.format(condition)) for _, condition in ways if key)
    # A + keeps SQLite from walking the strokes' index, which does not know what is sought.
    walked = "+" if (key or where or group == "doubtful") and order_by.endswith("stroke") else ""
    columns = ", ".join(f"{walked}{term} AS by_{place}" for place, term in enumerate(terms))
    branches = " LEFT JOIN branch b ON b.id = m.branch" if "b.name" in terms else ""
    order = ", ".join(f"{term}{way}" for term in (*(f"by_{place}" for place in range(len(terms))), "id"))
    # Each way gives no more than all together may: the first of several lists are among their first.
    found = " UNION ".join(
        f"SELECT * FROM (SELECT m.id AS id, {columns} FROM {people}{branches} "
        f"WHERE {within} AND {condition} ORDER BY {order} LIMIT :limit)"
        for people, condition in ways
    )
    given = {
        "school": school, "branch": branch, "limit": -1 if limit is None else limit,
        "key": key, "after": key + _LAST, "letter": key[:1], "after_letter": key[:1] + _LAST,
        "tail": key[:-5:-1].upper(), "after_tail": key[:-5:-1].upper() + _LAST, **(values or {}),
    }  # fmt: skip
    if branches and not (key or group or where):
        return _by_branch(db, within, everywhere.replace("m.", "b."), given, way=way)[:limit]
    return ids_of(db, f"{found} ORDER BY {order} LIMIT :limit", given)


def _by_branch(db: Register, within: str, there: str, given: Mapping[str, object], *, way: str) -> list[int]:
    """List everybody branch by branch, which spares sorting them; first those who have none.

    `there` says of which schools the branches `b` are: by its index they come in the order of names.
    """
    homed = (
        f"SELECT m.id AS id FROM branch b CROSS JOIN member m ON m.branch = b.id WHERE {there} AND {within} "
        f"ORDER BY b.name{way}, m.pinyin{way}, m.id{way} LIMIT :limit"
    )
    alone = (
        f"SELECT m.id AS id FROM member m WHERE {within} AND m.branch IS NULL "
        f"ORDER BY m.pinyin{way}, m.id{way} LIMIT :limit"
    )
    both = (homed, alone)
    return [one for select in (both if way else both[::-1]) for one in ids_of(db, select, dict(given))]


def _sought(text: str) -> str:
    """Give what a person typed in the form it is compared in, the characters of patterns left out."""
    return "".join(c for c in names.match_key(text) if c not in "*?[]%_")[:_LONGEST_SOUGHT]


def _ways(key: str, *, walk: bool) -> tuple[tuple[str, str], ...]:
    """Give the ways in which people are found: the list walked or each looked up, and the condition.

    `walk` says that only the first few are wanted of a list that is walked in its order.
    """
    if not key:
        return ((_WALK, "TRUE"),)
    if not key.isascii():
        return ((_WALK, "instr(m.name_key, :key)"),)
    if key.isalpha():
        return (_WALK, _BY_SPELLING), (_WALK_READINGS, _BY_OTHER_READING)
    if len(key) > 1:
        return ((_LOOK_UP, f"m.id IN ({_BY_TAIL})"),)
    # A tenth of the rolls end in the same digit: to walk the list is quicker than to look up each of them.
    if walk:
        return ((_WALK, _BY_LAST),)
    return ((_WALK, f"+m.id IN ({_BY_TAIL})"),)


def rows(db: Register, ids: list[int]) -> list[Member]:
    """Give people in the order asked."""
    select = (
        "SELECT m.id, m.school, m.name, gender, ethnicity, coalesce(id_number, ''), birth, education, "
        "member_type, branch, coalesce(b.name, ''), join_date, full_date, job, phone, landline, address, "
        "native_place, unit_post, role, membership_status, lost_contact, lost_since, floating, floating_to, "
        "frail, note, doubts, coalesce(left_on, ''), coalesce(left_reason, ''), cadre "
        "FROM member m LEFT JOIN branch b ON b.id = m.branch WHERE m.id IN (SELECT value FROM json_each(?))"
    )
    return [_member(found) for found in by_id(db, select, ids)]


def row(db: Register, member: int) -> Member:
    """Give one person; raise `UserError` where there is none."""
    found = rows(db, [member])
    if not found:
        raise UserError("没有找到这个人，可能已被撤销，请刷新后再试。")
    return found[0]


def _member(found: tuple[Any, ...]) -> Member:
    values = list(found)
    values[_DOUBTS] = () if found[_DOUBTS] == "[]" else tuple(map(str, json.loads(found[_DOUBTS])))
    return Member._make(values)


def enrol(db: Register, fields: Mapping[str, object], *, school: int, roster: int | None = None) -> int:
    """Put a person on the rolls; `fields` are some of `FIELDS`, `name` and `member_type` among them.

    Raise `UserError` where the name is empty or the ID number is on the rolls already.
    """
    values = _worked_out(fields)
    if "name_key" not in values:
        raise UserError("姓名不能为空，请补上姓名。")
    values.setdefault("member_type", "full")
    with db.act(f"新增人员：{values['name']}"):
        try:
            return insert(db, "member", {"school": school, "roster": roster, **values})
        except IntegrityError as error:
            raise _taken(error, values) from error


def amend(db: Register, member: int, fields: Mapping[str, object]) -> None:
    """Change what is known of a person; raise as `enrol` does."""
    if not fields:
        return
    before = row(db, member)
    values = _worked_out(fields)
    with db.act(f"修改人员：{before.name}"):
        try:
            update(db, "member", member, values)
        except IntegrityError as error:
            raise _taken(error, values) from error


def _worked_out(fields: Mapping[str, object]) -> dict[str, object]:
    unknown = fields.keys() - set(FIELDS)
    if unknown:
        raise ValueError(f"no such fields: {sorted(unknown)}")
    values = dict(fields)
    if "name" in values:
        name = names.display(str(values["name"]))
        if not names.match_key(name):
            raise UserError("姓名不能为空，请补上姓名。")
        reading = names.pinyin(name)
        values["name"], values["name_key"] = name, names.match_key(name)
        values["pinyin"], values["stroke_key"] = reading.full, names.stroke_key(name)
        values["initials"] = f"{reading.initials} {reading.alternatives}".strip()
    if "id_number" in values:
        values["id_number"] = values["id_number"] or None
    if "doubts" in values:
        values["doubts"] = json.dumps(values["doubts"], ensure_ascii=False)
    if "member_type" in values and values["member_type"] not in MEMBER_TYPES:
        raise UserError("人员类别只能是：" + "、".join(MEMBER_TYPES.values()) + "。")
    return values


def _taken(error: Exception, values: Mapping[str, object]) -> Exception:
    if "id_number" in str(error) and values.get("id_number"):
        tail = str(values["id_number"])[-4:]
        return UserError(f"身份证号尾号 {tail} 的人已经在名册里，请先查找这个人，再修改他的资料。")
    return error


def leave(db: Register, member: int, *, on: str, reason: str, where: str = "") -> None:
    """Take a person off the rolls with a reason; what happened to them stays.

    `where` says where to, or more of why. Raise `UserError` for a reason that is none of `LEAVING`, one
    that says nothing, a day that is none, or who left already.
    """
    if reason not in LEAVING:
        raise UserError("请说明减少原因：" + "、".join(LEAVING) + "。")
    more = " ".join(where.split())
    if reason == LEAVING[-1] and not more:
        raise UserError("原因是“其他”的，请写明是什么情况。")
    who = row(db, member)
    if who.left_on:
        raise UserError(f"{who.name}已在 {who.left_on} 减少（{who.left_reason}），不用再减一次。")
    day = dates.typed_day(on)
    said = f"{reason}：{more}" if more else reason
    with db.act(f"减少人员：{who.name}（{said}）"):
        update(db, "member", member, {"left_on": day, "left_reason": said})


def come_back(db: Register, member: int) -> None:
    """Put a person who left back on the rolls."""
    who = row(db, member)
    with db.act(f"恢复人员：{who.name}"):
        update(db, "member", member, {"left_on": None, "left_reason": None})


def by_id_number(db: Register, *, school: int) -> dict[str, int]:
    """Give everyone whose ID number is known by that number, those who left among them.

    Whoever was merged into another is that other one.
    """
    return dict(
        db.execute(
            "SELECT id_number, coalesce(kept, m.id) FROM member m LEFT JOIN person_link l ON l.other = m.id "
            "WHERE m.school = ? AND id_number IS NOT NULL",
            [school],
        )
    )


def by_name(db: Register, *, school: int) -> dict[str, list[int]]:
    """Give everyone by the matching form of the name: people of one name are normal.

    Whoever was merged into another is that other one, known by both names.
    """
    found: dict[str, list[int]] = {}
    pairs = db.execute(
        "SELECT DISTINCT name_key, coalesce(kept, m.id) FROM member m "
        "LEFT JOIN person_link l ON l.other = m.id WHERE m.school = ? ORDER BY m.id",
        [school],
    )
    for key, member in pairs:
        found.setdefault(key, []).append(member)
    return found
