"""The register of certificates handed out, to be signed for, with what became of each number (F22)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.papers import tables
from app.papers.tables import Column, Line, TablePaper

_COLUMNS: Final = (
    Column("序号", 10),
    Column("证书编号", 52),
    Column("姓名", 22),
    Column("党支部", 48, "left"),
    Column("发证日期", 28),
    Column("签收", 26),
    Column("备注", 30, "left"),
)


@dataclass(frozen=True, slots=True)
class Handed:
    """One number: whose it is, when it was issued as written, and what became of it."""

    number: str
    name: str
    branch: str
    issued_on: str
    note: str = ""


def render(title: str, certificates: Sequence[Handed]) -> bytes:
    """Print the register on A4 portrait; raise UserError for a character that no font has."""
    return tables.render(_form(title, certificates))


def render_workbook(title: str, certificates: Sequence[Handed]) -> bytes:
    """Write the register as a workbook to be edited and sent on."""
    return tables.render_workbook(_form(title, certificates))


def _form(title: str, certificates: Sequence[Handed]) -> TablePaper:
    return TablePaper(
        title=f"{title}证书发放登记表",
        columns=_COLUMNS,
        lines=tuple(
            Line((str(number), one.number, one.name, one.branch, one.issued_on, "", one.note))
            for number, one in enumerate(certificates, 1)
        ),
        under=("", f"共 {len(certificates)} 个编号"),
        foot=("经办人（签字）：",),
        row_height=9,
        empty="还没有颁发证书。",
    )
