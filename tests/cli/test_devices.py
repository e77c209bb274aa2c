"""Laptops lost, replaced and restored, and the spare key, at a terminal."""

import shutil
from pathlib import Path

from app.jobs import registers
from app.school import schools
from tests import commands, made_up
from tests.commands import Desk


def parcels(folder: Path) -> list[Path]:
    return sorted(folder.glob("**/*.wuyou"))


def test_a_dead_laptop_is_replaced_with_what_the_county_had(
    both: tuple[Desk, Desk], stick: Path, tmp_path: Path
) -> None:
    township, county = both
    county.done("counties", "receive", *_sent(township, stick / "first"))
    new = commands.township(Desk(tmp_path / "new", township.capsys))
    other = stick / "other"
    other.mkdir()
    said = commands.acquaint(county, new, other, "--replaces", 1)
    assert "恢复包：" in said
    listed = county.done("devices", "list")
    assert "已吊销" in listed and "由第 2 号登记证的电脑代替" in listed
    (recovery,) = parcels(other)
    assert new.done("parcels", "recover", recovery).startswith("已恢复到县级收到的第 1 号数据包")
    assert new.done("members", "list").count("上洋村") == 6
    county.done("counties", "receive", *_sent(new, stick / "second"))
    again = stick / "again"
    again.mkdir()
    assert "恢复包：" in county.done("devices", "recovery", 2, "--out", again)
    refused = county("counties", "receive", *_sent(township, stick / "third"))
    assert refused.code == 1 and "吊销" in refused.err


def _sent(desk: Desk, to: Path) -> list[Path]:
    to.mkdir()
    desk.done("parcels", "send", "--out", to)
    return parcels(to)


def test_a_restored_laptop_is_read_once_somebody_has_asked(both: tuple[Desk, Desk], stick: Path) -> None:
    township, county = both
    county.done("counties", "receive", *_sent(township, stick / "first"))
    with registers.opened(township.folder, clock=made_up.Clock(), operator="雷小梅") as db:
        # What restoring a backup does to a register.
        schools.keep(db, "epoch", str(int(schools.setting(db, "epoch")) + 1))
    sent = _sent(township, stick / "second")
    refused = county("counties", "receive", *sent)
    assert refused.code == 1 and "电脑重装或恢复过" in refused.err
    assert "已按换过的电脑读取" in county.done("counties", "receive", "--consent", *sent)


def test_a_laptop_is_revoked_once(both: tuple[Desk, Desk], stick: Path) -> None:
    township, county = both
    sent = _sent(township, stick / "first")
    assert county.done("devices", "revoke", 1, "--why", "丢了") == (
        "已吊销“中共云溪乡委员会党校”第 1 号登记证，以后不再读它的数据包。"
        "对方还要上报的，请用在用的电脑重新申请登记。\n"
    )
    assert "已在 2026-11-22 吊销" in county.refused("devices", "revoke", 1)
    assert "没有第 7 号登记证" in county.refused("devices", "revoke", 7)
    assert county("counties", "receive", *sent).code == 1


def test_the_spare_key_is_made_once_and_tried(both: tuple[Desk, Desk], stick: Path) -> None:
    township, county = both
    key, card = stick / "钥匙.txt", stick / "新名片"
    county.done("devices", "spare", "--out", key)
    assert "只做一次" in county.refused("devices", "spare", "--out", stick / "再一把.txt")
    before = _sent(township, stick / "before")
    county.refused("devices", "try-spare", key, *before)
    county.done("counties", "card", "--out", card)
    township.done("parcels", "card", card)
    assert county.done("devices", "try-spare", key, *_sent(township, stick / "after")).startswith("打得开：")
    assert "没有备用钥匙" in county.refused("devices", "try-spare", card, *before)
    shutil.rmtree(stick / "before")
