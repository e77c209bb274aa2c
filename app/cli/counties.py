"""`wuyou counties`: the county's side: enrol townships, receive parcels, sum up."""

from pathlib import Path

import click

from app.cli import handwriting, named, tables, words
from app.cli.desk import Desk, pass_desk, telling
from app.cli.kinds import COUNT
from app.cli.receipts import moment
from app.errors import UserError
from app.exchange import sticks
from app.jobs import counties as papers
from app.jobs import devices, files, parcels
from app.school import counties as figures
from app.school import hours_text, schools


@click.group(cls=words.Group, help="县级：登记乡镇、读数据包、汇总。")
def counties() -> None:
    """Gather the commands of the county."""


@counties.command("card", help="导出县级名片，发给各乡镇。")
@click.option("--out", required=True, metavar="文件", type=click.Path(path_type=Path), help="存成哪个文件。")
@pass_desk
def card(desk: Desk, out: Path) -> None:
    """Write the county's card."""
    with desk.opened() as db:
        path = files.keep(out, devices.county_card(db))
        fingerprint, called = devices.own_fingerprint(db), schools.words(db)
    click.echo(f"{called.desk}名片：{path}\n指纹 {fingerprint}，对方会打电话来核对。")


@counties.command("enrol", help="登记一所乡镇党校：打电话核对指纹，发给登记证。")
@click.argument("request", metavar="登记申请", type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, metavar="文件", type=click.Path(path_type=Path), help="登记证存成哪个文件。"
)
@click.option("--fingerprint", metavar="指纹", help="电话里对方读的指纹；写了就由程序比对，不再询问。")
@click.option(
    "--replaces", type=COUNT, metavar="登记证号", help="代替坏了的哪一台：旧的吊销，登记证旁边另存恢复包。"
)
@pass_desk
def enrol(desk: Desk, request: Path, out: Path, fingerprint: str | None, replaces: int | None) -> None:
    """Enrol a township once its fingerprint was compared; write what a replaced laptop needs beside it."""
    data = request.read_bytes()
    with desk.opened() as db:
        wish, shown = devices.read_request(data)
        click.echo(f"{wish.school_name}（{wish.school_code}），{wish.device_name}，指纹 {shown}")
        if fingerprint is None:
            same = click.confirm(
                "打电话核对：对方读的指纹与这一行完全一样就写 y，有一处不同就写 n",
                prompt_suffix="：", show_default=False,
            )  # fmt: skip
        else:
            same = "".join(fingerprint.split()) == "".join(shown.split())
        if not same:
            raise UserError("指纹不一样，没有登记。文件可能被人换过，请让对方重新导出登记申请，当面交接。")
        old = named.laptop(db, replaces).device if replaces is not None else None
        path = files.keep(out, devices.enrol(db, data, today=desk.on, replaces=old))
        click.echo(f"已登记“{wish.school_name}”，登记证：{path}")
        if old is not None:
            made = parcels.seal_recovery(
                db, wish.device, folder=desk.folder, target=out.parent, now=moment(desk), tell=telling()
            )
            click.echo(f"恢复包：{made}\n请连同登记证交给对方，先导入登记证，再导入恢复包。")


@counties.command("receive", help="读数据包：写文件，或写 U 盘、文件夹，把里面的都读一遍。")
@click.argument("where", metavar="文件或文件夹", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--consent", is_flag=True, help="已打电话问过：重装或恢复过的电脑，也读它的数据包。")
@pass_desk
def receive(desk: Desk, where: tuple[Path, ...], consent: bool) -> None:
    """Receive parcels, one after the other; what one cannot be used for does not keep the others out."""
    refused = 0
    with desk.opened() as db:
        found = [path for one in where for path in _parcels_in(one)]
        for path in found:
            try:
                receipt = parcels.receive(
                    db, path, folder=desk.folder, now=moment(desk), tell=telling(), consent=consent
                )
            except UserError as error:
                refused += 1
                click.echo(f"{path.name}：{error}", err=True)
            else:
                click.echo(f"{receipt.school_name}：{receipt.sentence}")
    if not found:
        raise UserError("这里没有数据包（.wuyou 文件）。请核对位置，或让对方重新上报。")
    if refused:
        raise UserError(f"{len(found)} 个数据包里有 {refused} 个没有读取，原因见上面。")


def _parcels_in(where: Path) -> list[Path]:
    if not where.is_dir():
        return [where]
    # What this desk wrote for a school lies on the same stick.
    good = [path for path, header in sticks.parcels_on(where) if header.kind == "snapshot"]
    return sorted(good + [path for path, _ in sticks.unreadable_on(where)])


@counties.command("list", help="列出各校的数字，和还没有上报的。")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@pass_desk
def list_(desk: Desk, year: int | None) -> None:
    """List the schools and their figures."""
    with desk.opened() as db:
        schools.own(db)
        found = figures.summary(db, year=year or desk.today.year, today=desk.on)
        quiet = figures.silent(db)
    rows = [
        (one.code, one.name, one.members, one.classes, one.people, one.person_times,
         hours_text(one.quarter_hours), f"{one.met}/{one.owing}", f"{one.points}/{one.points_of}",
         f"第 {one.last_seq} 号 {one.last_parcel}")
        for one in found
    ]  # fmt: skip
    headings = ("代码", "学校", ">党员", ">班次", ">人数", ">人次", ">学时", ">达标", ">五有分", "最近数据包")
    click.echo(tables.table(headings, rows))
    if quiet:
        click.echo("登记了还没有上报的：" + "、".join(one.school_name for one in quiet))


@counties.command("summary", help="打印汇总表：PDF 和工作簿。")
@click.option(
    "--out", required=True, metavar="文件夹", type=click.Path(path_type=Path), help="存到哪个文件夹。"
)
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@pass_desk
@handwriting.prints
def summary(desk: Desk, out: Path, year: int | None) -> None:
    """Write the county's summary."""
    wanted = year or desk.today.year
    with desk.opened() as db:
        pdf, xlsx = papers.summary(db, year=wanted, today=desk.on)
    for data, ending in ((pdf, ".pdf"), (xlsx, ".xlsx")):
        click.echo(f"汇总表：{files.keep(out / f'{wanted}年汇总表{ending}', data)}")
