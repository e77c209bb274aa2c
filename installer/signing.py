"""Sign an installer for sticks: `python -m installer.signing new KEY` once, then `sign INSTALLER --key KEY`.

The key is never kept in the repository; only its public half is, in resources/data/release-keys.txt.
"""

import argparse
import os
import re
import sys
from datetime import date
from pathlib import Path

from app import RELEASED, __version__
from app.exchange import updates
from app.exchange.updates import Release
from app.progress import silent
from installer import contents

NAMES = {
    "deb": re.compile(r"wuyou_(?P<version>[0-9.]+)_(?P<architecture>amd64|arm64)\.deb"),
    "archive": re.compile(r"wuyou-(?P<version>[0-9.]+)-(?P<architecture>amd64|arm64)\.tar\.xz"),
    "setup": re.compile(r"wuyou-(?P<version>[0-9.]+)-setup\.exe"),
}
SYSTEMS = {"deb": "linux", "archive": "linux", "setup": "windows"}


def new(path: Path) -> bytes:
    """Make a release key, keep its secret half in a new file for its owner alone, and give the public half.

    Raise ValueError for a place in the repository, `FileExistsError` where there is a file.
    """
    if path.resolve().is_relative_to(contents.ROOT):
        raise ValueError(f"{path} 在仓库里；私钥要放在别处，最好是一个只为签名用的U盘")
    secret, public = updates.new_key()
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "w", encoding="ascii") as file:
        file.write(secret.hex() + "\n")
    return public


def sign(installer: Path, *, secret: bytes, notes: str, released: str = RELEASED) -> Path:
    """Write the signature file beside an installer and give its path; raise ValueError for another's name."""
    matches = {kind: name.fullmatch(installer.name) for kind, name in NAMES.items()}
    kind, match = next(((kind, found) for kind, found in matches.items() if found), ("", None))
    if match is None:
        raise ValueError(f"{installer.name} 不是安装文件的名字")
    size = installer.stat().st_size
    with installer.open("rb") as file:
        sha256 = updates.describe(file, size=size, tell=silent)
    release = Release(
        version=match["version"],
        released=date.fromisoformat(released).isoformat(),
        system=SYSTEMS[kind],
        architecture=match.groupdict().get("architecture") or "amd64",
        kind=kind,
        file=installer.name,
        size=size,
        sha256=sha256,
        notes=notes,
    )
    target = updates.signature_of(installer)
    target.write_bytes(updates.write(release, secret=secret))
    return target


def main(arguments: list[str]) -> int:
    """Do what is asked and give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m installer.signing", description="给安装文件签名")
    ways = parser.add_subparsers(dest="way", required=True)
    ways.add_parser("new", help="造一对钥匙").add_argument("key", type=Path, help="私钥存到哪里（仓库以外）")
    signing = ways.add_parser("sign", help="签一个安装文件")
    signing.add_argument("installer", type=Path)
    signing.add_argument("--key", type=Path, required=True, help="私钥文件")
    signing.add_argument("--notes", type=Path, help="说明文件：这一版改了什么，给文员看的中文")
    signing.add_argument("--released", default=RELEASED, help="发布的日子")
    said = parser.parse_args(arguments)
    try:
        if said.way == "new":
            print(f"{new(said.key).hex()}  {date.today().isoformat()} 起用，五有 {__version__}")
            print("把上面一行加进 resources/data/release-keys.txt。", file=sys.stderr)
        else:
            notes = said.notes.read_text(encoding="utf-8").strip() if said.notes else ""
            secret = bytes.fromhex(said.key.read_text(encoding="ascii"))
            print(sign(said.installer, secret=secret, notes=notes, released=said.released))
    except (ValueError, OSError) as error:
        print(f"没有做成：{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
