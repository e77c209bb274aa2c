"""Receipts: the county answers a school's parcels in one file; the school reads what came down."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app import paths
from app.errors import UserError
from app.exchange import parcels, replies, sticks
from app.jobs import refdata as handing
from app.jobs.devices import county_of
from app.jobs.parcels import laptops_in_use, opened, sealed
from app.jobs.parcels.sealing import Opened
from app.progress import Tell
from app.school import devices, evidence, receipts, refdata, returns, schools
from app.school import parcels as ledger
from app.school.receipts import Receipt
from db import chain
from db.register import Register

KINDS = ("reply", "refdata")
_HELD = "held_file"
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Replied:
    """A reply that was made; `path` is where it lies, in the outbox where there was nowhere to bring it."""

    of_school: int
    school_name: str
    number: int
    path: Path
    delivered: bool
    accepted: int

    @property
    def sentence(self) -> str:
        """Say what was made and what to do with it."""
        said = f"给{self.school_name}的第 {self.number} 号回执"
        if self.accepted:
            said = f"已接收 {self.accepted} 项，{said}"
        if self.delivered:
            return f"{said}已写入并核对，请把U盘交还对方读取。"
        return f"{said}已做好，还没有写到U盘上；插上U盘再写一次。"


@dataclass(frozen=True, slots=True)
class Taken:
    """What reading a file from the county came to, in a sentence, and what should worry the reader."""

    kind: str
    number: int
    new: bool
    sentence: str
    warning: str = ""


# at the county


def reply(
    db: Register,
    *,
    of_school: int,
    folder: Path,
    now: datetime,
    tell: Tell,
    target: Path | None = None,
) -> Replied:
    """Answer a school: its parcels read, returns, what was accepted and dispatched; bring it to `target`.

    Making one again is harmless: a reply says the whole, and the newer one holds. Where the desk accepts by
    reading, what the school has closed and nobody returned is accepted by it. Raise `UserError` where
    nothing of the school was read or it has no laptop in use.
    """
    answers = receipts.newest(db, of_school=of_school)
    (named,) = schools.rows(db, [of_school]) or (None,)
    if not answers or named is None:
        raise UserError("还没有读过这个单位的数据包，没有什么可回复的。请先读取它的数据包。")
    recipients = laptops_in_use(db, school=of_school)
    if not recipients:
        raise UserError(f"{named.short_name}没有在用的登记电脑，做出的回执没有人能读。请先给它登记。")
    today = now.date().isoformat()
    accepting = receipts.accepts_by_reply(db)
    accepted = receipts.accept_all(db, of_school=of_school, today=today) if accepting else 0
    number = receipts.next_number(db, of_school=of_school)
    outbox = paths.outbox(folder)
    outbox.mkdir(parents=True, exist_ok=True)
    staged = _staged(folder, named, number)
    before = next(iter(receipts.made(db, of_school=of_school)), None)
    sealed(
        db,
        staged,
        kind="reply",
        seq=number,
        prev=before.header_sha256 if before else None,
        recipients=recipients[0],
        tables=_tables(db, of_school, folder),
        manifest={**_statement(db, of_school, number, answers), "desk": receipts.own_row(db)},
        now=now,
        tell=tell,
        to=of_school,
    )
    sha256 = parcels.header_sha256(staged)
    said = " ".join(one.answers for one in answers)
    made_at = now.isoformat(sep=" ", timespec="minutes")
    receipts.keep_made(db, receipts.Made(sha256, of_school, number, said, made_at, ""))
    if target is None or not target.is_dir():
        return Replied(of_school, named.short_name, number, staged, False, accepted)
    made = deliver(db, of_school=of_school, folder=folder, target=target, tell=tell)
    return replace(made, accepted=accepted)


def deliver(db: Register, *, of_school: int, folder: Path, target: Path, tell: Tell) -> Replied:
    """Bring the newest reply made for a school to a stick, as often as needed: its number stays.

    Raise `UserError` where none was made, it is no longer here, or the stick takes it not.
    """
    (named,) = schools.rows(db, [of_school])
    last = next(iter(receipts.made(db, of_school=of_school)), None)
    if last is None:
        raise UserError(f"还没有给{named.short_name}做过回执，请先做一份。")
    staged = _staged(folder, named, last.number)
    if not staged.is_file():
        raise UserError(
            f"给{named.short_name}的第 {last.number} 号回执的文件已不在本机，请重新做一份，"
            "新的一份包含全部内容。"
        )
    day = last.made_at[:10].replace("-", "")
    name = f"{named.short_name}-回执-{day}-第{last.number}号.wuyou"
    path = sticks.deliver(staged, target, name=name, tell=tell)
    receipts.keep_delivered(db, last.header_sha256, path.name)
    return Replied(of_school, named.short_name, last.number, path, True, 0)


def _staged(folder: Path, school: schools.School, number: int) -> Path:
    return paths.outbox(folder) / f"reply-{school.code}-{number:04}.wuyou"


def _tables(
    db: Register, of_school: int, folder: Path
) -> Iterator[tuple[str, Iterable[Mapping[str, object]]]]:
    yield from receipts.outgoing(db, of_school=of_school)
    where = paths.evidence(folder)
    filed = evidence.rows(db, evidence.of_school(db, school=of_school))
    there = sorted({one.sha256 for one in filed if (where / one.sha256).is_file()})
    yield _HELD, ({"sha256": one} for one in there)


def _statement(db: Register, of_school: int, number: int, answers: Iterable[Receipt]) -> dict[str, object]:
    last = next(iter(refdata.issued(db)), None)
    revoked = [one.device for one in devices.enrolled(db) if one.school == of_school and one.revoked_on]
    return replies.write(
        replies.Reply(
            number,
            tuple(
                replies.Answer(
                    one.device, one.epoch, one.seq, one.answers, one.verdict, one.read_at,
                    {name: (new, changed, same, gone) for name, (new, changed, same, gone) in
                     one.tables.items()},
                    one.problems, one.head, one.length, one.act,
                )
                for one in answers
            ),
            last.version if last else 0,
            tuple(revoked),
        )
    )  # fmt: skip


# at the school


def read(db: Register, path: Path, *, folder: Path, now: datetime, tell: Tell) -> Taken:
    """Read what the desk above sent down, a reply or reference data: all of it in one act, or nothing.

    A school reads its county's, a county its city's. Reading the same file again changes nothing. Raise
    `UserError` for what is not from there, is for another school, older than what is here, or not whole.
    """
    _require_reader(db, path)
    above = schools.words(db).above
    with opened(db, path, folder=folder, kinds=KINDS, tell=tell) as found:
        county = _county(db, found)
        if not receipts.require_new(
            db, kind=found.header.kind, from_school=county, number=found.header.seq,
            header_sha256=found.header_sha256,
        ):  # fmt: skip
            word = "回执" if found.header.kind == "reply" else "下发资料"
            said = f"{above}第 {found.header.seq} 号{word}以前读过，没有变化。"
            return Taken(found.header.kind, found.header.seq, False, said)
        taken_at = now.isoformat(sep=" ", timespec="minutes")
        if found.header.kind == "refdata":
            said = handing.take(db, found, folder=folder, taken_at=taken_at)
            return Taken("refdata", found.header.seq, True, said)
        return _take_reply(db, found, folder=folder, taken_at=taken_at)


def _require_reader(db: Register, path: Path) -> None:
    """Raise `UserError` where a file that goes down is tried at the desk that made it, or at a city's."""
    own = schools.own(db)
    if own.level == "township":
        return
    header = parcels.peek(path)
    if own.level == "city" or (header.kind in KINDS and header.school_code == own.code):
        called = parcels.CALLED.get(header.kind, "数据包")
        reader = "县级" if own.level == "city" else "乡镇"
        raise UserError(
            f"这是{called}，要在{reader}的电脑上读；"
            f"{schools.words(db).desk}请在“收件箱”读取{reader}的数据包。"
        )


