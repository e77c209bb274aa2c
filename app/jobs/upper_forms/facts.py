"""The facts that may stand in a form of the upper level, each with its name and what is counted."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from app.errors import UserError
from app.jobs.upper_forms.subjects import Subject
from app.papers import figures
from app.papers.upper_forms import Value
from app.school import CAME, HALF_DAYS, MEMBER_TYPES, checklist, enrollments, standings, teachers
from app.school.evaluations import outcomes
from app.spelling import dates

Scope = Literal["school", "class", "person", "branch"]
Find = Callable[[Subject], Value | Sequence[Value]]
_PARTY = ("full", "probationary")


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact: its name, its group, the 口径, and how it is found; `several` gives a list, a row for each.

    `scope` is what must be chosen first: nothing but the school and the year, a class, a person, a branch.
    """

    key: str
    title: str
    group: str
    scope: Scope
    rule: str
    find: Find
    several: bool = False
    other_names: tuple[str, ...] = ()


def _hours(quarters: int) -> Value:
    return quarters // 4 if quarters % 4 == 0 else quarters / 4


def _day(iso: str) -> str:
    return dates.in_figures(iso) if iso else ""


def _total(one: Subject) -> int:
    return sum(each.earned for each in one.everybody)


def _party(found: Iterable[standings.Standing]) -> list[standings.Standing]:
    return [one for one in found if one.member_type in _PARTY]


def _met(found: Iterable[standings.Standing]) -> int:
    return sum(one.state == "met" for one in found)


def _owing(found: Iterable[standings.Standing]) -> int:
    return sum(one.required is not None for one in found)


def _people_trained(one: Subject) -> int:
    return len(set().union(*(one.came(each.id) for each in one.every_class)))


def _in_year(one: Subject) -> int:
    return sum(each.issued_on.startswith(str(one.year)) for each in one.every_certificate)


def _satisfied(one: Subject) -> str:
    found = outcomes(one.evaluation)
    return figures.share(sum(each.satisfied for each in found), sum(each.answers for each in found))


def _different(texts: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(filter(None, texts)))


