"""The seat plan of a class, the leaders' table at the top, to be posted at the door (F8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.errors import UserError
from app.papers import fonts
from app.papers.desk_signs import spaced_name
from app.papers.drawing import LANDSCAPE, Pen, paper
from app.papers.setting import Type, grey

_TOP, _BOTTOM = 62.0, 192.0
_SIDE, _AISLE = 14.0, 8.0
_NAME: Final = Type("song", 14)


@dataclass(frozen=True, slots=True)
class SeatPlan:
    """Who sits where: `seats` names by (row, column) from the front left, gangways after `aisles`.

    `leaders` are the names at the table from left to right.
    """

    title: str
    rows: int
    columns: int
    seats: Mapping[tuple[int, int], str]
    leaders: Sequence[str] = ()
    aisles: Sequence[int] = ()


def render(plan: SeatPlan) -> bytes:
    """Print the plan on one A4 landscape page, every name as large as its place allows.

    Raises UserError where nobody is seated, or for a character that no font has.
    """
    if not plan.seats:
        raise UserError("还没有排座次，请先排座。")
    fonts.require([(name, (name,)) for name in (*plan.seats.values(), *plan.leaders)])
    fonts.require([("标题", (plan.title,))])
    with paper("座次表", LANDSCAPE) as pen:
        pen.block((_SIDE, 14, pen.width - 2 * _SIDE, 12), plan.title, Type("biaosong", 20))
        _draw_table(pen, plan.leaders)
        width = (pen.width - 2 * _SIDE - _AISLE * len(plan.aisles)) / plan.columns
        height = min((_BOTTOM - _TOP) / plan.rows, 16.0)
        for row in range(plan.rows):
            y = _TOP + row * height
            pen.text(_SIDE - 4, y + height / 2, str(row + 1), Type("song", 8), "centre")
            for column in range(plan.columns):
                x = _SIDE + column * width + _AISLE * sum(one <= column for one in plan.aisles)
                box = (x + 0.6, y + 0.6, width - 1.2, height - 1.2)
                pen.frame(box, points=0.4, colour=grey(0.35))
                name = plan.seats.get((row, column), "")
                pen.block((x + 1.2, y + 0.7, width - 2.4, height - 1.4), spaced_name(name), _NAME, least=4)
        pen.text(pen.width / 2, 200, f"共 {len(plan.seats)} 人", Type("song", 10), "centre")
    return pen.data()


def _draw_table(pen: Pen, leaders: Sequence[str]) -> None:
    pen.text(pen.width / 2, 34, "主　席　台", Type("hei", 12), "centre")
    if not leaders:
        pen.frame((pen.width / 2 - 60, 39, 120, 12), points=0.8)
        return
    width = min(30.0, (pen.width - 2 * _SIDE) / len(leaders))
    left = pen.width / 2 - width * len(leaders) / 2
    for at, name in enumerate(leaders):
        pen.frame((left + at * width, 39, width, 12), points=0.8)
        pen.block((left + at * width + 1, 39, width - 2, 12), spaced_name(name), _NAME, least=4)
