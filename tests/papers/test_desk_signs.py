import pytest

from app.errors import UserError
from app.papers.desk_signs import DeskSign, render
from tests.papers.reading import glyphs, texts

NAMES = ["张三", "雷金花", "欧阳娜娜", "阿依古丽·买买提", "李𬱖"]


def test_every_name_stands_on_both_sides_of_its_own_sheet() -> None:
    pages = texts(render([DeskSign(name) for name in NAMES]))
    assert len(pages) == len(NAMES)
    for name, page in zip(NAMES, pages, strict=True):
        assert page.count(name[0]) >= 2
        assert len(page.replace("　", "")) == 2 * len(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stays_on_its_panel_and_fills_it(name: str) -> None:
    ink = [one for one in glyphs(render([DeskSign(name, "溪口村党支部")]), 0) if one.right > one.left]
    front = [one for one in ink if one.top > 148.5]
    assert len(front) * 2 == len(ink)
    assert min(one.left for one in ink) >= 5
    assert max(one.right for one in ink) <= 205
    assert max(one.bottom for one in front) <= 248.5
    assert max(one.right for one in front) - min(one.left for one in front) > 120


def test_nobody_to_print_is_said() -> None:
    with pytest.raises(UserError, match="请先选人"):
        render([])
