"""`wuyou forecast`: who will have met the year, what would help, and whom to call."""

from pathlib import Path

import click

from app.cli import handwriting, tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT
from app.jobs import files
from app.jobs import forecasts as jobs
from app.papers import call_lists
from app.school import forecasts, schools, standings


@click.group(cls=words.Group, help="达标预测：按课表看到年底谁能达标，怎样补上，给谁打电话。")
def forecast() -> None:
    """Gather the commands about forecasts."""


@forecast.command("show", help="看到年底谁能达标，再办几个半天能补上多少人。")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@click.option("--seats", type=COUNT, default=forecasts.SEATS, metavar="人", help="加办的班每期最多多少人。")
@pass_desk
def show(desk: Desk, year: int | None, seats: int) -> None:
    """Count the outlooks and say what would help."""
    with desk.opened() as db:
        found = forecasts.forecast(
            db, school=schools.own(db).id, year=year or desk.today.year, today=desk.on, seats=seats
        )
    for key, name in standings.OUTLOOKS.items():
        click.echo(f"{name}：{len(found.of(key))} 人")
    for sentence in jobs.advice(found):
        click.echo(sentence)


@forecast.command("calls", help="列出要打电话的人，或存成 .pdf、.xlsx。")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@click.option("--branch", metavar="支部", help="只列一个支部。")
@click.option("--out", metavar="文件", type=click.Path(path_type=Path), help="存成哪个文件；不写就列出来。")
@pass_desk
@handwriting.prints
def calls(desk: Desk, year: int | None, branch: str | None, out: Path | None) -> None:
    """List those to be called, or print the list."""
    with desk.opened() as db:
        school = schools.own(db).id
        found = forecasts.forecast(db, school=school, year=year or desk.today.year, today=desk.on)
        chosen = [one for one in found.calls if branch in (None, one.branch_name)]
        listed = jobs.call_list(db, found, chosen, school=school, today=desk.on)
    if out is None:
        rows = [
            (one.branch, one.name, one.phone or "没有电话", one.lacking, one.advice) for one in listed.calls
        ]
        click.echo(tables.table(("支部", "姓名", "电话", ">还差", "怎么办"), rows))
    else:
        sheet = out.suffix.lower() == ".xlsx"
        data = call_lists.render_workbook(listed) if sheet else call_lists.render(listed)
        click.echo(f"通知名单：{files.keep(out, data)}")
    click.echo(f"共 {len(listed.calls)} 人")
