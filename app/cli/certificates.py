"""`wuyou certificates`: propose, issue, print, note what came out, reissue, void, verify."""

from pathlib import Path

import click

from app.cli import handwriting, named, tables, words
from app.cli.desk import Desk, pass_desk
from app.errors import UserError
from app.jobs import certificates as papers
from app.jobs import directories, files
from app.school import certificates as ledger
from app.school import hours_text, schools
from db.register import Register

_NUMBERS = click.argument("numbers", metavar="编号", nargs=-1, required=True)
_BLANK = click.option("--blank", metavar="号", default="", help="空白证书上印的号，有就写。")


@click.group(cls=words.Group, help="结业证书：预编号、颁发、打印、补发、作废、核验。")
def certificates() -> None:
    """Gather the commands about certificates."""


@certificates.command("propose", help="看一个班会编出哪些号，不占用编号；--out 打印草稿（PDF，带水印）。")
@click.argument("training_class", metavar="班")
@click.option("--out", metavar="文件", type=click.Path(path_type=Path), help="草稿存成哪个 PDF。")
@pass_desk
@handwriting.prints
def propose(desk: Desk, training_class: str, out: Path | None) -> None:
    """Show the numbers a class's certificates would get."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        shown = ledger.propose(db, found.id, today=desk.on)
        if out is not None:
            wording = papers.wording_of(db, found.id)
            files.keep(out, papers.render_proposals(db, shown, wording=wording, draft=True))
    rows = [(one.number, one.paper.holder, hours_text(one.quarter_hours)) for one in shown]
    click.echo(tables.table(("会给的编号", "姓名", ">学时"), rows))
    click.echo(f"草稿：{out}" if out else "编号还没有占用，颁发时才给出。")


@certificates.command("issue", help="给一个已结班的班里符合结业要求的人编号颁发。")
@click.argument("training_class", metavar="班")
@pass_desk
def issue(desk: Desk, training_class: str) -> None:
    """Issue a class's certificates."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        made = ledger.rows(db, papers.issue(db, found.id, today=desk.on))
    click.echo(f"“{found.name}”颁发证书 {len(made)} 张：{made[0].number} 至 {made[-1].number}")


@certificates.command("list", help="列出证书；可写姓名或编号里的字。")
@click.argument("text", metavar="[查找]", default="")
@pass_desk
def list_(desk: Desk, text: str) -> None:
    """List certificates."""
    with desk.opened() as db:
        found = ledger.rows(db, ledger.find(db, text, school=schools.own(db).id))
    rows = [
        (one.number, one.name, one.class_name, hours_text(one.quarter_hours), one.issued_on,
         one.check_code or "—", one.state)
        for one in found
    ]  # fmt: skip
    click.echo(tables.table(("编号", "姓名", "培训班", ">学时", "颁发日期", "校验码", "状态"), rows))


@certificates.command("show", help="看一张证书的经过：颁发、每一份打印、补发、作废。")
@click.argument("number", metavar="编号")
@pass_desk
def show(desk: Desk, number: str) -> None:
    """Tell what happened to a certificate."""
    with desk.opened() as db:
        found = named.certificate(db, number)
        happened = ledger.events(db, found.id)
    click.echo(f"{found.number}　{found.name}　{found.state}")
    click.echo(
        tables.table(("日期", "经过", "谁", "说明"), [(e.on, e.what, e.who, e.note) for e in happened])
    )


@certificates.command("print", help="打印一个班的证书（PDF，一人一页），记为已打印；--draft 只出草稿。")
@click.argument("training_class", metavar="班")
@click.option("--out", required=True, metavar="文件", type=click.Path(path_type=Path), help="存成哪个 PDF。")
@click.option("--draft", is_flag=True, help="带“草稿”水印，不记为已打印。")
@pass_desk
@handwriting.prints
def print_(desk: Desk, training_class: str, out: Path, draft: bool) -> None:
    """Print a class's certificates, the voided ones left out."""
    with desk.opened() as db:
        found = named.training_class(db, training_class, year=desk.today.year)
        every = ledger.rows(db, ledger.find(db, training_class=found.id))
        ids = [one.id for one in every if not one.voided_on]
        path = files.keep(out, papers.render(db, ids, draft=draft))
        if not draft:
            ledger.printed(db, ids, today=desk.on)
    click.echo(f"证书 {len(ids)} 张：{path}")


