"""Seal rows and files into one parcel, and open it again trusting nothing before its signature.

The order of reading is the point: size, magic, header, version, kind, sender, signature, hash of the
payload, and only then is anything decrypted or parsed. `app.exchange.headers` has the kinds of parcels.
"""

import base64
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO, Self

from app.errors import UserError
from app.exchange import contents, envelopes, faults, headers, parts, senders
from app.exchange.contents import Contents
from app.exchange.envelopes import ALTERED, CUT, NOT_OURS, SUFFIX, Envelope
from app.exchange.headers import CALLED, DOWN, Header
from app.exchange.keys import Keys, PublicKeys, fingerprint, public
from app.exchange.seals import MAX_PAYLOAD, TOO_BIG
from app.exchange.senders import Sender
from app.progress import Tell

__all__ = [
    "CALLED", "DOWN", "SUFFIX", "Contents", "Header", "Sender", "Verified", "header_sha256", "peek", "seal",
    "opened_with", "plain", "unpack", "verify",
]  # fmt: skip

BLOCK = 1024**2


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
    to: int = 0,
    certificate: bytes = b"",
) -> Header:
    """Write a signed parcel that only the recipients ("age1…", at most 150) can open, and give its header.

    Rows are read once, in order, and never held together. `blobs` are files by their SHA-256.
    `manifest` is for the reader: plain JSON values, nested at most six deep. `to` is the school it is for,
    `certificate` the county's word for the sender, wanted where the reader has not enrolled it. UserError if
    the disk is full, a row or file may not travel, or the whole is too big; then there is no target.
    """
    fields: dict[str, object] = {
        "fmt": envelopes.FORMAT, "min_reader": envelopes.FORMAT, "critical": [], "suite": envelopes.SUITE,
        "kind": kind, "parcel_id": parcel_id, "epoch": epoch, "seq": seq, "prev": prev,
        "school_code": school_code, "school": school, "device": device,
        "sign_fp": fingerprint(public(keys)), "schema": schema, "created": created,
    }  # fmt: skip
    if to:
        fields["to"] = to
    if certificate:
        fields["certificate"] = base64.b64encode(certificate).decode("ascii")
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
        header = headers.read(whole)
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
    with faults.told("U盘或磁盘"), plain(path) as file:
        return headers.read(envelopes.read(file).fields)


def header_sha256(path: Path) -> str:
    """Give the hash by which the next parcel names this one; UserError if it has no readable header."""
    with faults.told("U盘或磁盘"), plain(path) as file:
        return hashlib.sha256(envelopes.read(file).header).hexdigest()


def verify(
    path: Path,
    *,
    known: Mapping[int, Sender],
    staging: Path,
    tell: Tell,
    county: PublicKeys | None = None,
    kinds: Collection[str] = ("snapshot",),
) -> Verified:
    """Make sure who sent a parcel and that it is whole, and copy it to a private folder in `staging`.

    `known` is every device one has enrolled, revoked ones too, by its number. `county` is given by a
    township: the keys on the card it took in; what comes down must be signed with them, and a laptop that
    is not in `known` is known by a certificate they signed. `kinds` are those wanted here. Nothing is
    decrypted. UserError for each way of not being an authentic parcel; then nothing is left in `staging`.
    """
    with ExitStack() as stack:
        with faults.told("U盘或磁盘"):
            file = stack.enter_context(plain(path))
            envelope = envelopes.read(file)
            header = headers.read(envelope.fields)
            size = os.fstat(file.fileno()).st_size
        _check_size(size, envelope.size + header.payload_len)
        if header.kind not in kinds:
            wanted = "或".join(CALLED[kind] for kind in kinds)
            raise UserError(f"这是{CALLED[header.kind]}，不是{wanted}，没有读取。请核对拿的是不是这个文件。")
        senders.check(envelope, header, known, county)
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


@contextmanager
def opened_with(path: Path, *, secret: str, staging: Path, tell: Tell) -> Iterator[Contents]:
    """Open a parcel with an age secret alone, whoever sent it; UserError if the secret does not fit.

    Only for the county's spare key: nothing that comes out may be taken in.
    """
    with ExitStack() as stack:
        with faults.told("U盘或磁盘"):
            file = stack.enter_context(plain(path))
            envelope = envelopes.read(file)
            header = headers.read(envelope.fields)
        private = Path(tempfile.mkdtemp(prefix="spare-", dir=staging))
        stack.callback(shutil.rmtree, private, ignore_errors=True)
        said = {name: value for name, value in envelope.fields.items() if not name.startswith("payload_")}
        keys = Keys(sign_secret=b"", age_secret=secret)
        yield stack.enter_context(
            contents.read(file, header=said, folder=private, keys=keys, total=header.payload_len, tell=tell)
        )


def _check_own(fields: Mapping[str, object]) -> None:
    """Refuse to write a header that nobody would read."""
    try:
        headers.read({**fields, "payload_len": 0, "payload_sha256": "0" * 64})
    except UserError as error:
        raise UserError(
            "单位代码等资料为空、过长或含有不可见的字符，写不成数据包。请在“设置”里核对单位资料后再试一次。"
        ) from error


def _measure(file: IO[bytes]) -> tuple[int, str]:
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    return file.tell(), digest.hexdigest()


def plain(path: Path) -> BinaryIO:
    """Open a plain file for reading: never a link, a pipe or a device somebody put on a stick."""
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):
        flags |= getattr(os, name, 0)
    # Windows does not open a folder at all, and says that it is forbidden.
    if path.is_symlink() or path.is_dir():
        raise UserError(NOT_OURS)
    if not path.exists():
        raise UserError(f"找不到文件“{path.name}”。U盘可能已被拔出，请插好后重试。")
    number = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise UserError(NOT_OURS)
    return os.fdopen(number, "rb")


def _check_size(size: int, expected: int) -> None:
    if size < expected:
        raise UserError(CUT)
    if size > expected:
        raise UserError("文件后面多出了不属于它的内容，没有读取。请对方重新导出，并检查U盘是否有病毒。")


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
