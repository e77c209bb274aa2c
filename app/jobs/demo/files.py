"""The roster files of a made-up township, in the mess in which villages hand them in."""

import csv
import io
import random
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from app.jobs import files
from app.jobs.demo.people import Person
from app.jobs.demo.townships import COUNTY, Township, Village
from app.papers import rosters as papers
from app.papers.rosters import Cell, VillageSheet

_PLAIN = (
    "姓名",
    "性别",
    "民族",
    "身份证号",
    "所在党支部",
    "人员类别",
    "入党时间",
    "转正时间",
    "联系电话",
    "备注",
)
_CODES = (
    ("民族", ("01 汉族", "05 维吾尔族", "22 畲族")),
    ("学历", ("12 硕士研究生", "21 大学", "22 大专", "41 中等专科", "6 普通高中", "7 初中", "8 小学")),
    ("工作岗位", ("11 农牧渔业生产人员", "123 外出务工经商人员", "124 其他农牧渔民")),
)  # fmt: skip
# The bad rows that are in every township's files, on top of its people.
DAMAGED = 350999196502031000.0


def write(
    people: Sequence[Person], township: Township, *, folder: Path, chance: random.Random, today: date
) -> list[Path]:
    """Write the four files: the national table for most villages, two lists of others, the list of posts."""
    villages = township.villages
    first, second = len(villages) * 7 // 10, len(villages) * 9 // 10
    members = [who for who in people if who.member_type != "发展对象"]
    national = [
        VillageSheet(
            # One sheet in the file this is modelled on has a blank at its end.
            village.name + (" " if place == 1 else ""),
            tuple(_national_rows(_of(members, village), place, chance)),
        )
        for place, village in enumerate(villages[:first])
    ]
    second_list = [who for village in villages[first:second] for who in _of(members, village)]
    third_list = [who for village in villages[second:] for who in _of(members, village)]
    third_list += [who for who in people if who.member_type == "发展对象"]
    dated = f"{today.year}年   {today.month} 月    {today.day}日"
    book = papers.national(
        national, committee=f"中共{COUNTY}{township.name}委员会", dated=dated, codes=_CODES
    )
    return [
        files.keep(folder / "党员基本信息汇总表（各村）.xlsx", book),
        files.keep(folder / "其他村党员名单.csv", _listed(second_list, chance).encode("gb18030")),
        files.keep(folder / "机关驻村党员和发展对象.xlsx", _book(third_list, chance)),
        files.keep(folder / "村支部班子职务.csv", _posts(people).encode("utf-8-sig")),
    ]


def plain(people: Sequence[Person], *, folder: Path, chance: random.Random) -> Path:
    """Write a small township's one list."""
    return files.keep(folder / "党员名册.xlsx", _book(people, chance, bad=False))


def _of(people: Sequence[Person], village: Village) -> list[Person]:
    return [who for who in people if who.village == village]


def _national_rows(people: Sequence[Person], place: int, chance: random.Random) -> Iterator[tuple[Cell, ...]]:
    for number, who in enumerate(people):
        join: Cell = who.join
        if who.join and number % 17 == 5:
            join = f"{who.join.year}.{who.join.month}"
        name = "  ".join(who.name) if len(who.name) == 2 and chance.random() < 0.3 else who.name
        yield _national_row(who, name, who.id_number, join)
    if place == 2:
        yield _national_row(people[-1], "吴水清", DAMAGED, 1998.1)
    if place == 3:
        yield _national_row(people[-1], "", people[-1].id_number, people[-1].join)


def _national_row(who: Person, name: str, id_number: Cell, join: Cell) -> tuple[Cell, ...]:
    away = "是" if who.floating_to else "否"
    return (
        name, who.village.branch, id_number, who.gender, who.ethnicity, who.birth, who.education,
        who.member_type, join, who.full, who.job, int(who.phone), who.landline or "  ", who.address,
        "正常", "否", "", away, who.floating_to,
    )  # fmt: skip


def _rows(people: Sequence[Person], chance: random.Random, *, bad: bool) -> Iterator[tuple[str, ...]]:
    for number, who in enumerate(people):
        # Somebody's rare character was lost on the way.
        name = f"{who.name[0]}?" if bad and number == len(people) - 1 else who.name
        note = "年老体弱" if who.frail else f"外出：{who.floating_to}" if who.floating_to else ""
        yield (
            name, who.gender, who.ethnicity.split()[1], who.id_number,
            who.village.branch, who.member_type, _written(who.join, number), _written(who.full, number),
            f"{who.phone[:3]} {who.phone[3:7]} {who.phone[7:]}" if chance.random() < 0.2 else who.phone, note,
        )  # fmt: skip
    if bad:
        last = people[-1].village.branch
        yield ("黄木生", "男", "汉族", "3.50999E+17", last, "正式党员", "1998.1", "", "", "")
        yield ("", "女", "汉族", "", last, "正式党员", "", "", "", "姓名没抄上")


def _written(day: date | None, number: int) -> str:
    """Write a date in one of the ways met with, by turns."""
    if day is None:
        return ""
    forms = (f"{day.year}.{day.month:02}", day.isoformat(), f"{day.year}年{day.month}月", f"{day:%Y%m%d}")
    return forms[number % len(forms)]


def _listed(people: Sequence[Person], chance: random.Random) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_PLAIN)
    writer.writerows(_rows(people, chance, bad=True))
    return text.getvalue()


def _book(people: Sequence[Person], chance: random.Random, *, bad: bool = True) -> bytes:
    return papers.members(_PLAIN, list(_rows(people, chance, bad=bad)))


def _posts(people: Sequence[Person]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("姓名", "身份证号", "单位及职务"))
    writer.writerows((who.name, who.id_number, who.post) for who in people if who.post)
    return text.getvalue()
