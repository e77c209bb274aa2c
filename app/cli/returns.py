"""`wuyou returns`: the county sends records back, the school answers, the county closes."""

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT, DAY, Word
from app.errors import UserError
from app.school import returns as noun
from app.school import schools
from db.register import Register

_NOUN = Word({key: one.word for key, one in noun.NOUNS.items()}, "类别")
_ANSWER = Word(noun.ANSWERS, "答复")


@click.group(cls=words.Group, help="退回：县级退回记录，乡镇改好或说明。退回写 list 列出的编号。")
def returns() -> None:
    """Gather the commands about returns."""


@returns.command("send", help="县级：退回一所学校的一条记录。")
@click.argument("school", metavar="学校")
@click.argument("kind", metavar="类别", type=_NOUN)
@click.argument("title", metavar="名称")
@click.option("--reason", required=True, metavar="原因", help="为什么退回，要改什么。")
@click.option("--due", type=DAY, required=True, metavar="日期", help="办理期限。")
@pass_desk
def send(desk: Desk, school: str, kind: str, title: str, reason: str, due: str) -> None:
    """Send a record back."""
    with desk.opened() as db:
        whose = named.school(db, school)
        found = noun.candidates(db, kind, title, of_school=whose.id)
        exact = [one for one in found if one[1] == title] or found
        word = noun.NOUNS[kind].word
        if len(exact) != 1:
            names = "、".join(one[1] for one in exact[:8])
            raise UserError(
                f"{whose.short_name}有不止一条{word}叫“{title}”（{names}），请写全。"
                if exact
                else f"{whose.short_name}没有叫“{title}”的{word}，请核对名称。"
            )
        noun.send_back(
            db, noun=kind, record=exact[0][0], reason=reason, due_on=due, today=desk.on, of_school=whose.id
        )
    click.echo(f"已退回{word}“{exact[0][1]}”，随下一份回执（receipts reply）发给{whose.short_name}。")


@returns.command("list", help="列出退回，写明编号。")
@click.option("--open", "open_only", is_flag=True, help="只列还没有了结的。")
@pass_desk
def list_(desk: Desk, open_only: bool) -> None:
    """List returns with a number to name them by."""
    with desk.opened() as db:
        every = noun.rows(db, noun.find(db))
        own = schools.own(db)
        desks = {one.id: one.short_name for one in schools.rows(db, [one.school for one in every])}
    mixed = own.level == "county" and any(one.school != own.id for one in every)
    rows = [
        (
            str(number),
            *([desks[one.school]] if mixed else []),
            one.school_name,
            f"{one.word} {one.title}",
            one.reason,
            one.due_on,
            noun.STATES[one.state(desk.on)],
            " ".join(part for part in (noun.ANSWERS.get(one.answer, ""), one.words) if part),
        )
        for number, one in enumerate(every, start=1)
        if not (open_only and one.closed_on)
    ]
    if rows:
        who = ["谁退回"] if mixed else []
        click.echo(tables.table((">编号", *who, "单位", "退回的记录", "原因", "期限", "状态", "答复"), rows))
    else:
        click.echo("没有退回。")


@returns.command("pass-on", help="县级：把市级退回的一条转给它的学校，随下一份回执发出。")
@click.argument("number", metavar="编号", type=COUNT)
@pass_desk
def pass_on(desk: Desk, number: int) -> None:
    """Return to a school what the city returned of it."""
    with desk.opened() as db:
        one = noun.row(db, noun.pass_on(db, _listed(db, number).id, today=desk.on))
    click.echo(
        f"已把“{one.title}”的退回转给{one.school_name}，办理期限 {one.due_on}，"
        "随下一份回执（receipts reply）发出。"
    )


@returns.command("answer", help="乡镇、县级：答复上级的一条退回，改好了或说明情况。")
@click.argument("number", metavar="编号", type=COUNT)
@click.argument("kind", metavar="改好了|说明", type=_ANSWER)
@click.option("--words", "said", default="", metavar="说明", help="怎么改的，或为什么不用改。")
@pass_desk
def answer(desk: Desk, number: int, kind: str, said: str) -> None:
    """Answer a return."""
    with desk.opened() as db:
        one = _listed(db, number)
        noun.answer(db, one.id, kind=kind, words=said, today=desk.on)
    click.echo(f"已答复“{one.title}”：{noun.ANSWERS[kind]}。随下一个数据包上报。")


@returns.command("close", help="县级：了结一条已答复的退回；退错了的加 --take-back 撤回。")
@click.argument("number", metavar="编号", type=COUNT)
@click.option("--take-back", is_flag=True, help="退错了，撤回。")
@pass_desk
def close(desk: Desk, number: int, take_back: bool) -> None:
    """Close a return."""
    with desk.opened() as db:
        one = _listed(db, number)
        noun.close(db, one.id, today=desk.on, outcome="taken_back" if take_back else "settled")
    click.echo(f"“{one.title}”的退回{'已撤回' if take_back else '已了结'}。")


def _listed(db: Register, number: int) -> noun.Return:
    ids = noun.find(db)
    if number > len(ids):
        raise UserError(f"没有第 {number} 条退回，请先用 returns list 看编号。")
    schools.own(db)
    return noun.row(db, ids[number - 1])
