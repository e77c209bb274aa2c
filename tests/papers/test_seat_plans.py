from collections.abc import Callable

import pytest

from app.errors import UserError
from app.papers.seat_plans import SeatPlan, render
from tests.papers.reading import glyphs, texts

SEATS = {divmod(n, 8): f"雷金{chr(0x4E00 + n)}" for n in range(44)} | {
    (5, 6): "阿依古丽·买买提",
    (5, 7): "张三",
}
PLAN = SeatPlan("溪口镇党校2026年第3期农村党员冬训班座次表", 6, 8, SEATS, ("丙", "甲书记", "乙"), (4,))


def test_the_form_is_as_it_was_looked_at(expected: Callable[[str, bytes], None]) -> None:
    expected("seat_plan", render(PLAN))


def test_everybody_stands_on_one_page_however_many() -> None:
    many = {divmod(n, 16): f"雷金{chr(0x4E00 + n)}" for n in range(300)}
    data = render(SeatPlan("大会", 19, 16, many, tuple(f"领导{n}" for n in range(15)), (4, 8, 12)))
    (page,) = texts(data)
    assert all(name in page for name in many.values())
    assert all(one.left > 5 and one.right < 292 and one.bottom < 205 for one in glyphs(data, 0) if one.right)


def test_an_empty_room_is_said() -> None:
    with pytest.raises(UserError, match="还没有排座次"):
        render(SeatPlan("座次表", 1, 1, {}))
