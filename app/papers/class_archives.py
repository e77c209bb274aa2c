"""The contents of a class's archive box, and the label for its spine (F21)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.papers import fonts, tables
from app.papers.drawing import PORTRAIT, Pen, paper
from app.papers.joining import joined
from app.papers.setting import Type
from app.papers.tables import Column, Line, TablePaper

_COLUMNS: Final = (
    Column("序号", 12),
    Column("材料名称", 58, "left"),
    Column("文件", 62, "left"),
    Column("形成日期", 28),
    Column("页数", 14),
    Column("备注", 34, "left"),
)
_SPINE: Final = 40.0


@dataclass(frozen=True, slots=True)
class Material:
    """One piece of the archive: its title, the file or what proves it, and when it came to be."""

    title: str
    file: str
    formed_on: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClassArchive:
    """A class's archive: who keeps it, which year and term, and what lies in it."""

    school: str
    title: str
    year: int
    term_no: int
    when: str
    materials: Sequence[Material]


def render(archive: ClassArchive) -> bytes:
    """Print the contents and after them a sheet with the spine's label; pages are counted by hand.

    Raises UserError for a character that no font has.
    """
    contents = TablePaper(
        title="培训档案卷内目录",
        columns=_COLUMNS,
        lines=tuple(
            Line((str(number), one.title, one.file, one.formed_on, "", one.note))
            for number, one in enumerate(archive.materials, 1)
        ),
        under=(f"{archive.school}　{archive.title}", archive.when),
        foot=("立卷人（签字）：　　　　　　　　　　检查人（签字）：",),
        row_height=9,
    )
    return joined([tables.render(contents), _spine(archive)])


def _spine(archive: ClassArchive) -> bytes:
    fonts.require([(archive.title, (archive.school, archive.title))])
    with paper("培训档案脊背", PORTRAIT) as pen:
        for left in (25.0, 25.0 + _SPINE + 10):
            _draw_spine(pen, archive, left)
        pen.text(155, 40, "沿框线剪下，贴在档案盒脊背上。", Type("song", 10), "centre")
    return pen.data()


def _draw_spine(pen: Pen, archive: ClassArchive, left: float) -> None:
    pen.frame((left, 25, _SPINE, 240))
    pen.block((left + 1, 30, _SPINE - 2, 14), f"{archive.year}年", Type("hei", 20))
    pen.block((left + 1, 46, _SPINE - 2, 12), f"第{archive.term_no}期", Type("hei", 18))
    _downwards(pen, left + _SPINE / 2, 66, 130, archive.title)
    pen.rule(left, 203, left + _SPINE, 203)
    pen.block((left + 2, 206, _SPINE - 4, 40), archive.school, Type("song", 14))
    pen.block((left + 2, 249, _SPINE - 4, 12), "保管期限：", Type("song", 11), align="left")


def _downwards(pen: Pen, x: float, top: float, height: float, text: str) -> None:
    """Set a text from top to bottom, a character a line, in as many columns as it needs."""
    columns = 1 + (len(text) - 1) // 14
    rows = -(-len(text) // columns) or 1
    step = min(11.0, height / rows)
    for at, character in enumerate(text):
        column, row = divmod(at, rows)
        place = x + ((columns - 1) / 2 - column) * min(step * 1.15, 12)
        pen.text(place, top + (row + 0.5) * step, character, Type("hei", min(22, step * 2.4)), "centre")
