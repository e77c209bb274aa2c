"""`wuyou assessments`: the yearly round and the selection, and what is to be put right."""

from pathlib import Path

import click

from app.cli import handwriting, tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT, DAY
from app.errors import UserError
from app.jobs import checklist as papers
from app.jobs import files
from app.school import assessments as rounds
from app.school import checklist, rectifications, schools
from db.register import Register

KIND = click.option("--selection", is_flag=True, help="评选，不写就是年度评估。")
YEAR = click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")


@click.group(cls=words.Group, help="评估：年度评估和评选，自评分、县核分、星级和整改。")
def assessments() -> None:
    """Gather the commands about rounds."""


def _round(db: Register, desk: Desk, *, selection: bool, year: int | None) -> rounds.Round:
    kind = "selection" if selection else "yearly"
    found = rounds.find(db, school=schools.own(db).id, kind=kind, year=year or desk.today.year)
    if not found:
        raise UserError(
            f"{year or desk.today.year} 年的{rounds.KINDS[kind]}还没有开始，请先 wuyou assessments open。"
        )
    return rounds.rows(db, found)[0]


@assessments.command("list", help="列出历次评估。")
@pass_desk
def listed(desk: Desk) -> None:
    """List the rounds."""
    with desk.opened() as db:
        found = rounds.rows(db, rounds.find(db, school=schools.own(db).id))
    rows = [
        (one.title, one.standard_name, f"{one.points}/{one.points_full}",
         "" if one.county_points is None else str(one.county_points),
         f"{one.star.stars} 星" if one.star else "", one.finished_on or "进行中")
        for one in found
    ]  # fmt: skip
    click.echo(tables.table(("评估", "标准", ">自评", ">县核", "星级", "完成"), rows))


@assessments.command("open", help="开始今年的评估，按今天的材料给每条提分。")
@KIND
@YEAR
@click.option("--due", type=DAY, metavar="日期", help="自评截止的那天。")
@pass_desk
def open_(desk: Desk, selection: bool, year: int | None, due: str | None) -> None:
    """Open a round."""
    kind = "selection" if selection else "yearly"
    with desk.opened() as db:
        new = rounds.open_round(
            db,
            school=schools.own(db).id,
            kind=kind,
            year=year or desk.today.year,
            today=desk.on,
            due_on=due or "",
        )
        (one,) = rounds.rows(db, [new])
    click.echo(f"已开始{one.title}：软件提出 {one.points}/{one.points_full} 分")


@assessments.command("show", help="逐条看软件算的分、自评分和县核分。")
@KIND
@YEAR
@pass_desk
def show(desk: Desk, selection: bool, year: int | None) -> None:
    """Show a round line by line."""
    with desk.opened() as db:
        one = _round(db, desk, selection=selection, year=year)
        lines = rounds.lines(db, one.id)
    rows = [
        (str(at), line.item_name, line.text, checklist.STATES.get(line.state, ""), str(line.proposed),
         f"{line.self_points}/{line.points_full}",
         "" if line.county_points is None else str(line.county_points), line.reason)
        for at, line in enumerate(lines, start=1)
    ]  # fmt: skip
    click.echo(tables.table((">序号", "项目", "要求", "材料", ">软件算", ">自评", ">县核", "理由"), rows))
    click.echo(f"{one.title}：自评 {one.points}/{one.points_full} 分")


@assessments.command("score", help="改一条的自评分（和软件算的不同要写理由），或记下县核分。")
@click.argument("number", metavar="序号", type=COUNT)
@click.argument("points", metavar="分数")
@click.option("--reason", default="", metavar="理由", help="为什么这样评。")
@click.option("--county", is_flag=True, help="这是县里核的分。")
@KIND
@YEAR
@pass_desk
def score(
    desk: Desk, number: int, points: str, reason: str, county: bool, selection: bool, year: int | None
) -> None:
    """Score a line."""
    with desk.opened() as db:
        one = _round(db, desk, selection=selection, year=year)
        lines = rounds.lines(db, one.id)
        if not 1 <= number <= len(lines):
            raise UserError(f"序号要在 1 到 {len(lines)} 之间，用 wuyou assessments show 看是哪一条。")
        line = lines[number - 1]
        if county:
            by = schools.own(db).id
            rounds.county_score(db, line.id, points=points, reason=reason, by=by, today=desk.on)
        else:
            rounds.score(db, line.id, points=points, reason=reason)
    click.echo(f"{'县核' if county else '自评'}“{line.text}”：{points} 分")


@assessments.command("finish", help="完成一次评估；以后标准和材料再变它都不变。")
@KIND
@YEAR
@pass_desk
def finish(desk: Desk, selection: bool, year: int | None) -> None:
    """Finish a round."""
    with desk.opened() as db:
        one = _round(db, desk, selection=selection, year=year)
        rounds.finish(db, one.id, today=desk.on)
    click.echo(f"{one.title}已完成：{one.points}/{one.points_full} 分")


@assessments.command("print", help="打印自查表（PDF）。")
@click.option("--out", required=True, metavar="文件", type=click.Path(path_type=Path), help="存成哪个 PDF。")
@KIND
@YEAR
@pass_desk
@handwriting.prints
def printed(desk: Desk, out: Path, selection: bool, year: int | None) -> None:
    """Print the sheet of a round."""
    with desk.opened() as db:
        paper = papers.sheet(db, _round(db, desk, selection=selection, year=year).id)
    click.echo(f"自查表：{files.keep(out, paper)}")


@assessments.command("rectify", help="列入一条整改。")
@click.argument("what", metavar="内容")
@click.option("--responsible", required=True, metavar="姓名", help="由谁负责。")
@click.option("--due", type=DAY, required=True, metavar="日期", help="哪天前改好。")
@pass_desk
def rectify(desk: Desk, what: str, responsible: str, due: str) -> None:
    """Write down something to put right."""
    with desk.opened() as db:
        rectifications.begin(
            db, school=schools.own(db).id, what=what, responsible=responsible, due_on=due, today=desk.on
        )
    click.echo(f"已列入整改：{what}，{responsible}，{due} 前")


@assessments.command("rectifications", help="列出整改，没有办完的在前。")
@pass_desk
def rectified(desk: Desk) -> None:
    """List what is to be put right."""
    with desk.opened() as db:
        found = rectifications.rows(db, rectifications.find(db, school=schools.own(db).id))
    rows = [
        (one.what, one.responsible, one.due_on, rectifications.STATES[one.state(desk.on)], one.done_note)
        for one in found
    ]
    click.echo(tables.table(("整改什么", "责任人", "期限", "状态", "怎样改的"), rows))
