"""The certificate of completion, one A4 landscape page each, whole or onto a printed blank (F16)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from string import Formatter
from typing import Final

from app.errors import UserError
from app.papers import fonts
from app.papers.drawing import LANDSCAPE, Pen, paper
from app.papers.setting import MM, Type, wrap
from app.spelling import dates

_RED: Final = (0.70, 0.09, 0.09)
_BODY: Final = Type("fangsong", 22)
_SMALL: Final = Type("fangsong", 14)
_NUMBER_BOX: Final = (150.0, 55.0, 119.0, 9.0)
_BODY_BOX: Final = (84.0, 74.0, 185.0, 66.0)
_PHOTO: Final = (30.0, 76.0, 35.0, 49.0)
_ISSUER_X: Final = 216.0
_CODE: Final = (30.0, 150.0, 20.0)
_FACTS_X: Final = 54.0
USUAL_WORDING: Final = "{who}于{when}，参加{issuer}举办的{class_name}，学习期满，准予结业。"
TOKENS: Final = ("who", "when", "issuer", "class_name", "hours", "grade")


@dataclass(frozen=True, slots=True)
class Certificate:
    """What one certificate says.

    `birth`, `starts`, `ends` and `issued_on` are ISO dates, `birth` possibly 1975-03 or 1975.
    `id_tail` is the last four characters of the holder's ID number, or empty. `hours_text` is
    the credit hours as people write them, such as 32 or 8.5. A `draft` carries a watermark.
    `wording` is the sentence with `TOKENS` in braces. `code` proves the certificate and is printed as a QR
    code 20 mm wide with `check_code` under it; neither is printed where empty. A `reissue` says so.
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
    wording: str = USUAL_WORDING
    grade: str = ""
    code: str = ""
    check_code: str = ""
    reissue: bool = False


@dataclass(frozen=True, slots=True)
class Overlay:
    """How a printer meets a printed blank: moved right and down by mm, and stretched by a factor."""

    right: float = 0.0
    down: float = 0.0
    scale: float = 1.0


def render(certificates: Sequence[Certificate], *, overlay: Overlay | None = None) -> bytes:
    """Print certificates as one PDF, a page each, room left for the red seal over issuer and date.

    With an `overlay` only what differs is printed, onto blanks that have border, title and photo box.
    Raises UserError when there is none to print, for a character that no font has, or a wording that
    cannot be filled in.
    """
    if not certificates:
        raise UserError("没有可打印的结业证书。请先在班上确认结业学员，再打印。")
    fonts.require(
        (c.holder, (c.number, _wording(c), c.id_tail, c.hours_text, c.issuer)) for c in certificates
    )
    place = overlay or Overlay()
    with paper("结业证书", LANDSCAPE) as pen:
        pen.form("blank", lambda: _draw_blank(pen))
        pen.form("draft", lambda: _draw_watermark(pen))
        for number, certificate in enumerate(certificates):
            if number:
                pen.next_page()
            if overlay is None:
                pen.stamp("blank")
            if certificate.draft:
                pen.stamp("draft")
            with pen.moved(place.right, place.down, place.scale):
                _draw(pen, certificate)
    return pen.data()


def render_ruler(overlay: Overlay) -> bytes:
    """Print a test sheet: rulers from the page's edges, and frames where the texts of a blank will stand.

    Laid over a blank and held against the light it shows how far the printer is out.
    """
    with paper("套打校准页", LANDSCAPE) as pen:
        with pen.moved(overlay.right, overlay.down, overlay.scale):
            _draw_ruler(pen)
            for box, name in (
                (_NUMBER_BOX, "证书编号"),
                (_BODY_BOX, "正文"),
                (_PHOTO, "照片"),
                ((*_CODE, _CODE[2]), "码"),
                ((_ISSUER_X - 55, 154.0, 110.0, 21.0), "落款和日期"),
            ):
                pen.frame(box, points=0.4, dash=1.2)
                pen.text(box[0] + 1, box[1] + 3, name, Type("hei", 9))
        said = f"向右 {overlay.right:g} 毫米，向下 {overlay.down:g} 毫米，缩放 {overlay.scale:.1%}"
        how = "叠在空白证书上对着光看：框偏左就把“向右”加大，偏上就把“向下”加大。打印时选“实际大小”。"
        pen.text(pen.width / 2, 27, f"套打校准页　{said}", Type("hei", 14), "centre")
        pen.text(pen.width / 2, 36, how, Type("song", 11), "centre")
    return pen.data()


def _draw_ruler(pen: Pen) -> None:
    """Draw rulers along the top and the left with a stroke a millimetre and a figure a centimetre."""
    lines = []
    for mm in range(20, 291):
        length = 6.0 if mm % 10 == 0 else 4.0 if mm % 5 == 0 else 2.5
        lines.append((float(mm), 5.0, float(mm), 5.0 + length))
        if mm <= 205:
            lines.append((5.0, float(mm), 5.0 + length, float(mm)))
    pen.rules(lines, points=0.3)
    for mm in range(20, 291, 10):
        pen.text(mm, 13.5, str(mm), Type("song", 7), "centre")
        if mm <= 200:
            pen.text(13.5, mm, str(mm), Type("song", 7), "centre")


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
    again = "（补发）" if certificate.reissue else ""
    pen.block(_NUMBER_BOX, f"证书编号：{certificate.number}{again}", _SMALL, align="right")
    _draw_wording(pen, _wording(certificate))
    known = [
        f"证件号后四位：{certificate.id_tail}" if certificate.id_tail else "",
        f"学时：{certificate.hours_text}" if certificate.hours_text else "",
    ]
    x, y = (_FACTS_X if certificate.code else _CODE[0]), 158.0
    for line in filter(None, known):
        pen.block((x, y - 4, 100, 8), line, _SMALL, align="left")
        y += 9
    if certificate.code:
        pen.qr(*_CODE, certificate.code)
        middle = _CODE[0] + _CODE[2] / 2
        pen.text(middle, _CODE[1] + _CODE[2] + 4.5, certificate.check_code, Type("song", 9), "centre")
    pen.block((_ISSUER_X - 55, 154, 110, 9), certificate.issuer, Type("fangsong", 20))
    pen.text(_ISSUER_X, 171, dates.in_words(certificate.issued_on), Type("fangsong", 20), "centre")


def check_wording(wording: str) -> None:
    """Raise UserError where a wording lacks who it is for, or has a place that nothing can fill."""
    try:
        named = [name for _, name, _, _ in Formatter().parse(wording) if name is not None]
    except ValueError as error:
        raise UserError("证书用语里的花括号不成对，请改正。") from error
    strange = [name for name in named if name not in TOKENS]
    if strange or "who" not in named:
        allowed = "、".join(f"{{{token}}}" for token in TOKENS)
        raise UserError(f"证书用语里要有 {{who}}，并且只能用 {allowed}，请改正。")


def _wording(certificate: Certificate) -> str:
    """Say the one sentence of a certificate, leaving out what is not known of the holder."""
    check_wording(certificate.wording)
    born = f"{dates.in_figures(certificate.birth)}生" if certificate.birth else ""
    known = [part for part in (certificate.gender, born) if part]
    who = "，".join((certificate.holder, *known)) + "。" if known else f"{certificate.holder}同志"
    return certificate.wording.format(
        who=who,
        when=dates.from_to(certificate.starts, certificate.ends),
        issuer=certificate.issuer,
        class_name=certificate.class_name,
        hours=certificate.hours_text,
        grade=certificate.grade,
    )


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
