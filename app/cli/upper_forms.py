"""`wuyou upper-forms`: take a form of the upper level in, say what goes where, and fill it in."""

from collections.abc import Sequence
from pathlib import Path

import click

from app.cli import named, tables, words
from app.cli.desk import Desk, pass_desk, telling
from app.errors import UserError
from app.jobs import upper_forms as jobs
from app.papers.upper_forms import Value
from app.school import schools
from app.school import upper_forms as nouns
from db.register import Register

_SHOWN = 3
_SCOPES = {"school": "全校一份", "class": "每班一份", "person": "每名学员一份", "branch": "每个党支部一份"}


@click.group(cls=words.Group, help="上级表格：收下、说明各处填什么、填写任意多份。")
def upper_forms() -> None:
    """Gather the commands about forms of the upper level."""


@upper_forms.command("take", help="收下一份表（.xlsx 或 .docx）；模板变了，加 --renew 换成新版。")
@click.argument("path", metavar="文件", type=click.Path(path_type=Path))
@click.option("--name", default="", metavar="名称", help="叫什么；不写就用文件名。")
@click.option("--renew", is_flag=True, help="换掉同名的旧版，已选好的照旧。")
@pass_desk
def take(desk: Desk, path: Path, name: str, renew: bool) -> None:
    """Take a form in."""
    with desk.opened() as db:
        school = schools.own(db).id
        difference = jobs.compare(db, path, school=school, name=name)
        if difference is not None and not difference.same and not renew:
            raise UserError(f"{difference.said}要换成新版请加 --renew，要另存一份请用 --name 起个名字。")
        known = difference.form.id if difference is not None else None
        taken = jobs.take(db, path, school=school, today=desk.on, name=name, renew=known)
        form = nouns.row(db, taken.form)
    if taken.difference is not None:
        click.echo(taken.difference.said)
    for remark in taken.remarks:
        click.echo(remark)
    chosen = len(form.blanks) - len(form.open_blanks)
    click.echo(f"已收下“{form.name}”：{len(form.blanks)} 个填空，{chosen} 个已选好填什么")


@upper_forms.command("list", help="列出收下的表。")
@pass_desk
def list_(desk: Desk) -> None:
    """List the forms."""
    with desk.opened() as db:
        found = nouns.rows(db, nouns.find(db, school=schools.own(db).id))
    rows = [
        (one.name, one.file_name, one.taken_on, len(one.blanks), len(one.cells), len(one.open_blanks),
         _SCOPES[jobs.scope(one)])
        for one in found
    ]  # fmt: skip
    heads = ("名称", "文件", "收下日期", ">填空", ">指定的格", ">未选", "填法")
    click.echo(tables.table(heads, rows))


@upper_forms.command("fields", help="列出一份表里的填空和指定的单元格，各填什么。")
@click.argument("form", metavar="表")
@pass_desk
def fields(desk: Desk, form: str) -> None:
    """List the places of a form."""
    with desk.opened() as db:
        found = _form(db, form)
    rows = [(place, *_choice(found, place)) for place in (*found.blanks, *found.cells)]
    click.echo(tables.table(("位置", "填什么", "口径"), rows))


def _choice(form: nouns.UpperForm, place: str) -> tuple[str, str]:
    if place in form.facts:
        found = jobs.fact(form.facts[place])
        return found.title, found.rule
    return (f"“{form.texts[place]}”", "固定的文字") if place in form.texts else ("", "还没有选")


@upper_forms.command("facts", help="列出可以填的项目和口径。")
def facts() -> None:
    """List what can be put in."""
    rows = [(one.title, _SCOPES[one.scope], one.rule) for one in jobs.CATALOGUE]
    click.echo(tables.table(("项目", "需要", "口径"), rows))


