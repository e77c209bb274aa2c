"""打印记录: what was handed to a printer for a class, or by the whole school."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox

from app.school import classes, print_jobs
from app.ui.desk import Desk
from app.ui.flow import Flow
from app.ui.page import Page
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable


class PrintHistory(Page):
    """List print jobs, the newest first."""

    help_topic = "printing"

    def __init__(self, desk: Desk, found: classes.TrainingClass) -> None:
        """Show those of one class first."""
        super().__init__(desk, "打印记录", found.name)
        self._found = found
        self.which = QComboBox()
        self.which.setAccessibleName("看哪些打印记录")
        self.which.setToolTip("只看本班的，或本校打印过的全部")
        self.which.addItem("本班", found.id)
        self.which.addItem("本校全部", None)
        self._model = LazyTable(_columns(), find=self._find, rows=self._rows, parent=self)
        self.which.currentIndexChanged.connect(lambda: self._model.refresh())
        self.table = Table(self._model, name="打印记录", memory=desk.memory)
        self.table.set_empty("还没有打印过。打印出来的每一份都会记在这里：什么表、几页、几份、谁打印的。")
        bar = Flow()
        bar.add(self.which)
        self.body.addLayout(bar)
        self.body.addWidget(self.table, 1)
        self.first = self.table
        self.set_hint("交给打印机以后才记下 · Ctrl+C 复制所选行，可以粘贴到表格里")

    def refresh(self) -> None:
        """Read the list again."""
        self._model.refresh()

    def _find(self, _sort: str | None) -> list[int]:
        one = self.which.currentData()
        if one is not None:
            return print_jobs.find(self.desk.db, training_class=one)
        return print_jobs.find(self.desk.db, school=self._found.school)

    def _rows(self, ids: Sequence[int]) -> list[print_jobs.PrintJob]:
        return print_jobs.rows(self.desk.db, list(ids))


def _columns() -> list[Column[print_jobs.PrintJob]]:
    kind = Column[print_jobs.PrintJob]
    return [
        kind("日期", lambda row: row.printed_on),
        kind("打印了什么", lambda row: row.title, grow=True),
        kind("培训班", lambda row: row.class_name or "—", spare=2),
        kind("页数", lambda row: str(row.pages), align="right", rule="一份的页数。"),
        kind("份数", lambda row: str(row.copies), align="right"),
        kind("打印机", lambda row: row.printer or "—", spare=1),
        kind("谁打印的", lambda row: row.printed_by or "—"),
    ]
