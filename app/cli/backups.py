"""`wuyou backups`, `rescue` and `check`: copies, going back to one, and data that does not open."""

from datetime import datetime
from pathlib import Path

import click

from app.cli import tables, words
from app.cli.desk import Desk, clock, pass_desk, telling
from app.errors import UserError
from app.jobs import backups as jobs
from app.jobs import checkups, registers, rescues, restores, second_places
from app.jobs.backups import Backup
from app.progress import silent
from app.school import precautions
from db.faults import BadKeyring, PassphraseNeeded


@click.group(cls=words.Group, help="备份：列出、比较、恢复，另存到U盘。")
def backups() -> None:
    """Gather the commands about copies."""


@backups.command("list", help="列出做过的备份，新的在前。")
@pass_desk
def list_(desk: Desk) -> None:
    """List the copies."""
    found = jobs.find(desk.folder)
    rows = [
        (
            str(one.number) if one.number else one.file.name,
            one.made_at[:16].replace("T", " "),
            one.why,
            f"{one.size / 1024**2:.1f} MB",
            "—" if one.changes is None else str(one.changes),
            "没有核对记录" if one.changes is None else "能恢复",
        )
        for one in found
    ]
    if not rows:
        click.echo("还没有备份。")
        return
    click.echo(tables.table((">编号", "时间", "为什么做的", ">大小", ">含更改", "核对"), rows))
    last = jobs.last(desk.folder)
    if last:
        click.echo(f"最近一次验证可恢复：{last}")


@backups.command(help="恢复到一份备份会得到什么、丢掉什么。")
@click.argument("number", metavar="编号")
@pass_desk
def compare(desk: Desk, number: str) -> None:
    """Say what going back to a copy would gain and lose."""
    one = _numbered(desk.folder, number)
    with desk.opened() as db:
        said = restores.compare(db, one)
    now = said.now or {}
    rows = [(noun, f"{now.get(noun, 0):,}", f"{then:,}") for noun, then in said.then.items()]
    click.echo(tables.table(("类别", ">现在", ">这一份"), rows))
    if not said.same_line:
        click.echo("这份备份不是从现在这份数据来的，之后的更改无法逐条列出。")
        return
    click.echo(f"恢复会收回 {said.lost_count:,} 步更改。" if said.lost_count else "这份备份之后没有更改。")
    for change in said.lost:
        click.echo(f"  {change.at}　{change.operator}　{change.name}")


@backups.command(help="恢复到一份备份；现在的数据整个移到旁边，不删除。")
@click.argument("number", metavar="编号")
@click.option("--yes", is_flag=True, help="不再询问。")
@pass_desk
def restore(desk: Desk, number: str, *, yes: bool) -> None:
    """Put a copy in the register's place."""
    one = _numbered(desk.folder, number)
    question = f"恢复到 {one.made_at[:16].replace('T', ' ')} 的备份，收回之后的更改？"
    if not yes and not click.confirm(question, prompt_suffix=" "):
        raise UserError("没有恢复，什么都没有动。")
    try:
        done = rescues.go_back(desk.folder, one, clock=clock, passphrase=_passphrase(desk))
    except PassphraseNeeded:  # here there is no passphrase yet, but the copy from a stick has one
        done = rescues.go_back(desk.folder, one, clock=clock, passphrase=desk.any_passphrase())
    click.echo(rescues.said(done))


@backups.command(help="把最新的备份和密钥文件另存到U盘或另一个文件夹，写完核对。")
@click.argument("target", metavar="文件夹", type=click.Path(path_type=Path))
@pass_desk
def deliver(desk: Desk, target: Path) -> None:
    """Bring the newest copy to a second place."""
    now = datetime.combine(desk.today, datetime.now().time())
    with desk.opened() as db:
        place = second_places.deliver(db, desk.folder, target, now=now, tell=telling())
    click.echo(f"已存到 {place} 并核对无误。请把它和电脑分开放好。")


@backups.command("bring-back", help="把U盘上的一份备份取回来；取回以后再恢复。")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@pass_desk
def bring_back(desk: Desk, file: Path) -> None:
    """Bring a copy from a stick among the others."""
    found = second_places.bring_back(desk.folder, file)
    click.echo(f"取回来了，编号 {found.number}。用 wuyou backups restore {found.number} 恢复。")


@click.command(cls=words.Command, help="救出损坏的数据里还能读的记录；原文件移到旁边，不删除。")
@pass_desk
def rescue(desk: Desk) -> None:
    """Read what can be read into a new file, and spell out what could not be saved."""
    try:
        done = restores.rescue(desk.folder, clock=clock, passphrase=_passphrase(desk), tell=telling())
    except BadKeyring:
        try:
            rescues.find_keyring(desk.folder, None)
        except PassphraseNeeded:
            rescues.find_keyring(desk.folder, desk.any_passphrase())
        click.echo("密钥文件从备份旁边找回来了，数据没有动。")
        return
    click.echo(rescues.said(done))
    for line in rescues.losses(desk.folder, done):
        click.echo(f"  {line}")


@click.command(cls=words.Command, help="核对数据文件和更改记录，看有没有损坏、有没有被改动过。")
@click.option("--clock-is-right", is_flag=True, help="电脑的时间本来就对，以后不再提醒。")
@pass_desk
def check(desk: Desk, *, clock_is_right: bool) -> None:
    """Look over the file and the chain; fail where either does not hold."""
    with desk.opened() as db:
        if clock_is_right:
            precautions.trust_clock(db, now_ms=clock())
        found = checkups.look_over(db, today=desk.on, tell=silent)
    if found.wrong or found.broken is not None:
        raise UserError(found.said)
    click.echo(found.said)


def _numbered(folder: Path, number: str) -> Backup:
    found = next((one for one in jobs.find(folder) if number in (str(one.number or ""), one.file.name)), None)
    if found is None:
        raise UserError(f"没有编号是 {number} 的备份，用 wuyou backups list 看有哪些。")
    return found


def _passphrase(desk: Desk) -> str | None:
    """Ask for the passphrase, be it that of the copies where the keyring itself cannot be read."""
    try:
        return desk.passphrase() if registers.is_locked(desk.folder) else None
    except BadKeyring:
        return desk.any_passphrase()
