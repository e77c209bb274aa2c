"""Levels: the same page serves a township under its county and a county under its city."""

from app.spelling import levels
from app.ui.desk import Desk


def above(desk: Desk, said: str) -> str:
    """Say at a county's desk of its city what is said at a township's of its county."""
    return levels.above(desk.level, said)


def below(desk: Desk, said: str) -> str:
    """Say at a city's desk of its counties what is said at a county's of its townships."""
    return levels.below(desk.level, said)
