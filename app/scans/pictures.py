"""Photographs in: whatever a telephone or scanner wrote becomes a small JPEG that holds nothing but pixels.

Decoding happens in this process and not in a child as for spreadsheets: only the readers of JPEG and PNG
may run, the size is known from the header before a pixel is unpacked, a JPEG is shrunk while it is read, and
so no file takes more memory than its pixels, of which there are at most `PIXELS`.
"""

import io
import math
import re
import struct
import warnings
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Final

from PIL import ExifTags, Image, ImageStat

from app.errors import UserError

BYTES: Final = 15 * 1024**2
PIXELS: Final = 60_000_000
SIDE: Final = 1600
"""The longer side of what is kept, in pixels: enough to read a sheet photographed whole."""
QUALITY: Final = 85
EARLIEST: Final = 2000

# A photograph shown in steps has about ten; each costs a walk over every pixel.
_SCANS: Final = 100
_SCAN: Final = b"\xff\xda"
_WRITTEN: Final = re.compile(r"(\d{4})[:\-/.](\d{2})[:\-/.](\d{2})(?:[ T](\d{2}):(\d{2}):(\d{2}))?")
_GRID: Final = 32
_LOW: Final = 8
# The cosines of a discrete transform, the lowest frequencies only: what is left of a picture seen from afar.
_COSINES: Final = tuple(
    tuple(math.cos(math.pi * wave * (2 * at + 1) / (2 * _GRID)) for at in range(_GRID))
    for wave in range(_LOW)
)
_SIGN: Final = 1 << 63
_TOO_LARGE: Final = f"照片的像素太多（最多 {PIXELS // 10_000} 万），没有读取。请先用看图程序缩小，再归入。"
# No camera writes these, and each pixel takes four bytes twice over.
_CLEAR_PIXELS: Final = 24_000_000
# A picture whose greys lie closer together than that shows nothing that could be known again.
_PLAIN: Final = 3.0
_BROKEN: Final = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    OverflowError,
    TypeError,
    IndexError,
    KeyError,
    struct.error,
    zlib.error,
)

