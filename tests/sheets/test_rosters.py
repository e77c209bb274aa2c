import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.errors import Cancelled, UserError
from app.progress import Tell
from app.sheets import rosters, workbooks
from app.sheets.rosters import Roster, RosterRow
from app.sheets.workbooks import Sheet
from tests.sheets import messes
from tests.sheets.messes import TODAY, Merged, sheet

PEOPLE = messes.people(12)
HEAD = ["序号", "姓名", "身份证号", "所在党支部", "手机号"]


def read(
    rows: Sequence[Sequence[object]], merged: Merged = (), columns: dict[int, str] | None = None
) -> Roster:
    return rosters.read(sheet(rows, merged), today=TODAY, columns=columns)


def values(row: RosterRow) -> dict[str, str]:
    return {field: cell.value for field, cell in row.cells.items() if cell.value}


def one(head: Sequence[object], cells: Sequence[object]) -> RosterRow:
    (row,) = read([list(head), list(cells)]).rows
    return row


def listed(people: Sequence[messes.Person], branch: str = "前村党支部") -> list[list[object]]:
    return [[float(at), p.name, p.id_number, branch, p.phone] for at, p in enumerate(people, start=1)]


def found(roster: Roster) -> list[str]:
    return [row.cells["name"].value for row in roster.rows]


@pytest.fixture(scope="module")
def national(tmp_path_factory: pytest.TempPathFactory) -> workbooks.Workbook:
    path = tmp_path_factory.mktemp("national") / "党员基本信息汇总表.xls"
    return workbooks.read(messes.national(path, [("后村", PEOPLE[:3]), ("前村 ", PEOPLE[3:])]))


def test_the_national_form_reads_as_it_comes(national: workbooks.Workbook) -> None:
    assert national.kind == "xls"
    assert [s.name for s in national.sheets] == ["后村", "前村 ", "民族", "学历", "工作岗位"]
    assert rosters.candidates(national) == ("后村", "前村 ")
    roster = rosters.read(national.sheets[1], today=TODAY)
    assert (roster.sheet_name, roster.title) == ("前村 ", "党员基本信息汇总表")
    assert (roster.header_rows, roster.skipped) == ((3, 4), 1)
    assert [row.row_no for row in roster.rows] == list(range(5, 14))
    for person, row in zip(PEOPLE[3:], roster.rows, strict=True):
        assert (row.verdict, row.reasons) == ("ok", ())
        assert values(row) == {
            "seq": str(row.row_no - 4),
            "name": person.name,
            "branch": "中共平安镇前村支部委员会",
            "id_number": person.id_number,
            "gender": person.gender,
            "ethnicity": "汉族",
            "birth": person.born.isoformat(),
            "education": "普通高中",
            "member_type": "full",
            "join_date": person.joined.isoformat(),
            "full_date": person.confirmed.isoformat(),
            "job": "农牧渔业生产人员",
            "phone": person.phone,
            "address": f"平安镇前村{row.row_no - 4}号",
            "membership_status": "normal",
            "lost_contact": "0",
            "floating": "0",
        } | ({"landline": "0593-7654321"} if row.row_no % 2 == 0 else {})


def test_a_cell_keeps_what_stood_there(national: workbooks.Workbook) -> None:
    row = rosters.read(national.sheets[1], today=TODAY).rows[0]
    assert row.cells["ethnicity"].raw == "01 汉族"
    assert row.cells["phone"].raw == PEOPLE[3].phone
    assert row.cells["join_date"].raw == PEOPLE[3].joined.isoformat()
    assert len(row.raw) == 20
    assert row.raw[:3] == ("1", row.cells["name"].raw, "中共平安镇前村支部委员会")


def test_columns_say_what_they_hold(national: workbooks.Workbook) -> None:
    columns = rosters.read(national.sheets[0], today=TODAY).columns
    assert [column.index for column in columns] == list(range(20))
    assert (columns[12].heading, columns[12].field) == ("联系电话·手机号", "phone")
    assert columns[16].heading == "是否为 失联党员"


@pytest.mark.parametrize("rows", [[["甲", "乙"], ["丙", "丁"]], [["01 汉族"], ["02 蒙古族"]], [["党员名册"]]])
def test_no_header_and_nothing_to_guess_by(rows: list[list[object]]) -> None:
    with pytest.raises(UserError, match="没有找到表头.*请"):
        read(rows)


