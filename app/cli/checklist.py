"""`wuyou checklist`: what the standard asks, what proves it, what is lacking."""

from pathlib import Path

import click

from app.cli import handwriting, named, tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT, DAY
from app.jobs import checklist as papers
from app.jobs import files
from app.school import checklist as standard
from app.school import schools, stated_facts


@click.group(cls=words.Group, help="五有建设：自查、归入佐证、打印台账。")
def checklist() -> None:
    """Gather the commands about the checklist."""


@checklist.command("show", help="逐条看现在的状态；缺口按分值从大到小另列。")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@pass_desk
def show(desk: Desk, year: int | None) -> None:
    """Show how every demand stands."""
    with desk.opened() as db:
        school = schools.own(db).id
        judged = standard.assess(db, school=school, year=year or desk.today.year, today=desk.on)
    rows = [
        (one.criterion.key, one.criterion.item_name, one.criterion.text, standard.STATES[one.state],
         one.proved_by, f"{one.points}/{one.criterion.points}")
        for one in judged
    ]  # fmt: skip
    click.echo(tables.table(("代号", "项目", "要求", "状态", "靠什么证明", ">得分"), rows))
    lacking = standard.gaps(judged)
    click.echo(f"得 {sum(one.points for one in judged)} 分，缺口 {len(lacking)} 条")
    for one in lacking:
        click.echo(f"  {one.criterion.points} 分  {one.criterion.text}：{one.next_step}")


@checklist.command("attach", help="把一份文件或照片归到一条要求下，作为佐证。")
@click.argument("criterion", metavar="要求")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--formed-on", type=DAY, required=True, metavar="日期", help="材料本身的日期，不是归入的日期。")
@pass_desk
def attach(desk: Desk, criterion: str, file: Path, formed_on: str) -> None:
    """File evidence under a demand."""
    with desk.opened() as db:
        found = named.criterion(db, criterion, today=desk.on)
        papers.attach(
            db,
            file,
            folder=desk.folder,
            school=schools.own(db).id,
            criterion=found.id,
            formed_on=formed_on,
            today=desk.on,
        )
    click.echo(f"已归入“{found.text}”：{file.name}")


@checklist.command("state", help="填写一个事实：数目，只有有和没有的填 1 或 0。")
@click.argument("criterion", metavar="要求")
@click.argument("value", metavar="数")
@click.option("--on", "on", type=DAY, metavar="日期", help="哪一天的情况，不写就是今天。")
@click.option("--words", default="", metavar="说明", help="说明，例如是哪几位。")
@pass_desk
def state(desk: Desk, criterion: str, value: str, on: str | None, words: str) -> None:
    """State a fact."""
    with desk.opened() as db:
        found = named.criterion(db, criterion, today=desk.on)
        stated_facts.state(
            db,
            school=schools.own(db).id,
            criterion=found.id,
            value=value,
            holds_on=on or desk.on,
            today=desk.on,
            words=words,
        )
    click.echo(f"已填写“{found.text}”：{value}")


@checklist.command("ledger", help="打印五有台账（PDF）。")
@click.option("--out", required=True, metavar="文件", type=click.Path(path_type=Path), help="存成哪个 PDF。")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@pass_desk
@handwriting.prints
def ledger(desk: Desk, out: Path, year: int | None) -> None:
    """Print the ledger."""
    with desk.opened() as db:
        school = schools.own(db).id
        paper = papers.ledger(db, school=school, year=year or desk.today.year, today=desk.on)
    click.echo(f"五有台账：{files.keep(out, paper)}")
