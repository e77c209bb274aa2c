from pathlib import Path

from app.jobs import checkups
from app.progress import silent
from app.school import precautions, schools
from db import history
from tests import made_up


def test_a_whole_register_is_said_to_be_whole_and_the_day_is_kept(tmp_path: Path) -> None:
    db = made_up.register(tmp_path)
    made_up.people(db, made_up.school(db), 3)
    found = checkups.look_over(db, today="2026-11-22", tell=silent)
    assert (found.wrong, found.broken) == ((), None) and found.acts > 1
    assert found.said.startswith("数据文件完好。") and "没有被改动过" in found.said
    assert schools.setting(db, precautions.CHECKED_ON) == "2026-11-22"
    db.close()


def test_a_line_changed_behind_the_program_is_named(tmp_path: Path) -> None:
    db = made_up.register(tmp_path)
    made_up.people(db, made_up.school(db), 3)
    with db.atomic():
        history.remove(db)
        db.execute("UPDATE act SET name = '什么也没有' WHERE name LIKE '%曾国强%'")
        history.install(db)
    found = checkups.look_over(db, today="2026-11-22", tell=silent)
    assert found.broken is not None and found.broken.name == "什么也没有"
    assert "“什么也没有”起对不上" in found.said
    db.close()


def test_a_damaged_file_is_said_and_counts_as_no_check(tmp_path: Path) -> None:
    db = made_up.register(tmp_path)
    made_up.people(db, made_up.school(db), 60)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    file = tmp_path / "school.db"
    data = bytearray(file.read_bytes())
    data[4096 * 40 + 100] ^= 1
    file.write_bytes(bytes(data))
    found = checkups.look_over(db, today="2026-11-22", tell=silent)
    assert found.wrong and "数据文件有损坏" in found.said
    assert schools.setting(db, precautions.CHECKED_ON) == ""
    db.close()
