from app.school import known_rows, members, persons, schools
from db.register import Register
from tests import made_up


def test_a_row_is_known_by_name_branch_and_birth() -> None:
    def key(name: str = "张 三", birth: str = "1970", branch: int | None = None, named: str = "前 村") -> str:
        return known_rows.key(name, birth=birth, branch=branch, branch_name=named)

    assert key() == key("张三", named="前村")
    assert len({key(), key("张四"), key(birth="1971"), key(birth=""), key(named=""), key(branch=7)}) == 6
    assert key(branch=7) == key(branch=7, named="前村支部")


def test_what_is_known_is_kept_and_replaced(db: Register) -> None:
    school = made_up.school(db)
    one, other = made_up.people(db, school, 2)
    known_rows.remember(db, {"a": one, "b": other}, school=school)
    known = known_rows.by_key(db, school=school)
    assert {key: row.member for key, row in known.items()} == {"a": one, "b": other}
    before = db.stamp()
    known_rows.remember(db, {"a": one}, school=school)
    assert db.stamp() == before
    known_rows.remember(db, {"a": other, "b": other}, school=school, anew={"b"})
    after = known_rows.by_key(db, school=school)
    assert {key: row.member for key, row in after.items()} == {"a": other, "b": other}
    assert after["b"].id > known["b"].id
    assert db.undo() == "记住没有身份证号的各行是谁"
    assert known_rows.by_key(db, school=school) == known


def test_whoever_was_merged_is_the_other_one(db: Register) -> None:
    school = made_up.school(db)
    one, other = made_up.people(db, school, 2)
    known_rows.remember(db, {"a": other}, school=school)
    persons.merge(db, kept=one, other=other, why="同一人", today=made_up.TODAY)
    assert known_rows.by_key(db, school=school)["a"].member == one


def test_another_school_knows_nothing_of_it(db: Register) -> None:
    school = made_up.school(db)
    known_rows.remember(db, {"a": members.enrol(db, {"name": "张三"}, school=school)}, school=school)
    assert known_rows.by_key(db, school=schools.own(db).id + 1) == {}
