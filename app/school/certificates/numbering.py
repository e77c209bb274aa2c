"""Numbers of certificates: written by the school's pattern, counted per school and year, never reused."""

from collections.abc import Callable, Iterator
from itertools import count
from string import Formatter
from typing import Final

from app.errors import UserError
from app.school import classes, schools
from db.register import Register

# {school} 简称，{code} 单位代码，{year} 年份，{term} 本年第几期，{seq:4} 本校本年序号，不足 4 位补零。
PATTERN: Final = "{school}〔{year}〕第{seq:4}号"
TOKENS: Final = ("school", "code", "year", "term", "seq")
MOST_CHARACTERS: Final = 40
"""More do not fit the code on the paper."""
_PATTERN_KEY: Final = "certificate_pattern"
_FIRST_KEY: Final = "certificate_first"
_MOST_DIGITS: Final = 8
_WRONG: Final = "证书编号的写法不对，请到“设置”改成 {school}〔{year}〕第{seq:4}号 的样子。"


def pattern(db: Register) -> str:
    """Give the pattern in use here."""
    return schools.setting(db, _PATTERN_KEY, PATTERN)


def keep_pattern(db: Register, wanted: str) -> None:
    """Keep another pattern; raise `UserError` where no number can be written by it."""
    said = " ".join(wanted.split()) or PATTERN
    school = schools.own(db)
    written(said, values_of(school, year=2026, term=1), 1)
    schools.keep(db, _PATTERN_KEY, said)


def first_of(db: Register, year: int) -> int:
    """Give the number a year begins with: not 1 where certificates were given before the program came."""
    # A school's second laptop counts from a number of its own, for both may give numbers on one day.
    usual = schools.setting(db, f"{_FIRST_KEY}_here", "1")
    return int(schools.setting(db, f"{_FIRST_KEY}.{year}", usual))


def keep_first(db: Register, year: int, seq: int) -> None:
    """Keep the number a year begins with."""
    if seq < 1:
        raise UserError("本年第一个序号要从 1 或更大的数开始。")
    schools.keep(db, f"{_FIRST_KEY}.{year}", str(seq))


def free(db: Register, found: classes.TrainingClass, *, year: int) -> Iterator[tuple[int, str]]:
    """Give the numbers that nobody has, in order, for a class.

    Raise `UserError` where the pattern cannot be filled in or writes a number that was given already.
    """
    (school,) = schools.rows(db, [found.school])
    taken = {
        row[0]
        for row in db.execute("SELECT seq FROM certificate WHERE school = ? AND year = ?", [school.id, year])
    }
    given = {row[0] for row in db.execute("SELECT number FROM certificate WHERE school = ?", [school.id])}
    wanted, values = pattern(db), values_of(school, year=year, term=found.term_no)
    for seq in count(first_of(db, year)):
        if seq in taken:
            continue
        number = written(wanted, values, seq)
        if number in given:
            raise UserError(
                f"按现在的写法会编出“{number}”，这个编号已经给过别人；"
                "请到“设置”把证书编号的写法改得各年、各期不会相同。"
            )
        yield seq, number


def values_of(school: schools.School, *, year: int, term: int) -> dict[str, str]:
    """Give what the tokens of a pattern stand for, but for the sequence."""
    return {"school": school.short_name, "code": school.code, "year": str(year), "term": str(term)}


def written(wanted: str, values: dict[str, str], seq: int) -> str:
    """Write a number by a pattern, in which the sequence must stand: it alone never repeats."""
    parts = [_part(one, values) for one in _parsed(wanted)]
    number = "".join(part(seq) for part in parts)
    if number == "".join(part(seq + 1) for part in parts):
        raise UserError("证书编号的写法里没有序号 {seq}，编号会重复；请到“设置”改正。")
    if len(number) > MOST_CHARACTERS:
        raise UserError(f"按现在的写法编号有 {len(number)} 个字，最多 {MOST_CHARACTERS} 个；请到“设置”改短。")
    return number


def _parsed(wanted: str) -> list[tuple[str, str | None, str | None, str | None]]:
    try:
        return list(Formatter().parse(wanted))
    except ValueError as error:
        raise UserError(_WRONG) from error


def _part(
    one: tuple[str, str | None, str | None, str | None], values: dict[str, str]
) -> Callable[[int], str]:
    literal, token, width, conversion = one
    if token is None:
        return lambda _: literal
    digits = (width or "0").lstrip("0") or "0"
    able = digits.isascii() and digits.isdigit() and int(digits) <= _MOST_DIGITS
    if token not in TOKENS or conversion or not able or (width and token != "seq"):
        raise UserError(_WRONG)
    if token == "seq":
        return lambda seq: literal + str(seq).zfill(int(digits))
    return lambda _: literal + values[token]
