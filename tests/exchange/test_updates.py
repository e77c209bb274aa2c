import dataclasses
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.exchange import updates
from app.progress import silent

SECRET, PUBLIC = updates.new_key()
RELEASE = updates.Release(
    version="0.4.0", released="2027-01-10", system="linux", architecture="amd64", kind="deb",
    file="wuyou_0.4.0_amd64.deb", size=9, sha256="a" * 64, notes="签到表可以横着印。\n快了一些。",
)  # fmt: skip
WHOLE = updates.write(RELEASE, secret=SECRET)


def signed(**said: object) -> bytes:
    """Sign a body as somebody with the key would who writes what he should not."""
    body = {**dataclasses.asdict(RELEASE), **said}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return _signed_raw(text)


def _signed_raw(body: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

    signature = Ed25519PrivateKey.from_private_bytes(SECRET).sign(updates.CONTEXT + body)
    return b"\n".join((updates.FIRST_LINE, body, signature.hex().encode(), b""))


def refused(data: bytes, *trusted: bytes) -> str:
    with pytest.raises(UserError) as found:
        updates.read(data, trusted=trusted or (PUBLIC,))
    return str(found.value)


def test_another_key_is_refused_and_no_key_trusts_nobody() -> None:
    _, other = updates.new_key()
    assert refused(WHOLE, other) == updates.NOT_SIGNED
    with pytest.raises(UserError):
        updates.read(WHOLE, trusted=())
    assert refused(WHOLE, b"short") == updates.NOT_SIGNED


def test_every_flipped_bit_is_refused() -> None:
    for at in range(len(WHOLE)):
        for bit in range(8):
            data = bytearray(WHOLE)
            data[at] ^= 1 << bit
            refused(bytes(data))


def test_every_truncation_and_anything_after_the_end_is_refused() -> None:
    for length in range(len(WHOLE)):
        refused(WHOLE[:length])
    for more in (b"\n", b"x", b"\n\n", WHOLE):
        refused(WHOLE + more)


@given(st.binary(max_size=200))
def test_rubbish_is_a_sentence(data: bytes) -> None:
    refused(data)
    refused(updates.FIRST_LINE + b"\n" + data)


@pytest.mark.parametrize(
    "said",
    [
        {"program": "other"},
        {"version": "0.4"},
        {"version": "0.4.0-rc1"},
        {"version": "٠.٤.٠"},
        {"version": 4},
        {"released": "next week"},
        {"system": "plan9"},
        {"system": "windows"},
        {"architecture": "mips"},
        {"kind": "script"},
        {"file": "../wuyou.deb"},
        {"file": "/bin/sh.deb"},
        {"file": "a\\b.deb"},
        {"file": "C:wuyou.deb"},
        {"file": "wuyou.sh"},
        {"file": ".deb"},
        {"file": "-rf.deb"},
        {"file": "名.deb"},
        {"size": 0},
        {"size": -1},
        {"size": True},
        {"size": 2**40},
        {"size": "9"},
        {"sha256": "A" * 64},
        {"sha256": "a" * 63},
        {"notes": "字" * 2001},
        {"notes": None},
    ],
)
def test_what_is_signed_and_still_makes_no_sense_is_refused(said: dict[str, object]) -> None:
    assert refused(signed(**said)) == updates.DAMAGED


def test_a_body_that_can_be_read_in_two_ways_is_refused() -> None:
    body = WHOLE.split(b"\n")[1]
    assert updates.read(_signed_raw(body), trusted=[PUBLIC]) == RELEASE
    assert refused(_signed_raw(body.replace(b"{", b'{"size":1,', 1))) == updates.DAMAGED
    assert refused(_signed_raw(body.replace(b",", b", "))) == updates.DAMAGED
    assert refused(_signed_raw(b"[" * 5000 + b"]" * 5000)) == updates.DAMAGED


def test_what_was_signed_comes_out_and_later_programs_may_say_more() -> None:
    assert updates.read(WHOLE, trusted=[b"\0" * 32, PUBLIC]) == RELEASE
    assert updates.read(signed(more="of later"), trusted=[PUBLIC]) == RELEASE


def test_the_makers_cannot_write_what_nobody_would_read() -> None:
    with pytest.raises(ValueError, match="must not"):
        updates.write(dataclasses.replace(RELEASE, file="../x.deb"), secret=SECRET)


@pytest.mark.parametrize(
    ("version", "than", "is_newer"),
    [
        ("0.4.0", "0.3.0", True),
        ("0.3.10", "0.3.9", True),
        ("1.0.0", "0.99.99", True),
        ("0.3.0", "0.3.0", False),
        ("0.2.9", "0.3.0", False),
        ("0.3.0", "0.10.0", False),
        ("rubbish", "0.0.1", False),
        ("", "", False),
    ],
)
def test_versions_are_numbers_and_not_text(version: str, than: str, is_newer: bool) -> None:
    assert updates.newer(version, than) is is_newer


def test_an_installer_of_another_length_is_not_hashed_to_its_end() -> None:
    said: list[int] = []
    assert updates.describe(
        io.BytesIO(b"x" * 9), size=9, tell=lambda done, _total, _note="": said.append(done)
    )
    assert said[-1] == 9
    for length in (0, 8, 10, 10**7):
        assert updates.describe(io.BytesIO(b"x" * length), size=9, tell=silent) == ""
