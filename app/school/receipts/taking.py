"""What the school takes in from above, in order and once, and what it knows by it."""

import json
from collections.abc import Container, Iterable, Iterator, Mapping

from app.errors import UserError
from app.school import parcels, schools
from app.school.receipts.records import TABLES, Down, Receipt, read
from db import chain
from db.register import Register

_ABOVE = {"township": ("county", "city"), "county": ("city",), "city": ()}
"""The levels a desk may take files from."""


def above(db: Register) -> int:
    """Give the desk above this one, once something came down from it; 0 before."""
    found = _all_above(db)
    return found[0] if len(found) == 1 else 0


def _all_above(db: Register) -> list[int]:
    own = schools.own(db)
    marks = ", ".join("?" for _ in _ABOVE[own.level])
    found = db.execute(
        f"SELECT id FROM school WHERE level IN ({marks}) AND id <> ?", [*_ABOVE[own.level], own.id]
    )
    return [row[0] for row in found]


def of_kind(db: Register, kind: str) -> list[Down]:
    """List what was taken in from above of a kind, the newest first."""
    found = db.execute(
        "SELECT kind, from_school, number, made_at, taken_at FROM taken_down WHERE kind = ? "
        "ORDER BY number DESC",
        [kind],
    )
    return [Down(*row) for row in found]


def taken(db: Register) -> dict[str, int]:
    """Give the newest number taken in of each kind, to be told in the next parcel."""
    found = db.execute("SELECT kind, max(number) FROM taken_down GROUP BY kind")
    return dict(found.fetchall())


def told(db: Register) -> dict[str, object]:
    """Give what the next parcel says besides its rows: what was taken in, and the end of our history."""
    head = chain.head(db)
    return {"taken": taken(db), "head": head.sha256, "length": head.length, "act": head.act}


def require_new(db: Register, *, kind: str, from_school: int, number: int, header_sha256: str) -> bool:
    """Tell whether something from above is new; False where exactly this was taken in before.

    Raise `UserError` where it is older than what is here, or bears a number that was something else.
    """
    word, above_ = {"reply": "回执", "refdata": "下发资料"}[kind], schools.words(db).above
    row = db.execute("SELECT taken_at FROM taken_down WHERE header_sha256 = ?", [header_sha256]).fetchone()
    if row:
        return False
    newest_ = db.execute(
        "SELECT max(number) FROM taken_down WHERE kind = ? AND from_school = ?", [kind, from_school]
    ).fetchone()[0]
    if newest_ is not None and number < newest_:
        raise UserError(
            f"这是{above_}第 {number} 号{word}，本机已有更新的第 {newest_} 号，没有采用；"
            "U盘上如有更新的，请读那一个。"
        )
    if newest_ == number:
        raise UserError(
            f"{above_}第 {number} 号{word}本机已读过，而这一个内容不同，没有采用。请打电话向{above_}核实。"
        )
    return True


def keep_taken(
    db: Register,
    *,
    kind: str,
    header_sha256: str,
    from_school: int,
    number: int,
    made_at: str,
    taken_at: str,
    about: Mapping[str, object],
) -> None:
    """Write down that something from above was taken in; the caller holds the act."""
    db.execute(
        "INSERT INTO taken_down (header_sha256, kind, from_school, number, made_at, taken_at, about) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [header_sha256, kind, from_school, number, made_at, taken_at, json.dumps(about, ensure_ascii=False)],
    )


def take_school(db: Register, row: Mapping[str, object], *, id_: int) -> None:
    """Take in the row of the county itself; the caller holds the act.

    Raise `UserError` where it is none, or stands where our own school does.
    """
    desk, who = schools.own(db), schools.words(db)
    texts = ("code", "full_name", "short_name", "seal_name", "county_name")
    if (
        row.get("id") != id_
        or row.get("school") != id_
        or row.get("level") not in _ABOVE[desk.level]
        or not all(isinstance(row.get(name), str) for name in texts)
    ):
        raise UserError(f"这个文件里没有写明是哪个{who.above}单位发的，没有采用。请{who.above}重新做一份。")
    if id_ == desk.id or row["code"] == desk.code:
        raise UserError(
            f"{who.above}的单位代码与{who.own}的一样，没有采用。"
            f"请打电话请{who.above}在“设置”里核对单位代码，再重新做一份。"
        )
    if set(_all_above(db)) - {id_}:
        raise UserError(
            f"本机已有另一个{who.above}单位的资料，没有采用。换了上级的，请打电话向{who.above}核实。"
        )
    known = db.execute("SELECT 1 FROM school WHERE id = ?", [id_]).fetchone()
    values = [row["level"], *(row[name] for name in texts)]
    if known:
        db.execute(
            "UPDATE school SET level = ?, code = ?, full_name = ?, short_name = ?, seal_name = ?, "
            "county_name = ? WHERE id = ?",
            [*values, id_],
        )
    else:
        db.execute(
            "INSERT INTO school (level, code, full_name, short_name, seal_name, county_name, id, school) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [*values, id_, id_],
        )


