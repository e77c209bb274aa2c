"""Everything of a desk in one file that a phrase opens: sealed and unpacked as a stream, file by file.

A file is MAGIC, the header's length (4 bytes, big endian), the header (canonical JSON), and an age file to
its end. The header holds the secret that opens the age file, closed with a key stretched from the phrase. In
the age file lie, one after the other, a line of JSON (name, size) and the file's bytes; the last line is the
manifest with every file's SHA-256. Nothing of it counts before the last byte was read: age tells a file that
was cut or altered, and the manifest one that lacks something.
"""

import hashlib
import json
import os
import re
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.errors import UserError
from app.exchange import envelopes, faults, lines, seals
from app.exchange.envelopes import MAX_HEADER
from app.exchange.sticks import UNFIT
from app.progress import Tell

MAGIC = b"WUYOUH\r\n"
SUFFIX = ".jiaojie"
KIND = "handover"
FORMAT = 1
BLOCK = 1024**2
# A clerk's phrase may be short: about half a second for each try.
ARGON2ID = {"iterations": 3, "lanes": 4, "memory_cost": 64 * 1024}
MOST_ITERATIONS, MOST_LANES, MOST_KIB = 20, 16, 1024 * 1024
# An age file has for every 64 KiB 16 bytes more, and a head.
AGE_HEAD = 4096
LEAST_PHRASE = 8
MOST_FILES = 500_000
MAX_LINE = 4096
MAX_MANIFEST = 256 * 1024**2
FOLDERS = ("evidence", "rosters", "upper_forms", "outbox", "inbox")
FILES = ("school.db", "keys.json", "window.ini")
_NAME = re.compile(r"[^/\\]{1,120}")

NOT_OURS = "这不是五有的交接包，或文件开头已经损坏。请选择后缀为 .jiaojie 的文件。"
CUT = "交接包不完整（被截断），可能是拷贝没有完成或U盘被提前拔出。请重新拷贝，或请移交人重新做一份。"
ALTERED = "交接包的内容被改动过或已经损坏，没有采用。请移交人重新做一份。"
NEWER = "这个交接包是用更新版本的五有做的，本机的版本读不了。请先升级本机的五有，再接收。"
WRONG_PHRASE = (
    "交接口令不对，打不开这个交接包。请向移交人问清口令，再输一次；"
    "口令没有错的，就是文件开头损坏了，请移交人重新做一份。"
)
SHORT_PHRASE = f"交接口令至少要 {LEAST_PHRASE} 个字符。请写长一些，另外告诉接收人，不要和U盘放在一起。"


