"""The binder for an inspection against its bars: seconds and memory for 200 photographs of 1 MB each."""

import hashlib
import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter

from app import paths
from app.jobs import binders, registers
from app.jobs.demo.stage import Clock
from app.progress import silent
from app.school import checklist, evidence, schools
from bench import watched
from bench.bars import Figure
from tests import photographed

TODAY = "2026-11-22"
PIECES, MEGABYTES = 200, 200
MOST_SECONDS, MOST_MIB = 60, 400
_OF_A_PIECE = MEGABYTES * 1024 * 1024 // PIECES


def build(home: Path) -> None:
    """File 200 photographs of 1 MB under the demands of a new school, as they would lie after taking in."""
    chance = random.Random(3)
    paths.evidence(home).mkdir(parents=True)
    plain = photographed.jpeg(photographed.scene(1, (1600, 1200)))
    with registers.opened(home, clock=Clock(date.fromisoformat(TODAY)), operator="钟小兰") as db:
        school = registers.found(db, level="township", code="350999200", full_name="云溪乡党校")
        standard = checklist.standard(db, school=school, on=TODAY)
        demands = [one.id for one in checklist.criteria(db, standard.id) if one.proof == "document"]
        with db.act("归入佐证"):
            for number in range(PIECES):
                # A comment of noise makes it as heavy as a photograph full of leaves.
                data = _heavy(plain, chance)
                sha256 = hashlib.sha256(data).hexdigest()
                (paths.evidence(home) / sha256).write_bytes(data)
                evidence.file(
                    db, school=school, criterion=demands[number % len(demands)], sha256=sha256,
                    file_name=f"照片{number:03}.jpg", media_type="image/jpeg", size=len(data),
                    formed_on="2026-05-12", today=TODAY, original_sha256=sha256,
                )  # fmt: skip


def _heavy(plain: bytes, chance: random.Random) -> bytes:
    """Put application segments of noise behind a JPEG's first marker until it weighs enough."""
    filling = b""
    while len(plain) + len(filling) < _OF_A_PIECE:
        size = min(60_000, max(16, _OF_A_PIECE - len(plain) - len(filling)))
        filling += b"\xff\xfe" + (size + 2).to_bytes(2, "big") + chance.randbytes(size)
    return plain[:2] + filling + plain[2:]


def make(home: Path) -> None:
    """Make the binder, and say how many seconds, pages and pieces it was."""
    with (
        tempfile.TemporaryDirectory(dir=home.parent) as out,
        registers.opened(home, clock=Clock(date.fromisoformat(TODAY)), operator="钟小兰") as db,
    ):
        began = perf_counter()
        made = binders.make(
            db, school=schools.own(db).id, year=2026, folder=home, target=Path(out), today=TODAY, tell=silent
        )
        print(perf_counter() - began, made.pages, made.pieces, made.pdf.stat().st_size // 1024**2)


def bars(folder: Path, rounds: int) -> Iterator[Figure]:
    """Build, bind and look at the memory; once, whatever `rounds` says: it takes a while."""
    home = folder / "binder"
    build(home)
    seen = watched.run("binder", home)
    seconds, pages, pieces, size = seen.output.split()
    whole = int(pieces) == PIECES and int(size) >= MEGABYTES * 9 // 10
    yield Figure(
        f"迎检档案盒 {PIECES} 件、{MEGABYTES} MB 照片", f"{float(seconds):.1f} 秒，{pages} 页，PDF {size} MB",
        f"≤ {MOST_SECONDS} 秒", whole and float(seconds) <= MOST_SECONDS,
    )  # fmt: skip
    yield Figure("迎检档案盒的内存", f"{seen.peak} MiB", f"≤ {MOST_MIB} MiB", whole and seen.peak <= MOST_MIB)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    with tempfile.TemporaryDirectory() as place:
        for bar in bars(Path(place), 1):
            print(bar.line)
