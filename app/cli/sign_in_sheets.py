"""`wuyou sign-in-sheets`: the sheets that people sign."""

from pathlib import Path

import click

from app.cli import handwriting, named, words
from app.cli.desk import Desk, pass_desk
from app.jobs import sign_in_sheets as papers


@click.group(cls=words.Group, help="签到表。")
def sign_in_sheets() -> None:
    """Gather the commands about sign-in sheets."""


@sign_in_sheets.command("print", help="打印一个班的签到表（PDF）；半天多时分成几份，文件名后面加 -2、-3。")
@click.argument("training_class", metavar="班")
@click.option("--out", required=True, metavar="文件", type=click.Path(path_type=Path), help="存成哪个 PDF。")
@pass_desk
@handwriting.prints
def print_(desk: Desk, training_class: str, out: Path) -> None:
    """Print a class's sheets."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        for path in papers.save_sheets(db, found.id, out=out, today=desk.on):
            click.echo(f"签到表“{found.name}”：{path}")
