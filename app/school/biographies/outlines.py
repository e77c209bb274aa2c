"""Outlines: what hangs on one row of a person, to tell it from another row before the two are joined."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.school import rosters
from db.register import Register
from db.rows import by_id


@dataclass(frozen=True, slots=True)
class Outline:
    """One row by itself: since when it is on the rolls, from which file, and how much hangs on it.

    `since` is local time, empty where this register cannot tell; `quarter_hours` are those posted, of all
    years; `latest` names the last class.
    """

    member: int
    since: str
    by: str
    file_name: str
    classes: int
    latest: str
    quarter_hours: int
    certificates: int
    activities: int


def outlines(db: Register, people: Iterable[int]) -> dict[int, Outline]:
    """Give what hangs on each of these rows."""
    wanted = list(people)
    came = {
        row: (datetime.fromtimestamp(ms / 1000).isoformat(sep=" ", timespec="minutes"), by)
        for row, ms, by in db.execute(
            "SELECT h.row, a.clock >> 16, a.operator FROM history h JOIN act a ON a.id = h.act "
            "WHERE h.tbl = 'member' AND h.op = 'insert' AND h.row IN (SELECT value FROM json_each(?)) "
            "ORDER BY h.n DESC",
            [json.dumps(wanted)],
        )
    }
    select = (
        "SELECT m.id, coalesce(m.roster, 0), "
        "(SELECT count(*) FROM enrollment e WHERE e.member = m.id), "
        "coalesce((SELECT t.name FROM enrollment e JOIN training_class t ON t.id = e.training_class "
        "WHERE e.member = m.id ORDER BY t.year DESC, t.term_no DESC LIMIT 1), ''), "
        "(SELECT coalesce(sum(l.quarter_hours), 0) FROM hour_line l WHERE l.member = m.id), "
        "(SELECT count(*) FROM enrollment e JOIN certificate c ON c.enrollment = e.id "
        "AND c.voided_on IS NULL WHERE e.member = m.id), "
        "(SELECT count(*) FROM participation p WHERE p.member = m.id) "
        "FROM member m WHERE m.id IN (SELECT value FROM json_each(?))"
    )
    found = by_id(db, select, wanted)
    files = {one.id: one.file_name for one in rosters.rows(db, [row[1] for row in found if row[1]])}
    return {
        member: Outline(member, *came.get(member, ("", "")), files.get(roster, ""), *rest)
        for member, roster, *rest in found
    }
