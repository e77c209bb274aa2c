"""`wuyou binders`: make the binder for an inspection, draw sessions and print the record."""

import secrets
from pathlib import Path

import click

from app.cli import handwriting, tables, words
from app.cli.desk import Desk, pass_desk, telling
from app.cli.kinds import COUNT, DAY
from app.jobs import binders as jobs
from app.jobs import files
from app.jobs import inspections as records
from app.school import HALF_DAYS, inspections, schools


@click.group(cls=words.Group, help="迎检：制作档案盒，随机抽查课次。")
def binders() -> None:
    """Gather the commands about inspections."""


@binders.command(
    "make", help="把证明材料装订成一个文件夹和一份 PDF：目录、各项封面、材料、缺项说明、校验清单。"
)
@click.argument("target", metavar="文件夹", type=click.Path(path_type=Path))
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@pass_desk
@handwriting.prints
def make(desk: Desk, target: Path, year: int | None) -> None:
    """Make the binder of a year."""
    with desk.opened() as db:
        made = jobs.make(
            db,
            school=schools.own(db).id,
            year=year or desk.today.year,
            folder=desk.folder,
            target=target,
            today=desk.on,
            tell=telling(),
        )
    click.echo(made.sentence)


@binders.command("draw", help="随机抽几个上过的课次，看方案、签到表、照片和学时；--out 存成抽查记录。")
@click.option("--since", type=DAY, metavar="日期", help="从哪一天起，不写就是今年第一天。")
@click.option(
    "--count", type=COUNT, default=inspections.COUNT, metavar="个数", help="抽几个，不写就是 5 个。"
)
@click.option("--out", metavar="文件", type=click.Path(path_type=Path), help="抽查记录存成哪个 PDF。")
@pass_desk
@handwriting.prints
def draw(desk: Desk, since: str | None, count: int, out: Path | None) -> None:
    """Draw sessions and show what is there for each."""
    begin = since or f"{desk.today.year}-01-01"
    with desk.opened() as db:
        school = schools.own(db).id
        drawn = inspections.draw(
            db, school=school, since=begin, until=desk.on, chance=secrets.randbits, count=count
        )
        seen = [inspections.look(db, one) for one in drawn]
        if out is not None:
            files.keep(
                out, records.record(db, drawn, school=school, since=begin, until=desk.on, today=desk.on)
            )
    rows = [
        (one.training_class.name, f"{one.session.date} {HALF_DAYS[one.session.half_day]}",
         f"{one.came}/{one.expected}", str(len(one.photographs)), "；".join(one.doubts) or "未发现问题")
        for one in seen
    ]  # fmt: skip
    click.echo(tables.table(("培训班", "课次", ">实到/应到", ">照片", "问题"), rows))
    if out is not None:
        click.echo(f"抽查记录：{out}")
