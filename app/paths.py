"""Where the data, the backups, the resources and the log lie."""

import os
import sys
from pathlib import Path

DATA_VARIABLE = "WUYOU_DATA"


def resources() -> Path:
    """Give the folder of fonts, icons, styles, help and data tables, from source or frozen."""
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parent.parent
    return root / "resources"


def data() -> Path:
    """Give the folder of this person's registers, which need not exist yet.

    `WUYOU_DATA` names another one; without it %LOCALAPPDATA% on Windows and
    the XDG data folder elsewhere, so that nobody needs administrator rights.
    """
    named = os.environ.get(DATA_VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home() / "AppData" / "Local"))) / "Wuyou"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "wuyou"


def register(folder: Path) -> Path:
    """Give the register's file in a data folder."""
    return folder / "school.db"


def keyring(folder: Path) -> Path:
    """Give the keyring's file, which lies beside the register."""
    return folder / "keys.json"


def evidence(folder: Path) -> Path:
    """Give the folder where evidence files lie by their SHA-256."""
    return folder / "evidence"


def rosters(folder: Path) -> Path:
    """Give the folder where the files that rosters came in as lie by their SHA-256, closed."""
    return folder / "rosters"


def upper_forms(folder: Path) -> Path:
    """Give the folder where forms of the upper level lie by their SHA-256, closed."""
    return folder / "upper_forms"


def outbox(folder: Path) -> Path:
    """Give the folder where parcels stay until the county says it has them."""
    return folder / "outbox"


def inbox(folder: Path) -> Path:
    """Give the folder where the county keeps every parcel it has read."""
    return folder / "inbox"


def held(folder: Path) -> Path:
    """Give the folder of parcels that were kept and not taken in."""
    return folder / "inbox" / "held"


def staging(folder: Path) -> Path:
    """Give the folder where a parcel being read lies for as long as that takes."""
    return folder / "staging"


def backups(folder: Path) -> Path:
    """Give the folder of copies made before migrating and on request."""
    return folder / "backups"


def updates(folder: Path) -> Path:
    """Give the folder where a newer version's installer lies after it was checked."""
    return folder / "updates"


def open_mark(folder: Path) -> Path:
    """Give the file that is there while the register is open, and stays where it was not closed."""
    return folder / "open"


def log(folder: Path) -> Path:
    """Give the log's file, in which bugs leave their traceback."""
    return folder / "wuyou.log"
