"""The binder for an inspection: covers, contents and lists, and everything bound into one numbered PDF."""

from collections.abc import Sequence
from ctypes import c_ushort
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Final

import pypdfium2

from app.errors import UserError
from app.papers import fonts
from app.papers.drawing import PORTRAIT, Pen, paper
from app.papers.flow import Column, Flow, Line
from app.papers.setting import Type
from app.pdfium import LOCK as PDFIUM
from app.progress import Tell
from app.spelling import dates

_CELLS: Final = Type("song", 10)
_POINTS: Final = 72 / 25.4
# Two photographs a page, each with its lines below: left, top, width, height in mm.
_BOXES: Final = ((25.0, 22.0, 160.0, 108.0), (25.0, 152.0, 160.0, 108.0))
SHOTS: Final = len(_BOXES)
_FONT: Final = b"Helvetica"
_SIZE: Final = 9.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: what, and on which page it begins (0 where it is not in here)."""

    title: str
    page: int
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Binder:
    """What stands on the cover: whose it is, by which standard, which year, as of which day (ISO)."""

    school: str
    standard: str
    year: int
    as_of: str
    points: int
    points_full: int


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that proves a demand: what it is, its date, and the page (0 where it is not in here)."""

    title: str
    on: str
    page: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand of the standard as its own cover shows it."""

    number: int
    item: str
    text: str
    state: str
    points: int
    points_full: int
    said: str
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Lack:
    """Something known to be lacking, and what the school says to it."""

    item: str
    what: str
    explained: str


@dataclass(frozen=True, slots=True)
class Shot:
    """A photograph (a JPEG) with the lines that stand below it."""

    data: bytes | Path
    lines: tuple[str, ...]


@dataclass(slots=True)
class Section:
    """Pages to be bound: a PDF, made or filed, and the photographs that go onto pages of it."""

    source: bytes | Path
    shots: list[Shot] = field(default_factory=list)


def front(binder: Binder, entries: Sequence[Entry]) -> bytes:
    """Make the cover and the contents; their length does not depend on the page numbers."""
    fonts.require([("封面", (binder.school, binder.standard)), *(("目录", (one.title,)) for one in entries)])
    flow = Flow(PORTRAIT, left=25, right=25, top=28, bottom=270)
    flow.text("目　　录", Type("biaosong", 20), "centre", step=14)
    columns = (Column("内容", 140, "left"), Column("页码", 20))
    lines = [
        Line((one.title if one.heading else f"　{one.title}", _page(one.page)), one.heading)
        for one in entries
    ]
    flow.table(columns, lines, _CELLS)
    with paper(f"{binder.school}迎检档案盒", PORTRAIT) as pen:
        _cover(pen, binder)
        pen.next_page()
        flow.finish(pen, _bare)
    return pen.data()


def _cover(pen: Pen, binder: Binder) -> None:
    pen.block((25, 60, 160, 30), binder.school, Type("biaosong", 26))
    pen.block((25, 95, 160, 24), f"{binder.year}年“五有”建设迎检档案", Type("biaosong", 30))
    pen.block((25, 130, 160, 12), f"标准：{binder.standard}", Type("song", 14))
    scored = f"自评 {binder.points} 分（满分 {binder.points_full} 分）"
    pen.block((25, 145, 160, 12), scored, Type("song", 14))
    pen.block((25, 235, 160, 12), f"截至 {dates.in_figures(binder.as_of)}", Type("song", 14))


def _bare(pen: Pen, page: int, pages: int) -> None:
    """Leave the foot free: the binder's own number comes there."""


