"""Measures of the school's own registers: posts, rooms, equipment, bylaws, meetings, funds, books."""

from app.school.measures.records import Measure, counted, kinds, shared, summed

# A date may be 2024 or 2024-03, and an empty one is not known: what is not dated shows and does not count.
_KEPT = (
    "SELECT n.school, y.year, '{noun}' AS noun, n.id, {title} AS title, {on} AS day, {good} AS good{more} "
    "FROM asked JOIN {noun} n ON n.school = asked.school JOIN span y ON {within} WHERE {where}"
)
_IN_FORCE = "n.voided_on IS NULL AND (n.ended_on = '' OR n.ended_on > y.upto)"


def _lasting(noun: str, *, title: str, on: str, good: str = "1", more: str = "", where: str = "1") -> str:
    """List what a school has on the day a year is judged on."""
    return _KEPT.format(
        noun=noun, title=title, on=f"n.{on}", good=f"(n.{on} <> '' AND ({good}))", more=more,
        within=f"substr(n.{on}, 1, 10) <= y.upto", where=f"{_IN_FORCE} AND {where}",
    )  # fmt: skip


_ROLE = (
    "CASE WHEN instr(n.title, '副校长') THEN 'deputy' WHEN instr(n.title, '校长') THEN 'head' "
    "WHEN instr(n.title, '教务') THEN 'registrar' ELSE '' END"
)
_POSTS = _lasting(
    "post",
    title="n.title || ' ' || n.name",
    on="appointed_on",
    good="n.document <> '' OR n.evidence IS NOT NULL",
    more=f", {_ROLE} AS role",
)
_DUTIES = _lasting("post", title="n.title || ' ' || n.name", on="appointed_on", good="n.duties <> ''")
_BYLAWS = _lasting("bylaw", title="n.title", on="issued_on")
_ON_WALL = _lasting("bylaw", title="n.title", on="issued_on", good="n.on_wall")
_SHOWS = "投影", "一体机", "电子屏", "电视", "显示屏", "远教", "多媒体"
_SOUNDS = "音响", "扩音", "功放", "话筒", "音箱", "麦克"


def _named(words: tuple[str, ...]) -> str:
    return " OR ".join(f"instr(n.name, '{word}')" for word in words)


