import gzip
import hashlib
import lzma
import threading
from pathlib import Path

import pytest

from app import paths
from app.errors import UserError
from app.papers import fonts
from app.papers.drawing import PORTRAIT, paper
from app.papers.setting import Type
from tests.papers import inking
from tests.papers.reading import drawn, glyphs, strokes, texts

RARE = "䶮㛃𬱖𰻞㼆㑇"
RARER = "𠅤𪚥𮯠𱁬𲎯"
ROLES: tuple[fonts.Role, ...] = ("song", "biaosong", "hei", "fangsong", "kai")
FONTS = paths.resources() / "fonts"


def tables(data: bytes) -> set[bytes]:
    """Name a font file's tables."""
    return {data[12 + 16 * n : 16 + 16 * n] for n in range(int.from_bytes(data[4:6], "big"))}


def printed(*lines: str, role: fonts.Role = "song", bold: bool = False) -> bytes:
    with paper("字", PORTRAIT) as pen:
        for number, line in enumerate(lines):
            pen.text(20, 20 + 10 * number, line, Type(role, 14, bold))
    return pen.data()


def test_the_bundled_fonts_are_the_ones_that_were_measured() -> None:
    for line in (FONTS / "SHA256SUMS").read_text(encoding="ascii").splitlines():
        digest, name = line.split()
        assert hashlib.sha256((FONTS / name).read_bytes()).hexdigest() == digest, name


@pytest.mark.parametrize("path", sorted(FONTS.glob("Px*")), ids=lambda path: path.name)
def test_every_font_is_static_with_outlines_reportlab_can_embed(path: Path) -> None:
    data = path.read_bytes()
    found = tables(lzma.decompress(data) if path.suffix == ".xz" else data)
    assert b"glyf" in found
    assert b"fvar" not in found  # a variable font would silently print in its default weight


@pytest.mark.parametrize("role", ROLES)
def test_rare_characters_are_copied_out_as_they_went_in(role: fonts.Role) -> None:
    line = f"姓名{RARE}（A1·b2）“引号”{RARER}"
    assert texts(printed(line, role=role)) == [line]
    assert texts(printed(line, role=role, bold=True)) == [line]


def test_the_whole_table_of_general_characters_is_there_in_every_role() -> None:
    table = (paths.resources() / "data" / "tgh-8105.txt").read_text(encoding="utf-8").split()
    characters = set("".join(line for line in table if not line.startswith("#")))
    assert len(characters) >= 8105
    for role in ROLES:
        assert characters <= fonts.face(role).characters | fonts.face("song").characters


@pytest.mark.parametrize("role", ROLES)
def test_general_and_rare_characters_are_there_in_ink_and_read_back(role: fonts.Role) -> None:
    seen = inking.printed([*inking.general()[ROLES.index(role) :: 20], *inking.RARE], role)
    assert (seen.empty, seen.boxes, seen.misread) == ([], [], 0)
    assert seen.count > 400


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_every_general_character_is_there_in_ink_and_read_back(role: fonts.Role) -> None:
    seen = inking.printed(inking.general(), role)
    assert (seen.empty, seen.boxes, seen.misread, seen.count) == ([], [], 0, 8105)


@pytest.mark.parametrize("role", ROLES)
def test_an_empty_box_or_nothing_at_all_would_be_seen(role: fonts.Role) -> None:
    with paper("缺", PORTRAIT) as pen:
        inking.unchecked(pen, fonts.face(role), 1)
        inking.unchecked(pen, fonts.runs("㛃", role)[0][0], 32)
    part = [str(at) for at in range(40)]
    seen = inking.looked_at(pen.data(), part, list(inking.boxes(role)))
    assert seen.boxes == ["1", "32"]
    assert len(seen.empty) == 38
    assert seen.misread == 1


def test_more_characters_than_one_subset_holds_are_copied_out() -> None:
    song = sorted(fonts.face("song").characters & set(map(chr, range(0x4E00, 0x5200))))
    lines = ["".join(song[start : start + 30]) for start in range(0, 720, 30)]
    assert texts(printed(*lines)) == ["".join(lines)]


def test_missing_lists_what_no_font_has_each_once() -> None:
    assert fonts.missing(["张三", RARE, RARER]) == ()
    assert fonts.missing(["王\ue000", "\ue000李🙂", "\x00"]) == ("\x00", "\ue000", "🙂")
    assert fonts.missing([]) == ()


def test_marks_without_ink_are_not_missing_and_not_printed() -> None:
    assert fonts.missing(["王\u200b\ufe00小\U000e0100明\ufeff"]) == ()
    assert texts(printed("王\u200b\ufe00小\U000e0100明\ufeff")) == ["王小明"]


