"""What no linter knows: the house's own rules about its sources, each shown to bite."""

import ast
import os
import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULE_LINES = 400
VAGUE = re.compile(
    r"services?|managers?|repositor(y|ies)|utils?|utilit(y|ies)|helpers?|bases?|common|misc", re.IGNORECASE
)
CLOCKS = {
    ("date", "today"),
    ("datetime", "today"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
    ("time", "strftime"),
}
SQL = re.compile(
    r"\bselect\b.+\bfrom\b|\binsert\s+(or\s+\w+\s+)?into\b|\bupdate\s+\S+\s+set\b|\bdelete\s+from\b"
    r"|\b(create|alter|drop)\s+(table|index|view|trigger)\b|\bpragma\s+\w+|\bvacuum\b|\bbegin\s+immediate\b",
    re.IGNORECASE | re.DOTALL,
)
SQL_CLOCK = re.compile(r"'now'|\bcurrent_(date|time|timestamp)\b", re.IGNORECASE)
# Put together here, so that this file does not say them itself.
ELSEWHERE = [
    *("/".join(parts) for parts in (("..", "shared"), ("", "work", ""), ("", "root", ""))),
    *("/".join(parts) for parts in (("", "opt", "wheels"), ("", "opt", "pypi"))),
    *(".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))),
]


def kept() -> Iterator[Path]:
    """Walk the project's own files as .gitignore has them; git itself need not be installed."""
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").split()]

    def is_kept(name: str) -> bool:
        return name != ".git" and not any(fnmatch(name, pattern) for pattern in ignored)

    for folder, folders, files in os.walk(ROOT):
        folders[:] = filter(is_kept, folders)
        yield from (Path(folder) / name for name in files if is_kept(name))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


FILES = sorted(kept())
SOURCES = {name_of(path): path.read_text(encoding="utf-8") for path in FILES if path.suffix == ".py"}
PROGRAM = {name: text for name, text in SOURCES.items() if name.startswith(("app/", "db/"))}
TESTS = {name: text for name, text in SOURCES.items() if name.startswith("tests/")}
SQL_ROOMS = ("app/school/", "db/")
CLOCK_ROOMS = ("app/ui/", "app/cli/")
TYPED_DAYS = "app/spelling/dates.py"
NO_DAY = "不是一个日期"

Offences = Iterator[str]


@cache
def nodes_of(text: str) -> tuple[ast.AST, ...]:
    """Read a source and walk over it once for all rules; the module itself comes first."""
    return tuple(ast.walk(ast.parse(text)))


@pytest.fixture(scope="module", autouse=True)
def _trees_are_felled() -> Iterator[None]:
    yield
    for kept in (nodes_of, literals_of):
        kept.cache_clear()


@cache
def literals_of(text: str) -> tuple[tuple[int, str], ...]:
    """Give every string of a source that is not a docstring, an f-string as one, with its line."""
    return tuple(_literals(nodes_of(text)))


def _literals(nodes: tuple[ast.AST, ...]) -> Iterator[tuple[int, str]]:
    docstrings = {
        id(node.body[0].value)
        for node in nodes
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            parts = (str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
            yield node.lineno, "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def sql_in(text: str) -> Offences:
    found = ((line, literal) for line, literal in literals_of(text) if SQL.search(literal))
    yield from (f"{line}: {literal.strip()[:40]}" for line, literal in found)
    for node in nodes_of(text):
        if isinstance(node, ast.Attribute) and node.attr in ("execute", "executemany", "executescript"):
            yield f"{node.lineno}: .{node.attr}"


def clocks_in(text: str) -> Offences:
    for node in nodes_of(text):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if (name, node.attr) in CLOCKS and not (name == "time" and isinstance(owner, ast.Attribute)):
                yield f"{node.lineno}: {name}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (f"{node.lineno}: time.{it.name}" for it in node.names if ("time", it.name) in CLOCKS)


def sql_clocks_in(text: str) -> Offences:
    for line, literal in literals_of(text):
        if found := SQL_CLOCK.search(literal):
            yield f"{line}: {found[0]}"


def pauses_in(text: str) -> Offences:
    for node in nodes_of(text):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            # pytest-qt's bot waits a fixed time in `wait` and `sleep`; in its other waits, for something.
            if name in ("sleep", "msleep", "usleep", "qSleep", "qWait"):
                yield f"{node.lineno}: {name}"
            elif (
                name == "wait" and isinstance(called, ast.Attribute) and ast.unparse(called.value) == "qtbot"
            ):
                yield f"{node.lineno}: qtbot.wait"


def vague_words_in(name: str) -> Offences:
    for word in re.split(r"[/._-]", name):
        if VAGUE.fullmatch(word):
            yield word


def length_of(text: str) -> Offences:
    lines = text.count("\n")
    if lines > MODULE_LINES:
        yield f"{lines} lines, {MODULE_LINES} at most"


def introductions_in(text: str) -> Offences:
    module = nodes_of(text)[0]
    assert isinstance(module, ast.Module)
    first = (ast.get_docstring(module) or "").split("\n\n")[0]
    if not first.endswith(".") or ". " in first:
        yield f"no one-sentence docstring: {first!r}"


def elsewhere_in(text: str) -> Offences:
    for number, line in enumerate(text.splitlines(), start=1):
        yield from (f"{number}: {place}" for place in ELSEWHERE if place in line)


def typed_days_in(text: str) -> Offences:
    yield from (f"{line}: {said}" for line, said in literals_of(text) if NO_DAY in said)


def offences(sources: dict[str, str], rule: Callable[[str], Offences]) -> list[str]:
    return [f"{name}:{offence}" for name, text in sources.items() for offence in rule(text)]


def outside(rooms: tuple[str, ...]) -> dict[str, str]:
    return {name: text for name, text in PROGRAM.items() if not name.startswith(rooms)}


def test_sql_stays_in_the_school_and_the_register() -> None:
    assert offences(outside(SQL_ROOMS), sql_in) == []


def test_only_the_window_and_the_commands_ask_the_clock() -> None:
    assert offences(outside(CLOCK_ROOMS), clocks_in) == []
    assert offences(PROGRAM, sql_clocks_in) == []


def test_a_typed_day_is_read_in_one_place() -> None:
    # Whoever refuses what is no day by himself forgets that there are days ten thousand years off.
    assert list(typed_days_in(PROGRAM[TYPED_DAYS])) != []
    assert offences(outside((TYPED_DAYS,)), typed_days_in) == []


def test_no_test_waits_for_time_to_pass() -> None:
    assert offences(TESTS, pauses_in) == []


def test_modules_stay_short() -> None:
    program = PROGRAM | {name: text for name, text in SOURCES.items() if "/" not in name}
    assert offences(program, length_of) == []


def test_every_room_says_in_a_sentence_what_it_is() -> None:
    rooms = {name: text for name, text in PROGRAM.items() if name.endswith("__init__.py")}
    assert {"app/__init__.py", "db/__init__.py", "app/school/__init__.py"} <= rooms.keys()
    assert offences(rooms, introductions_in) == []


def test_files_and_classes_are_named_for_what_they_are() -> None:
    assert [name_of(path) for path in FILES if any(vague_words_in(name_of(path)))] == []
    classes = [
        (name, node.name)
        for name, text in PROGRAM.items()
        for node in nodes_of(text)
        if isinstance(node, ast.ClassDef)
    ]
    camel = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
    assert [found for found in classes if any(vague_words_in(camel.sub("_", found[1])))] == []


def test_nothing_points_outside_the_project() -> None:
    texts = {}
    for path in FILES:
        content = path.read_bytes()
        if b"\0" not in content:
            texts[name_of(path)] = content.decode("utf-8")
    assert {"pyproject.toml", "requirements.lock", "dev.py"} <= texts.keys()
    assert offences(texts, elsewhere_in) == []


@pytest.mark.parametrize(
    ("rule", "bad", "good"),
    [
        (sql_in, 'x = "select a from b"', '"""Select a from b."""\nx = "pick from a list"'),
        (sql_in, 'x = f"update {t} set a = 1"', 'x = f"updated {t}"'),
        (sql_in, 'db.execute("x")', "db.close()"),
        (clocks_in, "import datetime\nx = datetime.datetime.now()", "import time\nx = time.monotonic()"),
        (
            clocks_in,
            "from datetime import date\nx = date.today",
            "from datetime import date\nx = date(1, 1, 1)",
        ),
        (clocks_in, "from time import time", "import datetime\nx: datetime.time"),
        (sql_clocks_in, "x = \"julianday('now')\"", 'x = "now"'),
        (
            typed_days_in,
            f'x = f"“{{day}}”{NO_DAY}，请改正。"',
            f'"""Say {NO_DAY}."""\nx = "不是能认出的日期"',
        ),
        (pauses_in, "import time\ntime.sleep(1)", "sleeper = 1"),
        (pauses_in, "qtbot.wait(50)", "process.wait()"),
        (vague_words_in, "app/jobs/string_utils.py", "app/jobs/database.py"),
        (length_of, "x\n" * (MODULE_LINES + 1), "x\n" * MODULE_LINES),
        (introductions_in, '"""One. Two."""', '"""One\nsentence.\n\nAnd. More."""'),
        (elsewhere_in, f"see {ELSEWHERE[0]}/x", "see docs/x"),
    ],
)
def test_a_rule_bites(rule: Callable[[str], Offences], bad: str, good: str) -> None:
    assert list(rule(bad)) != []
    assert list(rule(good)) == []
