"""Seal a parcel of any kind with this laptop's keys, and open one that is for this laptop."""

import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app import paths
from app.exchange import keys, parcels
from app.jobs import devices as enrolling
from app.progress import Tell
from app.school import devices, schools
from app.school import parcels as ledger
from db.register import Register

# The schema a parcel's rows are written in; it rises with a migration that changes a travelling table.
SCHEMA = 3
# age takes time that grows with the square of the recipients; a file for more laptops becomes several.
MOST_LAPTOPS = 150

Tables = Iterable[tuple[str, Iterable[Mapping[str, object]]]]


def sealed(
    db: Register,
    target: Path,
    *,
    kind: str,
    seq: int,
    prev: str | None,
    recipients: Sequence[str],
    tables: Tables,
    now: datetime,
    tell: Tell,
    blobs: Iterable[tuple[str, Path]] = (),
    manifest: Mapping[str, object] | None = None,
    to: int = 0,
) -> parcels.Header:
    """Seal a parcel as this desk: its school, laptop, keys, epoch and certificate are put in.

    `kind` is one of `app.exchange.headers`. `seq` counts this laptop's parcels of one kind to one reader
    from 1, `prev` is the hash of the header before (`exchange.parcels.header_sha256`), `to` the school it is
    for.
    The laptop's own key and, on a county, its spare key are recipients without being named. Bring the file to
    a stick with `exchange.sticks.deliver`. Raise `UserError`, or `Shut` where this laptop was handed over;
    then there is no target.
    """
    db.require_open()
    school = schools.own(db)
    mine = enrolling.own_keys(db)
    epoch = int(schools.setting(db, "epoch", "1"))
    device = ledger.device(db)
    spare = schools.setting(db, "spare_age")
    for_ = dict.fromkeys([*recipients, *([spare] if spare else []), keys.public(mine).age])
    return parcels.seal(
        target,
        kind=kind,
        parcel_id=f"{device:x}-{epoch}-{seq}",
        epoch=epoch,
        seq=seq,
        prev=prev,
        school_code=school.code,
        school=school.id,
        device=device,
        schema=SCHEMA,
        created=now.isoformat(timespec="seconds"),
        keys=mine,
        recipients=list(for_),
        tables=tables,
        blobs=blobs,
        manifest=manifest or {},
        tell=tell,
        to=to,
        certificate=enrolling.own_certificate(db),
    )


def laptops_in_use(db: Register, *, school: int | None = None) -> list[list[str]]:
    """Give the age recipients of the laptops a county has enrolled and not revoked, of one school or of all.

    They come in groups of at most `MOST_LAPTOPS`: one parcel a group. A school has one group; an empty list
    says that nobody is enrolled.
    """
    found = [one.age for one in devices.enrolled(db) if not one.revoked_on and school in (None, one.school)]
    return [found[at : at + MOST_LAPTOPS] for at in range(0, len(found), MOST_LAPTOPS)]


@dataclass(frozen=True, slots=True)
class Opened:
    """An authentic parcel that is open: who sent it and when (`header`), and what is in it (`contents`)."""

    header: parcels.Header
    header_sha256: str
    contents: parcels.Contents


@contextmanager
def opened(db: Register, path: Path, *, folder: Path, kinds: Collection[str], tell: Tell) -> Iterator[Opened]:
    """Open a parcel of one of these kinds: verify its sender, decrypt it, and delete the copy afterwards.

    A township knows its county by the card it took in and laptops of other schools by their certificate; a
    county knows whom it enrolled. So a township asks whose parcel it is: `header.school` is true, but a
    certificate is had by every school of the county. `contents.manifest` is what the sender wanted said,
    `contents.tables()` gives rows as they stream: read them within one `db.act`, for a fault may show as
    late as the last row.
    Raise `UserError` for anything that is not an authentic, whole parcel for this laptop.
    """
    with staging(folder) as place:
        verified = parcels.verify(
            path,
            known=enrolling.known(db), county=enrolling.county_keys(db), kinds=kinds,
            staging=place, tell=tell,
        )  # fmt: skip
        with parcels.unpack(verified, keys=enrolling.own_keys(db), tell=tell) as contents:
            yield Opened(verified.header, verified.header_sha256, contents)


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Give an empty folder on the data's own disk, which has room where the system's may not."""
    place = paths.staging(folder)
    shutil.rmtree(place, ignore_errors=True)  # what a killed reading left; one window at a time
    place.mkdir(parents=True)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
