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
