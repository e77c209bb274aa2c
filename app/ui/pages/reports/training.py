"""统计报表: what was trained in a year or a quarter, from every side (F23)."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox

from app.jobs import training_reports as jobs
from app.papers import training_reports as papers
from app.progress import Tell
from app.school import training_reports
from app.ui.cards import Card, Cards, label
from app.ui.desk import Desk
from app.ui.flow import Flow
from app.ui.page import Action, Page
from app.ui.pages.reports.lines import Counted, LineTable
from app.ui.pages.reports.tab import Tab
from db.register import Register


class TrainingTab(Tab):
    """The figures as cards, and one table of lines from every side."""

    title = "培训情况统计"

    def __init__(self, desk: Desk, page: Page, *, school: int) -> None:
        """Lay out the choice of a quarter, the cards and the table."""
        super().__init__(desk, page, school=school)
        self.found: training_reports.TrainingReport | None = None
        self.quarters, self.sides = QComboBox(), QComboBox()
        self.quarters.setAccessibleName("全年或季度")
        for number, name in jobs.QUARTERS.items():
            self.quarters.addItem(name, number)
        self.quarters.currentIndexChanged.connect(lambda: self.fill(self.year))
        self.sides.setAccessibleName("从哪一面看")
        self.sides.currentIndexChanged.connect(lambda: self._show())
        self._rule = label("", name="note")
        self.cards = [Card(name) for name in ("办班", "参训", "党员覆盖率", "党员达标率")]
        self.sides.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.table = LineTable(desk, self.people, name="培训情况统计")
        bar = Flow()
        for field in (self.quarters, self.sides):
            bar.add(field)
        bar.add(self._rule, 1)
        self.column.addWidget(Cards(list(self.cards)))
        self.column.addLayout(bar)
        self.column.addWidget(self.table, 1)
        self.first = self.table

    def quarter(self) -> int:
        """Give the quarter on show, 0 for the year."""
        return int(self.quarters.currentData())

    def fill(self, year: int) -> None:
        """Count the period again."""
        super().fill(year)
        if not year:
            return
        self.found = training_reports.report(
            self.desk.db, school=self.school, year=year, quarter=self.quarter()
        )
        self._tell(self.found)
        chosen = self.sides.currentIndex()
        self.sides.blockSignals(True)
        self.sides.clear()
        self.sides.addItems([side.title for side in self.found.sides])
        self.sides.setCurrentIndex(max(chosen, 0))
        self.sides.blockSignals(False)
        self._show()

    def _tell(self, found: training_reports.TrainingReport) -> None:
        held, sessions, turns, people, reached, met = jobs.figures(found)
        party = found.party
        between = f"{found.first} 至 {found.last}"
        first, more = held[1].split("，")
        self.cards[0].tell(first, f"{more}；{sessions[1]}", rule=f"{held[2]}；{sessions[2]}。{between}。")
        self.cards[1].tell(
            f"{found.all_turns:,} 人次",
            f"{found.all_people:,} 人",
            rule=f"{turns[2]}；{people[2]}。{between}。",
        )
        whom = ((len(party.trained), len(party.people)), (len(party.met), len(party.required)))
        for card, (_, figure, rule), (part, whole) in zip(self.cards[2:], (reached, met), whom, strict=True):
            card.tell(figure.partition("（")[0], f"{part:,}／{whole:,} 人", rule=f"{rule}。{between}。")

    def _show(self) -> None:
        if self.found is None:
            return
        side = self.found.sides[max(self.sides.currentIndex(), 0)]
        self._rule.setText(side.rule)
        self.table.show_lines([Counted(at, side.title, one) for at, one in enumerate(side.lines)])

    def offered(self) -> tuple[Action | None, Sequence[Action]]:
        """Print or export the form of the period."""
        return Action("打印统计表", self.print_out, "Ctrl+P", icon="print"), [
            Action("导出表格", self._export, "Ctrl+E", icon="save")
        ]

    def _export(self) -> None:
        self.export(self._named(), self._workbook)

    def _named(self) -> str:
        return f"{jobs.when(self.year, self.quarter())}培训情况统计表"

    def print_out(self) -> None:
        """Show the form as it will be printed."""
        self.preview(self._named(), lambda db, _tell: papers.render(self._paper(db)))

    def _workbook(self, db: Register, _tell: Tell) -> bytes:
        return papers.render_workbook(self._paper(db))

    def _paper(self, db: Register) -> papers.TrainingReport:
        return jobs.report(
            db, school=self.school, year=self.year, quarter=self.quarter(), today=self.desk.today()
        )
