"""统计报表: who is to be called, branch by branch, by how much they are short, and what would help."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox

from app.jobs import forecasts as jobs
from app.papers import call_lists as papers
from app.progress import Tell
from app.school import forecasts, hours_text, standings
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.flow import Flow
from app.ui.page import Action, Page
from app.ui.pages.reports.tab import Tab
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from db.register import Register

EVERY = "全部支部"


class CallsTab(Tab):
    """A list with telephone numbers, of one branch or of all."""

    title = "打电话名单"

    def __init__(self, desk: Desk, page: Page, *, school: int) -> None:
        """Lay out the choice of a branch above the list."""
        super().__init__(desk, page, school=school)
        self._calls: dict[int, standings.Standing] = {}
        self._help: dict[int, str] = {}
        self.branches = QComboBox()
        self.branches.setAccessibleName("支部")
        self.branches.activated.connect(lambda: self._filter())
        self.branches.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._count = label("", name="note")
        self.model = LazyTable(self._columns(), find=self._find, rows=self._rows, parent=self)
        self.table = Table(self.model, name="打电话名单", memory=desk.memory)
        self.table.opened.connect(self._open)
        self.table.set_empty("没有要通知的人：已达标，或上完已报的班就能达标。")
        bar = Flow()
        bar.add(self.branches)
        bar.add(self._count, 1)
        self._count.setWordWrap(False)
        self.column.addLayout(bar)
        self.column.addWidget(self.table, 1)
        self.first = self.table

    def _columns(self) -> list[Column[standings.Standing]]:
        kind = Column[standings.Standing]
        return [
            kind("党支部", lambda row: row.branch_name or "—", spare=1),
            kind("姓名", lambda row: row.name),
            kind("电话", lambda row: row.phone or "没有电话",
                 tint=lambda row: "plain" if row.phone else "warn"),
            kind("应完成", lambda row: hours_text(row.required or 0), align="right", spare=3),
            kind("已完成", lambda row: hours_text(row.earned), align="right", spare=2),
            kind("还差", jobs.short, align="right", sort="lacking",
                 rule="应完成减已完成；书记、委员还要 1 次县级以上集中培训。"),
            kind("怎么办", lambda row: self._help.get(row.member, ""), grow=True,
                 rule="课表上有班可报的先报班；没有的按“达标预测”里拟加办的班。"),
        ]  # fmt: skip

    def _open(self, one: int) -> None:
        if not self.read_only:
            self.desk.go("党员名册", lambda page: page.open_target(one, ""))

    def fill(self, year: int) -> None:
        """Look ahead again."""
        super().fill(year)
        found = forecasts.forecast(self.desk.db, school=self.school, year=year, today=self.desk.today())
        self._help = jobs.helps(found)
        self._calls = {one.member: one for one in found.calls}
        chosen = self.branches.currentText()
        self.branches.clear()
        names = list(dict.fromkeys(one.branch_name or "没有支部" for one in found.calls))
        self.branches.addItems([EVERY, *names])
        self.branches.setCurrentIndex(max(self.branches.findText(chosen), 0))
        self._filter()

    def _filter(self) -> None:
        self.model.refresh()
        lost = sum(not self._calls[one].phone for one in self.model.ids)
        self._count.setText(
            f"要通知 {len(self.model.ids):,} 人" + (f"，其中 {lost} 人没有电话" if lost else "")
        )

    def chosen(self) -> list[standings.Standing]:
        """Give those of the branch on show, a branch after the other."""
        at = self.branches.currentIndex()
        name = self.branches.currentText()
        return [one for one in self._calls.values() if at <= 0 or (one.branch_name or "没有支部") == name]

    def _find(self, sort: str | None) -> list[int]:
        found = self.chosen()
        if sort == "lacking":
            found.sort(key=lambda one: (one.lacking, one.lacking_central))
        return [one.member for one in found]

    def _rows(self, ids: Sequence[int]) -> list[standings.Standing]:
        return [self._calls[one] for one in ids if one in self._calls]

    def offered(self) -> tuple[Action | None, Sequence[Action]]:
        """Print or export the list on show."""
        return Action("打印名单", self.print_out, "Ctrl+P", icon="print"), [
            Action("看这些人", lambda: self.people("要通知的人", self.model.ids), tip="编入培训班或导出名册"),
            Action("导出表格", self._export, "Ctrl+E", icon="save"),
        ]

    def _named(self) -> str:
        at = self.branches.currentIndex()
        return f"{self.year or ''}年学时未达标通知名单{'' if at <= 0 else self.branches.currentText()}"

    def _export(self) -> None:
        self.export(self._named(), self._workbook)

    def print_out(self) -> None:
        """Show the list as it will be printed."""
        self.preview(self._named(), lambda db, _tell: papers.render(self._paper(db)))

    def _workbook(self, db: Register, _tell: Tell) -> bytes:
        return papers.render_workbook(self._paper(db))

    def _paper(self, db: Register) -> papers.CallList:
        today = self.desk.today()
        found = forecasts.forecast(db, school=self.school, year=self.year, today=today)
        wanted = {one.member for one in self.chosen()}
        calls = [one for one in found.calls if one.member in wanted]
        return jobs.call_list(db, found, calls, school=self.school, today=today)
