"""The record of changes on paper: who did what when, and under each act what became of what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.papers import tables
from app.papers.tables import Column, Line, TablePaper

_COLUMNS: Final = (
    Column("类别", 24),
    Column("对象", 50, "left"),
    Column("项目", 30),
    Column("改前", 70, "left"),
    Column("改后", 70, "left"),
)


@dataclass(frozen=True, slots=True)
class Act:
    """One act as written: when, whose, what, and its facts as (noun, whose, field, before, after)."""

    at: str
    operator: str
    name: str
    facts: Sequence[tuple[str, str, str, str, str]]


@dataclass(frozen=True, slots=True)
class ChangeList:
    """Acts of one school, newest first; `about` says which were asked for, `holds` whether the chain does."""

    school: str
    about: str
    acts: Sequence[Act]
    printed_on: str
    holds: str


def render(listed: ChangeList) -> bytes:
    """Print the list on A4 landscape; raise UserError for a character that no font has."""
    return tables.render(_form(listed))


def render_workbook(listed: ChangeList) -> bytes:
    """Write the list as a workbook."""
    return tables.render_workbook(_form(listed))


def _form(listed: ChangeList) -> TablePaper:
    lines: list[Line] = []
    for act in listed.acts:
        lines.append(Line((f"{act.at}　{act.operator}　{act.name}",), strong=True))
        lines += [Line((noun, of, field, old or "—", new or "—")) for noun, of, field, old, new in act.facts]
    return TablePaper(
        title=f"{listed.school}更改记录",
        columns=_COLUMNS,
        lines=tuple(lines),
        under=(listed.about, f"打印日期：{listed.printed_on}"),
        foot=tuple(filter(None, (listed.holds, "核对人：____________　　日期：____________"))),
        landscape=True,
        empty="没有符合条件的更改。",
    )
