"""PDFs in: kept as they are, once it is known that they open and do nothing by themselves."""

import io
import re
from dataclasses import dataclass
from typing import Final

import pypdfium2

from app.errors import UserError
from app.pdfium import LOCK

START: Final = b"%PDF-"
PAGES: Final = 2000
# Names are written plainly or with #xx for any letter; whatever asks a reader to run something is refused.
_RUNS: Final = re.compile(rb"/(?:Launch|JavaScript)(?=[\s/(<\[])")
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF at first sight: how many pages, and how many files it carries inside."""

    pages: int
    carried: int


def looked_at(data: bytes) -> Document:
    """Open a PDF and count; raise `UserError` where it is none, damaged, locked, or would run something."""
    if not data.startswith(START):
        raise UserError("这个文件不是 PDF，不能归入。请用 WPS 打开它，另存为 PDF。")
    if _RUNS.search(_ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)):
        raise UserError(_ACTIVE)
    with LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as wrong:
            raise UserError(
                "这个 PDF 打不开，可能没有拷贝完，或者设了密码。请重新拷贝，或取消密码后再归入。"
            ) from wrong
        try:
            pages, carried = len(document), document.count_attachments()
            scripts = pypdfium2.raw.FPDFDoc_GetJavaScriptActionCount(document.raw)
        finally:
            document.close()
    if scripts > 0:
        raise UserError(_ACTIVE)
    if not 0 < pages <= PAGES:
        raise UserError(f"这个 PDF 有 {pages} 页，不能归入；最多 {PAGES} 页，请分成几个文件。")
    return Document(pages, max(carried, 0))


def first_page(data: bytes, *, side: int) -> bytes:
    """Draw a PDF's first page as a JPEG `side` pixels long; raise `UserError` where it cannot be drawn."""
    with LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
            try:
                page = document[0]
                scale = side / max(1.0, *page.get_size())
                image = page.render(scale=scale).to_pil().convert("RGB")
                page.close()
            finally:
                document.close()
        except (pypdfium2.PdfiumError, IndexError) as wrong:
            raise UserError("这个 PDF 打不开，可能已损坏。") from wrong
    made = io.BytesIO()
    image.save(made, "JPEG", quality=85)
    return made.getvalue()


_ACTIVE: Final = (
    "这个 PDF 里有会自动运行的内容，没有归入。请用 WPS 打开它，选“打印”里的“导出 PDF”，存成新文件再归入。"
)
