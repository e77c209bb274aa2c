import io
from collections.abc import Iterator

import pytest
from PIL import Image, ImageDraw

from app.errors import UserError
from app.jobs import forms
from app.jobs.rare_characters import choosing, kept
from app.papers import fonts, pictures
from app.school import classes, enrollments
from tests import made_up
from tests.jobs.conftest import Desk
from tests.papers import reading

RARE = "\U0003004c"


def drawing(*, dark: bool = True, size: tuple[int, int] = (400, 300)) -> bytes:
    """Give a PNG with a cross on it, as somebody would photograph one."""
    paper, ink = (235, 30) if dark else (25, 230)
    picture = Image.new("L", size, paper)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((150, 60, 250, 80), fill=ink)
    pen.rectangle((190, 40, 210, 240), fill=ink)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def rare(township: Desk) -> Iterator[Desk]:
    (training,) = classes.find(township.db)
    (who, *_) = enrollments.rows(township.db, enrollments.find(township.db, training_class=training))
    with township.db.act("改名"):
        township.db.execute("UPDATE member SET name = ? WHERE id = ?", [f"王{RARE}", who.member])
    yield township
    pictures.use({})


def roster(desk: Desk) -> bytes:
    (training,) = classes.find(desk.db)
    return forms.make(desk.db, forms.called("roster"), training, today=made_up.TODAY).data


def test_a_picture_stands_where_no_font_has_the_character(rare: Desk) -> None:
    with pytest.raises(fonts.Unprintable, match=r"王.*U\+3004C"):
        roster(rare)
    choosing.choose(rare.db, RARE, drawing())
    data = roster(rare)
    assert reading.copied_as(data) == [f"王{RARE}"]
    assert set(kept.read(rare.db)) == {RARE}
    choosing.forget(rare.db, RARE)
    with pytest.raises(fonts.Unprintable):
        roster(rare)


def test_the_pictures_are_used_again_when_the_register_is_opened(rare: Desk) -> None:
    choosing.choose(rare.db, RARE, drawing())
    pictures.use({})
    kept.load(rare.db)
    assert roster(rare)


@pytest.mark.parametrize("dark", [True, False])
def test_the_ink_is_read_dark_on_light_and_light_on_dark(rare: Desk, dark: bool) -> None:
    choosing.choose(rare.db, RARE, drawing(dark=dark))
    rows = kept.read(rare.db)[RARE]
    side = pictures.SIDE
    assert len(rows) == side
    assert {len(row) for row in rows} == {side}
    # The cross is twice as high as wide: its foot fills the height, its arms a part of the width.
    middle = [row[side // 2] for row in rows]
    assert middle.count("1") > 0.85 * side
    assert rows[side // 6].count("1") > 0.4 * side
    assert rows[side - 20].count("1") < 0.2 * side


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n", drawing()[:200], b"%PDF-1.7", b"\xff\xd8" + bytes(500)]
)
def test_what_is_no_picture_is_refused_and_changes_nothing(rare: Desk, data: bytes) -> None:
    choosing.choose(rare.db, RARE, drawing())
    before = kept.read(rare.db)
    with pytest.raises(UserError):
        choosing.choose(rare.db, RARE, data)
    assert kept.read(rare.db) == before


def test_an_empty_sheet_is_refused(rare: Desk) -> None:
    blank = io.BytesIO()
    Image.new("L", (300, 300), 240).save(blank, "PNG")
    with pytest.raises(UserError, match="看不出一个字"):
        choosing.choose(rare.db, RARE, blank.getvalue())


@pytest.mark.parametrize("character", ["王", "𰻞", "", "王王"])
def test_a_character_that_a_font_has_needs_no_picture(rare: Desk, character: str) -> None:
    with pytest.raises(UserError, match="不用补图片"):
        choosing.choose(rare.db, character, drawing())
