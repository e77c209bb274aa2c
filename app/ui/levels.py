"""Levels: the same page serves a township under its county and a county under its city."""

from app.ui.desk import Desk

# What stands above and below a county, as the sentences of a township's and a county's pages have it.
_ABOVE = (("县级", "市级"), ("县里", "市里"))
_BELOW = (
    *_ABOVE,
    ("乡镇登记", "各县登记"),
    ("乡镇党校", "县级党校"),
    ("各乡镇", "各县"),
    ("乡镇", "县级"),
    ("本县", "本市"),
)


def above(desk: Desk, said: str) -> str:
    """Say at a county's desk of its city what is said at a township's of its county."""
    return said if desk.level == "township" else _changed(said, _ABOVE)


def below(desk: Desk, said: str) -> str:
    """Say at a city's desk of its counties what is said at a county's of its townships."""
    return _changed(said, _BELOW) if desk.level == "city" else said


def _changed(said: str, words: tuple[tuple[str, str], ...]) -> str:
    # Marked first: what was put in must not be taken for what is still to be replaced.
    for at, (here, _) in enumerate(words):
        said = said.replace(here, f"\0{at}\0")
    for at, (_, there) in enumerate(words):
        said = said.replace(f"\0{at}\0", there)
    return said
