"""`wuyou members story`: everything that happened to a person."""

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import Word
from app.errors import UserError
from app.school import biographies, members
from db.register import Register

_KIND = Word(biographies.KINDS, "哪一类")


@click.command(
    "story", cls=words.Command, help="看一个人的全部经历：进出名册、改过的资料、培训、学时、证书。"
)
@click.argument("who", metavar="姓名或编号")
@click.option("--kind", type=_KIND, metavar="哪一类", help="只看一类，如 培训班、学时、证书。")
@click.option("--more", is_flag=True, help="连同每件事后面的细节。")
@click.option("--facts", is_flag=True, help="改看现在各项资料的由来。")
@pass_desk
def story(desk: Desk, who: str, kind: str | None, more: bool, facts: bool) -> None:
    """Tell what happened to a person, the newest first."""
    with desk.opened() as db:
        member = _person(db, who)
        if facts:
            _tell_facts(biographies.known(db, member))
            return
        found = [one for one in biographies.of_member(db, member) if kind in (None, one.kind)]
    if more:
        for one in found:
            click.echo(f"{one.at}　{biographies.KINDS[one.kind]}　{one.what}　{one.by}".rstrip("　"))
            for line in (*map(biographies.written, one.changes), *one.more):
                click.echo(f"    {line}")
    else:
        rows = [(one.at, biographies.KINDS[one.kind], one.what, one.by) for one in found]
        click.echo(tables.table(("时间", "类别", "经过", "经办人"), rows))
    click.echo(f"共 {len(found)} 件")


def _person(db: Register, said: str) -> int:
    """Find a person by what `named.member` finds, by their number in the register, or among who left."""
    if said.isdigit() and members.rows(db, [int(said)] if len(said) < 20 else []):
        return int(said)
    try:
        return named.member(db, said).id
    except UserError:
        gone = members.find(db, said, group="left")
        if len(gone) == 1:
            return gone[0]
        raise


def _tell_facts(found: list[biographies.Known]) -> None:
    rows = [
        (one.label, biographies.written(biographies.Change(one.field, "", one.value)).split("：", 1)[1],
         one.source, one.at, one.by)
        for one in found
    ]  # fmt: skip
    click.echo(tables.table(("资料", "现在的内容", "由来", "时间", "经办人"), rows))
