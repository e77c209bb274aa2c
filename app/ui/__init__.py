"""The window; the only room with Qt."""

import builtins

from PySide6 import QtCore as QtCore

# PySide asks at every import whether it switches something of its own; nothing here does, and a start waits.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
