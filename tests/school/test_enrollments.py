import pytest

from app.errors import UserError
from app.school import attendance, branches, classes, enrollments, members, persons, timetable, walk_ins
from db.register import Register
from tests import made_up


@pytest.fixture
def training(db: Register, school: int, people: list[int]) -> int:
    return made_up.a_class(db, school, people[:3])


def roster(db: Register, training: int) -> list[enrollments.Enrollment]:
    return enrollments.rows(db, enrollments.find(db, training_class=training))


def test_people_are_numbered_as_they_come(db: Register, training: int, people: list[int]) -> None:
    assert enrollments.enrol(db, training, [people[3], people[0], people[3]]) == 1
    assert [(who.seq_no, who.name) for who in roster(db, training)] == [
        (1, "单晓红"), (2, "曾国强"), (3, "买买提·吐尔逊"), (4, "雷金花")
    ]  # fmt: skip


def test_nobody_is_in_a_class_twice(db: Register, training: int, people: list[int]) -> None:
    with pytest.raises(UserError, match="该学员已在本班"):
        enrollments.enrol(db, training, [people[0]])
    with pytest.raises(UserError, match="选中的人都已在本班"):
        enrollments.enrol(db, training, people[:2])
    assert enrollments.enrol(db, training, []) == 0
    assert len(roster(db, training)) == 3


def test_unit_and_post_stay_as_they_were_at_enrolment(
    db: Register, school: int, training: int, people: list[int]
) -> None:
    branch = branches.add(db, "溪源村党支部", school=school)
    changed = {"unit_post": "溪源村党支部书记", "branch": branch, "member_type": "probationary"}
    members.amend(db, people[0], changed)
    who = roster(db, training)[0]
    assert who.branch_at_enrollment == "下党村党支部"
    assert (who.title_at_enrollment, who.type_at_enrollment) == ("下党村村民", "正式党员")
    other = classes.prepare(db, school=school, year=2026, name="春训")
    enrollments.enrol(db, other, [people[0]])
    who = roster(db, other)[0]
    assert who.branch_at_enrollment == "溪源村党支部"
    assert (who.title_at_enrollment, who.type_at_enrollment) == ("溪源村党支部书记", "预备党员")


def test_somebody_without_a_mark_may_be_taken_off(db: Register, training: int) -> None:
    first, second, _ = roster(db, training)
    enrollments.withdraw(db, second.id)
    session = timetable.find(db, training_class=training)[0]
    attendance.mark(db, enrollment=first.id, session=session, mark="absent", today=made_up.TODAY)
    with pytest.raises(UserError, match="单晓红已有考勤记录"):
        enrollments.withdraw(db, first.id)
    assert [who.seq_no for who in roster(db, training)] == [1, 3]


def test_a_closed_class_takes_nobody_and_lets_nobody_go(
    db: Register, training: int, people: list[int]
) -> None:
    classes.to_state(db, training, "closed", on="2026-11-22")
    with pytest.raises(UserError, match="已结班"):
        enrollments.enrol(db, training, [people[3]])
    with pytest.raises(UserError, match="已结班"):
        enrollments.withdraw(db, roster(db, training)[0].id)


@pytest.mark.parametrize(
    ("text", "found"),
    [("曾", [2]), ("zgq", [2]), ("ZG", [2]), ("2", [2]), ("g", []), ("", [1, 2, 3]), ("%", []), ("_", [])],
)
def test_the_roster_is_searched(db: Register, training: int, text: str, found: list[int]) -> None:
    ids = enrollments.find(db, text, training_class=training)
    assert [who.seq_no for who in enrollments.rows(db, ids)] == found


# groups, duties, and what is so in this class only


@pytest.fixture
def large(db: Register, school: int) -> int:
    """A class of 13 from three branches: five, five and three."""
    db_branches = [branches.add(db, f"{name}村党支部", school=school) for name in ("甲", "乙", "丙")]
    people = [
        members.enrol(
            db,
            {"name": f"雷{chr(0x4E00 + at)}", "member_type": "full", "branch": db_branches[at % 5 % 3]},
            school=school,
        )
        for at in range(13)
    ]
    new = classes.prepare(db, school=school, year=2026, name="大班")
    enrollments.enrol(db, new, people)
    return new


