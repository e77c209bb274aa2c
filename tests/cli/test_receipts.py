from pathlib import Path

import pytest

from tests.commands import Desk


def clear(stick: Path) -> None:
    for one in stick.iterdir():
        one.unlink()


@pytest.fixture
def both(both: tuple[Desk, Desk], stick: Path) -> tuple[Desk, Desk]:
    """Those two, with nothing left on the stick of what made them known to each other."""
    clear(stick)
    return both


def test_a_year_between_the_desks(both: tuple[Desk, Desk], stick: Path, tmp_path: Path) -> None:
    township, county = both
    county.done("courses", "add", "党的二十大精神宣讲")
    county.done("teachers", "add", "王志远")
    county.done("orders", "offer", "党的二十大精神宣讲", "--teacher", "王志远", "--terms", "提前一周")
    county.done("notices", "issue", "关于做好冬训的通知", "--due", "2026-12-20")
    assert "关于做好冬训的通知" in county.done("refdata", "changes")
    assert "已写入并核对" in county.done("refdata", "issue", "--out", stick)
    assert township.done("receipts", "read", stick).startswith("已采用县级下发资料第 1 版：")
    assert "关于做好冬训的通知" in township.done("notices", "read", 1)
    assert "提前一周" in township.done("orders", "menu")
    ordered = township.done(
        *("orders", "place", 1, "--on", "2026-12-10", "--audience", "村党组织书记", "--people", 40)
    )
    assert ordered == "已点单 DD350999200-2026-001：党的二十大精神宣讲，随下一个数据包上报。\n"

    clear(stick)
    township.done("parcels", "send", "--out", stick)
    county.done("counties", "receive", stick)
    assert "1 校已读" in county.done("notices", "list")
    county.done(
        *("returns", "send", "云溪乡党校", "党员", "单晓红", "--reason", "民族没有填", "--due", "2026-12-05")
    )
    county.done("orders", "dispatch", "001", "--teacher", "王志远", "--on", "2026-12-12")
    clear(stick)
    assert "给云溪乡党校的第 1 号回执已写入并核对" in county.done("receipts", "reply", "--out", stick)
    assert county.done("receipts", "reply") == "收到的数据包都已经回复。\n"

    said = township.done("receipts", "read", stick)
    assert said == ("已读取县级第 1 号回执。县级已确认到第 1 号（2026-11-22）。有 1 条退回要办。\n")
    assert "民族没有填" in township.done("returns", "list", "--open")
    assert "县级退回党员“单晓红”：民族没有填" in township.done("agenda")
    township.done("returns", "answer", 1, "改好了", "--words", "已补填")
    slip = tmp_path / "授课单.pdf"
    township.done("orders", "print", "001", "--out", slip)
    assert slip.read_bytes().startswith(b"%PDF-")
    township.done(
        *("orders", "done", "001", "--on", "2026-12-12", "--came", 38, "--score", "很满意"),
        today="2026-12-13",
    )

    clear(stick)
    township.done("parcels", "send", "--out", stick, today="2026-12-13")
    county.done("counties", "receive", stick, today="2026-12-13")
    assert "改好了 已补填" in county.done("returns", "list", today="2026-12-13")
    assert "已完成" in county.done("orders", "list", today="2026-12-13")
    assert county.done("returns", "close", 1, today="2026-12-13") == "“单晓红”的退回已了结。\n"


def test_careless_words_are_answered_in_a_sentence(both: tuple[Desk, Desk], stick: Path) -> None:
    township, county = both
    assert "没有第 3 条退回" in township.refused("returns", "close", 3)
    assert "没有找到乡镇党校" in county.refused("receipts", "reply", "别处")
    assert "由县级制作" in township.refused("refdata", "issue")
    assert "菜单里没有第 1 门课" in township.refused(
        *("orders", "place", 1, "--on", "2026-12-10", "--audience", "支书", "--people", 3)
    )
    assert "没有单号是" in county.refused("orders", "decline", "009", "--reason", "不行")
    assert "还没有读过县级的下发资料" in township.done("refdata", "list")
    (stick / "不是.wuyou").write_bytes(b"not a parcel at all")
    township.refused("receipts", "read", stick / "不是.wuyou")


def test_what_the_county_wrote_stays_on_the_stick_and_hinders_nobody(
    both: tuple[Desk, Desk], stick: Path, tmp_path: Path
) -> None:
    township, county = both
    township.done("parcels", "send", "--out", stick)
    county.done("counties", "receive", stick)
    county.done("receipts", "reply", "--out", stick)
    county.done("refdata", "issue", "--out", stick)
    township.done("receipts", "read", stick)
    township.done("parcels", "send", "--out", stick)
    said = county.done("counties", "receive", stick)
    assert "第 2 号数据包已读取" in said and "回执" not in said


def test_a_reply_is_written_to_another_stick_and_accepting_is_set(
    both: tuple[Desk, Desk], stick: Path, tmp_path: Path
) -> None:
    township, county = both
    township.done("parcels", "send", "--out", stick)
    county.done("counties", "receive", stick)
    assert "自动接收" in county.done("receipts", "accepting")
    assert "不自动接收" in county.done("receipts", "accepting", "--after-looking")
    assert "不自动接收" in county.done("receipts", "accepting")
    assert "还没有给云溪乡党校做过回执" in county.refused("receipts", "deliver", "云溪乡党校", "--out", stick)
    county.done("receipts", "reply", "云溪乡党校", "--out", stick)
    other = tmp_path / "另一个"
    other.mkdir()
    assert "第 1 号回执已写入并核对" in county.done("receipts", "deliver", "云溪乡党校", "--out", other)
    assert "已读取县级第 1 号回执" in township.done("receipts", "read", other)
