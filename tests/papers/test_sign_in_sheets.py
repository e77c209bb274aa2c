from collections.abc import Callable
from dataclasses import replace

import pytest

from app.errors import UserError
from app.papers.sign_in_sheets import PAGE_ROWS, Box, SheetRow, SignInSheet, code_text, layout, render
from app.scans.sign_in_sheets import parsed
from tests.papers.reading import glyphs, strokes, texts

NAMES = ("陈䶮", "王㛃", "李𬱖", "欧阳俊杰", "阿卜杜热合曼·买买提吐尔逊", "雷𰻞", "㼆㑇")
BRANCHES = (
    "第一党支部",
    "中共霍童镇东湖村支部委员会",
    "中共霍童镇退休干部及流动党员联合党支部委员会（含驻外临时党支部）",
)
HALF_DAYS = ("21日上午", "21日下午", "22日上午", "22日下午", "23日上午", "23日下午")


def sheet(people: int, *, sessions: int = 5, spare: int = 3) -> SignInSheet:
    rows = (SheetRow(n + 1, NAMES[n % 7], BRANCHES[n % 3]) for n in range(people))
    return SignInSheet(
        code="8F3K2Q7M",
        title="2026年第3期农村党员轮训班",
        school="霍童镇党校",
        dates="2026年11月21日—11月23日",
        place="镇党校三楼会议室",
        sessions=HALF_DAYS[:sessions],
        rows=tuple(rows),
        spare_rows=spare,
    )


def test_the_sheet_is_as_expected(expected: Callable[[str, bytes], None]) -> None:
    expected("sign_in_sheet", render(sheet(3, sessions=2, spare=1)))


@pytest.mark.parametrize(
    ("people", "spare", "rows_by_page"),
    [
        (0, 3, [3]),
        (1, 3, [4]),
        (1, 0, [1]),
        (20, 0, [20]),
        (21, 0, [20, 1]),
        (22, 0, [21, 1]),
        (22, 3, [22, 3]),
        (23, 3, [22, 4]),
        (42, 0, [22, 20]),
        (43, 0, [22, 20, 1]),
        (100, 3, [22, 22, 22, 22, 15]),
    ],
)
def test_rows_are_shared_out_and_the_last_page_keeps_room_for_a_seal(
    people: int, spare: int, rows_by_page: list[int]
) -> None:
    printed = sheet(people, spare=spare)
    boxes = layout(printed)
    assert [
        len({b.row for b in boxes if b.page == page + 1}) for page in range(len(rows_by_page))
    ] == rows_by_page
    assert sorted({box.row for box in boxes}) == list(range(people + spare))
    assert max(rows_by_page) <= PAGE_ROWS
    last = max(box.top + box.height for box in boxes if box.page == len(rows_by_page))
    assert last + 3 + 42 <= 297 - 8
    pages = texts(render(printed))
    assert len(pages) == len(rows_by_page)
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共{len(pages)}页" in page
        assert "请用黑色或蓝色笔签名，写在格内" in page
        assert ("应到人实到人请假人缺席人" in page) == (number == len(pages))
        assert ("班主任签字" in page) == (number == len(pages))


def test_everything_said_is_on_the_sheet_as_it_went_in() -> None:
    printed = sheet(100, sessions=6)
    said = "".join(texts(render(printed)))
    for text in ("霍童镇党校", printed.title, printed.dates, printed.place, printed.code, *printed.sessions):
        assert said.count(text) >= 5
    for row in printed.rows:
        assert f"{row.seq}{row.name}{row.branch}" in said


@pytest.mark.parametrize("sessions", [1, 2, 3, 4, 5, 6])
def test_the_boxes_are_where_they_are_drawn(sessions: int) -> None:
    printed = sheet(23, sessions=sessions)
    pdf = render(printed)
    boxes = layout(printed)
    assert len(boxes) == 26 * sessions
    for page in (1, 2):
        drawn = {(s.left, s.top, s.right, s.bottom) for s in strokes(pdf, page - 1)}
        for box in (box for box in boxes if box.page == page):
            right, bottom = box.left + box.width, box.top + box.height
            for x, y in ((box.left, box.top), (right, box.top), (box.left, bottom), (right, bottom)):
                x, y = round(x, 1), round(y, 1)
                assert (round(x - 1, 1), y, round(x + 1, 1), y) in drawn, "the cross's level arm"
                assert (x, round(y - 1, 1), x, round(y + 1, 1)) in drawn, "the cross's upright arm"


