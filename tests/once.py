"""What many tests begin with is made once and copied: opening what lies in a folder is all that is left."""

from collections.abc import Callable, Hashable
from pathlib import Path

_MADE: dict[Hashable, dict[str, bytes | None]] = {}


def made(folder: Path, name: Hashable, make: Callable[[], object]) -> Path:
    """Make what lies in a folder, or copy what was made by this name before; nothing of it may be open."""
    if name not in _MADE:
        make()
        _MADE[name] = {
            there.relative_to(folder).as_posix(): there.read_bytes() if there.is_file() else None
            for there in sorted(folder.rglob("*"))
        }
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    for where, content in _MADE[name].items():
        if content is None:
            (folder / where).mkdir(exist_ok=True)
        else:
            (folder / where).write_bytes(content)
    return folder
