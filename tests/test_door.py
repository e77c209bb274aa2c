import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import paths
from app.__main__ import opened_file, window_asked
from app.cli import root
from app.cli.desk import Windows

ROOT = Path(__file__).resolve().parents[1]


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


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--data", "/d"],
        ["--data=/d", "--operator", "张干事"],
        ["--data="],
        ["--operator", "", "--data", "~/d"],
        ["--data", "/one", "--data", "/d=e"],
    ],
)
def test_the_window_without_a_command_is_what_click_would_make_of_it(arguments: list[str]) -> None:
    opened: list[tuple[Path, str]] = []
    windows = Windows(
        open=lambda folder, operator: opened.append((folder, operator)) or 0,
        photograph=lambda folder, out, today, moment: [],
    )
    assert root.run(list(arguments), windows) == 0
    asked = window_asked(list(arguments))
    assert asked is not None
    data, operator = asked
    assert opened == [(Path(data).expanduser().absolute() if data else paths.data(), operator)]


@pytest.mark.parametrize(
    "arguments",
    [
        ["members", "list"],
        ["--data", "/d", "members", "list"],
        ["--data"],
        ["--data", "--operator"],
        ["--today", "2026-11-22"],
        ["--dat", "/d"],
        ["--help"],
        ["--"],
        [""],
        ["photo.jpg"],
    ],
)
def test_what_is_not_plainly_the_window_is_left_to_the_commands(arguments: list[str]) -> None:
    assert window_asked(arguments) is None


def opened_in_a_process(*arguments: str, window: str) -> subprocess.CompletedProcess[str]:
    """Go through the door in a process whose window does what `window` says instead of opening."""
    program = (
        "import sys\nfrom app import __main__ as door\n"
        f"def stand_in(folder, operator, file):\n    {window}\n"
        "door._open = stand_in\nsys.exit(door.main())\n"
    )
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )


def test_the_window_waits_for_nothing_that_commands_are_made_of(tmp_path: Path) -> None:
    done = opened_in_a_process(
        "--data",
        str(tmp_path),
        str(tmp_path / "包.wuyou"),
        window="print(folder, file, *sys.modules); return 7",
    )
    folder, file, *read = done.stdout.split()
    assert (done.returncode, done.stderr) == (7, "")
    assert (folder, file) == (str(tmp_path), str(tmp_path / "包.wuyou"))
    rooms = ("click", "app.cli", "app.jobs", "app.school", "app.ui", "sqlite_utils", "PySide6")
    assert [name for name in rooms if name in read] == []


def test_what_leaves_the_window_is_said_or_written_down(tmp_path: Path) -> None:
    full = opened_in_a_process("--data", str(tmp_path), window="raise OSError(28, 'full')")
    assert (full.returncode, full.stderr) == (1, "磁盘已满，没有保存。请删去不用的文件、腾出空间后再试。\n")
    ours = opened_in_a_process("--data", str(tmp_path), window="return {}['a bug of ours']")
    assert ours.returncode == 3
    assert ours.stderr == f"程序出错了，没有做完。详情在 {paths.log(tmp_path)}，请把它发给维护人员。\n"
    assert "KeyError: 'a bug of ours'" in paths.log(tmp_path).read_text(encoding="utf-8")
    stopped = opened_in_a_process("--data", str(tmp_path), window="raise KeyboardInterrupt")
    assert (stopped.returncode, stopped.stderr) == (1, "已取消。\n")


def test_a_home_that_is_nobodys_is_said_as_for_a_command(tmp_path: Path) -> None:
    nobody = f"~{tmp_path.name}/数据"
    window = opened_in_a_process("--data", nobody, window="return 0")
    command = opened_in_a_process("--data", nobody, "agenda", window="return 0")
    assert (window.returncode, window.stderr) == (command.returncode, command.stderr)
    assert window.returncode
