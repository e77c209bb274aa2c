"""`wuyou funds`: a year's money — planned, received, spent — and what the rules ask of it."""

import click

from app.cli import ledgers, tables
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT
from app.errors import UserError
from app.school import funds as nouns
from app.school import schools
from app.school.funds import FundRule
from app.spelling import money
from db.register import Register


@ledgers.group("经费：年初安排、到账、支出和经费规则；spendings 是支出。")
def funds() -> None:
    """Gather the commands about funds."""


@ledgers.group("经费支出：每一笔花在哪里；讲课费对照标准提醒。")
def spendings() -> None:
    """Gather the commands about what was spent."""


ledgers.commands(funds, ledgers.Noun(nouns.LEDGER, nouns.find, nouns.rows))
ledgers.commands(spendings, ledgers.Noun(nouns.SPENDINGS, nouns.find_spent, nouns.spent_rows))
funds.add_command(spendings, "spendings")


@spendings.command("warnings", help="列出超过讲课费标准、学时与课表不符的支出。")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@pass_desk
def warnings(desk: Desk, year: int | None) -> None:
    """List what is above the rule for lecturers' fees."""
    with desk.opened() as db:
        school = schools.own(db).id
        found = nouns.find_spent(db, school=school, year=year or desk.today.year)
        said = nouns.warnings(db, found, school=school)
        lines = [
            (one.spent_on, one.payee, money.shown(one.fen), said[one.id])
            for one in nouns.spent_rows(db, list(said))
        ]
    click.echo(tables.table(("日期", "领款人", ">金额", "提醒"), lines) if lines else "没有要提醒的支出。")


@funds.command("summary", help="一年的安排、到账、支出、结余，和经费规则还差多少。")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@pass_desk
def summary(desk: Desk, year: int | None) -> None:
    """Sum up a year."""
    of = year or desk.today.year
    with desk.opened() as db:
        found = nouns.totals(db, school=schools.own(db).id, year=of)
    lines = [(nouns.SOURCES.get(source, "没有写出自"), one) for source, one in found.by_source.items()]
    rows = [
        (name, *(money.shown(fen) for fen in (one.planned, one.received, one.spent, one.left)))
        for name, one in [*lines, ("合计", found.whole)]
    ]
    click.echo(tables.table((f"{of} 年", ">安排", ">到账", ">支出", ">结余"), rows))
    for one in found.checks:
        if not one.need:
            click.echo(f"{one.check.title}：还没有填有多少{one.check.unit}（{one.source}）")
            continue
        state = f"还差 {money.in_words(one.lacking)}" if one.lacking else "够了"
        click.echo(f"{one.check.title}：应有 {money.in_words(one.need)}，{state}（{one.source}）")


@funds.command("rules", help="列出经费规则，采用的在前。")
@pass_desk
def rules(desk: Desk) -> None:
    """List the rules."""
    with desk.opened() as db:
        lines = [("采用" if one.adopted else "", one.key, one.title, one.source) for one in _rules(db)]
    click.echo(tables.table(("", "代号", "名称", "出处"), lines))


@funds.command("adopt", help="采用一条经费规则。")
@click.argument("key", metavar="代号")
@click.option("--not", "not_", is_flag=True, help="不再采用。")
@pass_desk
def adopt(desk: Desk, key: str, not_: bool) -> None:
    """Say whether the school is checked by a rule."""
    with desk.opened() as db:
        rule = _rule(db, key)
        nouns.adopt(db, rule.id, adopted=not not_)
    click.echo(f"{'不再采用' if not_ else '已采用'}：{rule.title}")


@funds.command("tell", help="填写规则要的个数，例如有几个社区（村）。")
@click.argument("key", metavar="代号")
@click.argument("check", metavar="要求")
@click.argument("times", metavar="个数", type=COUNT)
@pass_desk
def tell(desk: Desk, key: str, check: str, times: int) -> None:
    """Say how many a check counts."""
    with desk.opened() as db:
        rule = _rule(db, key)
        found = next((one for one in rule.checks if check in (one.key, one.title)), None)
        if found is None:
            known = "、".join(one.title for one in rule.checks)
            raise UserError(f"“{rule.title}”里没有“{check}”，有的是：{known}。")
        nouns.tell_times(db, rule.id, found.key, times)
    click.echo(f"{found.title}：{times}{found.unit}")


def _rules(db: Register) -> list[FundRule]:
    school = schools.own(db).id
    nouns.load_presets(db, school=school)
    return nouns.rule_rows(db, nouns.find_rules(db, school=school))


def _rule(db: Register, key: str) -> FundRule:
    every = {one.key: one for one in _rules(db)}
    if key not in every:
        raise UserError(f"没有代号是“{key}”的经费规则，有的是：{'、'.join(every)}。")
    return every[key]
