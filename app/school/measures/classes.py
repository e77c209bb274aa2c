"""Measures of the year's classes: held, laid out, marked, proved by papers, closed, evaluated."""

from collections.abc import Mapping

from app.school.measures.records import Key, Measure, Span, Tally, counted, kinds, ratio, shared, summed

# A half-day counts once it has been; a class counts in every year in which it met.
_MET = (
    "SELECT s.school, y.year, 'class' AS noun, c.id, c.name, min(s.date) AS starts, {good} AS good{more} "
    "FROM asked JOIN session s ON s.school = asked.school JOIN span y ON s.date BETWEEN y.first AND y.upto "
    "JOIN training_class c ON c.id = s.training_class GROUP BY s.school, y.year, c.id"
)
_MARKED = "(SELECT count(*) FROM attendance a WHERE a.session = s.id)"
_BOXES = "(SELECT count(*) FROM enrollment e WHERE e.training_class = s.training_class)"
_HELD = (
    "SELECT s.school, y.year, 'class' AS noun, c.id, c.name, min(s.date) AS starts, 1 AS good "
    "FROM asked JOIN session s ON s.school = asked.school JOIN span y ON s.date BETWEEN y.first AND y.upto "
    "JOIN training_class c ON c.id = s.training_class "
    "WHERE EXISTS (SELECT 1 FROM attendance a WHERE a.session = s.id) GROUP BY s.school, y.year, c.id"
)
# Of a class by its year, whether it has met yet or not.
_OF_YEAR = (
    "SELECT c.school, c.year, 'class' AS noun, c.id, c.name, coalesce((SELECT min(date) FROM session s "
    "WHERE s.training_class = c.id), '') AS starts, {good} AS good FROM asked "
    "JOIN training_class c ON c.school = asked.school JOIN span y ON y.year = c.year {where}"
)
_HAS_SESSION = "EXISTS (SELECT 1 FROM session s WHERE s.training_class = c.id)"
_HAS_SHEET = "EXISTS (SELECT 1 FROM sign_in_sheet p WHERE p.training_class = c.id)"
_BEGUN = "EXISTS (SELECT 1 FROM session s WHERE s.training_class = c.id AND s.date <= y.upto)"
_OVER = (
    f"{_HAS_SESSION} AND NOT EXISTS (SELECT 1 FROM session s "
    "WHERE s.training_class = c.id AND s.date >= y.upto)"
)


def _filed(requirement: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM class_paper p WHERE p.training_class = c.id AND p.evidence IS NOT NULL "
        f"AND p.requirement = '{requirement}')"
    )


# Signed: the sheet itself was filed, or it was printed and every half-day that has been was entered from it.
_SIGNED = (
    f"({_filed('sign_in_sheet')} OR ({_HAS_SHEET} AND NOT EXISTS (SELECT 1 FROM session s "
    "JOIN enrollment e ON e.training_class = s.training_class WHERE s.training_class = c.id "
    "AND s.date < y.upto AND NOT EXISTS (SELECT 1 FROM attendance a WHERE a.session = s.id "
    "AND a.enrollment = e.id))))"
)
_SESSIONS = (
    "SELECT s.school, y.year, 'session' AS noun, s.id, c.name || ' ' || s.date || ' ' || k.title AS title, "
    "s.date, {good} AS good{more} FROM asked JOIN session s ON s.school = asked.school "
    "JOIN span y ON s.date BETWEEN y.first AND y.upto JOIN training_class c ON c.id = s.training_class "
    "JOIN course k ON k.id = s.course"
)
_USED = (
    "SELECT s.school, y.year, '{noun}' AS noun, n.id, n.{name}, max(s.date) AS latest, 1 AS good{more} "
    "FROM asked JOIN session s ON s.school = asked.school JOIN span y ON s.date BETWEEN y.first AND y.upto "
    "JOIN {noun} m ON m.id = s.{noun} JOIN {noun} n ON n.id = coalesce(m.same_as, m.id) "
    "GROUP BY s.school, y.year, n.id"
)
_PLANNED = (
    "SELECT p.school, p.year, 'plan' AS noun, p.id, p.title, "
    "p.year || '-' || printf('%02d', p.month_to) AS due, {good} AS good FROM asked "
    "JOIN plan_line p ON p.school = asked.school JOIN span y ON y.year = p.year {where}"
)
_CARRIED_OUT = (
    "(SELECT count(*) FROM training_class c WHERE c.plan_line = p.id AND EXISTS (SELECT 1 FROM session s "
    "JOIN attendance a ON a.session = s.id WHERE s.training_class = c.id AND s.date <= y.upto)) >= p.classes"
)
_PLAN_DUE = "WHERE p.year || '-' || printf('%02d', p.month_to) < substr(y.upto, 1, 7)"
_GIVEN = "EXISTS (SELECT 1 FROM evaluation v WHERE v.training_class = c.id AND v.returned > 0)"
_VOTES = (
    "SELECT c.school, c.year, 'class' AS noun, c.id, c.name, '' AS starts, 1 AS good, "
    "(SELECT coalesce(sum(tally), 0) FROM evaluation_count v WHERE v.training_class = c.id "
    "AND v.grade IN ('非常满意', '满意')) AS pleased, "
    "(SELECT sum(tally) FROM evaluation_count v WHERE v.training_class = c.id) AS votes "
    "FROM asked JOIN training_class c ON c.school = asked.school JOIN span y ON y.year = c.year "
    "WHERE EXISTS (SELECT 1 FROM evaluation_count v WHERE v.training_class = c.id)"
)
_HANDED_OUT = (
    "EXISTS (SELECT 1 FROM enrollment e JOIN certificate t ON t.enrollment = e.id "
    "WHERE e.training_class = c.id AND t.voided_on IS NULL AND t.printed_on IS NOT NULL)"
)
_PHOTO = "EXISTS (SELECT 1 FROM session_photo p WHERE p.session = s.id)"


