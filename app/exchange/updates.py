"""Write and read the signature file that travels beside an installer, and tell newer from older.

`<installer>.wysign` is three lines: `wuyou-update 1`, a canonical JSON object, and the Ed25519 signature of
that object in hex. It is the makers' signature and no county's: docs/UPDATES.md has the format.
"""

import hashlib
import re
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from app.errors import UserError
from app.exchange import lines
from app.progress import Tell

PROGRAM = "wuyou"
SUFFIX = ".wysign"
FIRST_LINE = b"wuyou-update 1"
CONTEXT = b"wuyou-update-v1\0"
MAX_FILE = 16 * 1024
MAX_INSTALLER = 1024**3
MAX_NOTES = 2000
BLOCK = 1024**2
# Which files each system installs, by how the program came there.
KINDS = {"linux": ("deb", "archive"), "windows": ("setup",)}
ENDINGS = {"deb": ".deb", "archive": ".tar.xz", "setup": ".exe"}
ARCHITECTURES = ("amd64", "arm64")
_VERSION = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})")
# Nothing that leads out of the stick's folder, and nothing a system reads otherwise than it is written.
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_SHA256 = re.compile(r"[0-9a-f]{64}")

NOT_SIGNED = "不是五有的制作者签发的，或被改动过，没有采用。请向给您U盘的人核实，另要一份。"
DAMAGED = "读不出来，可能没有拷完或已损坏，没有采用。请重新拷贝一份。"
CUT = "没有拷完（比签名里写的短），没有采用。请重新拷贝一份。"
ALTERED = "和签名对不上，内容被改动过或已损坏，没有采用。请重新拷贝一份，或向给您U盘的人核实。"


@dataclass(frozen=True, slots=True)
class Release:
    """What the makers say of an installer: for whom it is, its file, size in bytes and SHA-256, and the news.

    `system` is a key of `KINDS`, `kind` one of its values, `released` a date as ISO text, `notes` Chinese.
    """

    version: str
    released: str
    system: str
    architecture: str
    kind: str
    file: str
    size: int
    sha256: str
    notes: str
    program: str = PROGRAM


def new_key() -> tuple[bytes, bytes]:
    """Make a release key: 32 secret bytes, and the 32 public ones that the program ships."""
    made = Ed25519PrivateKey.generate()
    return (
        made.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()),
        made.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw),
    )


def write(release: Release, *, secret: bytes) -> bytes:
    """Give the signature file's bytes for an installer; raise ValueError for what `read` would refuse."""
    body = lines.canonical(asdict(release))
    _checked(lines.parse(body))
    signature = Ed25519PrivateKey.from_private_bytes(secret).sign(CONTEXT + body)
    return b"\n".join((FIRST_LINE, body, signature.hex().encode(), b""))


def read(data: bytes, *, trusted: Collection[bytes]) -> Release:
    """Read a signature file that one of the `trusted` public keys made.

    Nothing in it is looked at before the signature holds. The `UserError` raised otherwise goes on from the
    file's name, which the caller puts before it.
    """
    parts = data.split(b"\n")
    if len(data) > MAX_FILE or len(parts) != 4 or parts[0] != FIRST_LINE or parts[3]:
        raise UserError(DAMAGED)
    try:
        signature = bytes.fromhex(parts[2].decode("ascii"))
    except ValueError as error:
        raise UserError(DAMAGED) from error
    if signature.hex().encode() != parts[2]:  # one way to write it, no capitals and no blanks
        raise UserError(DAMAGED)
    if not any(_holds(one, signature, parts[1]) for one in trusted):
        raise UserError(NOT_SIGNED)
    try:
        return _checked(lines.parse(parts[1]))
    except ValueError as error:
        raise UserError(DAMAGED) from error


def describe(file: BinaryIO, *, size: int, tell: Tell) -> str:
    """Give the SHA-256 of an installer of so many bytes, in hex; "" where it has another length."""
    digest, done = hashlib.sha256(), 0
    while block := file.read(min(BLOCK, size - done + 1)):
        digest.update(block)
        done += len(block)
        tell(min(done, size), size, "正在核对安装文件")
        if done > size:
            return ""
    return digest.hexdigest() if done == size else ""


def newer(version: str, than: str) -> bool:
    """Tell whether a version is above another; what is no version is never newer."""
    return bool(_VERSION.fullmatch(version)) and number(version) > number(than)


def signature_of(installer: Path) -> Path:
    """Give the place of an installer's signature file."""
    return installer.with_name(installer.name + SUFFIX)


def number(version: str) -> tuple[int, ...]:
    """Give a version as numbers to compare by; what is no version comes first."""
    found = _VERSION.fullmatch(version)
    return tuple(int(one) for one in found.groups()) if found else (0, 0, 0)


def _holds(key: bytes, signature: bytes, body: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, CONTEXT + body)
    except (InvalidSignature, ValueError):
        return False
    return True


def _checked(said: dict[str, object]) -> Release:
    """Give what was said, each field of its form; raise ValueError. Unknown fields are for later programs."""
    found = {one.name: said.get(one.name) for one in fields(Release)}
    size = found.pop("size")
    text = {name: value for name, value in found.items() if isinstance(value, str)}
    if len(text) != len(found) or type(size) is not int or not 0 < size <= MAX_INSTALLER:
        raise ValueError("a field is missing or of another type")
    release = Release(**text, size=size)
    date.fromisoformat(release.released)
    if (
        release.program != PROGRAM
        or not _VERSION.fullmatch(release.version)
        or release.kind not in KINDS.get(release.system, ())
        or release.architecture not in ARCHITECTURES
        or not _FILE.fullmatch(release.file)
        or not release.file.endswith(ENDINGS[release.kind])
        or not _SHA256.fullmatch(release.sha256)
        or len(release.notes) > MAX_NOTES
    ):
        raise ValueError("a field says what it must not")
    return release
