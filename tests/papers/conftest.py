"""Expected documents: what a paper says and where, kept as text so that a change can be read."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.papers.reading import document

EXPECTED = Path(__file__).resolve().parents[1] / "expected" / "papers"
REFRESH = "WUYOU_REFRESH_EXPECTED"


@pytest.fixture
def expected() -> Callable[[str, bytes], None]:
    """Compare a PDF with its kept document; with WUYOU_REFRESH_EXPECTED=1 set, keep what is there now."""

    def compare(name: str, pdf: bytes) -> None:
        path = EXPECTED / f"{name}.txt"
        now = document(pdf)
        if os.environ.get(REFRESH) == "1":
            path.write_text(now, encoding="utf-8")
        assert now == path.read_text(encoding="utf-8"), f"look at the change, then {REFRESH}=1 keeps it"

    return compare
