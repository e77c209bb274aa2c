"""Views: what stands in a register, worked out from a state alone and so the same wherever the state is."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.school.versions.shapes import ASIDE, LEDGERS, RENUMBERED, Shape
from app.school.versions.states import LIFE, Row, Siblings, State

DEAD, LIVES = 0, 1
# Ids have 63 bits and begin with the time; no count that a list may hold comes near them.
LEAST_ID = 2**32
# What is said of two rows says nothing once the two are one.
_PAIRS = {"person_apart": ("one", "other"), "person_link": ("kept", "other")}
# What nobody would be asked about: when and by whom a row was made, and what is worked out from it.
QUIET = frozenset((
    "roster", "taken_on", "taken_by", "filed_on", "filed_by", "recorded_on", "recorded_by", "entered_on",
    "entered_by", "linked_on", "linked_by", "said_on", "said_by", "printed_on", "printed_by", "seq_no",
    "doubts", "added", "updated", "unchanged", "refused", "done_on", "done_by",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conflict:
    """What two laptops wrote differently: `unit` of a row, of a kind, with everything needed to show it."""

    table: str
    row: int
    unit: str
    kind: str
    body: dict[str, Any]


@dataclass(slots=True)
class View:
    """Rows by table and id as they stand, which row stands for a twin, and what a person must decide."""

    rows: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)
    twins: dict[int, int] = field(default_factory=dict)
    aside: set[int] = field(default_factory=set)
    conflicts: list[Conflict] = field(default_factory=list)


class _Twins:
    """Which rows are the same thing made twice; the lowest id stands for all."""

    def __init__(self) -> None:
        self._root: dict[int, int] = {}

    def root(self, row: int) -> int:
        while row in self._root:
            row = self._root[row]
        return row

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        if first != second:
            self._root[second] = first

    def all(self) -> dict[int, int]:
        return {row: self.root(row) for row in self._root}


def view(
    state: State, shapes: Mapping[str, Shape], *, school: int, known: Callable[[str, int], bool]
) -> View:
    """Work out what stands; `known(table, row)` tells whether the register has a row of another school.

    A row that any other needs lives, whoever deleted it. Rows that mean the same become one.
    """
    made = _Making(state, shapes, school, known)
    made.named_twins()
    made.revive()
    for table in shapes:
        if table in state.rows:
            made.table(table)
    made.lists()
    made.view.twins = made.twins.all()
    return made.view


class _Making:
    def __init__(
        self, state: State, shapes: Mapping[str, Shape], school: int, known: Callable[[str, int], bool]
    ) -> None:
        self.state, self.shapes, self.school, self.known = state, shapes, school, known
        self.view, self.twins = View(), _Twins()
        self.groups: dict[str, dict[int, list[int]]] = {}
        self.revived: set[int] = set()

    def named_twins(self) -> None:
        for table, one, row in self.state.each():
            for said in row.units.get(LIFE, {}).values():
                if said not in (DEAD, LIVES) and said in self.state.rows[table]:
                    self.twins.join(one, said)

    def _group(self, table: str) -> dict[int, list[int]]:
        groups: dict[int, list[int]] = defaultdict(list)
        for one in sorted(self.state.rows[table]):
            groups[self.twins.root(one)].append(one)
        return groups

    def _lives(self, table: str, group: list[int]) -> bool:
        rows = self.state.rows[table]
        said = [value for one in group for value in rows[one].units.get(LIFE, {}).values()]
        return LIVES in said or any(one in self.revived for one in group)

    def revive(self) -> None:
        """Let a row live that a living one needs."""
        self.groups = {table: self._group(table) for table in self.shapes if table in self.state.rows}
        for table in reversed(list(self.groups)):
            for root, group in self.groups[table].items():
                if self._lives(table, group):
                    self._hold(table, root, group)

    def _hold(self, table: str, root: int, group: list[int]) -> None:
        todo = [(table, root, group)]
        while todo:
            of, _, rows = todo.pop()
            for column, parent in self.shapes[of].parents:
                for target in self._targets(of, rows, column):
                    over = self.twins.root(target)
                    others = self.groups.get(parent, {}).get(over)
                    if others and not self._lives(parent, others):
                        self.revived.add(over)
                        todo.append((parent, over, others))

    def _targets(self, table: str, group: list[int], column: str) -> Iterator[int]:
        shape = self.shapes[table]
        unit = shape.unit_of[column]
        place = shape.units[unit].index(column)
        for one in group:
            for value in self.state.rows[table][one].units.get(unit, {}).values():
                if value[place] is not None:
                    yield value[place]

    def table(self, table: str) -> None:
        shape, rows = self.shapes[table], self.state.rows[table]
        found: dict[int, dict[str, Any]] = {}
        live = [(root, group) for root, group in self._group(table).items() if self._lives(table, group)]
        for root, group in live:
            found[root] = self._fold(shape, rows, root, group)
        if table not in ASIDE:
            while self._unite(shape, found):
                live = [(r, g) for r, g in self._group(table).items() if self._lives(table, g)]
                found = {root: self._fold(shape, rows, root, group) for root, group in live}
        for pair in (name for name in _PAIRS if name == table):
            for one in [one for one, row in found.items() if len({row[c] for c in _PAIRS[pair]}) == 1]:
                del found[one]
                self.view.aside.add(one)
        self._drop_dangling(shape, found)
        if table in ASIDE:
            self._set_aside(shape, found)
        self._renumber(shape, found)
        for root, group in live:
            if root in found:
                self._ask(shape, rows, root, group, found[root])
        self.view.rows[table] = found

    def _fold(self, shape: Shape, rows: Mapping[int, Row], root: int, group: list[int]) -> dict[str, Any]:
        """Give the values that are shown of rows that are one."""
        values: dict[str, Any] = {"id": root, "school": self.school}
        if len(group) == 1:
            for unit, said in rows[group[0]].units.items():
                if said and unit in shape.units:
                    values |= zip(shape.units[unit], said[max(said)], strict=True)
            for column, _ in shape.parents:
                if values.get(column) is not None:
                    values[column] = self.twins.root(values[column])
            return self._in_order(shape, values)
        for unit, columns in shape.units.items():
            said = self.siblings(shape, rows, root, group, unit)
            if said:
                values |= zip(columns, said[max(said)], strict=True)
        return self._in_order(shape, values)

    def _in_order(self, shape: Shape, values: dict[str, Any]) -> dict[str, Any]:
        if shape.table == "person_apart" and "one" in values:
            values["one"], values["other"] = sorted((values["one"], values["other"]))
        return values

    def siblings(
        self, shape: Shape, rows: Mapping[int, Row], root: int, group: list[int], unit: str
    ) -> Siblings:
        """Give all that stands of one unit, pointing to what stands for what it pointed to."""
        if len(group) > 1 and (shape.table in LEDGERS or unit in QUIET):
            group = [root] if unit in rows[root].units else group[:1]
        columns = shape.units[unit]
        pointing = [place for place, name in enumerate(columns) if any(name == c for c, _ in shape.parents)]
        found: Siblings = {}
        for one in group:
            for dot, value in rows[one].units.get(unit, {}).items():
                said = list(value)
                for place in pointing:
                    if said[place] is not None:
                        said[place] = self.twins.root(said[place])
                found[dot] = tuple(said)
        if len(group) > 1 and len(found) > 1:
            plain = tuple(shape.defaults[name] for name in columns)
            told = {
                dot: value
                for dot, value in found.items()
                if any(v not in (None, "", p) for v, p in zip(value, plain, strict=True))
            }
            found = told or found
        return found

    def _unite(self, shape: Shape, found: Mapping[int, Mapping[str, Any]]) -> bool:
        """Join rows that share a key and mean one thing; tell whether any were."""
        joined = False
        for key in _keys_of(shape, found):
            held: dict[object, int] = {}
            for one in sorted(found):
                said = key(found[one])
                if said is None:
                    continue
                if said in held and self.twins.root(one) != self.twins.root(held[said]):
                    self.twins.join(one, held[said])
                    joined = True
                held.setdefault(said, one)
        return joined

    def _drop_dangling(self, shape: Shape, found: dict[int, dict[str, Any]]) -> None:
        """Set aside what points to a row that stands nowhere, or empty the pointer where it may be empty."""
        again = True
        while again:
            again = False
            for one in sorted(found):
                for column, parent in shape.parents:
                    target = found[one].get(column)
                    inside = found if parent == shape.table else self.view.rows.get(parent, {})
                    if (
                        target is None
                        or target in inside
                        or (target not in self.state.rows.get(parent, {}) and self.known(parent, target))
                    ):
                        continue
                    if column in shape.required or shape.table in LEDGERS:
                        del found[one]
                        self.view.aside.add(one)
                        again = True
                        break
                    found[one][column] = None

    def _set_aside(self, shape: Shape, found: dict[int, dict[str, Any]]) -> None:
        """Let the first of two papers with one number, or for one person, stand and the other wait."""
        for key in shape.keys:
            held: dict[object, int] = {}
            for one in sorted(found):
                said = key.of(found[one])
                if said is None:
                    continue
                if said in held:
                    kind = "two_papers" if key.columns == ("enrollment",) else "same_number"
                    body = {"other": held[said], "values": found.pop(one)}
                    self.view.aside.add(one)
                    self.view.conflicts.append(Conflict(shape.table, one, LIFE, kind, body))
                else:
                    held[said] = one

    def _renumber(self, shape: Shape, found: dict[int, dict[str, Any]]) -> None:
        for (table, column), _ in RENUMBERED.items():
            if table != shape.table:
                continue
            (key,) = (key for key in shape.keys if column in key.columns)
            held: dict[tuple[Any, ...], set[int]] = defaultdict(set)
            late = []
            for one in sorted(found):
                rest = tuple(found[one][name] for name in key.columns if name != column)
                if found[one][column] in held[rest]:
                    late.append((one, rest))
                held[rest].add(found[one][column])
            for one, rest in late:
                before, after = found[one][column], max(held[rest]) + 1
                held[rest].add(after)
                found[one][column] = after
                body = {"column": column, "before": before, "after": after}
                self.view.conflicts.append(Conflict(table, one, shape.unit_of[column], "renumbered", body))

    def _ask(
        self, shape: Shape, rows: Mapping[int, Row], root: int, group: list[int], shown: Mapping[str, Any]
    ) -> None:
        """Write down what a person must decide of one row."""
        if len(group) == 1 and all(len(said) == 1 for said in rows[root].units.values()):
            return
        life = {value for one in group for value in rows[one].units.get(LIFE, {}).values()}
        if DEAD in life:
            body = {"values": {}, "shown": dict(shown)}
            self.view.conflicts.append(Conflict(shape.table, root, LIFE, "deleted", body))
        for unit, columns in shape.units.items():
            if shape.table in LEDGERS or all(name in QUIET for name in columns):
                continue
            said = self.siblings(shape, rows, root, group, unit)
            if len(set(said.values())) > 1:
                listed = [
                    [dot.actor, dot.counter, dict(zip(columns, value, strict=True))]
                    for dot, value in sorted(said.items(), reverse=True)
                ]
                self.view.conflicts.append(Conflict(shape.table, root, unit, "field", {"values": listed}))

    def lists(self) -> None:
        """Let lists of ids that stand as JSON in a field name what stands for a twin."""
        twins = self.twins.all()
        for table, shape in self.shapes.items():
            for column in shape.lists:
                for row in self.view.rows.get(table, {}).values():
                    if twins and isinstance(row.get(column), str):
                        row[column] = _renamed(row[column], twins)


def _keys_of(
    shape: Shape, found: Mapping[int, Mapping[str, Any]]
) -> Iterator[Callable[[Mapping[str, Any]], tuple[Any, ...] | None]]:
    """Give what makes two rows of a table the same thing."""
    for key in shape.keys:
        number = next((c for t, c in RENUMBERED if t == shape.table and c in key.columns), "")
        if not number:
            yield key.of
        elif said := RENUMBERED[shape.table, number]:
            yield lambda row, key=key, said=said: (*(key.of(row) or ()), row[said])  # type: ignore[misc]
    if shape.table in LEDGERS:
        back = {row["reverses"] for row in found.values()} - {None}

        def standing(row: Mapping[str, Any]) -> tuple[Any, ...] | None:
            if row["reverses"] is not None or row["id"] in back:
                return None
            return (row["member"], row["session"], row["activity"], row["date"])

        yield standing


def _renamed(said: str, twins: Mapping[int, int]) -> str:
    """Write JSON anew with the ids that stand for twins, each once in a list."""

    def one(value: Any) -> Any:
        if type(value) is int and value > LEAST_ID:
            return twins.get(value, value)
        if isinstance(value, list):
            changed = [one(each) for each in value]
            return (
                changed if changed == value else list(dict.fromkeys(changed)) if _flat(changed) else changed
            )
        if isinstance(value, dict):
            return {_key(name): one(each) for name, each in value.items()}
        return value

    def _key(name: str) -> str:
        return str(one(int(name))) if name.isascii() and name.isdigit() and len(name) < 20 else name

    before = json.loads(said)
    after = one(before)
    return said if after == before else json.dumps(after, ensure_ascii=False)


def _flat(values: list[Any]) -> bool:
    return all(type(value) is int for value in values)
