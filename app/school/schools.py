"""Schools: whose desk this is, and the settings of this laptop."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.errors import UserError
from app.spelling import levels
from db.register import Register
from db.rows import by_id, seen, update

_FULL = re.compile("中共(?:.{1,6}?[县市区旗])?(.{2,}?(?:乡|镇|街道|苏木))委员会党校")
LEVELS = {"township": "乡镇党校", "county": "县级", "city": "市级"}


@dataclass(frozen=True, slots=True)
class School:
    """A school, or the county's own desk, which is written down like one."""

    id: int
    code: str
    level: str
    full_name: str
    short_name: str
    seal_name: str
    county_name: str


def found(
    db: Register,
    *,
    level: str,
    code: str,
    full_name: str,
    short_name: str = "",
    seal_name: str = "",
    county_name: str = "",
) -> int:
    """Write down whose desk this is, once; raise `UserError` where it is written down already."""
    if level not in LEVELS:
        raise UserError("请先选定是乡镇党校、县级还是市级。")
    if not full_name.strip() or not code.strip():
        raise UserError("单位名称和单位代码都要填写，才能开始使用。")
    if not re.fullmatch(r"[0-9A-Za-z-]{1,30}", code.strip()):
        raise UserError("单位代码只能用数字、字母和短横线，例如 350924100。")
    if own_id(db) is not None:
        raise UserError("本机已经设好单位，不能再设一次；要改名称请到“设置”。")
    new = db.new_id()
    full, short, seal, county = (
        str(seen(" ".join(name.split()))) for name in (full_name, short_name, seal_name, county_name)
    )
    names = [full, short or full, seal or full]
    with db.act(f"设立{names[1]}"):
        db.execute(
            "INSERT INTO school (id, school, code, level, full_name, short_name, seal_name, county_name) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [new, new, code.strip(), level, *names, county],
        )
        keep(db, "own_school", str(new))
    return new


def amend(
    db: Register, *, full_name: str, short_name: str = "", seal_name: str = "", county_name: str = ""
) -> None:
    """Correct the names of the school at this desk; an empty short name or seal name is the full one.

    Raise `UserError` where the full name is empty.
    """
    mine = own(db)
    full, short, seal, county = (
        str(seen(" ".join(name.split()))) for name in (full_name, short_name, seal_name, county_name)
    )
    if not full:
        raise UserError("单位全称不能空着，证书和台账上都要用它。")
    names = {"full_name": full, "short_name": short or full, "seal_name": seal or full, "county_name": county}
    with db.act(f"更改单位名称：{names['short_name']}"):
        update(db, "school", mine.id, names)


def own_id(db: Register) -> int | None:
    """Give the id of the school at this desk, or None before it is founded."""
    value = setting(db, "own_school")
    return int(value) if value else None


def own(db: Register) -> School:
    """Give the school at this desk; raise `UserError` before it is founded."""
    mine = own_id(db)
    if mine is None:
        raise UserError("本机还没有设立单位，请先在“开始使用”里填写单位名称。")
    return rows(db, [mine])[0]


def words(db: Register) -> levels.Words:
    """Give the words this desk speaks of the desk above and of those below in."""
    return levels.of(own(db).level if own_id(db) is not None else "")


def find(db: Register, text: str = "", *, level: str = "township") -> list[int]:
    """List the schools of a level, by code."""
    found_ = db.execute(
        "SELECT id FROM school WHERE level = ?1 AND (instr(full_name, ?2) OR instr(code, ?2) = 1) "
        "ORDER BY code",
        [level, text.strip()],
    )
    return [row[0] for row in found_]


def rows(db: Register, ids: list[int]) -> list[School]:
    """Give schools in the order asked."""
    select = (
        "SELECT id, code, level, full_name, short_name, seal_name, county_name FROM school "
        "WHERE id IN (SELECT value FROM json_each(?))"
    )
    return [School(*row) for row in by_id(db, select, ids)]


def shortened(full_name: str) -> str:
    """Give what a school is called that has not said it yet: 竹岭乡党校 of 中共青岚县竹岭乡委员会党校.

    A name that is made otherwise stays whole.
    """
    found_ = _FULL.fullmatch(full_name)
    return f"{found_[1]}党校" if found_ else full_name


def lender(db: Register, *, school: int) -> int:
    """Give the desk above a school, whose own teachers, courses and places it may use too; 0 for none.

    A school's register holds its county's row once something came down from there; a county lends what is
    its own to every school it looks into, and a city knows which county brought a school. A county uses of
    its city only what it has made its own.
    """
    mine = own_id(db)
    if school == mine:
        found = db.execute(
            "SELECT a.id FROM school a JOIN school o ON o.id = ?1 AND o.level = 'township' "
            "WHERE a.level <> 'township' AND a.id <> ?1",
            [school],
        ).fetchall()
        return int(found[0][0]) if len(found) == 1 else 0
    row = db.execute("SELECT county FROM school_under WHERE of_school = ?", [school]).fetchone()
    if row is None:
        row = db.execute("SELECT id FROM school WHERE id = ? AND level = 'county'", [mine]).fetchone()
    return int(row[0]) if row else 0


def names_of(db: Register, members: Iterable[int]) -> dict[int, str]:
    """Give the short name of the school each of these people is of."""
    found = db.execute(
        "SELECT m.id, s.short_name FROM member m JOIN school s ON s.id = m.school "
        "WHERE m.id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(members))],
    )
    return dict(found.fetchall())


def setting(db: Register, key: str, default: str = "") -> str:
    """Give a setting of this laptop, which does not travel."""
    row = db.execute("SELECT value FROM setting WHERE key = ?", [key]).fetchone()
    return row[0] if row else default


def keep(db: Register, key: str, value: str) -> None:
    """Keep a setting of this laptop."""
    with db.atomic():
        db.execute(
            "INSERT INTO setting (key, value) VALUES (?, ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [key, value],
        )
