"""统计报表: the league of the schools, classes by quarter, statistics of a year or a quarter (F23)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QComboBox, QSplitter

from app.jobs import counties as jobs
from app.jobs.training_reports import QUARTERS, when
from app.papers import figures
from app.school import counties, league
from app.school.counties import Figures
from app.spelling.hours import shown as hours_shown
from app.ui.cards import Card, Cards, label
from app.ui.charts import Bar, BarChart
from app.ui.desk import Desk
from app.ui.flow import Flow
from app.ui.page import Action, Page
from app.ui.pages.counties.counts import Counted, CountTable
from app.ui.pages.counties.gathering import Gathering
from app.ui.pages.counties.tab import Tab, TabbedPage, scrolled
from app.ui.pages.counties.township import Township
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone, px


# No slots: with them `Column[Placed](…)` cannot be told apart in a lambda.
@dataclass(frozen=True)
class Placed:
    """A school's place with its number in the table."""

    id: int
    place: league.Place


def _percent(part: int, whole: int) -> float:
    return part * 1000 // whole / 10 if whole else 0.0


CHARTS: dict[str, Callable[[Figures], Bar]] = {
    "学时达标率": lambda of: Bar(
        of.school, of.name, _percent(of.met, of.owing), figures.share(of.met, of.owing)
    ),
    "办班期数": lambda of: Bar(
        of.school, of.name, of.classes, f"{of.classes} 期", of.classes < of.classes_wanted
    ),
    "党员覆盖率": lambda of: Bar(
        of.school, of.name, _percent(of.party_trained, of.party), figures.share(of.party_trained, of.party)
    ),
    "五有得分": lambda of: Bar(of.school, of.name, of.points, f"{of.points} / {of.points_of}"),
}


def beside(table: Table, chart: BarChart) -> QSplitter:
    """Lay a chart beside its table, which gets what its columns ask for first."""
    both = QSplitter()
    both.setChildrenCollapsible(False)
    both.addWidget(table)
    both.addWidget(scrolled(chart))
    both.setSizes([px(760), px(340)])
    both.setStretchFactor(0, 1)
    both.setStretchFactor(1, 1)
    return both


class _Schools(Tab):
    """A table of schools beside a chart of one of their figures."""

    columns: tuple[str, ...] = ()

    def __init__(self, desk: Desk, page: Page, gathering: Gathering) -> None:
        """Lay out both."""
        super().__init__(desk, page, gathering)
        self.found: league.League | None = None
        self._places: dict[int, Placed] = {}
        self.model = LazyTable(self._columns(), find=self._find, rows=self._rows, parent=self)
        self.table = Table(self.model, name=self.title, memory=desk.memory)
        self.table.opened.connect(self._open)
        self.table.set_empty("还没有收到数据包。先到“收件箱”读取数据包。")
        self.kinds = QComboBox()
        self.kinds.setAccessibleName("画哪个数字")
        self.kinds.addItems(list(CHARTS))
        self.kinds.currentIndexChanged.connect(lambda: self._draw())
        self.chart = BarChart("各校对比")
        self.chart.opened.connect(self._open)
        self.first = self.table

    def fill(self, year: int) -> None:
        """Put the schools in order again."""
        super().fill(year)
        self.gathering.bring_up(year)
        self.found = league.table(self.desk.db, year=year, today=self.desk.today())
        self._places = {one.figures.school: Placed(one.figures.school, one) for one in self.found.places}
        self.model.refresh()
        self._draw()

    def _draw(self) -> None:
        name = self.kinds.currentText()
        every = [one.place.figures for one in self._places.values()]
        wanted = {of.classes_wanted for of in every}
        common = wanted.pop() if name == "办班期数" and len(wanted) == 1 else 0
        most = max((of.points_of for of in every), default=0) if name == "五有得分" else 100
        self.chart.tell(
            [CHARTS[name](of) for of in every],
            most=0 if name == "办班期数" else most,
            wanted=common,
            wanted_text=f"应办 {common} 期" if common else "",
        )
        self.chart.setAccessibleName(f"各校{name}")

    def _open(self, school: int) -> None:
        self.desk.open(Township(self.desk, school))

    def _columns(self) -> list[Column[Placed]]:
        return []

    def _find(self, sort: str | None) -> list[int]:
        if sort is None or sort == "rank":
            return list(self._places)
        key = _KEYS[sort]
        return sorted(self._places, key=lambda one: key(self._places[one].place.figures))

    def _rows(self, ids: Sequence[int]) -> list[Placed]:
        return [self._places[one] for one in ids if one in self._places]


_KEYS: dict[str, Callable[[Figures], float]] = {
    "points": lambda of: of.points / max(of.points_of, 1),
    "classes": lambda of: of.classes,
    "covered": lambda of: of.covered_percent or 0,
    "people": lambda of: of.people,
    "turns": lambda of: of.person_times,
    "hours": lambda of: of.quarter_hours,
    "met": lambda of: of.met_percent or 0,
}


def _few(row: Placed) -> Tone:
    return "bad" if row.place.figures.classes < row.place.figures.classes_wanted else "plain"


