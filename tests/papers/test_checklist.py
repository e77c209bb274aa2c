from collections.abc import Callable
from dataclasses import replace

import pytest

from app.errors import UserError
from app.papers.checklist import (
    Gap,
    Ledger,
    LedgerItem,
    Proof,
    SelfAssessment,
    SheetLine,
    render,
    render_sheet,
)
from tests.papers.reading import texts

ITEMS = (
    LedgerItem(
        item="有组织架构",
        requirement="党委书记任校长，明确专兼职工作人员",
        proved_by="任职文件",
        state="满足",
        proofs=(Proof("霍委〔2026〕3号.pdf", "2026-03-02"), Proof("分工.jpg", "")),
        points=10,
        points_full=10,
    ),
    LedgerItem("有组织架构", "每年专题研究不少于2次", "会议记录", "部分", (), 4, 10),
    LedgerItem("有场地设施", "有固定培训教室", "现场照片", "缺", (), None, 20),
    LedgerItem("有管理机制", "三项制度上墙", "照片", "不适用"),
)
LEDGER = Ledger(
    school="霍童镇党校",
    standard="宁德市乡镇党校“五有”标准",
    year=2026,
    as_of="2026-11-22",
    items=ITEMS,
    gaps=(Gap("有场地设施", "没有固定教室的证明", "陈䶮", "2026-12-31"), Gap("有组织架构", "少一次会议记录")),
)


def test_the_ledger_is_as_expected(expected: Callable[[str, bytes], None]) -> None:
    expected("checklist", render(LEDGER))


def test_every_line_says_what_proves_it_and_since_when() -> None:
    (page,) = texts(render(LEDGER))
    assert "霍童镇党校2026年“五有”工作台账" in page
    assert "标准：宁德市乡镇党校“五有”标准截至：2026年11月22日" in page
    assert (
        "1有组织架构党委书记任校长，明确专兼职工作人员任职文件满足"
        "霍委〔2026〕3号.pdf（2026年3月2日）分工.jpg（无日期）10/10" in page
    )
    assert "2有组织架构每年专题研究不少于2次会议记录部分—4/10" in page
    assert "3有场地设施有固定培训教室现场照片缺——/20" in page
    assert "4有管理机制三项制度上墙照片不适用——" in page


def test_headings_and_the_whole_are_summed() -> None:
    (page,) = texts(render(LEDGER))
    assert "有组织架构小计共2项：满足1，部分1佐证2份14/20" in page
    assert "有场地设施小计共1项：缺1佐证0份0/20" in page
    assert "有管理机制小计共1项：不适用1佐证0份—" in page
    assert "合计共4项：满足1，部分1，缺1，不适用1佐证2份14/40" in page


def test_gaps_stand_at_the_end_or_are_said_to_be_none() -> None:
    (page,) = texts(render(LEDGER))
    gaps = page[page.index("待补事项（2项）") :]
    assert "1有场地设施没有固定教室的证明陈䶮2026年12月31日" in gaps
    assert "2有组织架构少一次会议记录" in gaps
    assert "待补事项：无。" in texts(render(replace(LEDGER, gaps=())))[0]


def test_a_long_ledger_repeats_its_head_and_counts_its_pages() -> None:
    items = tuple(replace(ITEMS[0], item=f"第{n // 10}类", requirement=f"要求{n}。") for n in range(100))
    pages = texts(render(replace(LEDGER, items=items)))
    assert len(pages) > 5
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共{len(pages)}页" in page
    for page in pages[:-1]:
        assert "序号项目要求怎样证明状态佐证材料（形成日期）得分/分值" in page
    said = "".join(pages)
    assert all(f"要求{n}。" in said for n in range(100))


def test_a_cell_taller_than_a_page_goes_on_over_the_next() -> None:
    proofs = tuple(Proof(f"照片{n}.jpg", "2026-03-02") for n in range(200))
    pages = texts(render(replace(LEDGER, items=(replace(ITEMS[0], proofs=proofs),))))
    assert len(pages) >= 3
    said = "".join(pages)
    assert all(f"照片{n}.jpg（2026年3月2日）" in said for n in range(200))


def test_a_standard_without_items_and_a_name_without_a_font_are_refused_in_words() -> None:
    with pytest.raises(UserError, match="没有项目"):
        render(replace(LEDGER, items=()))
    with pytest.raises(UserError, match=r"有组织架构：“□”（U\+E000）"):
        render(replace(LEDGER, items=(replace(ITEMS[0], proofs=(Proof("\ue000.pdf", ""),)),)))


SHEET = SelfAssessment(
    school="霍童镇党校",
    title="2026年度评估",
    standard="宁德市乡镇党校“五有”标准",
    lines=(
        SheetLine(
            "有组织架构", "校长、副校长、教务员有任职文件", 6, 6, "霍委〔2026〕3号.pdf（2026年3月2日）", 6
        ),
        SheetLine(
            "有组织架构", "每年专题研究不少于 2 次", 8, 4, "会议 1 次", 4, "十二月底前补开一次（陈䶮）"
        ),
        SheetLine(
            "有场地设施", "有固定培训教室，附照片", 10, 0, "", None, "已列入明年预算（雷金花，2027年3月）"
        ),
        SheetLine("有管理机制", "三项制度上墙", 6, None, "", None),
    ),
    as_of="2026-11-22",
    stars="自评三星",
)


def test_the_self_assessment_sheet_is_as_expected(expected: Callable[[str, bytes], None]) -> None:
    expected("self_assessment", render_sheet(SHEET))


def test_the_sheet_sums_only_what_every_line_has() -> None:
    (page,) = texts(render_sheet(SHEET))
    assert "小计共2条141010" in page.replace(" ", "")
    assert "合计共4条30" in page.replace(" ", ""), (
        "a line without points leaves the sum to be written by hand"
    )
    assert "填报人：" in page and "县级核分人（签字）：" in page


def test_a_long_round_goes_on_with_its_head_on_every_page() -> None:
    long = replace(SHEET, lines=SHEET.lines * 20)
    pages = texts(render_sheet(long))
    assert len(pages) > 1 and all("县核分" in page for page in pages)
    assert f"共{len(pages)}页" in pages[-1].replace(" ", "")


def test_a_round_without_lines_prints_nothing() -> None:
    with pytest.raises(UserError, match="自查表无从打印"):
        render_sheet(replace(SHEET, lines=()))
