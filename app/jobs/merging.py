"""Merging: what the other laptop of one's own school did, read from its parcel and joined to one's own."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app import paths
from app.errors import UserError
from app.exchange import order, parcels
from app.jobs import files, siblings
from app.jobs.parcels import SCHEMA, opened
from app.jobs.parcels.sealing import Opened
from app.progress import Tell
from app.school import conflicts, devices, hours, rules, schools, versions
from app.school import parcels as ledger
from db import IntegrityError
from db.register import Register

_REFUSED = {
    "stale": "第 {seq} 号数据包比已读过的旧，里面没有新的内容，没有读取。请拿那台电脑最新的数据包来。",
    "fork": (
        "第 {seq} 号数据包与读过的同号不同内容：那台电脑可能被复制过，或直接换回了旧数据，没有读取。"
        "请核实哪一台在用，让它从“设置”里正式恢复备份或重新登记以后再导出。"
    ),
    "new_epoch": (
        "那台电脑恢复过备份，第 {seq} 号数据包要您同意才读。"
        "读了以后，恢复前的和恢复后的写法不同之处都会列出来，由您选定。"
    ),
    "old_epoch": "第 {seq} 号数据包是那台电脑恢复以前做的，没有读取。请拿它最新的数据包来。",
}


@dataclass(frozen=True, slots=True)
class Brought:
    """What reading the other laptop's parcel came to."""

    seq: int
    place: str
    merged: versions.Merged
    open: int
    posted: int
    first: bool

    @property
    def sentence(self) -> str:
        """Say what came, and what a person has to decide now."""
        if self.place == "duplicate":
            return f"第 {self.seq} 号数据包以前读过，没有变化。"
        if self.first:
            return f"本校的数据已全部读入，共 {self.merged.added} 条，这台电脑可以开始用了。"
        new, changed = self.merged.added, self.merged.changed
        said = f"第 {self.seq} 号数据包已与本机合并：新增 {new} 条，变化 {changed} 条。"
        if self.posted:
            said += f"学时按合并后的考勤重新核算，记了 {self.posted} 条。"
        if self.open:
            said += f"有 {self.open} 处两台电脑写得不一样，请到“两台电脑的不同”里选定。"
        return said


def receive(
    db: Register, path: Path, *, folder: Path, now: datetime, tell: Tell, consent: bool = False
) -> Brought:
    """Read a parcel of the school's other laptop and join it to what is here, whole or not at all.

    Reading one again changes nothing, and the order in which parcels come does not matter. `consent` says
    that a person knows that the other laptop was restored. Raise `UserError` where it is not of this school,
    not from a laptop this one knows, of another version of the program, or tells another story.
    """
    _check_whose(db, path)
    school = _school(db)
    with opened(db, path, folder=folder, kinds=("snapshot",), tell=tell) as found:
        header = found.header
        _check(db, header, school)
        place = _placed(db, found)
        if place in _REFUSED and not (place == "new_epoch" and consent):
            raise UserError(_REFUSED[place].format(seq=header.seq))
        first = schools.own_id(db) is None
        if place == "duplicate":
            none = versions.Merged(0, 0, 0, 0, 0, 0)
            return Brought(header.seq, place, none, len(conflicts.find(db, school=school)), 0, first=False)
        merged, posted = _together(db, found, school, place, path, folder=folder, now=now)
        return Brought(header.seq, place, merged, len(conflicts.find(db, school=school)), posted, first=first)


def _check_whose(db: Register, path: Path) -> None:
    """Refuse what bears this laptop's own number: it made it itself, or a backup of it did elsewhere."""
    if not path.exists() or parcels.peek(path).device != ledger.device(db):
        return
    if parcels.header_sha256(path) in {one.header_sha256 for one in ledger.sent(db)}:
        raise UserError("这是本机自己做的数据包，不用读。请拿本校另一台电脑的数据包来。")
    raise UserError(
        "做这个数据包的电脑与本机用着同一个身份，不能合并，没有读取：其中一台是用另一台的备份恢复出来的。"
        f"请留一台用，另一台停下来，把它后来录入的内容记下来补录。{siblings.THE_ROAD}"
    )


