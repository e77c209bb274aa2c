"""`wuyou enrollments`: who is in a class, by filter, list or quota; groups, duties, and who came."""

import click

from app.cli import enrolling, named, tables, words
from app.cli.classes import HALF_DAY
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT, DAY, Word
from app.cli.members import GROUP, branch_named
from app.errors import UserError
from app.jobs import enrollments as jobs
from app.school import MARKS, classes, filters, hours_text, members, precautions, quotas, schools, walk_ins
from app.school import enrollments as rosters

_ADVISER = "adviser"
_DUTY = Word({**rosters.DUTIES, _ADVISER: "班主任"}, "职务")
_ORDER = Word(rosters.ORDERS, "顺序")
_MARK = Word(MARKS, "考勤")


@click.group(cls=words.Group, help="学员：选人、按名单加入、分配名额、分组，以及临时参加和代训。")
def enrollments() -> None:
    """Gather the commands about who is in a class."""


for command in (enrolling.paste, enrolling.file):
    enrollments.add_command(command)


@enrollments.command("list", help="列出学员，并数报名、实到、代训和临时参加的人。")
@click.argument("training_class", metavar="班")
@click.argument("text", metavar="[查找]", default="")
@click.option(
    "--order", type=_ORDER, default="seq", metavar="顺序", help="序号、组别、党支部、姓氏笔画、拼音。"
)
@click.option("--renumber", is_flag=True, help="按这个顺序重排序号。")
@pass_desk
def list_(desk: Desk, training_class: str, text: str, order: str, renumber: bool) -> None:
    """List a class's roster."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        if renumber:
            rosters.renumber(db, found.id, order)
        everyone = {who.id: who.name for who in enrolling.roster(db, found)}
        people = rosters.rows(db, rosters.find(db, text, training_class=found.id, order_by=order))
        count = rosters.turnouts(db, [found.id])[found.id]
    rows = [
        (who.seq_no, who.name, who.branch_at_enrollment, who.title_at_enrollment, who.group_no or "",
         rosters.DUTIES[who.duty] if who.duty else "", _came(who, everyone))
        for who in people
    ]  # fmt: skip
    heads = (">序号", "姓名", "党支部", "职务", ">组别", "班内职务", "来历")
    click.echo(tables.table(heads, rows))
    click.echo(
        f"报名 {count.enrolled} 人，实到 {count.came} 人，代训 {count.substitutes} 人，"
        f"临时参加 {count.walk_ins + count.unmatched} 人（还没有对上 {count.unmatched} 人）"
    )


def _came(who: rosters.Enrollment, names: dict[int, str]) -> str:
    whose = f"（替{names[who.stands_for]}）" if who.stands_for in names else ""
    return rosters.CAME_BY[who.came_by] + whose


@enrollments.command("add", help="从名册里选人进班：按姓名、存好的筛选、支部或类别。")
@click.argument("training_class", metavar="班")
@click.argument("who", metavar="[姓名]...", nargs=-1)
@click.option("--filter", "saved", metavar="名称", help="存好的筛选，例如 本年未达标。")
@click.option("--group", type=GROUP, metavar="类别", help="只选一类人。")
@click.option("--branch", multiple=True, metavar="支部", help="只选一个支部的人，可以写几次。")
@click.option("--limit", type=COUNT, metavar="人数", help="最多选多少人。")
@pass_desk
def add(
    desk: Desk,
    training_class: str,
    who: tuple[str, ...],
    saved: str | None,
    group: str | None,
    branch: tuple[str, ...],
    limit: int | None,
) -> None:
    """Put people into a class."""
    if not (who or saved or group or branch):
        raise UserError("请写要选谁：写姓名，或用 --filter、--branch、--group 写明条件。")
    with desk.opened() as db:
        school = schools.own(db).id
        found = named.training_class(db, training_class, year=desk.today.year)
        chosen = [named.member(db, said).id for said in who]
        homes = {branch_named(db, one, school=school) for one in branch}
        if saved or group or branch:
            wanted = filters.named(db, saved, school=school) if saved else filters.Filter(order_by="branch")
            meant = filters.people(db, wanted, school=school, today=desk.on)
            of_group = set(members.find(db, school=school, group=group or ""))
            chosen += [
                one.id
                for one in members.rows(db, [one for one in meant if one in of_group])
                if not homes or one.branch in homes
            ]
        if not chosen:
            raise UserError("没有符合条件的人，没有加入学员。请放宽条件再试。")
        count = rosters.enrol(db, found.id, chosen[:limit])
    click.echo(f"“{found.name}”加入学员 {count} 人")


@enrollments.command("withdraw", help="从名册去掉没有考勤记录的学员。")
@click.argument("training_class", metavar="班")
@click.argument("who", metavar="姓名")
@pass_desk
def withdraw(desk: Desk, training_class: str, who: str) -> None:
    """Take somebody off a class's roster."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        row = enrolling.trainee(db, found, who)
        rosters.withdraw(db, row.id)
    click.echo(f"“{found.name}”去掉 {row.name}")


