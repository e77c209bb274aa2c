"""Read files of made-up people back and judge every cell: right, doubted, or silently wrong."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.sheets import fields, rosters, workbooks
from app.sheets.rosters import RosterRow
from tests.sheets import catalogue, layouts, messes
from tests.sheets.catalogue import Written

AT_ONCE = 40


@dataclass
class Judged:
    """What became of some people: how many came back right, how many doubted, and what went wrong."""

    right: int = 0
    doubted: int = 0
    wrong: list[str] = field(default_factory=list)
    needless: list[str] = field(default_factory=list)
    messes: Counter[str] = field(default_factory=Counter)

    @property
    def people(self) -> int:
        return self.right + self.doubted


def read_back(folder: Path, *, people: int, seed: int) -> Judged:
    """Write people out, forty a file and every kind of file by turns, and read them again."""
    judged = Judged()
    for number, (path, made) in enumerate(_files(folder, people=people, seed=seed)):
        _judge(path, made, f"{seed}/{number} {made.kind}", judged)
        path.unlink()
    return judged


def _files(folder: Path, *, people: int, seed: int) -> Iterator[tuple[Path, layouts.Page]]:
    for number in range(-(-people // AT_ONCE)):
        chance = random.Random(f"{seed} {number}")
        kind = layouts.KINDS[number % len(layouts.KINDS)]
        everybody = catalogue.people(min(AT_ONCE, people - number * AT_ONCE), chance)
        made = layouts.page(everybody, chance, kind)
        path = folder / f"{number}.{kind}"
        layouts.WRITERS[kind](path, made)
        yield path, made


def _judge(path: Path, made: layouts.Page, where: str, judged: Judged) -> None:
    book = workbooks.read(path)
    best = rosters.candidates(book)[0]
    sheet = next(sheet for sheet in book.sheets if sheet.name == best)
    read = {row.row_no: row for row in rosters.read(sheet, today=messes.TODAY).rows}
    judged.messes.update(made.messes)
    judged.wrong += [
        f"{where} row {row_no}: nobody stands there" for row_no in read.keys() - made.people.keys()
    ]
    for row_no, written in made.people.items():
        row = read.get(row_no)
        if row is None:
            judged.wrong.append(f"{where} row {row_no}: passed over {[one.cell for one in written.values()]}")
            continue
        _judge_row(row, written, f"{where} row {row_no}", judged)


def _judge_row(row: RosterRow, written: Mapping[str, Written], where: str, judged: Judged) -> None:
    for name, fact in written.items():
        cell = row.cells.get(name, fields.EMPTY)
        said = f"{where} {name} {fact.mess}: {fact.cell!r} read as {cell.value!r} ({cell.verdict.note})"
        number = row.cells["id_number"]
        if fact.mess == "性别：不符" and not (number.value and number.verdict.kind == "ok"):
            # Nothing but a sound number could contradict it.
            continue
        doubted = cell.verdict.kind != "ok" or _said_of_row(row, name)
        if not doubted and (fact.demand == "doubtful" or cell.value not in _right(row, name, fact)):
            judged.wrong.append(said)
        elif cell.verdict.kind != "ok" and fact.demand == "clean":
            judged.needless.append(said)
    if row.verdict == "ok":
        judged.right += 1
    else:
        judged.doubted += 1


def _right(row: RosterRow, name: str, fact: Written) -> tuple[str, ...]:
    """Give what may be read: a birth date may be made more precise by the number beside it."""
    number = row.cells.get("id_number", fields.EMPTY).value
    if name == "birth" and number:
        born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
        return (*fact.right, *(born for one in (*fact.right, "") if born.startswith(one)))
    return fact.right


def _said_of_row(row: RosterRow, name: str) -> bool:
    return any(reason.startswith(fields.LABELS[name]) for reason in row.reasons)
