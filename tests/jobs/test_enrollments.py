from pathlib import Path

import pytest

from app.errors import UserError
from app.jobs import enrollments as jobs
from app.school import (
    attendance,
    branches,
    classes,
    closings,
    enrollments,
    hours,
    members,
    persons,
    quotas,
    timetable,
    walk_ins,
)
from app.sheets import workbooks
from db.register import Register
from tests import made_up

TODAY = made_up.TODAY


@pytest.fixture
def db(tmp_path: Path) -> Register:
    return made_up.register(tmp_path)


@pytest.fixture
def school(db: Register) -> int:
    return made_up.school(db)


@pytest.fixture
def people(db: Register, school: int) -> list[int]:
    """单晓红、曾国强、买买提·吐尔逊、雷金花、欧阳明月、解东升, all of 下党村党支部."""
    return made_up.people(db, school, 6)


@pytest.fixture
def training(db: Register, school: int, people: list[int]) -> int:
    return made_up.a_class(db, school, people[:2])


@pytest.fixture
def elsewhere(db: Register, school: int) -> int:
    return branches.add(db, "溪源村党支部", school=school)


def person(db: Register, school: int, name: str, **more: object) -> int:
    return members.enrol(db, {"name": name, "member_type": "full", **more}, school=school)


def known(db: Register, school: int) -> dict[str, list[int]]:
    return members.by_name(db, school=school)


def matched(db: Register, training: int, text: str) -> jobs.Matching:
    names = known(db, classes.row(db, training).school)
    lines = jobs.read_text(text, today=TODAY, known=names)
    return jobs.match(db, training, lines, title="粘贴的名单")


def verdicts(matching: jobs.Matching) -> list[tuple[str, str]]:
    return [(row.line.name, row.verdict) for row in matching.rows]


# reading


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("单晓红\n曾国强", ["单晓红", "曾国强"]),
        ("1. 单晓红\n2、曾国强\n（3）雷金花", ["单晓红", "曾国强", "雷金花"]),
        ("单晓红、曾国强，雷金花；李 四", ["单晓红", "曾国强", "雷金花", "李四"]),
        ("单晓红 曾国强 张新来", ["单晓红", "曾国强", "张新来"]),
        ("张　三\n李 四", ["张三", "李四"]),
        ("下党村：单晓红、曾国强", ["单晓红", "曾国强"]),
        ("买买提·吐尔逊", ["买买提·吐尔逊"]),
        ("1\t单晓红\t男\t汉族\t下党村党支部\t13800000000", ["单晓红"]),
        ("单晓红 13800000000\n\n曾国强 支部书记", ["单晓红", "曾国强"]),
        ("姓名\n单晓红\n曾国强", ["单晓红", "曾国强"]),
        ("单晓红（组长）", ["单晓红"]),
        ("下党村参训人员名单\n单晓红", ["单晓红"]),
    ],
)
def test_names_are_read_as_they_come_in_a_message(
    db: Register, school: int, people: list[int], text: str, names: list[str]
) -> None:
    lines = jobs.read_text(text, today=TODAY, known=known(db, school))
    assert [line.name for line in lines] == names


def test_a_line_says_branch_number_phone_and_post(db: Register, school: int, people: list[int]) -> None:
    number = made_up.id_number(7)
    text = f"3.雷新花 {number} 溪源村党支部 13900000000 村民\n机关党支部：李一、王二"
    first, second, third = jobs.read_text(text, today=TODAY, known=known(db, school))
    assert (first.name, first.id_number, first.branch) == ("雷新花", number, "溪源村党支部")
    assert (first.phone, first.unit_post, first.birth) == ("13900000000", "村民", "1970-01-01")
    assert [(line.name, line.branch) for line in (second, third)] == [
        ("李一", "机关党支部"),
        ("王二", "机关党支部"),
    ]


def test_a_village_on_a_line_of_its_own_stands_above_its_people(
    db: Register, school: int, people: list[int]
) -> None:
    text = "下党村：\n单晓红\n李一 机关党支部\n溪源村党支部\n王二"
    lines = jobs.read_text(text, today=TODAY, known=known(db, school))
    assert [(line.name, line.branch, line.row_no) for line in lines] == [
        ("单晓红", "下党村", 2), ("李一", "机关党支部", 3), ("王二", "溪源村党支部", 5)
    ]  # fmt: skip


def test_numbers_beside_several_names_are_nobodys(db: Register, school: int, people: list[int]) -> None:
    number = made_up.id_number(0)
    one, two = jobs.read_text(f"单晓红 曾国强 {number}", today=TODAY, known=known(db, school))
    assert (one.id_number, two.id_number) == ("", "")
    assert "分不清号码是谁的" in one.doubts[0]


