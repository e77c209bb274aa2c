"""Connect to an encrypted file, and let nothing be written to where a windowed program has nothing."""

from pathlib import Path

from sqlcipher3 import dbapi2

# So many statements the driver keeps prepared. Once it has as many, whatever is new pushes out what was new
# before, and both are prepared at every asking. A day in the window asks some hundreds of different ones.
PREPARED = 4096


def keyed(file: Path, key: bytes, *, only_read: bool = False, any_thread: bool = False) -> dbapi2.Connection:
    """Connect with a key, which shows to fit or not at the first question; `only_read` changes no byte."""
    name = f"{file.absolute().as_uri()}?mode=ro" if only_read else file
    connection = dbapi2.connect(
        name, uri=only_read, check_same_thread=not any_thread, cached_statements=PREPARED
    )
    # Of bad pages and wrong keys sqlcipher complains on stderr besides raising an error.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return connection
