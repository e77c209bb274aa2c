import pytest

from app.errors import UserError
from app.school import attendance, classes, courses, ledgers, persons, places, teachers, timetable
from app.school.catalogues import COURSES, PLACES, TEACHERS, Taught, held
from db.register import Register
from tests import made_up


def test_a_teacher_is_added_amended_and_found(db: Register, school: int) -> None:
    new = teachers.add(
        db,
        {"name": " 钟  梅 ", "post": "县委党校讲师", "engagement": "invited", "source": "party_school",
         "fields": "党史", "phone": "139 0000 0000"},
        school=school,
    )  # fmt: skip
    (found,) = teachers.rows(db, [new])
    assert (found.name, found.post, found.engagement, found.phone) == (
        "钟 梅", "县委党校讲师", "invited", "13900000000")  # fmt: skip
    teachers.amend(db, new, {"phone": "", "post": "县委党校副教授"})
    (found,) = teachers.rows(db, teachers.find(db, "梅", school=school))
    assert (found.post, found.phone, found.fields) == ("县委党校副教授", "", "党史")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": " "}, "请填写教师的姓名"),
        ({"name": "雷老师", "engagement": "临时"}, "专职、兼职或邀请"),
        ({"name": "雷老师", "source": "亲戚"}, "列出的八类"),
        ({"name": "雷老师", "phone": "没有"}, "“没有”不是电话号码"),
        ({"name": "王老师"}, "“王老师”已经有了"),
    ],
)
def test_a_teacher_that_cannot_be_is_refused(
    db: Register, school: int, values: dict[str, str], said: str
) -> None:
    teachers.add(db, {"name": "王老师"}, school=school)
    before = made_up.content(db)
    with pytest.raises(UserError, match=said):
        teachers.add(db, values, school=school)
    assert made_up.content(db) == before


def test_who_teaches_no_more_is_not_offered_but_kept(db: Register, school: int) -> None:
    one = teachers.add(db, {"name": "王老师"}, school=school)
    teachers.retire(db, one, on="2026-11-22")
    assert teachers.names(db, school=school) == []
    assert teachers.find(db, school=school) == []
    assert teachers.find(db, school=school, ended=True) == [one]
    # a timetable that names the person again means the same one
    assert teachers.called(db, "王老师", school=school) == one
    teachers.retire(db, one, on=None)
    assert teachers.names(db, school=school) == ["王老师"]


def test_two_spellings_become_one_and_the_half_days_follow(
    db: Register, school: int, people: list[int]
) -> None:
    training = made_up.a_class(db, school, people)
    kept = teachers.add(db, {"name": "王志远"}, school=school)
    (other,) = teachers.find(db, "王老师", school=school)
    assert teachers.merge(db, kept=kept, other=other) == 4
    found = timetable.rows(db, timetable.find(db, training_class=training))
    assert {one.teacher for one in found} == {"王志远"}
    assert teachers.names(db, school=school) == ["王志远"]
    # the old spelling leads to the one that stayed
    assert teachers.called(db, "王老师", school=school) == kept
    with pytest.raises(UserError, match="已经并入"):
        teachers.merge(db, kept=other, other=kept)
    with pytest.raises(UserError, match="两个不同的教师"):
        teachers.merge(db, kept=kept, other=kept)
    assert db.undo() == "合并教师：王老师并入王志远"
    assert teachers.names(db, school=school) == ["王志远", "王老师"]


def test_a_place_that_is_merged_takes_its_classes_along(db: Register, school: int, people: list[int]) -> None:
    training = made_up.a_class(db, school, people)
    kept = places.add(db, {"name": "党校二楼会议室", "kind": "meeting_room", "seats": 60}, school=school)
    (other,) = [one for one in places.find(db, "二楼会议室", school=school) if one != kept]
    assert places.merge(db, kept=kept, other=other) == 4
    assert classes.row(db, training).place_name == "党校二楼会议室"


def test_what_was_taught_in_a_year_is_counted(db: Register, school: int, people: list[int]) -> None:
    training = made_up.a_class(db, school, people)
    sessions = timetable.find(db, training_class=training)
    attendance.mark_all(db, training, sessions=sessions[:2], today=made_up.TODAY)
    (who,) = attendance.roll_call(db, training).enrollments[:1]
    attendance.mark(db, enrollment=who.id, session=sessions[0], mark="absent", today=made_up.TODAY)
    (one,) = teachers.find(db, school=school)
    every = teachers.taught(db, school=school, year=2026)
    assert every == {one: Taught(sessions=4, quarter_hours=64, classes=1, people=4, attendances=7, ahead=0)}
    held_so_far = teachers.taught(db, school=school, year=2026, until="2026-11-20")[one]
    assert (held_so_far.sessions, held_so_far.quarter_hours, held_so_far.ahead) == (2, 32, 2)
    assert teachers.taught(db, school=school, year=2025) == {}
    persons.merge(db, kept=people[0], other=people[1], why="同一个人", today=made_up.TODAY)
    assert teachers.taught(db, school=school, year=2026)[one].people == 3


def test_two_classes_taught_at_once_give_the_hours_once(db: Register, school: int, people: list[int]) -> None:
    made_up.a_class(db, school, people[:2], days=("2026-11-20",), half_days=("am",))
    made_up.a_class(db, school, people[2:], days=("2026-11-20",), half_days=("am",), name="二班")
    (one,) = teachers.find(db, school=school)
    sum_ = teachers.taught(db, school=school, year=2026)[one]
    assert (sum_.sessions, sum_.quarter_hours, sum_.classes) == (2, 16, 2)
    behind = held(db, TEACHERS, one, year=2026)
    assert [(one.class_name, one.quarter_hours, one.counted) for one in behind] == [
        ("冬训班", 16, 16), ("二班", 16, 0)]  # fmt: skip


