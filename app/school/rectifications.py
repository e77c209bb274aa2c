"""Rectifications: what is to be put right, by whom and until when, and what shows that it was."""

from dataclasses import dataclass

from app.errors import UserError
from app.school import evidence
from app.spelling import dates
from db.register import Register
from db.rows import by_id, insert, update

STATES = {"open": "整改中", "late": "已过期限", "done": "已完成", "dropped": "不再整改"}


@dataclass(frozen=True, slots=True)
class Rectification:
    """Something to put right; `key` is its criterion's, empty where it belongs to none.

    `done_on` and `dropped_on` are empty while it is open; `evidence` is the paper that shows it done.
    """

    id: int
    school: int
    criterion: int | None
    key: str
    text: str
    round: int | None
    what: str
    responsible: str
    due_on: str
    opened_on: str
    opened_by: str
    done_on: str
    done_by: str
    done_note: str
    evidence: int | None
    dropped_on: str
    dropped_reason: str

    def state(self, today: str) -> str:
        """Give a key of `STATES`."""
        if self.dropped_on:
            return "dropped"
        if self.done_on:
            return "done"
        return "late" if self.due_on < today else "open"


def begin(
    db: Register,
    *,
    school: int,
    what: str,
    responsible: str,
    due_on: str,
    today: str,
    criterion: int | None = None,
    round_: int | None = None,
) -> int:
    """Write down what is to be put right; raise `UserError` without words, a person or a day to come."""
    values = _said(what, responsible, due_on)
    if values["due_on"] < today:
        raise UserError("整改期限已经过了，请写今天或以后的日期。")
    with db.act(f"列入整改：{values['what']}"):
        return insert(
            db,
            "rectification",
            {"school": school, **values, "criterion": criterion, "round": round_, "opened_on": today,
             "opened_by": db.operator},
        )  # fmt: skip


def amend(db: Register, one: int, *, what: str, responsible: str, due_on: str) -> None:
    """Change what an open one says; raise `UserError` as `begin` does, or where it is no longer open."""
    _open(db, one)
    values = _said(what, responsible, due_on)
    with db.act(f"修改整改：{values['what']}"):
        update(db, "rectification", one, values)


def finish(db: Register, one: int, *, note: str, today: str, paper: int | None = None) -> None:
    """Say that it is put right, in words or with the paper that shows it; raise `UserError` without both."""
    found = _open(db, one)
    words = " ".join(note.split())
    if not words and paper is None:
        raise UserError("请写明怎么整改的，或者归入能证明的材料。")
    if paper is not None and not evidence.rows(db, [paper]):
        raise UserError("没有找到这份材料，可能已被撤销，请重新归入。")
    with db.act(f"完成整改：{found.what}"):
        update(
            db,
            "rectification",
            one,
            {"done_on": today, "done_by": db.operator, "done_note": words, "evidence": paper},
        )
        if paper is not None and found.criterion is not None:
            evidence.attach(db, paper, criterion=found.criterion)


def reopen(db: Register, one: int) -> None:
    """Take one that is done up again."""
    (found,) = rows(db, [one])
    with db.act(f"重新整改：{found.what}"):
        update(db, "rectification", one, {"done_on": None, "done_by": None})


def drop(db: Register, one: int, *, reason: str, today: str) -> None:
    """Say that it need not be put right any more, with a reason; raise `UserError` without one."""
    found = _open(db, one)
    if not reason.strip():
        raise UserError("请写明为什么不再整改。")
    with db.act(f"不再整改：{found.what}"):
        update(db, "rectification", one, {"dropped_on": today, "dropped_reason": " ".join(reason.split())})


def find(db: Register, *, school: int, only_open: bool = False) -> list[int]:
    """List what is to be put right, what is open first by its day, then what is done, newest first."""
    found = db.execute(
        "SELECT id FROM rectification WHERE school = ?1 "
        "AND (NOT ?2 OR (done_on IS NULL AND dropped_on IS NULL)) "
        "ORDER BY done_on IS NOT NULL OR dropped_on IS NOT NULL, iif(done_on IS NULL AND dropped_on IS NULL, "
        "due_on, ''), coalesce(done_on, dropped_on) DESC, id",
        [school, only_open],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[Rectification]:
    """Give them in the order asked."""
    select = (
        "SELECT r.id, r.school, r.criterion, coalesce(c.key, ''), coalesce(c.text, ''), r.round, r.what, "
        "r.responsible, r.due_on, r.opened_on, r.opened_by, coalesce(r.done_on, ''), "
        "coalesce(r.done_by, ''), "
        "r.done_note, r.evidence, coalesce(r.dropped_on, ''), coalesce(r.dropped_reason, '') "
        "FROM rectification r LEFT JOIN criterion c ON c.id = r.criterion "
        "WHERE r.id IN (SELECT value FROM json_each(?))"
    )
    return [Rectification(*row) for row in by_id(db, select, ids)]


def due(db: Register, *, school: int) -> dict[str, str]:
    """Give the first day by which each demand is to be put right, by its key."""
    found: dict[str, str] = {}
    for one in rows(db, find(db, school=school, only_open=True)):
        if one.key:
            found.setdefault(one.key, one.due_on)
    return found


def _open(db: Register, one: int) -> Rectification:
    found = rows(db, [one])
    if not found:
        raise UserError("没有找到这条整改，可能已被撤销，请刷新后再试。")
    if found[0].done_on or found[0].dropped_on:
        raise UserError(f"“{found[0].what}”已经办完，不能再改；要再改请先重新整改。")
    return found[0]


def _said(what: str, responsible: str, due_on: str) -> dict[str, str]:
    words, who = " ".join(what.split()), " ".join(responsible.split())
    if not words:
        raise UserError("请写明要整改什么。")
    if not who:
        raise UserError("请写明由谁负责整改。")
    day = dates.typed_day(due_on, what="整改期限", like="2026-12-10")
    return {"what": words, "responsible": who, "due_on": day}
