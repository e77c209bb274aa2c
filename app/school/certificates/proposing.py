"""What would be issued: everyone who passes and has no certificate, with the number they would get."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.school import classes, enrollments, graduations, schools
from app.school.certificates import numbering
from app.school.certificates.paper import Paper
from app.spelling import id_numbers
from db.register import Register


@dataclass(frozen=True, slots=True)
class Proposal:
    """A certificate as it would be: nothing of it is in the register, and its number is not spent."""

    enrollment: int
    year: int
    seq: int
    number: str
    quarter_hours: int
    issued_on: str
    paper: Paper


def propose(
    db: Register, training_class: int, *, today: str, enrollments: Sequence[int] | None = None
) -> list[Proposal]:
    """Say which numbers everyone who passes and has no certificate would get, in roster order.

    Numbers go on after the last; one that was shown but never given is shown again. With `enrollments`
    only they get one. Raise `UserError` before the class is closed, or where nobody is left to get one.
    """
    found = classes.row(db, training_class)
    if found.state not in classes.CLOSED:
        raise UserError(f"“{found.name}”还没有结班，结班以后才能颁发证书。")
    have = {row[0] for row in db.execute(
        "SELECT enrollment FROM certificate WHERE voided_on IS NULL")}  # fmt: skip
    wanted = None if enrollments is None else set(enrollments)
    passed = [
        one
        for one in graduations.results(db, training_class)
        if one.passes and one.enrollment not in have and (wanted is None or one.enrollment in wanted)
    ]
    if not passed:
        raise UserError(f"“{found.name}”符合结业要求的学员都已有证书，没有新的可以颁发。")
    year = int(found.closed_on[:4])
    numbers = numbering.free(db, found, year=year)
    papers = _papers(db, found, {one.enrollment: one.grade for one in passed})
    return [
        Proposal(one.enrollment, year, seq, number, one.earned, today, papers[one.enrollment])
        for one, (seq, number) in zip(passed, numbers, strict=False)
    ]


def _papers(db: Register, found: classes.TrainingClass, grades: dict[int, str]) -> dict[int, Paper]:
    """Give what the papers of these enrollments, each with its grade, would say today."""
    (school,) = schools.rows(db, [found.school])
    enrolled = enrollments.rows(db, list(grades))
    return {
        who.id: Paper(
            holder=who.name,
            gender=who.gender,
            birth=who.birth,
            id_tail=id_numbers.tail(who.id_number),
            class_name=found.name,
            starts=found.starts,
            ends=found.ends,
            issuer=school.seal_name,
            grade=grades[who.id],
        )
        for who in enrolled
    }