_SCHOOL: tuple[tuple[str, str, str, Find], ...] = (
    ("nothing", "空着", "这一处不填，留空。", lambda one: ""),
    ("full", "学校全称", "设置里的学校全称。", lambda one: one.school.full_name),
    ("short", "学校简称", "设置里的学校简称。", lambda one: one.school.short_name),
    ("county", "所属县", "设置里的县（市、区）名称。", lambda one: one.school.county_name),
    ("today", "填报日期", "填表的这一天。", lambda one: _day(one.today)),
    ("year", "年度", "所选的年份。", lambda one: one.year),
    ("operator", "填报人", "登录本机的经办人。", lambda one: one.db.operator),
)
_YEAR: tuple[tuple[str, str, str, Find], ...] = (
    ("classes", "年度办班期数", "本年有课次、录过考勤的培训班期数，只挂牌没有上课的不算。",
     lambda one: checklist.classes_held(one.db, one.school.id, one.year, one.today)),
    ("planned", "年度班次总数", "本年登记的全部培训班，包括还没有开班的。", lambda one: len(one.every_class)),
    ("trained", "年度培训人次", "各班到过课的学员人数相加，一人参加两个班算两人次；到课、迟到、早退都算到。",
     lambda one: sum(len(one.came(each.id)) for each in one.every_class)),
    ("people", "年度培训人数", "本年到过课的学员，一人只算一次；到课、迟到、早退都算到。", _people_trained),
    ("hours", "年度学时合计", "学时台账上本校在册人员本年学时之和。", lambda one: _hours(_total(one))),
    ("members", "党员总数", "在册的正式党员和预备党员。", lambda one: len(_party(one.everybody))),
    ("owing", "应达标人数", "在册人员中按学时规则有学时要求的。", lambda one: _owing(one.everybody)),
    ("met", "达标人数", "有学时要求、本年学时（和县级以上集中培训）已满的。",
     lambda one: _met(one.everybody)),
    ("met_share", "学时达标率", "达标人数 ÷ 应达标人数，按学时规则。",
     lambda one: figures.share(_met(one.everybody), _owing(one.everybody))),
    ("teachers", "年度授课教师数", "本年到填表这天为止课表上授过课的教师。",
     lambda one: len(one.those_teaching)),
    ("sessions", "年度课次", "本年各班课表上的半天数。",
     lambda one: sum(each.sessions for each in one.every_class)),
    ("certificates", "年度发证数", "本年颁发、没有作废的结业证书。", _in_year),
    ("branches", "党支部数", "名册里的党支部。", lambda one: len(one.every_branch)),
)  # fmt: skip
_HAVES: tuple[tuple[str, str, str, Find], ...] = (
    ("points", "五有自评得分", "五有建设各项得分之和，按在用的标准。",
     lambda one: sum(each.points for each in one.assessments)),
    ("of", "五有满分", "在用的标准各项分值之和。",
     lambda one: sum(each.criterion.points for each in one.assessments)),
    ("good", "五有达标项数", "状态为“可用”的要求。",
     lambda one: sum(each.state == "usable" for each in one.assessments)),
    ("open", "五有待完善项数", "状态为缺、不足或过期的要求。",
     lambda one: sum(each.state != "usable" for each in one.assessments)),
)  # fmt: skip
_CLASS: tuple[tuple[str, str, str, Find], ...] = (
    ("name", "培训班名称", "培训班的名称。", lambda one: one.training_class.name),
    ("term", "期次", "本年第几期。", lambda one: one.training_class.term_no),
    ("type", "培训班类型", "培训班概况里的类型。", lambda one: one.training_class.class_type),
    ("group", "培训对象", "培训班概况里的培训对象。", lambda one: one.training_class.trainee_group),
    ("starts", "开班日期", "课表上的第一天。", lambda one: _day(one.training_class.starts)),
    ("ends", "结业日期", "课表上的最后一天。", lambda one: _day(one.training_class.ends)),
    ("when", "培训时间", "课表上的第一天到最后一天。",
     lambda one: dates.from_to(one.training_class.starts, one.training_class.ends)
     if one.training_class.starts else ""),
    ("place", "培训地点", "培训班的上课地点。", lambda one: one.training_class.place_name),
    ("adviser", "班主任", "培训班的班主任。", lambda one: one.training_class.adviser),
    ("host", "主办单位", "培训班概况里的主办单位。", lambda one: one.training_class.host),
    ("co_host", "协办单位", "培训班概况里的协办单位。", lambda one: one.training_class.co_host),
    ("half_days", "半天数", "课表上的半天数。", lambda one: one.training_class.sessions),
    ("hours", "培训班学时", "课表上学时之和。", lambda one: _hours(one.training_class.quarter_hours)),
    ("enrolled", "应训人数", "名册上的学员，包括代训和临时参加的。", lambda one: one.training_class.enrolled),
    ("came", "实训人数", "到过课的学员；到课、迟到、早退都算到。",
     lambda one: len(one.came(one.training_class.id))),
    ("came_share", "到课率", "到课、迟到、早退的人次 ÷ 已录的考勤人次。",
     lambda one: figures.share(sum(mark in CAME for mark in one.marks), len(one.marks))),
    ("passed", "结业人数", "按结业要求（或人工认定）准予结业的。",
     lambda one: sum(each.passes for each in one.results.values())),
    ("excellent", "优秀学员人数", "评为优秀学员的。", lambda one: sum(each.excellent for each in one.roster)),
    ("certificates", "发证数", "本班颁发、没有作废的证书。", lambda one: len(one.numbers)),
    ("courses", "课程", "课表上的课程，同名的写一次。",
     lambda one: _different(each.course for each in one.sessions)),
    ("teachers", "授课教师", "课表上的教师，同名的写一次。",
     lambda one: _different(each.teacher for each in one.sessions)),
    ("satisfied", "满意率", "质量测评里满意及以上的票 ÷ 全部票。", _satisfied),
)  # fmt: skip
_PERSON: tuple[tuple[str, str, str, Find], ...] = (
    ("name", "姓名", "名册上的姓名。", lambda one: one.member.name),
    ("gender", "性别", "名册上的性别。", lambda one: one.member.gender),
    ("ethnicity", "民族", "名册上的民族。", lambda one: one.member.ethnicity),
    ("birth", "出生日期", "名册上的出生日期。", lambda one: _day(one.member.birth)),
    ("id_number", "身份证号", "名册上的身份证号，十八位全写。", lambda one: one.member.id_number),
    ("education", "学历", "名册上的学历。", lambda one: one.member.education),
    ("kind", "人员类别", "名册上的人员类别。", lambda one: MEMBER_TYPES[one.member.member_type]),
    ("branch", "所在党支部", "名册上的党支部。", lambda one: one.member.branch_name),
    ("joined", "入党日期", "名册上的入党日期。", lambda one: _day(one.member.join_date)),
    ("full", "转正日期", "名册上的转正日期。", lambda one: _day(one.member.full_date)),
    ("post", "单位及职务", "名册上的单位及职务。", lambda one: one.member.unit_post),
    ("phone", "联系电话", "名册上的手机号，没有就写固定电话。",
     lambda one: one.member.phone or one.member.landline),
    ("required", "应完成学时", "按学时规则本年应完成的学时，不作要求的留空。",
     lambda one: "" if one.standing.required is None else _hours(one.standing.required)),
    ("earned", "已完成学时", "学时台账上本年的学时。", lambda one: _hours(one.standing.earned)),
    ("state", "是否达标", "按学时规则。", lambda one: standings.STATES[one.standing.state]),
    ("number", "证书编号", "本人在所选培训班的证书编号。",
     lambda one: one.numbers.get(one.enrollment.id, "")),
)  # fmt: skip
_BRANCH: tuple[tuple[str, str, str, Find], ...] = (
    ("name", "党支部名称", "名册里党支部的名称。", lambda one: one.branch.name),
    ("members", "支部党员数", "该支部在册的正式党员和预备党员。", lambda one: len(_party(one.of_branch))),
    ("met", "支部达标人数", "该支部本年学时已满的。", lambda one: _met(one.of_branch)),
    ("met_share", "支部达标率", "该支部达标人数 ÷ 有学时要求的人数。",
     lambda one: figures.share(_met(one.of_branch), _owing(one.of_branch))),
    ("hours", "支部学时合计", "该支部在册人员本年学时之和。",
     lambda one: _hours(sum(each.earned for each in one.of_branch))),
)  # fmt: skip


