"""The forms of a class: which there are, which are printed together, and how each is filled in.

A form stands in one of the lists of this folder; page and command find it here and need not know it.
"""

from collections.abc import Sequence

from app.errors import UserError
from app.jobs.forms import attended, lettered, resulting
from app.jobs.forms.kinds import SETS, Form, Made
from db.register import Register

__all__ = ["FORMS", "SETS", "Form", "Made", "called", "make", "make_set"]

FORMS: tuple[Form, ...] = (*lettered.FORMS, *attended.FORMS, *resulting.FORMS)


def called(key: str) -> Form:
    """Give the form of a key; raise `UserError` where there is none."""
    for form in FORMS:
        if form.key == key:
            return form
    raise UserError("没有这种表。可用的有：" + "、".join(f"{one.key}（{one.title}）" for one in FORMS) + "。")


def make(db: Register, form: Form, training_class: int, *, today: str) -> Made:
    """Fill in one form of a class; raise `UserError` where the class lacks what the form needs."""
    return Made(form, form.fill(db, training_class, today))


def make_set(
    db: Register, wanted: str, training_class: int, *, today: str
) -> tuple[list[Made], list[tuple[Form, str]]]:
    """Fill in every form of a set (a key of `SETS`), and say of each that could not be filled in why."""
    made: list[Made] = []
    lacking: list[tuple[Form, str]] = []
    for form in _of_set(wanted):
        try:
            made.append(make(db, form, training_class, today=today))
        except UserError as error:
            lacking.append((form, str(error)))
    return made, lacking


def _of_set(wanted: str) -> Sequence[Form]:
    if wanted not in SETS:
        raise UserError("没有这一套表。可用的有：" + "、".join(SETS.values()) + "。")
    return [form for form in FORMS if wanted in form.sets]
