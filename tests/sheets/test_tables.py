"""What stands under a header besides the people, and where the people's cells really are."""

from collections.abc import Sequence

from app.sheets import rosters
from app.sheets.headers import Merged
from app.sheets.rosters import Roster, RosterRow
from tests.sheets import messes
from tests.sheets.messes import TODAY, sheet

PEOPLE = messes.people(12)
ID = PEOPLE[0].id_number
HEAD = ["序号", "姓名", "身份证号", "所在党支部", "手机号"]


def read(rows: Sequence[Sequence[object]], merged: Merged = ()) -> Roster:
    return rosters.read(sheet(rows, merged), today=TODAY)


def values(row: RosterRow) -> dict[str, str]:
    return {field: cell.value for field, cell in row.cells.items() if cell.value}


def listed(people: Sequence[messes.Person], branch: str = "前村党支部") -> list[list[object]]:
    return [[float(at), p.name, p.id_number, branch, p.phone] for at, p in enumerate(people, start=1)]


def found(roster: Roster) -> list[str]:
    return [row.cells["name"].value for row in roster.rows]


def test_notes_totals_and_signatures_are_no_people() -> None:
    rows = [
        ["2026年平安镇党员名册"],
        list(HEAD),
        *listed(PEOPLE[:2]),
        ["小计", "", "2人"],
        *listed(PEOPLE[2:4]),
        [],
        [5.0],
        ["6", " "],
        ["合  计", "4"],
        ["注：此表一式两份。"],
        ["2.本表由村填报。"],
        ["填表人：", "王五", "", "审核人：", "赵六"],
        ["（盖章）", "", "", "2026年1月1日"],
    ]
    roster = read(rows)
    assert found(roster) == [p.name for p in PEOPLE[:4]]
    assert [row.row_no for row in roster.rows] == [3, 4, 6, 7]
    assert roster.title == "2026年平安镇党员名册"


def test_a_footer_that_only_looks_like_one_stays() -> None:
    rows = read([list(HEAD), [1.0, "注明", "", "前村党支部", ""], ["", "合计生", "", "", "19900000000"]]).rows
    assert [row.cells["name"].value for row in rows] == ["注明", "合计生"]


def test_the_header_again_on_every_printed_page() -> None:
    rows = [list(HEAD), *listed(PEOPLE[:2]), ["平安镇党员名册"], list(HEAD), *listed(PEOPLE[2:4])]
    roster = read(rows, merged=[(3, 0, 3, 4)])
    assert found(roster) == [p.name for p in PEOPLE[:4]]
    assert roster.skipped == 2


def test_a_header_two_rows_deep_again() -> None:
    upper, lower = ["序号", "姓名", "联系电话", ""], ["", "", "手机号", "固定电话"]
    people = [[float(at), p.name, p.phone, ""] for at, p in enumerate(PEOPLE[:4])]
    merged = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (4, 0, 5, 0), (4, 1, 5, 1), (4, 2, 4, 3)]
    roster = read([upper, lower, *people[:2], upper, lower, *people[2:]], merged)
    assert found(roster) == [p.name for p in PEOPLE[:4]]
    assert [row.cells["phone"].value for row in roster.rows] == [p.phone for p in PEOPLE[:4]]


def test_another_table_below_is_refused_and_not_misread() -> None:
    rows = [list(HEAD), *listed(PEOPLE[:1]), [], ["姓名", "手机号", "性别"], ["李四", "19900000000", "男"]]
    ours, theirs = read(rows).rows
    assert ours.verdict == "ok"
    assert theirs.verdict == "refuse"
    assert "另一张表头" in "".join(theirs.reasons)


def test_a_row_that_numbers_the_columns() -> None:
    roster = read([list(HEAD), ["1", "2", "3", "4", "5"], *listed(PEOPLE[:2])])
    assert found(roster) == [p.name for p in PEOPLE[:2]]
    roster = read([list(HEAD), [1.0, 2.0, 3.0, 4.0, 5.0], *listed(PEOPLE[:2])])
    assert found(roster) == [p.name for p in PEOPLE[:2]]


def test_an_example_row() -> None:
    rows = [list(HEAD), ["例：", "张三", "350999199001011234", "某支部", "19900000000"], *listed(PEOPLE[:1])]
    assert found(read(rows)) == [PEOPLE[0].name]