def take_rows(
    db: Register, tables: Iterable[tuple[str, Iterable[parcels.Row]]], *, county: int
) -> dict[str, parcels.Counts]:
    """Bring the county's rows about this school to what a reply says; the caller holds the act.

    To a county they may be about its schools, too. A table that is no part of a reply is passed over. Raise
    `UserError` for a row about another school.
    """
    desk = schools.own(db)
    ours = {desk.id, *(schools.find(db) if desk.level == "county" else ())}
    counts = {}
    for table, rows in tables:
        if table in TABLES:
            mine = _about(rows, ours) if table != "county_score" else _known_lines(db, rows)
            counts[table] = parcels.take_in(db, [(table, mine)], school=county)
    return counts


def _about(rows: Iterable[parcels.Row], ours: Container[object]) -> Iterator[parcels.Row]:
    for row in rows:
        if row.get("of_school") not in ours:
            raise UserError("回执里有给别的单位的内容，没有采用。请上级给本单位重新做一份。")
        yield row


def _known_lines(db: Register, rows: Iterable[parcels.Row]) -> Iterator[parcels.Row]:
    """Leave out scores of lines that are not here: a register from a backup may lack a round."""
    for row in rows:
        if db.execute("SELECT 1 FROM assessment_line WHERE id = ?", [row.get("line")]).fetchone():
            yield row


def keep(db: Register, receipts: Iterable[Receipt], *, files: Iterable[str]) -> None:
    """Write down the county's word on our parcels and which files it holds; the caller holds the act."""
    for one in receipts:
        body = {
            "tables": {name: list(counts) for name, counts in one.tables.items()},
            "problems": list(one.problems),
            "head": one.head,
            "length": one.length,
            "act": one.act,
        }
        db.execute(
            "INSERT INTO receipt (answers, device, epoch, seq, verdict, read_at, reply, body) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (answers) DO UPDATE SET verdict = excluded.verdict, "
            "read_at = excluded.read_at, reply = excluded.reply, body = excluded.body",
            [
                one.answers, one.device, one.epoch, one.seq, one.verdict, one.read_at, one.reply,
                json.dumps(body, ensure_ascii=False),
            ],
        )  # fmt: skip
    db.execute("DELETE FROM held_file")
    db.conn.executemany("INSERT OR IGNORE INTO held_file (sha256) VALUES (?)", [[one] for one in files])


def held(db: Register) -> set[str]:
    """Give the SHA-256 of every file that the county says it holds: these need not be sent again."""
    return {row[0] for row in db.execute("SELECT sha256 FROM held_file")}


def confirmed(db: Register) -> Receipt | None:
    """Give the county's word on the newest parcel of this laptop that it has read, or None."""
    row = db.execute(
        "SELECT r.answers, r.device, r.epoch, r.seq, r.verdict, r.read_at, r.reply, r.body FROM receipt r "
        "JOIN sent_parcel s ON s.header_sha256 = r.answers ORDER BY r.epoch DESC, r.seq DESC LIMIT 1"
    ).fetchone()
    return read(row) if row else None


def of_parcel(db: Register, header_sha256: str) -> Receipt | None:
    """Give the county's word on one parcel, or None."""
    row = db.execute(
        "SELECT answers, device, epoch, seq, verdict, read_at, reply, body FROM receipt WHERE answers = ?",
        [header_sha256],
    ).fetchone()
    return read(row) if row else None


def find(db: Register) -> list[Receipt]:
    """List the county's words on parcels of this school, the newest first."""
    found = db.execute(
        "SELECT answers, device, epoch, seq, verdict, read_at, reply, body FROM receipt "
        "ORDER BY read_at DESC, epoch DESC, seq DESC"
    )
    return [read(row) for row in found]


def said(db: Register) -> str:
    """Say in a sentence up to which parcel the county has confirmed."""
    last = parcels.last_sent(db)
    if last is None:
        return ""
    found = confirmed(db)
    if found is None:
        return f"{schools.words(db).above}还没有回执。"
    upto = f"{schools.words(db).above}已确认到第 {found.seq} 号（{found.read_at[:10]}）"
    behind = last.seq - found.seq if last.epoch == found.epoch else 0
    return f"{upto}，第 {last.seq} 号还没有回执。" if behind > 0 else f"{upto}。"