def test_an_empty_sheet_is_named() -> None:
    with pytest.raises(UserError, match="工作表“名册”里没有内容"):
        read([])


def test_candidates_best_first() -> None:
    full = sheet([list(HEAD), *listed(PEOPLE)], name="二村")
    thin = sheet([["姓名", "电话"], ["张三", "19900000000"]], name="一村")
    book = workbooks.Workbook(
        file_name="a.xlsx",
        sha256="",
        kind="xlsx",
        sheets=(
            sheet([list(HEAD)], name="空表"),
            sheet([list(HEAD), *listed(PEOPLE)], name="旧名册", hidden=True),
            thin,
            full,
            sheet([["代码", "名称"], ["01", "汉族"]], name="民族"),
            sheet([], name="Sheet3"),
            sheet([["填表说明"], ["一、姓名要与身份证一致。"]], name="说明"),
            sheet(listed(PEOPLE), name="没有表头"),
        ),
    )
    assert rosters.candidates(book) == ("二村", "没有表头", "一村", "空表", "旧名册")


ID = PEOPLE[0].id_number
WRONG_CHECK = ID[:17] + ("0" if ID[17] != "0" else "1")


@pytest.mark.parametrize(
    ("cell", "value", "verdict", "word"),
    [
        (ID, ID, "ok", ""),
        (ID[:6] + ID[8:17], ID, "flag", "15位"),
        (WRONG_CHECK, WRONG_CHECK, "flag", "校验码"),
        ("", "", "ok", ""),
        ("无", "", "ok", ""),
        (float(ID[:15] + "000"), "", "refuse", "损坏"),
        ("3.50999E+17", "", "refuse", "损坏"),
        (ID[:15] + "000", "", "refuse", "损坏"),
        (ID[:17], "", "flag", "17位"),
        (ID + ID, "", "ask", "不止一个"),
    ],
)
def test_id_numbers(cell: object, value: str, verdict: str, word: str) -> None:
    row = one(["姓名", "身份证号", "所在党支部"], ["张三", cell, "前村党支部"])
    assert row.cells["id_number"].value == value
    assert row.verdict == verdict
    assert word in "".join(row.reasons)
    assert row.cells["name"].value == "张三"


@pytest.mark.parametrize(
    ("name", "verdict"),
    [("", "refuse"), ("  ", "refuse"), ("12", "refuse"), ("张?", "ask"), ("张\ue003", "flag")],
)
def test_names(name: str, verdict: str) -> None:
    row = one(HEAD, [1.0, name, ID, "前村党支部", PEOPLE[0].phone])
    assert row.verdict == verdict
    assert row.reasons
    assert row.raw[2] == ID


def test_a_branch_may_be_missing() -> None:
    assert one(HEAD, [1.0, "张三", ID, "", ""]).verdict == "ok"
    assert one(["姓名", "身份证号", "手机号"], ["张三", ID, ""]).verdict == "ok"


def test_what_the_id_number_says_is_filled_in() -> None:
    born = PEOPLE[0].born
    row = one(["姓名", "身份证号", "性别", "出生日期"], ["张三", ID, "", ""])
    assert row.verdict == "ok"
    assert (row.cells["birth"].value, row.cells["gender"].value) == (born.isoformat(), PEOPLE[0].gender)
    assert row.cells["birth"].raw == ""
    assert "身份证号" in row.cells["birth"].verdict.note
    row = one(["姓名", "身份证号", "电话"], ["张三", ID, ""])
    assert (row.cells["birth"].value, row.cells["gender"].value) == (born.isoformat(), PEOPLE[0].gender)
    row = one(["姓名", "身份证号", "出生年月"], ["张三", ID, f"{born:%Y.%m}"])
    assert (row.verdict, row.cells["birth"].value) == ("ok", born.isoformat())


def test_what_contradicts_the_id_number_is_flagged_and_kept() -> None:
    other = "女" if PEOPLE[0].gender == "男" else "男"
    row = one(["姓名", "身份证号", "性别", "出生日期"], ["张三", ID, other, "1949-10-01"])
    assert row.verdict == "flag"
    assert (row.cells["gender"].value, row.cells["birth"].value) == (other, "1949-10-01")
    assert len(row.reasons) == 2


def test_a_date_typed_as_a_number_that_lost_its_zero_is_asked_about() -> None:
    row = one(["姓名", "身份证号", "入党时间"], ["张三", "", 1998.1])
    assert (row.verdict, row.cells["join_date"].value) == ("ask", "1998")


