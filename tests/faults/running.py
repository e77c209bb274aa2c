"""Run one of the programs of faults in a process of its own and read its line of figures."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def figures(module: str, *arguments: object, told: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Give what it counted; a process that fails fails the test."""
    return read(started(module, *arguments, told=told))


def started(
    module: str, *arguments: object, told: Mapping[str, str] | None = None
) -> "subprocess.Popen[str]":
    """Start it, so that another can run beside it."""
    command = [sys.executable, "-m", f"tests.faults.{module}", *map(str, arguments)]
    return subprocess.Popen(
        command, cwd=ROOT, env=os.environ | (told or {}), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip


def read(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """Wait for it and give what it counted."""
    said, complaint = process.communicate()
    assert process.returncode == 0, complaint
    counted: dict[str, Any] = json.loads(said)
    return counted
