"""Run the benchmarks: `python -m bench [NAME] [--full]`; exit 1 where one falls short."""

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from bench import demo
from bench.bars import FULL_ROUNDS, ROUNDS, Bar

BENCHMARKS: dict[str, Callable[[Path, int], Iterator[Bar]]] = {"demo": demo.bars}


def report(bars: Iterable[Bar]) -> int:
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
        with tempfile.TemporaryDirectory(prefix="wuyou-bench-") as folder:
            codes.append(report(BENCHMARKS[name](Path(folder), rounds)))
    return max(codes)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
