"""Send the school's state up, and say so only once it was read back from the stick."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from app import paths
from app.errors import UserError
from app.exchange import parcels, sticks
from app.jobs import siblings
from app.jobs.devices import county_of, is_enrolled
from app.jobs.parcels.sealing import Tables, sealed
from app.progress import Tell
from app.school import evidence, receipts, schools, versions
from app.school import parcels as ledger
from app.school.versions.merging import TABLE as DOTS
from db.register import Register


@dataclass(frozen=True, slots=True)
class Delivered:
    """A parcel that lies where it should, read back twice; `lost` names evidence whose file is gone."""

    path: Path
    seq: int
    size: int
    lost: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Say that it is safe to pull the stick, and which filed evidence was not there to be sent."""
        said = f"第 {self.seq} 号数据包已写入并核对，可以拔出U盘了。"
        if self.lost:
            names = "、".join(self.lost[:3]) + ("等" if self.lost[3:] else "")
            said += f"有 {len(self.lost)} 件佐证的文件已不在本机（{names}），没有上报，请重新归入。"
        return said


def send(db: Register, *, folder: Path, target: Path, now: datetime, tell: Tell) -> Delivered:
    """Seal the school's whole state to the county, put it on the stick or in the folder, and read it back.

    The sealed file stays in the outbox of the data `folder`, so that a lost stick costs nothing. Its number
    is spent when it is sealed, before it is delivered: a number used twice would look like a cloned laptop
    to the county, while a number that never arrives is only a gap in full states. Raise `UserError`.
    """
    county = county_of(db)
    if not is_enrolled(db):
        above = schools.words(db).above
        raise UserError(
            f"本机还没有{above}的登记证，{above}读不了它的数据包。请先在“上报{above}”页办好登记。"
        )
    school = schools.own(db)
    last = ledger.last_sent(db)
    epoch = int(schools.setting(db, "epoch"))
    seq = last.seq + 1 if last else 1
    outbox = paths.outbox(folder)
    outbox.mkdir(parents=True, exist_ok=True)
    staged = outbox / f"{school.code}-{epoch}-{seq:04}.wuyou"
    blobs, lost = _blobs(db, folder, school.id)
    tables, seen = _state(db, school.id)
    sealed(
        db,
        staged,
        kind="snapshot",
        seq=seq,
        prev=last.header_sha256 if last else None,
        recipients=[
            county.keys.age,
            *([county.spare_age] if county.spare_age else []),
            *siblings.recipients(db),
        ],
        tables=tables,
        blobs=blobs,
        manifest={
            "register": ledger.register_name(db),
            "school_name": school.full_name,
            **receipts.told(db),
            **seen,
            **({"files": _files(folder)} if "context" in seen else {}),
        },
        now=now,
        tell=tell,
    )
    sent_at = now.isoformat(sep=" ", timespec="minutes")
    ledger.keep_sent(db, ledger.Sent(epoch, seq, parcels.header_sha256(staged), "", sent_at))
    name = f"{school.short_name}-上报-{now:%Y%m%d}-第{seq}号.wuyou"
    path = sticks.deliver(staged, target, name=name, tell=tell)
    ledger.keep_delivered(db, epoch=epoch, seq=seq, file_name=path.name)
    return Delivered(path, seq, path.stat().st_size, lost)


def _state(db: Register, school: int) -> tuple[Tables, dict[str, object]]:
    """Give the rows that travel, what they name of the desk above, and what was seen of the other laptop.

    A county sends the rows of all its schools to its city.
    """
    if schools.own(db).level == "county":
        every = [school, *schools.find(db)]
        return ledger.outgoing_several(db), {"level": "county", "lent": ledger.lent(db, schools_=every)}
    tables = ledger.outgoing(db, school=school)
    lent: dict[str, object] = {"lent": ledger.lent(db, schools_=[school])}
    if not versions.is_shared(db):
        return tables, lent
    with db.atomic():
        versions.stamp(db, school=school)
    dots = versions.outgoing(db, school=school)
    return chain(tables, [(DOTS, dots)]), {"context": versions.context(db, school=school), **lent}


def _files(folder: Path) -> list[str]:
    """Name the evidence files that are here, so that the other laptop need not send them."""
    where = paths.evidence(folder)
    return sorted(path.name for path in where.iterdir() if len(path.name) == 64) if where.exists() else []


def _blobs(db: Register, folder: Path, school: int) -> tuple[list[tuple[str, Path]], tuple[str, ...]]:
    """Give the evidence files the county has not confirmed, by their hash, and the names of those gone."""
    where = paths.evidence(folder)
    held = siblings.everywhere(db, receipts.held(db))
    filed = [
        one for one in evidence.rows(db, evidence.of_school(db, school=school)) if one.sha256 not in held
    ]
    there = [(one.sha256, where / one.sha256) for one in filed if (where / one.sha256).exists()]
    return there, tuple(one.file_name for one in filed if not (where / one.sha256).exists())
