import hashlib
import json
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from app.errors import UserError
from app.school import members
from db import chain, history, keyring, schema
from db.faults import NewerRegister
from db.migrations import series
from db.register import Register, open_register
from tests import made_up

REGISTERS = Path(__file__).resolve().parents[1] / "registers"
# What a released step does must never change: registers in use have taken it. Only append here.
STEPS = {
    "m001_the_road_once": "f49aeab6c9670116b1c3af5225cf22e22181615e58bb14162d21521d06fc2c60",
    "m002_find_people_quickly": "8c62e4c0ea54fe83a98521ec56110e79baa2dfa982b7b855a389a668487af325",
    "m003_one_person_in_two_rows": "91f9b6000d05b04ad6eda943ecc7c6712cc9c7d499dfbf5e1f86d407d0984cf9",
    "m004_lists_under_a_name": "3b70709bc05a538dea86ad0eba1a5ab9ef518f531397c830b1751e0b4c2d117d",
    "m005_a_class_as_the_office_runs_it": "53bc17fb2cfdc453874c8b91da79ed989d072b689e8993fa2b1209e22a56b022",
    "m006_hours_from_every_source": "97425bb3ef69d747e15d4e1edd7723c54797a8a6197e5112699ef5abb5ced858",
    "m007_the_print_desk": "90f42e5a2075dd11b37c7d6c7b4aa7c39aa750d9c2709143143a8794f7cd3c5d",
    "m008_the_checklist_proved": "118b75acf2edcb427b2cc25fe829e15072d19361986501c63aba882bc737a832",
    "m009_what_a_school_owns": "013f795de7e6de947e9d8d317850d37cb4c7a758d014cc82479b72393aeb528a",
    "m010_news_both_ways": "a1ae9e7335be0501edf3a69d5867ac297280fe9c083897656f451afa91c9607f",
    "m011_two_laptops_of_one_school": "4e07fa82b9c38588fa483298983403e3c1b96c38dcf06cb5c5d917c125fcdd60",
    "m012_a_history_in_one_chain": "6fb9c0045b962a78c9e71d3a0b794e4244c36762eb4da8dd0672099e9db630c6",
    "m013_the_county_s_figures_at_hand": "c1dffc81e57513b82848efd141881faeee5ac9317db1d88a7185e4eb3b7ef72a",
    "m014_one_photograph_twice": "1f768f496368e0bc8eb956f7f7554ad7da72f04d03a2ce7399ebae9aab06cce0",
    "m015_what_a_person_wants_erased": "1fb41ea407979cc00742d8f560659b2aa1786c74beddb65d01da789f9df816c2",
    "m016_judge_many_schools_quickly": "d2e3e77b7fee7e0fc78b0d1cb558bd28c94f4e49ea4281ee6923ae1d975f0d98",
    "m017_rows_found_by_their_school": "b7544f002e56088d42035d6d3b5601d17b715290e90ee1804940ea7ac3cc1e22",
    "m018_clocks_that_cannot_be_right": "b37a7ce3be296ba1eeb0717bbc96eb5756f2e6195401b328b89e0f958975fbcf",
    "m019_a_link_in_the_act_s_row": "73a857da3d831e31ee951c803197c5fe4fc5e7859fc32d00f62ee02f3a8d16d1",
}


def steps() -> dict[str, Callable[[Database], None]]:
    return {step.name: step.fn for step in series.pending(Database(memory=True))}


def test_the_series_has_no_gaps() -> None:
    assert [name[:5] for name in steps()] == [f"m{number:03}_" for number in range(1, len(steps()) + 1)]


def test_no_step_ever_changes() -> None:
    db = Database(memory=True)
    said: dict[str, str] = {}
    for name, step in steps().items():
        spoken: list[str] = []
        with db.tracer(lambda sql, _, spoken=spoken: spoken.append(sql)):  # type: ignore[misc]
            step(db)
        said[name] = hashlib.sha256("\n".join(spoken).encode()).hexdigest()
    assert said == STEPS


def test_the_schema_in_the_book_is_the_one_in_the_register() -> None:
    kept = Path(schema.__file__).with_name("schema.sql").read_text(encoding="utf-8")
    assert kept == schema.text(), "python -m db.schema > db/schema.sql"


def test_a_newer_register_is_refused_and_left_alone(tmp_path: Path) -> None:
    db = made_up.register(tmp_path)
    row = {"migration_set": series.name, "name": "m999_of_the_future", "applied_at": "2030"}
    db["_sqlite_migrations"].insert(row)
    db.execute("CREATE TABLE of_the_future (x)")
    db.close()
    with pytest.raises(NewerRegister, match="m999_of_the_future"):
        made_up.register(tmp_path)
    left = Register(
        tmp_path / "school.db", made_up.KEY, clock=made_up.Clock(), chance=made_up.chance(), operator="-"
    )
    assert "of_the_future" in left.table_names()
    left.close()


