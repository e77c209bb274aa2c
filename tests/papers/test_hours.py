from collections.abc import Callable
from dataclasses import replace

import pytest

from app.errors import UserError
from app.papers import figures
from app.papers.hours import Statement, StatementLine, render
from tests.papers.reading import texts

LINE = StatementLine(
    starts="2026-03-02",
    ends="2026-03-04",
    class_name="2026年第1期农村党员春训班",
    kind="集中轮训",
    organiser="霍童镇党校",
    how="出勤5个半天×4学时",
    quarters=80,
    completed="是",
)
STATEMENT = Statement(
    holder="雷𰻞",
    gender="男",
    id_tail="123X",
    branch="中共霍童镇东湖村支部委员会",
    year=2026,
    lines=(
        LINE,
        replace(LINE, starts="2026-06-30", ends="2026-06-30", how="自学", quarters=9, completed="否"),
    ),
    required=128,
    target="党员每年不少于32学时",
    issuer="霍童镇党校",
    as_of="2026-11-22",
    issued_on="2026-11-23",
)


def test_the_statement_is_as_expected(expected: Callable[[str, bytes], None]) -> None:
    expected("hours", render(STATEMENT))


def test_the_sum_behind_the_number_is_shown() -> None:
    (page,) = texts(render(STATEMENT))
    assert "雷𰻞，男，证件号后四位123X，中共霍童镇东湖村支部委员会。2026年度" in page
    assert "2026年3月2日至3月4日2026年第1期农村党员春训班集中轮训霍童镇党校出勤5个半天×4学时20是" in page
    assert "合计：20＋2.25＝22.25学时。" in page
    assert "应完成：32学时（党员每年不少于32学时）；完成率：69.5%，还差9.75学时。" in page


@pytest.mark.parametrize(
    ("lines", "required", "said"),
    [
        ((), 128, "合计：0学时。应完成：32学时（规则）；完成率：0.0%，还差32学时。"),
        ((LINE,), 80, "合计：20学时。应完成：20学时（规则）；完成率：100.0%，已达标。"),
        ((LINE,), 0, "应完成学时：不作要求（规则）。"),
    ],
)
def test_nothing_learnt_enough_learnt_and_nothing_asked(
    lines: tuple[StatementLine, ...], required: int, said: str
) -> None:
    (page,) = texts(render(replace(STATEMENT, lines=lines, required=required, target="规则")))
    assert said in page
    assert ("本年度没有学时记录。" in page) == (not lines)


def test_many_classes_break_over_pages_and_the_seal_stays_with_its_issuer() -> None:
    lines = tuple(replace(LINE, class_name=f"第{n}期班") for n in range(100))
    pages = texts(render(replace(STATEMENT, lines=lines)))
    assert all(f"第{n}期班" in "".join(pages) for n in range(100))
    assert "霍童镇党校2026年11月23日" in pages[-1]
    assert f"第{len(pages)}页共{len(pages)}页" in pages[-1]


def test_shares_are_written_exactly() -> None:
    assert [figures.share(p, 1000) for p in (0, 1, 999, 1000, 1500)] == [
        "0.0%",
        "0.1%",
        "99.9%",
        "100.0%",
        "150.0%",
    ]
    assert figures.share(9999, 10000) == "99.9%"  # not rounded up to all
    assert figures.share(1, 0) == "—"


def test_a_name_without_a_font_is_refused_in_words() -> None:
    with pytest.raises(UserError, match=r"王□：“□”（U\+E000）"):
        render(replace(STATEMENT, holder="王\ue000"))
