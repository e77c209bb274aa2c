"""Bare Debians to build and to try packages in, made from the mirror this machine is set up for."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from installer import contents

PLACE = contents.ROOT / "build" / "roots"
_SOURCES = Path("/etc/apt")
_HOME = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8", "TMPDIR": "/tmp"}


def mirrors(sources: Path = _SOURCES) -> tuple[str, str]:
    """Give the addresses that apt on this machine takes Debian and its security updates from.

    Raise ValueError where apt knows no Debian.
    """
    files = [*sources.glob("sources.list"), *sorted(sources.glob("sources.list.d/*"))]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    found = [
        word.rstrip("/")
        for line in lines
        if re.match(r"(deb|URIs:)\s", line)
        for word in line.split()
        if "://" in word and re.search(r"/debian(-security)?/?$", word)
    ]
    main = [address for address in found if address.endswith("/debian")]
    if not main:
        raise ValueError("apt on this machine knows no Debian mirror")
    safe = [address for address in found if address.endswith("-security")]
    return main[0], safe[0] if safe else f"{main[0]}-security"


def made(release: str, packages: Sequence[str], purpose: str, *, architecture: str = "") -> Path:
    """Give a fresh root of a release with some packages; the first one is kept as an archive for the next."""
    listed = hashlib.sha256(" ".join(packages).encode()).hexdigest()[:8]
    kept, root = PLACE / f"{release}-{purpose}-{listed}.tar", PLACE / f"{release}-{purpose}"
    PLACE.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        part = PLACE / f"{release}-{purpose}.part"
        bootstrap(release, part, packages, architecture=architecture)
        subprocess.run(["tar", "-C", part, "-cf", kept.with_suffix(".half"), "."], check=True)
        kept.with_suffix(".half").rename(kept)
        shutil.rmtree(part)
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    subprocess.run(["tar", "-C", root, "-xf", kept], check=True)
    return root


def bootstrap(release: str, root: Path, packages: Sequence[str], *, architecture: str = "") -> None:
    """Make a root of a release with some packages, and its security updates where there are any; or raise."""
    main, safe = mirrors()
    shutil.rmtree(root, ignore_errors=True)
    foreign = [f"--arch={architecture}"] if architecture else []
    subprocess.run(
        ["debootstrap", "--variant=minbase", *foreign, release, root, main], check=True, stdout=sys.stderr
    )
    try:
        _fill(root, packages, f"deb {main} {release} main", f"deb {safe} {release}-security main")
    except RuntimeError as error:
        # Of a release that is no longer cared for a mirror keeps the lists longer than the packages.
        if " 404 " not in str(error):
            raise
        print(f"{release} 的安全更新取不到，只用正式发布的。", file=sys.stderr)
        _fill(root, packages, f"deb {main} {release} main")


def _fill(root: Path, packages: Sequence[str], *sources: str) -> None:
    (root / "etc" / "apt" / "sources.list").write_text(
        "".join(f"{one}\n" for one in sources), encoding="utf-8"
    )
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for command in (["apt-get", "update", "-qq"], install, ["apt-get", "clean"]):
        demand(root, ["env", "DEBIAN_FRONTEND=noninteractive", *command])


def demand(root: Path, command: Sequence[str], **more: str) -> None:
    """Run a command in a root; raise RuntimeError with what it said where it fails."""
    code, said = inside(root, command, more=more)
    if code:
        raise RuntimeError(f"{' '.join(command)}: {said[-4000:]}")


def inside(
    root: Path, command: Sequence[str], *, network: bool = True, more: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Run a command in a root, as an office's machine would; give its exit code and all it said.

    `more` is added to an environment that has nothing of this machine's.
    """
    done = subprocess.run(
        _apart(root, command, network=network),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=_HOME | dict(more or {}),
        check=False,
    )
    return done.returncode, done.stdout.decode(errors="replace")


def watched(root: Path, command: Sequence[str], *, more: Mapping[str, str]) -> int:
    """Run a command in a root, with a network, and show all it says as it says it; give its exit code."""
    return subprocess.call(
        _apart(root, command, network=True),
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        env=_HOME | dict(more),
    )


def _apart(root: Path, command: Sequence[str], *, network: bool) -> list[str]:
    """Give the command that runs another in a root with processes, devices and mounts of its own."""
    apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child"] + ([] if network else ["--net"])
    mounted = (
        'mount -t proc proc "$0/proc" && mount --bind /sys "$0/sys" && mount --bind /dev "$0/dev"'
        ' && exec chroot "$0" "$@"'
    )
    return [*apart, "sh", "-c", mounted, str(root), *command]


def fetched(
    names: Sequence[str], release: str, into: Path, *, source: bool = False, architecture: str = ""
) -> list[Path]:
    """Fetch packages of another release, or their sources, whose signatures apt checks; give the files."""
    main, _ = mirrors()
    into.mkdir(parents=True, exist_ok=True)
    lists = into / "lists"
    (lists / "partial").mkdir(parents=True, exist_ok=True)
    listing = into / "here.list"
    keys = "/usr/share/keyrings/debian-archive-keyring.gpg"
    kind = "deb-src" if source else "deb"
    listing.write_text(f"{kind} [signed-by={keys}] {main} {release} main\n", encoding="utf-8")
    options: dict[str, object] = {
        "Dir::Etc::sourcelist": listing,
        "Dir::Etc::sourceparts": "/nowhere",
        "Dir::State::lists": lists,
        "Dir::Cache": into / "cache",
        # The folder may be one that only root reads.
        "APT::Sandbox::User": "root",
    }
    if architecture:
        options["APT::Architecture"] = architecture
    said = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
    what = ["source", "--download-only"] if source else ["download"]
    before = set(into.iterdir())
    quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"LC_ALL": "C.UTF-8"}}
    subprocess.run(["apt-get", *said, "-qq", "update"], check=True, cwd=into, **quiet)  # type: ignore[call-overload]
    subprocess.run(["apt-get", *said, "-qq", *what, *names], check=True, cwd=into, **quiet)  # type: ignore[call-overload]
    return sorted(path for path in set(into.iterdir()) - before if path.is_file())
