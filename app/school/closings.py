"""Closings: a class is closed when its papers are there or their lack is explained, reopened, archived."""

from app.errors import UserError
from app.school import acceptances, attendance, classes, hours, requirements
from db.register import Register


def close_class(db: Register, training_class: int, *, today: str, without: str = "") -> int:
    """Close a class and post its hours for good; give how many lines were posted.

    Where something asked by its rule is lacking, `without` must say why; it is kept with the step. Raise
    `UserError` where it does not, and as `hours.close_class` does.
    """
    found = classes.still_open(db, training_class)
    lacking = requirements.lacking(requirements.of_class(db, training_class), by="close")
    with db.act(f"结班：{found.name}"):
        # What no reason makes up for is said first: no trainees, no sessions, marks that are missing.
        lines = hours.close_class(db, training_class, today=today)
        attendance.lock_all(db, training_class, today=today)
        if lacking and not without.strip():
            raise UserError(
                f"{requirements.said_of(found, lacking)}。请补齐再结班；确实没有的，写明原因再结班。"
            )
        if lacking:
            names = "、".join(one.requirement.title for one in lacking)
            classes.explain(db, training_class, f"缺{names}：{without.strip()}", today=today)
    return lines


def reopen(db: Register, training_class: int, *, reason: str, today: str) -> int:
    """Open a closed class again, taking its posted hours back by lines that say the opposite.

    It is 待结业 again; give how many lines were taken back. Raise `UserError` without a reason, where the
    class is not closed, its year is, or the county has accepted it.
    """
    found = classes.row(db, training_class)
    if found.state not in classes.CLOSED:
        raise UserError(f"“{found.name}”还没有结班，不用重新打开。")
    acceptances.require_free(db, noun="training_class", record=training_class, doing="重新打开")
    if not reason.strip():
        raise UserError("重新打开已结班的班要写明原因。")
    with db.act(f"重新打开：{found.name}"):
        lines = hours.take_back(db, training_class, why=reason)
        classes.to_state(db, training_class, "settling", today=today)
        classes.explain(db, training_class, reason, today=today)
    return lines


def archive(db: Register, training_class: int, *, today: str) -> None:
    """Put a closed class into the archive; raise `UserError` while a paper is lacking."""
    found = classes.row(db, training_class)
    if found.state == "archived":
        raise UserError(f"“{found.name}”已经归档。")
    if found.state not in classes.CLOSED:
        raise UserError(f"“{found.name}”还没有结班，结班以后才能归档。")
    lacking = requirements.lacking(requirements.of_class(db, training_class), by="archive")
    if lacking:
        raise UserError(f"{requirements.said_of(found, lacking)}。请补齐，或注明本班没有，再归档。")
    classes.to_state(db, training_class, "archived", on=found.closed_on, today=today)
