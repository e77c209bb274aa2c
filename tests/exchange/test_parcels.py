import hashlib
import os
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.errors import Cancelled, UserError
from app.exchange import cards, envelopes, keys, parcels
from app.progress import silent
from tests.exchange.forging import DEVICE, OTHER_DEVICE, OTHER_SCHOOL, SCHOOL

Seal = Callable[..., Path]
Verify = Callable[..., parcels.Verified]

PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 500


def test_what_went_in_comes_out(seal, verify, desks, staging, members, tmp_path) -> None:
    sha256 = hashlib.sha256(PHOTO).hexdigest()
    photo = tmp_path / sha256
    photo.write_bytes(PHOTO)
    path = seal(blobs=[(sha256, photo), (sha256, photo)], manifest={"db_uuid": "u", "need_blobs": ["a", "b"]})

    with verify(path) as verified, parcels.unpack(verified, keys=desks.county, tell=silent) as contents:
        assert contents.manifest == {"db_uuid": "u", "need_blobs": ["a", "b"]}
        assert contents.rows == {"members": 5, "classes": 0}
        assert {name: list(rows) for name, rows in contents.tables()} == {
            "members": list(members(5)),
            "classes": [],
        }
        assert [(found, blob.read_bytes()) for found, blob in contents.blobs()] == [(sha256, PHOTO)]
    assert list(staging.iterdir()) == []
    assert list(path.parent.iterdir()) == [path]


def test_header_is_the_same_however_it_is_read(seal, verify) -> None:
    path = seal(seq=4, prev="ab" * 32)
    with verify(path) as verified:
        assert verified.header == parcels.peek(path)
        assert verified.header_sha256 == parcels.header_sha256(path)
        assert verified.staged.read_bytes() == path.read_bytes()
        assert (verified.header.seq, verified.header.prev) == (4, "ab" * 32)


def test_only_the_header_can_be_read_without_a_key(seal) -> None:
    path = seal(manifest={"db_uuid": "秘密的编号"})
    raw = path.read_bytes()
    assert b"520123" in raw
    assert all(word.encode() not in raw for word in ("赵一", "members", "秘密的编号", "1998"))


def test_spare_key_and_sender_can_open_it_too(seal, verify, desks) -> None:
    path = seal()
    for own in (desks.spare, desks.township):
        with parcels.unpack(verify(path), keys=own, tell=silent) as contents:
            assert contents.rows["members"] == 5


def test_another_county_is_told_so(seal, verify, desks, staging) -> None:
    path = seal(recipients=[keys.public(desks.stranger).age])
    with pytest.raises(UserError, match="不是发给本机"):
        parcels.unpack(verify(path), keys=desks.county, tell=silent)
    assert list(staging.iterdir()) == []


@pytest.mark.parametrize("name", ["v1.wuyou"])
def test_parcels_of_every_release_still_open(name: str, tmp_path: Path) -> None:
    """`frozen/` holds a parcel of every format ever released; these keys were made for them alone."""
    county = keys.Keys(
        b"C" * 32, "AGE-SECRET-KEY-1RG95XLDFZ3GW23UPULCQQFEG7WCZD0NLEYRJQJ6VM84H4QZPEADSRHEUD0"
    )
    township = keys.Keys(
        b"T" * 32, "AGE-SECRET-KEY-1RG95XLDFZ3GW23UPULCQQFEG7WCZD0NLEYRJQJ6VM84H4QZPEADSRHEUD0"
    )
    known = {DEVICE: parcels.Sender(SCHOOL, keys.public(township))}
    path = Path(__file__).parent / "frozen" / name
    verified = parcels.verify(path, known=known, staging=tmp_path, tell=silent)
    with parcels.unpack(verified, keys=county, tell=silent) as contents:
        (table,) = ((name, list(rows)) for name, rows in contents.tables())
        assert table == ("members", [{"id": 1, "name": "赵一", "note": None, "school": SCHOOL}])
        assert [blob.read_bytes() for _, blob in contents.blobs()] == [PHOTO[:1027]]
        assert contents.manifest == {"db_uuid": "u-1"}