@pytest.mark.parametrize("text", ["", "   \n\t", "2026-11-22\n123\n——"])
def test_a_list_of_nobody_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        jobs.read_text(text, today=TODAY)


def test_what_is_no_name_stays_as_a_line_to_mend(db: Register, school: int, people: list[int]) -> None:
    (line,) = jobs.read_text("村民 党员", today=TODAY, known=known(db, school))
    assert line.name == ""
    assert "看不出姓名" in line.doubts[0]


@pytest.mark.parametrize(
    "text",
    [
        "雷" * 5000,
        "\x00\x01单晓红",
        "=cmd|' /C calc'!A0",
        "<b>单晓红</b>",
        "\ud800单晓红",
        "，，，、、、单晓红",
    ],
)
def test_hostile_text_neither_breaks_nor_changes_anything(
    db: Register, school: int, training: int, text: str
) -> None:
    before = made_up.content(db)
    found = matched(db, training, text)
    assert len(found.rows) < 10
    assert made_up.content(db) == before


def test_too_long_a_list_is_refused() -> None:
    with pytest.raises(UserError, match="超过 5000 人"):
        jobs.read_text("\n".join(f"雷{chr(0x4E00 + at)}" for at in range(5001)), today=TODAY)


def test_a_file_with_headings_is_read_by_them(
    db: Register, school: int, people: list[int], tmp_path: Path
) -> None:
    path = tmp_path / "回执.csv"
    path.write_text(
        "报名回执\n序号,姓名,身份证号,所在党支部,备注\n"
        f"1,单晓红,{made_up.id_number(0)},下党村党支部,\n2,雷新花,,溪源村党支部,住宿\n",
        encoding="utf-8",
    )
    one, two = jobs.read_book(workbooks.read(path), today=TODAY, known=known(db, school))
    assert (one.name, one.id_number, one.branch) == ("单晓红", made_up.id_number(0), "下党村党支部")
    assert (two.name, two.branch, two.row_no) == ("雷新花", "溪源村党支部", 4)


# matching


def test_an_id_number_says_who_it_is(db: Register, training: int, people: list[int]) -> None:
    found = matched(db, training, f"雷金花 {made_up.id_number(3)}\n{made_up.id_number(4)}")
    assert [row.member for row in found.rows] == [people[3], people[4]]
    assert [row.verdict for row in found.rows] == ["found", "found"]


def test_a_number_of_somebody_else_is_asked_about(db: Register, training: int, people: list[int]) -> None:
    found = matched(db, training, f"雷金花 {made_up.id_number(4)}\n王五六 {made_up.id_number(5)}")
    first, second = found.rows
    assert (first.verdict, first.member, first.candidates) == ("ask", None, (people[4], people[3]))
    assert "是“欧阳明月”的，姓名却不同" in first.why
    assert (second.verdict, second.candidates) == ("ask", (people[5],))


def test_one_of_the_name_is_taken_and_said_to_be_by_name_only(
    db: Register, training: int, people: list[int]
) -> None:
    (row,) = matched(db, training, "雷 金 花").rows
    assert (row.verdict, row.member) == ("found", people[3])
    assert "只写了姓名" in row.why


def test_people_of_one_name_are_told_apart_by_branch_or_asked_about(
    db: Register, school: int, training: int, people: list[int], elsewhere: int
) -> None:
    other = person(db, school, "雷金花", branch=elsewhere, birth="1980-05-02")
    asked, by_branch, by_village, nowhere = matched(
        db, training, "雷金花\n雷金花 溪源村党支部\n雷金花 下党村\n雷金花 山后村党支部"
    ).rows
    assert (asked.verdict, asked.member) == ("ask", None)
    assert set(asked.candidates) == {people[3], other}
    assert (by_branch.verdict, by_branch.member) == ("found", other)
    assert (by_village.verdict, by_village.member) == ("found", people[3])
    assert (nowhere.verdict, nowhere.member) == ("ask", None)


def test_whoever_is_said_to_be_of_another_branch_is_asked_about(
    db: Register, training: int, people: list[int], elsewhere: int
) -> None:
    (row,) = matched(db, training, "雷金花 溪源村党支部").rows
    assert (row.verdict, row.member, row.candidates) == ("ask", None, (people[3],))
    assert "名册里在下党村党支部" in row.why


