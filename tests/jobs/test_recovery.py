"""A laptop that is dead: another takes its place, with the county's last state, and the old one is out."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from app.errors import UserError
from app.exchange import cards, keys
from app.jobs import devices, parcels
from app.progress import silent
from app.school import classes, members, schools
from app.school import devices as enrolled
from app.school import parcels as ledger
from db import history
from tests import made_up
from tests.jobs.conftest import NOW, Desk, acquaint
from tests.jobs.test_parcels import file_evidence


@pytest.fixture
def new(open_desk: Callable[..., Desk]) -> Desk:
    """A laptop just set up, on which the same school was founded again."""
    return open_desk("new")


def enrol_in_place(new: Desk, county: Desk) -> None:
    """Enrol the new laptop in the place of the school's first."""
    devices.take_card(new.db, devices.county_card(county.db))
    request = devices.request(new.db, device_name="新电脑")
    wish, _ = devices.read_request(request)
    (old,) = devices.replaceable(county.db, wish)
    data = devices.enrol(county.db, request, today=made_up.TODAY, replaces=old.device)
    devices.take_certificate(new.db, data)


def seal_recovery(county: Desk, laptop: Desk, stick: Path) -> Path:
    return parcels.seal_recovery(
        county.db, ledger.device(laptop.db), folder=county.folder, target=stick, now=NOW, tell=silent
    )


def test_a_new_laptop_goes_on_where_the_county_saw_the_old_one(
    township: Desk, county: Desk, new: Desk, acquainted: None, stick: Path
) -> None:
    sha256 = file_evidence(township)
    county.receive(township.send(stick).path)
    late = township.send(stick)
    enrol_in_place(new, county)
    assert not devices.is_enrolled(new.db)
    with pytest.raises(UserError, match="还没有县级的登记证"):
        new.send(stick)

    said = parcels.recover(new.db, seal_recovery(county, new, stick), folder=new.folder, tell=silent)
    assert "第 1 号数据包" in said
    assert schools.own(new.db).id == township.school
    for table, rows in made_up.content(township.db).items():
        mine = [row for row in made_up.content(new.db)[table] if row in rows]
        assert mine == [row for row in rows if row[1] == township.school], table
    assert (new.folder / "evidence" / sha256).exists()
    assert new.db.execute("PRAGMA foreign_key_check").fetchall() == []
    history.check(new.db)

    (first,) = members.find(new.db, "单晓红") or [0]
    with new.db.act("改电话"):
        new.db.execute("UPDATE member SET phone = '13900000001' WHERE id = ?", [first])
    receipt = county.receive(new.send(stick).path)
    assert (receipt.school, receipt.verdict, receipt.counts.changed) == (township.school, "ok", 1)
    with pytest.raises(UserError, match="已被吊销"):
        county.receive(late.path)
    old, later = sorted(enrolled.enrolled(county.db), key=lambda one: one.serial)
    assert (old.revoked_on, old.revoked_why) == (made_up.TODAY, "由第 2 号登记证的电脑代替")
    assert (later.epoch, later.replaces, later.name) == (2, old.device, "新电脑")


def test_recovery_is_only_for_the_laptop_it_was_made_for(
    township: Desk, county: Desk, new: Desk, acquainted: None, open_desk: Callable[..., Desk], stick: Path
) -> None:
    county.receive(township.send(stick).path)
    with pytest.raises(UserError, match="没有等着恢复"):
        parcels.recover(new.db, stick / "没有.wuyou", folder=new.folder, tell=silent)
    enrol_in_place(new, county)
    path = seal_recovery(county, new, stick)
    whole = path.read_bytes()
    for at in (5, 300, len(whole) // 2, len(whole) - 1):
        spoilt = bytearray(whole)
        spoilt[at] ^= 1
        (stick / "x.wuyou").write_bytes(spoilt)
        with pytest.raises(UserError):
            parcels.recover(new.db, stick / "x.wuyou", folder=new.folder, tell=silent)
    made_up.people(new.db, new.school, 1)
    with pytest.raises(UserError, match="已有名册或培训班"):
        parcels.recover(new.db, path, folder=new.folder, tell=silent)
    with pytest.raises(UserError, match="不是上报的数据包"):
        county.receive(path)
    other = open_desk("other", code="350924101")
    acquaint(other, county)
    with pytest.raises(UserError, match="还没有读过"):
        seal_recovery(county, other, stick)
    assert classes.find(new.db) == []


def test_a_laptop_with_work_of_its_own_does_not_become_another_school(
    township: Desk, county: Desk, new: Desk, acquainted: None
) -> None:
    made_up.people(new.db, new.school, 1)
    with pytest.raises(UserError, match="本机已有自己的名册或培训班"):
        enrol_in_place(new, county)
    assert not devices.is_enrolled(new.db)


def test_only_a_laptop_of_the_same_school_is_replaced(
    township: Desk, county: Desk, acquainted: None, open_desk: Callable[..., Desk]
) -> None:
    other = open_desk("other", code="350924101")
    devices.take_card(other.db, devices.county_card(county.db))
    request = devices.request(other.db, device_name="x")
    assert devices.replaceable(county.db, devices.read_request(request)[0]) == []
    with pytest.raises(UserError, match="不是这个单位的"):
        devices.enrol(county.db, request, today=made_up.TODAY, replaces=ledger.device(township.db))


def test_enrolling_again_raises_the_epoch_and_asks_nobody_again(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    county.receive(township.send(stick).path)
    acquaint(township, county)
    assert enrolled.enrolled(county.db)[0].epoch == 2
    assert county.receive(township.send(stick).path).verdict == "ok"


def test_the_spare_key_opens_every_parcel_and_is_made_once(
    township: Desk, county: Desk, new: Desk, stick: Path, tmp_path: Path
) -> None:
    secret = devices.make_spare(county.db)
    acquaint(township, county)
    sent = township.send(stick)
    county.receive(sent.path)
    enrol_in_place(new, county)
    for path in (sent.path, seal_recovery(county, new, stick)):
        said = devices.spare_opens(path, f" {secret[:20]} {secret[20:]}\n", staging=tmp_path, tell=silent)
        assert said.startswith("打得开：")
    assert "下党乡党校第 1 号" in devices.spare_opens(sent.path, secret, staging=tmp_path, tell=silent)
    with pytest.raises(UserError, match="只做一次"):
        devices.make_spare(county.db)
    with pytest.raises(UserError, match="打不开"):
        devices.spare_opens(sent.path, keys.make().age_secret, staging=tmp_path, tell=silent)
    for wrong in ("", "x", secret[:-1], secret.replace("1", "2")):
        with pytest.raises(UserError, match="不是一把完整的钥匙"):
            devices.spare_opens(sent.path, wrong, staging=tmp_path, tell=silent)
    with pytest.raises(UserError, match="由县级的电脑来做"):
        devices.make_spare(township.db)
    assert secret not in str(county.db.execute("SELECT * FROM setting").fetchall())
    assert cards.read_card(devices.county_card(county.db)).spare_age
    assert not list(tmp_path.glob("spare-*"))


def test_a_laptop_from_a_backup_is_a_new_epoch_to_the_county(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    """What restoring a backup does to the register, without the moving of files."""
    county.receive(township.send(stick).path)
    schools.keep(township.db, "epoch", str(int(schools.setting(township.db, "epoch")) + 1))
    sent = parcels.send(
        township.db, folder=township.folder, target=stick, now=datetime(2026, 11, 23), tell=silent
    )
    assert parcels.foresee(county.db, sent.path).place == "new_epoch"