def test_instructions_merged_over_the_data() -> None:
    rows = [
        list(HEAD),
        *listed(PEOPLE[:1]),
        ["", "填写说明：\n1.姓名要与身份证一致。"],
        [],
        *listed(PEOPLE[1:2]),
    ]
    roster = read(rows, merged=[(2, 1, 3, 4)])
    assert found(roster) == [p.name for p in PEOPLE[:2]]
    assert roster.skipped == 1


def test_instructions_beside_the_people_do_not_become_their_cells() -> None:
    head = ["姓名", "身份证号", "民族", "学历", "备注"]
    rows = [head, ["张三", ID, "填写说明：\n1.……"], ["李四", ""]]
    roster = read(rows, merged=[(1, 2, 2, 4)])
    assert [row.cells["ethnicity"].value for row in roster.rows] == ["", ""]
    assert found(roster) == ["张三", "李四"]


def test_cells_merged_across_like_their_heading_are_cells() -> None:
    head = ["姓名", "家庭住址", "", "", "手机号"]
    rows = [head, ["张三", "前村1号", "", "", "19900000000"]]
    roster = read(rows, merged=[(0, 1, 0, 3), (1, 1, 1, 3)])
    assert values(roster.rows[0]) == {"name": "张三", "address": "前村1号", "phone": "19900000000"}


def test_a_branch_merged_downwards_is_everybodys() -> None:
    rows = [list(HEAD), *listed(PEOPLE[:3], "")]
    rows[1][3] = "前村党支部"
    roster = read(rows, merged=[(1, 3, 3, 3)])
    assert [row.cells["branch"].value for row in roster.rows] == ["前村党支部"] * 3
    assert roster.rows[1].raw[3] == ""


def test_a_person_merged_over_two_rows_is_one() -> None:
    rows = [["姓名", "手机号", "备注"], ["张三", "19900000000", "一"], ["", "", "二"], ["李四", "", ""]]
    roster = read(rows, merged=[(1, 0, 2, 0), (1, 1, 2, 1)])
    assert found(roster) == ["张三", "李四"]


def test_same_as_above() -> None:
    rows = read([list(HEAD), *listed(PEOPLE[:1]), [2.0, "李四", "", "同上", "〃"]]).rows
    assert rows[1].cells["branch"].value == "前村党支部"
    assert rows[1].cells["phone"].value == PEOPLE[0].phone
    assert rows[1].raw[3] == "同上"


def test_people_grouped_under_the_name_of_their_branch() -> None:
    head = ["姓名", "身份证号", "手机号"]
    rows = [
        head,
        ["一、前村党支部"],
        [PEOPLE[0].name, PEOPLE[0].id_number, ""],
        ["二、后村党支部："],
        [PEOPLE[1].name, PEOPLE[1].id_number, ""],
        [PEOPLE[2].name, PEOPLE[2].id_number, ""],
    ]
    roster = read(rows, merged=[(1, 0, 1, 2), (3, 0, 3, 2)])
    assert found(roster) == [p.name for p in PEOPLE[:3]]
    assert [row.cells["branch"].value for row in roster.rows] == ["前村党支部", "后村党支部", "后村党支部"]


def test_two_people_in_a_row_are_two_people() -> None:
    head = ["序号", "姓名", "单位/部门", "联系电话"]
    rows = [["培训签到表"], [*head, *head]]
    for at in range(4):
        left, right = PEOPLE[at], PEOPLE[at + 4]
        rows.append([at + 1.0, left.name, "前村", left.phone, at + 5.0, right.name, "后村", right.phone])
    rows.append([5.0, "", "", "", 9.0, "", "", ""])
    roster = read(rows)
    assert found(roster) == [p.name for p in PEOPLE[:8]]
    assert [row.row_no for row in roster.rows] == [3, 4, 5, 6, 3, 4, 5, 6]
    assert [row.cells["unit_post"].value for row in roster.rows] == ["前村"] * 4 + ["后村"] * 4
    assert [row.cells["phone"].value for row in roster.rows] == [p.phone for p in PEOPLE[:8]]


def test_morning_and_afternoon_of_one_person_are_one_person() -> None:
    head = ["姓名", "签到", "签退"]
    rows: list[list[object]] = [["上午", "", "", "下午"], [*head, *head]]
    rows += [[p.name, "", "", p.name, "", ""] for p in PEOPLE[:3]]
    rows += [[], ["上午", "", "", "下午"], [*head, *head]]
    roster = read(rows, merged=[(0, 0, 0, 2), (0, 3, 0, 5), (6, 0, 6, 2), (6, 3, 6, 5)])
    assert found(roster) == [p.name for p in PEOPLE[:3]]