def test_another_number_or_birth_speaks_against_a_namesake(
    db: Register, training: int, people: list[int], tmp_path: Path
) -> None:
    (row,) = matched(db, training, f"雷金花 {made_up.id_number(77)}").rows
    assert (row.verdict, row.member) == ("ask", None)
    assert "身份证号不同" in row.why


def test_a_village_with_almost_the_same_name_is_another(
    db: Register, school: int, training: int, people: list[int]
) -> None:
    (row,) = matched(db, training, "雷金花 上下党村").rows
    assert (row.verdict, row.member) == ("ask", None)


def test_whoever_left_is_asked_about_and_merged_people_are_the_kept_one(
    db: Register, school: int, training: int, people: list[int]
) -> None:
    members.leave(db, people[3], on="2026-01-01", reason="转出")
    double = person(db, school, "欧阳明悦")
    persons.merge(db, kept=people[4], other=double, why="同一人", today=TODAY)
    left, merged, again = matched(db, training, "雷金花\n欧阳明悦\n欧阳明月").rows
    assert (left.verdict, left.member) == ("ask", None)
    assert "已在 2026-01-01 减少（转出）" in left.why
    assert (merged.verdict, merged.member) == ("found", people[4])
    assert (again.verdict, again.member) == ("twice", people[4])


def test_unknown_ones_stay_as_lines_with_those_who_sound_alike(
    db: Register, training: int, people: list[int]
) -> None:
    alike, unknown = matched(db, training, "雷今花\n王不识").rows
    assert (alike.verdict, alike.candidates) == ("unknown", (people[3],))
    assert "读音相同" in alike.why
    assert (unknown.verdict, unknown.candidates) == ("unknown", ())


def test_those_inside_and_those_named_twice_join_once(db: Register, training: int, people: list[int]) -> None:
    found = matched(db, training, "单晓红\n雷金花\n雷金花")
    assert verdicts(found) == [("单晓红", "inside"), ("雷金花", "found"), ("雷金花", "twice")]
    assert jobs.commit(db, found) == jobs.Taken(1, 0, 0)
    assert set(enrollments.within(db, training)) == {*people[:2], people[3]}


# deciding and taking in


def test_lines_are_settled_by_choosing_mending_adding_and_leaving_out(
    db: Register, school: int, training: int, people: list[int], elsewhere: int
) -> None:
    other = person(db, school, "雷金花", branch=elsewhere)
    number = made_up.id_number(50, birth="1999-09-09")
    found = matched(db, training, f"雷金花\n欧阳名月\n钟新人 溪源村党支部 {number}\n李不来")
    assert [row.verdict for row in found.rows] == ["ask", "unknown", "unknown", "unknown"]
    found = jobs.choose(db, found, 0, other)
    found = jobs.mend(db, found, 1, name="欧阳 明月")
    found = jobs.as_new(db, found, 2)
    found = jobs.set_aside(db, found, 3)
    assert [row.verdict for row in found.rows] == ["found", "found", "new", "aside"]
    assert jobs.commit(db, found) == jobs.Taken(3, 1, 0)
    roster = enrollments.rows(db, enrollments.find(db, training_class=training))
    assert [who.name for who in roster[2:]] == ["雷金花", "欧阳明月", "钟新人"]
    assert (roster[4].type_at_enrollment, roster[4].branch_at_enrollment) == ("非党员", "溪源村党支部")
    new = members.row(db, roster[4].member)
    assert (new.id_number, new.birth, new.gender) == (
        number,
        "1999-09-09",
        "男" if int(number[16]) % 2 else "女",
    )
    db.undo()
    assert len(enrollments.find(db, training_class=training)) == 2
    assert "钟新人" not in known(db, school)


def test_the_open_lines_are_kept_and_handed_back(
    db: Register, training: int, people: list[int], tmp_path: Path
) -> None:
    found = matched(db, training, "雷金花\n王不识 山后村")
    assert jobs.commit(db, found) == jobs.Taken(1, 0, 1)
    data = jobs.open_list(found)
    path = tmp_path / "没对上.xlsx"
    path.write_bytes(data)
    rows = workbooks.read(path).sheets[0].rows
    assert rows[1][1] == "王不识"
    assert "名册里没有" in str(rows[1])
    (again,) = jobs.read_book(workbooks.read(path), today=TODAY, known={})
    assert (again.name, again.branch) == ("王不识", "山后村")