def _years_running(span: Span) -> Mapping[Key, Tally]:
    """Count the years up to each year in which there was a class, also those before the span."""
    met: dict[int, set[str]] = {}
    for school, year in span.rows(
        "SELECT DISTINCT s.school, substr(s.date, 1, 4) FROM asked JOIN session s ON s.school = asked.school "
        "WHERE s.date <= :today AND EXISTS (SELECT 1 FROM attendance a WHERE a.session = s.id)"
    ):
        met.setdefault(school, set()).add(year)
    return {
        (school, year): Tally(sum(one <= str(year) for one in years))
        for school, years in met.items()
        for year in span.years
    }


CLASSES = (
    Measure(
        "classes_held",
        "已办的班",
        "期",
        "已办 {reached} 期，来自培训班考勤",
        "再办 {lacking} 期",
        "培训班",
        *counted(_HELD),
    ),
    Measure(
        "teachers_used",
        "授过课的教师",
        "人",
        "本年授课 {reached} 人，来自课表",
        "还差 {lacking} 人，请补排课教师",
        "师资课程",
        *counted(_USED.format(noun="teacher", name="name", more="")),
    ),
    Measure(
        "engagements_used",
        "授课教师的专职、兼职、邀请",
        "类",
        "授课教师有 {reached} 类，来自课表和师资库",
        "还差 {lacking} 类，请在师资库里写明专职、兼职、邀请",
        "师资课程",
        *kinds(_USED.format(noun="teacher", name="name", more=", n.engagement"), "engagement"),
    ),
    Measure(
        "teacher_sources_used",
        "授课教师的来源",
        "类",
        "授课教师来自 {reached} 类，来自课表和师资库",
        "还差 {lacking} 类，请在师资库里写明教师来源",
        "师资课程",
        *kinds(_USED.format(noun="teacher", name="name", more=", n.source"), "source"),
    ),
    Measure(
        "courses_used",
        "开过的课",
        "门",
        "本年开课 {reached} 门，来自课表",
        "还差 {lacking} 门，请补排课程",
        "培训班",
        *counted(_USED.format(noun="course", name="title", more="")),
    ),
    Measure(
        "course_categories_used",
        "开过的课的类别",
        "类",
        "本年的课有 {reached} 类，来自课表和课程库",
        "还差 {lacking} 类，请补课程类别",
        "师资课程",
        *kinds(_USED.format(noun="course", name="title", more=", n.category"), "category"),
    ),
    Measure(
        "places_used",
        "用过的上课地点",
        "处",
        "本年使用 {reached} 处，来自课表",
        "排课时写明上课地点",
        "培训班",
        *counted(_USED.format(noun="place", name="name", more="")),
    ),
    Measure(
        "teaching_hours",
        "上过的课",
        "学时",
        "本年授课 {reached} 学时，来自课表",
        "再排 {lacking} 学时",
        "培训班",
        *summed(_SESSIONS.format(good=1, more=", s.quarter_hours AS worth"), "worth / 4.0"),
    ),
    Measure(
        "sessions_with_teacher_percent",
        "写明教师的课次",
        "%",
        "{reached}% 的课次写明教师，共 {of} 个课次",
        "课表上补写授课教师",
        "培训班",
        *shared(_SESSIONS.format(good="s.teacher IS NOT NULL", more="")),
    ),
    Measure(
        "session_photos_percent",
        "有照片的课次",
        "%",
        "{reached}% 的课次有照片，共 {of} 个课次",
        "把现场照片归到课次",
        "五有建设",
        *shared(_SESSIONS.format(good=_PHOTO, more="")),
    ),
    Measure(
        "classes_with_papers_percent",
        "有课表和签到表的班",
        "%",
        "{reached}% 的班齐全，来自课表和签到表",
        "补排课表、补打签到表",
        "培训班",
        *shared(_OF_YEAR.format(good=f"({_HAS_SESSION} AND {_HAS_SHEET})", where="")),
    ),
    Measure(
        "classes_documented_percent",
        "方案、课表、签到表齐全的班",
        "%",
        "{reached}% 的班方案、课表、签到表齐全，已开的班共 {of} 期",
        "给缺的班补归方案、补打签到表、录完考勤",
        "培训班",
        *shared(_OF_YEAR.format(good=f"({_filed('scheme')} AND {_SIGNED})", where=f"WHERE {_BEGUN}")),
    ),
    Measure(
        "advisers_percent",
        "有班主任的班",
        "%",
        "{reached}% 的班写明班主任，已开的班共 {of} 期",
        "给缺的班补写班主任",
        "培训班",
        *shared(_OF_YEAR.format(good="c.adviser <> ''", where=f"WHERE {_BEGUN}")),
    ),
    Measure(
        "closed_percent",
        "上完课已结班的班",
        "%",
        "{reached}% 已结班，上完课的班共 {of} 期",
        "给上完课的班办结班",
        "培训班",
        *shared(_OF_YEAR.format(good="c.closed_on IS NOT NULL", where=f"WHERE {_OVER}")),
    ),
    Measure(
        "archived_percent",
        "已归档的班",
        "%",
        "{reached}% 已归档，上完课的班共 {of} 期",
        "补齐材料，办归档",
        "培训班",
        *shared(_OF_YEAR.format(good="c.state = 'archived'", where=f"WHERE {_OVER}")),
    ),
    Measure(
        "evaluated_percent",
        "做过测评的班",
        "%",
        "{reached}% 做过质量测评，上完课的班共 {of} 期",
        "给上完课的班录质量测评",
        "培训班",
        *shared(_OF_YEAR.format(good=_GIVEN, where=f"WHERE {_OVER}")),
    ),
    Measure(
        "satisfied_percent",
        "测评满意率",
        "%",
        "测评里满意和非常满意占 {reached}%，做过测评的班 {of} 期",
        "看看哪些课满意的少，改进以后再办",
        "师资课程",
        # A share of votes, not of classes.
        *ratio(_VOTES, "pleased", "votes"),
    ),
    Measure(
        "attendance_percent",
        "录了考勤的格",
        "%",
        "录入 {reached}%，来自考勤",
        "补录考勤",
        "培训班",
        *ratio(
            _MET.format(
                good=f"sum({_MARKED}) >= sum({_BOXES})",
                more=f", sum({_MARKED}) AS marked, sum({_BOXES}) AS boxes",
            ),
            "marked",
            "boxes",
        ),
    ),
    Measure(
        "certified_percent",
        "发了结业证书的班",
        "%",
        "{reached}% 发了证书并登记，已结的班共 {of} 期",
        "给已结的班发证",
        "培训班",
        *shared(_OF_YEAR.format(good=_HANDED_OUT, where="WHERE c.closed_on <= y.upto")),
    ),
    Measure(
        "plan_lines",
        "年度培训计划",
        "行",
        "计划 {reached} 行，来自年度培训计划",
        "填写年度培训计划",
        "培训班",
        *counted(_PLANNED.format(good=1, where="")),
    ),
    Measure(
        "plan_carried_out_percent",
        "完成的计划",
        "%",
        "到期的计划完成 {reached}%，共 {of} 行",
        "按计划补办到期的班",
        "培训班",
        *shared(_PLANNED.format(good=_CARRIED_OUT, where=_PLAN_DUE)),
    ),
    Measure(
        "years_running",
        "办过班的年头",
        "年",
        "有 {reached} 年办过班，来自培训班考勤",
        "还差 {lacking} 年",
        "培训班",
        _years_running,
        counted(_HELD)[1],
    ),
)
