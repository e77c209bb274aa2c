"""A picture of one character in: a photograph or a scan becomes black and white rows, cut to the ink."""

import io

from PIL import Image, ImageOps

from app.errors import UserError
from app.scans import pictures

# The share of an em that the ink of a Han glyph takes in the fonts.
_INK = 0.92
_LEAST = 16


def pattern(data: bytes, *, side: int) -> tuple[str, ...]:
    """Give `side` rows of `side` cells, 1 where there is ink, the character as large as a glyph.

    Dark on light and light on dark are read alike. Raise `UserError` for what is no picture, or shows
    nothing that could be a character.
    """
    kept = pictures.reencoded(data, today="").data
    with Image.open(io.BytesIO(kept), formats=("JPEG",)) as opened:
        grey = ImageOps.autocontrast(opened.convert("L"), cutoff=1)
    histogram = grey.histogram()
    light = _threshold(histogram)
    dark_share = sum(histogram[:light]) / (grey.width * grey.height)
    ink = grey.point([255 if (value < light) == (dark_share < 0.5) else 0 for value in range(256)])
    box = ink.getbbox()
    if box is None or min(box[2] - box[0], box[3] - box[1]) * 8 < max(box[2] - box[0], box[3] - box[1]):
        raise UserError("图片里看不出一个字。请在白纸上用黑笔写大一些，拍正、拍清楚，只留这一个字。")
    if max(box[2] - box[0], box[3] - box[1]) < _LEAST:
        raise UserError("图片里的字太小，印出来会糊。请拍大一些，或换一张清楚的。")
    cut = ink.crop(box)
    room = round(side * _INK)
    scale = room / max(cut.size)
    shrunk = cut.resize(
        (max(1, round(cut.width * scale)), max(1, round(cut.height * scale))), Image.Resampling.BOX
    )
    whole = Image.new("L", (side, side), 0)
    whole.paste(shrunk, ((side - shrunk.width) // 2, (side - shrunk.height) // 2))
    cells = whole.tobytes()
    return tuple(
        "".join("1" if value >= 128 else "0" for value in cells[at : at + side])
        for at in range(0, side * side, side)
    )


def _threshold(histogram: list[int]) -> int:
    """Find the grey that parts ink from paper best (Otsu's criterion: the greatest variance between them)."""
    whole, total = sum(histogram), sum(grey * count for grey, count in enumerate(histogram))
    best, found, below, below_sum = -1.0, 128, 0, 0
    for grey, count in enumerate(histogram):
        below += count
        below_sum += grey * count
        above = whole - below
        if not below or not above:
            continue
        apart = below * above * (below_sum / below - (total - below_sum) / above) ** 2
        if apart > best:
            best, found = apart, grey + 1
    return found