@pytest.mark.parametrize("kind", [TEACHERS, COURSES, PLACES])
def test_every_number_is_the_sum_of_the_list_behind_it(
    db: Register, school: int, people: list[int], kind: object
) -> None:
    for name in ("一班", "二班"):
        training = made_up.a_class(db, school, people, name=name)
        attendance.mark_all(
            db, training, sessions=timetable.find(db, training_class=training)[1:], today=made_up.TODAY
        )
    nouns = {TEACHERS: teachers, COURSES: courses, PLACES: places}
    counts = nouns[kind].taught(db, school=school, year=2026, until="2026-11-20")  # type: ignore[index]
    assert len(counts) == 1
    for row, sum_ in counts.items():
        behind = held(db, kind, row, year=2026, until="2026-11-20")  # type: ignore[arg-type]
        assert sum_.sessions == len(behind)
        assert sum_.quarter_hours == sum(one.counted for one in behind)
        assert sum_.attendances == sum(one.attendances for one in behind)
        assert sum_.classes == len({one.training_class for one in behind})


def test_courses_have_the_seven_categories_and_the_school_s_own(db: Register, school: int) -> None:
    courses.add(db, {"title": "茶叶栽培", "category": "实用技术", "usual_quarter_hours": 8}, school=school)
    courses.add(db, {"title": "党章", "category": "理论武装"}, school=school)
    base = ["理论武装", "思想铸魂", "党建领航", "政治理论", "党性修养", "革命传统", "形势政策"]
    assert courses.categories(db, school=school) == ["总课程", *base, "实用技术"]
    assert courses.usual_hours(db, " 茶叶栽培", school=school) == 8
    assert courses.usual_hours(db, "没有", school=school) == 0
    (one,) = courses.find(db, "党章", school=school)
    with pytest.raises(UserError, match="0 到 12"):
        courses.amend(db, one, {"usual_quarter_hours": 49})
    with pytest.raises(UserError, match="“茶叶栽培”已经有了"):
        courses.amend(db, one, {"title": "茶叶栽培"})


def test_a_place_has_a_kind_and_seats(db: Register, school: int) -> None:
    one = places.add(db, {"name": "下党乡展馆", "kind": "site", "seats": 40}, school=school)
    with pytest.raises(UserError, match="座位数"):
        places.amend(db, one, {"seats": -1})
    with pytest.raises(UserError, match="类别"):
        places.amend(db, one, {"kind": "船"})
    places.amend(db, one, {"seats": 60})
    assert places.rows(db, [one])[0].seats == 60


def test_a_school_puts_its_courses_under_the_tree_of_its_county(db: Register, school: int) -> None:
    usual = courses.tree(db, school=school)
    assert (usual.branch_of("党性修养"), usual.branch_of("实用技术")) == ("基础课", "能力提升课")
    assert "大东" in usual.source
    wanted = next(one for one in courses.trees() if one.key == "ningde")
    courses.choose_tree(db, wanted, school=school, today="2026-11-22")
    chosen = courses.tree(db, school=school)
    assert (chosen.branches, chosen.rest, chosen.source) == (wanted.branches, wanted.rest, wanted.source)
    assert courses.categories(db, school=school)[:2] == ["总讲课程", "经济建设"]
    courses.choose_tree(db, usual, school=school, today="2026-11-22")
    courses.choose_tree(db, wanted, school=school, today="2026-11-22")
    assert courses.tree(db, school=school).branches == wanted.branches
    twice = courses.Tree("", "甲", "自拟", (("乙", ("丙", "丙")),), "丁")
    with pytest.raises(UserError, match="不能重复"):
        courses.choose_tree(db, twice, school=school, today="2026-11-22")
    assert [db.undo() for _ in range(3)][-1] == "采用课程体系：“1+X”教学体系（宁德）"
    assert courses.tree(db, school=school) == usual


def test_a_contract_is_pasted_into_the_ledger_and_the_teacher_is_the_same_one(
    db: Register, school: int
) -> None:
    known = teachers.called(db, "王志远", school=school)
    head = ["姓名", "职称", "聘任日期", "聘任到期", "证书编号"]
    with pytest.raises(UserError, match="第 1 行：教师“王志远”已经有了"):
        ledgers.enter(
            db,
            teachers.LEDGER,
            [head, ["王志远", "副高级职称", "2025.3", "", ""]],
            school=school,
            today="2026-11-22",
        )
    (new,) = ledgers.enter(
        db,
        teachers.LEDGER,
        [head, ["林春生", "正高", "2025.3", "2027年12月", "A1"]],
        school=school,
        today="2026-11-22",
    )
    (found,) = teachers.rows(db, [new])
    assert (found.rank, found.hired_on, found.hired_until, found.note) == (
        "full",
        "2025-03",
        "2027-12",
        "证书编号：A1",
    )
    assert teachers.listed(db, "2027", school=school) == [new]
    ledgers.change(db, teachers.LEDGER, known, {"hired_on": "2026"}, today="2026-11-22")
    assert teachers.under_contract(db, school=school, on="2026-11-22") == [new, known]
    with pytest.raises(UserError, match="不能作废"):
        ledgers.void(db, teachers.LEDGER, known, reason="错", today="2026-11-22")
    ledgers.end(db, teachers.LEDGER, known, on="2026-11-01", reason="退出")
    assert teachers.listed(db, school=school) == [new]
    assert teachers.rows(db, [known])[0].ended_on == "2026-11-01"
    ledgers.resume(db, teachers.LEDGER, known)
    assert teachers.rows(db, [known])[0].ended_on == ""
