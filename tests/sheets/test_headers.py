import tomllib

import pytest

from app import paths
from app.sheets import headers
from app.sheets.fields import FIELDS, LABELS
from tests.sheets.messes import NATIONAL, sheet

NATIONAL_MERGED = [
    (0, 0, 0, 19),
    *[(2, column, 3, column) for column in range(20) if column not in (12, 13)],
    (2, 12, 2, 13),
]
ONE_ROW = ["序号", "姓名", "身份证号", "手机号"]
SOMEBODY = [1.0, "张三", "350999199001011234", "19900000000"]


def fields(rows: list[list[object]], merged: list[tuple[int, int, int, int]] | None = None) -> dict[str, int]:
    header = headers.find(sheet(rows).rows, merged or [])
    assert header is not None
    return {field: column for column, field in enumerate(header.fields) if field}


def test_every_word_of_the_table_means_one_thing() -> None:
    with (paths.resources() / "data" / "headings.toml").open("rb") as file:
        table = tomllib.load(file)
    assert set(table["fields"]) == set(FIELDS) == set(LABELS)
    words = [headers.key(word) for words in table["fields"].values() for word in words]
    words += [headers.key(word) for word in table["other"]]
    assert len(words) == len(set(words))
    assert all(words)


def test_what_we_call_a_field_is_understood() -> None:
    for field, label in LABELS.items():
        found = headers.recognise(label)
        assert found is not None
        assert found[0] == field


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("姓  名", "name"),
        ("＊姓名", "name"),
        ("姓名（必填）", "name"),
        ("姓名必填", "name"),
        ("公民身份号码", "id_number"),
        ("身份证号码：", "id_number"),
        (" 加入党组织日期", "join_date"),
        ("入党时间\n(yyyy-MM-dd)", "join_date"),
        ("出生年月(2019/10/24)", "birth"),
        ("出生年月yyyy-MM", "birth"),
        ("是否为\n失联党员", "lost_contact"),
        ("党籍状态（正式党员或预备党员）", "member_type"),
        ("党籍状态", "membership_status"),
        ("党籍状态（正常/停止）", "membership_status"),
        ("手机/电话", "phone"),
        ("单位/部门", "unit_post"),
        ("所在组织(请不要输入特殊符号)", "branch"),
        ("学位", ""),
        ("学号/工号", None),
        ("毕业院校及专业", ""),
        ("张三", None),
        ("", None),
    ],
)
def test_headings_as_villages_write_them(heading: str, field: str | None) -> None:
    found = headers.recognise(heading)
    assert (found[0] if found else None) == field


def test_the_national_form() -> None:
    rows: list[list[object]] = [
        ["党员基本信息汇总表"],
        ["基层党委：", *[""] * 14, "汇总日期：", "2017年   7 月    31 日"],
        [*NATIONAL[:12], "联系电话", "", *NATIONAL[14:]],
        [*[""] * 12, "手机号", "固定电话"],
        [1.0, "张三", "某支部"],
    ]
    header = headers.find(sheet(rows).rows, NATIONAL_MERGED)
    assert header is not None
    assert (header.first, header.last) == (2, 3)
    assert header.fields == (
        *("seq", "name", "branch", "id_number", "gender", "ethnicity", "birth", "education", "member_type"),
        *("join_date", "full_date", "job", "phone", "landline", "address", "membership_status"),
        *("lost_contact", "lost_since", "floating", "floating_to"),
    )
    assert header.headings[12:14] == ("联系电话·手机号", "联系电话·固定电话")
    # The same copied as text, where nothing is merged.
    assert headers.find(sheet(rows).rows, []) == header


@pytest.mark.parametrize("above", [0, 1, 12, 26])
def test_the_header_stands_anywhere_in_thirty_rows(above: int) -> None:
    rows: list[list[object]] = [["平安镇党员名册", "", "", ""] for _ in range(above)]
    assert fields([*rows, list(ONE_ROW), SOMEBODY]) == {"seq": 0, "name": 1, "id_number": 2, "phone": 3}
    merged = [(row, 0, row, 3) for row in range(above)]
    assert fields([*rows, list(ONE_ROW), SOMEBODY], merged)["phone"] == 3


def test_no_header_below_the_thirtieth_row() -> None:
    rows: list[list[object]] = [["说明"] for _ in range(30)]
    assert headers.find(sheet([*rows, list(ONE_ROW)]).rows, []) is None


