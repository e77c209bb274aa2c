import pytest

from app.errors import UserError
from app.school import classes, enrollments, members, seat_plans
from db.register import Register
from tests import made_up


@pytest.mark.parametrize(
    ("leaders", "seated"),
    [("1", "1"), ("12", "12"), ("123", "312"), ("1234", "3124"), ("12345", "53124"), ("123456", "531246")],
)
def test_the_first_sits_in_the_middle_and_the_second_at_his_left_hand(leaders: str, seated: str) -> None:
    assert "".join(seat_plans.at_the_table(leaders)) == seated


@pytest.fixture
def training(db: Register, school: int) -> int:
    return made_up.a_class(db, school, made_up.people(db, school, 11))


def test_a_class_is_seated_row_by_row_in_the_order_asked(db: Register, training: int) -> None:
    plan = seat_plans.arrange(
        db, training, columns=4, order_by="stroke", aisles=[2, 9], leaders=[" 王 书记 ", ""]
    )
    assert (plan.rows, plan.aisles, plan.leaders) == (3, (2,), ("王 书记",))
    order = enrollments.find(db, training_class=training, order_by="stroke")
    assert [plan.seats[place] for place in sorted(plan.seats)] == order
    assert seat_plans.of_class(db, training) == plan


def test_two_places_change_who_sits_there_and_back_by_undo(db: Register, training: int) -> None:
    plan = seat_plans.arrange(db, training, columns=4)
    changed = seat_plans.swap(db, training, (0, 0), (2, 3))
    assert (2, 3) not in plan.seats
    assert changed.seats[2, 3] == plan.seats[0, 0]
    assert (0, 0) not in changed.seats
    db.undo()
    assert seat_plans.of_class(db, training) == plan


def test_who_left_leaves_a_place_and_who_came_takes_it(db: Register, school: int, training: int) -> None:
    plan = seat_plans.arrange(db, training, columns=4)
    enrollments.withdraw(db, plan.seats[0, 1])
    seated = seat_plans.of_class(db, training)
    assert seated is not None
    assert (0, 1) not in seated.seats
    newcomers = [members.enrol(db, {"name": name}, school=school) for name in ("钟一", "钟二", "钟三")]
    enrollments.enrol(db, training, newcomers)
    seated = seat_plans.of_class(db, training)
    assert seated is not None
    assert seated.rows == 4
    assert sorted(seated.seats.values()) == sorted(enrollments.find(db, training_class=training))


def test_rooms_of_odd_sizes_and_classes_of_nobody_are_refused(
    db: Register, school: int, training: int
) -> None:
    for columns in (0, 21):
        with pytest.raises(UserError, match="一排的座位数"):
            seat_plans.arrange(db, training, columns=columns)
    with pytest.raises(UserError, match="还没有排座次"):
        seat_plans.swap(db, training, (0, 0), (0, 1))
    seat_plans.arrange(db, training, columns=4)
    with pytest.raises(UserError, match="不在座次表里"):
        seat_plans.swap(db, training, (0, 0), (9, 9))
    with pytest.raises(UserError, match="主席台最多"):
        seat_plans.arrange(db, training, columns=4, leaders=["王"] * 16)
    empty = classes.prepare(db, school=school, year=2026, name="空班")
    with pytest.raises(UserError, match="还没有学员"):
        seat_plans.arrange(db, empty, columns=4)
    assert seat_plans.of_class(db, empty) is None


def test_gangways_and_leaders_change_and_nobody_moves(db: Register, training: int) -> None:
    with pytest.raises(UserError, match="还没有排座次"):
        seat_plans.furnish(db, training, aisles=[2], leaders=[])
    seat_plans.arrange(db, training, columns=4, leaders=["甲"])
    moved = seat_plans.swap(db, training, (0, 0), (2, 3))
    changed = seat_plans.furnish(db, training, aisles=[2, 4, 0], leaders=["甲", " ", "乙 书记"])
    assert (changed.aisles, changed.leaders) == ((2,), ("甲", "乙 书记"))
    assert changed.seats == moved.seats
    assert seat_plans.of_class(db, training) == changed
    with pytest.raises(UserError, match="最多排 15 人"):
        seat_plans.furnish(db, training, aisles=[], leaders=["丙"] * 16)
    db.undo()
    assert seat_plans.of_class(db, training) == moved
