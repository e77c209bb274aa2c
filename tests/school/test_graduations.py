import pytest

from app.errors import UserError
from app.school import attendance, certificates, classes, enrollments, graduations, hours, scores
from db.register import Register
from tests import made_up

TODAY = "2026-11-22"
WEEK = tuple(f"2026-11-{day}" for day in range(10, 20))


@pytest.fixture
def training(db: Register, school: int, people: list[int]) -> int:
    return made_up.a_class(db, school, people, days=WEEK)


def called(db: Register, training: int, **marks: tuple[str, int]) -> list[int]:
    """Mark everyone present but for (mark, how many half-days) by number: `no2=("absent", 3)`."""
    grid = attendance.roll_call(db, training)
    for who in grid.enrollments:
        mark, count = marks.get(f"no{who.seq_no}", ("present", 0))
        for session in grid.sessions[:count]:
            attendance.mark(db, enrollment=who.id, session=session.id, mark=mark, today=TODAY)
    attendance.mark_all(db, training, sessions=[one.id for one in grid.sessions], today=TODAY)
    return [who.id for who in grid.enrollments]


def test_hours_and_leave_are_judged_as_the_hours_say(db: Register, training: int) -> None:
    """《干部教育培训工作条例》(2023修订)：累计请假时间原则上不得超过总学时的1/7."""
    called(db, training, no1=("sick_leave", 2), no2=("personal_leave", 3))
    by_hours = hours.results(db, training)
    judged = graduations.results(db, training)
    assert [(one.enrollment, one.passes, one.why, one.leave) for one in judged] == [
        (one.enrollment, one.passes, one.why, one.leave) for one in by_hours]  # fmt: skip
    assert [one.passes for one in judged] == [True, False, True, True]
    assert "超过总学时的 1/7" in judged[1].why


def test_two_days_of_absence_do_not_pass_though_the_hours_would(db: Register, school: int) -> None:
    """中共广州市天河区委党校《学员考勤制度》：旷课2天及以上的予以退学."""
    people = made_up.people(db, school, 2)
    month = (*(f"2026-10-{day:02}" for day in range(1, 31)),)
    training = made_up.a_class(db, school, people, days=month)
    called(db, training, no1=("absent", 3), no2=("absent", 4))
    less, two_days = graduations.results(db, training)
    assert (less.passes, two_days.passes) == (True, False)
    assert two_days.earned * 7 > two_days.total * 6, "the hours alone would do"
    assert two_days.why == "旷课 2 天，达到 2 天不予结业"


def test_a_class_with_an_exam_passes_those_who_pass_it(db: Register, training: int) -> None:
    """发展对象培训班考核办法：考试60%加平时40%，60分合格，缺考不计成绩."""
    good, bad, none, _ = called(db, training)
    for who, points in ((good, 600), (bad, 599)):
        for part in ("exam", "daily"):
            scores.enter(db, enrollment=who, part=part, tenths=points)
    judged = {one.enrollment: one for one in graduations.results(db, training)}
    assert (judged[good].passes, judged[good].score, judged[good].grade) == (True, 600, "合格")
    assert (judged[bad].passes, judged[bad].why) == (False, "总评 59.9 分，不到 60 分")
    assert (judged[none].passes, judged[none].why) == (False, "没有考试、平时成绩")


def test_every_fault_is_named(db: Register, training: int) -> None:
    who, *_ = called(db, training, no1=("absent", 6))
    scores.enter(db, enrollment=who, part="exam", tenths=900)
    (one, *_) = graduations.results(db, training)
    assert one.rule_why == ("旷课 3 天，达到 2 天不予结业；出勤 14/20 个半天，低于 3/4，不计成绩")


def test_nobody_is_judged_before_the_marks_are_all_there(db: Register, training: int) -> None:
    (one, *_) = graduations.results(db, training)
    assert (one.passes, one.settled, one.why) == (False, False, "考勤没有录完")
    called(db, training)
    assert graduations.results(db, training)[0].settled


