import pypdfium2
import pytest

from app.errors import UserError
from app.papers import fonts, joining
from app.papers.drawing import LANDSCAPE, PORTRAIT, paper, tried
from app.papers.setting import Type, grey
from tests.papers.reading import texts


def drawn() -> bytes:
    with paper("试印", PORTRAIT) as pen:
        pen.form("head", lambda: pen.text(105, 20, "抬头𰻞", Type("hei", 16), "centre"))
        for page in range(2):
            if page:
                pen.next_page()
            pen.stamp("head")
            pen.text(20, 40, f"第{page + 1}页", Type("song", 12, bold=True))
            pen.spaced(105, 60, "结业", Type("biaosong", 20), 8)
            pen.slanted(105, 150, "草稿", Type("hei", 60, colour=grey(0.8)), 30)
            pen.qr(20, 80, 20, "TS1:TEST")
    return pen.data()


def test_the_same_calls_give_the_same_bytes() -> None:
    assert drawn() == drawn()


def test_a_paper_prints_at_true_size_and_says_what_it_is() -> None:
    data = drawn()
    assert b"/PrintScaling /None" in data
    assert b"/Lang (zh-CN)" in data
    with pypdfium2.PdfDocument(data) as document:
        assert document.get_metadata_dict()["Title"] == "试印"
        assert document.get_metadata_dict()["Creator"] == "五有"
        assert [round(edge / 72 * 25.4, 1) for edge in document[0].get_size()] == [210, 297]


def test_papers_joined_are_still_printed_at_true_size() -> None:
    both = joining.joined([drawn(), drawn()])
    assert b"/PrintScaling/None" in both.replace(b" ", b"")
    assert texts(both) == 2 * texts(drawn())


def test_a_character_left_to_be_written_by_hand_is_copied_as_itself() -> None:
    with fonts.handwritten(), paper("留空", PORTRAIT) as pen:
        pen.text(20, 20, "姓名王\ue000（补）", Type("kai", 20))
        pen.text(20, 40, "下一行", Type("kai", 20))
    assert texts(pen.data()) == ["姓名王\ue000（补）下一行"]


def test_every_font_is_embedded() -> None:
    data = drawn()
    assert data.count(b"/FontFile2") == data.count(b"/Subtype /TrueType") > 0
    assert b"/Subtype /Type1" not in data


def test_what_is_kept_as_a_form_stands_on_every_page() -> None:
    for number, text in enumerate(texts(drawn()), 1):
        assert text.startswith("抬头𰻞")
        assert f"第{number}页" in text


def test_bold_and_spread_text_do_not_leak_into_what_follows() -> None:
    with paper("漏", LANDSCAPE) as pen:
        pen.text(20, 20, "粗", Type("kai", 20, bold=True))
        pen.spaced(100, 20, "疏朗", Type("kai", 20), 12)
        pen.text(20, 60, "细密相连", Type("song", 20))
    with pypdfium2.PdfDocument(pen.data()) as document:
        page = document[0].get_textpage()
        offset = page.get_text_range().index("细")
        boxes = [page.get_charbox(offset + n, loose=True) for n in range(4)]
        assert all(abs(b[0] - a[2]) < 0.1 for a, b in zip(boxes, boxes[1:], strict=False))


def test_a_paper_that_is_tried_says_what_it_lacks_and_draws_nothing() -> None:
    made: list[bytes] = []

    def make() -> None:
        with paper("试", PORTRAIT) as pen:
            pen.text(20, 20, "字", Type("song", 12))
        made.append(pen.data())

    def refuse() -> None:
        raise UserError("还没有排课。")

    tried(make)
    assert made == []
    with pytest.raises(UserError, match="还没有排课"):
        tried(refuse)
    make()
    assert made
