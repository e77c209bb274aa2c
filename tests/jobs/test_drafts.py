"""What a clerk says of a file before it is taken in, and what of it is known the next time."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.errors import UserError
from app.jobs import rosters
from app.jobs.rosters import branches as likely
from app.jobs.rosters.questions import alike, as_written, hint
from app.school import branches, members
from app.school import rosters as kept
from app.sheets.workbooks import Sheet, Workbook, pasted
from tests import made_up
from tests.jobs.conftest import Desk

HEAD = ("姓名", "身份证号", "出生日期", "所在党支部", "入党日期", "手机号")
BRANCH = "前村党支部"
Row = tuple[str, ...]


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk("township")


def line(
    name: str, number: str = "", birth: str = "", branch: str = BRANCH, join: str = "", phone: str = ""
) -> Row:
    return (name, number, birth, branch, join, phone)


def book(*rows: Row, **sheets: tuple[Row, ...]) -> Workbook:
    """A workbook as the reader gives it: one sheet of people under the usual headings, or several by name."""
    named = sheets or {"名册": (HEAD, *rows)}
    made = [Sheet(name, tuple(tuple(row) for row in content), (), False) for name, content in named.items()]
    text = repr([(sheet.name, sheet.rows) for sheet in made])
    return Workbook("名册.xlsx", pasted(text).sha256, "xlsx", tuple(made), text.encode())


def begin(desk: Desk, *rows: Row, **sheets: tuple[Row, ...]) -> rosters.Draft:
    return rosters.begin(desk.db, book(*rows, **sheets), school=desk.school, today=made_up.TODAY)


def say(desk: Desk, draft: rosters.Draft, **said: object) -> rosters.Draft:
    answers = replace(draft.answers, **said)  # type: ignore[arg-type]
    return rosters.say(desk.db, draft, answers, school=desk.school, today=made_up.TODAY)


def commit(desk: Desk, draft: rosters.Draft) -> tuple[int, ...]:
    return rosters.commit_all(desk.db, draft.plans, school=desk.school, today=made_up.TODAY)


def verdicts(draft: rosters.Draft) -> list[str]:
    return [row.verdict for plan in draft.plans for row in plan.rows]


def everybody(desk: Desk) -> dict[str, members.Member]:
    return {one.name: one for one in members.rows(desk.db, members.find(desk.db))}


# what a cell means


def test_january_or_october_is_asked_and_said_for_a_whole_column(desk: Desk) -> None:
    draft = begin(
        desk,
        line("张三", made_up.id_number(1), join="1998.1"),
        line("李四", made_up.id_number(2), join="2003.1"),
        line("王五", made_up.id_number(3), join="2003.10"),
    )
    (plan,) = draft.plans
    (question,) = rosters.asked(plan.rows[0])
    assert (question.choices, question.certain) == (("1998-01", "1998-10"), "1998")
    assert "另有 1 格写着 10 月" in hint(plan, question)
    assert rosters.asked(plan.rows[2]) == ()
    assert verdicts(draft) == ["new"] * 3
    assert plan.rows[0].fields["doubts"] == (question.note,)
    assert list(alike(plan, question, "1998-10")) == [(0, "1998-10"), (1, "2003-10")]
    assert list(alike(plan, question, "1998")) == [(0, "1998"), (1, "2003")]
    cells = {
        ("名册", plan.rows[at].row_no, "join_date"): value for at, value in alike(plan, question, "1998-10")
    }
    settled = say(desk, draft, cells=cells)
    assert [rosters.asked(row) for row in settled.plans[0].rows] == [()] * 3
    assert "已决定：入党日期写作“1998.1”，记为1998年10月" in settled.plans[0].rows[0].why
    commit(desk, settled)
    people = everybody(desk)
    assert [people[name].join_date for name in ("张三", "李四")] == ["1998-10", "2003-10"]
    assert people["张三"].doubts == ()
    again = begin(
        desk,
        line("张三", made_up.id_number(1), join="1998.1"),
        line("李四", made_up.id_number(2), join="2003.1"),
    )
    assert verdicts(again) == ["unchanged"] * 2
    assert not any(rosters.asked(row) or row.offered for row in again.plans[0].rows)


def test_what_is_not_answered_goes_in_as_far_as_it_is_certain(desk: Desk) -> None:
    commit(desk, begin(desk, line("张三", made_up.id_number(1), join="1998.1")))
    who = everybody(desk)["张三"]
    assert who.join_date == "1998"
    assert "1998年10月" in who.doubts[0]


def test_an_answer_is_compared_with_the_rolls_and_weighed_like_any_other_date(desk: Desk) -> None:
    number = made_up.id_number(1, birth="1980-05-05")
    commit(desk, begin(desk, line("张三", number, join="1997")))
    draft = begin(desk, line("张三", number, join="1998.1"))
    assert [one.new for one in draft.plans[0].rows[0].offered] == ["1998"]
    key = ("名册", 2, "join_date")
    row = say(desk, draft, cells={key: "1998-01"}).plans[0].rows[0]
    assert [one.new for one in row.offered] == ["1998-01"]
    assert any("不满18岁" in said for said in row.why)
    row = say(desk, draft, cells={key: "1998-10"}).plans[0].rows[0]
    assert not any("不满18岁" in said for said in row.why)
    row = say(desk, draft, cells={key: ""}).plans[0].rows[0]
    assert (row.offered, row.verdict) == ((), "unchanged")


def test_a_kind_of_person_nobody_knows_is_asked_about(desk: Desk) -> None:
    head = ("姓名", "人员类别")
    draft = rosters.begin(
        desk.db, book(名册=(head, ("张三", "老同志"), ("李四", "老同志"), ("王五", "正式党员"))),
        school=desk.school, today=made_up.TODAY,
    )  # fmt: skip
    (question,) = rosters.asked(draft.plans[0].rows[0])
    assert question.choices[0] == "full"
    assert list(alike(draft.plans[0], question, "candidate")) == [(0, "candidate"), (1, "candidate")]
    settled = say(desk, draft, cells={("名册", 2, "member_type"): "candidate"})
    assert settled.plans[0].rows[0].fields["member_type"] == "candidate"


def test_a_date_written_down_must_be_one() -> None:
    assert as_written("join_date", "1998年7月", today=made_up.TODAY) == "1998-07"
    for wrong in ("", "去年", "1998.1", "2199-01-01", "98.7"):
        with pytest.raises(UserError, match="不是能认出的日期"):
            as_written("join_date", wrong, today=made_up.TODAY)


# who somebody is


def test_who_was_identified_once_is_not_asked_about_again(desk: Desk) -> None:
    commit(desk, begin(desk, line("张三", made_up.id_number(1)), line("张三", made_up.id_number(2))))
    first, second = members.find(desk.db)
    rows = (line("张三", phone="19900001111"),)
    draft = begin(desk, *rows)
    (row,) = draft.plans[0].rows
    assert row.verdict == "ask"
    assert "等 2 个同名的人" in row.why[-1]
    found = rosters.of_that_name(desk.db, row, school=desk.school)
    assert {one.member.id for one in found} == {first, second}
    assert {one.file_name for one in found} == {"名册.xlsx"}
    settled = say(desk, draft, who={("名册", 2): second})
    assert verdicts(settled) == ["update"]
    roster = commit(desk, settled)[0]
    assert members.row(desk.db, second).phone == "19900001111"
    again = begin(desk, *rows)
    assert (verdicts(again), again.plans[0].rows[0].member) == (["unchanged"], second)
    kept.take_back(desk.db, roster)
    assert verdicts(begin(desk, *rows)) == ["ask"]


def test_somebody_new_without_a_number_is_known_the_next_time(desk: Desk) -> None:
    commit(desk, begin(desk, line("张三", made_up.id_number(1))))
    draft = begin(desk, line("张三"), line("李四"))
    commit(desk, say(desk, draft, who={("名册", 2): rosters.NEW}))
    assert len(members.find(desk.db, "张三")) == 2
    again = begin(desk, line("张三"), line("李四"))
    assert verdicts(again) == ["unchanged"] * 2
    assert verdicts(begin(desk, line("张三", birth="1970"))) == ["ask"]


def test_somebody_of_that_name_who_came_since_is_asked_about(desk: Desk) -> None:
    commit(desk, begin(desk, line("李四")))
    assert verdicts(begin(desk, line("李四"))) == ["unchanged"]
    members.enrol(desk.db, {"name": "李四"}, school=desk.school)
    draft = begin(desk, line("李四"))
    assert verdicts(draft) == ["ask"]
    (first, *_) = sorted(members.find(desk.db, "李四"))
    commit(desk, say(desk, draft, who={("名册", 2): first}))
    assert verdicts(begin(desk, line("李四"))) == ["unchanged"]


def test_who_is_left_out_for_now_stays_out_and_is_asked_about_again(desk: Desk) -> None:
    commit(desk, begin(desk, line("张三", made_up.id_number(1))))
    draft = say(desk, begin(desk, line("张三", phone="19900001111")), who={("名册", 2): rosters.LATER})
    assert verdicts(draft) == ["refused"]
    (roster,) = commit(desk, draft)
    assert kept.refused(desk.db, roster)[0].reasons[-1] == "已决定：先不导入"
    assert verdicts(begin(desk, line("张三", phone="19900001111"))) == ["ask"]


def test_an_import_goes_back_although_a_later_one_knew_its_people(desk: Desk) -> None:
    (first,) = commit(desk, begin(desk, line("李四")))
    commit(desk, begin(desk, line("李四", phone="")))
    (other,) = commit(desk, begin(desk, line("李四"), line("王五", made_up.id_number(2))))
    assert kept.take_back(desk.db, first).removed == 1
    assert set(everybody(desk)) == {"王五"}
    assert kept.take_back(desk.db, other).removed == 1


# branches


def test_a_branch_is_suggested_by_likeness_and_never_taken_by_itself(desk: Desk) -> None:
    front = branches.add(desk.db, "中共平安镇前村支部委员会", school=desk.school)
    branches.add(desk.db, "中共平安镇东前村支部委员会", school=desk.school)
    branches.add(desk.db, "机关党支部", school=desk.school)
    draft = begin(
        desk, line("张三", made_up.id_number(1)), line("李四", made_up.id_number(2), branch="水利站")
    )
    first, other = rosters.unknown(desk.db, draft.base, school=desk.school)
    assert (first.written, first.rows, first.likely[0], len(first.likely)) == (BRANCH, 1, front, 2)
    assert (other.written, other.likely) == ("水利站", ())
    assert draft.plans[0].new_branches == (BRANCH, "水利站")
    meant = say(desk, draft, branches={BRANCH: front})
    assert meant.plans[0].new_branches == ("水利站",)
    commit(desk, meant)
    assert everybody(desk)["张三"].branch == front
    assert branches.named(desk.db, BRANCH, school=desk.school) == front
    assert likely.core("中共某县某镇西山村党支部委员会") == "西山村"


# sheets and columns


def villages(desk: Desk) -> rosters.Draft:
    codes = (("01 汉族",), ("02 蒙古族",), ("22 畲族",))
    one, other = line("张三", made_up.id_number(1)), line("李四", made_up.id_number(2))
    return begin(
        desk,
        前村=(HEAD, one),
        后村=(HEAD, other, one),
        民族=codes,
        对照=codes,
        空表=(),
        通知=(("今天天气很好",),),
    )


def test_sheets_are_taken_by_their_ticks(desk: Desk) -> None:
    draft = villages(desk)
    assert [(one.name, one.kind) for one in draft.offers] == [
        ("前村", "roster"), ("后村", "roster"), ("民族", "codes"), ("对照", "codes"), ("空表", "empty"),
        ("通知", "other"),
    ]  # fmt: skip
    assert draft.taken == ("前村", "后村")
    assert verdicts(draft) == ["new", "new", "refused"]
    alone = rosters.replan(desk.db, draft, school=desk.school, today=made_up.TODAY, taken=("后村",))
    assert verdicts(alone) == ["new", "new"]
    none = rosters.replan(desk.db, alone, school=desk.school, today=made_up.TODAY, taken=())
    assert none.plans == ()
    forced = rosters.replan(desk.db, none, school=desk.school, today=made_up.TODAY, taken=("民族",))
    assert (verdicts(forced), [one.field for one in forced.plans[0].columns]) == ([], ["ethnicity"])
    told = rosters.replan(
        desk.db, forced, school=desk.school, today=made_up.TODAY, columns={"民族": {0: "name"}}
    )
    assert [row.fields.get("name") for row in told.plans[0].rows][:1] == ["01 汉族"]


def test_a_column_is_said_once_for_all_sheets_of_a_form(desk: Desk) -> None:
    head = ("姓名", "身份证号", "哪里的")
    draft = begin(
        desk,
        甲=(head, ("张三", made_up.id_number(1), "前村")),
        乙=(head, ("李四", made_up.id_number(2), "后村")),
    )
    assert draft.plans[0].form == draft.plans[1].form != ""
    ticked = say(desk, draft, who={}, branches={})
    said = rosters.replan(
        desk.db, ticked, school=desk.school, today=made_up.TODAY, columns={draft.plans[0].form: {2: "branch"}}
    )
    assert [plan.rows[0].branch_name for plan in said.plans] == ["前村", "后村"]


def test_what_was_said_of_rows_holds_when_the_plan_is_made_anew(desk: Desk) -> None:
    commit(desk, begin(desk, line("张三", made_up.id_number(1), phone="19900001111")))
    draft = begin(desk, line("张三", made_up.id_number(1), phone="19900002222"), line("李四", join="1998.1"))
    ticked = say(
        desk, draft, ticks=frozenset({("名册", 2, "phone")}), cells={("名册", 3, "join_date"): "1998-10"}
    )
    assert verdicts(ticked) == ["update", "new"]
    members.enrol(desk.db, {"name": "别人"}, school=desk.school)
    anew = rosters.replan(desk.db, ticked, school=desk.school, today=made_up.TODAY)
    assert anew.plans == ticked.plans
    commit(desk, anew)
    assert everybody(desk)["张三"].phone == "19900002222"
    assert everybody(desk)["李四"].join_date == "1998-10"