@dataclass(frozen=True, slots=True)
class Head:
    """What anybody can read of a pack: the school's name and when it was made; not to be trusted."""

    school_name: str
    made_at: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A file in a pack: its name within the data folder, its bytes and its SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a pack holds: every file, and what the maker wanted said."""

    pieces: tuple[Piece, ...]
    about: Mapping[str, object]


def fits(name: str) -> bool:
    """Tell whether a file of this name may lie in a pack: a few files, and those in a few folders."""
    first, *rest = name.split("/")
    if not rest:
        return name in FILES
    parts_fit = all(_NAME.fullmatch(part) and not UNFIT.search(part) and part[0] != "." for part in rest)
    return first in FOLDERS and len(rest) <= 2 and parts_fit


def seal(
    target: BinaryIO,
    files: Iterable[tuple[str, Path]],
    *,
    phrase: str,
    head: Head,
    about: Mapping[str, object],
    total: int,
    tell: Tell,
) -> Manifest:
    """Write files of about `total` bytes into a pack that `phrase` opens; give what is in it.

    Memory does not grow with the files. Raise `UserError` for a phrase too short, or where a disk refuses.
    """
    if len(phrase) < LEAST_PHRASE:
        raise UserError(SHORT_PHRASE)
    identity = pyrage.x25519.Identity.generate()
    header = _header(str(identity), phrase, head)
    target.write(MAGIC + struct.pack(">I", len(header)) + header)
    source = _Source(files, about)
    recipient = str(identity.to_public())
    seals.close(cast(IO[bytes], source), target, recipients=[recipient], total=total, tell=tell)
    return source.manifest()


def peek(path: Path) -> Head:
    """Give what the outside of a pack says; raise `UserError` where it is none."""
    with faults.told("U盘（或所选文件夹）"), path.open("rb") as file:
        return _head(_read_header(file)[0])


def unpack(path: Path, folder: Path, *, phrase: str, tell: Tell) -> Manifest:
    """Unpack a pack into an empty folder and check every file; give what is in it.

    Raise `UserError` for a wrong phrase, a pack that is cut or altered or holds what no pack of ours would,
    or where a disk refuses. What was unpacked then must not be used: it is the caller's to throw away.
    """
    with faults.told("U盘（或所选文件夹）"), path.open("rb") as file:
        fields, secret = _opened(file, phrase)
        _head(fields)
        size = os.fstat(file.fileno()).st_size
        target = _Target(folder)
        try:
            seals.open_to(file, cast(IO[bytes], target), age_secret=secret, total=size, tell=tell)
        except UserError as error:
            if str(error) in (envelopes.ALTERED, seals.NOT_FOR_US):
                raise UserError(ALTERED) from error
            raise
        finally:
            target.close()
        return target.manifest()


def _header(secret: str, phrase: str, head: Head) -> bytes:
    slot: dict[str, object] = {"salt": os.urandom(16).hex(), **ARGON2ID}
    about = {"fmt": FORMAT, **asdict(head), "slot": slot}
    nonce = os.urandom(12)
    closed = ChaCha20Poly1305(_stretched(phrase, slot)).encrypt(
        nonce, secret.encode(), lines.canonical(about)
    )
    return lines.canonical({**about, "nonce": nonce.hex(), "sealed": closed.hex()})


def _read_header(file: BinaryIO) -> tuple[dict[str, object], bytes]:
    magic = file.read(len(MAGIC))
    if magic != MAGIC:
        raise UserError(CUT if MAGIC.startswith(magic) else NOT_OURS)
    count = file.read(4)
    length = struct.unpack(">I", count)[0] if len(count) == 4 else 0
    if len(count) == 4 and not 2 <= length <= MAX_HEADER:
        raise UserError(ALTERED)
    header = file.read(length)
    if len(count) < 4 or len(header) < length:
        raise UserError(CUT)
    try:
        return dict(lines.parse(header)), header
    except ValueError as error:
        raise UserError(ALTERED) from error


def _head(fields: Mapping[str, object]) -> Head:
    name, made_at, fmt = (fields.get(key) for key in ("school_name", "made_at", "fmt"))
    if type(fmt) is int and fmt > FORMAT:
        raise UserError(NEWER)
    if fmt != FORMAT or not isinstance(name, str) or not isinstance(made_at, str):
        raise UserError(ALTERED)
    return Head(name, made_at)


def _opened(file: BinaryIO, phrase: str) -> tuple[dict[str, object], str]:
    """Read the header and open the secret with the phrase."""
    fields, _ = _read_header(file)
    _head(fields)
    about = {key: value for key, value in fields.items() if key not in ("nonce", "sealed")}
    try:
        slot = cast(Mapping[str, object], fields["slot"])
        nonce, closed = bytes.fromhex(str(fields["nonce"])), bytes.fromhex(str(fields["sealed"]))
        key = _stretched(phrase, slot)
        return fields, ChaCha20Poly1305(key).decrypt(nonce, closed, lines.canonical(about)).decode("ascii")
    except InvalidTag as error:
        raise UserError(WRONG_PHRASE) from error
    except (KeyError, ValueError, TypeError, OverflowError, MemoryError) as error:
        raise UserError(ALTERED) from error


def _stretched(phrase: str, slot: Mapping[str, object]) -> bytes:
    cost = {name: int(str(slot[name])) for name in ARGON2ID}
    # A stranger's file must not make the laptop calculate for hours.
    if cost["iterations"] > MOST_ITERATIONS or cost["lanes"] > MOST_LANES or cost["memory_cost"] > MOST_KIB:
        raise ValueError("a costly slot")
    salt = bytes.fromhex(str(slot["salt"]))
    return Argon2id(
        salt=salt,
        length=32,
        iterations=cost["iterations"],
        lanes=cost["lanes"],
        memory_cost=cost["memory_cost"],
    ).derive(phrase.encode())


class _Source:
    """Give the files one after the other as one stream, and last the manifest."""

    def __init__(self, files: Iterable[tuple[str, Path]], about: Mapping[str, object]) -> None:
        self._blocks = self._all(files)
        self._about = dict(about)
        self._pieces: list[Piece] = []
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        if not self._left:
            self._left = next(self._blocks, b"")
        block, self._left = (self._left, b"") if size < 0 else (self._left[:size], self._left[size:])
        return block

    def manifest(self) -> Manifest:
        """Give what was read."""
        return Manifest(tuple(self._pieces), self._about)

    def _all(self, files: Iterable[tuple[str, Path]]) -> Iterator[bytes]:
        for name, path in files:
            if not fits(name):
                raise ValueError(f"no such file in a pack: {name}")
            yield from self._one(name, path)
        pieces = [asdict(piece) for piece in self._pieces]
        yield json.dumps({"pieces": pieces, "about": self._about}, ensure_ascii=False).encode() + b"\n"

    def _one(self, name: str, path: Path) -> Iterator[bytes]:
        digest, done = hashlib.sha256(), 0
        with faults.told("本机磁盘"), path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            yield lines.canonical({"name": name, "size": size}) + b"\n"
            while done < size:
                block = file.read(min(BLOCK, size - done))
                if not block:
                    raise UserError(
                        f"打包时文件 {path.name} 变短了，没有做成交接包。请关掉别的程序后再做一次。"
                    )
                digest.update(block)
                done += len(block)
                yield block
        self._pieces.append(Piece(name, size, digest.hexdigest()))


class _Target:
    """Write what comes as one stream into the files it names, and refuse what no pack of ours would hold."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._line = bytearray()
        self._file: BinaryIO | None = None
        self._left = 0
        self._digest = hashlib.sha256()
        self._pieces: list[Piece] = []
        self._seen: set[str] = set()
        self._name = ""
        self._manifest: Manifest | None = None

    def write(self, block: bytes) -> int:
        """Take the next bytes."""
        view = memoryview(block)
        while view:
            view = view[self._content(view) if self._file else self._head(view) :]
        return len(block)

    def close(self) -> None:
        """Close the file that is being written, if any."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def manifest(self) -> Manifest:
        """Give what was unpacked; raise `UserError` where the end never came or does not fit."""
        if self._manifest is None or self._line:
            raise UserError(CUT)
        return self._manifest

    @staticmethod
    def _refuse(why: str) -> UserError:
        return UserError(f"交接包里的内容不合规矩（{why}），没有采用。请移交人重新做一份。")

    def _head(self, view: memoryview) -> int:
        """Gather a line of JSON; give how many bytes were taken."""
        if self._manifest is not None:
            raise self._refuse("末尾有多余内容")
        data = bytes(view)
        end = data.find(b"\n")
        taken = len(data) if end < 0 else end + 1
        self._line += data[:taken]
        # The manifest has about so much for every file, and is the only long line.
        if len(self._line) > (MAX_LINE + 400 * len(self._pieces) if len(self._pieces) else MAX_LINE):
            raise self._refuse("有一行太长")
        if end >= 0:
            line = bytes(self._line)
            self._line.clear()
            self._said(line)
        return taken

    def _said(self, line: bytes) -> None:
        try:
            said = json.loads(line)
        except ValueError as error:
            raise self._refuse("有一行读不懂") from error
        if isinstance(said, dict) and "pieces" in said:
            self._end(said)
            return
        name, size = (said.get("name"), said.get("size")) if isinstance(said, dict) else (None, None)
        if not isinstance(name, str) or not fits(name):
            raise self._refuse("有不认识的文件名")
        if type(size) is not int or size < 0:
            raise self._refuse("文件大小不对")
        if name.lower() in self._seen or len(self._seen) >= MOST_FILES:
            raise self._refuse("文件名重复或文件太多")
        self._seen.add(name.lower())
        path = self._folder / name
        with faults.told("本机磁盘"):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("xb")
        self._name, self._left, self._digest = name, size, hashlib.sha256()
        if not size:
            self._close_whole(0)

    def _content(self, view: memoryview) -> int:
        assert self._file is not None
        block = view[: self._left]
        with faults.told("本机磁盘"):
            self._file.write(block)
        self._digest.update(block)
        self._left -= len(block)
        if not self._left:
            self._close_whole(self._file.tell())
        return len(block)

    def _close_whole(self, size: int) -> None:
        assert self._file is not None
        with faults.told("本机磁盘"):
            self._file.flush()
            os.fsync(self._file.fileno())
        self.close()
        self._pieces.append(Piece(self._name, size, self._digest.hexdigest()))

    def _end(self, said: Mapping[str, object]) -> None:
        if said["pieces"] != [asdict(piece) for piece in self._pieces]:
            raise self._refuse("清单与内容不符")
        about = said.get("about")
        if not isinstance(about, dict):
            raise self._refuse("清单不完整")
        self._manifest = Manifest(tuple(self._pieces), about)


def total(files: Iterable[tuple[str, Path]], *, size: Callable[[Path], int]) -> int:
    """Count the bytes that a pack of these files has at most, its lines and age's own among them."""
    found = [size(path) for _, path in files]
    plain = sum(found) + (MAX_LINE // 4) * (len(found) + 2)
    return plain + plain // 1024 + AGE_HEAD
