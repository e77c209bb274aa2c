"""`wuyou courses`: what is taught, of which category, how often in a year."""

from typing import Any

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT, HOURS
from app.errors import UserError
from app.school import courses as nouns
from app.school import hours_text, schools
from app.school.catalogues import Taught


@click.group(cls=words.Group, help="课程：类别、通常学时、对象，和一年里上了多少次。")
def courses() -> None:
    """Gather the commands about courses."""


@courses.command("list", help="列出课程和一年里上的课。")
@click.argument("text", metavar="[查找]", default="")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年，到今天为止。")
@click.option("--ended", is_flag=True, help="已停用的也列出。")
@pass_desk
def list_(desk: Desk, text: str, year: int | None, ended: bool) -> None:
    """List courses."""
    with desk.opened() as db:
        school = schools.own(db).id
        counts = nouns.taught(db, school=school, year=year or desk.today.year, until=desk.on)
        rows = []
        for one in nouns.rows(db, nouns.find(db, text, school=school, ended=ended)):
            sums = counts.get(one.id, Taught())
            hours = hours_text(one.usual_quarter_hours) if one.usual_quarter_hours else ""
            rows.append((one.title, one.category, hours, one.audience, sums.sessions,
                         hours_text(sums.quarter_hours), sums.attendances, one.ended_on))  # fmt: skip
    headings = ("课程", "类别", ">通常学时", "对象", ">课次", ">学时", ">人次", "停用")
    click.echo(tables.table(headings, rows))


@courses.command("add", help="登记一门课程。")
@click.argument("title", metavar="课程")
@click.option("--category", default="", metavar="类别", help="本校课程体系里的类别，或自己的类别。")
@click.option("--hours", type=HOURS, metavar="学时", help="通常学时，例如 4。")
@click.option("--audience", default="", metavar="对象", help="例如 支部书记。")
@pass_desk
def add(desk: Desk, title: str, category: str, hours: int | None, audience: str) -> None:
    """Add a course."""
    with desk.opened() as db:
        values = {"title": title, "category": category, "audience": audience}
        nouns.add(db, {**values, "usual_quarter_hours": hours or 0}, school=schools.own(db).id)
    click.echo(f"已登记课程“{title}”")


@courses.command("amend", help="修改一门课程：写了哪一项就改哪一项。")
@click.argument("title", metavar="课程")
@click.option("--title", "newly", metavar="课程", help="改正名称。")
@click.option("--category", metavar="类别", help="类别。")
@click.option("--hours", "usual_quarter_hours", type=HOURS, metavar="学时", help="通常学时。")
@click.option("--audience", metavar="对象", help="对象。")
@pass_desk
def amend(desk: Desk, /, title: str, newly: str | None, **fields: Any) -> None:
    """Change a course."""
    given = {field: value for field, value in {"title": newly, **fields}.items() if value is not None}
    if not given:
        raise UserError("没有写要改什么。用 --title、--category、--hours、--audience。")
    with desk.opened() as db:
        found = named.course(db, title)
        nouns.amend(db, found.id, given)
    click.echo(f"已修改课程“{newly or found.title}”")


@courses.command("retire", help="停用一门课程：排课时不再提示，已上的课不变。")
@click.argument("title", metavar="课程")
@click.option("--again", is_flag=True, help="恢复。")
@pass_desk
def retire(desk: Desk, title: str, again: bool) -> None:
    """Say that a course is taught no more, or is again."""
    with desk.opened() as db:
        found = named.course(db, title)
        nouns.retire(db, found.id, on=None if again else desk.on)
    click.echo(f"已恢复课程“{found.title}”" if again else f"已停用课程“{found.title}”")


@courses.command("trees", help="列出可选的课程体系，和现在用的一套。")
@pass_desk
def trees(desk: Desk) -> None:
    """List the trees that can be chosen, the one in use first."""
    with desk.opened() as db:
        now = nouns.tree(db, school=schools.own(db).id)
    rows = [("在用", now)] + [("", one) for one in nouns.trees() if one.branches != now.branches]
    headings = ("", "课程体系", "分支", "出处")
    listed = [
        (state, one.title, "、".join(name for name, _ in one.branches), one.source) for state, one in rows
    ]
    click.echo(tables.table(headings, listed))


@courses.command("choose", help="换一套课程体系；课程的类别不变。")
@click.argument("title", metavar="课程体系")
@pass_desk
def choose(desk: Desk, title: str) -> None:
    """Choose a tree by a part of its title."""
    found = [one for one in nouns.trees() if title in one.title or title == one.key]
    if len(found) != 1:
        every = "、".join(f"“{one.title}”" for one in nouns.trees())
        raise UserError(f"没有认出是哪一套课程体系。可以选的有：{every}。")
    with desk.opened() as db:
        nouns.choose_tree(db, found[0], school=schools.own(db).id, today=desk.on)
    click.echo(f"已采用“{found[0].title}”")
