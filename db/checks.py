"""Look a register's file over: whole pages, whole trees, whole references."""

from pathlib import Path

from sqlcipher3 import dbapi2

from db.connecting import keyed

MOST = 20


def look_over(path: Path, key: bytes) -> list[str]:
    """Give what is wrong with a register's file, empty where nothing is.

    On a connection of its own, because one that has met a bad page sees bad ones ever after; and after a
    checkpoint, because the check of pages reads the main file and not what is still beside it.
    """
    connection = keyed(path, key)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        said = [
            str(answer[0]) if len(answer) == 1 else f"{question}: {answer}"
            for question in ("cipher_integrity_check", "quick_check", "foreign_key_check")
            for answer in connection.execute(f"PRAGMA {question}").fetchmany(MOST)
        ]
    except dbapi2.DatabaseError as error:
        return [str(error)]
    finally:
        connection.close()
    return [line for line in said if line != "ok"]
