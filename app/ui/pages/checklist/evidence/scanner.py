"""The folder a scanner writes into: chosen once, and what in it was passed over."""

import json
from pathlib import Path

from PySide6.QtCore import QSettings

from app.jobs import evidence as jobs

FOLDER, PASSED = "evidence/scanner", "evidence/passed_over"
MOST_PASSED = 5000


class ScannerFolder:
    """Remember the folder, and count what has come since."""

    def __init__(self, memory: QSettings) -> None:
        """Read what was remembered."""
        self._memory = memory

    @property
    def place(self) -> Path | None:
        """Give the folder, None where none was chosen."""
        kept = str(self._memory.value(FOLDER) or "")
        return Path(kept) if kept else None

    def choose(self, place: Path) -> None:
        """Take another folder."""
        self._memory.setValue(FOLDER, str(place))

    def passed_over(self) -> frozenset[str]:
        """Give the files nobody need be asked about any more."""
        try:
            listed = json.loads(str(self._memory.value(PASSED) or "[]"))
        except ValueError:
            listed = []
        return (
            frozenset(one for one in listed if isinstance(one, str))
            if isinstance(listed, list)
            else frozenset()
        )

    def pass_over(self, paths: list[Path]) -> None:
        """Ask about some files no more, because they were filed or are not wanted."""
        names = [*self.passed_over(), *(jobs.called(path) for path in paths if path.exists())]
        kept = list(dict.fromkeys(names))[-MOST_PASSED:]
        self._memory.setValue(PASSED, json.dumps(kept, ensure_ascii=False))

    def waiting(self) -> int:
        """Count at a glance what has come since, without opening a file; 0 where the folder is gone."""
        if self.place is None:
            return 0
        try:
            return len(jobs.come_since(self.place, passed_over=self.passed_over()))
        except OSError:
            return 0
