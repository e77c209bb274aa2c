"""Evidence: files that prove something, known by their SHA-256; one file may prove many things."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.errors import UserError
from app.spelling import dates
from db.register import Register
from db.rows import by_id, ensure, insert, ordered, update

PICTURE, PAPER = "image/jpeg", "application/pdf"
Kind = Literal["", "picture", "paper"]
_KINDS = {"": "%", "picture": "image/%", "paper": PAPER}
_ORDER = {
    "formed_on": ("e.formed_on", "e.id"),
    "filed_on": ("e.filed_on", "e.id"),
    "file_name": ("e.file_name", "e.id"),
    "bytes": ("e.bytes", "e.id"),
}
# Rows that say nothing but that a file belongs there; of two that say the same one is enough.
_LINKS = ("proof", "session_photo")
# Criteria of one key are the same demand in every version of a standard, a school's own or its county's.
_SAME_DEMAND = (
    "(SELECT c.id FROM criterion c JOIN criterion asked ON asked.key = c.key WHERE asked.id = ? AND "
    "(c.school = asked.school OR asked.school IN (SELECT id FROM school WHERE level = 'county') "
    "OR c.school IN (SELECT id FROM school WHERE level = 'county')))"
)
_NOT_USES = ("evidence", "photo_answer")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A filed document: `formed_on` is its own date, `filed_on` the day it was put here.

    `formed_on` is empty where nobody knows it, `lacks` says what the document itself lacks (a seal). A
    photograph is kept smaller than it came: `original_sha256` is that of the file which came, `taken_at`
    the camera's moment, `phash` what is to be seen on it. `replaces` is the version before.
    """

    id: int
    school: int
    sha256: str
    file_name: str
    media_type: str
    bytes: int
    formed_on: str
    filed_on: str
    filed_by: str
    lacks: str = ""
    original_sha256: str = ""
    taken_at: str = ""
    phash: int | None = None
    replaces: int | None = None

    @property
    def is_picture(self) -> bool:
        """Say whether it is a photograph and not a paper."""
        return self.media_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Use:
    """One thing a file is filed with: a `noun` (the table's name), its row, and what it is called."""

    noun: str
    id: int
    title: str


def dated(formed_on: str, *, today: str) -> str:
    """Give a document's own date as ISO text; raise `UserError` where it is none or lies in the future."""
    formed = dates.typed_day(formed_on, what="材料的形成日期", like="2026-03-02")
    if formed > today:
        raise UserError("材料的形成日期不能晚于今天，请核对日期。")
    return formed


def file(
    db: Register,
    *,
    school: int,
    criterion: int | None,
    sha256: str,
    file_name: str,
    media_type: str,
    size: int,
    formed_on: str | None,
    today: str,
    original_sha256: str = "",
    taken_at: str = "",
    phash: int | None = None,
) -> int:
    """Attach a file to a criterion, where one is given; the same file filed before is used again.

    `size` is in bytes. A file has one date, so the one said last holds wherever it proves something; None
    where nobody knows it yet. Raise `UserError` as `dated` does.
    """
    formed = None if formed_on is None else dated(formed_on, today=today)
    with db.act(f"归入佐证：{file_name}"):
        known = filed(db, school=school, sha256=sha256)
        values: dict[str, object] = {
            "school": school,
            "sha256": sha256,
            "file_name": file_name,
            "media_type": media_type,
            "bytes": size,
            "formed_on": formed or "",
            "filed_on": today,
            "filed_by": db.operator,
            "original_sha256": original_sha256,
            "taken_at": taken_at,
            "phash": phash,
        }
        evidence = known if known is not None else insert(db, "evidence", values)
        if known is not None and formed is not None:
            update(db, "evidence", evidence, {"formed_on": formed})
        if criterion is not None:
            attach(db, evidence, criterion=criterion)
    return evidence


def filed(db: Register, *, school: int, sha256: str) -> int | None:
    """Give the evidence a file became when it was filed before: as it is kept, or as it came."""
    known = db.execute(
        "SELECT id FROM evidence WHERE school = ?1 AND (sha256 = ?2 OR original_sha256 = ?2) "
        "ORDER BY sha256 = ?2 DESC, id LIMIT 1",
        [school, sha256],
    ).fetchone()
    return int(known[0]) if known else None


