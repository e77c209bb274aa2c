import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.school import (
    attendance,
    branches,
    certificates,
    classes,
    enrollments,
    hours,
    members,
    timetable,
)
from db import undoing
from db.faults import UndoRefused
from db.register import Register
from tests import made_up

HALVES = ("am", "pm", "evening")


def _one(db: Register, table: str, pick: int) -> int:
    ids = [row[0] for row in db.execute(f"SELECT id FROM {table} ORDER BY id")]
    if not ids:
        raise UserError("还没有。")
    return ids[pick % len(ids)]


def do(db: Register, school: int, verb: int, pick: int) -> None:
    """Do one of the clerk's acts, on things chosen by number; `UserError` where there is nothing to do."""
    name = f"第{pick}号"
    if verb == 0:
        members.enrol(db, {"name": name, "id_number": made_up.id_number(pick)}, school=school)
    elif verb == 1:
        members.amend(db, _one(db, "member", pick), {"note": name, "frail": pick % 2})
    elif verb == 2:
        members.leave(db, _one(db, "member", pick), on="2026-11-01", reason="转出")
    elif verb == 3:
        members.come_back(db, _one(db, "member", pick))
    elif verb == 4:
        branches.add(db, name, school=school)
    elif verb == 5:
        branches.learn(db, f"{name}村", branch=_one(db, "branch", pick), school=school)
    elif verb == 6:
        classes.prepare(db, school=school, year=2026, name=name, place=f"{pick % 2}楼")
    elif verb == 7:
        enrollments.enrol(db, _one(db, "training_class", pick), [_one(db, "member", pick)])
    elif verb == 8:
        enrollments.withdraw(db, _one(db, "enrollment", pick))
    elif verb == 9:
        timetable.add(db, _one(db, "training_class", pick), on=f"2026-11-{pick + 1:02}",
                      half_day=HALVES[pick % 3], course="党课", teacher=name, quarter_hours=16)  # fmt: skip
    elif verb == 10:
        timetable.drop(db, _one(db, "session", pick))
    else:
        training = _one(db, "training_class", pick)
        grid = attendance.roll_call(db, training)
        if not grid.enrollments or not grid.sessions:
            raise UserError("还没有。")
        who, when = grid.enrollments[pick % len(grid.enrollments)], grid.sessions[pick % len(grid.sessions)]
        marks = ("present", "absent", "late", None)
        attendance.mark(db, enrollment=who.id, session=when.id, mark=marks[pick % 4], today=made_up.TODAY)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 7)), max_size=40))
