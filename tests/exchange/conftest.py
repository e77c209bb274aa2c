"""A county, two townships, and the hand of a cheat who is enrolled."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyrage
import pytest
from pyrage import x25519

from app.exchange import envelopes, keys, parcels
from app.exchange.keys import Keys
from app.progress import silent
from tests.exchange.forging import DEVICE, OTHER_DEVICE, OTHER_SCHOOL, SCHOOL

if sys.platform != "win32":
    import resource


@dataclass(frozen=True)
class Desks:
    """Everybody's keys, made once for all tests, and whom the county has enrolled."""

    county: Keys
    spare: Keys
    township: Keys
    other: Keys
    stranger: Keys
    known: Mapping[int, parcels.Sender]

    @property
    def recipients(self) -> list[str]:
        return [keys.public(one).age for one in (self.county, self.spare, self.township)]


@pytest.fixture(scope="session")
def desks() -> Desks:
    county, spare, township, other, stranger = (keys.make() for _ in range(5))
    known = {
        DEVICE: parcels.Sender(SCHOOL, keys.public(township)),
        OTHER_DEVICE: parcels.Sender(OTHER_SCHOOL, keys.public(other)),
    }
    return Desks(county, spare, township, other, stranger, known)


def people(count: int) -> Iterator[dict[str, object]]:
    """Give generated members."""
    for number in range(count):
        name = "赵钱孙李周吴郑王"[number % 8] + "一二三四五六七"[number % 7]
        yield {"id": SCHOOL + 10 + number, "school": SCHOOL, "name": name, "born": "1998-07", "note": None}


@pytest.fixture
def members() -> Callable[[int], Iterator[dict[str, object]]]:
    return people


@pytest.fixture
def seal(desks: Desks, tmp_path: Path) -> Callable[..., Path]:
    """Seal a parcel as the township would, but for what a test says otherwise."""

    def sealed(name: str = "sent.wuyou", **changes: object) -> Path:
        target = tmp_path / "outbox" / name
        target.parent.mkdir(exist_ok=True)
        said: dict[str, object] = {
            "kind": "snapshot", "parcel_id": "p-1", "epoch": 1, "seq": 1, "prev": None,
            "school_code": "520123", "school": SCHOOL, "device": DEVICE, "schema": 1,
            "created": "2026-11-22T10:00:00", "keys": desks.township, "recipients": desks.recipients,
            "tables": [("members", people(5)), ("classes", [])], "blobs": [],
            "manifest": {"db_uuid": "u-1", "need_blobs": []}, "tell": silent,
        }  # fmt: skip
        parcels.seal(target, **{**said, **changes})  # type: ignore[arg-type]
        return target

    return sealed


@pytest.fixture
def staging(tmp_path: Path) -> Path:
    folder = tmp_path / "staging"
    folder.mkdir()
    return folder


@pytest.fixture
def verify(desks: Desks, staging: Path) -> Callable[..., parcels.Verified]:
    """Verify a file as the county would."""

    def verified(path: Path, **changes: object) -> parcels.Verified:
        said: dict[str, object] = {"known": desks.known, "staging": staging, "tell": silent}
        return parcels.verify(path, **{**said, **changes})  # type: ignore[arg-type]

    return verified


@pytest.fixture
def take_in(
    desks: Desks, verify: Callable[..., parcels.Verified]
) -> Callable[[Path], dict[str, list[object]]]:
    """Verify, open and read everything, as the county would."""

    def taken(path: Path) -> dict[str, list[object]]:
        with parcels.unpack(verify(path), keys=desks.county, tell=silent) as contents:
            found: dict[str, list[object]] = {name: list(rows) for name, rows in contents.tables()}
            found["blobs"] = [(sha256, blob.read_bytes()) for sha256, blob in contents.blobs()]
        return found

    return taken


@pytest.fixture
def forge(desks: Desks, tmp_path: Path) -> Callable[..., Path]:
    """Sign any header and any payload with the township's own keys, as a cheat at its desk could."""

    def forged(inner: bytes | None = None, *, payload: bytes | None = None, **changes: object) -> Path:
        if payload is None:
            payload = pyrage.encrypt(inner or b"", [x25519.Recipient.from_str(desks.recipients[0])])
        fields = {
            **header_fields(desks.township),
            "payload_len": len(payload),
            "payload_sha256": hashlib.sha256(payload).hexdigest(),
            **changes,
        }
        path = tmp_path / "forged.wuyou"
        path.write_bytes(envelopes.write(fields, secret=desks.township.sign_secret) + payload)
        return path

    return forged


def header_fields(mine: Keys) -> dict[str, object]:
    """Give the header `forge` writes, without the payload's length and hash."""
    return {
        "fmt": 1, "min_reader": 1, "critical": [], "suite": "age+ed25519", "kind": "snapshot",
        "parcel_id": "p-1", "epoch": 1, "seq": 1, "prev": None, "school_code": "520123",
        "school": SCHOOL, "device": DEVICE, "sign_fp": keys.fingerprint(keys.public(mine)),
        "schema": 1, "created": "2026-11-22T10:00:00",
    }  # fmt: skip


@pytest.fixture
def honest_header(desks: Desks) -> dict[str, object]:
    return header_fields(desks.township)


@dataclass
class Disk:
    """A small disk that can really be filled; where none may be mounted, a limit on files stands in."""

    folder: Path
    mounted: bool

    def fill(self, *, spare: int) -> None:
        """Leave room for so many bytes more."""
        if not self.mounted:
            _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (spare, hard))
            return
        with (self.folder.parent / "filler").open("wb") as filler:
            room = os.statvfs(self.folder).f_bavail * os.statvfs(self.folder).f_bsize - spare
            if room > 0:
                os.posix_fallocate(filler.fileno(), 0, room)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    if sys.platform == "win32":
        pytest.skip("a small disk is made with what Linux has for it")
    root = tmp_path / "disk"
    root.mkdir()
    mounted = _mounted(root, "size=8m")
    (root / "desk").mkdir()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield Disk(root / "desk", mounted)
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    if mounted:
        subprocess.run(["umount", root], check=True)


@pytest.fixture
def locked_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a folder nothing can be written to."""
    if sys.platform == "win32":
        pytest.skip("a disk that takes nothing is made with what Linux has for it")
    folder = tmp_path / "locked"
    folder.mkdir()
    if _mounted(folder, "ro"):
        yield folder
        subprocess.run(["umount", folder], check=True)
        return
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


def _mounted(folder: Path, options: str) -> bool:
    if os.geteuid() != 0:
        return False
    said = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True)
    return said.returncode == 0
