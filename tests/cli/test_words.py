"""What is wrong with a command as it was typed is said in Chinese, with exit code 2."""

import re
from collections.abc import Iterator

import click
import pytest

from app.cli import root
from tests.commands import Desk

CHINESE = re.compile("[一-鿿]")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["foo"], "没有“foo”这个命令。写法见：wuyou --help"),
        (["members", "show"], "缺少参数“姓名”。写法见：wuyou members show --help"),
        (
            ["found", "--level", "乡镇"],
            "缺少选项“--code”（行政区划代码，乡镇 9 位，县 6 位）。写法见：wuyou found --help",
        ),
        (
            ["found", "--level", "省"],
            "选项“--level”不对：“省”认不出，只能是：乡镇、县、市。写法见：wuyou found --help",
        ),
        (["members", "list", "--foo"], "没有“--foo”这个选项。写法见：wuyou members list --help"),
        (["members", "list", "--group"], "选项“--group”后面要写上它的值。"),
        (["backup", "x"], "命令写得不对，可能多写了参数。写法见：wuyou backup --help"),
        (
            ["--today", "2026-2-30", "backup"],
            "选项“--today”不对：“2026-2-30”不是一个日期，请写成 2026-11-20 的样子。",
        ),
        (
            ["--today", "9999-12-31", "backup"],
            "选项“--today”不对：“9999-12-31”不在 1900 年到 2099 年之间，请核对年份。",
        ),
        (["classes", "enrol", "1", "--limit", "０"], "选项“--limit”不对：“０”应当是大于 0 的整数。"),
    ],
)
def test_a_mistake_is_named(bare: Desk, typed: list[str], said: str) -> None:
    found = bare(*typed)
    assert found.code == 2
    assert found.err.startswith(said)
    assert found.out == ""


@pytest.mark.parametrize("hours", ["0", "0.1", "13", "四", "nan", "inf"])
def test_hours_that_are_none_are_refused(bare: Desk, hours: str) -> None:
    lesson = ("--on", "2026-11-20", "--half-day", "上午", "--course", "党课")
    said = bare("classes", "session", "add", "1", *lesson, "--hours", hours)
    assert said.code == 2
    assert f"“{hours}”不是学时数" in said.err


def every_command(group: click.Group, context: click.Context) -> Iterator[tuple[str, ...]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (name,)
        if isinstance(command, click.Group):
            yield from ((name, *rest) for rest in every_command(command, context))


COMMANDS = list(every_command(root.wuyou, click.Context(root.wuyou)))


@pytest.mark.parametrize("words", [(), *COMMANDS], ids=" ".join)
def test_help_is_chinese(bare: Desk, words: tuple[str, ...]) -> None:
    text = bare.done(*words, "--help")
    assert text.startswith(" ".join(("用法：wuyou", *words)))
    assert [
        english for english in ("Usage", "Options", "Commands", "OPTIONS", "ARGS", "Show") if english in text
    ] == []
    explained = [line.split(maxsplit=1) for line in text.splitlines() if line.startswith("  -")]
    assert explained
    assert all(CHINESE.search(" ".join(rest)) for _, *rest in explained)


def test_what_must_be_written_is_said_in_chinese(bare: Desk) -> None:
    said = bare.done("parcels", "send", "--help")
    assert "必须写" in said and "required" not in said
