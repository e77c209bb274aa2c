"""Versions of symbols: what a library asks for is read, and older versions are asked for instead."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from installer import contents, symbols

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("gcc"), reason="needs Linux and a compiler"
)

NEWER = contents.ROOT / "installer" / "linux" / "newer.c"


def compiled(folder: Path, name: str, source: str, *more: str) -> Path:
    """Compile a library out of a few lines."""
    (folder / f"{name}.c").write_text(source, encoding="ascii")
    target = folder / f"lib{name}.so"
    made = ["gcc", "-shared", "-fPIC", "-o", target, folder / f"{name}.c", *more]
    subprocess.run(made, check=True)
    return target


def versioned(folder: Path, label: str, *, symbol: str = "gettid") -> Path:
    """Give a library that asks libfar for a symbol of a version; libfar stands in for a newer system."""
    (folder / "far.map").write_text(f"{label} {{ {symbol}; old_one; }};", encoding="ascii")
    source = f"int {symbol}(void) {{ return 1; }} int old_one(void) {{ return 2; }}"
    script = f"-Wl,--version-script={folder / 'far.map'}"
    far = compiled(folder, "far", source, script)
    # What every real library has among its names, because it asks for something of the oldest version too.
    use = "void *malloc(unsigned long); void *more(void) { return malloc(9); }"
    near = f"int {symbol}(void); int near(void) {{ return {symbol}(); }} {use}"
    return compiled(folder, "near", near, str(far))


def needs(path: Path) -> dict[str, symbols.Need]:
    return {need.version: need for need in symbols.Binary(path.read_bytes()).needs()}


def test_what_a_library_asks_for_is_read(tmp_path: Path) -> None:
    near = versioned(tmp_path, "GLIBC_2.30")
    need = needs(near)["GLIBC_2.30"]
    assert need.library.endswith("libfar.so")
    assert need.symbols == ("gettid",)
    assert need.is_newer
    assert not any(need.is_newer for version, need in needs(near).items() if version != "GLIBC_2.30")
    said = subprocess.run(["readelf", "-VW", near], capture_output=True, text=True, check=True).stdout
    assert "Name: GLIBC_2.30" in said


def test_the_oldest_version_is_asked_for_instead(tmp_path: Path) -> None:
    near = versioned(tmp_path, "GLIBC_2.30")
    oldest = symbols._OLDEST[symbols.Binary(near.read_bytes()).machine]["GLIBC"]
    assert symbols.relabel([near]) == ["libnear.so: GLIBC_2.30 gettid"]
    assert "GLIBC_2.30" not in needs(near)
    said = subprocess.run(["readelf", "-VW", near], capture_output=True, text=True, check=True)
    assert "GLIBC_2.30" not in said.stdout
    assert said.stdout.count(f"Name: {oldest} ") >= 2
    assert said.stderr == ""
    assert symbols.relabel([near]) == []
    assert symbols.newest(tmp_path).startswith("2.")


def test_a_relabelled_library_finds_ours_and_runs(tmp_path: Path) -> None:
    near = versioned(tmp_path, "GLIBC_2.30")
    symbols.relabel([near])
    # A system that lacks the function: libfar has nothing of it any more.
    compiled(tmp_path, "far", "int old_one(void) { return 2; }")
    given = compiled(tmp_path, "given", "int gettid(void) { return 77; }")
    script = (
        "import ctypes, sys\n"
        f"given = ctypes.CDLL({str(given)!r}, mode=ctypes.RTLD_GLOBAL) if 'given' in sys.argv else None\n"
        f"print(ctypes.CDLL({str(near)!r}, mode=2).near())\n"
    )

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", script, *arguments]
        env = os.environ | {"LD_LIBRARY_PATH": str(tmp_path)}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=env, timeout=300)

    assert run("given").stdout == "77\n"
    # The system's own gettid is of a version that was not asked for.
    assert run().returncode != 0


def test_a_function_that_old_systems_lack_and_nobody_gives_is_refused(tmp_path: Path) -> None:
    near = versioned(tmp_path, "GLIBC_2.34", symbol="close_range")
    before = near.read_bytes()
    with pytest.raises(ValueError, match=r"libnear\.so: GLIBC_2\.34 is asked for close_range"):
        symbols.relabel([near])
    assert near.read_bytes() == before


def test_what_is_no_library_is_refused() -> None:
    with pytest.raises(ValueError, match="not an ELF file"):
        symbols.Binary(b"MZ" + b"\0" * 100)


def test_newer_c_gives_what_is_said_to_be_given(tmp_path: Path) -> None:
    ours = compiled(
        tmp_path, "newer", NEWER.read_text(encoding="utf-8"), "-Wall", "-Werror", "-O2", "-ldl", "-lpthread"
    )
    said = subprocess.run(["readelf", "-W", "--dyn-syms", ours], capture_output=True, text=True, check=True)
    defined = {
        line.split()[-1] for line in said.stdout.splitlines() if " FUNC " in line and " UND " not in line
    }
    assert defined >= symbols.GIVEN
    near = versioned(tmp_path, "GLIBC_2.30")
    symbols.relabel([near])
    assert symbols.lacking(tmp_path, ours) == []
    (tmp_path / "empty.c").touch()
    assert symbols.lacking(tmp_path, compiled(tmp_path, "empty", "int nothing;")) == ["gettid"]


WAIT = r"""
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
int sem_clockwait(sem_t *, clockid_t, const struct timespec *);
int main(void) {
    pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    sem_t semaphore;
    struct timespec began, until, ended;
    sem_init(&semaphore, 0, 0);
    clock_gettime(CLOCK_MONOTONIC, &began);
    until = began;
    until.tv_nsec += 50000000;
    if (until.tv_nsec >= 1000000000) { until.tv_nsec -= 1000000000; until.tv_sec++; }
    pthread_mutex_lock(&mutex);
    int first = pthread_cond_clockwait(&condition, &mutex, CLOCK_MONOTONIC, &until);
    int second = sem_clockwait(&semaphore, CLOCK_MONOTONIC, &until) ? errno : 0;
    clock_gettime(CLOCK_MONOTONIC, &ended);
    long waited = (ended.tv_sec - began.tv_sec) * 1000 + (ended.tv_nsec - began.tv_nsec) / 1000000;
    printf("%d %d %d %d\n", first == ETIMEDOUT, second == ETIMEDOUT, waited >= 49,
           gettid() == getpid());
    return 0;
}
"""


@pytest.mark.parametrize("systems", ["GLIBC_2.30", "GLIBC_0.0"])
def test_waiting_until_a_moment_ends_then(systems: str, tmp_path: Path) -> None:
    """Once with the system's function, once as where there is none."""
    ours = tmp_path / "newer.c"
    ours.write_text(NEWER.read_text(encoding="utf-8").replace("GLIBC_2.30", systems), encoding="utf-8")
    (tmp_path / "wait.c").write_text(WAIT, encoding="ascii")
    program = tmp_path / "wait"
    subprocess.run(["gcc", "-o", program, tmp_path / "wait.c", ours, "-lpthread", "-ldl"], check=True)
    done = subprocess.run([program], capture_output=True, text=True, check=True, timeout=300)
    assert done.stdout == "1 1 1 1\n"
