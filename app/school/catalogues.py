"""Catalogues: what teachers, courses and places have in common — called, spelled twice, ended, counted."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import UserError
from app.school import CAME, schools
from app.spelling import names
from db import IntegrityError
from db.register import Register
from db.rows import insert, update


@dataclass(frozen=True, slots=True)
class Kind:
    """One catalogue: its table, which is also its column in a session; the column of its name; its word."""

    table: str
    name: str
    word: str


TEACHERS = Kind("teacher", "name", "教师")
COURSES = Kind("course", "title", "课程")
PLACES = Kind("place", "name", "地点")

# What else names one of them and follows when two spellings are found to be one.
_ALSO_NAMED_BY = {
    "teacher": (("fund_spending", "teacher"),),
    "course": (),
    "place": (
        ("training_class", "place"),
        ("equipment", "place"),
        ("book", "place"),
        ("route_stop", "place"),
    ),
}


@dataclass(frozen=True, slots=True)
class Taught:
    """What was taught by, of or in one: half-days held, quarter-hours, classes, who came.

    `people` counts everyone who came once, `attendances` once a half-day; `ahead` are half-days still to
    come. One teacher before two classes at once gives the hours once (《培训费管理办法》：同时为多班次
    一并授课不重复计算).
    """

    sessions: int = 0
    quarter_hours: int = 0
    classes: int = 0
    people: int = 0
    attendances: int = 0
    ahead: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """One half-day behind such a number; `counted` is 0 where the same lesson counts in another class."""

    session: int
    training_class: int
    class_name: str
    date: str
    half_day: str
    starts: str
    ends: str
    course: str
    teacher: str
    place: str
    quarter_hours: int
    counted: int
    attendances: int


def called(db: Register, kind: Kind, name: str, *, school: int) -> int:
    """Give the one of this name, compared without spaces, adding it where the school has none yet.

    A spelling that was merged gives the one that stayed.
    """
    known = named(db, kind, name, school=school)
    if known is not None:
        return known
    shown = " ".join(name.split())
    with db.act(f"新增{kind.word}：{shown}"):
        return insert(db, kind.table, {"school": school, kind.name: shown})


def named(db: Register, kind: Kind, name: str, *, school: int) -> int | None:
    """Give the one of this name, compared without spaces, or None; a merged spelling gives the one kept.

    What the county lends is known too, the school's own goes before it.
    """
    shown = " ".join(name.split())
    usable = [school, schools.lender(db, school=school)]
    exact = db.execute(
        f"SELECT coalesce(same_as, id) FROM {kind.table} WHERE school IN (?1, ?2) AND {kind.name} = ?3 "
        "AND (school = ?1 OR ended_on IS NULL) "
        "ORDER BY school <> ?1, same_as IS NOT NULL, ended_on IS NOT NULL, id",
        [*usable, shown],
    ).fetchone()
    if exact:
        return int(exact[0])
    key = names.match_key(shown)
    found = db.execute(
        f"SELECT {kind.name}, coalesce(same_as, id) FROM {kind.table} WHERE school IN (?1, ?2) "
        "AND (school = ?1 OR ended_on IS NULL) "
        "ORDER BY school <> ?1, same_as IS NOT NULL, ended_on IS NOT NULL, id",
        usable,
    )
    for known, row in found.fetchall():
        if key and names.match_key(known) == key:
            return int(row)
    return None


def offered(db: Register, kind: Kind, *, school: int) -> list[str]:
    """List the names to complete what is being typed: neither those ended nor other spellings."""
    found = db.execute(
        f"SELECT DISTINCT {kind.name} FROM {kind.table} WHERE school IN (?, ?) AND ended_on IS NULL "
        f"AND same_as IS NULL ORDER BY {kind.name}",
        [school, schools.lender(db, school=school)],
    )
    return [row[0] for row in found]


def find(db: Register, kind: Kind, text: str = "", *, school: int, ended: bool, order: str) -> list[int]:
    """List those in use, or with `ended` also those that are not, by a part of their name.

    The county's stand among the school's own; of them only what is still offered.
    """
    found = db.execute(
        f"SELECT id FROM {kind.table} WHERE (school = ?1 OR (school = ?4 AND ended_on IS NULL)) "
        f"AND same_as IS NULL AND (?2 OR ended_on IS NULL) AND instr({kind.name}, ?3) ORDER BY {order}, id",
        [school, ended, text.strip(), schools.lender(db, school=school)],
    )
    return [row[0] for row in found]


def put(db: Register, kind: Kind, values: Mapping[str, object], *, school: int, row: int | None) -> int:
    """Add one (`row` None) or change it, and give its id; raise `UserError` where its name is taken."""
    name = str(values[kind.name])
    if not name:
        raise UserError(f"请填写{kind.word}的名称。" if kind != TEACHERS else "请填写教师的姓名。")
    said = f"修改{kind.word}：{name}" if row else f"新增{kind.word}：{name}"
    with db.act(said):
        try:
            if row is None:
                return insert(db, kind.table, {"school": school, **values})
            require_own(db, kind, row)
            update(db, kind.table, row, values)
        except IntegrityError as error:
            if "UNIQUE" not in str(error):
                raise
            raise UserError(f"{kind.word}“{name}”已经有了；如果是同一个，请用“合并”。") from error
    return row


def end(db: Register, kind: Kind, row: int, *, on: str | None) -> None:
    """Say from which day one is not offered any more, or with None that it is again."""
    name = _name(db, kind, row)
    require_own(db, kind, row)
    with db.act(f"停用{kind.word}：{name}" if on else f"恢复{kind.word}：{name}"):
        update(db, kind.table, row, {"ended_on": on})


def merge(db: Register, kind: Kind, *, kept: int, other: int) -> int:
    """Say that two spellings are one; the half-days follow to the one kept. Give how many did.

    The other spelling stays in the register and leads to the kept one when it is typed again.
    Raise `UserError` where both are the same row or one was merged already.
    """
    stays, goes = _name(db, kind, kept), _name(db, kind, other)
    if kept == other:
        raise UserError(f"请选两个不同的{kind.word}来合并。")
    require_own(db, kind, other)
    for row, name in ((kept, stays), (other, goes)):
        if db.execute(f"SELECT 1 FROM {kind.table} WHERE id = ? AND same_as NOT NULL", [row]).fetchone():
            raise UserError(f"“{name}”已经并入别的{kind.word}，请刷新后再选。")
    with db.act(f"合并{kind.word}：{goes}并入{stays}"):
        moved = db.execute(
            f"UPDATE session SET {kind.table} = ? WHERE {kind.table} = ?", [kept, other]
        ).rowcount
        for table, column in _ALSO_NAMED_BY[kind.table]:
            db.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", [kept, other])
        db.execute(f"UPDATE {kind.table} SET same_as = ? WHERE same_as = ? OR id = ?", [kept, other, other])
    return int(moved)


def require_own(db: Register, kind: Kind, row: int) -> None:
    """Raise `UserError` where a row is not this desk's: what the county lent is changed by the county."""
    (school,) = db.execute(f"SELECT school FROM {kind.table} WHERE id = ?", [row]).fetchone()
    mine = schools.own_id(db)
    if mine is not None and school != mine:
        word, name = kind.word, _name(db, kind, row)
        above = schools.words(db).above
        raise UserError(f"{word}“{name}”不是本单位登记的，这里不能改；{above}下发的，请告诉{above}改。")