def test_every_flipped_bit_of_the_header_and_signature_is_refused(seal, verify, staging, tmp_path) -> None:
    whole = bytearray(seal().read_bytes())
    payload = parcels.peek(tmp_path / "outbox" / "sent.wuyou").payload_len
    altered = tmp_path / "altered.wuyou"
    positions = [*range(len(whole) - payload), *range(len(whole) - payload, len(whole), 37)]
    for position in positions:
        for bit in range(8) if position < len(whole) - payload else (position % 8,):
            whole[position] ^= 1 << bit
            altered.write_bytes(whole)
            whole[position] ^= 1 << bit
            with pytest.raises(UserError):
                verify(altered)
    assert list(staging.iterdir()) == []


def test_every_truncation_is_refused_and_called_one(seal, verify, staging, tmp_path) -> None:
    whole = seal().read_bytes()
    cut = tmp_path / "cut.wuyou"
    for length in [0, *range(8, 1200), *range(1200, len(whole), 41), len(whole) - 1]:
        cut.write_bytes(whole[:length])
        with pytest.raises(UserError, match="不完整"):
            verify(cut)
    assert list(staging.iterdir()) == []


@pytest.mark.parametrize("length", [1, 512, 2 * 1024**2])
def test_anything_after_the_end_is_refused(seal, verify, length: int) -> None:
    path = seal()
    with path.open("ab") as file:
        file.write(b"\0" * length)
    with pytest.raises(UserError, match="多出"):
        verify(path)


def test_zeroed_sectors_are_refused(seal, verify, members) -> None:
    path = seal(tables=[("members", members(300))])
    whole = path.read_bytes()
    for start in range(0, len(whole), 512):
        path.write_bytes(whole[:start] + bytes(len(whole[start : start + 512])) + whole[start + 512 :])
        with pytest.raises(UserError):
            verify(path)


def test_nobody_can_put_anothers_contents_under_his_own_header(seal, verify, desks, tmp_path) -> None:
    """The county's payload of one township, signed anew by another enrolled one."""
    whole = seal().read_bytes()
    header = parcels.peek(tmp_path / "outbox" / "sent.wuyou")
    stolen = whole[-header.payload_len :]
    fields = {
        **{name: getattr(header, name) for name in parcels.Header.__dataclass_fields__},
        "critical": [],
        "device": OTHER_DEVICE,
        "school": OTHER_SCHOOL,
        "sign_fp": keys.fingerprint(keys.public(desks.other)),
    }
    path = tmp_path / "stolen.wuyou"
    path.write_bytes(envelopes.write(fields, secret=desks.other.sign_secret) + stolen)
    with pytest.raises(UserError, match="不是一套"):
        parcels.unpack(verify(path), keys=desks.county, tell=silent)


SENDERS = {
    "unknown": ({"device": 9999}, "未登记"),
    "another's device": ({"device": OTHER_DEVICE}, "与登记的不一致"),
    "another's school": ({"school": OTHER_SCHOOL}, "另一个单位"),
    "another's fingerprint": ({"sign_fp": "1111 " * 8}, "与登记的不一致"),
}


@pytest.mark.parametrize(("changes", "said"), SENDERS.values(), ids=SENDERS)
def test_a_sender_must_be_who_he_says(forge, verify, changes: dict[str, object], said: str) -> None:
    with pytest.raises(UserError, match=said):
        verify(forge(b"", **changes))


def test_claiming_anothers_device_and_fingerprint_is_refused(forge, verify, desks) -> None:
    claimed = {
        "device": OTHER_DEVICE, "school": OTHER_SCHOOL, "sign_fp": keys.fingerprint(keys.public(desks.other)),
    }  # fmt: skip
    with pytest.raises(UserError, match="改动"):
        verify(forge(b"", **claimed))


