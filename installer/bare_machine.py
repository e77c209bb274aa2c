"""The README's two commands on a machine that was only just set up: a Debian 12 with Python and git.

The system is made anew every time, so that nothing in it is warm. It takes what is committed, and is told of
mirrors and authorities what this machine is told, but nothing else of it.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from installer import contents, roots
from installer.check import Line

RELEASE, NAME = "bookworm", "什么都没装的 Debian 12"
PACKAGES = ("python3", "git", "ca-certificates")
_PLACE = "opt/wuyou"
MINUTES = (5, 15)
"""How long the first and the second command may take."""
_TOLD = ("etc/pip.conf", "etc/hosts", "etc/resolv.conf", "etc/ssl/certs", "usr/share/ca-certificates")
_TOLD_IN_WORDS = re.compile(
    r"(PIP_(INDEX_URL|CERT|DEFAULT_TIMEOUT)|UV_DEFAULT_INDEX|SSL_CERT_(FILE|DIR)|(https?|all|no)_proxy)",
    re.IGNORECASE,
)


def main() -> int:
    """Run both and print a line for each; give the exit code."""
    short = 0
    for line in lines():
        print(line.said, flush=True)
        short += not line.holds
    return 1 if short else 0


def lines() -> Iterator[Line]:
    """Give how long each of the README's commands took; one that failed holds no promise."""
    root = _fresh()
    told = {name: value for name, value in os.environ.items() if _TOLD_IN_WORDS.fullmatch(name)}
    readme = (contents.ROOT / "README.md").read_text(encoding="utf-8")
    for command, most in zip(commands(readme), MINUTES, strict=True):
        began = perf_counter()
        code = roots.watched(root, ["sh", "-c", f"cd /{_PLACE} && exec {command}"], more=told)
        took = perf_counter() - began
        figure = f"没有做完（{code}）" if code else f"{took:.0f} 秒"
        yield Line(f"{NAME}：{command}", figure, f"≤ {most * 60} 秒", not code and took <= most * 60)
    shutil.rmtree(root)


def commands(readme: str) -> list[str]:
    """Give the commands of the README's first block, without what is said beside them."""
    block = readme.split("```")[1]
    return [line.split("#")[0].strip() for line in block.splitlines() if line.strip()]


def _fresh() -> Path:
    """Make the system and clone into it what is committed here."""
    root = roots.PLACE / f"{RELEASE}-bare"
    roots.PLACE.mkdir(parents=True, exist_ok=True)
    roots.bootstrap(RELEASE, root, PACKAGES)
    for name in _TOLD:
        source, target = Path("/") / name, root / name
        if source.is_dir():
            shutil.rmtree(target, ignore_errors=True)
            # What a distribution links to may lie elsewhere here.
            shutil.copytree(source, target, ignore_dangling_symlinks=True)
        elif source.exists():
            shutil.copyfile(source, target)
    changed = subprocess.run(
        ["git", "status", "--porcelain"], cwd=contents.ROOT, check=True, capture_output=True, text=True
    ).stdout
    if changed:
        print("有没有提交的改动，下面试的是提交过的。", file=sys.stderr, flush=True)
    subprocess.run(["git", "clone", "-q", str(contents.ROOT), str(root / _PLACE)], check=True)
    return root
