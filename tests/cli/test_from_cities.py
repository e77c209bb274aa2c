"""A city, its county and a township, each at its own desk, by commands alone."""

from pathlib import Path

import pytest

from tests import commands
from tests.commands import Desk


@pytest.fixture
def city(both: tuple[Desk, Desk], tmp_path: Path, capsys: pytest.CaptureFixture[str], stick: Path) -> Desk:
    """The city that has read the county, which has read its township."""
    township, county = both
    desk = Desk(tmp_path / "city", capsys)
    desk.done("found", "--level", "市", "--code", "350900", "--name", "青岚市委党校", "--short", "青岚市")
    clear(stick)
    commands.acquaint(desk, county, stick)
    clear(stick)
    carry(township, county, stick)
    carry(county, desk, stick)
    return desk


def clear(stick: Path) -> None:
    for one in stick.iterdir():
        one.unlink()


def carry(below: Desk, above: Desk, stick: Path) -> None:
    below.done("parcels", "send", "--out", stick)
    above.done("counties", "receive", stick)
    clear(stick)


def test_a_return_goes_from_the_city_to_the_township_and_its_answer_back(
    both: tuple[Desk, Desk], city: Desk, stick: Path
) -> None:
    township, county = both
    city.done(
        *("returns", "send", "云溪乡党校", "党员", "单晓红", "--reason", "民族没有填", "--due", "2026-12-05")
    )
    assert "第 1 号回执已写入并核对" in city.done("receipts", "reply", "--out", stick)
    said = county.done("receipts", "read", stick)
    assert said == "已读取市级第 1 号回执。市级已确认到第 1 号（2026-11-22）。有 1 条退回要办。\n"
    assert county.done("receipts", "list").startswith("市级已确认到第 1 号（2026-11-22）。")
    listed = county.done("returns", "list", "--open")
    assert "青岚市" in listed and "云溪乡党校" in listed
    clear(stick)
    assert "市级退回云溪乡党校党员“单晓红”：民族没有填" in county.done("agenda")
    assert "培训班" not in county.done("agenda")
    said = county.done("returns", "pass-on", 1)
    assert (
        said
        == "已把“单晓红”的退回转给云溪乡党校，办理期限 2026-12-05，随下一份回执（receipts reply）发出。\n"
    )
    county.done("receipts", "reply", "云溪乡党校", "--out", stick)
    township.done("receipts", "read", stick)
    clear(stick)
    assert "市级退回：民族没有填" in township.done("returns", "list")
    township.done("returns", "answer", 1, "改好了")
    carry(township, county, stick)
    assert "云溪乡党校答复了退回“单晓红”" in county.done("agenda")
    assert "1 所学校的数据包还没有回复" in county.done("agenda")
    numbers = {line.split()[0]: line for line in county.done("returns", "list").splitlines()}
    (ours,) = [number for number, line in numbers.items() if "市级退回：" in line]
    (theirs,) = [number for number, line in numbers.items() if "青岚市" in line]
    county.done("returns", "answer", theirs, "改好了", "--words", "已补填")
    assert county.done("returns", "close", ours) == "“单晓红”的退回已了结。\n"
    assert "单晓红" not in county.done("agenda")
    carry(county, city, stick)
    assert "云溪乡党校答复了退回“单晓红”" in city.done("agenda")
    assert "改好了 已补填" in city.done("returns", "list")


def test_what_the_city_hands_down_is_passed_on(both: tuple[Desk, Desk], city: Desk, stick: Path) -> None:
    township, county = both
    city.done("courses", "add", "市情教育")
    city.done("notices", "issue", "关于做好冬训的通知", "--words", "请转发")
    city.done(
        *("class-rules", "write", 1, "--title", "全市办班口径", "--source", "青委组〔2026〕3号"),
        *("--from", "2027-01-01", "--set", "classes_a_year=6"),
    )
    city.done("refdata", "issue", "--out", stick)
    assert county.done("receipts", "read", stick).startswith("已读取市级下发资料第 1 版：")
    clear(stick)
    listed = county.done("refdata", "list").splitlines()
    for title in ("市情教育", "全市办班口径"):
        (line,) = [one for one in listed if title in one]
        assert "制作新的一版" in county.done("refdata", "adopt", line.split()[0])
    assert "市级" in county.done("notices", "list")
    assert "请转发" in county.done("notices", "read", 1)
    assert county.done("notices", "pass-on", 1).startswith("已转发“关于做好冬训的通知”")
    assert "已经转发" in county.refused("notices", "pass-on", 2)
    county.done("refdata", "issue", "--out", stick)
    township.done("receipts", "read", stick)
    assert "请转发" in township.done("notices", "read", 1)
    assert "全市办班口径" in township.done("refdata", "list")
    assert "市情教育" in township.done("courses", "list")


def test_careless_words_are_answered_in_a_sentence(both: tuple[Desk, Desk], city: Desk, stick: Path) -> None:
    township, county = both
    assert "不是上级退回的下级记录" in _pass_on(county)
    city.done("receipts", "reply", "--out", stick)
    assert "要在县级的电脑上读" in city.refused("receipts", "read", stick)
    assert "没有读取" in township.refused("receipts", "read", stick)


def _pass_on(county: Desk) -> str:
    county.done(
        *("returns", "send", "云溪乡党校", "党员", "单晓红", "--reason", "核对", "--due", "2026-12-05")
    )
    return county.refused("returns", "pass-on", 1)
