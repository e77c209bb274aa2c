"""How a record and its fields are called where two laptops differ: the office's words, not the tables'."""

from collections.abc import Mapping
from typing import Any, Final

from app.school import ACTIVITY_KINDS, CLASS_STATES, HALF_DAYS, MARKS, MEMBER_TYPES, hours_text, layouts
from db.register import Register

NOUNS: Final = {
    "school": "单位", "branch": "支部", "branch_alias": "支部别名", "roster": "花名册",
    "refused_row": "未导入的一行", "member": "人员", "teacher": "教师", "course": "课程", "place": "场地",
    "hour_rule": "学时规则", "training_class": "培训班", "session": "课次", "enrollment": "学员",
    "sign_in_sheet": "签到表", "attendance": "考勤", "certificate": "证书",
    "certificate_copy": "证书打印记录", "standard": "标准", "criterion": "标准的一条", "evidence": "佐证",
    "proof": "佐证归入", "person_link": "同一人", "person_apart": "两个人", "saved_filter": "筛选",
    "export_layout": "表格样式", "known_row": "认出的一行", "class_rule": "办班规则",
    "plan_line": "年度计划", "class_step": "班的进程", "class_paper": "班级材料", "walk_in": "临时参加",
    "branch_quota": "名额", "leave_slip": "请假条", "score": "成绩", "graduation_override": "结业认定",
    "closed_year": "年度结账", "activity": "其他学习活动", "participation": "参加人",
    "hour_line": "学时记录", "print_job": "打印记录", "upper_form": "上级表格", "evaluation": "测评",
    "evaluation_count": "测评票数", "seat_plan": "座位表", "post": "任职", "equipment": "设备",
    "bylaw": "制度", "meeting": "会议", "fund": "经费", "fund_spending": "经费支出", "book": "图书",
    "book_issue": "图书发放", "route": "线路", "route_stop": "线路的一站", "stated_fact": "填报的情况",
    "assessment_round": "评估", "assessment_line": "评估的一条", "rectification": "整改",
    "session_photo": "课堂照片", "transfer": "转移单", "transfer_hours": "转移的学时",
}  # fmt: skip
_WORKED_OUT = {
    "name_key", "pinyin", "initials", "stroke_key", "doubts", "code", "check_code", "sha256", "media_type",
    "original_sha256", "phash", "adopted_on",
}  # fmt: skip
FIELDS: Final = {
    **layouts.COLUMNS, "name": "名称", "full_name": "全称", "short_name": "简称", "seal_name": "公章名称",
    "county_name": "所属县", "title": "标题", "year": "年份", "term_no": "期次", "place": "场地",
    "adviser": "班主任", "state": "状态", "closed_on": "结班日期", "class_type": "班的类型",
    "trainee_group": "培训对象", "season": "季节", "programme": "培训主题", "host": "主办",
    "co_host": "协办", "backstop": "兜底", "plan_line": "年度计划", "date": "日期", "half_day": "半天",
    "starts": "开始时间", "ends": "结束时间", "course": "课程", "teacher": "教师", "quarter_hours": "学时",
    "method": "教学方式", "locked_on": "锁定日期", "member": "人员", "training_class": "培训班",
    "seq_no": "序号", "branch_at_enrollment": "报名时支部", "title_at_enrollment": "报名时单位职务",
    "type_at_enrollment": "报名时类别", "group_no": "组别", "duty": "班内职务", "came_by": "怎样来的",
    "stands_for": "代谁参训", "excellent": "优秀学员", "session": "课次", "enrollment": "学员",
    "mark": "考勤", "minutes": "分钟数", "reason": "原因", "number": "编号", "seq": "序号",
    "issued_on": "颁发日期", "printed_on": "打印日期", "voided_on": "作废日期", "void_reason": "作废原因",
    "wording": "证书文字", "paper": "证书内容", "classes": "班数", "people": "人数", "month_from": "起始月",
    "month_to": "截止月", "responsible": "责任单位", "post": "职务", "engagement": "聘任方式",
    "source": "来源", "fields": "专长", "ended_on": "停用日期", "same_as": "并入", "category": "类别",
    "usual_quarter_hours": "通常学时", "audience": "对象", "kind": "种类", "seats": "座位数",
    "alias": "写法", "branch": "支部", "body": "内容", "sessions": "课次", "asked_on": "申请日期",
    "approver": "批准人", "approved_by": "由谁批准", "approved_on": "批准日期", "returned_on": "销假日期",
    "refused": "不批原因", "part": "考核项目", "tenths": "成绩", "passes": "是否结业", "form": "形式",
    "organiser": "组织单位", "platform": "平台", "half_days": "半天数", "stated": "证明学时",
    "central": "县级以上集中培训", "ledger": "台账", "evidence": "佐证", "activity": "活动",
    "tested": "测试", "unit": "单位", "returned": "收回份数", "remarks": "意见", "tally": "票数",
    "aspect": "测评项目", "grade": "等次", "sheet_name": "工作表", "file_name": "文件名",
    "formed_on": "形成日期", "kept": "保留的记录", "other": "并入的记录", "why": "依据",
    "left_on": "离开日期", "left_reason": "离开原因", "roster": "花名册", "cadre": "干部",
    "contract": "合同", "hired_on": "聘任日期", "hired_until": "聘期至", "address": "地址",
    "contact": "联系人", "theme": "主题", "guide": "讲解员", "open_hours": "开放时间",
    "checked_on": "核对日期", "rules": "规则", "waived": "免交原因", "requirement": "材料",
}  # fmt: skip
_WORDS: Final = {
    "mark": MARKS, "half_day": HALF_DAYS, "state": CLASS_STATES, "member_type": MEMBER_TYPES,
    "type_at_enrollment": MEMBER_TYPES, "kind": ACTIVITY_KINDS,
    "engagement": {"full_time": "专职", "part_time": "兼职", "invited": "邀请"},
    "duty": {"monitor": "班长", "vice_monitor": "副班长", "group_leader": "组长"},
    "came_by": {"enrolled": "报名", "walk_in": "临时参加", "substitute": "代训"},
    "role": {"secretary": "书记", "committee": "委员"},
    "membership_status": {"normal": "正常", "suspended": "停止党籍"},
    "ledger": {"member": "党员学时", "cadre": "干部学时"},
}  # fmt: skip
_YES = {"cadre", "floating", "frail", "lost_contact", "excellent", "central", "tested", "passes"}
_POINTS = {
    "branch": "branch", "member": "member", "training_class": "training_class", "session": "session",
    "enrollment": "enrollment", "course": "course", "teacher": "teacher", "place": "place",
    "activity": "activity", "stands_for": "enrollment", "kept": "member", "other": "member",
    "evidence": "evidence", "plan_line": "plan_line", "roster": "roster",
}  # fmt: skip
_SESSION = (
    "SELECT t.name || s.date || CASE s.half_day WHEN 'am' THEN '上午' WHEN 'pm' THEN '下午' ELSE '晚上' END "
    "FROM session s JOIN training_class t ON t.id = s.training_class WHERE s.id = ?"
)
_ENROLLMENT = (
    "SELECT m.name || '（' || t.name || '）' FROM enrollment e JOIN member m ON m.id = e.member "
    "JOIN training_class t ON t.id = e.training_class WHERE e.id = ?"
)
_TITLES: Final = {
    "session": _SESSION,
    "enrollment": _ENROLLMENT,
    "roster": "SELECT file_name FROM roster WHERE id = ?",
    "evidence": "SELECT file_name FROM evidence WHERE id = ?",
    "school": "SELECT full_name FROM school WHERE id = ?",
    "attendance": (
        "SELECT m.name || ' ' || s.date || CASE s.half_day WHEN 'am' THEN '上午' WHEN 'pm' THEN '下午' "
        "ELSE '晚上' END FROM attendance a JOIN session s ON s.id = a.session "
        "JOIN enrollment e ON e.id = a.enrollment JOIN member m ON m.id = e.member WHERE a.id = ?"
    ),
    "certificate": (
        "SELECT m.name || ' ' || c.number FROM certificate c JOIN enrollment e ON e.id = c.enrollment "
        "JOIN member m ON m.id = e.member WHERE c.id = ?"
    ),
}
_NAMED_BY: Final = ("name", "title", "alias", "file_name", "number")
_PARTS: Final = (
    "member",
    "enrollment",
    "session",
    "activity",
    "training_class",
    "course",
    "teacher",
    "branch",
)


