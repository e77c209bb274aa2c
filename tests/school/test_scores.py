import pytest

from app.errors import UserError
from app.school import attendance, classes, members, scores
from db.register import Register
from tests import made_up


@pytest.fixture
def training(db: Register, school: int, people: list[int]) -> int:
    return made_up.a_class(db, school, people)


def ids(db: Register, training: int) -> list[int]:
    return [who.id for who in attendance.roll_call(db, training).enrollments]


def give(db: Register, training: int, *pairs: tuple[int, int]) -> None:
    """Give the people in roster order their points for exam and daily work."""
    for who, pair in zip(ids(db, training), pairs, strict=False):
        for part, points in zip(("exam", "daily"), pair, strict=True):
            scores.enter(db, enrollment=who, part=part, tenths=points)


def came(db: Register, training: int, **absent: int) -> None:
    grid = attendance.roll_call(db, training)
    for who in grid.enrollments:
        for session in grid.sessions[: absent.get(f"no{who.seq_no}", 0)]:
            attendance.mark(db, enrollment=who.id, session=session.id, mark="absent", today=made_up.TODAY)
    attendance.mark_all(db, training, sessions=[one.id for one in grid.sessions], today=made_up.TODAY)


def test_totals_and_grades_by_weight_and_band(db: Register, training: int) -> None:
    """发展对象培训班考核办法：考试60%加平时40%，85/75/60分段."""
    came(db, training)
    give(db, training, (850, 850), (800, 675), (600, 600), (599, 599))
    sheet = scores.sheet(db, training)
    assert [(line.total, line.grade, line.passes) for line in sheet.lines] == [
        (850, "优秀", True), (750, "良好", True), (600, "合格", True), (599, "不合格", False)]  # fmt: skip
    assert sheet.lines[3].why == "总评 59.9 分，不到 60 分"


def test_half_a_tenth_is_rounded_up(db: Register, training: int) -> None:
    came(db, training)
    # 0.6 * 84.9 + 0.4 * 85.0 = 84.94; 0.6 * 85.0 + 0.4 * 84.9 = 84.96; 0.6 * 0 + 0.4 * 0.1 = 0.04
    give(db, training, (849, 850), (850, 849), (0, 1), (2, 2))
    assert [line.total for line in scores.sheet(db, training).lines] == [849, 850, 0, 2]


def test_who_came_to_less_than_three_quarters_has_no_score(db: Register, training: int) -> None:
    """发展对象培训班考核办法：出勤率低于3/4不计成绩."""
    came(db, training, no1=1, no2=2)
    give(db, training, (900, 900), (900, 900))
    just, less, *_ = scores.sheet(db, training).lines
    assert (just.came, just.held, just.grade) == (3, 4, "优秀")
    assert (less.total, less.grade, less.passes) == (None, "", False)
    assert less.why == "出勤 2/4 个半天，低于 3/4，不计成绩"


def test_who_may_still_come_has_a_score_for_now(db: Register, training: int) -> None:
    grid = attendance.roll_call(db, training)
    who = grid.enrollments[0].id
    give(db, training, (900, 900))
    attendance.mark(db, enrollment=who, session=grid.sessions[0].id, mark="absent", today=made_up.TODAY)
    assert scores.sheet(db, training).lines[0].total == 900
    attendance.mark(db, enrollment=who, session=grid.sessions[1].id, mark="sick_leave", today=made_up.TODAY)
    assert scores.sheet(db, training).lines[0].total is None


def test_who_missed_a_part_has_no_total(db: Register, training: int) -> None:
    """发展对象培训班考核办法：缺考不计成绩."""
    came(db, training)
    scores.enter(db, enrollment=ids(db, training)[0], part="daily", tenths=900)
    line = scores.sheet(db, training).lines[0]
    assert (line.total, line.why, line.passes) == (None, "没有考试成绩", False)


def test_a_class_has_scores_where_one_was_entered_or_its_type_ends_in_an_exam(
    db: Register, school: int, training: int
) -> None:
    assert not scores.sheet(db, training).asked
    scores.enter(db, enrollment=ids(db, training)[0], part="exam", tenths=900)
    assert scores.sheet(db, training).asked
    exam = classes.prepare(
        db, school=school, year=2026, name="发展对象", facts={"class_type": "发展对象培训班"}
    )
    assert scores.sheet(db, exam).asked


def test_a_score_is_kept_changed_taken_away_and_undone(db: Register, training: int) -> None:
    who = ids(db, training)[0]
    for tenths in (865, 870, None, None):
        scores.enter(db, enrollment=who, part="exam", tenths=tenths)
        kept = scores.sheet(db, training).lines[0].points.get("exam")
        assert kept == tenths
    assert db.undo() == "单晓红考试成绩 清空"
    assert db.undo() == "单晓红考试成绩 87"


