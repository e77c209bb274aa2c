"""`wuyou found`: write down whose desk this is."""

import click

from app.cli import words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import Word
from app.jobs import registers
from app.school import schools

_LEVELS = Word({"township": "乡镇", "county": "县", "city": "市"}, "级别")


@click.command(cls=words.Command, help="设立单位：第一次使用时，写明这台电脑是谁的。")
@click.option("--level", type=_LEVELS, required=True, metavar="级别", help="乡镇、县或市。")
@click.option("--code", required=True, metavar="代码", help="行政区划代码，乡镇 9 位，县 6 位。")
@click.option("--name", required=True, metavar="全称", help="单位全称，例如“中共云溪乡委员会党校”。")
@click.option("--short", default="", metavar="简称", help="简称，用在表头和证书编号里，例如“云溪乡党校”。")
@click.option("--seal", default="", metavar="落款", help="证书和证明上的落款，不写就用全称。")
@click.option("--county", default="", metavar="县名", help="所在的县。")
@pass_desk
def found(desk: Desk, level: str, code: str, name: str, short: str, seal: str, county: str) -> None:
    """Found the school of this desk."""
    with desk.opened() as db:
        registers.found(
            db,
            level=level,
            code=code,
            full_name=name,
            short_name=short,
            seal_name=seal,
            county_name=county,
        )
        own = schools.own(db)
    click.echo(f"已设立{schools.LEVELS[own.level]}“{own.full_name}”，数据在 {desk.folder}")
