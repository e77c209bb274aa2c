import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from app.errors import UserError
from app.jobs import members as listing
from app.jobs import rosters
from app.school import layouts, members
from tests import made_up
from tests.jobs.conftest import Desk


def cells(desk: Desk, path: Path, id_number: str) -> list[list[object]]:
    path.write_bytes(listing.listing(desk.db, members.find(desk.db), id_number=id_number))
    (sheet,) = rosters.read(path).sheets
    return [list(row) for row in sheet.rows]


def test_a_list_that_is_written_can_be_read_in_again(
    township: Desk, open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    members.amend(township.db, members.find(township.db)[0], {"note": "=1+1", "phone": "10011112222"})
    cells(township, tmp_path / "名册.xlsx", "full")
    other = open_desk("other", code="350924101")
    plan = rosters.plan(
        other.db, rosters.read(tmp_path / "名册.xlsx"), school=other.school, today=made_up.TODAY
    )
    assert plan.count("new") == 4
    rosters.commit(other.db, plan, school=other.school, today=made_up.TODAY)
    for name in ("name", "id_number", "branch_name", "note", "member_type", "unit_post"):
        one, two = (
            [getattr(who, name) for who in members.rows(desk.db, members.find(desk.db))]
            for desk in (township, other)
        )
        assert one == two, name


@pytest.mark.parametrize(("wanted", "shown"), [("full", 18), ("masked", 10), ("tail", 4)])
def test_no_more_of_an_id_number_is_written_than_was_asked_for(
    township: Desk, tmp_path: Path, wanted: str, shown: int
) -> None:
    table = cells(township, tmp_path / "名册.xlsx", wanted)
    column = next(row for row in table if "身份证号" in row).index("身份证号")
    written = [str(row[column]) for row in table if str(row[column])[-4:] == made_up.id_number(0)[-4:]]
    assert [len(text.replace("*", "")) for text in written] == [shown]


def test_nobody_makes_no_list(township: Desk) -> None:
    with pytest.raises(UserError, match="名单是空的"):
        listing.listing(township.db, [], id_number="full")


def sheet_of(data: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def test_every_cell_is_text_and_nothing_in_it_comes_alive(township: Desk) -> None:
    hostile = {
        "note": '=HYPERLINK("http://example.invalid","点我")', "address": "+1+1", "unit_post": "-2+3",
        "job": "@SUM(A1:A9)", "floating_to": "\t=1+1", "native_place": "http://example.invalid",
        "phone": "10011112222",
    }  # fmt: skip
    members.amend(township.db, members.find(township.db)[0], hostile)
    layout = layouts.of(tuple(layouts.COLUMNS), id_number="full")
    sheet = sheet_of(listing.listing(township.db, members.find(township.db), layout=layout))
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}
    assert not any(cell.hyperlink for cell in cells)
    said = {str(cell.value) for cell in cells}
    assert set(hostile.values()) <= {*said, *(f"\t{one.strip()}" for one in said)}
    numbers = [str(row[4].value) for row in sheet.iter_rows(min_row=2)]
    assert sorted(numbers) == sorted(made_up.id_number(at) for at in range(4))


def test_columns_stand_as_they_were_ordered(township: Desk) -> None:
    ids = members.find(township.db, order_by="stroke")
    members.amend(
        township.db, ids[0],
        {"lost_contact": 1, "membership_status": "suspended", "birth": "1966-11-23", "role": "secretary"},
    )  # fmt: skip
    members.amend(township.db, ids[1], {"birth": "1966-11-22"})
    members.amend(township.db, ids[2], {"birth": "1966-11"})
    layout = layouts.of(
        ("age", "name", "lost_contact", "membership_status", "role", "signature", "seq"),
        headings={"signature": "本人签字"},
    )
    sheet = sheet_of(listing.listing(township.db, ids[:3], layout=layout, today=made_up.TODAY))
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    names = [who.name for who in members.rows(township.db, ids)]
    assert rows == [
        ["年龄", "姓名", "失联党员", "党籍状态", "党内职务", "本人签字", "序号"],
        ["59", names[0], "是", "停止党籍", "书记", "", "1"],
        ["60", names[1], "否", "正常", "", "", "2"],
        ["", names[2], "否", "正常", "", "", "3"],
    ]


@pytest.mark.parametrize("name", layouts.PRESETS)
def test_a_list_prints_on_sideways_paper_under_its_title(township: Desk, name: str) -> None:
    data = listing.listing(
        township.db,
        members.find(township.db),
        layout=layouts.PRESETS[name],
        title="2026 下党乡党校 A&B 花名册",
        today=made_up.TODAY,
    )
    sheet = sheet_of(data)
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    # One page wide, which is what a file that does not say means, and as many high as it takes.
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.freeze_panes == "A2"
    assert sheet.oddHeader.center.text == "2026 下党乡党校 A&&B 花名册"
    assert sheet.oddHeader.right.text == made_up.TODAY
    shown = {"full": 18, "masked": 10, "tail": 4}[layouts.PRESETS[name].id_number]
    for row in sheet.iter_rows(min_row=2, values_only=True):
        for (key, _), value in zip(layouts.PRESETS[name].columns, row, strict=True):
            assert key != "id_number" or len(str(value).replace("*", "")) == shown


def test_the_national_columns_are_read_in_again(
    township: Desk, open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    who = members.find(township.db)[0]
    members.amend(
        township.db, who,
        {"floating": 1, "floating_to": "上海市", "lost_contact": 1, "lost_since": "2025-03"},
    )  # fmt: skip
    path = tmp_path / "汇总表.xlsx"
    path.write_bytes(
        listing.listing(township.db, members.find(township.db), layout=layouts.PRESETS["汇总表"])
    )
    other = open_desk("other", code="350924101")
    plan = rosters.plan(other.db, rosters.read(path), school=other.school, today=made_up.TODAY)
    rosters.commit(other.db, plan, school=other.school, today=made_up.TODAY)
    (came,) = members.rows(other.db, members.find(other.db, members.row(township.db, who).name))
    for field in ("id_number", "branch_name", "floating", "floating_to", "lost_contact", "lost_since"):
        assert getattr(came, field) == getattr(members.row(township.db, who), field), field