def _duty(one: enrollments.Enrollment) -> str:
    return enrollments.DUTIES[one.duty] if one.duty else ""


def _passes(one: Subject, who: enrollments.Enrollment) -> str:
    found = one.results.get(who.id)
    return "" if found is None or not found.settled else "结业" if found.passes else "未结业"


def _engagement(one: teachers.Teacher) -> str:
    return teachers.ENGAGEMENTS.get(one.engagement, "")


# Lists: scope, what each is a row of, and its columns.
_TRAINEES: tuple[tuple[str, str, Callable[[Subject, enrollments.Enrollment], Value]], ...] = (
    ("seq", "序号", lambda _, who: who.seq_no),
    ("name", "姓名", lambda _, who: who.name),
    ("gender", "性别", lambda _, who: who.gender),
    ("ethnicity", "民族", lambda one, who: one.people[who.member].ethnicity),
    ("birth", "出生日期", lambda _, who: _day(who.birth)),
    ("id_number", "身份证号", lambda _, who: who.id_number),
    ("education", "学历", lambda one, who: one.people[who.member].education),
    ("branch", "党支部", lambda _, who: who.branch_at_enrollment),
    ("post", "单位及职务", lambda _, who: who.title_at_enrollment),
    ("kind", "人员类别", lambda _, who: MEMBER_TYPES.get(who.type_at_enrollment, who.type_at_enrollment)),
    ("joined", "入党日期", lambda one, who: _day(one.people[who.member].join_date)),
    ("phone", "联系电话",
     lambda one, who: one.people[who.member].phone or one.people[who.member].landline),
    ("group", "组别", lambda _, who: who.group_no or ""),
    ("duty", "班内职务", lambda _, who: _duty(who)),
    ("hours", "学时", lambda one, who: _hours(one.results[who.id].earned) if who.id in one.results else ""),
    ("passes", "是否结业", _passes),
    ("number", "证书编号", lambda one, who: one.numbers.get(who.id, "")),
)  # fmt: skip