def test_nothing_half_is_taken_in(db: Register, school: int, training: int, people: list[int]) -> None:
    number = made_up.id_number(60)
    found = matched(db, training, f"雷金花\n钟新人 {number}")
    with pytest.raises(UserError, match="没有可用的姓名"):
        jobs.as_new(db, matched(db, training, "村民"), 0)
    found = jobs.as_new(db, found, 1)
    person(db, school, "别的人", id_number=number)
    before = made_up.content(db)
    with pytest.raises(UserError, match="已经在名册里"):
        jobs.commit(db, found)
    assert made_up.content(db) == before
    with pytest.raises(UserError, match="是“别的人”的"):
        jobs.as_new(db, found, 1)
    with pytest.raises(UserError, match="没有可以加入的人"):
        jobs.commit(db, matched(db, training, "王不识"))
    classes.to_state(db, training, "closed", on=TODAY)
    with pytest.raises(UserError, match="已结班"):
        jobs.commit(db, found)


def test_a_number_that_is_none_mends_nothing(db: Register, training: int, people: list[int]) -> None:
    found = matched(db, training, "王不识")
    with pytest.raises(UserError):
        jobs.mend(db, found, 0, name="王不识", id_number="12345")
    assert jobs.mend(db, found, 0, name="x", id_number=made_up.id_number(3)).rows[0].verdict == "ask"


# whom to send


def test_those_most_short_of_hours_are_suggested_first(
    db: Register, school: int, people: list[int], elsewhere: int
) -> None:
    home = members.row(db, people[0]).branch
    assert home is not None
    members.amend(db, people[5], {"frail": 1})
    spring = made_up.a_class(db, school, people[:2], name="春训", days=("2026-03-01",))
    grid = attendance.roll_call(db, spring)
    attendance.mark_all(db, spring, sessions=[one.id for one in grid.sessions], today=TODAY)
    closings.close_class(db, spring, today=TODAY, without="试")
    training = classes.prepare(db, school=school, year=2026, name="冬训")
    enrollments.enrol(db, training, [people[2]])
    quotas.allot(db, training, branch=home, people=4)
    quotas.allot(db, training, branch=elsewhere, people=1)
    here, there = jobs.suggest(db, training)
    assert (here.quota.filled, here.quota.lacking) == (1, 3)
    assert {one.member for one in here.people[:2]} == {people[3], people[4]}
    assert here.people[2].member in people[:2]
    assert there.people == ()
    quotas.allot(db, training, branch=home, people=1)
    assert [one.quota.branch for one in jobs.suggest(db, training)] == [elsewhere]


# who came


def marks(db: Register, training: int) -> dict[str, list[str | None]]:
    grid = attendance.roll_call(db, training)
    return {
        who.name: [grid.marks.get((who.id, session.id)) for session in grid.sessions]
        for who in grid.enrollments
    }


def test_a_walk_in_becomes_a_trainee_with_the_half_days_they_sat_in(
    db: Register, training: int, people: list[int]
) -> None:
    first, _, third, _ = timetable.find(db, training_class=training)
    one = walk_ins.note(db, training, name="雷金花", sessions=[first, third], today=TODAY)
    row = jobs.match_walk_in(db, one, member=people[3], today="2026-11-21")
    (who,) = enrollments.rows(db, [row])
    assert (who.name, who.came_by, who.seq_no) == ("雷金花", "walk_in", 3)
    # of the days before today the half-days they were not in are settled, today's are not
    assert marks(db, training)["雷金花"] == ["present", "absent", "present", None]
    assert walk_ins.find(db, open_only=True) == []
    assert enrollments.turnouts(db, [training])[training] == enrollments.Turnout(2, 0, 0, 1, 0)
    db.undo()
    assert walk_ins.find(db, open_only=True) == [one]
    assert "雷金花" not in marks(db, training)


def test_a_walk_in_who_was_on_the_list_all_along_is_marked_there(
    db: Register, training: int, people: list[int]
) -> None:
    first, second, *_ = timetable.find(db, training_class=training)
    row = enrollments.within(db, training)[people[0]]
    one = walk_ins.note(db, training, name="单小红", sessions=[first, second], today=TODAY)
    attendance.mark(db, enrollment=row, session=second, mark="absent", today=TODAY)
    with pytest.raises(UserError, match="已记为旷课，请先在考勤里核对"):
        jobs.match_walk_in(db, one, member=people[0], today=TODAY)
    assert marks(db, training)["单晓红"] == [None, "absent", None, None]
    attendance.mark(db, enrollment=row, session=second, mark="late", today=TODAY)
    assert jobs.match_walk_in(db, one, member=people[0], today=TODAY) == row
    assert marks(db, training)["单晓红"] == ["present", "late", None, None]
    assert enrollments.rows(db, [row])[0].came_by == "enrolled"


