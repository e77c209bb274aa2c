from app.spelling import hours


def test_quarter_hours_are_written_exactly() -> None:
    assert [hours.in_figures(q) for q in (0, 1, 2, 3, 4, 33, -9)] == [
        "0",
        "0.25",
        "0.5",
        "0.75",
        "1",
        "8.25",
        "-2.25",
    ]


def test_a_sum_is_shown_with_separators() -> None:
    assert [hours.shown(q) for q in (0, 3, 4, 4_000, 96_910, -6_000_001)] == [
        "0", "0.75", "1", "1,000", "24,227.5", "-1,500,000.25",
    ]  # fmt: skip
