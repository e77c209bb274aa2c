"""Stamping: what was done here since the last time is read from history and given this laptop's dots."""

import json
from collections.abc import Iterable
from typing import Any

from app.errors import UserError
from app.school import schools
from app.school.versions import shapes as forms
from app.school.versions import writing
from app.school.versions.shapes import Shape
from app.school.versions.states import LIFE, Context, Dot, Row, State
from db.register import Register

Touched = dict[tuple[str, int], dict[str, None]]
"""By table and row, the columns that were written."""
Gone = dict[tuple[str, int], dict[str, Any]]
"""By table and row, what a deleted row said last."""

Told = dict[tuple[str, int], dict[str, Any]]
"""By table and row, what somebody said of a row that waits aside; nothing at all where it is to go."""

_MARK = "versions_mark"
_ACTOR = "versions_actor"


def is_shared(db: Register) -> bool:
    """Tell whether another laptop works on this school too; only then are versions kept."""
    return bool(schools.setting(db, _MARK))


def share(db: Register, *, school: int) -> None:
    """Begin to keep versions: everything that stands was written by this laptop; again it changes nothing."""
    if is_shared(db):
        return
    with db.atomic():
        schools.keep(db, _MARK, str(_newest(db)))
        schools.keep(db, _ACTOR, actor(db))
        shapes, dot = forms.read(db), Dot(1, actor(db))
        state = State(context={dot.actor: dot.counter})
        for table, shape in shapes.items():
            for one, row in writing.standing(db, table, school=school).items():
                units = {unit: {dot: tuple(row[c] for c in inside)} for unit, inside in shape.units.items()}
                state.rows.setdefault(table, {})[one] = Row({LIFE: {dot: 1}, **units})
        writing.keep_context(db, state.context, school=school)
        writing.keep_versions(db, shapes, state, plain=lambda table, one: True, school=school)


def join_in(db: Register) -> None:
    """Begin to keep versions on a laptop that has nothing of the school yet."""
    with db.atomic():
        schools.keep(db, _MARK, str(_newest(db)))
        schools.keep(db, _ACTOR, actor(db))


def actor(db: Register) -> str:
    """Give the name under which this laptop writes: another one after it was restored or replaced."""
    (device,) = db.execute("SELECT device FROM context").fetchone()
    return f"{device:x}.{schools.setting(db, 'epoch', '0')}"


def context(db: Register, *, school: int) -> Context:
    """Give what was seen here of each actor."""
    found = db.execute("SELECT actor, counter FROM version_context WHERE of_school = ?", [school])
    return dict(found.fetchall())


def stamp(
    db: Register,
    *,
    school: int,
    also: Iterable[tuple[str, int, str]] = (),
    told: Told | None = None,
) -> State:
    """Give dots to what was done here since the last time, and give the school's state.

    `also` names units that count as written though they did not change: somebody said that what stands is
    right; `told` has what was said of rows that wait aside. An open conflict in a field that was written is
    settled by that. Raise `UserError` where versions are not kept here.
    """
    if not is_shared(db):
        raise UserError("本校只登记了这一台电脑，没有要合并的内容。")
    shapes = forms.read(db)
    touched, gone = _touched(db, shapes, school)
    state = writing.load(db, shapes, school=school, gone=gone)
    for table, one, unit in also:
        columns = dict.fromkeys(shapes[table].units.get(unit, (LIFE,)))
        touched[table, one] = {**touched.get((table, one), {}), **columns}
    with db.atomic():
        mine = actor(db)
        before = schools.setting(db, _ACTOR)
        if touched or told or before != mine:
            dot = Dot(max(state.context.values(), default=0) + 1, mine)
            changed = _said_anew(state, before, dot) if before != mine else set()
            changed |= _worked_on(db, shapes, state, dot, school)
            here = _standing(db, touched)
            twins = _twins(state)
            for (table, one), columns in touched.items():
                values = here[table].get(one)
                changed |= _write(
                    shapes[table], state, one, columns, dot, values or gone[table, one],
                    twins=twins.get((table, one), ()), alive=bool(values),
                )  # fmt: skip
            for (table, one), columns_ in (told or {}).items():
                changed |= _tell(shapes[table], state, one, columns_, dot)
            state.context[mine] = dot.counter
            writing.keep_context(db, state.context, school=school)
            writing.keep_changed(db, shapes, state, changed, school=school)
        schools.keep(db, _ACTOR, mine)
        schools.keep(db, _MARK, str(_newest(db)))
    return state


def _newest(db: Register) -> int:
    return int(db.execute("SELECT coalesce(max(n), 0) FROM history").fetchone()[0])


