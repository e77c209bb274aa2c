"""Measure two ways of doing one thing side by side, and hold the ratio against a bar."""

import gc
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

ROUNDS, FULL_ROUNDS = 5, 15


@dataclass(frozen=True, slots=True)
class Bar:
    """How many times as long ours takes as the bare library, and how many times it may."""

    name: str
    ours: float
    bare: float
    most: float

    @property
    def ratio(self) -> float:
        """Give the figure that is held against the bar."""
        return self.ours / self.bare

    @property
    def holds(self) -> bool:
        """Tell whether it is kept."""
        return self.ratio <= self.most

    @property
    def line(self) -> str:
        """Write it as `name: figure (bar)`."""
        short = "" if self.holds else "，没有达到"
        return (
            f"{self.name}: {self.ratio:.2f} 倍 (≤ {self.most:g} 倍)"
            f"　{self.ours * 1000:.1f} 毫秒比 {self.bare * 1000:.1f} 毫秒{short}"
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """Something counted, and whether it is as promised; `bar` says what that is."""

    name: str
    figure: str
    bar: str
    holds: bool

    @property
    def line(self) -> str:
        """Write it as `name: figure (bar)`."""
        return f"{self.name}: {self.figure} ({self.bar}){'' if self.holds else '　没有达到'}"


def measured(
    name: str,
    ours: Callable[[Any], object],
    bare: Callable[[Any], object],
    *,
    most: float,
    rounds: int,
    ready: Callable[[], Any] = lambda: None,
    bare_ready: Callable[[], Any] = lambda: None,
) -> Bar:
    """Time both by turns, first one and then the other ahead, and compare the medians.

    What `ready` and `bare_ready` give is made anew each time, outside the clock. One round goes before,
    for what is only slow the first time.
    """
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    ways = [("ours", ours, ready), ("bare", bare, bare_ready)]
    for turn in range(rounds + 1):
        for which, do, prepare in ways if turn % 2 else reversed(ways):
            given = prepare()
            gc.collect()
            began = perf_counter()
            do(given)
            if turn:
                times[which].append(perf_counter() - began)
    return Bar(name, statistics.median(times["ours"]), statistics.median(times["bare"]), most)
