"""Official letters in the layout of GB/T 9704, printed or as a document to be edited (F1 F2 F5 F17)."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import combinations, pairwise
from typing import Any, Final

import docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from app.papers import fonts
from app.papers.drawing import PORTRAIT, Pen, paper
from app.papers.flow import Draw, Flow
from app.papers.setting import MM, Type, evened, wrap
from app.spelling import dates

# 天头 37, 订口 28, 版心 156 by 225 mm, 22 lines of 28 characters.
_TOP, _LEFT, _WIDTH, _HEIGHT = 37.0, 28.0, 156.0, 225.0
_SIZE: Final = _WIDTH / 28 * MM
_STEP: Final = _HEIGHT / 22
_TITLE: Final = Type("biaosong", 22)
_BODY: Final = Type("fangsong", _SIZE)
_LEVELS: Final = {0: _BODY, 1: Type("hei", _SIZE), 2: Type("kai", _SIZE)}
_NAMES: Final = {0: "仿宋", 1: "黑体", 2: "楷体"}
_MOST_TITLE_LINES: Final = 3
# What a title does not tear: the office's words, numbers with what they count by, marks and what they close.
_WORDS: Final = re.compile(
    r"(?:中共|党支部|委员会|委员|书记|党校|关于|举办|培训班|轮训班|冬训班|培训|轮训|学习|情况|开班|结业|议程|方案|"
    r"通知|通报|总结|发展|对象|积极|分子|党员|干部|农村|社区|集中|专题|入党|学员|第[一二三四五六七八九十\d]+期|"
    r"\d+年|[（《“〔][^）》”〕]{,6}[）》”〕]|[\x21-\x7e]+|.)[，。、；：）》”〕的]?"
)
_TITLE_NAME: Final = "方正小标宋简体"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: level 1 is a heading 一、, level 2 one like （一）, 0 plain text."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says; `number` (文号), `addressee` and `attachments` may be empty, `dated` is ISO.

    Without a `signer` neither he nor the date stands below, as on an agenda.
    """

    title: str
    paragraphs: Sequence[Paragraph]
    signer: str
    dated: str
    number: str = ""
    addressee: str = ""
    attachments: tuple[str, ...] = ()


def render(letter: Letter) -> bytes:
    """Print the letter as a PDF; room for the red seal is left over signer and date.

    Raises UserError for a character that no font has.
    """
    texts = (letter.number, letter.addressee, letter.signer, *letter.attachments)
    fonts.require([(letter.title, (letter.title, *texts, *(one.text for one in letter.paragraphs)))])
    right = PORTRAIT[0] - _LEFT - _WIDTH
    flow = Flow(PORTRAIT, left=_LEFT, right=right, top=_TOP, bottom=_TOP + _HEIGHT + 0.1)
    if letter.number:
        flow.text(letter.number, _BODY, "centre", step=_STEP)
        flow.space(_STEP)
    for line in titled(letter.title, _WIDTH):
        flow.text(line, _TITLE, "centre", step=_STEP * 1.1)
    flow.space(_STEP)
    for chain in _chains(letter, flow.width):
        flow.keep(sum(piece.height for piece in chain))
        for piece in chain:
            if piece.draw is None:
                flow.space(piece.height)
            else:
                flow.place(piece.height, piece.draw)
    with paper(letter.title, PORTRAIT) as pen:
        flow.finish(pen, _page_number)
    return pen.data()


