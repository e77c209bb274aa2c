"""`wuyou rules`: which hour rules there are, what they say, who gains and who loses by a new one."""

import json
from typing import Any

import click

from app.cli import drafting, tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT
from app.errors import UserError
from app.school import hours as ledger
from app.school import hours_text, schools
from app.school import rules as kept
from db.register import Register


@click.group(cls=words.Group, help="学时规则：查看、复制修改、试算影响、采用。")
def rules() -> None:
    """Gather the commands about hour rules."""


@rules.command("list", help="列出本校的学时规则。")
@pass_desk
def list_(desk: Desk) -> None:
    """List the rules, numbered as the other commands name them."""
    with desk.opened() as db:
        found = _every(db)
        now = kept.in_force(db, school=schools.own(db).id, on=desk.on).id
    rows = [
        (number, one.title, one.effective_from, one.adopted_on or "草稿",
         kept.STATUSES[one.status], "现行" if one.id == now else "")
        for number, one in enumerate(found, start=1)
    ]  # fmt: skip
    click.echo(tables.table((">序号", "名称", "生效日期", "采用日期", "状态", ""), rows))


@rules.command("show", help="看一套规则的出处和每一个数。")
@click.argument("number", type=COUNT, metavar="序号")
@pass_desk
def show(desk: Desk, number: int) -> None:
    """Show what a rule says."""
    with desk.opened() as db:
        found = _one(db, number)
        body = kept.body(db, found.id)
    click.echo(f"{found.title}（{found.effective_from} 起，{kept.STATUSES[found.status]}）")
    click.echo(f"出处：{found.source}")
    for key, value in _flat(body):
        click.echo(f"{key} = {json.dumps(value, ensure_ascii=False)}")


@rules.command("load", help="取来随程序附带、本校还没有的规则，备用。")
@pass_desk
def load(desk: Desk) -> None:
    """Take in the shipped rules that came with a newer program."""
    with desk.opened() as db:
        before = len(_every(db))
        kept.load_presets(db, school=schools.own(db).id)
        new = len(_every(db)) - before
    click.echo(f"取来 {new} 套规则，都是备用；采用前请按本地文件核对")


@rules.command("copy", help="复制一套规则，改几个数，存成草稿。")
@drafting.head(sets="day_cap_hours=6、targets.full=40")
@pass_desk
def copy(
    desk: Desk, number: int, title: str, source: str, since: str, sets: tuple[str, ...], confirmed: bool
) -> None:
    """Draft a rule on another."""
    with desk.opened() as db:
        model = _one(db, number)
        new = kept.draft(
            db, based_on=model.id, title=title, source=source, effective_from=since,
            changes=drafting.changes(sets), confirmed=confirmed,
        )  # fmt: skip
        place = [one.id for one in _every(db)].index(new) + 1
    click.echo(f"已存成草稿，序号 {place}。先用 wuyou rules preview {place} 看谁增谁减，再用 adopt 采用")


@rules.command("preview", help="试算采用一套草稿后，本年谁的学时增减、谁达标变化。")
@click.argument("number", type=COUNT, metavar="序号")
@click.option("--year", type=COUNT, metavar="年", help="不写就是今年。")
@pass_desk
def preview(desk: Desk, number: int, year: int | None) -> None:
    """Say who gains and who loses."""
    with desk.opened() as db:
        draft = _one(db, number)
        found = ledger.preview(db, draft.id, year=year or desk.today.year, today=desk.on)
    rows = [
        (one.name, one.branch_name, hours_text(one.before), hours_text(one.after),
         _owed(one.required_before), _owed(one.required_after), _met(one))
        for one in found
    ]  # fmt: skip
    names = ("姓名", "支部", ">原学时", ">新学时", ">原应完成", ">新应完成", "结论")
    click.echo(tables.table(names, rows))
    less, more = sum(one.after < one.before for one in found), sum(one.after > one.before for one in found)
    lost = sum(one.met_before and not one.met_after for one in found)
    won = sum(one.met_after and not one.met_before for one in found)
    click.echo(f"学时减少 {less} 人，增加 {more} 人；由达标变未达标 {lost} 人，由未达标变达标 {won} 人")


@rules.command("adopt", help="采用一套草稿：没有结账的年度按它重新核算。")
@click.argument("number", type=COUNT, metavar="序号")
@pass_desk
def adopt(desk: Desk, number: int) -> None:
    """Adopt a draft."""
    with desk.opened() as db:
        draft = _one(db, number)
        written = ledger.adopt(db, draft.id, today=desk.on)
    click.echo(f"已采用“{draft.title}”，自 {draft.effective_from} 起生效，学时台账更正 {written} 行")


def _every(db: Register) -> list[kept.HourRule]:
    return kept.rows(db, kept.find(db, school=schools.own(db).id))


def _one(db: Register, number: int) -> kept.HourRule:
    found = _every(db)
    if number > len(found):
        raise UserError(f"没有第 {number} 套规则。用 wuyou rules list 看有哪些。")
    return found[number - 1]


def _flat(body: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    found = []
    for key, value in body.items():
        if isinstance(value, dict):
            found += _flat(value, f"{before}{key}.")
        else:
            found.append((f"{before}{key}", value))
    return found


def _owed(quarters: int | None) -> str:
    return "—" if quarters is None else hours_text(quarters)


def _met(one: ledger.Change) -> str:
    words_ = ("达标" if one.met_before else "未达标", "达标" if one.met_after else "未达标")
    return words_[1] if words_[0] == words_[1] else "变".join(words_)