def _touched(db: Register, shapes: dict[str, Shape], school: int) -> tuple[Touched, Gone]:
    """Read from history which fields of which rows of the school were written, and which rows are gone."""
    touched: Touched = {}
    gone: Gone = {}
    found = db.execute(
        "SELECT tbl, row, op, old, new FROM history WHERE n > ? ORDER BY n", [schools.setting(db, _MARK)]
    ).fetchall()
    others: dict[str, set[int]] = {}
    for table, one, op, old, new in found:
        if table not in shapes:
            continue
        if table not in others:
            # What the county says in the same tables is the county's.
            said = db.execute(f"SELECT id FROM {table} WHERE school <> ?", [school]).fetchall()
            others[table] = {row[0] for row in said}
        before = json.loads(old or "{}")
        if one in others[table] or before.get("school", school) != school:
            continue
        if op == "delete":
            gone[table, one] = before
            touched.setdefault((table, one), {})
        else:
            names = shapes[table].unit_of if op == "insert" else json.loads(new)
            touched[table, one] = {**touched.get((table, one), {}), **dict.fromkeys(names)}
    return touched, gone


def _said_anew(state: State, old: str, dot: Dot) -> set[tuple[str, int]]:
    """Say anew under this epoch all that this laptop said under an older one.

    A restored copy no longer knows what it had written after it was made; others do. So what it holds must
    neither be taken for the newest nor give way unseen: where others hold the same, nothing shows, and
    where they do not, both stand side by side.
    """
    changed = set()
    for table, one, row in state.each():
        for unit, said in row.units.items():
            mine = [before for before in said if before.actor == old]
            if mine:
                row.units[unit] = {
                    **{before: value for before, value in said.items() if before.actor != old},
                    dot: said[max(mine)],
                }
                row.stored = False
                changed.add((table, one))
    state.context.pop(old, None)
    return changed


def _worked_on(
    db: Register, shapes: dict[str, Shape], state: State, dot: Dot, school: int
) -> set[tuple[str, int]]:
    """Make good for all what people have worked on: twins stay one, a number given anew stays given."""
    changed = set()
    for table, one, row in state.each():
        if row.twin_of and row.twin_of not in row.units.get(LIFE, {}).values():
            row.units[LIFE] = {dot: row.twin_of}
            row.stored = False
            changed.add((table, one))
    found = db.execute(
        "SELECT tbl, row, unit FROM row_conflict WHERE of_school = ? AND kind = 'renumbered'", [school]
    ).fetchall()
    here, twins = _standing(db, ((table, one) for table, one, _ in found)), _twins(state)
    for table, one, unit in found:
        if values := here[table].get(one):
            columns = dict.fromkeys(shapes[table].units[unit])
            also = twins.get((table, one), ())
            changed |= _write(shapes[table], state, one, columns, dot, values, twins=also, alive=True)
    return changed


def _standing(db: Register, wanted: Iterable[tuple[str, int]]) -> dict[str, dict[int, dict[str, Any]]]:
    """Read rows by table and id, a table at once: one by one ten thousand marks take seconds."""
    ids: dict[str, list[int]] = {}
    for table, one in wanted:
        ids.setdefault(table, []).append(one)
    return {table: writing.standing_rows(db, table, some) for table, some in ids.items()}


def _twins(state: State) -> dict[tuple[str, int], list[int]]:
    """Give for each row that stands for others those others."""
    found: dict[tuple[str, int], list[int]] = {}
    for table, one, row in state.each():
        if row.twin_of:
            found.setdefault((table, row.twin_of), []).append(one)
    return found


def _write(
    shape: Shape,
    state: State,
    one: int,
    columns: Iterable[str],
    dot: Dot,
    values: dict[str, Any],
    *,
    twins: Iterable[int],
    alive: bool,
) -> set[tuple[str, int]]:
    """Put what stands of some columns of a row into the state; `twins` have no say in them any more."""
    rows = state.rows.setdefault(shape.table, {})
    if one not in rows and not alive:
        return set()  # made and deleted between two parcels
    row = rows.setdefault(one, Row({}))
    row.stored = False
    twins = list(twins)
    for unit in {shape.unit_of[name] for name in columns if name in shape.unit_of}:
        row.units[unit] = {dot: tuple(values[name] for name in shape.units[unit])}
        for twin in twins:
            rows[twin].units[unit] = {}
            rows[twin].stored = False
    for each in [one, *(() if alive else twins)]:
        rows[each].units[LIFE] = {dot: int(alive)}
        rows[each].stored = False
    return {(shape.table, other) for other in [one, *twins]}


def _tell(shape: Shape, state: State, one: int, columns: dict[str, Any], dot: Dot) -> set[tuple[str, int]]:
    """Put what was said of a row that waits aside into the state."""
    row = state.rows[shape.table][one]
    row.stored = False
    if not columns:
        row.units[LIFE] = {dot: 0}
    for unit in {shape.unit_of[name] for name in columns}:
        said = row.units[unit]
        values = dict(zip(shape.units[unit], said[max(said)], strict=True)) | columns
        row.units[unit] = {dot: tuple(values[name] for name in shape.units[unit])}
    return {(shape.table, one)}