def attach(db: Register, evidence: int, *, criterion: int) -> None:
    """Let a filed document prove one more criterion."""
    (found,) = rows(db, [evidence])
    with db.act(f"归入佐证：{found.file_name}"):
        ensure(db, "proof", {"school": found.school, "criterion": criterion, "evidence": evidence})


def redate(db: Register, evidence: int, formed_on: str, *, today: str) -> None:
    """Correct a document's own date, wherever it proves something; raise `UserError` as `dated` does."""
    formed = dated(formed_on, today=today)
    (found,) = rows(db, [evidence])
    with db.act(f"更改佐证日期：{found.file_name}"):
        update(db, "evidence", evidence, {"formed_on": formed})


def rename(db: Register, evidence: int, file_name: str) -> None:
    """Call a document something else; raise `UserError` for no name at all."""
    name = " ".join(file_name.split())
    if not name:
        raise UserError("材料的名称不能是空的。")
    (found,) = rows(db, [evidence])
    with db.act(f"佐证改名：{found.file_name}"):
        update(db, "evidence", evidence, {"file_name": name})


def note_lack(db: Register, evidence: int, lacks: str) -> None:
    """Say what a document itself lacks, 没有盖章 for instance; an empty text where it lacks nothing now."""
    (found,) = rows(db, [evidence])
    with db.act(f"注明佐证欠缺：{found.file_name}"):
        update(db, "evidence", evidence, {"lacks": " ".join(lacks.split())})


def withdraw(db: Register, evidence: int, *, criterion: int) -> None:
    """Take a document away from one criterion; the file stays, and stays filed with its other criteria."""
    (found,) = rows(db, [evidence])
    with db.act(f"移出佐证：{found.file_name}"):
        db.execute(
            f"DELETE FROM proof WHERE criterion IN {_SAME_DEMAND} AND evidence = ?", [criterion, evidence]
        )


def replace(db: Register, old: int, new: int) -> None:
    """Put a newer version in place of a document wherever it is filed; the old one is kept behind it.

    An archived class keeps the version it was archived with. Raise `UserError` where the two are one file,
    or either has another version in that place already.
    """
    before, after = rows(db, [old, new]) if old != new else (None, None)
    if before is None or after is None:
        raise UserError("选的文件和原来的一模一样，没有替换。")
    if after.replaces not in (None, old) or new in versions(db, old):
        raise UserError(f"“{after.file_name}”已经是另一份材料的新版或旧版，不能再用来替换。")
    if newer(db, old) not in (None, new):
        raise UserError(f"“{before.file_name}”已经换过新版，请替换最新的那一份。")
    with db.act(f"替换佐证：{before.file_name}"):
        update(db, "evidence", new, {"replaces": old})
        for table, column in _referring(db):
            kept = ""
            if table == "class_paper":
                kept = " AND training_class NOT IN (SELECT id FROM training_class WHERE state = 'archived')"
            db.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?{kept}", [new, old])
            if table in _LINKS:
                db.execute(f"DELETE FROM {table} WHERE {column} = ?", [old])


def newer(db: Register, evidence: int) -> int | None:
    """Give the version that took a document's place, if any did."""
    found = db.execute("SELECT id FROM evidence WHERE replaces = ? ORDER BY id", [evidence]).fetchone()
    return int(found[0]) if found else None


def versions(db: Register, evidence: int) -> list[int]:
    """List the versions before a document, newest first."""
    found = db.execute(
        "WITH RECURSIVE older (id, at) AS (SELECT replaces, 1 FROM evidence WHERE id = ? UNION ALL "
        "SELECT e.replaces, at + 1 FROM evidence e JOIN older o ON e.id = o.id WHERE at < 1000) "
        "SELECT id FROM older WHERE id IS NOT NULL ORDER BY at",
        [evidence],
    )
    return [row[0] for row in found]


