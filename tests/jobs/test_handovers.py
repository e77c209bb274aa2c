import errno
import json
import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from app import paths
from app.errors import Cancelled, UserError
from app.exchange import handovers as packs
from app.exchange import parts
from app.explain import explain
from app.jobs import backups, handovers, parcels, passphrases, registers
from app.jobs.handovers import taking
from app.jobs.handovers.indexing import index
from app.papers import handovers as papers
from app.progress import silent
from app.school import branches, members, schools
from app.school import handovers as records
from db import chain, copies, keyring
from db.faults import AlreadyOpen, Shut
from db.register import Register
from tests import made_up
from tests.jobs.conftest import NOW, Desk, acquaint
from tests.papers.reading import document

PHRASE = "春耕以前先开一课"
LATER = made_up.START_MS + 86_400_000


def opened(folder: Path, **wanted: object) -> AbstractContextManager[Register]:
    clock = made_up.Clock(LATER)
    return registers.opened(folder, **{"clock": clock, "operator": "雷干事", **wanted})  # type: ignore[arg-type]


def pack(desk: Desk, stick: Path) -> handovers.Packed:
    return handovers.pack(desk.db, desk.folder, target=stick, phrase=PHRASE, now=NOW, tell=silent)


def take(path: Path, folder: Path, *, phrase: str = PHRASE) -> str:
    return handovers.take(
        path, folder, phrase=phrase, clerk="雷干事", clock=made_up.Clock(LATER), tell=silent
    )


def rows(db: Register) -> dict[str, list[tuple[object, ...]]]:
    """Give every row but what taking over itself writes."""
    return {
        table: sorted(db.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)
        for table in db.table_names()
        if table != "setting"
    }


@pytest.fixture
def old(township: Desk) -> Desk:
    """A desk with files in every place."""
    for name in ("evidence/" + "a" * 64, "rosters/" + "b" * 64, "upper_forms/" + "c" * 64, "outbox/包.wuyou",
                 "inbox/held/d.wuyou", "evidence/~1234.part", "window.ini"):  # fmt: skip
        path = township.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() * 1000)
    schools.keep(township.db, "epoch", "3")
    return township


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """A laptop on which the program was opened once and nothing was begun."""
    folder = tmp_path / "new"
    with opened(folder):
        pass
    return folder


def test_everything_comes_to_the_other_laptop(old: Desk, stick: Path, new: Path) -> None:
    before, head = rows(old.db), chain.head(old.db)
    packed = pack(old, stick)
    assert packed.left_out == ("evidence/~1234.part",)
    assert "名册人员 4" in take(packed.path, new)
    with opened(new) as db:
        assert rows(db) == before
        assert chain.holds(db, head) and chain.check(db) is None
        assert schools.own(db).short_name == "下党乡党校"
        assert "交接而来" in records.taken(db)
    for name in ("evidence/" + "a" * 64, "outbox/包.wuyou", "inbox/held/d.wuyou", "window.ini"):
        assert (new / name).read_bytes() == name.encode() * 1000
    assert not (new / taking.STAGED).exists() and not (new / taking.PLAN).exists()
    assert not (old.folder / "staging").exists()


def test_the_county_sees_another_epoch(old: Desk, stick: Path, new: Path) -> None:
    take(pack(old, stick).path, new)
    with opened(new) as db:
        assert schools.setting(db, "epoch") == "4"
    assert schools.setting(old.db, "epoch") == "3"


def test_a_passphrase_of_before_opens_nothing_and_the_packs_phrase_does(
    old: Desk, stick: Path, new: Path
) -> None:
    passphrases.set_passphrase(old.folder, "老干事的口令很长")
    take(pack(old, stick).path, new)
    assert registers.is_locked(new)
    assert keyring.names(paths.keyring(new)) == ["雷干事"]
    with opened(new, passphrase=PHRASE) as db:
        assert members.find(db)
    with pytest.raises(Exception, match="keys") as refused, opened(new, passphrase="老干事的口令很长"):
        pass
    assert explain(refused.value)


def test_it_is_taken_in_where_the_program_was_never_opened(old: Desk, stick: Path, tmp_path: Path) -> None:
    take(pack(old, stick).path, tmp_path / "never")
    with opened(tmp_path / "never") as db:
        assert members.find(db)


