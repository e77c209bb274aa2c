"""The script both programs run: the one door of the program."""

import importlib
import sys
import types


def _of_sqlcipher(name: str) -> object:
    return getattr(importlib.import_module("sqlcipher3"), name)


# sqlite-utils names the standard library's sqlite3 to say what a hook is given. The folder has sqlcipher3
# alone, which db hands to sqlite-utils under the other name it asks for.
stand_in = types.ModuleType("sqlite3")
stand_in.__getattr__ = _of_sqlcipher  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.modules.setdefault("sqlite3", stand_in)
    from app.__main__ import main

    sys.exit(main())
