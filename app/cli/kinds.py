"""What may stand behind an option: days, counts, and the office's own words."""

from collections.abc import Mapping

import click

from app.errors import UserError
from app.spelling import dates


class Day(click.ParamType[str]):
    """A day, as ISO text."""

    name = "日期"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check that it is a day."""
        try:
            return dates.typed_day(str(value))
        except UserError as error:
            self.fail(str(error), param, ctx)


class Count(click.ParamType[int]):
    """A whole number above nought."""

    name = "数"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Check that it is one."""
        text = str(value)
        if not (text.isascii() and text.isdigit() and 0 < int(text) < 1_000_000):
            self.fail(f"“{value}”应当是大于 0 的整数。", param, ctx)
        return int(text)


class Hours(click.ParamType[int]):
    """Credit hours as people write them, as a number of quarter-hours."""

    name = "学时"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Turn 4 into 16 and 0.5 into 2."""
        if isinstance(value, int):
            return value
        try:
            quarters = float(str(value)) * 4
        except ValueError:
            quarters = 0.5
        if not 1 <= quarters <= 48 or quarters != int(quarters):
            self.fail(f"“{value}”不是学时数，请写 0.25 到 12 之间、以 0.25 为单位的数，例如 4。", param, ctx)
        return int(quarters)


class Word(click.ParamType[str]):
    """One of the office's words, or its key in the program."""

    def __init__(self, words: Mapping[str, str], name: str) -> None:
        """Take the words by their keys."""
        self.words, self.name = words, name

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Give the key."""
        keys = {word: key for key, word in self.words.items()} | {key: key for key in self.words}
        if value not in keys:
            self.fail(f"“{value}”认不出，只能是：{'、'.join(self.words.values())}。", param, ctx)
        return keys[str(value)]


DAY, COUNT, HOURS = Day(), Count(), Hours()
