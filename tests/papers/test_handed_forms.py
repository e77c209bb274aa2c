"""The forms that others fill in, each against the document that was looked at."""

import io
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pytest

from app.errors import UserError
from app.papers import booklets, evaluations, floating_cards, handbooks, home_visits, replies
from app.papers.evaluations import EvaluationResults, Judged
from app.papers.floating_cards import FloatingMember
from app.papers.handbooks import Handbook
from app.papers.home_visits import HomeVisit
from app.papers.replies import Reply
from tests.papers.reading import document, glyphs, texts

SCHOOL, TITLE = "中共寿宁县溪口镇委员会党校", "溪口镇党校2026年第3期农村党员冬训班"
ASPECTS = ("现实针对性", "理论性", "信息量", "语言表达", "教风教态")
HANDBOOK = Handbook(
    school=SCHOOL,
    title="2026年第3期农村党员冬训班",
    when="2026年11月20日至11月22日",
    notice=("根据年度培训计划，决定举办冬训班。", "一、培训时间", "11月20日至11月22日，共4个半天。"),
    rules=("学员须知", ("按时报到，不得代签。", "上课专心听讲、认真做笔记，手机调至静音，不随意走动。")),
    day=("作息和食宿", ("上午上课 08:30—11:30。", "班主任：钟老师")),
    lessons=(
        ("20日上午 08:30—11:30", "党的创新理论", "钟老师", "二楼会议室"),
        ("20日下午 14:30—17:30", "乡村振兴", "", "二楼会议室"),
    ),
    trainees=(
        (
            "第 1 组",
            (("1", "雷金花（组长）", "溪口村党支部", "13800000000"), ("2", "李𬱖", "后溪村党支部", "")),
        ),
        ("未分组", (("3", "买买提·吐尔逊", "溪口村党支部", ""),)),
    ),
    leave=("请假规定", ("考勤按半天计算。", "请假累计超过总学时 1/7 的，不予结业。")),
    record_title="学习记录",
    evaluation=("教学质量测评", "不写姓名。每格写一个数：4 非常满意，3 满意，2 合格，1 不满意。"),
    judged=("党的创新理论（钟老师）", "乡村振兴"),
    aspects=ASPECTS,
)
RESULTS = EvaluationResults(
    TITLE,
    ASPECTS,
    (
        Judged("钟老师", "党的创新理论", "92.5", "18.5", ("19.0", "18.0", "18.5", "18.0", "19.0"),
               ("16", "12", "16", "12", "16"), "97.5%"),
        Judged("", "乡村振兴", "—", "20.0", ("20.0", "—", "—", "—", "—"), ("20", "", "", "", ""), "100.0%"),
    ),
    "收回测评表 40 份",
    "总体满意率 98.0%",
    ("多讲本地的案例", "希望到现场看一看"),
    "非常满意 20 分，满意 16 分。各项写平均分，括号里是最低分。",
)  # fmt: skip
VISITS = [
    HomeVisit(SCHOOL, "雷金花", "溪口村党支部", "13800000000", "2026年11月22日", "钟老师、兰干事",
              "党的创新理论（钟老师）；乡村振兴", "40 分钟"),
    HomeVisit(SCHOOL),
    HomeVisit(SCHOOL, "李𬱖"),
]  # fmt: skip
FLOATING = FloatingMember(
    "溪口村党支部", "雷金花", "13800000000", "福建省福州市鼓楼区",
    tuple((f"2026年{at}月1日", f"网络学习第{at}讲", "2") for at in range(1, 10)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("handbook_pages", handbooks.pages(HANDBOOK)),
        ("evaluation_results", evaluations.render_results(RESULTS)),
        ("home_visits", home_visits.render(VISITS)),
        ("floating_list", floating_cards.render_lists(["溪口村党支部"], year=2026)),
        ("floating_cards", floating_cards.render_cards([FLOATING], year=2026)),
    ],
)
def test_the_form_is_as_it_was_looked_at(
    name: str, data: bytes, expected: Callable[[str, bytes], None]
) -> None:
    expected(name, data)


