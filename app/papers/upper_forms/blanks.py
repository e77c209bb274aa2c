"""Blanks: `{{…}}` within texts that Word and Excel have cut into runs as they liked."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.papers.workbooks import legible

Value = str | int | float
Element = Any

# An input method gives wide braces, and nobody sees the difference.
_BLANK: Final = re.compile(r"(?:\{\{|｛｛)\s*([^{}｛｝\n]{1,60}?)\s*(?:\}\}|｝｝)")
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank by its name, and where it stands: cells (`Sheet1!C4`), or 正文, 表格, 页眉, 页脚."""

    name: str
    where: tuple[str, ...]


def name_of(said: str) -> str:
    """Give the name as it is compared: without white space, with a plain dot."""
    return "".join(said.split()).replace("．", ".").replace("。", ".")


def named(text: str) -> list[str]:
    """Name the blanks of a text in their order."""
    return [name_of(found[1]) for found in _BLANK.finditer(text)] if "{" in text or "｛" in text else []


def only(text: str) -> str:
    """Give the name of the blank that a text is, or "" where it is more or less than one."""
    found = _BLANK.fullmatch(text.strip())
    return name_of(found[1]) if found else ""


def listed(found: Iterable[tuple[str, str]]) -> tuple[Blank, ...]:
    """Put pairs of name and place together by name, in the order in which the names came."""
    places: dict[str, list[str]] = {}
    for name, place in found:
        if place not in places.setdefault(name, []):
            places[name].append(place)
    return tuple(Blank(name, tuple(where)) for name, where in places.items())


def written(value: Value) -> str:
    """Write a value as text: 24 and not 24.0."""
    if isinstance(value, float):
        return f"{value:.10g}"
    return legible(str(value))


def joined(texts: Sequence[Element]) -> str:
    """Give what the pieces of one paragraph or cell say together."""
    return "".join(piece.text or "" for piece in texts)


def replace(
    texts: Sequence[Element], values: Mapping[str, Value], *, escaped: Callable[[str], str] = str
) -> bool:
    """Put values in the place of blanks; the value takes the look of the piece its blank begins in.

    Say whether there was one. Blanks without a value stay.
    """
    changed = False
    for found in reversed(list(_BLANK.finditer(joined(texts)))):
        name = name_of(found[1])
        if name in values:
            _put(texts, found.start(), found.end(), escaped(written(values[name])))
            changed = True
    return changed


def replaced(text: str, values: Mapping[str, Value], *, escaped: Callable[[str], str] = str) -> str:
    """Give a plain text with values in the place of its blanks."""

    def value(found: re.Match[str]) -> str:
        name = name_of(found[1])
        return escaped(written(values[name])) if name in values else found[0]

    return _BLANK.sub(value, text)


def _put(texts: Sequence[Element], start: int, end: int, value: str) -> None:
    at, first = 0, True
    for piece in texts:
        text = piece.text or ""
        begins, at = at, at + len(text)
        if at <= start or begins >= end:
            continue
        inside = text[max(start - begins, 0) : end - begins]
        head, tail = text[: max(start - begins, 0)], text[max(start - begins, 0) + len(inside) :]
        piece.text = head + (value if first else "") + tail
        piece.set(_SPACE, "preserve")
        first = False
