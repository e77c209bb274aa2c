"""`wuyou erasures`: take out what is known of a person at their wish, and say what must stay."""

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk
from app.jobs import erasures as job
from app.school import erasures as nouns
from app.school import schools

_BY_WORD = {said.partition("（")[0]: field for field, said in nouns.ERASABLE.items()}


@click.group(cls=words.Group, help="应本人要求抹去个人信息：能抹的抹去，要留的说明理由，都有记录。")
def erasures() -> None:
    """Gather the commands about erasing."""


@erasures.command("show", help="看看一个人的哪些信息能抹去，哪些要保留、为什么。")
@click.argument("who", metavar="姓名或身份证号")
@pass_desk
def show(desk: Desk, who: str) -> None:
    """Say what may be erased and what is kept."""
    with desk.opened() as db:
        found = named.member(db, who)
        can = "、".join(nouns.erasable(db, found.id).values())
        click.echo(f"可以抹去：{can or '没有登记可以抹去的信息'}。")
        for one in nouns.kept(db, found.id):
            click.echo(f"要保留：{one.what}。{one.why}")


@erasures.command("erase", help="抹去一个人的信息。不能撤销。")
@click.argument("who", metavar="姓名或身份证号")
@click.option("--field", "fields", multiple=True, required=True, type=click.Choice(list(_BY_WORD)),
              metavar="项目", help="抹去哪一项，可以写几次：" + "、".join(_BY_WORD) + "。")  # fmt: skip
@click.option("--asked-by", required=True, metavar="姓名", help="谁要求抹去。")
@click.option("--reason", required=True, metavar="原因", help="因为什么。")
@pass_desk
def erase(desk: Desk, who: str, fields: tuple[str, ...], asked_by: str, reason: str) -> None:
    """Erase some fields."""
    with desk.opened() as db:
        found = named.member(db, who)
        chosen = [_BY_WORD[field] for field in fields]
        left = job.erase(db, found.id, chosen, asked_by=asked_by, reason=reason, today=desk.on)
    click.echo(f"已抹去{found.name}的{'、'.join(fields)}，已记入抹去记录。")
    for sentence in left:
        click.echo(sentence)


@erasures.command("list", help="列出抹去记录：谁的、哪几项、谁要求的、为什么。")
@pass_desk
def list_(desk: Desk) -> None:
    """List what was erased."""
    with desk.opened() as db:
        found = nouns.rows(db, nouns.find(db, school=schools.own(db).id))
    rows = [
        (one.erased_on, one.name, "、".join(nouns.ERASABLE[field].partition("（")[0] for field in one.fields),
         one.id_tail, one.asked_by, one.reason, one.erased_by)
        for one in found
    ]  # fmt: skip
    click.echo(tables.table(("日期", "姓名", "抹去", "身份证尾号", "谁要求", "原因", "经办人"), rows))
