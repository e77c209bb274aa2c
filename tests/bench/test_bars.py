import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench.bars import Bar, measured

ROOT = Path(__file__).resolve().parents[2]


def test_a_line_says_name_figure_and_bar(capsys: pytest.CaptureFixture[str]) -> None:
    kept = Bar("读表", ours=0.2, bare=0.1, most=2.0)
    assert bench.report([kept]) == 0
    assert capsys.readouterr().out == "读表: 2.00 倍 (≤ 2 倍)　200.0 毫秒比 100.0 毫秒\n"


def test_one_bar_that_falls_short_fails_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    kept, broken = Bar("读表", 0.1, 0.1, 1.5), Bar("上报", 0.3, 0.1, 2.5)
    assert bench.report([broken, kept]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("没有达到")
    assert not second.endswith("没有达到")


def test_both_ways_go_first_by_turns_and_get_what_was_made_ready_for_them() -> None:
    seen: list[object] = []
    bar = measured(
        "x", seen.append, seen.append, most=1, rounds=2, ready=lambda: "ours", bare_ready=lambda: "bare"
    )
    assert seen == ["bare", "ours", "ours", "bare", "bare", "ours"]
    assert bar.ours > 0
    assert bar.bare > 0


def test_a_benchmark_that_is_none_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["没有的"]) == 2
    names = "demo、roster、hours、parcels、checklist、register、papers、startup"
    assert capsys.readouterr().err == f"没有“没有的”这个基准，有的是：{names}。\n"


@pytest.mark.slow
def test_every_step_of_the_demonstration_has_its_line() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "bench", "demo"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    lines = run.stdout.splitlines()
    assert len(lines) == 9, run.stderr
    assert all(re.match(r".+: [0-9.]+ 倍 \(≤ [0-9.]+ 倍\)", line) for line in lines)
    assert run.returncode == int(any(line.endswith("没有达到") for line in lines))