@certificates.command("printed", help="记下这几张印好了。")
@_NUMBERS
@_BLANK
@pass_desk
def printed(desk: Desk, numbers: tuple[str, ...], blank: str) -> None:
    """Write down that certificates came out well."""
    with desk.opened() as db:
        ids = _ids(db, numbers, blank)
        ledger.printed(db, ids, today=desk.on, blanks=dict.fromkeys(ids, blank))
    click.echo(f"已记下：{len(ids)} 张印好了。")


@certificates.command("spoiled", help="记下这几张印坏了；编号不变，重新打印。")
@_NUMBERS
@_BLANK
@click.option("--note", metavar="说明", default="", help="怎么坏的，例如：卡纸。")
@pass_desk
def spoiled(desk: Desk, numbers: tuple[str, ...], blank: str, note: str) -> None:
    """Write down that certificates came out spoiled."""
    with desk.opened() as db:
        ids = _ids(db, numbers, blank)
        ledger.spoiled(db, ids, today=desk.on, note=note, blanks=dict.fromkeys(ids, blank))
    click.echo(f"已记下：{len(ids)} 张印坏了，编号不变，请重新打印。")


@certificates.command("reissue", help="补发一张证书：编号不变，印上（补发），记下原因。")
@click.argument("number", metavar="编号")
@click.option("--reason", required=True, metavar="原因", help="为什么补发。")
@click.option("--out", required=True, metavar="文件", type=click.Path(path_type=Path), help="存成哪个 PDF。")
@_BLANK
@pass_desk
@handwriting.prints
def reissue(desk: Desk, number: str, reason: str, out: Path, blank: str) -> None:
    """Print a certificate anew under its number."""
    with desk.opened() as db:
        found = named.certificate(db, number)
        ledger.check_reissue(found)
        data = papers.render(db, [found.id], reissue=True)
        with db.act(f"补发证书：{found.number}"):
            ledger.reissue(db, found.id, today=desk.on, reason=reason, blank_no=blank)
            path = files.keep(out, data)
    click.echo(f"已补发：{found.number}（{found.name}），{path}")


@certificates.command("void", help="作废一张证书；编号不再给别人。")
@click.argument("number", metavar="编号")
@click.option("--reason", required=True, metavar="原因", help="为什么作废。")
@pass_desk
def void(desk: Desk, number: str, reason: str) -> None:
    """Void a certificate."""
    with desk.opened() as db:
        found = named.certificate(db, number)
        ledger.void(db, found.id, today=desk.on, reason=reason)
    click.echo(f"已作废：{found.number}（{found.name}）")


@certificates.command("verify", help="核验证书：写扫到的码，或照片、扫描件的文件名；扫不了就写编号和校验码。")
@click.argument("said", metavar="[码或文件]", default="")
@click.option("--number", metavar="编号", default="", help="证书编号。")
@click.option("--check", metavar="校验码", default="", help="二维码下面的十个字母和数字。")
@pass_desk
def verify(desk: Desk, said: str, number: str, check: str) -> None:
    """Say whether a certificate is genuine."""
    if bool(said) == bool(number or check):
        raise UserError("请写扫到的码或照片的文件名，或者写 --number 和 --check 两样。")
    with desk.opened() as db:
        known = directories.knowledge(db, today=desk.on)
        if said:
            verdicts = [directories.judge(db, known, code) for code in directories.codes_of(said)]
        else:
            verdicts = [directories.judge_typed(db, known, number=number, check=check)]
    for one in verdicts:
        click.echo(f"{one.word}：{one.sentence}")
        if one.claim is not None:
            click.echo("　".join(f"{name}：{value}" for name, value in directories.facts(one.claim)))
        click.echo(one.basis)


def _ids(db: Register, numbers: tuple[str, ...], blank: str) -> list[int]:
    if blank and len(numbers) > 1:
        raise UserError("写空白证书号时一次只记一张。")
    return [named.certificate(db, one).id for one in numbers]