def test_a_cell_refused_is_lost_but_not_the_person() -> None:
    row = one(["姓名", "入党时间", "性别"], ["张三", "1998年13月", "男"])
    assert (row.verdict, row.cells["join_date"].value) == ("flag", "")
    assert row.cells["join_date"].verdict.kind == "refuse"


def test_what_is_none_of_a_few_values_is_not_taken() -> None:
    head = ["姓名", "性别", "人员类别", "党籍状态", "是否流动党员"]
    row = one(head, ["张三", "2", "已出党", "不清楚", "长期"])
    assert row.verdict == "ask"
    assert values(row) == {"name": "张三"}
    assert len(row.reasons) == 4
    row = one(head, ["张三", "女", "预备", "停止党籍", "√"])
    expected = {"name": "张三", "gender": "女", "member_type": "probationary"}
    assert values(row) == expected | {"membership_status": "suspended", "floating": "1"}


def test_months_that_wps_made_into_days_stay_months() -> None:
    head = ["姓名", "入党时间", "出生日期"]
    months = [date(1998, 7, 1), date(2001, 10, 1), date(2010, 1, 1)]
    days = [date(1970, 1, 1), date(1971, 2, 3), date(1972, 1, 1)]
    rows = read(
        [head, *[[p.name, month, day] for p, month, day in zip(PEOPLE, months, days, strict=False)]]
    ).rows
    assert [row.cells["join_date"].value for row in rows] == ["1998-07", "2001-10", "2010-01"]
    assert [row.cells["birth"].value for row in rows] == ["1970-01-01", "1971-02-03", "1972-01-01"]
    assert rows[0].cells["join_date"].raw == "1998-07-01"


def test_somebody_twice_in_one_sheet() -> None:
    first, second = PEOPLE[:2]
    rows = read([list(HEAD), *listed([first, second, first, replace(second, name="刘芳芳")])]).rows
    assert [row.verdict for row in rows] == ["ok", "ok", "flag", "ask"]
    assert "第2行" in rows[2].reasons[0]
    assert f"第3行的{second.name}" in rows[3].reasons[0]


def test_unit_and_post_are_joined() -> None:
    row = one(["姓名", "工作单位", "职务", "电话"], ["张三", "平安镇政府", "科员", ""])
    assert row.cells["unit_post"].value == "平安镇政府科员"
    rows = read(
        [["姓名", "工作单位", "职务", "电话"], ["张三", "", "村主任", ""], ["李四", "", "", "1"]]
    ).rows
    assert [row.cells["unit_post"].value for row in rows] == ["村主任", ""]


def test_a_second_person_that_cannot_be_read_is_not_passed_over_in_silence() -> None:
    rows = read(
        [
            ["姓名", "身份证号", "手机号", "姓名", "电话"],
            ["张三", ID, "", "李四", "1"],
            ["王五", "", "", "", ""],
        ]
    ).rows
    assert [row.verdict for row in rows] == ["flag", "ok"]
    assert "李四" in "".join(rows[0].reasons)


def test_the_clerk_overrules_the_headings() -> None:
    rows = [["姓名", "曾用名", "身份证号", "电话"], ["小三", "张三", ID, "19900000000"]]
    roster = read(rows, columns={1: "name", 3: ""})
    assert values(roster.rows[0])["name"] == "张三"
    assert "phone" not in roster.rows[0].cells
    assert [column.field for column in roster.columns] == ["", "name", "id_number", ""]


def test_the_clerk_names_the_columns_of_a_sheet_without_a_header() -> None:
    roster = read([["甲", "乙乙"], ["丙", "丁丁"]], columns={1: "name", 40: "note"})
    assert found(roster) == ["乙乙", "丁丁"]
    assert roster.header_rows == (0, 0)
    with pytest.raises(ValueError, match="nonsense"):
        read([["姓名"]], columns={0: "nonsense"})


def test_a_header_without_the_name_takes_nobody_until_the_clerk_says_who() -> None:
    rows = [["证件号码", "所在支部", "手机号", "甲"], [ID, "前村党支部", "19900000000", "X"]]
    assert [row.verdict for row in read(rows).rows] == ["refuse"]
    assert found(read([rows[0], [ID, "前村党支部", "19900000000", "张三"]], columns={3: "name"})) == ["张三"]