@upper_forms.command("choose", help="说明一处填什么：填空的名称，或单元格如 统计表!C4；项目见 facts。")
@click.argument("form", metavar="表")
@click.argument("place", metavar="位置")
@click.argument("fact", metavar="[项目]", default="")
@click.option("--text", default="", metavar="文字", help="填固定的文字。")
@pass_desk
def choose(desk: Desk, form: str, place: str, fact: str, text: str) -> None:
    """Say what stands in a place; neither fact nor text takes the choice away."""
    with desk.opened() as db:
        found = _form(db, form)
        jobs.refuse_nowhere(db, found, place)
        nouns.choose(db, found.id, place, fact=jobs.fact(fact).key if fact else "", text=text)
        said, _ = _choice(nouns.row(db, found.id), place)
    click.echo(f"{place}：{said or '不填'}")


@upper_forms.command("show", help="看一份填出来是什么样，不写文件。")
@click.argument("form", metavar="表")
@click.option("--class", "training_class", metavar="班", help="哪个培训班。")
@click.option("--year", type=int, metavar="年", help="哪一年；不写就是今年。")
@pass_desk
def show(desk: Desk, form: str, training_class: str | None, year: int | None) -> None:
    """Show what the first copy would say."""
    with desk.opened() as db:
        found, wanted = _wanted(db, desk, form, training_class, year)
        values = jobs.looked_up(db, found, wanted[0], today=desk.on)
    click.echo(f"{wanted[0].label}（共 {len(wanted)} 份）")
    rows = [
        (place, _text(values[place]) if place in values else "还没有选")
        for place in (*found.blanks, *found.cells)
    ]
    click.echo(tables.table(("位置", "填写内容"), rows))


@upper_forms.command("fill", help="填写：全校、每班、每名学员或每个党支部一份，写进一个文件夹。")
@click.argument("form", metavar="表")
@click.option("--out", required=True, metavar="文件夹", type=click.Path(path_type=Path), help="写到哪里。")
@click.option("--class", "training_class", metavar="班", help="哪个培训班。")
@click.option("--year", type=int, metavar="年", help="哪一年；不写就是今年。")
@pass_desk
def fill(desk: Desk, form: str, out: Path, training_class: str | None, year: int | None) -> None:
    """Fill the copies in."""
    with desk.opened() as db:
        found, wanted = _wanted(db, desk, form, training_class, year)
        written = jobs.fill_all(db, found, wanted, target=out, today=desk.on, tell=telling())
    for path in written:
        click.echo(path)
    click.echo(f"“{found.name}”填写 {len(written)} 份")


@upper_forms.command("drop", help="移除一份表；可以撤销。")
@click.argument("form", metavar="表")
@pass_desk
def drop(desk: Desk, form: str) -> None:
    """Take a form off the list."""
    with desk.opened() as db:
        found = _form(db, form)
        nouns.drop(db, found.id)
    click.echo(f"已移除“{found.name}”")


def _wanted(
    db: Register, desk: Desk, form: str, training_class: str | None, year: int | None
) -> tuple[nouns.UpperForm, list[jobs.Copy]]:
    found, when = _form(db, form), year or desk.today.year
    of = named.training_class(db, training_class, year=when).id if training_class else None
    return found, jobs.copies(db, found, year=when, training_class=of)


def _text(value: Value | Sequence[Value]) -> str:
    if isinstance(value, str | int | float):
        return str(value)
    first = "、".join(map(str, value[:_SHOWN]))
    return f"{first}{'…' if value[_SHOWN:] else ''}（{len(value)} 行）"


def _form(db: Register, said: str) -> nouns.UpperForm:
    found = nouns.rows(db, nouns.find(db, said, school=schools.own(db).id))
    found = [one for one in found if one.name == said] or found
    if len(found) == 1:
        return found[0]
    names = "、".join(one.name for one in found)
    if found:
        raise UserError(f"“{said}”对得上不止一份表：{names}。请写全名称。")
    raise UserError(f"没有找到上级表格“{said}”。用 wuyou upper-forms list 看有哪些。")
