"""`wuyou passphrase`, `clerks`, `recovery`, `backup` and `undo`: the register as a whole."""

from functools import partial
from pathlib import Path

import click

from app import paths
from app.cli import handwriting, words
from app.cli.desk import PASSPHRASE_VARIABLE, Desk, pass_desk
from app.errors import UserError
from app.jobs import backups, files, passphrases, registers
from db import keyring


@click.group(
    cls=words.Group,
    help="口令：锁住这台电脑上的数据。",
    epilog=f"用到数据的命令会问口令；没有人在键盘前时，从环境变量 {PASSPHRASE_VARIABLE} 取。",
)
def passphrase() -> None:
    """Gather the commands about the passphrase."""


@passphrase.command("set", help="设置或更改口令。忘了口令，数据谁也打不开，请另外写下收好。")
@pass_desk
def set_(desk: Desk) -> None:
    """Set or change the passphrase."""
    with desk.opened():
        pass  # makes the register where there is none, and refuses where another window has it open
    old = desk.passphrase()
    new = _new_passphrase()
    passphrases.set_passphrase(desk.folder, new, old=old)
    click.echo("口令已设好，下次打开数据时要用它。")


@click.group(cls=words.Group, help="操作员：每人一个口令，谁做的更改记在谁名下。")
def clerks() -> None:
    """Gather the commands about who may open the data."""


@clerks.command("list", help="列出谁能打开这些数据。")
@pass_desk
def list_(desk: Desk) -> None:
    """List who has a passphrase, and what else opens the data."""
    if not registers.is_locked(desk.folder):
        click.echo("还没有设口令，谁拿到这台电脑都能打开数据。用 wuyou passphrase set 设一个。")
        return
    ring = paths.keyring(desk.folder)
    for name in keyring.names(ring):
        click.echo(name or "（没有写姓名）")
    click.echo("恢复码：有。" if keyring.has_recovery(ring) else "恢复码：没有。")
    whose = keyring.escrowed_to(ring)
    click.echo(f"上级代管：{whose}。" if whose else "上级代管：没有。")


@clerks.command(help="添加一位操作员，请他本人来输口令。")
@click.argument("name", metavar="姓名")
@pass_desk
def add(desk: Desk, name: str) -> None:
    """Give one more person a passphrase."""
    if not registers.is_locked(desk.folder):
        raise UserError("还没有设口令。请先用 wuyou passphrase set 设好自己的口令，再添加别人。")
    with desk.opened() as db:
        passphrases.add_clerk(db, desk.folder, _new_passphrase(), clerk=name)
    click.echo(f"{name}可以用自己的口令打开这些数据了。")


@clerks.command(help="撤掉一位操作员的口令；他做过的更改都还在。")
@click.argument("name", metavar="姓名")
@pass_desk
def remove(desk: Desk, name: str) -> None:
    """Take a person's passphrase away."""
    with desk.opened():
        if name not in keyring.names(paths.keyring(desk.folder)):
            raise UserError(f"没有叫“{name}”的操作员，用 wuyou clerks list 看有谁。")
        passphrases.drop_clerk(desk.folder, name)
    click.echo(f"已撤掉“{name}”。怕他留有备份或密钥文件，请在窗口的“设置”里换密钥。")


@click.group(cls=words.Group, help="恢复码：口令忘了，用打印的这张纸另设一个。")
def recovery() -> None:
    """Gather the commands about the recovery code."""


@recovery.command(help="做一个新的恢复码并存成 PDF，一页两份；以前的那张作废。")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="文件", help="存成哪个 .pdf。")
@pass_desk
@handwriting.prints
def make(desk: Desk, out: Path) -> None:
    """Make a recovery code and write its paper."""
    if not registers.is_locked(desk.folder):
        raise UserError("还没有设口令，用不着恢复码。请先用 wuyou passphrase set 设好口令。")
    with desk.opened() as db:
        passphrases.make_recovery(db, desk.folder, today=desk.on, keep=partial(files.keep, out))
    click.echo(f"恢复码在 {out}。请打印两份分别锁好，打印以后删去这个文件。")


@recovery.command(help="用恢复码另设一个口令。")
@click.option("--clerk", default="", metavar="姓名", help="给谁设。")
@pass_desk
def use(desk: Desk, clerk: str) -> None:
    """Set a new passphrase with the code on paper."""
    code = click.prompt("恢复码", prompt_suffix="：")
    passphrases.recover(desk.folder, code, _new_passphrase(), clerk=clerk)
    click.echo("新口令设好了，下次打开数据时用它。")


def _new_passphrase() -> str:
    new = click.prompt("新口令", hide_input=True, prompt_suffix="：")
    if click.prompt("再输一遍", hide_input=True, prompt_suffix="：") != new:
        raise UserError("两次输入的口令不一样，没有更改。请再来一次。")
    return str(new)


@click.command(cls=words.Command, help="备份：做一个副本，重新打开核对过才算数。")
@pass_desk
def backup(desk: Desk) -> None:
    """Copy the register and its keyring, checked."""
    with desk.opened() as db:
        copy = backups.back_up(db, desk.folder)
    click.echo(f"已备份并核对：{copy}")


@click.command(cls=words.Command, help="撤销最近的一次操作。")
@pass_desk
def undo(desk: Desk) -> None:
    """Undo the newest act of this laptop."""
    with desk.opened() as db:
        name = db.undo()
    click.echo(f"已撤销：{name}" if name else "没有可以撤销的操作。")


@click.command(cls=words.Command, help="重做最近一次被撤销的操作。")
@pass_desk
def redo(desk: Desk) -> None:
    """Do again what was undone last."""
    with desk.opened() as db:
        name = db.redo()
    click.echo(f"已重做：{name}" if name else "没有可以重做的操作。")
