"""Notices: what the county tells its schools, until when, and which schools have read it."""

from dataclasses import dataclass

from app.errors import UserError
from app.school import evidence, schools
from app.spelling import dates
from db.register import Register
from db.rows import by_id, ensure, insert, update

_LONGEST_TITLE = 80
_LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice; `due_on` and `withdrawn_on` are empty where there is none.

    `files` are its attachments as evidence, `read_on` the day this school read it, `readers` how many
    schools have, as far as their parcels say.
    """

    id: int
    school: int
    title: str
    words: str
    due_on: str
    issued_on: str
    issued_by: str
    withdrawn_on: str
    files: int
    read_on: str
    readers: int


def find(
    db: Register,
    text: str = "",
    *,
    above: bool | None = None,
    unread: bool = False,
    withdrawn: bool = False,
) -> list[int]:
    """List notices by a part of title or text, the newest first; `unread`: those not read at this desk.

    `above` asks for those of the desk above alone, or for all but those.
    """
    own = schools.own(db)
    found = db.execute(
        "SELECT id FROM notice n WHERE (?1 OR withdrawn_on IS NULL) "
        "AND (instr(title, ?2) OR instr(words, ?2)) "
        "AND (NOT ?3 OR NOT EXISTS (SELECT 1 FROM notice_read r WHERE r.notice = n.id AND r.school = ?4)) "
        "AND (?5 IS NULL OR (n.school = ?4) <> ?5) ORDER BY issued_on DESC, id DESC",
        [withdrawn, text.strip(), unread, own.id, above],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[Notice]:
    """Give notices in the order asked."""
    select = (
        "SELECT n.id, n.school, title, words, coalesce(due_on, ''), issued_on, issued_by, "
        "coalesce(withdrawn_on, ''), (SELECT count(*) FROM notice_file f WHERE f.notice = n.id), "
        "coalesce((SELECT read_on FROM notice_read r WHERE r.notice = n.id AND r.school = ?2), ''), "
        "(SELECT count(*) FROM notice_read r WHERE r.notice = n.id) "
        "FROM notice n WHERE n.id IN (SELECT value FROM json_each(?1))"
    )
    return [Notice(*row) for row in by_id(db, select, ids, schools.own(db).id)]


def row(db: Register, notice: int) -> Notice:
    """Give one notice; raise `UserError` where it is gone."""
    found = rows(db, [notice])
    if not found:
        above = schools.words(db).above
        raise UserError(f"没有找到这份通知，{above}可能已收回，请刷新后再试。")
    return found[0]


def issue(db: Register, *, title: str, words: str = "", due_on: str = "", today: str) -> int:
    """Write a notice to all schools of the county; it goes down with the next reference data.

    Raise `UserError` without a title, for a day that is none or gone by, and at a township's desk.
    """
    desk = schools.own(db)
    if desk.level == "township":
        raise UserError("通知由县级发布，乡镇的电脑上不能发布。")
    shown = " ".join(title.split())
    if not shown or len(shown) > _LONGEST_TITLE:
        raise UserError(f"请写通知的标题，不超过 {_LONGEST_TITLE} 个字。")
    if len(words) > _LONGEST:
        raise UserError(f"通知的正文最多 {_LONGEST:,} 个字；更长的请作为附件发。")
    due = _due(due_on, today)
    with db.act(f"发布通知：{shown}"):
        values = {"title": shown, "words": words.strip(), "due_on": due, "issued_on": today}
        return insert(db, "notice", {"school": desk.id, **values, "issued_by": db.operator})


def _due(due_on: str, today: str) -> str | None:
    if not due_on.strip():
        return None
    due = dates.typed_day(due_on, what="截止日期", like="2026-12-05")
    if due < today:
        raise UserError("截止日期不能早于今天，请另定一天；没有期限的就空着。")
    return due


def attach(db: Register, notice: int, paper: int) -> None:
    """Attach a filed document to a notice."""
    found = row(db, notice)
    with db.act(f"通知附件：{found.title}"):
        ensure(db, "notice_file", {"school": found.school, "notice": notice, "evidence": paper})


def files(db: Register, notice: int) -> list[int]:
    """List the evidence attached to a notice, in the order it was."""
    found = db.execute("SELECT evidence FROM notice_file WHERE notice = ? ORDER BY id", [notice])
    return [one[0] for one in found]


def withdraw(db: Register, notice: int, *, today: str) -> None:
    """Take a notice back: from the next reference data on no school shows it any more."""
    found = row(db, notice)
    _require_own(db, found, doing="收回")
    if found.withdrawn_on:
        raise UserError(f"“{found.title}”已在 {found.withdrawn_on} 收回。")
    with db.act(f"收回通知：{found.title}"):
        update(db, "notice", notice, {"withdrawn_on": today})


def _require_own(db: Register, found: Notice, *, doing: str) -> None:
    if found.school != schools.own(db).id:
        who = schools.words(db)
        raise UserError(f"“{found.title}”是{who.above}发的通知，不能由{who.own}{doing}。")


def pass_on(db: Register, notice: int, *, today: str) -> int:
    """Write a notice of the desk above to this desk's own schools, with its papers, and give the new one.

    A deadline that has gone by is left out. Raise `UserError` where it is this desk's own, or was passed on.
    """
    found, desk = row(db, notice), schools.own(db)
    if found.school == desk.id:
        raise UserError(f"“{found.title}”是本单位自己发的通知，随下一版下发资料发出，不用转发。")
    if any((one.title, one.words) == (found.title, found.words) for one in rows(db, find(db, above=False))):
        raise UserError(f"“{found.title}”已经转发，随下一版下发资料发出。")
    due = found.due_on if found.due_on >= today else ""
    with db.act(f"转发通知：{found.title}"):
        new = issue(db, title=found.title, words=found.words, due_on=due, today=today)
        for paper in evidence.rows(db, files(db, notice)):
            attach(db, new, _own_copy(db, paper, school=desk.id, today=today))
    return new


def _own_copy(db: Register, paper: evidence.Evidence, *, school: int, today: str) -> int:
    return evidence.file(
        db, school=school, criterion=None, sha256=paper.sha256, file_name=paper.file_name,
        media_type=paper.media_type, size=paper.bytes, today=today,
        formed_on=paper.formed_on if "" < paper.formed_on <= today else None,
        original_sha256=paper.original_sha256, taken_at=paper.taken_at, phash=paper.phash,
    )  # fmt: skip


def read(db: Register, notice: int, *, today: str) -> None:
    """Say that this school has read a notice; the county sees it with the next parcel."""
    desk, found = schools.own(db), row(db, notice)
    if found.read_on or found.school == desk.id:
        return
    with db.act(f"已读通知：{found.title}"):
        values = {"notice": notice, "read_on": today, "read_by": db.operator}
        insert(db, "notice_read", {"school": desk.id, **values})


def readers(db: Register, notice: int) -> dict[int, str]:
    """Give the day on which each school read a notice, by school, as far as their parcels say."""
    found = db.execute("SELECT school, read_on FROM notice_read WHERE notice = ?", [notice])
    return dict(found.fetchall())
