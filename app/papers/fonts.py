"""The faces papers are set in, which characters they have, and which face stands in for which."""

import gzip
import hashlib
import io
import lzma
import re
import threading
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Final, Literal

from reportlab.pdfbase import pdfmetrics, ttfonts

from app import paths
from app.errors import UserError
from app.papers import pictures

Role = Literal["song", "biaosong", "hei", "fangsong", "kai"]

# A font file keeps a reading position and the set of characters used in the paper being made,
# so one paper is made at a time.
LOCK: Final = threading.RLock()


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One loaded font: its name in the PDF, its characters, and the height of a Han glyph's middle in em."""

    name: str
    characters: frozenset[str]
    centre: float
    font: ttfonts.TTFont


# File and middle of a Han glyph above the baseline, in em, measured on the outlines: the fonts'
# own ascents and descents disagree too much to centre a line by.
_STYLES: Final[dict[Role, tuple[str, float]]] = {
    "song": ("PxSong.ttf", 0.375),
    "biaosong": ("PxBiaoSong.ttf", 0.375),
    "hei": ("PxHei.ttf", 0.369),
    "fangsong": ("PxFangSong.ttf", 0.339),
    "kai": ("PxKai.ttf", 0.347),
}
_RARE: Final = (("PxRareA.ttf.xz", 0.374), ("PxRareB.ttf.xz", 0.389))

# These two have old-style figures, half-width quotation marks and brackets that look like 〔〕.
_BORROWED: Final[dict[str, frozenset[str]]] = {
    "PxFangSong.ttf": frozenset(map(chr, range(0x20, 0x7F))) | frozenset("“”‘’·（）"),
    "PxKai.ttf": frozenset(map(chr, range(0x20, 0x7F))) | frozenset("“”‘’·（）"),
}


def _to_unicode(font_name: str, subset: list[int]) -> str:
    """Write the map from a subset's codes back to characters, beyond U+FFFF as UTF-16 pairs.

    reportlab writes such characters as five hex digits, which readers take for another
    character: the page prints right and is copied and searched wrong.
    """
    pairs = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        for code, point in enumerate(subset)
        if point
    ]
    blocks = []
    for start in range(0, len(pairs), 100):
        block = pairs[start : start + 100]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            f"/CMapName /{font_name} def /CMapType 2 def",
            "1 begincodespacerange <00> <FF> endcodespacerange",
            *blocks,
            "endcmap CMapName currentdict /CMap defineresource pop end end",
        ]
    )


ttfonts.makeToUnicodeCMap = _to_unicode


def face(role: Role) -> Face:
    """Give the face of a role, loading it the first time."""
    return _load(*_STYLES[role])


def _load(file_name: str, centre: float) -> Face:
    with LOCK:
        return _loaded(file_name, centre)


@cache
def _loaded(file_name: str, centre: float) -> Face:
    try:
        data = _bytes(paths.resources() / "fonts" / file_name)
        # A name already registered keeps its first font, so the name carries the file's hash.
        name = f"{file_name.partition('.')[0]}-{hashlib.sha256(data).hexdigest()[:8]}"
        font = ttfonts.TTFont(name, io.BytesIO(data), shapable=False)
    except (OSError, EOFError, zlib.error, lzma.LZMAError, ttfonts.TTFError) as wrong:
        raise UserError(
            f"程序自带的字体 {file_name} 缺失或已损坏，无法制作文件。请重新安装本程序。"
        ) from wrong
    pdfmetrics.registerFont(font)
    characters = frozenset(map(chr, font.face.charToGlyph))
    return Face(name, characters - _BORROWED.get(file_name, frozenset()), centre, font)


def _bytes(path: Path) -> bytes:
    """Read a font as it lies there, or packed as `.gz` beside it, which is how offices get the large ones."""
    if path.suffix == ".xz":
        return lzma.decompress(path.read_bytes())
    packed = path.with_name(f"{path.name}.gz")
    return gzip.decompress(packed.read_bytes()) if packed.exists() else path.read_bytes()


@cache
def _stand_in(character: str) -> Face | None:
    """Give the first face beside the style's own that has a character, rare packs last."""
    song = face("song")
    if character in song.characters:
        return song
    if not _is_rare_han(character):
        return None
    for file_name, centre in _RARE:
        rare = _load(file_name, centre)
        if character in rare.characters:
            return rare
    return None


def _is_rare_han(character: str) -> bool:
    """Tell what the rare packs could have, to spare opening them for the rest."""
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


# Spaces of other kinds, and characters that leave no mark: joiners, direction marks, variation selectors.
_SPACES: Final = "\t\n\r\v\f\x85\xa0\u2028\u2029"
_MARKLESS: Final = re.compile(
    "[\u00ad\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]"
)
_UNEVEN: Final = re.compile(f"{_MARKLESS.pattern}|[{_SPACES}]")


def plain(text: str) -> str:
    """Give the text as one line without characters that leave no mark."""
    if not _UNEVEN.search(text):
        return text
    return re.sub(f"[{_SPACES}]", " ", _MARKLESS.sub("", text))


