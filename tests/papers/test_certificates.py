from collections.abc import Callable
from dataclasses import replace

import pytest
import zxingcpp

from app.errors import UserError
from app.exchange import proofs
from app.papers import fonts
from app.papers.certificates import Certificate, Overlay, render, render_ruler
from tests.papers.reading import drawn, glyphs, strokes, texts

CERTIFICATE = Certificate(
    number="霍童镇党校〔2026〕第0012号",
    holder="李𬱖",
    gender="女",
    birth="1975-03",
    id_tail="123X",
    class_name="2026年第3期农村党员冬春季集中轮训班",
    starts="2026-11-21",
    ends="2026-11-23",
    hours_text="20",
    issuer="中共宁德市蕉城区霍童镇委员会党校",
    issued_on="2026-11-23",
)
CODE = proofs.write(
    proofs.Claim(CERTIFICATE.number, "李𬱖", "123X", CERTIFICATE.class_name, 80, "2026-11-23"),
    secret=bytes(32),
)
CODED = replace(CERTIFICATE, code=CODE, check_code=proofs.check_code(CODE))


def test_the_certificate_is_as_expected(expected: Callable[[str, bytes], None]) -> None:
    expected("certificate", render([CODED, replace(CERTIFICATE, holder="阿依古丽·买买提", draft=True)]))


def test_the_wording_is_the_office_s() -> None:
    (page,) = texts(render([CERTIFICATE]))
    assert (
        "李𬱖，女，1975年3月生。于2026年11月21日至11月23日，参加中共宁德市蕉城区霍童镇委员会党校举办的"
        "2026年第3期农村党员冬春季集中轮训班，学习期满，准予结业。" in page
    )
    assert "证书编号：霍童镇党校〔2026〕第0012号" in page
    assert "证件号后四位：123X" in page
    assert "学时：20" in page
    assert page.endswith("中共宁德市蕉城区霍童镇委员会党校二〇二六年十一月二十三日")
    assert "草稿" not in page


@pytest.mark.parametrize(
    ("birth", "starts", "ends", "said"),
    [
        (
            "1975-03-08",
            "2026-12-30",
            "2027-01-02",
            "李𬱖，女，1975年3月8日生。于2026年12月30日至2027年1月2日，参加",
        ),
        ("1975", "2026-05-01", "2026-05-01", "李𬱖，女，1975年生。于2026年5月1日，参加"),
        ("", "2026-05-01", "2026-05-02", "李𬱖，女。于2026年5月1日至5月2日，参加"),
    ],
)
def test_dates_are_said_as_far_as_they_are_known(birth: str, starts: str, ends: str, said: str) -> None:
    (page,) = texts(render([replace(CERTIFICATE, birth=birth, starts=starts, ends=ends)]))
    assert said in page


@pytest.mark.parametrize(
    ("issued_on", "said"),
    [
        ("2026-10-10", "二〇二六年十月十日"),
        ("2020-01-20", "二〇二〇年一月二十日"),
        ("2030-12-31", "二〇三〇年十二月三十一日"),
    ],
)
def test_the_date_of_issue_is_in_chinese_figures(issued_on: str, said: str) -> None:
    assert texts(render([replace(CERTIFICATE, issued_on=issued_on)]))[0].endswith(said)


def test_a_draft_says_so_and_only_the_draft() -> None:
    first, second = texts(render([CERTIFICATE, replace(CERTIFICATE, draft=True)]))
    assert "草稿" not in first
    assert "草稿不作凭证" in second


def test_what_is_not_known_leaves_no_label_behind() -> None:
    (page,) = texts(render([replace(CERTIFICATE, gender="", birth="", id_tail="", hours_text="")]))
    assert "李𬱖同志于2026年" in page
    assert "证件号" not in page
    assert "学时：" not in page


