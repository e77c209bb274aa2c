"""Two laptops of one school, a person who moves and a county that counts once, all from the terminal."""

from pathlib import Path

import pypdfium2 as pdfium
import pytest

from app.cli.desk import clock
from app.jobs import registers
from app.school import members
from tests import commands
from tests.commands import Desk


def _desk(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> Desk:
    (tmp_path / name).mkdir()
    return Desk(tmp_path / name, capsys)


def _enrolled(desk: Desk, county: Desk, files: Path, *, group: str = "parcels") -> Path:
    request, certificate = files / f"{desk.folder.name}.申请", files / f"{desk.folder.name}.登记证"
    if group == "parcels":
        county.done("counties", "card", "--out", files / "县级名片")
        desk.done("parcels", "card", files / "县级名片")
    said = desk.done(group, "request", "--out", request)
    seen = said.split("本机指纹 ")[1][:39]
    county.done("counties", "enrol", request, "--out", certificate, "--fingerprint", seen)
    desk.done(group, "certificate", certificate)
    return certificate


@pytest.fixture
def county(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return commands.county(_desk(tmp_path, "county", capsys))


@pytest.fixture
def first(tmp_path: Path, county: Desk, capsys: pytest.CaptureFixture[str]) -> Desk:
    desk = commands.township(_desk(tmp_path, "first", capsys))
    desk.done("members", "import", commands.roster(tmp_path / "名册.csv"))
    _enrolled(desk, county, tmp_path)
    return desk


def _sent(desk: Desk, stick: Path) -> Path:
    before = set(stick.glob("*.wuyou"))
    desk.done("parcels", "send", "--out", stick)
    (made,) = set(stick.glob("*.wuyou")) - before
    return made


def test_a_second_laptop_joins_and_a_difference_is_chosen(
    tmp_path: Path, county: Desk, first: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    second = _desk(tmp_path, "second", capsys)
    first.done("siblings", "card", "--out", tmp_path / "本校名片")
    second.done("siblings", "begin", tmp_path / "本校名片")
    certificate = _enrolled(second, county, tmp_path, group="siblings")
    first.done("siblings", "accept", certificate)
    assert "可以开始用了" in second.done("siblings", "read", _sent(first, stick))
    name = "单晓红"
    for desk, note in ((first, "甲"), (second, "乙")):
        with registers.opened(desk.folder, clock=clock, operator="钟小兰") as db:
            members.amend(db, members.find(db, name)[0], {"note": note})
    assert "1 处两台电脑写得不一样" in first.done("siblings", "read", _sent(second, stick))
    shown = first.done("siblings", "conflicts")
    assert f"人员 {name}" in shown
    assert "备注 甲" in shown
    assert "备注 乙" in shown
    assert first.done("siblings", "choose", 1, 1) == "已选定，还有 0 处。\n"
    assert "没有第 1 处" in first.refused("siblings", "choose", 1, 1)
    assert first.done("siblings", "list").count("\n") >= 2


def test_a_person_moves_and_the_county_decides_nothing_twice(
    tmp_path: Path, county: Desk, first: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    other = commands.township(_desk(tmp_path, "other", capsys), code="350999201", name="石门乡")
    _enrolled(other, county, tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    said = first.done("transfers", "make", "单晓红", "--to", "石门乡党校", "--out", out)
    code = said.split("取件码 ")[1].splitlines()[0]
    (slip,) = out.glob("*.wuyou")
    assert len(list(out.glob("*.pdf"))) == 1
    assert "单晓红已从" in other.done("transfers", "take", slip, "--code", code)
    assert "以前接收过" in other.refused("transfers", "take", slip, "--code", code)
    assert "取件码不对" in other.refused("transfers", "take", slip, "--code", "0" * 20)
    assert "转出" in first.done("transfers", "list")
    again = out / "再打.pdf"
    assert "纸质证明" in first.done("transfers", "print", "单晓红", "--out", again)
    with pdfium.PdfDocument(again) as paper:
        assert code in paper[0].get_textpage().get_text_bounded()
    assert "已作废" in first.done("transfers", "void", "单晓红", "--why", "没有去报到")
    assert "没有、或不止一份有效" in first.refused("transfers", "print", "单晓红", "--out", again)
    assert "0 人" in county.done("people", "count", 2026)
    assert "没有第 1 对" in county.refused("people", "decide", 1, "--why", "核实")
    assert "没有第 1 条" in county.refused("people", "undo", 1)