@pytest.mark.parametrize("version", sorted(path.name for path in REGISTERS.iterdir() if path.is_dir()))
def test_the_register_of_an_old_program_opens(version: str, tmp_path: Path) -> None:
    kept, mine = REGISTERS / version, tmp_path / "copy"
    shutil.copytree(kept, mine)
    for path in mine.iterdir():
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    known = json.loads((kept / "known.json").read_text(encoding="utf-8"))
    db = open_register(
        mine / "school.db", keyring.key(mine / "keys.json"), clock=made_up.Clock(), operator="新来的"
    )
    try:
        counts = {table: len(rows) for table, rows in made_up.content(db).items()}
        assert {table: counts[table] for table in known["counts"]} == known["counts"]
        people = members.rows(db, members.find(db))
        assert [[who.name, who.id_number, who.branch_name] for who in people] == known["people"]
        assert db.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert chain.head(db).length and chain.check(db) is None
        members.amend(db, people[0].id, {"note": "新程序写的"})
        assert db.undo() == f"修改人员：{people[0].name}"
    finally:
        db.close()


def _another_step(db: Database) -> None:
    db.execute("ALTER TABLE member ADD COLUMN nickname TEXT NOT NULL DEFAULT ''")
    db.execute("UPDATE member SET nickname = name WHERE left_on IS NULL")
    db["teacher"].transform(rename={"post": "position"})


@pytest.fixture
def another_step() -> Iterator[None]:
    """A program one step newer than this one."""
    series(name="m999_another_step")(_another_step)
    yield
    series._migrations.pop()


@pytest.fixture
def old_register(tmp_path: Path) -> Path:
    db = made_up.register(tmp_path)
    made_up.people(db, made_up.school(db))
    db.close()
    return tmp_path / "school.db"


def _open(file: Path, before: Callable[[Register], None] | None = None) -> Register:
    return open_register(file, made_up.KEY, clock=made_up.Clock(), operator="新来的", before_migrating=before)


def test_a_copy_can_be_made_before_an_old_register_is_changed(old_register: Path, another_step: None) -> None:
    seen: list[list[str]] = []

    def look(db: Register) -> None:
        seen.append([column.name for column in db["member"].columns])

    db = _open(old_register, look)
    assert db.execute("SELECT count(*) FROM member WHERE nickname = name").fetchone() == (4,)
    db.close()
    assert len(seen) == 1
    assert "nickname" not in seen[0]
    _open(old_register, look).close()
    assert len(seen) == 1


def test_a_new_register_is_not_copied_before_it_is_made(tmp_path: Path) -> None:
    called: list[Register] = []
    _open(tmp_path / "school.db", called.append).close()
    assert called == []


def test_steps_may_change_rows_and_tables_and_the_history_is_watched_again(
    old_register: Path, another_step: None
) -> None:
    db = _open(old_register)
    lines = db.execute("SELECT count(*) FROM history").fetchone()[0]
    history.check(db)
    (who, *_) = members.find(db)
    members.amend(db, who, {"note": "改"})
    assert db.execute("SELECT count(*) FROM history").fetchone()[0] == lines + 1
    assert [c.name for c in db["teacher"].columns][:5] == ["id", "school", "name", "position", "engagement"]
    db.close()


def test_a_step_that_fails_leaves_the_register_as_it_was(old_register: Path) -> None:
    db = _open(old_register)
    before = made_up.content(db)
    db.close()
    series(name="m999_failing_step")(_half_a_step)
    try:
        with pytest.raises(UserError, match="半途而废"):
            _open(old_register)
    finally:
        series._migrations.pop()
    db = _open(old_register)
    assert made_up.content(db) == before
    assert "half" not in db.table_names()
    db.close()


def _half_a_step(db: Database) -> None:
    db.execute("DELETE FROM member")
    db.execute("CREATE TABLE half (done)")
    raise UserError("半途而废")


def test_a_register_whose_making_was_cut_short_is_made_the_next_time(tmp_path: Path) -> None:
    def cut(bits: int) -> int:
        raise OSError("power")

    with pytest.raises(OSError, match="power"):
        open_register(
            tmp_path / "school.db", made_up.KEY, clock=made_up.Clock(), chance=cut, operator="张干事"
        )
    db = _open(tmp_path / "school.db")
    assert made_up.school(db)
    db.close()