@pytest.mark.parametrize("tenths", [-1, 1001, 10**30])
def test_points_out_of_range_are_refused(db: Register, training: int, tenths: int) -> None:
    with pytest.raises(UserError, match="单晓红的考试成绩应在 0 到 100"):
        scores.enter(db, enrollment=ids(db, training)[0], part="exam", tenths=tenths)
    with pytest.raises(UserError, match="没有“论文”这一项"):
        scores.enter(db, enrollment=ids(db, training)[0], part="论文", tenths=600)
    assert not scores.sheet(db, training).asked


def test_a_closed_class_keeps_its_scores(db: Register, training: int) -> None:
    who = ids(db, training)[0]
    classes.to_state(db, training, "closed", on="2026-11-22")
    with pytest.raises(UserError, match="已结班"):
        scores.enter(db, enrollment=who, part="exam", tenths=600)


@pytest.mark.parametrize(
    ("said", "tenths"),
    [("86", 860), ("86.5", 865), ("86.50", 865), ("８６．５分", 865), ("100", 1000), ("100.0", 1000),
     ("0", 0),     (" 7 ", 70), ("", None), ("缺考", None), ("—", None), ("60.", 600)],
)  # fmt: skip
def test_points_are_read_as_people_write_them(said: str, tenths: int | None) -> None:
    assert scores.points(said) == tenths


@pytest.mark.parametrize(
    "said", ["1000", "100.1", "86.55", "-5", "优秀", "8e1", "86,5", "86 .5 5", "٨٦", "\x00", "9" * 5000]
)
def test_what_is_no_score_is_refused(said: str) -> None:
    with pytest.raises(UserError, match="不是成绩"):
        scores.points(said)


def test_a_list_with_headings_is_read_by_them(db: Register, training: int) -> None:
    first, second, *_ = ids(db, training)
    cells = [["序号", "姓名", "平时", "备注", "考试"], ["2", "曾国强", "80", "补考", "90.5"], [],
             ["1", "单 晓红", "", "", "缺考"]]  # fmt: skip
    assert scores.listed(db, training, cells) == [
        scores.Entry(second, "daily", 800), scores.Entry(second, "exam", 905),
        scores.Entry(first, "daily", None), scores.Entry(first, "exam", None)]  # fmt: skip


def test_a_list_without_headings_is_name_or_number_then_the_parts(db: Register, training: int) -> None:
    first, second, *_ = ids(db, training)
    assert scores.listed(db, training, [["2", "90", "80"], ["单晓红", "70"]]) == [
        scores.Entry(second, "exam", 900), scores.Entry(second, "daily", 800),
        scores.Entry(first, "exam", 700)]  # fmt: skip
    assert scores.listed(db, training, [["2", "90"]], parts=["daily"]) == [scores.Entry(second, "daily", 900)]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([["钟某某", "90"]], "第 1 行的“钟某某”不在本班名册里"),
        ([["单晓红", "90"], ["曾国强", "九十"]], "第 2 行：“九十”不是成绩"),
        ([["姓名", "论文"], ["单晓红", "90"]], "表头里没有成绩的列"),
        ([["姓名", "考试"], ["单晓红", "90"], ["1", "80"]], "出现了两次"),
        ([["姓名", "考试"], ["", "90"]], "第 2 行的“”不在本班名册里"),
    ],
)
def test_a_list_that_does_not_fit_is_refused_whole(
    db: Register, training: int, cells: list[list[str]], said: str
) -> None:
    with pytest.raises(UserError, match=said):
        scores.enter_all(db, training, scores.listed(db, training, cells))
    assert not scores.sheet(db, training).asked


def test_two_of_one_name_are_told_apart_by_their_number(db: Register, school: int) -> None:
    people = made_up.people(db, school, 2)
    members.amend(db, people[1], {"name": made_up.NAMES[0]})
    training = made_up.a_class(db, school, people)
    with pytest.raises(UserError, match="有 2 人同名"):
        scores.listed(db, training, [["单晓红", "90"]])
    assert scores.listed(db, training, [["2", "90"]])[0].enrollment == ids(db, training)[1]


def test_many_scores_are_one_act(db: Register, training: int) -> None:
    cells = [["1", "90", "80"], ["2", "70", "60"]]
    assert scores.enter_all(db, training, scores.listed(db, training, cells)) == 4
    assert scores.enter_all(db, training, scores.listed(db, training, cells)) == 0
    assert db.undo() == "冬训班：录入 4 个成绩"
    assert not scores.sheet(db, training).asked
