"""Read what townships sent: say what a file is, verify it, and take it in whole or not at all."""

import hashlib
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app import paths
from app.errors import UserError
from app.exchange import faults, order, parcels, parts, sticks
from app.jobs import files
from app.jobs.devices import known, own_keys
from app.jobs.parcels.sealing import staging
from app.progress import Tell
from app.school import devices, receipts
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


_SAID = {
    "ok": "第 {seq} 号数据包已读取：新增 {added} 条，变化 {changed} 条，不变 {unchanged} 条。",
    "gap": "第 {seq} 号数据包已读取（前面缺号，但数据完整）：新增 {added} 条，变化 {changed} 条。",
    "duplicate": "第 {seq} 号数据包以前读过，没有变化。",
}
_REFUSED = {
    "stale": "第 {seq} 号数据包比已读过的旧，没有采用；县里已有更新的数据。",
    "fork": "第 {seq} 号数据包与读过的同号不同内容，电脑可能被复制或恢复过旧备份，没有采用。请打电话核实。",
    "new_epoch": "这台电脑重装或恢复过，第 {seq} 号数据包没有采用。请打电话核实后重新登记。",
    "old_epoch": "这个数据包来自已被替换的旧电脑，没有采用。请让学校用新电脑上报。",
}


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a file is at first sight, before anything in it is trusted.

    `place` is its place in the row of parcels, empty where it is none or comes from nobody known.
    """

    path: Path
    school_name: str
    seq: int
    created: str
    place: str
    sentence: str

    @property
    def fit(self) -> bool:
        """Tell whether reading it would bring something."""
        return self.place in ("ok", "gap")


def foresee(db: Register, path: Path) -> Foreseen:
    """Look at a file's header to say what reading it would come to; raise `OSError` where it is gone."""
    try:
        header = parcels.peek(path)
        sha256 = parcels.header_sha256(path)
    except UserError as error:
        return Foreseen(path, "", 0, "", "", str(error))
    laptop = next((one for one in devices.enrolled(db) if one.device == header.device), None)
    made = header.created[:16].replace("T", " ")
    if laptop is None:
        said = f"代码 {header.school_code} 的这台电脑还没有登记，读不了。请先在“乡镇登记”里给它登记。"
        return Foreseen(path, "", header.seq, made, "", said)
    if laptop.revoked_on:
        said = f"这台电脑已在 {laptop.revoked_on} 吊销登记，不再读取它的数据包。"
        return Foreseen(path, laptop.school_name, header.seq, made, "", said)
    seen = [
        order.Seen(one.epoch, one.seq, one.header_sha256) for one in ledger.received(db, device=header.device)
    ]
    place = order.classify(header, sha256, last=seen[0] if seen else None, seen=seen)
    words = {**_SAID, **_REFUSED, "ok": "新的，可以读取。", "gap": "新的，前面缺号，数据完整，可以读取。"}
    said = words[place].format(seq=header.seq)
    return Foreseen(path, laptop.school_name, header.seq, made, place, said)


def in_folder(folder: Path) -> list[Path]:
    """List the files of a folder or stick that are named like parcels."""
    listed = [*sticks.parcels_on(folder), *sticks.unreadable_on(folder)]
    return sorted(path for path, _ in listed)


def receive(db: Register, path: Path, *, folder: Path, now: datetime, tell: Tell) -> Receipt:
    """Read a township's parcel: verify, open, take in, all in one transaction; keep the file in the inbox.

    Reading the same parcel again changes nothing. Raise `UserError` for anything that is not an authentic,
    whole parcel for this county from an enrolled laptop, or that is older than what is here.
    """
    with staging(folder) as place_:
        verified = parcels.verify(path, known=known(db), staging=place_, tell=tell)
        header = verified.header
        before = ledger.received(db, device=header.device)
        seen = [order.Seen(one.epoch, one.seq, one.header_sha256) for one in before]
        place = order.classify(header, verified.header_sha256, last=seen[0] if seen else None, seen=seen)
        if place in _REFUSED:
            raise UserError(_REFUSED[place].format(seq=header.seq))
        name = next(one.school_name for one in devices.enrolled(db) if one.device == header.device)
        if place == "duplicate":
            said = _SAID[place].format(seq=header.seq)
            return Receipt(header.school, name, header.seq, place, ledger.Counts(0, 0, 0, 0, 0), said)
        # The code is what the sender says it is, and must not say where the file goes.
        code = "".join(c for c in header.school_code if c.isalnum())
        file_name = f"{code}-{header.epoch}-{header.seq:04}-{verified.header_sha256[:8]}.wuyou"
        received_at = now.isoformat(sep=" ", timespec="minutes")
        with parcels.unpack(verified, keys=own_keys(db), tell=tell) as contents:
            for sha256, blob in contents.blobs():
                _keep_blob(blob, paths.evidence(folder), sha256)
            _keep_parcel(verified.staged, paths.inbox(folder), file_name)
            counts = _take_in(
                db, contents, header, name, (verified.header_sha256, received_at, file_name, place)
            )
    said = _SAID[place].format(
        seq=header.seq, added=counts.added, changed=counts.changed, unchanged=counts.unchanged
    )
    return Receipt(header.school, name, header.seq, place, counts, said)


def _take_in(
    db: Register,
    contents: parcels.Contents,
    header: parcels.Header,
    name: str,
    about: tuple[str, str, str, str],
) -> ledger.Counts:
    """Rows and the line in the list of parcels in one act: a parcel is in whole or not at all."""
    header_sha256, received_at, file_name, place = about
    try:
        with db.act(f"接收{name}第 {header.seq} 号数据包", recording=False):
            counts = ledger.take_in(db, contents.tables(), school=header.school)
            ledger.keep_received(
                db,
                ledger.Received(
                    header_sha256, header.device, header.school, header.epoch, header.seq,
                    header.created, received_at, file_name, place, counts,
                ),
            )  # fmt: skip
            receipts.heard(db, header_sha256, contents.manifest)
    except IntegrityError as error:
        raise UserError(f"数据包里的记录互相对不上（{error}），全部没有读取；请让对方重新上报。") from error
    return counts


def _keep_blob(blob: Path, where: Path, sha256: str) -> None:
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