_EQUIPMENT = (
    "SELECT n.school, y.year, 'equipment' AS noun, n.id, n.name AS title, n.got_on AS day, "
    "(n.state = 'good' AND n.amount > 0) AS good, "
    f"CASE WHEN {_named(_SHOWS)} THEN 'show' WHEN {_named(_SOUNDS)} THEN 'sound' ELSE '' END AS family "
    "FROM asked JOIN equipment n ON n.school = asked.school JOIN span y ON n.got_on <= y.upto "
    f"WHERE {_IN_FORCE} AND ({_named((*_SHOWS, *_SOUNDS))})"
)
_BOOKS = (
    "SELECT n.school, y.year, 'book' AS noun, n.id, n.title AS title, n.got_on AS day, 1 AS good, "
    "n.copies AS copies FROM asked JOIN book n ON n.school = asked.school JOIN span y ON n.got_on <= y.upto "
    f"WHERE {_IN_FORCE} AND n.kind IN ({{kinds}})"
)
_MEETINGS = (
    "SELECT n.school, y.year, 'meeting' AS noun, n.id, n.topic AS title, n.held_on AS day, 1 AS good "
    "FROM asked "
    "JOIN meeting n ON n.school = asked.school JOIN span y ON n.held_on BETWEEN y.first AND y.upto "
    "WHERE n.voided_on IS NULL AND n.kind = 'study'"
)
_FUNDS = (
    "SELECT n.school, y.year, 'fund' AS noun, n.id, iif(n.title = '', n.document, n.title) AS title, "
    "n.received_on AS day, n.received_fen > 0 AND substr(n.received_on, 1, 10) <= y.upto AS good, "
    "n.received_fen AS fen FROM asked JOIN fund n ON n.school = asked.school JOIN span y ON n.year = y.year "
    "WHERE n.voided_on IS NULL"
)
_SPENT = (
    "SELECT n.school, y.year, 'spending' AS noun, n.id, n.what AS title, n.spent_on AS day, "
    "(n.voucher <> '' OR n.evidence IS NOT NULL) AS good FROM asked "
    "JOIN fund_spending n ON n.school = asked.school JOIN span y ON n.year = y.year AND n.spent_on <= y.upto "
    "WHERE n.voided_on IS NULL"
)
# Nobody notes when a room came to be: it is there until it is used no more.
_PLACES = (
    "SELECT n.school, y.year, 'place' AS noun, n.id, n.name AS title, '' AS day, {good} AS good{more} "
    "FROM asked JOIN place n ON n.school = asked.school JOIN span y "
    "WHERE n.same_as IS NULL AND (n.ended_on IS NULL OR n.ended_on > y.upto) AND {where}"
)
_ROOMS = _PLACES.format(good="n.seats > 0", more="", where="n.kind IN ('classroom', 'meeting_room')")
_POINTS = _PLACES.format(good="1", more="", where="n.kind IN ('site', 'mobile', 'household')")
_GUIDED = _PLACES.format(
    good="n.guide <> ''", more=", n.guide AS guide", where="n.kind IN ('site', 'mobile', 'household')"
)
_SEATED = _PLACES.format(good="n.seats > 0", more=", n.seats AS seats", where="1")
_THEMES = _PLACES.format(good="n.theme <> ''", more="", where="n.kind IN ('site', 'mobile', 'household')")
_READING = _PLACES.format(good="1", more="", where="n.kind IN ('reading_room')")
_OFFICE = _PLACES.format(good="1", more="", where="n.kind = 'office'")
_TEACHERS = (
    "SELECT n.school, y.year, 'teacher' AS noun, n.id, n.name AS title, n.hired_on AS day, {good} AS good "
    "FROM asked JOIN teacher n ON n.school = asked.school JOIN span y ON n.hired_on <= y.upto "
    "WHERE n.same_as IS NULL AND (n.ended_on IS NULL OR n.ended_on > y.upto)"
)
_HIRED = (
    "n.hired_on <> '' AND (n.hired_until = '' OR n.hired_until >= substr(y.upto, 1, length(n.hired_until)))"
)
_ROUTES = (
    "SELECT n.school, y.year, 'route' AS noun, n.id, n.name AS title, n.opened_on AS day, "
    "EXISTS (SELECT 1 FROM route_stop s WHERE s.route = n.id) AS good FROM asked "
    f"JOIN route n ON n.school = asked.school JOIN span y ON n.opened_on <= y.upto WHERE {_IN_FORCE}"
)

