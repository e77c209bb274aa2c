"""The forms in which rosters write a date, and every reading each form allows.

A form with one reading is taken, one with several is asked about: that a cell
may mean two days is found here, and what to do about it is decided in `dates`.
Forms seen on rosters that villages and townships sent.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

# Day 0 of the spreadsheet calendar, which has a 29 February 1900 that never was.
SERIAL_ZERO = date(1899, 12, 30)

# Two-digit years: 00–29 are this century's, 30–99 the last one's. A member who joined in 1929 would be over
# 110, and a wrong guess the other way lies in the future, where `dates.cross_check` sees it.
PIVOT = 30

_SEP = r"[-./、。,·_]"
_SPOKEN = "〇○◯零一二三四五六七八九"
_NUMERAL = re.compile(f"[{_SPOKEN}十廿卅\\dOo]*[{_SPOKEN}十廿卅][{_SPOKEN}十廿卅\\dOo]*")
_DIGITS = str.maketrans(_SPOKEN + "Oo", "000012345678900")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = re.compile(r"(?:星期|礼拜|周)[一二三四五六日天]")
_MARKS = " ()[]-./、。,;:'\"年月日号"


@dataclass(frozen=True, slots=True)
class Found:
    """Hold every reading (ISO, of the precision written) of the `text` found, and what else stood there.

    No readings means that it looks like a date but is none; `note`, a Chinese
    sentence, then says what else it may be, and is empty where there is no such
    day. With readings it says why they are not beyond doubt.
    """

    readings: tuple[str, ...]
    text: str
    rest: str
    note: str = ""


def find(text: str) -> Found | None:
    """Find the date in a text of half-width characters; nothing when no form fits."""
    text = _NUMERAL.sub(_in_digits, _WEEKDAY.sub("", text))
    for pattern, read in _FORMS:
        if match := pattern.search(text):
            readings, note = read(match)
            rest = f"{text[: match.start()]} {text[match.end() :]}".strip(_MARKS)
            known = tuple(dict.fromkeys(reading for reading in readings if reading))
            # A form that cannot tell gives no readings; one that sees an impossible date gives empty ones.
            return Found(known, match[0].strip(), rest, note if known or not readings else "")
    return None


_Read = tuple[list[str], str]


def _iso(year: int, month: int = 0, day: int = 0) -> str:
    """Write a date of the precision that is there, or nothing when there is no such date."""
    if not 1900 <= year < 2100 or not 0 <= month <= 12 or (day and not month):
        return ""
    if not month:
        return f"{year}"
    if not day:
        return f"{year}-{month:02d}"
    return f"{year}-{month:02d}-{day:02d}" if day <= monthrange(year, month)[1] else ""


def _century(two_digits: int) -> int:
    return two_digits + (2000 if two_digits < PIVOT else 1900)


def _in_digits(match: re.Match[str]) -> str:
    """Turn 二〇〇一 into 2001 and 二十一 into 21; leave what is neither."""
    numeral = match[0].replace("廿", "二十").replace("卅", "三十").translate(_DIGITS)
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return numeral
    if not re.fullmatch(r"\d?", tens) or not re.fullmatch(r"\d?", ones):
        return match[0]
    return f"{tens or 1}{ones or 0}"


def _full(match: re.Match[str]) -> _Read:
    year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    groups = match.groupdict()
    if groups.get("zone"):
        written, in_china = _iso(year, month, day), _in_china(match)
        return [written, in_china], "" if written == in_china else "时刻带有时区。"
    if not month or not day:
        # A zero stands for a month or a day nobody knew.
        return [_iso(year, month, day if month else 0)], "日期里的00当作不详。"
    return [_iso(year, month, day)], ""


def _in_china(match: re.Match[str]) -> str:
    """Give the day it was in China: programs export midnight as 16:00Z of the day before."""
    hours, _, minutes = match["time"].partition(":")
    zone = match["zone"].upper().replace("Z", "+00:00")
    ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:])) * (-1 if zone[0] == "-" else 1)
    try:
        midnight = datetime(int(match["y"]), int(match["m"]), int(match["d"]))
        moment = midnight + timedelta(hours=int(hours) + 8, minutes=int(minutes[:2])) - ahead
    except (ValueError, OverflowError):
        return ""
    return _iso(moment.year, moment.month, moment.day)


def _year_last(match: re.Match[str]) -> _Read:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    readings = [_iso(year, first, second), _iso(year, second, first)]
    return [reading if len(reading) == 10 else "" for reading in readings], "年份写在最后。"


def _year_month(match: re.Match[str]) -> _Read:
    year, month = int(match["y"]), int(match["m"])
    if match["s"].strip() == "." and match["m"] == "1" and not match["unit"]:
        # 1998.10 typed into a spreadsheet becomes the number 1998.1, and is 1998.1 ever after.
        return [_iso(year, 1), _iso(year, 10)], "表格会丢掉末尾的0。"
    return [_iso(year, month)], "" if month else "日期里的00当作不详。"


def _compact_six(match: re.Match[str]) -> _Read:
    first, middle, last = (int(match[0][at : at + 2]) for at in (0, 2, 4))
    month = _iso(first * 100 + middle, last) if last else ""
    day = _iso(_century(first), middle, last) if middle and last else ""
    if not month or not day:
        return [month or day], "" if month else "年份只有两位。"
    # 200107 is July 2001 on every roster seen, but it could be a day in 2020.
    return [month], "六位数字按“年月”读取。"


def _short(match: re.Match[str]) -> _Read:
    """Read 98.7.1, but also what spreadsheets write as 7/1/98."""
    first, separator, second, third = int(match[1]), match[2], int(match[3]), int(match[4])
    readings = [_iso(_century(first), second, third)] if len(match[1]) == 2 else []
    if separator in "-/" and len(match[4]) == 2:
        readings += [_iso(_century(third), first, second), _iso(_century(third), second, first)]
    return [reading if len(reading) == 10 else "" for reading in readings] or [""], "年份只有两位。"


def _short_month(match: re.Match[str]) -> _Read:
    first, separator, second = int(match[1]), match[2], int(match[3])
    if not second or (first <= 12 and separator != "年"):
        # 12.5 may be May 2012 or 5 December of an untold year.
        return [], "分不清是年月还是月日。"
    readings = [_iso(_century(first), second)]
    if separator == "." and match[3] == "1" and not match["unit"]:
        readings.append(_iso(_century(first), 10))
    return readings, "年份只有两位。"


def _short_year(match: re.Match[str]) -> _Read:
    # 25年 may be the years somebody has been a member; 98年 and 05年 can only be years.
    if match[1] < "80" and not match[1].startswith("0"):
        return [], "分不清是年份还是党龄。"
    return [_iso(_century(int(match[1])))], "年份只有两位。"


def _english(match: re.Match[str]) -> _Read:
    month = _MONTHS.index(match[2].lower()) + 1
    year = int(match[3]) if len(match[3]) == 4 else _century(int(match[3]))
    return [_iso(year, month, int(match[1] or 0))], "" if len(match[3]) == 4 else "年份只有两位。"


def _serial(match: re.Match[str]) -> _Read:
    day = SERIAL_ZERO + timedelta(days=int(match[1]))
    readings = [_iso(day.year, day.month, day.day)]
    if _iso(int(match[1][:4])) and match[1][4] != "0":
        # 19987 may also be July 1998 written without a separator.
        readings.append(_iso(int(match[1][:4]), int(match[1][4])))
    return readings, "按表格的日期序号读取。"


def _year(match: re.Match[str]) -> _Read:
    return [_iso(int(match[1]))], ""


_TIME = r"(?:[T\s]+(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(?P<zone>Z|[+-]\d{2}:\d{2})?)?"

# Tried in this order, each anywhere in the text: a longer form before the shorter ones it contains.
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], _Read]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (
            rf"(?<!\d)(?P<y>\d{{4}})\s*(?:年|{_SEP})\s*(?P<m>\d{{1,2}})\s*月\s*(?P<d>\d{{1,2}})(?!\d)(?:\s*[日号])?{_TIME}",
            _full,
        ),
        (
            rf"(?<!\d)(?P<y>\d{{4}})(?P<s>\s*{_SEP}\s*|\s+)(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})(?!\d)(?:\s*[日号])?{_TIME}",
            _full,
        ),
        (r"(?<!\d)(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:\d{6})?(?!\d)", _full),
        (r"(?<!\d)(\d{1,2})\s*([-./])\s*(\d{1,2})\s*\2\s*(\d{4})(?!\d)", _year_last),
        (
            rf"(?<!\d)(?P<y>\d{{4}})(?P<s>\s*(?:年|{_SEP})\s*|\s+)(?P<m>\d{{1,2}})(?!\d)\s*(?P<unit>月?)\s*[日号]?",
            _year_month,
        ),
        (r"(?<![\d.])\d{6}(?![\d.]\d)(?!\d)", _compact_six),
        (r"(?<![\d.])(\d{5})(?:\.\d+)?(?!\d)", _serial),
        (rf"(?:(\d{{1,2}})[-\s])?\b({'|'.join(_MONTHS)})[a-z]*[-\s,]+(\d{{4}}|\d{{2}})(?!\d)", _english),
        (r"(?<!\d)(\d{4})(?!\d)\s*(?:年\s*(?:月\s*[日号]?)?)?", _year),
        (r"(?<!\d)(\d{1,2})\s*([-./]|年)\s*(\d{1,2})\s*(?:\2|月)\s*(\d{1,2})(?!\d)\s*[日号]?", _short),
        (r"(?<!\d)(\d{2})\s*([-./、]|年)\s*(\d{1,2})(?!\d)\s*(?P<unit>月?)", _short_month),
        (r"(?<!\d)(\d{2})\s*年", _short_year),
    )
)
