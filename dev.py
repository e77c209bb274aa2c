#!/usr/bin/env python3
"""One door for whoever works on 五有: set up, demo, run, test, check, bench, build, lock.

`python3 dev.py demo`, or `py dev.py demo` on Windows. It needs Python 3.11 and brings all that is missing.
"""

from __future__ import annotations  # so that a Python too old reads on as far as the sentence about it

import ctypes
import hashlib
import importlib.util
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "wuyou-set-up"
# What was compiled is kept, whatever this machine says: tests start the program anew hundreds of times.
COMPILED = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(VENV / "compiled")}

HELP = """\
用法：python3 dev.py 〔动作〕（Windows：py dev.py 〔动作〕）

  demo  [--out 文件夹]    用编造的乡镇党校走完一遍；有屏幕就打开窗口
  run   [参数…]           打开窗口；带参数时是命令行的 wuyou
  test  [--full] [参数…]  全部检查和测试；--full 连慢的也跑，其余参数交给 pytest
  check                   只做静态检查
  faults [--part 3/20]    反复掐断、拔U盘、写坏，次数跑满，或只跑其中一份；其余参数交给 pytest
  bench [名称] [--full]   量一量速度，逐条与承诺比较
  build [--release] [--windows] [--check]  做出安装包，放在 dist；--release 在旧系统里做；--check 装了试
  lock  [--upgrade]       按 pyproject.toml 重写 requirements.lock；--upgrade 才换新版本

每个动作都会先装好它需要的东西，第二次就不用再装。"""

# What Qt opens, and the Debian package that has it: releases rename packages, and these files they do not.
LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0", "libdbus-1.so.3": "libdbus-1-3",
    "libEGL.so.1": "libegl1", "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6", "libX11-xcb.so.1": "libx11-xcb1",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0", "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    **{f"libxcb-{name[:-1]}.so.{name[-1]}": f"libxcb-{name}"
       for name in ["cursor0", "icccm4", "keysyms1", "randr0", "shape0", "sync1", "xfixes0", "xkb1"]},
}  # fmt: skip
# Qt's wheel for arm64 is an older one, and its xcb plugin still speaks session management.
ARM64_LIBRARIES = {"libSM.so.6": "libsm6", "libICE.so.6": "libice6"}
CHINESE_FONT = "fonts-wqy-microhei"
# Programs that a verb sets beside ours, and what they need, with the Debian packages these come in.
BESIDE = {"chromium": "chromium", "pg_ctlcluster": "postgresql", "xz": "xz-utils"}
# What writes down or spoils what a program does to its disk is built where it is tested.
COMPILER = {"gcc": "gcc", "/usr/include/stdio.h": "libc6-dev"}
OFFICE = {
    "soffice": "libreoffice-writer-nogui",
    "/usr/lib/libreoffice/program/libsclo.so": "libreoffice-calc-nogui",
    "/usr/lib/libreoffice/program/libflatlo.so": "libreoffice-base-drivers",
    "/usr/lib/python3/dist-packages/uno.py": "python3-uno",
}


class Stop(Exception):
    """End with a Chinese sentence and exit code 1."""


# --- what the machine must have ---------------------------------------------------------------------------


def missing_packages() -> list[str]:
    """Give the Debian packages this machine still lacks, none of them twice."""
    lacking = [] if importlib.util.find_spec("ensurepip") else [f"python3.{sys.version_info.minor}-venv"]
    wanted = LIBRARIES | (ARM64_LIBRARIES if platform.machine() == "aarch64" else {})
    lacking += [package for file, package in wanted.items() if not loads(file)]
    return lacking + ([] if has_chinese_font() else [CHINESE_FONT])


