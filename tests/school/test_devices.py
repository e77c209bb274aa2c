from dataclasses import replace

import pytest

from app.errors import UserError
from app.school import devices
from db.register import Register

LAPTOP = devices.Device(
    device=7, school=5, school_code="350924100", school_name="下党乡党校", sign="ab", age="age1x", epoch=1,
    serial=1, enrolled_on="2026-11-01", revoked_on="",
)  # fmt: skip


def test_a_secret_is_kept_and_never_written_over(db: Register) -> None:
    assert devices.secret(db, "keys") == ""
    devices.keep_secret(db, "keys", "x")
    with pytest.raises(UserError, match="不能覆盖"):
        devices.keep_secret(db, "keys", "y")
    assert devices.secret(db, "keys") == "x"


def test_a_laptop_is_enrolled_revoked_and_enrolled_anew(db: Register) -> None:
    assert devices.next_serial(db) == 1
    devices.enrol(db, LAPTOP)
    devices.enrol(db, replace(LAPTOP, device=8, serial=2))
    assert devices.next_serial(db) == 3
    devices.revoke(db, 7, today="2026-11-02")
    assert [one.revoked_on for one in devices.enrolled(db)] == ["2026-11-02", ""]
    devices.enrol(db, replace(LAPTOP, sign="cd", serial=3, enrolled_on="2026-11-03"))
    found = {one.device: one for one in devices.enrolled(db)}
    assert found[7] == replace(LAPTOP, sign="cd", serial=3, enrolled_on="2026-11-03")
    assert found[8].sign == "ab"