def _name(db: Register, kind: Kind, row: int) -> str:
    found = db.execute(f"SELECT {kind.name} FROM {kind.table} WHERE id = ?", [row]).fetchone()
    if found is None:
        raise UserError(f"没有找到这个{kind.word}，可能已被撤销，请刷新后再选。")
    return str(found[0])


def taught(db: Register, kind: Kind, *, school: int, year: int, until: str = "") -> dict[int, Taught]:
    """Count a year by teacher, course or place: what was held up to the day `until`, or all of it.

    People are those whose mark says that they came, one person of two rows once.
    """
    first, last = f"{year}-01-01", f"{year}-12-31"
    until = until or last
    counts: dict[int, list[int]] = {}
    of_classes: dict[int, set[int]] = {}
    for row, of_class, date, counted in _lessons(db, kind, school=school, first=first, last=last):
        sums = counts.setdefault(row, [0, 0, 0])
        if date > until:
            sums[2] += 1
            continue
        sums[0] += 1
        sums[1] += counted
        of_classes.setdefault(row, set()).add(of_class)
    came = {
        row: (people, attendances)
        for row, people, attendances in db.execute(
            f"SELECT s.{kind.table}, count(DISTINCT coalesce(l.kept, e.member)), count(*) FROM session s "
            "JOIN attendance a ON a.session = s.id JOIN enrollment e ON e.id = a.enrollment "
            "LEFT JOIN person_link l ON l.other = e.member "
            f"WHERE s.school = ? AND s.date BETWEEN ? AND ? AND a.mark IN ({_marks(CAME)}) "
            f"AND s.{kind.table} NOT NULL GROUP BY s.{kind.table}",
            [school, first, min(until, last), *CAME],
        )
    }
    return {
        row: Taught(held, hours, len(of_classes.get(row, ())), *came.get(row, (0, 0)), ahead)
        for row, (held, hours, ahead) in counts.items()
    }