def test_columns_without_a_heading_are_guessed_by_what_they_hold() -> None:
    rows = [["序号", "姓名", "", ""], *[[1.0, p.name, p.id_number, float(p.phone)] for p in PEOPLE]]
    roster = read(rows)
    assert [column.field for column in roster.columns] == ["seq", "name", "id_number", "phone"]


def test_a_sheet_without_any_header() -> None:
    rows = [
        [float(at), p.name, p.gender, "汉族", p.id_number, p.born, "前村党支部", p.joined, float(p.phone)]
        for at, p in enumerate(PEOPLE, start=1)
    ]
    roster = read(rows)
    assert roster.header_rows == (0, 0)
    fields = ["", "name", "gender", "ethnicity", "id_number", "birth", "branch", "join_date", "phone"]
    assert [column.field for column in roster.columns] == fields
    assert [row.cells["id_number"].value for row in roster.rows] == [p.id_number for p in PEOPLE]


def test_a_list_of_villages_is_not_a_list_of_names() -> None:
    with pytest.raises(UserError):
        read([["黄村"], ["李家村"], ["王庄村"], ["刘家组"]])
    assert found(read([[p.name] for p in PEOPLE])) == [p.name for p in PEOPLE]


def test_a_kind_of_member_under_the_wrong_heading() -> None:
    rows = read(
        [["姓名", "党籍状态", "身份证号"], *[[p.name, "正式党员", p.id_number] for p in PEOPLE[:4]]]
    ).rows
    assert {row.cells["member_type"].value for row in rows} == {"full"}


def test_reading_can_be_stopped() -> None:
    def stopping() -> Tell:
        def stop(done: int, total: int, note: str = "") -> None:
            if done:
                raise Cancelled

        return stop

    with pytest.raises(Cancelled):
        rosters.read(sheet([list(HEAD), *listed(messes.people(300))]), today=TODAY, tell=stopping())


def test_nothing_in_a_sheet_can_upset_the_reader() -> None:
    odd: list[object] = [
        float("nan"),
        float("inf"),
        True,
        -1.0,
        1e300,
        "\ufffd",
        "=1+1",
        date(1900, 1, 1),
        "x" * 5000,
    ]
    head = [*rosters.LABELS.values()]
    rows = [
        head,
        *[["1", "张三", *[thing] * (len(head) - 2)] for thing in odd],
        *[[thing] * len(head) for thing in odd],
    ]
    roster = read(rows)
    assert len(roster.rows) >= len(odd)
    assert all(row.verdict != "ok" for row in roster.rows if row.cells["id_number"].raw == "inf")
    assert isinstance(roster.rows[0], RosterRow)


@pytest.mark.parametrize(
    "thing",
    [" ", "1", "a", "(", "1 ", "二〇", "1998.", "\u3000", "、", "·", "汉", "0-", "支部", "必填", "=", "注\n"],
)
def test_pages_in_a_cell_take_no_time(thing: str) -> None:
    page = thing * (32_000 // len(thing)) + "!"
    head = [*rosters.LABELS.values()]
    rows = [[page], [page] * len(head), head, [page] * len(head), ["1", "张三", *[page] * (len(head) - 2)]]
    before = time.process_time()
    roster = read(rows)
    assert time.process_time() - before < 30
    assert {row.verdict for row in roster.rows} <= {"refuse", "flag", "ask"}


def test_a_sheet_is_left_as_it_was() -> None:
    before = sheet([list(HEAD), *listed(PEOPLE)], merged=[(1, 3, 3, 3)])
    rosters.read(before, today=TODAY)
    assert before == Sheet(
        name="名册", rows=sheet([list(HEAD), *listed(PEOPLE)]).rows, merged=((1, 3, 3, 3),), hidden=False
    )


def test_a_csv_in_gb18030_end_to_end(tmp_path: Path) -> None:
    path = tmp_path / "前村.csv"
    text = "\r\n".join(",".join(str(cell) for cell in row) for row in messes.plain_rows(PEOPLE))
    path.write_bytes(text.encode("gb18030"))
    book = workbooks.read(path)
    assert rosters.candidates(book) == ("前村",)
    rows = rosters.read(book.sheets[0], today=TODAY).rows
    assert [row.verdict for row in rows] == ["ok"] * len(PEOPLE)
    assert [row.cells["join_date"].value for row in rows] == [p.joined.isoformat() for p in PEOPLE]
