import random
from pathlib import Path

import pytest

from app.school import members
from db import chain, checks, salvage
from db.faults import WrongKey
from db.register import Register
from tests import made_up

PAGE = 4096


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """Make a closed register of a few hundred pages."""
    db = made_up.register(tmp_path)
    school = made_up.school(db)
    made_up.a_class(db, school, made_up.people(db, school, 300))
    db.close()
    return tmp_path / "school.db"


def spoil(file: Path, *pages: int) -> None:
    data = bytearray(file.read_bytes())
    for page in pages:
        data[page * PAGE + 100] ^= 1
    file.write_bytes(bytes(data))


def opened(folder: Path) -> Register:
    return made_up.register(folder)


def test_a_whole_register_is_brought_over_whole(filled: Path, tmp_path: Path) -> None:
    db = opened(filled.parent)
    content, head = made_up.content(db), chain.head(db)
    db.close()
    (tmp_path / "new").mkdir()
    target = tmp_path / "new" / "school.db"
    done = salvage.salvage(filled, made_up.KEY, target, clock=made_up.Clock())
    assert done.broken == () and done.aside == 0
    new = opened(target.parent)
    assert made_up.content(new) == content and chain.head(new) == head and chain.check(new) is None
    assert checks.look_over(target, made_up.KEY) == []
    members.amend(new, members.find(new)[0], {"note": "接着用"})
    assert new.undo()
    new.close()


@pytest.mark.parametrize(
    "seed", [0, 6, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2, 3, 4, 5, 7))]
)
def test_what_bad_pages_leave_is_brought_over_and_the_rest_is_said(
    filled: Path, tmp_path: Path, seed: int
) -> None:
    db = opened(filled.parent)
    before = made_up.content(db)
    db.close()
    chance = random.Random(seed)
    pages = range(2, filled.stat().st_size // PAGE)
    spoil(filled, *chance.sample(pages, 3))
    assert checks.look_over(filled, made_up.KEY)
    damaged = filled.read_bytes()
    (tmp_path / "new").mkdir()
    target = tmp_path / "new" / "school.db"
    try:
        done = salvage.salvage(filled, made_up.KEY, target, clock=made_up.Clock())
    except WrongKey:  # a page of the list of tables itself: nothing can be read
        assert list(target.parent.iterdir()) == []
        return
    assert filled.read_bytes() == damaged, "the damaged file is only read"
    assert checks.look_over(target, made_up.KEY) == []
    new = opened(target.parent)
    after = made_up.content(new)
    new.close()
    kept = {table: {tuple(row) for row in rows} for table, rows in before.items()}
    for table, rows in after.items():
        if table not in ("stray_row", "context"):
            assert {tuple(row) for row in rows} <= kept[table], "nothing is made up"
    short = {table for table in kept if table not in after or len(after[table]) < len(before[table])}
    assert short == set() or done.broken or done.aside


def test_a_file_that_is_no_register_or_has_another_key_gives_nothing(filled: Path, tmp_path: Path) -> None:
    target = tmp_path / "new.db"
    for source, key in ((filled, bytes(32)), (Path(__file__), made_up.KEY)):
        with pytest.raises(WrongKey):
            salvage.salvage(source, key, target, clock=made_up.Clock())
        assert not target.exists()
    target.write_bytes(b"")
    with pytest.raises(FileExistsError):
        salvage.salvage(filled, made_up.KEY, target, clock=made_up.Clock())
