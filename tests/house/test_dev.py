"""The developers' door and the lock it installs from."""

import ast
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import dev

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins() -> dict[str, set[Version]]:
    found: dict[str, set[Version]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==([^\s;\\]+)", LOCK, re.MULTILINE):
        found.setdefault(canonicalize_name(name), set()).add(Version(version))
    return found


def wanted() -> list[Requirement]:
    return [
        Requirement(line) for line in PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    ]


def test_the_door_stands_on_the_standard_library_alone() -> None:
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse((ROOT / "dev.py").read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names


def test_an_old_python_reads_as_far_as_the_sentence_about_it() -> None:
    """UOS 20 has Python 3.7, which knows neither `:=` nor dicts joined by `|` where a module is read."""
    read = ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 7))
    at_once = [line for line in read.body if not isinstance(line, ast.FunctionDef | ast.ClassDef)]
    joined = [node for line in at_once for node in ast.walk(line) if isinstance(node, ast.BitOr)]
    assert not joined


def test_the_lock_holds_what_the_project_asks_for() -> None:
    locked = pins()
    for requirement in wanted():
        versions = locked[canonicalize_name(requirement.name)]
        assert any(version in requirement.specifier for version in versions), requirement


def test_every_pin_has_a_hash_and_no_address() -> None:
    entries = re.split(r"^(?=[a-z0-9-]+==)", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) >= len(wanted())
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in LOCK


def test_uv_is_installed_first_at_its_own_pin() -> None:
    lines = dev.pin_of("uv").splitlines()
    assert lines[0].startswith("uv==")
    assert all(line.strip().startswith(("--hash=sha256:", "#")) for line in lines[1:])
    assert any("--hash" in line for line in lines)


def test_a_package_the_lock_does_not_name_is_refused_in_a_sentence() -> None:
    with pytest.raises(dev.Stop, match=r"requirements\.lock 里没有 uvv"):
        dev.pin_of("uvv")


def test_help_names_every_verb() -> None:
    assert set(re.findall(r"^  ([a-z]+) ", dev.HELP, re.MULTILINE)) == set(dev.VERBS)


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["--help"], 0), (["dance"], 2)])
def test_a_wrong_call_is_answered_with_the_usage(arguments: list[str], code: int) -> None:
    done = subprocess.run(
        [sys.executable, "dev.py", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == code
    assert "用法：python3 dev.py" in done.stdout + done.stderr


def test_an_unknown_library_is_missing_and_a_known_one_is_not() -> None:
    assert not dev.loads("libno-such-thing.so.0")
    assert dev.loads("kernel32" if sys.platform == "win32" else "libc.so.6")


def test_the_sum_of_the_steps_shows_the_first_that_failed(capfd: pytest.CaptureFixture[str]) -> None:
    def leave(code: int) -> list[str]:
        return [sys.executable, "-c", f"import sys; sys.exit({code})"]

    plan = [("甲", leave(0)), ("乙", leave(3)), ("丙", leave(4)), ("丁", leave(0))]
    assert dev.sum_up(dev.done(plan)) == 3
    summary = capfd.readouterr().out.split("小结")[1]
    assert re.findall(r"(通过|没过) .* (\w)$", summary, re.MULTILINE) == [
        ("通过", "甲"),
        ("没过", "乙"),
        ("没过", "丙"),
        ("通过", "丁"),
    ]
    assert dev.sum_up(dev.done([("甲", leave(0))])) == 0


def test_the_pipeline_runs_what_the_readme_says_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]
    assert len(commands) == 1
    command = commands[0].split("exec ")[1]
    assert shlex.split(command) == ["python3", "dev.py", "test"]
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")