def find(
    db: Register,
    text: str = "",
    *,
    school: int | None = None,
    criterion: int | None = None,
    training_class: int | None = None,
    session: int | None = None,
    since: str = "",
    until: str = "",
    kind: Kind = "",
    unused: bool = False,
    replaced: bool = False,
    order_by: str = "-formed_on",
) -> list[int]:
    """List evidence, newest document first, narrowed by whatever is given.

    `text` is part of a name; `since` and `until` are its own dates; a class's are those of its papers and
    of its sessions' photographs. `unused` leaves those filed with nothing, `replaced` brings the versions
    before along.
    """
    wheres = ["instr(lower(e.file_name), lower(?)) > 0", "e.media_type LIKE ?"]
    given: list[object] = [text.strip(), _KINDS[kind]]

    def where(said: str, *values: object) -> None:
        wheres.append(said)
        given.extend(values)

    if school is not None:
        where("e.school = ?", school)
    if criterion is not None:
        where(f"e.id IN (SELECT p.evidence FROM proof p WHERE p.criterion IN {_SAME_DEMAND})", criterion)
    if session is not None:
        where("e.id IN (SELECT evidence FROM session_photo WHERE session = ?)", session)
    if training_class is not None:
        where(
            "(e.id IN (SELECT evidence FROM class_paper WHERE training_class = ?) OR e.id IN (SELECT "
            "p.evidence FROM session_photo p JOIN session s ON s.id = p.session WHERE s.training_class = ?))",
            training_class,
            training_class,
        )
    if since:
        where("e.formed_on >= ?", since)
    if until:
        where("e.formed_on <= ?", until)
    if unused:
        where(" AND ".join(f"NOT EXISTS (SELECT 1 FROM {table} WHERE {column} = e.id)"
                           for table, column in _referring(db)))  # fmt: skip
    if not replaced:
        where("NOT EXISTS (SELECT 1 FROM evidence n WHERE n.replaces = e.id)")
    select = f"SELECT e.id FROM evidence e WHERE {' AND '.join(wheres)} ORDER BY {ordered(_ORDER, order_by)}"
    return [row[0] for row in db.execute(select, given)]


def rows(db: Register, ids: Iterable[int]) -> list[Evidence]:
    """Give evidence in the order asked."""
    select = (
        "SELECT id, school, sha256, file_name, media_type, bytes, formed_on, filed_on, filed_by, lacks, "
        "original_sha256, taken_at, phash, replaces FROM evidence "
        "WHERE id IN (SELECT value FROM json_each(?))"
    )
    return [Evidence(*row) for row in by_id(db, select, ids)]


def of_school(db: Register, *, school: int) -> list[int]:
    """List everything a school has filed, in the order it was."""
    return [row[0] for row in db.execute("SELECT id FROM evidence WHERE school = ? ORDER BY id", [school])]


# what a file is filed with

_TITLES = {
    "proof": "SELECT p.evidence, p.criterion, c.item_name || '：' || c.text FROM proof p "
    "JOIN criterion c ON c.id = p.criterion",
    "session_photo": "SELECT p.evidence, p.session, t.name || ' ' || s.date || CASE s.half_day "
    "WHEN 'am' THEN '上午' WHEN 'pm' THEN '下午' ELSE '晚上' END FROM session_photo p "
    "JOIN session s ON s.id = p.session JOIN training_class t ON t.id = s.training_class",
    "class_paper": "SELECT p.evidence, p.training_class, t.name || '的材料' FROM class_paper p "
    "JOIN training_class t ON t.id = p.training_class",
}
_NOUNS = {
    "activity": "学习活动",
    "bylaw": "制度",
    "fund_spending": "经费支出",
    "meeting": "会议",
    "post": "任职",
    "rectification": "整改事项",
    "teacher": "教师聘用",
}


def uses(db: Register, ids: Iterable[int]) -> dict[int, list[Use]]:
    """Say what each file is filed with; a file that is filed with nothing has an empty list."""
    found: dict[int, list[Use]] = {one: [] for one in ids}
    for table, column in _referring(db):
        noun = _NOUNS.get(table, "其他登记")
        select = _TITLES.get(table, f"SELECT {column}, id, '{noun}' FROM {table}")
        for evidence, row, title in db.execute(f"SELECT * FROM ({select})"):
            if evidence in found:
                found[evidence].append(Use(table, row, title))
    return found


def _referring(db: Register) -> list[tuple[str, str]]:
    """Find every column of the register that names a file: a noun made later is found by itself."""
    found = db.execute(
        'SELECT t.name, f."from" FROM sqlite_schema t, pragma_foreign_key_list(t.name) f '
        "WHERE t.type = 'table' AND f.\"table\" = 'evidence' ORDER BY t.name, f.\"from\""
    )
    return [(table, column) for table, column in found if table not in _NOT_USES]
