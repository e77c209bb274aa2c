"""`wuyou report`: what was trained in a year or a quarter."""

from pathlib import Path

import click

from app.cli import handwriting, words
from app.cli.coverages import table
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT, Word
from app.jobs import files
from app.jobs import training_reports as jobs
from app.papers import training_reports as papers
from app.school import schools, training_reports

_QUARTER = Word({str(number): name for number, name in jobs.QUARTERS.items()}, "季度")


@click.group(cls=words.Group, help="培训情况统计：全年或一个季度，从各面看。")
def report() -> None:
    """Gather the commands about the report of a year or a quarter."""


@report.command("show", help="看一年或一个季度的培训情况。")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@click.option("--quarter", type=_QUARTER, default="0", metavar="季度", help="1 到 4，不写就是全年。")
@pass_desk
def show(desk: Desk, year: int | None, quarter: str) -> None:
    """Show the figures and every side."""
    when = year or desk.today.year
    with desk.opened() as db:
        found = training_reports.report(db, school=schools.own(db).id, year=when, quarter=int(quarter))
    for name, figure, rule in jobs.figures(found):
        click.echo(f"{name}：{figure}（{rule}）")
    for side in found.sides:
        click.echo(table(side.title, side.lines))


@report.command("print", help="打印培训情况统计表（.pdf 或 .xlsx）。")
@click.option("--out", required=True, metavar="文件", type=click.Path(path_type=Path), help="存成哪个文件。")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@click.option("--quarter", type=_QUARTER, default="0", metavar="季度", help="1 到 4，不写就是全年。")
@pass_desk
@handwriting.prints
def print_(desk: Desk, out: Path, year: int | None, quarter: str) -> None:
    """Print the report."""
    with desk.opened() as db:
        form = jobs.report(
            db, school=schools.own(db).id, year=year or desk.today.year, quarter=int(quarter), today=desk.on
        )
    data = papers.render_workbook(form) if out.suffix.lower() == ".xlsx" else papers.render(form)
    click.echo(f"{form.when}培训情况统计表：{files.keep(out, data)}")
