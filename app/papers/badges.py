"""Badges: a card for every trainee to wear, ten on an A4 sheet to be cut (F10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.errors import UserError
from app.papers import fonts
from app.papers.desk_signs import spaced_name
from app.papers.drawing import PORTRAIT, Pen, paper
from app.papers.setting import Type, grey

_WIDTH, _HEIGHT = 90.0, 54.0
_COLUMNS, _ROWS = 2, 5
_LEFT, _TOP = 15.0, 13.5
_CODE: Final = 15.0


@dataclass(frozen=True, slots=True)
class Badge:
    """What a badge says; `code` is what a hand scanner reads from it, `place` a group or row number."""

    title: str
    name: str
    unit: str
    place: str = ""
    code: str = ""


def render(badges: Sequence[Badge]) -> bytes:
    """Print badges of 90 by 54 mm as one PDF, ten to a sheet, with thin lines to cut along.

    Raises UserError when there is none to print, or for a character that no font has.
    """
    if not badges:
        raise UserError("没有要打印胸牌的人，请先选人。")
    fonts.require((one.name, (one.title, one.name, one.unit, one.place)) for one in badges)
    with paper("胸牌", PORTRAIT) as pen:
        for number, badge in enumerate(badges):
            page, at = divmod(number, _COLUMNS * _ROWS)
            if page and at == 0:
                pen.next_page()
            row, column = divmod(at, _COLUMNS)
            _draw(pen, badge, _LEFT + column * _WIDTH, _TOP + row * _HEIGHT)
    return pen.data()


def _draw(pen: Pen, badge: Badge, left: float, top: float) -> None:
    pen.frame((left, top, _WIDTH, _HEIGHT), points=0.3, colour=grey(0.6))
    pen.block((left + 4, top + 3, _WIDTH - 8, 10), badge.title, Type("hei", 12))
    pen.rule(left + 4, top + 14, left + _WIDTH - 4, top + 14, points=0.6)
    side = _CODE + 3 if badge.code else 0
    room = _WIDTH - 8 - side
    pen.block((left + 4, top + 16, room, 19), spaced_name(badge.name), Type("kai", 38, bold=True))
    pen.block((left + 4, top + 36, room, 8), badge.unit, Type("song", 11))
    pen.block((left + 4, top + 45, room, 6), badge.place, Type("song", 10))
    if badge.code:
        pen.qr(left + _WIDTH - 4 - _CODE, top + 20, _CODE, badge.code)
        pen.block((left + _WIDTH - 6 - _CODE, top + 37, _CODE + 4, 5), badge.code, Type("song", 7))
