"""学时达标: coverage and hours of all schools by kind, layer, school and branch, and who is short."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox

from app.jobs import counties as jobs
from app.school import hours_text, league, schools, standings
from app.ui.cards import Card, Cards, label
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.flow import Flow
from app.ui.page import Page
from app.ui.pages.counties.counts import Counted, CountTable
from app.ui.pages.counties.gathering import Gathering
from app.ui.pages.counties.tab import Tab, TabbedPage
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone

STATES = {"not_met": "未达标", "met": "达标", "exempt": "不作硬性要求", "": "全部人员"}
TONES: dict[str, Tone] = {"met": "good", "not_met": "bad", "exempt": "muted"}


class SidesTab(Tab):
    """All schools together from one side, or each school's party members beside each other."""

    title = "覆盖和学时"

    def __init__(self, desk: Desk, page: Page, gathering: Gathering) -> None:
        """Lay out the figures, the choice of a side and the table."""
        super().__init__(desk, page, gathering)
        self.sides = QComboBox()
        self.sides.setAccessibleName("从哪一面看")
        self.sides.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.sides.currentIndexChanged.connect(lambda: self._show())
        self.cards = [Card(name) for name in ("参训", "党员覆盖率", "党员达标率")]
        self._rule = label("", name="note")
        self._found: list[tuple[str, str, list[Counted]]] = []
        self.table = CountTable(desk, name="覆盖和学时")
        bar = Flow()
        bar.add(self.sides)
        bar.add(self._rule, 1)
        self.column.addWidget(Cards(list(self.cards)))
        self.column.addLayout(bar)
        self.column.addWidget(self.table, 1)
        self.first = self.table

    def fill(self, year: int) -> None:
        """Add the schools up again."""
        super().fill(year)
        self.gathering.bring_up(year)
        whole, each = league.annual(self.desk.db, year=year)
        said = {name: (figure, rule) for name, figure, rule in jobs.figures(whole)}
        turns, people = said["参训人次"], said["参训人数"]
        self.cards[0].tell(f"{whole.turns:,} 人次", f"{whole.people:,} 人", rule=f"{turns[1]}；{people[1]}。")
        party = whole.party
        whom = {"党员覆盖率": (party.trained, party.people), "党员达标率": (party.met, party.required)}
        for card, (name, (part, of)) in zip(self.cards[1:], whom.items(), strict=True):
            share = said[name][0].partition("（")[0]
            card.tell(share, f"{part:,}／{of:,} 人", rule=f"{said[name][1]}。")
        self._found = [
            (side.title, side.rule, [Counted(at, "", one) for at, one in enumerate(side.lines)])
            for side in whole.sides
        ]
        titled = [
            Counted(school.id, "", jobs.named(period.party, school.short_name)) for school, period in each
        ]
        self._found.append(("按学校", "各校的党员；一人在几所学校参训的，各校各计一次。", titled))
        chosen = max(self.sides.currentIndex(), 0)
        self.sides.blockSignals(True)
        self.sides.clear()
        self.sides.addItems([title for title, _, _ in self._found])
        self.sides.setCurrentIndex(chosen)
        self.sides.blockSignals(False)
        self._show()

    def _show(self) -> None:
        if self._found:
            _, rule, lines = self._found[max(self.sides.currentIndex(), 0)]
            self._rule.setText(rule)
            self.table.show_lines(lines)


class BranchesTab(Tab):
    """Every branch of every school, the least covered to be found by a click on the heading."""

    title = "按支部"

    def __init__(self, desk: Desk, page: Page, gathering: Gathering) -> None:
        """Lay out the table."""
        super().__init__(desk, page, gathering)
        self.table = CountTable(desk, name="各支部覆盖和学时", named="党支部", schools=True)
        self.column.addWidget(self.table, 1)
        self.first = self.table

    def fill(self, year: int) -> None:
        """List the branches again."""
        super().fill(year)
        self.gathering.bring_up(year)
        _, each = league.annual(self.desk.db, year=year)
        lines = [(school.short_name, one) for school, period in each for one in period.side("按支部").lines]
        self.table.show_lines([Counted(at, name, one) for at, (name, one) in enumerate(lines)])


