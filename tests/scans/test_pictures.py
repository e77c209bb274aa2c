import io
import itertools
import random
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from app.errors import UserError
from app.scans import pictures
from app.school.photographs import ALIKE, differing
from tests import photographed

TODAY = "2026-11-22"


def read(data: bytes) -> pictures.Picture:
    return pictures.reencoded(data, today=TODAY)


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def test_what_is_kept_is_small_upright_and_says_nothing_but_when() -> None:
    scene = photographed.scene(1, (4000, 3000))
    tail = b"<script>alert(1)</script>PK\x03\x04"
    data = photographed.jpeg(scene, taken="2026:05:12 09:30:11", turned=6) + tail
    made = read(data)
    kept = opened(made.data)
    assert (made.width, made.height) == kept.size == (1200, 1600)
    assert (kept.format, kept.mode) == ("JPEG", "RGB")
    assert made.taken_at == "2026-05-12 09:30"
    exif = kept.getexif()
    assert set(exif) == {ExifTags.IFD.Exif}
    assert dict(exif.get_ifd(ExifTags.IFD.Exif)) == {ExifTags.Base.DateTimeOriginal: "2026:05:12 09:30:00"}
    assert b"Made Up" not in made.data
    assert b"script" not in made.data
    assert made.data.endswith(b"\xff\xd9")


@pytest.mark.parametrize("turned", range(1, 9))
def test_however_the_telephone_was_held_the_picture_stands_upright(turned: int) -> None:
    upright = Image.new("RGB", (400, 300), "white")
    upright.paste("red", (0, 0, 200, 150))
    ways = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    lying = upright if turned == 1 else upright.transpose(Image.Transpose(ways[turned]))
    kept = opened(read(photographed.jpeg(lying, turned=turned)).data)
    assert kept.size == (400, 300)
    corner, far = kept.getpixel((50, 50)), kept.getpixel((350, 250))
    assert isinstance(corner, tuple) and isinstance(far, tuple)
    assert corner[0] > 200 > 60 > corner[1]
    assert min(far) > 200


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_every_kind_of_png_becomes_a_jpeg(mode: str) -> None:
    picture = photographed.scene(2).convert("L").convert(mode if mode != "I;16" else "I")
    if mode == "I;16":
        picture = picture.point(lambda level: level * 256).convert("I;16")
    kept = read(photographed.png(picture))
    grey = opened(kept.data).convert("L")
    assert grey.size == (800, 600)
    bright, dark = max(grey.tobytes()), min(grey.tobytes())
    assert bright > 180 and dark < 90


def test_what_lets_the_ground_through_stands_on_white() -> None:
    clear = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    assert opened(read(photographed.png(clear)).data).getpixel((25, 25)) == (255, 255, 255)


def test_a_camera_of_four_inks_is_read() -> None:
    kept = read(photographed.jpeg(photographed.scene(3).convert("CMYK")))
    assert opened(kept.data).mode == "RGB"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026:05:12 09:30:11", "2026-05-12 09:30"),
        ("2026-05-12T09:30:11+08:00", "2026-05-12 09:30"),
        ("2026:05:12", "2026-05-12 00:00"),
        ("2026:11:22 23:59:59", "2026-11-22 23:59"),
        ("0000:00:00 00:00:00", ""),
        ("2026:02:30 10:00:00", ""),
        ("2026:05:12 25:00:00", ""),
        ("2036:05:12 09:30:11", ""),
        ("2026:11:23 00:00:00", ""),
        ("1970:01:01 00:00:00", ""),
        ("    :  :     :  :  ", ""),
        ("去年五月", ""),
        ("", ""),
        ("２０２６:05:12 09:30:11", "2026-05-12 09:30"),
        ("\0\0\0", ""),
    ],
)
def test_a_moment_that_makes_no_sense_is_left_out(written: str, said: str) -> None:
    assert pictures.moment(written, today=TODAY) == said


def test_a_wrong_clock_does_not_stop_a_photograph() -> None:
    made = read(photographed.photograph(taken="2099:01:01 00:00:00"))
    assert made.taken_at == ""
    assert not opened(made.data).getexif()


def test_exif_that_points_outside_itself_is_passed_over() -> None:
    body = b"Exif\0\0MM\0*\xff\xff\xff\xff" + bytes(20)
    head = b"\xff\xd8\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    plain = io.BytesIO()
    photographed.scene(1).save(plain, "JPEG")
    assert read(head + plain.getvalue()[2:]).taken_at == ""


# hostile