def _list(
    key: str,
    group: str,
    scope: Scope,
    rule: str,
    columns: Sequence[tuple[str, str, Callable[[Subject], Sequence[Value]]]],
) -> tuple[Fact, ...]:
    return tuple(
        Fact(f"{key}.{name}", f"{group}.{title}", group, scope, rule, find, True)
        for name, title, find in columns
    )


def _of_trainees(
    column: Callable[[Subject, enrollments.Enrollment], Value],
) -> Callable[[Subject], list[Value]]:
    return lambda one: [column(one, who) for who in one.roster]


_LISTS = (
    *_list("trainees", "学员", "class", "所选培训班名册上的学员，一人一行。",
           [(key, title, _of_trainees(column)) for key, title, column in _TRAINEES]),
    *_list("lessons", "课表", "class", "所选培训班的课表，一个半天一行。", (
        ("date", "日期", lambda one: [_day(each.date) for each in one.sessions]),
        ("half_day", "半天", lambda one: [HALF_DAYS[each.half_day] for each in one.sessions]),
        ("time", "时间", lambda one: [f"{each.starts}—{each.ends}" for each in one.sessions]),
        ("course", "课程", lambda one: [each.course for each in one.sessions]),
        ("teacher", "教师", lambda one: [each.teacher for each in one.sessions]),
        ("place", "地点", lambda one: [each.place or one.training_class.place_name for each in one.sessions]),
        ("hours", "学时", lambda one: [_hours(each.quarter_hours) for each in one.sessions]),
    )),
    *_list("teachers", "教师", "school", "本年到填表这天为止授过课的教师，一人一行。", (
        ("name", "姓名", lambda one: [each.name for each, _ in one.those_teaching]),
        ("post", "单位及职务", lambda one: [each.post for each, _ in one.those_teaching]),
        ("engagement", "专兼职", lambda one: [_engagement(each) for each, _ in one.those_teaching]),
        ("sessions", "课次", lambda one: [held.sessions for _, held in one.those_teaching]),
        ("hours", "学时", lambda one: [_hours(held.quarter_hours) for _, held in one.those_teaching]),
        ("attendances", "听课人次", lambda one: [held.attendances for _, held in one.those_teaching]),
    )),
    *_list("classes", "班次", "school", "本年的培训班，一班一行，按期次。", (
        ("term", "期次", lambda one: [each.term_no for each in one.every_class]),
        ("name", "名称", lambda one: [each.name for each in one.every_class]),
        ("group", "培训对象", lambda one: [each.trainee_group for each in one.every_class]),
        ("when", "时间", lambda one: [dates.span(each.starts, each.ends) for each in one.every_class]),
        ("half_days", "半天数", lambda one: [each.sessions for each in one.every_class]),
        ("hours", "学时", lambda one: [_hours(each.quarter_hours) for each in one.every_class]),
        ("enrolled", "应训人数", lambda one: [each.enrolled for each in one.every_class]),
        ("came", "实训人数", lambda one: [len(one.came(each.id)) for each in one.every_class]),
    )),
    *_list("branches", "支部", "school", "名册里的党支部，一个支部一行。", (
        ("name", "名称", lambda one: [each.name for each in one.every_branch]),
        ("people", "人数", lambda one: [each.members for each in one.every_branch]),
        ("met", "达标人数", lambda one: [
            _met(each for each in one.everybody if each.branch_name == home.name) for home in one.every_branch
        ]),
    )),
    *_list("criteria", "要求", "school", "五有建设在用标准的各项要求，一项一行。", (
        ("item", "项目", lambda one: [each.criterion.item_name for each in one.assessments]),
        ("text", "内容", lambda one: [each.criterion.text for each in one.assessments]),
        ("of", "分值", lambda one: [each.criterion.points for each in one.assessments]),
        ("points", "得分", lambda one: [each.points for each in one.assessments]),
        ("state", "状态", lambda one: [checklist.STATES[each.state] for each in one.assessments]),
        ("proof", "佐证", lambda one: [each.proved_by for each in one.assessments]),
    )),
    *_list("lines", "学习", "person", "本人本年学时台账上的每一笔，冲回的不列。", (
        ("date", "日期", lambda one: [_day(each.date) for each in one.lines if each.stands]),
        ("name", "名称", lambda one: [each.class_name for each in one.lines if each.stands]),
        ("course", "课程", lambda one: [each.course for each in one.lines if each.stands]),
        ("hours", "学时", lambda one: [_hours(each.quarter_hours) for each in one.lines if each.stands]),
    )),
    *_list("of_branch", "党员", "branch", "所选党支部在册的人员，一人一行。", (
        ("name", "姓名", lambda one: [each.name for each in one.of_branch]),
        ("earned", "已完成学时", lambda one: [_hours(each.earned) for each in one.of_branch]),
        ("state", "是否达标", lambda one: [standings.STATES[each.state] for each in one.of_branch]),
    )),
)  # fmt: skip
_OTHER_NAMES = {
    "school.full": ("学校名称", "学校", "单位", "填报单位", "单位名称", "党校名称"),
    "school.today": ("日期", "填表日期", "今天"),
    "school.year": ("年份", "年"),
    "school.operator": ("填表人", "经办人"),
    "class.name": ("班名", "班次", "培训班", "班级"),
    "class.when": ("起止日期", "时间"),
    "class.place": ("地点",),
    "class.hours": ("学时",),
    "person.branch": ("党支部",),
    "branch.name": ("支部名称",),
}


