"""The rooms are held apart, and every contract that holds them is seen to bite."""

import configparser
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from importlinter import api  # noqa: F401  (it readies the linter for use from Python)
from importlinter.application.use_cases import lint_imports

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = configparser.ConfigParser()
CONTRACTS.read(ROOT / ".importlinter", encoding="utf-8")
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
    ("postgres", "app/jobs/__init__.py", "import pg8000"),
    ("qt", "app/jobs/__init__.py", "from PySide6.QtCore import QObject"),
    ("papers", "app/jobs/__init__.py", "import openpyxl"),
    ("papers", "app/ui/__init__.py", "import reportlab"),
    ("papers", "app/sheets/__init__.py", "import xlsxwriter"),
    ("sheets", "app/jobs/__init__.py", "import python_calamine"),
    ("keys", "app/jobs/__init__.py", "import cryptography"),
    ("keys", "app/cli/__init__.py", "import pyrage"),
    ("click", "app/jobs/__init__.py", "import click"),
    ("pictures", "app/papers/__init__.py", "import PIL"),
]


Lint = Callable[..., tuple[bool, set[str]]]


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give a folder in which the linter keeps what each file imports, as long as its time is the same."""
    return str(tmp_path_factory.mktemp("scanned"))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for room in ("app", "db"):
        for source in (ROOT / room).rglob("*.py"):
            copy = tmp_path / source.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy)
    shutil.copyfile(ROOT / ".importlinter", tmp_path / ".importlinter")
    return tmp_path


@pytest.fixture
def lint(tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Lint:
    """Give a run of the linter on the tree: whether it passed, and the names of the broken contracts."""
    monkeypatch.chdir(tree)
    monkeypatch.syspath_prepend(tree)
    for package in ("app", "db"):
        # Loaded from the real tree by an earlier test, it would be looked at there.
        monkeypatch.delitem(sys.modules, package, raising=False)

    def run(scanned: str | None = None) -> tuple[bool, set[str]]:
        passed = lint_imports(cache_dir=scanned, no_logo=True)
        return passed, set(re.findall(r"^(.+) BROKEN\b", capsys.readouterr().out, re.MULTILINE))

    return run


def test_the_house_keeps_every_contract(lint: Lint) -> None:
    assert lint() == (True, set())


@pytest.mark.parametrize(("contract", "file", "offence"), OFFENCES)
def test_a_contract_bites(
    lint: Lint, tree: Path, scanned: str, contract: str, file: str, offence: str
) -> None:
    with (tree / file).open("a", encoding="utf-8") as source:
        source.write(f"\n{offence}\n")
    assert lint(scanned) == (False, {CONTRACTS[PREFIX + contract]["name"]})


def test_no_contract_goes_untried() -> None:
    tried = {contract for contract, _, _ in OFFENCES}
    assert tried == {name.removeprefix(PREFIX) for name in CONTRACTS.sections() if name.startswith(PREFIX)}