def test_the_longest_class_name_stays_above_the_seal() -> None:
    name = "关于深入学习贯彻党的二十届四中全会精神暨农村党组织书记“头雁强基”能力提升专题研讨培训示范班" * 3
    (page,) = texts(render([replace(CERTIFICATE, class_name=name, issuer=CERTIFICATE.issuer * 2)]))
    assert f"举办的{name}，学习期满，准予结业。" in page


def test_a_run_of_many_gives_everyone_a_page_of_their_own() -> None:
    people = [
        replace(CERTIFICATE, number=f"第{n:04d}号", holder=f"{chr(0x4E00 + 3 * n)}小{n}") for n in range(300)
    ]
    pages = texts(render(people))
    assert len(pages) == 300
    for person, page in zip(people, pages, strict=True):
        assert f"证书编号：{person.number}" in page
        assert f"{person.holder}，女" in page


def test_a_page_costs_at_most_five_kilobytes_beyond_the_fonts() -> None:
    few, many = (len(render([CERTIFICATE] * count)) for count in (1, 101))
    assert (many - few) / 100 <= 5_000


def test_none_to_print_and_characters_without_a_font_are_refused_in_words() -> None:
    with pytest.raises(UserError, match="没有可打印的结业证书"):
        render([])
    with pytest.raises(UserError, match=r"王□：“□”（U\+E000）"):
        render([CERTIFICATE, replace(CERTIFICATE, holder="王\ue000")])
    assert fonts.missing([CERTIFICATE.holder]) == ()


def test_a_wording_of_the_office_s_own_is_filled_in() -> None:
    wording = "{who}于{when}参加{class_name}，修完规定课程{hours}学时，考核{grade}，准予结业。"
    (page,) = texts(render([replace(CERTIFICATE, wording=wording, grade="优秀")]))
    assert "修完规定课程20学时，考核优秀，准予结业。" in page


@pytest.mark.parametrize("wording", ["准予结业。", "{who}{", "{who}{number}", "{who.__class__}", "{0}{who}"])
def test_a_wording_that_cannot_be_filled_in_is_refused(wording: str) -> None:
    with pytest.raises(UserError, match="证书用语"):
        render([replace(CERTIFICATE, wording=wording)])


def test_onto_a_printed_blank_only_what_differs_is_printed_where_the_printer_is_told() -> None:
    here = render([CERTIFICATE], overlay=Overlay())
    there = render([CERTIFICATE], overlay=Overlay(right=2.5, down=-1.5))
    assert strokes(here, 0) == []
    assert "照片" not in texts(here)[0]
    for one, other in zip(glyphs(here, 0), glyphs(there, 0), strict=True):
        if one.character.strip():
            assert (other.left - one.left, other.top - one.top) == pytest.approx((2.5, -1.5), abs=0.02)


def test_a_stretched_overlay_is_stretched_from_the_corner() -> None:
    here, there = (render([CERTIFICATE], overlay=Overlay(scale=scale)) for scale in (1.0, 1.01))
    for one, other in zip(glyphs(here, 0), glyphs(there, 0), strict=True):
        if one.character.strip():
            assert (other.left, other.top) == pytest.approx((one.left * 1.01, one.top * 1.01), abs=0.05)


def test_the_test_sheet_says_how_far_it_is_moved() -> None:
    (page,) = texts(render_ruler(Overlay(right=1.5, down=-2.0, scale=0.995)))
    assert "向右1.5毫米，向下-2毫米，缩放99.5%" in page


def test_the_code_on_the_page_is_read_back_from_a_picture_of_it() -> None:
    page = render([CODED])
    for dpi in (150, 300):
        assert [found.text for found in zxingcpp.read_barcodes(drawn(page, 0, dpi=dpi))] == [CODE]
    assert CODED.check_code in texts(page)[0]


def test_a_reissued_certificate_keeps_its_number_and_says_so() -> None:
    assert "第0012号（补发）" in texts(render([replace(CERTIFICATE, reissue=True)]))[0]
