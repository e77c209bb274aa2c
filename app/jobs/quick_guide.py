"""The quick guide on paper, from the manual that lies with the program."""

from app import paths
from app.papers import quick_guide

TITLE = "五有快速指南"


def printed() -> bytes:
    """Give the four pages as a PDF."""
    folder = paths.resources() / "help"
    text = (folder / "quick-guide.md").read_text(encoding="utf-8")
    _, pieces = quick_guide.read(text)
    named = [piece.words[1] for piece in pieces if piece.kind == "picture"]
    return quick_guide.render(text, {name: (folder / name).read_bytes() for name in named})
