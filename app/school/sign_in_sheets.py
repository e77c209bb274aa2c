"""Sign-in sheets: which sheet was printed for whom, so that a signed page can be told apart later."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.school import classes
from db.register import Register
from db.rows import by_id, insert

# Crockford's base 32: no I, L, O, U, which a tired eye takes for others.
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class SignInSheet:
    """A printed sheet: its code, and the sessions (columns) and enrollments (rows) in the order printed."""

    id: int
    training_class: int
    code: str
    print_no: int
    sessions: tuple[int, ...]
    enrollments: tuple[int, ...]
    printed_on: str


def issue(
    db: Register, training_class: int, *, sessions: Sequence[int], enrollments: Sequence[int], today: str
) -> SignInSheet:
    """Give a sheet about to be printed its code and print number, and keep what stands where on it."""
    found = classes.row(db, training_class)
    if not sessions or not enrollments:
        raise UserError(f"“{found.name}”还没有课表或学员，排好课、选好人再打印签到表。")
    with db.act(f"{found.name}：打印签到表"):
        last = db.execute(
            "SELECT coalesce(max(print_no), 0) FROM sign_in_sheet WHERE training_class = ?", [training_class]
        ).fetchone()[0]
        values = {
            "school": found.school,
            "training_class": training_class,
            "code": _code(db.chance(5 * CODE_LENGTH)),
            "print_no": last + 1,
            "sessions": json.dumps(list(sessions)),
            "enrollments": json.dumps(list(enrollments)),
            "printed_on": today,
        }
        sheet = insert(db, "sign_in_sheet", values)
    return rows(db, [sheet])[0]


def times_printed(db: Register, sheet: SignInSheet) -> int:
    """Count the sheets up to this one that bear any of its half-days: a class may fill several sheets."""
    every = rows(db, find(db, training_class=sheet.training_class))
    asked = set(sheet.sessions)
    return sum(1 for one in every if one.print_no <= sheet.print_no and asked.intersection(one.sessions))


def _code(number: int) -> str:
    return "".join(DIGITS[number >> 5 * place & 31] for place in reversed(range(CODE_LENGTH)))


def by_code(db: Register, code: str) -> SignInSheet:
    """Give the sheet with this code; raise `UserError` where this laptop never printed it."""
    row = db.execute("SELECT id FROM sign_in_sheet WHERE code = ?", [code.upper()]).fetchone()
    if row is None:
        raise UserError(f"本机没有打印过编号为 {code} 的签到表，请核对编号，或看它是不是别的学校的。")
    return rows(db, [row[0]])[0]


def find(db: Register, *, training_class: int) -> list[int]:
    """List a class's printed sheets, newest first."""
    found = db.execute(
        "SELECT id FROM sign_in_sheet WHERE training_class = ? ORDER BY print_no DESC", [training_class]
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[SignInSheet]:
    """Give printed sheets in the order asked."""
    select = (
        "SELECT id, training_class, code, print_no, sessions, enrollments, printed_on FROM sign_in_sheet "
        "WHERE id IN (SELECT value FROM json_each(?))"
    )
    return [
        SignInSheet(id_, owner, code, print_no, tuple(json.loads(columns)), tuple(json.loads(lines)), on)
        for id_, owner, code, print_no, columns, lines, on in by_id(db, select, ids)
    ]
