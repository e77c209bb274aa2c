from pathlib import Path

import pytest

from app.__main__ import opened_file


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["members", "list"],
        ["parcels", "receive", "/stick/包.wuyou"],
        ["--data", "/d", "parcels", "receive", "包.wuyou"],
        ["--data", "包.wuyou"],
        ["--today", "2026-11-22", "transfers", "show", "单.wuyou"],
        ["demo"],
        ["wuyou"],
        ["--help"],
        ["photo.jpg"],
    ],
)
def test_a_command_keeps_its_arguments(arguments: list[str]) -> None:
    assert opened_file(list(arguments)) == (arguments, None)


@pytest.mark.parametrize("name", ["包.wuyou", "包.WUYOU", "名片.wycard", "交接包.jiaojie", "-.wuyou"])
def test_a_file_alone_or_after_options_is_for_the_window(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / name
    assert opened_file([name]) == ([], file)
    assert opened_file([str(file)]) == ([], file)
    assert opened_file(["--data", "/d", name]) == (["--data", "/d"], file)
    assert opened_file(["--data=/d", "--operator", "张干事", name]) == (
        ["--data=/d", "--operator", "张干事"],
        file,
    )