@pytest.mark.parametrize("passes", [True, False])
def test_a_word_stands_above_the_rule_and_both_are_shown(db: Register, training: int, passes: bool) -> None:
    who, *_ = called(db, training, no1=("absent", 0 if not passes else 9))
    by_rule = graduations.results(db, training)[0]
    assert by_rule.passes is not passes
    graduations.override(db, enrollment=who, passes=passes, reason="党委会 研究决定", today=TODAY)
    one = graduations.results(db, training)[0]
    assert (one.passes, one.by_rule, one.rule_why) == (passes, not passes, by_rule.why)
    assert one.override == graduations.Override(passes, "党委会 研究决定", TODAY, "张干事")
    assert one.why.endswith(f"：党委会 研究决定（张干事 {TODAY}）；按规则：{by_rule.why}")
    graduations.take_back(db, who)
    assert graduations.results(db, training)[0] == by_rule


def test_the_last_word_holds_and_is_undone(db: Register, training: int) -> None:
    who, *_ = called(db, training)
    graduations.override(db, enrollment=who, passes=False, reason="替考", today=TODAY)
    graduations.override(db, enrollment=who, passes=True, reason="查无此事", today=TODAY)
    assert graduations.results(db, training)[0].passes
    assert db.undo() == "认定单晓红结业（查无此事）"
    assert not graduations.results(db, training)[0].passes


def test_a_word_needs_a_reason_and_taking_back_a_word(db: Register, training: int) -> None:
    who, *_ = called(db, training)
    with pytest.raises(UserError, match="写明原因"):
        graduations.override(db, enrollment=who, passes=False, reason=" \n", today=TODAY)
    with pytest.raises(UserError, match="没有人工认定"):
        graduations.take_back(db, who)


def test_certificates_follow_the_word_and_hold_it(db: Register, training: int) -> None:
    one, other, *_ = called(db, training, no1=("absent", 9))
    hours.close_class(db, training, today=TODAY)
    graduations.override(db, enrollment=one, passes=True, reason="党委会研究决定", today=TODAY)
    graduations.override(db, enrollment=other, passes=False, reason="替人签到", today=TODAY)
    issued = certificates.rows(db, certificates.issue(db, training, today=TODAY))
    assert one in [paper.enrollment for paper in issued]
    assert other not in [paper.enrollment for paper in issued]
    number = next(paper.number for paper in issued if paper.enrollment == one)
    with pytest.raises(UserError, match=f"已有结业证书 {number}"):
        graduations.override(db, enrollment=one, passes=False, reason="改主意", today=TODAY)
    with pytest.raises(UserError, match="请先作废证书"):
        graduations.take_back(db, one)


def excellent(db: Register, training: int) -> list[int]:
    found = enrollments.rows(db, enrollments.find(db, training_class=training))
    return [who.id for who in found if who.excellent]


def test_excellent_are_suggested_by_score_and_attendance_up_to_a_share(db: Register, school: int) -> None:
    people = made_up.people(db, school, 21)
    training = made_up.a_class(db, school, people)
    who = called(db, training, no1=("late", 1))
    assert graduations.suggested(db, training) == who[1:3], "without an exam those who were never late"
    for one, points in ((who[0], 950), (who[4], 900), (who[7], 990), (who[9], 840)):
        for part in ("exam", "daily"):
            scores.enter(db, enrollment=one, part=part, tenths=points)
    assert graduations.suggested(db, training) == [who[7], who[0]]
    assert graduations.most_excellent(db, training) == 2


def test_no_more_are_excellent_than_may_be_and_all_of_them_pass(db: Register, training: int) -> None:
    failed, one, other, _ = called(db, training, no1=("absent", 9))
    with pytest.raises(UserError, match="单晓红不符合结业要求"):
        graduations.set_excellent(db, training, [one, failed], excellent=True)
    with pytest.raises(UserError, match="最多评 1 名"):
        graduations.set_excellent(db, training, [one, other], excellent=True)
    assert excellent(db, training) == []
    assert graduations.set_excellent(db, training, [one], excellent=True) == 1
    assert graduations.set_excellent(db, training, [one], excellent=True) == 0
    with pytest.raises(UserError, match="最多评 1 名"):
        graduations.set_excellent(db, training, [other], excellent=True)
    assert graduations.set_excellent(db, training, [one], excellent=False) == 1
    assert db.undo() == "冬训班：曾国强不再评为优秀学员"
    assert excellent(db, training) == [one]
    graduations.override(db, enrollment=one, passes=False, reason="替人签到", today=TODAY)
    assert excellent(db, training) == []


def test_a_class_without_a_timetable_has_no_results(db: Register, school: int) -> None:
    assert graduations.results(db, classes.prepare(db, school=school, year=2026, name="空班")) == []
