"""Citizens' ID numbers: read, checked, converted from 15 digits, masked."""

import re
from datetime import date
from operator import mul
from typing import NamedTuple

from app.spelling import OK, Kind, Verdict, cells

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
# What seventeen characters 0 come to: digits are weighed as characters, five thousand times a roster.
_ZEROS = sum(_WEIGHTS) * ord("0")
_FORM = re.compile(r"[0-9]{17}[0-9X]")
_EIGHTEEN = re.compile(r"(?<![0-9A-Z])[0-9]{17}[0-9X](?![0-9A-Z])")
_FIFTEEN = re.compile(r"(?<![0-9A-Z])[0-9]{15}(?![0-9A-Z])")
_LABEL = re.compile(r"(公民)?(居民)?身份(证件?)?(号码|号)?|证件号码?|号码|[:;,.。、/()\[\]]")
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]*)?E\+?[0-9]{1,3}|[0-9]{16,}\.[0-9]*")
# Greek, Cyrillic and multiplication signs that look like the X of a check digit.
_LOOK_LIKE_X = str.maketrans("ΧχХх×✕✖╳", "XXXXXXXX")
_LOOK_LIKE_DIGITS = str.maketrans("OIL", "011")

_DAMAGED = "身份证号被表格损坏，末尾几位已经丢失，须向村里要原号。"


class IdNumber(NamedTuple):
    """Hold one cell's ID number: `value` has 18 characters or is empty.

    `birth` is the ISO date in digits 7 to 14, empty where there is no such
    day; `gender` is 男 or 女 by digit 17. Both are empty when `value` is.
    `speaks` says whether they may be taken from it: nothing shows that a digit is another's.
    """

    value: str
    raw: str
    verdict: Verdict
    birth: str
    gender: str
    speaks: bool = True


