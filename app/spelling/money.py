"""Money: how an office writes sums of yuan, and how one is written back; kept in fen."""

import re
from decimal import Decimal
from typing import NamedTuple

from app.spelling import OK, Verdict, cells

MOST_FEN = 100_000_000_000
"""A thousand million yuan: more than any township spends, and no slip of a comma."""
_SUM = re.compile(
    r"(?:人民币|RMB|CNY|[¥￥])?(\d{1,13}(?:\.\d*)?|\.\d+)(亿|千万|百万|万|千|百)?(?:元|圆|块)?(?:整|正)?"
)
_UNITS = {"亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 1000, "百": 100}
_SIGN = re.compile(r"[-−—－(（].*\d")


class Money(NamedTuple):
    """Hold one cell's sum in fen, 0 where nothing is said; with `refuse` nothing was taken."""

    fen: int
    raw: str
    verdict: Verdict


def read(raw: object) -> Money:
    """Read a sum of yuan: 50000, 50,000.00, ¥500, 5万元, 1.2万; fen, never rounded."""
    kept = cells.kept(raw)
    text = cells.written(raw)
    if cells.is_blank(text):
        return Money(0, kept, OK)
    found = _SUM.fullmatch(re.sub(r"[\s,，']", "", text))
    if found is None:
        less = "不能是负数" if _SIGN.match(text) else "读不懂"
        return Money(
            0, kept, Verdict("refuse", f"金额“{text}”{less}，请写成 50000、50,000.00 或 5万元 的样子。")
        )
    fen = Decimal(found[1]) * _UNITS.get(found[2], 1) * 100
    if fen != int(fen):
        return Money(0, kept, Verdict("refuse", f"金额“{text}”精确到了分以下，请写到分为止。"))
    if fen > MOST_FEN:
        return Money(0, kept, Verdict("refuse", f"金额“{text}”超过十亿元，请核对单位是元还是万元。"))
    return Money(int(fen), kept, OK)


def written(fen: int) -> str:
    """Write a sum in yuan as a cell holds it: 50000.00."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan}.{rest:02d}"


def shown(fen: int) -> str:
    """Write a sum in yuan as a person reads it: 50,000.00."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02d}"


def in_words(fen: int) -> str:
    """Write a sum as a sentence does, in 万元 where that is round: 5 万元, 1200 元, 3.50 元."""
    if fen and fen % 1_000_000 == 0:
        return f"{fen // 1_000_000} 万元"
    return f"{fen // 100} 元" if fen % 100 == 0 else f"{written(fen)} 元"