def _lessons(
    db: Register, kind: Kind, *, school: int, first: str, last: str
) -> list[tuple[int, int, str, int]]:
    """Give (row, class, date, quarter-hours that count) of every half-day between two days."""
    found = db.execute(
        f"SELECT {kind.table}, training_class, date, CASE WHEN teacher IS NULL OR row_number() OVER "
        f"(PARTITION BY {kind.table}, teacher, date, starts, ends ORDER BY quarter_hours DESC, id) = 1 "
        "THEN quarter_hours ELSE 0 END FROM session "
        f"WHERE school = ? AND date BETWEEN ? AND ? AND {kind.table} NOT NULL",
        [school, first, last],
    )
    return list(found.fetchall())


def held(db: Register, kind: Kind, row: int, *, year: int, until: str = "") -> list[Held]:
    """List the half-days of a year behind the numbers of `taught`, in the order they were held."""
    found = db.execute(
        "WITH counted AS (SELECT id, CASE WHEN teacher IS NULL OR row_number() OVER "
        "(PARTITION BY teacher, date, starts, ends ORDER BY quarter_hours DESC, id) = 1 "
        f"THEN quarter_hours ELSE 0 END AS counted FROM session WHERE {kind.table} = ?1) "
        "SELECT s.id, s.training_class, k.name, s.date, s.half_day, s.starts, s.ends, c.title, "
        "coalesce(t.name, ''), coalesce(p.name, ''), s.quarter_hours, counted, "
        "(SELECT count(*) FROM attendance a WHERE a.session = s.id "
        "AND a.mark IN ('present', 'late', 'left_early')) "
        "FROM counted JOIN session s ON s.id = counted.id "
        "JOIN training_class k ON k.id = s.training_class "
        "JOIN course c ON c.id = s.course LEFT JOIN teacher t ON t.id = s.teacher "
        "LEFT JOIN place p ON p.id = s.place WHERE s.date BETWEEN ?2 AND ?3 ORDER BY s.date, s.starts, s.id",
        [row, f"{year}-01-01", min(until or "9999", f"{year}-12-31")],
    )
    return [Held(*line) for line in found]


def years(db: Register, *, school: int) -> list[int]:
    """List the years in which half-days are held, newest first."""
    found = db.execute(
        "SELECT DISTINCT substr(date, 1, 4) FROM session WHERE school = ? ORDER BY 1 DESC", [school]
    )
    return [int(row[0]) for row in found]


def _marks(values: tuple[str, ...]) -> str:
    return ", ".join("?" for _ in values)
