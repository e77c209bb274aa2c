"""Write and read what lies inside a parcel: an age file holding a zip with a manifest in front.

manifest.json    the header repeated (nobody can put another's contents under his own header),
                 every entry's size, hash and rows, and what the writer wanted to say besides
t/<table>.jsonl  one canonical JSON object a line
b/<sha256>       a file, by its hash
"""

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from app.errors import UserError
from app.exchange import archives, faults, lines, seals
from app.exchange.archives import BLOB, BLOCK, MANIFEST, TABLE, refused
from app.exchange.keys import Keys
from app.progress import Tell

MAX_ROWS = 2_000_000
ROWS_BETWEEN_TELLS = 500
# A block of lines is held as rows, which take ten times its room.
READ = 256 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry the manifest promises: its size in bytes, its SHA-256, its rows (0 for a file)."""

    name: str
    size: int
    sha256: str
    rows: int


class Contents:
    """An opened parcel. Read it within one transaction: a fault may show as late as the last row."""

    def __init__(
        self, *, archive: zipfile.ZipFile, entries: Sequence[Entry], about: Mapping[str, object], folder: Path
    ) -> None:
        """Take over a checked archive, and the private folder it lies in."""
        self.manifest = about
        self.rows = {found[1]: one.rows for one in entries if (found := TABLE.fullmatch(one.name))}
        self._archive, self._entries, self._folder = archive, entries, folder
        self._file = archive.fp

    def __enter__(self) -> Self:
        """Let the contents be read."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Delete everything that was unpacked, and the parcel's private copy."""
        self.close()

    def close(self) -> None:
        """Delete everything that was unpacked; doing so twice is harmless."""
        self._archive.close()
        if self._file is not None:
            self._file.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def tables(self) -> Iterator[tuple[str, Iterator[dict[str, object]]]]:
        """Give each table's name and its rows as they stream; UserError at the first bad row."""
        for entry in self._entries:
            if found := TABLE.fullmatch(entry.name):
                yield found[1], self._rows(entry, table=found[1])

    def blobs(self) -> Iterator[tuple[str, Path]]:
        """Give each file's SHA-256 and where it lies, checked; it stays until the next is asked for."""
        for entry in self._entries:
            if not BLOB.fullmatch(entry.name):
                continue
            path = self._folder / entry.sha256
            with faults.told("本机磁盘"), path.open("wb") as copy:
                for block in self._blocks(entry):
                    copy.write(block)
            yield entry.sha256, path
            path.unlink(missing_ok=True)

    def _rows(self, entry: Entry, *, table: str) -> Iterator[dict[str, object]]:
        return chain.from_iterable(self._parsed(entry, table=table))

    def _parsed(self, entry: Entry, *, table: str) -> Iterator[list[dict[str, object]]]:
        rest, count = b"", 0
        for block in self._blocks(entry):
            whole, newline, rest = (rest + block).rpartition(b"\n")
            if newline:
                rows = _parse(whole, table=table, before=count)
                count += len(rows)
                if count > entry.rows:
                    break
                yield rows
            if len(rest) > lines.MAX_LINE:
                raise refused(f"表 {table} 有一行太长")
        if rest or count != entry.rows:
            raise refused(f"表 {table} 的行数与清单不符")

    def _blocks(self, entry: Entry) -> Iterator[bytes]:
        """Give an entry's bytes; after the last block, its size and hash are what was promised."""
        digest, size = hashlib.sha256(), 0
        with archives.refusing():
            file = self._archive.open(entry.name)
        with file:
            while True:
                with archives.refusing():
                    block = file.read(READ)
                if not block:
                    break
                digest.update(block)
                size += len(block)
                yield block
        if size != entry.size or digest.hexdigest() != entry.sha256:
            raise refused("内容与清单不符")


def write(
    payload: IO[bytes],
    *,
    header: Mapping[str, object],
    recipients: Sequence[str],
    tables: Iterable[tuple[str, Iterable[Mapping[str, object]]]],
    blobs: Iterable[tuple[str, Path]],
    about: Mapping[str, object],
    folder: Path,
    tell: Tell,
) -> None:
    """Write tables, files and manifest as an age file, using nameless files in `folder` meanwhile.

    The manifest comes first and knows every row, so tables are spooled before the zip is begun.
    """
    with tempfile.TemporaryFile(dir=folder) as spool, tempfile.TemporaryFile(dir=folder) as plain:
        rows = _spool(spool, tables=tables, tell=tell)
        files = [(_file_entry(sha256, path), path) for sha256, path in dict(blobs).items()]
        entries = [*rows, *(entry for entry, _ in files)]
        promised = {"header": header, "entries": [asdict(entry) for entry in entries], "about": about}
        manifest = lines.canonical(promised)
        # Photos do not shrink, so that too many of them are known before any is read.
        if sum(entry.size for entry, _ in files) > seals.MAX_PAYLOAD:
            raise UserError(seals.TOO_BIG)
        if len(entries) >= archives.MAX_ENTRIES or len(manifest) > archives.MAX_MANIFEST:
            raise UserError("附带的照片太多，一个数据包装不下。请减少本次附带的照片，分几次上报。")
        with zipfile.ZipFile(plain, "w") as archive:
            archive.writestr(archives.info(MANIFEST, size=len(manifest), shrink=True), manifest)
            spool.seek(0)
            for entry in rows:
                with archive.open(archives.info(entry.name, size=entry.size, shrink=True), "w") as inside:
                    _pour(spool, inside, length=entry.size)
            for done, (entry, path) in enumerate(files):
                tell(done, len(files), "正在装入照片")
                _add_file(archive, entry, path)
        total = plain.tell()
        plain.seek(0)
        seals.close(plain, payload, recipients=recipients, total=total, tell=tell)


