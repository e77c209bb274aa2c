"""Photographs: which session each shows, and which of them look as if they were one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from app.errors import UserError
from app.school import evidence
from db.register import Register
from db.rows import ensure, insert

ALIKE = 8
"""Two photographs whose hashes differ in at most so many of 64 bits may be one."""
Answer = Literal["meant", "apart"]
ANSWERS: dict[Answer, str] = {"meant": "是同一张，两处都用", "apart": "不是同一张"}
_BITS = 64
_WHOLE = (1 << _BITS) - 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where a photograph is filed: a class, and the session it shows where one is named."""

    training_class: int
    session: int | None
    title: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two photographs (or one, twice) that look alike and serve different sessions or classes.

    It is a question: a person says whether they are one. `differing` of 64 bits.
    """

    one: int
    other: int
    differing: int
    places: tuple[Place, ...]


def link(db: Register, session: int, photograph: int) -> None:
    """Say that a photograph shows a session; raise `UserError` for a paper or a session that is not there."""
    found = next(iter(evidence.rows(db, [photograph])), None)
    held = db.execute("SELECT school FROM session WHERE id = ?", [session]).fetchone()
    if found is None or held is None:
        raise UserError("这节课或这张照片已经不在了，没有关联，请刷新后再试。")
    if not found.is_picture:
        raise UserError(f"“{found.file_name}”不是照片，不能作为课次的照片；可以归入这个班的材料。")
    with db.act(f"课次照片：{found.file_name}"):
        ensure(db, "session_photo", {"school": held[0], "session": session, "evidence": photograph})


def unlink(db: Register, session: int, photograph: int) -> None:
    """Take a photograph away from a session; the file stays."""
    (found,) = evidence.rows(db, [photograph])
    with db.act(f"移出课次照片：{found.file_name}"):
        db.execute("DELETE FROM session_photo WHERE session = ? AND evidence = ?", [session, photograph])


def of_session(db: Register, session: int) -> list[int]:
    """List the photographs of a session in the order they were taken, then filed."""
    found = db.execute(
        "SELECT e.id FROM session_photo p JOIN evidence e ON e.id = p.evidence WHERE p.session = ? "
        "ORDER BY e.taken_at = '', e.taken_at, e.id",
        [session],
    )
    return [row[0] for row in found]


def counts(db: Register, *, training_class: int) -> dict[int, int]:
    """Count the photographs of each session of a class that has any."""
    found = db.execute(
        "SELECT p.session, count(*) FROM session_photo p JOIN session s ON s.id = p.session "
        "WHERE s.training_class = ? GROUP BY p.session",
        [training_class],
    )
    return dict(found.fetchall())


# one photograph, twice


def differing(one: int, other: int) -> int:
    """Count the bits in which two hashes differ, 0 to 64."""
    return ((one ^ other) & _WHOLE).bit_count()


def like(db: Register, phash: int, *, school: int, but: int | None = None) -> list[int]:
    """List a school's photographs that look like one, the likest first; `but` is left out."""
    found = db.execute("SELECT id, phash FROM evidence WHERE school = ? AND phash IS NOT NULL", [school])
    alike = [(differing(phash, seen), one) for one, seen in found if one != but]
    return [one for bits, one in sorted(alike) if bits <= ALIKE]


def questions(db: Register, *, school: int, among: Iterable[int] | None = None) -> list[Pair]:
    """List the pairs somebody should look at: alike, of different sessions or classes, not answered.

    A pair is asked about again when it serves more places than at its answer. `among` leaves those pairs
    one of which is named.
    """
    places = _places(db, school=school)
    answered = {(one, other): count for one, other, count in db.execute(
        "SELECT evidence, other, places FROM photo_answer WHERE school = ?", [school])}  # fmt: skip
    hashes = dict(
        db.execute(
            "SELECT id, phash FROM evidence WHERE school = ? AND phash IS NOT NULL", [school]
        ).fetchall()
    )
    wanted = None if among is None else set(among)
    pairs = [(one, one) for one in places] + _alike({one: hashes[one] for one in places if one in hashes})
    asked = []
    for one, other in pairs:
        if wanted is not None and not wanted & {one, other}:
            continue
        if not _apart(places[one], places[other]):
            continue
        together = tuple(dict.fromkeys((*places[one], *places[other])))
        if answered.get((one, other), 0) < len(together):
            bits = 0 if one == other else differing(hashes[one], hashes[other])
            asked.append(Pair(one, other, bits, together))
    return sorted(asked, key=lambda pair: (pair.differing, pair.one, pair.other))


def answer(db: Register, pair: Pair, said: Answer, *, today: str, reason: str = "") -> None:
    """Keep what somebody answered about a pair, so that nobody is asked again."""
    (school,) = db.execute("SELECT school FROM evidence WHERE id = ?", [pair.one]).fetchone()
    with db.act("答复照片是否重复"):
        db.execute("DELETE FROM photo_answer WHERE evidence = ? AND other = ?", [pair.one, pair.other])
        values = {"school": school, "evidence": pair.one, "other": pair.other, "places": len(pair.places)}
        said_by = {"answered_on": today, "answered_by": db.operator}
        insert(db, "photo_answer", {**values, "answer": said, "reason": " ".join(reason.split()), **said_by})


def _places(db: Register, *, school: int) -> dict[int, tuple[Place, ...]]:
    """Give every place of a school's pictures that are filed with a session or a class."""
    found: dict[int, list[Place]] = defaultdict(list)
    select = (
        "SELECT p.evidence, s.training_class, s.id, t.name || ' ' || s.date || CASE s.half_day "
        "WHEN 'am' THEN '上午' WHEN 'pm' THEN '下午' ELSE '晚上' END "
        "FROM session_photo p JOIN session s ON s.id = p.session JOIN training_class t "
        "ON t.id = s.training_class WHERE p.school = ?1 "
        "UNION ALL SELECT p.evidence, p.training_class, NULL, t.name || '的材料' FROM class_paper p "
        "JOIN evidence e ON e.id = p.evidence JOIN training_class t ON t.id = p.training_class "
        "WHERE p.school = ?1 AND e.media_type LIKE 'image/%'"
    )
    for one, training_class, session, title in db.execute(select, [school]):
        found[one].append(Place(training_class, session, title))
    return {one: tuple(dict.fromkeys(places)) for one, places in found.items()}


def _apart(ones: tuple[Place, ...], others: tuple[Place, ...]) -> bool:
    """Say whether any two places are different classes or different sessions."""
    return any(
        one.training_class != other.training_class
        or (one.session is not None and other.session is not None and one.session != other.session)
        for one in ones
        for other in others
    )


def _alike(hashes: dict[int, int]) -> list[tuple[int, int]]:
    """Give the pairs that differ in at most `ALIKE` bits, without comparing each with each.

    Cut into one band more than bits may differ, two such hashes are equal in at least one band.
    """
    bands = ALIKE + 1
    edges = [_BITS * band // bands for band in range(bands + 1)]
    near: set[tuple[int, int]] = set()
    for low, high in zip(edges, edges[1:], strict=False):
        same: dict[int, list[int]] = defaultdict(list)
        for one, phash in hashes.items():
            same[(phash & _WHOLE) >> low & (1 << high - low) - 1].append(one)
        for group in same.values():
            near.update(combinations(sorted(group), 2))
    return [(one, other) for one, other in near if differing(hashes[one], hashes[other]) <= ALIKE]
