"""What tables, columns and the marks in them are called in the office."""

from collections.abc import Mapping

from app.school import ACTIVITY_KINDS, CLASS_STATES, HALF_DAYS, MARKS, MEMBER_TYPES, layouts, members

TABLES: Mapping[str, str] = {
    "school": "单位", "branch": "支部", "branch_alias": "支部的写法", "roster": "导入的名册",
    "refused_row": "未导入的行", "member": "人员", "teacher": "教师", "course": "课程",
    "hour_rule": "学时规则", "training_class": "培训班", "session": "课次", "enrollment": "学员",
    "sign_in_sheet": "签到表", "attendance": "考勤", "certificate": "证书", "standard": "检查标准",
    "proof": "佐证归属", "person_link": "合并的人员", "person_apart": "不是同一人", "saved_filter": "筛选",
    "export_layout": "导出样式", "known_row": "认过的行", "class_rule": "办班规则", "plan_line": "年度计划",
    "class_step": "班的步骤", "class_paper": "班的材料", "walk_in": "临时参加", "branch_quota": "名额",
    "leave_slip": "请假条", "score": "成绩", "graduation_override": "结业认定", "closed_year": "年度结账",
    "activity": "其他学习", "participation": "其他学习的人", "hour_line": "学时记录",
    "certificate_copy": "证书打印记录", "print_job": "打印记录", "upper_form": "上级表格",
    "evaluation": "质量测评",
    "evaluation_count": "测评票数", "seat_plan": "座次表", "standard_choice": "采用的标准",
    "criterion": "检查要求", "evidence": "佐证", "session_photo": "课次照片", "stated_fact": "填报的事实",
    "assessment_round": "评估", "assessment_line": "评估得分", "county_score": "县级核分",
    "rectification": "整改", "place": "地点", "course_category": "课程分类", "post": "任职",
    "equipment": "设备", "bylaw": "制度", "meeting": "会议", "fund": "经费", "fund_spending": "经费支出",
    "fund_rule": "经费规则", "book": "图书资料", "book_issue": "图书发放", "route": "教学路线",
    "route_stop": "路线站点", "returned": "退回", "return_answer": "退回的答复", "acceptance": "县级接收",
    "notice": "通知", "notice_file": "通知附件", "notice_read": "通知已阅", "menu_item": "菜单",
    "lesson_order": "点单", "dispatch": "派单", "transfer": "转移单", "transfer_hours": "转移的学时",
    "photo_answer": "相似照片", "erasure": "抹去的个人信息",
}  # fmt: skip
# Worked out from other columns.
WORKED_OUT = frozenset({
    "name_key", "pinyin", "initials", "stroke_key", "code", "check_code", "sha256", "original_sha256",
    "phash", "row_key", "media_type", "bytes", "pieces",
})  # fmt: skip
# Of use to the program alone, or long lists that say nothing to a reader.
UNSAID = frozenset({
    "id", "school", "body", "paper", "cells", "reasons", "rules", "key", "measure", "slip", "former_member",
    "from_school", "of_school", "record", "wants", "explained", "sessions", "enrollments",
})  # fmt: skip
COLUMNS: Mapping[str, str] = {
    **layouts.COLUMNS,
    "cadre": "干部", "doubts": "疑点", "left_on": "减少日期", "left_reason": "减少原因",
    "roster": "来自名册", "level": "级别", "full_name": "全称", "short_name": "简称",
    "seal_name": "公章名称", "county_name": "县（市、区）", "alias": "写法", "file_name": "文件名",
    "sheet_name": "工作表", "taken_on": "日期", "added": "新增", "updated": "更新", "unchanged": "未变",
    "refused": "未通过", "row_no": "行号", "post": "职务", "engagement": "聘用方式", "source": "来源",
    "fields": "专长", "same_as": "与此相同", "ended_on": "停用日期", "title": "名称", "category": "分类",
    "usual_quarter_hours": "通常学时", "audience": "对象", "effective_from": "生效日期",
    "status": "核实情况", "adopted_on": "采用日期", "adopted": "已采用", "based_on": "改自", "year": "年度",
    "term_no": "期次", "place": "地点", "adviser": "班主任", "state": "状态", "closed_on": "结束日期",
    "class_type": "班次类型", "trainee_group": "培训对象", "season": "季节", "programme": "培训主题",
    "host": "主办", "co_host": "协办", "backstop": "兜底", "plan_line": "计划项", "training_class": "培训班",
    "date": "日期", "half_day": "时段", "starts": "开始时间", "ends": "结束时间", "course": "课程",
    "teacher": "教师", "quarter_hours": "学时", "method": "教学方式", "locked_on": "锁定日期",
    "member": "人员", "seq_no": "序号", "branch_at_enrollment": "报名时支部",
    "title_at_enrollment": "时任职务", "type_at_enrollment": "报名时类别", "group_no": "组别",
    "duty": "班内职务", "came_by": "怎样来的", "stands_for": "代替", "excellent": "优秀学员",
    "print_no": "打印次", "sessions": "课次", "enrollments": "学员", "printed_on": "打印日期",
    "printed_by": "打印人", "session": "课次", "enrollment": "学员", "mark": "考勤", "minutes": "分钟数",
    "reason": "原因", "seq": "序号", "number": "编号", "issued_on": "日期", "issued_by": "签发人",
    "voided_on": "作废日期", "void_reason": "作废原因", "wording": "文字式样", "kind": "种类",
    "criterion": "检查要求", "evidence": "佐证", "kept": "保留的记录", "other": "另一记录",
    "one": "一条记录", "why": "原因", "linked_on": "合并日期", "linked_by": "合并人", "said_on": "认定日期",
    "said_by": "认定人", "classes": "期数", "people": "人数", "month_from": "起始月份",
    "month_to": "截止月份", "responsible": "责任人或单位", "taken_by": "办理人", "requirement": "要求",
    "waived": "免交说明", "filed_on": "归入日期", "filed_by": "归入人", "unit": "单位",
    "asked_on": "申请日期", "approver": "应由谁批", "approved_by": "批准人", "approved_on": "批准日期",
    "returned_on": "退回或销假日期", "returned_by": "退回人", "part": "考核项目",
    "tenths": "分数",
    "passes": "是否结业", "closed_by": "办理人", "form": "形式", "organiser": "组织单位", "platform": "平台",
    "half_days": "半天数", "stated": "证明学时", "central": "集中培训", "ledger": "台账",
    "recorded_on": "登记日期", "recorded_by": "登记人", "activity": "学习活动", "tested": "测试通过",
    "rule": "规则", "reverses": "冲销", "certificate": "证书", "copy_no": "份次", "outcome": "结果",
    "blank_no": "空白证号", "pages": "页数", "copies": "份数", "printer": "打印机", "returned": "收回或归还",
    "remarks": "意见", "entered_on": "录入日期", "entered_by": "录入人", "aspect": "测评项目",
    "grade": "等次",
    "tally": "票数", "standard": "标准", "chosen_on": "选定日期", "chosen_by": "选定人", "item": "项目",
    "item_name": "项目名称", "text": "要求", "proof": "怎样证明", "need": "应达到", "points": "分值",
    "partial": "按比例得分", "required": "必备", "valid_months": "有效月数", "formed_on": "形成日期",
    "lacks": "欠缺", "taken_at": "拍摄时间", "replaces": "替换了", "value": "数值", "words": "内容",
    "holds_on": "截至日期", "stated_on": "填报日期", "stated_by": "填报人", "withdrawn_on": "撤回日期",
    "withdrawn_reason": "撤回原因", "opened_on": "开始日期", "opened_by": "发起人", "due_on": "期限",
    "finished_on": "完成日期", "finished_by": "完成人", "self_points": "自评分", "points_full": "满分",
    "self_stars": "自评星级", "round": "评估", "said": "说明", "proposed": "系统算得", "line": "评分行",
    "scored_on": "核分日期", "scored_by": "核分人", "what": "内容", "done_on": "完成日期",
    "done_by": "完成人", "done_note": "完成说明", "dropped_on": "取消日期", "dropped_reason": "取消原因",
    "seats": "座位数", "theme": "主题", "guide": "讲解员", "open_hours": "开放时间", "contact": "联系人",
    "checked_on": "核对日期", "under": "上级分类", "rank": "职称", "hired_on": "聘期起",
    "hired_until": "聘期止", "contract": "聘书或合同", "duties": "分工", "document": "文号",
    "appointed_on": "任职日期", "end_reason": "停用原因", "model": "型号", "amount": "数量",
    "got_on": "取得日期", "value_fen": "价值", "keeper": "保管人", "on_wall": "已上墙",
    "held_on": "召开日期", "organ": "会议名称", "topic": "议题", "chair": "主持人", "minutes_no": "纪要编号",
    "decisions": "决定事项", "planned_fen": "预算", "received_fen": "到账",
    "received_on": "到账日期", "spent_on": "支出日期", "payee": "收款人", "fen": "金额",
    "voucher": "凭证号", "author": "作者", "publisher": "出版者", "price_fen": "单价",
    "got_from": "来源", "book": "图书", "receiver": "领用人", "route": "路线", "noun": "类别",
    "unlocks": "解除锁定", "accepted_on": "接收日期", "accepted_by": "接收人", "notice": "通知",
    "read_on": "阅读日期", "read_by": "阅读人", "terms": "说明", "listed_on": "上架日期",
    "menu_item": "菜单项", "wished_on": "希望日期", "ordered_on": "点单日期", "ordered_by": "点单人",
    "came": "到课人数", "score": "评分", "feedback": "评语", "lesson_order": "点单",
    "teacher_name": "教师姓名", "on_date": "上课日期", "declined": "不能安排的原因",
    "dispatched_on": "派单日期", "dispatched_by": "派单人", "direction": "方向", "from_name": "转出单位",
    "to_name": "转入单位", "moved_on": "转移日期", "transfer": "转移单", "places": "位置", "answer": "答复",
    "answered_on": "答复日期", "answered_by": "答复人", "name": "名称", "asked_by": "申请人",
    "erased_on": "抹去日期", "erased_by": "经办人", "id_tail": "身份证号后四位", "body": "内容",
    "paper": "证书内容", "rules": "规则",
}  # fmt: skip
# In the rolls it is a person's name, elsewhere that of a thing.
COLUMNS_OF: Mapping[str, Mapping[str, str]] = {
    table: {"name": "姓名"} for table in ("member", "teacher", "walk_in", "post")
}
_YES_NO = {"0": "否", "1": "是"}
VALUES: Mapping[str, Mapping[str, str]] = {
    "member_type": MEMBER_TYPES,
    "type_at_enrollment": MEMBER_TYPES,
    "role": members.ROLES,
    "membership_status": {"normal": "正常", "suspended": "停止党籍"},
    "half_day": HALF_DAYS,
    "mark": MARKS,
    "state": CLASS_STATES,
    "kind": {**ACTIVITY_KINDS, **MARKS, "original": "首次", "reissue": "补发"},
    "outcome": {"good": "完好", "spoiled": "废页"},
    "ledger": {"member": "党员学时", "cadre": "干部学时"},
    "engagement": {"full_time": "专职", "part_time": "兼职", "invited": "邀请"},
    "duty": {"monitor": "班长", "vice_monitor": "副班长", "group_leader": "组长"},
    "came_by": {"enrolled": "报名", "walk_in": "临时参加", "substitute": "代训"},
    "status": {"confirmed": "已确认", "to be confirmed": "待核"},
    "proof": {"document": "文件或照片", "count": "自动统计", "fact": "填报"},
    **dict.fromkeys(
        ("lost_contact", "floating", "frail", "cadre", "excellent", "passes", "central", "tested",
         "required", "on_wall", "partial", "unlocks", "adopted"),
        _YES_NO,
    ),
}  # fmt: skip
HOURS = frozenset({"quarter_hours", "usual_quarter_hours", "stated"})
MONEY = frozenset({"fen", "price_fen", "value_fen", "planned_fen", "received_fen"})


def noun(table: str) -> str:
    """Give what the records of a table are called."""
    return TABLES.get(table, "记录")


def column(table: str, name: str) -> str:
    """Give what a column is called, empty for one that is worked out from others."""
    if name in WORKED_OUT:
        return ""
    return COLUMNS_OF.get(table, {}).get(name) or COLUMNS.get(name, "其他内容")
