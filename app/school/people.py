"""People: who is one person in the rows of several schools, so that the county counts everybody once.

Nobody's row changes. Rows are joined by themselves only where both ID numbers are complete and right and the
names agree, or where a transfer slip says so; everything else that looks alike is shown to a person, whose
decision can be taken back.
"""

import hashlib
import hmac
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.errors import UserError
from app.school import devices
from app.school import schools as offices
from app.spelling import OK, id_numbers
from db.register import Register
from db.rows import by_id

_SECRET = "people_key"
_SEEN = "people_counted"
CAME = "('present', 'late', 'left_early')"
HOW = {
    "id_number": "身份证号和姓名相同",
    "transfer": "有转出证明",
    "decided": "人工认定",
    "merged": "本校已合并",
}


@dataclass(frozen=True, slots=True)
class Headcount:
    """How many persons came, each once, and how often: each person once a class of a school."""

    people: int
    person_times: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a person, as a school keeps it."""

    member: int
    school: int
    school_name: str
    name: str
    birth: str
    branch_name: str
    id_number: str
    phone: str
    left_on: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows of two schools that may be one person, and why one thinks so."""

    one: Row
    other: Row
    why: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about two rows, and whether it was taken back."""

    id: int
    one: Row
    other: Row
    same: bool
    why: str
    decided_on: str
    decided_by: str
    undone_on: str


class _Groups:
    """Rows that are one person; the lowest id stands for all."""

    def __init__(self, apart: set[tuple[int, int]]) -> None:
        self.how: dict[int, str] = {}
        self._apart = apart
        self._members: dict[int, set[int]] = {}
        self._root: dict[int, int] = {}

    def root(self, member: int) -> int:
        """Give the row that stands for a person."""
        return self._root.get(member, member)

    def join(self, one: int, other: int, how: str) -> bool:
        """Join two rows unless somebody said of two in them that they are two people."""
        first, second = sorted((self.root(one), self.root(other)))
        if first == second:
            return True
        here, there = self._members.get(first, {first}), self._members.get(second, {second})
        if self._apart and any((min(a, b), max(a, b)) in self._apart for a in here for b in there):
            return False
        self._members[first] = here | there
        for member in self._members[first]:
            self._root[member] = first
        for member in (one, other):
            self.how.setdefault(member, how)
        return True

    def rows(self) -> Iterator[tuple[int, int]]:
        """Give every row that is joined, with the one that stands for it."""
        return iter(self._root.items())


def identity(db: Register, id_number: str) -> str:
    """Give the keyed hash of an ID number: the same for one person on this desk, meaningless elsewhere."""
    return hmac.new(_key(db), id_number.encode(), hashlib.sha256).hexdigest()


def _key(db: Register) -> bytes:
    kept = devices.secret(db, _SECRET)
    if not kept:
        kept = f"{db.chance(256):064x}"
        devices.keep_secret(db, _SECRET, kept)
    return bytes.fromhex(kept)


def distinct(db: Register, members: Iterable[int]) -> int:
    """Count the persons behind rows of any schools, each once."""
    refresh(db)
    row = db.execute(
        "SELECT count(DISTINCT coalesce(c.person, m.value)) FROM json_each(?) m "
        "LEFT JOIN counted_person c ON c.member = m.value",
        [json.dumps(list(members))],
    ).fetchone()
    return int(row[0])


def came(db: Register, *, year: int, schools: Iterable[int] | None = None) -> Headcount:
    """Count who came to classes of a year, in some schools or all: 人数 and 人次."""
    refresh(db)
    whose = None if schools is None else json.dumps(list(schools))
    row = db.execute(
        "SELECT count(DISTINCT coalesce(c.person, e.member)), "
        "count(DISTINCT coalesce(c.person, e.member) || ' ' || e.training_class) FROM enrollment e "
        "LEFT JOIN counted_person c ON c.member = e.member "
        "JOIN attendance a ON a.enrollment = e.id JOIN session s ON s.id = a.session "
        f"WHERE a.mark IN {CAME} AND s.date BETWEEN ?1 AND ?2 "
        "AND (?3 IS NULL OR e.school IN (SELECT value FROM json_each(?3)))",
        [f"{year}-01-01", f"{year}-12-31", whose],
    ).fetchone()
    return Headcount(row[0], row[1])


def refresh(db: Register) -> bool:
    """Work out anew who is one person where anything came in since, and tell whether that was so."""
    seen = _standing_of(db)
    if offices.setting(db, _SEEN) == seen:
        return False
    groups = _grouped(db)
    rows = [(member, person, groups.how.get(member, "merged")) for member, person in groups.rows()]
    with db.atomic():
        db.execute("DELETE FROM counted_person")
        db.conn.executemany(
            "INSERT INTO counted_person (member, of_school, person, how) "
            "SELECT id, school, ?2, ?3 FROM member WHERE id = ?1",
            rows,
        )
        offices.keep(db, _SEEN, seen)
    return True


def _standing_of(db: Register) -> str:
    """Give a text that differs after a parcel, a decision or a recorded change."""
    found = db.execute(
        "SELECT (SELECT count(*) FROM received_parcel), (SELECT max(received_at) FROM received_parcel), "
        "(SELECT count(*) FROM person_decision), (SELECT count(undone_on) FROM person_decision), "
        "(SELECT max(n) FROM history), (SELECT count(*) FROM member), (SELECT max(id) FROM member)"
    ).fetchone()
    return json.dumps(found)


def _grouped(db: Register) -> _Groups:
    decided = db.execute("SELECT one, other, same FROM person_decision WHERE undone_on IS NULL").fetchall()
    groups = _Groups({(one, other) for one, other, same in decided if not same})
    for kept, other in db.execute("SELECT kept, other FROM person_link ORDER BY id").fetchall():
        groups.join(kept, other, "merged")
    for one, other, same in sorted(decided):
        if same:
            groups.join(one, other, "decided")
    for one, other, agree in _transferred(db):
        if agree:
            groups.join(one, other, "transfer")
    for one, other in _same_number(db, agree=True):
        groups.join(one, other, "id_number")
    return groups


def _transferred(db: Register) -> list[tuple[int, int, bool]]:
    """Give the rows a slip joins, and whether the two names agree."""
    found = db.execute(
        "SELECT t.former_member, t.member, old.name_key = new.name_key FROM transfer t "
        "JOIN member new ON new.id = t.member "
        "JOIN member old ON old.id = t.former_member AND old.school = t.from_school "
        "WHERE t.direction = 'in' AND t.voided_on IS NULL ORDER BY t.id"
    )
    return [(old, new, bool(agree)) for old, new, agree in found]


def _is_whole(number: str | None) -> bool:
    """Tell whether an ID number is complete and right: check digit, and a birth date that exists."""
    read = id_numbers.read(number or "")
    return read.value == number and read.verdict == OK and bool(read.birth)


def _same_number(db: Register, *, agree: bool) -> list[tuple[int, int]]:
    """Pair the first row of an ID number with those of other schools whose name agrees or does not."""
    found = db.execute(
        "SELECT id_number, id, name_key FROM member WHERE id_number IN (SELECT id_number FROM member "
        "WHERE id_number IS NOT NULL GROUP BY id_number HAVING count(DISTINCT school) > 1) "
        "ORDER BY id_number, id"
    ).fetchall()
    rows: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, member, key in found:
        if _is_whole(number):
            rows[number].append((member, key))
    pairs = []
    for same in rows.values():
        for place, (member, key) in enumerate(same):
            alike = [one for one, name in same[:place] if (name == key) is agree]
            if alike:
                pairs.append((alike[0], member))
    return pairs


def review(db: Register, *, limit: int = 500) -> list[Pair]:
    """List rows of two schools that look like one person and of which nobody has decided anything yet."""
    refresh(db)
    settled = set(db.execute("SELECT one, other FROM person_decision WHERE undone_on IS NULL").fetchall())
    joined = dict(db.execute("SELECT member, person FROM counted_person").fetchall())
    asked: dict[tuple[int, int], str] = {}
    for one, other in _same_number(db, agree=False):
        asked.setdefault((one, other), "身份证号相同，姓名不同")
    for old, new, agree in _transferred(db):
        if not agree:
            asked.setdefault((min(old, new), max(old, new)), "有转出证明，姓名不同")
    for column, why in (("birth", "姓名、出生日期相同"), ("phone", "姓名、电话相同")):
        for pair in _alike(db, column):
            asked.setdefault(pair, why)
    open_ = [
        (pair, why)
        for pair, why in asked.items()
        if pair not in settled and joined.get(pair[0], pair[0]) != joined.get(pair[1], pair[1])
    ][:limit]
    people = _rows(db, {one for pair, _ in open_ for one in pair})
    return [Pair(people[one], people[other], why) for (one, other), why in open_]


def _alike(db: Register, column: str) -> list[tuple[int, int]]:
    """Pair rows of two schools with one name and one birth date or phone, unless two whole numbers differ."""
    found = db.execute(
        "SELECT a.id, b.id, a.id_number, b.id_number FROM member a JOIN member b ON b.name_key = a.name_key "
        f"AND b.{column} = a.{column} AND b.id > a.id AND b.school <> a.school "
        f"WHERE a.{column} <> '' AND length(a.{column}) >= 10 AND a.name_key IN "
        "(SELECT name_key FROM member GROUP BY name_key HAVING count(DISTINCT school) > 1) "
        "ORDER BY a.id, b.id"
    )
    return [
        (one, other) for one, other, first, second in found if not (_is_whole(first) and _is_whole(second))
    ]


def decide(db: Register, one: int, other: int, *, same: bool, why: str, today: str) -> int:
    """Write down that two rows are one person or two; raise `UserError` without a reason or a second time."""
    first, second = sorted((one, other))
    if first == second or len(_rows(db, {first, second})) != 2:
        raise UserError("请选两份不同的记录再认定。")
    if not why.strip():
        raise UserError("认定要写明依据，例如“已电话核实，2025 年由下党乡转来”。")
    date.fromisoformat(today)
    with db.atomic():
        if db.execute(
            "SELECT 1 FROM person_decision WHERE one = ? AND other = ? AND undone_on IS NULL", [first, second]
        ).fetchone():
            raise UserError("这两份记录已经认定过；要改，请先撤回原来的认定。")
        new = db.new_id()
        db.execute(
            "INSERT INTO person_decision (id, one, other, same, why, decided_on, decided_by) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [new, first, second, int(same), why.strip(), today, db.operator],
        )
    refresh(db)
    return new


def undo(db: Register, decision: int, *, today: str) -> None:
    """Take a decision back; its line stays."""
    with db.atomic():
        done = db.execute(
            "UPDATE person_decision SET undone_on = ?, undone_by = ? WHERE id = ? AND undone_on IS NULL",
            [today, db.operator, decision],
        ).rowcount
    if not done:
        raise UserError("这条认定已经撤回了，请刷新后再看。")
    refresh(db)


def decisions(db: Register) -> list[Decision]:
    """List what was decided, newest first."""
    found = db.execute(
        "SELECT id, one, other, same, why, decided_on, decided_by, coalesce(undone_on, '') "
        "FROM person_decision ORDER BY id DESC"
    ).fetchall()
    people = _rows(db, {one for row in found for one in row[1:3]})
    return [
        Decision(id_, people[one], people[other], bool(same), *rest)
        for id_, one, other, same, *rest in found
        if one in people and other in people
    ]


def same(db: Register, member: int) -> list[tuple[Row, str]]:
    """Give every row of the person one row is of, with how it was joined; the row alone where it is alone."""
    refresh(db)
    found = db.execute(
        "SELECT member, how FROM counted_person WHERE person = "
        "coalesce((SELECT person FROM counted_person WHERE member = ?1), ?1) ORDER BY member",
        [member],
    ).fetchall() or [(member, "")]
    people = _rows(db, {row[0] for row in found})
    return [(people[one], how) for one, how in found if one in people]


def joined(db: Register) -> list[tuple[Row, ...]]:
    """List the persons who stand in more than one school, each with their rows."""
    refresh(db)
    groups: dict[int, list[int]] = defaultdict(list)
    for member, person in db.execute("SELECT member, person FROM counted_person ORDER BY member"):
        groups[person].append(member)
    people = _rows(db, {one for group in groups.values() for one in group})
    rows = [tuple(people[one] for one in group if one in people) for group in groups.values()]
    return [group for group in rows if len({one.school for one in group}) > 1]


def _rows(db: Register, members: set[int]) -> dict[int, Row]:
    select = (
        "SELECT m.id, m.school, s.short_name, m.name, m.birth, coalesce(b.name, ''), "
        "coalesce(m.id_number, ''), m.phone, coalesce(m.left_on, '') FROM member m "
        "JOIN school s ON s.id = m.school LEFT JOIN branch b ON b.id = m.branch "
        "WHERE m.id IN (SELECT value FROM json_each(?))"
    )
    return {row[0]: Row(*row) for row in by_id(db, select, sorted(members))}
