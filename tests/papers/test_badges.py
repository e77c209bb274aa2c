import pytest
import zxingcpp

from app.errors import UserError
from app.papers.badges import Badge, render
from tests.papers.reading import drawn, glyphs, texts

BADGES = [
    Badge(
        "2026年第3期农村党员冬训班", f"雷金{chr(0x4E00 + n)}", "溪口村党支部", f"第{n % 4 + 1}组", f"B{n:07}"
    )
    for n in range(13)
]


def test_ten_stand_on_a_sheet_each_within_its_card() -> None:
    pages = texts(render(BADGES))
    assert len(pages) == 2
    assert [sum(one.name in page for one in BADGES) for page in pages] == [10, 3]
    for one in glyphs(render(BADGES), 0):
        if one.right > one.left:
            assert one.left >= 15
            assert one.right <= 195
            assert one.top >= 13.5
            assert one.bottom <= 283.5


def test_a_scanner_reads_every_code_of_a_sheet() -> None:
    found = {one.text for one in zxingcpp.read_barcodes(drawn(render(BADGES[:10]), 0, dpi=200))}
    assert found == {one.code for one in BADGES[:10]}


def test_nobody_to_print_is_said() -> None:
    with pytest.raises(UserError, match="请先选人"):
        render([])