def loads(library: str) -> bool:
    """Say whether the dynamic linker finds a library and all it needs in turn."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_chinese_font() -> bool:
    """Ask fontconfig, as Qt will, for any font with the characters of everyday Chinese."""
    if not loads("libfontconfig.so.1"):
        return False
    fontconfig = ctypes.CDLL("libfontconfig.so.1")
    fontconfig.FcNameParse.restype = ctypes.c_void_p
    fontconfig.FcObjectSetCreate.restype = ctypes.c_void_p
    fontconfig.FcFontList.restype = ctypes.POINTER(ctypes.c_int)  # an FcFontSet, which begins with its count
    fontconfig.FcFontList.argtypes = [ctypes.c_void_p] * 3
    wanted, fields = fontconfig.FcNameParse(b":lang=zh-cn"), fontconfig.FcObjectSetCreate()
    found = fontconfig.FcFontList(None, wanted, fields)
    return bool(found) and found[0] > 0


def bring_packages() -> None:
    """Install what the machine lacks, or say which line an administrator must run."""
    lacking = missing_packages()
    if not lacking:
        return
    if not shutil.which("apt-get"):
        raise Stop(
            f"这台机器缺少下列软件包里的库或字体，又没有 apt-get：{' '.join(lacking)}。\n"
            "请用本机的软件管理器装上同样的东西，再运行一次。"
        )
    install = ["apt-get", "install", "-y", "--no-install-recommends", *lacking]
    if os.geteuid() != 0:
        raise Stop(
            "这台机器还缺几样系统软件包，要用管理员身份装一次。请先运行：\n\n"
            f"    sudo apt-get update && sudo {shlex.join(install)}\n\n"
            f"然后再运行：python3 dev.py {shlex.join(sys.argv[1:])}"
        )
    install_packages(lacking)


def install_packages(packages: Sequence[str]) -> None:
    """Install Debian packages as root; raise Stop where it fails."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    prepare("取软件包目录", ["apt-get", "update", "-qq"], quiet)
    prepare(f"装系统软件包 {' '.join(packages)}", [*install, "-qq"], quiet, hush=True)


def bring_programs(wanted: dict[str, str]) -> None:
    """Install what is measured or tested beside ours where we may; say what is left out otherwise."""
    lacking = [package for name, package in wanted.items() if not (shutil.which(name) or Path(name).exists())]
    if lacking and sys.platform == "linux" and shutil.which("apt-get") and os.geteuid() == 0:
        install_packages(lacking)
    elif lacking:
        print(f"〔准备〕没有 {'、'.join(lacking)}，用到它的几项这次不做。", flush=True)


# --- .venv ------------------------------------------------------------------------------------------------


