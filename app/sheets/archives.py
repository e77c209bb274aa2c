"""Look into a zipped workbook before anything unpacks it, and refuse what is built to hurt."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from app.errors import UserError

MIB = 1024 * 1024
MAX_ENTRIES = 2000
MAX_ENTRY = 200 * MIB
MAX_UNPACKED = 300 * MIB
MAX_RATIO = 150
MAX_ROWS = 200_000
MAX_COLUMNS = 256

LOCKED = (
    "此表格加了密码，不能读取。"
    "请用 WPS 或 Excel 打开（需要时输入密码），取消密码后“另存为” .xlsx，再选这个新文件。"
)
_TOO_LARGE = (
    "此表格展开后异常地大，为安全起见没有读取。请在 WPS 中只保留名册所在的工作表，另存为新的 .xlsx 后再试。"
)
_DAMAGED = "此文件不完整或已损坏（可能没有拷贝完）。请重新拷贝，或向发来的人再要一份。"
# A filled cell right of column IV or below row 200 000, or a row no sheet has; a style without a value
# ends in "/>". It begins with plain letters, which are sought three times as fast; that none stand before
# them is looked at after.
_FAR_CELL = re.compile(
    rb"""r=(?<!\wr=)["']((?:[A-Z]{3}|[J-Z][A-Z])[0-9]+|[A-Z]{1,3}(?:[2-9][0-9]{5}|[0-9]{7,})|[0-9]{8,})["']"""
    rb"""(?:[^>]*[^/>])?>(?!</)"""
)
_OVERLAP = 512


def kind_of(data: bytes) -> str:
    """Name the kind of a zipped workbook: xlsx, xlsb or ods; raise `UserError` for any other zip."""
    with _opened(data) as archive:
        names = {info.filename.replace("\\", "/").lower() for info in archive.infolist()}
        if any(info.flag_bits & 1 for info in archive.infolist()):
            raise UserError(LOCKED)
        if "xl/workbook.xml" in names:
            return "xlsx"
        if "xl/workbook.bin" in names:
            return "xlsb"
        if "content.xml" in names and "mimetype" in names:
            return _opendocument(archive)
    if any(name.startswith("word/") for name in names):
        raise UserError("此文件是 Word 文档，不是表格。请把里面的表格复制到 WPS 表格中，存为 .xlsx 再选。")
    if any(name.startswith("ppt/") for name in names):
        raise UserError("此文件是演示文稿，不是表格。请选择 .xlsx、.xls 或 .csv 格式的名册。")
    raise UserError("此文件是压缩包，不是表格。请先解压，再选择里面的表格。")


def _opendocument(archive: zipfile.ZipFile) -> str:
    """Tell an open and unlocked .ods from the other OpenDocument files."""
    try:
        mime = archive.read("mimetype")[:200]
        manifest = archive.read("META-INF/manifest.xml") if _small(archive, "META-INF/manifest.xml") else b""
    except (KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise UserError(_DAMAGED) from error
    if b"spreadsheet" not in mime:
        raise UserError("此文件是文字或演示文档，不是表格。请选择 .xlsx、.xls 或 .csv 格式的名册。")
    if b"encryption-data" in manifest:
        raise UserError(LOCKED)
    return "ods"


def _small(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.namelist() and archive.getinfo(name).file_size <= MIB


def check(data: bytes) -> None:
    """Refuse a zipped workbook that would exhaust the machine or is built to mislead.

    Limits: 2 000 entries, 200 MiB an entry, 300 MiB in all, 150:1 above 1 MiB,
    no entry twice, no document type, no filled cell past row 200 000 or column
    256. Entries are unpacked by their real content: the sizes written in the
    directory may lie. Raise `UserError`.
    """
    with _opened(data) as archive:
        entries = archive.infolist()
        names = [info.filename for info in entries]
        if len(set(names)) != len(names):
            raise UserError(_DAMAGED)
        if sum(info.file_size for info in entries) > MAX_UNPACKED:
            raise UserError(_TOO_LARGE)
        total = 0
        for info in entries:
            total += _check_entry(archive, info, left=MAX_UNPACKED - total)


def _check_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, left: int) -> int:
    """Unpack one entry piece by piece and give its true size in bytes.

    What is XML is told by its content: a workbook may call its parts as it likes.
    """
    size = 0
    is_xml = False
    previous = b""
    for chunk in _chunks(archive, info):
        if not size:
            is_xml = chunk[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
        size += len(chunk)
        if size > MAX_ENTRY or size > left or (size > MIB and size > MAX_RATIO * max(info.compress_size, 1)):
            raise UserError(_TOO_LARGE)
        if is_xml:
            _check_xml(previous + chunk)
            previous = chunk[-_OVERLAP:]
    return size


def _check_xml(piece: bytes) -> None:
    if b"<!DOCTYPE" in piece:
        raise UserError(
            "此文件里夹带了表格不该有的内容（文档类型声明），为安全起见没有读取。"
            "请用 WPS 打开后另存为新的 .xlsx。"
        )
    far = _FAR_CELL.search(piece)
    if far:
        cell = far.group(1).decode("ascii")
        raise UserError(
            f"此表格在很远的单元格 {cell} 里还有内容，无法读取。"
            f"请在 WPS 左上角名称框输入 {cell} 找到它并删除，保存后再选一次。"
        )


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    # zipfile stops at the size the directory claims; the reader that comes after us does not.
    info.file_size = MAX_ENTRY + 1
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(MIB):
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise UserError(_DAMAGED) from error


def _opened(data: bytes) -> zipfile.ZipFile:
    # The end record says how many entries there are; a list of a million is refused unread.
    end = data.rfind(b"PK\x05\x06")
    if end == -1 or len(data) < end + 12:
        raise UserError(_DAMAGED)
    if int.from_bytes(data[end + 10 : end + 12], "little") > MAX_ENTRIES:
        raise UserError(_TOO_LARGE)
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise UserError(_DAMAGED) from error
