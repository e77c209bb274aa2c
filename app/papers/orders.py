"""Orders for lessons: the county's menu, and the slip of one order from asking to judging."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from app.papers import fonts, tables
from app.papers.drawing import PORTRAIT, Pen, paper
from app.papers.setting import Type
from app.papers.tables import Column, Line, TablePaper
from app.spelling import hours as credit

_LEFT, _WIDTH = 20.0, 170.0
_NAME: Final = 27.0
_TALL: Final = ("说　明", "意见建议", "未能安排")
_TITLE: Final = Type("biaosong", 20)
_TEXT: Final = Type("song", 12)
_LABEL: Final = Type("hei", 11.5)
_BAND: Final = Type("hei", 12.5)
_SIGNED: Final = "　　　　　　　　签字：　　　　　　　　年　　月　　日"


@dataclass(frozen=True, slots=True)
class Dish:
    """A line of the menu; `quarter_hours` 0 where nobody said."""

    category: str
    title: str
    quarter_hours: int
    audience: str
    teacher: str
    terms: str


@dataclass(frozen=True, slots=True)
class Menu:
    """What may be ordered, sorted by category; `as_of` as written."""

    county: str
    year: int
    dishes: Sequence[Dish]
    as_of: str


@dataclass(frozen=True, slots=True)
class Slip:
    """One order; what is empty is left free for the pen."""

    county: str
    school: str
    number: str
    title: str
    wished: str
    audience: str
    people: str
    address: str
    contact: str
    note: str
    ordered: str
    teacher: str = ""
    when: str = ""
    declined: str = ""
    dispatched: str = ""
    held: str = ""
    came: str = ""
    score: str = ""
    feedback: str = ""


_MENU: Final = (
    Column("序号", 12),
    Column("课程", 62, "left"),
    Column("学时", 16),
    Column("适合对象", 34, "left"),
    Column("主讲教师", 50, "left"),
    Column("点单说明", 44, "left"),
)


def render_menu(menu: Menu) -> bytes:
    """Print the menu on A4 landscape; raise UserError for a character that no font has."""
    return tables.render(_menu(menu))


def render_menu_workbook(menu: Menu) -> bytes:
    """Write the menu as a workbook to be sent on."""
    return tables.render_workbook(_menu(menu))


def _menu(menu: Menu) -> TablePaper:
    lines: list[Line] = []
    number = 0
    for category, several in groupby(menu.dishes, key=lambda one: one.category):
        of_category = list(several)
        lines.append(Line((f"{category or '其他'}　{len(of_category)} 门",), strong=True))
        for one in of_category:
            number += 1
            hours = credit.in_figures(one.quarter_hours) if one.quarter_hours else ""
            lines.append(Line((str(number), one.title, hours, one.audience, one.teacher, one.terms)))
    return TablePaper(
        title=f"{menu.county}{menu.year}年“点单式”授课菜单",
        columns=_MENU,
        lines=tuple(lines),
        under=(f"共 {number} 门课", menu.as_of),
        foot=("乡镇党校从菜单里点课，写明希望的时间、对象和人数，随数据包上报；县级派单后随回执返回。",),
        landscape=True,
        row_height=9,
        empty="菜单里还没有课程。",
    )


def render_slip(slip: Slip) -> bytes:
    """Print one order on A4: asked, dispatched, judged; raise UserError for a character that no font has."""
    fonts.require([(slip.title, (slip.school, slip.county, *_texts(slip)))])
    with paper("点单授课单", PORTRAIT) as pen:
        pen.text(pen.width / 2, 22, "“点单式”授课单", _TITLE, "centre")
        pen.block((_LEFT, 32, _WIDTH / 2, 8), f"点单单位：{slip.school}", _TEXT, align="left")
        pen.block((_LEFT + _WIDTH / 2, 32, _WIDTH / 2, 8), f"编号：{slip.number}", _TEXT, align="right")
        y = _part(pen, 42, "一、点单（乡镇党校填）", (
            (("课　程", slip.title),),
            (("希望时间", slip.wished), ("听课人数", slip.people)),
            (("听课对象", slip.audience),),
            (("授课地点", slip.address), ("联系人", slip.contact)),
            (("说　明", slip.note),),
            (("点单日期", slip.ordered), ("经办人", "")),
        ))  # fmt: skip
        answer = slip.declined or ""
        y = _part(pen, y + 5, f"二、派单（{slip.county}填）", (
            (("派出教师", slip.teacher), ("授课时间", slip.when)),
            (("未能安排", answer),),
            (("派单日期", slip.dispatched), ("经办人", "")),
        ))  # fmt: skip
        y = _part(pen, y + 5, "三、评单（乡镇党校填）", (
            (("实际授课", slip.held), ("实到人数", slip.came)),
            (("评　价", slip.score or "□很满意　　□满意　　□一般　　□不太满意　　□不满意"),),
            (("意见建议", slip.feedback),),
        ))  # fmt: skip
        pen.block((_LEFT, y + 6, _WIDTH, 10), f"党校负责人（盖章）：{_SIGNED}", _TEXT, align="left")
    return pen.data()


def _texts(slip: Slip) -> tuple[str, ...]:
    return tuple(str(getattr(slip, name)) for name in slip.__slots__)


def _part(pen: Pen, top: float, title: str, rows: tuple[tuple[tuple[str, str], ...], ...]) -> float:
    """Draw one of the three parts and give where it ends."""
    pen.block((_LEFT, top, _WIDTH, 9), title, _BAND, align="left")
    y = top + 10
    for row in rows:
        height = 20.0 if row[0][0] in _TALL else 12.5
        width = _WIDTH / len(row)
        for at, (name, text) in enumerate(row):
            left = _LEFT + at * width
            pen.frame((left, y, _NAME, height))
            pen.frame((left + _NAME, y, width - _NAME, height))
            pen.block((left + 1, y, _NAME - 2, height), name, _LABEL, least=8)
            pen.block((left + _NAME + 2, y, width - _NAME - 4, height), text, _TEXT, align="left", least=7)
        y += height
    return y