def missing(texts: Iterable[str]) -> tuple[str, ...]:
    """Give the characters that no bundled font nor the clerk's picture shows, in the order of code points."""
    return tuple(one for one in without_font(texts) if pictures.of(one) is None)


def without_font(texts: Iterable[str]) -> tuple[str, ...]:
    """Give the characters that no bundled font has, each once, in the order of their code points."""
    asked: set[str] = set()
    for text in texts:
        asked.update(text)
    unusual = set(plain("".join(sorted(asked - face("song").characters))))
    return tuple(sorted(character for character in unusual if _stand_in(character) is None))


@dataclass(frozen=True, slots=True)
class Lost:
    """Characters that no font has, and whose text they stand in: a person's name or a part of the paper."""

    whose: str
    characters: tuple[str, ...]

    @property
    def said(self) -> str:
        """Write it as `王□：“□”（U+E000）`."""
        listed = "、".join(f"“{_visible(c)}”（U+{ord(c):04X}）" for c in self.characters[:5])
        return f"{_printable(self.whose)}：{listed}"


class Unprintable(UserError):
    """Some text has characters that no font has; `lost` says whose, and which."""

    def __init__(self, lost: Iterable[Lost], *, how: str = "可以留空打印，再手写补上") -> None:
        """Say it in a sentence, and `how` it is printed all the same."""
        self.lost = tuple(lost)
        listed = "；".join(one.said for one in self.lost[:10])
        more = f"；等共 {len(self.lost)} 处" if len(self.lost) > 10 else ""
        super().__init__(f"下面的字字库里没有，无法打印。{listed}{more}。请核对是否录错；确实无误的，{how}。")


# An empty em: the pen draws a thin line at its foot, where a character is written by hand.
_BLANK: Final = "\u3000"
_LEFT_BLANK: ContextVar[list[Lost] | None] = ContextVar("left_blank", default=None)


@contextmanager
def handwritten() -> Iterator[list[Lost]]:
    """Leave a blank to write in for every character no font has, in the papers this thread makes within.

    Gives the list of what was left blank; it grows while papers are made.
    """
    lost: list[Lost] = []
    token = _LEFT_BLANK.set(lost)
    try:
        yield lost
    finally:
        _LEFT_BLANK.reset(token)


def require(named: Iterable[tuple[str, Iterable[str]]]) -> None:
    """Raise Unprintable when some text cannot be printed, naming whose it is, the character and its code.

    `named` pairs whose texts they are (a person's name, or a part of the paper) with the texts.
    Within `handwritten` it is noted instead.
    """
    held = [(who, tuple(texts)) for who, texts in named]
    if not missing(text for _, texts in held for text in texts):
        return
    found = [Lost(who, lost) for who, texts in held if (lost := missing(texts))]
    noted = _LEFT_BLANK.get()
    if noted is None:
        raise Unprintable(found)
    noted += [one for one in found if one not in noted]


def settable(text: str) -> tuple[str, tuple[int, ...]]:
    """Give the text with blanks for what no font has, and their places.

    A blank is left where there is a picture to put there, or where `handwritten` allows it; what nobody has
    `require`d is noted then: no blank is left unsaid.
    """
    noted = _LEFT_BLANK.get()
    if noted is None and not pictures.pictured(text):
        return text, ()
    absent = without_font((text,))
    gone = tuple(one for one in absent if pictures.of(one) is None)
    if noted is None:
        return _blanked(text, tuple(one for one in absent if one not in gone))
    unsaid = tuple(c for c in gone if not any(c in one.characters for one in noted))
    if unsaid:
        noted.append(Lost("本页", unsaid))
    return _blanked(text, absent)


def _blanked(text: str, absent: tuple[str, ...]) -> tuple[str, tuple[int, ...]]:
    places = tuple(at for at, character in enumerate(text) if character in absent)
    return text.translate(dict.fromkeys(map(ord, absent), _BLANK)), places


def _visible(character: str) -> str:
    return "□" if unicodedata.category(character) in {"Co", "Cc", "Cs"} else character


def _printable(text: str) -> str:
    return "".join(map(_visible, plain(text)))


def runs(text: str, role: Role) -> list[tuple[Face, str]]:
    """Cut a line into runs of one face each; raises Unprintable for a character that no font has."""
    own = face(role)
    if own.characters.issuperset(text):
        return [(own, text)] if text else []
    text, _ = settable(text)
    chosen = ((_face_for(character, own), character) for character in text)
    return [(key, "".join(c for _, c in group)) for key, group in groupby(chosen, key=lambda pair: pair[0])]


def _face_for(character: str, own: Face) -> Face:
    if character in own.characters:
        return own
    other = _stand_in(character)
    if other is None:
        raise Unprintable([Lost("本页", (character,))])
    return other


def width(text: str, role: Role, size: float) -> float:
    """Measure a line in points at a size in points."""
    return _ems(settable(text)[0], role) * size


@lru_cache(maxsize=65536)
def _ems(text: str, role: Role) -> float:
    return float(sum(piece.font.stringWidth(run, 1) for piece, run in runs(text, role)))