REGISTERS = (
    Measure(
        "posts_filled",
        "校长、副校长、教务员",
        "类",
        "{reached} 类岗位有人有文，来自办学台账",
        "还差 {lacking} 类岗位，请登记任职和文号",
        "五有建设",
        *kinds(_POSTS, "role"),
    ),
    Measure(
        "duties_shared",
        "有分工的岗位",
        "人",
        "{reached} 人有分工，来自办学台账",
        "请登记各岗位的分工",
        "五有建设",
        *counted(_DUTIES),
    ),
    Measure(
        "bylaws_in_force",
        "有效的制度",
        "项",
        "{reached} 项制度在用，来自办学台账",
        "还差 {lacking} 项制度",
        "五有建设",
        *counted(_BYLAWS),
    ),
    Measure(
        "bylaws_on_wall",
        "上墙的制度",
        "项",
        "{reached} 项制度上墙，来自办学台账",
        "再上墙 {lacking} 项制度",
        "五有建设",
        *counted(_ON_WALL),
    ),
    Measure(
        "study_meetings",
        "专题研究会议",
        "次",
        "本年专题研究 {reached} 次，来自会议登记",
        "再研究 {lacking} 次并登记",
        "五有建设",
        *counted(_MEETINGS),
    ),
    Measure(
        "fund_yuan",
        "到账经费",
        "元",
        "本年到账 {reached} 元，来自经费登记",
        "还差 {lacking} 元，请登记到账",
        "五有建设",
        *summed(_FUNDS, "fen / 100"),
    ),
    Measure(
        "vouchered_percent",
        "有凭证的支出",
        "%",
        "{reached}% 的支出有凭证，共 {of} 笔",
        "给支出补记凭证号",
        "五有建设",
        *shared(_SPENT),
    ),
    Measure(
        "equipment_kinds",
        "投影（屏幕）和音响",
        "类",
        "{reached} 类设备完好，来自设备登记",
        "还差 {lacking} 类，请登记投影或屏幕、音响",
        "五有建设",
        *kinds(_EQUIPMENT, "family"),
    ),
    Measure(
        "books",
        "图书",
        "册",
        "图书 {reached} 册，来自图书登记",
        "还差 {lacking} 册",
        "五有建设",
        *summed(_BOOKS.format(kinds="'book', 'textbook'"), "copies"),
    ),
    Measure(
        "textbooks",
        "教材",
        "种",
        "教材 {reached} 种，来自图书登记",
        "还差 {lacking} 种",
        "五有建设",
        *counted(_BOOKS.format(kinds="'textbook'")),
    ),
    Measure(
        "classrooms",
        "有座位数的教室",
        "间",
        "教室 {reached} 间，来自师资课程里的地点",
        "在地点里写明教室和座位数",
        "师资课程",
        *counted(_ROOMS),
    ),
    Measure(
        "offices",
        "办公室",
        "间",
        "办公室 {reached} 间，来自师资课程里的地点",
        "在地点里登记办公室",
        "师资课程",
        *counted(_OFFICE),
    ),
    Measure(
        "reading_rooms",
        "阅览室",
        "间",
        "阅览室 {reached} 间，来自师资课程里的地点",
        "在地点里登记阅览室",
        "师资课程",
        *counted(_READING),
    ),
    Measure(
        "seats",
        "座位",
        "个",
        "共 {reached} 个座位，来自师资课程里的地点",
        "还差 {lacking} 个座位",
        "师资课程",
        *summed(_SEATED, "seats"),
    ),
    Measure(
        "teaching_points",
        "现场教学点",
        "处",
        "教学点 {reached} 处，来自师资课程里的地点",
        "还差 {lacking} 处",
        "师资课程",
        *counted(_POINTS),
    ),
    Measure(
        "themed_points",
        "有主题的教学点",
        "处",
        "{reached} 处有主题，来自师资课程里的地点",
        "给教学点写明主题",
        "师资课程",
        *counted(_THEMES),
    ),
    Measure(
        "guides",
        "讲解员",
        "人",
        "讲解员 {reached} 人，来自师资课程里的地点",
        "给教学点写明讲解员",
        "师资课程",
        *kinds(_GUIDED, "guide"),
    ),
    Measure(
        "routes",
        "教学路线",
        "条",
        "路线 {reached} 条，来自办学台账",
        "还差 {lacking} 条路线",
        "五有建设",
        *counted(_ROUTES),
    ),
    Measure(
        "teachers_listed",
        "师资库的教师",
        "人",
        "师资库有 {reached} 人",
        "还差 {lacking} 人，请补进师资库",
        "师资课程",
        *counted(_TEACHERS.format(good=1)),
    ),
    Measure(
        "teachers_hired",
        "在聘的教师",
        "人",
        "在聘 {reached} 人，来自师资库",
        "还差 {lacking} 人，请登记聘期",
        "师资课程",
        *counted(_TEACHERS.format(good=_HIRED)),
    ),
)
