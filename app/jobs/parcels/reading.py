"""Read what townships sent: show what it would change, and take it in whole or not at all."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app import paths
from app.errors import UserError
from app.exchange import faults, parcels, parts
from app.jobs import files
from app.jobs.devices import known, own_keys
from app.jobs.parcels.judging import KEPT, REFUSED, SAID, laptop_of, placed, refusal
from app.jobs.parcels.sealing import staging
from app.progress import Tell
from app.school import counties, receipts, schools, versions
from app.school import parcels as ledger
from db import IntegrityError
from db.register import Register


@dataclass(frozen=True, slots=True)
class Receipt:
    """What reading a parcel came to: `verdict` by its place in the row of parcels, and the counts."""

    school: int
    school_name: str
    seq: int
    verdict: str
    counts: ledger.Counts
    sentence: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking a parcel in would change, kind by kind, and what should be doubted in it."""

    school_name: str
    seq: int
    place: str
    counts: ledger.Counts
    differences: tuple[ledger.Difference, ...]
    problems: tuple[str, ...]
    schools: str = ""
    """Which schools a county's parcel changes, in a sentence."""


@dataclass(frozen=True, slots=True)
class _Sent:
    """A parcel whose sender was made sure of, and whose it is."""

    verified: parcels.Verified
    place: str
    school_name: str

    @property
    def file_name(self) -> str:
        """Give the name under which it is kept: the code is the sender's word and must lead nowhere."""
        header = self.verified.header
        code = "".join(c for c in header.school_code if c.isalnum())
        return f"{code}-{header.epoch}-{header.seq:04}-{self.verified.header_sha256[:8]}.wuyou"


class _ShownOnlyError(Exception):
    """Undo what was done to show it."""


def preview(db: Register, path: Path, *, folder: Path, tell: Tell) -> Preview:
    """Say what taking a parcel in would change, and leave everything as it is.

    The parcel is taken in within one transaction, looked at, and the transaction undone. Raise `UserError`
    as `receive` does, but not for a laptop that was restored: that is for a person to decide who has seen
    the differences.
    """
    with _sent(db, path, folder=folder, tell=tell) as sent:
        if sent.place in REFUSED and sent.place != "new_epoch":
            raise UserError(refusal(db, sent.place, seq=sent.verified.header.seq))
        header = sent.verified.header
        if sent.place == "duplicate":
            none = ledger.Counts(0, 0, 0, 0, 0)
            return Preview(sent.school_name, header.seq, sent.place, none, (), ())
        with parcels.unpack(sent.verified, keys=own_keys(db), tell=tell) as contents:
            try:
                with db.act("看数据包里有什么变化", recording=False):
                    changes, problems, touched = _rows_in(db, contents, header)
                    raise _ShownOnlyError
            except _ShownOnlyError:
                told = tuple(ledger.tell(changes))
            except IntegrityError as error:
                raise UserError(_CONTRADICTION.format(error=error)) from error
    counts = ledger.summed(changes.values())
    return Preview(sent.school_name, header.seq, sent.place, counts, told, problems, touched)


def receive(
    db: Register, path: Path, *, folder: Path, now: datetime, tell: Tell, consent: bool = False
) -> Receipt:
    """Read a township's parcel: verify, open, take in, all in one transaction; keep the file in the inbox.

    Reading the same parcel again changes nothing. `consent` says that a person has asked the school about a
    laptop that was restored or replaced. Raise `UserError` for anything that is not an authentic, whole
    parcel for this county from an enrolled laptop, that is older than what is here, tells another story or
    wants consent; what an enrolled laptop did send is kept beside the inbox and listed as held.
    """
    with _sent(db, path, folder=folder, tell=tell) as sent:
        verified, place = sent.verified, sent.place
        header = verified.header
        if place in REFUSED and not (place == "new_epoch" and consent):
            if place in KEPT:
                _hold(db, sent, folder=folder, now=now)
            raise UserError(refusal(db, place, seq=header.seq))
        if place == "duplicate":
            said = SAID[place].format(seq=header.seq)
            none = ledger.Counts(0, 0, 0, 0, 0)
            return Receipt(header.school, sent.school_name, header.seq, place, none, said)
        with parcels.unpack(verified, keys=own_keys(db), tell=tell) as contents:
            for sha256, blob in contents.blobs():
                keep_blob(blob, paths.evidence(folder), sha256)
            _keep_parcel(verified.staged, paths.inbox(folder), sent.file_name)
            counts, problems = _take_in(db, contents, sent, now=now)
    said = SAID[place].format(
        seq=header.seq, added=counts.added, changed=counts.changed, unchanged=counts.unchanged
    )
    if problems:
        said += f"有 {len(problems)} 处疑点，请看一看。"
    return Receipt(header.school, sent.school_name, header.seq, place, counts, said, problems)


@contextmanager
def _sent(db: Register, path: Path, *, folder: Path, tell: Tell) -> Iterator[_Sent]:
    with staging(folder) as private:
        verified = parcels.verify(path, known=known(db), staging=private, tell=tell)
        laptop = laptop_of(db, verified.header)
        name = laptop.school_name if laptop else ""
        yield _Sent(verified, placed(db, verified.header, verified.header_sha256), name)


def _hold(db: Register, sent: _Sent, *, folder: Path, now: datetime) -> None:
    """Keep a parcel that was not taken in, apart from those that were."""
    header = sent.verified.header
    _keep_parcel(sent.verified.staged, paths.held(folder), sent.file_name)
    held_at = now.isoformat(sep=" ", timespec="minutes")
    ledger.hold(
        db,
        ledger.Held(
            sent.verified.header_sha256, header.device, header.school, header.epoch, header.seq,
            header.created, held_at, sent.file_name, sent.place, "",
        ),
    )  # fmt: skip


