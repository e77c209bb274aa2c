"""`wuyou devices`: the laptops a county has enrolled, and its spare key."""

from pathlib import Path

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk, telling
from app.cli.kinds import COUNT
from app.cli.receipts import moment
from app.errors import UserError
from app.jobs import devices as errands
from app.jobs import parcels
from app.school import devices as ledger
from app.school import schools


@click.group(cls=words.Group, help="登记的电脑：列出、吊销、给换的电脑做恢复包；县级的备用钥匙。")
def devices() -> None:
    """Gather the commands about enrolled laptops."""


@devices.command("list", help="列出登记过的电脑和它们的指纹。")
@pass_desk
def list_(desk: Desk) -> None:
    """List every laptop that was enrolled."""
    with desk.opened() as db:
        found = ledger.enrolled(db)
    rows = [
        (str(one.serial), one.school_name, one.school_code, one.name or "—", one.enrolled_on,
         f"已吊销（{one.revoked_on}，{one.revoked_why}）" if one.revoked_on else "在用",
         errands.fingerprint_of(one))
        for one in found
    ]  # fmt: skip
    if rows:
        click.echo(tables.table((">登记证号", "单位", "代码", "电脑", "登记日期", "状态", "指纹"), rows))
    else:
        click.echo("还没有登记过电脑。")


@devices.command("revoke", help="吊销一台电脑的登记：以后不再读它的数据包，读过的不变。")
@click.argument("serial", metavar="登记证号", type=COUNT)
@click.option("--why", default="电脑丢失、损坏或停用", metavar="原因", help="为什么吊销。")
@pass_desk
def revoke(desk: Desk, serial: int, why: str) -> None:
    """Take a laptop off the list."""
    with desk.opened() as db:
        one = named.laptop(db, serial)
        if one.revoked_on:
            raise UserError(f"第 {serial} 号登记证已在 {one.revoked_on} 吊销，不用再办。")
        ledger.revoke(db, one.device, today=desk.on, why=why)
    click.echo(
        f"已吊销“{one.school_name}”第 {serial} 号登记证，以后不再读它的数据包。"
        "对方还要上报的，请用在用的电脑重新申请登记。"
    )


@devices.command("recovery", help="给代替旧电脑的新电脑做恢复包：县里最后收到的数据。")
@click.argument("serial", metavar="登记证号", type=COUNT)
@click.option(
    "--out", required=True, metavar="文件夹", type=click.Path(path_type=Path), help="U 盘或文件夹。"
)
@pass_desk
def recovery(desk: Desk, serial: int, out: Path) -> None:
    """Seal a school's last state to its new laptop."""
    with desk.opened() as db:
        one = named.laptop(db, serial)
        made = parcels.seal_recovery(
            db, one.device, folder=desk.folder, target=out, now=moment(desk), tell=telling()
        )
    click.echo(f"恢复包：{made}\n请交给{one.school_name}，在新电脑上先导入登记证，再导入恢复包。")


@devices.command("spare", help="生成县级的备用钥匙，只做一次：存到专用的 U 盘，再打印一份锁起来。")
@click.option("--out", required=True, metavar="文件", type=click.Path(path_type=Path), help="存成哪个文件。")
@pass_desk
def spare(desk: Desk, out: Path) -> None:
    """Make the county's spare key."""
    with desk.opened() as db:
        path, called = errands.keep_spare(db, out, today=desk.on), schools.words(db)
    click.echo(
        f"备用钥匙：{path}\n请打印一份锁进保险柜；"
        f"再导出一次{called.desk}名片发给{called.below_each}，以后的数据包它就打得开。"
    )


@devices.command("try-spare", help="试一试备用钥匙打不打得开一个收到的数据包。")
@click.argument("key", metavar="钥匙文件", type=click.Path(path_type=Path))
@click.argument("parcel", metavar="数据包", type=click.Path(path_type=Path))
@pass_desk
def try_spare(desk: Desk, key: Path, parcel: Path) -> None:
    """Try the spare key on a parcel."""
    with parcels.staging(desk.folder) as place:
        said = errands.spare_opens(parcel, errands.spare_in(key.read_bytes()), staging=place, tell=telling())
    click.echo(said)
