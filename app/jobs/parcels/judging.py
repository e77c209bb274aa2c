"""Say what a file is at first sight: which parcel of whom, its place among those read, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.errors import UserError
from app.exchange import order, parcels, sticks
from app.school import devices, schools
from app.school import parcels as ledger
from db.register import Register

SAID = {
    "ok": "第 {seq} 号数据包已读取：新增 {added} 条，变化 {changed} 条，不变 {unchanged} 条。",
    "gap": "第 {seq} 号数据包已读取（前面缺号，但数据完整）：新增 {added} 条，变化 {changed} 条。",
    "new_epoch": "第 {seq} 号数据包已按换过的电脑读取：新增 {added} 条，变化 {changed} 条。",
    "duplicate": "第 {seq} 号数据包以前读过，没有变化。",
}
_READY = {"ok": "新的，可以读取。", "gap": "新的，前面缺号，数据完整，可以读取。"}
REFUSED = frozenset({"stale", "fork", "new_epoch", "old_epoch"})
# What is kept beside the inbox although it was not taken in.
KEPT = frozenset({"stale", "fork", "new_epoch"})


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

    @property
    def asks(self) -> bool:
        """Tell whether it may be read once a person has said so."""
        return self.place == "new_epoch"


def foresee(db: Register, path: Path) -> Foreseen:
    """Look at a file's header to say what reading it would come to; raise `OSError` where it is gone."""
    try:
        header = parcels.peek(path)
        sha256 = parcels.header_sha256(path)
    except UserError as error:
        return Foreseen(path, "", 0, "", "", str(error))
    laptop, called = laptop_of(db, header), schools.words(db)
    made = header.created[:16].replace("T", " ")
    if header.kind != "snapshot":
        said = f"这是{parcels.CALLED[header.kind]}，不是{called.below}上报的数据包，在这里不读。"
        return Foreseen(path, laptop.school_name if laptop else "", header.seq, made, "", said)
    if laptop is None:
        said = (
            f"代码 {header.school_code} 的这台电脑还没有登记，读不了。请先在“{called.enrolment}”里给它登记。"
        )
        return Foreseen(path, "", header.seq, made, "", said)
    if laptop.revoked_on:
        said = (
            f"这台电脑已在 {laptop.revoked_on} 吊销登记，不再读取它的数据包。"
            f"请{called.below}用登记在册的电脑上报。"
        )
        return Foreseen(path, laptop.school_name, header.seq, made, "", said)
    place = placed(db, header, sha256)
    if place in REFUSED:
        said = refusal(db, place, seq=header.seq)
    else:
        said = {**SAID, **_READY}[place].format(seq=header.seq)
    return Foreseen(path, laptop.school_name, header.seq, made, place, said)


def refusal(db: Register, place: str, *, seq: int) -> str:
    """Say why a parcel of such a place, one of `REFUSED`, is not taken in and what is to be done."""
    called = schools.words(db)
    return {
        "stale": (
            f"第 {seq} 号数据包比已读过的旧，没有采用；{called.place}已有更新的数据。"
            f"请{called.below}再上报一次。"
        ),
        "fork": (
            f"第 {seq} 号数据包与读过的同号不同内容，电脑可能被复制或恢复过旧备份，没有采用。"
            f"请打电话核实：哪一台在用，就让它在“上报{called.desk}”重新申请登记，另一台停用。"
            "文件已另行保存在收件箱。"
        ),
        "new_epoch": (
            f"这台电脑重装或恢复过，第 {seq} 号数据包没有采用。"
            f"请打电话核实；确是{called.below_this}恢复的，选它并点“同意并读取”。"
        ),
        "old_epoch": (
            "这个数据包来自已被替换的旧电脑，或者封它的电脑后来又登记过一次，没有采用。"
            f"请让{called.below}在现在用的电脑上导入最近一次的登记证，再上报一次。"
        ),
    }[place]


def placed(db: Register, header: parcels.Header, sha256: str) -> str:
    """Give a parcel's place among those read from its laptop.

    A laptop restored or replaced writes in a new epoch, which wants a person's consent; where this county
    gave the laptop that very epoch in its certificate, a person has consented already.
    """
    seen = [
        order.Seen(one.epoch, one.seq, one.header_sha256) for one in ledger.received(db, device=header.device)
    ]
    place = order.classify(header, sha256, last=seen[0] if seen else None, seen=seen)
    laptop = laptop_of(db, header)
    if laptop and place != "duplicate":
        if header.epoch < laptop.epoch:
            return "old_epoch"
        if place == "new_epoch" and header.epoch == laptop.epoch:
            return "ok"
        if not seen and header.epoch > laptop.epoch:
            return "new_epoch"
    return place


def laptop_of(db: Register, header: parcels.Header) -> devices.Device | None:
    """Give the enrolled laptop a header names, revoked or not."""
    return next((one for one in devices.enrolled(db) if one.device == header.device), None)


def in_folder(folder: Path) -> list[Path]:
    """List the files of a folder or stick that are named like parcels."""
    listed = [*sticks.parcels_on(folder), *sticks.unreadable_on(folder)]
    return sorted(path for path, _ in listed)


def look(db: Register, places: Iterable[Path]) -> list[Foreseen]:
    """Look at files, and at what lies in folders; the older of a school first, or it would be refused."""
    found = [path for one in places for path in (in_folder(one) if one.is_dir() else [one])]
    return sorted((foresee(db, path) for path in found), key=lambda one: (one.school_name, one.seq))
