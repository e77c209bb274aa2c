"""Telephone numbers as villages write them."""

import re
from typing import NamedTuple

from app.spelling import OK, Verdict, cells

_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9][0-9]{9})")
# Three-digit area codes are 010 and 02x; every other one has four digits.
_LANDLINE = re.compile(r"(?:(?:\+?86|0086)0?|0)(10|2[0-9]|[3-9][0-9]{2})([2-8][0-9]{6,7})")
# What most cells hold and needs no looking into: a roster of 5 000 rows is read while a clerk waits.
_PLAIN = re.compile(r"1[3-9][0-9]{9}|0(?:10|2[0-9]|[3-9][0-9]{2})-[2-8][0-9]{6,7}")
_SERVICE = re.compile(r"(?:400|800)[0-9]{7}|9[56][0-9]{3,4}")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|#|-)\s*([0-9]{1,6})$", re.IGNORECASE)
_STRONG = re.compile(r"[/\\、,;|\n\r。]+|或者?|和|及")
_LABEL = re.compile(r"(?:联系|移动|固定)?(?:电话|手机|固话|座机)号?码?[::]?|号码[::]?")
_REMARK = re.compile(r"(?:(?!转|分机|ext)[^\d+\-().#\s])+", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"([0-9])(?:\.([0-9]*))?[Ee]\+?([0-9]{1,2})")


class Phone(NamedTuple):
    """Hold one cell's numbers: digits, 0593-1234567 for a landline, several joined by 、."""

    value: str
    raw: str
    verdict: Verdict


def is_plain(text: str) -> bool:
    """Tell whether this is one number, written as this program writes it."""
    return _PLAIN.fullmatch(text) is not None


def read(raw: object) -> Phone:
    """Read the telephone numbers in a cell; what is odd is kept and flagged."""
    kept = cells.kept(raw)
    if is_plain(kept):
        return Phone(kept, kept, OK)
    text = cells.written(raw)
    if cells.is_blank(text):
        return Phone("", kept, OK)
    lost = _SCIENTIFIC.fullmatch(text)
    if lost:
        text = _spelled_out(lost)
        if not text:
            return Phone(
                "", kept, Verdict("flag", "电话号码被表格写成了科学计数，几位数字已经丢失，请补录。")
            )
    numbers, remarks = _numbers(re.sub(r"(?<=\d)\.0+$", "", text))
    if not numbers:
        return Phone("", kept, Verdict("flag", f"联系电话写的是“{text}”，不是号码，没有采用。"))
    value = "、".join(dict.fromkeys(numbers))
    return Phone(value, kept, Verdict("flag", "".join(dict.fromkeys(remarks))) if remarks else OK)


def _spelled_out(match: re.Match[str]) -> str:
    """Undo scientific notation where it still shows every digit of a mobile number."""
    digits = match[1] + (match[2] or "")
    return digits if len(digits) == int(match[3]) + 1 == 11 else ""


def _numbers(text: str) -> tuple[list[str], list[str]]:
    """Split a cell into numbers, and say what else stood there."""
    text = _LABEL.sub(" ", text)
    remarks = []
    words = [word for word in _REMARK.findall(_STRONG.sub(" ", text)) if word.strip("*:")]
    if words:
        remarks.append(f"联系电话旁边还写着“{'、'.join(words)}”，请核对。")
    numbers: list[str] = []
    for part in _STRONG.split(text):
        for piece in _pieces(_REMARK.sub(" ", part).strip()):
            number = _canonical(piece)
            if not number:
                number = re.sub(r"[^\d\-]", "", piece).strip("-")
                remarks.append(_doubt(number, piece))
            numbers.append(number)
    return numbers, remarks


def _pieces(part: str) -> list[str]:
    """Part one stretch without strong separators; its spaces may group digits or part numbers."""
    pieces = [piece for piece in part.split() if re.search(r"\d", piece)]
    if _canonical(part) or len(pieces) < 2:
        return [part] if pieces else []
    if all(map(_canonical, pieces)):
        return pieces
    # Two mobile numbers on one line, each grouped by spaces.
    digits = re.sub(r"\D", "", part)
    if len(digits) == 22 and _canonical(digits[:11]) and _canonical(digits[11:]):
        return [digits[:11], digits[11:]]
    return pieces if all(len(re.sub(r"\D", "", piece)) >= 5 for piece in pieces) else [part]


def _canonical(part: str) -> str:
    """Write a number the one way this program writes it, or give nothing."""
    digits = re.sub(r"[\s\-().]", "", part)
    if mobile := _MOBILE.fullmatch(digits):
        return mobile[1]
    if landline := _landline(part, digits):
        return landline
    if _SERVICE.fullmatch(digits):
        return digits
    extension = _EXTENSION.search(part)
    if extension:
        main = part[: extension.start()]
        known = _landline(main, re.sub(r"[\s\-().]", "", main))
        if known:
            return f"{known}-{extension[1]}"
    return ""


def _landline(part: str, digits: str) -> str:
    found = _LANDLINE.fullmatch(digits)
    # 0593-1234567-8 has an extension: an eighth digit behind its own dash is not the number's.
    if not found or re.search(r"\d{7,8}\s*-\s*\d", part):
        return ""
    return f"0{found[1]}-{found[2]}"


def _doubt(number: str, piece: str) -> str:
    """Say what is odd about a number that is none of the forms known."""
    digits = number.replace("-", "")
    if _canonical(number):
        return f"电话“{piece}”的写法特别，已读作{number}，请核对。"
    if re.fullmatch(r"[2-8]\d{6,7}", digits):
        return f"固定电话{number}没有区号，请核对。"
    if re.fullmatch(r"[3-9]\d{9,10}|10\d{8}|2\d{9,10}", digits):
        return f"电话{number}不像手机号，可能丢了区号前面的0，请核对。"
    if len(digits) <= 6:
        return f"电话{number}只有{len(digits)}位，可能是短号，请核对。"
    if digits.startswith("1"):
        return f"手机号应为11位，{number}是{len(digits)}位或号段不对，请核对。"
    return f"电话{number}的位数不对，请核对。"