def test_a_revoked_sender_is_refused(seal, verify, desks) -> None:
    revoked = {DEVICE: parcels.Sender(SCHOOL, keys.public(desks.township), revoked=True)}
    with pytest.raises(UserError, match="吊销"):
        verify(seal(), known=revoked)


def test_a_laptop_with_new_keys_is_told_to_enrol_again(seal, verify, desks) -> None:
    with pytest.raises(UserError, match="重新报送登记申请"):
        verify(seal(keys=desks.stranger))


NEWER = [
    {"min_reader": 2},
    {"critical": ["sm4"]},
    {"critical": [3]},
    {"suite": "sm4+sm2"},
    {"kind": "photographs"},
]


@pytest.mark.parametrize("changes", NEWER)
def test_a_newer_format_asks_for_an_upgrade(forge, verify, changes: dict[str, object]) -> None:
    with pytest.raises(UserError, match="升级"):
        verify(forge(b"", **changes))


def test_what_a_later_version_adds_to_the_header_is_passed_over(forge, verify) -> None:
    with verify(forge(b"", fmt=2, weather="晴")) as verified:
        assert verified.header.fmt == 2


BAD_HEADERS = [
    {"epoch": "1"}, {"epoch": True}, {"seq": 0}, {"seq": -1}, {"seq": 1.0}, {"prev": "ab"}, {"prev": 7},
    {"prev": "AB" * 32}, {"school": None}, {"parcel_id": ""}, {"parcel_id": "x" * 201}, {"created": []},
    {"school_code": "52\n01"}, {"school_code": "52\u202e01"}, {"payload_sha256": "g" * 64},
    {"payload_len": -1}, {"min_reader": "1"}, {"critical": "none"}, {"fmt": None}, {"device": {"a": 1}},
]  # fmt: skip


@pytest.mark.parametrize("changes", BAD_HEADERS, ids=str)
def test_a_header_of_wrong_types_is_refused(forge, verify, changes: dict[str, object]) -> None:
    with pytest.raises(UserError, match="改动"):
        verify(forge(b"", **changes))


def test_a_payload_that_claims_to_be_huge_is_refused_at_once(forge, verify) -> None:
    with pytest.raises(UserError, match="1 GB"):
        verify(forge(b"", payload_len=1024**3 + 1))


def test_a_card_is_no_parcel_and_is_called_by_its_name(desks, verify, tmp_path) -> None:
    card = cards.CountyCard("5201", "某县", keys.public(desks.county), "")
    path = tmp_path / "card.wuyou"
    path.write_bytes(cards.write_card(card, keys=desks.county))
    with pytest.raises(UserError, match="上级名片"):
        verify(path)


DEEP = envelopes.MAGIC + b"\0\0\xea\x60" + b"[" * 60_000 + b"x" * 64
STRANGE = {
    "empty": (lambda path: path.write_bytes(b""), "不完整"),
    "photo": (lambda path: path.write_bytes(PHOTO), "不是五有数据包"),
    "folder": (lambda path: path.mkdir(), "不是五有数据包"),
    **({} if sys.platform == "win32" else {"pipe": (os.mkfifo, "不是五有数据包")}),
    "device": (lambda path: path.symlink_to("/dev/zero"), "不是五有数据包"),
    "broken link": (lambda path: path.symlink_to("nowhere"), "不是五有数据包"),
    "missing": (lambda path: None, "找不到文件"),
    "huge header": (lambda path: path.write_bytes(envelopes.MAGIC + b"\xff" * 100), "改动"),
    "deep header": (lambda path: path.write_bytes(DEEP), "改动"),
}


@pytest.mark.parametrize(("make", "said"), STRANGE.values(), ids=STRANGE)
def test_what_is_no_parcel_is_said_to_be_none(
    verify, tmp_path, make: Callable[[Path], object], said: str
) -> None:
    path = tmp_path / "strange.wuyou"
    make(path)
    with pytest.raises(UserError, match=said):
        verify(path)


