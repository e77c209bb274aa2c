import subprocess
import sys
from pathlib import Path

import pytest

from db import places
from db.faults import AlreadyOpen, UnsafePlace

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys
from pathlib import Path
from db import places
with places.lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def blocks(tmp_path: Path) -> Path:
    folder = tmp_path / "block"
    for name, flag in (("sda", "0"), ("sdb", "1"), ("sdba", "0"), ("nvme0n1", "0"), ("mmcblk0", "1")):
        (folder / name).mkdir(parents=True)
        (folder / name / "removable").write_text(f"{flag}\n")
    return folder


def mounts(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "mounts"
    file.write_text("".join(f"{line} rw 0 0\n" for line in ("/dev/sda1 / ext4", *lines)), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("/dev/sda2 {} ext4", ""),
        ("/dev/nvme0n1p2 {} btrfs", ""),
        ("tmpfs {} tmpfs", ""),
        ("//server/share {} cifs", "network"),
        ("server:/home {} nfs4", "network"),
        ("gvfsd-fuse {} fuse.gvfsd-fuse", "network"),
        ("me@server: {} fuse.sshfs", "network"),
        ("/dev/sda3 {} vfat", "removable"),
        ("/dev/sdb1 {} exfat", "removable"),
        ("/dev/sdb1 {} ext4", "removable"),
        ("/dev/sdba1 {} ext4", ""),
        ("/dev/mmcblk0p1 {} ext4", "removable"),
        ("/dev/mapper/home {} ext4", ""),
        ("sdb {} overlay", ""),
    ],
)
def test_what_a_folder_lies_on(tmp_path: Path, blocks: Path, line: str, kind: str) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    assert places._linux_kind(folder, mounts(tmp_path, line.format(folder)), blocks) == kind
    assert places._linux_kind(folder / "not" / "yet", mounts(tmp_path, line.format(folder)), blocks) == kind


def test_the_innermost_mount_counts_and_the_last_one_there(tmp_path: Path, blocks: Path) -> None:
    inner = tmp_path / "data" / "school"
    inner.mkdir(parents=True)
    file = mounts(
        tmp_path,
        f"s:/x {tmp_path / 'data'} nfs",
        f"/dev/sda1 {inner} ext4",
        f"/dev/sdb1 {tmp_path / 'data' / 'scho'} vfat",
    )
    assert places._linux_kind(inner, file, blocks) == ""
    assert places._linux_kind(tmp_path / "data", file, blocks) == "network"
    covered = mounts(tmp_path, f"/dev/sda1 {inner} ext4", f"/dev/sdb1 {inner} ext4")
    assert places._linux_kind(inner, covered, blocks) == "removable"


def test_a_mount_with_a_space_and_chinese_in_its_name(tmp_path: Path, blocks: Path) -> None:
    folder = tmp_path / "我的 U盘\\x"
    folder.mkdir()
    written = str(folder).replace("\\", "\\134").replace(" ", "\\040")
    assert places._linux_kind(folder, mounts(tmp_path, f"/dev/sdb1 {written} vfat"), blocks) == "removable"


def test_a_link_counts_as_what_it_leads_to(tmp_path: Path, blocks: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (tmp_path / "link").symlink_to(stick)
    file = mounts(tmp_path, f"/dev/sdb1 {stick} vfat")
    assert places._linux_kind(tmp_path / "link" / "data", file, blocks) == "removable"


def test_nobody_can_tell_without_the_list_of_mounts(tmp_path: Path, blocks: Path) -> None:
    assert places._linux_kind(tmp_path, tmp_path / "no-such-file", blocks) == ""
    (tmp_path / "strange").write_text("\nnonsense\n", encoding="utf-8")
    assert places._linux_kind(tmp_path, tmp_path / "strange", blocks) == ""


def test_a_fault_says_which_place_and_why(tmp_path: Path) -> None:
    fault = UnsafePlace(tmp_path, "network")
    assert (fault.path, fault.kind) == (tmp_path, "network")
    places.refuse_unsafe(Path(__file__).parent)


def test_a_folder_is_locked_while_it_is_held_and_free_after(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    with places.lock(folder):
        with pytest.raises(AlreadyOpen), places.lock(folder):
            pass
        with pytest.raises(AlreadyOpen), places.lock(folder):
            pass
    with pytest.raises(RuntimeError), places.lock(folder):
        raise RuntimeError
    with places.lock(folder):
        pass


@pytest.mark.parametrize("how", ["kill", "end"])
def test_another_process_holds_it_until_it_is_gone(tmp_path: Path, how: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin and process.stdout
    with process:
        assert process.stdout.readline().strip() == b"held"
        with pytest.raises(AlreadyOpen), places.lock(tmp_path):
            pass
        if how == "kill":
            process.kill()
        else:
            process.stdin.close()
        process.wait(timeout=300)
    with places.lock(tmp_path):
        pass
