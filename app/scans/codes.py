"""QR codes on a scan or a photograph: a PDF, a PNG or a JPEG, however it lies."""

import io
import warnings
from collections.abc import Callable
from typing import Final, TypeVar

import pypdfium2
import zxingcpp
from PIL import Image, ImageOps

from app.errors import UserError
from app.pdfium import LOCK

T = TypeVar("T")

FILE_BYTES: Final = 60_000_000
PAGES: Final = 300
PIXELS: Final = 60_000_000

# 2 800 pixels along an A4 page show a module of the code with seven to nine pixels.
_LONG_SIDE: Final = 2800
_DPI: Final = 220

_QR: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])

Image.MAX_IMAGE_PIXELS = PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def read(data: bytes, parse: Callable[[str], T | None]) -> tuple[T, ...]:
    """Find codes on a PDF, PNG or JPEG and give what `parse` makes of each, once, in the order of pages.

    `parse` gives None for a code that is none of those sought. Raises UserError when the file is none of
    these, damaged, or too large.
    """
    if len(data) > FILE_BYTES:
        raise UserError(
            f"文件超过 {FILE_BYTES // 1_000_000} MB，无法读取。请降低扫描分辨率（200 dpi 即可）后重试。"
        )
    found = _on_pages(data, parse) if b"%PDF-" in data[:1024] else _on_photograph(data, parse)
    return tuple(dict.fromkeys(found))


def _on_pages(data: bytes, parse: Callable[[str], T | None]) -> list[T]:
    """Read a PDF's pages, rendered in grey one at a time, none larger than a large scan."""
    with LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as wrong:
            raise UserError(
                "这个 PDF 文件已损坏或设了密码，无法读取。请重新扫描或取消密码后重试。"
            ) from wrong
        try:
            if len(document) > PAGES:
                raise UserError(f"这个 PDF 有 {len(document)} 页，一次最多读 {PAGES} 页。请分成几个文件。")
            return [
                code for number in range(len(document)) for code in _codes(_rendered(document, number), parse)
            ]
        finally:
            document.close()


def _on_photograph(data: bytes, parse: Callable[[str], T | None]) -> list[T]:
    """Read a photograph at a moderate size first, which is quicker and less noisy, then as it is."""
    image = _photograph(data)
    if max(image.size) > _LONG_SIDE:
        smaller = image.copy()
        smaller.thumbnail((_LONG_SIDE, _LONG_SIDE))
        found = _codes(smaller, parse)
        if found:
            return found
    return _codes(image, parse)


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


def _codes(image: Image.Image, parse: Callable[[str], T | None]) -> list[T]:
    found = (parse(code.text) for code in zxingcpp.read_barcodes(image, formats=_QR))
    return [code for code in found if code is not None]
