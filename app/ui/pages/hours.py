"""学时台账: who has how many hours in a year, what is owed, and the sum behind every number."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from app.jobs import hours as jobs
from app.school import HALF_DAYS, MEMBER_TYPES, classes, hours, hours_text, members, rules, schools, standings
from app.ui.cards import Card, Cards, label
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.flow import Flow
from app.ui.page import Action, Page, button
from app.ui.preview import PreviewPage
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import LINE, Tone, px

TONES: dict[str, Tone] = {"met": "good", "not_met": "bad", "exempt": "muted"}
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
        # Worked out for the whole school at once; sorting and searching then cost nothing.
        self._standings: dict[int, standings.Standing] = {}
        self._cards = {
            state: Card(name, press=partial(self._only, state))
            for state, name in (("met", "达标"), ("not_met", "未达标"), ("exempt", "不作硬性要求"))
        }
        self._model = LazyTable(self._columns(), find=self._find, rows=self._rows, parent=self)
        self.table = Table(self._model, name="学时台账", memory=desk.memory)
        self._years, self._filters = QComboBox(), QComboBox()
        self._sum = label("", name="note")
        self.search = self._sought = SearchField("姓名或拼音首字母")
        self._build()
        self.first = self.table
        self.set_hint("回车看这个人的学时从哪里来 · Ctrl+C 复制所选行，可以粘贴到表格里 · 点表头排序")

    def _build(self) -> None:
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
        self.body.addWidget(Cards(list(self._cards.values())))
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
            kind("还差", lambda row: hours_text(row.lacking) if row.lacking else "—", sort="lacking",
                 align="right", rule="应完成减已完成；已修满的不列。", spare=1),
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
        if self._opened in self._standings:
            self.open_one(self._opened)
        if every:
            self.table.set_empty("没有符合条件的人，请换一个姓名或状态。")
        elif self._read_only:
            self.table.set_empty("这所党校还没有上报人员。")
        else:
            go = Action("去党员名册", lambda: self.desk.go("党员名册"))
            self.table.set_empty("名册还是空的。先把党员名册导进来，这里就有每个人的学时。", go)

    def _offer_years(self) -> None:
        held = classes.rows(self.desk.db, classes.find(self.desk.db, school=self._school))
        years = sorted({int(self.desk.today()[:4]), *(one.year for one in held)}, reverse=True)
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
            f"一共还差 {hours_text(lacking)} 学时" if lacking else "没有人还差学时",
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
        """Open one person beside the list."""
        self.table.select_id(target)
        self.open_one(target)

    def open_one(self, member: int) -> None:
        """Show beside the list where a person's hours come from."""
        self.show_detail(self._standings[member].name, self._detail_of(self._standings[member]))
        self._opened = member
        # The panel says the kind; the list beside it needs the room for its figures.
        self.table.setColumnHidden(KIND, True)

    def sights(self) -> list[str]:
        """Name a person with the sum behind the number."""
        return ["一人"] if self._model.ids else []

    def show_sight(self, name: str) -> None:
        """Show whoever has the most hours."""
        shown = max(self._model.ids, key=lambda one: self._standings[one].earned)
        self.open_target(shown, "")

    def close_detail(self) -> bool:
        """Close the panel and forget who was in it."""
        self._opened = None
        self.table.setColumnHidden(KIND, False)
        return super().close_detail()

    def _detail_of(self, standing: standings.Standing) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(label(f"{standing.branch_name} · {MEMBER_TYPES[standing.member_type]}", name="note"))
        column.addWidget(label(_said(standing), name="strong", tone=TONES[standing.state]))
        if not self._read_only:
            run = partial(self.print_statement, standing.member)
            column.addWidget(button(Action("打印学时证明", run, key="Ctrl+P", icon="print")))
        every = hours.of_member(self.desk.db, standing.member, year=self.year())
        lines = [line for line in every if line.stands]
        before = None
        for line in lines:
            if (line.training_class, line.activity) != before:
                before = line.training_class, line.activity
                posted = "已结班，已入账" if line.posted else "未结班，结班后入账"
                posted = "已登记，已入账" if line.posted and line.activity else posted
                column.addWidget(_rule())
                column.addWidget(label(line.class_name, name="strong"))
                column.addWidget(label(posted, tone="good" if line.posted else "warn"))
            day = f"{int(line.date[5:7])}月{int(line.date[8:])}日{HALF_DAYS[line.half_day]}"
            column.addWidget(label(f"{day} {line.course}"))
            column.addWidget(label(f"{hours_text(line.quarter_hours)} 学时 · {line.reason}", name="note"))
        column.addWidget(_rule())
        if lines:
            total = hours_text(sum(line.quarter_hours for line in lines))
            parts = " + ".join(hours_text(line.quarter_hours) for line in lines)
            column.addWidget(label(f"{parts} = {total} 学时" if len(lines) > 1 else f"合计 {total} 学时"))
        else:
            column.addWidget(label(f"{self.year()} 年还没有上过课。"))
        return made

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
            self.desk.did(self, lambda: self.desk.open(PreviewPage(self.desk, name, data, f"{name}.pdf")))


def _tone(row: standings.Standing) -> Tone:
    return TONES[row.state]


def _required(row: standings.Standing) -> str:
    return "—" if row.required is None else hours_text(row.required)


def _said(standing: standings.Standing) -> str:
    earned = hours_text(standing.earned)
    if standing.required is None:
        return f"已完成 {earned} 学时，不作硬性要求"
    if standing.lacking:
        required, lacking = hours_text(standing.required), hours_text(standing.lacking)
        return f"应完成 {required} 学时，已完成 {earned}，还差 {lacking}"
    return f"应完成 {hours_text(standing.required)} 学时，已完成 {earned}，达标"


def _rule() -> QFrame:
    made = QFrame()
    made.setFixedHeight(1)
    made.setStyleSheet(f"background: {LINE}; border: none;")
    return made
