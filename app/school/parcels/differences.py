"""What a parcel would change, in the words of the desk that reads it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.school.parcels.records import Counts
from app.school.parcels.taking import Change, Row

EXAMPLES = 5
# What a table is called and how its rows are counted; what is not named here is summed up as 其他记录.
CALLED = {
    "school": ("学校资料", "份"), "branch": ("党支部", "个"), "member": ("党员", "人"),
    "training_class": ("培训班", "期"), "session": ("课次", "个"), "enrollment": ("班级名册", "人次"),
    "attendance": ("考勤", "条"), "hour_line": ("学时记录", "条"), "certificate": ("证书", "张"),
    "leave_slip": ("请假条", "张"), "evidence": ("佐证材料", "件"), "proof": ("佐证对应的要求", "处"),
    "teacher": ("师资", "人"), "course": ("课程", "门"), "place": ("场所", "处"),
    "activity": ("活动和自学", "项"), "participation": ("参加活动的人", "人次"),
    "plan_line": ("培训计划", "行"),
    "meeting": ("会议", "次"), "post": ("任职", "条"), "equipment": ("设备", "件"), "bylaw": ("制度", "项"),
    "fund": ("经费", "笔"), "fund_spending": ("支出", "笔"), "score": ("成绩", "条"),
    "class_paper": ("班级材料", "件"), "return_answer": ("退回的答复", "条"), "transfer": ("转移单", "份"),
}  # fmt: skip
OTHER = ("其他记录", "条")
# By what a row is known, the first that it has.
TITLES = ("full_name", "name", "number", "title", "file_name", "topic", "date", "what")
COLUMNS = {
    "name": "姓名或名称", "branch": "支部", "phone": "手机", "id_number": "身份证号",
    "unit_post": "单位职务", "member_type": "类别", "left_on": "离开日期", "left_reason": "离开原因",
    "education": "学历", "state": "进度", "closed_on": "结班日期", "mark": "考勤", "quarter_hours": "学时",
    "voided_on": "作废日期", "place": "地点", "teacher": "教师", "course": "课程", "birth": "出生日期",
    "note": "备注", "job": "职业", "role": "支部职务", "join_date": "入党日期", "date": "日期",
    "full_name": "全称", "printed_on": "打印日期", "gender": "性别",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """What a parcel does to one kind of record: how many, and a few of them by name."""

    kind: str
    added: int
    changed: int
    missing: int
    sentence: str


def tell(changes: Mapping[str, Change]) -> list[Difference]:
    """Say kind by kind what a parcel adds, changes and no longer has; what stays the same is left out."""
    named = [_difference(*CALLED[table], [changes[table]]) for table in CALLED if table in changes]
    others = [change for table, change in changes.items() if table not in CALLED]
    return [one for one in [*named, _difference(*OTHER, others)] if one.added or one.changed or one.missing]


def tell_counts(about: Mapping[str, object]) -> list[str]:
    """Say kind by kind what a parcel that was read did, from the counts kept of it."""
    kept = about.get("tables")
    tables = kept if isinstance(kept, dict) else {}
    every = {
        table: Change(Counts(new, changed, same, gone, 0))
        for table, (new, changed, same, gone) in tables.items()
    }
    return [one.sentence for one in tell(every)]


def _difference(kind: str, measure: str, changes: Iterable[Change]) -> Difference:
    every = list(changes)
    added, changed, missing = (
        sum(getattr(one.counts, name) for one in every) for name in ("added", "changed", "missing")
    )
    parts = [
        ("新增", added, [_title(row) for one in every for row in one.added[:EXAMPLES]]),
        ("变化", changed, [_alteration(*pair) for one in every for pair in one.changed[:EXAMPLES]]),
        ("不再有", missing, [_title(row) for one in every for row in one.missing[:EXAMPLES]]),
    ]
    said = [f"{word} {count:,} {measure}{_examples(names, count)}" for word, count, names in parts if count]
    return Difference(kind, added, changed, missing, f"{kind}：{'；'.join(said)}。")


def _examples(names: list[str], count: int) -> str:
    shown = list(dict.fromkeys(name for name in names if name))[:EXAMPLES]
    if not shown:
        return ""
    return f"（{'、'.join(shown)}{'等' if count > len(shown) else ''}）"


def _title(row: Row) -> str:
    return next((str(row[name]) for name in TITLES if row.get(name)), "")


def _alteration(before: Row, after: Row) -> str:
    """Name a changed row with the columns that changed, as far as they have a name a clerk uses."""
    columns = [COLUMNS[name] for name in after if name in COLUMNS and before.get(name) != after[name]]
    title = _title(after)
    return f"{title} {'和'.join(columns[:3])}" if title and columns else title