@enrollments.command("quota", help="名额分配：看、写一个支部的名额，或按各支部人数分配一个总数。")
@click.argument("training_class", metavar="班")
@click.argument("branch", metavar="[支部]", default="")
@click.argument("people", metavar="[人数]", default="")
@click.option("--share", type=COUNT, metavar="总数", help="按各支部的人数分配。")
@pass_desk
def quota(desk: Desk, training_class: str, branch: str, people: str, share: int | None) -> None:
    """Show or set how many each branch is to send."""
    if bool(branch) != bool(people) or (people and not (people.isascii() and people.isdigit())):
        raise UserError("请把支部和人数写在一起，例如 下党村党支部 5；写 0 是取消名额。")
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        if share:
            quotas.share_out(db, found.id, share)
        if branch:
            home = branch_named(db, branch, school=found.school)
            if home is not None:
                quotas.allot(db, found.id, branch=home, people=min(int(people[:6]), quotas.MOST + 1))
        suggested = {one.quota.id: one.people for one in jobs.suggest(db, found.id)}
        kept = quotas.rows(db, quotas.find(db, training_class=found.id))
    rows = [
        (one.branch_name, one.people, one.filled, one.lacking,
         "、".join(f"{who.name}（差 {hours_text(who.lacking)}）" for who in suggested.get(one.id, ())))
        for one in kept
    ]  # fmt: skip
    click.echo(tables.table(("党支部", ">名额", ">已报", ">还差", "建议"), rows))
    click.echo(f"共 {sum(one.people for one in kept)} 个名额，还差 {sum(one.lacking for one in kept)} 人")


@enrollments.command("group", help="分组：把全班分成几组，或把几个人放进一个组。")
@click.argument("training_class", metavar="班")
@click.argument("who", metavar="[姓名]...", nargs=-1)
@click.option("--into", type=COUNT, metavar="组数", help="把全班平均分成几组。")
@click.option("--mixed", is_flag=True, help="各支部打散；不写就同一支部尽量在一组。")
@click.option("--number", metavar="组号", help="把写了姓名的人放进第几组，0 是不分组。")
@pass_desk
def group(
    desk: Desk, training_class: str, who: tuple[str, ...], into: int | None, mixed: bool, number: str | None
) -> None:
    """Divide a class, or put some into a group."""
    if (into is None) == (number is None) or bool(who) != (number is not None):
        raise UserError("请写 --into 组数 把全班分组，或写姓名和 --number 组号，二者取一。")
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        if into is not None:
            rosters.divide(db, found.id, into, together=not mixed)
        else:
            people = [enrolling.trainee(db, found, said).id for said in who]
            wanted = int(number) if number and number.isascii() and number.isdigit() else -1
            rosters.amend(db, people, {"group_no": wanted})
        sizes: dict[int, int] = {}
        for row in enrolling.roster(db, found):
            sizes[row.group_no] = sizes.get(row.group_no, 0) + 1
    said = [f"第 {one} 组 {count} 人" for one, count in sorted(sizes.items()) if one]
    said += [f"没有分组 {sizes[0]} 人"] if 0 in sizes else []
    click.echo(f"“{found.name}”：{'，'.join(said)}")


