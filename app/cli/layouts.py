"""`wuyou layouts`: which columns a list goes out with, kept under a name."""

import click

from app.cli import tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import Word
from app.errors import UserError
from app.school import layouts as kept
from app.school import schools
from db.register import Register

ID_NUMBERS = Word({"full": "全部", "masked": "遮住", "tail": "末四位"}, "写法")


@click.group(cls=words.Group, help="表格样式：导出名单时要哪些列、什么次序。")
def layouts() -> None:
    """Gather the commands about layouts."""


@layouts.command("list", help="列出现成的和保存的表格样式，以及可以选的列。")
@pass_desk
def list_(desk: Desk) -> None:
    """List the layouts."""
    with desk.opened() as db:
        school = schools.own(db).id
        every = [*kept.PRESETS, *(one.name for one in kept.rows(db, kept.find(db, school=school)))]
        found = [(name, kept.named(db, name, school=school)) for name in every]
    rows = [
        (name, ID_NUMBERS.words[one.id_number], "、".join(heading for _, heading in one.columns))
        for name, one in found
    ]
    click.echo(tables.table(("名称", "身份证号", "各列"), rows))
    click.echo(f"可以选的列：{'、'.join(kept.COLUMNS.values())}")


@layouts.command("save", help="把选好的列存成一个表格样式。")
@click.option("--name", required=True, metavar="名称", help="表格样式的名称。")
@click.option("--ids", type=ID_NUMBERS, default="masked", metavar="写法", help="身份证号全部、遮住或末四位。")
@click.argument("columns", metavar="列...", nargs=-1, required=True)
@pass_desk
def save(desk: Desk, name: str, ids: str, columns: tuple[str, ...]) -> None:
    """Keep columns under a name; `手机号=联系电话` gives a column another heading."""
    keys = {label: key for key, label in kept.COLUMNS.items()}
    pairs = [one.partition("=") for one in columns]
    layout = kept.of(
        [keys.get(label, label) for label, _, _ in pairs],
        id_number=ids,
        headings={keys.get(label, label): heading for label, equals, heading in pairs if equals},
    )
    with desk.opened() as db:
        kept.save(db, name, layout, school=schools.own(db).id)
    click.echo(f"已保存表格样式“{name}”：{'、'.join(heading for _, heading in layout.columns)}")


@layouts.command("drop", help="删除保存的表格样式。")
@click.argument("name", metavar="名称")
@pass_desk
def drop(desk: Desk, name: str) -> None:
    """Forget a saved layout."""
    with desk.opened() as db:
        kept.drop(db, _saved(db, name))
    click.echo(f"已删除表格样式“{name}”")


def _saved(db: Register, name: str) -> int:
    school = schools.own(db).id
    for one in kept.rows(db, kept.find(db, school=school)):
        if one.name == name:
            return one.id
    kept.named(db, name, school=school)
    raise UserError(f"“{name}”是现成的表格样式，不能删除。")
