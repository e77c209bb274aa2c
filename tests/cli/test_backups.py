import re
from pathlib import Path

import pytest

from app import paths
from app.cli.desk import PASSPHRASE_VARIABLE
from app.jobs import backups, passphrases
from tests import commands
from tests.commands import Desk

PHRASE = "云溪的水很清很甜"


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    made = commands.township(Desk(tmp_path / "data", capsys))
    made.done("backup")
    made.done("teachers", "add", "钟老师")
    return made


def locked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    passphrases.set_passphrase(desk.folder, PHRASE, clerk="钟小兰")
    monkeypatch.setenv(PASSPHRASE_VARIABLE, PHRASE)
    return desk


def test_copies_are_listed_compared_and_gone_back_to(desk: Desk) -> None:
    listed = desk.done("backups", "list")
    assert "能恢复" in listed and "最近一次验证可恢复" in listed
    said = desk.done("backups", "compare", 1)
    assert "收回 1 步更改" in said and "钟老师" in said and "钟小兰" in said
    assert "没有编号是 7 的备份" in desk.refused("backups", "compare", 7)
    assert "不会删除" not in desk.done("backups", "restore", 1, "--yes")
    assert "钟老师" not in desk.done("teachers", "list")
    (aside,) = desk.folder.glob("恢复前-*")
    assert (aside / "school.db").is_file()


def test_a_copy_goes_to_another_place_only_where_it_is_locked(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stick").mkdir()
    assert "还没有设口令" in desk.refused("backups", "deliver", tmp_path / "stick")
    assert "核对无误" in locked(desk, monkeypatch).done("backups", "deliver", tmp_path / "stick")
    (file,) = (tmp_path / "stick").rglob("*.db")
    number = max(one.number for one in backups.find(desk.folder))
    assert f"编号 {number}" in desk.done("backups", "bring-back", file)
    assert "不是五有的备份" in desk.refused("backups", "bring-back", tmp_path / "名册.xlsx")


def test_a_laptop_on_which_nothing_was_begun_goes_on_from_a_stick(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stick").mkdir()
    locked(desk, monkeypatch).done("backups", "deliver", tmp_path / "stick")
    (file,) = (tmp_path / "stick").rglob("*.db")
    fresh = Desk(tmp_path / "fresh", desk.capsys)
    number = "".join(re.findall(r"编号 (\d+)", fresh.done("backups", "bring-back", file)))
    assert "已恢复" in fresh.done("backups", "restore", number, "--yes")
    assert "钟老师" in fresh.done("teachers", "list")


def test_damaged_data_is_rescued_and_what_is_lost_is_said(desk: Desk) -> None:
    file = paths.register(desk.folder)
    data = bytearray(file.read_bytes())
    data[4096 * 30 + 100] ^= 1
    file.write_bytes(bytes(data))
    paths.open_mark(desk.folder).touch()
    assert "有损坏" in desk.refused("teachers", "list")
    assert "原来的文件没有动" in desk.done("rescue")
    desk.done("check")


def test_a_lost_keyring_comes_back_from_beside_a_copy(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    locked(desk, monkeypatch)
    for file in desk.folder.glob("keys.json*"):
        file.unlink()
    assert "密钥文件" in desk.refused("teachers", "list")
    assert "密钥文件从备份旁边找回来了" in desk.done("rescue")
    assert "钟老师" in desk.done("teachers", "list")


def test_the_file_and_the_chain_are_looked_over(desk: Desk) -> None:
    assert "数据文件完好" in desk.done("check") and "没有被改动过" in desk.done("check", "--clock-is-right")


def test_who_may_open_the_data_is_listed_added_and_taken_away(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "还没有设口令" in desk.done("clerks", "list")
    assert "还没有设口令" in desk.refused("clerks", "add", "李干事")
    assert "还没有设口令" in desk.refused("recovery", "make", "--out", tmp_path / "码.pdf")
    locked(desk, monkeypatch)
    assert desk.done("clerks", "list").splitlines() == ["钟小兰", "恢复码：没有。", "上级代管：没有。"]
    assert "最后一个口令" in desk.refused("clerks", "remove", "钟小兰")
    assert "没有叫“王五”的操作员" in desk.refused("clerks", "remove", "王五")
    assert "分别锁好" in desk.done("recovery", "make", "--out", tmp_path / "码.pdf")
    assert (tmp_path / "码.pdf").read_bytes().startswith(b"%PDF")
    assert "恢复码：有。" in desk.done("clerks", "list")
    kept = paths.keyring(desk.folder).read_bytes()
    assert "找不到文件夹" in desk.refused("recovery", "make", "--out", tmp_path / "没有的" / "码.pdf")
    assert paths.keyring(desk.folder).read_bytes() == kept, "the paper there is goes on to open"


def test_changes_are_listed_with_what_before_and_after_and_kept_as_papers(desk: Desk, tmp_path: Path) -> None:
    assert "钟老师" in desk.done("changes") and "钟小兰" in desk.done("changes")
    assert "姓名：— → 钟老师" in desk.done("changes", "--lines", "--text", "钟老师")
    assert "没有符合条件的更改" in desk.done("changes", "--clerk", "别人")
    for name, head in (("记录.pdf", b"%PDF"), ("记录.xlsx", b"PK")):
        desk.done("changes", "--out", tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(head)
