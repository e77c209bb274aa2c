"""The commands of every register of the school: list, add, take in, change, end, void, attach, export."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from app.cli import handwriting, tables, words
from app.cli.desk import Desk, pass_desk
from app.cli.kinds import COUNT
from app.errors import UserError
from app.jobs import evidence, files
from app.jobs import ledgers as papers
from app.school import ledgers, schools
from app.school.ledgers import Ledger
from app.school.ledgers.fields import RIGHT
from app.school.ledgers.finding import STATES
from db.register import Register

_SHOWN = 8
_PAIR = "栏目=内容，例如 {}=…；可以写几次。栏目有：{}。"


@dataclass(frozen=True, slots=True)
class Noun:
    """A register for the commands: its ledger and the noun's own `find` and `rows`."""

    ledger: Ledger
    find: Callable[..., list[int]]
    rows: Callable[[Register, list[int]], Sequence[Any]]

    def one(self, db: Register, said: str, *, gone: bool = False) -> int:
        """Find the one line that has these words; raise `UserError` where there is none or more."""
        found = self.find(db, said, school=schools.own(db).id, gone=gone)
        word, of = self.ledger.word, self.ledger.name
        records = self.rows(db, found)
        exact = [one.id for one in records if ledgers.said(of, one) == said]
        if len(found) == 1 or len(exact) == 1:
            return exact[0] if len(exact) == 1 else found[0]
        if not found:
            raise UserError(f"没有含“{said}”的{word}，用 list 看看有哪些。")
        names = "、".join(f"“{ledgers.said(of, one)}”" for one in records[:_SHOWN])
        raise UserError(f"含“{said}”的{word}有 {len(found)} 行：{names}，请写得更具体些。")


def commands(group: click.Group, noun: Noun) -> None:
    """Give a group the commands of a register."""
    ledger = noun.ledger
    titles = "、".join(one.title for one in ledger.fields)
    pair = _PAIR.format(ledger.fields[0].title, titles)

    @group.command("list", help=f"列出{ledger.title}。")
    @click.argument("text", metavar="[查找]", default="")
    @click.option("--year", type=COUNT, metavar="年", help="只列一年的。", hidden=not ledger.year)
    @click.option("--gone", is_flag=True, help="停用、作废的也列出。")
    @pass_desk
    def list_(desk: Desk, text: str, year: int | None, gone: bool) -> None:
        with desk.opened() as db:
            given = {"year": year} if ledger.year and year else {}
            found = noun.find(db, text, school=schools.own(db).id, gone=gone, **given)
            records = noun.rows(db, found)
        click.echo(tables.table(*_table(ledger, records, on=desk.on, gone=gone)))

    @group.command("add", help=f"登记一行{ledger.word}。{pair}")
    @click.argument("pairs", metavar="栏目=内容…", nargs=-1, required=True)
    @pass_desk
    def add(desk: Desk, pairs: tuple[str, ...]) -> None:
        with desk.opened() as db:
            typed = _typed(ledger, pairs)
            ledgers.record(db, ledger, typed, school=schools.own(db).id, today=desk.on, year=desk.today.year)
        click.echo(f"已登记{ledger.word}：{typed[ledger.name.name]}")

    @group.command("take-in", help=f"从表格登记许多行{ledger.word}，按表头认列；有一行不对就全部不登记。")
    @click.argument("path", metavar="文件", type=click.Path(path_type=Path))
    @pass_desk
    def take_in(desk: Desk, path: Path) -> None:
        rows = papers.sheet_rows(path)
        with desk.opened() as db:
            made = ledgers.enter(
                db, ledger, rows, school=schools.own(db).id, today=desk.on, year=desk.today.year
            )
        click.echo(f"已登记{ledger.word} {len(made)} 行")

    @group.command("change", help=f"修改一行{ledger.word}。{pair}")
    @click.argument("which", metavar="哪一行")
    @click.argument("pairs", metavar="栏目=内容…", nargs=-1, required=True)
    @pass_desk
    def change(desk: Desk, which: str, pairs: tuple[str, ...]) -> None:
        with desk.opened() as db:
            ledgers.change(db, ledger, noun.one(db, which), _typed(ledger, pairs), today=desk.on)
        click.echo(f"已修改{ledger.word}：{which}")

    _ending(group, noun)
    _papers(group, noun)


