import os
from itertools import groupby

from app import paths
from app.papers import fonts
from app.spelling import glyphs


def test_the_data_about_the_fonts_is_what_the_fonts_say() -> None:
    known = [point for point in range(0x20, 0x33480) if not 0xD800 <= point < 0xE000]
    there = [point for point in known if not fonts.without_font((chr(point),))]
    runs = [[at for _, at in run] for _, run in groupby(enumerate(there), key=lambda one: one[1] - one[0])]
    written = "".join(f"{run[0]:X}-{run[-1]:X}\n" if run[1:] else f"{run[0]:X}\n" for run in runs)
    file = paths.resources() / "data" / "printable.txt"
    if os.environ.get("WUYOU_REFRESH_EXPECTED"):
        file.write_text(written, encoding="ascii")
    assert file.read_text(encoding="ascii") == written


def test_what_no_font_has_is_told_once_each_and_what_leaves_no_mark_not_at_all() -> None:
    assert glyphs.unprintable("王\ue000\U0003004c\ue000") == ("\ue000", "\U0003004c")
    assert glyphs.unprintable("李𰻞㼆·阿a\u200b ") == ()
