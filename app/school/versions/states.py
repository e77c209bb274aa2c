"""States: what several laptops wrote, joined so that the order and the number of times do not matter."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from app.errors import UserError
from app.school.versions.shapes import Shape

LIFE = "~"
"""The unit that says whether a row lives: 1, 0 where it was deleted, or the id of the row it is a twin of."""
TWIN = "="
"""Not part of the state: which row stands for this one in this register."""
MOST = 2**53
_BROKEN = "数据包里的合并记录写法不对，没有读取；请让对方重新导出。"


class Dot(NamedTuple):
    """One writing: of two, the one that knew more is greater, and then the actor's name decides."""

    counter: int
    actor: str


Context = dict[str, int]
Siblings = dict[Dot, Any]
"""Values that stand beside one another; a value is a tuple in the order of the unit's columns."""


@dataclass(slots=True)
class Row:
    """What was written of one row, by unit, and which row stands for it in this register (0: itself).

    `stored` says that the register keeps exactly this, and that its row says it all.
    """

    units: dict[str, Siblings]
    twin_of: int = 0
    stored: bool = False


@dataclass(slots=True)
class State:
    """A school's rows as they were written, by table and id, and all that was seen in writing them."""

    rows: dict[str, dict[int, Row]] = field(default_factory=dict)
    context: Context = field(default_factory=dict)

    def each(self) -> Iterator[tuple[str, int, Row]]:
        """Give every row with its table and id."""
        for table, rows in self.rows.items():
            for one, row in rows.items():
                yield table, one, row


def covers(context: Mapping[str, int], dot: Dot) -> bool:
    """Tell whether a writing was seen."""
    return dot.counter <= context.get(dot.actor, 0)


def join(mine: State, theirs: State) -> State:
    """Join two states: nothing is lost that the other side has not knowingly replaced."""
    joined: dict[str, dict[int, Row]] = {}
    for table in [*mine.rows, *(name for name in theirs.rows if name not in mine.rows)]:
        here, there = mine.rows.get(table, {}), theirs.rows.get(table, {})
        rows = {one: row for one, row in here.items() if one not in there}
        # A row is never taken out of a state, so one that a side does not have it has not seen.
        rows |= {one: Row(dict(row.units)) for one, row in there.items() if one not in here}
        for one in here.keys() & there.keys():
            rows[one] = _join_rows(here[one], mine.context, there[one], theirs.context)
        joined[table] = rows
    context = dict(mine.context)
    for actor, counter in theirs.context.items():
        context[actor] = max(counter, context.get(actor, 0))
    return State(joined, context)


def _join_rows(here: Row, seen_here: Context, there: Row, seen_there: Context) -> Row:
    if here.units.keys() == there.units.keys() and all(
        said.keys() == there.units[unit].keys() for unit, said in here.units.items()
    ):
        return here
    units: dict[str, Siblings] = {}
    for unit in [*here.units, *(name for name in there.units if name not in here.units)]:
        mine, theirs = here.units.get(unit, {}), there.units.get(unit, {})
        if mine.keys() == theirs.keys():
            units[unit] = mine
            continue
        units[unit] = {
            **{dot: said for dot, said in mine.items() if dot in theirs or not covers(seen_there, dot)},
            **{dot: said for dot, said in theirs.items() if dot not in mine and not covers(seen_here, dot)},
        }
    return Row(units, here.twin_of)


def spelt(shape: Shape, row: Row, *, whole: bool, local: bool = True) -> tuple[str, str | None]:
    """Write a row's dots, and with `whole` its values too, as canonical JSON."""
    dots = {unit: next(iter(said)) for unit, said in row.units.items() if len(said) == 1}
    ((common, _),) = Counter(dots.values()).most_common(1) or ((Dot(0, ""), 0),)
    short: dict[str, list[object]] = {"": [common.actor, common.counter]}
    short |= {unit: [dot.actor, dot.counter] for unit, dot in sorted(dots.items()) if dot != common}
    body: dict[str, object] = {}
    if whole:
        for unit, said in sorted(row.units.items()):
            columns = shape.units.get(unit)
            body[unit] = [
                [dot.actor, dot.counter, dict(zip(columns, value, strict=True)) if columns else value]
                for dot, value in sorted(said.items())
            ]
        if local and row.twin_of:
            body[TWIN] = row.twin_of
    return json.dumps(short, separators=(",", ":")), _written(body) if whole else None


def _written(body: object) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def row_of(shape: Shape, dots: object, body: object, values: Mapping[str, Any] | None) -> Row:
    """Read a row: from its body where it has one, else from its dots and the values that stand.

    Raise `UserError` where it is not written as one.
    """
    try:
        if body is not None:
            said = json.loads(str(body))
            units = {unit: _siblings(shape, unit, listed) for unit, listed in said.items() if unit != TWIN}
            return Row(units, int(said.get(TWIN, 0)))
        short = _short(str(dots))
        common = short[""]
        if values is None:
            raise UserError(_BROKEN)
        units = {LIFE: {short.get(LIFE, common): 1}}
        for unit, columns in shape.units.items():
            if columns[0] in values:
                said = tuple(values.get(name, shape.defaults[name]) for name in columns)
                units[unit] = {short.get(unit, common): said}
        return Row(units)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UserError(_BROKEN) from error


@lru_cache(maxsize=4096)
def _short(dots: str) -> Mapping[str, Dot]:
    """Read the dots of a row; rows written at one time share theirs, so most are read once."""
    return {unit: Dot(_count(counter), _actor(name)) for unit, (name, counter) in json.loads(dots).items()}


def _siblings(shape: Shape, unit: str, listed: Iterable[list[Any]]) -> Siblings:
    said: Siblings = {}
    for name, counter, value in listed:
        columns = shape.units.get(unit)
        if unit == LIFE:
            if type(value) is not int or value < 0:
                raise ValueError(value)
        elif columns is None:
            continue
        else:
            value = tuple(_plain(value.get(column, shape.defaults[column])) for column in columns)
        said[Dot(_count(counter), _actor(name))] = value
    return said


def _plain(value: Any) -> Any:
    if isinstance(value, (list, dict, bool)):
        raise ValueError(value)
    return value


def _count(counter: Any) -> int:
    if type(counter) is not int or not 0 < counter < MOST:
        raise ValueError(counter)
    return counter


def _actor(name: Any) -> str:
    if not isinstance(name, str) or not 3 <= len(name) <= 40 or not name.isascii() or not name.isprintable():
        raise ValueError(name)
    return name


def context_of(said: object) -> Context:
    """Read what a parcel says its sender had seen; raise `UserError` where it is not written as that."""
    try:
        if not isinstance(said, dict) or not 0 < len(said) <= 1000:
            raise ValueError(said)
        return {_actor(name): _count(counter) for name, counter in said.items()}
    except ValueError as error:
        raise UserError(_BROKEN) from error