def test_a_title_is_not_the_upper_half_of_a_header() -> None:
    rows: list[list[object]] = [["党员信息表", "", "", ""], list(ONE_ROW), SOMEBODY]
    header = headers.find(sheet(rows).rows, [(0, 0, 0, 3)])
    assert header is not None
    assert (header.first, header.last) == (1, 1)
    assert header.headings == tuple(ONE_ROW)


def test_group_headings_over_the_header() -> None:
    rows: list[list[object]] = [
        ["序号", "基本情况", "", "", "入党", "", "联系方式", ""],
        ["", "姓名", "性别", "民族", "时间", "介绍人", "手机", "住址"],
        [1.0, "张三", "男", "汉族", "1998-07-01", "李四", "19900000000", "前村"],
    ]
    merged = [(0, 0, 1, 0), (0, 1, 0, 3), (0, 4, 0, 5), (0, 6, 0, 7)]
    expected = {"seq": 0, "name": 1, "gender": 2, "ethnicity": 3, "join_date": 4, "phone": 6, "address": 7}
    assert fields(rows, merged) == expected
    assert fields(rows) == expected


def test_a_relative_is_not_the_member() -> None:
    rows: list[list[object]] = [
        ["家庭成员", "", "", "党员", "", ""],
        ["姓名", "关系", "电话", "姓名", "身份证号", "电话"],
        ["李四", "妻", "19900000001", "张三", "350999199001011234", "19900000000"],
    ]
    merged = [(0, 0, 0, 2), (0, 3, 0, 5)]
    assert fields(rows, merged) == {"name": 3, "id_number": 4, "phone": 5}


def test_headings_that_come_twice_go_by_precedence_and_place() -> None:
    rows: list[list[object]] = [
        ["姓名", "申请入党日期", "入党时间", "加入党组织日期", "入党时间", "申请入党日期"]
    ]
    assert fields(rows) == {"name": 0, "join_date": 3}
    assert fields([["姓名", "入党时间", "入党时间", "性别"]]) == {"name": 0, "join_date": 1, "gender": 3}


def test_a_second_telephone_is_the_landline() -> None:
    assert fields([["姓名", "联系电话", "手机号码"]]) == {"name": 0, "landline": 1, "phone": 2}
    assert fields([["姓名", "联系电话", "手机", "固定电话"]]) == {"name": 0, "phone": 2, "landline": 3}


def test_unit_and_post_in_two_columns_belong_together() -> None:
    header = headers.find(sheet([["姓名", "工作单位", "职务", "电话"]]).rows, [])
    assert header is not None
    assert header.fields == ("name", "unit_post", "unit_post", "phone")
    assert fields([["姓名", "工作单位及职务", "工作单位", "电话"]]) == {"name": 0, "unit_post": 1, "phone": 3}


def test_people_side_by_side_are_blocks() -> None:
    header = headers.find(sheet([[*ONE_ROW, *ONE_ROW], [*SOMEBODY, *SOMEBODY]]).rows, [])
    assert header is not None
    assert header.blocks == ((0, 4), (4, 8))
    assert header.fields == ("seq", "name", "id_number", "phone") * 2
    assert header.strays == ()


def test_a_second_name_that_is_no_block_is_a_stray() -> None:
    header = headers.find(sheet([["姓名", "身份证号", "手机号", "姓名", "电话"]]).rows, [])
    assert header is not None
    assert (header.blocks, header.strays) == (((0, 5),), (3,))


def test_a_form_of_one_person_is_no_header() -> None:
    rows: list[list[object]] = [
        ["党员信息采集表", "", "", ""],
        ["姓名", "张三", "性别", "男"],
        ["民族", "汉族", "出生日期", "1990-01-01"],
        ["学历", "大学", "手机号", "19900000000"],
    ]
    assert headers.find(sheet(rows).rows, []) is None


def test_of_two_tables_the_upper_is_read() -> None:
    rows: list[list[object]] = [
        ["姓名", "性别", "手机号", ""],
        ["张三", "男", "19900000000", ""],
        ["姓名", "身份证号", "所在党支部", "入党时间"],
        ["李四", "", "", ""],
    ]
    header = headers.find(sheet(rows).rows, [])
    assert header is not None
    assert header.first == 0


def test_a_bare_list_of_names() -> None:
    assert fields([["姓名"], ["张三"], ["李四"]]) == {"name": 0}
    assert fields([["学工号", "姓名"], ["2019001", "张三"]]) == {"name": 1}
    assert fields([["主机名", "IP地址", "学生姓名"], ["a1", "10.0.0.1", "张三"]]) == {"name": 2}
