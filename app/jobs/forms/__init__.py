"""The forms of a class: which there are, which are printed together, and how each is filled in.

A form stands in one of the lists of this folder; page and command find it here and need not know it.
"""

from collections.abc import Sequence

from app.errors import UserError
from app.jobs.forms import attended, handed, lettered, resulting
from app.jobs.forms.kinds import SETS, Form, Made, Readiness
from app.papers import drawing, fonts
from app.progress import Tell, silent
from db.register import Register

__all__ = [
    "EDITABLE",
    "FORMS",
    "SETS",
    "Form",
    "Made",
    "Readiness",
    "called",
    "make",
    "make_set",
    "of_set",
    "printed_twin",
    "readiness",
]

EDITABLE = "（可编辑）"


def _place(form: Form) -> int:
    """Give a form's place in the office's list: 12 for F12."""
    return int(form.number.lstrip("F"))


FORMS: tuple[Form, ...] = tuple(
    sorted((*lettered.FORMS, *attended.FORMS, *handed.FORMS, *resulting.FORMS), key=_place)
)


def called(key: str) -> Form:
    """Give the form of a key; raise `UserError` where there is none."""
    for form in FORMS:
        if form.key == key:
            return form
    raise UserError("没有这种表。可用的有：" + "、".join(f"{one.key}（{one.title}）" for one in FORMS) + "。")


def printed_twin(form: Form) -> Form:
    """Give the form that says the same on paper, which is the form itself where it is printed."""
    title = form.title.removesuffix(EDITABLE)
    return next((one for one in FORMS if one.title == title), form)


def make(db: Register, form: Form, training_class: int, *, today: str, handwritten: bool = False) -> Made:
    """Fill in one form of a class; raise `UserError` where the class lacks what the form needs.

    A character that no font has raises `fonts.Unprintable`, or is left blank where it will be `handwritten`.
    """
    if not handwritten:
        return Made(form, form.fill(db, training_class, today))
    with fonts.handwritten() as blanks:
        data = form.fill(db, training_class, today)
    return Made(form, data, tuple(blanks))


def readiness(db: Register, form: Form, training_class: int, *, today: str) -> Readiness:
    """Say what a form of a class lacks before it can be made; nothing is drawn or written down."""
    try:
        with fonts.handwritten() as lost:
            drawing.tried(lambda: form.fill(db, training_class, today))
    except UserError as error:
        return Readiness(form, str(error))
    return Readiness(form, lost=tuple(lost))


def make_set(
    db: Register,
    wanted: str,
    training_class: int,
    *,
    today: str,
    handwritten: bool = False,
    tell: Tell = silent,
) -> tuple[list[Made], list[tuple[Form, str]]]:
    """Fill in every form of a set (a key of `SETS`), and say of each that could not be filled in why.

    Characters that no font has raise one `fonts.Unprintable` for the whole set, before anything is made,
    or are left blank where they will be `handwritten`.
    """
    listed = of_set(wanted)
    tell(0, len(listed), "正在核对")
    if not handwritten:
        lost = [one for form in listed for one in readiness(db, form, training_class, today=today).lost]
        if lost:
            raise fonts.Unprintable(dict.fromkeys(lost))
    made: list[Made] = []
    lacking: list[tuple[Form, str]] = []
    for at, form in enumerate(listed):
        tell(at, len(listed), f"正在排{form.title}")
        try:
            made.append(make(db, form, training_class, today=today, handwritten=handwritten))
        except UserError as error:
            lacking.append((form, str(error)))
    return made, lacking


def of_set(wanted: str) -> Sequence[Form]:
    """List the forms of a set; raise `UserError` where there is no such set."""
    if wanted not in SETS:
        raise UserError("没有这一套表。可用的有：" + "、".join(SETS.values()) + "。")
    return [form for form in FORMS if wanted in form.sets]
