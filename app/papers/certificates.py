"""The certificate of completion, one A4 landscape page each (F16)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.errors import UserError
from app.papers import fonts
from app.papers.drawing import LANDSCAPE, Pen, paper
from app.papers.setting import MM, Type, wrap
from app.spelling import dates

_RED: Final = (0.70, 0.09, 0.09)
_BODY: Final = Type("fangsong", 22)
_SMALL: Final = Type("fangsong", 14)
_BODY_BOX: Final = (84.0, 74.0, 185.0, 66.0)
_PHOTO: Final = (30.0, 76.0, 35.0, 49.0)
_ISSUER_X: Final = 216.0


@dataclass(frozen=True, slots=True)
class Certificate:
    """What one certificate says.

    `birth`, `starts`, `ends` and `issued_on` are ISO dates, `birth` possibly 1975-03 or 1975.
    `id_tail` is the last four characters of the holder's ID number, or empty. `hours_text` is
    the credit hours as people write them, such as 32 or 8.5. A `draft` carries a watermark.
    """

    number: str
    holder: str
    gender: str
    birth: str
    id_tail: str
    class_name: str
    starts: str
    ends: str
    hours_text: str
    issuer: str
    issued_on: str
    draft: bool = False


def render(certificates: Sequence[Certificate]) -> bytes:
    """Print certificates as one PDF, a page each, room left for the red seal over issuer and date.

    Raises UserError when there is none to print, or for a character that no font has.
    """
    if not certificates:
        raise UserError("没有可打印的结业证书。请先在班上确认结业学员，再打印。")
    fonts.require(
        (c.holder, (c.number, c.holder, c.gender, c.id_tail, c.class_name, c.hours_text, c.issuer))
        for c in certificates
    )
    with paper("结业证书", LANDSCAPE) as pen:
        pen.form("blank", lambda: _draw_blank(pen))
        pen.form("draft", lambda: _draw_watermark(pen))
        for number, certificate in enumerate(certificates):
            if number:
                pen.next_page()
            pen.stamp("blank")
            if certificate.draft:
                pen.stamp("draft")
            _draw(pen, certificate)
    return pen.data()


def _draw_blank(pen: Pen) -> None:
    """Draw what every certificate shares: double border, title, photo box and labels."""
    for inset, points in ((9.0, 2.6), (11.2, 0.7)):
        pen.frame((inset, inset, pen.width - 2 * inset, pen.height - 2 * inset), points=points, colour=_RED)
    for x in (14.5, pen.width - 14.5):
        for y in (14.5, pen.height - 14.5):
            pen.frame((x - 1.6, y - 1.6, 3.2, 3.2), points=0.7, colour=_RED)
    pen.spaced(pen.width / 2, 40, "结业证书", Type("biaosong", 46, colour=_RED), 9)
    pen.frame(_PHOTO, points=0.6)
    left, top, width, height = _PHOTO
    pen.text(left + width / 2, top + height / 2 - 3, "照片", _SMALL, "centre")
    pen.text(left + width / 2, top + height / 2 + 4, "（近期正面免冠）", Type("fangsong", 10), "centre")


def _draw_watermark(pen: Pen) -> None:
    pen.slanted(pen.width / 2, 118, "草稿　不作凭证", Type("hei", 64, colour=(0.88, 0.88, 0.88)), 24)


def _draw(pen: Pen, certificate: Certificate) -> None:
    pen.block((150, 55, 119, 9), f"证书编号：{certificate.number}", _SMALL, align="right")
    _draw_wording(pen, _wording(certificate))
    known = [
        f"证件号后四位：{certificate.id_tail}" if certificate.id_tail else "",
        f"学时：{certificate.hours_text}" if certificate.hours_text else "",
    ]
    y = 158.0
    for line in filter(None, known):
        pen.block((30, y - 4, 110, 8), line, _SMALL, align="left")
        y += 9
    pen.block((_ISSUER_X - 55, 154, 110, 9), certificate.issuer, Type("fangsong", 20))
    pen.text(_ISSUER_X, 171, dates.in_words(certificate.issued_on), Type("fangsong", 20), "centre")


def _wording(certificate: Certificate) -> str:
    """Say the one sentence of a certificate, leaving out what is not known of the holder."""
    born = f"{dates.in_figures(certificate.birth)}生" if certificate.birth else ""
    who = "，".join(filter(None, (certificate.holder, certificate.gender, born)))
    when = dates.from_to(certificate.starts, certificate.ends)
    return f"{who}。于{when}，参加{certificate.issuer}举办的{certificate.class_name}，学习期满，准予结业。"


def _draw_wording(pen: Pen, wording: str) -> None:
    """Set the sentence as large as its box allows; the name of a class may be long."""
    left, top, width, height = _BODY_BOX
    type_ = _BODY
    while True:
        step = type_.size * 1.75 / MM
        lines = wrap(f"　　{wording}", type_, width)
        if len(lines) * step <= height or type_.size <= 9:
            break
        type_ = replace(type_, size=type_.size - 1)
    pen.paragraph(left, top, width, lines, type_, step=step)
