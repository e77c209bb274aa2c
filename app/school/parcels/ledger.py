"""The lists of parcels: what was sent, what was received, what is held back."""

import json
from datetime import datetime

from app.school.parcels.records import Counts, Held, Received, Sent, Unsent
from db.register import Register


def device(db: Register) -> int:
    """Give the number of this laptop."""
    return int(db.execute("SELECT device FROM context").fetchone()[0])


def register_name(db: Register) -> str:
    """Give the name of this register, new with every new one."""
    return str(db.execute("SELECT register FROM context").fetchone()[0])


def unsent(db: Register) -> int:
    """Count the recorded changes since the last parcel that was delivered."""
    row = db.execute(
        "SELECT count(*) FROM history WHERE act > "
        "coalesce((SELECT max(last_act) FROM sent_parcel WHERE file_name <> ''), 0)"
    ).fetchone()
    return int(row[0])


def unsent_acts(db: Register, *, limit: int) -> list[Unsent]:
    """List the acts since the last parcel, newest first."""
    found = db.execute(
        "SELECT a.id, a.clock >> 16, a.name, a.operator, count(*) FROM history h JOIN act a ON a.id = h.act "
        "WHERE h.act > coalesce((SELECT max(last_act) FROM sent_parcel), 0) GROUP BY a.id "
        "ORDER BY a.id DESC LIMIT ?",
        [limit],
    )
    return [Unsent(act, _local(ms), name, operator, changes) for act, ms, name, operator, changes in found]


def _local(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000).isoformat(sep=" ", timespec="minutes")


def last_sent(db: Register) -> Sent | None:
    """Give the newest parcel this laptop made, or None."""
    return next(iter(sent(db)), None)


def sent(db: Register) -> list[Sent]:
    """List the parcels this laptop made, newest first."""
    found = db.execute(
        "SELECT epoch, seq, header_sha256, file_name, sent_at FROM sent_parcel ORDER BY epoch DESC, seq DESC"
    )
    return [Sent(*row) for row in found]


def keep_sent(db: Register, sent: Sent) -> None:
    """Write down a parcel that was made."""
    with db.act(f"上报第 {sent.seq} 号数据包"):
        db.execute(
            "INSERT INTO sent_parcel (epoch, seq, header_sha256, file_name, sent_at, last_act) "
            "SELECT ?, ?, ?, ?, ?, coalesce(max(act), 0) FROM history",
            [sent.epoch, sent.seq, sent.header_sha256, sent.file_name, sent.sent_at],
        )


def keep_delivered(db: Register, *, epoch: int, seq: int, file_name: str) -> None:
    """Write down under which name a parcel lies where it was to go."""
    with db.atomic():
        db.execute(
            "UPDATE sent_parcel SET file_name = ? WHERE epoch = ? AND seq = ?", [file_name, epoch, seq]
        )


def keep_received(db: Register, received: Received) -> None:
    """Write down a parcel that was taken in; the caller holds the act."""
    counts = received.counts
    db.execute(
        "INSERT INTO received_parcel (header_sha256, device, of_school, epoch, seq, created, received_at, "
        "file_name, verdict, added, changed, unchanged, missing, about) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            received.header_sha256, received.device, received.school, received.epoch, received.seq,
            received.created, received.received_at, received.file_name, received.verdict,
            counts.added, counts.changed, counts.unchanged, counts.missing,
            json.dumps(received.about, ensure_ascii=False),
        ],
    )  # fmt: skip


def received(db: Register, *, device: int | None = None, school: int | None = None) -> list[Received]:
    """List the parcels taken in, newest first, of one laptop or one school where asked."""
    found = db.execute(
        "SELECT header_sha256, device, of_school, epoch, seq, created, received_at, file_name, verdict, "
        "added, changed, unchanged, missing, about FROM received_parcel WHERE (?1 IS NULL OR device = ?1) "
        "AND (?2 IS NULL OR of_school = ?2) ORDER BY epoch DESC, seq DESC, received_at DESC",
        [device, school],
    )
    return [
        Received(
            sha, of, whose, epoch, seq, made, at, file, verdict, Counts(new, changed, same, gone, 0),
            json.loads(about),
        )
        for sha, of, whose, epoch, seq, made, at, file, verdict, new, changed, same, gone, about in found
    ]  # fmt: skip


def hold(db: Register, held: Held) -> None:
    """Write down a parcel that is kept and not taken in; again it changes nothing."""
    with db.atomic():
        db.execute(
            "INSERT OR IGNORE INTO held_parcel (header_sha256, device, of_school, epoch, seq, created, "
            "held_at, file_name, place) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                held.header_sha256, held.device, held.school, held.epoch, held.seq, held.created,
                held.held_at, held.file_name, held.place,
            ],
        )  # fmt: skip


def decide(db: Register, header_sha256: str, *, decision: str, today: str) -> None:
    """Write down that a parcel held back was `taken` in or `refused`, and by whom."""
    with db.atomic():
        db.execute(
            "UPDATE held_parcel SET decision = ?, decided_on = ?, decided_by = ? WHERE header_sha256 = ?",
            [decision, today, db.operator, header_sha256],
        )


def held(db: Register) -> list[Held]:
    """List the parcels that are held back, those nobody decided about first, newest first."""
    found = db.execute(
        "SELECT header_sha256, device, of_school, epoch, seq, created, held_at, file_name, place, decision "
        "FROM held_parcel ORDER BY decision <> '', held_at DESC, seq DESC"
    )
    return [Held(*row) for row in found]
