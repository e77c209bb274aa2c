"""`wuyou publish`: the consolidated register into PostgreSQL, for reporting tools."""

import os

import click

from app.cli import words
from app.cli.desk import Desk, pass_desk, telling
from app.cli.kinds import COUNT
from app.jobs import publishing

PASSWORD_VARIABLE = "PGPASSWORD"


@click.command(
    cls=words.Command,
    help="把汇总的数据发布到 PostgreSQL（模式 wuyou），供报表工具查询；再发布一次只送有变化的学校。"
    f"口令可以不写在地址里，放在环境变量 {PASSWORD_VARIABLE} 里。",
)
@click.argument("url", metavar="地址")
@click.option("--year", type=COUNT, metavar="年", help="算哪一年的数字；不写就是今年。")
@click.option("--with-id-numbers", is_flag=True, help="连身份证号一起发布；不写就只发布算出来的代号。")
@click.option("--again", is_flag=True, help="没有新数据包的学校也重新发布。")
@pass_desk
def publish(desk: Desk, url: str, year: int | None, with_id_numbers: bool, again: bool) -> None:
    """Publish every school that reported."""
    with desk.opened() as db:
        done = publishing.publish(
            db,
            url,
            year=year or desk.today.year,
            today=desk.on,
            tell=telling(),
            password=os.environ.get(PASSWORD_VARIABLE),
            with_id_numbers=with_id_numbers,
            again=again,
        )
    click.echo(done.sentence)
