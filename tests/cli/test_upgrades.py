"""The program is newer than the data, or the data is newer than the program, at a terminal."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlite_utils import Database

import app
from app import paths
from app.jobs import backups
from db.migrations import series
from tests import commands, upgrades
from tests.commands import Desk

At = Callable[[str], Desk]


@pytest.fixture
def at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> At:
    """Sit down at what a released program left."""
    return lambda version: Desk(upgrades.data_of(version, tmp_path / "data"), capsys)


def lies(folder: Path) -> tuple[list[str], dict[str, list[tuple[object, ...]]]]:
    return upgrades.as_it_lies(paths.register(folder), paths.keyring(folder))


def test_a_newer_register_is_refused_by_the_version_it_wants_and_what_to_do(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with upgrades.future(monkeypatch):
        desk.done("members", "list")
    before = paths.register(desk.folder).read_bytes()
    for command in (("members", "list"), ("backup",), ("check",)):
        said = desk.refused(*command)
        assert f"五有 {upgrades.FUTURE} 版写的" in said
        assert app.__version__ in said
        assert "没有改动" in said
        assert "安装" in said and "升级前" in said
    assert paths.register(desk.folder).read_bytes() == before


def test_a_newer_register_that_says_no_version_is_refused_all_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with upgrades.future(monkeypatch):
        desk.done("members", "list")
    db = upgrades.opened_raw(paths.register(desk.folder), paths.keyring(desk.folder))
    db.execute("DELETE FROM setting")
    db.conn.commit()
    db.close()
    assert "五有新版写的" in desk.refused("members", "list")


def test_one_goes_back_to_the_older_program_with_the_copy_made_before(
    staffed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = staffed.done("members", "list")
    _, rows = lies(staffed.folder)
    with upgrades.future(monkeypatch):
        staffed.done("members", "list")
        staffed.done("members", "import", commands.roster(staffed.folder / "more.csv", people=8))
    staffed.refused("members", "list")
    (copy,) = (one for one in backups.find(staffed.folder) if one.why == "升级前")
    assert "升级前" in staffed.done("backups", "list")
    staffed.done("backups", "restore", str(copy.number), "--yes")
    assert staffed.done("members", "list") == before
    steps, now = lies(staffed.folder)
    assert "m999_of_the_future" not in steps
    assert {name: now[name] for name in rows if name not in ("setting", "context")} == {
        name: found for name, found in rows.items() if name not in ("setting", "context")
    }


@pytest.mark.parametrize("version", upgrades.VERSIONS)
def test_an_older_folder_is_copied_first_and_then_brought_up(version: str, at: At) -> None:
    desk = at(version)
    steps, rows = lies(desk.folder)
    listed = desk.done("members", "list")
    known = upgrades.known(version)
    assert all(name in listed for name, *_ in known["people"])
    now, brought = lies(desk.folder)
    assert len(now) == len(list(series.pending(Database(memory=True)))) and now[: len(steps)] == steps
    assert {table: len(brought[table]) for table in known["counts"]} == known["counts"]
    made = [one for one in backups.find(desk.folder) if one.why == "升级前"]
    if steps == now:
        assert made == []
        return
    (copy,) = made
    assert copy.changes is not None, "it was opened again and compared"
    # What an old program finds when it takes the copy: its own steps, every row as it was.
    kept_steps, kept = upgrades.as_it_lies(copy.file, copy.ring)
    assert kept_steps == steps
    assert kept == rows
    assert copy.ring.read_bytes() == (upgrades.REGISTERS / version / "keys.json").read_bytes()
    desk.done("members", "list")
    assert len(backups.find(desk.folder)) == 1
