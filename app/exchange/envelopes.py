"""Write and read the signed header that every .wuyou file begins with.

A file is MAGIC, the header's length (4 bytes, big endian), the header (canonical JSON),
an Ed25519 signature (64 bytes), and in a parcel the sealed payload; nothing after it.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.errors import UserError
from app.exchange import lines

MAGIC = b"WUYOU1\r\n"
SUFFIX = ".wuyou"
FORMAT = 1
SUITE = "age+ed25519"
MAX_HEADER = 64 * 1024
SIGNATURE = 64
CONTEXT = b"wuyou-package-v1\0"
# What this program understands of a header's `critical` list: nothing has needed it yet.
UNDERSTOOD: frozenset[str] = frozenset()

NOT_OURS = "这不是五有数据包，或文件开头已经损坏。请选择后缀为 .wuyou 的文件，或请对方重新导出。"
CUT = "文件不完整（被截断），可能是拷贝没有完成或U盘被提前拔出。请重新拷贝，或请对方重新导出。"
ALTERED = "文件的内容被改动过或已经损坏，没有读取。请对方重新导出一份。"
NEWER = "这个数据包是用更新版本的五有制作的，本机的版本读不了。请先升级本机的五有，再导入。"


@dataclass(frozen=True, slots=True)
class Envelope:
    """A header as read, not trusted until its signature is checked."""

    fields: Mapping[str, object]
    header: bytes
    signature: bytes

    @property
    def size(self) -> int:
        """Count the bytes before the payload."""
        return len(MAGIC) + 4 + len(self.header) + SIGNATURE

    @property
    def raw(self) -> bytes:
        """Give the bytes it was read from."""
        return MAGIC + struct.pack(">I", len(self.header)) + self.header + self.signature


def write(fields: Mapping[str, object], *, secret: bytes) -> bytes:
    """Give MAGIC, length, header and signature for these fields, signed with 32 secret bytes."""
    whole = {"fmt": FORMAT, "min_reader": FORMAT, "critical": [], "suite": SUITE, **fields}
    header = lines.canonical(whole)
    if len(header) > MAX_HEADER:
        raise UserError("文件头太大，写不进数据包。请缩短单位名称等文字后再试一次。")
    signature = Ed25519PrivateKey.from_private_bytes(secret).sign(_signed(header))
    return MAGIC + struct.pack(">I", len(header)) + header + signature


def read(file: BinaryIO) -> Envelope:
    """Read an envelope from a file's beginning, leaving the file at the payload.

    Nothing is trusted yet. UserError: not ours, cut short, damaged, or newer than this program.
    """
    magic = file.read(len(MAGIC))
    if magic != MAGIC:
        raise UserError(CUT if magic == b"" else NOT_OURS)
    count = file.read(4)
    if len(count) < 4:
        raise UserError(CUT)
    length = struct.unpack(">I", count)[0]
    if not 2 <= length <= MAX_HEADER:
        raise UserError(ALTERED)
    header = file.read(length)
    signature = file.read(SIGNATURE)
    if len(header) < length or len(signature) < SIGNATURE:
        raise UserError(CUT)
    try:
        fields = lines.parse(header)
    except ValueError as error:
        raise UserError(ALTERED) from error
    _readable(fields)
    return Envelope(fields=fields, header=header, signature=signature)


def check_signature(envelope: Envelope, *, sign: bytes, refusal: str = ALTERED) -> None:
    """Raise UserError with this refusal unless these 32 bytes' owner signed the envelope."""
    try:
        Ed25519PublicKey.from_public_bytes(sign).verify(envelope.signature, _signed(envelope.header))
    except (InvalidSignature, ValueError) as error:
        raise UserError(refusal) from error


def _signed(header: bytes) -> bytes:
    return CONTEXT + MAGIC + struct.pack(">I", len(header)) + header


def _readable(fields: Mapping[str, object]) -> None:
    """Refuse a file that says itself that this program would misread it."""
    reader, critical = fields.get("min_reader"), fields.get("critical")
    if type(reader) is not int or not isinstance(critical, list):
        raise UserError(ALTERED)
    if reader > FORMAT or not UNDERSTOOD.issuperset(map(str, critical)) or fields.get("suite") != SUITE:
        raise UserError(NEWER)
    if type(fields.get("fmt")) is not int:
        raise UserError(ALTERED)
