"""Print jobs: what was handed to a printer, when, by whom, and how many sheets of it."""

from dataclasses import dataclass

from app.errors import UserError
from app.school import classes, schools
from db.register import Register
from db.rows import by_id, insert

OTHER = "other"
MOST_COPIES = 999


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One paper handed to a printer; `form` is a form's key or `OTHER`, `training_class` 0 where none."""

    id: int
    form: str
    title: str
    training_class: int
    class_name: str
    pages: int
    copies: int
    printer: str
    printed_on: str
    printed_by: str


def record(
    db: Register,
    *,
    title: str,
    pages: int,
    today: str,
    form: str = "",
    training_class: int | None = None,
    copies: int = 1,
    printer: str = "",
) -> int:
    """Write down what has been handed to a printer; raise `UserError` for a count that cannot be.

    It does not stand among the acts one can take back: no key takes paper out of the tray again.
    """
    if pages < 1 or not 1 <= copies <= MOST_COPIES:
        raise UserError(f"打印的页数要在 1 以上，份数要在 1 到 {MOST_COPIES} 之间，请改正。")
    school = classes.row(db, training_class).school if training_class else schools.own(db).id
    values = {
        "school": school,
        "form": form or OTHER,
        "title": " ".join(title.split()),
        "training_class": training_class,
        "pages": pages,
        "copies": copies,
        "printer": printer,
        "printed_on": today,
        "printed_by": db.operator,
    }
    with db.act(f"打印{values['title']}", recording=False):
        return insert(db, "print_job", values)


def find(db: Register, *, training_class: int | None = None, school: int | None = None) -> list[int]:
    """List what was printed for a class or a school, the newest first."""
    found = db.execute(
        "SELECT id FROM print_job WHERE (?1 IS NULL OR training_class = ?1) AND (?2 IS NULL OR school = ?2) "
        "ORDER BY printed_on DESC, id DESC",
        [training_class, school],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[PrintJob]:
    """Give print jobs in the order asked."""
    select = (
        "SELECT p.id, p.form, p.title, coalesce(p.training_class, 0), coalesce(c.name, ''), p.pages, "
        "p.copies, p.printer, p.printed_on, p.printed_by FROM print_job p "
        "LEFT JOIN training_class c ON c.id = p.training_class "
        "WHERE p.id IN (SELECT value FROM json_each(?))"
    )
    return [PrintJob(*row) for row in by_id(db, select, ids)]


def newest(db: Register, training_class: int) -> dict[str, PrintJob]:
    """Give a class's last print of each form, by the form's key."""
    last: dict[str, PrintJob] = {}
    for one in rows(db, find(db, training_class=training_class)):
        last.setdefault(one.form, one)
    return last