def test_a_substitute_gets_the_hours_and_the_replaced_one_is_marked_absent(
    db: Register, training: int, people: list[int]
) -> None:
    first, second, third, _ = timetable.find(db, training_class=training)
    replaced = enrollments.within(db, training)[people[0]]
    enrollments.amend(db, [replaced], {"group_no": 2})
    row = jobs.substitute(
        db, replaced, member=people[3], sessions=[first, second], today=TODAY, mark="personal_leave"
    )
    (who,) = enrollments.rows(db, [row])
    assert (who.came_by, who.stands_for, who.group_no) == ("substitute", replaced, 2)
    assert marks(db, training)["雷金花"] == ["present", "present", "absent", "absent"]
    assert marks(db, training)["单晓红"] == ["personal_leave", "personal_leave", None, None]
    # another half-day of the same pair
    assert jobs.substitute(db, replaced, member=people[3], sessions=[third], today=TODAY) == row
    assert marks(db, training)["雷金花"] == ["present", "present", "present", "absent"]
    assert marks(db, training)["单晓红"] == ["personal_leave", "personal_leave", "absent", None]
    assert enrollments.turnouts(db, [training])[training].substitutes == 1
    assert hours.enrollment_hours(db, training)[row] > 0
    assert hours.enrollment_hours(db, training)[replaced] == 0


def test_nobody_stands_in_at_a_half_day_to_come(db: Register, training: int, people: list[int]) -> None:
    first, *_, last = timetable.find(db, training_class=training)
    replaced = enrollments.within(db, training)[people[0]]

    def refused() -> None:
        before = made_up.content(db)
        for mark in ("absent", "personal_leave"):
            with pytest.raises(
                UserError, match=r"^21日下午（2026-11-21）还没有上课，不能记代训；.*单晓红.*请假条"
            ):
                jobs.substitute(
                    db, replaced, member=people[3], sessions=[first, last], today="2026-11-20", mark=mark
                )
        assert made_up.content(db) == before

    refused()
    jobs.substitute(db, replaced, member=people[3], sessions=[first], today="2026-11-20")
    # nor another half-day of the same pair
    refused()
    jobs.substitute(db, replaced, member=people[3], sessions=[last], today="2026-11-21")
    assert marks(db, training)["雷金花"] == ["present", None, None, "present"]


def test_a_walk_in_of_a_half_day_to_come_is_not_matched(
    db: Register, training: int, people: list[int]
) -> None:
    first, *_, last = timetable.find(db, training_class=training)
    # Written down on a computer whose clock ran ahead.
    one = walk_ins.note(db, training, name="雷金花", sessions=[first, last], today="2026-11-21")
    before = made_up.content(db)
    for match in (
        lambda: jobs.match_walk_in(db, one, member=people[3], today="2026-11-20"),
        lambda: jobs.match_walk_in(db, one, member=people[0], today="2026-11-20"),
        lambda: jobs.admit_new(db, one, today="2026-11-20"),
    ):
        with pytest.raises(
            UserError, match=r"^21日下午（2026-11-21）还没有上课，雷金花不能记到课；.*更正.*再对上"
        ):
            match()
        assert made_up.content(db) == before
    walk_ins.amend(db, one, name="雷金花", unit="", sessions=[first], today="2026-11-20")
    jobs.match_walk_in(db, one, member=people[3], today="2026-11-20")
    assert marks(db, training)["雷金花"] == ["present", None, None, None]


def test_nobody_stands_in_for_whom_they_cannot(db: Register, training: int, people: list[int]) -> None:
    first, second, *_ = timetable.find(db, training_class=training)
    inside = enrollments.within(db, training)
    one, two = inside[people[0]], inside[people[1]]
    attendance.mark(db, enrollment=one, session=second, mark="late", today=TODAY)
    before = made_up.content(db)

    def refused(said: str, row: int, member: int, sessions: list[int], mark: str = "absent") -> None:
        with pytest.raises(UserError, match=said):
            jobs.substitute(db, row, member=member, sessions=sessions, today=TODAY, mark=mark)
        assert made_up.content(db) == before

    refused("请选代训的课次", one, people[3], [])
    refused("只能记为旷课、事假", one, people[3], [first], "present")
    refused("已记为迟到", one, people[3], [first, second])
    refused("自己就是本班学员", one, people[1], [first])
    sub = jobs.substitute(db, one, member=people[3], sessions=[first], today=TODAY)
    before = made_up.content(db)
    refused("本身是来代训的", sub, people[4], [first])
    refused("已替本班另一位学员代训", two, people[3], [first])
