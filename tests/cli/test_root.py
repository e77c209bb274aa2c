"""What stands before every command, and what becomes of what goes wrong."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from app import paths
from app.cli import root
from app.cli.desk import PASSPHRASE_VARIABLE, Windows
from db import places
from tests import commands, made_up, photographed
from tests.commands import Desk

ROOT = Path(__file__).resolve().parents[2]
NO_WINDOWS = Windows(open=lambda folder, operator: 0, photograph=lambda folder, out, today, moment: [])


def test_without_a_command_the_window_opens_on_the_folder(bare: Desk) -> None:
    bare.done()
    assert bare.windows == [(bare.folder, "钟小兰")]


def test_a_school_that_is_not_founded_is_said(bare: Desk) -> None:
    assert bare.refused("classes", "list") == "本机还没有设立单位，请先在“开始使用”里填写单位名称。"


def test_founding_twice_is_refused(desk: Desk) -> None:
    said = desk.refused("found", "--level", "县", "--code", "350999", "--name", "青岚县")
    assert said.startswith("本机已经设好单位")


def test_a_folder_in_use_is_said(desk: Desk) -> None:
    with places.lock(desk.folder):
        assert desk.refused("backup") == "五有已经在这台电脑上打开了，请切换到已打开的窗口。"


def test_a_folder_that_is_a_file_is_said(bare: Desk) -> None:
    bare.folder.write_text("不是文件夹", encoding="utf-8")
    assert bare.refused("members", "list")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command with a bug, among the real ones."""

    @click.command()
    def broken_() -> None:
        raise ZeroDivisionError("a bug of ours")

    monkeypatch.setattr("app.cli.registers.broken", broken_, raising=False)
    monkeypatch.setitem(root._NOUNS, "broken", "app.cli.registers")


@pytest.mark.usefixtures("broken")
def test_a_bug_leaves_its_traceback_in_the_log_and_not_on_the_screen(bare: Desk) -> None:
    said = bare("broken")
    log = paths.log(bare.folder)
    assert said.code == 3
    assert said.err == f"程序出错了，没有做完。详情在 {log}，请把它发给维护人员。\n"
    assert "ZeroDivisionError: a bug of ours" in log.read_text(encoding="utf-8")


@pytest.mark.usefixtures("broken")
def test_a_bug_is_shown_where_the_log_cannot_be_written(bare: Desk) -> None:
    paths.log(bare.folder).mkdir(parents=True)
    said = bare("broken")
    assert said.code == 3
    assert "ZeroDivisionError: a bug of ours" in said.err


def test_backup_and_undo(staffed: Desk) -> None:
    assert "已备份并核对" in staffed.done("backup")
    (copy,) = paths.backups(staffed.folder).glob("*.db")
    assert copy.with_suffix(".keys.json").exists()
    staffed.done("classes", "new", "冬训第一期")
    assert staffed.done("undo") == "已撤销：筹备培训班：冬训第一期\n"
    assert staffed.done("redo") == "已重做：筹备培训班：冬训第一期\n"
    assert staffed.done("redo") == "没有可以重做的操作。\n"
    assert staffed.done("undo") == "已撤销：筹备培训班：冬训第一期\n"
    assert "冬训第一期" not in staffed.done("classes", "list")


def test_who_did_it_is_written_down(desk: Desk, tmp_path: Path) -> None:
    proof = tmp_path / "计划.pdf"
    proof.write_bytes(photographed.pdf())
    desk.done("checklist", "attach", "annual_plan", proof, "--formed-on", "2026-03-02")
    assert "计划.pdf（2026-03-02）" in desk.done("checklist", "show")


def test_a_passphrase_is_set_asked_for_and_changed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = CliRunner()

    def typed(*words: str, keys: str) -> tuple[int, str]:
        result = runner.invoke(root.wuyou, ["--data", str(desk.folder), *words], obj=NO_WINDOWS, input=keys)
        assert result.exception is None, result.exception
        return result.exit_code, result.output

    new = "云溪的茶叶今年很香"
    code, said = typed("passphrase", "set", keys=f"{new}\n{new}\n")
    assert (code, said.splitlines()[-1]) == (0, "口令已设好，下次打开数据时要用它。")
    assert new not in said
    assert typed("members", "list", keys=f"{new}\n")[0] == 0
    monkeypatch.setenv(PASSPHRASE_VARIABLE, "不是这一句话")
    assert desk.refused("members", "list") == "口令不对，请重新输入。"
    monkeypatch.setenv(PASSPHRASE_VARIABLE, new)
    desk.done("members", "list")


def test_a_passphrase_typed_differently_the_second_time_is_not_set(desk: Desk) -> None:
    arguments = ["--data", str(desk.folder), "passphrase", "set"]
    result = CliRunner().invoke(
        root.wuyou, arguments, obj=NO_WINDOWS, input="一句很长的口令\n另一句很长的口令\n"
    )
    assert "两次输入的口令不一样" in str(result.exception)
    desk.done("members", "list")


def test_the_end_of_the_input_cancels(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object, **__: object) -> str:
        raise EOFError

    monkeypatch.setattr("click.termui.hidden_prompt_func", nothing)
    said = desk("passphrase", "set")
    assert (said.code, said.err.splitlines()[-1]) == (1, "已取消。")


def run_python(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        capture_output=True,
        env=environment,
        check=False,
        **options,
    )  # type: ignore[call-overload,no-any-return]


def test_the_program_speaks_chinese_to_a_console_that_does_not(staffed: Desk) -> None:
    found = run_python("--data", str(staffed.folder), "members", "list", "单晓红")
    assert found.returncode == 0, found.stderr
    assert "单晓红" in found.stdout.decode("utf-8")
    assert commands.without_the_clock(found.stderr.decode("utf-8")) == ""


def test_the_program_ends_with_a_sentence_and_exit_code_1(tmp_path: Path) -> None:
    found = run_python("--data", str(tmp_path / "空"), "classes", "new", "冬训第一期")
    assert found.returncode == 1
    assert found.stdout == b""
    assert commands.without_the_clock(found.stderr.decode("utf-8")).splitlines() == [
        "本机还没有设立单位，请先在“开始使用”里填写单位名称。"
    ]


def test_the_child_that_reads_sheets_is_behind_the_same_door(tmp_path: Path) -> None:
    sheet = commands.roster(tmp_path / "名单.csv").read_bytes()
    found = run_python("--parse-sheet", input=b'{"ending": ".csv"}\n' + sheet)
    assert found.returncode == 0
    frames = found.stdout.decode("utf-8").splitlines()
    assert frames[0] == '{"kind": "csv"}' or '"csv"' in frames[0]
    assert made_up.NAMES[0] in found.stdout.decode("utf-8")


def test_a_reader_that_has_seen_enough_ends_the_program_quietly(staffed: Desk) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    found = subprocess.run(
        [sys.executable, "-m", "app", "--data", str(staffed.folder), "members", "list"],
        stdout=writing, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    os.close(writing)
    assert found.returncode == 1
    assert commands.without_the_clock(found.stderr.decode("utf-8")) == ""
