from pathlib import Path

import pytest

from db import sealed
from db.faults import WrongKey
from db.register import Register, open_register
from tests import made_up


@pytest.mark.parametrize("data", [b"", b"x", bytes(100_000)])
def test_what_was_closed_opens_again(db: Register, data: bytes) -> None:
    kept = sealed.close(db, data, name="a")
    assert data not in kept or not data
    assert sealed.open_again(db, kept, name="a") == data
    assert sealed.close(db, data, name="a") != kept


def test_it_opens_under_no_other_name_and_no_other_key(db: Register, tmp_path: Path) -> None:
    kept = sealed.close(db, b"abc", name="a")
    with pytest.raises(ValueError, match="b"):
        sealed.open_again(db, kept, name="b")
    other = open_register(
        tmp_path / "o.db", bytes(32), clock=made_up.Clock(), chance=made_up.chance(), operator=""
    )
    with pytest.raises(ValueError, match="a"):
        sealed.open_again(other, kept, name="a")
    other.close()


def test_what_is_cut_short_or_changed_does_not_open(db: Register) -> None:
    kept = sealed.close(db, b"abc", name="a")
    for spoilt in (*(kept[:length] for length in range(len(kept))), kept[:-1] + bytes([kept[-1] ^ 1])):
        with pytest.raises(ValueError, match="a"):
            sealed.open_again(db, spoilt, name="a")


def test_what_was_closed_opens_after_the_register_got_another_key(db: Register, tmp_path: Path) -> None:
    kept = sealed.close(db, b"abc", name="a")
    for key in (bytes(range(1, 33)), bytes(range(2, 34))):
        sealed.rekey(db, key)
        assert sealed.open_again(db, kept, name="a") == b"abc"
    later = sealed.close(db, b"def", name="b")
    db.close()
    with pytest.raises(WrongKey):
        made_up.register(tmp_path)
    again = open_register(tmp_path / "school.db", bytes(range(2, 34)), clock=made_up.Clock(), operator="-")
    assert sealed.open_again(again, later, name="b") == b"def"
    assert again.execute("PRAGMA cipher_integrity_check").fetchall() == []
    again.close()
