import pytest

from app.school import clashes, classes, enrollments, persons, timetable
from db.register import Register
from tests import made_up


@pytest.fixture
def first(db: Register, school: int, people: list[int]) -> int:
    """冬训班 on 20 November, morning and afternoon, by 王老师 in 二楼会议室, with everyone."""
    return made_up.a_class(db, school, people, days=("2026-11-20",))


@pytest.fixture
def second(db: Register, school: int) -> int:
    """冬训二班 without anyone, held in 村部."""
    return classes.prepare(db, school=school, year=2026, name="冬训二班", place="村部")


def add(db: Register, training: int, **changed: object) -> int:
    wanted = {"on": "2026-11-20", "half_day": "am", "course": "民法典", **changed}
    return timetable.add(db, training, **wanted)  # type: ignore[arg-type]


def said(db: Register, training: int) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in clashes.of_class(db, training)]


def test_a_timetable_of_its_own_clashes_with_nothing(db: Register, first: int, second: int) -> None:
    add(db, second, teacher="李老师")
    assert said(db, first) == said(db, second) == []


def test_a_teacher_in_two_classes_at_once_is_said_in_both(db: Register, first: int, second: int) -> None:
    add(db, second, teacher="王老师")
    assert said(db, second) == [("teacher", "王老师同时在“冬训班”上课（11月20日上午 08:30—11:30）")]
    assert said(db, first) == [("teacher", "王老师同时在“冬训二班”上课（11月20日上午 08:30—11:30）")]


@pytest.mark.parametrize(
    ("starts", "ends", "clash"),
    [
        ("06:00", "08:30", False),
        ("06:00", "08:31", True),
        ("11:29", "12:00", True),
        ("11:30", "12:00", False),
    ],
)
def test_only_times_that_overlap_clash(
    db: Register, first: int, second: int, starts: str, ends: str, clash: bool
) -> None:
    add(db, second, teacher="王 老师", starts=starts, ends=ends)
    assert ("teacher" in [kind for kind, _ in said(db, second)]) is clash


def test_a_place_taken_by_another_class_is_said(db: Register, first: int, second: int) -> None:
    add(db, second, half_day="evening", place="二楼会议室", starts="17:00", ends="19:00")
    assert said(db, second) == [("place", "二楼会议室同时由“冬训班”使用（11月20日下午 14:30—17:30）")]


def test_the_same_teacher_in_the_same_place_may_be_two_classes_taught_together(
    db: Register, first: int, second: int
) -> None:
    add(db, second, teacher="王老师", place="二楼会议室")
    ((kind, text),) = said(db, second)
    assert kind == "teacher"
    assert text.endswith("如果是合班上课可不改")


def test_trainees_of_both_classes_are_named(db: Register, people: list[int], first: int, second: int) -> None:
    enrollments.enrol(db, second, people[:2])
    add(db, second)
    assert said(db, second) == [
        ("trainees", "学员单晓红、曾国强同时在“冬训班”上课（11月20日上午 08:30—11:30）")]  # fmt: skip
    enrollments.enrol(db, second, people[2:])
    assert "单晓红、曾国强、买买提·吐尔逊等 4 人" in said(db, first)[0][1]


def test_two_rows_of_one_person_are_one_trainee(
    db: Register, people: list[int], school: int, second: int
) -> None:
    made_up.a_class(db, school, people[:1], days=("2026-11-20",), half_days=("am",))
    enrollments.enrol(db, second, people[1:2])
    add(db, second)
    assert said(db, second) == []
    persons.merge(db, kept=people[0], other=people[1], why="同一个人", today=made_up.TODAY)
    assert [kind for kind, _ in said(db, second)] == ["trainees"]


def test_a_class_may_not_have_two_lessons_at_once_unsaid(db: Register, first: int) -> None:
    late, _ = timetable.find(db, training_class=first)
    timetable.amend(db, late, ends="15:00")
    kinds = [kind for kind, _ in said(db, first)]
    assert kinds.count("times") == 2


def test_more_than_four_hours_of_a_teacher_in_a_half_day_are_said(
    db: Register, first: int, second: int
) -> None:
    add(db, second, teacher="王老师", starts="07:00", ends="08:30", quarter_hours=4)
    assert said(db, second) == [("load", "王老师这个半天共 5 学时，讲课费每半天最多按 4 学时计")]


def test_two_classes_taught_together_are_no_more_hours(db: Register, first: int, second: int) -> None:
    add(db, second, teacher="王老师")
    assert "load" not in [kind for kind, _ in said(db, second)]


def test_what_is_typed_is_judged_before_it_is_kept(db: Register, first: int, second: int) -> None:
    lesson = clashes.Lesson(second, "2026-11-20", "am", "08:30", "11:30", teacher="王老师")
    assert [(one.session, one.kind) for one in clashes.of_lesson(db, lesson)] == [(None, "teacher")]


def test_another_school_s_timetable_is_no_clash(db: Register, first: int) -> None:
    with db.act("登记别处"):
        elsewhere = db.new_id()
        insert_school = (
            "INSERT INTO school SELECT ?1, ?1, 'x', level, '别处', '别处', '别处', county_name FROM school"
        )
        db.execute(insert_school, [elsewhere])
    other = classes.prepare(db, school=elsewhere, year=2026, name="别处", place="二楼会议室")
    add(db, other, teacher="王老师", quarter_hours=16)
    assert said(db, first) == []


def test_free_half_days_teachers_and_places_are_offered(
    db: Register, school: int, people: list[int], first: int, second: int
) -> None:
    add(db, second, on="2026-11-19", teacher="李老师")
    enrollments.enrol(db, second, people)
    session = add(db, second, teacher="王老师", place="二楼会议室")
    (lesson,) = [clashes.of_session(one) for one in timetable.rows(db, [session])]
    kinds = {one.kind for one in clashes.of_lesson(db, lesson)}
    assert kinds == {"teacher", "trainees"}
    free = clashes.free(db, lesson, kinds=[*kinds, "place"])
    # the 19th is free in the afternoon; the 20th's afternoon is taken by the trainees' other class
    assert free.half_days == (("2026-11-19", "pm"),)
    assert free.teachers == ("李老师",)
    assert free.places == ("村部",)
    assert clashes.free(db, lesson, kinds=["place"]).teachers == ()