@pytest.mark.parametrize(
    ("pages", "sides"),
    [(1, [(4, 1), (2, 3)]), (4, [(4, 1), (2, 3)]), (8, [(8, 1), (2, 7), (6, 3), (4, 5)])],
)
def test_sheets_are_read_in_order_once_they_are_folded(pages: int, sides: list[tuple[int, int]]) -> None:
    assert booklets.order(pages) == sides
    # Folded, a leaf is the right half of one side and the left half of its back.
    leaves = [(front[1], back[0]) for front, back in zip(sides[::2], sides[1::2], strict=True)]
    leaves += [(back[1], front[0]) for front, back in zip(sides[::2], sides[1::2], strict=True)][::-1]
    assert [page for leaf in leaves for page in leaf] == list(range(1, -(-pages // 4) * 4 + 1))


def test_a_booklet_has_whole_sheets_its_pages_at_true_size_in_fold_order() -> None:
    plain, book = handbooks.pages(HANDBOOK), handbooks.render(HANDBOOK)
    reading, sides = texts(plain), texts(book)
    assert len(reading) % 4 == 0 and len(sides) == len(reading) // 2
    assert "教学质量测评" in reading[-1] and "学员手册" in reading[0]
    for side, (left, right) in zip(sides, booklets.order(len(reading)), strict=True):
        assert sorted(side) == sorted(reading[left - 1] + reading[right - 1])
    cover = [one for one in glyphs(plain, 0) if one.character == "册"][-1]
    folded = [one for one in glyphs(book, 0) if one.character == "册"][-1]
    assert folded.left - cover.left == pytest.approx(148.5, abs=0.05)
    assert folded.top == pytest.approx(cover.top, abs=0.05)
    assert document(book).count("297 x 210 mm") == len(sides)
    # What the pages share is in the file once, and the printer does not shrink the sheets.
    assert len(book) < 1.05 * len(plain) and b"/PrintScaling" in book


def test_a_long_roster_goes_on_over_the_pages_and_the_sheets_stay_whole() -> None:
    many = tuple((str(at), f"雷{chr(0x4E00 + at)}", "溪口村党支部", "") for at in range(1, 201))
    reading = texts(handbooks.pages(replace(HANDBOOK, trainees=(("", many),))))
    assert len(reading) % 4 == 0
    assert all(any(name in page for page in reading) for _, name, _, _ in many[::20])
    with pytest.raises(UserError):
        handbooks.pages(replace(HANDBOOK, trainees=(("", (("1", "雷\U0010fffd", "", ""),)),)))


def test_what_is_learned_beyond_one_card_goes_on_on_the_next() -> None:
    (page,) = texts(floating_cards.render_cards([FLOATING], year=2026))
    assert page.count("雷金花") == 2 and "网络学习第7讲" in page and "网络学习第9讲" in page


def test_a_reply_has_a_sheet_for_each_branch_named_with_its_share_and_cells_that_are_text() -> None:
    data = replies.render(
        TITLE, [Reply("溪口村党支部", 3), Reply("后溪村/新村[联合]党支部" + "长" * 30, 2)], when="11月20日"
    )
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames[:2] == ["名额分配表", "溪口村党支部"]
    assert len(book.sheetnames[2]) <= 31 and book["名额分配表"]["C5"].value == "=SUM(C3:C4)"
    sheet = book["溪口村党支部"]
    assert sheet["A2"].value == "报名单位：溪口村党支部　　名额：3 人　　时间：11月20日"
    assert [sheet.cell(3, at + 1).value for at in range(9)] == list(replies.HEADINGS)
    assert {sheet.cell(row, 5).number_format for row in range(4, 10)} == {"@"}
    assert sheet.page_setup.orientation == "landscape" and sheet.print_title_rows == "$3:$3"
    bare = openpyxl.load_workbook(io.BytesIO(replies.render(TITLE, [])))
    assert bare.sheetnames == ["报名回执"] and "名额：＿＿人" in bare.active["A2"].value


def test_results_without_remarks_say_so() -> None:
    assert "没有写意见" in texts(evaluations.render_results(replace(RESULTS, remarks=())))[0]
    assert evaluations.render_results_workbook(RESULTS)[:2] == b"PK"
