"""The rooms are held apart, and every contract that holds them is seen to bite."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = configparser.ConfigParser()
CONTRACTS.read(ROOT / ".importlinter", encoding="utf-8")
LINTER = shutil.which("lint-imports", path=Path(sys.executable).parent) or ""
PREFIX = "importlinter:contract:"

# contract, the file that offends, what it is made to say
OFFENCES = [
    ("rooms", "app/errors.py", "import app.jobs"),
    ("rooms", "app/explain.py", "import app.school"),
    ("rooms", "app/jobs/__init__.py", "import app.cli"),
    ("rooms", "app/cli/__init__.py", "import app.ui"),
    ("rooms", "app/ui/__init__.py", "import app.cli"),
    ("rooms", "app/school/__init__.py", "import app.papers"),
    ("rooms", "app/papers/__init__.py", "import app.sheets"),
    ("rooms", "app/attic.py", '"""A module nobody gave a place."""'),
    ("nouns", "app/school/members.py", "import app.school.classes"),
    ("nouns", "app/school/classes.py", "import app.school.certificates"),
    ("nouns", "app/school/attics.py", '"""A noun nobody gave a place."""'),
    ("register", "db/ids.py", "import app.errors"),
    ("apart", "app/papers/__init__.py", "import db.ids"),
    ("apart", "app/scans/__init__.py", "import db.ids"),
    ("sqlite", "app/jobs/__init__.py", "import sqlcipher3"),
    ("sqlite", "app/ui/__init__.py", "import sqlite_utils"),
    ("sqlite3", "app/school/__init__.py", "import sqlite3"),
    ("qt", "app/jobs/__init__.py", "from PySide6.QtCore import QObject"),
    ("papers", "app/jobs/__init__.py", "import openpyxl"),
    ("papers", "app/ui/__init__.py", "import reportlab"),
    ("papers", "app/sheets/__init__.py", "import xlsxwriter"),
    ("sheets", "app/jobs/__init__.py", "import python_calamine"),
    ("keys", "app/jobs/__init__.py", "import cryptography"),
    ("keys", "app/cli/__init__.py", "import pyrage"),
    ("click", "app/jobs/__init__.py", "import click"),
]


def lint(folder: Path) -> tuple[int, set[str]]:
    """Run the linter on a tree; give its exit code and the names of the broken contracts."""
    # A process of its own: in this one `app` may be loaded from another tree.
    done = subprocess.run(
        [LINTER, "--no-logo"],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, set(re.findall(r"^(.+) BROKEN\b", done.stdout, re.MULTILINE))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for room in ("app", "db"):
        for source in (ROOT / room).rglob("*.py"):
            copy = tmp_path / source.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)
    shutil.copyfile(ROOT / ".importlinter", tmp_path / ".importlinter")
    return tmp_path


def test_the_house_keeps_every_contract(tree: Path) -> None:
    assert lint(tree) == (0, set())


@pytest.mark.parametrize(("contract", "file", "offence"), OFFENCES)
def test_a_contract_bites(tree: Path, contract: str, file: str, offence: str) -> None:
    with (tree / file).open("a", encoding="utf-8") as source:
        source.write(f"\n{offence}\n")
    code, broken = lint(tree)
    assert code == 1
    assert broken == {CONTRACTS[PREFIX + contract]["name"]}


def test_no_contract_goes_untried() -> None:
    tried = {contract for contract, _, _ in OFFENCES}
    assert tried == {name.removeprefix(PREFIX) for name in CONTRACTS.sections() if name.startswith(PREFIX)}
