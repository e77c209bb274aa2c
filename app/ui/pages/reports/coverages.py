"""统计报表: whom training reached, by group, branch and layer; people and turns always both."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox

from app.jobs import training_reports as jobs
from app.papers import training_reports as papers
from app.progress import Tell
from app.school import coverages, filters, schools
from app.spelling import dates
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.flow import Flow
from app.ui.page import Action, Page
from app.ui.pages.reports.lines import Counted, LineTable
from app.ui.pages.reports.tab import Tab
from db.register import Register

SIDES = {"groups": "按人员类别", "branches": "按支部", "layers": "按培训层级"}


class CoverageTab(Tab):
    """A table of lines; each number opens the people behind it."""

    title = "覆盖情况"

    def __init__(self, desk: Desk, page: Page, *, school: int) -> None:
        """Lay out a choice of sides above the table."""
        super().__init__(desk, page, school=school)
        self.found: coverages.Coverage | None = None
        self.sides = QComboBox()
        self.sides.setAccessibleName("从哪一面看")
        for key, name in SIDES.items():
            self.sides.addItem(name, key)
        self.sides.currentIndexChanged.connect(lambda: self._show())
        self.table = LineTable(desk, self.people, name="覆盖情况")
        self._note = label("", name="note")
        self._note.setWordWrap(True)
        bar = Flow()
        bar.add(self.sides)
        bar.add(self._note, 1)
        self.column.addLayout(bar)
        self.column.addWidget(self.table, 1)
        self.first = self.table

    def fill(self, year: int) -> None:
        """Count the year again."""
        super().fill(year)
        self.found = coverages.coverage(self.desk.db, school=self.school, year=year)
        self._show()

    def _show(self) -> None:
        if self.found is None:
            return
        side = str(self.sides.currentData())
        lines: Sequence[coverages.Line] = getattr(self.found, side)
        title = "" if side == "groups" else f"{SIDES[side]}："
        self.table.show_lines([Counted(at, SIDES[side], one) for at, one in enumerate(lines)])
        whole = self.found.whole
        self._note.setText(
            f"{title}全校 {whole.turns:,} 人次、{len(whole.trained):,} 人参训；{jobs.TURNS}，{jobs.PEOPLE}。"
        )
        self._note.setToolTip(f"参训率要求的出处：{self.found.rule.source}")

    def offered(self) -> tuple[Action | None, Sequence[Action]]:
        """Offer those whom nothing reached, for the catch-up class."""
        return Action("漏训名单", self.missed, "Ctrl+L", "本年一次也没有参训的党员和发展对象"), [
            Action("打印", self.print_out, "Ctrl+P", icon="print"),
            Action("导出表格", self._export, "Ctrl+E", icon="save"),
        ]

    def missed(self) -> None:
        """Open the people whom nothing reached this year."""
        found = coverages.missed(self.desk.db, school=self.school, year=self.year)
        self.people("漏训名单", found, filters.missed(self.year))

    def _export(self) -> None:
        self.export(self._named(), self._workbook)

    def print_out(self) -> None:
        """Show the lines of every side as they will be printed."""
        self.preview(self._named(), lambda db, _tell: papers.render(self._paper(db)))

    def _workbook(self, db: Register, _tell: Tell) -> bytes:
        return papers.render_workbook(self._paper(db))

    def _named(self) -> str:
        return f"{self.year}年培训覆盖情况" if self.year else "培训覆盖情况"

    def _paper(self, db: Register) -> papers.TrainingReport:
        found = coverages.coverage(db, school=self.school, year=self.year)
        (owner,) = schools.rows(db, [self.school])
        return jobs.coverage_paper(found, owner.short_name, self.year, dates.in_figures(self.desk.today()))
