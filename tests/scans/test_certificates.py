import io
from functools import cache

import pypdfium2
import pytest
from PIL import Image, ImageFilter

from app.errors import UserError
from app.exchange import proofs
from app.papers.certificates import Certificate, render
from app.scans import certificates

CLAIM = proofs.Claim(
    "霍童镇党校〔2026〕第0012号", "李志远", "123X", "2026年第3期农村党员轮训班", 80, "2026-11-23"
)
CODE = proofs.write(CLAIM, secret=bytes(32))


@cache
def page() -> bytes:
    return render([
        Certificate(
            number=CLAIM.number, holder=CLAIM.holder, gender="女", birth="1975-03", id_tail=CLAIM.id_tail,
            class_name=CLAIM.class_name, starts="2026-11-21", ends="2026-11-23", hours_text="20",
            issuer="中共宁德市蕉城区霍童镇委员会党校", issued_on=CLAIM.issued_on,
            code=CODE, check_code=proofs.check_code(CODE),
        )
    ])  # fmt: skip


def photograph(dpi: int) -> Image.Image:
    with pypdfium2.PdfDocument(page()) as document:
        return document[0].render(scale=dpi / 72).to_pil().copy()


def saved(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def test_the_prefix_is_that_of_the_codes() -> None:
    assert certificates.PREFIX == proofs.PREFIX


@pytest.mark.parametrize("angle", [0, 90, 180, 8])
def test_a_photograph_is_read_however_it_lies(angle: int) -> None:
    turned = photograph(200).rotate(angle, expand=True, fillcolor="white")
    assert certificates.read_codes(saved(turned, quality=60)) == (CODE,)


def test_a_blurred_screenshot_and_the_paper_itself_are_read() -> None:
    blurred = photograph(220).filter(ImageFilter.GaussianBlur(1.2))
    assert certificates.read_codes(saved(blurred, "PNG")) == (CODE,)
    assert certificates.read_codes(page()) == (CODE,)


def test_a_picture_without_a_certificate_says_what_to_do() -> None:
    with pytest.raises(UserError, match="没有找到结业证书的二维码.*或者改为输入"):
        certificates.read_codes(saved(Image.new("L", (400, 300), 255), "PNG"))


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", b"\xff\xd8\xff\xe0"])
def test_what_is_no_picture_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(UserError, match="。$"):
        certificates.read_codes(data)
