"""`wuyou parcels`: the township's side: get known to the county, send it parcels."""

from datetime import datetime
from pathlib import Path

import click

from app.cli import words
from app.cli.desk import Desk, pass_desk, telling
from app.jobs import devices, files
from app.jobs import parcels as errands
from app.school import parcels as ledger
from app.school import schools


@click.group(
    cls=words.Group,
    help="上报县级：先登记一次（card、request、certificate），以后只用 send；换了电脑用 recover。",
)
def parcels() -> None:
    """Gather the commands of the township about parcels."""


@parcels.command("card", help="导入县里发来的县级名片。")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@pass_desk
def card(desk: Desk, file: Path) -> None:
    """Take in the county's card."""
    with desk.opened() as db:
        fingerprint = devices.take_card(db, file.read_bytes())
        county, above = devices.county_of(db).county_name, schools.words(db).above
    click.echo(
        f"已导入“{county}”的{above}名片，指纹 {fingerprint}\n"
        f"请打电话给{above}，逐组核对这个指纹；对不上就不要再用这个文件。"
    )


@parcels.command("request", help="导出登记申请，交给县里。")
@click.option("--out", required=True, metavar="文件", type=click.Path(path_type=Path), help="存成哪个文件。")
@click.option("--device-name", default="党校电脑", metavar="名称", help="这台电脑叫什么，县里看得见。")
@pass_desk
def request(desk: Desk, out: Path, device_name: str) -> None:
    """Write this laptop's request."""
    with desk.opened() as db:
        path = files.keep(out, devices.request(db, device_name=device_name))
        fingerprint, place = devices.own_fingerprint(db), schools.words(db).above_place
    click.echo(f"登记申请：{path}\n本机指纹 {fingerprint}，{place}登记时会打电话来核对。")


@parcels.command("certificate", help="导入县里发回的登记证。")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@pass_desk
def certificate(desk: Desk, file: Path) -> None:
    """Take in the county's certificate."""
    with desk.opened() as db:
        devices.take_certificate(db, file.read_bytes())
    click.echo("登记好了，可以上报了。")


@parcels.command("recover", help="换的电脑：导入县里做的恢复包，接着用学校原来的数据。")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@pass_desk
def recover(desk: Desk, file: Path) -> None:
    """Take in the county's last state of our school."""
    with desk.opened() as db:
        said = errands.recover(db, file, folder=desk.folder, tell=telling())
    click.echo(said)


@parcels.command("send", help="上报：封好数据包，写到 U 盘或文件夹，读回核对。")
@click.option(
    "--out", required=True, metavar="文件夹", type=click.Path(path_type=Path), help="U 盘或文件夹。"
)
@pass_desk
def send(desk: Desk, out: Path) -> None:
    """Send the school's state to the county."""
    with desk.opened() as db:
        now = datetime.combine(desk.today, datetime.now().time())
        sent = errands.send(db, folder=desk.folder, target=out, now=now, tell=telling())
    click.echo(f"{sent.sentence}\n{sent.path}（{sent.size / 1024:.0f} KB）")


@parcels.command("list", help="看最近上报的数据包，和以后又有多少更改。")
@pass_desk
def list_(desk: Desk) -> None:
    """Say what was last sent."""
    with desk.opened() as db:
        last, unsent = ledger.last_sent(db), ledger.unsent(db)
    if last:
        where = last.file_name or "封好了，但没有写到 U 盘上"
        click.echo(f"最近上报：第 {last.seq} 号，{last.sent_at}，{where}")
    else:
        click.echo("还没有上报过。")
    click.echo(f"以后的更改：{unsent} 处")
