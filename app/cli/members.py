"""`wuyou members`: rosters in, people listed and shown."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from app.cli import biographies, filters, layouts, named, persons, tables, words
from app.cli import rosters as taken_in
from app.cli.desk import Desk, pass_desk, telling
from app.cli.filters import GROUP, branch_named
from app.cli.kinds import Word
from app.errors import UserError
from app.jobs import files, rosters
from app.jobs import members as listings
from app.school import MEMBER_TYPES, hours_text, schools, standings
from app.school import filters as whom
from app.school import layouts as columns
from app.school import members as people
from app.sheets import rosters as sheets
from app.spelling import id_numbers, names
from db.register import Register

__all__ = ["GROUP", "branch_named", "members"]

_REASONS_SHOWN = 30
_OVERWRITE = Word({"untyped": "导入的", "all": "全部"}, "哪些")


@click.group(cls=words.Group, help="党员名册：导入、查找。")
def members() -> None:
    """Gather the commands about members."""


for command in (
    *(taken_in.imports, taken_in.take_back, taken_in.original, taken_in.origins),
    *(persons.duplicates, persons.merge, persons.keep_apart, persons.part, biographies.story),
):
    members.add_command(command)


@members.command("import", help="导入一份名册（.xls、.xlsx、.csv）。好的行进名册，不好的行说明原因。")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--sheet", metavar="工作表", help="只导入一个工作表；不写就导入所有像名册的。")
@click.option("--column", "columns", multiple=True, metavar="列=资料", help="说明一列是什么，如 4=手机号。")
@click.option("--branch", "meant", multiple=True, metavar="写法=支部", help="表里的写法指哪个支部，会记住。")
@click.option(
    "--overwrite", type=_OVERWRITE, metavar="哪些", help="与名册不同的：untyped 只改导入的，all 全改。"
)
@click.option("--dry-run", is_flag=True, help="只看结论，什么都不写入。")
@click.option(
    "--refused", metavar="文件", type=click.Path(path_type=Path), help="把没有导入的行和原因存成 .xlsx。"
)
@pass_desk
def import_(
    desk: Desk,
    file: Path,
    sheet: str | None,
    columns: tuple[str, ...],
    meant: tuple[str, ...],
    overwrite: str | None,
    dry_run: bool,
    refused: Path | None,
) -> None:
    """Import a roster: the same plans as the window's, committed as they are shown."""
    with desk.opened() as db:
        school = schools.own(db).id
        book = rosters.read(file, tell=telling())
        if sheet is None and not columns:
            plans = rosters.plan_all(db, book, school=school, today=desk.on, tell=telling())
        else:
            said = dict(map(_column, columns))
            plans = (rosters.plan(db, book, school=school, today=desk.on, sheet_name=sheet, columns=said),)
        for one in meant:
            plans = _mapped(db, plans, one, school=school)
        if overwrite:
            typed = overwrite == "all"
            plans = tuple(rosters.accept_all(db, plan, typed=typed, school=school) for plan in plans)
        if not dry_run:
            rosters.commit_all(db, plans, school=school, today=desk.on, tell=telling())
    for plan in plans:
        _show(plan, dry_run=dry_run)
    lost = sum(len(rosters.refused_rows(plan)) for plan in plans)
    if refused and lost:
        click.echo(f"没有导入的 {lost} 行：{files.keep(refused, rosters.refused_list(plans))}")


def _column(said: str) -> tuple[int, str]:
    """Read what a column is, 4=手机号; columns count from 1 and nothing behind the = means not used."""
    number, equals, label = said.partition("=")
    field = next((field for field, known in sheets.LABELS.items() if label in (known, field)), "")
    if not equals or not number.isdigit() or int(number) < 1 or (label and not field):
        known = "、".join(sheets.LABELS.values())
        raise UserError(f"“{said}”看不懂，请写成 4=手机号 的样子。等号后面可以是：{known}。")
    return int(number) - 1, field


def _mapped(
    db: Register, plans: tuple[rosters.Plan, ...], said: str, *, school: int
) -> tuple[rosters.Plan, ...]:
    """Apply what a branch's way of being written means to the plans in which it stands."""
    written, _, name = said.partition("=")
    branch = branch_named(db, name, school=school)
    key = names.match_key(written)
    stands = [any(names.match_key(row.written_branch) == key for row in plan.rows) for plan in plans]
    if not any(stands):
        raise UserError(f"表中没有写成“{written}”的支部。")
    return tuple(
        rosters.map_branch(db, plan, written, branch=branch, school=school) if here else plan
        for plan, here in zip(plans, stands, strict=True)
    )


