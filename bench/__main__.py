"""Run the benchmarks: `python -m bench [NAME] [--full]`; exit 1 where one falls short."""

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

from bench import (
    binders,
    certificates,
    checklist,
    demo,
    hours,
    journeys,
    members,
    papers,
    parcels,
    register,
    rosters,
    startup,
)
from bench.bars import FULL_ROUNDS, ROUNDS


class Shown(Protocol):
    """What a benchmark gives: a line, and whether it is as promised."""

    @property
    def line(self) -> str:
        """Write it as `name: figure (bar)`."""
        ...

    @property
    def holds(self) -> bool:
        """Tell whether it is kept."""
        ...


Benchmark = Callable[[Path, int], Iterator[Shown]]
BENCHMARKS: dict[str, tuple[Benchmark, ...]] = {
    "demo": (demo.bars,),
    "roster": (rosters.bars, members.bars),
    "hours": (hours.bars,),
    "parcels": (parcels.bars, journeys.bars),
    "checklist": (checklist.bars, binders.bars),
    "register": (register.bars,),
    "papers": (papers.bars, certificates.bars),
    "startup": (startup.bars,),
}


def report(bars: Iterable[Shown]) -> int:
    """Print one line a bar and give the exit code."""
    short = 0
    for bar in bars:
        print(bar.line, flush=True)
        short += not bar.holds
    return 1 if short else 0


def main(arguments: list[str]) -> int:
    """Run the benchmarks named, or all; `--full` takes more rounds of each."""
    names = [word for word in arguments if word != "--full"] or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"没有“{unknown[0]}”这个基准，有的是：{'、'.join(BENCHMARKS)}。", file=sys.stderr)
        return 2
    rounds = FULL_ROUNDS if "--full" in arguments else ROUNDS
    codes = []
    for name in names:
        for bars in BENCHMARKS[name]:
            with tempfile.TemporaryDirectory(prefix="wuyou-bench-") as folder:
                codes.append(report(bars(Path(folder), rounds)))
    return max(codes)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
