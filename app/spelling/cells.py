"""What a cell held, whether a spreadsheet or a hand filled it."""

import math
import re
import unicodedata

INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
"""Characters that leave no ink: controls, joiners, direction marks, variation selectors."""

# 实际名册里“没有”的各种写法。
_BLANK = frozenset(
    (
        "",
        "-",
        "--",
        "---",
        "—",
        "——",
        "–",
        "/",
        "\\",
        "//",
        "、",
        ".",
        "。",
        "*",
        "无",
        "暂无",
        "没有",
        "空",
        "未填",
    )
)


def kept(raw: object) -> str:
    """Write down what the cell held, unchanged, so that it can be shown again."""
    if type(raw) is str:
        return raw
    if raw is None or (isinstance(raw, float) and math.isnan(raw)):
        return ""
    # Spreadsheets hand every number over as a float; up to 15 digits it is exact.
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    return str(raw)


def written(raw: object) -> str:
    """Give the cell's text with full-width forms, invisible characters and stray quotes gone."""
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", kept(raw)))
    # A leading quote is how people force a spreadsheet to keep digits as text.
    return text.strip().lstrip("'‘’`´").strip()


def is_blank(text: str) -> bool:
    """Tell whether a cell's text only says that there is nothing."""
    return text in _BLANK
