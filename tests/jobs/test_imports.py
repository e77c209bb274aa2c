"""What becomes of an import afterwards: the whole of it taken back, whatever was done in between."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app import paths
from app.errors import Cancelled, UserError
from app.jobs import rosters
from app.school import branches, enrollments, members
from app.school import rosters as kept
from app.sheets import workbooks
from tests import made_up
from tests.jobs.conftest import Desk
from tests.sheets import messes

HEAD = ["姓名", "身份证号", "出生日期", "所在党支部", "单位及职务", "手机号"]
BRANCH = "前村党支部"


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk("township")


@pytest.fixture
def take_in(desk: Desk, tmp_path: Path) -> Callable[..., int]:
    """Write rows under the usual headings into a file and import it; give the roster."""

    def take_in_(*rows: Sequence[object], name: str = "甲.xlsx") -> int:
        path = messes.xlsx(tmp_path / name, [HEAD, *rows])
        plan = rosters.plan(desk.db, rosters.read(path), school=desk.school, today=made_up.TODAY)
        return rosters.commit(desk.db, plan, school=desk.school, today=made_up.TODAY)

    return take_in_


def line(name: str, number: int, *, post: str = "", phone: str = "", branch: str = BRANCH) -> list[object]:
    return [name, made_up.id_number(number), "", branch, post, phone]


def everyone(desk: Desk) -> dict[str, members.Member]:
    return {who.name: who for who in members.rows(desk.db, members.find(desk.db))}


def test_an_untouched_import_goes_without_a_trace_and_comes_back_whole(
    desk: Desk, take_in: Callable[..., int]
) -> None:
    before = made_up.content(desk.db)
    roster = take_in(line("张三", 1), line("李四", 2), line("", 3))
    after = made_up.content(desk.db)
    done = kept.take_back(desk.db, roster)
    assert (done.removed, done.reverted, done.branches, done.kept) == (2, 0, 1, ())
    assert made_up.content(desk.db) == before
    assert desk.db.undo() == "撤回导入：甲.xlsx"
    assert made_up.content(desk.db) == after
    kept.take_back(desk.db, roster)
    assert made_up.content(desk.db) == before
    with pytest.raises(UserError, match="没有可以撤回的"):
        kept.take_back(desk.db, roster)


def test_what_an_import_filled_in_becomes_empty_again(desk: Desk, take_in: Callable[..., int]) -> None:
    take_in(line("张三", 1), line("李四", 2))
    before = made_up.content(desk.db)
    roster = take_in(
        line("张三", 1, post="村委主任"), line("李四", 2, phone="10011112222"), name="乙.xlsx"
    )  # fmt: skip
    assert everyone(desk)["张三"].unit_post == "村委主任"
    done = kept.take_back(desk.db, roster)
    assert (done.removed, done.reverted, done.branches, done.kept) == (0, 2, 0, ())
    assert made_up.content(desk.db) == before


def test_who_was_changed_since_or_stands_in_a_class_stays_and_is_named(
    desk: Desk, take_in: Callable[..., int]
) -> None:
    people = ("张三", "李四", "王五", "赵六", "钱七")
    roster = take_in(*[line(name, number) for number, name in enumerate(people, start=1)])
    found = everyone(desk)
    members.amend(desk.db, found["张三"].id, {"phone": "10011112222"})
    members.leave(desk.db, found["李四"].id, on="2026-11-20", reason="转出")
    made_up.a_class(desk.db, desk.school, [found["王五"].id])
    members.amend(desk.db, found["赵六"].id, {"note": "改错了"})
    desk.db.undo()
    before = made_up.content(desk.db)
    done = kept.take_back(desk.db, roster)
    assert (done.removed, done.reverted, done.branches) == (2, 0, 0)
    assert {who.name: (who.why, who.fields) for who in done.kept} == {
        "张三": ("之后又改过（修改人员：张三）", ("phone",)),
        "李四": ("之后又改过（减少人员：李四（转出））", ("left_on", "left_reason")),
        "王五": ("已编入培训班", ()),
    }
    assert set(everyone(desk)) == {"张三", "王五"}
    (left,) = kept.rows(desk.db, [roster])
    assert (left.added, left.updated, left.unchanged) == (3, 0, 0)
    assert branches.find(desk.db)
    desk.db.undo()
    assert made_up.content(desk.db) == before


def test_of_someone_changed_before_and_since_only_what_is_still_the_import_s_goes_back(
    desk: Desk, take_in: Callable[..., int]
) -> None:
    take_in(line("张三", 1))
    roster = take_in(line("张三", 1, post="村委主任", phone="10011112222"), name="乙.xlsx")
    who = everyone(desk)["张三"].id
    members.amend(desk.db, who, {"phone": "19912345678"})
    done = kept.take_back(desk.db, roster)
    assert (done.removed, done.reverted) == (0, 1)
    assert [(one.name, one.fields) for one in done.kept] == [("张三", ("phone",))]
    after = members.row(desk.db, who)
    assert (after.unit_post, after.phone) == ("", "19912345678")
    assert kept.rows(desk.db, [roster])[0].updated == 1


def test_a_later_import_counts_as_a_change(desk: Desk, take_in: Callable[..., int]) -> None:
    first = take_in(line("张三", 1), line("李四", 2))
    second = take_in(line("张三", 1, post="村委主任"), line("孙八", 9), name="乙.xlsx")
    done = kept.take_back(desk.db, first)
    assert [(one.name, one.why) for one in done.kept] == [("张三", "之后又改过（导入名册：乙.xlsx）")]
    assert set(everyone(desk)) == {"张三", "孙八"}
    # The later one taken back as well, nothing stands in the way of the first any more.
    kept.take_back(desk.db, second)
    kept.take_back(desk.db, first)
    assert everyone(desk) == {}
    assert kept.find(desk.db, school=desk.school) == []


def test_all_sheets_of_a_file_go_together(desk: Desk, tmp_path: Path) -> None:
    people = messes.people(9)
    path = messes.national(tmp_path / "汇总表.xls", [("前村", people[:5]), ("后村", people[5:])])
    before = made_up.content(desk.db)
    plans = rosters.plan_all(desk.db, rosters.read(path), school=desk.school, today=made_up.TODAY)
    first, second = rosters.commit_all(desk.db, plans, school=desk.school, today=made_up.TODAY)
    assert kept.together(desk.db, second) == [first, second]
    found = members.find(desk.db)
    training = made_up.a_class(desk.db, desk.school, found[:1])
    done = kept.take_back(desk.db, second)
    assert (done.removed, len(done.kept)) == (8, 1)
    (stays,) = kept.rows(desk.db, kept.find(desk.db, school=desk.school))
    assert (stays.added, stays.updated) == (1, 0)
    enrollments.withdraw(desk.db, enrollments.find(desk.db, training_class=training)[0])
    assert kept.take_back(desk.db, stays.id).removed == 1
    after = made_up.content(desk.db)
    assert {table for table in after if after[table] != before[table]} == {
        "teacher", "course", "place", "training_class", "session", "class_step"
    }  # fmt: skip


def test_someone_made_more_precise_becomes_less_so(desk: Desk, take_in: Callable[..., int]) -> None:
    who = members.enrol(
        desk.db, {"name": "张三", "id_number": made_up.id_number(1), "birth": "1970"}, school=desk.school
    )
    roster = take_in(["张 三", made_up.id_number(1), "1970-01-01", BRANCH, "", ""])
    assert members.row(desk.db, who).birth == "1970-01-01"
    kept.take_back(desk.db, roster)
    assert (members.row(desk.db, who).birth, members.row(desk.db, who).branch) == ("1970", None)
    assert branches.find(desk.db) == []


def test_one_may_think_better_of_it(desk: Desk, take_in: Callable[..., int]) -> None:
    roster = take_in(*[line(f"张{chr(0x4E00 + number)}", number) for number in range(60)])
    before = made_up.content(desk.db)

    def stop(done: int, total: int, note: str = "") -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        kept.take_back(desk.db, roster, tell=stop)
    assert made_up.content(desk.db) == before


def test_what_came_from_elsewhere_or_is_undone_is_not_taken_back(
    desk: Desk, take_in: Callable[..., int]
) -> None:
    roster = take_in(line("张三", 1))
    desk.db.undo()
    with pytest.raises(UserError, match="没有可以撤回的"):
        kept.take_back(desk.db, roster)


def test_the_file_it_came_from_is_kept_closed_and_can_be_opened_again(
    desk: Desk, take_in: Callable[..., int], tmp_path: Path
) -> None:
    roster = take_in(line("张三", 1), name="前村.xlsx")
    (found,) = kept.rows(desk.db, [roster])
    original = (tmp_path / "前村.xlsx").read_bytes()
    closed = paths.rosters(desk.folder) / found.sha256
    assert original[:30] not in closed.read_bytes()
    (tmp_path / "前村.xlsx").unlink()
    handed = rosters.hand_out(desk.db, found, target=tmp_path)
    assert (handed.name, handed.read_bytes()) == ("前村.xlsx", original)


def test_what_was_pasted_is_kept_as_text(desk: Desk, tmp_path: Path) -> None:
    book = workbooks.pasted("姓名\t身份证号\n张三\t" + made_up.id_number(1))
    plan = rosters.plan(desk.db, book, school=desk.school, today=made_up.TODAY)
    roster = rosters.commit(desk.db, plan, school=desk.school, today=made_up.TODAY)
    handed = rosters.hand_out(desk.db, kept.rows(desk.db, [roster])[0], target=tmp_path)
    assert handed.name == "粘贴的内容.txt"
    assert "张三" in handed.read_text(encoding="utf-8")


def test_an_original_that_is_not_here_or_not_whole_is_not_handed_out(
    desk: Desk, take_in: Callable[..., int], tmp_path: Path
) -> None:
    (found,) = kept.rows(desk.db, [take_in(line("张三", 1))])
    where = paths.rosters(desk.folder) / found.sha256
    whole = where.read_bytes()
    for spoilt in (whole[:-1], b"", whole[:40] + bytes([whole[40] ^ 1]) + whole[41:]):
        where.write_bytes(spoilt)
        with pytest.raises(UserError, match="不在这台电脑上，或者已经损坏"):
            rosters.hand_out(desk.db, found, target=tmp_path)
    where.unlink()
    for sha256 in (found.sha256, "../keys.json", ""):
        with pytest.raises(UserError, match="不在这台电脑上"):
            rosters.hand_out(desk.db, replace(found, sha256=sha256), target=tmp_path)
    # Importing the same file again puts it back.
    take_in(line("张三", 1))
    assert rosters.hand_out(desk.db, found, target=tmp_path).exists()


@pytest.mark.parametrize(
    ("name", "handed"),
    [("../../秘密.exe", "秘密.xlsx"), ("CON|?.XLSX", "CON.xlsx"), ("...", "名册.xlsx"), ("甲.csv", "甲.csv")],
)
def test_a_name_from_elsewhere_says_neither_where_a_file_goes_nor_what_it_is(
    desk: Desk, take_in: Callable[..., int], tmp_path: Path, name: str, handed: str
) -> None:
    (found,) = kept.rows(desk.db, [take_in(line("张三", 1))])
    path = rosters.hand_out(desk.db, replace(found, file_name=name), target=tmp_path)
    assert (path.parent.parent, path.name) == (tmp_path, handed)


def test_where_the_original_cannot_be_kept_nothing_comes_in(desk: Desk, take_in: Callable[..., int]) -> None:
    before = made_up.content(desk.db)
    paths.rosters(desk.folder).write_text("in the way")
    with pytest.raises(OSError, match="rosters"):
        take_in(line("张三", 1))
    assert made_up.content(desk.db) == before