def test_undoing_each_act_leads_back_through_every_earlier_moment(acts: list[tuple[int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        db = made_up.register(Path(folder))
        school = made_up.school(db)
        people = made_up.people(db, school, 2)
        made_up.a_class(db, school, people, days=("2026-11-20",))
        moments = []
        for verb, pick in acts:
            before, newest = made_up.content(db), undoing.last_undoable(db)
            try:
                do(db, school, verb, pick)
            except UserError:
                assert made_up.content(db) == before
            if undoing.last_undoable(db) != newest:
                moments.append(before)
        for moment in reversed(moments):
            assert db.undo()
            assert made_up.content(db) == moment
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        db.close()


def test_undo_gives_the_name_of_what_it_undid(db: Register, school: int) -> None:
    branches.add(db, "甲支部", school=school)
    assert db.undoable() == "新增支部：甲支部"
    assert db.undo() == "新增支部：甲支部"
    assert branches.find(db) == []


def test_undo_is_itself_in_the_list_of_acts_and_is_not_undone(db: Register, school: int) -> None:
    branches.add(db, "甲支部", school=school)
    branches.add(db, "乙支部", school=school)
    db.undo()
    db.undo()
    names = [row[0] for row in db.execute("SELECT name FROM act WHERE undoes IS NOT NULL ORDER BY id")]
    assert names == ["撤销：新增支部：乙支部", "撤销：新增支部：甲支部"]
    assert db.undoable() == "开始使用：下党乡党校"


def test_undo_survives_a_restart(tmp_path: Path) -> None:
    db = made_up.register(tmp_path)
    branches.add(db, "甲支部", school=made_up.school(db))
    db.close()
    db = made_up.register(tmp_path, operator="李干事", seed=2)
    assert db.undo() == "新增支部：甲支部"
    assert branches.find(db) == []
    db.close()


def test_undo_finds_the_newest_act_though_the_clock_was_set_back(tmp_path: Path) -> None:
    db = made_up.register(tmp_path)
    school = made_up.school(db)
    branches.add(db, "甲支部", school=school)
    db.close()
    db = made_up.register(tmp_path, clock=made_up.Clock(made_up.START_MS - 10**10))
    branches.add(db, "乙支部", school=school)
    assert db.undo() == "新增支部：乙支部"
    db.close()


def test_nothing_is_undone_in_a_new_register(db: Register) -> None:
    assert db.undoable() is None
    assert db.undo() is None


def test_founding_the_school_is_not_undone(db: Register, school: int) -> None:
    before = made_up.content(db)
    with pytest.raises(UndoRefused, match="开始使用"):
        db.undo()
    assert made_up.content(db) == before


def test_a_row_that_was_changed_since_is_not_undone(db: Register, school: int) -> None:
    (who,) = made_up.people(db, school, 1)
    with db.act("别处的修改", recording=False):
        db.execute("UPDATE member SET note = '县里改的', name = '别名' WHERE id = ?", [who])
    before = made_up.content(db)
    with pytest.raises(UndoRefused, match=r"新增人员：单晓红"):
        db.undo()
    assert made_up.content(db) == before


def test_a_row_that_others_refer_to_is_not_undone(db: Register, school: int) -> None:
    branch = branches.add(db, "甲支部", school=school)
    with db.act("别处来的", recording=False):
        db.execute(
            "INSERT INTO branch_alias (id, school, branch, alias) VALUES (1, ?, ?, '甲')", [school, branch]
        )
    with pytest.raises(UndoRefused):
        db.undo()
    assert branches.find(db) == [branch]


def test_a_row_whose_place_was_taken_is_not_put_back(db: Register, school: int) -> None:
    branch = branches.add(db, "甲支部", school=school)
    with db.act("删去支部"):
        db.execute("DELETE FROM branch WHERE id = ?", [branch])
    with db.act("别处来的", recording=False):
        db.execute("INSERT INTO branch (id, school, name) VALUES (1, ?, '甲支部')", [school])
    with pytest.raises(UndoRefused, match="删去支部"):
        db.undo()


def test_posted_hours_and_certificates_are_not_undone(db: Register, school: int) -> None:
    training = made_up.a_class(db, school, made_up.people(db, school, 2))
    attendance.mark_all(
        db, training, sessions=timetable.find(db, training_class=training), today=made_up.TODAY
    )
    hours.close_class(db, training, today=made_up.TODAY)
    before = made_up.content(db)
    with pytest.raises(UndoRefused, match="结班"):
        db.undo()
    certificates.issue(db, training, today=made_up.TODAY)
    with pytest.raises(UndoRefused, match="证书"):
        db.undo()
    after = made_up.content(db)
    assert len(after.pop("certificate")) == 2
    before.pop("certificate")
    assert after == before


def test_another_laptop_s_acts_are_not_offered(db: Register, school: int) -> None:
    branches.add(db, "甲支部", school=school)
    with db.atomic():
        db.execute("UPDATE context SET device = device + 1")
    assert db.undoable() is None


def test_what_was_undone_is_done_again_step_by_step(db: Register, school: int) -> None:
    moments = [made_up.content(db)]
    for name in ("一", "二", "三"):
        branches.add(db, f"{name}村党支部", school=school)
        moments.append(made_up.content(db))
    assert db.redoable() is None and db.redo() is None
    for back in (2, 1, 0):
        db.undo()
        assert made_up.content(db) == moments[back]
    for forth, name in ((1, "一"), (2, "二")):
        assert db.redoable() == f"新增支部：{name}村党支部"
        assert db.redo() == f"新增支部：{name}村党支部"
        assert made_up.content(db) == moments[forth]
    assert db.undo() == "新增支部：二村党支部", "what was redone is undone again"
    assert db.redo() == "新增支部：二村党支部"
    assert db.redo() == "新增支部：三村党支部" and made_up.content(db) == moments[3]
    assert db.redoable() is None


def test_something_new_leaves_nothing_to_redo(db: Register, school: int) -> None:
    branches.add(db, "一村党支部", school=school)
    db.undo()
    branches.add(db, "二村党支部", school=school)
    assert db.redoable() is None
    db.undo()
    assert db.redoable() == "新增支部：二村党支部"
    db.redo()
    assert db.redoable() is None, "the one undone before is behind something new"


def test_redo_survives_a_restart_and_has_a_name_in_the_list_of_acts(tmp_path: Path) -> None:
    db = made_up.register(tmp_path)
    branches.add(db, "一村党支部", school=made_up.school(db))
    db.undo()
    db.close()
    db = made_up.register(tmp_path)
    db.redo()
    names = [row[0] for row in db.execute("SELECT name FROM act ORDER BY id DESC LIMIT 2")]
    assert names == ["重做：新增支部：一村党支部", "撤销：新增支部：一村党支部"]
    db.close()


def test_redo_is_refused_where_something_took_its_place(db: Register, school: int) -> None:
    branches.add(db, "一村党支部", school=school)
    db.undo()
    with db.act("别处的更改", recording=False):
        db.execute("INSERT INTO branch (id, school, name) VALUES (5, ?, '一村党支部')", [school])
    before = made_up.content(db)
    with pytest.raises(UndoRefused):
        db.redo()
    assert made_up.content(db) == before
