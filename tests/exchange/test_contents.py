"""A sender who is enrolled and signs correctly may still be hostile, or have a broken program."""

import hashlib
import io
import json
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest
from pyrage import x25519

from app.errors import UserError

Forge = Callable[..., Path]
TakeIn = Callable[[Path], dict[str, list[object]]]

ROW = b'{"id":1,"name":"\xe8\xb5\xb5\xe4\xb8\x80"}\n'
PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 4
PHOTO_NAME = "b/" + hashlib.sha256(PHOTO).hexdigest()
STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED


def compact(value: object) -> bytes:
    said = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return said.encode("utf-8", "surrogatepass")


def listed(name: str, data: bytes) -> dict[str, object]:
    rows = data.count(b"\n") if name.startswith("t/") else 0
    return {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "rows": rows}


def manifest(own: dict[str, object], held: list[tuple[str, bytes]], **changes: object) -> bytes:
    said = {"header": own, "entries": [listed(*entry) for entry in held], "about": {}}
    return compact({**said, **changes})


def zipped(entries: list[tuple[str, bytes]], *, method: int = DEFLATED) -> bytes:
    """Zip as an honest program does."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in entries:
            kind = STORED if name.startswith("b/") else method
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=kind)
    return file.getvalue()


def honest(own: dict[str, object], held: list[tuple[str, bytes]], **changes: object) -> bytes:
    return zipped([("manifest.json", manifest(own, held, **changes)), *held])


def test_the_forge_is_honest_when_it_wants_to_be(forge, take_in, honest_header) -> None:
    entries = [("t/members.jsonl", ROW), (PHOTO_NAME, PHOTO)]
    found = take_in(forge(honest(honest_header, entries)))
    assert found == {"members": [{"id": 1, "name": "赵一"}], "blobs": [(PHOTO_NAME[2:], PHOTO)]}


NAMES = [
    "../t/members.jsonl", "/etc/passwd", "C:\\windows\\a",
    "t/../members.jsonl", "t/Members.jsonl", "t/a b.jsonl",
    "t/members.jsonl ", "t\\members.jsonl", "t/成员.jsonl", "t/.jsonl", "t/members.jsonl/", "b/" + "G" * 64,
    "b/short", "t/" + "a" * 64 + ".jsonl", "", "manifest.json/x", "autorun.inf", "t/members.jsonl\x00.exe",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_names_not_allowed_are_refused(forge, take_in, honest_header, staging, name: str) -> None:
    with pytest.raises(UserError, match="不合规矩"):
        take_in(forge(honest(honest_header, [(name, ROW)])))
    assert list(staging.iterdir()) == []


def test_a_name_cut_by_a_nul_is_refused(forge, take_in, honest_header) -> None:
    inner = honest(honest_header, [("t/members.jsonl", ROW), ("t/members.jsonlX.exe", b"")])
    with pytest.raises(UserError, match="不合规矩"):
        take_in(forge(inner.replace(b"jsonlX.exe", b"jsonl\0.exe")))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_duplicate_names_are_refused(forge, take_in, honest_header) -> None:
    entries = [("t/members.jsonl", ROW), ("t/members.jsonl", b'{"id":2}\n')]
    with pytest.raises(UserError, match="重复"):
        take_in(forge(honest(honest_header, entries)))


def test_a_manifest_that_is_not_first_is_refused(forge, take_in, honest_header) -> None:
    entries = [("t/members.jsonl", ROW)]
    with pytest.raises(UserError, match="不合规矩"):
        take_in(forge(zipped([*entries, ("manifest.json", manifest(honest_header, entries))])))
    with pytest.raises(UserError, match="不合规矩"):
        take_in(forge(zipped(entries)))
    with pytest.raises(UserError, match="不合规矩"):
        take_in(forge(zipped([])))


def test_bombs_are_refused_before_they_unfold(forge, take_in, honest_header, staging) -> None:
    """A table beyond its limit; one within it, squeezed a thousandfold; a photo beyond its limit."""
    for name, megabytes in (("t/members.jsonl", 257), ("t/members.jsonl", 4), (PHOTO_NAME, 13)):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", compression=DEFLATED, compresslevel=1) as archive:
            archive.writestr("manifest.json", manifest(honest_header, [(name, b"")]))
            with archive.open(name, "w") as inside:
                for _ in range(megabytes):
                    inside.write(bytes(1024**2))
        with pytest.raises(UserError, match="太大|炸弹"):
            take_in(forge(file.getvalue()))
    assert list(staging.iterdir()) == []


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


def test_nothing_hides_before_between_or_after_entries(forge, take_in, honest_header) -> None:
    whole = honest(honest_header, [("t/members.jsonl", ROW)])
    start, second = struct.unpack("<I", whole[-6:-2])[0], whole.index(b"PK\x03\x04", 4)
    comment = whole[:-2] + b"\x02\x00hi"
    between = whole[:second] + b"gap!" + whole[second:]
    before_directory = whole[:start] + b"gap!" + whole[start:]
    cut = [whole[:-22], whole[: len(whole) // 2], b"PK", b""]
    for inner in (b"#!/bin/sh\n" + whole, whole + b"\0", comment, between, before_directory, *cut):
        with pytest.raises(UserError, match="不合规矩"):
            take_in(forge(inner))


def test_a_zip64_locator_is_refused(forge, take_in, honest_header) -> None:
    whole = honest(honest_header, [])
    start, size = struct.unpack("<I", whole[-6:-2])[0], struct.unpack("<I", whole[-10:-6])[0]
    locator = b"PK\x06\x07" + struct.pack("<IQI", 0, 0, 1)
    end = whole[-22:-10] + struct.pack("<II", size + len(locator), start) + b"\0\0"
    with pytest.raises(UserError, match="不合规矩"):
        take_in(forge(whole[:-22] + locator + end))


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
    with pytest.raises(UserError, match="不合规矩"):
        take_in(forge(bytes(whole)))


MANIFESTS = {
    "another's header": {"header": {}},
    "no entries": {"entries": []},
    "entries of a wrong kind": {"entries": {"a": 1}},
    "an entry of a wrong kind": {"entries": [7]},
    "a wrong size": {"entries": [{**listed("t/members.jsonl", ROW), "size": 1}]},
    "a size of a wrong kind": {"entries": [{**listed("t/members.jsonl", ROW), "size": True}]},
    "a wrong hash": {"entries": [{**listed("t/members.jsonl", ROW), "sha256": "0" * 64}]},
    "too few rows": {"entries": [{**listed("t/members.jsonl", ROW), "rows": 0}]},
    "too many rows": {"entries": [{**listed("t/members.jsonl", ROW), "rows": 2}]},
    "three million rows": {"entries": [{**listed("t/members.jsonl", ROW), "rows": 3_000_000}]},
    "negative rows": {"entries": [{**listed("t/members.jsonl", ROW), "rows": -1}]},
    "another name": {"entries": [{**listed("t/members.jsonl", ROW), "name": "t/classes.jsonl"}]},
    "nothing about itself": {"about": None},
    "deep nesting": {"about": json.loads('{"a":' * 9 + "1" + "}" * 9)},
}


@pytest.mark.parametrize("changes", MANIFESTS.values(), ids=MANIFESTS)
def test_a_manifest_that_does_not_fit_is_refused(forge, take_in, honest_header, staging, changes) -> None:
    with pytest.raises(UserError, match="不合规矩"):
        take_in(forge(honest(honest_header, [("t/members.jsonl", ROW)], **changes)))
    assert list(staging.iterdir()) == []


def test_a_photo_under_anothers_hash_is_refused(forge, take_in, honest_header) -> None:
    name = "b/" + "0" * 64
    with pytest.raises(UserError, match="不合规矩"):
        take_in(forge(honest(honest_header, [(name, PHOTO)])))
    entries = [{**listed(name, PHOTO), "sha256": "0" * 64}]
    with pytest.raises(UserError, match="不合规矩"):
        take_in(forge(honest(honest_header, [(name, PHOTO)], entries=entries)))


LINES = {
    "lone surrogate, escaped": b'{"id":1,"name":"\\ud800"}\n',
    "lone surrogate, raw": b'{"id":1,"name":"\xed\xa0\x80"}\n',
    "surrogate pair, escaped": b'{"id":1,"name":"\\ud83d\\ude00"}\n',
    "NUL": b'{"id":1,"name":"\\u0000"}\n',
    "raw NUL": b'{"id":1,"name":"\x00"}\n',
    "bell": b'{"id":1,"name":"\\u0007"}\n',
    "carriage return": b'{"id":1,"name":"\\r"}\n',
    "backspace after a backslash": b'{"id":1,"name":"\\\\\\b"}\n',
    "NaN": b'{"id":NaN}\n',
    "infinity": b'{"id":-Infinity}\n',
    "a number too big to be finite": b'{"id":1e999}\n',
    "an integer of 64 bits": b'{"id":9223372036854775808}\n',
    "a negative one": b'{"id":-9223372036854775808}\n',
    "an integer of 60 000 digits": b'{"id":' + b"9" * 60_000 + b"}\n",
    "duplicate keys": b'{"id":1,"id":2}\n',
    "duplicate keys, escaped": b'{"id":1,"\\u0069d":2}\n',
    "unsorted keys": b'{"name":"a","id":1}\n',
    "spaces": b'{"id": 1}\n',
    "deep nesting": b'{"id":' + b"[" * 30_000 + b"]" * 30_000 + b"}\n",
    "a list for a value": b'{"id":[1]}\n',
    "an object for a value": b'{"id":{}}\n',
    "true": b'{"id":true}\n',
    "a list": b"[1]\n",
    "a number": b"1\n",
    "an empty line": b"\n",
    "two rows on a line": b'{"id":1},{"id":2}\n',
    "one row on two lines": b'{"id":1,"a":"}\n{"}\n',
    "a key that is no name": b'{"id); DROP TABLE members; --":1}\n',
    "an empty key": b'{"":1}\n',
    "not UTF-8": b'{"id":"\xff"}\n',
    "a mark of byte order": b'\xef\xbb\xbf{"id":1}\n',
    "a line of 65 KB": b'{"id":"' + b"a" * 66_000 + b'"}\n',
    "a line of 100 MB": b'{"id":"' + b"ab" * 50_000_000 + b'"}\n',
    "no newline at the end": b'{"id":1}\n{"id":2}',
    "carriage returns": b'{"id":1}\r\n',
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_line_that_is_no_row_is_refused(forge, take_in, honest_header, staging, line: bytes) -> None:
    table = ROW * 3 + line
    with pytest.raises(UserError, match="不合规矩"):
        take_in(forge(honest(honest_header, [("t/members.jsonl", table)])))
    assert list(staging.iterdir()) == []


def test_what_looks_like_an_escape_but_is_none_is_taken(forge, take_in, honest_header) -> None:
    rows = [{"id": 1, "name": 'C:\\users\\b \\u0007 "引"\n\t行'}, {"id": -(2**63) + 1, "name": 1.5}]
    table = b"".join(compact(row) + b"\n" for row in rows)
    assert take_in(forge(honest(honest_header, [("t/members.jsonl", table)])))["members"] == rows


STANZA = (
    b"-> X25519 JbHtLnFEIvFFKxmGulpTONJcNijBzZtTMf+lqxeDE2w\npjA7DQiqfVkazJTYsBsoWd/TghlevdHYM/CG9nnn77M\n"
)
PAYLOADS = {
    "empty": b"",
    "no age": b"PK" * 1000,
    "no end of the head": b"age-encryption.org/v1\n" + STANZA,
    "a million recipients": b"age-encryption.org/v1\n"
    + STANZA * 10_000
    + b"--- "
    + b"A" * 43
    + b"\n"
    + b"x" * 99,
    "a passphrase that takes years": b"age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30\n"
    b"pjA7DQiqfVkazJTYsBsoWd/TghlevdHYM/CG9nnn77M\n--- " + b"A" * 43 + b"\n" + b"x" * 99,
    "armoured": b"-----BEGIN AGE ENCRYPTED FILE-----\n--- \n-----END AGE ENCRYPTED FILE-----\n",
}


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_a_payload_that_is_no_sealed_file_is_refused(forge, take_in, staging, payload: bytes) -> None:
    with pytest.raises(UserError):
        take_in(forge(payload=payload))
    assert list(staging.iterdir()) == []


def test_a_sealed_file_cut_by_its_own_sender_is_refused(
    forge, take_in, desks, honest_header, staging
) -> None:
    """The good part comes out before the fault shows; nothing of it may stay."""
    inner = honest(honest_header, [(PHOTO_NAME, PHOTO * 300)])
    payload = pyrage.encrypt(inner, [x25519.Recipient.from_str(desks.recipients[0])])
    for cut in (payload[:-1], payload[:-70_000], payload + b"x", payload[:200]):
        with pytest.raises(UserError):
            take_in(forge(payload=cut))
        assert list(staging.iterdir()) == []


COUNTS = [600, pytest.param(30_000, marks=pytest.mark.slow)]


def mutated(inner: bytes, chance: random.Random) -> bytes:
    """Damage an archive as a fuzzer would: bits, bytes, numbers, runs cut, doubled or moved."""
    whole = bytearray(inner)
    for _ in range(chance.choice([1, 1, 1, 2, 5])):
        at, length = chance.randrange(len(whole)), chance.choice([1, 2, 4, 16, 60])
        match chance.randrange(6):
            case 0:
                whole[at] ^= 1 << chance.randrange(8)
            case 1:
                whole[at : at + 4] = struct.pack("<I", chance.choice([0, 1, 0xFFFF, 2**31, 2**32 - 1]))
            case 2:
                del whole[at : at + length]
            case 3:
                whole[at:at] = whole[at : at + length]
            case 4:
                to = chance.randrange(len(whole))
                whole[to : to + length] = whole[at : at + length]
            case _:
                whole[at : at + length] = chance.randbytes(length)
        whole = whole or bytearray(b"\0")
    return bytes(whole)


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


@pytest.mark.parametrize("count", COUNTS)
def test_damaged_tables_and_manifests(forge, take_in, honest_header, staging, count: int) -> None:
    """Damage inside a sound archive with right sizes and hashes reaches the JSON itself."""
    chance = random.Random(5)
    rows = compact({"id": 1, "name": "赵一\n", "note": None, "hours": 1.5}) + b"\n"
    for _ in range(count):
        table = mutated(rows * 3, chance)
        entries = [("t/members.jsonl", table)]
        said = manifest(honest_header, entries)
        if chance.random() < 0.3:
            said = mutated(said, chance)
        try:
            found = take_in(forge(zipped([("manifest.json", said), *entries])))
        except UserError:
            continue
        again = b"".join(compact(row) + b"\n" for row in found["members"])
        assert again == table
    assert list(staging.iterdir()) == []
