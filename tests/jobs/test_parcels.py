import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import paths
from app.errors import Cancelled, UserError
from app.exchange import keys
from app.exchange import parcels as exchange
from app.explain import explain
from app.jobs import checklist as filing
from app.jobs import devices, parcels
from app.progress import silent
from app.school import branches, checklist, counties, members
from app.school import devices as enrolled
from app.school import parcels as ledger
from db import DatabaseError
from tests import made_up, photographed
from tests.jobs.conftest import NOW, Desk, acquaint

PDF = photographed.pdf()


def file_evidence(desk: Desk, content: bytes = PDF) -> str:
    paper = desk.folder.parent / "任职文件.pdf"
    paper.write_bytes(content)
    standard = checklist.standard(desk.db, school=desk.school, on=made_up.TODAY)
    criterion = checklist.criteria(desk.db, standard.id)[0]
    filing.attach(
        desk.db, paper, folder=desk.folder, school=desk.school, criterion=criterion.id,
        formed_on="2026-03-02", today=made_up.TODAY,
    )  # fmt: skip
    return hashlib.sha256(content).hexdigest()


def test_a_parcel_brings_the_county_every_row_and_paper(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    sha256 = file_evidence(township)
    sent = township.send(stick)
    assert sent.path == stick / "下党乡党校-上报-20261122-第1号.wuyou"
    assert sent.size == sent.path.stat().st_size
    receipt = county.receive(sent.path)
    assert (receipt.verdict, receipt.seq, receipt.school) == ("ok", 1, township.school)
    assert receipt.sentence == (
        f"第 1 号数据包已读取：新增 {receipt.counts.added} 条，变化 0 条，不变 0 条。"
    )
    for table, rows in made_up.content(township.db).items():
        assert [row for row in made_up.content(county.db)[table] if row in rows] == rows
    assert (paths.evidence(county.folder) / sha256).read_bytes() == PDF
    (figures,) = counties.summary(county.db, year=2026, today=made_up.TODAY)
    assert figures == _as_the_county_sees(counties.figures(
        township.db, school=township.school, year=2026, today=made_up.TODAY), figures)  # fmt: skip
    (kept,) = ledger.received(county.db)
    assert (paths.inbox(county.folder) / kept.file_name).read_bytes() == sent.path.read_bytes()
    assert (kept.verdict, kept.counts.added) == ("ok", receipt.counts.added)


def _as_the_county_sees(own: counties.Figures, theirs: counties.Figures) -> counties.Figures:
    values = {name: getattr(own, name) for name in own.__slots__}
    return counties.Figures(**{**values, "last_parcel": theirs.last_parcel, "last_seq": theirs.last_seq})


def test_the_same_parcel_again_changes_nothing(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    sent = township.send(stick)
    county.receive(sent.path)
    before = made_up.content(county.db), county.files(), ledger.received(county.db)
    copy = stick / "改了名.wuyou"
    shutil.copyfile(sent.path, copy)
    receipt = county.receive(copy)
    assert (receipt.verdict, receipt.sentence) == ("duplicate", "第 1 号数据包以前读过，没有变化。")
    assert (made_up.content(county.db), county.files(), ledger.received(county.db)) == before


def test_changes_travel_and_a_lost_parcel_costs_nothing(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    county.receive(township.send(stick).path)
    branches.add(township.db, "甲支部", school=township.school)
    township.send(stick).path.unlink()
    members.amend(township.db, members.find(township.db)[0], {"note": "改"})
    receipt = county.receive(township.send(stick).path)
    assert (receipt.verdict, receipt.seq) == ("gap", 3)
    assert (receipt.counts.added, receipt.counts.changed) == (1, 1)
    assert "前面缺号，但数据完整" in receipt.sentence


def test_an_older_parcel_is_not_taken_after_a_newer_one(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    first = township.send(stick)
    branches.add(township.db, "甲支部", school=township.school)
    county.receive(township.send(stick).path)
    before = made_up.content(county.db)
    with pytest.raises(UserError, match="第 1 号数据包比已读过的旧"):
        county.receive(first.path)
    assert made_up.content(county.db) == before


def test_a_register_put_back_from_an_old_copy_is_noticed(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    county.receive(township.send(stick).path)
    with township.db.atomic():
        township.db.execute("DELETE FROM sent_parcel")
    branches.add(township.db, "甲支部", school=township.school)
    with pytest.raises(UserError, match="同号不同内容"):
        county.receive(township.send(stick).path)


def test_a_parcel_for_another_county_is_refused(
    township: Desk, county: Desk, acquainted: None, stick: Path, open_desk: Callable[..., Desk]
) -> None:
    other = open_desk("other", level="county", code="350925")
    request = devices.request(township.db, device_name="x")
    devices.enrol(other.db, request, today=made_up.TODAY)
    before = made_up.content(other.db), other.files()
    with pytest.raises(UserError, match="不是发给本机"):
        other.receive(township.send(stick).path)
    assert (made_up.content(other.db), other.files()) == before


def test_a_laptop_nobody_enrolled_or_that_was_revoked_is_refused(
    township: Desk, county: Desk, stick: Path, open_desk: Callable[..., Desk]
) -> None:
    acquaint(township, county)
    sent = township.send(stick)
    (laptop,) = enrolled.enrolled(county.db)
    enrolled.revoke(county.db, laptop.device, today=made_up.TODAY)
    with pytest.raises(UserError, match="已被吊销"):
        county.receive(sent.path)
    stranger = open_desk("stranger", level="county", code="350926")
    with pytest.raises(UserError, match="来自一台未登记的电脑"):
        stranger.receive(sent.path)
    assert ledger.received(county.db) == ledger.received(stranger.db) == []


def test_a_file_is_foreseen_as_it_would_be_read(
    township: Desk, county: Desk, acquainted: None, stick: Path, open_desk: Callable[..., Desk]
) -> None:
    def places() -> list[tuple[str, bool]]:
        seen = [parcels.foresee(county.db, path) for path in parcels.in_folder(stick)]
        assert all(one.sentence.endswith("。") for one in seen)
        return [(one.place, one.fit) for one in seen]

    first = township.send(stick)
    assert places() == [("ok", True)]
    county.receive(first.path)
    branches.add(township.db, "甲支部", school=township.school)
    second = township.send(stick)
    branches.add(township.db, "乙支部", school=township.school)
    third = township.send(stick)
    assert places() == [("duplicate", False), ("ok", True), ("gap", True)]
    county.receive(third.path)
    assert places() == [("duplicate", False), ("stale", False), ("duplicate", False)]
    second.path.write_bytes(b"WUYOU1")
    (stick / "别的.txt").write_bytes(b"x")
    assert sorted(places())[0] == ("", False)
    (laptop,) = enrolled.enrolled(county.db)
    enrolled.revoke(county.db, laptop.device, today=made_up.TODAY)
    assert "已在 2026-11-22 吊销" in parcels.foresee(county.db, third.path).sentence
    stranger = open_desk("stranger", level="county", code="350926")
    assert "还没有登记" in parcels.foresee(stranger.db, third.path).sentence
    assert "找不到" in parcels.foresee(county.db, stick / "没有.wuyou").sentence


def test_without_card_or_certificate_nothing_is_sent(township: Desk, county: Desk, stick: Path) -> None:
    with pytest.raises(UserError, match="还没有导入县级名片"):
        township.send(stick)
    devices.take_card(township.db, devices.county_card(county.db))
    with pytest.raises(UserError, match="还没有县级的登记证"):
        township.send(stick)
    assert list(stick.iterdir()) == []
    assert ledger.last_sent(township.db) is None


@pytest.mark.parametrize("share", [0, 0.001, 0.1, 0.5, 0.9, 0.999])
def test_a_truncated_parcel_is_refused_whole(
    township: Desk, county: Desk, acquainted: None, stick: Path, share: float
) -> None:
    sent = township.send(stick)
    whole = sent.path.read_bytes()
    sent.path.write_bytes(whole[: int(len(whole) * share)])
    before = made_up.content(county.db), county.files()
    with pytest.raises(UserError):
        county.receive(sent.path)
    assert (made_up.content(county.db), county.files()) == before
    sent.path.write_bytes(whole)
    assert county.receive(sent.path).verdict == "ok"


def test_a_parcel_altered_anywhere_is_refused(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    sent = township.send(stick)
    whole = sent.path.read_bytes()
    before = made_up.content(county.db), county.files()
    for at in range(0, len(whole), len(whole) // 40):
        spoilt = bytearray(whole)
        spoilt[at] ^= 4
        sent.path.write_bytes(bytes(spoilt))
        with pytest.raises(UserError):
            county.receive(sent.path)
    assert (made_up.content(county.db), county.files()) == before


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"%PDF-1.4", b"WUYOU1\r\n", bytes(range(255, -1, -1)) * 12]
)
def test_a_file_that_is_no_parcel(county: Desk, stick: Path, content: bytes) -> None:
    (stick / "x.wuyou").write_bytes(content)
    with pytest.raises(UserError):
        county.receive(stick / "x.wuyou")
    with pytest.raises(UserError, match="找不到文件"):
        county.receive(stick / "y.wuyou")


def test_rows_that_contradict_what_is_here_leave_nothing(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    county.receive(township.send(stick).path)
    who = members.find(township.db)[0]
    with county.db.act("别处来的", recording=False):
        county.db.execute(
            "INSERT INTO school SELECT 5, 5, '9', level, full_name, short_name, seal_name, county_name "
            "FROM school WHERE level = 'township'"
        )
        county.db.execute("UPDATE member SET school = 5 WHERE id = ?", [who])
    before = made_up.content(county.db), ledger.received(county.db)
    with pytest.raises(UserError, match="全部没有读取"):
        county.receive(township.send(stick).path)
    assert (made_up.content(county.db), ledger.received(county.db)) == before


def test_a_code_that_is_a_path_leads_nowhere(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    mine, theirs = devices.own_keys(township.db), keys.public(devices.own_keys(county.db))
    exchange.seal(
        stick / "x.wuyou",
        kind="snapshot", parcel_id="x", epoch=1, seq=1, prev=None, school_code="../../../35",
        school=township.school, device=ledger.device(township.db), schema=1, created="2026-11-22T09:00:00",
        keys=mine, recipients=[theirs.age], tables=ledger.outgoing(township.db, school=township.school),
        blobs=[], manifest={}, tell=silent,
    )  # fmt: skip
    county.receive(stick / "x.wuyou")
    (kept,) = ledger.received(county.db)
    assert kept.file_name.startswith("35-1-0001-")
    assert [path.name for path in paths.inbox(county.folder).iterdir()] == [kept.file_name]


def test_cancelling_leaves_nothing_on_the_stick_and_nothing_at_the_county(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    def stop_at(word: str) -> Callable[..., None]:
        def tell(done: int, total: int, note: str = "") -> None:
            if word in note:
                raise Cancelled

        return tell

    for word in ("加密", "写入", "核对"):
        with pytest.raises(Cancelled):
            parcels.send(township.db, folder=township.folder, target=stick, now=NOW, tell=stop_at(word))
        assert list(stick.iterdir()) == []
    sent = township.send(stick)
    before = made_up.content(county.db), county.files()
    for word in ("核对", "解密"):
        with pytest.raises(Cancelled):
            parcels.receive(county.db, sent.path, folder=county.folder, now=NOW, tell=stop_at(word))
        assert (made_up.content(county.db), county.files()) == before
    assert county.receive(sent.path).verdict in ("ok", "gap")


def test_a_parcel_that_could_not_be_delivered_stays_in_the_outbox_and_the_next_is_whole(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    shutil.rmtree(stick)
    with pytest.raises(UserError, match="找不到要写入的U盘或文件夹"):
        township.send(stick)
    assert len(list(paths.outbox(township.folder).iterdir())) == 1
    assert ledger.last_sent(township.db) is not None
    stick.mkdir()
    receipt = county.receive(township.send(stick).path)
    assert (receipt.seq, receipt.verdict) == (2, "gap")


def test_a_stick_that_vanishes_while_writing(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    def pull(done: int, total: int, note: str = "") -> None:
        if "写入" in note:
            shutil.rmtree(stick, ignore_errors=True)

    with pytest.raises(UserError, match="可能已被拔出|找不到"):
        parcels.send(township.db, folder=township.folder, target=stick, now=NOW, tell=pull)
    stick.mkdir(exist_ok=True)
    assert county.receive(township.send(stick).path).seq == 2


@pytest.fixture
def small_stick(stick: Path) -> Iterator[Path]:
    """A stick of 1.2 MB, as far as this person may mount one."""
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1200k", "tmpfs", stick], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("only root may mount a small stick")
    yield stick
    subprocess.run(["umount", "--lazy", stick], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a tmpfs")
def test_a_full_stick_gets_nothing_and_the_next_parcel_is_whole(
    township: Desk, county: Desk, acquainted: None, small_stick: Path
) -> None:
    for left in (600_000, 4096, 0):
        ballast = small_stick / "照片.jpg"
        ballast.write_bytes(bytes(max(shutil.disk_usage(small_stick).free - left, 0)))
        with pytest.raises(UserError, match="空间"):
            township.send(small_stick)
        assert [path.name for path in small_stick.iterdir()] == ["照片.jpg"]
        ballast.unlink()
    assert county.receive(township.send(small_stick).path).verdict == "gap"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB to keep the data on, as far as this person may mount one."""
    folder = tmp_path / "county"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3000k", "tmpfs", folder], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a tmpfs")
def test_a_full_disk_at_the_county_leaves_the_register_as_it_was(
    small_disk: Path, township: Desk, open_desk: Callable[..., Desk], stick: Path
) -> None:
    county = open_desk("county", level="county", code="350924")
    acquaint(township, county)
    file_evidence(township, PDF + bytes(100_000))
    sent = township.send(stick)
    before = made_up.content(county.db), county.files()
    ballast = small_disk / "ballast"
    for left in (0, 20_000, 105_000, 130_000):
        ballast.write_bytes(bytes(max(shutil.disk_usage(small_disk).free - left, 0)))
        with pytest.raises((UserError, OSError, DatabaseError)) as caught:
            county.receive(sent.path)
        assert "满" in (explain(caught.value) or "")
        ballast.unlink()
        assert made_up.content(county.db) == before[0]
        assert not [name for name in county.files() if "~" in name]
    assert county.receive(sent.path).verdict == "ok"
