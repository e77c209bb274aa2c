from pathlib import Path

import pytest

from tests.commands import Desk

ASPECTS = ("现实针对性", "理论性", "信息量", "语言表达", "教风教态")


@pytest.fixture
def held(staffed: Desk) -> Desk:
    """A class with two lessons."""
    staffed.done("classes", "new", "冬训")
    for half_day, course in (("上午", "党章"), ("下午", "乡村振兴")):
        on = ("--on", "2026-11-22", "--half-day", half_day)
        staffed.done("timetable", "add", "冬训", *on, "--course", course)
    staffed.done("classes", "enrol", "冬训")
    return staffed


def test_sheets_are_counted_line_by_line_and_all_at_once(held: Desk, tmp_path: Path) -> None:
    assert "党章理论性：3 个数有变化" in held.done(
        "evaluations", "set", "冬训", "党章", "理论性", "3", "2", "1", "0"
    )
    sheet = tmp_path / "测评.txt"
    lines = [f"党章\t{one}\t4\t2\t0\t\n" for one in ASPECTS] + ["培训班总体\t总体\t5\t1\t0\t0\n"]
    sheet.write_text("课程\t项目\t非常满意\t满意\t合格\t不满意\n" + "".join(lines), encoding="utf-8-sig")
    assert "录入 6 行" in held.done("evaluations", "paste", "冬训", sheet)
    held.done("evaluations", "note", "冬训", "--returned", "6", "--remark", "讲得好")
    said = held.done("evaluations", "show", "冬训")
    assert "收回 6 份" in said
    assert "讲得好" in said
    (line,) = [one.split() for one in said.splitlines() if one.split()[:2][-1:] == ["理论性"]][:1]
    assert line[-4:] == ["4", "2", "0", "0"]
    results = held.done("evaluations", "results", "冬训")
    (lesson,) = [one.split() for one in results.splitlines() if one.startswith("党章")]
    assert lesson[1:] == ["100.0%", "30", "93.3", *["18.7"] * 5]


def test_what_does_not_fit_is_refused_and_changes_nothing(held: Desk, tmp_path: Path) -> None:
    sheet = tmp_path / "测评.txt"
    for content, said in (
        ("法律\t理论性\t1\t0\t0\t0\n".encode(), "本班没有“法律”这一课"),
        ("党章\t口才\t1\t0\t0\t0\n".encode(), "没有“口才”这一项"),
        ("党章\t理论性\t1\t0\n".encode(), "要写 4 个票数"),
        ("党章\t理论性\t1\t0\t0\t0\n党章\t信息量\t一\t0\t0\t0\n".encode(), "“一”不是票数"),
        ("党章\t理论性\t99999\t0\t0\t0\n".encode(), "票数请写 0 到 9999"),
        ("党章\n".encode(), "没有“”这一项"),
        (b"\xff\xfe\x00", "不是 UTF-8 文本"),
        (b"", "没有票数"),
    ):
        sheet.write_bytes(content)
        assert said in held.refused("evaluations", "paste", "冬训", sheet), content
    assert "还没有录入" in held.refused("evaluations", "results", "冬训")
    held.done("evaluations", "note", "冬训", "--returned", "3")
    said = held.refused("evaluations", "set", "冬训", "党章", "理论性", "4", "0", "0", "0")
    assert "超过收回的 3 份" in said
    assert "请写明收回几份" in held.refused("evaluations", "note", "冬训")


def test_the_rule_is_shown_with_its_source(held: Desk) -> None:
    said = held.done("evaluations", "rule")
    assert "出处" in said
    assert all(one in said for one in ASPECTS)
