import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import Cancelled, UserError
from app.exchange import parcels, sticks
from app.progress import silent

MEGABYTE = 1024**2


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A finished file of three blocks and a bit."""
    path = tmp_path / "source.wuyou"
    path.write_bytes(hashlib.shake_256(b"source").digest(3 * MEGABYTE + 1234))
    return path


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


class At:
    """Do something when a job says its n-th word, or its first with a given note."""

    def __init__(self, act: Callable[[], object], *, call: int = 0, note: str = "") -> None:
        self.act, self.call, self.note, self.calls = act, call, note, 0

    def __call__(self, done: int, total: int, note: str = "") -> None:
        self.calls += 1
        if self.calls == self.call or (self.note and self.note in note):
            self.note = ""
            self.act()


def test_a_file_arrives_under_its_name_and_nothing_else(source: Path, stick: Path) -> None:
    target = sticks.deliver(source, stick, name="五有-某乡-0003.wuyou", tell=silent)
    assert target == stick / "五有-某乡-0003.wuyou"
    assert target.read_bytes() == source.read_bytes()
    assert list(stick.iterdir()) == [target]


@pytest.mark.parametrize("size", [0, 1, MEGABYTE, MEGABYTE + 1])
def test_files_of_every_length_arrive(source: Path, stick: Path, size: int) -> None:
    os.truncate(source, size)
    assert sticks.deliver(source, stick, name="a.wuyou", tell=silent).read_bytes() == source.read_bytes()


def test_progress_runs_to_the_end_three_times(source: Path, stick: Path) -> None:
    heard: list[tuple[int, int, str]] = []
    sticks.deliver(source, stick, name="a.wuyou", tell=lambda *said: heard.append(said))
    size = source.stat().st_size
    assert [note for done, total, note in heard if done == total == size] == [
        "正在写入", "正在核对写入的内容", "正在核对写入的内容",
    ]  # fmt: skip


def test_what_lies_there_is_never_overwritten(source: Path, stick: Path) -> None:
    (stick / "a.wuyou").write_bytes(b"older")
    (stick / "a-2.wuyou").symlink_to("nowhere")
    names = [sticks.deliver(source, stick, name="a.wuyou", tell=silent).name for _ in range(2)]
    assert names == ["a-3.wuyou", "a-4.wuyou"]
    assert (stick / "a.wuyou").read_bytes() == b"older"


def test_leftovers_of_a_pulled_stick_are_swept_and_nothing_else_is(source: Path, stick: Path) -> None:
    kept = [stick / "~mine.part", stick / "notes.part", stick / "~0123abcd.part.txt"]
    for path in [*kept, stick / "~0123abcd.part"]:
        path.write_bytes(b"left")
    (stick / "~89abcdef.part").symlink_to(kept[0])
    (stick / "~89abcde0.part").mkdir()
    target = sticks.deliver(source, stick, name="a.wuyou", tell=silent)
    assert set(stick.iterdir()) == {*kept, target, stick / "~89abcdef.part", stick / "~89abcde0.part"}


NAMES = ["", "a/b.wuyou", "a\\b.wuyou", "../a.wuyou", "a:b", "a?", "x" * 201, "县" * 70, "con", "COM1.wuyou",
         "a.", "a ", "a\n", "a\0", "~12345678.part"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name)[:20])
def test_a_name_some_stick_cannot_hold_is_refused(source: Path, stick: Path, name: str) -> None:
    with pytest.raises(UserError, match="文件名"):
        sticks.deliver(source, stick, name=name, tell=silent)
    assert list(stick.iterdir()) == []


def test_a_stick_that_is_not_there_is_said(source: Path, stick: Path) -> None:
    for folder in (stick / "gone", source):
        with pytest.raises(UserError, match="插好U盘"):
            sticks.deliver(source, folder, name="a.wuyou", tell=silent)


def test_a_source_that_is_gone_is_not_the_sticks_fault(stick: Path) -> None:
    with pytest.raises(UserError, match="本机磁盘"):
        sticks.deliver(stick / "gone", stick, name="a.wuyou", tell=silent)


def test_a_stick_too_small_is_refused_before_writing(source: Path, disk) -> None:
    if not disk.mounted:
        source.parent.joinpath("big").touch()
        source = source.parent / "big"
        os.truncate(source, shutil.disk_usage(disk.folder).free)
    disk.fill(spare=2 * MEGABYTE)
    with pytest.raises(UserError, match="空间不够"):
        sticks.deliver(source, disk.folder, name="a.wuyou", tell=silent)
    assert list(disk.folder.iterdir()) == []


@pytest.mark.parametrize(("spare", "call"), [(0, 1), (4096, 1), (700_000, 1), (0, 2), (700_000, 2), (0, 3)])
def test_a_stick_that_fills_up_while_writing_is_said(source: Path, disk, spare: int, call: int) -> None:
    filling = At(lambda: disk.fill(spare=spare), call=call)
    with pytest.raises(UserError, match="空间已满|4 GB"):
        sticks.deliver(source, disk.folder, name="a.wuyou", tell=filling)
    assert list(disk.folder.iterdir()) == []


def test_a_stick_that_was_full_takes_the_file_once_there_is_room(source: Path, disk) -> None:
    with contextlib.suppress(UserError):
        sticks.deliver(source, disk.folder, name="a.wuyou", tell=At(lambda: disk.fill(spare=0), call=1))
    disk.fill(spare=6 * MEGABYTE)
    target = sticks.deliver(source, disk.folder, name="a.wuyou", tell=silent)
    assert target.name == "a.wuyou"
    assert target.read_bytes() == source.read_bytes()


def test_a_stick_that_takes_nothing_is_said(source: Path, locked_disk: Path) -> None:
    with pytest.raises(UserError, match="只读|没有权限"):
        sticks.deliver(source, locked_disk, name="a.wuyou", tell=silent)
    assert list(locked_disk.iterdir()) == []


def test_a_place_that_does_not_know_its_room_is_tried(source: Path) -> None:
    """The kernel's own file system says 0 bytes are free, as some strange sticks do."""
    with pytest.raises(UserError) as refusal:
        sticks.deliver(source, Path("/proc"), name="a.wuyou", tell=silent)
    assert "空间不够" not in str(refusal.value)