def read(
    file: IO[bytes], *, header: Mapping[str, object], folder: Path, keys: Keys, total: int, tell: Tell
) -> Contents:
    """Open the age file that `file` stands at, `total` bytes long, and check all but the entries' bytes."""
    with ExitStack() as on_failure:
        plain = on_failure.enter_context(tempfile.TemporaryFile(dir=folder))
        seals.open_to(file, plain, age_secret=keys.age_secret, total=total, tell=tell)
        archive = on_failure.enter_context(archives.opened(plain))
        entries, about = _check_manifest(archive, header=header)
        on_failure.pop_all()
    return Contents(archive=archive, entries=entries, about=about, folder=folder)


def _parse(block: bytes, *, table: str, before: int) -> list[dict[str, object]]:
    """Read whole lines, of which `before` came earlier; UserError if one is bad."""
    try:
        if max(map(len, block.split(b"\n"))) > lines.MAX_LINE:
            raise ValueError("a line longer than 64 KiB")
        return lines.read_rows(block)
    except ValueError as error:
        raise refused(f"表 {table} 第 {before + 1} 行起有写得不对的行") from error


def _spool(
    spool: IO[bytes], *, tables: Iterable[tuple[str, Iterable[Mapping[str, object]]]], tell: Tell
) -> list[Entry]:
    """Write every table's lines one after another, and give an entry for each."""
    entries: list[Entry] = []
    done = 0
    for table, rows in tables:
        digest, size, count = hashlib.sha256(), 0, 0
        for count, row in enumerate(rows, start=1):  # noqa: B007 - the count outlives the loop
            try:
                line = lines.write_row(row) + b"\n"
            except ValueError as error:
                raise UserError(
                    f"表 {table} 里有一条记录（编号 {row.get('id', '未知')}）含有不可见的控制字符或内容过长，"
                    "不能装入数据包。请打开该记录，重新输入其中的文字后再上报。"
                ) from error
            spool.write(line)
            digest.update(line)
            size += len(line)
            done += 1
            if done % ROWS_BETWEEN_TELLS == 0:
                tell(done, 0, "正在整理数据")
        if size > archives.MAX_TABLE or count > MAX_ROWS:
            raise UserError(f"表 {table} 的内容太多，一个数据包装不下。请联系技术支持。")
        entries.append(Entry(name=f"t/{table}.jsonl", size=size, sha256=digest.hexdigest(), rows=count))
    return entries


def _file_entry(sha256: str, path: Path) -> Entry:
    if not path.is_file():
        raise UserError(f"佐证文件“{path.name}”已不在本机，不能装入数据包。请重新上传该佐证后再上报。")
    size = path.stat().st_size
    if size > archives.MAX_BLOB:
        raise UserError(f"佐证文件“{path.name}”超过 12 MB，不能装入数据包。请压缩后重新上传，再上报。")
    return Entry(name=f"b/{sha256}", size=size, sha256=sha256, rows=0)


def _add_file(archive: zipfile.ZipFile, entry: Entry, path: Path) -> None:
    with (
        path.open("rb") as source,
        archive.open(archives.info(entry.name, size=entry.size, shrink=False), "w") as inside,
    ):
        digest = _pour(source, inside, length=entry.size)
    if digest != entry.sha256:
        raise UserError(f"佐证文件“{path.name}”已损坏或被改动，不能装入数据包。请重新上传该佐证后再上报。")


def _pour(source: IO[bytes], target: IO[bytes], *, length: int) -> str:
    """Copy at most `length` bytes and give their SHA-256."""
    digest = hashlib.sha256()
    while length and (block := source.read(min(BLOCK, length))):
        target.write(block)
        digest.update(block)
        length -= len(block)
    return digest.hexdigest()


def _check_manifest(
    archive: zipfile.ZipFile, *, header: Mapping[str, object]
) -> tuple[list[Entry], Mapping[str, object]]:
    """Check that the manifest is of this header and lists exactly what the zip holds."""
    with archives.refusing():
        raw = archive.read(MANIFEST)
    try:
        manifest = lines.parse(raw)
    except ValueError as error:
        raise refused("清单写得不对") from error
    if manifest.get("header") != header:
        raise refused("清单与文件头不是一套，可能有人换过内容")
    listed, about = manifest.get("entries"), manifest.get("about")
    if not isinstance(listed, list) or not isinstance(about, dict):
        raise refused("清单不完整")
    entries = [_entry(one) for one in listed]
    held = [(info.orig_filename, info.file_size) for info in archive.infolist()[1:]]
    if held != [(entry.name, entry.size) for entry in entries]:
        raise refused("清单与压缩包不符")
    return entries, about


def _entry(listed: object) -> Entry:
    fields = listed if isinstance(listed, dict) else {}
    name, size, sha256, rows = (fields.get(key) for key in ("name", "size", "sha256", "rows"))
    if (
        not isinstance(name, str)
        or not isinstance(sha256, str)
        or type(size) is not int
        or type(rows) is not int
    ):
        raise refused("清单不完整")
    if not 0 <= rows <= MAX_ROWS:
        raise refused("行数太多")
    found = BLOB.fullmatch(name)
    if found and (found[1] != sha256 or rows):
        raise refused("照片与清单不符")
    return Entry(name=name, size=size, sha256=sha256, rows=rows)
