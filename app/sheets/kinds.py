"""Tell what a file really is by its first bytes, and say what to do when it is no spreadsheet."""

from app.errors import UserError
from app.sheets import archives, delimited

SAVE_AS = "请用 WPS 或 Excel 打开，“另存为” .xlsx 后再选这个新文件。"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NOT_A_SHEET = (
    (b"%PDF", "PDF 文档"),
    (b"\xff\xd8\xff", "图片"),
    (b"\x89PNG", "图片"),
    (b"GIF8", "图片"),
    (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"),
    (b"RIFF", "图片或音视频"),
    (b"{\\rtf", "Word 文档"),
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
    (b"SQLite format 3", "数据库"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "快捷方式"),
)
_PACKED = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
# Excel 2 to 4 wrote the bare record stream without the compound file around it.
_OLD_EXCEL = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
_HTML = ("<html", "<!doctype html", "<table", "<meta", "<head", "<body", "<style")


def sniff(data: bytes, *, ending: str) -> str:
    """Name the kind of a file: xlsx, xls, xlsb, ods, csv or tsv.

    `ending` is the lower-case suffix of its name; it only words the sentence
    and never decides. Raise `UserError` for whatever is no readable sheet.
    """
    for magic, what in _NOT_A_SHEET:
        if data.startswith(magic):
            raise UserError(f"此文件的内容是{what}，不是表格。请选择 .xlsx、.xls 或 .csv 格式的名册。")
    if data.startswith(_PACKED):
        raise UserError("此文件是压缩包。请先解压，再选择里面的表格。")
    if data.startswith(b"PK"):
        return archives.kind_of(data)
    if data.startswith(_OLE):
        return _compound(data, ending=ending)
    if data.startswith(_OLD_EXCEL):
        raise UserError(f"此文件是很老的 Excel 格式，不能直接读取。{SAVE_AS}")
    return _text(data)


def _compound(data: bytes, *, ending: str) -> str:
    """Tell an old workbook from the other things kept in an OLE compound file."""
    if _has_stream(data, "EncryptedPackage") or _is_locked(data):
        raise UserError(archives.LOCKED)
    if _has_stream(data, "WordDocument"):
        raise UserError("此文件是 Word 文档，不是表格。请把里面的表格复制到 WPS 表格中，存为 .xlsx 再选。")
    if _has_stream(data, "PowerPoint Document"):
        raise UserError("此文件是演示文稿，不是表格。请选择 .xlsx、.xls 或 .csv 格式的名册。")
    if _has_stream(data, "Workbook") or _has_stream(data, "Book"):
        return "xls"
    if ending == ".et":
        raise UserError(f"此文件是 WPS 专用的 .et 格式，不能直接读取。{SAVE_AS}")
    raise UserError(
        f"此文件不完整，或者不是表格：里面没有工作簿。请向发来的人重新要一份；如果能打开，{SAVE_AS}"
    )


def _is_locked(data: bytes) -> bool:
    """Find the record FILEPASS, which stands right behind the beginning of an encrypted workbook."""
    for begin in (b"\x09\x08\x10\x00\x00\x06\x05\x00", b"\x09\x08\x08\x00\x00\x05\x05\x00"):
        at = data.find(begin)
        # The reader calls such a file unreadable, not locked, so we look ourselves.
        for _ in range(8):
            if at < 0 or at + 4 > len(data):
                break
            if data[at : at + 2] == b"\x2f\x00":
                return True
            at += 4 + int.from_bytes(data[at + 2 : at + 4], "little")
    return False


def _has_stream(data: bytes, name: str) -> bool:
    """Find a directory entry of an OLE file; entries are 128 bytes and say their name's length."""
    wanted = name.encode("utf-16-le") + b"\x00\x00"
    at = data.find(wanted)
    while at != -1:
        if at % 128 == 0 and data[at + 64 : at + 66] == len(wanted).to_bytes(2, "little"):
            return True
        at = data.find(wanted, at + 2)
    return False


def _text(data: bytes) -> str:
    """Tell a text table from a web page, an XML sheet and plain rubbish."""
    text = delimited.decode(data[:65536] if len(data) > 65536 else data, cut=len(data) > 65536)
    start = text[:4096].lstrip().lower()
    if start.startswith(_HTML) or (start.startswith("<") and "<table" in start):
        raise UserError(f"此文件是网页（从网站或系统导出，名字却写成表格），不能直接读取。{SAVE_AS}")
    if start.startswith("mime-version:"):
        raise UserError(f"此文件是“单个网页文件”，不能直接读取。{SAVE_AS}")
    if start.startswith("<?xml"):
        raise UserError(f"此文件是 XML 格式的表格，不能直接读取。{SAVE_AS}")
    if not text.strip():
        raise UserError("此文件里没有内容。请确认选对了文件。")
    return "tsv" if delimited.delimiter(text) == "\t" else "csv"
