import json
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from app import paths
from app.errors import Cancelled, UserError
from app.explain import explain
from app.jobs import backups, registers, restores
from app.jobs.handovers import taking
from app.progress import silent
from app.school import branches, checklist, rules, schools
from db import copies, keyring
from db.faults import AlreadyOpen, BadKeyring, Damaged, UnsafePlace, WrongKey
from db.register import Register
from tests import made_up

ROOT = Path(__file__).resolve().parents[2]
PHRASE = "下党的水很清很甜"
HOLD = """
import sys
from pathlib import Path
from app.jobs import registers
with registers.opened(Path(sys.argv[1]), clock=lambda: 1795136400000, operator="李干事"):
    print("open", flush=True)
    sys.stdin.read()
"""


def opened(folder: Path, **wanted: object) -> AbstractContextManager[Register]:
    return registers.opened(folder, **{"clock": made_up.Clock(), "operator": "张干事", **wanted})  # type: ignore[arg-type]


def found(db: Register) -> int:
    return registers.found(db, level="township", code="350924100", full_name="下党乡党校")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with opened(tmp_path / "data") as db:
        branches.add(db, "下党村党支部", school=found(db))
    return tmp_path / "data"


def test_a_new_folder_gets_a_register_and_its_keyring(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "yet"
    with opened(folder) as db:
        school = found(db)
        assert schools.own(db).id == school
        assert rules.in_force(db, school=school, on="2026-01-01").key == "national-2019"
        assert checklist.standard(db, school=school, on="2026-01-01").name == "五有标准（宁德）"
    assert {"school.db", "keys.json"} <= {path.name for path in folder.iterdir()}
    assert not registers.is_locked(folder)


def test_what_was_written_is_there_the_next_time(folder: Path) -> None:
    with opened(folder) as db:
        assert [one.name for one in branches.rows(db, branches.find(db))] == ["下党村党支部"]
    with opened(folder):
        pass


def test_the_folder_is_free_again_after_a_failure_too(folder: Path) -> None:
    with pytest.raises(RuntimeError), opened(folder):
        raise RuntimeError
    with opened(folder):
        pass


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"level": "village"}, "请先选定"),
        ({"full_name": "  "}, "都要填写"),
        ({"code": " "}, "都要填写"),
        ({"code": "../../35"}, "只能用数字、字母和短横线"),
        ({"code": "35/24"}, "只能用数字、字母和短横线"),
        ({"code": "三五"}, "只能用数字、字母和短横线"),
    ],
)
def test_a_desk_is_founded_with_name_code_and_level(
    tmp_path: Path, wanted: dict[str, str], said: str
) -> None:
    whole = {"level": "township", "code": "350924100", "full_name": "下党乡党校"}
    with opened(tmp_path) as db:
        with pytest.raises(UserError, match=said):
            registers.found(db, **{**whole, **wanted})
        with pytest.raises(UserError, match="还没有设立单位"):
            schools.own(db)
        registers.found(db, **whole, short_name=" 下党 党校 ")
        assert (schools.own(db).short_name, schools.own(db).seal_name) == ("下党 党校", "下党乡党校")


def test_a_desk_is_founded_once(folder: Path) -> None:
    with opened(folder) as db, pytest.raises(UserError, match="不能再设一次"):
        found(db)


def test_a_second_window_is_told_so(folder: Path) -> None:
    with opened(folder), pytest.raises(AlreadyOpen) as caught, opened(folder):
        pass
    assert explain(caught.value) == "五有已经在这台电脑上打开了，请切换到已打开的窗口。"


def test_a_window_that_was_killed_leaves_no_lock_and_loses_nothing(folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, folder], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout
    with process:
        assert process.stdout.readline().strip() == b"open"
        with pytest.raises(AlreadyOpen), opened(folder):
            pass
        process.kill()
        process.wait(timeout=300)
    with opened(folder) as db:
        assert len(branches.find(db)) == 1


def test_a_share_or_a_stick_is_refused_with_what_to_do(tmp_path: Path) -> None:
    for kind, said in (("network", "网络共享"), ("removable", "U盘等可移动磁盘")):
        sentence = explain(UnsafePlace(tmp_path, kind))
        assert sentence
        assert said in sentence
        assert "复制到本机硬盘" in sentence


def test_a_register_without_its_keyring_is_not_begun_anew(folder: Path) -> None:
    for ring in folder.glob("keys.json*"):
        ring.unlink()
    before = paths.register(folder).read_bytes()
    with pytest.raises(BadKeyring) as caught, opened(folder):
        pass
    assert "keys.json" in (explain(caught.value) or "")
    assert paths.register(folder).read_bytes() == before
    assert not paths.keyring(folder).exists()


def test_lost_data_is_not_replaced_by_an_empty_register(folder: Path) -> None:
    with opened(folder) as db:
        backups.back_up(db, folder)
    paths.register(folder).rename(folder / "away.db")
    with pytest.raises(UserError, match="找不到数据文件"), opened(folder):
        pass
    assert not paths.register(folder).exists()


def test_a_first_start_cut_short_is_begun_again(tmp_path: Path) -> None:
    keyring.make(paths.keyring(tmp_path))
    with opened(tmp_path) as db:
        assert schools.own_id(db) is None


def test_the_keyring_of_another_register_opens_nothing(folder: Path, tmp_path: Path) -> None:
    for ring in folder.glob("keys.json*"):
        ring.unlink()
    keyring.make(paths.keyring(folder))
    with pytest.raises(WrongKey) as caught, opened(folder):
        pass
    assert "请不要删除任何文件" in (explain(caught.value) or "")


def test_a_keyring_holds_nothing_but_the_key(folder: Path) -> None:
    ring = json.loads(paths.keyring(folder).read_text(encoding="utf-8"))
    assert set(ring) == {"version", "slots"}
    with opened(folder) as db, pytest.raises(FileExistsError):
        copies.copy(db, paths.register(folder))


def test_what_was_cut_short_is_looked_for_under_the_names_it_is_written_under() -> None:
    assert (registers.RESTORING, registers.TAKING_OVER) == (restores.PLAN, taking.PLAN)


def test_who_does_not_wait_for_the_look_over_opens_nothing_and_is_asked_again(folder: Path) -> None:
    paths.open_mark(folder).touch()

    def stopped(done: int, total: int, note: str = "") -> None:
        raise Cancelled

    with pytest.raises(Cancelled), opened(folder, looking=lambda look: look(stopped)):
        pytest.fail("it was opened unseen")
    assert paths.open_mark(folder).exists()
    with opened(folder, looking=lambda look: look(silent)) as db:
        assert len(branches.find(db)) == 1
    assert not paths.open_mark(folder).exists()


def test_what_is_looked_over_elsewhere_is_still_damage(folder: Path) -> None:
    paths.open_mark(folder).touch()
    with paths.register(folder).open("r+b") as file:
        file.seek(3 * 4096 + 100)
        file.write(b"\0" * 64)
    with pytest.raises((Damaged, WrongKey)), opened(folder, looking=lambda look: look(silent)):
        pytest.fail("it was opened although it is damaged")
