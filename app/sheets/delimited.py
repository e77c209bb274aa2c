"""Read text tables: CSV and TSV files in any of the office's encodings, and rows copied from WPS."""

import csv
import io
import re

from app.errors import UserError

_UNKNOWN = "此文件不是表格，或者文字编码无法识别。请用 WPS 打开，“另存为” .xlsx 后再选这个新文件。"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f]")
# Excel's own way of keeping a long number as text in a CSV.
_GUARDED = re.compile(r'="([^"]*)"')
_DELIMITERS = "\t,;|，"


def decode(data: bytes, *, cut: bool = False) -> str:
    """Decode UTF-8, UTF-16 or GB18030, with or without a byte order mark.

    `cut` says the bytes end in the middle of a file, so a broken last
    character is no fault. Raise `UserError` when it is no text.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    encoding = _without_mark(data)
    if encoding:
        return data.decode(encoding, errors="replace")
    return _utf8_or_gb(data[:-4] if cut else data)


def _without_mark(data: bytes) -> str:
    """Recognise UTF-16 without a mark by the zero bytes beside its ASCII."""
    head = data[:2048]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 10 < len(head):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _utf8_or_gb(data: bytes) -> str:
    """Choose the encoding with the fewest broken characters; UTF-8 wins a tie."""
    best, broken = "", -1
    for encoding in ("utf-8", "gb18030"):
        text = data.decode(encoding, errors="replace")
        wrong = text.count("\ufffd") + len(_CONTROLS.findall(text)) + _private(text)
        if broken == -1 or wrong < broken:
            best, broken = text, wrong
        if not wrong:
            break
    if broken * 50 > len(best):
        raise UserError(_UNKNOWN)
    return best


def _private(text: str) -> int:
    # GB18030 maps nearly every pair of bytes; rubbish shows as private-use characters.
    return sum(1 for character in text if "\ue000" <= character <= "\uf8ff") if not text.isascii() else 0


def delimiter(text: str) -> str:
    """Give the character that parts the cells: the one that parts the first lines most evenly."""
    lines = [line for line in text[:65536].splitlines() if line.strip()][:30]
    best, most = ",", 0
    for candidate in _DELIMITERS:
        parted = sum(1 for line in lines if candidate in line)
        if parted > most:
            best, most = candidate, parted
    return best


def rows(text: str, *, delimiter: str) -> list[list[str]]:
    """Part a text table into rows of cells; raise `UserError` when the quotes never close."""
    text = text.lstrip("\ufeff").replace("\x00", "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [[_unguard(cell) for cell in row] for row in reader]
    except csv.Error as error:
        raise UserError(_UNKNOWN) from error


def _unguard(cell: str) -> str:
    if cell.startswith("="):
        guarded = _GUARDED.fullmatch(cell)
        if guarded:
            return guarded.group(1)
    return cell
