"""Find where a sheet's header is and which field each column holds."""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from app import paths

SEARCHED_ROWS = 30
# Fields of which a sheet may hold several columns that belong together: 工作单位 and 职务.
JOINED = "unit_post"
_ENOUGH = 3
# Headings carry instructions, but not essays; what is longer may be built to keep a pattern busy.
_LONGEST = 120
_FAR = 1000
# More than two groups of columns could seem to gain by being read without their group headings.
_GROUPED = 6

Row = Sequence[object]
Merged = Sequence[tuple[int, int, int, int]]

_PARENTHESES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_SYMBOLS = re.compile(r"[\s*＊★☆●▲△※:,;。、'\"“”‘’_#]+")
_NAME = re.compile("[一-鿿]{2,4}")
_COLON = re.compile("[:：]")
_HINT = re.compile(r"(?:必填项?|选填|可不填|请?填写全称|[a-z0-9./:-])+$")


@dataclass(frozen=True, slots=True)
class Header:
    """The header's first and last row and, for each column, its heading and its field.

    Rows count from 0. `fields` has "" for a column not used. `blocks` are the
    column ranges (first, after last) that each hold one person of a row: two
    where a sheet sets two people side by side. `strays` are columns with a
    further name that no block holds.
    """

    first: int
    last: int
    headings: tuple[str, ...]
    fields: tuple[str, ...]
    blocks: tuple[tuple[int, int], ...]
    strays: tuple[int, ...] = ()

    def used(self) -> set[str]:
        """Give the fields found."""
        return {field for field in self.fields if field}

    def clear(self) -> bool:
        """Say whether this can be nothing but a header: a name and two more that are known."""
        return "name" in self.fields and self.known() >= _ENOUGH

    def known(self) -> int:
        """Count the headings recognised, those of columns not used among them."""
        return sum(
            1 for heading in self.headings if heading and recognise(heading.split("·")[-1]) is not None
        )


@dataclass(frozen=True, slots=True)
class _Words:
    rank: dict[str, tuple[str, int]]
    groups: frozenset[str]
    beginnings: frozenset[str]


@cache
def _words() -> _Words:
    with (paths.resources() / "data" / "headings.toml").open("rb") as file:
        table = tomllib.load(file)
    rank = {key(word): ("", 0) for word in table["other"]}
    for field, headings in table["fields"].items():
        for place, heading in enumerate(headings):
            rank[key(heading)] = (field, place)
    return _Words(
        rank=rank,
        groups=frozenset(key(word) for word in table["groups"]),
        beginnings=frozenset(word[0] for word in rank),
    )


def key(heading: object) -> str:
    """Give a heading's form for comparing: NFKC, lower case, without spaces, stars, colons and quotes."""
    if not isinstance(heading, str) or len(heading) > _LONGEST:
        return ""
    return _SYMBOLS.sub("", unicodedata.normalize("NFKC", heading)).lower()


def may_be(text: str) -> bool:
    """Say whether a cell may be a heading; beyond doubt it is none where it only looks like a name."""
    return text[0] in _words().beginnings or _NAME.fullmatch(text) is None


@lru_cache(maxsize=4096)
def recognise(heading: str) -> tuple[str, int] | None:
    """Give (field, precedence) of a heading, ("", 0) of one known and not used, None of a stranger.

    Tried in turn: as it stands, without what is in brackets, without a hint at
    its end, and each part of `手机/电话` by itself.
    """
    if len(heading) > _LONGEST:
        return None
    words = _words().rank
    whole = key(heading)
    bare = _PARENTHESES.sub("", whole)
    for form in (whole, bare, _HINT.sub("", bare)):
        if form in words:
            return words[form]
    parts = [part for part in re.split(r"[/|或]", bare) if part]
    if len(parts) > 1:
        for part in parts:
            if part in words and words[part][0]:
                field, place = words[part]
                return field, place + _FAR // 10
    return None


def find(rows: Sequence[Row], merged: Merged) -> Header | None:
    """Find the header in the first 30 rows, one or two rows deep; None when there is none."""
    found: list[Header] = []
    # Most rows hold no heading at all, and reading each as a header takes longer than reading the people.
    hopeful = [any(map(_is_known, row)) for row in rows[:SEARCHED_ROWS]]
    # One row is tried before two, so that a title is never taken for the upper half of a header.
    for depth in (1, 2):
        for first in range(min(SEARCHED_ROWS, len(rows)) - depth + 1):
            if not any(hopeful[first : first + depth]):
                continue
            header = read(rows, merged, first=first, last=first + depth - 1)
            if header.used() and _stands(header, rows):
                found.append(header)
    # Of two tables one below the other the upper is read: below it, the lower one's rows are told apart.
    upper = min((header for header in found if header.clear()), key=lambda header: header.last, default=None)
    if upper:
        found = [header for header in found if header.first <= upper.last]
    return max(found, key=lambda header: _score(header, merged), default=None)


def _is_known(cell: object) -> bool:
    if not isinstance(cell, str) or len(cell) > _LONGEST or _words().beginnings.isdisjoint(cell.lower()):
        return False
    return recognise(cell) is not None


def _score(header: Header, merged: Merged) -> int:
    """Weigh headers against each other: by the fields found, the headings known, the groups over them.

    A heading merged over both rows decides between one row and two that say as much.
    """
    pairs = [heading.split("·") for heading in header.headings if "·" in heading]
    spans = Counter(pair[0] for pair in pairs if recognise(pair[-1]) is not None)
    groups = sum(1 for columns in spans.values() if columns > 1)
    deep = header.last > header.first and any(
        top == header.first and bottom == header.last for top, _, bottom, _ in merged
    )
    return 2 * len(header.used()) + header.known() + deep + (_GROUPED if groups > 1 else 0)


