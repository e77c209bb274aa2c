"""Sign-in sheets: give a sheet its code, fill in the blanks, render it."""

from collections.abc import Iterator
from pathlib import Path

from app.jobs import files
from app.papers import sign_in_sheets as papers
from app.school import classes, enrollments, schools, sign_in_sheets, timetable
from app.spelling import dates
from db.register import Register


def print_sheets(db: Register, training_class: int, *, today: str) -> tuple[bytes, ...]:
    """Render a class's sign-in sheets as PDFs, one for every few half-days that fit a page.

    Each sheet is written down with its code before it is drawn, so that a signed one can be told apart.
    Raise `UserError` where the class has no timetable or nobody in it, or a name cannot be printed.
    """
    with db.act(_act(db, training_class)):
        return tuple(
            _printed(db, training_class, group, today=today) for group in _groups(db, training_class)
        )


def save_sheets(db: Register, training_class: int, *, out: Path, today: str) -> Iterator[Path]:
    """Render a class's sheets into files, `out` first, then with -2, -3 … before its ending; give each path.

    A sheet is written down as printed only once its file is there; where a later one cannot be saved, those
    before it stay, in the folder and in the register. Raise `UserError` as `print_sheets` does, and as
    `files.keep` does.
    """
    for number, group in enumerate(_groups(db, training_class), start=1):
        path = out if number == 1 else out.with_name(f"{out.stem}-{number}{out.suffix}")
        with db.act(_act(db, training_class)):
            files.keep(path, _printed(db, training_class, group, today=today))
        yield path


def _act(db: Register, training_class: int) -> str:
    return f"打印签到表：{classes.row(db, training_class).name}"


def _groups(db: Register, training_class: int) -> list[list[int]]:
    """Part a class's half-days into what fits a page; one empty part where there are none."""
    columns = timetable.find(db, training_class=training_class)
    return [columns[at : at + papers.SESSIONS] for at in range(0, len(columns), papers.SESSIONS)] or [[]]


def _printed(db: Register, training_class: int, sessions: list[int], *, today: str) -> bytes:
    people = enrollments.find(db, training_class=training_class)
    sheet = sign_in_sheets.issue(db, training_class, sessions=sessions, enrollments=people, today=today)
    return papers.render(blanks(db, sheet))


def blanks(db: Register, sheet: sign_in_sheets.SignInSheet) -> papers.SignInSheet:
    """Fill in a sheet as it was issued: the same sheet gives the same paper again."""
    found = classes.row(db, sheet.training_class)
    (school,) = schools.rows(db, [found.school])
    sessions = timetable.rows(db, list(sheet.sessions))
    where = " ".join(dict.fromkeys(one.place for one in sessions if one.place)) or found.place_name
    return papers.SignInSheet(
        code=sheet.code,
        title=f"{found.year}年第{found.term_no}期 {found.name}",
        school=school.short_name,
        dates=dates.span(sessions[0].date, sessions[-1].date),
        place=where,
        sessions=timetable.headings(sessions),
        rows=tuple(
            papers.SheetRow(one.seq_no, one.name, one.branch_at_enrollment)
            for one in enrollments.rows(db, list(sheet.enrollments))
        ),
        print_no=sign_in_sheets.times_printed(db, sheet),
    )
