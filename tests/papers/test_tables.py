from dataclasses import replace
from io import BytesIO

import openpyxl
import pypdfium2
import pytest

from app.errors import UserError
from app.papers.tables import Column, Line, TablePaper, render, render_workbook
from tests.papers.reading import glyphs, strokes, texts

FORM = TablePaper(
    title="溪口镇党校2026年第3期农村党员冬训班学员花名册",
    columns=(Column("序号", 12), Column("姓名", 24), Column("单位及职务", 60, "left"), Column("签字", 40)),
    lines=(
        Line(("溪口村党支部",), strong=True),
        *(Line((str(n), f"雷金{chr(0x4E00 + n)}", "溪口村党支部委员", "")) for n in range(1, 70)),
    ),
    under=("班主任：钟老师", "2026年11月22日"),
    foot=("应到 69 人　实到＿＿人", "班主任（签字）：＿＿＿＿＿＿"),
    row_height=8,
)


def test_heads_are_repeated_and_pages_are_numbered() -> None:
    pages = texts(render(FORM))
    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        assert "序号姓名单位及职务签字" in page
        assert f"第{number}页共3页" in page
    assert FORM.title in pages[0]
    assert "班主任（签字）" in pages[-1]


def test_rows_are_high_enough_to_sign_and_stay_on_the_paper() -> None:
    data = render(FORM)
    levels = sorted({line.top for line in strokes(data, 0) if line.top == line.bottom})
    assert min(high - low for low, high in zip(levels[1:], levels[2:], strict=False)) >= 7.9
    for page in range(3):
        for one in glyphs(data, page):
            if one.right > one.left:
                assert one.left > 5
                assert one.right < 205
                assert one.bottom < 292


def test_a_landscape_form_without_rows_says_so() -> None:
    (page,) = texts(render(replace(FORM, landscape=True, lines=(), under=("", ""))))
    assert "没有可列的内容" in page


def test_a_character_without_a_font_is_named_by_its_person() -> None:
    with pytest.raises(UserError, match=r"王□：“□”（U\+E000）"):
        render(replace(FORM, lines=(FORM.lines[0], Line(("1", "王\ue000", "", "")))))


def test_a_row_of_the_workbook_is_as_high_as_its_longest_cell_needs() -> None:
    lines = (Line(("1", "雷金花", "溪口村", "")), Line(("2", "雷金花", "溪口村党支部委员" * 20, "")))
    sheet = openpyxl.load_workbook(BytesIO(render_workbook(replace(FORM, lines=lines)))).active
    assert sheet is not None
    heights = [sheet.row_dimensions[number].height for number in range(1, 7)]
    assert heights[3] == pytest.approx(8 * 72 / 25.4, abs=0.5)
    assert heights[4] > 10 * 11  # 160 characters of 11 points, at most 16 on a line
    assert all(heights)


def test_the_workbook_holds_the_same_texts_and_no_live_formula() -> None:
    data = render_workbook(replace(FORM, lines=(*FORM.lines[:2], Line(("2", "=1+1", "@x", "+2")))))
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {"=1+1", "@x", "+2", "雷金丁", FORM.title, FORM.foot[0]} <= {cell.value for cell in cells}
    assert all(cell.data_type == "s" for cell in cells)


def test_a_long_title_is_a_little_smaller_or_evenly_broken() -> None:
    def lines_of(title: str) -> list[str]:
        with pypdfium2.PdfDocument(render(replace(FORM, title=title))) as document:
            return list(document[0].get_textpage().get_text_range().splitlines())

    short = "云溪乡党校2026年第2期党员集中轮训第一期证书发放登记表"
    assert short in lines_of(short)
    long = "中共青岚县云溪乡委员会党校2026年第2期全乡农村党员集中轮训第一期结业证书发放登记表"
    (one, other) = (line for line in lines_of(long) if line in long)
    assert one + other == long
    assert min(len(one), len(other)) > 12


@pytest.mark.parametrize("before", range(20, 36))
def test_a_band_never_stands_alone_at_the_foot_of_a_page(before: int) -> None:
    rows = tuple(Line((str(n), "雷金花", "委员", "")) for n in range(before))
    data = render(replace(FORM, lines=(*rows, Line(("碑坑村党支部",)), *rows[:3])))
    (page,) = (text for text in texts(data) if "碑坑村党支部" in text)
    assert "碑坑村党支部0雷金花" in page
