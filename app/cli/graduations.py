"""`wuyou graduations`: who passes and why, and a person's word against the rule."""

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk
from app.errors import UserError
from app.school import enrollments, hours_text
from app.school import graduations as results
from app.school.scores import points_text


@click.group(cls=words.Group, help="结业：按规则判定，和人工认定。")
def graduations() -> None:
    """Gather the commands about graduation."""


@graduations.command("list", help="列出每个人能不能结业、为什么。")
@click.argument("training_class", metavar="班")
@pass_desk
def list_(desk: Desk, training_class: str) -> None:
    """List a class's results."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        judged = results.results(db, found.id)
        people = {who.id: who for who in enrollments.rows(db, [one.enrollment for one in judged])}
    rows = [
        (people[one.enrollment].seq_no, people[one.enrollment].name,
         f"{hours_text(one.earned)}/{hours_text(one.total)}",
         points_text(one.score) if one.score is not None else "", one.grade,
         "符合" if one.passes else "不符合" if one.settled else "未定", "认定" if one.override else "规则",
         one.why)
        for one in judged
    ]  # fmt: skip
    click.echo(tables.table((">序号", "姓名", ">得学时", ">总评", "等次", "结业", "依据", "原因"), rows))


@graduations.command("override", help="人工认定一个人结业或不予结业，要写原因。")
@click.argument("training_class", metavar="班")
@click.argument("who", metavar="姓名")
@click.option("--pass/--fail", "passes", default=None, help="结业，或不予结业。")
@click.option("--rule", "by_rule", is_flag=True, help="取消认定，按规则判定。")
@click.option("--reason", default="", metavar="原因", help="为什么这样认定。")
@pass_desk
def override(
    desk: Desk, training_class: str, who: str, passes: bool | None, by_rule: bool, reason: str
) -> None:
    """Say that somebody passes or does not, or let the rule decide again."""
    if (passes is None) != by_rule:
        raise UserError("请写 --pass（结业）、--fail（不予结业）或 --rule（按规则判定），三者取一。")
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        row = named.enrollment(db, found, who)
        if passes is None:
            results.take_back(db, row.id)
        else:
            results.override(db, enrollment=row.id, passes=passes, reason=reason, today=desk.on)
        (one,) = [one for one in results.results(db, found.id) if one.enrollment == row.id]
    click.echo(f"{row.name}：{'符合' if one.passes else '不符合'}，{one.why}")
