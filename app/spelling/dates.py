"""Dates: read from cells, typed by hand, checked against each other, written for papers.

A date is ISO text of the precision that is known: 1998-07-01, 1998-07 or 1998.
"""

import re
from calendar import monthrange
from datetime import date, datetime
from os.path import commonprefix
from typing import Literal, NamedTuple

from app.errors import UserError
from app.spelling import OK, Kind, Verdict, cells, written_dates

Precision = Literal["day", "month", "year", ""]
_PRECISIONS: dict[int, Precision] = {0: "", 4: "year", 7: "month", 10: "day"}

_UNSURE = re.compile(
    r"约|左右|前后|大概|可能|[?]|或|年代|民国|农历|阴历|旧历|正月|腊月|冬月|闰|初[一二三四五六七八九十\d]"
)
_UNKNOWN = re.compile(r"[^\d]*(?:不详|不明|未知|待查|遗失|记不清|忘)[^\d]*")
_BLANK_FORM = re.compile(r"[\s年月日号./\-_]*")

# What most cells hold, each with one reading: 1998-07-01, 1998.07, 1998年7月1日, 19980701. Not so 1998.1, for
# that may be October, nor a day past the 28th, which not every month has.
_MONTH, _DAY = "(0?[1-9]|1[0-2])", "(0?[1-9]|1[0-9]|2[0-8])"
_PLAIN = re.compile(
    rf"((?:19(?!0[0-5])|20)[0-9]{{2}})(?:(?![.]1$)([-./]){_MONTH}(?:\2{_DAY})?|年{_MONTH}月(?:{_DAY}日)?"
    r"|(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8]))"
)

# Spreadsheet day numbers that are also years: 1998 typed into a cell formatted as a date shows as 1905-06-20.
_LAST_SERIAL_LIKE_A_YEAR = 2099

_OTHER_CENTURY = re.compile(r"(?!19|20)[0-9]{4}")
_LONGEST_SHOWN = 20

# From 18 August 1977 the constitution has asked for a year on probation without a break; before, there were
# years with none (1969–1977) or with six months, and members of those years are not in the wrong.
_YEAR_OF_PROBATION_SINCE = date(1977, 8, 18)


class Date(NamedTuple):
    """Hold one cell's date: `value` in ISO of the given precision, or empty."""

    value: str
    precision: Precision
    raw: str
    verdict: Verdict


def read(raw: object) -> Date:
    """Read the date in a cell, inventing nothing: no day, no month, no century unsaid.

    With `ask` comes the part that is certain (1998.1 may be October, so its
    value is 1998) or nothing; with `refuse` nothing.
    """
    if isinstance(raw, date):
        return _calendar_cell(raw)
    kept = cells.kept(raw)
    if plain := _PLAIN.fullmatch(kept):
        return _made("-".join(part.zfill(2) for part in plain.group(1, 3, 4, 5, 6, 7, 8) if part), kept)
    text = cells.written(raw)
    if cells.is_blank(text) or _BLANK_FORM.fullmatch(text):
        return _made("", kept)
    if _UNKNOWN.fullmatch(text):
        return _made("", kept, "flag", "日期写的是不详，先空着，查到后补上。")
    if _UNSURE.search(text):
        return _made("", kept, "ask", f"日期写作“{text}”，不是确定的公历日期，请核对后填写。")
    found = written_dates.find(text)
    if not found:
        return _made("", kept, "refuse", f"“{text}”不是能认出的日期，没有采用，请核对。")
    return _judged(found, text, kept)