def demand(one: Demand) -> bytes:
    """Make the cover of a demand: how it stands, and everything that proves it with its page."""
    fonts.require([("材料名称", (one.item, one.text, one.said, *(proof.title for proof in one.proofs)))])
    flow = Flow(PORTRAIT, left=25, right=25, top=30, bottom=270)
    flow.text(one.item, Type("hei", 14), step=9)
    flow.space(2)
    flow.text(f"{one.number}．{one.text}", Type("biaosong", 20), step=11)
    flow.space(4)
    flow.text(f"状态：{one.state}　　得分：{one.points}／{one.points_full}", Type("song", 12), step=8)
    if one.said:
        flow.text(one.said, Type("song", 11), step=7)
    flow.space(6)
    if one.proofs:
        columns = (
            Column("序号", 12),
            Column("证明材料", 82, "left"),
            Column("日期", 26),
            Column("页码", 14),
            Column("说明", 26, "left"),
        )
        lines = [
            Line((str(at), proof.title, dates.in_figures(proof.on), _page(proof.page), proof.note))
            for at, proof in enumerate(one.proofs, 1)
        ]  # fmt: skip
        flow.table(columns, lines, _CELLS)
    else:
        flow.text("还没有证明材料，见“缺项及说明”。", Type("song", 12), step=8)
    with paper(one.text, PORTRAIT) as pen:
        flow.finish(pen, _bare)
    return pen.data()


def _page(number: int) -> str:
    return str(number) if number else "—"


def divider(title: str, lines: Sequence[str]) -> bytes:
    """Make a page that says what follows."""
    flow = Flow(PORTRAIT, left=25, right=25, top=90, bottom=270)
    flow.text(title, Type("biaosong", 26), "centre", step=16)
    flow.space(8)
    for line in lines:
        flow.text(line, Type("song", 12), "centre", step=8)
    with paper(title, PORTRAIT) as pen:
        flow.finish(pen, _bare)
    return pen.data()


def photographs(shots: Sequence[Shot]) -> Section:
    """Lay photographs out two a page with their lines; the pictures themselves are put in on binding."""
    fonts.require([("照片说明", shot.lines) for shot in shots])
    with paper("照片", PORTRAIT) as pen:
        for at, shot in enumerate(shots):
            if at and at % SHOTS == 0:
                pen.next_page()
            left, top, wide, high = _BOXES[at % SHOTS]
            pen.frame((left, top, wide, high), points=0.3)
            for number, line in enumerate(shot.lines):
                pen.block((left, top + high + 1 + 6 * number, wide, 6), line, Type("song", 10.5))
    return Section(pen.data(), list(shots))


def lacks(listed: Sequence[Lack]) -> bytes:
    """Make the list of what is known to be lacking, each with its explanation."""
    fonts.require([("缺项", (one.item, one.what, one.explained)) for one in listed])
    flow = Flow(PORTRAIT, left=20, right=20, top=28, bottom=270)
    flow.text("缺项及说明", Type("biaosong", 20), "centre", step=14)
    if listed:
        columns = (
            Column("序号", 12),
            Column("项目", 34),
            Column("还缺什么", 66, "left"),
            Column("说明", 58, "left"),
        )
        lines = [Line((str(at), one.item, one.what, one.explained)) for at, one in enumerate(listed, 1)]
        flow.table(columns, lines, _CELLS)
    else:
        flow.text("没有缺项。", Type("song", 12), step=8)
    with paper("缺项及说明", PORTRAIT) as pen:
        flow.finish(pen, _bare)
    return pen.data()


def manifest(files: Sequence[tuple[str, str]]) -> bytes:
    """Make the list of files with their SHA-256, by which each can be checked."""
    fonts.require([("文件名", (name,)) for name, _ in files])
    flow = Flow(PORTRAIT, left=15, right=15, top=28, bottom=270)
    flow.text("文件校验清单（SHA-256）", Type("biaosong", 20), "centre", step=14)
    columns = (Column("序号", 12), Column("文件", 78, "left"), Column("校验值", 90, "left"))
    lines = [
        Line((str(at), name, f"{sha256[:32]}\n{sha256[32:]}")) for at, (name, sha256) in enumerate(files, 1)
    ]
    flow.table(columns, lines, Type("song", 8.5))
    with paper("文件校验清单", PORTRAIT) as pen:
        flow.finish(pen, _bare)
    return pen.data()


