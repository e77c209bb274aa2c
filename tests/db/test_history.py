import json
from pathlib import Path

import pytest

from app.school import branches, members
from db import IntegrityError, history
from db.faults import Tampered
from db.register import Register
from db.rows import insert, update
from tests import made_up


def lines(db: Register) -> list[tuple[str, str, dict[str, object], dict[str, object]]]:
    found = db.execute("SELECT tbl, op, old, new FROM history ORDER BY n")
    return [(tbl, op, json.loads(old or "{}"), json.loads(new or "{}")) for tbl, op, old, new in found]


def acts(db: Register) -> list[str]:
    return [row[0] for row in db.execute("SELECT name FROM act ORDER BY id")]


def test_every_travelling_table_has_its_three_recorders(db: Register) -> None:
    found = {row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")}
    tables = history.travelling_tables(db)
    assert {"member", "attendance", "hour_line", "certificate", "school"} <= set(tables)
    assert {f"history_{table}_{op}" for table in tables for op in ("insert", "update", "delete")} <= found


def test_what_stays_on_this_laptop_is_not_recorded(db: Register) -> None:
    everything = set(db.table_names()) - set(history.travelling_tables(db))
    assert everything >= {"setting", "secret", "history", "act", "context", "sent_parcel", "stray_row"}


def test_an_insert_is_recorded_whole(db: Register, school: int) -> None:
    branch = branches.add(db, "下党村党支部", school=school)
    assert lines(db)[-1] == (
        "branch", "insert", {}, {"id": branch, "school": school, "name": "下党村党支部"}
    )  # fmt: skip
    assert acts(db)[-1] == "新增支部：下党村党支部"


def test_an_update_records_only_what_changed(db: Register, school: int) -> None:
    (who,) = made_up.people(db, school, 1)
    members.amend(db, who, {"note": "在外务工", "gender": "男", "ethnicity": ""})
    assert lines(db)[-1] == ("member", "update", {"note": "", "gender": ""},
                             {"note": "在外务工", "gender": "男"})  # fmt: skip


def test_a_deletion_is_recorded_whole(db: Register, school: int) -> None:
    branch = branches.add(db, "下党村党支部", school=school)
    with db.act("删去"):
        db.execute("DELETE FROM branch WHERE id = ?", [branch])
    assert lines(db)[-1] == (
        "branch", "delete", {"id": branch, "school": school, "name": "下党村党支部"}, {}
    )  # fmt: skip


def test_texts_numbers_and_nothing_come_back_from_the_history_as_they_were(db: Register, school: int) -> None:
    odd = '引号"、反斜杠\\、\n换行、𠮷、\u2028'
    (who,) = made_up.people(db, school, 1)
    members.amend(db, who, {"note": odd, "branch": None, "id_number": ""})
    assert lines(db)[-1][3] == {"note": odd, "branch": None, "id_number": None}


def test_an_act_that_changes_nothing_leaves_no_trace(db: Register, school: int) -> None:
    (who,) = made_up.people(db, school, 1)
    before = acts(db), len(lines(db))
    members.amend(db, who, {"note": ""})
    with db.act("什么也没做"):
        db.execute("UPDATE member SET name = name")
    assert (acts(db), len(lines(db))) == before


def test_an_act_that_fails_leaves_no_trace(db: Register, school: int) -> None:
    before = acts(db), made_up.content(db)
    with pytest.raises(RuntimeError), db.act("半途而废"):
        branches.add(db, "甲支部", school=school)
        raise RuntimeError
    assert (acts(db), made_up.content(db)) == before
    branches.add(db, "乙支部", school=school)
    assert acts(db)[-1] == "新增支部：乙支部"


def test_an_act_within_an_act_joins_it(db: Register, school: int) -> None:
    with db.act("导入"):
        branches.add(db, "甲支部", school=school)
        with pytest.raises(RuntimeError), db.act("内层"):
            branches.add(db, "乙支部", school=school)
            raise RuntimeError
        branches.add(db, "丙支部", school=school)
    assert acts(db)[-1] == "导入"
    assert [branch.name for branch in branches.rows(db, branches.find(db))] == ["丙支部", "甲支部"]
    assert db.execute("SELECT count(DISTINCT act) FROM history WHERE tbl = 'branch'").fetchone() == (1,)


def test_an_act_says_who_when_and_on_which_laptop(db: Register, school: int, clock: made_up.Clock) -> None:
    branches.add(db, "甲支部", school=school)
    clock.now -= 10**9
    branches.add(db, "乙支部", school=school)
    found = db.execute("SELECT clock, device, operator FROM act ORDER BY id DESC LIMIT 2").fetchall()
    device = db.execute("SELECT device FROM context").fetchone()[0]
    assert [row[1:] for row in found] == [(device, "张干事")] * 2
    assert found[0][0] > found[1][0]
    assert found[1][0] >> 16 == pytest.approx(made_up.START_MS, abs=10**6)


def test_nothing_that_travels_is_written_outside_an_act(db: Register, school: int) -> None:
    (who,) = made_up.people(db, school, 1)
    before = made_up.content(db)
    for sql in (
        f"INSERT INTO branch (id, school, name) VALUES (1, {school}, '无名')",
        f"UPDATE member SET note = '偷改' WHERE id = {who}",
        f"DELETE FROM member WHERE id = {who}",
    ):
        with pytest.raises(IntegrityError, match=r"history\.act"):
            db.execute(sql)
    assert made_up.content(db) == before


def test_rows_of_another_school_leave_no_history_here(db: Register, school: int) -> None:
    before = lines(db)
    with db.act("接收数据包", recording=False):
        db.execute(
            "INSERT INTO school (id, school, code, level, full_name, short_name, seal_name, county_name) "
            "VALUES (5, 5, '1', 'township', '甲', '甲', '甲', '')"
        )
    assert lines(db) == before
    assert "接收数据包" not in acts(db)
    branches.add(db, "又记了", school=school)
    assert len(lines(db)) == len(before) + 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE history SET new = NULL",
        "DELETE FROM history",
        "UPDATE hour_line SET quarter_hours = 99",
        "DELETE FROM hour_line",
        "DELETE FROM certificate",
        "DELETE FROM school",
    ],
)
def test_what_happened_stays(sql: str, tmp_path: Path) -> None:
    db = old_register(tmp_path)
    with pytest.raises(IntegrityError, match="keeps what happened"), db.act("抹掉"):
        db.execute(sql)
    db.close()


