"""`wuyou handover`: everything to the next clerk's laptop as one sealed file, and taken in there."""

import os
from datetime import datetime
from pathlib import Path

import click

from app.cli import handwriting, words
from app.cli.desk import Desk, clock, pass_desk, telling
from app.errors import UserError
from app.jobs import files, handovers
from app.jobs.handovers.indexing import index
from app.papers import handovers as papers
from app.school import handovers as records

PHRASE_VARIABLE = "WUYOU_HANDOVER_PHRASE"


@click.group(
    cls=words.Group,
    help="交接：把全部数据做成一个交接包，交给下一任的电脑。",
    epilog=f"没有人在键盘前时，交接口令从环境变量 {PHRASE_VARIABLE} 取。",
)
def handover() -> None:
    """Gather the commands about handing over."""


@handover.command("pack", help="做交接包：写到U盘或文件夹，读回核对，并打印交接清单。")
@click.argument("target", metavar="U盘或文件夹", type=click.Path(path_type=Path))
@click.option(
    "--index", "paper", type=click.Path(path_type=Path), metavar="文件", help="交接清单另存到这里（PDF）。"
)
@pass_desk
@handwriting.prints
def pack(desk: Desk, target: Path, paper: Path | None) -> None:
    """Make a pack and its index."""
    with desk.opened() as db:
        phrase = _phrase(again=True)
        made = handovers.pack(
            db, desk.folder, target=target, phrase=phrase, now=datetime.now(), tell=telling()
        )
        said = index(db, desk.folder, made, today=desk.on)
    listed = files.keep(paper or made.path.with_suffix(".pdf"), papers.render(said))
    click.echo(made.sentence)
    click.echo(f"交接清单：{listed}")


@handover.command("take", help="在新电脑上接收交接包：这台电脑上还没有数据时才能接收。")
@click.argument("file", metavar="交接包", type=click.Path(path_type=Path))
@click.option("--clerk", default="", metavar="姓名", help="接收人；原来设了口令的，以后用交接口令打开。")
@pass_desk
def take(desk: Desk, file: Path, clerk: str) -> None:
    """Take a pack in."""
    phrase = _phrase(again=False)
    said = handovers.take(file, desk.folder, phrase=phrase, clerk=clerk, clock=clock, tell=telling())
    click.echo(said)


@handover.command("mark", help="把本机标为已移交：以后只能查看，不能录入和上报。")
@click.argument("to", metavar="接收人")
@pass_desk
def mark(desk: Desk, to: str) -> None:
    """Mark this laptop as handed over."""
    with desk.opened() as db:
        records.hand_over(db, to=to, today=desk.on)
    click.echo(f"本机已移交给{to}，以后只能查看。")


@handover.command("resume", help="恢复使用已移交的本机，要写明原因。")
@click.option("--reason", required=True, metavar="原因", help="为什么要恢复使用。")
@pass_desk
def resume(desk: Desk, reason: str) -> None:
    """Let this laptop be used again."""
    with desk.opened() as db:
        records.take_back(db, why=reason, today=desk.on)
    click.echo("本机已恢复使用。新电脑如果已经上报过，上级不再读取本机的数据包。")


def _phrase(*, again: bool) -> str:
    known = os.environ.get(PHRASE_VARIABLE)
    if known is not None:
        return known
    phrase = str(click.prompt("交接口令", hide_input=True, prompt_suffix="："))
    if again and click.prompt("再输一遍", hide_input=True, prompt_suffix="：") != phrase:
        raise UserError("两次输入的交接口令不一样，没有做。请再来一次。")
    return phrase
