"""Seal everything of a desk into one file for the next clerk's laptop."""

import hashlib
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from app import paths
from app.errors import UserError
from app.exchange import faults, handovers, parts, sticks
from app.exchange.handovers import Head
from app.jobs.parcels.sealing import staging
from app.progress import Tell
from app.school import schools
from db import copies, keyring
from db.register import Register

SPARE_BYTES = 20 * 1024**2


@dataclass(frozen=True, slots=True)
class Packed:
    """A pack that lies where it was to go and was read back: its file, size, SHA-256 and its index."""

    path: Path
    size: int
    sha256: str
    left_out: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Say what to do next."""
        said = f"交接包已写到 {self.path} 并核对（{self.size / 1024**2:.1f} MB）。"
        if self.left_out:
            said += f"有 {len(self.left_out)} 个不认识的文件没有放进去（{self.left_out[0]} 等）。"
        return said + "请打印交接清单，当面告诉接收人交接口令，再把本机标为已移交。"


def pack(db: Register, folder: Path, *, target: Path, phrase: str, now: datetime, tell: Tell) -> Packed:
    """Seal everything of a data folder into one file on a stick or in a folder, and read it back.

    Raise `UserError` for a phrase too short, or where a disk has no room or refuses; then there is no file.
    """
    if len(phrase) < handovers.LEAST_PHRASE:
        raise UserError(handovers.SHORT_PHRASE)
    school = schools.own(db)
    with staging(folder) as place, faults.told("本机磁盘"):
        tell(0, 0, "正在复制并核对数据")
        inside, left_out = _gathered(folder)
        total = handovers.total(inside, size=lambda path: path.stat().st_size)
        refuse_full(folder, total + 2 * paths.register(folder).stat().st_size)
        state = copies.copy(db, place / "school.db")
        keyring.copy(paths.keyring(folder), place / "keys.json")
        inside = [("school.db", place / "school.db"), ("keys.json", place / "keys.json"), *inside]
        sealed = place / f"pack{handovers.SUFFIX}"
        about = {
            "state": asdict(state), "key": db.key.hex(), "school_name": school.full_name,
            "code": school.code, "operator": db.operator,
        }  # fmt: skip
        with sealed.open("wb") as out:
            handovers.seal(
                out, inside, phrase=phrase, head=Head(school.full_name, now.isoformat(timespec="seconds")),
                about=about, total=total, tell=tell,
            )  # fmt: skip
            parts.flush(out)
        name = f"交接包-{school.short_name}-{now:%Y%m%d}{handovers.SUFFIX}"
        path = sticks.deliver(sealed, target, name=sticks.UNFIT.sub("-", name), tell=tell)
        return Packed(path, path.stat().st_size, _digest(sealed), tuple(left_out))


def _gathered(folder: Path) -> tuple[list[tuple[str, Path]], list[str]]:
    """List what goes along besides the register, and what lies there that no pack holds."""
    inside, left_out = [], []
    for place in (*handovers.FOLDERS, "window.ini"):
        root = folder / place
        for path in [root] if root.is_file() else sorted(root.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_symlink() or not path.is_file():
                continue
            (inside.append((name, path)) if handovers.fits(name) else left_out.append(name))
    return inside, left_out


def refuse_full(folder: Path, need: int) -> None:
    """Raise `UserError` where the disk has no room for so many bytes; some say 0 and do not know."""
    free = shutil.disk_usage(folder).free
    if 0 < free < need + SPARE_BYTES:
        raise UserError(
            f"本机磁盘只剩 {free // 1024**2} MB，约需 {(need + SPARE_BYTES) // 1024**2} MB，没有做。"
            "请删去不用的文件、腾出空间后再试一次。"
        )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