def test_boxes_follow_the_layout_that_binds_every_sheet() -> None:
    boxes = layout(sheet(30))
    assert boxes[0] == Box(page=1, row=0, session=0, left=76.0, top=42.0, width=24.0, height=10.0)
    assert boxes[-1] == Box(page=2, row=32, session=4, left=172.0, top=142.0, width=24.0, height=10.0)
    assert {box.height for box in boxes} == {10.0}
    assert max(box.left + box.width for box in boxes) == 196.0  # 14 mm from the edge
    assert max(box.top + box.height for box in boxes) <= 297 - 8 - 9 - 2


def test_marks_stand_in_the_corners_with_white_around() -> None:
    pdf = render(sheet(22, spare=0))
    drawn = strokes(pdf, 0)
    corners = [
        (8.0, 8.0, 17.0, 17.0),
        (193.0, 8.0, 202.0, 17.0),
        (193.0, 280.0, 202.0, 289.0),
        (8.0, 280.0, 17.0, 289.0),
    ]
    for left, top, right, bottom in corners:
        inside = [
            s
            for s in drawn
            if s.right > left - 2 and s.left < right + 2 and s.bottom > top - 2 and s.top < bottom + 2
        ]
        outer = (min(s.left for s in inside), min(s.top for s in inside))
        assert outer == (left, top)
        assert (max(s.right for s in inside), max(s.bottom for s in inside)) == (right, bottom)


@pytest.mark.parametrize("length", [8, 20, 60, 400])
def test_long_names_and_branches_stay_in_their_cells(length: int) -> None:
    text = "霍童镇东湖村·"
    long = (text * 100)[:length]
    printed = replace(sheet(1), rows=(SheetRow(1, long, long), SheetRow(99999, long, long)))
    tops = {box.row: box.top for box in layout(printed)}
    inked = [g for g in glyphs(render(printed), 0) if g.right > g.left and tops[0] <= g.top < tops[2]]
    assert len(inked) > 2 * length / 10
    for glyph in inked:
        row = 0 if glyph.top < tops[1] else 1
        assert glyph.bottom <= tops[row] + 10
        assert any(
            left <= glyph.left and glyph.right <= right for left, right in ((14, 23), (23, 43), (43, 76))
        )


def test_the_code_says_the_sheet_and_the_page_and_any_change_is_seen() -> None:
    said = code_text("8F3K2Q7M", 2, 12)
    assert said.startswith("TS1:8F3K2Q7M:2/12:")
    code = parsed(said)
    assert code is not None
    assert (code.code, code.page, code.pages) == ("8F3K2Q7M", 2, 12)
    for at in range(len(said)):
        for other in "07AZ":
            if other != said[at]:
                assert parsed(said[:at] + other + said[at + 1 :]) is None


def test_a_later_printing_is_told_apart() -> None:
    assert "次打印" not in texts(render(sheet(1)))[0]
    assert "第2次打印" in texts(render(replace(sheet(1), print_no=2)))[0]


def test_a_sheet_that_cannot_be_is_refused_in_words() -> None:
    with pytest.raises(UserError, match="没有排课"):
        render(replace(sheet(1), sessions=()))
    with pytest.raises(UserError, match="最多排 6 个半天，现在选了 7 个"):
        render(replace(sheet(1), sessions=(*HALF_DAYS, "24日上午")))
    with pytest.raises(UserError, match="没有学员"):
        render(sheet(0, spare=0))
    with pytest.raises(UserError, match=r"王□：“□”（U\+E123）"):
        render(replace(sheet(1), rows=(SheetRow(1, "王\ue123", "第一党支部"),)))
    with pytest.raises(ValueError, match="not a sheet code"):
        render(replace(sheet(1), code="8F3K2Q7I"))


def test_the_same_sheet_prints_the_same_bytes() -> None:
    assert render(sheet(30)) == render(sheet(30))
