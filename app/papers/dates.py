"""Dates as papers write them."""

from typing import Final

_DIGITS: Final = "〇一二三四五六七八九"


def plain(iso: str) -> str:
    """Write an ISO date, possibly 1998-07 or 1998, as 1998年7月1日 with what is known (GB/T 9704)."""
    return "".join(
        f"{int(part)}{unit}" for part, unit in zip(iso.split("-") if iso else (), "年月日", strict=False)
    )


def span(starts: str, ends: str) -> str:
    """Write from one ISO date to another, not repeating the year, nor a single day twice."""
    if starts == ends or not ends:
        return plain(starts)
    last = plain(ends)
    year = plain(ends[:4])
    return f"{plain(starts)}至{last.removeprefix(year) if starts[:4] == ends[:4] else last}"


def solemn(iso: str) -> str:
    """Write a whole ISO date in Chinese figures: 2026-11-21 as 二〇二六年十一月二十一日."""
    year, month, day = iso.split("-")
    return f"{''.join(_DIGITS[int(d)] for d in year)}年{_counted(int(month))}月{_counted(int(day))}日"


def _counted(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = {0: "", 1: "十"}.get(tens, f"{_DIGITS[tens]}十")
    return ten + (_DIGITS[ones] if ones else "")