class LeagueTab(_Schools):
    """The schools in their order, with a chart beside them."""

    title = "排名"

    def __init__(self, desk: Desk, page: Page, gathering: Gathering) -> None:
        """Lay out the table above the chart."""
        super().__init__(desk, page, gathering)
        self._note = label("", name="note")
        bar = Flow()
        bar.add(self.kinds)
        bar.add(self._note, 1)
        self.column.addLayout(bar)
        self.column.addWidget(beside(self.table, self.chart), 1)

    def fill(self, year: int) -> None:
        """Say how people are counted too."""
        super().fill(year)
        if self.found is not None:
            found = self.found
            self._note.setText(
                f"合计 {found.person_times:,} 人次、{found.people:,} 人"
                f"（各校相加 {found.people_by_school:,} 人，跨校的只计一次）"
            )
            self._note.setToolTip(league.RULE)

    def _columns(self) -> list[Column[Placed]]:
        kind = Column[Placed]

        def figure(read: Callable[[Figures], str]) -> Callable[[Placed], str]:
            return lambda row: read(row.place.figures)

        return [
            kind("名次", lambda row: str(row.place.rank), sort="rank", align="right", rule=league.RULE),
            kind("学校", figure(lambda of: of.name), grow=True),
            kind("五有得分", figure(lambda of: f"{of.points} / {of.points_of}"), sort="points", align="right",
                 rule=jobs.ITEMS),
            kind("办班", figure(lambda of: f"{of.classes} 期"), sort="classes", align="right", tint=_few,
                 rule=jobs.CLASSES),
            kind("覆盖率", figure(lambda of: figures.share(of.party_trained, of.party)), sort="covered",
                 align="right", rule=jobs.COVERED),
            kind("达标率", figure(lambda of: figures.share(of.met, of.owing)), sort="met", align="right",
                 rule=jobs.HOURS),
            kind("人数", figure(lambda of: f"{of.people:,}"), sort="people", align="right",
                 rule=jobs.HEADS, spare=3),
            kind("人次", figure(lambda of: f"{of.person_times:,}"), sort="turns", align="right",
                 rule=jobs.HEADS, spare=2),
            kind("学时", figure(lambda of: hours_shown(of.quarter_hours)), sort="hours", align="right",
                 rule=jobs.HOURS, spare=1),
        ]  # fmt: skip

    def offered(self) -> tuple[Action | None, Sequence[Action]]:
        """Print or export the league."""
        return Action("打印排名表", self.print_out, "Ctrl+P", icon="print"), [
            Action("导出表格", self.export_all, "Ctrl+E", "排名、图表、培训统计和口径，一个文件", icon="save")
        ]

    def print_out(self) -> None:
        """Show the league as it will be printed."""
        year, today = self.year, self.desk.today()
        self.preview(f"{year}年乡镇党校办学情况排名表",
                     lambda db, tell: jobs.league_table(db, year=year, today=today, tell=tell))  # fmt: skip

    def export_all(self) -> None:
        """Keep the workbook of everything."""
        year, today = self.year, self.desk.today()
        self.export(f"{self.desk.school_name}{year}年乡镇党校年报",
                    lambda db, tell: jobs.workbook(db, year=year, today=today, tell=tell))  # fmt: skip


class ClassesTab(_Schools):
    """Classes held against those asked for, by quarter."""

    title = "办班进度"

    def __init__(self, desk: Desk, page: Page, gathering: Gathering) -> None:
        """Lay out the cards above table and chart."""
        super().__init__(desk, page, gathering)
        self.cards = [Card(f"{name}季度", rule=jobs.CLASSES) for name in "一二三四"]
        self.kinds.setCurrentText("办班期数")
        self.kinds.hide()
        self.column.addWidget(Cards(list(self.cards)))
        self.column.addWidget(beside(self.table, self.chart), 1)

    def fill(self, year: int) -> None:
        """Count the quarters too, those over as much as those to come."""
        super().fill(year)
        if self.found is None:
            return
        every = [one.figures for one in self.found.places]
        today = self.desk.today()
        for at, card in enumerate(self.cards):
            begun = today >= f"{year}-{3 * at + 1:02}-01"
            behind = len(league.quarters_short(every, quarter=at + 1))
            note = f"{behind} 所到季末不够进度" if behind else "进度都够"
            card.tell(f"{self.found.quarters[at]} 期", note if begun else "还没有到",
                      tone=("warn" if behind else "good") if begun else "muted")  # fmt: skip

    def _columns(self) -> list[Column[Placed]]:
        kind = Column[Placed]

        def quarter(at: int) -> Callable[[Placed], str]:
            return lambda row: str(row.place.figures.classes_by_quarter[at])

        return [
            kind("学校", lambda row: row.place.figures.name, grow=True),
            *(kind(f"{name}季度", quarter(at), align="right", rule=jobs.CLASSES)
              for at, name in enumerate("一二三四")),
            kind("全年", lambda row: f"{row.place.figures.classes} 期", sort="classes", align="right",
                 tint=_few),
            kind("应办", lambda row: f"{row.place.figures.classes_wanted} 期", align="right",
                 rule="按各校的办班规则，一般每年 4 期以上。"),
            kind("状态", _progress, tint=_few),
        ]  # fmt: skip


