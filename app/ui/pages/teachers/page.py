"""师资课程: three lists beside each other, with what each line came to in a year."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QTabWidget, QVBoxLayout, QWidget

from app.jobs import files as file_jobs
from app.papers.figures import share
from app.school import catalogues, evaluations, hours_text, schools
from app.school.catalogues import Taught
from app.ui import files
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.flow import Flow
from app.ui.page import Action, Page
from app.ui.pages.teachers.held import HeldPage
from app.ui.pages.teachers.nouns import EVERY, Catalogue, Entry
from app.ui.pages.teachers.panel import Panel
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import px

PEOPLE = "到课的人，一人一年只算一次；考勤记为到课、迟到、早退的才算。"
TURNS = "到课的人次，一人来几个半天就算几次；考勤记为到课、迟到、早退的才算。"
HELD = "本年到今天为止课表上的课次（半天）。"
HOURS = "本年到今天为止所上的学时；同时给两个班上的一课只计一次。"
PANEL = 400
SATISFIED = f"本年各班质量测评里给这位教师的票：{evaluations.SATISFIED}"
AHEAD = "本年课表上今天以后的课次。"
SORTS: dict[str, Callable[[Taught], int]] = {
    "sessions": lambda one: one.sessions,
    "hours": lambda one: one.quarter_hours,
    "classes": lambda one: one.classes,
    "people": lambda one: one.people,
    "attendances": lambda one: one.attendances,
    "ahead": lambda one: one.ahead,
}


class TeachersPage(Page):
    """List teachers, courses and places; one opens beside the list, a number opens what is behind it."""

    help_topic = "teachers"

    def __init__(self, desk: Desk, *, school: int | None = None, read_only: bool = False) -> None:
        """Lay out the three lists of a school, this desk's where none is named."""
        super().__init__(desk, "师资课程")
        self._school = schools.own(desk.db).id if school is None else school
        self.read_only = read_only
        self.search = self._sought = SearchField("名称")
        self._years, self._ended = QComboBox(), QCheckBox("含已停用")
        self.tabs = QTabWidget()
        self.lists = [
            Listing(desk, one, school=self._school, open_=self.open_one, behind=self.open_held)
            for one in EVERY
        ]
        self._build()
        self._turned()

    def _build(self) -> None:
        self._years.setAccessibleName("年份")
        self._years.currentIndexChanged.connect(lambda: self._fill())
        self._ended.toggled.connect(lambda: self._fill())
        self._sought.sought.connect(lambda: self._fill())
        bar = Flow()
        for field in (self._sought, self._years, self._ended):
            bar.add(field)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setExpanding(False)
        self.tabs.tabBar().setAccessibleName("师资课程的各页")
        for number, one in enumerate(self.lists):
            self.tabs.addTab(one, one.catalogue.title)
            self.tabs.setTabToolTip(number, f"{one.catalogue.title} Alt+{number + 1}")
            QShortcut(QKeySequence(f"Alt+{number + 1}"), self, partial(self.tabs.setCurrentIndex, number))
            one.table.typed.connect(self._sought.begin)
        self.tabs.currentChanged.connect(self._turned)
        self.body.addLayout(bar)
        self.body.addWidget(self.tabs, 1)
        self.set_hint(
            "回车或点数字看是哪些课次 · Ctrl+C 复制所选行"
            if self.read_only
            else "回车看和改这一行 · 点数字看是哪些课次 · 选中两行点“合并” · Ctrl+C 复制所选行"
        )

    # what is shown

    def listing(self) -> "Listing":
        """Give the list on show."""
        return self.lists[self.tabs.currentIndex()]

    def topic(self) -> str:
        """Name the heading of the list on show."""
        return f"{self.help_topic}#{self.listing().catalogue.title}"

    def year(self) -> int:
        """Give the year on show."""
        return int(self._years.currentData())

    def refresh(self) -> None:
        """Count the year again."""
        self._offer_years()
        self._fill()
        word = "、".join(f"{one.catalogue.title} {one.count()}" for one in self.lists)
        self.set_title("师资课程", f"{self.year()} 年 · {word}")

    def _offer_years(self) -> None:
        this = int(self.desk.today()[:4])
        years = sorted({this, *catalogues.years(self.desk.db, school=self._school)}, reverse=True)
        if years == [self._years.itemData(at) for at in range(self._years.count())]:
            return
        chosen = self._years.currentData() or this
        self._years.blockSignals(True)
        self._years.clear()
        for year in years:
            self._years.addItem(f"{year} 年", year)
        self._years.setCurrentIndex(max(0, self._years.findData(chosen)))
        self._years.blockSignals(False)

    def _fill(self) -> None:
        for one in self.lists:
            one.fill(
                self._sought.text(), year=self.year(), ended=self._ended.isChecked(), until=self.desk.today()
            )

    def _turned(self) -> None:
        self.close_detail()
        catalogue = self.listing().catalogue
        self.first = self.listing().table
        word = catalogue.kind.word
        export = Action("导出表格", self.export, "Ctrl+E", f"把列出的{word}导出为 .xlsx", icon="save")
        if self.read_only:
            self.set_actions(None, [export])
            return
        self.set_actions(
            Action(f"登记{word}", self.begin, "Ctrl+N", icon="plus"),
            [
                export,
                Action("合并", self.merge, tip=f"把同一个{word}的两种写法并成一个"),
            ],
        )

    # one of them

    def begin(self) -> None:
        """Open the fields of a new one beside the list."""
        catalogue = self.listing().catalogue
        panel = Panel(self.desk, catalogue, None)
        panel.added.connect(self._added)
        self.show_detail(f"登记{catalogue.kind.word}", panel, width=PANEL)
        panel.fields[catalogue.fields[0].name].setFocus()

    def _added(self, new: int) -> None:
        self.listing().table.select_id(new)
        self.say(f"已登记{self.listing().catalogue.kind.word}。", "good")
        self.begin()

    def open_one(self, row: int, *, merge_with: int = 0) -> None:
        """Open one beside the list; where it may only be looked at, the half-days behind its numbers."""
        catalogue = self.listing().catalogue
        if self.read_only:
            self.open_held(self.listing().entry(row))
            return
        (one,) = catalogue.noun.rows(self.desk.db, [row])
        panel = Panel(self.desk, catalogue, row, merge_with=merge_with)
        panel.merged.connect(self._merged)
        panel.retired.connect(self.open_one)
        self.show_detail(catalogue.name(one), panel, width=PANEL)

    def _merged(self, said: str) -> None:
        self.close_detail()
        self.say(said, "good")

    def merge(self) -> None:
        """Open the line the keyboard is in, to merge the other chosen one into it."""
        table = self.listing().table
        current, chosen = table.current(), table.selected()
        if current is None or len(chosen) != 2:
            self.say("请按住 Ctrl 选中两行：键盘停在要留下的那一行，再点“合并”。", "warn")
            return
        self.open_one(current, merge_with=next(one for one in chosen if one != current))

    def open_held(self, row: Entry) -> None:
        """Show the half-days behind the numbers of one."""
        catalogue = self.listing().catalogue
        page = HeldPage(
            self.desk, catalogue.kind, row.one.id, name=catalogue.name(row.one), year=self.year(),
            until=min(self.desk.today(), f"{self.year()}-12-31"),
        )  # fmt: skip
        self.desk.open(page)

    # out of the program

    def export(self) -> None:
        """Ask where to, and write the list on show as a workbook."""
        listing = self.listing()
        path = files.place_for(
            self.desk, self, "导出表格", f"{self.year()}年{listing.catalogue.title}.xlsx", files.WORKBOOK
        )
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write the list on show as a workbook to a file."""
        data = self.desk.act(self, self.listing().written)
        if data is not None and self.desk.did(self, lambda: file_jobs.keep(path, data)):
            self.say(f"已导出到 {path}。", "good")

    def sights(self) -> list[str]:
        """Name the lists."""
        return [one.catalogue.title for one in self.lists[1:]]

    def show_sight(self, name: str) -> None:
        """Show one of the lists."""
        self.tabs.setCurrentIndex([one.catalogue.title for one in self.lists].index(name))


class Listing(QWidget):
    """One of the lists."""

    def __init__(
        self,
        desk: Desk,
        catalogue: Catalogue,
        *,
        school: int,
        open_: Callable[[int], object],
        behind: Callable[[Entry], object],
    ) -> None:
        """Make an empty list; `open_` opens a line, `behind` what a number is made of."""
        super().__init__()
        self.desk = desk
        self.catalogue = catalogue
        self._school = school
        self._behind = behind
        self._text, self._year, self._ended, self._until = "", 0, False, ""
        self._counts: dict[int, Taught] = {}
        self._ticks: dict[int, tuple[int, int]] = {}
        self.model = LazyTable(self._columns(), find=self._find, rows=self._rows, parent=self)
        self.table = Table(self.model, name=catalogue.title, memory=desk.memory)
        self.table.opened.connect(lambda row: open_(row))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(12), 0, 0)
        column.addWidget(self.table)

    def _columns(self) -> list[Column[Entry]]:
        kind = Column[Entry]

        def counted(title: str, key: str, rule: str, *, spare: int = 0) -> Column[Entry]:
            read = SORTS[key]
            return kind(
                title,
                lambda row: f"{read(row.counts):,}" if read(row.counts) else "",
                sort=key,
                align="right",
                rule=rule,
                press=self._behind if key != "ahead" else None,
                spare=spare,
            )

        hours = kind("学时", lambda row: hours_text(row.counts.quarter_hours) if row.counts.sessions else "",
                     sort="hours", align="right", rule=HOURS, press=self._behind)  # fmt: skip
        satisfied = kind("满意率", lambda row: share(row.ticks[1], row.ticks[0]) if row.ticks[0] else "",
                         align="right", rule=SATISFIED, spare=2)  # fmt: skip
        return [
            *self.catalogue.columns(),
            counted("课次", "sessions", HELD),
            hours,
            counted("班次", "classes", "本年到今天为止上过课的培训班数。", spare=3),
            counted("人数", "people", PEOPLE, spare=2),
            counted("人次", "attendances", TURNS, spare=1),
            *([satisfied] if self.catalogue.judged else []),
            counted("待上", "ahead", AHEAD, spare=7),
            kind("状态", lambda row: "已停用" if row.one.ended_on else
                 "在用" if row.one.school == self._school else "上级",
                 tint=lambda row: "muted" if row.one.ended_on else "plain", spare=6),
        ]  # fmt: skip

    def fill(self, text: str, *, year: int, ended: bool, until: str) -> None:
        """Show those with this in their name, with the numbers of a year up to a day."""
        self._text, self._year, self._ended, self._until = text, year, ended, until
        self._counts = self.catalogue.noun.taught(self.desk.db, school=self._school, year=year, until=until)
        if self.catalogue.judged:
            self._ticks = evaluations.of_teachers(self.desk.db, school=self._school, year=year)
        self.model.refresh()
        self.table.setColumnHidden(len(self.model.columns) - 1, not ended)
        word = self.catalogue.kind.word
        if text:
            self.table.set_empty(f"没有名称里有“{text}”的{word}。")
        else:
            self.table.set_empty(f"还没有{word}。排课时写上的{word}会自动记到这里，也可以先登记。")

    def entry(self, row: int) -> Entry:
        """Give a line with its numbers."""
        return self._rows([row])[0]

    def count(self) -> int:
        """Count the lines."""
        return len(self.model.ids)

    def written(self) -> bytes:
        """Write what is listed as a workbook."""
        return self.catalogue.write(
            self.desk.db, self.model.ids, school=self._school, year=self._year, until=self._until
        )

    def _find(self, sort: str | None) -> list[int]:
        db, noun = self.desk.db, self.catalogue.noun
        given = {"school": self._school, "ended": self._ended}
        if sort is not None and sort not in SORTS:
            return list(noun.find(db, self._text, order_by=sort, **given))
        found = list(noun.find(db, self._text, **given))
        if sort is None:
            return found
        return sorted(found, key=lambda one: SORTS[sort](self._counts.get(one, Taught())))

    def _rows(self, ids: Sequence[int]) -> list[Entry]:
        return self.catalogue.entries(self.desk.db, ids, self._counts, self._ticks)
