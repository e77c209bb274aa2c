"""Devices: this laptop's own keys, the county it reports to, and the laptops a county has enrolled."""

from dataclasses import dataclass

from app.errors import UserError
from db.register import Register


@dataclass(frozen=True, slots=True)
class Device:
    """An enrolled laptop; `sign` is hex, `age` an age recipient."""

    device: int
    school: int
    school_code: str
    school_name: str
    sign: str
    age: str
    epoch: int
    serial: int
    enrolled_on: str
    revoked_on: str
    name: str = ""
    replaces: int | None = None
    """The laptop whose place it takes, which was revoked for it."""
    revoked_why: str = ""


def secret(db: Register, key: str) -> str:
    """Give a secret of this laptop, empty where there is none; secrets never travel."""
    row = db.execute("SELECT value FROM secret WHERE key = ?", [key]).fetchone()
    return row[0] if row else ""


def keep_secret(db: Register, key: str, value: str) -> None:
    """Keep a secret; raise `UserError` rather than write over one."""
    if secret(db, key):
        raise UserError("本机的密钥已经生成，不能覆盖。")
    with db.atomic():
        db.execute("INSERT INTO secret (key, value) VALUES (?, ?)", [key, value])


def enrol(db: Register, device: Device) -> None:
    """Put a laptop on the county's list; a laptop that is on it already is put there anew."""
    with db.atomic():
        db.execute(
            "INSERT INTO enrolled_device (device, of_school, school_code, school_name, sign, age, epoch, "
            "serial, enrolled_on, name, replaces) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (device) DO UPDATE SET "
            "sign = excluded.sign, age = excluded.age, epoch = excluded.epoch, serial = excluded.serial, "
            "enrolled_on = excluded.enrolled_on, name = excluded.name, revoked_on = NULL, revoked_why = ''",
            [
                device.device, device.school, device.school_code, device.school_name, device.sign, device.age,
                device.epoch, device.serial, device.enrolled_on, device.name, device.replaces,
            ],
        )  # fmt: skip


def next_serial(db: Register) -> int:
    """Give the number of the next enrolment certificate."""
    return int(db.execute("SELECT coalesce(max(serial), 0) + 1 FROM enrolled_device").fetchone()[0])


def revoke(db: Register, device: int, *, today: str, why: str = "") -> None:
    """Take a laptop off the list: what it sends from now on is refused."""
    with db.atomic():
        db.execute(
            "UPDATE enrolled_device SET revoked_on = ?, revoked_why = ? WHERE device = ?",
            [today, why, device],
        )


def next_epoch(db: Register, device: int) -> int:
    """Give the epoch of a laptop's next certificate: above all that was given to it or read from it."""
    row = db.execute(
        "SELECT max(epoch) FROM (SELECT epoch FROM enrolled_device WHERE device = ?1 "
        "UNION ALL SELECT epoch FROM received_parcel WHERE device = ?1 "
        "UNION ALL SELECT epoch FROM held_parcel WHERE device = ?1)",
        [device],
    ).fetchone()
    return int(row[0] or 0) + 1


def enrolled(db: Register) -> list[Device]:
    """List the laptops on the county's list, revoked ones too, by school."""
    found = db.execute(
        "SELECT device, of_school, school_code, school_name, sign, age, epoch, serial, enrolled_on, "
        "coalesce(revoked_on, ''), name, replaces, revoked_why FROM enrolled_device "
        "ORDER BY school_code, serial"
    )
    return [Device(*row) for row in found]
