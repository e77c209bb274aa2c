"""`wuyou changes`: who changed what, when, and from what to what."""

from pathlib import Path

import click

from app.cli import handwriting, named, tables, words
from app.cli.desk import Desk, pass_desk, telling
from app.cli.kinds import DAY
from app.jobs import changes as jobs
from app.jobs import files
from app.papers import changes as papers
from app.school import changes as noun
from app.school.changes import Criteria

MOST = 50


@click.command(cls=words.Command, help="更改记录：谁在什么时候改了什么，改前改后各是什么。")
@click.option("--text", default="", metavar="字词", help="“做了什么”里含这些字。")
@click.option("--clerk", default="", metavar="姓名", help="谁做的。")
@click.option("--since", type=DAY, metavar="日期", help="从哪天起。")
@click.option("--until", type=DAY, metavar="日期", help="到哪天止。")
@click.option("--member", default="", metavar="姓名", help="只看和这个人有关的。")
@click.option("--class", "term", default="", metavar="班", help="只看和这个班有关的。")
@click.option("--lines", "lines", is_flag=True, help="把每一步改前改后列出来。")
@click.option("--most", default=MOST, show_default=True, metavar="步数", help="最多列出多少步。")
@click.option("--out", type=click.Path(path_type=Path), metavar="文件", help="存成 .pdf 或 .xlsx。")
@pass_desk
@handwriting.prints
def changes(
    desk: Desk,
    *,
    text: str,
    clerk: str,
    since: str | None,
    until: str | None,
    member: str,
    term: str,
    lines: bool,
    most: int,
    out: Path | None,
) -> None:
    """List acts, newest first, or keep them as a paper."""
    with desk.opened() as db:
        wanted = Criteria(
            text=text,
            operator=clerk,
            since=since or "",
            until=until or "",
            member=named.member(db, member).id if member else 0,
            training_class=named.training_class(db, term, year=desk.today.year).id if term else 0,
        )
        acts = noun.find(db, wanted)
        if out is not None:
            about = jobs.about(db, wanted)
            paper = jobs.paper(db, acts, about=about, today=desk.on, tell=telling())
            sheet = out.suffix.lower() == ".xlsx"
            files.keep(out, papers.render_workbook(paper) if sheet else papers.render(paper))
            click.echo(f"已存到 {out}。")
            return
        shown = noun.rows(db, acts[:most])
        if not lines:
            rows = [(one.at, one.operator, one.name, "已撤销" if one.undone else "") for one in shown]
            said = (
                tables.table(("时间", "操作人", "做了什么", "备注"), rows) if rows else "没有符合条件的更改。"
            )
            click.echo(said)
        for one in shown if lines else []:
            click.echo(f"{one.at}　{one.operator}　{one.name}")
            for line in noun.lines(db, one.id):
                click.echo(f"    {line.noun}　{line.of}　{line.field}：{line.old or '—'} → {line.new or '—'}")
    if len(acts) > most:
        click.echo(f"共 {len(acts):,} 步，列出最近的 {most} 步；用 --most 看更多。")
