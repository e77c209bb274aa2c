"""The quick guide: four pages from the manual that lies with the program."""

from collections.abc import Callable

import pytest

from app.jobs import quick_guide as jobs
from app.papers import quick_guide
from app.papers.quick_guide import read, render
from tests.papers.reading import texts


def test_the_guide_is_as_expected(expected: Callable[[str, bytes], None]) -> None:
    expected("quick_guide", jobs.printed())


def test_it_has_four_pages_each_under_its_own_heading() -> None:
    pages = texts(jobs.printed())
    assert len(pages) == quick_guide.PAGES
    for page, word in zip(pages, ("恢复码", "录考勤", "上报县级", "有事找谁"), strict=True):
        assert word in page


def test_what_the_text_says_is_on_the_paper() -> None:
    source = (jobs.paths.resources() / "help" / "quick-guide.md").read_text(encoding="utf-8")
    _, pieces = read(source)
    printed = "".join(texts(jobs.printed()))
    for piece in pieces:
        words = [*piece.words[1:]] if piece.kind in ("item", "table") else [piece.words[0]]
        for word in words:
            assert "".join(word.split()).replace("_", "") in printed.replace("_", "")


def test_a_guide_that_grew_too_long_is_refused() -> None:
    page = "## 页\n\n" + "\n".join(f"{at}. 一句话。" for at in range(60))
    with pytest.raises(ValueError, match="not 4"):
        render("# 指南\n\n" + "\n\n".join([page] * 4), {})
    with pytest.raises(ValueError, match="not 4"):
        render("# 指南\n\n## 只有一页\n\n一句话。", {})
