"""Look a register's file over: whole pages, whole trees, whole references."""

from collections.abc import Callable
from pathlib import Path

from sqlcipher3 import dbapi2

from db.connecting import keyed

MOST = 20
# So many steps of the engine are a few milliseconds.
STEPS = 50_000


def look_over(path: Path, key: bytes, *, stop: Callable[[], bool] | None = None) -> list[str]:
    """Give what is wrong with a register's file, empty where nothing is.

    `stop` is asked now and then; where it says so the look is broken off, and an empty answer says nothing.

    On a connection of its own, because one that has met a bad page sees bad ones ever after; and after a
    checkpoint, because the check of pages reads the main file and not what is still beside it.
    """
    connection = keyed(path, key)
    if stop is not None:
        connection.set_progress_handler(stop, STEPS)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        said = [
            str(answer[0]) if len(answer) == 1 else f"{question}: {answer}"
            for question in ("cipher_integrity_check", "quick_check", "foreign_key_check")
            if stop is None or not stop()
            for answer in connection.execute(f"PRAGMA {question}").fetchmany(MOST)
        ]
    except dbapi2.DatabaseError as error:
        return [] if stop is not None and stop() else [str(error)]
    finally:
        connection.close()
    return [line for line in said if line != "ok"]
