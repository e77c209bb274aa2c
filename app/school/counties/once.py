"""Once: what adding schools up would count too often, since some people stand in the rows of several."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from app.school import coverages, people, training_reports, transfers
from app.school.counties.kept import decided
from app.school.counties.periods import Count
from app.school.counties.together import stands
from db.register import Register

PART = "once-1-{}"
PARTY = ("", "party")


@dataclass(frozen=True, slots=True)
class Once:
    """What to take off the sums over all schools of a year, or of one of its quarters.

    `people` is how often somebody whom training reached was counted in one school too many, `turns` how many
    of the 人次 are only what people brought along who moved, `lines` has the same for each line of each side
    (by the titles of both; the party as a whole under `PARTY`).
    """

    people: int = 0
    turns: int = 0
    lines: Mapping[tuple[str, str], Count] = field(default_factory=dict)

    def less(self, side: str, line: Count) -> Count:
        """Give a sum of several schools with everybody in it once."""
        off = self.lines.get((side, line.title) if side else PARTY)
        if off is None:
            return line
        return Count(
            line.key, line.title, line.people - off.people, line.trained - off.trained,
            line.turns, line.target, line.required - off.required, line.met - off.met,
            line.earned - off.earned,
        )  # fmt: skip


def once(db: Register, *, year: int, quarter: int = 0) -> Once:
    """Work out what of a period is counted too often, or give it as it was kept."""
    part, read = PART.format(quarter), stands(db)
    # Whether hours are met hangs on what the desk decides, too.
    as_of = f"{read} {decided(db)}" if read else ""
    row = db.execute(
        "SELECT body FROM kept_figures WHERE year = ? AND part = ? AND parcel = ?", [year, part, as_of]
    ).fetchone()
    if row and as_of:
        return _read(json.loads(row[0]))
    found = _count(db, year, quarter)
    if as_of:
        with db.atomic():
            db.execute("DELETE FROM kept_figures WHERE part = ? AND year = ?", [part, year])
            db.execute(
                "INSERT INTO kept_figures (of_school, year, part, parcel, on_day, body) "
                "SELECT min(id), ?, ?, ?, '', ? FROM school",
                [year, part, as_of, json.dumps(_written(found), ensure_ascii=False)],
            )
    return found


def _written(found: Once) -> dict[str, Any]:
    lines = [[*at, asdict(count)] for at, count in found.lines.items()]
    return {"people": found.people, "turns": found.turns, "lines": lines}


def _read(body: Mapping[str, Any]) -> Once:
    lines = {(side, title): Count(**count) for side, title, count in body["lines"]}
    return Once(body["people"], body["turns"], lines)


def _count(db: Register, year: int, quarter: int) -> Once:
    """Look at those who stand in several schools only: how often each is in a line, and how often reached."""
    home = {
        row.member: (number, row.school) for number, group in enumerate(people.joined(db)) for row in group
    }
    first, last = coverages.period(year, quarter)
    reached: set[tuple[int, int]] = set()
    seen: dict[tuple[str, str, str], set[tuple[int, int]]] = {}
    for school in sorted({school for _, school in home.values()}):
        own = {member for member, (_, where) in home.items() if where == school}
        survey = coverages.Survey(db, school=school, year=year, quarter=quarter, only=own)
        reached |= {home[part.member] for part in survey.parts if part.member in home}
        for side, line in _lines(survey):
            for name in ("people", "trained", "required", "met"):
                at = (*(PARTY if not side else (side, line.title)), name)
                seen.setdefault(at, set()).update(home[one] for one in getattr(line, name))
    off: dict[tuple[str, str], dict[str, int]] = {}
    for (side, title, name), places in seen.items():
        extra = _extra(places)
        if extra:
            off.setdefault((side, title), {})[name] = extra
    return Once(
        _extra(reached),
        transfers.turns_elsewhere(db, first=first, last=last),
        {
            at: Count("", at[1], more.get("people", 0), more.get("trained", 0), 0, 0,
                      more.get("required", 0), more.get("met", 0), 0)
            for at, more in off.items()
        },
    )  # fmt: skip


def _lines(survey: coverages.Survey) -> Iterator[tuple[str, coverages.Line]]:
    yield "", training_reports.party(survey)
    for side in training_reports.sides(survey):
        for line in side.lines:
            yield side.title, line


def _extra(places: set[tuple[int, int]]) -> int:
    """Count by how many schools too many persons stand somewhere."""
    return sum(times - 1 for times in Counter(number for number, _ in places).values())
