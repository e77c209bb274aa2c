"""What the list says of everybody, column by column."""

from app.school import MEMBER_TYPES, members
from app.spelling import id_numbers
from app.ui.tables import Column

# A panel beside the list says these; the list needs the room.
SAID_BESIDE = ("出生年月", "类别", "入党日期", "手机")


def of_members() -> tuple[Column[members.Member], ...]:
    """Give the columns of the list of people."""
    return (
        Column("姓名", lambda one: one.name, sort="name", rule="按姓名的拼音排序；笔画次序请在右上选择"),
        Column("性别", lambda one: one.gender, spare=3),
        Column("出生年月", lambda one: one.birth[:7], sort="birth", spare=5),
        Column(
            "身份证号",
            lambda one: id_numbers.masked(one.id_number),
            tip=lambda _: "打开一人可看完整号码",
            spare=1,
        ),
        Column("所在党支部", lambda one: one.branch_name, sort="branch", grow=True),
        Column("类别", lambda one: MEMBER_TYPES[one.member_type], sort="member_type", spare=4),
        Column("入党日期", lambda one: one.join_date, sort="join_date", spare=6),
        Column("手机", lambda one: one.phone, spare=2),
        Column("情况", state, tint=lambda one: "warn" if one.doubts else "plain", tip=_doubts),
    )


def state(one: members.Member) -> str:
    """Say what is out of the ordinary with somebody, and why they left."""
    said = [members.ROLES.get(one.role, ""), "流动" if one.floating else "", "困弱" if one.frail else ""]
    said += ["失联" if one.lost_contact else "", "待核" if one.doubts else ""]
    said.append(f"{one.left_on} {one.left_reason}" if one.left_on else "")
    return " · ".join(part for part in said if part)


def _doubts(one: members.Member) -> str:
    return "\n".join(one.doubts)
