"""Reporting: which schools, or a city's counties, have reported, are late, have gaps, or never reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.school import devices, parcels
from db.register import Register

# In the order of what has to be done first.
STATES = {
    "never": "从未上报",
    "late": "该催报了",
    "gap": "前面缺号",
    "fine": "已报",
    "revoked": "已吊销",
}


@dataclass(frozen=True, slots=True)
class Laptop:
    """An enrolled laptop: the number and days of its newest parcel, 0 and empty where none has come.

    `gaps` are the numbers before it, of its present row of parcels, that never came.
    """

    device: int
    school: int
    seq: int
    created: str
    received_at: str
    silent_days: int
    gaps: tuple[int, ...]
    enrolled_on: str
    revoked_on: str


@dataclass(frozen=True, slots=True)
class Reporting:
    """Where one enrolled school stands: its newest parcel, its days of silence, and its laptops.

    `silent_days` are counted from the day the newest parcel was read, or from the day of enrolment.
    """

    school: int
    code: str
    name: str
    state: str
    seq: int
    created: str
    received_at: str
    silent_days: int
    laptops: tuple[Laptop, ...]

    @property
    def gaps(self) -> tuple[int, ...]:
        """Give the numbers that never came, of all its laptops in use."""
        return tuple(sorted({gap for one in self.laptops if not one.revoked_on for gap in one.gaps}))


def reporting(db: Register, *, today: str, late: int) -> list[Reporting]:
    """Tell of every enrolled school by code; from `late` days of silence on it is to be asked."""
    heard: dict[int, list[parcels.Received]] = {}
    for one in parcels.received(db):
        heard.setdefault(one.device, []).append(one)
    by_school: dict[int, list[devices.Device]] = {}
    for device in devices.enrolled(db):
        by_school.setdefault(device.school, []).append(device)
    return [_school(owned, heard, today, late) for owned in by_school.values()]


def _school(
    owned: Sequence[devices.Device], heard: dict[int, list[parcels.Received]], today: str, late: int
) -> Reporting:
    laptops = tuple(_laptop(one, heard.get(one.device, []), today) for one in owned)
    used = [one for one in laptops if not one.revoked_on]
    spoke = max((one for one in laptops if one.seq), key=lambda one: one.received_at, default=None)
    silent_ = min((one.silent_days for one in used or laptops), default=0)
    if not used:
        state = "revoked"
    elif spoke is None:
        state = "never"
    elif silent_ >= late:
        state = "late"
    else:
        state = "gap" if any(one.gaps for one in used) else "fine"
    return Reporting(
        owned[0].school,
        owned[0].school_code,
        owned[-1].school_name,
        state,
        spoke.seq if spoke else 0,
        spoke.created if spoke else "",
        spoke.received_at if spoke else "",
        silent_,
        laptops,
    )


def _laptop(device: devices.Device, heard: Sequence[parcels.Received], today: str) -> Laptop:
    newest = heard[0] if heard else None
    come = {one.seq for one in heard if newest and one.epoch == newest.epoch}
    since = newest.received_at[:10] if newest else device.enrolled_on
    return Laptop(
        device.device,
        device.school,
        newest.seq if newest else 0,
        newest.created if newest else "",
        newest.received_at if newest else "",
        max((date.fromisoformat(today) - date.fromisoformat(since)).days, 0),
        tuple(number for number in range(1, max(come, default=0)) if number not in come),
        device.enrolled_on,
        device.revoked_on,
    )


def silent(db: Register) -> list[devices.Device]:
    """List the enrolled laptops from which no parcel has come yet."""
    heard = {one.device for one in parcels.received(db)}
    return [one for one in devices.enrolled(db) if one.device not in heard and not one.revoked_on]
