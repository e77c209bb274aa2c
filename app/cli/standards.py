"""`wuyou standards`: by which standard a school is judged, and how a new version comes to be."""

from pathlib import Path

import click

from app.cli import tables, words
from app.cli.desk import Desk, pass_desk
from app.errors import UserError
from app.jobs import files
from app.school import schools
from app.school import standards as versions
from db.register import Register


@click.group(cls=words.Group, help="检查标准：有哪些、采用哪套、起草、导出和读入。")
def standards() -> None:
    """Gather the commands about standards."""


def _named(db: Register, said: str, school: int) -> versions.Standard:
    """Find a standard by its key or its name."""
    every = versions.rows(db, versions.find(db, school=school))
    found = [one for one in every if said in (one.key, one.name, str(one.id))]
    if not found:
        raise UserError(f"没有找到标准“{said}”。用 wuyou standards list 看有哪些，写代号或名称。")
    return found[0]


@standards.command("list", help="列出本校的、县级下发的和软件自带的标准。")
@pass_desk
def listed(desk: Desk) -> None:
    """List them."""
    with desk.opened() as db:
        school = schools.own(db).id
        found = versions.rows(db, versions.find(db, school=school))
        using = {
            kind: versions.of_schools(db, [school], on=desk.on, kind=kind).get(school)
            for kind in versions.KINDS
        }
    rows = []
    for one in found:
        now = using[one.kind]
        state = "现行" if now and now.id == one.id else "已采用" if one.adopted_on else "未采用"
        whose = "本校" if one.school == school else "县级"
        rows.append((one.key, one.name, versions.KINDS[one.kind], one.effective_from, state, whose))
    known = {one.key for one in found}
    rows += [
        (one.key, one.name, versions.KINDS[one.kind], "", "软件自带", "")
        for one in versions.presets()
        if one.key not in known
    ]
    click.echo(tables.table(("代号", "名称", "种类", "生效", "状态", "谁的"), rows))


@standards.command("take", help="取用一套软件自带的标准，作为备用。")
@click.argument("key", metavar="代号")
@pass_desk
def take(desk: Desk, key: str) -> None:
    """Copy a shipped standard into the register."""
    with desk.opened() as db:
        new = versions.take_preset(db, key, school=schools.own(db).id)
        click.echo(f"已取用：{versions.by_id(db, new).name}。用 wuyou standards adopt {key} 采用。")


@standards.command("adopt", help="从生效那天起按一套标准评；以前做完的评估不变。")
@click.argument("standard", metavar="标准")
@pass_desk
def adopt(desk: Desk, standard: str) -> None:
    """Adopt a standard."""
    with desk.opened() as db:
        school = schools.own(db).id
        one = _named(db, standard, school)
        versions.adopt(db, one.id, school=school, today=desk.on)
    click.echo(f"已采用：{one.name}，自 {one.effective_from} 起")


@standards.command("export", help="把一套标准存成文件，可以改了再读入。")
@click.argument("standard", metavar="标准")
@click.option("--out", required=True, metavar="文件", type=click.Path(path_type=Path), help="存成哪个文件。")
@pass_desk
def export(desk: Desk, standard: str, out: Path) -> None:
    """Write a standard as a file."""
    with desk.opened() as db:
        text = versions.written(db, _named(db, standard, schools.own(db).id).id)
    click.echo(f"标准：{files.keep(out, text.encode())}")


@standards.command("read", help="读入改好的标准文件，作为草稿；用 adopt 采用。")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@pass_desk
def read(desk: Desk, file: Path) -> None:
    """Read a standard in as a draft."""
    try:
        content = file.read_bytes()
    except FileNotFoundError as error:
        raise UserError(f"找不到文件“{file.name}”，请核对路径。") from error
    with desk.opened() as db:
        new = versions.read_in(db, content, school=schools.own(db).id)
        one = versions.by_id(db, new)
    click.echo(f"已读入草稿：{one.name}，代号 {one.key}")


@standards.command("drop", help="删去一份还没有采用的草稿。")
@click.argument("standard", metavar="标准")
@pass_desk
def drop(desk: Desk, standard: str) -> None:
    """Take a draft away."""
    with desk.opened() as db:
        one = _named(db, standard, schools.own(db).id)
        versions.drop(db, one.id)
    click.echo(f"已删去草稿：{one.name}")
