"""What the money was spent on, by class and kind, and where a lecturer's fee is above the rule."""

from dataclasses import dataclass

from app.errors import UserError
from app.school import hours_text, ledgers, teachers
from app.school.funds import rules
from app.school.funds.incomes import SOURCES
from app.school.ledgers import Field, Ledger, Reference, Values
from app.spelling import money, names
from db.register import Register

KINDS = {
    "lecture": "讲课费",
    "materials": "资料费",
    "board": "伙食费",
    "place": "场地费",
    "travel": "交通费",
    "equipment": "设备购置",
    "publicity": "宣传制作",
    "other": "其他",
}


def _class_named(db: Register, name: str, school: int) -> int | None:
    key = names.match_key(name)
    found = db.execute(
        "SELECT id, name FROM training_class WHERE school = ? ORDER BY year DESC, term_no DESC", [school]
    )
    return next((one for one, called in found.fetchall() if names.match_key(called) == key), None)


def _class_names(db: Register, school: int) -> list[str]:
    found = db.execute(
        "SELECT name FROM training_class WHERE school = ? ORDER BY year DESC, term_no DESC LIMIT 200",
        [school],
    )
    return [row[0] for row in found]


CLASSES = Reference("training_class", "name", _class_named, _class_names,
                    missing="请写培训班的全称；不属于哪个班就空着。")  # fmt: skip


def _derived(db: Register, values: Values, school: int) -> Values:
    """Give the year of the day where none is said, the teacher who is paid, and hours off the timetable."""
    year = values.get("year") or int(str(values["spent_on"])[:4])
    if not values.get("fen"):
        raise UserError("金额要大于 0；这一笔没有花钱，就不用登记。")
    if values.get("kind", "other") != "lecture":
        return {"year": year, "teacher": None}
    payee = str(values.get("payee") or "")
    teacher = teachers.named(db, payee, school) if payee else None
    derived: Values = {"year": year, "teacher": teacher}
    if teacher and values.get("training_class") and not values.get("quarter_hours"):
        quarters, half_days = _taught(db, teacher, values["training_class"])
        if quarters:
            derived |= {"quarter_hours": quarters, "half_days": values.get("half_days") or half_days}
    return derived


def _taught(db: Register, teacher: int, training_class: object) -> tuple[int, int]:
    """Sum up what the timetable of a class says a teacher taught: quarter-hours, half-days."""
    found = db.execute(
        "SELECT coalesce(sum(quarter_hours), 0), count(*) FROM session "
        "WHERE training_class = ? AND teacher = ?",
        [training_class, teacher],
    ).fetchone()
    return int(found[0]), int(found[1])


SPENDINGS = Ledger(
    "fund_spending",
    "支出",
    "经费支出",
    (
        Field("spent_on", "日期", "day", also=("支出日期", "时间", "支出时间", "报销日期"), must=True,
              past=True),
        Field("kind", "类别", "choice", also=("支出类别", "费用类别", "科目"), choices=KINDS,
              rule="讲课费会对照标准提醒；没写的记作其他。"),
        Field("what", "用途", also=("事由", "摘要", "内容", "支出内容", "项目"), must=True, width=12),
        Field("fen", "金额", "money", also=("支出金额", "支出", "金额合计"), must=True, rule="单位元。"),
        Field("training_class", "培训班", "named", also=("班次", "班级", "所属班次"), reference=CLASSES,
              rule="这一笔花在哪个班上；不属于哪个班就空着。", width=10),
        Field("payee", "领款人", also=("收款人", "收款单位", "姓名", "教师"), width=5,
              rule="讲课费写教师姓名，程序按师资库里的职称对照标准。"),
        Field("quarter_hours", "学时", "hours", also=("授课学时", "课时"), most=4000,
              rule="讲课费按几个学时发；空着时按这个班课表上这位教师的学时填。"),
        Field("half_days", "半天数", "count", also=("半天", "课次"), most=1000),
        Field("source", "出自", "choice", also=("来源", "经费来源", "资金来源"), choices={"": "", **SOURCES}),
        Field("year", "年度", "year", also=("年份",), rule="记入哪一年的经费；空着按日期。"),
        Field("voucher", "凭证号", also=("票据号", "凭证"), width=6),
        Field("note", "备注", width=8),
    ),
    order={
        "spent_on": ("x.spent_on DESC",),
        "kind": ("x.kind", "x.spent_on DESC"),
        "what": ("x.what",),
        "fen": ("x.fen DESC",),
        "training_class": ("(SELECT c.name FROM training_class c WHERE c.id = x.training_class)",
                           "x.spent_on"),
        "payee": ("x.payee", "x.spent_on DESC"),
        "source": ("x.source", "x.spent_on DESC"),
        "year": ("x.year DESC", "x.spent_on DESC"),
        "voucher": ("x.voucher",),
    },
    year="x.year",
    derive=_derived,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spending:
    """Money that was spent; `teacher` where a lecturer of the school's library was paid."""

    id: int
    school: int
    year: int
    spent_on: str
    kind: str
    what: str
    payee: str
    fen: int
    source: str
    training_class: int | None
    training_class_name: str
    teacher: int | None
    quarter_hours: int
    half_days: int
    voucher: str
    evidence: int | None
    note: str
    voided_on: str
    void_reason: str


def find_spent(
    db: Register,
    text: str = "",
    *,
    school: int,
    year: int | None = None,
    training_class: int | None = None,
    gone: bool = False,
    order_by: str = "",
) -> list[int]:
    """List what was spent by words in it, of a year or a class where given, the latest first."""
    more, given = ("x.training_class = ?", (training_class,)) if training_class is not None else ("", ())
    return ledgers.find(db, SPENDINGS, text, school=school, year=year, gone=gone, order_by=order_by,
                        more=more, given=given)  # fmt: skip


def spent_rows(db: Register, ids: list[int]) -> list[Spending]:
    """Give what was spent in the order asked."""
    return ledgers.rows(db, SPENDINGS, Spending, ids)


def warnings(db: Register, ids: list[int], *, school: int) -> dict[int, str]:
    """Say of lecturers' fees what is above the rule that holds or the timetable, by id; only a warning."""
    fee = rules.lecture_fee(db, school=school)
    if fee is None:
        return {}
    said: dict[int, str] = {}
    for one in spent_rows(db, ids):
        if one.kind == "lecture" and not one.voided_on:
            wrong = _above(db, one, fee)
            if wrong:
                said[one.id] = "；".join(wrong)
    return said


def _above(db: Register, one: Spending, fee: rules.LectureFee) -> list[str]:
    if not one.quarter_hours:
        return ["没有写学时，无法对照讲课费标准"]
    wrong = []
    rank = teachers.rows(db, [one.teacher])[0].rank if one.teacher else ""
    most = fee.limit(rank)
    if one.fen * 4 > most * one.quarter_hours:
        word = teachers.RANKS.get(rank) or "没有填职称"
        each = money.in_words(one.fen * 4 // one.quarter_hours)
        wrong.append(f"每学时 {each}，超过{word}的最高标准 {money.in_words(most)}")
    if one.half_days and one.quarter_hours > fee.most_quarter_hours * one.half_days:
        hours = hours_text(fee.most_quarter_hours * one.half_days)
        wrong.append(f"{one.half_days} 个半天最多按 {hours} 学时计")
    if one.teacher and one.training_class:
        quarters, _ = _taught(db, one.teacher, one.training_class)
        if quarters < one.quarter_hours:
            wrong.append(f"课表上这位教师在这个班只有 {hours_text(quarters)} 学时")
    return wrong
