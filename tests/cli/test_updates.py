"""Newer versions of the program on a stick, at a terminal; the key the program ships signs nothing here."""

from pathlib import Path

import pytest

from app import paths
from app.exchange import updates
from app.jobs import updates as jobs
from tests.commands import Desk
from tests.jobs.test_updates import NEWER, PUBLIC, put


def trust_our_key(tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    """Be a program that was built with the key of these tests."""
    data = tmp_path / "built" / "resources" / "data"
    data.mkdir(parents=True)
    (data / jobs.KEYS).write_text(f"# ours\n\n{PUBLIC.hex()}  2026-11-22\n", encoding="utf-8")
    patch.setattr(paths.sys, "_MEIPASS", str(tmp_path / "built"), raising=False)
    assert jobs.shipped_keys() == (PUBLIC,)


def test_what_the_makers_did_not_sign_is_refused(desk: Desk, stick: Path) -> None:
    installer = put(stick)
    for way in ("look", "take"):
        assert desk.refused("updates", way, stick) == f"{installer.name} {updates.NOT_SIGNED}"
    assert not (desk.folder / "updates").exists()


def test_a_stick_without_anything_is_said(desk: Desk, stick: Path) -> None:
    assert "没有比本机的" in desk.done("updates", "look", stick)
    assert "没有比本机的" in desk.refused("updates", "take", stick)
    assert "拔出" in desk.refused("updates", "look", stick / "gone")


def test_a_newer_version_is_told_of_taken_and_how_to_install_it(
    desk: Desk, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust_our_key(tmp_path, monkeypatch)
    installer = put(stick)
    said = desk.done("updates", "look", stick)
    assert said == f"U盘上有新版本 {NEWER}（2027-01-10），签名正确。\n签到表可以横着印。\n"
    told = desk.done("updates", "take", stick)
    here = desk.folder / "updates" / installer.name
    assert here.read_bytes() == installer.read_bytes()
    assert told.splitlines()[-1] == jobs.launch(here, jobs.this_machine()).by_hand
    assert "更新前" in desk.done("backups", "list")
