from collections.abc import Callable
from io import BytesIO

import docx
import pytest

from app.errors import UserError
from app.papers.letters import Letter, Paragraph, render, render_document, titled
from tests.papers.reading import glyphs, texts

LETTER = Letter(
    title="中共寿宁县溪口镇委员会党校关于举办2026年第3期农村党员冬季集中轮训班的通知",
    paragraphs=[
        Paragraph("根据年度培训计划，决定举办本期培训班。现将有关事项通知如下。"),
        Paragraph("一、培训时间", 1),
        Paragraph("（一）报到", 2),
        *(
            Paragraph(f"请各党支部按名额选派人员参加第{n}批学习，遵守学习纪律，按时签到，一般不得请假。")
            for n in range(1, 12)
        ),
    ],
    signer="中共寿宁县溪口镇委员会党校",
    dated="2026-11-08",
    number="溪党校〔2026〕8号",
    addressee="各村（社区）党支部",
    attachments=("名额分配表", "课程表", "报名回执"),
)


def test_the_letter_is_as_it_was_looked_at(expected: Callable[[str, bytes], None]) -> None:
    expected("letter", render(LETTER))


def test_the_text_stands_within_the_type_area_and_pages_are_numbered_at_the_outer_edge() -> None:
    data = render(LETTER)
    pages = texts(data)
    assert len(pages) == 2
    for number in range(2):
        ink = [one for one in glyphs(data, number) if one.right > one.left]
        body = [one for one in ink if one.bottom < 263]
        assert min(one.left for one in body) >= 27.5
        assert max(one.right for one in body) <= 184.8
        assert min(one.top for one in body) >= 36.5
        outer = [one for one in ink if one.top > 264]
        assert (min(one.left for one in outer) > 100) == (number == 0)


def test_a_date_has_no_padded_figures_and_is_not_left_alone_on_a_page() -> None:
    (_, last) = texts(render(LETTER))
    assert "2026年11月8日" in last
    assert LETTER.signer in last
    assert "附件：1.名额分配表" in last


@pytest.mark.parametrize("more", range(30))
def test_no_heading_ends_a_page_and_no_signature_stands_alone(more: int) -> None:
    lines = [Paragraph("请各党支部选派人员。")] * more
    letter = Letter(
        "通知", [*lines, Paragraph("一、要求", 1), *lines, Paragraph("请遵守。")], "党校", "2026-11-08"
    )
    for text in texts(render(letter)):
        assert not text.split("—")[0].rstrip().endswith("要求")
        assert ("2026年11月8日" in text) <= ("请遵守。" in text)


def test_an_agenda_is_not_signed() -> None:
    letter = Letter("议程", [Paragraph("一、开班式", 1), Paragraph("唱国歌")], "", "2026-11-08")
    assert "2026年" not in texts(render(letter))[0]
    assert [line.text for line in docx.Document(BytesIO(render_document(letter))).paragraphs][-1] == "唱国歌"


def test_the_document_can_be_edited_and_says_the_same() -> None:
    document = docx.Document(BytesIO(render_document(LETTER)))
    said = [line.text for line in document.paragraphs]
    assert said[:2] == [LETTER.number, ""] and said[2].replace("\n", "") == LETTER.title
    assert [one for one in said if one.startswith(("附件：", "　"))] == [
        "附件：1. 名额分配表", "　　　2. 课程表", "　　　3. 报名回执",
    ]  # fmt: skip
    assert all(one.text in said for one in LETTER.paragraphs)
    section = document.sections[0]
    assert [
        round(edge.mm) for edge in (section.top_margin, section.left_margin, section.page_width) if edge
    ] == [37, 28, 210]
    faces = {
        run._r.rPr.rFonts.get(docx.oxml.ns.qn("w:eastAsia"))
        for line in document.paragraphs
        for run in line.runs
    }
    assert faces == {"仿宋", "黑体", "楷体", "方正小标宋简体"}


def test_control_characters_do_not_break_the_document() -> None:
    letter = Letter("标题", [Paragraph("正\x00文\x0b")], "党校", "2026-01-02")
    assert "正文" in [line.text for line in docx.Document(BytesIO(render_document(letter))).paragraphs]


def test_a_character_without_a_font_is_said() -> None:
    with pytest.raises(UserError, match=r"U\+E000"):
        render(Letter("标题", [Paragraph("王\ue000")], "党校", "2026-01-02"))


@pytest.mark.parametrize(
    "lines",
    [
        ["关于举办培训班的通知"],
        ["中共青岚县云溪乡委员会党校关于举办", "2026年第4期发展对象培训班的通知"],
        ["中共青岚县云溪乡委员会党校", "关于举办2026年第1期村党支部", "书记和委员培训班的方案"],
    ],
)
def test_a_title_is_broken_between_words_into_even_lines(lines: list[str]) -> None:
    assert titled("".join(lines), 156) == lines


def test_a_title_longer_than_any_is_still_set_whole() -> None:
    assert "".join(titled("长" * 900, 156)) == "长" * 900
