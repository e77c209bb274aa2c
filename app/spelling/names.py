"""People's names: shown, compared, searched by initials and sorted by strokes."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, product

from app import paths
from app.spelling import OK, Kind, Verdict, cells, glyphs

# Unified ideographs, their compatibility block and planes 2 and 3. Written as numbers: a compatibility
# character in the source would not survive an editor that normalises.
_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
# Dots met between the parts of long names; NFKC makes some of them one another.
_DOTS = "·•‧∙⋅・･⸱᛫ꞏ․"
# The fonts have all of these, so that nothing need be asked about them.
_PLAIN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002a6df]{2,4}")
_DOT = re.compile(f"[{_DOTS}]")
_STOP_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}])\\s*[.。｡]\\s*(?=[{_HAN}])")
_PIECE = re.compile(r"[A-Za-z]+|.")
_NOT_COMPARED = re.compile(rf"[\s.。{_DOTS}]")

# Each radical of U+2E80..2EF3 that is also a whole character, and that character. PDF files hand out such
# look-alikes, and NFKC mends the Kangxi block but not this one (Unicode: Equivalent_Unified_Ideograph).
_RADICAL_PAIRS = (
    "⺁厂⺄乙⺈刀⺊卜⺌小⺎兀⺒巳⺜日⺝月⺠民⺧牛⺩王⺫目⺬示⺶羊⺼肉⻄西⻅见⻆角⻉贝⻋车⻏邑⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风"
    "⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻭歯⻮齿⻯竜⻰龙⻲亀"
)
_RADICALS = dict(zip(map(ord, _RADICAL_PAIRS[::2]), _RADICAL_PAIRS[1::2], strict=True))

# A syllable, and the initials it may be looked for by, the usual one first: ("shan", "sd").
_Spoken = tuple[str, str]
_AT_MOST_INITIALS = 12


def is_plain(raw: str) -> bool:
    """Tell whether this is what most cells hold: two to four characters, shown as written, beyond doubt."""
    return _PLAIN.fullmatch(raw) is not None and "某" not in raw and unicodedata.is_normalized("NFKC", raw)


def display(raw: str) -> str:
    """Give a name as it is shown and printed; doing it twice changes nothing."""
    if is_plain(raw):
        return raw
    text = cells.written(raw.translate(_RADICALS))
    text = _STOP_BETWEEN_HAN.sub("·", _DOT.sub("·", text))
    text = re.sub(r"[\s·]*·[\s·]*", "·", text).strip(" ·")
    text = re.sub(f"(?<=[{_HAN}])[\\s、,.。;:·]+$", "", text)
    return _close_up(text.split())


@lru_cache(maxsize=32768)
def match_key(name: str) -> str:
    """Give the form in which two spellings of one name are equal: no spaces, no dots."""
    if is_plain(name):
        return name
    text = _NOT_COMPARED.sub("", display(name))
    # Case folding can leave NFKC, and what NFKC takes apart may be a space or a dot.
    return _NOT_COMPARED.sub("", unicodedata.normalize("NFKC", text.casefold()))


def _close_up(parts: list[str]) -> str:
    """Join what spaces only stretch, 张　三; leave the ones that may part two names."""
    text = "".join(parts)
    stretched = all(len(part) == 1 for part in parts) or len(text) <= 3
    two_part_surname = len(parts) == 2 and parts[0] in _readings()["复姓"]
    if re.fullmatch(f"[{_HAN}]+", text) and (stretched or two_part_surname):
        return text
    return " ".join(parts)


# Looked for in this order in the name as shown; the first that is found speaks.
_DOUBTS: tuple[tuple[re.Pattern[str], Kind, str], ...] = (
    (re.compile(r"^[\d\s.,/-]+$"), "refuse", "姓名一格里只有数字，请核对各列是否对错了。"),
    (
        re.compile(r"[?\ufffd\ud800-\udfff]"),
        "ask",
        "姓名里有问号或乱码，可能是生僻字丢失，请对照身份证补上这个字。",
    ),
    (re.compile(r"[□■▢◻○◯●〓△]"), "ask", "姓名里有方框或圆圈，可能是打不出的生僻字，请对照身份证补上。"),
    (
        re.compile(r"\(.*[上下左右内外加旁底头].*\)|上.下.|左.右.|[\u2ff0-\u2fff]"),
        "ask",
        "姓名里像是用文字说明代替了生僻字，请换成真正的那个字。",
    ),
    (re.compile(r"[*×某]"), "ask", "姓名像是被遮住了一部分，请补上完整的姓名。"),
    (re.compile(r"[()\[\]{}<>【】《》〔〕]"), "ask", "姓名带有括号里的说明，请把说明移到备注里。"),
    (re.compile(r"[、,，/;；&|\\+]"), "ask", "姓名一格里像是写了不止一个人，请分成几行。"),
    (re.compile(f"[{_HAN}] [{_HAN}]"), "ask", "姓名中间有空格，请核对是一个人、两个人，还是该用间隔号。"),
    (re.compile(r"\d"), "ask", "姓名里有数字，请核对。"),
    (
        re.compile(r"[\u2e80-\u2fdf\u3040-\u312f\u31a0-\u31ff\uac00-\ud7af]"),
        "ask",
        "姓名里有像汉字却不是汉字的符号，请重新输入这个字。",
    ),
    (
        re.compile(f"[{_HAN}].*[A-Za-z]|[A-Za-z].*[{_HAN}]"),
        "ask",
        "姓名里汉字和字母混写，可能是用拼音代替了生僻字，请核对。",
    ),
    (re.compile(r".{31}"), "ask", "姓名太长，请核对各列是否对错了。"),
    (
        re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010ffff]"),
        "flag",
        "姓名里有自造字（{unprintable}），别的电脑和打印机可能不认，请换成标准的字。",
    ),
    (re.compile(f"[^{_HAN}·A-Za-zÀ-ÖØ-öø-ɏ '’.-]"), "ask", "姓名里有不常见的符号，请核对。"),
    (re.compile(f"^[{_HAN}]$"), "flag", "姓名只有一个字，请核对。"),
    (re.compile(f"^[^{_HAN}]+$"), "flag", "姓名不是汉字，请核对。"),
)


def _unprintable(shown: str) -> str:
    """Write the characters that no shipped font has: 𰁌 U+3004C; one nobody can see by its code alone."""
    return "、".join(
        f"U+{ord(one):04X}" if unicodedata.category(one) == "Co" else f"{one} U+{ord(one):04X}"
        for one in glyphs.unprintable(shown)
    )


def check(name: str) -> Verdict:
    """Judge a name as written or as displayed; an empty one is refused."""
    if is_plain(name):
        return OK
    shown = display(name)
    if cells.is_blank(shown):
        return Verdict("refuse", "姓名是空的，请补上姓名。")
    for pattern, kind, note in _DOUBTS:
        if pattern.search(shown):
            return Verdict(kind, note.replace("{unprintable}", _unprintable(shown)))
    if lost := _unprintable(shown):
        return Verdict("flag", f"姓名里有字库里没有的字（{lost}），打印时要手写或补图片，请对照身份证核对。")
    if any(unicodedata.category(char) == "Cc" and not char.isspace() for char in name):
        return Verdict("flag", "姓名里有看不见的控制字符，已经去掉，请核对有没有少字。")
    return OK


@dataclass(frozen=True, slots=True)
class Pinyin:
    """Hold how a name is typed: toneless, lower case, ü as v.

    `initials` follow the reading in `full`. `alternatives` hold every initials
    that other living readings allow, separated by spaces, with `initials`
    among them; empty where there is only one reading.
    """

    full: str
    initials: str
    alternatives: str


def pinyin(name: str) -> Pinyin:
    """Spell a name, its surname read as a surname: 单 shàn, 曾 zēng, 尉迟 yùchí."""
    shown = display(name)
    head = _surname(shown)
    spoken = [*head, *map(_char, _PIECE.findall(shown, len(head)))]
    syllables, letters = zip(*spoken, strict=True) if spoken else ((), ())
    initials = "".join(letters)
    if len(initials) == len(letters) and all(letters):
        return Pinyin("".join(syllables), initials, "")
    heard = [several for several in letters if several]
    return Pinyin("".join(syllables), "".join([several[0] for several in heard]), _alternatives(heard))


def _alternatives(letters: list[str]) -> str:
    choices = ["".join(choice) for choice in islice(product(*letters), _AT_MOST_INITIALS)]
    return " ".join(sorted(choices)) if len(choices) > 1 else ""


def _surname(shown: str) -> tuple[_Spoken, ...]:
    """Give the readings of a surname that is read in a way of its own, one a character."""
    tables = _readings()
    if len(shown) > 2 and (compound := tables["复姓"].get(shown[:2])):
        return compound
    # A transliterated name has no surname: 解 in it is read as anywhere else.
    return tables["姓"].get(shown[:1], ()) if "·" not in shown else ()


@cache
def _char(piece: str) -> _Spoken:
    """Give how a character (or a Latin word) is spoken, nothing for a mark or where nobody knows."""
    listed = _readings()["名"].get(piece)
    if listed:
        return listed[0]
    syllable = _toneless(_dictionary().get(ord(piece[0]), "").split(",")[0] or piece.casefold())
    return (syllable, syllable[0]) if syllable.isascii() and syllable.isalpha() else ("", "")


def _toneless(syllable: str) -> str:
    letters = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v").replace("\u00ea", "e")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def _dictionary() -> dict[int, str]:
    # Importing pypinyin reads 3 MB of tables and takes 0.2–0.4 s, which the program's start must not pay.
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415

    return dict(pinyin_dict)


@cache
def _readings() -> dict[str, dict[str, tuple[_Spoken, ...]]]:
    """Read the readings that only names have: by kind, then by text, one a character."""
    tables: dict[str, dict[str, tuple[_Spoken, ...]]] = {"姓": {}, "复姓": {}, "名": {}}
    path = paths.resources() / "data" / "name-readings.tsv"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, text, written = line.split("\t")
            readings = [part.split("/") for part in written.split()]
            tables[kind][text] = tuple(
                (several[0], "".join(dict.fromkeys(one[0] for one in several))) for several in readings
            )
    return tables


def stroke_key(name: str) -> str:
    """Give ASCII text that sorts names in 姓氏笔画 order.

    The surname comes first by strokes and stroke order; within one surname a
    single given name stands before a double one, as official lists have it.
    Each character is five hexadecimal digits; those without a known stroke
    count stand last, by code point.
    """
    text = match_key(name)
    ranks = _ranks()
    places = [f"{ranks.get(char) or min(0x40000 + ord(char), 0xFFFFF):05x}" for char in text]
    return f"{places[0]}{min(len(text), 15):x}{''.join(places[1:])}" if places else ""


@cache
def _ranks() -> dict[str, int]:
    path = paths.resources() / "data" / "han-stroke-order.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line[0]: rank for rank, line in enumerate(lines) if line and not line.startswith("#")}
