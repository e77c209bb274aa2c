"""Make the packages: `python -m installer`, called by `python3 dev.py build`; HELP says what may follow."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import dev
from installer import arm64, bare_machine, build, check, lock, release, third_party

BUILDING = {"dpkg-deb": "dpkg", "readelf": "binutils", "debootstrap": "debootstrap"}
"""What Debian's packages are made and tried with, and the packages these come in."""

HELP = """\
用法：python3 dev.py build 〔动作〕

  （不写）      打成一个文件夹，再做出这台机器的安装包，放在 dist
  --release     在旧系统里打，做出发给各单位的安装包；第一次要一刻钟以上
  --check       做一个安装包，装进几个干净的系统里，走一遍，开窗口拍照；可与 --release 连用，
                再写 --full 连 --readme 一起做
  --start       只再比一次：--check 做好的程序，启动要多久；可与 --release 连用
  --readme      在什么都没装的 Debian 12 里做一遍 README 的两条命令，看各要多久
  --windows     做出 Windows 的安装程序和免安装压缩包，在 Linux 上借 Wine；与 --check 连用就在 Wine 里试一遍
  --arm64       在模拟的 arm64 系统里做出 arm64 的安装包，要几个小时；与 --check 连用就装进干净的系统走一遍
  third-party   重写 THIRD_PARTY.md"""


def main(arguments: list[str]) -> int:
    """Do what is asked and give the exit code."""
    if arguments[:1] == ["lock"]:
        lock.write(arguments[1:])
        return 0
    if arguments == ["third-party"]:
        third_party.write()
        return 0
    if arguments == ["frozen"]:  # what `--release` asks for inside the old system
        build.freeze()
        return 0
    if arguments == ["bare"]:
        build.freeze_bare()
        return 0
    if arguments == ["--readme"]:
        dev.bring_programs(BUILDING)
        return bare_machine.main()
    if set(arguments) == {"--arm64", "--check"}:
        dev.bring_programs(BUILDING)
        return arm64.main()
    if "--start" in arguments and set(arguments) <= {"--start", "--release"}:
        return check.starts(old="--release" in arguments)
    if "--windows" in arguments or (sys.platform == "win32" and set(arguments) <= {"--check"}):
        from installer.windows import build as windows  # noqa: PLC0415 - draws an icon, and so loads Qt

        return windows.main([argument for argument in arguments if argument != "--windows"])
    if "--check" in arguments and set(arguments) <= {"--check", "--release", "--full"}:
        dev.bring_programs(BUILDING)
        code = check.main(old="--release" in arguments)
        return max(code, bare_machine.main()) if "--full" in arguments else code
    making: dict[tuple[str, ...], Callable[[], list[Path]]] = {
        (): build.packages,
        ("--release",): release.packages,
        ("--arm64",): arm64.packages,
    }
    if tuple(arguments) not in making:
        print(HELP, file=sys.stderr)
        return 2
    dev.bring_programs(BUILDING)
    for path in making[tuple(arguments)]():
        print(f"{path}　{path.stat().st_size / build.MEGABYTE:.1f} MB" if path.is_file() else path)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except dev.Stop as stop:
        print(stop, file=sys.stderr)
        sys.exit(1)
    except (subprocess.CalledProcessError, OSError, RuntimeError, ValueError) as error:
        print(f"没有做成：{error}。原因见上面几行。", file=sys.stderr)
        sys.exit(1)
