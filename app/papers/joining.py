"""Several PDFs made into one."""

from collections.abc import Sequence
from io import BytesIO

import pypdfium2
from pypdfium2 import raw

from app.pdfium import LOCK as PDFIUM


def joined(papers: Sequence[bytes]) -> bytes:
    """Put several PDFs into one, page after page, to be looked at and printed in one go."""
    if len(papers) == 1:
        return papers[0]
    with PDFIUM:
        whole = pypdfium2.PdfDocument.new()
        for paper in papers:
            part = pypdfium2.PdfDocument(paper)
            whole.import_pages(part)
            # At true size, as each of them asks for: what is measured in mm must not be shrunk.
            raw.FPDF_CopyViewerPreferences(whole, part)
            part.close()
        out = BytesIO()
        whole.save(out)
        whole.close()
    return out.getvalue()
