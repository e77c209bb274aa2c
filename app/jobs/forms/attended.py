"""The forms by which a class is attended: the sign-in sheets."""

from app.jobs import sign_in_sheets
from app.jobs.forms.kinds import Form
from app.papers import joining
from db.register import Register


def _sign_in_sheets(db: Register, training_class: int, today: str) -> bytes:
    return joining.joined(sign_in_sheets.print_sheets(db, training_class, today=today))


FORMS = (Form("sign-in-sheet", "F7", "签到表", ".pdf", _sign_in_sheets, ("opening",)),)
