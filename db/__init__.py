"""The register's file: open, migrate, copy, undo; it knows nothing of the program above it."""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import DatabaseError, IntegrityError, OperationalError

__all__ = ["DatabaseError", "IntegrityError", "OperationalError"]


class _Other(ModuleType):
    """Sqlcipher3 under another name, read when it is first asked for something: a start has no use for it."""

    def __getattr__(self, name: str) -> object:
        return getattr(import_module(self.__name__.replace("pysqlite3", "sqlcipher3")), name)


# sqlite-utils asks for `pysqlite3` before the standard library's sqlite3. Handing it sqlcipher3 under
# that name makes both speak of the same exception classes; without it `except IntegrityError` never
# matches and `drop(ignore=True)` does not ignore.
for _name in ("pysqlite3", "pysqlite3.dbapi2"):
    sys.modules.setdefault(_name, _Other(_name))


def __getattr__(name: str) -> object:
    if name in __all__:
        return getattr(import_module("sqlcipher3.dbapi2"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
