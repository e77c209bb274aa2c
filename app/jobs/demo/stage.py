"""Where the demonstration plays: its folders, its clock, and what may be cleared away before it."""

import json
import shutil
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from app.errors import UserError
from app.jobs import files
from db import places

MARKER = ".wuyou-demo.json"
TOWNSHIP, COUNTY, OTHERS = "乡镇", "县", "其他乡镇"
ROSTERS, REFUSED, PROOFS, PRINTED = "村里交来的名册", "没有导入的行", "佐证材料", "打印"
STICK, SUMMARY, PICTURES = "U盘", "县级汇总", "截图"
# What lies where at the end, for those who come to look.
LEFT = {
    ROSTERS: "村里交来的原样文件，最乱的那种",
    REFUSED: "没能导入的行和原因，发回村里补正",
    PRINTED: "签到表、结业证书、学时证明、五有台账（PDF）",
    PROOFS: "归入五有清单的佐证",
    STICK: "县级名片、登记申请、登记证和数据包",
    SUMMARY: "县级汇总表（PDF 和工作簿）",
    PICTURES: "窗口每一页的样子",
    TOWNSHIP: "乡镇的数据",
    COUNTY: "县级的数据",
}
# Registers may have grown files of their own since, in the window; the rest is paper and is listed.
_DATA = (TOWNSHIP, COUNTY, OTHERS)
_PAPERS = (ROSTERS, REFUSED, PROOFS, PRINTED, STICK, SUMMARY, PICTURES)
_MORNING = time(8, 30)


@dataclass(frozen=True, slots=True)
class Step:
    """One step done: what was done with its figures, and the files it left."""

    said: str
    files: tuple[Path, ...] = ()


class Clock:
    """Tell the time of the story, in milliseconds since 1970: it plays over most of a year.

    Every look at it takes a moment, so that what is done later is later.
    """

    def __init__(self, today: date) -> None:
        """Start in the morning of a day."""
        self._now = datetime.combine(today, _MORNING)

    def __call__(self) -> int:
        """Give the time as a register asks for it."""
        self._now += timedelta(milliseconds=5)
        return int(self._now.timestamp() * 1000)

    def turn_to(self, day: date) -> None:
        """Go on to the morning of a later day."""
        self._now = max(self._now, datetime.combine(day, _MORNING))

    @property
    def now(self) -> datetime:
        """Give the time."""
        return self._now


def cleared(out: Path) -> Path:
    """Make a folder ready: new, empty, or holding an earlier demonstration and nothing else.

    Raise `UserError` where there is anything a demonstration did not make, and delete nothing then;
    raise `AlreadyOpen` where a window has one of its registers open.
    """
    folder = out.absolute()
    places.refuse_unsafe(folder)
    if folder.exists() and not folder.is_dir():
        raise UserError(f"“{folder}”是一个文件，演示要放在文件夹里。请另选一个文件夹。")
    folder.mkdir(parents=True, exist_ok=True)
    there = sorted(path.name for path in folder.iterdir())
    if there:
        _refuse_strangers(folder, there)
        for name in (*_DATA, *_PAPERS):
            if (folder / name).exists():
                shutil.rmtree(folder / name)
    files.keep(folder / MARKER, json.dumps({"files": None}).encode())
    for name in (*_DATA, *_PAPERS):
        (folder / name).mkdir()
    return folder


def finish(folder: Path) -> None:
    """Write down what the demonstration has left, so that the next one knows its own."""
    made = [path.relative_to(folder).as_posix() for path in _papers_in(folder)]
    files.keep(folder / MARKER, json.dumps({"files": made}, ensure_ascii=False, indent=1).encode())


def _refuse_strangers(folder: Path, there: list[str]) -> None:
    known = {MARKER, *_DATA, *_PAPERS}
    # A link would have what it points to cleared away.
    stranger = next((name for name in there if name not in known or (folder / name).is_symlink()), None)
    if MARKER not in there or stranger:
        raise UserError(
            f"“{folder}”里有不是演示做出来的东西（{stranger or there[0]}），没有动它。请另选一个空文件夹。"
        )
    made = _listed(folder / MARKER)
    for path in _papers_in(folder):
        if made is not None and path.relative_to(folder).as_posix() not in made:
            raise UserError(f"“{path}”不是演示做出来的，没有动它。请把它移走，或另选一个空文件夹。")
    for keyring in folder.glob("**/keys.json"):
        with places.lock(keyring.parent):
            pass


def _listed(marker: Path) -> frozenset[str] | None:
    """Give what an earlier demonstration left, None for one that was killed before it could say."""
    try:
        made = json.loads(marker.read_text(encoding="utf-8"))["files"]
        return None if made is None else frozenset(map(str, made))
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"“{marker}”读不懂，看不出这里是不是演示做出来的，没有动它。请另选一个空文件夹。"
        ) from error


def _papers_in(folder: Path) -> list[Path]:
    return sorted(path for name in _PAPERS for path in (folder / name).rglob("*") if not path.is_dir())
