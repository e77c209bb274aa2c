"""What the county has to say to a school: which parcels were read, what is accepted, what goes down."""

import json
from collections.abc import Iterator, Mapping

from app.school import acceptances, schools
from app.school.receipts.records import Made, Receipt, read
from db import history
from db.register import Register

_OF_SCHOOL = {
    # A county is told of what its city returned to one of its schools, and passes it on.
    "returned": "(of_school = ?2 OR of_school IN (SELECT of_school FROM school_under WHERE county = ?2))",
    "acceptance": "of_school = ?2",
    "dispatch": "of_school = ?2",
    "county_score": "line IN (SELECT id FROM assessment_line WHERE school = ?2)",
}
_ON_READING = "accept_on_reading"
_MOST = 2**31


def newest(db: Register, *, of_school: int) -> list[Receipt]:
    """Give the newest parcel read of each laptop of a school, as a reply says it."""
    found = db.execute(
        "SELECT header_sha256, device, epoch, seq, verdict, received_at, about FROM received_parcel r "
        "WHERE of_school = ? AND (epoch, seq) = (SELECT epoch, seq FROM received_parcel o "
        "WHERE o.device = r.device AND o.of_school = r.of_school ORDER BY epoch DESC, seq DESC LIMIT 1) "
        "ORDER BY received_at DESC",
        [of_school],
    ).fetchall()
    return [read((*row[:6], 0, row[6])) for row in found]


def next_number(db: Register, *, of_school: int, seen: int = 0) -> int:
    """Give the number of the next reply to a school.

    `seen` is the newest number the school says it has taken in: a county that was brought back from a
    backup may have forgotten some, and would be refused for ever with a lower one.
    """
    row = db.execute("SELECT coalesce(max(number), 0) FROM reply WHERE of_school = ?", [of_school]).fetchone()
    return max(int(row[0]), seen, _seen(db, of_school, "reply")) + 1


def _seen(db: Register, of_school: int | None, key: str) -> int:
    row = db.execute(
        "SELECT max(coalesce(json_extract(about, '$.taken.' || ?2), 0)) FROM received_parcel "
        "WHERE ?1 IS NULL OR of_school = ?1",
        [of_school, key],
    ).fetchone()
    return int(row[0] or 0)


def heard(db: Register, header_sha256: str, manifest: Mapping[str, object]) -> None:
    """Keep what a parcel says besides its rows: what its sender has taken in, and the end of its history.

    The caller holds the act. What is not written as it should be is passed over: the rows do not hang on it.
    """
    taken = manifest.get("taken")
    said: dict[str, object] = {
        "taken": {
            kind: number
            for kind, number in (taken if isinstance(taken, dict) else {}).items()
            if kind in ("reply", "refdata") and type(number) is int and 0 < number < _MOST
        }
    }
    head, length, act = (manifest.get(key) for key in ("head", "length", "act"))
    if isinstance(head, str) and len(head) == 64 and type(length) is int and type(act) is int:
        said |= {"head": head, "length": length, "act": act}
    db.execute(
        "UPDATE received_parcel SET about = json_patch(about, ?) WHERE header_sha256 = ?",
        [json.dumps(said), header_sha256],
    )


def refdata_seen(db: Register) -> int:
    """Give the newest version of reference data that any school says it has."""
    return _seen(db, None, "refdata")


def refdata_held(db: Register, *, of_school: int) -> int:
    """Give the version of reference data a school had when it sent its newest parcel."""
    return _seen(db, of_school, "refdata")


def outgoing(db: Register, *, of_school: int) -> Iterator[tuple[str, Iterator[Mapping[str, object]]]]:
    """Give the county's rows about one school, table after table."""
    desk = schools.own(db)
    for table, whose in _OF_SCHOOL.items():
        names = history.columns(db, table)
        found = db.execute(
            f"SELECT * FROM {table} WHERE school = ?1 AND {whose} ORDER BY id", [desk.id, of_school]
        )
        yield table, (dict(zip(names, row, strict=True)) for row in found)