def check_digit(first17: str) -> str:
    """Compute the 18th character from 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    return _CHECK[(sum(map(mul, _WEIGHTS, first17.encode())) - _ZEROS) % 11]


def read(raw: object) -> IdNumber:
    """Read the ID number in a cell; a doubtful number is flagged, never the person refused.

    5–22 % of the numbers on real rosters fail their check digit, so such a
    number is kept and flagged. Only digits a spreadsheet has destroyed are
    refused. The area code is no evidence: real people hold withdrawn ones.
    """
    if isinstance(raw, str) and _FORM.fullmatch(raw):
        return _eighteen(raw, raw, [])
    kept = cells.kept(raw)
    text = cells.written(raw)
    if cells.is_blank(text):
        return _nothing(kept, OK)
    if _is_number_that_lost_digits(raw, text):
        return _nothing(kept, Verdict("refuse", _DAMAGED))
    compact = re.sub(r"[\s\-–—_]", "", text).upper().translate(_LOOK_LIKE_X)
    found = list(dict.fromkeys(_EIGHTEEN.findall(compact)))
    if len(found) > 1:
        return _unread(kept, "一格里有不止一个身份证号，请核对是哪一个。", kind="ask")
    if found:
        return _eighteen(found[0], kept, _remark(compact, found[0]))
    return _other_forms(compact, kept)


def masked(value: str) -> str:
    """Hide the middle of an ID number, birthday included, for lists that hang on a wall."""
    if len(value) < 15:
        return "*" * len(value)
    return f"{value[:6]}{'*' * (len(value) - 10)}{value[-4:]}"


def tail(value: str) -> str:
    """Give the last four characters, by which people of one name are told apart."""
    return value[-4:]


def slip(one: str, other: str) -> str:
    """Say by which slip of the hand two numbers could be one: a digit, or two neighbours; "" for neither."""
    if len(one) != len(other):
        return ""
    places = [at for at, (here, there) in enumerate(zip(one, other, strict=True)) if here != there]
    if len(places) == 1:
        return f"第{places[0] + 1}位不同"
    neighbours = len(places) == 2 and places[1] == places[0] + 1
    if neighbours and one[places[0] : places[1] + 1] == other[places[0] : places[1] + 1][::-1]:
        return f"第{places[0] + 1}、{places[1] + 1}位互换"
    return ""


def _is_number_that_lost_digits(raw: object, text: str) -> bool:
    # A spreadsheet number is exact to 15 digits: an old 15-digit ID survives, an 18-digit one never does.
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return abs(raw) >= 1e15
    return _SCIENTIFIC.fullmatch(text.upper().replace(" ", "")) is not None


def _other_forms(compact: str, kept: str) -> IdNumber:
    """Read what has no 18 digits in a row: an old number, look-alike letters, or a mistake."""
    old = list(dict.fromkeys(_FIFTEEN.findall(compact)))
    if len(old) == 1:
        return _fifteen(old[0], kept, _remark(compact, old[0]))
    mended = compact.translate(_LOOK_LIKE_DIGITS)
    if _FORM.fullmatch(mended):
        return _eighteen(mended, kept, ["身份证号里混有字母O、I或L，已读作数字0、1，请核对。"])
    if "*" in compact:
        return _unread(kept, "身份证号被星号遮住，没有采用，请向村里要完整号码。")
    if len(old) > 1 or re.fullmatch(r"[0-9X]{30,}", compact):
        return _unread(kept, "一格里像是有不止一个身份证号，请核对是哪一个。", kind="ask")
    if re.fullmatch(r"[0-9]+X?", compact):
        return _unread(kept, f"身份证号应为18位，这里是{len(compact)}位，没有采用，请核对。")
    return _unread(kept, "这不像身份证号，没有采用，请核对。")


def _eighteen(value: str, kept: str, remarks: list[str]) -> IdNumber:
    birth = _birth(value)
    expected = check_digit(value[:17])
    sound = value[17] == expected and not value.endswith("000")
    if value.endswith("000"):
        if value[17] != expected:
            return _nothing(kept, Verdict("refuse", _DAMAGED))
        remarks.append("身份证号以000结尾，可能被表格改过，请核对。")
    if not birth:
        remarks.append("身份证号里的出生日期不存在，请核对。")
    if value[17] != expected:
        remarks.append("身份证号校验码不符，可能抄错了一位，请核对。")
    return IdNumber(value, kept, _flagged(remarks), birth, _gender(value), sound)


def _fifteen(old: str, kept: str, remarks: list[str]) -> IdNumber:
    # 15-digit numbers were issued until 1999, so the century is always 19.
    first17 = f"{old[:6]}19{old[6:]}"
    value = first17 + check_digit(first17)
    birth = _birth(value)
    if not birth:
        return _unread(kept, "这个15位号码里没有真实的出生日期，不像身份证号，没有采用，请核对。")
    remarks.append("15位旧身份证号已换算为18位，请核对。")
    return IdNumber(value, kept, _flagged(remarks), birth, _gender(value))


def _birth(value: str) -> str:
    birth = f"{value[6:10]}-{value[10:12]}-{value[12:14]}"
    try:
        date.fromisoformat(birth)
    except ValueError:
        return ""
    return birth if "1900" <= birth < "2100" else ""


def _gender(value: str) -> str:
    return "男" if int(value[16]) % 2 else "女"


def _remark(compact: str, number: str) -> list[str]:
    """Say that a cell holds more than the number, unless it is only the number's label."""
    rest = _LABEL.sub("", compact.replace(number, ""))
    return [f"身份证号旁边还写着“{rest}”，请核对。"] if rest else []


def _flagged(remarks: list[str]) -> Verdict:
    return Verdict("flag", "".join(remarks)) if remarks else OK


def _unread(kept: str, note: str, *, kind: Kind = "flag") -> IdNumber:
    return _nothing(kept, Verdict(kind, note))


def _nothing(kept: str, verdict: Verdict) -> IdNumber:
    return IdNumber("", kept, verdict, "", "")
