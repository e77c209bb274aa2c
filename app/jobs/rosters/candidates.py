"""Candidates: who of the same name a row may be, with what tells them apart."""

from dataclasses import dataclass

from app.jobs.rosters.planning import may_be
from app.jobs.rosters.plans import PlanRow
from app.school import enrollments, members, origins
from app.spelling import names
from db.register import Register


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on the rolls: since when, by which file, and the latest class, each "" where there is none."""

    member: members.Member
    since: str
    file_name: str
    last_class: str


def of_that_name(db: Register, row: PlanRow, *, school: int) -> list[Candidate]:
    """List who a row that asks may be, whom the plan takes for the likeliest first."""
    key = names.match_key(row.name)
    birth = str(row.fields.get("birth", ""))
    found = [row.member] if row.member is not None else []
    for group in ("", "left"):
        same = members.rows(db, members.find(db, row.name, school=school, group=group))
        found += [
            one.id for one in same if names.match_key(one.name) == key and may_be(one, row.id_number, birth)
        ]
    people = members.rows(db, list(dict.fromkeys(found)))
    classes = enrollments.latest(db, [one.id for one in people])
    made = []
    for one in people:
        first = next(iter(origins.of_member(db, one.id)), None)
        since, file_name = (first.at[:10], first.file_name) if first else ("", "")
        made.append(Candidate(one, since, file_name, classes.get(one.id, "")))
    return made
