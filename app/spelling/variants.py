"""Whether two names may be one, written by two hands: with a rare character as pinyin, a box or a variant."""

import re
from functools import cache

from app import paths
from app.spelling import names

# What stands for a character that could not be typed: a mark, or a code point only one computer knows.
_STAND_IN = re.compile("[?□■▢◻○◯●〓△*×\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_PIECE = re.compile(r"[a-z]+|.")


def may_be_one(one: str, other: str) -> bool:
    """Tell whether two names may be the same one: piece for piece alike, or one a stand-in for the other.

    张䶮 is 张yan, 张? and 张□; 陈喆 is 陳哲. Names that are equal without any of this are one anyway.
    """
    first, second = _pieces(one), _pieces(other)
    if len(first) != len(second) or not first:
        return False
    return all(_alike(here, there) for here, there in zip(first, second, strict=True))


def folded(name: str) -> str:
    """Give the form in which two names are equal where only variants of a character part them."""
    return "".join(_usual().get(char, char) for char in names.match_key(name))


def has_stand_in(name: str) -> bool:
    """Tell whether a character of a name is only stood in for: by a mark, or by pinyin among characters."""
    pieces = _pieces(name)
    latin = [piece.isascii() and piece.isalpha() for piece in pieces]
    return any(map(_STAND_IN.fullmatch, pieces)) or (any(latin) and not all(latin))


def _pieces(name: str) -> list[str]:
    return _PIECE.findall(names.match_key(name))


def _alike(here: str, there: str) -> bool:
    usual = _usual()
    if usual.get(here, here) == usual.get(there, there):
        return True
    if _STAND_IN.fullmatch(here) or _STAND_IN.fullmatch(there):
        return True
    spoken = {here: names.pinyin(here).full, there: names.pinyin(there).full}
    latin = here.isascii() != there.isascii()
    return latin and bool(spoken[here]) and spoken[here] == spoken[there]


@cache
def _usual() -> dict[str, str]:
    """Read which characters stand for one another: each by the usual one."""
    path = paths.resources() / "data" / "name-variants.tsv"
    usual = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            first, *others = line.split("\t")
            usual.update(dict.fromkeys(others, first))
    return usual