def _show(plan: rosters.Plan, *, dry_run: bool) -> None:
    counts = "，".join(
        f"{word} {plan.count(key)}" for key, word in rosters.VERDICTS.items() if plan.count(key)
    )
    done = "看过，没有写入" if dry_run else "已导入"
    click.echo(f"{done}“{plan.sheet_name or plan.file_name}”：{counts or '没有人'}")
    if plan.remembered:
        click.echo("各列的含义照上次同样表头时说明的办。")
    if plan.new_branches:
        click.echo(f"新支部：{'、'.join(plan.new_branches)}")
    rows = [
        (row.row_no, row.name or "（空）", rosters.VERDICTS[row.verdict], "；".join(row.why))
        for row in rosters.refused_rows(plan)
    ]
    if rows:
        click.echo(tables.table((">行", "姓名", "结论", "原因"), rows[:_REASONS_SHOWN]))
    if rows[_REASONS_SHOWN:]:
        click.echo(f"……还有 {len(rows) - _REASONS_SHOWN} 行，用 --refused 全部存下来看。")


@members.command("list", help="列出人员；可写姓名、拼音首字母、身份证号或手机号末几位，和各种条件。")
@click.option(
    "--filter", "named_filter", metavar="名称", help="用现成的或保存的筛选；见 wuyou filters list。"
)
@filters.criteria
@pass_desk
def list_(desk: Desk, /, named_filter: str | None, **said: Any) -> None:
    """List people."""
    with desk.opened() as db:
        school = schools.own(db).id
        wanted = filters.asked(db, said, school=school, name=named_filter)
        ids = whom.people(db, wanted, school=school, today=desk.on)
        rows = [
            (who.name, who.gender, who.birth, MEMBER_TYPES[who.member_type], who.branch_name,
             id_numbers.tail(who.id_number), who.phone, f"{who.left_on} {who.left_reason}".strip())
            for who in people.rows(db, ids)
        ]  # fmt: skip
    headings = ("姓名", "性别", "出生", "类别", "支部", "身份证末四位", "电话", "减少")
    gone = any(row[-1] for row in rows)
    click.echo(
        tables.table(headings if gone else headings[:-1], rows if gone else [row[:-1] for row in rows])
    )
    click.echo(f"共 {len(rows)} 人")


@members.command("export", help="把名单存成工作簿：要谁、哪些列、身份证号给看多少。")
@click.option(
    "--out", required=True, metavar="文件", type=click.Path(path_type=Path), help="存成哪个 .xlsx。"
)
@click.option("--layout", "named_layout", metavar="名称", help="用哪个表格样式；见 wuyou layouts list。")
@click.option(
    "--ids",
    "--id-number",
    "id_number",
    type=layouts.ID_NUMBERS,
    metavar="写法",
    help="身份证号全部、遮住或末四位；不写就按表格样式，没有样式就遮住中间。",
)
@click.option(
    "--filter", "named_filter", metavar="名称", help="用现成的或保存的筛选；见 wuyou filters list。"
)
@filters.criteria
@pass_desk
def export(
    desk: Desk,
    /,
    out: Path,
    named_layout: str | None,
    id_number: str | None,
    named_filter: str | None,
    **said: Any,
) -> None:
    """Write people as a workbook."""
    with desk.opened() as db:
        own = schools.own(db)
        layout = columns.named(db, named_layout, school=own.id) if named_layout else listings.WHOLE
        wanted = filters.asked(db, said, school=own.id, name=named_filter)
        ids = whom.people(db, wanted, school=own.id, today=desk.on)
        data = listings.listing(
            db,
            ids,
            id_number=id_number or "",
            layout=layout,
            today=desk.on,
            tell=telling(),
            title=f"{own.short_name}{named_filter or named_layout or '党员名册'}",
        )
        path = files.keep(out, data)
    click.echo(f"名单 {len(ids)} 人：{path}")


@members.command("show", help="看一个人的资料和本年学时。")
@click.argument("who", metavar="姓名")
@pass_desk
def show(desk: Desk, who: str) -> None:
    """Show one person."""
    with desk.opened() as db:
        found = named.member(db, who)
        standing = standings.of_member(db, found.id, year=desk.today.year)
    for label, value in _facts(found):
        click.echo(f"{tables.padded(label, 12)}{value}")
    owed = f"，应完成 {hours_text(standing.required)}" if standing.required is not None else ""
    earned = hours_text(standing.earned)
    click.echo(f"{desk.today.year} 年学时  {earned}{owed}，{standings.STATES[standing.state]}")


def _facts(who: people.Member) -> Iterator[tuple[str, str]]:
    """Give what is known of a person, each with its label."""
    yield "姓名", who.name
    yield "类别", MEMBER_TYPES[who.member_type]
    yield "支部", who.branch_name
    for name, label in sheets.LABELS.items():
        if name not in ("name", "member_type", "branch", "membership_status", "lost_contact", "floating"):
            value = getattr(who, name, "")
            if value:
                yield label, str(value)
    for flag, label in ((who.floating, "流动党员"), (who.frail, "困弱党员"), (who.lost_contact, "失联党员")):
        if flag:
            yield label, "是"
    for doubt in who.doubts:
        yield "待核", doubt
    if who.left_on:
        yield "已减少", f"{who.left_on} {who.left_reason}"
