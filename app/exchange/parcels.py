"""Seal a school's state into one file, and open it again trusting nothing before its signature.

The order of reading is the point: size, magic, header, version, sender, signature, hash of the
payload, and only then is anything decrypted or parsed.
"""

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO, Self

from app.errors import UserError
from app.exchange import cards, contents, envelopes, faults, parts
from app.exchange.contents import Contents
from app.exchange.envelopes import ALTERED, CUT, NEWER, NOT_OURS, SUFFIX, Envelope
from app.exchange.keys import Keys, PublicKeys, fingerprint, public
from app.exchange.seals import MAX_PAYLOAD, TOO_BIG
from app.progress import Tell

__all__ = [
    "SUFFIX", "Contents", "Header", "Sender", "Verified", "header_sha256", "peek", "seal", "unpack", "verify",
]  # fmt: skip

KINDS = ("snapshot", "receipt")
BLOCK = 1024**2
HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Header:
    """What a parcel shows without being opened. Not to be trusted unless it comes from `verify`."""

    fmt: int
    min_reader: int
    critical: tuple[str, ...]
    suite: str
    kind: str
    parcel_id: str
    epoch: int
    seq: int
    prev: str | None
    school_code: str
    school: int
    device: int
    sign_fp: str
    schema: int
    created: str
    payload_len: int
    payload_sha256: str


@dataclass(frozen=True, slots=True)
class Sender:
    """A device one has enrolled: the school it may speak for, and its keys."""

    school: int
    keys: PublicKeys
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Verified:
    """An authentic parcel, copied whole to a private folder that goes when this is closed."""

    header: Header
    header_sha256: str
    staged: Path

    def __enter__(self) -> Self:
        """Let the parcel be read."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Delete the private copy."""
        self.close()

    def close(self) -> None:
        """Delete the private copy and its folder; doing so twice is harmless."""
        shutil.rmtree(self.staged.parent, ignore_errors=True)


def seal(
    target: Path,
    *,
    kind: str,
    parcel_id: str,
    epoch: int,
    seq: int,
    prev: str | None,
    school_code: str,
    school: int,
    device: int,
    schema: int,
    created: str,
    keys: Keys,
    recipients: Sequence[str],
    tables: Iterable[tuple[str, Iterable[Mapping[str, object]]]],
    blobs: Iterable[tuple[str, Path]],
    manifest: Mapping[str, object],
    tell: Tell,
) -> Header:
    """Write a signed parcel that only the recipients ("age1…") can open, and give its header.

    Rows are read once, in order, and never held together. `blobs` are files by their SHA-256.
    `manifest` is for the reader: plain JSON values, nested at most six deep. UserError if the disk
    is full, a row or file may not travel, or the whole is too big; then there is no target.
    """
    fields: dict[str, object] = {
        "fmt": envelopes.FORMAT, "min_reader": envelopes.FORMAT, "critical": [], "suite": envelopes.SUITE,
        "kind": kind, "parcel_id": parcel_id, "epoch": epoch, "seq": seq, "prev": prev,
        "school_code": school_code, "school": school, "device": device,
        "sign_fp": fingerprint(public(keys)), "schema": schema, "created": created,
    }  # fmt: skip
    _check_own(fields)
    with ExitStack() as stack:
        stack.enter_context(faults.told("本机磁盘"))
        parts.sweep(target.parent)
        payload = stack.enter_context(tempfile.TemporaryFile(dir=target.parent))
        contents.write(
            payload,
            header=fields, recipients=recipients, tables=tables, blobs=blobs, about=manifest,
            folder=target.parent, tell=tell,
        )  # fmt: skip
        length, digest = _measure(payload)
        if length > MAX_PAYLOAD:
            raise UserError(TOO_BIG)
        whole = {**fields, "payload_len": length, "payload_sha256": digest}
        header = _header(whole)
        start = envelopes.write(whole, secret=keys.sign_secret)
        part, file = stack.enter_context(parts.opened(target.parent))
        file.write(start)
        payload.seek(0)
        shutil.copyfileobj(payload, file, BLOCK)
        parts.flush(file)
        file.close()
        part.replace(target)
        parts.flush_folder(target.parent)
    return header


def peek(path: Path) -> Header:
    """Read a parcel's header for a list, checking nothing but its form; UserError if it has none."""
    with faults.told("U盘或磁盘"), _opened(path) as file:
        return _header(envelopes.read(file).fields)


def header_sha256(path: Path) -> str:
    """Give the hash by which the next parcel names this one; UserError if it has no readable header."""
    with faults.told("U盘或磁盘"), _opened(path) as file:
        return hashlib.sha256(envelopes.read(file).header).hexdigest()


def verify(path: Path, *, known: Mapping[int, Sender], staging: Path, tell: Tell) -> Verified:
    """Make sure who sent a parcel and that it is whole, and copy it to a private folder in `staging`.

    `known` is every device one has enrolled, revoked ones too, by its number. Nothing is decrypted.
    UserError for each way of not being an authentic parcel; then nothing is left in `staging`.
    """
    with ExitStack() as stack:
        with faults.told("U盘或磁盘"):
            file = stack.enter_context(_opened(path))
            envelope = envelopes.read(file)
            header = _header(envelope.fields)
            size = os.fstat(file.fileno()).st_size
        _check_size(size, envelope.size + header.payload_len)
        _check_sender(envelope, header, known)
        with faults.told("本机磁盘"):
            private = Path(tempfile.mkdtemp(prefix="parcel-", dir=staging))
        verified = Verified(
            header=header,
            header_sha256=hashlib.sha256(envelope.header).hexdigest(),
            staged=private / f"parcel{SUFFIX}",
        )
        on_failure = stack.enter_context(ExitStack())
        on_failure.callback(verified.close)
        if _copy(file, verified.staged, envelope=envelope, length=header.payload_len, tell=tell) != (
            header.payload_sha256
        ):
            raise UserError(ALTERED)
        on_failure.pop_all()
    return verified