def typed_day(text: str, *, what: str = "", like: str = "2026-11-20") -> str:
    """Give the day that somebody typed as ISO text, in any form that has one reading.

    Raise `UserError` where it is no day, or one before 1900 or after 2099, which is a slip of the finger;
    `what` names the field in it, `like` is its example.
    """
    typed = " ".join(cells.INVISIBLE.sub("", text).split())
    shown = typed if len(typed) <= _LONGEST_SHOWN else typed[:_LONGEST_SHOWN] + "……"
    day = _day(typed)
    if 1900 <= int(day[:4] or 0) < 2100:
        return day
    # A year stands first, in four figures; with another in its place the rest shows whether it is a day.
    rest = cells.written(typed)
    if day or (_OTHER_CENTURY.match(rest) and _day("2000" + rest[4:])):
        raise UserError(f"{what}“{shown}”不在 1900 年到 2099 年之间，请核对年份。")
    raise UserError(f"{what}“{shown}”不是一个日期，请写成 {like} 的样子。")


def _day(typed: str) -> str:
    """Give a day as ISO text, of whatever year where it is written as ISO is; empty where it is none."""
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        found = read(typed)
        return found.value if found.precision == "day" and found.verdict.kind == "ok" else ""


def is_plain(day: date) -> bool:
    """Tell whether a spreadsheet's date can be nothing but that day: it is no year typed as a number."""
    return 1905 < day.year < 2100


def _calendar_cell(raw: date) -> Date:
    """Take a cell that the spreadsheet itself holds to be a date."""
    kept = str(raw)
    day = raw.date() if isinstance(raw, datetime) else raw
    iso = day.isoformat()
    if is_plain(day):
        return _made(iso, kept)
    serial = (day - written_dates.SERIAL_ZERO).days
    serial -= serial <= 60  # before the 29 February 1900 that never was, the spreadsheet's count is one less
    if serial <= _LAST_SERIAL_LIKE_A_YEAR:
        shown = in_figures(iso)
        note = f"单元格显示为{shown}，可能原来只写了数字{serial}，请核对。"
        return _made("", kept, "ask", note)
    if day.year >= 2100:
        return _made("", kept, "refuse", f"{in_figures(iso)}不可能，没有采用，请核对。")
    return _made(iso, kept)


def _judged(found: written_dates.Found, text: str, kept: str) -> Date:
    readings = found.readings
    if not readings and found.note:
        return _made("", kept, "ask", f"“{text}”{found.note}请核对后填写完整的日期。")
    if not readings:
        return _made("", kept, "refuse", f"“{text}”不是真实存在的日期，没有采用，请核对。")
    if re.search(r"\d", found.rest):
        return _made("", kept, "ask", f"“{text}”里有不止一个日期或多余的数字，请核对。")
    if len(readings) > 1:
        choices = "或".join(in_figures(reading) for reading in readings)
        certain = _whole_parts(commonprefix(readings))
        return _made(certain, kept, "ask", f"“{text}”可能是{choices}：{found.note}请核对。")
    if len(readings[0]) == 10 and not is_plain(date.fromisoformat(readings[0])):
        # A text table shows the day that a year typed as a number was taken for.
        return _calendar_cell(date.fromisoformat(readings[0]))._replace(raw=kept)
    said = [f"“{found.text}”读作{in_figures(readings[0])}：{found.note}"] if found.note else []
    if found.rest:
        said.append(f"日期旁边还写着“{found.rest}”。")
    return _made(readings[0], kept, "flag" if said else "ok", "".join([*said, "请核对。"] if said else []))


def _whole_parts(prefix: str) -> str:
    """Cut what several readings share down to a whole year or month."""
    return prefix[:7] if len(prefix) > 7 else prefix[:4] if len(prefix) > 4 else ""


def _made(value: str, kept: str, kind: Kind = "ok", note: str = "") -> Date:
    return Date(value, _PRECISIONS[len(value)], kept, Verdict(kind, note) if note else OK)