def _single(key: str, group: str, scope: Scope, columns: Sequence[tuple[str, str, str, Find]]) -> list[Fact]:
    return [
        Fact(f"{key}.{name}", title, group, scope, rule, find, False, _OTHER_NAMES.get(f"{key}.{name}", ()))
        for name, title, rule, find in columns
    ]


CATALOGUE: tuple[Fact, ...] = (
    *_single("school", "学校", "school", _SCHOOL),
    *_single("year", "年度", "school", _YEAR),
    *_single("haves", "五有", "school", _HAVES),
    *_single("class", "培训班", "class", _CLASS),
    *_single("person", "个人", "person", _PERSON),
    *_single("branch", "党支部", "branch", _BRANCH),
    *_LISTS,
)
_BY_KEY = {one.key: one for one in CATALOGUE}


def fact(key: str) -> Fact:
    """Give a fact by its key or its name; raise `UserError` where there is none."""
    found = _BY_KEY.get(key) or matching(key)
    if found is None:
        raise UserError(f"没有“{key}”这一项可填。用 wuyou upper-forms facts 看有哪些。")
    return found


def matching(name: str) -> Fact | None:
    """Give the fact that a blank of this name is for, None where nobody can tell."""
    return next((one for one in CATALOGUE if name in (one.title, *one.other_names)), None)
