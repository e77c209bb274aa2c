from pathlib import Path

import pytest

from tests.commands import Desk


def test_a_desk_is_packed_marked_and_taken_over(
    staffed: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WUYOU_HANDOVER_PHRASE", "春耕以前先开一课")
    stick = tmp_path / "stick"
    stick.mkdir()
    people = staffed.done("members", "list")
    said = staffed.done("handover", "pack", stick)
    (pack,) = stick.glob("*.jiaojie")
    assert pack.name in said and pack.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    staffed.done("handover", "mark", "雷干事")
    assert "移交给雷干事" in staffed.refused("courses", "add", "党章")
    assert staffed.done("members", "list") == people
    other = Desk(tmp_path / "new", capsys)
    assert "已接收" in other.done("handover", "take", pack)
    assert other.done("members", "list") == people
    other.done("courses", "add", "党章")
    assert "已经有数据" in other.refused("handover", "take", pack)
    staffed.done("handover", "resume", "--reason", "新电脑没有到位")
    staffed.done("courses", "add", "党章")


def test_a_wrong_phrase_is_said(staffed: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WUYOU_HANDOVER_PHRASE", "短")
    assert "至少要 8 个字符" in staffed.refused("handover", "pack", tmp_path)
