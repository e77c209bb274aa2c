"""NOUNS: what a school keeps, and the rules it keeps by; all SQL is here and in `db`.

The words in use, with the office's own:

=====================  ==========================================================================
member                 党员（含预备党员、发展对象、积极分子和参训群众），`member_type` 说是哪一种
branch                 党支部；`branch_alias` 是它在别人表里的写法
person_link            两份记录是同一个人：`kept` 留在名单里，`other` 并入它；`person_apart` 是认定的两个人
roster                 导入过的一份花名册；`refused_row` 是没能导入的一行和原因
saved_filter           筛选：一组条件，起了名称；`export_layout` 是导出用的表格样式，哪些列、什么次序
training_class         培训班（从不单说 class）；`term_no` 是本年第几期
class_rule             办班规则：班的类型、结班和归档要的材料、成绩的算法
plan_line              年度培训计划的一行
class_step             班走到的一步（谁、哪天、为什么）；`class_paper` 是归入这个班的一件材料
enrollment             学员在一个班里的名册行，记下报名时的单位和职务
walk_in                临时参加：名单上没有却来了的人，对上以后是一条 enrollment
branch_quota           名额：一个支部该来多少人
session                课次：一个半天（`am` 上午、`pm` 下午、`evening` 晚上）
attendance             考勤：一人一课次的一个 `mark`
leave_slip             请假条：谁、哪几个课次、谁批、哪天销假
evaluation             质量测评：收回几份、意见；`evaluation_count` 是一课一项一个等次的票数，不记名
upper_form             上级发来的表：原件、里面的填空和指定的单元格，各填本校的哪个数
score                  成绩：一人一项的 `tenths`，以十分之一分为单位的整数
graduation_override    结业的人工认定，压过按规则的判定
quarter_hours          学时，以四分之一学时为单位的整数：8 学时 = 32
hour_rule              学时规则（有出处、生效日期）；`hour_line` 是学时台账的一行
activity               本校班以外的学习（县级班、网络学习、支部学习……）；`participation` 是其中一个人
closed_year            已做年度结账的一年：学时不再变动，规则按结账时的
certificate            结业证书
standard, criterion    五有标准及其中一条；`proof` 把佐证 `evidence` 连到一条要求上
standard_choice        学校从哪天起按哪套标准评；`measure` 是由登记算出的一个数，`piece` 是证明它的一件
stated_fact            填写的事实：谁、哪天、说哪一天的；可以撤回，不删
assessment_round       一次评估或评选；`assessment_line` 是其中一条的分，`county_score` 是县里核的分
rectification          整改：改什么、谁来改、哪天前改好、怎样改的
inspection             迎检抽查：随机抽出的课次，连同方案、签到表、照片和学时；`binder` 是迎检档案盒
post, bylaw, meeting   办学台账：任职、制度、会议；一行一个 `Ledger`，停用写原因，登记错的作废
fund, fund_spending    一年的经费（安排、到账）和每一笔支出；`fund_rule` 是经费规则
equipment, book        设备；图书资料，`book_issue` 是发放
route                  现场教学路线；`route_stop` 是沿线的一个点
row_version            两台电脑合并用的版本：每一项是哪台电脑第几次写的；`row_conflict` 是要人选定的一处
transfer               转移单：一个人转出或转入，学时跟着走；`transfer_hours` 是其中一天的学时
parcel                 数据包：乡镇上报、县级接收的一个文件
receipt, reply         回执：县级对一个数据包的答复 `receipt`，随 `reply` 这个文件下来
returned               退回：县级退给学校改的一条记录；`return_answer` 是学校的答复
acceptance             接收：县级接收了的记录，学校不能再改，到退回为止
refdata                下发资料：县级自己的标准、规则、师资课程、菜单、通知，按版整套下发
menu_item              点单菜单的一门课；`lesson_order` 是点单，`dispatch` 是派单
notice                 县级的通知；`notice_read` 是哪所学校读过
=====================  ==========================================================================

Every function takes the register first and the rest by name. `find` gives ids in order, `rows` gives
records. Nothing here asks the clock.
"""

from app.spelling.hours import in_figures as hours_text

__all__ = ["ACTIVITY_KINDS", "CAME", "CLASS_STATES", "HALF_DAYS", "MARKS", "MEMBER_TYPES", "hours_text"]

MEMBER_TYPES = {
    "full": "正式党员",
    "probationary": "预备党员",
    "candidate": "发展对象",
    "activist": "入党积极分子",
    "applicant": "入党申请人",
    "non_member": "非党员",
}
HALF_DAYS = {"am": "上午", "pm": "下午", "evening": "晚上"}
MARKS = {
    "present": "到课",
    "late": "迟到",
    "left_early": "早退",
    "sick_leave": "病假",
    "personal_leave": "事假",
    "official_leave": "公假",
    "absent": "旷课",
}
CAME = ("present", "late", "left_early")
"""The marks of somebody who was there."""
ACTIVITY_KINDS = {
    "county_class": "县级培训班",
    "joint_class": "联办培训班",
    "online": "网络学习",
    "branch_study": "支部学习",
    "home_delivery": "送学上门",
    "external": "外出培训",
    "teaching": "授课",
}
CLASS_STATES = {
    "preparing": "筹备",
    "notified": "已通知",
    "enrolling": "报名",
    "opened": "开班",
    "teaching": "授课",
    "settling": "待结业",
    "closed": "已结班",
    "reported": "已上报",
    "accepted": "县已接收",
    "archived": "归档",
}
