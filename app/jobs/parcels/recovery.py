"""Recovery: a new laptop takes the place of a dead one with the last state that the county has."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from pathlib import Path

from app import paths
from app.errors import UserError
from app.exchange import parcels, sticks
from app.jobs import devices as enrolling
from app.jobs.parcels.reading import keep_blob
from app.jobs.parcels.sealing import Tables, opened, sealed
from app.progress import Tell
from app.school import devices, evidence, receipts, refdata, schools
from app.school import parcels as ledger
from db import IntegrityError
from db.register import Register


def seal_recovery(
    db: Register, device: int, *, folder: Path, target: Path, now: datetime, tell: Tell
) -> Path:
    """Seal a school's last state to the laptop that takes a dead one's place, and bring it to a folder.

    With it go the county's own rows that the school's refer to, and every file of evidence. Raise
    `UserError` where nothing of the school was ever read, or the laptop is not in use.
    """
    laptop = next((one for one in devices.enrolled(db) if one.device == device and not one.revoked_on), None)
    if laptop is None:
        raise UserError("这台电脑没有登记或已吊销，不能给它做恢复包。请先登记新电脑。")
    last = next(iter(ledger.received(db, school=laptop.school)), None)
    if last is None:
        raise UserError(f"还没有读过{laptop.school_name}的数据包，没有可以恢复的数据。请对方重新录入。")
    outbox = paths.outbox(folder)
    outbox.mkdir(parents=True, exist_ok=True)
    staged = outbox / f"recovery-{laptop.school_code}-{laptop.serial:04}.wuyou"
    sealed(
        db,
        staged,
        kind="recovery",
        seq=laptop.serial,
        prev=None,
        recipients=[laptop.age],
        tables=_with_county(db, laptop.school),
        blobs=_files(db, folder, laptop.school),
        manifest={
            "desk": receipts.own_row(db), "last": {"seq": last.seq, "created": last.created},
            "device": device, "lent": ledger.lent(db, schools_=[laptop.school]),
        },
        now=now,
        tell=tell,
        to=laptop.school,
    )  # fmt: skip
    return sticks.deliver(staged, target, name=f"恢复包-{laptop.school_name}.wuyou", tell=tell)


def recover(db: Register, path: Path, *, folder: Path, tell: Tell) -> str:
    """Take the county's last state of our school in on a laptop that has nothing yet, and say how old it is.

    The school founded here steps aside for the one that was, with its own id; what was done since the
    county's last parcel is lost. Raise `UserError` where it is not for this laptop, or work was done here.
    """
    school = enrolling.recovering(db)
    if school is None:
        raise UserError("本机没有等着恢复。换电脑时先导入上级发回的登记证，再导入恢复包。")
    if not enrolling.is_fresh(db):
        raise UserError("本机已有名册或培训班，没有恢复，免得两份数据混在一起。请在刚装好的电脑上恢复。")
    with opened(db, path, folder=folder, kinds=("recovery",), tell=tell) as found:
        if found.header.to != school:
            raise UserError("这个恢复包是给另一个单位的，没有采用。请向上级核对。")
        for sha256, blob in found.contents.blobs():
            keep_blob(blob, paths.evidence(folder), sha256)
        about = found.contents.manifest
        last = about.get("last")
        try:
            with db.act("从上级恢复本单位的数据", recording=False):
                ledger.step_aside(db)
                _rows_in(db, found.contents.tables(), school, found.header, about)
        except IntegrityError as error:
            raise UserError(f"恢复包里的记录互相对不上（{error}），没有恢复；请上级重新做一份。") from error
    said = last if isinstance(last, dict) else {}
    made = str(said.get("created", ""))[:16].replace("T", " ")
    return (
        f"已恢复到{schools.words(db).above}收到的第 {said.get('seq', '—')} 号数据包（{made}）。"
        "那以后录入的内容没有了，请对照纸质材料补录，再上报一次。"
    )


def _rows_in(
    db: Register, tables: Tables, school: int, header: parcels.Header, about: Mapping[str, object]
) -> None:
    """Take in the county's rows and the school's, which come together table by table."""
    county, desk = header.school, about.get("desk")
    mine: list[tuple[str, list[Mapping[str, object]]]] = []
    theirs: list[tuple[str, list[Mapping[str, object]]]] = []
    for table, rows in tables:
        every = list(rows)
        mine.append((table, [row for row in every if row.get("school") != county]))
        theirs.append((table, [row for row in every if row.get("school") == county]))
    ledger.take_tables(db, mine, school=school)
    schools.keep(db, "own_school", str(school))
    receipts.take_school(db, desk if isinstance(desk, dict) else {}, id_=county)
    on = header.created[:10]
    refdata.take_in(db, [one for one in theirs if one[1]], county=county, on=on)
    ledger.keep_lent(db, about.get("lent"), on=on, owner=county)


def _with_county(db: Register, school: int) -> Iterator[tuple[str, Iterable[Mapping[str, object]]]]:
    above = dict(refdata.outgoing(db))
    for table, rows in ledger.outgoing(db, school=school):
        yield table, chain(rows, above.pop(table, ()))


def _files(db: Register, folder: Path, school: int) -> list[tuple[str, Path]]:
    where = paths.evidence(folder)
    found = evidence.rows(db, evidence.of_school(db, school=school))
    return [(one.sha256, where / one.sha256) for one in found if (where / one.sha256).is_file()]
