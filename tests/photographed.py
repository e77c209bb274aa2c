"""Photographs and PDFs made up for tests: scenes of classrooms nobody has sat in, and papers that open."""

import io
import random
import struct
import zlib
from collections.abc import Sequence

import pypdfium2
from PIL import ExifTags, Image, ImageDraw, ImageEnhance


def scene(number: int, size: tuple[int, int] = (800, 600)) -> Image.Image:
    """Draw a room: walls, a floor, a board, and people as blots, all by the number."""
    chance = random.Random(number)
    wide, high = size
    picture = Image.new("RGB", size, _colour(chance, 120, 250))
    pen = ImageDraw.Draw(picture)
    horizon = chance.randint(high // 4, 3 * high // 4)
    pen.rectangle((0, horizon, wide, high), fill=_colour(chance, 30, 170))
    for _ in range(chance.randint(2, 5)):
        left, top = chance.randint(0, wide), chance.randint(0, horizon)
        pen.rectangle(
            (left, top, left + chance.randint(40, wide // 2), top + chance.randint(30, high // 3)),
            fill=_colour(chance, 0, 255),
        )
    for _ in range(chance.randint(6, 30)):
        x, y, radius = chance.randint(0, wide), chance.randint(horizon // 2, high), chance.randint(8, 60)
        pen.ellipse((x - radius, y - radius, x + radius, y + 2 * radius), fill=_colour(chance, 0, 255))
    return picture


def _colour(chance: random.Random, least: int, most: int) -> tuple[int, int, int]:
    return chance.randint(least, most), chance.randint(least, most), chance.randint(least, most)


def changed(picture: Image.Image, way: str) -> Image.Image:
    """Give the picture as it comes back from a chat, a copy or a frame."""
    wide, high = picture.size
    if way == "small":
        return picture.resize((wide // 3, high // 3))
    if way == "bright":
        return ImageEnhance.Brightness(picture).enhance(1.15)
    if way == "grey":
        return picture.convert("L").convert("RGB")
    if way == "cut":
        return picture.crop((wide // 100, high // 100, wide - wide // 100, high - high // 100))
    return Image.open(io.BytesIO(jpeg(picture, quality=35)))


def jpeg(picture: Image.Image, *, quality: int = 90, taken: str = "", turned: int = 1) -> bytes:
    """Write a JPEG with a camera's own words: the moment, how it was held, whose it is and where it was."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Made Up"
    exif[ExifTags.Base.Orientation] = turned
    if taken:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, exif=exif)
    return out.getvalue()


def png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def photograph(number: int = 1, *, taken: str = "") -> bytes:
    """Give a photograph as a JPEG, each number another."""
    return jpeg(scene(number), taken=taken)


def bomb(wide: int, high: int) -> bytes:
    """Give a PNG of a few kilobytes that unpacks to `wide` times `high` pixels."""
    line = b"\0" + bytes((wide + 7) // 8)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(line) for _ in range(high)) + packer.flush()
    return framed([(b"IHDR", struct.pack(">IIBBBBB", wide, high, 1, 0, 0, 0, 0)), (b"IDAT", packed)])


def framed(pieces: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Put pieces together as a PNG."""
    told = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in (*pieces, (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + told


def pdf(pages: int = 1, *, carrying: str = "", wide: float = 595, stuffed: bytes = b"something") -> bytes:
    """Give a PDF of empty pages, each size another file, perhaps with a file inside."""
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(wide, 842)
    if carrying:
        document.new_attachment(carrying).set_data(stuffed)
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()
