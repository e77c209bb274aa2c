"""Which certificate is this: the code that proves it, found on a scan, a photograph or a screenshot."""

from typing import Final

from app.errors import UserError
from app.scans import codes

PREFIX: Final = "WY1:"


def read_codes(data: bytes) -> tuple[str, ...]:
    """Find the codes of certificates on a PDF, PNG or JPEG, each once, not to be believed yet.

    Raises UserError when the file is none of these, damaged, too large, or shows no certificate's code.
    """
    found = codes.read(data, _parsed)
    if not found:
        raise UserError(
            "照片上没有找到结业证书的二维码。请把证书左下角的码拍完整、拍清晰、不反光，再试一次，"
            "或者改为输入证书编号和校验码。"
        )
    return found


def _parsed(text: str) -> str | None:
    return text if text.startswith(PREFIX) else None
