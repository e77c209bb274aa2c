"""`wuyou updates`: newer versions of the program on a stick or in a folder."""

from pathlib import Path

import click

from app.cli import words
from app.cli.desk import Desk, pass_desk, telling
from app.errors import UserError
from app.jobs import updates as jobs

_PLACE = click.argument("place", metavar="文件夹", type=click.Path(path_type=Path))


@click.group(cls=words.Group, help="更新：U盘或文件夹里有没有新版本，核对后取来安装。")
def updates() -> None:
    """Gather the commands about updates."""


@updates.command(help="看看U盘或文件夹里有没有新版本；什么都不改。")
@_PLACE
def look(place: Path) -> None:
    """Say what is there for this computer; fail where something there is not what it should be."""
    said = jobs.look(place, machine=jobs.this_machine(), trusted=jobs.shipped_keys())
    if said.found is None and said.refused:
        raise UserError(said.sentence)
    click.echo(said.sentence)
    if said.found and said.found.release.notes:
        click.echo(said.found.release.notes)


@updates.command(help="先备份数据，再把新版本取到本机、核对好，给出安装的命令。")
@_PLACE
@pass_desk
def take(desk: Desk, place: Path) -> None:
    """Copy the data, bring the installer here, and say how it is started."""
    machine, trusted = jobs.this_machine(), jobs.shipped_keys()
    said = jobs.look(place, machine=machine, trusted=trusted)
    if said.found is None:
        raise UserError(said.sentence)
    with desk.opened() as db:
        installer = jobs.take(
            db, said.found, folder=desk.folder, machine=machine, trusted=trusted, tell=telling()
        )
    click.echo(f"{said.found.release.version} 版已取到本机并核对好，数据也备份过了。请运行：")
    click.echo(jobs.launch(installer, machine).by_hand)
