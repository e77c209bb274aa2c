"""Copies are restored and compared with what the register held, row by row, from every frozen release."""

import random
import shutil
from pathlib import Path

import pytest

from app.jobs import backups, restores
from app.school import branches, members, schools
from db import history
from db.register import Register
from tests import made_up
from tests.faults import acting
from tests.faults.conftest import Tell, Turns, part

REGISTERS = Path(__file__).resolve().parents[1] / "registers"
VERSIONS = sorted(path.name for path in REGISTERS.iterdir() if path.is_dir())
# Of all versions together.
COPIES = 200


def everything(db: Register) -> dict[str, list[tuple[object, ...]]]:
    """Give every row of every table."""
    tables = db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    return {
        name: db.execute(f"SELECT {', '.join(history.columns(db, name))} FROM {name} ORDER BY 1").fetchall()
        for (name,) in tables
    }


def live(db: Register, chance: random.Random) -> None:
    """Let a few things happen."""
    school = schools.find(db)[0]
    for _ in range(chance.randint(1, 6)):
        if chance.random() < 0.5:
            branches.add(db, f"第{chance.getrandbits(30)}支部", school=school)
        else:
            members.enrol(db, {"name": chance.choice(made_up.NAMES)}, school=school)


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_restored_is_what_was_copied_row_by_row(
    version: str, room: Path, turns: Turns, figure: Tell
) -> None:
    folder = room / "data"
    shutil.copytree(REGISTERS / version, folder)
    for path in folder.iterdir():
        path.chmod(0o600)
    chance = random.Random(f"{version}/{part()[0]}")
    held: dict[str, dict[str, list[tuple[object, ...]]]] = {}
    copies = len(turns(-(-COPIES // len(VERSIONS)), 2))
    different = 0
    for _ in range(copies):
        with acting.opened(folder) as db:
            live(db, chance)
            held[backups.back_up(db, folder).name] = everything(db)
            live(db, chance)
        # Not always the newest: what is restored may lie some copies back.
        one = chance.choice([one for one in backups.find(folder) if one.file.name in held][:4])
        aside = restores.restore(folder, one, clock=made_up.Clock()).aside
        shutil.rmtree(aside)
        with acting.opened(folder) as db:
            different += everything(db) != held[one.file.name]
    figure(f"恢复后与备份时逐行不同的（{version} 版起）", f"{copies} 次中 {different} 次", 0)
    assert not different
    assert len(held) == copies
