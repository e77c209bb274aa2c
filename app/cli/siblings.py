"""`wuyou siblings`: the other laptops of one's school, their parcels, and what both wrote differently."""

from datetime import datetime
from pathlib import Path

import click

from app.cli import tables, words
from app.cli.desk import Desk, pass_desk, telling
from app.errors import UserError
from app.jobs import devices, files, merging
from app.jobs import siblings as known
from app.school import conflicts as differing
from app.school import schools

FILE = click.Path(path_type=Path)


@click.group(cls=words.Group, help="本校另一台电脑：名片、登记、读取它的数据包、选定两台写得不一样的地方。")
def siblings() -> None:
    """Gather the commands about the school's laptops."""


@siblings.command("card", help="导出本校名片，给第二台电脑。")
@click.option("--out", required=True, metavar="文件", type=FILE, help="存成哪个文件。")
@pass_desk
def card(desk: Desk, out: Path) -> None:
    """Write the school's card."""
    with desk.opened() as db:
        path = files.keep(out, known.card(db))
    click.echo(f"本校名片：{path}\n请在第二台电脑上导入：wuyou siblings begin 文件")


@siblings.command("begin", help="在第二台电脑上：导入本校名片。")
@click.argument("file", metavar="文件", type=FILE)
@pass_desk
def begin(desk: Desk, file: Path) -> None:
    """Begin on a second laptop."""
    with desk.opened() as db:
        fingerprint = known.begin(db, file.read_bytes(), today=desk.today.isoformat())
    click.echo(f"本校名片已导入，县级指纹 {fingerprint}\n请打电话给县级，逐组核对；对不上就不要用。")


@siblings.command("request", help="在第二台电脑上：导出登记申请，交给县级。")
@click.option("--out", required=True, metavar="文件", type=FILE, help="存成哪个文件。")
@click.option("--device-name", default="本校第二台电脑", metavar="名称", help="这台电脑叫什么。")
@pass_desk
def request(desk: Desk, out: Path, device_name: str) -> None:
    """Write the second laptop's request."""
    with desk.opened() as db:
        path = files.keep(out, known.request(db, device_name=device_name))
        fingerprint = devices.own_fingerprint(db)
    click.echo(f"登记申请：{path}\n本机指纹 {fingerprint}")


@siblings.command("certificate", help="在第二台电脑上：导入县级发回的登记证。")
@click.argument("file", metavar="文件", type=FILE)
@pass_desk
def certificate(desk: Desk, file: Path) -> None:
    """Take in the second laptop's certificate."""
    with desk.opened() as db:
        known.take_certificate(db, file.read_bytes())
    click.echo("登记好了。请把同一份登记证拿到第一台电脑：wuyou siblings accept 文件")


@siblings.command("accept", help="在第一台电脑上：导入另一台电脑的登记证。")
@click.argument("file", metavar="文件", type=FILE)
@pass_desk
def accept(desk: Desk, file: Path) -> None:
    """Take in another laptop's certificate."""
    with desk.opened() as db:
        fingerprint = known.accept(db, file.read_bytes(), today=desk.today.isoformat())
    click.echo(f"已登记本校的另一台电脑，指纹 {fingerprint}")


@siblings.command("read", help="读取另一台电脑的数据包，与本机合并。")
@click.argument("file", metavar="文件", type=FILE)
@click.option("--consent", is_flag=True, help="那台电脑恢复过备份，已核实，同意读取。")
@pass_desk
def read(desk: Desk, file: Path, consent: bool) -> None:
    """Merge another laptop's parcel."""
    with desk.opened() as db:
        now = datetime.combine(desk.today, datetime.now().time())
        brought = merging.receive(db, file, folder=desk.folder, now=now, tell=telling(), consent=consent)
    click.echo(brought.sentence)


@siblings.command("list", help="列出本校的其他电脑。")
@pass_desk
def list_(desk: Desk) -> None:
    """List the other laptops."""
    with desk.opened() as db:
        rows = [(str(one.serial), devices.fingerprint_of(one), one.enrolled_on) for one in known.others(db)]
    click.echo(tables.table(("登记证", "指纹", "登记日期"), rows))


@siblings.command("conflicts", help="列出两台电脑写得不一样、要选定的地方。")
@pass_desk
def conflicts(desk: Desk) -> None:
    """List what is to be decided."""
    with desk.opened() as db:
        school = schools.own(db).id
        found = differing.rows(db, differing.find(db, school=school))
    for number, one in enumerate(found, start=1):
        click.echo(f"{number}　{one.noun} {one.title}：{one.sentence}")
        for place, choice in enumerate(one.choices, start=1):
            said = "；".join(f"{name} {text}" for name, text in choice.fields)
            click.echo(f"   {place}）{choice.whose}：{said}{'（现在显示）' if choice.shown else ''}")
    click.echo(f"共 {len(found)} 处")


@siblings.command("choose", help="选定一处：第几处，用第几种写法（编号见 conflicts）。")
@click.argument("number", metavar="第几处", type=click.IntRange(min=1))
@click.argument("choice", metavar="第几种", type=click.IntRange(min=1))
@pass_desk
def choose(desk: Desk, number: int, choice: int) -> None:
    """Settle one conflict."""
    with desk.opened() as db:
        found = differing.find(db, school=schools.own(db).id)
        if number > len(found):
            raise UserError(f"没有第 {number} 处，共 {len(found)} 处。")
        differing.choose(db, found[number - 1], choice - 1, today=desk.today.isoformat())
        left = len(differing.find(db, school=schools.own(db).id))
    click.echo(f"已选定，还有 {left} 处。")