class PeopleTab(Tab):
    """Everybody of every school by what they have and owe, a page at a time at any size."""

    title = "未达标人员"

    def __init__(self, desk: Desk, page: Page, gathering: Gathering) -> None:
        """Lay out what to search by above the list."""
        super().__init__(desk, page, gathering)
        self._names: dict[int, str] = {}
        self.sought = SearchField("姓名或拼音首字母")
        self.schools, self.states = QComboBox(), QComboBox()
        self.schools.setAccessibleName("学校")
        self.states.setAccessibleName("学时状态")
        for key, name in STATES.items():
            self.states.addItem(name, key)
        self.model = LazyTable(
            self._columns(), find=self._find, rows=self._rows, first=self._first, parent=self
        )
        self.table = Table(self.model, name="各校人员学时", memory=desk.memory)
        self.table.set_empty("没有这样的人。")
        self.table.typed.connect(self.sought.begin)
        for box in (self.schools, self.states):
            box.currentIndexChanged.connect(lambda: self.model.refresh(anew=True))
        self.sought.sought.connect(lambda: self.model.refresh(anew=True))
        self.sought.returnPressed.connect(self.table.setFocus)
        bar = Flow()
        for field in (self.sought, self.schools, self.states):
            bar.add(field)
        self.column.addLayout(bar)
        self.column.addWidget(self.table, 1)
        self.first = self.table

    def _columns(self) -> list[Column[standings.Standing]]:
        kind = Column[standings.Standing]
        return [
            kind("姓名", lambda row: row.name, sort="name"),
            kind("学校", lambda row: self._names.get(row.member, "")),
            kind("党支部", lambda row: row.branch_name or "—", grow=True),
            kind("应完成", _required, sort="required", align="right", rule="按各校现行的学时规则。", spare=2),
            kind("已完成", lambda row: hours_text(row.earned), sort="earned", align="right", spare=1,
                 rule="本年已入账的学时，加上没有结班的班按现有考勤可得的学时。"),
            kind("还差", lambda row: row.lacking_text or "—", sort="lacking", align="right",
                 rule="应完成减已完成；学时够了、还差县级以上集中培训的，写明还差几次。"),
            kind("状态", lambda row: standings.STATES[row.state], tint=lambda row: TONES[row.state]),
        ]  # fmt: skip

    def fill(self, year: int) -> None:
        """Find the people again."""
        super().fill(year)
        found = schools.rows(self.desk.db, schools.find(self.desk.db))
        if self.schools.count() != len(found) + 1:
            self.schools.blockSignals(True)
            self.schools.clear()
            self.schools.addItem("全部学校", None)
            for one in found:
                self.schools.addItem(one.short_name, one.id)
            self.schools.blockSignals(False)
        self.model.refresh(anew=True)

    def _sought(self, sort: str | None, limit: int | None) -> list[int]:
        if not self.year:
            return []
        return standings.find(
            self.desk.db, self.sought.text(), school=self.schools.currentData(), year=self.year,
            state=str(self.states.currentData()), order_by=sort or "name", limit=limit,
        )  # fmt: skip

    def _find(self, sort: str | None) -> list[int]:
        return self._sought(sort, None)

    def _first(self, sort: str | None, count: int) -> list[int]:
        return self._sought(sort, count)

    def _rows(self, ids: Sequence[int]) -> list[standings.Standing]:
        self._names |= schools.names_of(self.desk.db, ids)
        return standings.rows(self.desk.db, ids, year=self.year)


def _required(row: standings.Standing) -> str:
    return "—" if row.required is None else hours_text(row.required)


class CoveragePage(TabbedPage):
    """Show how far training reached, and whom it did not."""

    help_topic = "coverage"

    def __init__(self, desk: Desk) -> None:
        """Lay out the tabs."""
        super().__init__(desk, "学时达标", (SidesTab, BranchesTab, PeopleTab))
        self.set_hint("停在标题上看口径 · 点表头排序 · Ctrl+C 复制所选行 · Alt+1 到 Alt+3 换页")

    def seek(self) -> None:
        """Go to the search field of the list of people."""
        tab = self.tab()
        if isinstance(tab, PeopleTab):
            tab.sought.setFocus()
            tab.sought.selectAll()
