"""Levels: what a desk calls itself, the desk above it and those that report to it.

One page and one job serve a township under its county, and a county under its city: a sentence that speaks
of who is above or below takes the word of the desk's level where it is made.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a level: `desk`, `place` and `own` for itself, `above…` for who is above, the rest below.

    `below` stands for those that report here in running text, `below_name` heads a list of them,
    `below_each` is all of them as those who are given something, `below_this` one that was spoken of,
    `below_counted` follows a number, `enrolment` is the page on which they are enrolled.
    """

    desk: str
    place: str
    own: str
    above: str
    above_place: str
    below: str
    below_name: str
    below_each: str
    below_this: str
    below_counted: str
    enrolment: str


_WORDS = {
    "township": Words(
        desk="乡镇", place="学校", own="本校", above="县级", above_place="县里",
        # Nobody reports to a township: these stand for what it is told of others.
        below="下级", below_name="下级单位", below_each="各下级单位", below_this="这个单位",
        below_counted="个单位", enrolment="登记",
    ),
    "county": Words(
        desk="县级", place="县里", own="本县", above="市级", above_place="市里",
        below="学校", below_name="乡镇党校", below_each="各乡镇", below_this="这所学校",
        below_counted="所学校", enrolment="乡镇登记",
    ),
    "city": Words(
        desk="市级", place="市里", own="本市", above="上级", above_place="上级",
        below="县级", below_name="县（市、区）", below_each="各县", below_this="这个县",
        below_counted="个县", enrolment="各县登记",
    ),
}  # fmt: skip


def of(level: str) -> Words:
    """Give the words of a level; before a desk is founded, those of a township."""
    return _WORDS[level or "township"]