def test_a_link_to_a_parcel_is_not_followed(seal, verify, tmp_path) -> None:
    link = tmp_path / "link.wuyou"
    link.symlink_to(seal())
    with pytest.raises(UserError, match="不是五有数据包"):
        verify(link)


class Impatient:
    """Ask to stop when a job says a word for the n-th time."""

    def __init__(self, note: str, *, at: int = 1) -> None:
        self.note, self.left = note, at

    def __call__(self, done: int, total: int, note: str = "") -> None:
        self.left -= note == self.note
        if not self.left:
            raise Cancelled


@pytest.mark.parametrize("note", ["正在整理数据", "正在装入照片", "正在加密"])
def test_a_cancelled_sealing_leaves_nothing(seal, members, tmp_path, note: str) -> None:
    photo = tmp_path / "photo"
    photo.write_bytes(PHOTO)
    blobs = [(hashlib.sha256(PHOTO).hexdigest(), photo)]
    with pytest.raises(Cancelled):
        seal(tables=[("members", members(2000))], blobs=blobs, tell=Impatient(note))
    assert list((tmp_path / "outbox").iterdir()) == []


def test_a_cancelled_reading_leaves_nothing(seal, verify, desks, staging) -> None:
    path = seal()
    with pytest.raises(Cancelled):
        verify(path, tell=Impatient("正在核对"))
    assert list(staging.iterdir()) == []
    with pytest.raises(Cancelled):
        parcels.unpack(verify(path), keys=desks.county, tell=Impatient("正在解密"))
    assert list(staging.iterdir()) == []


UNFIT = ["a\0b", "响铃\a", "回车\r", "x" * 66_000, "半个\ud83d", 2**63, -(2**63), float("nan"), float("inf")]


@pytest.mark.parametrize("value", UNFIT, ids=lambda value: ascii(value)[:12])
def test_a_row_the_county_would_refuse_is_not_sent(seal, tmp_path, value: object) -> None:
    with pytest.raises(UserError, match="编号 77"):
        seal(tables=[("members", [{"id": 77, "note": value}])])
    assert list((tmp_path / "outbox").iterdir()) == []


def test_a_value_no_register_row_can_hold_is_our_bug(seal, tmp_path) -> None:
    with pytest.raises(TypeError):
        seal(tables=[("members", [{"id": 77, "note": b"bytes"}])])
    assert list((tmp_path / "outbox").iterdir()) == []


def test_evidence_that_is_gone_altered_or_too_big_is_named(seal, tmp_path) -> None:
    photo = tmp_path / "合影.jpg"
    for prepare, said in (
        (lambda: None, "不在本机"),
        (lambda: photo.write_bytes(PHOTO), "被改动"),
        (lambda: os.truncate(photo, 13 * 1024**2), "12 MB"),
    ):
        prepare()
        with pytest.raises(UserError, match=f"合影.jpg.*{said}"):
            seal(blobs=[("ab" * 32, photo)])
        assert list((tmp_path / "outbox").iterdir()) == []


def test_too_many_photos_are_refused_before_they_are_read(seal, tmp_path) -> None:
    photo = tmp_path / "photo"
    photo.touch()
    os.truncate(photo, 12 * 1024**2)
    with pytest.raises(UserError, match="1 GB"):
        seal(blobs=[(f"{number:064x}", photo) for number in range(86)])
    os.truncate(photo, 1)
    with pytest.raises(UserError, match="照片太多"):
        seal(blobs=[(f"{number:064x}", photo) for number in range(20_000)])
    assert list((tmp_path / "outbox").iterdir()) == []


@pytest.mark.parametrize(
    "changes", [{"school_code": ""}, {"school_code": "52\n"}, {"seq": 0}, {"kind": "diary"}]
)
def test_a_header_nobody_would_read_is_not_written(seal, tmp_path, changes: dict[str, object]) -> None:
    with pytest.raises(UserError, match="单位资料"):
        seal(**changes)
    assert list((tmp_path / "outbox").iterdir()) == []


