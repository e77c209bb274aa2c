"""Reading: activities and who took part in them, with what they were given."""

from app.school import persons
from app.school.activities.records import Activity, Participant
from db.register import Register
from db.rows import by_id, ordered

_ORDER = {
    "date": ("date DESC", "id DESC"),
    "title": ("title", "date", "id"),
    "kind": ("kind", "date DESC", "id DESC"),
}


def find(
    db: Register,
    text: str = "",
    *,
    school: int | None = None,
    year: int | None = None,
    kind: str = "",
    member: int | None = None,
    voided: bool = True,
    order_by: str = "date",
) -> list[int]:
    """List activities by a part of the title, newest first; `order_by` is date, title or kind.

    Those of a `member` are the person's, under whichever of their rows. `voided=False` leaves out what
    was voided.
    """
    several = "[]" if member is None else str(list(persons.same(db, member)))
    found = db.execute(
        "SELECT id FROM activity WHERE (?1 IS NULL OR school = ?1) "
        "AND (?2 IS NULL OR date <= ?2 || '-12-31' AND ends >= ?2 || '-01-01') "
        "AND (?3 = '' OR kind = ?3) AND (?4 OR voided_on IS NULL) "
        "AND (?5 = '[]' OR id IN (SELECT activity FROM participation "
        "WHERE member IN (SELECT value FROM json_each(?5)))) "
        f"AND (instr(title, ?6) OR instr(organiser, ?6)) ORDER BY {ordered(_ORDER, order_by)}",
        [school, year, kind, voided, several, text.strip()],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[Activity]:
    """Give activities in the order asked."""
    select = (
        "SELECT id, school, kind, form, title, organiser, platform, date, ends, half_day, minutes, "
        "half_days, stated, central, ledger, coalesce(evidence, 0), note, recorded_on, recorded_by, "
        "coalesce(voided_on, ''), coalesce(void_reason, ''), "
        "(SELECT count(*) FROM participation p WHERE p.activity = a.id) FROM activity a "
        "WHERE id IN (SELECT value FROM json_each(?))"
    )
    return [Activity(*row) for row in by_id(db, select, ids)]


def participants(db: Register, activity: int) -> list[Participant]:
    """Give everybody in an activity with what they were given for it, by name."""
    found = db.execute(
        "SELECT p.id, p.member, m.name, coalesce(b.name, ''), p.minutes, p.stated, p.tested, "
        "(SELECT coalesce(sum(l.quarter_hours), 0) FROM hour_line l "
        "WHERE l.activity = p.activity AND l.member = p.member) "
        "FROM participation p JOIN member m ON m.id = p.member LEFT JOIN branch b ON b.id = m.branch "
        "WHERE p.activity = ? ORDER BY m.pinyin, m.id",
        [activity],
    )
    return [Participant(*row) for row in found]
