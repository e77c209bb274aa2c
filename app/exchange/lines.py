"""Write and read one line of canonical JSON, trusting nothing that comes in.

Canonical: UTF-8, keys sorted, no spaces, no escapes but the necessary ones. A text that is
written back otherwise than it was read had a duplicate key, a lone surrogate, NaN or the like.
"""

import json
import re
from collections.abc import Mapping, Sequence
from itertools import chain
from operator import methodcaller

MAX_LINE = 64 * 1024
MAX_DEPTH = 8
MAX_INTEGER = 2**63 - 1
# After writing back, the only escapes left are \" \\ \n \t and those of control characters.
FORBIDDEN_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\[^\"\\nt]")
PLAIN = {int, float, str, type(None)}
COLUMN = re.compile(r"[a-z][a-z0-9_]{0,62}")

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode
_decode = json.JSONDecoder().decode
_values = methodcaller("values")


def canonical(value: Mapping[str, object]) -> bytes:
    """Give the one way to write a JSON object; ValueError for what `parse` would not take back."""
    _check(value, depth=1)
    text = _encode(value)
    _check_text(text)
    return text.encode("utf-8")


def parse(raw: bytes) -> dict[str, object]:
    """Read a canonical JSON object, nested at most MAX_DEPTH deep; ValueError for anything else."""
    try:
        text = raw.decode("utf-8")
        value = _decode(text)
        if type(value) is not dict or _encode(value) != text:
            raise ValueError("not a canonical JSON object")
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    _check_text(text)
    _check(value, depth=1)
    return value


def write_row(row: Mapping[str, object]) -> bytes:
    """Give a register row as a line without its newline; ValueError if it may not travel."""
    text = _encode(row)
    _check_text(text)
    _check_rows([row])
    raw = text.encode("utf-8")
    if len(raw) > MAX_LINE:
        raise ValueError("a row longer than 64 KiB")
    return raw


def read_rows(block: bytes) -> list[dict[str, object]]:
    """Read lines into flat rows of text, integers, finite floats and None; ValueError for anything else.

    Lines are taken by the block, because reading them and writing them back one by one is most of the work.
    """
    try:
        text = block.decode("utf-8")
        # A bare newline in a text is refused, so that one may only stand between two tokens.
        rows: list[dict[str, object]] = _decode("[" + text.replace("\n", ",\n") + "]")
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    # Rows are flat, so that as many objects as lines which begin and end like one are one object a line.
    count = text.count("\n") + 1
    if len(rows) != count or text.count("}\n{") != count - 1 or text[:1] != "{" or text[-1:] != "}":
        raise ValueError("a line that is not an object")
    if not all(type(row) is dict for row in rows):
        raise ValueError("a line that is not an object")
    if _encode(rows) != "[" + text.replace("\n", ",") + "]":
        raise ValueError("not canonical JSON objects")
    _check_text(text)
    _check_rows(rows)
    return rows


def _check_text(text: str) -> None:
    if "\\" in text and FORBIDDEN_ESCAPE.search(text):
        raise ValueError("a control character")


def _check_rows(rows: Sequence[Mapping[str, object]]) -> None:
    """Check rows column by column where they have the same ones, which a block of a table's lines has."""
    kinds = dict.fromkeys(map(tuple, rows))
    for column in set(chain.from_iterable(kinds)):
        if not COLUMN.fullmatch(column):
            raise ValueError("a column's name is not a name")
    values = map(_values, rows)
    alike = len(kinds) == 1 < len(rows)
    for each in zip(*values, strict=True) if alike else map(tuple, values):
        _check_values(each)


def _check_values(values: Sequence[object]) -> None:
    types = set(map(type, values))
    if not types <= PLAIN:
        raise ValueError("a value that is neither text, number nor nothing")
    if int in types:
        numbers = [value for value in values if type(value) is int]
        if not (min(numbers) >= -MAX_INTEGER and max(numbers) <= MAX_INTEGER):
            raise ValueError("an integer beyond 63 bits")


def _check(value: object, *, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ValueError("nested too deep")
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if type(key) is not str:
                raise ValueError("a key that is not text")
            _check(inner, depth=depth + 1)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner, depth=depth + 1)
    elif type(value) is int:
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            raise ValueError("an integer beyond 63 bits")
    elif not isinstance(value, str | bool | float | None):
        raise ValueError("a value JSON does not know")
