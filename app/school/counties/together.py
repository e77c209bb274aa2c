"""Together: figures of several schools as one line, and the persons of all of them, each once."""

from collections.abc import Sequence

from app.school import people
from app.school.counties.figures import Figures
from app.school.people import Headcount
from db.register import Register

HEADS = "heads-1"


def together(found: Sequence[Figures], *, school: int, code: str, name: str) -> Figures:
    """Add up a county's schools; 人数 counts somebody once in each school: `heads` counts once in all."""
    items: dict[str, list[int]] = {}
    for one in found:
        for item, usable, every in one.items:
            sums = items.setdefault(item, [0, 0])
            sums[0] += usable
            sums[1] += every
    newest = max(found, key=lambda one: one.last_parcel, default=None)
    return Figures(
        school=school,
        code=code,
        name=name,
        items=tuple((item, usable, every) for item, (usable, every) in items.items()),
        points=sum(one.points for one in found),
        points_of=sum(one.points_of for one in found),
        classes=sum(one.classes for one in found),
        members=sum(one.members for one in found),
        people=sum(one.people for one in found),
        person_times=sum(one.person_times for one in found),
        quarter_hours=sum(one.quarter_hours for one in found),
        owing=sum(one.owing for one in found),
        met=sum(one.met for one in found),
        last_parcel=newest.last_parcel if newest else "",
        last_seq=newest.last_seq if newest else 0,
        classes_wanted=sum(one.classes_wanted for one in found),
        classes_by_quarter=tuple(sum(one.classes_by_quarter[at] for one in found) for at in range(4)),
        party=sum(one.party for one in found),
        party_trained=sum(one.party_trained for one in found),
    )


def heads_at_hand(db: Register, *, year: int) -> Headcount | None:
    """Give how many persons came to classes of all schools, each once, where that is kept."""
    row = db.execute(
        "SELECT body ->> 0, body ->> 1 FROM kept_figures WHERE year = ? AND part = ? AND parcel = ?",
        [year, HEADS, stands(db)],
    ).fetchone()
    return Headcount(int(row[0]), int(row[1])) if row else None


def heads(db: Register, *, year: int) -> Headcount:
    """Give how many persons came to classes of all schools, each once, and keep it."""
    kept = heads_at_hand(db, year=year)
    if kept is not None:
        return kept
    found, known = people.came(db, year=year), stands(db)
    if known:
        with db.atomic():
            db.execute("DELETE FROM kept_figures WHERE part = ? AND year = ?", [HEADS, year])
            db.execute(
                "INSERT INTO kept_figures (of_school, year, part, parcel, on_day, body) "
                "SELECT min(id), ?, ?, ?, '', json_array(?, ?) FROM school",
                [year, HEADS, known, found.people, found.person_times],
            )
    return found


def stands(db: Register) -> str:
    """Give a text that differs after a parcel or a decision; empty at a desk that has read none."""
    parcels, newest, decided, undone = db.execute(
        "SELECT (SELECT count(*) FROM received_parcel), (SELECT max(rowid) FROM received_parcel), "
        "(SELECT count(*) FROM person_decision), (SELECT count(undone_on) FROM person_decision)"
    ).fetchone()
    return f"{parcels} {newest} {decided} {undone}" if parcels else ""
