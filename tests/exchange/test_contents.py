"""A sender who is enrolled and signs correctly may still be hostile, or have a broken program."""

import json
import random
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest
from pyrage import x25519

from app.errors import UserError
from app.exchange import parcels
from app.progress import silent
from tests.exchange.forging import (
    COUNTS,
    PHOTO,
    PHOTO_NAME,
    ROW,
    STORED,
    compact,
    honest,
    listed,
    manifest,
    mutated,
    zipped,
)

Forge = Callable[..., Path]
TakeIn = Callable[[Path], dict[str, list[object]]]


def test_the_forge_is_honest_when_it_wants_to_be(forge, take_in, honest_header) -> None:
    entries = [("t/members.jsonl", ROW), (PHOTO_NAME, PHOTO)]
    found = take_in(forge(honest(honest_header, entries)))
    assert found == {"members": [{"id": 1, "name": "赵一"}], "blobs": [(PHOTO_NAME[2:], PHOTO)]}


MANIFESTS = {
    "another's header": ({"header": {}}, "不是一套"),
    "no entries": ({"entries": []}, "与压缩包不符"),
    "entries of a wrong kind": ({"entries": {"a": 1}}, "清单不完整"),
    "an entry of a wrong kind": ({"entries": [7]}, "清单不完整"),
    "a wrong size": ({"entries": [{**listed("t/members.jsonl", ROW), "size": 1}]}, "与压缩包不符"),
    "a size of a wrong kind": ({"entries": [{**listed("t/members.jsonl", ROW), "size": True}]}, "清单不完整"),
    "a wrong hash": ({"entries": [{**listed("t/members.jsonl", ROW), "sha256": "0" * 64}]}, "内容与清单不符"),
    "too few rows": (
        {"entries": [{**listed("t/members.jsonl", ROW), "rows": 0}]},
        "太长或太多|行数与清单不符",
    ),
    "too many rows": ({"entries": [{**listed("t/members.jsonl", ROW), "rows": 2}]}, "行数与清单不符"),
    "three million rows": ({"entries": [{**listed("t/members.jsonl", ROW), "rows": 3_000_000}]}, "行数太多"),
    "negative rows": ({"entries": [{**listed("t/members.jsonl", ROW), "rows": -1}]}, "行数太多"),
    "another name": (
        {"entries": [{**listed("t/members.jsonl", ROW), "name": "t/classes.jsonl"}]},
        "与压缩包不符",
    ),
    "nothing about itself": ({"about": None}, "清单不完整"),
    "deep nesting": ({"about": json.loads('{"a":' * 9 + "1" + "}" * 9)}, "清单写得不对"),
}


@pytest.mark.parametrize(("changes", "said"), MANIFESTS.values(), ids=MANIFESTS)
def test_a_manifest_that_does_not_fit_is_refused(
    forge, take_in, honest_header, staging, changes, said: str
) -> None:
    with pytest.raises(UserError, match=said):
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
    "no newline at the end": b'{"id":1}\n{"id":2}',
    "carriage returns": b'{"id":1}\r\n',
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_line_that_is_no_row_is_refused(forge, take_in, honest_header, staging, line: bytes) -> None:
    table = ROW * 3 + line
    with pytest.raises(UserError, match="不合规矩"):
        take_in(forge(honest(honest_header, [("t/members.jsonl", table)])))
    assert list(staging.iterdir()) == []


def test_a_line_of_20_megabytes_is_refused_before_it_is_held(forge, verify, desks, honest_header) -> None:
    entry = ("t/members.jsonl", b'{"id":"' + b"ab" * 10_000_000 + b'"}\n')
    path = forge(zipped([("manifest.json", manifest(honest_header, [entry])), entry], method=STORED))
    with parcels.unpack(verify(path), keys=desks.county, tell=silent) as contents:
        tracemalloc.start()
        with pytest.raises(UserError, match="太长"):
            list(next(contents.tables())[1])
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 4 * 1024**2


def test_what_looks_like_an_escape_but_is_none_is_taken(forge, take_in, honest_header) -> None:
    rows = [{"id": 1, "name": 'C:\\users\\b \\u0007 "引"\n\t行'}, {"id": -(2**63) + 1, "name": 1.5}]
    table = b"".join(compact(row) + b"\n" for row in rows)
    assert take_in(forge(honest(honest_header, [("t/members.jsonl", table)])))["members"] == rows


STANZA = (
    b"-> X25519 JbHtLnFEIvFFKxmGulpTONJcNijBzZtTMf+lqxeDE2w\npjA7DQiqfVkazJTYsBsoWd/TghlevdHYM/CG9nnn77M\n"
)
AGE, HEAD_END = b"age-encryption.org/v1\n", b"--- " + b"A" * 43 + b"\n" + b"x" * 99
PASSPHRASE = b"-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30\npjA7DQiqfVkazJTYsBsoWd/TghlevdHYM/CG9nnn77M\n"
PAYLOADS = {
    "empty": (b"", "改动"),
    "no age": (b"PK" * 1000, "改动"),
    "no end of the head": (AGE + STANZA, "改动"),
    "a thousand recipients, for whom age takes minutes": (AGE + STANZA * 1000 + HEAD_END, "改动"),
    "a passphrase that takes years": (AGE + PASSPHRASE + HEAD_END, "不是发给"),
    "armoured": (b"-----BEGIN AGE ENCRYPTED FILE-----\n--- \n-----END AGE ENCRYPTED FILE-----\n", "改动"),
}


@pytest.mark.parametrize(("payload", "said"), PAYLOADS.values(), ids=PAYLOADS)
def test_a_payload_that_is_no_sealed_file_is_refused(
    forge, take_in, staging, payload: bytes, said: str
) -> None:
    with pytest.raises(UserError, match=said):
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