def test_a_character_without_a_font_is_named_with_its_person_and_code() -> None:
    with pytest.raises(UserError, match=r"王□：“□”（U\+E000）。请核对"):
        fonts.require([("张三", ["张三"]), ("王\ue000", ["王\ue000"])])


def test_several_people_are_listed_and_half_a_pair_does_no_harm() -> None:
    with pytest.raises(UserError) as told:
        fonts.require([("甲\ue001", ["甲\ue001"]), ("乙", ["乙\ud800"])])
    said = str(told.value)
    assert "甲□：“□”（U+E001）" in said
    assert "乙：“□”（U+D800）" in said
    said.encode("utf-8")


def test_nothing_is_printed_as_an_empty_box() -> None:
    with pytest.raises(UserError, match=r"U\+1F642"):
        printed("笑🙂")


def pixels(data: bytes) -> list[bytes]:
    """Draw the first page, four dots a mm."""
    rows = drawn(data, 0, dpi=101.6)
    wide = rows.shape[1]
    flat = bytes(rows)
    return [flat[at : at + wide] for at in range(0, len(flat), wide)]


def test_a_character_without_a_font_is_left_blank_with_a_line_where_that_is_asked_and_told() -> None:
    with fonts.handwritten() as lost:
        fonts.require([("雷\ue000花", ["雷\ue000花", "下党村"])])
        blank = printed("姓名：雷\ue000花，在", bold=True, role="kai")
    assert lost == [fonts.Lost("雷\ue000花", ("\ue000",))]
    assert texts(blank) == ["姓名：雷\ue000花，在"]
    whole = printed("姓名：雷金花，在", bold=True, role="kai")
    full = {one.character: one for one in glyphs(whole, 0)}
    hole = set(range(round(full["雷"].right * 4), round(full["花"].left * 4)))
    for without, with_ in zip(pixels(blank), pixels(whole), strict=True):
        assert {
            at for at, (one, other) in enumerate(zip(without, with_, strict=True)) if one != other
        } <= hole
    (line,) = set(strokes(blank, 0)) - set(strokes(whole, 0))
    assert full["金"].left - 0.5 < line.left < line.right < full["金"].right + 0.5
    assert line.top == line.bottom > full["金"].bottom - 0.5


def test_no_blank_goes_unsaid_and_none_is_left_afterwards() -> None:
    with fonts.handwritten() as lost:
        printed("笑🙂\ue000", "再笑🙂")
    assert {c for one in lost for c in one.characters} == {"🙂", "\ue000"}
    assert lost[0].said == "本页：“□”（U+E000）、“🙂”（U+1F642）"
    with pytest.raises(fonts.Unprintable) as told:
        fonts.require([("王\ue000", ["王\ue000"])])
    assert told.value.lost == (fonts.Lost("王\ue000", ("\ue000",)),)
    with pytest.raises(UserError):
        printed("笑🙂\ue000")


def test_a_broken_or_absent_font_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "Broken.ttf").write_bytes(b"\x00\x01\x00\x00 not a font")
    (tmp_path / "fonts" / "Cut.ttf.xz").write_bytes((FONTS / "PxRareA.ttf.xz").read_bytes()[:5000])
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    (tmp_path / "fonts" / "Packed.ttf.gz").write_bytes(
        gzip.compress((FONTS / "PxBiaoSong.ttf").read_bytes())[:-9]
    )
    for name in ("Absent.ttf", "Broken.ttf", "Cut.ttf.xz", "Packed.ttf"):
        with pytest.raises(UserError, match="字体.*重新安装"):
            fonts._load(name, 0.37)


def test_a_packed_font_is_the_same_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = fonts._load("PxBiaoSong.ttf", 0.37)
    (tmp_path / "fonts").mkdir()
    packed = tmp_path / "fonts" / "PxBiaoSong.ttf.gz"
    packed.write_bytes(gzip.compress((FONTS / "PxBiaoSong.ttf").read_bytes(), 1))
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    assert fonts._loaded.__wrapped__("PxBiaoSong.ttf", 0.37).name == plain.name


def test_papers_made_at_once_do_not_disturb_each_other() -> None:
    lines = [f"{chr(0x4E00 + 13 * n)}{RARE}{n}" for n in range(8)]
    alone = [printed(line, role="fangsong") for line in lines]
    together: dict[int, bytes] = {}
    threads = [
        threading.Thread(target=lambda n=n: together.update({n: printed(lines[n], role="fangsong")}))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[n] for n in range(8)] == alone