def test_a_bomb_is_refused_by_its_header() -> None:
    data = photographed.bomb(60_000, 60_000)
    assert len(data) < 2_000_000
    with pytest.raises(UserError, match="像素太多"):
        read(data)
    with pytest.raises(UserError, match="像素太多"):
        read(photographed.bomb(10_000, 7_000))


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
@pytest.mark.parametrize(
    ("mode", "size"), [("1", (10_000, 6_000)), ("RGB", (8000, 7400)), ("P", (6000, 4000))]
)
def test_the_largest_that_is_read_stays_within_memory(
    mode: str, size: tuple[int, int], tmp_path: Path
) -> None:
    # Not what `resource` says: that is never less than the parent had.
    Image.new(mode, size).save(tmp_path / "large.png")
    code = (
        "import pathlib, re; from app.scans import pictures;"
        f"pictures.reencoded(pathlib.Path({str(tmp_path / 'large.png')!r}).read_bytes(), today='2026-11-22');"
        "print(re.search(r'VmHWM:\\s+(\\d+)', pathlib.Path('/proc/self/status').read_text())[1])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert int(done.stdout) < 400_000


def test_a_text_that_unpacks_without_end_is_refused() -> None:
    ihdr = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    text = b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9)
    with pytest.raises(UserError, match="打不开"):
        read(photographed.framed([(b"IHDR", ihdr), (b"zTXt", text), (b"IDAT", zlib.compress(b"\0\0"))]))


def test_a_jpeg_walked_over_a_thousand_times_is_refused() -> None:
    plain = io.BytesIO()
    photographed.scene(1).save(plain, "JPEG", progressive=True)
    data = plain.getvalue()
    assert read(data).width == 800
    last = data.rindex(b"\xff\xda")
    with pytest.raises(UserError, match="内部结构不正常"):
        read(data[:last] + data[last:-2] * 1000 + b"\xff\xd9")


@pytest.mark.parametrize("share", [0.0, 0.001, 0.1, 0.5, 0.9])
@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_half_a_photograph_is_none(kind: str, share: float) -> None:
    whole = getattr(photographed, kind)(photographed.scene(4))
    with pytest.raises(UserError, match="打不开"):
        read(whole[: int(len(whole) * share)])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02",
        b"BM" + bytes(60),
        b"II*\0" + bytes(100),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"MZ\x90\0" + bytes(200),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xff\xd8\xff" + bytes(50),
        b"\x89PNG\r\n\x1a\n" + bytes(50),
    ],
)
def test_what_is_neither_jpeg_nor_png_is_refused(data: bytes) -> None:
    with pytest.raises(UserError):
        read(data)


def test_too_many_bytes_are_refused_unread() -> None:
    with pytest.raises(UserError, match="超过 15 MB"):
        read(photographed.photograph() + bytes(15 * 1024**2))


def test_a_photograph_that_is_also_something_else_is_only_a_photograph() -> None:
    for tail in (b"PK\x03\x04 a zip", b"<?php system($_GET[0]); ?>", b"%PDF-1.4 a paper", b"MZ a program"):
        assert tail not in read(photographed.photograph() + tail).data


def test_a_thousand_damaged_photographs_raise_nothing_but_a_sentence() -> None:
    chance = random.Random(7)
    whole = [photographed.jpeg(photographed.scene(5, (160, 120)), taken="2026:05:12 09:30:11"),
             photographed.png(photographed.scene(5, (160, 120)))]  # fmt: skip
    read_ = 0
    for number in range(1000):
        data = bytearray(whole[number % 2])
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read(bytes(data))
            read_ += 1
        except UserError:
            pass
    assert 0 < read_ < 1000


# the same photograph again


@pytest.mark.parametrize("way", ["small", "bright", "grey", "cut", "again"])
def test_the_same_photograph_is_known_in_another_size_and_light(way: str) -> None:
    for number in range(40):
        scene = photographed.scene(number)
        one, other = pictures.seen(scene), pictures.seen(photographed.changed(scene, way))
        assert one is not None and other is not None
        assert differing(one, other) <= ALIKE, number


def test_other_photographs_differ() -> None:
    seen = [pictures.seen(photographed.scene(number)) for number in range(120)]
    pairs = list(itertools.combinations([one for one in seen if one is not None], 2))
    alike = sum(differing(one, other) <= ALIKE for one, other in pairs)
    assert len(pairs) == 7140
    assert alike == 0


def test_a_plain_colour_is_like_nothing() -> None:
    assert read(photographed.png(Image.new("RGB", (300, 200), "white"))).phash is None


def test_a_hash_fits_the_register() -> None:
    seen = [pictures.seen(photographed.scene(number)) for number in range(60)]
    assert all(one is not None and -(2**63) <= one < 2**63 for one in seen)
    assert any(one is not None and one < 0 for one in seen)
    assert differing(-1, 0) == 64
