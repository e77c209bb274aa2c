"""`wuyou class-rules`: what classes must show and how they are marked; a desk writes rules of its own."""

import click

from app.cli import drafting, tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT
from app.errors import UserError
from app.school import class_rules as noun
from app.school import conduct_rules, rules, schools
from db.register import Register

NO_LIMIT = "不限"
LONGEST = 3
"""So many digits a number has at most."""
_WAYS = {"结班": "close", "归档": "archive", "可以没有": "optional", "不要": "none"}


@click.group(
    cls=words.Group, help="办班规则：班的类型、结班和归档要的材料、成绩的算法；查看，照一套另写一套。"
)
def class_rules() -> None:
    """Gather the commands about class rules."""


@class_rules.command("list", help="列出本单位的办班规则。")
@pass_desk
def list_(desk: Desk) -> None:
    """List the rules, numbered as the other commands name them."""
    with desk.opened() as db:
        own = schools.own(db).id
        now = noun.in_force(db, school=own, on=desk.on).id
        rows = [
            (
                number,
                one.title,
                one.effective_from,
                rules.STATUSES[one.status],
                "现行" if one.id == now else "",
            )
            for number, one in enumerate(noun.rows(db, school=own), start=1)
        ]
    click.echo(tables.table((">序号", "名称", "生效日期", "状态", ""), rows))


@class_rules.command("show", help="看一套规则说了什么。")
@click.argument("number", type=COUNT, metavar="序号")
@pass_desk
def show(desk: Desk, number: int) -> None:
    """Show what a rule says."""
    with desk.opened() as db:
        found = _one(db, number)
        leave = conduct_rules.said_by(db, found).leave_levels
    click.echo(f"{found.title}（{found.effective_from} 起，{rules.STATUSES[found.status]}）")
    click.echo(f"出处：{found.source}")
    part, whole = found.scores.least_attendance
    for name, value in (
        ("classes_a_year", f"{found.classes_a_year}　每年至少办几期"),
        ("archive_kept_years", f"{found.archive_kept_years}　档案至少保存几年"),
        ("scores.pass_mark", f"{found.scores.pass_mark}　合格线"),
        ("scores.least_attendance", f"[{part}, {whole}]　出勤不到几分之几不计成绩"),
    ):
        click.echo(f"{name} = {value}")
    click.echo(
        tables.table(
            ("材料", "怎样要求"),
            [(one.title, noun.ASKS[noun.asked_how(one)]) for one in found.requirements],
        )
    )
    click.echo(
        tables.table(("等次", ">从几分起"), [(name, str(least)) for name, least in found.scores.bands])
    )
    most = [(who, str(half_days or NO_LIMIT)) for half_days, who in leave]
    click.echo(tables.table(("请假由谁批", ">连续不超过几个半天"), most))
    kinds = [(one.name, one.trainee_group, one.season, "考试" if one.exam else "") for one in found.types]
    click.echo(tables.table(("班的类型", "培训对象", "季节", ""), kinds))


@class_rules.command("write", help="照一套规则另写一套，从生效日期起算数；县级写的随下一版下发资料发出。")
@drafting.head(sets="classes_a_year=6、scores.pass_mark=70")
@click.option(
    "--ask", "asks", multiple=True, metavar="材料=要求",
    help="如 质量测评=结班、现场照片=可以没有、培训总结=不要；要求写结班、归档、可以没有或不要。",
)  # fmt: skip
@click.option(
    "--add-type", "added", multiple=True, metavar="类型", help="加一种班，如“头雁班,党支部书记,秋训,考试”。"
)
@click.option("--drop-type", "dropped", multiple=True, metavar="类型", help="去掉一种班。")
@click.option(
    "--band", "bands", multiple=True, metavar="等次=分数",
    help="成绩的等次和从几分起，如 优秀=90；写了就要全部写出，最低一等从 0 分起。",
)  # fmt: skip
@click.option(
    "--leave-level", "levels", multiple=True, metavar="审批人=半天",
    help="连续请假不超过几个半天由谁批，如 班主任=2、组织部=不限；写了就要全部写出。",
)  # fmt: skip
@pass_desk
def write(
    desk: Desk,
    number: int,
    title: str,
    source: str,
    since: str,
    sets: tuple[str, ...],
    asks: tuple[str, ...],
    added: tuple[str, ...],
    dropped: tuple[str, ...],
    bands: tuple[str, ...],
    levels: tuple[str, ...],
    confirmed: bool,
) -> None:
    """Write a rule on another."""
    with desk.opened() as db:
        model = _one(db, number)
        new = noun.write(
            db, based_on=model.id, title=title, source=source, effective_from=since,
            changes=drafting.changes(sets), asks=dict(map(_asked, asks)),
            types=_types(model, added, dropped), bands=[_paired(one, "优秀=90") for one in bands] or None,
            leave_levels=[_paired(one, "班主任=2", no_limit=True) for one in levels] or None,
            confirmed=confirmed,
        )  # fmt: skip
        own = schools.own(db)
        place = [one.id for one in noun.rows(db, school=own.id)].index(new) + 1
    click.echo(f"已制定“{title.strip()}”，序号 {place}，自 {since} 起的班按它办。")
    if own.level != "township":
        click.echo("用 refdata issue 制作新的一版下发，读取以后由对方采用。")


@class_rules.command("drop", help="删去一套自己写的、还没有到生效日期的规则。")
@click.argument("number", type=COUNT, metavar="序号")
@pass_desk
def drop(desk: Desk, number: int) -> None:
    """Take a rule away."""
    with desk.opened() as db:
        found = _one(db, number)
        noun.drop(db, found.id, today=desk.on)
    click.echo(f"已删去“{found.title}”。")


def _one(db: Register, number: int) -> noun.ClassRule:
    found = noun.rows(db, school=schools.own(db).id)
    if number > len(found):
        raise UserError(f"没有第 {number} 套办班规则。用 wuyou class-rules list 看有哪些。")
    return found[number - 1]


def _asked(said: str) -> tuple[str, str]:
    title, _, how = said.replace("＝", "=").rpartition("=")
    if how.strip() not in _WAYS:
        raise UserError(f"“{said}”读不懂，请写成 质量测评=结班 的样子；要求写{'、'.join(_WAYS)}。")
    return title.strip(), _WAYS[how.strip()]


def _paired(said: str, example: str, *, no_limit: bool = False) -> tuple[str, int]:
    name, _, number = said.replace("＝", "=").rpartition("=")
    if no_limit and number.strip() == NO_LIMIT:
        return name, 0
    if not number.strip().isdecimal() or len(number.strip()) > LONGEST:
        raise UserError(f"“{said}”读不懂，请写成 {example} 的样子。")
    return name, int(number)


def _types(
    model: noun.ClassRule, added: tuple[str, ...], dropped: tuple[str, ...]
) -> list[noun.ClassType] | None:
    if not added and not dropped:
        return None
    known = {one.name for one in model.types}
    strange = next((one for one in dropped if one not in known), None)
    if strange is not None:
        raise UserError(f"规则里没有“{strange}”这种班，请用 class-rules show 核对名称。")
    found = [one for one in model.types if one.name not in dropped]
    for said in added:
        name, group, season, exam, *_ = [
            *(part.strip() for part in said.replace("，", ",").split(",")), "", "", "",
        ]  # fmt: skip
        found.append(noun.ClassType(name, group, season, exam == "考试"))
    return found
