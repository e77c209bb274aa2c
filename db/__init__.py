"""The register's file: open, migrate, copy, undo; it knows nothing of the program above it."""

import sys

import sqlcipher3
from sqlcipher3 import dbapi2

# sqlite-utils asks for `pysqlite3` before the standard library's sqlite3. Handing it sqlcipher3 under
# that name makes both speak of the same exception classes; without it `except IntegrityError` never
# matches and `drop(ignore=True)` does not ignore.
sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)

DatabaseError = dbapi2.DatabaseError
IntegrityError = dbapi2.IntegrityError
OperationalError = dbapi2.OperationalError
