import json
from pathlib import Path

import pytest

from app.errors import UserError
from app.jobs import erasures as job
from app.school import changes, erasures, members, origins, rosters, transfers
from db import IntegrityError, chain
from db.faults import UndoRefused
from db.register import Register
from tests import made_up
from tests.db.test_chain import forge

PHONE, OTHER, HOME = "13900001111", "13700002222", "下党乡下党村岭头路七号"


@pytest.fixture
def who(db: Register, people: list[int]) -> int:
    members.amend(db, people[0], {"phone": PHONE, "address": HOME, "note": "无"})
    members.amend(db, people[0], {"phone": OTHER, "doubts": (f"手机 {OTHER} 与别人相同",)})
    members.amend(db, people[1], {"note": "无"})
    return people[0]


def everything(db: Register) -> str:
    """Give every text the register holds."""
    return "\n".join(
        str(value)
        for table in db.table_names()
        for row in db.execute(f'SELECT * FROM "{table}"').fetchall()
        for value in row
    )


def erased(db: Register, who: int, *fields: str) -> int:
    chosen = fields or tuple(erasures.ERASABLE)
    return erasures.erase(db, who, chosen, asked_by="本人", reason="已转出，不再需要", today="2026-11-22")


def test_nothing_in_the_register_says_it_any_more_and_the_chain_holds(db: Register, who: int) -> None:
    number = members.row(db, who).id_number
    before = chain.head(db)
    erased(db, who)
    said = everything(db)
    assert not [value for value in (PHONE, OTHER, HOME, number) if value in said]
    assert chain.check(db) is None and chain.holds(db, before)
    left = members.row(db, who)
    assert (left.phone, left.address, left.note, left.id_number, left.name) == ("", "", "", "", "单晓红")


def test_the_act_is_on_record_with_who_asked_and_why(db: Register, school: int, who: int) -> None:
    tail = members.row(db, who).id_number[-4:]
    erased(db, who)
    (found,) = erasures.rows(db, erasures.find(db, school=school, member=who))
    assert (found.name, found.asked_by, found.reason, found.id_tail) == (
        "单晓红",
        "本人",
        "已转出，不再需要",
        tail,
    )
    assert found.fields == ("phone", "address", "note", "id_number")
    assert found.erased_by == "张干事"


def test_others_keep_what_they_said(db: Register, people: list[int], who: int) -> None:
    erased(db, who)
    assert members.row(db, people[1]).note == "无"
    lines = db.execute("SELECT new FROM history WHERE tbl = 'member' AND row = ?", [people[1]]).fetchall()
    assert any(json.loads(new).get("note") == "无" for (new,) in lines)
    assert origins.of_member(db, people[1])[-1].fields["note"] == "无"


def test_only_what_was_asked_for_goes_and_a_second_time_takes_the_rest(db: Register, who: int) -> None:
    erased(db, who, "phone")
    assert PHONE not in everything(db) and HOME in everything(db)
    erased(db, who, "address")
    assert HOME not in everything(db)
    assert chain.check(db) is None


def test_an_erasing_is_not_undone_and_what_came_before_is_refused(
    db: Register, people: list[int], who: int
) -> None:
    members.amend(db, people[2], {"job": "会计"})
    erased(db, who)
    assert db.undo() == "修改人员：买买提·吐尔逊"
    assert db.undoable() == "修改人员：曾国强" and db.undo()
    with pytest.raises(UndoRefused):
        db.undo()
    assert members.row(db, who).phone == ""


def test_a_refused_line_of_a_roster_and_a_slip_are_wiped(db: Register, school: int, who: int) -> None:
    with db.act("导入名册：名单.xlsx"):
        sheet = db.execute("SELECT id FROM school").fetchone()[0]
        db.execute(
            "INSERT INTO roster (id, school, file_name, sha256, sheet_name, taken_on, added, updated, "
            "unchanged, refused) VALUES (77, ?, '名单.xlsx', ?, '党员', '2026-11-20', 0, 0, 0, 2)",
            [sheet, "0" * 64],
        )
        for row, cells in ((78, ["单晓红", PHONE, HOME]), (79, ["别人", "13600003333", HOME])):
            db.execute(
                "INSERT INTO refused_row (id, school, roster, row_no, cells, reasons) "
                "VALUES (?, ?, 77, 5, ?, ?)",
                [row, sheet, json.dumps(cells, ensure_ascii=False), json.dumps([f"{cells[1]} 已有"])],
            )
    erased(db, who)
    left = [one.cells for one in rosters.refused(db, 77)]
    assert left == [("单晓红", "", ""), ("别人", "13600003333", HOME)]
    assert PHONE not in everything(db) and "13600003333" in everything(db)
    assert chain.check(db) is None