def titled(title: str, width: float) -> list[str]:
    """Break a title into as few lines as fit, of lengths as even as can be, no word torn (回行词意完整)."""
    units, room = _WORDS.findall(fonts.plain(title)), width * MM
    wide = [fonts.width(one, _TITLE.role, _TITLE.size) for one in units]
    for lines in range(1, _MOST_TITLE_LINES + 1):
        if sum(wide) > lines * room:
            continue
        parted = []
        for breaks in combinations(range(1, len(units)), lines - 1):
            edges = list(pairwise((0, *breaks, len(units))))
            longest = max(sum(wide[first:after]) for first, after in edges)
            if longest <= room:
                parted.append((longest, edges))
        if parted:
            return ["".join(units[first:after]) for first, after in min(parted)[1]]
    return evened(title, _TITLE, width)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line, a gap, or the signature; one that is `bound` stays on the page of the next."""

    height: float
    draw: Draw | None
    bound: bool = False


def _chains(letter: Letter, width: float) -> list[list[_Piece]]:
    """Give the pieces below the title, those that must stay on one page together.

    A heading is not left at a page's foot, nor signature and date alone on a page.
    """
    pieces = _lines(f"{letter.addressee}：", _BODY, width) if letter.addressee else []
    for one in letter.paragraphs:
        pieces += _lines(f"　　{one.text}", _LEVELS[one.level], width, bound=one.level > 0)
    for number, name in enumerate(letter.attachments, 1):
        said = f"{number}. {name}" if len(letter.attachments) > 1 else name
        if number == 1:
            pieces.append(_Piece(_STEP, None, bound=True))
        pieces += _lines(f"　　{'附件：' if number == 1 else '　　　'}{said}", _BODY, width, bound=True)
    if letter.signer:
        pieces[-2:] = [replace(piece, bound=True) for piece in pieces[-2:]]
        pieces.append(_Piece(5 * _STEP, lambda pen, y: _sign(pen, y + 3 * _STEP, letter)))
    chains: list[list[_Piece]] = [[]]
    for piece in pieces:
        chains[-1].append(piece)
        if not piece.bound:
            chains.append([])
    return chains


def _lines(text: str, type_: Type, width: float, *, bound: bool = False) -> list[_Piece]:
    lines = wrap(text, type_, width)
    return [
        _Piece(_STEP, partial(_line, line=line, type_=type_, last=number == len(lines)), bound)
        for number, line in enumerate(lines, 1)
    ]


def _line(pen: Pen, y: float, *, line: str, type_: Type, last: bool) -> None:
    """Set a line flush on both sides, the last of a paragraph ragged."""
    pen.paragraph(_LEFT, y, _WIDTH, [line] if last else [line, ""], type_, step=_STEP)


def _sign(pen: Pen, y: float, letter: Letter) -> None:
    """Set signer and date so that the date stands four characters from the right, the seal over both."""
    right = _LEFT + _WIDTH - 4 * _SIZE / MM
    date_ = dates.in_figures(letter.dated)
    middle = right - fonts.width(date_, _BODY.role, _BODY.size) / MM / 2
    half = fonts.width(letter.signer, _BODY.role, _BODY.size) / MM / 2
    pen.text(min(middle, _LEFT + _WIDTH - half), y + _STEP / 2, letter.signer, _BODY, "centre")
    pen.text(right, y + 1.5 * _STEP, date_, _BODY, "right")


def _page_number(pen: Pen, page: int, pages: int) -> None:
    """Set — 1 — below the text, a character from the outer edge: right on odd pages, left on even."""
    text = f"— {page} —"
    y = _TOP + _HEIGHT + 7
    if page % 2:
        pen.text(_LEFT + _WIDTH - 5, y, text, Type("song", 14), "right")
    else:
        pen.text(_LEFT + 5, y, text, Type("song", 14))


def render_document(letter: Letter) -> bytes:
    """Write the letter as a .docx of the same layout, to be edited before it is sent."""
    document = docx.Document()
    document.core_properties.title = letter.title
    document.core_properties.author = "五有"
    document.core_properties.created = datetime(2000, 1, 1)
    _lay_out(document)
    if letter.number:
        _add(document, letter.number, 0, align=WD_ALIGN_PARAGRAPH.CENTER, indent=0)
        _add(document, "", 0)
    # Broken as in print, for faces a little wider: a number must not be torn from what it counts.
    title = _add(document, "", 0, align=WD_ALIGN_PARAGRAPH.CENTER, indent=0)
    lines = titled(letter.title, 0.95 * _WIDTH)
    _face(title.add_run("\n".join(map(_writable, lines))), _TITLE_NAME, 22)
    _add(document, "", 0)
    if letter.addressee:
        _add(document, f"{letter.addressee}：", 0, indent=0)
    for one in letter.paragraphs:
        _add(document, one.text, one.level).paragraph_format.keep_with_next = one.level > 0
    if letter.attachments:
        document.paragraphs[-1].paragraph_format.keep_with_next = True
        _add(document, "", 0).paragraph_format.keep_with_next = True
    for number, name in enumerate(letter.attachments, 1):
        said = f"{number}. {name}" if len(letter.attachments) > 1 else name
        _add(document, f"附件：{said}" if number == 1 else f"　　　{said}", 0)
    if letter.signer:
        _sign_document(document, letter)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _sign_document(document: Any, letter: Letter) -> None:
    """Set signer and date with room for the seal, on the page of the last line before them."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    for _ in range(2):
        _add(document, "", 0).paragraph_format.keep_with_next = True
    signed = _add(document, letter.signer, 0, align=WD_ALIGN_PARAGRAPH.RIGHT, indent=0)
    dated = _add(document, dates.in_figures(letter.dated), 0, align=WD_ALIGN_PARAGRAPH.RIGHT, indent=0)
    for line, characters in ((signed, 2), (dated, 4)):
        line.paragraph_format.right_indent = Pt(16 * characters)
    signed.paragraph_format.keep_with_next = True


def _lay_out(document: Any) -> None:
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        line = footer.paragraphs[0]
        line.alignment = align
        for text in ("— ", None, " —"):
            run = line.add_run(text or "")
            _face(run, "宋体", 14)
            if text is None:
                _number(run)


def _number(run: Any) -> None:
    """Make a run the page's number."""
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _add(
    document: Any, text: str, level: int, *, align: Any = WD_ALIGN_PARAGRAPH.JUSTIFY, indent: int = 2
) -> Any:
    line = document.add_paragraph()
    line.alignment = align
    form = line.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28.95)
    form.first_line_indent = Pt(16 * indent)
    _face(line.add_run(_writable(text)), _NAMES[level], 16)
    return line


def _writable(text: str) -> str:
    """Give what a document can hold of a text, the wide blanks that set a line in among it."""
    return "".join(c for c in text if c.isprintable() or c == "\u3000")


def _face(run: Any, name: str, size: float) -> None:
    """Set a run's face for Chinese too, which Word keeps apart."""
    run.font.name, run.font.size = name, Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
