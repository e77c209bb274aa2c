"""Precautions: what keeps the data safe from a dead laptop or a forgotten passphrase, and when it is due.

They are settings of this laptop and do not travel.
"""

from datetime import date

from app.school import schools
from db.register import Register

SECOND_PLACE_ON, CHECKED_ON = "second_place_on", "checked_on"
CODE, CODE_ON, ASKED_ON = "recovery_code", "recovery_code_on", "recovery_code_asked_on"
WEEK = 7
_BEGUN_ON, _CLOCK_RIGHT = "precautions_begun_on", "clock_right"


def begin(db: Register, *, today: str) -> None:
    """Let the first week begin today, unless it has begun before."""
    if not schools.setting(db, _BEGUN_ON):
        schools.keep(db, _BEGUN_ON, today)


def second_place(db: Register) -> str:
    """Give the day on which a copy was last brought to a second place, empty for never."""
    return schools.setting(db, SECOND_PLACE_ON)


def second_place_is_due(db: Register, *, today: str) -> bool:
    """Tell whether a week has passed since a copy was brought elsewhere, or since work began here."""
    return _week_passed(second_place(db) or schools.setting(db, _BEGUN_ON), today)


def check_is_due(db: Register, *, today: str) -> bool:
    """Tell whether a week has passed since the file was looked over, or since work began here."""
    return _week_passed(schools.setting(db, CHECKED_ON) or schools.setting(db, _BEGUN_ON), today)


def paper_is_due(db: Register, *, today: str) -> bool:
    """Tell whether to ask for the recovery code's paper: never asked yet, or a year ago."""
    if not schools.setting(db, CODE):
        return False
    last = schools.setting(db, ASKED_ON)
    return not last or f"{int(last[:4]) + 1}{last[4:]}" <= today


def newest_ms(db: Register) -> int:
    """Give the clock of the newest act in milliseconds since 1970, 0 where nothing was done yet."""
    return int(db.execute("SELECT coalesce(max(clock), 0) >> 16 FROM act").fetchone()[0])


def trusted_clock(db: Register) -> tuple[int, int]:
    """Give the moment a person called right, and the newest act's clock then; zeros where nobody did."""
    said = schools.setting(db, _CLOCK_RIGHT).split()
    return (int(said[0]), int(said[1])) if len(said) == 2 else (0, 0)


def trust_clock(db: Register, *, now_ms: int) -> None:
    """Note that a person looked at the computer's clock and called it right."""
    schools.keep(db, _CLOCK_RIGHT, f"{now_ms} {newest_ms(db)}")


def _week_passed(last: str, today: str) -> bool:
    if not last:
        return False
    # A day that lies ahead was written by a clock that was wrong.
    return last > today or (date.fromisoformat(today) - date.fromisoformat(last)).days >= WEEK