def _school(db: Register) -> int:
    own = schools.own_id(db)
    if own is not None:
        if not versions.is_shared(db):
            raise UserError("本校只登记了这一台电脑。有第二台时，请先在“本校电脑”里导入它的登记证。")
        return own
    begun = siblings.joining(db)
    if begun is None:
        raise UserError("本机还没有设立单位。请先在“开始使用”里导入“本校名片”。")
    return begun.school


def _check(db: Register, header: parcels.Header, school: int) -> None:
    if header.school != school:
        raise UserError("这是另一所学校的数据包，不能与本校的合并，没有读取。请核对U盘。")
    laptop = next((one for one in devices.enrolled(db) if one.device == header.device), None)
    if laptop is None:
        raise UserError("本机还不认识做这个数据包的电脑。请先在“本校电脑”里导入它的登记证，再读取。")
    if header.schema != SCHEMA:
        raise UserError("两台电脑的五有版本不同，不能合并，没有读取。请把两台都升级到同一版本，再导出一次。")


def _placed(db: Register, found: Opened) -> str:
    header = found.header
    seen = [
        order.Seen(one.epoch, one.seq, one.header_sha256) for one in ledger.received(db, device=header.device)
    ]
    return order.classify(header, found.header_sha256, last=seen[0] if seen else None, seen=seen)


def _together(
    db: Register, found: Opened, school: int, place: str, path: Path, *, folder: Path, now: datetime
) -> tuple[versions.Merged, int]:
    """Rows, hours and the line in the list of parcels in one transaction."""
    header, about = found.header, found.contents.manifest
    context = about.get("context")
    if context is None:
        raise UserError(
            "那台电脑做这个数据包时还不知道有本机，没有读取。请先把本机的登记证导入那台电脑，再导出一次。"
        )
    if isinstance(context, dict) and versions.from_the_future(db, context, school=school):
        raise UserError(
            "那台电脑见过本机更晚的数据：本机可能换回了旧的备份，没有合并。"
            "请在“设置”里用“恢复备份”正式恢复一次，或打电话请县级重新登记本机。"
        )
    for sha256, blob in found.contents.blobs():
        _keep_blob(blob, paths.evidence(folder), sha256)
    name = f"与本校另一台电脑合并（第 {header.seq} 号数据包）"
    try:
        with db.atomic():
            with db.act(name, recording=False):
                ledger.keep_beside(db, about.get("lent"))
                merged = versions.merge(db, found.contents.tables(), school=school, context=context)
                counts = ledger.Counts(
                    merged.added, merged.changed, merged.unchanged, merged.missing, merged.aside
                )
                ledger.keep_received(
                    db,
                    ledger.Received(
                        found.header_sha256, header.device, school, header.epoch, header.seq, header.created,
                        now.isoformat(sep=" ", timespec="minutes"), path.name, place, counts,
                    ),
                )  # fmt: skip
                if schools.own_id(db) is None:
                    schools.keep(db, "own_school", str(school))
                siblings.keep_files(db, header.device, about.get("files"))
            posted = _post(db, school)
    except IntegrityError as error:
        raise UserError(f"数据包里的记录互相对不上（{error}），全部没有读取；请让对方重新导出。") from error
    return merged, posted


def _post(db: Register, school: int) -> int:
    """Bring the hours of the years that are open to what the facts come to now."""
    closed = rules.book(db, school=school).closed
    years = [year for year in conflicts.years(db, school=school) if year not in closed]
    with db.act("两台电脑合并后核算学时"):
        return hours.post(db, school=school, people=None, years=years, why="两台电脑合并，按合并后的考勤核算")


def _keep_blob(blob: Path, where: Path, sha256: str) -> None:
    data = blob.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise UserError("数据包里的一件佐证与它的校验值不符，没有读取；请让对方重新导出。")
    kept = where / sha256
    if not kept.exists() or kept.read_bytes() != data:
        where.mkdir(parents=True, exist_ok=True)
        files.keep(kept, data)
