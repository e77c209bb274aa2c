"""Layouts: which columns a list of people goes out with, in which order, and how much of the ID number."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.school import kept
from db.register import Register

ID_NUMBERS = {"full": "完整", "masked": "遮住中间", "tail": "只留后四位"}
# What can stand in a column, and its heading where no layout says another.
COLUMNS = {
    "seq": "序号",
    "name": "姓名",
    "gender": "性别",
    "ethnicity": "民族",
    "id_number": "身份证号",
    "birth": "出生日期",
    "birth_month": "出生年月",
    "age": "年龄",
    "education": "学历",
    "member_type": "人员类别",
    "branch": "所在党支部",
    "role": "党内职务",
    "join_date": "入党日期",
    "full_date": "转正日期",
    "unit_post": "单位及职务",
    "job": "工作岗位",
    "phone": "手机号",
    "landline": "固定电话",
    "address": "家庭住址",
    "native_place": "籍贯",
    "membership_status": "党籍状态",
    "lost_contact": "失联党员",
    "lost_since": "失联日期",
    "floating": "流动党员",
    "floating_to": "外出流向",
    "frail": "困弱党员",
    "doubts": "待核",
    "left_on": "减少日期",
    "left_reason": "减少原因",
    "group_no": "组别",
    "signature": "签字",
    "note": "备注",
}
_LONGEST_HEADING = 30


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns in their order, each a key of `COLUMNS` with its heading; `id_number` one of `ID_NUMBERS`."""

    columns: tuple[tuple[str, str], ...]
    id_number: str = "masked"


@dataclass(frozen=True, slots=True)
class Saved:
    """A layout under its name; `body` is how the register keeps it."""

    id: int
    school: int
    name: str
    body: str

    @property
    def layout(self) -> Layout:
        """Give the columns; raise `UserError` where a newer program wrote some that are unknown here."""
        return read(self.body, name=self.name)


def of(
    keys: Sequence[str], *, id_number: str = "masked", headings: Mapping[str, str] | None = None
) -> Layout:
    """Make a layout of these columns under their usual headings, or under those said.

    Raise `UserError` where there is no column, one is unknown or stands twice, or a heading is empty
    or too long.
    """
    said = headings or {}
    if not keys:
        raise UserError("一列也没有选，请至少选一列。")
    unknown = [key for key in keys if key not in COLUMNS]
    if unknown:
        raise UserError(f"没有“{unknown[0]}”这一列，可以选的是：{'、'.join(COLUMNS.values())}。")
    columns = tuple((key, " ".join(said.get(key, COLUMNS[key]).split())) for key in keys)
    for key, heading in columns:
        if keys.count(key) > 1:
            raise UserError(f"“{COLUMNS[key]}”选了两次，请去掉一次。")
        if not 1 <= len(heading) <= _LONGEST_HEADING:
            raise UserError(f"“{COLUMNS[key]}”的表头要有 1 到 {_LONGEST_HEADING} 个字。")
    if id_number not in ID_NUMBERS:
        raise UserError(f"身份证号的写法只能是：{'、'.join(ID_NUMBERS.values())}。")
    return Layout(columns, id_number)


# Offered from the start. 花名册 is what a class is handed; 汇总表 has the columns of the national
# 党员基本信息汇总表 in their order.
PRESETS = {
    "花名册": of(
        ("seq", "name", "gender", "ethnicity", "birth_month", "education", "unit_post", "member_type",
         "join_date", "group_no", "phone", "note"),
        headings={"member_type": "党员类别", "join_date": "入党时间", "phone": "联系电话"},
    ),
    "汇总表": of(
        ("seq", "name", "branch", "id_number", "gender", "ethnicity", "birth", "education", "member_type",
         "join_date", "full_date", "job", "phone", "landline", "address", "membership_status",
         "lost_contact", "lost_since", "floating", "floating_to"),
        id_number="full",
        headings={
            "id_number": "公民身份证号", "join_date": "加入党组织日期", "full_date": "转为正式党员日期",
            "lost_contact": "是否为失联党员", "lost_since": "失去联系日期", "floating": "是否为流动党员",
        },
    ),
    "联系电话表": of(
        ("seq", "name", "branch", "role", "phone", "landline", "address", "note"), id_number="tail"
    ),
    "身份核对表": of(
        ("seq", "name", "gender", "id_number", "birth", "branch", "member_type", "phone", "doubts",
         "signature"),
        id_number="full", headings={"signature": "本人签字"},
    ),
}  # fmt: skip
SHELF = kept.Shelf("export_layout", "表格样式", "报县里的名单", tuple(PRESETS))


def find(db: Register, text: str = "", *, school: int) -> list[int]:
    """List the saved layouts in the order they were saved in."""
    return kept.find(db, SHELF, text, school=school)


def rows(db: Register, ids: list[int]) -> list[Saved]:
    """Give saved layouts in the order asked."""
    return [Saved(one.id, one.school, one.name, one.body) for one in kept.rows(db, SHELF, ids)]


def named(db: Register, name: str, *, school: int) -> Layout:
    """Give the layout of this name, one of the clerk's or of `PRESETS`; raise `UserError` for no such."""
    found = kept.named(db, SHELF, name, school=school)
    return PRESETS[found] if isinstance(found, str) else read(found.body, name=found.name)


def save(db: Register, name: str, layout: Layout, *, school: int) -> int:
    """Keep a layout under a name and give its id; raise `UserError` where the name is empty or taken."""
    return kept.save(db, SHELF, name, written(layout), school=school)


def change(db: Register, saved: int, layout: Layout) -> None:
    """Let a name stand for other columns from now on; raise `UserError` where it is gone."""
    kept.change(db, SHELF, saved, written(layout))


def rename(db: Register, saved: int, name: str) -> None:
    """Give a saved layout another name; raise `UserError` as `save` does, or where it is gone."""
    kept.rename(db, SHELF, saved, name)


def drop(db: Register, saved: int) -> None:
    """Forget a saved layout; raise `UserError` where it is gone already."""
    kept.drop(db, SHELF, saved)


def written(layout: Layout) -> str:
    """Write a layout as JSON."""
    return json.dumps({"columns": layout.columns, "id_number": layout.id_number}, ensure_ascii=False)


def read(body: str, *, name: str = "") -> Layout:
    """Read a layout from JSON; raise `UserError` where it holds what this program does not know."""
    try:
        found = json.loads(body)
        columns = {str(key): str(heading) for key, heading in found["columns"]}
        return of(tuple(columns), id_number=found["id_number"], headings=columns)
    except (KeyError, ValueError, TypeError, UserError) as error:
        raise UserError(
            f"表格样式“{name}”里有这个版本的程序不认识的列，请先升级程序，或者删除它重新保存。"
        ) from error
