"""Make the packages: `python -m installer [--check] [third-party]`, called by `python3 dev.py build`."""

import subprocess
import sys

from installer import build, check, third_party

HELP = """\
用法：python3 dev.py build 〔动作〕

  （不写）      打成一个文件夹，再做出这台机器的安装包，放在 dist
  --check       做一个安装包，装进一个干净的系统里，走一遍，开窗口拍照
  third-party   重写 THIRD_PARTY.md"""


def main(arguments: list[str]) -> int:
    """Do what is asked and give the exit code."""
    if arguments == ["third-party"]:
        third_party.write()
        return 0
    if arguments == ["--check"]:
        return check.main()
    if arguments:
        print(HELP, file=sys.stderr)
        return 2
    for path in build.packages():
        print(f"{path}　{path.stat().st_size / build.MEGABYTE:.1f} MB" if path.is_file() else path)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except subprocess.CalledProcessError as error:
        print(f"没有做成：{error}。原因见上面几行。", file=sys.stderr)
        sys.exit(1)
