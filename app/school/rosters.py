"""Rosters: which sheets were taken in, and the rows of them that could not be, with the reasons."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from db.register import Register
from db.rows import by_id, insert


@dataclass(frozen=True, slots=True)
class Roster:
    """One sheet that was taken in."""

    id: int
    file_name: str
    sheet_name: str
    taken_on: str
    added: int
    updated: int
    unchanged: int
    refused: int


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken, as it stood in the sheet."""

    row_no: int
    cells: tuple[str, ...]
    reasons: tuple[str, ...]


def keep(
    db: Register,
    *,
    school: int,
    file_name: str,
    sha256: str,
    sheet_name: str,
    today: str,
    counts: tuple[int, int, int],
    refused: Sequence[RefusedRow],
) -> int:
    """Write down a sheet taken in: `counts` of people added, updated, unchanged; its refused rows."""
    added, updated, unchanged = counts
    with db.act(f"导入名册：{file_name}"):
        roster = insert(
            db,
            "roster",
            {
                "school": school,
                "file_name": file_name,
                "sha256": sha256,
                "sheet_name": sheet_name,
                "taken_on": today,
                "added": added,
                "updated": updated,
                "unchanged": unchanged,
                "refused": len(refused),
            },
        )
        for row in refused:
            insert(
                db,
                "refused_row",
                {
                    "school": school,
                    "roster": roster,
                    "row_no": row.row_no,
                    "cells": json.dumps(row.cells, ensure_ascii=False),
                    "reasons": json.dumps(row.reasons, ensure_ascii=False),
                },
            )
    return roster


def find(db: Register, *, school: int) -> list[int]:
    """List the sheets taken in, newest first."""
    return [row[0] for row in db.execute("SELECT id FROM roster WHERE school = ? ORDER BY id DESC", [school])]


def rows(db: Register, ids: list[int]) -> list[Roster]:
    """Give rosters in the order asked."""
    select = (
        "SELECT id, file_name, sheet_name, taken_on, added, updated, unchanged, refused FROM roster "
        "WHERE id IN (SELECT value FROM json_each(?))"
    )
    return [Roster(*row) for row in by_id(db, select, ids)]


def of_member(db: Register, member: int) -> Roster | None:
    """Give the sheet a person came in by, or None where they were enrolled by hand."""
    found = db.execute("SELECT roster FROM member WHERE id = ? AND roster IS NOT NULL", [member]).fetchone()
    return next(iter(rows(db, [found[0]])), None) if found else None


def refused(db: Register, roster: int) -> list[RefusedRow]:
    """Give the refused rows of a sheet in its order."""
    found = db.execute(
        "SELECT row_no, cells, reasons FROM refused_row WHERE roster = ? ORDER BY row_no", [roster]
    )
    return [RefusedRow(no, tuple(json.loads(cells)), tuple(json.loads(why))) for no, cells, why in found]
