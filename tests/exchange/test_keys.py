import re
from dataclasses import replace

import pytest

from app.errors import UserError
from app.exchange import keys


def test_secrets_are_not_shown() -> None:
    made = keys.make()
    for said in (repr(made), str(made), f"{made}"):
        assert made.age_secret not in said
        assert repr(made.sign_secret) not in said


def test_two_devices_never_have_the_same_keys() -> None:
    assert keys.public(keys.make()) != keys.public(keys.make())


def test_a_fingerprint_can_be_read_over_the_telephone() -> None:
    known = keys.PublicKeys(sign=bytes(32), age="age1invented")
    said = keys.fingerprint(known)
    assert re.fullmatch(r"\d{4}( \d{4}){7}", said)
    assert said == "7070 2168 9179 3174 1093 1628 2794 2728"
    assert keys.fingerprint(replace(known, sign=bytes(31) + b"\1")) != said
    assert keys.fingerprint(replace(known, age="age1inventee")) != said


@pytest.mark.parametrize(
    "damaged", [keys.Keys(b"short", "x"), keys.Keys(bytes(32), "AGE-SECRET-KEY-1DAMAGED")]
)
def test_damaged_keys_are_said_to_be(damaged: keys.Keys) -> None:
    with pytest.raises(UserError, match="密钥已损坏"):
        keys.public(damaged)
