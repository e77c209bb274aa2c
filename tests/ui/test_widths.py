from app.ui.tables import Column
from app.ui.widths import EASY_GROWING, LEAST_GROWING, shared

SIGN = 10


def columns(*said: str) -> list[Column[str]]:
    """Make columns: `g` grows, a number is how spare it is."""
    return [
        Column(one, str, grow=one == "g", spare=int(one) if one.isdecimal() else 0) for one in said
    ]  # fmt: skip


def share(said: list[Column[str]], widths: list[int], room: int) -> dict[int, int]:
    return shared(said, widths, range(len(said)), room=room, readable=lambda _one, count: SIGN * count)


def test_what_is_over_goes_to_the_columns_that_grow() -> None:
    assert share(columns("name", "g", "g"), [50, 60, 70], 300) == {0: 50, 1: 120, 2: 130}


def test_the_most_spare_goes_first_and_only_while_the_growing_one_would_be_hard_to_read() -> None:
    said = columns("name", "1", "2", "g")
    assert set(share(said, [50, 40, 40, 200], 280)) == {0, 1, 2, 3}
    assert set(share(said, [50, 40, 40, 200], 250)) == {0, 1, 3}
    assert set(share(said, [50, 40, 40, 200], 50 + SIGN * EASY_GROWING)) == {0, 3}


def test_a_growing_column_stays_readable_however_little_room_there_is() -> None:
    assert share(columns("name", "g"), [50, 200], 20) == {0: 50, 1: SIGN * LEAST_GROWING}
    assert share(columns("name", "g"), [50, 30], 20)[1] == 30


def test_without_a_growing_column_everything_keeps_its_width() -> None:
    assert share(columns("name", "job"), [50, 60], 500) == {0: 50, 1: 60}