def test_what_must_stay_is_said_with_the_reason(db: Register, who: int) -> None:
    assert [one.what for one in erasures.kept(db, who)] == ["姓名、性别、出生日期、党员类别、入党日期和支部"]
    assert all(one.why.endswith("。") for one in erasures.kept(db, who))
    assert any("备份" in sentence and "九个月" in sentence for sentence in erasures.still_in(db, who))


@pytest.mark.parametrize(
    ("asked_by", "reason", "fields"),
    [
        (" ", "转出", ("phone",)),
        ("本人", "", ("phone",)),
        ("本人", "转出", ("name",)),
        ("本人", "转出", ("floating_to",)),
    ],
)
def test_without_a_name_or_reason_or_with_nothing_to_erase_nothing_happens(
    db: Register, who: int, asked_by: str, reason: str, fields: tuple[str, ...]
) -> None:
    before = everything(db)
    with pytest.raises(UserError):
        erasures.erase(db, who, fields, asked_by=asked_by, reason=reason, today="2026-11-22")
    assert everything(db) == before


def test_history_is_rewritten_in_no_other_way(db: Register, who: int) -> None:
    with pytest.raises(IntegrityError, match="keeps what happened"), db.act("改写历史"):
        db.execute("UPDATE history SET new = '{}' WHERE tbl = 'member'")
    erased(db, who)
    with pytest.raises(IntegrityError, match="keeps what happened"), db.act("改写历史"):
        db.execute("UPDATE history SET new = '{}' WHERE tbl = 'member'")


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE history SET new = replace(new, '单晓红', '别人') WHERE n IN (SELECT history FROM redaction)",
        "UPDATE redaction SET leaf = reads",
        "UPDATE redaction SET reads = leaf",
        "DELETE FROM redaction WHERE id = (SELECT max(id) FROM redaction)",
        "INSERT INTO redaction (history, act, leaf, reads) SELECT min(n), max(act), "
        "'0000000000000000000000000000000000000000000000000000000000000000', "
        "'0000000000000000000000000000000000000000000000000000000000000000' FROM history",
    ],
)
def test_a_forged_erasing_breaks_the_chain(db: Register, who: int, forgery: str) -> None:
    erased(db, who)
    forge(db, forgery)
    assert chain.check(db) is not None


def test_the_hash_of_an_erased_line_cannot_be_tried_out(db: Register, who: int) -> None:
    before = {n: line for n, *line in db.execute("SELECT n, tbl, row, op, old, new FROM history").fetchall()}
    erased(db, who)
    for n, leaf in db.execute("SELECT history, leaf FROM redaction").fetchall():
        assert db.execute("SELECT salt FROM history WHERE n = ?", [n]).fetchone() == (b"",)
        assert n not in before or chain.leaf(b"", n, *before[n]) != leaf


def test_a_merged_record_is_the_same_person(db: Register, school: int, who: int) -> None:
    twin = members.enrol(db, {"name": "单晓虹", "phone": PHONE}, school=school)
    with db.act("合并"):
        db.execute(
            "INSERT INTO person_link (id, school, kept, other, why, linked_on, linked_by) "
            "VALUES (5, ?, ?, ?, '同一人', '2026-11-20', '张干事')",
            [school, who, twin],
        )
    erased(db, who)
    assert PHONE not in everything(db)


def test_the_changes_can_still_be_read(db: Register, who: int) -> None:
    erased(db, who)
    for act in changes.find(db, changes.Criteria(member=who)):
        assert PHONE not in str(changes.lines(db, act))


def test_a_slip_of_theirs_is_wiped_too(db: Register, school: int, who: int) -> None:
    body = {"who": transfers.particulars(db, who), "years": []}
    made = transfers.hand_out(
        db, who, slip="ZY-1", on="2026-11-20", to_name="鳌阳镇党校", body=body, today="2026-11-20"
    )
    erased(db, who)
    assert PHONE not in everything(db) and OTHER not in everything(db)
    (left,) = transfers.rows(db, [made])
    assert left.body["who"]["name"] == "单晓红" and left.body["who"]["phone"] == ""
    assert chain.check(db) is None


def test_the_file_holds_nothing_of_it(tmp_path: Path) -> None:
    db = made_up.register(tmp_path)
    school = made_up.school(db)
    one = members.enrol(db, {"name": "单晓红", "phone": PHONE}, school=school)
    job.erase(db, one, ["phone"], asked_by="本人", reason="不再需要", today="2026-11-22")
    assert not Path(f"{db.path}-wal").stat().st_size
    db.close()