def own_row(db: Register) -> Mapping[str, object]:
    """Give the row of the school at this desk, which goes before everything that refers to it."""
    names = history.columns(db, "school")
    row = db.execute("SELECT * FROM school WHERE id = ?", [schools.own(db).id]).fetchone()
    return dict(zip(names, row, strict=True))


def keep_made(db: Register, made: Made) -> None:
    """Write down a reply that was made; its number is spent."""
    with db.atomic():
        db.execute(
            "INSERT INTO reply (header_sha256, of_school, number, answers, made_at, file_name) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [made.header_sha256, made.of_school, made.number, made.answers, made.made_at, made.file_name],
        )


def keep_delivered(db: Register, header_sha256: str, file_name: str) -> None:
    """Write down under which name a reply lies where it was to go."""
    with db.atomic():
        db.execute("UPDATE reply SET file_name = ? WHERE header_sha256 = ?", [file_name, header_sha256])


def made(db: Register, *, of_school: int | None = None) -> list[Made]:
    """List the replies made, the newest first."""
    found = db.execute(
        "SELECT header_sha256, of_school, number, answers, made_at, file_name FROM reply "
        "WHERE ?1 IS NULL OR of_school = ?1 ORDER BY made_at DESC, number DESC",
        [of_school],
    )
    return [Made(*row) for row in found]


def senders(db: Register) -> list[int]:
    """List the schools and counties whose own parcels were read here, by code."""
    found = db.execute(
        "SELECT id FROM school WHERE id IN (SELECT of_school FROM received_parcel) ORDER BY level, code"
    )
    return [row[0] for row in found]


def unanswered(db: Register) -> list[int]:
    """List the schools whose newest parcel no delivered reply answers, and those with news to be told."""
    found = db.execute(
        "SELECT DISTINCT of_school FROM received_parcel r WHERE NOT EXISTS (SELECT 1 FROM reply "
        "WHERE reply.of_school = r.of_school AND reply.file_name <> '' "
        "AND instr(reply.answers, r.header_sha256)) AND (epoch, seq) = (SELECT epoch, seq "
        "FROM received_parcel o WHERE o.device = r.device ORDER BY epoch DESC, seq DESC LIMIT 1)"
    )
    return [row[0] for row in found]


def to_accept(db: Register, *, of_school: int) -> list[tuple[str, int, str]]:
    """List the records of a school that its county has not accepted yet: noun, id and title.

    They are its closed classes and finished rounds; what is out as a return waits until that is closed. At a
    city's desk a school that came with its county has none: they are accepted by that county.
    """
    if db.execute("SELECT 1 FROM school_under WHERE of_school = ?", [of_school]).fetchone():
        return []
    found = db.execute(
        "SELECT 'training_class', c.id, c.name FROM training_class c WHERE c.school = ?1 "
        "AND c.state IN ('closed', 'reported', 'archived') UNION ALL "
        "SELECT 'assessment_round', a.id, a.year || ' 年评估' FROM assessment_round a WHERE a.school = ?1 "
        "AND a.finished_on NOT NULL",
        [of_school],
    ).fetchall()
    return [
        (noun, record, title)
        for noun, record, title in found
        if acceptances.standing(db, noun=noun, record=record) is None
        and not db.execute(
            "SELECT 1 FROM returned WHERE noun = ? AND record = ? AND closed_on IS NULL", [noun, record]
        ).fetchone()
    ]


def accepts_by_reply(db: Register) -> bool:
    """Tell whether this desk accepts what a school has finished by making a reply, or only after looking."""
    return schools.setting(db, _ON_READING, "1") == "1"


def set_accepting(db: Register, *, by_reply: bool) -> None:
    """Let this desk accept by making a reply, or only what somebody looked at and accepted."""
    schools.keep(db, _ON_READING, "1" if by_reply else "0")


def accept_all(db: Register, *, of_school: int, today: str) -> int:
    """Accept everything of a school that may be accepted; give how much that was."""
    desk = schools.own(db)
    waiting = to_accept(db, of_school=of_school)
    with db.act(f"接收 {len(waiting)} 项"):
        for noun, record, title in waiting:
            acceptances.accept(
                db, school=desk.id, of_school=of_school, noun=noun, record=record, title=title, today=today
            )
    return len(waiting)