def test_a_damaged_county_key_is_said(seal, tmp_path) -> None:
    with pytest.raises(UserError, match="上级名片"):
        seal(recipients=["age1damaged"])
    assert list((tmp_path / "outbox").iterdir()) == []


def noise(count: int) -> Iterator[dict[str, object]]:
    """Give rows of 1 KB that do not shrink."""
    for number in range(count):
        yield {"id": number, "note": hashlib.shake_128(b"%d" % number).hexdigest(500)}


@pytest.mark.parametrize("spare", [0, 4, 32, 64, 80, 110, 1024])
def test_a_full_disk_while_sealing_keeps_the_old_and_leaves_no_new(seal, disk, spare: int) -> None:
    target = disk.folder / "old.wuyou"
    target.write_bytes(b"old")
    disk.fill(spare=spare * 1024)
    if spare == 1024:
        assert parcels.peek(seal(str(target), tables=[("members", noise(60))])).seq == 1
    elif disk.mounted or spare < 64:
        with pytest.raises(UserError, match="本机磁盘(空间已满|的格式放不下)|文件太大"):
            seal(str(target), tables=[("members", noise(60))])
        assert target.read_bytes() == b"old"
    assert [path.name for path in disk.folder.iterdir()] == ["old.wuyou"]


@pytest.mark.parametrize("spare", [0, 4, 64])
def test_a_full_disk_while_reading_leaves_nothing(seal, verify, desks, disk, tmp_path, spare: int) -> None:
    photo = tmp_path / "photo"
    photo.write_bytes(PHOTO)
    path = seal(blobs=[(hashlib.sha256(PHOTO).hexdigest(), photo)])
    disk.fill(spare=spare * 1024)
    with pytest.raises(UserError, match="空间已满|文件太大"):
        verify(path, staging=disk.folder)
    assert list(disk.folder.iterdir()) == []

    disk.fill(spare=1024**2)
    verified = verify(path, staging=disk.folder)
    disk.fill(spare=spare * 1024)
    with pytest.raises(UserError, match="空间已满|文件太大"):
        parcels.unpack(verified, keys=desks.county, tell=silent)
    assert list(disk.folder.iterdir()) == []

    disk.fill(spare=1024**2)
    contents = parcels.unpack(verify(path, staging=disk.folder), keys=desks.county, tell=silent)
    disk.fill(spare=spare * 1024)
    with pytest.raises(UserError, match="空间已满|文件太大"), contents:
        list(contents.blobs())
    assert list(disk.folder.iterdir()) == []


def test_a_table_is_never_held_whole(seal, verify, desks) -> None:
    """6 MB of rows pass through half as much of memory, both ways."""
    tracemalloc.start()
    path = seal(tables=[("members", noise(6_000))])
    with parcels.unpack(verify(path), keys=desks.county, tell=silent) as contents:
        assert sum(1 for _, rows in contents.tables() for _ in rows) == 6_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4.5 * 1024**2


def down(desks, kind: str, **changes: object) -> dict[str, object]:
    """Say what the county's parcel of this kind differs in from a township's."""
    said = {"kind": kind, "school": 77, "device": 8001, "school_code": "520100", "keys": desks.county}
    return {**said, "recipients": [keys.public(desks.township).age], "to": SCHOOL, **changes}


@pytest.mark.parametrize("kind", sorted(parcels.DOWN))
def test_what_the_county_sends_down_is_read_by_the_laptops_it_is_for(
    seal, verify, desks, staging, kind: str
) -> None:
    path = seal(**down(desks, kind))
    county = keys.public(desks.county)
    with verify(path, known={}, county=county, kinds=(kind,)) as verified:
        assert (verified.header.kind, verified.header.to, verified.header.school) == (kind, SCHOOL, 77)
        with parcels.unpack(verified, keys=desks.township, tell=silent) as contents:
            assert contents.rows["members"] == 5
    with pytest.raises(UserError, match="不是发给"):
        parcels.unpack(verify(path, known={}, county=county, kinds=(kind,)), keys=desks.other, tell=silent)
    assert list(staging.iterdir()) == []


