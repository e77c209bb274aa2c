"""What click says by itself, in Chinese: usage, headings, help, and mistakes in a command."""

from collections.abc import Iterable
from typing import Any

import click

from app.cli import tables

_HEADINGS = {"Options": "选项", "Commands": "命令", "Arguments": "参数", "Usage": "用法"}
_HELP = "显示这段说明。"


class Formatter(click.HelpFormatter):
    """Write help in Chinese, aligned by the width of Chinese characters."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows the command's form."""
        self.write(f"{prefix or '用法：'}{prog} {args}".rstrip() + "\n")

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        self.write(f"{_HEADINGS.get(heading, heading)}：\n")

    def write_text(self, text: str) -> None:
        """Write a paragraph as it is: Chinese text has no spaces to break it at."""
        for line in text.splitlines():
            self.write(" " * self.current_indent + line + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write terms and what they mean in two columns."""
        pairs = list(rows)
        column = min(max(tables.width(term) for term, _ in pairs), col_max)
        for term, meaning in pairs:
            gap = max(column - tables.width(term), 0) + col_spacing
            said = meaning.replace("  [required]", "必须写。")
            self.write(f"{' ' * self.current_indent}{term}{' ' * gap}{said}\n")


class Context(click.Context):
    """A context whose help is written by our formatter."""

    formatter_class = Formatter


class Command(click.Command):
    """A command that speaks Chinese."""

    context_class = Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make it with the word for its options."""
        super().__init__(*args, **{"options_metavar": "[选项]", **kwargs})

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give the help option with its help in Chinese."""
        return _in_chinese(super().get_help_option(ctx))


class Group(click.Group):
    """A group that speaks Chinese, and so do its commands."""

    context_class = Context
    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make it with the words for its options and commands."""
        words = {"options_metavar": "[选项]", "subcommand_metavar": "命令 [参数]…"}
        super().__init__(*args, **{**words, **kwargs})

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give the help option with its help in Chinese."""
        return _in_chinese(super().get_help_option(ctx))


def _in_chinese(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = _HELP
    return option


def sentence(error: click.ClickException) -> str:
    """Say what is wrong with a command as it was typed, and where its form is shown."""
    said = _said(error)
    context = getattr(error, "ctx", None)
    return f"{said}写法见：{context.command_path} --help" if context else said


def _said(error: click.ClickException) -> str:
    if isinstance(error, click.MissingParameter):
        meaning = (getattr(error.param, "help", None) or "").rstrip("。")
        return f"缺少{_named(error.param)}{f'（{meaning}）' if meaning else ''}。"
    if isinstance(error, click.BadParameter):
        return f"{_named(error.param)}不对：{error.message}"
    if isinstance(error, click.NoSuchOption):
        return f"没有“{error.option_name}”这个选项。"
    if isinstance(error, click.exceptions.NoSuchCommand):
        return f"没有“{error.command_name}”这个命令。"
    if isinstance(error, click.BadOptionUsage):
        return f"选项“{error.option_name}”后面要写上它的值。"
    return "命令写得不对，可能多写了参数。"


def _named(param: click.Parameter | None) -> str:
    if param is None:
        return "参数"
    if isinstance(param, click.Option):
        return f"选项“{param.opts[0]}”"
    return f"参数“{param.metavar or param.name}”"
