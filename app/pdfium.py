"""The one lock of pdfium, which may be called by one thread at a time, whichever document it is about."""

from threading import Lock
from typing import Final

LOCK: Final = Lock()
