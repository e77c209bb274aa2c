"""Open any sheet a clerk is sent, in a child process that may die in our place."""

import hashlib
import json
import re
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import UserError
from app.progress import Tell, silent
from app.sheets import delimited, frames, limits, sweeping

MAX_FILE = 40 * 1024 * 1024
MAX_PASTED = 10_000_000
_LISTEN = 0.2
_CANNOT = "此文件无法读取，可能已损坏。请用 WPS 或 Excel 打开，“另存为”新的 .xlsx 后再选。"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, every row as wide as the widest and counted from the sheet's first.

    A cell is str, float, bool, date or datetime, "" where empty. `merged` holds
    (top, left, bottom, right), all counted from 0 and inclusive.
    """

    name: str
    rows: tuple[Row, ...]
    merged: tuple[tuple[int, int, int, int], ...]
    hidden: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file as it was read; `kind` is xlsx, xls, xlsb, ods, csv, tsv or pasted, `data` the file itself."""

    file_name: str
    sha256: str
    kind: str
    sheets: tuple[Sheet, ...]
    data: bytes = field(default=b"", repr=False)


@sweeping.put_off()
def read(path: Path, *, tell: Tell = silent) -> Workbook:
    """Read every sheet of a file, whatever its ending says.

    At most 40 MiB of file, 1 GiB of memory and 55 s, all of it spent by a
    child process. Raise `UserError` when it is no readable sheet, `Cancelled`
    when `tell` does.
    """
    tell(0, 0, "正在打开文件")
    data = _bytes(path)
    lines = _parse(data, ending=path.suffix.lower(), tell=tell)
    kind, sheets = _assemble(lines, stem=path.stem, tell=tell)
    if not any(sheet.rows for sheet in sheets):
        raise UserError("此表格是空的，所有工作表里都没有内容。请确认选对了文件。")
    return Workbook(path.name, hashlib.sha256(data).hexdigest(), kind, sheets, data)


def pasted(text: str) -> Workbook:
    """Take rows copied from WPS, whose cells are parted by tabs; raise `UserError` when there is nothing."""
    if len(text) > MAX_PASTED:
        raise UserError("粘贴的内容太多。请存成 .xlsx 文件后用“导入”选择它。")
    # Qt may hand over half of a surrogate pair, which no file and no register can hold.
    text = _CONTROLS.sub("", text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
    if not text.strip():
        raise UserError("剪贴板里没有文字。请先在 WPS 中选中名册的各行（连同表头）并复制。")
    rows = delimited.rows(text, delimiter="\t" if "\t" in text else delimited.delimiter(text))
    data = text.encode()
    sheet = _sheet("粘贴的内容", [], False, rows)
    return Workbook("粘贴的内容", hashlib.sha256(data).hexdigest(), "pasted", (sheet,), data)


def _bytes(path: Path) -> bytes:
    """Read a file whole, with a sentence for each way in which it cannot be."""
    if path.name.startswith("~$"):
        raise UserError("这是 WPS 打开表格时留下的临时文件。请选择名字里没有“~$”的那个文件。")
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise UserError(f"“{path.name}”是一个文件夹。请选择里面的表格文件。")
        if not stat.S_ISREG(about.st_mode):
            raise UserError(f"“{path.name}”不是普通文件，不能读取。请选择 .xlsx、.xls 或 .csv 格式的名册。")
        if about.st_size > MAX_FILE:
            raise UserError(
                f"此文件有 {about.st_size // 1024 // 1024} MB，超过 {MAX_FILE // 1024 // 1024} MB，不像名册。"
                "请删去表里的图片和多余的工作表，另存为新的 .xlsx 后再选。"
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(f"找不到文件“{path.name}”。请确认它没有被移走或改名，U盘是否插好。") from error
    except PermissionError as error:
        raise UserError(
            f"打不开“{path.name}”。它可能正在 WPS 中打开，请先关闭；或者您没有读取它的权限。"
        ) from error
    if not data:
        raise UserError("此文件是空的（0 字节），可能没有拷贝完。请重新拷贝，或向发来的人再要一份。")
    return data


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "--parse-sheet"]
    return [sys.executable, "-m", "app.sheets.parser"]


def _parse(data: bytes, *, ending: str, tell: Tell) -> list[bytes]:
    """Run the child over the file's bytes and give the lines it wrote."""
    # Not a pipe: communicate() with a timeout forgets what it has not yet sent.
    with tempfile.TemporaryFile() as request:
        request.write(json.dumps({"ending": ending}).encode() + b"\n")
        request.write(data)
        request.flush()
        request.seek(0)
        child = subprocess.Popen(
            _command(),
            stdin=request,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=Path(__file__).resolve().parent.parent.parent,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        leash = limits.Leash(child)
        try:
            output, complaint = _listen(child, tell=tell)
        finally:
            if child.poll() is None:
                child.kill()
                child.communicate()
            leash.close()
    lines = output.splitlines()
    if not lines or not lines[-1].startswith((b'{"end"', b'{"refused"')):
        error = UserError(_CANNOT)
        error.add_note(complaint[:1000].decode(errors="replace"))
        raise error
    return lines


def _listen(child: subprocess.Popen[bytes], *, tell: Tell) -> tuple[bytes, bytes]:
    """Hear the child out, and let the one who waits stop it at any time."""
    give_up = time.monotonic() + limits.SECONDS
    while True:
        try:
            return child.communicate(timeout=_LISTEN)
        except subprocess.TimeoutExpired:
            tell(0, 0, "正在读取表格")
            if time.monotonic() > give_up:
                raise UserError(
                    f"此表格读了 {limits.SECONDS} 秒还没有读完，已停止。"
                    "请在 WPS 中只保留名册所在的工作表，另存为新的 .xlsx 后再试。"
                ) from None


def _assemble(lines: list[bytes], *, stem: str, tell: Tell) -> tuple[str, tuple[Sheet, ...]]:
    """Put the child's frames together again as sheets."""
    kind = ""
    opened: list[tuple[str, list[list[int]], bool, list[list[object]]]] = []
    for done, line in enumerate(lines):
        frame = json.loads(line)
        if "refused" in frame:
            raise UserError(frame["refused"])
        if "rows" in frame:
            opened[-1][3].extend(frame["rows"])
        elif "sheet" in frame:
            opened.append((frame["sheet"] or stem, frame["merged"], frame["hidden"], []))
        elif "kind" in frame:
            kind = frame["kind"]
        tell(done + 1, len(lines), "正在读取表格")
    return kind, tuple(_sheet(name, merged, hidden, rows) for name, merged, hidden, rows in opened)


def _sheet(
    name: str, merged: list[list[int]], hidden: bool, rows: list[list[object]] | list[list[str]]
) -> Sheet:
    width = max((len(row) for row in rows), default=0)
    return Sheet(
        name=name,
        rows=tuple(_padded(rows, width)),
        merged=tuple((top, left, bottom, right) for top, left, bottom, right in merged),
        hidden=hidden,
    )


def _padded(rows: list[list[object]] | list[list[str]], width: int) -> Iterator[Row]:
    blanks: list[str] = [""] * width
    same = _Same()
    for row in rows:
        yield (*[same[cell] if type(cell) is str else cell for cell in row], *blanks[len(row) :])


class _Same(dict[str, object]):
    """The texts met so far: villages repeat themselves, and every 汉族 of a hundred thousand is kept once."""

    def __missing__(self, cell: str) -> object:
        """Take a cell met for the first time: a text, or a date the child marked as one."""
        found = self[cell] = frames.read(cell)
        return found