@pytest.mark.parametrize("call", range(1, 9))
def test_a_stick_pulled_at_any_word_before_the_last_check_is_said(
    source: Path, stick: Path, call: int
) -> None:
    pulled = At(lambda: shutil.rmtree(stick), call=call)
    with pytest.raises(UserError, match="拔出"):
        sticks.deliver(source, stick, name="a.wuyou", tell=pulled)
    assert not stick.exists()


def test_a_stick_taken_and_put_back_elsewhere_has_nothing_by_that_name(
    source: Path, stick: Path, tmp_path: Path
) -> None:
    pulled = At(lambda: stick.rename(tmp_path / "elsewhere"), call=2)
    with pytest.raises(UserError, match="拔出"):
        sticks.deliver(source, stick, name="a.wuyou", tell=pulled)
    assert not (tmp_path / "elsewhere" / "a.wuyou").exists()


def spoil(folder: Path, act: Callable[[Path], object]) -> Callable[[], None]:
    """Change whatever file lies on the stick, as bad memory cells would."""

    def spoiling() -> None:
        (path,) = folder.iterdir()
        act(path)

    return spoiling


def flip(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(2 * MEGABYTE)
        byte = file.read(1)
        file.seek(2 * MEGABYTE)
        file.write(bytes([byte[0] ^ 1]))


@pytest.mark.parametrize(
    "act", [flip, lambda path: os.truncate(path, MEGABYTE), lambda path: os.truncate(path, 5)]
)
@pytest.mark.parametrize("call", [5, 9], ids=["first reading", "second reading"])
def test_a_stick_that_returns_other_bytes_is_found_out(source: Path, stick: Path, call: int, act) -> None:
    """The fifth word is the first of the first reading back, the ninth that of the second."""
    with pytest.raises(UserError, match="读回来不一样"):
        sticks.deliver(source, stick, name="a.wuyou", tell=At(spoil(stick, act), call=call))
    assert list(stick.iterdir()) == []


@pytest.mark.parametrize("call", range(1, 9))
def test_a_cancelled_delivery_leaves_nothing(source: Path, stick: Path, call: int) -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        sticks.deliver(source, stick, name="a.wuyou", tell=At(stop, call=call))
    assert list(stick.iterdir()) == []


def test_a_stick_shows_its_parcels_and_what_only_looks_like_one(seal, stick: Path) -> None:
    first = sticks.deliver(seal(seq=1), stick, name="一.wuyou", tell=silent)
    second = sticks.deliver(seal(seq=2, prev="0" * 64), stick, name="二.WUYOU", tell=silent)
    (stick / "sealed.txt").write_bytes(first.read_bytes())
    (stick / "photo.wuyou").write_bytes(b"\xff\xd8\xff" * 100)
    (stick / "cut.wuyou").write_bytes(first.read_bytes()[:100])
    (stick / "empty.wuyou").touch()
    (stick / "folder.wuyou").mkdir()
    (stick / "link.wuyou").symlink_to(first)
    os.mkfifo(stick / "pipe.wuyou")
    (stick / "照片.lnk").write_bytes(b"L\0\0\0")

    assert [(path, header.seq) for path, header in sticks.parcels_on(stick)] == [(first, 1), (second, 2)]
    assert sticks.parcels_on(stick)[0][1] == parcels.peek(first)
    said = {path.name: why for path, why in sticks.unreadable_on(stick)}
    assert said.keys() == {"photo.wuyou", "cut.wuyou", "empty.wuyou"}
    assert "不是五有数据包" in said["photo.wuyou"]
    assert "不完整" in said["cut.wuyou"]


def test_a_stick_gone_before_it_was_looked_at_is_said(stick: Path) -> None:
    with pytest.raises(UserError, match="拔出"):
        sticks.parcels_on(stick / "gone")


KILLED = """
import os, signal, sys
from pathlib import Path
from app.exchange import sticks

calls = 0

def tell(done, total, note=""):
    global calls
    calls += 1
    if calls == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)

sticks.deliver(Path(sys.argv[1]), Path(sys.argv[2]), name="a.wuyou", tell=tell)
"""


@pytest.mark.parametrize("call", [2, 5, 8, 10])
def test_a_killed_delivery_leaves_no_torn_file_by_the_name(source: Path, stick: Path, call: int) -> None:
    command = [sys.executable, "-c", KILLED, str(source), str(stick), str(call)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    (left,) = stick.iterdir()
    assert left.name.startswith("~") or left.read_bytes() == source.read_bytes()
    target = sticks.deliver(source, stick, name="b.wuyou", tell=silent)
    assert {path.name for path in stick.iterdir()} <= {"a.wuyou", target.name}


def test_a_stick_a_worm_was_on_is_told(tmp_path: Path) -> None:
    (tmp_path / "照片").mkdir()
    (tmp_path / "材料").mkdir()
    (tmp_path / "说明.txt").write_text("普通的文件")
    (tmp_path / "别的.lnk").write_bytes(b"L")
    assert sticks.worm_signs(tmp_path) == ""
    (tmp_path / "照片.LNK").write_bytes(b"L")
    (tmp_path / "材料.exe").write_bytes(b"MZ")
    said = sticks.worm_signs(tmp_path)
    assert "材料.exe、照片.LNK" in said
    assert "不要双击" in said
    (tmp_path / "autorun.inf").write_text("[autorun]")
    assert "autorun.inf" in sticks.worm_signs(tmp_path)
    with pytest.raises(UserError, match="可能已被拔出"):
        sticks.worm_signs(tmp_path / "没有")
