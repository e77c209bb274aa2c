"""`wuyou passphrase`, `backup` and `undo`: the register as a whole."""

import click

from app.cli import words
from app.cli.desk import PASSPHRASE_VARIABLE, Desk, pass_desk
from app.errors import UserError
from app.jobs import backups, passphrases


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
    new = click.prompt("新口令", hide_input=True, prompt_suffix="：")
    if click.prompt("再输一遍", hide_input=True, prompt_suffix="：") != new:
        raise UserError("两次输入的口令不一样，没有更改。请再来一次。")
    passphrases.set_passphrase(desk.folder, new, old=old)
    click.echo("口令已设好，下次打开数据时要用它。")


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
