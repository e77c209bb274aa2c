"""`wuyou guide`, and what the README says of the commands."""

import re
from pathlib import Path

import click
import pypdfium2

from app.cli.root import wuyou
from tests.commands import Desk

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_guide_is_written_where_it_is_asked_for(bare: Desk, tmp_path: Path) -> None:
    said = bare.done("guide", "--out", tmp_path / "指南")
    assert str(tmp_path / "指南.pdf") in said
    with pypdfium2.PdfDocument(tmp_path / "指南.pdf") as written:
        assert len(written) == 4
    # It needs no data, and makes none.
    assert not bare.folder.exists()
    assert "找不到文件夹" in bare.refused("guide", "--out", tmp_path / "没有" / "指南.pdf")


def test_the_readme_names_every_command_and_none_that_is_not_there() -> None:
    table = README.read_text(encoding="utf-8").split("| 管什么 | 命令 |")[1].split("\n\n")[0]
    named = re.findall(r"`([a-z-]+)`", table)
    assert sorted(named) == sorted(wuyou.list_commands(click.Context(wuyou)))
