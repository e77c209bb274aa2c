"""Papers at the terminal whose texts have a character that no font has."""

from pathlib import Path

import pytest

from app.scans import certificates as scans
from tests import made_up
from tests.commands import Desk

CLASS = "冬训\U0003004c班"


@pytest.fixture
def held(staffed: Desk) -> Desk:
    """A class with a name no font can write, that everybody came to."""
    staffed.done("classes", "new", CLASS)
    for half_day in ("上午", "下午"):
        on = ("--on", "2026-11-22", "--half-day", half_day)
        staffed.done("timetable", "add", "1", *on, "--course", "党章")
    staffed.done("classes", "enrol", "1")
    return staffed


def test_a_sign_in_sheet_is_refused_with_the_way_out_or_left_blank(held: Desk, tmp_path: Path) -> None:
    out = tmp_path / "表.pdf"
    said = held.refused("sign-in-sheets", "print", "1", "--out", out)
    assert "U+3004C" in said and "加上 --leave-blank" in said
    assert not out.exists()
    said = held.done("sign-in-sheets", "print", "1", "--out", out, "--leave-blank")
    assert out.exists()
    assert "请手写补上" in said and "U+3004C" in said


def test_certificates_are_refused_with_the_way_out_or_left_blank(held: Desk, tmp_path: Path) -> None:
    held.done("attendance", "all", "1")
    held.done("classes", "close", "1", "--without", "演示")
    draft, out, again = (tmp_path / f"{name}.pdf" for name in ("草稿", "证书", "补发"))
    assert "--leave-blank" in held.refused("certificates", "propose", "1", "--out", draft)
    assert "U+3004C" in held.done("certificates", "propose", "1", "--out", draft, "--leave-blank")
    held.done("certificates", "issue", "1")
    number = "云溪乡党校〔2026〕第0001号"
    assert "--leave-blank" in held.refused("certificates", "print", "1", "--out", out)
    assert "打印第 1 份" not in held.done("certificates", "show", number)
    assert "请手写补上" in held.done("certificates", "print", "1", "--out", out, "--leave-blank")
    assert "打印第 1 份" in held.done("certificates", "show", number)
    asked = ("certificates", "reissue", number, "--reason", "遗失", "--out", again)
    assert "--leave-blank" in held.refused(*asked)
    assert "请手写补上" in held.done(*asked, "--leave-blank")
    assert scans.read_codes(again.read_bytes())


@pytest.mark.parametrize(
    "command",
    [("standings", "print"), ("report", "print"), ("checklist", "ledger"), ("forecast", "calls"),
     ("assessments", "print"), ("changes",), ("orders", "menu")],
    ids="-".join,
)  # fmt: skip
def test_other_papers_are_left_blank_by_the_same_option(command: tuple[str, ...], staffed: Desk) -> None:
    assert "--leave-blank" in staffed.done(*command, "--help")


def test_a_statement_of_hours_and_a_slip_are_left_blank_too(desk: Desk, tmp_path: Path) -> None:
    rare = "王\U0003004c"
    listed = tmp_path / "名单.csv"
    listed.write_text(f"姓名,身份证号,党支部\n{rare},{made_up.id_number(1)},溪口村党支部\n", encoding="utf-8")
    desk.done("members", "import", listed)
    out = tmp_path / "证明.pdf"
    assert "加上 --leave-blank" in desk.refused("hours", "statement", rare, "--out", out)
    assert not out.exists()
    assert "U+3004C" in desk.done("hours", "statement", rare, "--out", out, "--leave-blank")
    assert out.read_bytes().startswith(b"%PDF")