def _progress(row: Placed) -> str:
    lacking = row.place.figures.classes_wanted - row.place.figures.classes
    return f"还差 {lacking} 期" if lacking > 0 else "✓ 已办够"


class StatisticsTab(Tab):
    """The statistics of a year or a quarter of all schools together (F23)."""

    title = "培训情况统计"

    def __init__(self, desk: Desk, page: Page, gathering: Gathering) -> None:
        """Lay out the choices, the cards, the table and the chart."""
        super().__init__(desk, page, gathering)
        self.found: counties.Annual | None = None
        self.quarters, self.sides = QComboBox(), QComboBox()
        self.quarters.setAccessibleName("全年或季度")
        for number, name in QUARTERS.items():
            self.quarters.addItem(name, number)
        self.quarters.currentIndexChanged.connect(lambda: self.fill(self.year))
        self.sides.setAccessibleName("从哪一面看")
        self.sides.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.sides.currentIndexChanged.connect(lambda: self._show())
        self._rule = label("", name="note")
        self.cards = [Card(name) for name in ("办班", "参训人次", "参训人数", "党员覆盖率")]
        self.table = CountTable(desk, name=f"{desk.words.desk}培训情况统计")
        self.chart = BarChart("覆盖率")
        bar = Flow()
        for field in (self.quarters, self.sides):
            bar.add(field)
        bar.add(self._rule, 1)
        both = beside(self.table, self.chart)
        self.column.addWidget(Cards(list(self.cards)))
        self.column.addLayout(bar)
        self.column.addWidget(both, 1)
        self.first = self.table

    def quarter(self) -> int:
        """Give the quarter on show, 0 for the year."""
        return int(self.quarters.currentData())

    def fill(self, year: int) -> None:
        """Add the schools' periods up again."""
        super().fill(year)
        if not year:
            return
        self.gathering.bring_up(year, quarter=self.quarter())
        self.found, _ = league.annual(self.desk.db, year=year, quarter=self.quarter())
        said = {name: rule for name, _, rule in jobs.figures(self.found)}
        found = self.found
        told = {
            "办班": (f"{found.classes:,} 期", f"已结班 {found.closed:,} 期"),
            "参训人次": (f"{found.turns:,} 人次", ""),
            "参训人数": (f"{found.people:,} 人", ""),
            "党员覆盖率": (figures.share(found.party.trained, found.party.people),
                           f"{found.party.trained:,}／{found.party.people:,} 人"),
        }  # fmt: skip
        for card, (name, (first, more)) in zip(self.cards, told.items(), strict=True):
            card.tell(first, more, rule=f"{said[name]}。")
        chosen = max(self.sides.currentIndex(), 0)
        self.sides.blockSignals(True)
        self.sides.clear()
        self.sides.addItems([side.title for side in self.found.sides])
        self.sides.setCurrentIndex(chosen)
        self.sides.blockSignals(False)
        self._show()

    def _show(self) -> None:
        if self.found is None or not self.found.sides:
            self.table.show_lines([])
            return
        side = self.found.sides[max(self.sides.currentIndex(), 0)]
        self._rule.setText(side.rule)
        self.table.show_lines([Counted(at, "", one) for at, one in enumerate(side.lines)])
        self.chart.tell(
            [
                Bar(at, one.title, _percent(one.trained, one.people), figures.share(one.trained, one.people),
                    bool(one.target) and 100 * one.trained < one.target * one.people)
                for at, one in enumerate(side.lines)
            ],
            most=100,
        )  # fmt: skip
        self.chart.setAccessibleName(f"覆盖率，{side.title}")

    def offered(self) -> tuple[Action | None, Sequence[Action]]:
        """Print or export the form of the period."""
        return Action("打印统计表", self.print_out, "Ctrl+P", icon="print"), [
            Action("导出表格", self.export_all, "Ctrl+E", "排名、图表、培训统计和口径，一个文件", icon="save")
        ]

    def print_out(self) -> None:
        """Show the form as it will be printed."""
        year, quarter, today = self.year, self.quarter(), self.desk.today()
        self.preview(
            f"{when(year, quarter)}培训情况统计表",
            lambda db, tell: jobs.statistics(db, year=year, quarter=quarter, today=today, tell=tell),
        )

    def export_all(self) -> None:
        """Keep the workbook of everything."""
        year, quarter, today = self.year, self.quarter(), self.desk.today()
        self.export(
            f"{self.desk.school_name}{when(year, quarter)}乡镇党校年报",
            lambda db, tell: jobs.workbook(db, year=year, quarter=quarter, today=today, tell=tell),
        )


class StatisticsPage(TabbedPage):
    """Show the county's tables and their papers."""

    help_topic = "league"

    def __init__(self, desk: Desk) -> None:
        """Lay out the tabs."""
        super().__init__(desk, "统计报表", (LeagueTab, ClassesTab, StatisticsTab))
        self.set_hint("停在标题上看口径 · 回车或点图上的一条查看一所学校 · Ctrl+P 打印 · Ctrl+E 导出")