def unpack(verified: Verified, *, keys: Keys, tell: Tell) -> Contents:
    """Open an authentic parcel with one's own keys; UserError if it is for others or breaks the rules.

    Closing the contents deletes the private copy; so does a failure.
    """
    with ExitStack() as on_failure:
        on_failure.callback(verified.close)
        with faults.told("本机磁盘"), verified.staged.open("rb") as file:
            fields = envelopes.read(file).fields
            said = {name: value for name, value in fields.items() if not name.startswith("payload_")}
            opened = contents.read(
                file,
                header=said, folder=verified.staged.parent, keys=keys,
                total=verified.header.payload_len, tell=tell,
            )  # fmt: skip
        on_failure.pop_all()
    return opened


def _check_own(fields: Mapping[str, object]) -> None:
    """Refuse to write a header that nobody would read."""
    try:
        _header({**fields, "payload_len": 0, "payload_sha256": "0" * 64})
    except UserError as error:
        raise UserError(
            "学校代码等资料为空、过长或含有不可见的字符，写不成数据包。请在“设置”里核对学校资料后再试一次。"
        ) from error


def _measure(file: IO[bytes]) -> tuple[int, str]:
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    return file.tell(), digest.hexdigest()


def _opened(path: Path) -> BinaryIO:
    """Open a plain file for reading: never a link, a pipe or a device somebody put on a stick."""
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):
        flags |= getattr(os, name, 0)
    if path.is_symlink() or not path.exists():
        raise UserError(
            NOT_OURS if path.is_symlink() else f"找不到文件“{path.name}”。U盘可能已被拔出，请插好后重试。"
        )
    number = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise UserError(NOT_OURS)
    return os.fdopen(number, "rb")


def _header(fields: Mapping[str, object]) -> Header:
    """Check a header's types and limits, ignoring what a later version may have added."""
    kind = fields.get("kind")
    if kind not in KINDS:
        called = cards.CALLED.get(kind) if isinstance(kind, str) else None
        raise UserError(f"这是{called}，不是数据包。请在“登记与密钥”里打开它。" if called else NEWER)
    numbers = ("fmt", "min_reader", "epoch", "seq", "school", "device", "schema", "payload_len")
    texts = ("suite", "parcel_id", "school_code", "sign_fp", "created")
    good = (
        all(_is_number(fields.get(name)) for name in numbers)
        and all(_is_text(fields.get(name)) for name in texts)
        and _is_hash(fields.get("payload_sha256"))
        and (fields.get("prev", "") is None or _is_hash(fields.get("prev")))
    )
    if not good:
        raise UserError(ALTERED)
    values = {name: fields[name] for name in Header.__dataclass_fields__}
    header = Header(**{**values, "critical": tuple(fields["critical"])})  # type: ignore[arg-type]
    if header.payload_len > MAX_PAYLOAD:
        raise UserError("这个数据包超过 1 GB，五有不接收这么大的数据包。请对方减少照片后重新导出。")
    if header.seq < 1:
        raise UserError(ALTERED)
    return header


def _is_number(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= cards.MAX_NAME and value.isprintable()


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64 and HEX.issuperset(value)


def _check_size(size: int, expected: int) -> None:
    if size < expected:
        raise UserError(CUT)
    if size > expected:
        raise UserError("文件后面多出了不属于它的内容，没有读取。请对方重新导出，并检查U盘是否有病毒。")


def _check_sender(envelope: Envelope, header: Header, known: Mapping[int, Sender]) -> None:
    sender = known.get(header.device)
    if sender is None:
        raise UserError(
            f"这个数据包来自一台未登记的电脑（学校代码 {header.school_code}）。"
            "请先让该乡镇报送登记申请，电话核对指纹并登记后，再导入。"
        )
    if sender.revoked:
        raise UserError(
            f"发出这个数据包的电脑（学校代码 {header.school_code}）已被吊销，没有读取。"
            "请联系该乡镇，改用登记在册的电脑重新导出。"
        )
    if header.sign_fp != fingerprint(sender.keys):
        raise UserError(
            "这个数据包的签名密钥与登记的不一致，没有读取。"
            "如果该电脑重装过五有，请让它重新报送登记申请，电话核对指纹后再导入。"
        )
    envelopes.check_signature(envelope, sign=sender.keys.sign)
    if header.school != sender.school:
        raise UserError(
            "这台电脑登记的是另一所学校，不能代报这个数据包，没有读取。请向该乡镇核实是谁导出的。"
        )


def _copy(file: BinaryIO, target: Path, *, envelope: Envelope, length: int, tell: Tell) -> str:
    """Copy a parcel whose envelope was read, and give the SHA-256 of the payload as copied."""
    digest, done = hashlib.sha256(), 0
    with faults.told("本机磁盘"), target.open("xb") as copy:
        copy.write(envelope.raw)
        while done < length:
            with faults.told("U盘或磁盘"):
                block = file.read(min(BLOCK, length - done))
            if not block:
                raise UserError(CUT)
            copy.write(block)
            digest.update(block)
            done += len(block)
            tell(done, length, "正在核对")
    return digest.hexdigest()
