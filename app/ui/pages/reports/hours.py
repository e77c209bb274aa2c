"""统计报表: everyone's hours of a year, to be looked through, printed and sent on (F20)."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox

from app.jobs import hours as jobs
from app.papers import hour_registers as papers
from app.progress import Tell
from app.school import standings
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.flow import Flow
from app.ui.page import Action, Page
from app.ui.pages.reports.people import standing_columns
from app.ui.pages.reports.tab import Tab
from app.ui.table_view import Table
from app.ui.tables import LazyTable
from db.register import Register


class HoursTab(Tab):
    """The list of the year by the page, of everybody or of one state."""

    title = "年度学时"

    def __init__(self, desk: Desk, page: Page, *, school: int) -> None:
        """Lay out the choice of a state above the list."""
        super().__init__(desk, page, school=school)
        self.states = QComboBox()
        self.states.setAccessibleName("学时状态")
        for key, name in {"": "全部人员", **standings.STATES}.items():
            self.states.addItem(name, key)
        self.states.currentIndexChanged.connect(lambda: self._filter())
        self._count = label("", name="note")
        self._count.setWordWrap(False)
        self.model = LazyTable(standing_columns(), find=self._find, rows=self._rows, parent=self)
        self.table = Table(self.model, name="年度学时", memory=desk.memory)
        self.table.opened.connect(self._open)
        self.table.set_empty("没有这样的人，请换一个状态。")
        bar = Flow()
        bar.add(self.states)
        bar.add(self._count, 1)
        self.column.addLayout(bar)
        self.column.addWidget(self.table, 1)
        self.first = self.table

    def _open(self, one: int) -> None:
        if not self.read_only:
            self.desk.go("学时台账", lambda page: page.open_target(one, ""))

    def fill(self, year: int) -> None:
        """Read the year again."""
        super().fill(year)
        self._filter()

    def _filter(self) -> None:
        if self.year:
            self.model.refresh()
            self._count.setText(f"列出 {len(self.model.ids):,} 人 · 党员学时与干部学时分开统计，不相加")

    def _find(self, sort: str | None) -> list[int]:
        return standings.find(
            self.desk.db, school=self.school, year=self.year, state=str(self.states.currentData()),
            order_by=sort or "branch",
        )  # fmt: skip

    def _rows(self, ids: Sequence[int]) -> list[standings.Standing]:
        return standings.rows(self.desk.db, ids, year=self.year, today=self.desk.today())

    def offered(self) -> tuple[Action | None, Sequence[Action]]:
        """Print or export the form of the year."""
        return Action("打印学时统计表", self.print_out, "Ctrl+P", icon="print"), [
            Action("导出表格", self._export, "Ctrl+E", icon="save")
        ]

    def _named(self) -> str:
        return f"{self.year or ''}年度学时统计表"

    def _export(self) -> None:
        self.export(self._named(), self._workbook)

    def print_out(self) -> None:
        """Show the form as it will be printed."""
        self.preview(self._named(), lambda db, _tell: papers.render_year(self._paper(db)))

    def _workbook(self, db: Register, _tell: Tell) -> bytes:
        return papers.render_year_workbook(self._paper(db))

    def _paper(self, db: Register) -> papers.YearHours:
        return jobs.year_register(db, school=self.school, year=self.year, today=self.desk.today())
