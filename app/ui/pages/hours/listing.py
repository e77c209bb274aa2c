"""学时台账: who has how many hours in a year, what is owed, and the sum behind every number."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QComboBox

from app.jobs import hours as jobs
from app.school import (
    MEMBER_TYPES,
    activities,
    classes,
    hours,
    hours_text,
    members,
    rules,
    schools,
    standings,
)
from app.spelling.hours import shown as hours_shown
from app.ui.cards import Card, Cards, label
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.flow import Flow
from app.ui.page import Action, Page
from app.ui.pages.classes.class_page import ATTENDANCE, ClassPage
from app.ui.pages.hours.activities import ActivitiesPage
from app.ui.pages.hours.correcting import MarkPanel, WhoPanel
from app.ui.pages.hours.person import TONES, Doors, PersonPanel
from app.ui.pages.hours.recording import RecordPage
from app.ui.pages.rules import RulesPage
from app.ui.preview import PreviewPage
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone, px

SHORT = "short"
"""The word by which 工作台 asks for those short of hours."""
WIDE = 400
NARROW = 900
FILTERS = {"": "全部人员", "not_met": "未达标", "met": "达标", "exempt": "不作硬性要求"}
EARNED = "本年已入账的学时，加上没有结班的班按现有考勤可得的学时。"
KIND = 2
KEYS: dict[str, Callable[[standings.Standing], object]] = {
    "branch": lambda one: one.branch_name,
    "type": lambda one: list(MEMBER_TYPES).index(one.member_type),
    "required": lambda one: -1 if one.required is None else one.required,
    "earned": lambda one: one.earned,
    "lacking": lambda one: one.lacking,
    "state": lambda one: list(FILTERS).index(one.state),
}


class HoursPage(Page):
    """List everyone's standing of a year; a person opens beside the list with the sum in words."""

    help_topic = "hours"

    def __init__(self, desk: Desk, *, school: int | None = None, read_only: bool = False) -> None:
        """Show the people of `school`, of the own one where it is None; `read_only` only looks."""
        super().__init__(desk, "学时台账")
        self._school = schools.own(desk.db).id if school is None else school
        self._read_only = read_only
        self._opened: int | None = None
        self._correcting = False
        # Worked out for the whole school at once; sorting and searching then cost nothing.
        self._standings: dict[int, standings.Standing] = {}
        self._cards = {
            state: Card(name, press=partial(self._only, state))
            for state, name in (("met", "达标"), ("not_met", "未达标"), ("exempt", "不作硬性要求"))
        }
        self._row = Cards(list(self._cards.values()))
        self._model = LazyTable(self._columns(), find=self._find, rows=self._rows, parent=self)
        self.table = Table(self._model, name="学时台账", memory=desk.memory)
        self._years, self._filters = QComboBox(), QComboBox()
        self._sum = label("", name="note")
        self.search = self._sought = SearchField("姓名或拼音首字母")
        self._build()
        self.first = self.table
        self.set_hint("回车看这个人的学时从哪里来 · Ctrl+C 复制所选行，可以粘贴到表格里 · 点表头排序")

    def _offer(self) -> None:
        if self._read_only:
            self.set_actions(None, [Action("班外学习", self.open_activities)])
            return
        quiet = [
            Action("班外学习", self.open_activities, tip="记过的县级班、网络学习、支部学习、送学上门等"),
            Action("学时规则", self.open_rules, tip="现行规则、修改规则、年度结账"),
            Action("年度统计表", self.print_year, tip="打印全校一年的学时统计表", icon="print"),
        ]
        tip = "登记县级班、网络学习、支部学习、送学上门等，一次许多人"
        self.set_actions(Action("记学时", self.begin, "Ctrl+N", tip, "plus"), quiet)

    def _build(self) -> None:
        self._offer()
        self._years.setAccessibleName("年份")
        self._years.currentIndexChanged.connect(lambda: self.refresh())
        self._filters.setAccessibleName("学时状态")
        for key, name in FILTERS.items():
            self._filters.addItem(name, key)
        self._filters.currentIndexChanged.connect(lambda: self._filter())
        self._sought.sought.connect(lambda: self._filter())
        self._sought.returnPressed.connect(self.table.setFocus)
        self.table.typed.connect(self._sought.begin)
        self.table.opened.connect(self.open_one)
        bar = Flow()
        for field in (self._sought, self._years, self._filters):
            bar.add(field)
        bar.add(self._sum, 1)
        self._sum.setWordWrap(False)
        self.body.addWidget(self._row)
        self.body.addLayout(bar)
        self.body.addWidget(self.table, 1)

    def _columns(self) -> list[Column[standings.Standing]]:
        kind = Column[standings.Standing]
        owed = "按现行学时规则，由类别、职务和是否年老体弱定；“—”为不作硬性要求。"
        return [
            kind("姓名", lambda row: row.name, sort="name"),
            kind("党支部", lambda row: row.branch_name or "—", sort="branch", grow=True),
            kind("类别", lambda row: MEMBER_TYPES[row.member_type], sort="type", spare=4),
            kind("应完成", _required, sort="required", align="right", rule=owed, spare=3),
            kind("已完成", lambda row: hours_text(row.earned), sort="earned", align="right", rule=EARNED,
                 spare=2),
            kind("还差", _lacking, sort="lacking", align="right", spare=1,
                 rule="应完成减已完成；学时够了、还差县级以上集中培训的，写明还差几次。"),
            kind("状态", lambda row: standings.STATES[row.state], sort="state", tint=_tone),
        ]  # fmt: skip

    # what is shown

    def year(self) -> int:
        """Give the year on show."""
        return int(self._years.currentData())

    def refresh(self) -> None:
        """Work the year out again."""
        self._offer_years()
        db, year = self.desk.db, self.year()
        every = standings.of_school(db, school=self._school, year=year)
        self._standings = {one.member: one for one in every}
        rule = rules.in_force(db, school=self._school, on=f"{year}-12-31")
        unsure = "，待县级确认" if rule.status != "confirmed" else ""
        (owner,) = schools.rows(db, [self._school])
        title = "学时台账" if owner.id == schools.own_id(db) else f"{owner.short_name} · 学时台账"
        self.set_title(title, f"{year} 年 · {rule.title}{unsure}")
        self._tell_cards(rule)
        self._filter()
        if self._opened in self._standings and not self._correcting:
            self.open_one(self._opened)
        if every:
            self.table.set_empty("没有符合条件的人，请换一个姓名或状态。")
        elif self._read_only:
            self.table.set_empty("这所党校还没有上报人员。")
        else:
            go = Action("去党员名册", lambda: self.desk.go("党员名册"))
            self.table.set_empty("名册还是空的。先把党员名册导进来，这里就有每个人的学时。", go)

    def _offer_years(self) -> None:
        db, school = self.desk.db, self._school
        held = classes.rows(db, classes.find(db, school=school))
        learned = activities.rows(db, activities.find(db, school=school))
        known = {*(one.year for one in held), *(int(one.ends[:4]) for one in learned)}
        years = sorted({int(self.desk.today()[:4]), *known}, reverse=True)
        if years == [self._years.itemData(at) for at in range(self._years.count())]:
            return
        chosen = self._years.currentData() or int(self.desk.today()[:4])
        self._years.blockSignals(True)
        self._years.clear()
        for year in years:
            self._years.addItem(f"{year} 年", year)
        self._years.setCurrentIndex(max(0, self._years.findData(chosen)))
        self._years.blockSignals(False)

    def _tell_cards(self, rule: rules.HourRule) -> None:
        count = {
            state: sum(one.state == state for one in self._standings.values()) for state in standings.STATES
        }
        owing = count["met"] + count["not_met"]
        part = count["met"] / owing if owing else 0.0
        lacking = sum(one.lacking for one in self._standings.values())
        since = f"{self.year()} 年 1 月 1 日至 12 月 31 日，在册人员，按“{rule.title}”。"
        self._cards["met"].tell(
            f"{count['met']:,} / {owing:,}",
            f"达标率 {part:.1%}" if owing else "没有应完成学时的人",
            tone="good" if owing and part == 1 else "warn" if owing else "muted",
            part=part if owing else None,
            rule=f"已完成学时不少于应完成学时的人数 ÷ 有学时要求的人数。{since}",
        )
        self._cards["not_met"].tell(
            f"{count['not_met']:,} 人",
            f"一共还差 {hours_shown(lacking)} 学时" if lacking else "没有人还差学时",
            tone="bad" if count["not_met"] else "good",
            rule=f"有学时要求、还没有修满的人数。{since}",
        )
        self._cards["exempt"].tell(
            f"{count['exempt']:,} 人",
            "年老体弱和非党员等",
            rule=f"规则里不作硬性要求的人：年老体弱、入党积极分子、申请人和非党员。{since}",
        )

    def _only(self, state: str) -> None:
        """List only those a card counts, or everyone where they are listed already."""
        wanted = "" if self._filters.currentData() == state else state
        self._filters.setCurrentIndex(self._filters.findData(wanted))

    def _filter(self) -> None:
        self._model.refresh()
        wanted = self._filters.currentData()
        for state, card in self._cards.items():
            card.set_current(state == wanted)
        self._sum.setText(f"列出 {len(self._model.ids):,} 人")

    def _find(self, sort: str | None) -> list[int]:
        wanted, text = self._filters.currentData(), self._sought.text().strip()
        if text:
            # The roster's own search knows pinyin and the end of an ID number.
            named = members.find(self.desk.db, text, school=self._school)
            found = [self._standings[one] for one in named if one in self._standings]
        else:
            found = list(self._standings.values())
        if wanted:
            found = [one for one in found if one.state == wanted]
        if sort in KEYS:
            found.sort(key=KEYS[sort])  # type: ignore[arg-type]
        return [one.member for one in found]

    def _rows(self, ids: Sequence[int]) -> list[standings.Standing]:
        return [self._standings[one] for one in ids if one in self._standings]

    # one person

    def open_target(self, target: int, step: str) -> None:
        """Open one person beside the list; `SHORT` lists this year's people who lack hours."""
        if step == SHORT:
            self.close_detail()
            self._sought.clear()
            self._years.setCurrentIndex(max(0, self._years.findData(int(self.desk.today()[:4]))))
            self._filters.setCurrentIndex(self._filters.findData("not_met"))
            self.table.setFocus()
        elif target in self._standings:
            self.table.select_id(target)
            self.open_one(target)

    def open_one(self, member: int) -> None:
        """Show beside the list where a person's hours come from."""
        one = self._standings[member]
        mine = not self._read_only
        doors = Doors(
            open_class=self.open_class,
            open_activity=self.open_activities,
            print_statement=self.print_statement if mine else None,
            correct=self.correct if mine else None,
            change_person=self.change_person if mine else None,
            open_rules=self.open_rules if mine else None,
        )
        self._correcting = False
        self.show_detail(one.name, PersonPanel(self.desk, one, year=self.year(), doors=doors), width=WIDE)
        self._opened = member
        self._make_room(opened=True)

    def _make_room(self, *, opened: bool) -> None:
        """Leave out beside a panel what it says itself, and in large type the cards above the list."""
        self.table.setColumnHidden(KIND, opened)
        self._row.setVisible(not opened or self.width() >= px(NARROW))

    def open_class(self, training_class: int) -> None:
        """Lay the roll call of a class over the page."""
        page = ClassPage(self.desk, training_class, read_only=self._read_only, tab=ATTENDANCE)
        self.desk.open(page)

    def open_activities(self, activity: int = 0) -> None:
        """Lay the list of what was learned outside the classes over the page, one of them open."""
        self.desk.open(ActivitiesPage(self.desk, self._school, read_only=self._read_only, show=activity))

    def open_rules(self) -> None:
        """Lay the rules over the page."""
        self.desk.open(RulesPage(self.desk))

    def begin(self) -> None:
        """Record learning outside the classes."""
        self.desk.open(RecordPage(self.desk, self._school, told=lambda said: self.say(said, "good")))

    # putting right

    def correct(self, line: hours.HourLine) -> None:
        """Ask for the right mark of a posted line."""
        panel = MarkPanel(self.desk, line, done=self._corrected, back=self._return)
        self._ask(f"更正 · {self._name()}", panel)

    def change_person(self, line: hours.HourLine) -> None:
        """Ask who a row of a class's roster really is."""
        panel = WhoPanel(self.desk, line, school=self._school, done=self._corrected, back=self._return)
        self._ask(f"登错了人 · {self._name()}", panel)

    def _ask(self, title: str, panel: MarkPanel | WhoPanel) -> None:
        member = self._opened
        self.show_detail(title, panel, width=WIDE)
        self._opened, self._correcting = member, True
        self._make_room(opened=True)
        panel.take_keyboard()

    def _name(self) -> str:
        return self._standings[self._opened].name if self._opened in self._standings else ""

    def _corrected(self, said: str) -> None:
        self._return()
        self.say(said, "good")

    def _return(self) -> None:
        """Show the person again."""
        if self._opened in self._standings:
            self.open_one(self._opened)
            self.table.setFocus()

    def escape(self) -> bool:
        """Go back from a correction to the person, and from the person to the list."""
        if self._correcting:
            self._return()
            return True
        return super().escape()

    def close_detail(self) -> bool:
        """Close the panel and forget who was in it."""
        self._opened, self._correcting = None, False
        self._make_room(opened=False)
        return super().close_detail()

    # for the tour

    def sights(self) -> list[str]:
        """Name a person with the sum behind the number, and the pages that open from here."""
        return (
            ["一人", "班外学习", *([] if self._read_only else ["记学时", "学时规则"])]
            if self._model.ids
            else []
        )

    def show_sight(self, name: str) -> None:
        """Show whoever has the most hours, or a page laid over."""
        pages = {"班外学习": self.open_activities, "记学时": self.begin, "学时规则": self.open_rules}
        if name in pages:
            pages[name]()
        else:
            self.open_target(max(self._model.ids, key=lambda one: self._standings[one].earned), "")

    # on paper

    def print_statement(self, member: int) -> None:
        """Show a person's statement of the year as it will be printed."""
        year, today = self.year(), self.desk.today()
        name = f"{self._standings[member].name}{year}年学时证明"
        data = self.desk.act(
            self,
            lambda: self.desk.work(
                self,
                "正在排学时证明",
                lambda db, _tell: jobs.statement(db, member, year=year, today=today),
            ),
        )
        if data is not None:
            page = (self.desk, name, data, f"{name}.pdf")
            self.desk.did(self, lambda: self.desk.open(PreviewPage(*page, form="hour-statement")))

    def print_year(self) -> None:
        """Show the year's register of everybody as it will be printed."""
        year, today, school = self.year(), self.desk.today(), self._school
        name = f"{year}年学时统计表"

        data = self.desk.act(
            self,
            lambda: self.desk.work(
                self,
                "正在排学时统计表",
                lambda db, _tell: jobs.year_paper(db, school=school, year=year, today=today),
            ),
        )
        if data is not None:
            page = (self.desk, name, data, f"{name}.pdf")
            self.desk.did(self, lambda: self.desk.open(PreviewPage(*page, form="year-hours")))


def _tone(row: standings.Standing) -> Tone:
    return TONES[row.state]


def _required(row: standings.Standing) -> str:
    return "—" if row.required is None else hours_text(row.required)


def _lacking(row: standings.Standing) -> str:
    if row.lacking:
        return hours_text(row.lacking)
    return f"{row.lacking_central} 次集训" if row.lacking_central else "—"
