"""The list of copies, as the page of copies and the rescue of a damaged register show it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSettings

from app.jobs.backups import Backup
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

NOTHING = "还没有备份。"


class CopiesTable(Table):
    """List copies, the newest first; rows are told by their place in the list."""

    def __init__(self, find: Callable[[], list[Backup]], *, memory: QSettings) -> None:
        """Make it empty; `refresh` fills it."""
        self._find = find
        self._copies: list[Backup] = []
        kind = Column[Backup]
        self._listed = LazyTable(
            (
                kind("编号", lambda one: str(one.number) if one.number else "—", align="right"),
                kind("时间", lambda one: one.made_at[:16].replace("T", " ")),
                kind("为什么做的", lambda one: one.why, grow=True),
                kind("大小", lambda one: size_said(one.size), align="right", spare=2),
                kind(
                    "含更改",
                    lambda one: "—" if one.changes is None else f"{one.changes:,} 步",
                    align="right",
                    rule="备份时已经记下的更改，按步数计；破折号是没有核对记录的旧备份。",
                    spare=1,
                ),
                kind(
                    "核对",
                    lambda one: "! 没有核对记录" if one.changes is None else "✓ 能恢复",
                    tint=lambda one: "warn" if one.changes is None else "good",
                ),
            ),
            find=lambda _: list(range(len(self._copies))),
            rows=self._rows,
        )
        super().__init__(self._listed, name="备份", memory=memory)
        self.set_empty(NOTHING)

    def refresh(self) -> None:
        """Read the list of copies again."""
        self._copies = self._find()
        self._listed.refresh(anew=True)

    def copy_at(self, at: int) -> Backup:
        """Give the copy in a row."""
        return self._copies[at]

    def chosen_copy(self) -> Backup | None:
        """Give the copy the keyboard is in."""
        at = self.current()
        return None if at is None else self._copies[at]

    def _rows(self, ids: Sequence[int]) -> list[Backup]:
        return [self._copies[one] for one in ids]


def size_said(size: int) -> str:
    """Say how large a file is."""
    return f"{size / 1024**2:.1f} MB" if size >= 1024**2 else f"{max(1, size // 1024)} KB"