def _county(db: Register, found: Opened) -> int:
    """Give the desk above; raise `UserError` where the file is not from it or not for this desk."""
    desk, card, who = schools.own(db), county_of(db), schools.words(db)
    if found.header.school_code != card.county_code:
        raise UserError(
            f"这个文件的单位代码（{found.header.school_code}）与{who.above}名片上的不符，没有采用。"
            f"请打电话向{who.above}核实。"
        )
    if found.header.to not in (0, desk.id) or (found.header.kind == "reply" and found.header.to != desk.id):
        raise UserError(f"这份回执是给别的单位的，没有读取。请核对U盘，读取给{who.own}的那一份。")
    return found.header.school


def _take_reply(db: Register, found: Opened, *, folder: Path, taken_at: str) -> Taken:
    header, about = found.header, found.contents.manifest
    said = replies.read(about, seq=header.seq)
    desk_row = about.get("desk")
    files: list[str] = []
    with handing.whole(), db.act(f"读取{schools.words(db).above}第 {header.seq} 号回执", recording=False):
        receipts.take_school(db, desk_row if isinstance(desk_row, dict) else {}, id_=header.school)
        receipts.take_rows(db, _but_files(found, files), county=header.school)
        receipts.keep(db, (_receipt(one, header.seq) for one in said.answers), files=files)
        receipts.keep_taken(
            db, kind="reply", header_sha256=found.header_sha256, from_school=header.school,
            number=header.seq, made_at=header.created, taken_at=taken_at,
            about={"refdata": said.refdata, "revoked": list(said.revoked)},
        )  # fmt: skip
    _clear_outbox(db, folder)
    return Taken("reply", header.seq, True, _sentence(db, header.seq), _warning(db, said))


