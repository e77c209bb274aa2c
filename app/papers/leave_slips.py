"""Leave slips, two on an A4 sheet to be cut: filled in from the register or by hand (F12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.papers import fonts
from app.papers.drawing import PORTRAIT, Pen, paper
from app.papers.setting import Type

_HALF: Final = 148.5
_LEFT, _WIDTH = 20.0, 170.0
_TEXT: Final = Type("song", 12)
_LABEL: Final = Type("hei", 11.5)
_ROWS: Final = (11.0, 11.0, 18.0, 11.0, 13.0, 13.0, 13.0, 11.0)


_OPINION: Final = "　　　　　　　　　签字：　　　　　　　　年　　月　　日"


@dataclass(frozen=True, slots=True)
class LeaveSlip:
    """What a slip says; whatever is empty is left free for the pen."""

    class_name: str
    name: str = ""
    unit: str = ""
    kind: str = ""
    span: str = ""
    reason: str = ""
    asked_on: str = ""
    approver: str = ""


def render(slips: Sequence[LeaveSlip]) -> bytes:
    """Print slips as a PDF, two to a sheet with a line to cut along; an odd last one has a free one below.

    Raises UserError for a character that no font has.
    """
    fonts.require(
        (one.name or one.class_name, (one.class_name, one.name, one.unit, one.reason)) for one in slips
    )
    whole = [*slips] or [LeaveSlip("")]
    if len(whole) % 2:
        whole.append(LeaveSlip(whole[-1].class_name))
    with paper("学员请假审批表", PORTRAIT) as pen:
        for number, slip in enumerate(whole):
            if number and number % 2 == 0:
                pen.next_page()
            _draw(pen, slip, number % 2 * _HALF)
            pen.rule(5, _HALF, pen.width - 5, _HALF, points=0.3, level=0.6)
    return pen.data()


def _higher(approver: str) -> str:
    """Say who decides above the class's adviser; a longer leave is the headmaster's to grant."""
    return "党校负责人" if approver in {"", "班主任"} else approver


def _draw(pen: Pen, slip: LeaveSlip, top: float) -> None:
    pen.text(pen.width / 2, top + 16, "学员请假审批表", Type("biaosong", 18), "centre")
    pen.block((_LEFT, top + 22, _WIDTH, 8), slip.class_name, _TEXT)
    cells = (
        (("姓　名", slip.name), ("单　位", slip.unit)),
        (("请假种类", slip.kind), ("请假时间", slip.span)),
        (("事　由", slip.reason),),
        (("学员签字", f"　　　　　　　　　　　　{slip.asked_on or '　　年　　月　　日'}"),),
        (("支部意见", _OPINION),),
        (("班主任意见", _OPINION),),
        ((f"{_higher(slip.approver)}意见", _OPINION),),
        (("销　假", "　　年　　月　　日　　午返回　　　　　经手人："),),
    )
    y = top + 32
    for height, row in zip(_ROWS, cells, strict=True):
        width = _WIDTH / len(row)
        for at, (label, text) in enumerate(row):
            left = _LEFT + at * width
            pen.frame((left, y, 26, height))
            pen.frame((left + 26, y, width - 26, height))
            pen.block((left + 1, y, 24, height), label, _LABEL)
            pen.block((left + 28, y, width - 30, height), text, _TEXT, align="left", least=8)
        y += height
