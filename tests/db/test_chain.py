from pathlib import Path

import pytest
from sqlite_utils import Database

from app.school import branches, members
from db import IntegrityError, chain
from db.migrations import series
from db.register import Register
from tests import made_up


def forge(db: Register, sql: str) -> None:
    """Change what the register refuses to change, as somebody with the key and a tool could."""
    triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    with db.atomic():
        for name, _ in triggers:
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute("PRAGMA defer_foreign_keys = ON")
        db.execute(sql)
        for _, making in triggers:
            db.execute(making)


def test_every_act_that_changed_something_is_one_link(db: Register, school: int) -> None:
    before = chain.head(db)
    branches.add(db, "下党村党支部", school=school)
    with db.act("什么也没有改"):
        pass
    after = chain.head(db)
    assert after.length == before.length + 1 and after.sha256 != before.sha256
    assert chain.check(db) is None


def test_an_empty_register_has_a_head_that_everything_goes_on_from(tmp_path: Path) -> None:
    db = made_up.register(tmp_path)
    assert chain.head(db) == chain.Head(0, 0, chain.START)
    assert chain.check(db) is None and chain.holds(db, chain.head(db))


def test_undo_goes_on_from_what_it_undoes(db: Register, school: int) -> None:
    branches.add(db, "下党村党支部", school=school)
    before = chain.head(db)
    db.undo()
    assert chain.holds(db, before) and chain.check(db) is None


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE history SET new = replace(new, '下党', '上党') WHERE tbl = 'branch'",
        "UPDATE history SET old = '{}' WHERE old IS NULL AND tbl = 'branch'",
        "DELETE FROM history WHERE tbl = 'branch'",
        "UPDATE act SET operator = '别人' WHERE name LIKE '新增支部%'",
        "UPDATE act SET clock = clock - 65536 WHERE name LIKE '新增支部%'",
        "UPDATE act SET name = '另一件事' WHERE name LIKE '新增支部%'",
        "UPDATE act SET link = NULL WHERE link = (SELECT max(link) - 1 FROM act)",
        "UPDATE act SET link = NULL WHERE link = (SELECT max(link) FROM act)",
        "UPDATE act SET link = link + 1",
        "INSERT INTO history (act, tbl, row, op, new) SELECT act, tbl, row, op, new FROM history "
        "WHERE tbl = 'branch'",
    ],
)
def test_what_was_rewritten_breaks_the_chain(db: Register, school: int, forgery: str) -> None:
    made_up.people(db, school, 2)
    forge(db, forgery)
    assert chain.check(db) is not None


def test_the_break_names_the_act(db: Register, school: int) -> None:
    branches.add(db, "下党村党支部", school=school)
    members.enrol(db, {"name": "雷金花", "member_type": "full"}, school=school)
    forge(db, "UPDATE history SET new = replace(new, '下党', '上党') WHERE tbl = 'branch'")
    found = chain.check(db)
    assert found is not None and found.name == "新增支部：下党村党支部"


def test_a_tail_that_was_cut_off_no_longer_holds_an_earlier_head(db: Register, school: int) -> None:
    branches.add(db, "下党村党支部", school=school)
    receipted = chain.head(db)
    forge(db, f"DELETE FROM history WHERE act = {receipted.act}")
    forge(db, f"DELETE FROM act WHERE id = {receipted.act}")
    assert chain.check(db) is None, "a chain alone does not see what was cut off its end"
    assert not chain.holds(db, receipted)
    branches.add(db, "上党村党支部", school=school)
    assert not chain.holds(db, receipted), "nor does another tail pass for the one that was receipted"


def test_links_are_never_changed_or_taken_away(db: Register, school: int) -> None:
    for sql in ("UPDATE act SET sha256 = sha256", "UPDATE act SET name = name", "DELETE FROM act"):
        with pytest.raises(IntegrityError, match="keeps what happened"):
            db.execute(sql)


def test_a_register_from_before_the_chain_is_bound_when_it_is_migrated(tmp_path: Path) -> None:
    db = made_up.register(tmp_path)
    branches.add(db, "下党村党支部", school=made_up.school(db))
    links = chain.head(db)
    forge(db, "UPDATE act SET link = NULL, sha256 = ''")
    chain.catch_up(db)
    assert chain.head(db).sha256 == links.sha256 and chain.check(db) is None


def test_the_links_of_an_older_register_stay_what_they_were(tmp_path: Path) -> None:
    steps = {step.name[:4]: step.fn for step in series.pending(Database(memory=True))}
    bare = Database(memory=True)
    for name in sorted(steps):
        if name == "m019":
            bare.execute(
                "INSERT INTO act (id, name, clock, device, operator) "
                "VALUES (3, '一', 1, 1, ''), (5, '二', 2, 1, '')"
            )
            bare.execute("INSERT INTO chain (act, sha256) VALUES (3, ?), (5, ?)", ["a" * 64, "b" * 64])
        steps[name](bare)
    assert chain.head(bare) == chain.Head(2, 5, "b" * 64)
    assert chain.holds(bare, chain.Head(1, 3, "a" * 64)) and "chain" not in bare.table_names()


def test_acts_rise_whoever_took_a_number_first(db: Register, school: int, tmp_path: Path) -> None:
    other = db.again()
    early = other.new_id()
    branches.add(db, "下党村党支部", school=school)
    before = chain.head(db)
    other.new_id = lambda: early  # type: ignore[method-assign]
    with other.act("改简称"):
        other.execute("UPDATE school SET short_name = '下党' WHERE id = ?", [school])
    other.close()
    after = chain.head(db)
    assert early < before.act < after.act and after.length == before.length + 1 and chain.check(db) is None
