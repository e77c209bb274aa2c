from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app.errors import Cancelled, UserError
from app.jobs import rosters
from app.school import branches, members
from app.school import rosters as kept
from tests import made_up
from tests.jobs.conftest import Desk
from tests.sheets import messes

HEAD = ["姓名", "身份证号", "出生日期", "所在党支部", "单位及职务", "手机号"]
BRANCH = "前村党支部"
Write = Callable[..., Path]


def line(name: str, number: str = "", birth: str = "", branch: str = BRANCH, *more: str) -> list[object]:
    return [name, number, birth, branch, *more]


def plan(desk: Desk, path: Path, **wanted: object) -> rosters.Plan:
    return rosters.plan(desk.db, rosters.read(path), school=desk.school, today=made_up.TODAY, **wanted)  # type: ignore[arg-type]


def commit(desk: Desk, found: rosters.Plan) -> int:
    return rosters.commit(desk.db, found, school=desk.school, today=made_up.TODAY)


def verdicts(found: rosters.Plan) -> list[str]:
    return [row.verdict for row in found.rows]


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk("township")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a sheet with the usual headings into a file of its own."""
    made: list[Path] = []

    def write_(*rows: Sequence[object], name: str = "党员名册") -> Path:
        made.append(messes.xlsx(tmp_path / f"{len(made)}.xlsx", [HEAD, *rows], name=name))
        return made[-1]

    return write_


def csv(path: Path, rows: Sequence[Sequence[object]], encoding: str) -> Path:
    path.write_bytes("".join(",".join(map(str, row)) + "\r\n" for row in rows).encode(encoding))
    return path


@pytest.mark.parametrize("kind", ["xlsx", "utf-8", "utf-8-sig", "gb18030", "national"])
def test_a_clerk_s_own_file_goes_in_and_a_second_time_changes_nothing(
    desk: Desk, tmp_path: Path, kind: str
) -> None:
    people = messes.people(30)
    if kind == "national":
        path = messes.national(tmp_path / "汇总表.xls", [("前村 ", people)])
    elif kind == "xlsx":
        path = messes.xlsx(tmp_path / "名册.xlsx", messes.plain_rows(people))
    else:
        path = csv(tmp_path / "名册.csv", messes.plain_rows(people), kind)
    found = plan(desk, path)
    assert verdicts(found) == ["new"] * 30
    assert len(found.new_branches) == 1
    roster = commit(desk, found)
    got = {who.id_number: who for who in members.rows(desk.db, members.find(desk.db))}
    for person in people:
        who = got[person.id_number]
        assert (who.name, who.gender, who.birth) == (person.name, person.gender, person.born.isoformat())
        assert (who.phone, who.join_date) == (person.phone, person.joined.isoformat())
        assert who.branch_name.endswith("前村支部委员会")
        assert who.doubts == ()
    (taken,) = kept.rows(desk.db, [roster])
    assert (taken.file_name, taken.added, taken.refused) == (path.name, 30, 0)
    again = plan(desk, path)
    assert verdicts(again) == ["unchanged"] * 30
    assert again.new_branches == ()
    before = made_up.content(desk.db)
    commit(desk, again)
    after = made_up.content(desk.db)
    assert len(after.pop("roster")) == len(before.pop("roster")) + 1
    assert after == before


def test_planning_changes_nothing(desk: Desk, write: Write) -> None:
    path = write(line("张三", made_up.id_number(1)))
    before = made_up.content(desk.db), desk.db.stamp()
    plan(desk, path)
    assert (made_up.content(desk.db), desk.db.stamp()) == before


def test_one_undo_takes_a_whole_sheet_back(desk: Desk, write: Write) -> None:
    path = write(line("张三", made_up.id_number(1)), line("", made_up.id_number(2)))
    before = made_up.content(desk.db)
    commit(desk, plan(desk, path))
    assert desk.db.undo() == f"导入名册：{path.name}"
    assert made_up.content(desk.db) == before


def test_bad_rows_are_kept_with_their_reasons_and_good_ones_go_in(desk: Desk, write: Write) -> None:
    good = made_up.id_number(1)
    wrong = good[:17] + ("1" if good[17] != "1" else "2")
    path = write(
        line("张三", good),
        line("", made_up.id_number(2)),
        line("王五", "3.50900197001E+17"),
        line("赵六", made_up.id_number(4)[:6] + "700101004"),
        line("钱七", wrong),
        line("张三", good),
    )
    found = plan(desk, path)
    assert verdicts(found) == ["new", "refused", "refused", "new", "new", "refused"]
    rows = found.rows
    assert "姓名" in rows[1].why[0]
    assert "末尾几位已经丢失" in rows[2].why[0]
    assert "15位旧身份证号已换算为18位" in rows[3].why[0]
    assert "校验码不符" in rows[4].why[0]
    assert "与本表第 2 行是同一个人，只取前一行" in rows[5].why
    roster = commit(desk, found)
    (taken,) = kept.rows(desk.db, [roster])
    assert (taken.added, taken.updated, taken.unchanged, taken.refused) == (3, 0, 0, 3)
    refused = kept.refused(desk.db, roster)
    assert [row.row_no for row in refused] == [3, 4, 7]
    assert refused[1].cells[0] == "王五"
    people = {who.name: who for who in members.rows(desk.db, members.find(desk.db))}
    assert set(people) == {"张三", "赵六", "钱七"}
    assert people["张三"].doubts == ()
    assert people["钱七"].doubts
    assert people["赵六"].id_number[6:14] == "19700101"
    assert sorted(who.name for who in members.rows(desk.db, members.find(desk.db, group="doubtful"))) == [
        "赵六", "钱七"
    ]  # fmt: skip


def test_what_was_empty_is_filled_and_what_differs_stays(desk: Desk, write: Write) -> None:
    number = made_up.id_number(1)
    branch = branches.add(desk.db, BRANCH, school=desk.school)
    who = members.enrol(
        desk.db,
        {"name": "张三", "id_number": number, "birth": "1970", "phone": "10011112222", "branch": branch,
         "gender": "男"},
        school=desk.school,
    )  # fmt: skip
    found = plan(desk, write(line("张 三", number, "1970-01-01", "溪源村党支部", "村委主任", "19912345678")))
    (row,) = found.rows
    assert row.verdict == "update"
    assert {change.field: (change.old, change.new) for change in row.changes} == {
        "birth": ("1970", "1970-01-01"), "unit_post": ("", "村委主任")
    }  # fmt: skip
    said = "；".join(row.why)
    assert "名册“10011112222”，表中“19912345678”，保留名册的" in said
    assert "名册“前村党支部”，表中“溪源村党支部”，保留名册的" in said
    commit(desk, found)
    (after,) = members.rows(desk.db, [who])
    assert (after.birth, after.unit_post, after.phone) == ("1970-01-01", "村委主任", "10011112222")
    assert after.branch_name == BRANCH


@pytest.mark.parametrize(
    ("post", "role"),
    [("前村党支部书记", "secretary"), ("前村支部组织委员", "committee"), ("前村会计", ""), ("书记员", "")],
)
def test_who_owes_more_hours_is_seen_from_the_post(desk: Desk, write: Write, post: str, role: str) -> None:
    commit(desk, plan(desk, write(line("张三", made_up.id_number(1), "", BRANCH, post))))
    assert members.rows(desk.db, members.find(desk.db))[0].role == role


@pytest.fixture
def on_the_rolls(desk: Desk) -> int:
    """Somebody called 张三, born in 1970, without an ID number."""
    return members.enrol(desk.db, {"name": "张三", "birth": "1970-01"}, school=desk.school)


def test_where_only_the_name_speaks_the_clerk_decides(desk: Desk, write: Write, on_the_rolls: int) -> None:
    found = plan(desk, write(line("张三", made_up.id_number(1))))
    (row,) = found.rows
    assert (row.verdict, row.member) == ("ask", on_the_rolls)
    assert "“张三”" in row.why[-1]
    roster = commit(desk, found)
    assert members.find(desk.db) == [on_the_rolls]
    assert len(kept.refused(desk.db, roster)) == 1


def test_deciding_that_it_is_the_same_person(desk: Desk, write: Write, on_the_rolls: int) -> None:
    number = made_up.id_number(1)
    found = rosters.decide(desk.db, plan(desk, write(line("张三", number))), 0, same=True)
    assert found.rows[0].verdict == "update"
    commit(desk, found)
    (who,) = members.rows(desk.db, members.find(desk.db))
    assert (who.id, who.id_number, who.branch_name) == (on_the_rolls, number, BRANCH)
    with pytest.raises(UserError, match="没有要决定的事"):
        rosters.decide(desk.db, found, 0, same=True)


def test_deciding_that_it_is_somebody_else(desk: Desk, write: Write, on_the_rolls: int) -> None:
    found = rosters.decide(desk.db, plan(desk, write(line("张三", made_up.id_number(1)))), 0, same=False)
    assert found.rows[0].verdict == "new"
    commit(desk, found)
    assert len(members.find(desk.db, "张三")) == 2


def test_another_person_of_the_same_name_is_new(desk: Desk, write: Write, on_the_rolls: int) -> None:
    assert verdicts(plan(desk, write(line("张三", "", "1988-05")))) == ["new"]
    members.amend(desk.db, on_the_rolls, {"id_number": made_up.id_number(9)})
    assert verdicts(plan(desk, write(line("张三", made_up.id_number(1))))) == ["new"]


def test_one_number_and_two_names_is_asked(desk: Desk, write: Write) -> None:
    number = made_up.id_number(1)
    who = members.enrol(desk.db, {"name": "张三", "id_number": number}, school=desk.school)
    found = plan(desk, write(line("张山", number)))
    assert verdicts(found) == ["ask"]
    assert "身份证号与名册中的“张三”相同，姓名却不同" in found.rows[0].why[-1]
    with pytest.raises(UserError, match="已经用着这个身份证号"):
        rosters.decide(desk.db, found, 0, same=False)
    commit(desk, rosters.decide(desk.db, found, 0, same=True))
    assert members.rows(desk.db, [who])[0].name == "张三"


def test_a_sheet_that_still_lists_someone_who_left_says_so(desk: Desk, write: Write) -> None:
    path = write(line("张三", made_up.id_number(1)))
    commit(desk, plan(desk, path))
    members.leave(desk.db, members.find(desk.db)[0], on="2026-11-01", reason="转出")
    (row,) = plan(desk, path).rows
    assert row.verdict == "unchanged"
    assert "已在 2026-11-01 减少（转出）" in row.why[-1]


def test_a_learned_branch_is_known_and_a_part_of_a_name_is_not(desk: Desk, write: Write) -> None:
    branch = branches.add(desk.db, "前村党支部", school=desk.school)
    branches.learn(desk.db, "前村", branch=branch, school=desk.school)
    found = plan(desk, write(line("张三", made_up.id_number(1), "", "前 村"), line("李四", "", "", "前村党")))
    assert found.new_branches == ("前村党",)
    commit(desk, found)
    assert members.rows(desk.db, members.find(desk.db, "张三"))[0].branch == branch


def test_a_sheet_named_after_a_village_says_the_branch(desk: Desk, write: Write) -> None:
    rows = (line("张三", made_up.id_number(1), "", ""),)
    assert plan(desk, write(*rows, name="前村党支部")).rows[0].branch_name == "前村党支部"
    assert plan(desk, write(*rows, name="Sheet1")).rows[0].branch_name == ""


def test_all_sheets_of_a_workbook_go_in_as_one_act(desk: Desk, tmp_path: Path) -> None:
    people = messes.people(9)
    path = messes.national(
        tmp_path / "汇总表.xls", [("前村", people[:5]), ("后村", [people[0], *people[5:]])]
    )
    plans = rosters.plan_all(desk.db, rosters.read(path), school=desk.school, today=made_up.TODAY)
    assert [verdicts(found) for found in plans] == [["new"] * 5, ["refused", *["new"] * 4]]
    assert "与“前村”表第" in plans[1].rows[0].why[-1]
    before = made_up.content(desk.db)
    rosters.commit_all(desk.db, plans, school=desk.school, today=made_up.TODAY)
    assert len(members.find(desk.db)) == 9
    desk.db.undo()
    assert made_up.content(desk.db) == before


def test_cancelling_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    path = messes.xlsx(tmp_path / "名册.xlsx", messes.plain_rows(messes.people(120)))
    found = plan(desk, path)
    before = made_up.content(desk.db)

    def stop(done: int, total: int, note: str = "") -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        rosters.commit(desk.db, found, school=desk.school, today=made_up.TODAY, tell=stop)
    assert made_up.content(desk.db) == before
    with pytest.raises(Cancelled):
        plan(desk, path, tell=stop)
    commit(desk, found)
    assert len(members.find(desk.db)) == 120


def test_a_plan_that_no_longer_fits_takes_nothing(desk: Desk, write: Write) -> None:
    number = made_up.id_number(1)
    found = plan(desk, write(line("李四", made_up.id_number(2)), line("张三", number)))
    members.enrol(desk.db, {"name": "王五", "id_number": number}, school=desk.school)
    before = made_up.content(desk.db)
    with pytest.raises(UserError, match="已经在名册里"):
        commit(desk, found)
    assert made_up.content(desk.db) == before
    desk.db.undo()
    commit(desk, found)
    later = plan(desk, write(line("张三", number, "", BRANCH, "村委主任")))
    assert verdicts(later) == ["update"]
    desk.db.undo()
    with pytest.raises(UserError, match="没有找到这个人"):
        commit(desk, later)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.xlsx", b"hello"),
        ("x.xlsx", b""),
        ("x.pdf", b"%PDF-1.4"),
        ("x.csv", b"a,b\r\n1,2\r\n"),
        ("x.xls", bytes(600)),
    ],
)
def test_a_file_without_a_roster_is_refused_in_a_sentence(
    desk: Desk, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    before = made_up.content(desk.db)
    with pytest.raises(UserError) as caught:
        plan(desk, tmp_path / name)
    assert str(caught.value).endswith("。")
    assert made_up.content(desk.db) == before


def test_the_refused_rows_are_handed_back_with_their_reasons(
    desk: Desk, write: Write, tmp_path: Path
) -> None:
    found = plan(desk, write(line("", made_up.id_number(2)), line("张三", made_up.id_number(1))))
    handed = tmp_path / "未导入.xlsx"
    handed.write_bytes(rosters.refused_list([found]))
    book = rosters.read(handed)
    assert any(
        "姓名" in str(cell) and "请" in str(cell)
        for sheet in book.sheets
        for row in sheet.rows
        for cell in row
    )
    handed.write_bytes(rosters.kept_list(desk.db, commit(desk, found)))
    assert rosters.read(handed).sheets


@pytest.fixture
def differing(desk: Desk, write: Write) -> rosters.Plan:
    """Somebody whose telephone a sheet said and whose post was typed; another sheet says both otherwise."""
    number = made_up.id_number(1)
    commit(desk, plan(desk, write(line("张三", number, "", BRANCH, "", "10011112222"))))
    (who,) = members.find(desk.db)
    members.amend(desk.db, who, {"unit_post": "会计"})
    return plan(desk, write(line("张三", number, "", "后村党支部", "前村党支部书记", "19912345678")))


def test_what_differs_is_offered_and_only_what_is_ticked_is_overwritten(
    desk: Desk, differing: rosters.Plan
) -> None:
    (row,) = differing.rows
    assert {one.field: (one.old, one.new, one.typed) for one in row.offered} == {
        "branch": (BRANCH, "后村党支部", False),
        "unit_post": ("会计", "前村党支部书记", True),
        "phone": ("10011112222", "19912345678", False),
    }
    assert [change.field for change in row.changes] == ["role"]
    assert differing.new_branches == ()
    ticked = rosters.accept(desk.db, differing, 0, ["phone", "branch"])
    assert {one.field for one in ticked.rows[0].accepted} == {"phone", "branch"}
    assert ticked.new_branches == ("后村党支部",)
    assert [said for said in ticked.rows[0].why if "保留名册的" in said] == [
        "单位及职务：名册“会计”，表中“前村党支部书记”，保留名册的"
    ]
    commit(desk, ticked)
    (who,) = members.rows(desk.db, members.find(desk.db))
    assert (who.phone, who.branch_name, who.unit_post) == ("19912345678", "后村党支部", "会计")


def test_a_tick_can_be_taken_away_again(desk: Desk, differing: rosters.Plan) -> None:
    ticked = rosters.accept(desk.db, differing, 0, ["phone", "unit_post"])
    again = rosters.accept(desk.db, rosters.accept(desk.db, ticked, 0, ["phone"]), 0, [])
    assert (again.rows[0].changes, again.new_branches) == (differing.rows[0].changes, ())
    assert sorted(again.rows[0].why) == sorted(differing.rows[0].why)


def test_what_no_hand_typed_can_be_ticked_everywhere_at_once(desk: Desk, differing: rosters.Plan) -> None:
    untyped = rosters.accept_all(desk.db, differing, typed=False, school=desk.school)
    assert {one.field for one in untyped.rows[0].accepted} == {"branch", "phone"}
    every = rosters.accept_all(desk.db, differing, typed=True, school=desk.school)
    assert {one.field for one in every.rows[0].accepted} == {"branch", "phone", "unit_post"}


def test_only_what_is_offered_can_be_ticked(desk: Desk, differing: rosters.Plan, write: Write) -> None:
    for fields in (["birth"], ["role"], ["phone", "birth"]):
        with pytest.raises(UserError, match="没有可以改成表中说法"):
            rosters.accept(desk.db, differing, 0, fields)
    fresh = plan(desk, write(line("李四", made_up.id_number(2))))
    with pytest.raises(UserError, match="没有可以改成表中说法"):
        rosters.accept(desk.db, fresh, 0, ["phone"])


def test_a_name_is_overwritten_with_all_that_is_worked_out_from_it(desk: Desk, write: Write) -> None:
    number = made_up.id_number(1)
    who = members.enrol(desk.db, {"name": "张三", "id_number": number}, school=desk.school)
    found = rosters.decide(desk.db, plan(desk, write(line("单山", number))), 0, same=True)
    assert [(one.field, one.typed) for one in found.rows[0].offered] == [("name", True)]
    roster = commit(desk, rosters.accept(desk.db, found, 0, ["name"]))
    assert members.row(desk.db, who).name == "单山"
    assert members.find(desk.db, "ss") == [who]
    kept.take_back(desk.db, roster)
    assert members.row(desk.db, who).name == "张三"
    assert members.find(desk.db, "ss") == []


def test_what_was_overwritten_does_not_go_back_to_what_is_somebody_else_s_now(
    desk: Desk, write: Write
) -> None:
    branch = branches.add(desk.db, "后村党支部", school=desk.school)
    number = made_up.id_number(1)
    who = members.enrol(desk.db, {"name": "张三", "id_number": number, "branch": branch}, school=desk.school)
    found = plan(desk, write(line("张三", number)))
    roster = commit(desk, rosters.accept(desk.db, found, 0, ["branch"]))
    assert members.row(desk.db, who).branch_name == BRANCH
    with desk.db.act("去掉支部"):
        desk.db.execute("DELETE FROM branch WHERE id = ?", [branch])
    (stays,) = kept.take_back(desk.db, roster).kept
    assert (stays.name, stays.fields) == ("张三", ())
    assert "不在了" in stays.why
    assert members.row(desk.db, who).branch_name == BRANCH


def test_what_fills_a_gap_takes_its_doubts_along(desk: Desk, write: Write) -> None:
    number = made_up.id_number(1)
    fields = {"name": "张三", "id_number": number, "doubts": ("旧的疑点。",), "unit_post": "村医"}
    who = members.enrol(desk.db, fields, school=desk.school)
    sheet = write(line("张三", number, "1949-10-01", BRANCH, "村\ufffd", "1991234567"))
    (row,) = plan(desk, sheet).rows
    changed = {change.field: change.new for change in row.changes}
    assert set(changed) == {"birth", "branch", "phone", "gender", "doubts"}
    commit(desk, plan(desk, sheet))
    (after,) = members.rows(desk.db, [who])
    assert after.doubts[0] == "旧的疑点。"
    # The post stays as it was, so what is odd about the sheet's is no doubt about the person.
    assert [note[:4] for note in after.doubts[1:]] == ["手机号应", "出生日期"]
    commit(desk, plan(desk, sheet))
    assert members.rows(desk.db, [who])[0].doubts == after.doubts
    (again,) = plan(desk, sheet).rows
    assert again.verdict == "unchanged"
