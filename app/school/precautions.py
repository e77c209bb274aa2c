"""Precautions: what keeps the data safe from a dead laptop or a forgotten passphrase, and when it is due.

They are settings of this laptop and do not travel.
"""

from datetime import date

from app.school import schools
from db.register import DAY_MS, Register

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
    """Give the newest moment of an act whose clock was not doubted, in ms since 1970, or 0."""
    found = db.execute(
        "SELECT coalesce(max(coalesce(k.wall, a.clock >> 16)), 0) FROM act a "
        "LEFT JOIN act_clock k ON k.act = a.id WHERE coalesce(k.doubted, 0) = 0"
    )
    return int(found.fetchone()[0])


def trusted_clock(db: Register) -> tuple[int, int]:
    """Give the moment a person called right, and the newest act's clock then; zeros where nobody did."""
    said = schools.setting(db, _CLOCK_RIGHT).split()
    return (int(said[0]), int(said[1])) if len(said) == 2 else (0, 0)


def trust_clock(db: Register, *, now_ms: int) -> None:
    """Note that a person looked at the computer's clock and called it right.

    What was done within a day of now is doubted no more, and what bears a later time is from now on.
    """
    with db.atomic():
        schools.keep(db, _CLOCK_RIGHT, f"{now_ms} {newest_ms(db)}")
        db.execute(
            "UPDATE act_clock SET doubted = 0 WHERE doubted = 1 AND abs(wall - ?) <= ?", [now_ms, DAY_MS]
        )
        db.execute(
            "INSERT INTO act_clock (act, wall, doubted) SELECT id, clock >> 16, 1 FROM act "
            "WHERE clock >> 16 > ? AND id NOT IN (SELECT act FROM act_clock)",
            [now_ms + DAY_MS],
        )
    db.doubted = False


def doubted(db: Register) -> list[int]:
    """List the acts done while the computer's clock could not be right that nobody looked at since."""
    found = db.execute("SELECT act FROM act_clock WHERE doubted = 1 AND looked_on = '' ORDER BY act")
    return [row[0] for row in found]


def reached(db: Register, *, today: str) -> str:
    """Give the last day that has come: today, or the end of days where the clock cannot be right.

    A laptop whose clock fell back to 2000 must not keep a class from being called.
    """
    return date.max.isoformat() if db.doubted else today


def look_at_doubted(db: Register, *, today: str) -> None:
    """Note that a person looked at what was done while the clock could not be right."""
    with db.atomic():
        db.execute("UPDATE act_clock SET looked_on = ? WHERE doubted = 1 AND looked_on = ''", [today])


def _week_passed(last: str, today: str) -> bool:
    if not last:
        return False
    # A day that lies ahead was written by a clock that was wrong.
    return last > today or (date.fromisoformat(today) - date.fromisoformat(last)).days >= WEEK
