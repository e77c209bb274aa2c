"""Two records of one person, from the list of likely ones to the undoing of it."""

from pathlib import Path

import pytest

from tests import made_up
from tests.commands import Desk


@pytest.fixture
def doubled(staffed: Desk, tmp_path: Path) -> Desk:
    """A township where 单晓红 stands a second time, with a digit of the number wrong."""
    number = made_up.id_number(0)
    wrong = number[:16] + ("8" if number[16] != "8" else "9") + number[17:]
    file = tmp_path / "乙.csv"
    file.write_text(f"姓名,身份证号,性别\n单小红,{wrong},\n", encoding="utf-8")
    staffed.done("members", "import", file)
    return staffed


def test_a_pair_is_shown_merged_and_parted(doubled: Desk) -> None:
    shown = doubled.done("members", "duplicates")
    assert "身份证号第17位不同" in shown
    assert "共 1 对" in shown
    said = doubled.done("members", "merge", 1, "--why", "已核对")
    assert said.startswith("已把“单小红”并入“单晓红”")
    assert "共 6 人" in doubled.done("members", "list")
    assert "单晓红" in doubled.done("members", "list", "单小红")
    assert "共 0 对" in doubled.done("members", "duplicates")
    assert doubled.done("members", "part", "单小红") == "已拆开：单晓红、单小红\n"
    assert "共 7 人" in doubled.done("members", "list")
    assert "没有合并过" in doubled.refused("members", "part", "单小红")


def test_the_other_may_be_the_one_that_stays(doubled: Desk) -> None:
    said = doubled.done("members", "merge", 1, "--why", "已核对", "--keep-other")
    assert "已把“单晓红”并入“单小红”" in said


def test_two_people_are_not_asked_about_again(doubled: Desk) -> None:
    doubled.done("members", "keep-apart", 1)
    assert "共 0 对" in doubled.done("members", "duplicates")
    assert doubled.refused("members", "merge", 1, "--why", "x").startswith("没有第 1 对")
