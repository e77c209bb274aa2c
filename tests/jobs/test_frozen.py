"""What every release sent is still read: `tests/exchange/frozen` keeps it with the keys that open it."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import UserError
from app.exchange import parcels as exchange
from app.jobs import devices, directories, handovers, receipts, registers, transfers
from app.jobs.parcels import SCHEMA
from app.progress import silent
from app.school import branches, courses, hours, members, schools, teachers
from app.school import devices as secrets
from app.school import receipts as words
from db import chain
from tests import made_up
from tests.jobs.conftest import NOW, Desk

FROZEN = Path(__file__).resolve().parents[1] / "exchange" / "frozen"
REGISTERS = Path(__file__).resolve().parents[1] / "registers"
VERSIONS = sorted(path.name for path in FROZEN.iterdir() if (path / "parcel.wuyou").exists())
NEWEST = VERSIONS[-1]
LATER = made_up.START_MS + 86_400_000
# What a parcel of a release says its rows are written in.
SCHEMAS = {"0.1.0": 1, "0.2.0": 2, "0.3.0": 3}


def known(version: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FROZEN / version / "known.json").read_text(encoding="utf-8"))
    return read


def county_of(version: str, open_desk: Callable[..., Desk]) -> Desk:
    """Open a county of today with the keys the frozen one had."""
    desk = open_desk("county", level="county", code="350924")
    secrets.keep_secret(
        desk.db, "keys", (FROZEN / version / "county.json").read_text(encoding="utf-8").strip()
    )
    return desk


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Desk]:
    """The township of the newest release as it was before it was enrolled."""
    folder = tmp_path / "town"
    shutil.copytree(REGISTERS / NEWEST, folder)
    for path in folder.iterdir():
        path.chmod(0o600)
    with registers.opened(folder, clock=made_up.Clock(), operator="张干事") as db:
        yield Desk(folder, db, schools.own(db).id)


def enrolled(town: Desk) -> Desk:
    """Take in the card and the certificate that were frozen."""
    devices.take_card(town.db, (FROZEN / NEWEST / "card.wycard").read_bytes())
    devices.take_certificate(town.db, (FROZEN / NEWEST / "certificate.wycard").read_bytes())
    return town


def test_a_parcel_of_every_released_schema_is_kept() -> None:
    said = {one: exchange.peek(FROZEN / one / "parcel.wuyou").schema for one in VERSIONS}
    assert said == SCHEMAS
    assert sorted(SCHEMAS.values()) == list(range(1, SCHEMA + 1))


@pytest.mark.parametrize("version", VERSIONS)
def test_an_altered_parcel_of_an_old_release_is_refused(
    version: str, open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    county = county_of(version, open_desk)
    devices.enrol(county.db, (FROZEN / version / "request.wycard").read_bytes(), today=made_up.TODAY)
    whole = (FROZEN / version / "parcel.wuyou").read_bytes()
    altered = tmp_path / "altered.wuyou"
    before = made_up.content(county.db)
    for at in (9, len(whole) // 3, len(whole) - 1):
        altered.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(UserError):
            county.receive(altered)
    assert made_up.content(county.db) == before


@pytest.mark.parametrize("version", VERSIONS)
def test_a_county_reads_the_parcel_of_every_release(version: str, open_desk: Callable[..., Desk]) -> None:
    county = county_of(version, open_desk)
    devices.enrol(county.db, (FROZEN / version / "request.wycard").read_bytes(), today=made_up.TODAY)
    said = county.receive(FROZEN / version / "parcel.wuyou")
    counts = known(version)["counts"]
    assert (said.verdict, said.counts.added) == ("ok", sum(counts.values()))
    held = {
        table: sum(row[1] == said.school or (table == "school" and row[0] == said.school) for row in rows)
        for table, rows in made_up.content(county.db).items()
    }
    assert {table: held[table] for table in counts} == counts
    assert county.db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert county.receive(FROZEN / version / "parcel.wuyou").verdict == "duplicate"


def test_a_township_reads_what_the_county_sent(town: Desk) -> None:
    enrolled(town)
    county = devices.county_of(town.db)
    assert county.county_name == "寿宁县委组织部"
    for name in ("refdata.wuyou", "reply.wuyou"):
        taken = receipts.read(town.db, FROZEN / NEWEST / name, folder=town.folder, now=NOW, tell=silent)
        assert taken.new, name
    lender = schools.lender(town.db, school=town.school)
    assert [one.name for one in teachers.rows(town.db, teachers.find(town.db, school=lender))] == ["王志远"]
    assert [one.title for one in courses.rows(town.db, courses.find(town.db, school=lender))] == [
        "党的二十大精神宣讲"
    ]
    (answer,) = words.find(town.db)
    assert answer.seq == 1


def test_a_township_takes_the_directory_of_certificates(town: Desk) -> None:
    enrolled(town)
    found = directories.take(town.db, (FROZEN / NEWEST / "directory.wuyou").read_bytes())
    assert (found.county_name, found.as_of) == ("寿宁县委组织部", made_up.TODAY)


def test_another_school_takes_in_the_slip_of_somebody_who_moved(open_desk: Callable[..., Desk]) -> None:
    county = county_of(NEWEST, open_desk)
    other = open_desk("other", code="350924101")
    devices.take_card(other.db, (FROZEN / NEWEST / "card.wycard").read_bytes())
    wish = devices.request(other.db, device_name="另一台")
    devices.take_certificate(other.db, devices.enrol(county.db, wish, today=made_up.TODAY))
    slip, code = FROZEN / NEWEST / "transfer.wuyou", known(NEWEST)["code"]
    with pytest.raises(UserError):
        transfers.show(other.db, slip, code=code[:-1] + ("0" if code[-1] != "0" else "1"))
    branch = branches.add(other.db, "甲支部", school=other.school)
    taken = transfers.take_in(
        other.db, slip, code=code, branch=branch, folder=other.folder, today=made_up.TODAY
    )
    assert taken.from_name == "下党乡党校"
    gained = sum(one.quarter_hours for one in hours.of_member(other.db, taken.member, year=2026))
    assert gained == 64


def test_the_next_clerk_takes_a_desk_over(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    pack = next((FROZEN / NEWEST).glob("handover.*"))
    with pytest.raises(UserError):
        _take_over(pack, folder, "不是这一句话的另一句")
    assert not (folder / "school.db").exists()
    said = _take_over(pack, folder, known(NEWEST)["phrase"])
    people = json.loads((REGISTERS / NEWEST / "known.json").read_text(encoding="utf-8"))["people"]
    assert "名册人员" in said
    with registers.opened(folder, clock=made_up.Clock(LATER), operator="雷干事") as db:
        # One of them moved between the register that was frozen and the pack.
        assert len(members.find(db)) == len(people) - 1
        assert chain.check(db) is None


def _take_over(pack: Path, folder: Path, phrase: str) -> str:
    return handovers.take(
        pack, folder, phrase=phrase, clerk="雷干事", clock=made_up.Clock(LATER), tell=silent
    )
