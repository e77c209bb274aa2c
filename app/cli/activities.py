"""`wuyou activities`: learning outside the own classes, written down and voided."""

from typing import Any

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.filters import branch_named
from app.cli.kinds import COUNT, DAY, Word
from app.errors import UserError
from app.school import ACTIVITY_KINDS, HALF_DAYS, hours_text, members, rules, schools
from app.school import activities as outside
from db.register import Register

_KIND = Word(ACTIVITY_KINDS, "种类")
_FORM = Word(rules.FORMS, "形式")
_HALF_DAY = Word(HALF_DAYS, "半天")
_LEDGER = Word(outside.LEDGERS, "台账")


@click.group(cls=words.Group, help="班外学习：县级班、网络学习、支部学习、送学上门等，一次登记许多人。")
def activities() -> None:
    """Gather the commands about activities."""


@activities.command("add", help="登记一次学习和参加的人，学时按规则记入。")
@click.argument("kind", type=_KIND, metavar="种类")
@click.argument("title", metavar="名称")
@click.option("--on", type=DAY, required=True, metavar="日期", help="哪一天（几天的写第一天）。")
@click.option("--until", "ends", type=DAY, metavar="日期", help="几天的写最后一天。")
@click.option("--half-day", type=_HALF_DAY, default="am", metavar="半天", help="上午、下午或晚上。")
@click.option("--who", multiple=True, metavar="姓名", help="参加的人，可以写几次。")
@click.option("--branch", "branches", multiple=True, metavar="支部", help="全支部的人，可以写几次。")
@click.option("--minutes", type=COUNT, metavar="分钟", help="学了多少分钟。")
@click.option("--half-days", type=COUNT, metavar="个", help="学了几个半天。")
@click.option("--stated", metavar="学时", help="证明上写的学时。")
@click.option("--form", type=_FORM, metavar="形式", help="如主题实践、网络学习累计时长。")
@click.option("--platform", default="", metavar="平台", help="网络学习的平台。")
@click.option("--organiser", default="", metavar="单位", help="主办或出具证明的单位。")
@click.option("--tested", multiple=True, metavar="姓名", help="网络学习测试通过的人，可以写几次。")
@click.option("--central/--not-central", default=None, help="是否算县级以上集中培训；县级班不写就算。")
@click.option(
    "--ledger", type=_LEDGER, default="member", metavar="台账", help="党员学时（不写就是）或干部学时。"
)
@click.option("--note", default="", metavar="说明", help="备注。")
@pass_desk
def add(
    desk: Desk,
    /,
    kind: str,
    title: str,
    on: str,
    who: tuple[str, ...],
    branches: tuple[str, ...],
    stated: str | None,
    tested: tuple[str, ...],
    form: str | None,
    ends: str | None,
    **said: Any,
) -> None:
    """Record an activity of many people."""
    if form and form not in outside.FORMS_OF[kind]:
        fit = "、".join(rules.FORMS[one] for one in outside.FORMS_OF[kind])
        raise UserError(f"{ACTIVITY_KINDS[kind]}的形式只能是：{fit}。")
    with desk.opened() as db:
        school = schools.own(db).id
        people = _people(db, school, who, branches)
        shares = {named.member(db, one).id: outside.Share(tested=True) for one in tested}
        if lost := set(shares) - set(people):
            names = "、".join(one.name for one in members.rows(db, sorted(lost)))
            raise UserError(f"{names}不在参加的人里，不能记测试通过。")
        new = outside.record(
            db, school=school, kind=kind, title=title, on=on, people=people, form=form or "",
            ends=ends or "", shares=shares,
            stated=None if stated is None else _quarters(stated), today=desk.on, **said,
        )  # fmt: skip
        (found,) = outside.rows(db, [new])
        given = outside.participants(db, new)
    total = hours_text(sum(one.quarter_hours for one in given))
    click.echo(f"已登记{ACTIVITY_KINDS[kind]}“{found.title}”：{found.people} 人，共记 {total} 学时")


def _people(db: Register, school: int, who: tuple[str, ...], branches: tuple[str, ...]) -> list[int]:
    named_ = [named.member(db, one).id for one in who]
    whole = [branch_named(db, one, school=school) for one in branches]
    found = [one for branch in whole for one in members.find(db, school=school, branch=branch)]
    return list(dict.fromkeys([*named_, *found]))


def _quarters(said: str) -> int:
    try:
        quarters = float(said) * 4
    except ValueError:
        quarters = 0.5
    if not 1 <= quarters <= 4000 or quarters != int(quarters):
        raise UserError(f"“{said}”不是学时数，请写以 0.25 为单位的数，例如 8。")
    return int(quarters)


@activities.command("list", help="列出登记过的班外学习。")
@click.argument("text", metavar="[查找]", default="")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@click.option("--kind", type=_KIND, metavar="种类", help="只列一种。")
@click.option("--who", metavar="姓名", help="只列一个人参加的。")
@pass_desk
def list_(desk: Desk, text: str, year: int | None, kind: str | None, who: str | None) -> None:
    """List activities."""
    with desk.opened() as db:
        member = named.member(db, who).id if who else None
        school = schools.own(db).id
        ids = outside.find(
            db, text, school=school, year=year or desk.today.year, kind=kind or "", member=member
        )
        found = outside.rows(db, ids)
    rows = [
        (one.date if one.ends == one.date else f"{one.date}至{one.ends}", ACTIVITY_KINDS[one.kind], one.title,
         one.platform or one.organiser or "—", outside.amount(one), one.people,
         f"已作废：{one.void_reason}" if one.voided_on else "有凭证" if one.evidence else "没有凭证")
        for one in found
    ]  # fmt: skip
    click.echo(tables.table(("日期", "种类", "名称", "平台或单位", "多少", ">人数", "状态"), rows))
    click.echo(f"共 {len(found)} 次")


@activities.command("void", help="作废一次登记，学时收回。")
@click.argument("title", metavar="名称")
@click.option("--on", type=DAY, metavar="日期", help="同名的有几次时，写明哪一天。")
@click.option("--why", required=True, metavar="原因", help="为什么作废。")
@pass_desk
def void(desk: Desk, title: str, on: str | None, why: str) -> None:
    """Void an activity."""
    with desk.opened() as db:
        found = outside.rows(db, outside.find(db, title, school=schools.own(db).id, voided=False))
        found = [one for one in found if on in (None, one.date)]
        found = [one for one in found if one.title == title] or found
        if not found:
            raise UserError(f"没有找到“{title}”。用 wuyou activities list 看登记过哪些。")
        if found[1:]:
            days = "、".join(f"{one.title}（{one.date}）" for one in found[:8])
            raise UserError(f"“{title}”对得上不止一次：{days}。请加 --on 写明日期。")
        outside.void(db, found[0].id, why=why, today=desk.on)
    click.echo(f"已作废“{found[0].title}”（{found[0].date}），{found[0].people} 人的学时已收回")