def bring_environment() -> None:
    """Make `.venv` hold exactly what requirements.lock pins, and the program itself.

    The stamp is taken away before anything is touched and written when all is done, so an environment
    without one was interrupted or is somebody else's, and is made again from nothing.
    """
    maker = f"{sys.version_info.major}.{sys.version_info.minor} {sys.platform} {platform.machine()}"
    content = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamped = STAMP.read_text(encoding="utf-8").splitlines() if STAMP.exists() else []
    if stamped == [maker, content] and PYTHON.exists():
        return
    STAMP.unlink(missing_ok=True)
    if stamped[:1] != [maker] or not PYTHON.exists():
        make_environment()
    bootstrap = VENV / "uv.txt"
    bootstrap.write_text(pin_of("uv"), encoding="utf-8")
    pip = [str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    uv = [str(PYTHON), "-m", "uv", "--quiet", "pip"]
    into = ["--python", str(PYTHON)]
    # uv first and by pip: uv itself cannot replace uv on Windows while it runs.
    prepare("装 uv", [*pip, "install", "--no-deps", "--require-hashes", "-r", str(bootstrap)])
    settings = os.environ | uv_settings()
    prepare("装依赖", [*uv, "sync", *into, "--require-hashes", str(LOCK)], settings)
    itself = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    prepare("装五有", [*uv, "install", *into, *itself], settings)
    STAMP.write_text(f"{maker}\n{content}\n", encoding="utf-8")


def make_environment() -> None:
    """Make an empty `.venv` with the Python that runs this, in place of whatever lies there."""
    try:
        if VENV.is_symlink() or VENV.is_file():
            VENV.unlink()
        elif VENV.exists():
            shutil.rmtree(VENV)
    except OSError as error:
        raise Stop(f"旧的 .venv 删不掉：{error}。请关掉正在用它的程序，再运行一次。") from error
    # Run from inside the old .venv, `sys.executable` has just been deleted.
    prepare("建 .venv", [getattr(sys, "_base_executable", sys.executable), "-m", "venv", str(VENV)])


def pin_of(name: str) -> str:
    """Give one package's lines of requirements.lock: its version and every hash."""
    found = re.search(rf"^{re.escape(name)}==(?:.*\\\n)*.*\n", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    if not found:
        raise Stop(f"requirements.lock 里没有 {name}。请从版本库取回这个文件。")
    return found[0]


def uv_settings() -> dict[str, str]:
    """Hand uv what this machine told pip about mirrors and certificates, which uv does not read.

    What is already said to uv in its own words stands.
    """
    told: dict[str, str] = {}
    # uv brings its own list of authorities, which lacks that of an office whose gateway opens TLS.
    if sys.platform != "linux" or any(Path("/etc/ssl/certs").glob("*")):
        told["UV_SYSTEM_CERTS"] = os.environ.get("UV_SYSTEM_CERTS", "1")
    words = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE", "proxy": "ALL_PROXY"}
    pip = [str(PYTHON), "-m", "pip", "config", "list"]
    listing = subprocess.run(pip, capture_output=True, encoding="utf-8", errors="replace", check=False).stdout
    for section in ("global", "install", ":env:"):  # as pip has it: the later wins
        for key, value in re.findall(rf"^{section}\.([\w-]+)='(.*)'$", listing, re.MULTILINE):
            if key in words and words[key] not in os.environ:
                told[words[key]] = value
    return told


def set_up() -> None:
    """Bring everything any verb needs; instant when it is all there."""
    if not (3, 11) <= sys.version_info < (3, 14):
        raise Stop(
            f"要用 Python 3.11、3.12 或 3.13，现在是 {platform.python_version()}。"
            "请换一个 Python 来运行 dev.py。"
        )
    if sys.platform == "linux":
        bring_packages()
    bring_environment()


# --- running things ---------------------------------------------------------------------------------------


def prepare(title: str, command: list[str], env: dict[str, str] | None = None, *, hush: bool = False) -> None:
    """Run one step of the set-up, saying what and how long; raise Stop where it fails.

    `hush` keeps back the chatter of a program that has no quiet mode; its complaints still come through.
    """
    print(f"〔准备〕{title} …", flush=True)
    began = time.monotonic()
    try:
        code = subprocess.call(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL if hush else None)
    except OSError as error:
        raise Stop(f"“{title}”没有做成：{error}。") from error
    if code:
        raise Stop(
            f"“{title}”没有做成（退出码 {code}），原因见上面几行。"
            "多半是网络不通或磁盘已满；排除以后再运行一次同样的命令。"
        )
    print(f"〔准备〕{title}：{time.monotonic() - began:.1f} 秒", flush=True)


def call(command: list[str], *, cwd: Path | None = None, offscreen: bool = False) -> int:
    """Run a command to its end and give its exit code, 128 + n where signal n ended it."""
    env = os.environ | COMPILED | ({"QT_QPA_PLATFORM": "offscreen"} if offscreen else {})
    code = subprocess.call(command, cwd=cwd, env=env)
    return code if code >= 0 else 128 - code


def done(plan: Sequence[tuple[str, list[str]]]) -> list[tuple[str, int, float]]:
    """Run every step even after one fails; give title, exit code and seconds of each."""
    outcome = []
    for title, command in plan:
        print(f"\n── {title}", flush=True)
        began = time.monotonic()
        outcome.append((title, call(command, cwd=ROOT, offscreen=True), time.monotonic() - began))
    return outcome


def sum_up(outcome: Sequence[tuple[str, int, float]]) -> int:
    """Show what each step came to, and give the first bad exit code."""
    print("\n── 小结")
    for title, code, seconds in outcome:
        print(f"{'没过' if code else '通过'}  {seconds:7.1f} 秒  {title}")
    print(f"一共 {sum(seconds for _, _, seconds in outcome):.1f} 秒", flush=True)
    return next((code for _, code, _ in outcome if code), 0)


def has_screen() -> bool:
    """Say whether a window could be seen here."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def python_module(name: str, *arguments: str) -> list[str]:
    """Give the command that runs a module in `.venv`."""
    return [str(PYTHON), "-m", name, *arguments]


def static_checks() -> list[tuple[str, list[str]]]:
    """Give the checks that run nothing of the program, cheapest first."""
    return [
        ("排版 ruff format", python_module("ruff", "format", "--check", ".")),
        ("写法 ruff check", python_module("ruff", "check", ".")),
        ("层次 lint-imports", [str(BIN / "lint-imports"), "--no-logo"]),
        ("类型 mypy", python_module("mypy", "app", "db", "installer", "dev.py")),
    ]


# --- the verbs --------------------------------------------------------------------------------------------


def demo(arguments: list[str]) -> int:
    """Walk a made-up township through the main job; end in the window where there is a screen."""
    out = ROOT / "out" / "demo"
    where = [] if any(argument.startswith("--out") for argument in arguments) else ["--out", str(out)]
    window = ["--window"] if has_screen() and "--window" not in arguments else []
    code = call([str(BIN / "wuyou"), "demo", *where, *window, *arguments], offscreen=not has_screen())
    if not code and not has_screen():
        print(f"这里没有屏幕，所以没有打开窗口；做出来的东西都在 {out if where else '上面写明的文件夹里'}")
    return code


def run(arguments: list[str]) -> int:
    """Open the window, or run one command of the program."""
    if not arguments and not has_screen():
        raise Stop("这里没有屏幕，打不开窗口。命令行的用法见 python3 dev.py run --help。")
    return call([str(BIN / "wuyou"), *arguments])


def test(arguments: list[str]) -> int:
    """Run every check and every test, the slow ones only when asked for."""
    # What comes over the network leaves a core to the checks that run nothing of the program.
    with ThreadPoolExecutor() as beside:
        checked = beside.submit(done, static_checks())
        bring_programs(BESIDE | COMPILER)
    chosen = [one for one in arguments if one != "--full"]
    chosen += [] if "--full" in arguments else ["-m", "not slow"]
    # A process a core, and a file of tests in one of them: what a file makes for all its tests is made once.
    cores = ["-n", str(os.cpu_count() or 1), "--dist", "loadfile", "--no-loadscope-reorder"]
    return sum_up(checked.result() + done([("测试 pytest", python_module("pytest", *cores, *chosen))]))


def check(arguments: list[str]) -> int:
    """Run the static checks only."""
    if arguments:
        raise Stop("check 后面不带参数。")
    return sum_up(done(static_checks()))


def faults(arguments: list[str]) -> int:
    """Kill, pull and spoil as often as is promised, where the tests only do a share of it.

    `--part 3/20` does the third of twenty parts of it, each with chances of its own.
    """
    bring_programs(COMPILER)
    os.environ.setdefault("WUYOU_FAULTS", "1")
    if "--part" in arguments:
        at = arguments.index("--part")
        part = re.fullmatch(r"(\d+)/(\d+)", " ".join(arguments[at + 1 : at + 2]))
        if not part or not 1 <= int(part[1]) <= int(part[2]):
            raise Stop("--part 后面写第几份和一共几份，例如 --part 3/20。")
        os.environ["WUYOU_FAULTS_PART"] = part[0]
        arguments = arguments[:at] + arguments[at + 2 :]
    return call(python_module("pytest", "tests/faults", *arguments), cwd=ROOT, offscreen=True)


def bench(arguments: list[str]) -> int:
    """Measure what is promised about speed."""
    if "papers" in arguments or not set(arguments) - {"--full"}:
        bring_programs(OFFICE)
    return call(python_module("bench", *arguments), cwd=ROOT, offscreen=True)


def build(arguments: list[str]) -> int:
    """Make the packages that offices install, or try them in a clean system."""
    return call(python_module("installer", *arguments), cwd=ROOT)


def lock(arguments: list[str]) -> int:
    """Write requirements.lock anew from pyproject.toml: pins are kept unless `--upgrade` is said."""
    return call(python_module("installer", "lock", *arguments), cwd=ROOT)


_VERBS: tuple[Callable[[list[str]], int], ...] = (demo, run, test, check, faults, bench, build, lock)
VERBS = {verb.__name__: verb for verb in _VERBS}


def main(arguments: list[str]) -> int:
    """Set up, then do what was asked; give the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a character shows a question mark.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(HELP)
        return 0 if arguments else 2
    verb = VERBS.get(arguments[0])
    if verb is None:
        print(f"没有“{arguments[0]}”这个动作。\n\n{HELP}", file=sys.stderr)
        return 2
    try:
        set_up()
        return verb(arguments[1:])
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
