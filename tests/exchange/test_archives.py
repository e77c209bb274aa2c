"""The zip inside a parcel may be a bomb, a trap or a wreck, though its sender is enrolled."""

import io
import random
import struct
import zipfile

import pytest

from app.errors import UserError
from tests.exchange.forging import (
    COUNTS,
    DEFLATED,
    PHOTO,
    PHOTO_NAME,
    ROW,
    honest,
    manifest,
    mutated,
    zipped,
)

NAMES = [
    "../t/members.jsonl", "/etc/passwd", "C:\\windows\\a",
    "t/../members.jsonl", "t/Members.jsonl", "t/a b.jsonl",
    "t/members.jsonl ", "t\\members.jsonl", "t/.jsonl", "t/members.jsonl/", "b/" + "G" * 64,
    "b/short", "t/" + "a" * 64 + ".jsonl", "", "manifest.json/x", "autorun.inf",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_names_not_allowed_are_refused(forge, take_in, honest_header, staging, name: str) -> None:
    with pytest.raises(UserError, match="不认识的文件名"):
        take_in(forge(honest(honest_header, [(name, ROW)])))
    assert list(staging.iterdir()) == []


def test_a_name_cut_by_a_nul_is_refused(forge, take_in, honest_header) -> None:
    inner = honest(honest_header, [("t/members.jsonl", ROW), ("t/members.jsonlX.exe", b"")])
    with pytest.raises(UserError, match="不认识的文件名"):
        take_in(forge(inner.replace(b"jsonlX.exe", b"jsonl\0.exe")))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_duplicate_names_are_refused(forge, take_in, honest_header) -> None:
    entries = [("t/members.jsonl", ROW), ("t/members.jsonl", b'{"id":2}\n')]
    with pytest.raises(UserError, match="重复"):
        take_in(forge(honest(honest_header, entries)))


def test_a_manifest_that_is_not_first_is_refused(forge, take_in, honest_header) -> None:
    entries = [("t/members.jsonl", ROW)]
    with pytest.raises(UserError, match="次序不对"):
        take_in(forge(zipped([*entries, ("manifest.json", manifest(honest_header, entries))])))
    with pytest.raises(UserError, match="次序不对"):
        take_in(forge(zipped(entries)))
    with pytest.raises(UserError, match="次序不对"):
        take_in(forge(zipped([])))


def test_bombs_are_refused_before_they_unfold(forge, take_in, honest_header, staging) -> None:
    """A table within its limit, squeezed a thousandfold; a photo beyond its limit."""
    for name, megabytes in (("t/members.jsonl", 4), (PHOTO_NAME, 13)):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", compression=DEFLATED, compresslevel=1) as archive:
            archive.writestr("manifest.json", manifest(honest_header, [(name, b"")]))
            with archive.open(name, "w") as inside:
                for _ in range(megabytes):
                    inside.write(bytes(1024**2))
        with pytest.raises(UserError, match="太大|炸弹"):
            take_in(forge(file.getvalue()))
    assert list(staging.iterdir()) == []


def test_a_photo_beyond_its_limit_is_refused(forge, take_in, honest_header) -> None:
    with pytest.raises(UserError, match="文件太大"):
        take_in(forge(honest(honest_header, [(PHOTO_NAME, random.Random(1).randbytes(12 * 1024**2 + 1))])))


def test_a_photo_may_not_be_squeezed_at_all_beyond_its_size(forge, take_in, honest_header) -> None:
    """An entry that says it is stored must be as long as it says."""
    inner = bytearray(honest(honest_header, [(PHOTO_NAME, PHOTO)]))
    for magic, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = inner.rindex(magic) + at
        inner[place : place + 4] = struct.pack("<I", len(PHOTO) + 1)
    with pytest.raises(UserError, match="大小不符"):
        take_in(forge(bytes(inner)))


@pytest.mark.parametrize("count", [20_001, 65_535])
def test_too_many_entries_are_refused_unread(forge, take_in, honest_header, count: int) -> None:
    inner = bytearray(honest(honest_header, []))
    inner[-14:-10] = struct.pack("<HH", count, count)
    with pytest.raises(UserError, match="太多"):
        take_in(forge(bytes(inner)))


def test_a_directory_of_many_megabytes_is_refused_unread(forge, take_in, honest_header) -> None:
    whole = honest(honest_header, [])
    start = struct.unpack("<I", whole[-6:-2])[0]
    grown = whole[start:-22] + bytes(16 * 1024**2)
    inner = whole[:start] + grown + whole[-22:-10] + struct.pack("<II", len(grown), start) + b"\0\0"
    with pytest.raises(UserError, match="太多"):
        take_in(forge(inner))


def test_nothing_hides_before_or_after_the_archive(forge, take_in, honest_header) -> None:
    whole = honest(honest_header, [("t/members.jsonl", ROW)])
    comment = whole[:-2] + b"\x02\x00hi"
    cut = [whole[:-22], whole[: len(whole) // 2], b"PK", b""]
    for inner in (whole + b"\0", comment, *cut):
        with pytest.raises(UserError, match="不是压缩包"):
            take_in(forge(inner))
    with pytest.raises(UserError, match="前后有多余内容"):
        take_in(forge(b"#!/bin/sh\n" + whole))


def moved(whole: bytes, *, at: int, entries: bool) -> bytes:
    """Put 4 bytes into an archive and mend the offsets behind them, as a careful cheat would."""
    start = struct.unpack("<I", whole[-6:-2])[0]
    inner = bytearray(whole[:at] + b"gap!" + whole[at:-6] + struct.pack("<I", start + 4) + whole[-2:])
    if entries:
        place = inner.rindex(b"PK\x01\x02") + 42
        inner[place : place + 4] = struct.pack("<I", at + 4)
    return bytes(inner)


def test_nothing_hides_between_entries(forge, take_in, honest_header) -> None:
    whole = honest(honest_header, [("t/members.jsonl", ROW)])
    start, second = struct.unpack("<I", whole[-6:-2])[0], whole.index(b"PK\x03\x04", 4)
    with pytest.raises(UserError, match="空隙"):
        take_in(forge(moved(whole, at=start, entries=False)))
    with pytest.raises(UserError, match="目录与内容不符"):
        take_in(forge(moved(whole, at=second, entries=True)))


def test_a_zip64_directory_is_refused(forge, take_in, honest_header) -> None:
    """It could be as long as the whole file, whatever the plain end record says."""
    whole = honest(honest_header, [])
    start, size = struct.unpack("<I", whole[-6:-2])[0], struct.unpack("<I", whole[-10:-6])[0]
    record = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 1, 1, size, start)
    locator = b"PK\x06\x07" + struct.pack("<IQI", 0, start + size, 1)
    end = whole[-22:-10] + struct.pack("<II", size + len(record) + len(locator), start) + b"\0\0"
    with pytest.raises(UserError, match="前后有多余内容"):
        take_in(forge(whole[:-22] + record + locator + end))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_methods_are_refused(forge, take_in, honest_header, method: int) -> None:
    entries = [("t/members.jsonl", ROW)]
    with pytest.raises(UserError, match="压缩方法"):
        take_in(forge(zipped([("manifest.json", manifest(honest_header, entries)), *entries], method=method)))


def test_an_encrypted_or_streamed_zip_is_refused(forge, take_in, honest_header) -> None:
    for flag in (0x1, 0x8, 0x800):
        inner = bytearray(honest(honest_header, [("t/members.jsonl", ROW)]))
        for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            place = inner.rindex(magic) + at
            inner[place : place + 2] = struct.pack("<H", flag)
        with pytest.raises(UserError, match="标记"):
            take_in(forge(bytes(inner)))


def test_entries_that_share_their_bytes_are_refused(forge, take_in, honest_header) -> None:
    """Two names in the directory that point at one entry: the way to a bomb without a bomb's ratio."""
    whole = bytearray(honest(honest_header, [("t/aaaa.jsonl", ROW), ("t/bbbb.jsonl", ROW)]))
    start = struct.unpack("<I", whole[-6:-2])[0]
    first = whole.index(b"t/aaaa", start) - 46
    second = whole.index(b"t/bbbb", start) - 46
    whole[second + 42 : second + 46] = whole[first + 42 : first + 46]
    with pytest.raises(UserError, match="目录与内容不符"):
        take_in(forge(bytes(whole)))


@pytest.mark.parametrize("count", COUNTS)
def test_damaged_archives_of_an_enrolled_sender(forge, take_in, honest_header, staging, count: int) -> None:
    """Either everything comes out as it went in, or a sentence; never anything else."""
    chance = random.Random(20261122)
    entries = [("t/members.jsonl", ROW * 20), ("t/classes.jsonl", ROW), (PHOTO_NAME, PHOTO)]
    whole = honest(honest_header, entries)
    meant = take_in(forge(whole))
    refused = 0
    for _ in range(count):
        try:
            assert take_in(forge(mutated(whole, chance))) == meant
        except UserError:
            refused += 1
    assert refused > count * 3 // 4
    assert list(staging.iterdir()) == []