def _but_files(found: Opened, files: list[str]) -> Iterator[tuple[str, Iterable[Mapping[str, object]]]]:
    """Give the tables of a reply, and put the hashes of the files the county holds into `files`."""
    for table, rows in found.contents.tables():
        if table != _HELD:
            yield table, rows
            continue
        for row in rows:
            sha256 = row.get("sha256")
            if not isinstance(sha256, str) or len(sha256) != 64 or not _HEX.issuperset(sha256):
                raise UserError(replies.WRONG)
            files.append(sha256)


def _receipt(one: replies.Answer, number: int) -> Receipt:
    return Receipt(
        one.header_sha256, one.device, one.epoch, one.seq, one.verdict, one.read_at, number,
        one.tables, one.problems, one.head, one.length, one.act,
    )  # fmt: skip


def _clear_outbox(db: Register, folder: Path) -> None:
    """Delete the copies of parcels the county has confirmed; it holds them, or newer ones."""
    found = receipts.confirmed(db)
    if found is None:
        return
    code = schools.own(db).code
    for one in ledger.sent(db):
        if one.epoch == found.epoch and one.seq <= found.seq:
            (paths.outbox(folder) / f"{code}-{one.epoch}-{one.seq:04}.wuyou").unlink(missing_ok=True)


def _sentence(db: Register, number: int) -> str:
    # Without a day nothing is overdue: all that nobody has answered.
    waiting = len(returns.find(db, above=True, state="waiting"))
    said = f"已读取{schools.words(db).above}第 {number} 号回执。{receipts.said(db)}"
    return f"{said}有 {waiting} 条退回要办。" if waiting else said


def _warning(db: Register, said: replies.Reply) -> str:
    """Say what should not be: a history other than the one confirmed, or a laptop that is no longer read."""
    mine, above = ledger.device(db), schools.words(db).above
    if mine in said.revoked:
        return f"{above}已吊销这台电脑的登记，不再读取它上报的数据包。请打电话向{above}问明原因，重新登记。"
    for one in said.answers:
        if one.device == mine and one.head and not chain.holds(db, chain.Head(one.length, one.act, one.head)):
            return (
                f"本机的更改记录与{above}收到的对不上：数据可能被换成了旧的备份，或被改动过。"
                f"请先不要继续录入，打电话告诉{above}。"
            )
    problems = [one for answer in said.answers if answer.device == mine for one in answer.problems]
    if problems:
        return f"{above}读取时发现 {len(problems)} 处疑点：{problems[0]}"
    return ""
