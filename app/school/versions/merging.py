"""Merging: another laptop's whole state taken into this register."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import UserError
from app.school import schools
from app.school.versions import shapes as forms
from app.school.versions import states, views, writing
from app.school.versions.shapes import Shape
from app.school.versions.stamping import Told, actor, context, is_shared, join_in, stamp
from app.school.versions.states import Context, State
from db.register import Register

TABLE = "row_version"
"""The table of a parcel that carries the dots."""


class NotMergeable(UserError):
    """A parcel that cannot be merged, and what to do."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What merging did to the rows, and how many things a person has to decide."""

    added: int
    changed: int
    unchanged: int
    missing: int
    aside: int
    conflicts: int


def outgoing(db: Register, *, school: int) -> Iterator[dict[str, object]]:
    """Give the dots of a school's rows for a parcel; call `stamp` before."""
    found = db.execute(
        "SELECT tbl, row, dots, body FROM row_version WHERE of_school = ? ORDER BY tbl, row", [school]
    )
    for table, one, dots, body in found:
        yield {"id": one, "school": school, "tbl": table, "dots": dots, "body": body}


def start(db: Register) -> None:
    """Make this laptop, which has nothing of the school yet, one that keeps versions."""
    join_in(db)


def from_the_future(db: Register, context_: Context, *, school: int) -> bool:
    """Tell whether others have seen more of this laptop than it has itself: it was put back from a copy."""
    mine = actor(db)
    return context_.get(mine, 0) > context(db, school=school).get(mine, 0)


def merge(
    db: Register,
    tables: Iterable[tuple[str, Iterable[Mapping[str, Any]]]],
    *,
    school: int,
    context: object,
) -> Merged:
    """Join the state a parcel of the same school carries to what stands here; the caller holds the act.

    `context` is what its manifest says its sender had seen. Once a laptop's own changes are
    stamped nothing of them is lost; the result does not depend on the order in which parcels come, nor on
    how often one comes. Raise `UserError` where the parcel says anything that cannot be.
    """
    shapes = forms.read(db)
    theirs = _read(db, shapes, tables, school, states.context_of(context))
    own = is_shared(db) and schools.own_id(db) in (school, None)
    mine = stamp(db, school=school) if own else writing.load(db, shapes, school=school)
    joined = states.join(mine, theirs)
    known = _known(db, school)
    seen = views.view(joined, shapes, school=school, known=known)
    counts = writing.apply(db, shapes, joined, seen, school=school, raw=_raw(db, school))
    return _merged(counts, len(seen.conflicts))


def look_again(
    db: Register,
    *,
    school: int,
    also: Iterable[tuple[str, int, str]] = (),
    told: Told | None = None,
) -> Merged:
    """Stamp, and bring the register to what its state says; the caller holds an act that records nothing."""
    shapes = forms.read(db)
    state = stamp(db, school=school, also=also, told=told)
    seen = views.view(state, shapes, school=school, known=_known(db, school))
    counts = writing.apply(db, shapes, state, seen, school=school, raw=_raw(db, school))
    return _merged(counts, len(seen.conflicts))


def _merged(counts: writing.Counts, open_: int) -> Merged:
    return Merged(counts.added, counts.changed, counts.unchanged, counts.gone, counts.aside, open_)


def _known(db: Register, school: int) -> Callable[[str, int], bool]:
    def known(table: str, one: int) -> bool:
        found = db.execute(f"SELECT 1 FROM {table} WHERE id = ? AND school <> ?", [one, school]).fetchone()
        return found is not None

    return known


def _raw(db: Register, school: int) -> writing.Raw:
    def keep(table: str, row: Mapping[str, Any]) -> None:
        db.execute(
            "INSERT INTO stray_row (of_school, tbl, row, body) VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET body = json_patch(body, excluded.body)",
            [school, table, row["id"], json.dumps(row, ensure_ascii=False)],
        )

    return keep


def _read(
    db: Register,
    shapes: Mapping[str, Shape],
    tables: Iterable[tuple[str, Iterable[Mapping[str, Any]]]],
    school: int,
    seen: Context,
) -> State:
    """Read a parcel's tables into a state; every row must have its dots, and be the school's own."""
    here: dict[str, dict[int, Mapping[str, Any]]] = {}
    versions: list[Mapping[str, Any]] = []
    raw = _raw(db, school)
    for table, rows in tables:
        for row in rows:
            _check(row, table, school)
            if table == TABLE:
                versions.append(row)
            elif table not in shapes:
                raw(table, row)
            else:
                here.setdefault(table, {})[row["id"]] = row
    state = State(context=seen)
    for version in versions:
        table, one = str(version.get("tbl")), version["id"]
        if table not in shapes:
            continue
        said = states.row_of(
            shapes[table], version.get("dots"), version.get("body"), here.get(table, {}).get(one)
        )
        if not all(states.covers(seen, dot) for each in said.units.values() for dot in each):
            raise NotMergeable("数据包里的合并记录前后不一致，没有读取；请让对方重新导出。")
        state.rows.setdefault(table, {})[one] = said
    for table, rows_ in here.items():
        if rows_.keys() - state.rows.get(table, {}).keys():
            raise NotMergeable("数据包里有记录没有合并信息，没有读取；请让对方重新导出。")
    return state


def _check(row: Mapping[str, Any], table: str, school: int) -> None:
    if row.get("school") != school or type(row.get("id")) is not int:
        raise UserError("数据包里有不属于这所学校的记录，没有读取；请让对方重新导出。")
    if any(isinstance(value, (list, dict, bool)) for value in row.values()):
        raise UserError(f"数据包里“{table}”的记录写法不对，没有读取；请让对方重新导出。")