@enrollments.command("duty", help="设班长、副班长、组长，或班主任；写 学员 是不再担任。")
@click.argument("training_class", metavar="班")
@click.argument("who", metavar="姓名")
@click.argument("duty", metavar="职务", type=_DUTY)
@pass_desk
def duty(desk: Desk, training_class: str, who: str, duty: str) -> None:
    """Give somebody a duty in their class."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        if duty == _ADVISER:
            classes.amend(db, found.id, adviser=who)
            name, before = who, tuple({found.adviser} - {"", who})
        else:
            row = enrolling.trainee(db, found, who)
            name, before = row.name, rosters.give_duty(db, [row.id], duty)
    more = f"，{'、'.join(before)}不再担任" if before else ""
    click.echo(f"“{found.name}”{name}：{_DUTY.words[duty]}{more}")


@enrollments.command("unit", help="更正一名学员在本班名册里的单位或职务；党员名册不变。")
@click.argument("training_class", metavar="班")
@click.argument("who", metavar="姓名")
@click.option("--branch", metavar="党支部", help="报名时所在的党支部或单位。")
@click.option("--post", metavar="职务", help="报名时的单位及职务。")
@pass_desk
def unit(desk: Desk, training_class: str, who: str, branch: str | None, post: str | None) -> None:
    """Mend unit and post for this class only."""
    said = {"branch_at_enrollment": branch, "title_at_enrollment": post}
    fields = {name: value for name, value in said.items() if value is not None}
    if not fields:
        raise UserError("请用 --branch 或 --post 写明要更正成什么。")
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        row = enrolling.trainee(db, found, who)
        rosters.amend(db, [row.id], fields)
        (row,) = rosters.rows(db, [row.id])
    click.echo(f"“{found.name}”{row.name}：{row.branch_at_enrollment} {row.title_at_enrollment}")


@enrollments.command("walk-in", help="记下名单上没有、临时来参加的人；不写姓名就列出还没有对上的。")
@click.argument("training_class", metavar="班")
@click.argument("who", metavar="[姓名]", default="")
@click.option("--unit", default="", metavar="单位", help="他自己说的单位。")
@click.option("--on", type=DAY, metavar="日期", help="哪一天来的。")
@click.option("--half-day", type=HALF_DAY, metavar="半天", help="上午、下午或晚上；不写就是那天都在。")
@pass_desk
def walk_in(
    desk: Desk, training_class: str, who: str, unit: str, on: str | None, half_day: str | None
) -> None:
    """Write down somebody who came unasked, or list them."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        if who:
            there = [one.id for one in named.sessions(db, found, on=on, half_day=half_day)] if on else []
            walk_ins.note(db, found.id, name=who, unit=unit, sessions=there, today=desk.on)
        open_ = walk_ins.rows(db, walk_ins.find(db, training_class=found.id, open_only=True))
        rows = [
            (one.name, one.unit, len(one.sessions), enrolling.shown(db, walk_ins.suggestions(db, one.id)))
            for one in open_
        ]
    click.echo(tables.table(("姓名", "单位", ">半天", "可能是"), rows))
    click.echo(f"“{found.name}”临时参加还没有对上的 {len(rows)} 人")


@enrollments.command("match", help="说明临时参加的人是名册里的谁，把他转为学员。")
@click.argument("training_class", metavar="班")
@click.argument("who", metavar="姓名")
@click.argument("is_", metavar="[是谁]", default="")
@pass_desk
def match(desk: Desk, training_class: str, who: str, is_: str) -> None:
    """Say who a walk-in is."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        open_ = walk_ins.rows(db, walk_ins.find(db, training_class=found.id, open_only=True))
        meant = [one for one in open_ if one.name == who]
        if len(meant) != 1:
            known = "、".join(f"{one.name}（{one.unit}）" if one.unit else one.name for one in open_)
            raise UserError(f"“{who}”对不上一条临时参加的记录。还没有对上的：{known or '没有'}。")
        member = named.member(db, is_ or who).id
        row = jobs.match_walk_in(db, meant[0].id, member=member, today=desk.on)
        (done,) = rosters.rows(db, [row])
    click.echo(f"临时参加的{who}是{done.name}（{done.branch_at_enrollment}），已是第 {done.seq_no} 号学员")


@enrollments.command("substitute", help="记代训：某人替一名学员来上课。学时记给来的人。")
@click.argument("training_class", metavar="班")
@click.argument("who", metavar="学员")
@click.option("--by", required=True, metavar="姓名", help="来代训的人。")
@click.option("--on", type=DAY, metavar="日期", help="哪一天；不写就是到今天为止的所有课次。")
@click.option("--half-day", type=HALF_DAY, metavar="半天", help="上午、下午或晚上。")
@click.option("--mark", type=_MARK, default="absent", metavar="考勤", help="学员本人记为什么，不写就是旷课。")
@pass_desk
def substitute(
    desk: Desk, training_class: str, who: str, by: str, on: str | None, half_day: str | None, mark: str
) -> None:
    """Say that somebody stood in for a trainee."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        row = enrolling.trainee(db, found, who)
        sessions = named.sessions(db, found, on=on, half_day=half_day)
        last = precautions.reached(db, today=desk.on)
        there = [one.id for one in sessions if on or one.date <= last]
        if not there:
            raise UserError(f"“{found.name}”到今天还没有上过课，没有可以记代训的课次。")
        other = named.member(db, by)
        jobs.substitute(db, row.id, member=other.id, sessions=there, today=desk.on, mark=mark)
    click.echo(f"{other.name}替{row.name}代训 {len(there)} 个半天；{row.name}记为{MARKS[mark]}")
