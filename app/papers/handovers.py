"""The index of a handing over: what is in the pack, what is open, where the paper lies, and who signs."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.papers import tables
from app.papers.tables import Column, Line, TablePaper
from app.spelling import dates


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the index: its heading and its lines, each of what, how much, and a word about it."""

    heading: str
    lines: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Index:
    """What the index says; `file_name` and `sha256` name the pack, empty before there is one."""

    school: str
    made_on: str
    file_name: str
    sha256: str
    sections: Sequence[Section]


# By hand: a program does not know in which cupboard a folder stands.
PAPERS = (
    "培训班纸质档案（签到表、请假条、照片）",
    "证书登记簿、空白证书",
    "五有佐证材料、佐证册",
    "会议记录、制度文本",
    "经费凭证",
    "印章、恢复码（密封件）",
    "其他",
)
FOOT = (
    "本机移交以后只供查看。接收人接收后第一次上报前，请先打电话告诉上级：上级读数据包时会问一次是不是换了电脑。",
    "交接口令另外当面告诉接收人，不写在本表上，不和U盘放在一起。历次备份不在交接包里，留在移交的电脑上。",
    "",
    "移交人（签字）：　　　　　　　　接收人（签字）：　　　　　　　　监交人（签字）：",
    "",
    "日期：　　　　年　　　月　　　日",
)


def render(index: Index) -> bytes:
    """Print the index as a PDF; raise `UserError` for a character no font has."""
    lines: list[Line] = []
    for section in index.sections:
        lines.append(Line((section.heading,), strong=True))
        lines += [Line(line) for line in section.lines] or [Line(("没有", "", ""))]
    lines.append(Line(("纸质材料存放处（手写）",), strong=True))
    lines += [Line((what, "", "")) for what in PAPERS]
    pack = f"交接包 {index.file_name}（核对码 {index.sha256[:16]}）" if index.file_name else ""
    return tables.render(
        TablePaper(
            title=f"{index.school}工作交接清单",
            columns=(Column("内容", 70, "left"), Column("数量", 30), Column("说明", 80, "left")),
            lines=tuple(lines),
            under=(pack, dates.in_figures(index.made_on)),
            foot=FOOT,
            row_height=8,
        )
    )
