"""The recovery code on paper: one page with two copies to cut apart, for two safes."""

from dataclasses import dataclass
from typing import Final

from app.papers import fonts
from app.papers.drawing import PORTRAIT, Pen, paper
from app.papers.setting import Type, wrap

_TITLE: Final = Type("biaosong", 22)
_CODE: Final = Type("hei", 30)
_BODY: Final = Type("song", 12)
_FOOT: Final = Type("song", 11)
_LEFT: Final = 22.0
_PLACES: Final = ("第一份：党校保险柜", "第二份：县委党校（县委组织部）保险柜")
# The distance of the lines in mm.
_STEP: Final = 6.2


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """What the paper says: whose data, in which county, the code in groups, and its day as ISO text."""

    school: str
    county: str
    code: str
    made_on: str


def render(blank: RecoveryCode) -> bytes:
    """Print the page; raise UserError for a character that no font has."""
    fonts.require([(blank.school, (blank.school, blank.county, blank.code))])
    with paper(f"恢复码 {blank.school}", PORTRAIT) as pen:
        for half, place in enumerate(_PLACES):
            _copy(pen, 148.5 * half, place, blank)
        pen.folds(148.5)
    return pen.data()


def _copy(pen: Pen, top: float, place: str, blank: RecoveryCode) -> None:
    width = pen.width - 2 * _LEFT
    pen.text(pen.width / 2, top + 18, "恢复码", _TITLE, "centre")
    pen.text(pen.width / 2, top + 27, place, _FOOT, "centre")
    pen.block((_LEFT, top + 31, width, 8), blank.school, _BODY)
    pen.frame((_LEFT, top + 42, width, 36))
    groups = blank.code.split("-")
    for line, part in enumerate((groups[:3], groups[3:])):
        pen.text(pen.width / 2, top + 52.5 + 15 * line, " - ".join(part), _CODE, "centre")
    y = top + 84
    for said in (
        "作什么用：打开五有的口令忘了，用它另设一个口令。在输入口令的窗口点“忘记口令，用恢复码另设”，照着输入"
        "（不分大小写，短横不用输）。",
        "怎么保管：两份分开锁好。拿到它和这台电脑的人就能看到全部数据，不要拍照，不要存在电脑或手机里。",
        "何时作废：重做恢复码、换密钥以后，这张纸就没有用了，请换成新的并销毁这一张。每年对着它核对一次。",
    ):
        y = pen.paragraph(_LEFT, y, width, wrap(said, _BODY, width), _BODY, step=_STEP) + 1
    pen.text(_LEFT, top + 140, f"制作日期：{blank.made_on}", _FOOT)
    pen.text(pen.width - _LEFT, top + 140, "保管人签字：________________", _FOOT, "right")
