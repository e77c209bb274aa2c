"""Desk signs: a name to stand before a person, one folded A4 sheet each (F9)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.errors import UserError
from app.papers import fonts
from app.papers.drawing import PORTRAIT, Pen, paper
from app.papers.setting import MM, Type

# The sheet is folded at its middle, so that both sides show the name, and at two feet to stand on.
_RIDGE: Final = 148.5
_PANEL: Final = 100.0
_NAME: Final = Type("kai", 150, bold=True)
_UNIT: Final = Type("song", 22)
_MARGIN: Final = 10.0


@dataclass(frozen=True, slots=True)
class DeskSign:
    """Whose place it is; `unit` stands small under the name, and may be empty."""

    name: str
    unit: str = ""


def render(signs: Sequence[DeskSign]) -> bytes:
    """Print desk signs as one PDF, a sheet each, the name as large as fits and readable from both sides.

    Raises UserError when there is none to print, or for a character that no font has.
    """
    if not signs:
        raise UserError("没有要打印席卡的人，请先选人。")
    fonts.require((sign.name, (sign.name, sign.unit)) for sign in signs)
    with paper("席卡", PORTRAIT) as pen:
        for number, sign in enumerate(signs):
            if number:
                pen.next_page()
            for y in (_RIDGE - _PANEL, _RIDGE, _RIDGE + _PANEL):
                pen.folds(y)
            _draw(pen, sign)
            with pen.upside_down():
                _draw(pen, sign)
    return pen.data()


def spaced_name(name: str) -> str:
    """Give a name of two characters with a blank between them, as signs and rosters on paper have it."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name


def _draw(pen: Pen, sign: DeskSign) -> None:
    shown = spaced_name(sign.name)
    width = pen.width - 2 * _MARGIN
    size = min(_NAME.size, _NAME.size * width * MM / fonts.width(shown, _NAME.role, _NAME.size))
    middle = _RIDGE + (_PANEL * 0.44 if sign.unit else _PANEL / 2)
    pen.text(pen.width / 2, middle, shown, replace(_NAME, size=size), "centre")
    if sign.unit:
        pen.block((_MARGIN, _RIDGE + _PANEL - 22, width, 14), sign.unit, _UNIT)
