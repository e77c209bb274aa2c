import pytest

from app.errors import UserError
from app.school import catalogues, classes, evaluations, teachers, timetable
from app.school.evaluations import Entry
from db.register import Register
from tests import made_up

TODAY = made_up.TODAY


@pytest.fixture
def training(db: Register, school: int, people: list[int]) -> int:
    """A class of two lessons: 党课 in three half-days, 乡村振兴 in one."""
    made = made_up.a_class(db, school, people)
    last = timetable.find(db, training_class=made)[-1]
    timetable.amend(db, last, course="乡村振兴", teacher="钟老师")
    return made


def entries(db: Register, training: int, *tallies: tuple[int, ...]) -> list[Entry]:
    kept = evaluations.of_class(db, training)
    return [
        Entry(lesson, aspect, grade.title, count)
        for (lesson, aspect), counts in zip(kept.lines, tallies, strict=False)
        for grade, count in zip(kept.rule.grades, counts, strict=True)
    ]


def test_a_lesson_is_judged_once_however_many_half_days_it_took(db: Register, training: int) -> None:
    kept = evaluations.of_class(db, training)
    titles = [(lesson.course_title, lesson.teacher_name) for lesson, _ in kept.lines]
    assert list(dict.fromkeys(titles)) == [("党课", "王老师"), ("乡村振兴", "钟老师"), ("培训班总体", "")]
    assert len(kept.lines) == 11 and kept.lines[-1][1] == "总体满意程度"
    assert kept.counts == {} and evaluations.outcomes(kept) == []


def test_counts_come_to_means_least_points_and_a_share_of_the_satisfied(db: Register, training: int) -> None:
    tallies = entries(db, training, (3, 1, 0, 0), (2, 1, 1, 0), (4, 0, 0, 0), (3, 0, 0, 1))
    assert evaluations.enter(db, training, tallies, today=TODAY) == 8
    (one,) = evaluations.outcomes(evaluations.of_class(db, training))
    assert one.lesson.teacher_name == "王老师" and one.answers == 16
    assert one.satisfied_share == 14 / 16
    assert [one.mean(aspect) for aspect in one.ticks] == [19.0, 17.0, 20.0, 15.0, None]
    assert one.total == 71.0 and dict(one.least) == dict(zip(one.ticks, (16, 12, 20, 0), strict=False))
    assert db.undo() == "冬训班：录入质量测评"
    assert evaluations.of_class(db, training).counts == {}


def test_a_number_is_changed_taken_away_and_nothing_else_moves(db: Register, training: int) -> None:
    evaluations.enter(db, training, entries(db, training, (3, 1, 0, 0)), today=TODAY)
    assert evaluations.enter(db, training, entries(db, training, (3, 0, 2, 0)), today=TODAY) == 2
    kept = evaluations.of_class(db, training)
    assert kept.tally(*kept.lines[0]) == (3, 0, 2, 0)
    assert (kept.entered_on, kept.entered_by) == (TODAY, "张干事")
    assert evaluations.enter(db, training, entries(db, training, (3, 0, 2, 0)), today=TODAY) == 0


def test_more_ticks_than_sheets_are_refused_and_nothing_is_kept(db: Register, training: int) -> None:
    evaluations.note(db, training, returned=4, remarks=" 多讲  案例 \n\n", today=TODAY)
    with pytest.raises(UserError, match="一共 5 票，超过收回的 4 份"):
        evaluations.enter(db, training, entries(db, training, (3, 1, 0, 0), (3, 1, 0, 1)), today=TODAY)
    kept = evaluations.of_class(db, training)
    assert (kept.counts, kept.returned, kept.remarks) == ({}, 4, "多讲 案例")
    evaluations.enter(db, training, entries(db, training, (3, 1, 0, 0)), today=TODAY)
    with pytest.raises(UserError, match="已经录了 4 票"):
        evaluations.note(db, training, returned=3, today=TODAY)
    for wrong in (-1, 10_000):
        with pytest.raises(UserError, match="票数请写"):
            evaluations.enter(db, training, entries(db, training, (wrong, 0, 0, 0)), today=TODAY)
        with pytest.raises(UserError, match="份数请写"):
            evaluations.note(db, training, returned=wrong, today=TODAY)


def test_merged_spellings_are_one_teacher_and_a_lesson_off_the_timetable_keeps_its_counts(
    db: Register, school: int, training: int
) -> None:
    evaluations.enter(db, training, entries(db, training, *[(4, 0, 0, 0)] * 10), today=TODAY)
    wang, zhong = (teachers.find(db, name, school=school)[0] for name in ("王老师", "钟老师"))
    assert evaluations.of_teachers(db, school=school, year=2026) == {wang: (20, 20), zhong: (20, 20)}
    catalogues.merge(db, catalogues.TEACHERS, kept=wang, other=zhong)
    assert evaluations.of_teachers(db, school=school, year=2026) == {wang: (40, 40)}
    assert evaluations.of_teachers(db, school=school, year=2025) == {}
    last = timetable.find(db, training_class=training)[-1]
    timetable.amend(db, last, course="党课")
    kept = evaluations.of_class(db, training)
    titles = list(dict.fromkeys(lesson.course_title for lesson, _ in kept.lines))
    assert titles == ["党课", "乡村振兴", "培训班总体"]
    assert evaluations.enter(db, training, entries(db, training, *[(3, 1, 0, 0)] * 10), today=TODAY) == 20


def test_a_class_without_lessons_or_in_the_archive_is_not_evaluated(
    db: Register, school: int, training: int
) -> None:
    empty = classes.prepare(db, school=school, year=2026, name="空班")
    assert evaluations.of_class(db, empty).lines == ()
    with pytest.raises(UserError, match="还没有排课"):
        evaluations.note(db, empty, returned=3, today=TODAY)
    classes.to_state(db, training, "archived", on=TODAY, today=TODAY)
    with pytest.raises(UserError, match="已经归档"):
        evaluations.enter(db, training, entries(db, training, (1, 0, 0, 0)), today=TODAY)