def pages_of(source: bytes | Path) -> int:
    """Count the pages of a PDF; raise `UserError` where it does not open."""
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(source)
        except pypdfium2.PdfiumError as wrong:
            raise UserError("这个 PDF 打不开，可能已损坏。") from wrong
        count = len(document)
        document.close()
    return count


def bind(sections: Sequence[Section], target: Path, *, tell: Tell) -> int:
    """Put sections one after another into one PDF with a number on every page; give how many pages.

    Raise `UserError` where a section does not open, `Cancelled` where `tell` does; no
    `target` is left then.
    """
    with PDFIUM:
        whole = pypdfium2.PdfDocument.new()
    try:
        for at, section in enumerate(sections):
            tell(at, len(sections) + 1, "正在装订")
            # Let go in between: the window draws its own papers meanwhile.
            with PDFIUM:
                _put_in(whole, section)
        tell(len(sections), len(sections) + 1, "正在写文件")
        with PDFIUM, target.open("wb") as out:
            whole.save(out)
            return len(whole)
    except pypdfium2.PdfiumError as wrong:
        target.unlink(missing_ok=True)
        raise UserError("有一份 PDF 装订不进去，可能已损坏。请在“佐证”里重新归入它。") from wrong
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    finally:
        with PDFIUM:
            whole.close()


def _put_in(whole: pypdfium2.PdfDocument, section: Section) -> None:
    first = len(whole)
    part = pypdfium2.PdfDocument(section.source)
    try:
        whole.import_pages(part)
    finally:
        part.close()
    for number in range(first, len(whole)):
        page = whole[number]
        begin = (number - first) * SHOTS
        for box, shot in zip(_BOXES, section.shots[begin : begin + SHOTS], strict=False):
            _place(whole, page, box, shot.data)
        _stamp(whole, page, number + 1)
        page.gen_content()
        page.close()


def _place(
    whole: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, box: tuple[float, ...], data: bytes | Path
) -> None:
    """Put a JPEG into its box as it is, as large as fits."""
    image = pypdfium2.PdfImage.new(whole)
    image.load_jpeg(data if isinstance(data, Path) else BytesIO(data), inline=True)
    wide, high = image.get_px_size()
    left, top, room, tall = (mm * _POINTS for mm in box)
    scale = min(room / wide, tall / high)
    across, up = wide * scale, high * scale
    bottom = PORTRAIT[1] * _POINTS - top - tall + (tall - up) / 2
    matrix = pypdfium2.PdfMatrix().scale(across, up).translate(left + (room - across) / 2, bottom)
    image.set_matrix(matrix)
    page.insert_obj(image)


def _stamp(whole: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, number: int) -> None:
    """Write a page's number at its foot on the right, however the page is turned."""
    left, bottom, right, top = page.get_mediabox()
    wide, high = right - left, top - bottom
    turned = page.get_rotation()
    shown = wide if turned in (0, 180) else high
    x, y = shown - 44.0, 16.0
    ways = {
        0: (1, 0, 0, 1, x, y),
        90: (0, 1, -1, 0, wide - y, x),
        180: (-1, 0, 0, -1, wide - x, high - y),
        270: (0, -1, 1, 0, y, high - x),
    }
    a, b, c, d, e, f = ways[turned]
    raw = pypdfium2.raw
    said = raw.FPDFPageObj_NewTextObj(whole.raw, _FONT, _SIZE)
    text = f"- {number} -\0"
    raw.FPDFText_SetText(said, (c_ushort * len(text))(*map(ord, text)))
    raw.FPDFPageObj_Transform(said, a, b, c, d, e + left, f + bottom)
    raw.FPDFPage_InsertObject(page.raw, said)
