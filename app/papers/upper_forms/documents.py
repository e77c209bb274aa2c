"""Documents of the upper level: blanks in paragraphs, tables, text boxes, headers and footers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

from lxml import etree

from app.papers.upper_forms import blanks
from app.papers.upper_forms.blanks import Blank, Value
from app.papers.upper_forms.packages import Package

_PARTS: Final = (
    (re.compile(r"word/header[0-9]*\.xml"), "页眉"),
    (re.compile(r"word/document\.xml"), "正文"),
    (re.compile(r"word/(footnotes|endnotes)\.xml"), "脚注"),
    (re.compile(r"word/footer[0-9]*\.xml"), "页脚"),
)
Element = Any


def blanks_in(package: Package) -> tuple[Blank, ...]:
    """Give the blanks of a document, its text first."""
    found = []
    for part, where in sorted(_parts(package), key=lambda one: one[1] != "正文"):
        for paragraph, texts in _paragraphs(package.tree(part)):
            names = blanks.named(blanks.joined(texts))
            inside = "表格" if where == "正文" and _row(paragraph) is not None else where
            found += [(name, inside) for name in names]
    return blanks.listed(found)


def fill(package: Package, values: Mapping[str, Value], lists: Mapping[str, Sequence[Value]]) -> None:
    """Fill in every part; a list outside a table stands in one line, parted by 、."""
    lines = {name: "、".join(filter(None, map(blanks.written, several))) for name, several in lists.items()}
    for part, _ in _parts(package):
        if not any(blanks.named(blanks.joined(texts)) for _, texts in _paragraphs(package.tree(part))):
            continue
        root = package.change(part)
        for row in _list_rows(root, lists):
            _repeat(row, lists)
        for _, texts in _paragraphs(root):
            blanks.replace(texts, {**lines, **values})


def _parts(package: Package) -> Iterator[tuple[str, str]]:
    for pattern, where in _PARTS:
        yield from ((name, where) for name in package.names() if pattern.fullmatch(name))


def _paragraphs(root: Element) -> Iterator[tuple[Element, list[Element]]]:
    """Give each paragraph with its own texts: those of a text box within it belong to the box's own."""
    w = f"{{{etree.QName(root).namespace}}}"
    own: dict[Element, list[Element]] = {}
    for text in root.iter(f"{w}t"):
        paragraph = next(text.iterancestors(f"{w}p"), None)
        if paragraph is not None:
            own.setdefault(paragraph, []).append(text)
    yield from own.items()


def _row(element: Element) -> Element | None:
    w = f"{{{etree.QName(element).namespace}}}"
    return next(element.iterancestors(f"{w}tr"), None)


def _list_rows(root: Element, lists: Mapping[str, Sequence[Value]]) -> list[Element]:
    found: dict[Element, None] = {}
    for paragraph, texts in _paragraphs(root):
        row = _row(paragraph)
        if row is not None and any(name in lists for name in blanks.named(blanks.joined(texts))):
            found[row] = None
    return list(found)


def _repeat(row: Element, lists: Mapping[str, Sequence[Value]]) -> None:
    """Put a row there once for each value of its lists, in the place of the empty rows below it."""
    names = [
        name for _, texts in _paragraphs(row) for name in blanks.named(blanks.joined(texts)) if name in lists
    ]
    count = max(1, *(len(lists[name]) for name in names))
    for below in list(row.itersiblings(row.tag))[: count - 1]:
        if not _is_free(below, row):
            break
        row.getparent().remove(below)
    pattern = deepcopy(row)
    rows = [row]
    for _ in range(count - 1):
        again = deepcopy(pattern)
        _make_one_more(again)
        rows[-1].addnext(again)
        rows.append(again)
    for number, one in enumerate(rows):
        values = {
            name: lists[name][number] if number < len(lists[name]) else "" for name in dict.fromkeys(names)
        }
        for _, texts in _paragraphs(one):
            blanks.replace(texts, values)


def _is_free(row: Element, pattern: Element) -> bool:
    """Say whether a row is an empty one drawn to be filled, with as many cells as the pattern."""
    w = f"{{{etree.QName(row).namespace}}}"
    same = len(row.findall(f"{w}tc")) == len(pattern.findall(f"{w}tc"))
    return (
        same
        and not blanks.joined(list(row.iter(f"{w}t"))).strip()
        and next(row.iter(f"{w}tbl"), None) is None
    )


def _make_one_more(row: Element) -> None:
    """Make a copied row fit below the first: merged cells go on, and nothing has the same mark twice."""
    w = f"{{{etree.QName(row).namespace}}}"
    for merged in row.iter(f"{w}vMerge"):
        if merged.get(f"{w}val") == "restart":
            del merged.attrib[f"{w}val"]
            cell = next(merged.iterancestors(f"{w}tc"))
            for text in cell.iter(f"{w}t"):
                text.text = ""
    for one in [*row.iter(f"{w}bookmarkStart"), *row.iter(f"{w}bookmarkEnd")]:
        one.getparent().remove(one)
    for one in row.iter():
        for mark in [key for key in one.attrib if key.endswith(("}paraId", "}textId"))]:
            del one.attrib[mark]
