"""Which sign-in sheet is this: the printed code found on a scan or a photograph."""

import binascii
import re
from dataclasses import dataclass

from app.errors import UserError
from app.scans import codes


@dataclass(frozen=True, slots=True)
class SheetCode:
    """What a sheet's printed code says: the sheet's id, this page and the number of pages."""

    code: str
    page: int
    pages: int


def read_codes(data: bytes) -> tuple[SheetCode, ...]:
    """Find the sheets' codes on a PDF, PNG or JPEG, each once, in the order of the pages.

    Raises UserError when the file is none of these, damaged, too large, or shows no sheet's code.
    """
    found = codes.read(data, parsed)
    if not found:
        raise UserError(
            "没有找到签到表的编码。请确认是本程序打印的签到表，右上角的二维码完整、清晰、没有反光，再扫描或拍照一次。"
        )
    return found


def parsed(text: str) -> SheetCode | None:
    """Read TS1:<sheet>:<page>/<pages>:<CRC-16, init FFFF>; None for any other text."""
    match = re.fullmatch(r"(TS1:([0-9A-HJKMNP-TV-Z]{8}):(\d{1,3})/(\d{1,3})):([0-9A-F]{4})", text, re.ASCII)
    if not match or binascii.crc_hqx(match[1].encode("ascii"), 0xFFFF) != int(match[5], 16):
        return None
    page, pages = int(match[3]), int(match[4])
    return SheetCode(match[2], page, pages) if 1 <= page <= pages else None
