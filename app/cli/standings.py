"""`wuyou standings`: where everybody stands in a year, and what the timetable still gives them."""

from pathlib import Path

import click

from app.cli import handwriting, tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT, Word
from app.cli.members import GROUP
from app.errors import UserError
from app.jobs import files
from app.jobs import hours as papers
from app.papers import hour_registers
from app.school import branches, hours_text, schools
from app.school import standings as nouns

_STATES = {"": "全部", **nouns.OUTLOOKS, **nouns.STATES}
_STATE = Word(_STATES, "状态")
_ORDERS = {"name": "姓名", "branch": "支部", "lacking": "还差", "earned": "已完成", "required": "应完成"}
_ORDER = Word(_ORDERS, "排序")


@click.group(cls=words.Group, help="年度学时：谁达标、谁能达标、谁须加课。")
def standings() -> None:
    """Gather the commands about standings."""


@standings.command("list", help="列出每个人本年的学时和到年底能不能达标。")
@click.argument("text", metavar="[查找]", default="")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@click.option("--state", type=_STATE, default="", metavar="状态", help="只列一种，例如 未达标、须加课。")
@click.option("--group", type=GROUP, default="", metavar="类别", help="只列一类人。")
@click.option("--branch", metavar="支部", help="只列一个支部。")
@click.option(
    "--sort", type=_ORDER, default="branch", metavar="排序", help="按姓名、支部、还差等；还差多的在前。"
)
@click.option("--limit", type=COUNT, metavar="数", help="只列前几个。")
@pass_desk
def list_(
    desk: Desk,
    text: str,
    year: int | None,
    state: str,
    group: str,
    branch: str | None,
    sort: str,
    limit: int | None,
) -> None:
    """List everybody, or those of a state, group or branch."""
    when = year or desk.today.year
    with desk.opened() as db:
        school = schools.own(db).id
        home = None if branch is None else branches.named(db, branch, school=school)
        if branch is not None and home is None:
            raise UserError(f"没有支部“{branch}”，请写支部全名。")
        found = nouns.find(
            db, text, school=school, year=when, state=state, group=group, branch=home,
            order_by=f"-{sort}" if sort == "lacking" else sort, limit=limit, today=desk.on,
        )  # fmt: skip
        people = nouns.rows(db, found, year=when, today=desk.on)
    rows = [
        (one.name, one.branch_name, "—" if one.required is None else hours_text(one.required),
         hours_text(one.earned), one.lacking_text or "—", hours_text(one.planned), hours_text(one.joinable),
         _cadre(one), nouns.OUTLOOKS[one.outlook])
        for one in people
    ]  # fmt: skip
    headings = ("姓名", "支部", ">应完成", ">已完成", ">还差", ">已报未上", ">可再报", ">干部学时", "状态")
    click.echo(tables.table(headings, rows))
    click.echo(f"共 {len(people)} 人")


def _cadre(one: nouns.Standing) -> str:
    owed = one.cadre_required
    return "" if owed is None else f"{hours_text(one.cadre_earned)}/{hours_text(owed)}"


@standings.command("print", help="打印年度学时统计表（.pdf 或 .xlsx）。")
@click.option("--out", required=True, metavar="文件", type=click.Path(path_type=Path), help="存成哪个文件。")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@pass_desk
@handwriting.prints
def print_(desk: Desk, out: Path, year: int | None) -> None:
    """Print the year's register of hours."""
    with desk.opened() as db:
        form = papers.year_register(
            db, school=schools.own(db).id, year=year or desk.today.year, today=desk.on
        )
    sheet = out.suffix.lower() == ".xlsx"
    data = hour_registers.render_year_workbook(form) if sheet else hour_registers.render_year(form)
    click.echo(f"年度学时统计表：{files.keep(out, data)}（{len(form.people)} 人）")