def old_register(tmp_path: Path) -> Register:
    db = made_up.register(tmp_path)
    school = made_up.school(db)
    people = made_up.people(db, school, 1)
    training = made_up.a_class(db, school, people, days=("2026-11-20",), half_days=("am",))
    (session,) = db.execute("SELECT id FROM session").fetchone()
    (enrollment,) = db.execute("SELECT id FROM enrollment").fetchone()
    (rule,) = db.execute("SELECT id FROM hour_rule").fetchone()
    with db.act("入账"):
        line = {"training_class": training, "member": people[0], "session": session, "rule": rule}
        insert(db, "hour_line", {"school": school, **line, "date": "2026-11-20", "quarter_hours": 16,
                                 "reason": "到课"})  # fmt: skip
        numbers = {"year": 2026, "seq": 1, "number": "1", "quarter_hours": 16, "issued_on": "2026-11-21"}
        insert(db, "certificate", {"school": school, "enrollment": enrollment, **numbers})
        update(db, "certificate", db.execute("SELECT id FROM certificate").fetchone()[0], {"printed_on": "x"})
    return db


def test_a_transformed_table_loses_its_triggers_and_the_start_is_refused(tmp_path: Path) -> None:
    db = made_up.register(tmp_path)
    made_up.school(db)
    history.check(db)
    db.execute("PRAGMA foreign_keys = OFF")
    db["branch"].transform(types={"name": str})
    with pytest.raises(Tampered, match="history_branch_insert"):
        history.check(db)
    db.close()
    with pytest.raises(Tampered):
        made_up.register(tmp_path)


def test_installing_brings_lost_and_altered_triggers_back(db: Register, school: int) -> None:
    db.execute("DROP TRIGGER guard_history_delete")
    db.execute("DROP TRIGGER history_member_update")
    db.execute("CREATE TRIGGER history_member_update AFTER UPDATE ON member BEGIN SELECT 1; END")
    db.execute("CREATE TRIGGER sly AFTER INSERT ON member BEGIN SELECT 1; END")
    with pytest.raises(Tampered, match="guard_history_delete, history_member_update, sly"):
        history.check(db)
    history.install(db)
    history.check(db)