def cross_check(*, birth: str, join: str, full: str, id_birth: str, today: str) -> tuple[str, ...]:
    """Compare a person's dates and say in Chinese what cannot be right.

    Each is ISO of any precision or empty. Only certain faults are named: where
    a missing day or month could make it right, nothing is said. Rules: 党章 and
    《发展党员工作细则》 (入党 at 18 or later, 转正 a year after 入党 or later); nothing in the future.
    """
    said = []
    if birth and id_birth and not (birth.startswith(id_birth) or id_birth.startswith(birth)):
        said.append(
            f"出生日期{in_figures(birth)}与身份证号里的{in_figures(id_birth)}不符，可能填的是农历，请核对。"
        )
    if birth > today or join > today or full > today:
        for label, value in (("出生日期", birth), ("入党日期", join), ("转正日期", full)):
            # As text: the same day, month or year is not after today, whatever more precision would say.
            if value > today[: len(value)]:
                said.append(f"{label}{in_figures(value)}晚于今天，请核对。")
    born = birth or id_birth
    # From year to year first, to leave the calendar alone where nothing hangs on the day.
    if (
        born
        and join
        and int(join[:4]) - int(born[:4]) < 19
        and _latest(join) < _years_after(_earliest(born), 18)
    ):
        said.append(f"入党日期{in_figures(join)}时还不满18岁，请核对。")
    if join and full and int(full[:4]) - int(join[:4]) < 2:
        said += _probation(join, full)
    return tuple(said)


def _probation(join: str, full: str) -> list[str]:
    # The same day a year later, as text: what comes then is what most rosters say, and beyond doubt.
    if len(join) == len(full) and full >= f"{int(join[:4]) + 1}{join[4:]}":
        return []
    joined, confirmed = _earliest(join), _latest(full)
    if confirmed < joined:
        return [f"转正日期{in_figures(full)}早于入党日期{in_figures(join)}，请核对。"]
    if joined >= _YEAR_OF_PROBATION_SINCE and confirmed < _years_after(joined, 1):
        return [f"转正日期{in_figures(full)}距入党日期{in_figures(join)}不满一年，请核对。"]
    return []


def _earliest(iso: str) -> date:
    return date.fromisoformat(f"{iso}-01-01"[:10])


def _latest(iso: str) -> date:
    year, month, day = ([int(part) for part in iso.split("-")] + [0, 0])[:3]
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])


def _years_after(day: date, years: int) -> date:
    # Born on 29 February, of age on 28 February: the milder reading.
    return date(day.year + years, day.month, min(day.day, monthrange(day.year + years, day.month)[1]))


def in_figures(iso: str) -> str:
    """Write 2026年11月21日, without zeros before figures (GB/T 9704), as precisely as is known."""
    return "".join(f"{int(part)}{unit}" for part, unit in zip(iso.split("-"), "年月日", strict=False) if part)


def in_words(iso: str) -> str:
    """Write 二〇二六年十一月二十一日, the certificate's form, as precisely as is known."""
    if not iso:
        return ""
    year, *rest = iso.split("-")
    words = "".join("〇一二三四五六七八九"[int(figure)] for figure in year) + "年"
    return words + "".join(_below_hundred(int(part)) + unit for part, unit in zip(rest, "月日", strict=False))


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("", "十", "二十", "三十")[tens] + " 一二三四五六七八九"[ones].strip()


def span(start: str, end: str) -> str:
    """Write from when to when in the shortest right form: 2026年11月20日—21日."""
    if not end or start == end:
        return in_figures(start)
    if not start:
        return in_figures(end)
    first, last = start.split("-"), end.split("-")
    shared = 0
    # What both have in common is said once, but only between dates of one precision, the earlier first.
    if len(first) == len(last) and start < end:
        while first[shared] == last[shared]:
            shared += 1
    shorter = "".join(f"{int(part)}{unit}" for part, unit in list(zip(last, "年月日", strict=False))[shared:])
    return f"{in_figures(start)}—{shorter}"


def from_to(start: str, end: str) -> str:
    """Write from when to when as a sentence does: 2026年11月20日至11月21日, the year said once."""
    if not end or start == end:
        return in_figures(start)
    last = in_figures(end)
    return f"{in_figures(start)}至" + (last[5:] if len(end) > 4 and start[:4] == end[:4] else last)
