import io
import random
import zlib
from functools import cache

import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFilter
from reportlab.pdfgen.canvas import Canvas

from app.errors import UserError
from app.papers.sign_in_sheets import SheetRow, SignInSheet, render
from app.scans.sign_in_sheets import SheetCode, read_codes

PAGES = (SheetCode("8F3K2Q7M", 1, 2), SheetCode("8F3K2Q7M", 2, 2))


@cache
def printed() -> bytes:
    rows = tuple(SheetRow(n + 1, f"陈{n}", "第一党支部") for n in range(25))
    return render(
        SignInSheet("8F3K2Q7M", "第3期轮训班", "霍童镇党校", "11月21日", "会议室", ("21日上午",) * 4, rows)
    )


def scan(page: int = 0, dpi: int = 150) -> Image.Image:
    with pypdfium2.PdfDocument(printed()) as document:
        return document[page].render(scale=dpi / 72, grayscale=True).to_pil().copy()


def saved(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def test_every_page_of_a_scanned_pdf_is_known() -> None:
    assert read_codes(printed()) == PAGES
    scans = io.BytesIO()
    scan(1).save(scans, "PDF", save_all=True, append_images=[scan(0), scan(1)])
    assert read_codes(scans.getvalue()) == (PAGES[1], PAGES[0])


@pytest.mark.parametrize("dpi", [100, 150, 300])
@pytest.mark.parametrize("angle", [0, 90, 180, 270, 7])
def test_a_scan_is_known_however_it_lay(dpi: int, angle: int) -> None:
    lain = scan(0, dpi).rotate(angle, expand=True, fillcolor=255)
    assert read_codes(saved(lain, quality=60)) == PAGES[:1]


def test_a_blurred_grey_photograph_with_a_turn_in_its_exif_is_known() -> None:
    photograph = scan(1, 200).filter(ImageFilter.GaussianBlur(1.5)).point(lambda level: 60 + level * 0.5)
    exif = Image.Exif()
    exif[0x0112] = 6
    assert read_codes(saved(photograph, exif=exif.tobytes(), quality=40)) == PAGES[1:]


def test_a_large_picture_whose_code_is_small_is_known() -> None:
    desk = Image.new("L", (6000, 5000), 190)
    desk.paste(scan(0, 130), (300, 3000))
    assert read_codes(saved(desk, "PNG")) == PAGES[:1]


def test_a_page_among_strangers_is_enough() -> None:
    scans = io.BytesIO()
    Image.new("L", (800, 1100), 255).save(scans, "PDF", save_all=True, append_images=[scan(0)])
    assert read_codes(scans.getvalue()) == PAGES[:1]


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 a zip", b"\xff\xd8\xff\xe0 no jpeg", b"\x89PNG\r\n\x1a\n", b"GIF89a" + bytes(50)],
)
def test_what_is_no_picture_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(UserError, match="不是可读的 PDF、PNG 或 JPEG"):
        read_codes(data)


def test_a_cut_picture_and_a_cut_pdf_are_refused_in_words() -> None:
    with pytest.raises(UserError, match="已损坏"):
        read_codes(saved(scan())[:20_000])
    with pytest.raises(UserError, match="已损坏"):
        read_codes(b"%PDF-1.4\n nothing")


def test_a_locked_pdf_is_refused_in_words() -> None:
    target = io.BytesIO()
    canvas = Canvas(target, encrypt="secret")
    canvas.showPage()
    canvas.save()
    with pytest.raises(UserError, match="设了密码"):
        read_codes(target.getvalue())


def bomb(side: int) -> bytes:
    """Write a small PNG that says it is `side` pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = side.to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [9_000, 60_000])
def test_a_bomb_is_refused_before_it_is_opened(side: int) -> None:
    with pytest.raises(UserError, match="超过 6000 万像素"):
        read_codes(bomb(side))


def test_a_file_too_large_is_refused_unread() -> None:
    with pytest.raises(UserError, match="超过 60 MB"):
        read_codes(bytes(60_000_001))


def test_a_pdf_of_a_huge_page_is_rendered_no_larger_than_a_scan() -> None:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(14_400, 14_400))
    canvas.showPage()
    canvas.save()
    with pytest.raises(UserError, match="没有找到签到表的编码"):
        read_codes(target.getvalue())


def test_a_pdf_of_too_many_pages_is_refused_in_words() -> None:
    target = io.BytesIO()
    canvas = Canvas(target)
    for _ in range(301):
        canvas.showPage()
    canvas.save()
    with pytest.raises(UserError, match="301 页，一次最多读 300 页"):
        read_codes(target.getvalue())


def test_another_code_a_spoiled_code_and_none_are_refused_in_words() -> None:
    blank = scan()
    ImageDraw.Draw(blank).rectangle((950, 0, 1140, 190), fill=255)
    for image in (blank, Image.new("L", (800, 800), 255)):
        with pytest.raises(UserError, match="没有找到签到表的编码"):
            read_codes(saved(image))


def test_damaged_files_are_read_or_refused_and_nothing_else() -> None:
    chance = random.Random(20261122)
    for whole in (saved(scan(0, 75)), saved(scan(0, 75), "PNG"), printed()):
        for _ in range(40):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 20)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            try:
                codes = read_codes(bytes(data))
            except UserError as told:
                assert str(told).endswith("。")
            else:
                assert set(codes) <= set(PAGES)