_CONTRADICTION = "数据包里的记录互相对不上（{error}），全部没有读取；请让对方重新上报。"
_ALONE = (
    "对方有两台电脑在用，这个数据包没有带上另一台的记录，没有读取。"
    "请让两台电脑先互相读一次数据包，再用其中任何一台上报。"
)


def _take_in(
    db: Register, contents: parcels.Contents, sent: _Sent, *, now: datetime
) -> tuple[ledger.Counts, tuple[str, ...]]:
    """Rows and the line in the list of parcels in one act: a parcel is in whole or not at all."""
    header, header_sha256 = sent.verified.header, sent.verified.header_sha256
    received_at = now.isoformat(sep=" ", timespec="minutes")
    try:
        with db.act(f"接收{sent.school_name}第 {header.seq} 号数据包", recording=False):
            changes, problems, _ = _rows_in(db, contents, header)
            counts = ledger.summed(changes.values())
            tables = {
                name: [one.counts.added, one.counts.changed, one.counts.unchanged, one.counts.missing]
                for name, one in changes.items()
            }
            ledger.keep_received(
                db,
                ledger.Received(
                    header_sha256, header.device, header.school, header.epoch, header.seq, header.created,
                    received_at, sent.file_name, sent.place, counts,
                    {"tables": tables, "problems": list(problems)},
                ),
            )  # fmt: skip
            receipts.heard(db, header_sha256, contents.manifest)
            ledger.decide(db, header_sha256, decision="taken", today=received_at[:10])
    except IntegrityError as error:
        raise UserError(_CONTRADICTION.format(error=error)) from error
    return counts, problems


def _rows_in(
    db: Register, contents: parcels.Contents, header: parcels.Header
) -> tuple[dict[str, ledger.Change], tuple[str, ...], str]:
    """Bring the rows in, and look for what should be doubted; the caller holds the act.

    Give the changes, the doubts, and of a county's parcel which schools it changes.
    """
    school = header.school
    lent, on = contents.manifest.get("lent"), header.created[:10]
    ledger.keep_lent(db, lent, on=on)
    if contents.manifest.get("level") == "county":
        return _county_in(db, contents, county=school, on=on)
    before = ledger.present(db, school=school)
    said = contents.manifest.get("context")
    if said is not None:
        merged = versions.merge(db, contents.tables(), school=school, context=said)
        counts = ledger.Counts(merged.added, merged.changed, merged.unchanged, merged.missing, merged.aside)
        changes = {"": ledger.Change(counts)}
    elif versions.context(db, school=school):
        raise UserError(_ALONE)
    else:
        changes = ledger.take_tables(db, contents.tables(), school=school)
    if lent is None:
        ledger.keep_unknown(db, school=school, on=on)
    vanished = before - ledger.present(db, school=school)
    return changes, tuple(ledger.problems(db, school=school, vanished=vanished)), ""


# So many schools of a county are named; the rest are counted.
MOST_NAMED = 8
_VANISHED = (
    "{name}以前随这个县的数据包来过，这一次没有。它的数字仍是上一次的；请打电话问县级：是撤并了，还是漏了。"
)


def _county_in(
    db: Register, contents: parcels.Contents, *, county: int, on: str
) -> tuple[dict[str, ledger.Change], tuple[str, ...], str]:
    """Bring in the rows of a county and all its schools at the city's desk; the caller holds the act."""
    if schools.own(db).level != "city":
        raise UserError("这是县级报给市级的数据包，要在市级的电脑上读取。")
    before = counties.schools_of(db, county)
    changes, mine = ledger.take_several(db, contents.tables(), county=county)
    if contents.manifest.get("lent") is None:
        for one in mine:
            ledger.keep_unknown(db, school=one, on=on)
    counties.put_under(db, county=county, of=list(mine))
    names = {one.id: one.short_name for one in schools.rows(db, [*mine, *before])}
    gone = [_VANISHED.format(name=names[one]) for one in before if one not in mine]
    found = [f"{names[one]}：{said}" for one in mine for said in ledger.problems(db, school=one)]
    return changes, (*gone, *found), _touched(names, mine, county)


def _touched(names: Mapping[int, str], rows: Mapping[int, int], county: int) -> str:
    """Say which schools of a county a parcel changes, those with most first."""
    some = sorted((one for one in rows if rows[one] and one != county), key=lambda one: -rows[one])
    if not some:
        return "各校的数据没有变化。"
    said = "、".join(f"{names[one]} {rows[one]:,} 条" for one in some[:MOST_NAMED])
    more = f"等 {len(some)} 所" if some[MOST_NAMED:] else ""
    rest = sum(one != county for one in rows) - len(some)
    return f"有变化的学校：{said}{more}" + (f"；另外 {rest} 所没有变化。" if rest else "。")


def keep_blob(blob: Path, where: Path, sha256: str) -> None:
    """Keep a file of evidence under its hash; raise `UserError` where it is not what its name says."""
    data = blob.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise UserError("数据包里的一件佐证与它的校验值不符，没有读取；请让对方重新上报。")
    kept = where / sha256
    if not kept.exists() or kept.read_bytes() != data:
        where.mkdir(parents=True, exist_ok=True)
        files.keep(kept, data)


def _keep_parcel(path: Path, where: Path, name: str) -> None:
    where.mkdir(parents=True, exist_ok=True)
    with faults.told("本机磁盘"), path.open("rb") as staged, parts.opened(where) as (part, file):
        shutil.copyfileobj(staged, file)
        parts.flush(file)
        file.close()
        part.replace(where / name)
        parts.flush_folder(where)