def _ending(group: click.Group, noun: Noun) -> None:
    ledger = noun.ledger
    if ledger.lasts:

        @group.command("end", help=f"停用一行{ledger.word}，写明原因。")
        @click.argument("which", metavar="哪一行")
        @click.argument("reason", metavar="原因")
        @click.option("--on", metavar="日期", help="从哪天起，不写就是今天。")
        @pass_desk
        def end(desk: Desk, which: str, reason: str, on: str | None) -> None:
            with desk.opened() as db:
                ledgers.end(db, ledger, noun.one(db, which), on=on or desk.on, reason=reason)
            click.echo(f"已停用{ledger.word}：{which}（{reason}）")

    @group.command("void", help=f"作废登记错的一行{ledger.word}，写明原因。")
    @click.argument("which", metavar="哪一行")
    @click.argument("reason", metavar="原因")
    @pass_desk
    def void(desk: Desk, which: str, reason: str) -> None:
        with desk.opened() as db:
            ledgers.void(db, ledger, noun.one(db, which), reason=reason, today=desk.on)
        click.echo(f"已作废{ledger.word}：{which}（{reason}）")

    @group.command("restore", help=f"恢复停用或作废的一行{ledger.word}。")
    @click.argument("which", metavar="哪一行")
    @pass_desk
    def restore(desk: Desk, which: str) -> None:
        with desk.opened() as db:
            row = noun.one(db, which, gone=True)
            (record,) = noun.rows(db, [row])
            again = ledgers.restore if record.voided_on or not ledger.lasts else ledgers.resume
            again(db, ledger, row)
        click.echo(f"已恢复{ledger.word}：{which}")


def _papers(group: click.Group, noun: Noun) -> None:
    ledger = noun.ledger

    @group.command("attach", help=f"给一行{ledger.word}附上扫描件或照片。")
    @click.argument("which", metavar="哪一行")
    @click.argument("path", metavar="文件", type=click.Path(path_type=Path))
    @click.option("--formed-on", metavar="日期", required=True, help="材料自己的形成日期。")
    @pass_desk
    def attach(desk: Desk, which: str, path: Path, formed_on: str) -> None:
        with desk.opened() as db:
            row, school = noun.one(db, which), schools.own(db).id
            with db.act(f"附上{ledger.word}的材料：{path.name}"):
                filed = evidence.file(
                    db, path, folder=desk.folder, school=school, formed_on=formed_on, today=desk.on
                )
                ledgers.attach(db, ledger, row, filed)
        click.echo(f"已附上{ledger.word}的材料：{path.name}")

    @group.command("export", help=f"把{ledger.title}写成 PDF 或 XLSX。")
    @click.argument("path", metavar="文件", type=click.Path(path_type=Path))
    @click.option("--year", type=COUNT, metavar="年", help="只写一年的。", hidden=not ledger.year)
    @pass_desk
    @handwriting.prints
    def export(desk: Desk, path: Path, year: int | None) -> None:
        if path.suffix.lower() not in (".pdf", ".xlsx"):
            raise UserError("文件名请以 .pdf 或 .xlsx 结尾。")
        with desk.opened() as db:
            school = schools.own(db).id
            given = {"year": year} if ledger.year and year else {}
            records = noun.rows(db, noun.find(db, school=school, **given))
            form = papers.paper(db, ledger, records, school=school, today=desk.on, year=year)
        data = papers.printed(form) if path.suffix.lower() == ".pdf" else papers.workbook(form)
        files.keep(path, data)
        click.echo(f"已写出 {len(records)} 行：{path}")


def _typed(ledger: Ledger, pairs: Sequence[str]) -> dict[str, str]:
    """Read `栏目=内容` by a field's heading, any of its other headings, or its name."""
    typed = {}
    for pair in pairs:
        title, sign, text = pair.partition("=")
        named = [one.name for one in ledger.fields if title in (one.title, one.name, *one.also)]
        if not sign or not named:
            known = "、".join(one.title for one in ledger.fields)
            raise UserError(f"“{pair}”读不懂，请写成 栏目=内容 的样子；{ledger.title}的栏目有：{known}。")
        typed[named[0]] = text
    return typed


def _table(
    ledger: Ledger, records: Sequence[Any], *, on: str, gone: bool
) -> tuple[list[str], list[list[str]]]:
    used = [
        of
        for of in ledger.fields
        if of.must or any(ledgers.said(of, one) not in ("", "否") for one in records)
    ]
    heads = [f"{tables.RIGHT if of.kind in RIGHT else ''}{of.title}" for of in used]
    proved = bool(ledger.proof)
    lines = []
    for one in records:
        line = [ledgers.said(of, one) for of in used]
        line += ["有" if getattr(one, ledger.proof) else ""] if proved else []
        line += [STATES[ledgers.state(ledger, one, on=on)]] if gone else []
        lines.append(line)
    return [*heads, *(["材料"] if proved else []), *(["状态"] if gone else [])], lines


def group(help_: str) -> Callable[[Callable[[], None]], click.Group]:
    """Make the group of a register."""
    return click.group(cls=words.Group, help=help_)