def noun(table: str) -> str:
    """Give what records of a table are called."""
    return NOUNS.get(table, "记录")


def field_name(table: str, column: str) -> str:
    """Give what a field is called, empty where nobody is to see it."""
    if column in _WORKED_OUT:
        return ""
    if table == "member" and column == "name":
        return "姓名"
    return FIELDS.get(column, "其他内容")


def said(db: Register, table: str, column: str, value: Any) -> str:
    """Write a value as a person reads it."""
    if value is None or value == "":
        return "（空）"
    if column in _YES:
        return "是" if value else "否"
    if column in _POINTS and isinstance(value, int):
        return title(db, _POINTS[column], value, {}) or "（已不在）"
    if column in _WORDS:
        return _WORDS[column].get(value, str(value))
    if column in ("quarter_hours", "usual_quarter_hours", "stated"):
        return hours_text(value)
    return str(value)


def title(db: Register, table: str, row: int, values: Mapping[str, Any]) -> str:
    """Give what one record is called; `values` stand for a row that is not in the register."""
    if table == "certificate" and values:
        of = values["enrollment"]
        who = db.execute(
            "SELECT m.name FROM enrollment e JOIN member m ON m.id = e.member WHERE e.id = ?", [of]
        ).fetchone()
        return f"{who[0] if who else ''} {values['number']}".strip()
    if table in _TITLES:
        found = db.execute(_TITLES[table], [row]).fetchone()
        return str(found[0]) if found else ""
    here = dict(values) or _values(db, table, row)
    for name in _NAMED_BY:
        if here.get(name):
            return str(here[name])
    parts = [title(db, _POINTS[name], here[name], {}) for name in _PARTS if here.get(name)]
    return "，".join(part for part in parts if part)


def _values(db: Register, table: str, row: int) -> dict[str, Any]:
    if table not in NOUNS:
        return {}
    cursor = db.execute(f"SELECT * FROM {table} WHERE id = ?", [row])
    found = cursor.fetchone()
    return dict(zip([one[0] for one in cursor.description], found, strict=True)) if found else {}
