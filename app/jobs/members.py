"""Members: write those asked for as a workbook, with as much of the ID number as its reader may see."""

from collections.abc import Callable, Sequence

from app.errors import UserError
from app.papers import rosters as papers
from app.progress import Tell, silent
from app.school import MEMBER_TYPES, members
from app.spelling import id_numbers
from db.register import Register

ID_NUMBERS: dict[str, Callable[[str], str]] = {
    "full": str,
    "masked": id_numbers.masked,
    "tail": id_numbers.tail,
}
_HEADINGS = (
    "序号", "姓名", "性别", "民族", "身份证号", "出生日期", "学历", "人员类别", "所在党支部", "党内职务",
    "入党日期", "转正日期", "单位及职务", "工作岗位", "手机号", "固定电话", "家庭住址", "流动党员",
    "外出流向", "备注",
)  # fmt: skip
_CHUNK = 500


def listing(db: Register, ids: Sequence[int], *, id_number: str, tell: Tell = silent) -> bytes:
    """Write people in the order asked as a workbook of text cells, under headings our own import reads.

    `id_number` is full, masked or tail. Raise `UserError` where nobody is asked for.
    """
    if not ids:
        raise UserError("名单是空的，没有可以导出的人。请先放宽查找的条件。")
    written = ID_NUMBERS[id_number]
    table: list[tuple[str, ...]] = []
    for start in range(0, len(ids), _CHUNK):
        tell(start, len(ids), "正在写入表格")
        for who in members.rows(db, list(ids[start : start + _CHUNK])):
            table.append((str(len(table) + 1), *_cells(who, written(who.id_number))))
    tell(len(ids), len(ids), "正在写入表格")
    return papers.members(_HEADINGS, table)


def _cells(who: members.Member, id_number: str) -> tuple[str, ...]:
    return (
        who.name, who.gender, who.ethnicity, id_number, who.birth, who.education,
        MEMBER_TYPES[who.member_type], who.branch_name, members.ROLES.get(who.role, ""), who.join_date,
        who.full_date, who.unit_post, who.job, who.phone, who.landline, who.address,
        "是" if who.floating else "", who.floating_to, who.note,
    )  # fmt: skip
