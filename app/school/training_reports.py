"""Training reports: what a school did in a year or a quarter, and whom it reached, from every side (F23)."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.school import classes, coverages, members, timetable
from db.register import Register

_BANDS = (
    (35, "35 岁及以下"),
    (45, "36 至 45 岁"),
    (55, "46 至 55 岁"),
    (60, "56 至 60 岁"),
    (999, "61 岁及以上"),
)
_SCHOOLING = {
    "研究生": ("研究生",),
    "大学本科": ("大学", "本科", "学士"),
    "大专": ("大专", "专科"),
    "高中和中专": ("高中", "中专", "中等", "职业", "技工", "职高"),
    "初中及以下": ("初中", "小学", "文盲"),
}
_UNKNOWN = "不详"


@dataclass(frozen=True, slots=True)
class Side:
    """The same people from one side: a title, how it is counted in one sentence, and a line a kind."""

    title: str
    rule: str
    lines: tuple[coverages.Line, ...]


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """A year, or one of its quarters (1 to 4, 0 for the year).

    `classes` are those with a half-day in the period, `closed` how many of them are closed, `sessions` the
    half-days of the period and `quarter_hours` those on their timetables. `all_people` took part and
    `all_turns` is each of them once a class or activity, whether or not they are on the rolls today.
    """

    year: int
    quarter: int
    first: str
    last: str
    classes: tuple[int, ...]
    closed: int
    sessions: int
    quarter_hours: int
    all_people: int
    all_turns: int
    party: coverages.Line
    sides: tuple[Side, ...]


def report(
    db: Register, *, school: int, year: int, quarter: int = 0, survey: coverages.Survey | None = None
) -> TrainingReport:
    """Work out the figures of a year or a quarter; `survey` is that of the period, if made before."""
    survey = survey or coverages.Survey(db, school=school, year=year, quarter=quarter)
    held = [
        (one, [when for when in timetable.rows(db, timetable.find(db, training_class=one.id))
               if survey.first <= when.date <= survey.last])
        for one in classes.rows(db, classes.find(db, school=school))
        if one.starts and one.starts <= survey.last and one.ends >= survey.first
    ]  # fmt: skip
    held = [(one, sessions) for one, sessions in held if sessions]
    return TrainingReport(
        year,
        quarter,
        survey.first,
        survey.last,
        tuple(one.id for one, _ in held),
        sum(one.state in classes.CLOSED for one, _ in held),
        sum(len(sessions) for _, sessions in held),
        sum(when.quarter_hours for _, sessions in held for when in sessions),
        len({part.member for part in survey.parts}),
        len(survey.parts),
        party(survey),
        tuple(sides(survey)),
    )


def party(survey: coverages.Survey) -> coverages.Line:
    """Count the party members on the rolls."""
    of = coverages.rule().groups[0]
    return survey.line(of.key, of.title, filter(of.has, survey.rolls), of.target)


def sides(survey: coverages.Survey) -> list[Side]:
    """Count the people of a survey from every side."""
    rule, rolls = coverages.rule(), survey.rolls
    party = [who for who in rolls if rule.groups[0].has(who)]

    def divided(title: str, said: str, kind: Callable[[members.Member], str], kinds: Sequence[str]) -> Side:
        lines = [
            survey.line(name, name, [who for who in party if kind(who) == name])
            for name in [*kinds, _UNKNOWN]
        ]
        return Side(title, said, tuple(one for one in lines if one.people or one.title != _UNKNOWN))

    sectors = _sectors()
    return [
        Side("按人员类别", "按党员名册上今天的类别和职务；一个人可以算在几类里。",
             tuple(survey.line(g.key, g.title, filter(g.has, rolls), g.target) for g in rule.groups)),
        Side("按培训层级", "在册人员；上级调训含县级班和外出培训，本校含联办班，授课的不算受训。",
             tuple(survey.line(one.key, one.title, rolls, among=one.sources) for one in rule.layers)),
        divided("按领域", "党员；按支部名称里的“村”“社区”“公司”等字分，对不上的归入其他。",
                lambda who: _sector(who, sectors), [*sectors, "其他"]),
        divided("按性别", "党员。", lambda who: who.gender or _UNKNOWN, ["男", "女"]),
        divided("按年龄", f"党员；年龄算到 {survey.last}，只知道出生年份的按年份算。",
                lambda who: _band(who.birth, survey.last), [name for _, name in _BANDS]),
        divided("按学历", "党员；按名册上的学历归并。", _schooling, list(_SCHOOLING)),
    ]  # fmt: skip


def _sectors() -> dict[str, tuple[str, ...]]:
    body = tomllib.loads(coverages.PRESET.read_text(encoding="utf-8"))
    return {one["title"]: tuple(one["words"]) for one in body["sector"]}


def _sector(who: members.Member, sectors: dict[str, tuple[str, ...]]) -> str:
    if not who.branch_name:
        return _UNKNOWN
    found = (name for name, words in sectors.items() if any(word in who.branch_name for word in words))
    return next(found, "其他")


def _band(birth: str, on: str) -> str:
    if not birth[:4].isdigit():
        return _UNKNOWN
    age = int(on[:4]) - int(birth[:4]) - (birth[4:] > on[4 : len(birth)])
    return next(name for most, name in _BANDS if age <= most)


def _schooling(who: members.Member) -> str:
    found = (name for name, words in _SCHOOLING.items() if any(word in who.education for word in words))
    return next(found, _UNKNOWN)
