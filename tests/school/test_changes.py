from app.school import attendance, branches, changes, enrollments, members, words
from app.school.changes import Criteria
from db.register import Register
from tests import made_up


def names(db: Register, wanted: Criteria | None = None) -> list[str]:
    return [one.name for one in changes.rows(db, changes.find(db, wanted))]


def said(db: Register, act: int) -> list[tuple[str, ...]]:
    return sorted((one.noun, one.of, one.field, one.old, one.new) for one in changes.lines(db, act))


def test_the_newest_act_comes_first_with_who_and_when(db: Register, school: int) -> None:
    branches.add(db, "下党村党支部", school=school)
    db.operator = "李干事"
    _enrol(db, school, "雷金花")
    newest = changes.rows(db, changes.find(db))[0]
    assert (newest.name, newest.operator, newest.own, newest.undone) == (
        "新增人员：雷金花",
        "李干事",
        True,
        False,
    )
    assert newest.at.startswith("2026-11-2") and newest.rows == 1
    assert changes.clerks(db) == ["张干事", "李干事"]


def _enrol(db: Register, school: int, name: str) -> int:
    return members.enrol(db, {"name": name, "member_type": "full"}, school=school)


def test_a_change_is_said_from_what_to_what(db: Register, school: int) -> None:
    one, other = (branches.add(db, f"{name}村党支部", school=school) for name in ("下党", "上党"))
    who = members.enrol(db, {"name": "雷金花", "member_type": "probationary", "branch": one}, school=school)
    members.amend(db, who, {"member_type": "full", "branch": other, "floating": 1, "note": "在外"})
    assert said(db, changes.find(db)[0]) == sorted(
        [
            ("人员", "雷金花", words.column("member", "member_type"), "预备党员", "正式党员"),
            ("人员", "雷金花", words.column("member", "branch"), "下党村党支部", "上党村党支部"),
            ("人员", "雷金花", words.column("member", "floating"), "否", "是"),
            ("人员", "雷金花", words.column("member", "note"), "", "在外"),
        ]
    )


def test_an_undo_says_what_it_took_back_and_marks_what_it_undid(db: Register, school: int) -> None:
    who = _enrol(db, school, "雷金花")
    members.amend(db, who, {"note": "在外"})
    db.undo()
    undo, undone = changes.rows(db, changes.find(db))[:2]
    assert (undo.name, undo.undone, undone.undone) == ("撤销：修改人员：雷金花", False, True)
    assert said(db, undo.id) == [("人员", "雷金花", words.column("member", "note"), "在外", "")]


def test_acts_are_found_by_words_clerk_and_day(db: Register, school: int) -> None:
    _enrol(db, school, "雷金花")
    db.operator = "李干事"
    branches.add(db, "下党村党支部", school=school)
    assert names(db, Criteria(text="雷金花")) == ["新增人员：雷金花"]
    assert names(db, Criteria(operator="李干事")) == ["新增支部：下党村党支部"]
    assert names(db, Criteria(since="2026-11-21")) == []
    assert names(db, Criteria(until="2026-11-19")) == []
    assert len(names(db, Criteria(since="2026-11-19", until="2026-11-21"))) == len(names(db))
    assert names(db, Criteria(text="%_'\"")) == []


def test_what_touched_a_person_is_found_even_where_it_is_gone(db: Register, school: int) -> None:
    people = made_up.people(db, school, 2)
    training_class = made_up.a_class(db, school, people)
    (session, *_) = [row[0] for row in db.execute("SELECT id FROM session ORDER BY date, half_day")]
    ids = enrollments.find(db, training_class=training_class)
    attendance.mark(db, enrollment=ids[0], session=session, mark="late", minutes=20, today=made_up.TODAY)
    seen = names(db, Criteria(member=people[0]))
    assert any("迟到" in name for name in seen)
    assert f"新增人员：{members.row(db, people[0]).name}" in seen
    assert f"新增人员：{members.row(db, people[1]).name}" not in seen
    of_class = names(db, Criteria(training_class=training_class))
    assert any("迟到" in name for name in of_class)
    assert not any(name.startswith("新增人员") for name in of_class)


def test_every_act_of_a_whole_class_can_be_read(db: Register, school: int) -> None:
    made_up.a_class(db, school, made_up.people(db, school, 3))
    for act in changes.find(db):
        for line in changes.lines(db, act):
            assert line.noun and line.field and line.old != line.new
            ids = [part for part in (line.of, line.old, line.new) if part.isdigit() and len(part) > 12]
            assert ids == [] or line.field == "身份证号", line
