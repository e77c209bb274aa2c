"""Find acts in the history and say what each changed, in the office's words."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time

from app.school import words
from app.spelling import id_numbers
from db.register import Register
from db.rows import by_id, ids

_ENDLESS = 10**15
# Where the act's own time cannot be right, what the computer's clock said then.
_AT = "coalesce((SELECT wall FROM act_clock WHERE act = a.id), a.clock >> 16)"


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which acts to list: words in the act's name, a clerk, days, a person or a class; empty is any.

    `doubted` asks for those done while the computer's clock could not be right.
    """

    text: str = ""
    operator: str = ""
    since: str = ""
    until: str = ""
    member: int = 0
    training_class: int = 0
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One act: local time as ISO text, whose it was, on which laptop, its name, and the rows it changed.

    `doubted` tells that the computer's clock could not be right then.
    """

    id: int
    at: str
    operator: str
    name: str
    rows: int
    own: bool
    undone: bool
    doubted: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One fact that an act changed: whose it is, what it is called, and from what to what.

    `old` is empty where it was not there before, `new` where it went.
    """

    noun: str
    of: str
    field: str
    old: str
    new: str


def find(db: Register, wanted: Criteria | None = None) -> list[int]:
    """List the acts that changed something, newest first."""
    want = wanted or Criteria()
    where = ["EXISTS (SELECT 1 FROM history WHERE act = a.id)"]
    values: dict[str, object] = {}
    for given, clause, name, value in (
        (want.text, "instr(a.name, :text)", "text", want.text.strip()),
        (want.operator, "a.operator = :operator", "operator", want.operator),
        (want.since, f"{_AT} >= :since", "since", _moment(want.since, 0)),
        (want.until, f"{_AT} < :until", "until", _moment(want.until, 1)),
        (want.doubted, "a.id IN (SELECT act FROM act_clock WHERE doubted = :doubted)", "doubted", 1),
        (want.member, f"a.id IN ({_OF_MEMBER})", "member", want.member),
        (want.training_class, f"a.id IN ({_OF_CLASS})", "class", want.training_class),
    ):
        if given:
            where.append(clause)
            values[name] = value
    return ids(
        db, f"SELECT a.id FROM act a WHERE {' AND '.join(where)} ORDER BY a.id DESC LIMIT {_ENDLESS}", values
    )


def rows(db: Register, acts: list[int]) -> list[Change]:
    """Give acts in the order asked."""
    select = (
        f"SELECT id, {_AT}, operator, name, (SELECT count(*) FROM history WHERE act = a.id), "
        "device = (SELECT device FROM context), EXISTS (SELECT 1 FROM act u WHERE u.undoes = a.id), "
        "EXISTS (SELECT 1 FROM act_clock WHERE act = a.id AND doubted = 1) "
        "FROM act a WHERE id IN (SELECT value FROM json_each(?))"
    )
    return [
        Change(act, _local(ms), who, name, changed, bool(own), bool(undone), bool(doubted))
        for act, ms, who, name, changed, own, undone, doubted in by_id(db, select, acts)
    ]


def clerks(db: Register) -> list[str]:
    """List everybody who ever changed something, by name."""
    return [row[0] for row in db.execute("SELECT DISTINCT operator FROM act ORDER BY operator")]


def lines(db: Register, act: int, *, most: int = 500) -> list[Line]:
    """Give what an act changed, fact by fact, in the order it did; an import stops after `most` rows."""
    found = db.execute(
        "SELECT tbl, row, old, new FROM history WHERE act = ? ORDER BY n LIMIT ?", [act, most]
    ).fetchall()
    said: list[Line] = []
    for table, row, old, new in found:
        before, after = json.loads(old or "{}"), json.loads(new or "{}")
        noun, of = words.noun(table), words.title(db, table, row, {**before, **after})
        for name in sorted((before.keys() | after.keys()) - words.UNSAID):
            label = words.column(table, name)
            left, right = _said(db, table, name, before.get(name)), _said(db, table, name, after.get(name))
            if name == "id_number" and left == right and before.get(name) != after.get(name):
                right += "（遮住的几位不同）"
            if label and left != right:
                said.append(Line(noun, of, label, left, right))
    return said


def _said(db: Register, table: str, name: str, value: object) -> str:
    if name == "id_number" and value:
        return id_numbers.masked(str(value))
    if name == "doubts" and value:
        return "；".join(map(str, json.loads(str(value))))
    return words.said(db, table, name, value)


def _local(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000).isoformat(sep=" ", timespec="minutes")


def _moment(day: str, after: int) -> int:
    """Give the milliseconds at which a local day begins, or the one `after` it."""
    if not day:
        return 0
    start = datetime.combine(date.fromordinal(date.fromisoformat(day).toordinal() + after), time())
    return int(start.timestamp() * 1000)


# Through the index on (tbl, row); what was taken away again is found by what its last line says.
_ROWS_OF = """
SELECT act FROM history WHERE (tbl, row) IN ({rows})
UNION SELECT act FROM history
  WHERE op = 'delete' AND tbl IN ({tables}) AND json_extract(old, '$.{column}') = :{value}
"""
_OF_MEMBER = _ROWS_OF.format(
    rows="""SELECT 'member', :member
      UNION ALL SELECT 'enrollment', id FROM enrollment WHERE member = :member
      UNION ALL SELECT 'attendance', a.id FROM attendance a JOIN enrollment e ON e.id = a.enrollment
        WHERE e.member = :member
      UNION ALL SELECT 'score', a.id FROM score a JOIN enrollment e ON e.id = a.enrollment
        WHERE e.member = :member
      UNION ALL SELECT 'leave_slip', a.id FROM leave_slip a JOIN enrollment e ON e.id = a.enrollment
        WHERE e.member = :member
      UNION ALL SELECT 'certificate', a.id FROM certificate a JOIN enrollment e ON e.id = a.enrollment
        WHERE e.member = :member
      UNION ALL SELECT 'participation', id FROM participation WHERE member = :member
      UNION ALL SELECT 'hour_line', id FROM hour_line WHERE member = :member
      UNION ALL SELECT 'person_link', id FROM person_link WHERE kept = :member OR other = :member""",
    tables="'enrollment', 'participation'",
    column="member",
    value="member",
)
_OF_CLASS = _ROWS_OF.format(
    rows="""SELECT 'training_class', :class
      UNION ALL SELECT 'enrollment', id FROM enrollment WHERE training_class = :class
      UNION ALL SELECT 'session', id FROM session WHERE training_class = :class
      UNION ALL SELECT 'attendance', a.id FROM attendance a JOIN session s ON s.id = a.session
        WHERE s.training_class = :class
      UNION ALL SELECT 'score', a.id FROM score a JOIN enrollment e ON e.id = a.enrollment
        WHERE e.training_class = :class
      UNION ALL SELECT 'leave_slip', a.id FROM leave_slip a JOIN enrollment e ON e.id = a.enrollment
        WHERE e.training_class = :class
      UNION ALL SELECT 'certificate', a.id FROM certificate a JOIN enrollment e ON e.id = a.enrollment
        WHERE e.training_class = :class
      UNION ALL SELECT 'class_step', id FROM class_step WHERE training_class = :class
      UNION ALL SELECT 'class_paper', id FROM class_paper WHERE training_class = :class
      UNION ALL SELECT 'walk_in', id FROM walk_in WHERE training_class = :class
      UNION ALL SELECT 'hour_line', id FROM hour_line WHERE training_class = :class""",
    tables="'enrollment', 'session', 'walk_in', 'class_paper'",
    column="training_class",
    value="class",
)
