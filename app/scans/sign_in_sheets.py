"""Which sign-in sheet is this: the printed code found on a scan or a photograph."""

import binascii
import io
import re
import threading
import warnings
from dataclasses import dataclass
from typing import Final

import pypdfium2
import zxingcpp
from PIL import Image, ImageOps

from app.errors import UserError

FILE_BYTES: Final = 60_000_000
PAGES: Final = 300
PIXELS: Final = 60_000_000

# 2 800 pixels along an A4 page show a module of the code with seven to nine pixels.
_LONG_SIDE: Final = 2800
_DPI: Final = 220

_QR: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])

# pdfium keeps its state in the process: one page at a time.
_PDFIUM: Final = threading.Lock()

Image.MAX_IMAGE_PIXELS = PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


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
    if len(data) > FILE_BYTES:
        raise UserError(
            f"文件超过 {FILE_BYTES // 1_000_000} MB，无法读取。请降低扫描分辨率（200 dpi 即可）后重试。"
        )
    found = _on_pages(data) if b"%PDF-" in data[:1024] else _on_photograph(data)
    if not found:
        raise UserError(
            "没有找到签到表的编码。请确认是本程序打印的签到表，右上角的二维码完整、清晰、没有反光，再扫描或拍照一次。"
        )
    return tuple(dict.fromkeys(found))


def _on_pages(data: bytes) -> list[SheetCode]:
    """Read a PDF's pages, rendered in grey one at a time, none larger than a large scan."""
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as wrong:
            raise UserError(
                "这个 PDF 文件已损坏或设了密码，无法读取。请重新扫描或取消密码后重试。"
            ) from wrong
        try:
            if len(document) > PAGES:
                raise UserError(f"这个 PDF 有 {len(document)} 页，一次最多读 {PAGES} 页。请分成几个文件。")
            return [code for number in range(len(document)) for code in _codes(_rendered(document, number))]
        finally:
            document.close()


def _on_photograph(data: bytes) -> list[SheetCode]:
    """Read a photograph at a moderate size first, which is quicker and less noisy, then as it is."""
    image = _photograph(data)
    if max(image.size) > _LONG_SIDE:
        smaller = image.copy()
        smaller.thumbnail((_LONG_SIDE, _LONG_SIDE))
        found = _codes(smaller)
        if found:
            return found
    return _codes(image)


def _rendered(document: pypdfium2.PdfDocument, number: int) -> Image.Image:
    try:
        page = document[number]
        scale = min(_DPI / 72, _LONG_SIDE / max(1.0, *page.get_size()))
        image: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
        page.close()
    except pypdfium2.PdfiumError as wrong:
        raise UserError(f"PDF 的第 {number + 1} 页已损坏，无法读取。请重新扫描这一页。") from wrong
    return image


def _photograph(data: bytes) -> Image.Image:
    """Open a PNG or JPEG upright and in grey."""
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
            upright = ImageOps.exif_transpose(opened).convert("L")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as wrong:
        raise UserError(
            f"图片超过 {PIXELS // 10_000} 万像素，无法读取。请降低扫描分辨率（200 dpi 即可）后重试。"
        ) from wrong
    except (OSError, SyntaxError, ValueError) as wrong:
        raise UserError("这个文件不是可读的 PDF、PNG 或 JPEG 图片，或已损坏。请重新扫描或拍照。") from wrong
    return upright


def _codes(image: Image.Image) -> list[SheetCode]:
    codes = (parsed(code.text) for code in zxingcpp.read_barcodes(image, formats=_QR))
    return [code for code in codes if code]


def parsed(text: str) -> SheetCode | None:
    """Read TS1:<sheet>:<page>/<pages>:<CRC-16, init FFFF>; None for any other text."""
    match = re.fullmatch(r"(TS1:([0-9A-HJKMNP-TV-Z]{8}):(\d{1,3})/(\d{1,3})):([0-9A-F]{4})", text, re.ASCII)
    if not match or binascii.crc_hqx(match[1].encode("ascii"), 0xFFFF) != int(match[5], 16):
        return None
    page, pages = int(match[3]), int(match[4])
    return SheetCode(match[2], page, pages) if 1 <= page <= pages else None