def test_where_there_is_a_register_nothing_is_taken_in(
    old: Desk, stick: Path, open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    packed = pack(old, stick)
    folder = tmp_path / "busy"
    with opened(folder) as db:
        registers.found(db, level="township", code="350924101", full_name="别的党校")
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with pytest.raises(UserError, match="已经有数据"):
        take(packed.path, folder)
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert set(after) == set(before) and after["keys.json"] == before["keys.json"]
    with opened(folder) as db:
        assert schools.own(db).full_name == "别的党校"


def test_twice_on_one_laptop_is_refused(old: Desk, stick: Path, new: Path) -> None:
    packed = pack(old, stick)
    take(packed.path, new)
    with pytest.raises(UserError, match="已经有数据"):
        take(packed.path, new)
    with opened(new) as db:
        assert schools.setting(db, "epoch") == "4"


def test_where_a_register_was_lost_nothing_is_taken_in(old: Desk, stick: Path, tmp_path: Path) -> None:
    folder = tmp_path / "lost"
    (folder / "backups").mkdir(parents=True)
    (folder / "backups" / "00001.db").write_bytes(b"x")
    with pytest.raises(UserError, match="已经有数据"):
        take(pack(old, stick).path, folder)


def test_an_open_window_is_not_pushed_aside(old: Desk, stick: Path, new: Path) -> None:
    packed = pack(old, stick)
    with opened(new), pytest.raises(AlreadyOpen):
        take(packed.path, new)


def spoil(path: Path, how: str) -> None:
    data = path.read_bytes()
    altered = data[:-500] + bytes([data[-500] ^ 1]) + data[-499:]
    path.write_bytes({"cut": data[:-100], "altered": altered, "empty": b""}[how])


@pytest.mark.parametrize("how", ["cut", "altered", "empty", "phrase"])
def test_a_bad_pack_leaves_the_laptop_as_it_was(old: Desk, stick: Path, new: Path, how: str) -> None:
    path = pack(old, stick).path
    if how != "phrase":
        spoil(path, how)
    before = sorted(one.name for one in new.iterdir())
    with pytest.raises(UserError):
        take(path, new, phrase="不是这个口令吧" if how == "phrase" else PHRASE)
    assert sorted(one.name for one in new.iterdir()) == before
    with opened(new) as db:
        assert schools.own_id(db) is None


def test_a_spoilt_register_inside_is_refused(old: Desk, stick: Path, new: Path) -> None:
    for spoilt in ("register", "history"):
        file = stick / f"{spoilt}.db"
        copies.copy(old.db, file)
        if spoilt == "register":
            data = bytearray(file.read_bytes())
            data[4096 * 3 + 100] ^= 1
            file.write_bytes(data)
        about = {
            "state": {"rows": {}, "head": {"length": 1, "act": 1, "sha256": "0" * 64}},
            "key": old.db.key.hex(),
        }
        path = stick / f"{spoilt}.jiaojie"
        with path.open("wb") as out:
            packs.seal(
                out, [("school.db", file), ("keys.json", paths.keyring(old.folder))], phrase=PHRASE,
                head=packs.Head("下党乡党校", "2026-11-22"), about=about, total=1, tell=silent,
            )  # fmt: skip
        with pytest.raises(UserError, match="打不开或不完整"):
            take(path, new)
    assert not (new / taking.STAGED).exists()


def test_a_full_stick_leaves_nothing(old: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with full(stick), pytest.raises(UserError, match="空间"):
        pack(old, stick)
    assert not list(stick.iterdir())
    assert pack(old, stick).path.exists()


@contextmanager
def full(folder: Path):  # type: ignore[no-untyped-def]
    """Let the disk be full as soon as something was written to a part in this folder."""

    def heard(what: str, path: Path, data: bytes) -> None:
        if what == "write" and path.parent == folder:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with parts.listening(heard):
        yield


def test_a_packing_that_is_stopped_leaves_nothing(old: Desk, stick: Path) -> None:
    def stop(done: int, total: int, note: str = "") -> None:
        if note == "正在写入":
            raise Cancelled

    with pytest.raises(Cancelled):
        handovers.pack(old.db, old.folder, target=stick, phrase=PHRASE, now=NOW, tell=stop)
    assert not list(stick.iterdir()) and not (old.folder / "staging").exists()


@pytest.mark.parametrize("moved", range(1, 9))
def test_a_taking_over_that_was_cut_short_is_finished_at_the_next_start(
    old: Desk, stick: Path, new: Path, moved: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = pack(old, stick)
    before = rows(old.db)
    left = moved

    class Cut(BaseException):
        pass

    true_replace, true_rename = Path.replace, Path.rename

    def counted(true: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
        def move(self: Path, target: Path) -> Path:
            nonlocal left
            if (new / taking.PLAN).exists():
                left -= 1
                if left < 0:
                    raise Cut
            return true(self, target)

        return move

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", counted(true_replace))
        patched.setattr(Path, "rename", counted(true_rename))
        with pytest.raises(Cut):
            take(packed.path, new)
    assert (new / taking.PLAN).exists()
    with opened(new) as db:
        assert rows(db) == before
    assert (new / "inbox" / "held" / "d.wuyou").exists() and not (new / taking.PLAN).exists()


def test_a_desk_that_was_handed_over_is_for_reading_only(old: Desk, county: Desk, stick: Path) -> None:
    acquaint(old, county)
    records.hand_over(old.db, to="雷干事", today="2026-11-22")
    with pytest.raises(Shut) as refused:
        branches.add(old.db, "后来的支部", school=old.school)
    assert "移交给雷干事" in str(explain(refused.value))
    for refusing in (old.db.undo, lambda: old.send(stick)):
        with pytest.raises(Shut):
            refusing()
    assert not list(stick.iterdir())
    assert members.rows(old.db, members.find(old.db))
    worker = old.db.again()
    with pytest.raises(Shut), worker.act("在另一个线程里改"):
        pass
    worker.close()
    with pytest.raises(UserError, match="已经移交过"):
        records.hand_over(old.db, to="别人", today="2026-11-23")
    assert backups.back_up(old.db, old.folder).exists(), "a copy can still be made"


def test_it_stays_so_when_opened_again_until_taken_back_with_a_reason(tmp_path: Path) -> None:
    folder = tmp_path / "old"
    with opened(folder) as db:
        school = registers.found(db, level="township", code="350924100", full_name="下党乡党校")
        records.hand_over(db, to="雷干事", today="2026-11-22")
    with opened(folder) as db:
        with pytest.raises(Shut):
            branches.add(db, "后来的支部", school=school)
        with pytest.raises(UserError, match="为什么"):
            records.take_back(db, why=" ", today="2026-11-25")
        records.take_back(db, why="新电脑没有到位", today="2026-11-25")
        branches.add(db, "后来的支部", school=school)
        (one,) = records.every(db)
        assert (one.to, one.back_why, one.back_by) == ("雷干事", "新电脑没有到位", "雷干事")
        with pytest.raises(UserError, match="没有移交出去"):
            records.take_back(db, why="再来一次", today="2026-11-25")


def test_a_pack_of_a_marked_desk_is_open_on_the_other_one(old: Desk, stick: Path, new: Path) -> None:
    records.hand_over(old.db, to="雷干事", today="2026-11-22")
    take(pack(old, stick).path, new)
    with opened(new) as db:
        branches.add(db, "新来的支部", school=old.school)


def test_the_county_reads_the_new_laptop_once_it_consents_and_the_old_one_no_more(
    old: Desk, county: Desk, stick: Path, new: Path
) -> None:
    schools.keep(old.db, "epoch", "0")
    acquaint(old, county)
    county.receive(old.send(stick).path)
    take(pack(old, stick).path, new)
    with opened(new) as db:
        branches.add(db, "新来的支部", school=old.school)
        sent = parcels.send(db, folder=new, target=stick, now=NOW, tell=silent).path
    with pytest.raises(UserError, match="同意并读取"):
        county.receive(sent)
    read = parcels.receive(county.db, sent, folder=county.folder, now=NOW, tell=silent, consent=True)
    assert (read.verdict, read.counts.added) == ("new_epoch", 1)
    with pytest.raises(UserError):
        county.receive(old.send(stick).path)


def test_the_index_says_what_is_there(old: Desk, stick: Path) -> None:
    packed = pack(old, stick)
    made = index(old.db, old.folder, packed, today="2026-11-22")
    said = {heading.heading: list(heading.lines) for heading in made.sections}
    assert ("名册人员", "4", "") in said["一、数据"]
    assert ("佐证文件", "2 个", "0.1 MB") in said["二、文件"]
    assert said["三、近三年的培训班"] and said["五、上报的数据包"] == []
    text = document(papers.render(made))
    for wanted in ("工作交接清单", "移交人", "接收人", "监交人", "名册人员", packed.sha256[:16]):
        assert wanted in text


def test_a_county_hands_over_too(county: Desk, stick: Path, new: Path) -> None:
    assert "已接收" in take(pack(county, stick).path, new)
    assert [one.heading for one in index(county.db, county.folder, None, today="2026-11-22").sections] == [
        "一、数据", "二、文件",
    ]  # fmt: skip


def test_the_plan_names_nothing_but_where_the_empty_register_went(old: Desk, stick: Path, new: Path) -> None:
    take(pack(old, stick).path, new)
    (aside,) = [one for one in new.iterdir() if one.name.startswith("接收前-")]
    assert (aside / "school.db").exists() and (aside / "keys.json").exists()
    assert json.loads((aside / "keys.json").read_text(encoding="utf-8"))
    shutil.rmtree(aside)
    with opened(new) as db:
        assert members.find(db)
