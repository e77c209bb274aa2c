import pytest

from app.spelling import money


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("50000", 5_000_000), ("50,000.00", 5_000_000), ("５０，０００", 5_000_000), ("¥500", 50_000),
        ("5万元", 5_000_000), ("1.2万", 1_200_000), ("1200元整", 120_000), ("0.01", 1), ("", 0), ("—", 0),
        ("人民币 3 千元", 300_000), (".5", 50), ("1 亿", 10_000_000_000), (50000.0, 5_000_000),
    ],
)  # fmt: skip
def test_sums_are_read_as_an_office_writes_them(text: object, fen: int) -> None:
    read = money.read(text)
    assert (read.fen, read.verdict.kind) == (fen, "ok")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("-5", "负数"), ("（500）", "负数"), ("五万", "读不懂"), ("1e9", "读不懂"), ("0.005", "分以下"),
        ("99999999999", "十亿"), ("5%", "读不懂"), ("=1+1", "读不懂"), ("9" * 400, "读不懂"),
    ],
)  # fmt: skip
def test_what_is_no_sum_is_refused_with_a_reason(text: str, said: str) -> None:
    read = money.read(text)
    assert read.fen == 0
    assert read.verdict.kind == "refuse"
    assert said in read.verdict.note


def test_sums_are_written_for_a_cell_a_reader_and_a_sentence() -> None:
    assert money.written(5_000_005) == "50000.05"
    assert money.shown(-5_000_000) == "-50,000.00"
    assert [money.in_words(fen) for fen in (5_000_000, 120_000, 350, 0)] == [
        "5 万元",
        "1200 元",
        "3.50 元",
        "0 元",
    ]
