"""Sign-in sheets: give a sheet its code, fill in the blanks, render it."""

from app.papers import sign_in_sheets as papers
from app.school import classes, enrollments, schools, sign_in_sheets, timetable
from app.spelling import dates
from db.register import Register


def print_sheets(db: Register, training_class: int, *, today: str) -> tuple[bytes, ...]:
    """Render a class's sign-in sheets as PDFs, one for every few half-days that fit a page.

    Each sheet is written down with its code before it is drawn, so that a signed one can be told apart.
    Raise `UserError` where the class has no timetable or nobody in it, or a name cannot be printed.
    """
    columns = timetable.find(db, training_class=training_class)
    people = enrollments.find(db, training_class=training_class)
    with db.act(f"打印签到表：{classes.row(db, training_class).name}"):
        groups = [columns[at : at + papers.SESSIONS] for at in range(0, len(columns), papers.SESSIONS)] or [
            []
        ]
        return tuple(
            papers.render(
                blanks(
                    db,
                    sign_in_sheets.issue(db, training_class, sessions=group, enrollments=people, today=today),
                )
            )
            for group in groups
        )


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
        sessions=tuple(one.label for one in sessions),
        rows=tuple(
            papers.SheetRow(one.seq_no, one.name, one.branch_at_enrollment)
            for one in enrollments.rows(db, list(sheet.enrollments))
        ),
        print_no=sheet.print_no,
    )
