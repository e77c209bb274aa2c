"""Papers of a ledger's lines: chosen, dropped or pasted, dated by the person, filed and attached; opened."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.ui import files

if TYPE_CHECKING:
    from app.ui.pages.checklist.registers.tab import RegistersTab


class Filing:
    """File papers for the lines of the register on show."""

    def __init__(self, tab: "RegistersTab") -> None:
        """Serve a tab."""
        self._tab = tab

    def attach(self) -> None:
        """Choose a scan or photograph for the chosen line."""
        rows = [one for one in self._tab.lines().sheet.chosen() if one > 0]
        if len(rows) == 1:
            self._pick(rows[0])

    def _pick(self, row: int) -> None:
        found = files.pick(self._tab.desk, self._tab, "归入材料", files.PICTURES)
        if found:
            self.file_for(row, found)

    def open_or_pick(self, at: int) -> None:
        """Open the paper of the line with this place, or choose one for it."""
        shown = self._tab.lines()
        row = shown.model.row_id(at)
        if row in shown.model.papers:
            self._tab.desk.act(self._tab, partial(shown.open_paper, row))
        elif not self._tab.read_only:
            self._pick(row)

    def drop(self, at: int, paths: list[Path]) -> None:
        """File what was dropped or pasted on the line with this place."""
        kind, row = self._tab.kind(), self._tab.lines().model.row_id(at)
        if self._tab.read_only or row <= 0:
            self._tab.say("请把文件放到已经登记的一行上。", "warn")
        elif not kind.ledger.proof:
            self._tab.say(f"{kind.title}不用附材料。", "warn")
        else:
            self.file_for(row, paths)

    def file_for(self, row: int, paths: Sequence[Path]) -> None:
        """Ask when a paper came to be, and file it for a line."""
        tab = self._tab
        if len(paths) > 1:
            tab.say("一行附一份材料；几页的请先合成一个 PDF，再归入。", "warn")
            return
        shown, path = tab.lines(), paths[0]

        def put(formed_on: str) -> bool:
            if not shown.file(row, path, formed_on):
                return False
            tab.say(f"“{path.name}”已归入；按 Ctrl+Z 可以撤销。", "good")
            return True

        tab.question.ask(
            f"“{path.name}”是什么时候形成的？", put, yes="归入", back=shown.sheet, hint="2026-03-02"
        )
        tab.question.field.setText(shown.dated(row, path))
        tab.question.field.selectAll()
