"""Certificates at the terminal: proposed, issued, printed, spoiled, reissued, voided and verified."""

from pathlib import Path

import pytest

from app.scans import certificates as scans
from tests.commands import Desk
from tests.stories.enrolling import enrol

FIRST, SECOND, THIRD = (f"云溪乡党校〔2026〕第000{n}号" for n in (1, 2, 3))


@pytest.fixture
def closed(staffed: Desk) -> Desk:
    """A class of six with one day, that everybody came to and that is closed."""
    staffed.done("classes", "new", "冬训")
    for half_day in ("上午", "下午"):
        on = ("--on", "2026-11-22", "--half-day", half_day)
        staffed.done("timetable", "add", "冬训", *on, "--course", "党章")
    staffed.done("classes", "enrol", "冬训")
    staffed.done("attendance", "all", "冬训")
    staffed.done("classes", "close", "冬训", "--without", "演示")
    return staffed


def test_a_number_is_seen_spent_printed_spoiled_reissued_and_voided(closed: Desk, tmp_path: Path) -> None:
    draft = tmp_path / "草稿.pdf"
    said = closed.done("certificates", "propose", "冬训", "--out", draft)
    assert FIRST in said
    assert draft.exists()
    assert FIRST not in closed.done("certificates", "list")
    assert "颁发证书 6 张" in closed.done("certificates", "issue", "冬训")
    closed.done("certificates", "printed", FIRST, "--blank", "0031")
    assert "编号不变" in closed.done("certificates", "spoiled", SECOND, THIRD, "--note", "卡纸")
    assert "一次只记一张" in closed.refused("certificates", "printed", SECOND, THIRD, "--blank", "1")
    assert "还没有打印过" in closed.refused(
        "certificates", "reissue", SECOND, "--reason", "遗失", "--out", tmp_path / "补.pdf"
    )
    closed.done("certificates", "printed", SECOND)
    closed.done("certificates", "reissue", SECOND, "--reason", "本人遗失", "--out", tmp_path / "补.pdf")
    said = closed.done("certificates", "show", SECOND)
    for text in ("颁发", "打印第 1 份，印坏", "卡纸", "打印第 2 份", "补发第 3 份", "本人遗失", "钟小兰"):
        assert text in said
    assert "都已有证书" in closed.refused("certificates", "propose", "冬训")
    (code,) = scans.read_codes((tmp_path / "补.pdf").read_bytes())
    assert closed.done("certificates", "verify", code).startswith("真实：")
    assert closed.done("certificates", "verify", tmp_path / "补.pdf").startswith("真实：")
    closed.done("certificates", "void", SECOND, "--reason", "冒领")
    assert closed.done("certificates", "verify", code).startswith("已作废：")


def test_a_reissue_that_cannot_be_saved_is_not_written_down(closed: Desk, tmp_path: Path) -> None:
    closed.done("certificates", "issue", "冬训")
    closed.done("certificates", "printed", FIRST)
    nowhere = tmp_path / "没有" / "补.pdf"
    assert "找不到文件夹" in closed.refused(
        "certificates", "reissue", FIRST, "--reason", "遗失", "--out", nowhere
    )
    assert "补发" not in closed.done("certificates", "show", FIRST)


def test_verifying_wants_one_thing_or_the_other(closed: Desk, tmp_path: Path) -> None:
    for said in ((), ("WY1:A", "--number", FIRST)):
        assert "请写扫到的码" in closed.refused("certificates", "verify", *said)
    assert "都要填" in closed.refused("certificates", "verify", "--number", FIRST)
    assert "不是五有结业证书上的码" in closed.refused("certificates", "verify", tmp_path / "没有.jpg")
    closed.done("certificates", "issue", "冬训")
    listed = closed.done("certificates", "list", "0001")
    check = next(word for word in listed.split() if len(word) == 11 and word[5] == "-")
    said = closed.done("certificates", "verify", "--number", "云溪乡党校[2026]第0001号", "--check", check)
    assert said.startswith("真实：")


def test_a_directory_goes_from_the_county_to_a_township(closed: Desk, county: Desk, tmp_path: Path) -> None:
    assert "名录是空的" in county.refused("directories", "write", "--out", tmp_path)
    enrol(closed, county, tmp_path)
    said = county.done("directories", "write", "--out", tmp_path)
    assert "证书核验.html" in said
    assert "能核验" in closed.done("directories", "take", tmp_path / "证书名录.wuyou")
    assert "由县级的电脑导出" in closed.refused("directories", "write", "--out", tmp_path)
    (tmp_path / "坏.wuyou").write_bytes(b"x")
    assert closed.refused("directories", "take", tmp_path / "坏.wuyou")
    assert closed.refused("directories", "take", tmp_path / "没有.wuyou")