def read(rows: Sequence[Row], merged: Merged, *, first: int, last: int) -> Header:
    """Read the rows `first` to `last` as the header, whatever they hold."""
    parents = _parents(rows, merged, first) if last > first else ("",) * len(rows[first])
    children = tuple(_text(cell) for cell in rows[last])
    if last > first:
        children = tuple(
            "" if _covered(merged, first, last, column) else child for column, child in enumerate(children)
        )
    headings = tuple(
        parent if not child else f"{parent}·{child}" if parent and parent != child else child
        for parent, child in zip(parents, children, strict=True)
    )
    claims = [_claim(parent, child) for parent, child in zip(parents, children, strict=True)]
    blocks = _blocks([key(child or parent) for parent, child in zip(parents, children, strict=True)], claims)
    fields = [""] * len(headings)
    for start, end in blocks:
        fields[start:end] = _settle(claims[start:end])
    strays = tuple(
        column
        for column, claim in enumerate(claims)
        if claim and claim[0] == "name" and claim[1] < _FAR and not fields[column]
    )
    return Header(
        first=first, last=last, headings=headings, fields=tuple(fields), blocks=blocks, strays=strays
    )


def _text(cell: object) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def _parents(rows: Sequence[Row], merged: Merged, top: int) -> tuple[str, ...]:
    """Give the upper heading over each column: a merged one over all it covers."""
    # 基层党委：… is about the whole sheet, not about the column below it; what is merged downwards is.
    parents = [
        "" if _COLON.search(text := _text(cell)) and not _covered(merged, top, top + 1, column) else text
        for column, cell in enumerate(rows[top])
    ]
    for first, left, last, right in merged:
        # A heading merged over more than half the sheet is the title, and says nothing of a column.
        if first <= top <= last and left < len(parents):
            if last == top and 2 * (right - left + 1) > len(parents):
                parents[left] = ""
            for column in range(left, min(right + 1, len(parents))):
                parents[column] = parents[left]
    if not merged:
        _spread(parents, [_text(cell) for cell in rows[top + 1]])
    return tuple(parents)


def _spread(parents: list[str], below: Sequence[str]) -> None:
    """Spread an upper heading to its right where nothing is merged: over blanks that have a child."""
    for column in range(1, len(parents)):
        if not parents[column] and below[column] and below[column - 1] and parents[column - 1]:
            parents[column] = parents[column - 1]


def _covered(merged: Merged, first: int, last: int, column: int) -> bool:
    """Say whether one heading is merged downwards over both rows of the header."""
    return any(
        top <= first and bottom >= last and left <= column <= right for top, left, bottom, right in merged
    )


def _claim(parent: str, child: str) -> tuple[str, int] | None:
    """Give what a column claims to be, later in line when an unknown heading stands above it."""
    if not parent or not child:
        return recognise(child or parent)
    together = recognise(parent + child)
    if together is not None:
        return together
    alone = recognise(child)
    if alone is None:
        return None
    above = recognise(parent)
    familiar = key(parent) in _words().groups or (above is not None and above[0] == alone[0])
    return alone if familiar or not alone[0] else (alone[0], alone[1] + _FAR)


def _settle(claims: Sequence[tuple[str, int] | None]) -> list[str]:
    """Give each field to the column with the best claim; a second telephone becomes the landline."""
    best: dict[str, tuple[int, int]] = {}
    for column, claim in enumerate(claims):
        if claim and claim[0]:
            field, place = claim
            best[field] = min(best.get(field, (place, column)), (place, column))
    taken = {field: column for field, (_, column) in best.items()}
    fields = [""] * len(claims)
    for field, column in taken.items():
        fields[column] = field
    for column, claim in enumerate(claims):
        if not claim or fields[column]:
            continue
        if claim[0] == "phone" and claim[1] < _FAR and "landline" not in taken:
            fields[column] = "landline"
            taken["landline"] = column
        elif claim[0] == JOINED and claim[1] < _FAR and _is_bare(claims[taken[JOINED]]):
            fields[column] = JOINED
    return fields


def _is_bare(claim: tuple[str, int] | None) -> bool:
    # 工作单位 alone may be joined with 职务; 工作单位及职务 already holds both.
    return claim is not None and claim[1] >= _words().rank[key("工作单位")][1]


def _blocks(keys: Sequence[str], claims: Sequence[tuple[str, int] | None]) -> tuple[tuple[int, int], ...]:
    """Find headings that repeat side by side, each repetition with its own name."""
    width = len(keys)
    names = [column for column, claim in enumerate(claims) if claim and claim[0] == "name"]
    if len(names) > 1:
        period = names[1] - names[0]
        for start in range(max(0, names[0] - period + 1), names[0] + 1):
            pattern = keys[start : start + period]
            after = start + period
            blocks = [(start, after)]
            while list(keys[after : after + period]) == list(pattern):
                blocks.append((after, after + period))
                after += period
            if len(blocks) > 1:
                return tuple(blocks)
    return ((0, width),)


def _stands(header: Header, rows: Sequence[Row]) -> bool:
    """Say whether these rows can be a header and not a title, a form or a person."""
    used = header.used()
    if "name" not in used:
        return len(used) >= _ENOUGH
    below = rows[header.last + 1 : header.last + 6]
    column = header.fields.index("name")
    if any(recognise(_text(row[column])) is not None for row in below[:1] if _text(row[column])):
        return False
    return header.clear() or len(used) > 1 or _few_words(rows[header.last])


def _few_words(row: Row) -> bool:
    """Say whether a row holds only short texts, as a list of bare names under 姓名 has."""
    filled = [cell for cell in row if cell != ""]
    return all(isinstance(cell, str) and len(cell) <= 12 for cell in filled)
