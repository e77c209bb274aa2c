from pathlib import Path

from app.jobs import rosters as jobs
from app.school import members, origins, rosters
from app.sheets import workbooks
from db.register import Register
from tests import made_up


def take_in(db: Register, school: int, *rows: str) -> int:
    """Import rows pasted under the usual headings."""
    book = workbooks.pasted("\n".join(["姓名\t身份证号\t单位及职务\t手机号", *rows]))
    plan = jobs.plan(db, book, school=school, today=made_up.TODAY)
    return jobs.commit(db, plan, school=school, today=made_up.TODAY)


def test_every_fact_knows_where_it_is_from(db: Register, school: int) -> None:
    number = made_up.id_number(1)
    roster = take_in(db, school, f"张三\t{number}")
    (who,) = members.find(db)
    members.amend(db, who, {"phone": "10011112222"})
    later = take_in(db, school, f"张三\t{number}\t村委主任\t10011112222")
    members.amend(db, who, {"note": "写错了"})
    db.undo()
    members.leave(db, who, on="2026-11-20", reason="转出")
    found = origins.of_member(db, who)
    assert [(one.name, one.roster) for one in found] == [
        ("导入名册：粘贴的内容", roster),
        ("修改人员：张三", None),
        ("导入名册：粘贴的内容", later),
        ("减少人员：张三（转出）", None),
    ]
    assert found[0].fields["id_number"] == number
    assert (found[0].file_name, found[0].operator) == ("粘贴的内容", "张干事")
    assert found[1].fields == {"phone": "10011112222"}
    assert found[2].fields == {"unit_post": "村委主任"}
    newest = origins.by_field(found)
    assert (newest["name"].roster, newest["phone"].roster, newest["unit_post"].roster) == (
        roster,
        None,
        later,
    )
    assert "note" not in newest
    assert all(len(one.at) == 16 for one in found)


def test_a_fact_is_a_sheet_s_until_a_hand_changes_it(db: Register, school: int) -> None:
    one, other = made_up.id_number(1), made_up.id_number(2)
    take_in(db, school, f"张三\t{one}\t村民\t10011112222", f"李四\t{other}\t村民\t")
    zhang, li = (members.find(db, name)[0] for name in ("张三", "李四"))
    members.amend(db, zhang, {"phone": "19912345678"})
    members.amend(db, li, {"unit_post": "会计"})
    db.undo()
    typed = members.enrol(db, {"name": "王五", "phone": "10000000000"}, school=school)
    found = origins.imported(db, [zhang, li, typed])
    assert {(who, field) for who, field in found if field in ("phone", "unit_post")} == {
        (zhang, "unit_post"), (li, "unit_post")
    }  # fmt: skip
    assert {who for who, _ in found} == {zhang, li}


def test_who_was_taken_back_and_returned_keeps_where_they_are_from(db: Register, school: int) -> None:
    roster = take_in(db, school, f"张三\t{made_up.id_number(1)}")
    before = origins.of_member(db, members.find(db)[0])
    rosters.take_back(db, roster)
    db.undo()
    assert origins.of_member(db, members.find(db)[0]) == before


def test_someone_from_another_desk_has_no_origins_here(db: Register, school: int, tmp_path: Path) -> None:
    with db.act("接收", recording=False):
        who = members.enrol(db, {"name": "张三"}, school=school)
    assert origins.of_member(db, who) == []
    assert origins.imported(db, [who]) == set()
