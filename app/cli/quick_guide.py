"""`wuyou guide`: the quick guide on paper."""

from pathlib import Path

import click

from app.cli import words
from app.jobs import files
from app.jobs import quick_guide as jobs


@click.command(cls=words.Command, help="快速指南：四页纸，从安装到上报，常用的键，出了问题怎么办。")
@click.option(
    "--out", required=True, metavar="文件", type=click.Path(path_type=Path), help="存成哪个 PDF 文件。"
)
def guide(out: Path) -> None:
    """Write the four pages."""
    path = files.keep(
        out if out.suffix.lower() == ".pdf" else out.with_name(f"{out.name}.pdf"), jobs.printed()
    )
    click.echo(f"四页快速指南已存到 {path}，可以打印出来放在桌上。")