@pytest.mark.parametrize("kind", sorted(parcels.DOWN))
def test_nobody_but_the_county_sends_down(seal, verify, desks, staging, kind: str) -> None:
    """Not even a laptop that is enrolled, nor another county, nor one that has taken the county's number."""
    county = keys.public(desks.county)
    for mine in (desks.township, desks.stranger):
        path = seal(**down(desks, kind, keys=mine, device=DEVICE, school=SCHOOL))
        with pytest.raises(UserError, match="不是名片上的上级发的"):
            verify(path, county=county, kinds=(kind,))
        with pytest.raises(UserError, match="还没有导入上级名片"):
            verify(path, kinds=(kind,))
    assert list(staging.iterdir()) == []


def test_a_kind_that_is_not_wanted_is_named(seal, verify, desks) -> None:
    with pytest.raises(UserError, match="这是上级发给下级的回执，不是上报的数据包"):
        verify(seal(**down(desks, "reply")), county=keys.public(desks.county))
    with pytest.raises(UserError, match="这是上报的数据包，不是上级发给下级的回执或上级下发的资料"):
        verify(seal(), kinds=("reply", "refdata"))


@pytest.mark.parametrize("kind", ["snapshot", "transfer"])
def test_the_county_s_certificate_makes_a_laptop_known_that_one_has_not_enrolled(
    seal, verify, desks, kind: str
) -> None:
    county = keys.public(desks.county)
    own = cards.EnrolCertificate(SCHOOL, "520123", DEVICE, keys.public(desks.township), 1, 1, "520100")
    word = cards.write_certificate(own, keys=desks.county)
    path = seal(kind=kind, certificate=word)
    assert verify(path, known={}, county=county, kinds=(kind,)).header.school == SCHOOL
    with pytest.raises(UserError, match="未登记"):
        verify(path, known={}, kinds=(kind,))
    with pytest.raises(UserError, match="不是名片上的上级签发"):
        verify(path, known={}, county=keys.public(desks.stranger), kinds=(kind,))
    revoked = {DEVICE: parcels.Sender(SCHOOL, keys.public(desks.township), revoked=True)}
    with pytest.raises(UserError, match="已被吊销"):
        verify(path, known=revoked, county=county, kinds=(kind,))


def test_a_certificate_speaks_only_for_its_own_laptop_and_school(seal, verify, desks) -> None:
    county = keys.public(desks.county)
    theirs = cards.EnrolCertificate(
        OTHER_SCHOOL, "520124", OTHER_DEVICE, keys.public(desks.other), 1, 1, "520100"
    )
    word = cards.write_certificate(theirs, keys=desks.county)
    with pytest.raises(UserError, match="未登记"):
        verify(seal(certificate=word), known={}, county=county)
    with pytest.raises(UserError, match="与登记的不一致"):
        verify(seal(certificate=word, device=OTHER_DEVICE), known={}, county=county)
    path = seal(certificate=word, device=OTHER_DEVICE, keys=desks.other)
    with pytest.raises(UserError, match="另一个单位"):
        verify(path, known={}, county=county)
    for rubbish in (b"x", word[:-1], b"\0" * 6000):
        with pytest.raises(UserError):
            verify(seal(certificate=rubbish), known={}, county=county)


def test_a_parcel_may_be_for_150_laptops_of_a_county(seal, verify, desks) -> None:
    many = [keys.public(keys.make()).age for _ in range(149)]
    path = seal(**down(desks, "refdata", recipients=[*many, keys.public(desks.township).age]))
    verified = verify(path, known={}, county=keys.public(desks.county), kinds=("refdata",))
    with parcels.unpack(verified, keys=desks.township, tell=silent) as contents:
        assert contents.rows["members"] == 5
