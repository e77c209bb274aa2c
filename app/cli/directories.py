"""`wuyou directories`: the county's directory of certificates, made and taken in."""

from pathlib import Path

import click

from app.cli import words
from app.cli.desk import Desk, pass_desk
from app.jobs import directories as jobs


@click.group(cls=words.Group, help="证书名录：县级导出，乡镇采用，核验证书时用。")
def directories() -> None:
    """Gather the commands about the directory."""


@directories.command("write", help="县级：导出证书名录和核验网页，存到文件夹或 U 盘。")
@click.option(
    "--out", required=True, metavar="文件夹", type=click.Path(path_type=Path), help="存到哪个文件夹。"
)
@pass_desk
def write(desk: Desk, out: Path) -> None:
    """Write the county's directory and the page for browsers."""
    with desk.opened() as db:
        file, page = jobs.write(db, out, today=desk.on)
    click.echo(f"证书名录：{file}，发给下级采用\n核验网页：{page}，谁都可以用浏览器打开")


@directories.command("take", help="乡镇：采用县里发来的证书名录。")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@pass_desk
def take(desk: Desk, file: Path) -> None:
    """Take in the county's directory."""
    with desk.opened() as db:
        found = jobs.take(db, jobs.file_bytes(file))
    click.echo(
        f"已采用{found.county_name} {found.as_of} 的证书名录：{len(found.signers)} 台电脑签发的证书能核验。"
    )
