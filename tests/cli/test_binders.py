from pathlib import Path

import pytest

from tests import photographed
from tests.commands import Desk


@pytest.fixture
def held(desk: Desk, tmp_path: Path) -> Desk:
    """A class of two half-days, and a paper for one demand."""
    desk.done("classes", "new", "冬训一班")
    for half_day in ("上午", "下午"):
        desk.done(
            *("classes", "session", "add", 1, "--on", "2026-11-20", "--half-day", half_day),
            *("--course", "党课", "--hours", 4),
        )
    paper = tmp_path / "计划.pdf"
    paper.write_bytes(photographed.pdf(2))
    desk.done("checklist", "attach", "annual_plan", paper, "--formed-on", "2026-03-02")
    return desk


def test_a_binder_is_made_from_a_terminal(held: Desk, tmp_path: Path) -> None:
    out = tmp_path / "给检查组"
    out.mkdir()
    assert "迎检档案盒已做好" in held.done("binders", "make", out)
    (made,) = out.iterdir()
    assert {path.name for path in made.iterdir() if path.is_file()} == {"迎检档案盒.pdf", "文件校验清单.txt"}
    assert [path.name for path in made.rglob("计划.pdf")] == ["计划.pdf"]
    assert "找不到文件夹" in held.refused("binders", "make", tmp_path / "没有")


def test_sessions_are_drawn_and_the_record_is_kept(held: Desk, tmp_path: Path) -> None:
    record = tmp_path / "抽查记录.pdf"
    said = held.done("binders", "draw", "--out", record)
    assert said.count("冬训一班") == 2
    assert "没有照片" in said
    assert record.read_bytes().startswith(b"%PDF")
    assert "没有课次可以抽" in held.refused("binders", "draw", "--since", "2026-11-21")