_WAYS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Image.MAX_IMAGE_PIXELS = PIXELS


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph as it is kept: `data` is a JPEG, `taken_at` ISO text to the minute or empty.

    `phash` says what is to be seen on it in 64 bits, signed, as the register holds them; None where that is
    nothing.
    """

    data: bytes
    width: int
    height: int
    taken_at: str
    phash: int | None


def reencoded(data: bytes, *, today: str) -> Picture:
    """Turn a JPEG or PNG upright and write it anew, at most `SIDE` pixels long.

    Everything else that the file held is left behind, but for the moment it was taken. Raise `UserError`
    for what is neither, is damaged, or is larger than `BYTES` or `PIXELS`. A moment after `today` or
    before `EARLIEST` is a telephone's wrong clock and is left out.
    """
    if len(data) > BYTES:
        raise UserError(f"照片超过 {BYTES // 1024**2} MB，请用手机或电脑把它存小一些再归入。")
    if data.startswith(b"\xff\xd8") and data.count(_SCAN) > _SCANS:
        raise UserError("这张照片的内部结构不正常，没有读取。请用看图程序打开，另存为 JPG 后再归入。")
    try:
        # Pillow remarks upon crooked metadata, which are left behind anyway.
        with warnings.catch_warnings(action="ignore"), _opened(data) as opened:
            taken_at = _taken_at(opened, today=today)
            # Twice the size wanted, so that shrinking still smooths.
            opened.draft("RGB", (2 * SIDE, 2 * SIDE))
            upright = _flat(opened)
    except _BROKEN as wrong:
        raise UserError(
            "这张照片打不开，可能没有拷贝完，或者不是真正的 JPG、PNG。请用看图程序打开，另存为 JPG 后再归入。"
        ) from wrong
    kept = io.BytesIO()
    upright.save(kept, "JPEG", quality=QUALITY, optimize=True, exif=_dated(taken_at))
    return Picture(kept.getvalue(), upright.width, upright.height, taken_at, seen(upright))


def shrunk(data: bytes, *, side: int) -> bytes:
    """Make a JPEG at most `side` pixels long of a photograph, to be looked at; raise as `reencoded` does."""
    try:
        with warnings.catch_warnings(action="ignore"), _opened(data) as opened:
            opened.draft("RGB", (2 * side, 2 * side))
            small = _flat(opened, side)
    except _BROKEN as wrong:
        raise UserError("这张照片打不开，可能已损坏。") from wrong
    made = io.BytesIO()
    small.save(made, "JPEG", quality=QUALITY)
    return made.getvalue()


def _opened(data: bytes) -> Image.Image:
    """Read the header only; raise `UserError` where it promises too many pixels."""
    try:
        found = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as wrong:
        raise UserError(_TOO_LARGE) from wrong
    if found.width * found.height > (_CLEAR_PIXELS if _is_clear(found) else PIXELS):
        raise UserError(_TOO_LARGE)
    return found


def _is_clear(opened: Image.Image) -> bool:
    """Say whether a picture may let the ground through, or must be unpacked as if it did."""
    return opened.mode in ("P", "PA", "LA", "RGBA") or "transparency" in opened.info


def _flat(opened: Image.Image, side: int = SIDE) -> Image.Image:
    """Give the picture upright, small, on white where it lets the ground through."""
    # Shrunk before anything is copied: a large one is held once and not three times.
    way = _way(opened)
    if opened.mode == "1":
        opened = opened.convert("L")
    elif opened.mode != "RGBA" and _is_clear(opened):
        opened = opened.convert("RGBA")
    if opened.mode.startswith("I"):
        # 16 bits of grey: the upper eight are what a screen shows.
        opened = opened.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    opened.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if opened.mode == "RGBA":
        ground = Image.new("RGB", opened.size, "white")
        ground.paste(opened, mask=opened.getchannel("A"))
        opened = ground
    turned = opened if way is None else opened.transpose(way)
    return turned.convert("RGB")


def _way(opened: Image.Image) -> Image.Transpose | None:
    """Give how a picture must be turned to stand upright, as its telephone wrote."""
    try:
        return _WAYS.get(opened.getexif().get(ExifTags.Base.Orientation, 1))
    except _BROKEN:
        return None


def taken(start: bytes, *, today: str) -> str:
    """Read the moment a photograph was taken from the beginning of its file; empty where it does not say."""
    try:
        with (
            warnings.catch_warnings(action="ignore"),
            Image.open(io.BytesIO(start), formats=("JPEG", "PNG")) as opened,
        ):
            return _taken_at(opened, today=today)
    except (*_BROKEN, Image.DecompressionBombError):
        return ""


def _taken_at(opened: Image.Image, *, today: str) -> str:
    try:
        written = opened.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal, "")
    except _BROKEN:
        return ""
    return moment(str(written), today=today)


def moment(written: str, *, today: str) -> str:
    """Read a camera's moment as ISO text to the minute; empty where it makes no sense."""
    found = _WRITTEN.match(written.strip("\0 "))
    if found is None:
        return ""
    try:
        when = datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]
    except ValueError:
        return ""
    if when.year < EARLIEST or when.date().isoformat() > today:
        return ""
    return when.isoformat(sep=" ", timespec="minutes")


def _dated(taken_at: str) -> bytes:
    if not taken_at:
        return b""
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken_at.replace("-", ":") + ":00"
    return exif.tobytes()


def seen(image: Image.Image) -> int | None:
    """Hash what is to be seen on a picture: its lowest frequencies, each above or below their median.

    The same photograph in another size, quality or brightness differs in a few bits only. None where the
    picture is one plain colour.
    """
    small = image.convert("L").resize((_GRID, _GRID), Image.Resampling.LANCZOS)
    if ImageStat.Stat(small).stddev[0] < _PLAIN:
        return None
    grey = small.tobytes()
    lines = [grey[at : at + _GRID] for at in range(0, _GRID * _GRID, _GRID)]
    across = [[_weighed(wave, line) for wave in _COSINES] for line in lines]
    waves = [_weighed(down, [line[at] for line in across]) for down, at in product(_COSINES, range(_LOW))]
    middle = sorted(waves[1:])[len(waves) // 2]
    bits = sum(1 << place for place, wave in enumerate(waves) if wave > middle)
    return bits - (1 << 64) if bits & _SIGN else bits


def _weighed(wave: Sequence[float], values: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(wave, values, strict=True))
