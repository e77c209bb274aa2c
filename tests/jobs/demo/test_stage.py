"""Nothing is cleared away that a demonstration did not make."""

import json
from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.jobs.demo import stage, year
from db import places
from db.faults import AlreadyOpen


def test_a_new_folder_an_empty_one_and_its_own_are_taken(tmp_path: Path) -> None:
    out = tmp_path / "深" / "演示"
    stage.cleared(out)
    (out / stage.PRINTED / "旧.pdf").write_bytes(b"%PDF")
    stage.finish(out)
    stage.cleared(out)
    assert not (out / stage.PRINTED / "旧.pdf").exists()
    empty = tmp_path / "空"
    empty.mkdir()
    assert stage.cleared(empty) == empty


def test_one_that_was_killed_half_way_is_taken(tmp_path: Path) -> None:
    stage.cleared(tmp_path)
    (tmp_path / stage.PRINTED / "半.pdf").write_bytes(b"%PDF")
    stage.cleared(tmp_path)
    assert not (tmp_path / stage.PRINTED / "半.pdf").exists()


@pytest.mark.parametrize("marker", [b"", b"[]", b"{}", b"\xff", b'{"files": 3}'])
def test_a_marker_that_says_nothing_protects_what_is_there(tmp_path: Path, marker: bytes) -> None:
    stage.cleared(tmp_path)
    kept = tmp_path / stage.PRINTED / "证书.pdf"
    kept.write_bytes(b"%PDF")
    (tmp_path / stage.MARKER).write_bytes(marker)
    with pytest.raises(UserError, match="没有动它"):
        stage.cleared(tmp_path)
    assert kept.exists()


@pytest.mark.parametrize("name", ["笔记.txt", f"{stage.STICK}/别人的.wuyou", f"{stage.PRINTED}/深/x.pdf"])
def test_a_stranger_stops_it_and_nothing_is_deleted(tmp_path: Path, name: str) -> None:
    stage.cleared(tmp_path)
    own = tmp_path / stage.PRINTED / "证书.pdf"
    own.write_bytes(b"%PDF")
    stage.finish(tmp_path)
    stranger = tmp_path / name
    stranger.parent.mkdir(exist_ok=True)
    stranger.write_bytes(b"mine")
    with pytest.raises(UserError, match="没有动它"):
        stage.cleared(tmp_path)
    assert own.exists()
    assert stranger.exists()


def test_a_link_is_no_folder_of_ours(tmp_path: Path) -> None:
    elsewhere, out = tmp_path / "别处", tmp_path / "演示"
    elsewhere.mkdir()
    (elsewhere / "账本.xlsx").write_bytes(b"mine")
    stage.cleared(out)
    stage.finish(out)
    (out / stage.PRINTED).rmdir()
    (out / stage.PRINTED).symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(UserError, match="没有动它"):
        stage.cleared(out)
    assert (elsewhere / "账本.xlsx").exists()


def test_a_file_in_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "演示").write_bytes(b"")
    with pytest.raises(UserError, match="是一个文件"):
        stage.cleared(tmp_path / "演示")


def test_a_register_that_is_open_is_not_pulled_away(tmp_path: Path) -> None:
    stage.cleared(tmp_path)
    data = tmp_path / stage.TOWNSHIP
    (data / "keys.json").write_text(json.dumps({}), encoding="utf-8")
    stage.finish(tmp_path)
    with places.lock(data), pytest.raises(AlreadyOpen):
        stage.cleared(tmp_path)
    assert (data / "keys.json").exists()


@pytest.mark.parametrize("today", ["2026-01-01", "2026-01-03", "2026-03-01", "2024-02-29", "2026-12-31"])
def test_the_story_fits_into_any_day_of_the_year(today: str) -> None:
    day = date.fromisoformat(today)
    days = year.calendar(day)
    assert days.founded < days.first < days.second < days.running < day < days.prepared
    assert (days.second - days.first).days >= 3, "three days are over before the next begins"
    assert (day - days.second).days >= 4


def test_the_clock_goes_on_and_never_back() -> None:
    clock = stage.Clock(date(2026, 3, 1))
    first = clock()
    assert clock() > first
    clock.turn_to(date(2026, 5, 1))
    later = clock()
    assert (later - first) // 86_400_000 >= 60
    clock.turn_to(date(2026, 4, 1))
    assert clock() > later