def by_group(db: Register, training: int) -> dict[int, list[enrollments.Enrollment]]:
    found: dict[int, list[enrollments.Enrollment]] = {}
    for who in roster(db, training):
        found.setdefault(who.group_no, []).append(who)
    return found


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("groups", [1, 2, 3, 4, 7, 13])
def test_a_class_is_divided_evenly(db: Register, large: int, groups: int, together: bool) -> None:
    enrollments.divide(db, large, groups, together=together)
    found = by_group(db, large)
    assert sorted(found) == list(range(1, groups + 1))
    sizes = sorted(map(len, found.values()))
    assert sum(sizes) == 13
    assert sizes[-1] - sizes[0] <= (1 if not together else -(-13 // groups))


def test_branches_stay_together_or_are_spread(db: Register, large: int) -> None:
    enrollments.divide(db, large, 3, together=True)
    homes = [{who.branch_at_enrollment for who in several} for several in by_group(db, large).values()]
    assert sorted(map(len, homes)) == [1, 1, 1]
    enrollments.divide(db, large, 3, together=False)
    for several in by_group(db, large).values():
        assert len({who.branch_at_enrollment for who in several}) == 3


@pytest.mark.parametrize("groups", [0, -1, 14])
def test_nobody_divides_a_class_into_what_it_is_not(db: Register, large: int, groups: int) -> None:
    with pytest.raises(UserError, match="请填 1 到 13 之间的组数"):
        enrollments.divide(db, large, groups, together=True)
    assert set(by_group(db, large)) == {0}


def test_a_class_has_one_monitor_and_a_group_one_leader(db: Register, training: int) -> None:
    one, two, three = roster(db, training)
    assert enrollments.give_duty(db, [one.id], "monitor") == ()
    assert enrollments.give_duty(db, [two.id], "monitor") == ("单晓红",)
    with pytest.raises(UserError, match="只有一位班长"):
        enrollments.give_duty(db, [one.id, two.id], "monitor")
    with pytest.raises(UserError, match="单晓红还没有分组"):
        enrollments.give_duty(db, [one.id], "group_leader")
    enrollments.amend(db, [one.id, three.id], {"group_no": 1})
    with pytest.raises(UserError, match="一个组只有一位组长"):
        enrollments.give_duty(db, [one.id, three.id], "group_leader")
    enrollments.give_duty(db, [one.id], "group_leader")
    assert enrollments.give_duty(db, [three.id], "group_leader") == ("单晓红",)
    assert [who.duty for who in roster(db, training)] == ["", "monitor", "group_leader"]
    enrollments.amend(db, [three.id], {"group_no": 2})
    assert [who.duty for who in roster(db, training)] == ["", "monitor", ""]
    db.undo()
    assert [(who.group_no, who.duty) for who in roster(db, training)][2] == (1, "group_leader")


def test_of_two_leaders_that_meet_in_a_group_the_first_stays(db: Register, training: int) -> None:
    one, two, _ = roster(db, training)
    enrollments.amend(db, [one.id], {"group_no": 1})
    enrollments.amend(db, [two.id], {"group_no": 2})
    enrollments.give_duty(db, [one.id, two.id], "group_leader")
    enrollments.divide(db, training, 1, together=True)
    assert [who.duty for who in roster(db, training)] == ["group_leader", "", ""]


def test_unit_and_post_are_mended_for_one_class_only(db: Register, training: int, people: list[int]) -> None:
    who = roster(db, training)[0]
    enrollments.amend(db, [who.id], {"branch_at_enrollment": " 机关 党支部", "title_at_enrollment": "乡长"})
    changed = roster(db, training)[0]
    assert (changed.branch_at_enrollment, changed.title_at_enrollment) == ("机关 党支部", "乡长")
    person = members.row(db, people[0])
    assert (person.branch_name, person.unit_post) == ("下党村党支部", "下党村村民")


def test_what_cannot_be_said_of_a_row_changes_nothing(db: Register, training: int) -> None:
    one, two, _ = roster(db, training)
    for group in (-1, 100, "2"):
        with pytest.raises(UserError, match="组号请写"):
            enrollments.amend(db, [one.id, two.id], {"group_no": group})
    with pytest.raises(UserError, match="班内职务只能是"):
        enrollments.give_duty(db, [one.id], "king")
    with pytest.raises(UserError, match="已不在名册里"):
        enrollments.amend(db, [one.id, 5], {"group_no": 1})
    classes.to_state(db, training, "closed", on="2026-11-22")
    for change in (
        lambda: enrollments.amend(db, [one.id], {"group_no": 1}),
        lambda: enrollments.give_duty(db, [one.id], "monitor"),
        lambda: enrollments.divide(db, training, 1, together=True),
        lambda: enrollments.renumber(db, training, "pinyin"),
    ):
        with pytest.raises(UserError, match="已结班"):
            change()
    assert {(who.group_no, who.duty) for who in roster(db, training)} == {(0, "")}


def test_the_roster_is_ordered_as_asked_and_numbered_anew(db: Register, training: int) -> None:
    def names(order: str) -> list[str]:
        ids = enrollments.find(db, training_class=training, order_by=order)
        return [who.name for who in enrollments.rows(db, ids)]

    one, two, three = roster(db, training)
    assert names("seq") == ["单晓红", "曾国强", "买买提·吐尔逊"]
    assert names("pinyin") == ["买买提·吐尔逊", "单晓红", "曾国强"]
    assert names("-pinyin") == ["曾国强", "单晓红", "买买提·吐尔逊"]
    assert names("stroke") == ["买买提·吐尔逊", "单晓红", "曾国强"]
    enrollments.amend(db, [two.id, three.id], {"group_no": 1})
    enrollments.give_duty(db, [three.id], "group_leader")
    assert names("group") == ["买买提·吐尔逊", "曾国强", "单晓红"]
    enrollments.renumber(db, training, "group")
    assert [(who.seq_no, who.name) for who in roster(db, training)] == [
        (1, "买买提·吐尔逊"), (2, "曾国强"), (3, "单晓红")
    ]  # fmt: skip


def test_those_who_came_are_counted_apart_from_those_enrolled(
    db: Register, school: int, training: int, people: list[int]
) -> None:
    one, two, _ = roster(db, training)
    (first, *_) = timetable.find(db, training_class=training)
    attendance.mark(db, enrollment=one.id, session=first, mark="late", today=made_up.TODAY)
    attendance.mark(db, enrollment=two.id, session=first, mark="sick_leave", today=made_up.TODAY)
    enrollments.admit(db, training, people[3], came_by="substitute", stands_for=two)
    walk_ins.note(db, training, name="王老五", today=made_up.TODAY)
    empty = classes.prepare(db, school=school, year=2026, name="空班")
    assert enrollments.turnouts(db, [empty, training]) == {
        empty: enrollments.Turnout(0, 0, 0, 0, 0),
        training: enrollments.Turnout(3, 1, 1, 0, 1),
    }
    sub = roster(db, training)[3]
    assert (sub.came_by, sub.stands_for, sub.seq_no) == ("substitute", two.id, 4)


def test_whoever_is_stood_in_for_or_has_a_slip_cannot_be_taken_off(
    db: Register, training: int, people: list[int]
) -> None:
    one = roster(db, training)[0]
    sub = enrollments.admit(db, training, people[3], came_by="substitute", stands_for=one)
    with pytest.raises(UserError, match="有人替单晓红代训"):
        enrollments.withdraw(db, one.id)
    enrollments.withdraw(db, sub)
    enrollments.withdraw(db, one.id)
    assert [who.name for who in roster(db, training)] == ["曾国强", "买买提·吐尔逊"]


def test_somebody_merged_is_admitted_once(db: Register, training: int, people: list[int]) -> None:
    persons.merge(db, kept=people[0], other=people[3], why="同一人", today="2026-11-22")
    with pytest.raises(UserError, match="单晓红已在本班"):
        enrollments.admit(db, training, people[3], came_by="walk_in")
