"""Ledgers: print a register of the school as a form, write it as a workbook, read one off a workbook."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.errors import UserError
from app.papers import tables
from app.papers.tables import Column, Line, TablePaper
from app.school import ledgers, schools
from app.school.ledgers import Ledger
from app.school.ledgers.fields import RIGHT
from app.school.ledgers.finding import STATES
from app.sheets import workbooks
from app.spelling import cells, dates, money
from db.register import Register

_BY_KIND = {"text": 0.0, "named": 26.0, "date": 24.0, "day": 24.0, "year": 14.0, "money": 26.0, "count": 16.0,
            "hours": 16.0, "choice": 20.0, "yes": 14.0, "phone": 28.0}  # fmt: skip
_SIGN = 3.9


def paper(
    db: Register,
    ledger: Ledger,
    records: Sequence[Any],
    *,
    school: int,
    today: str,
    year: int | None = None,
    title: str = "",
    extras: Mapping[str, Mapping[int, str]] | None = None,
) -> TablePaper:
    """Set records of a ledger as a form, with what was worked out of each (`extras`) after its own columns.

    Columns that are empty in every line are left out; a line that holds no more says so.
    """
    (whose,) = schools.rows(db, [school])
    more = extras or {}
    states = [ledgers.state(ledger, one, on=today) for one in records]
    ended = any(state != "holds" for state in states)
    written = [
        [*(_cell(of, one) for of in ledger.fields), *(cells.get(one.id, "") for cells in more.values())]
        for one in records
    ]
    columns = [Column(of.title, _width(of), "right" if of.kind in RIGHT else "left") for of in ledger.fields]
    columns += [Column(heading, 30.0, "left") for heading in more]
    musts = [of.must for of in ledger.fields] + [False] * len(more)
    used = [at for at in range(len(columns)) if musts[at] or any(row[at] for row in written)]
    heads = [Column("序号", 12.0), *(columns[at] for at in used)]
    lines = [[str(number), *(row[at] for at in used)] for number, row in enumerate(written, start=1)]
    if ended:
        heads.append(Column("状态", 18.0))
        lines = [[*row, STATES[state]] for row, state in zip(lines, states, strict=True)]
    return TablePaper(
        title=f"{title or ledger.title}台账" + (f"（{year}年）" if year else ""),
        columns=tuple(heads),
        lines=tuple(Line(tuple(row)) for row in lines),
        under=(whose.full_name, f"{dates.in_figures(today)}，共 {len(lines)} 行"),
        landscape=True,
    )


def printed(form: TablePaper) -> bytes:
    """Print a ledger as a PDF."""
    return tables.render(form)


def workbook(form: TablePaper) -> bytes:
    """Write a ledger as a workbook."""
    return tables.render_workbook(form)


def _cell(of: ledgers.Field, record: Any) -> str:
    if of.kind == "money":
        fen = getattr(record, of.name)
        return money.shown(fen) if fen else ""
    return ledgers.said(of, record)


def _width(of: ledgers.Field) -> float:
    return max(_BY_KIND[of.kind] or of.width * _SIGN, (len(of.title) + 1) * _SIGN)


def sheet_rows(path: Path) -> list[list[str]]:
    """Read the rows of a spreadsheet's first sheet that has any, as `ledgers.enter` takes them.

    Raise `UserError` for what is no spreadsheet or is empty.
    """
    for sheet in workbooks.read(path).sheets:
        rows = [[_read(cell) for cell in row] for row in sheet.rows]
        rows = [row for row in rows if any(row)]
        if rows:
            return rows
    raise UserError(f"“{path.name}”里没有可以登记的行，请核对是不是这个文件。")


def _read(cell: object) -> str:
    return cells.kept(cell).strip()
