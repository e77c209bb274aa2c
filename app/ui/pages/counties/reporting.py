"""上报情况: who has reported, is late, has gaps or never reported, laptop by laptop."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.school import agenda, counties, schools
from app.school.counties import Laptop, Reporting
from app.ui.cards import Card, Cards, label
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.counties.lines import said
from app.ui.pages.counties.overview import Counties
from app.ui.pages.counties.township import Township
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone, px

CARDS: dict[str, tuple[str, Tone]] = {"fine": ("已报", "good"), "late": ("该催报了", "warn"),
                                      "gap": ("前面缺号", "muted"), "never": ("从未上报", "bad")}  # fmt: skip
RULES = {
    "fine": f"{agenda.REPORT_DAYS} 天以内交来过数据包，前面不缺号。",
    "late": f"最近一个数据包读取以后已过 {agenda.REPORT_DAYS} 天。",
    "gap": "交来的数据包前面有号没有收到。每个数据包都是全套数据，缺号不影响汇总。",
    "never": "登记以后一个数据包也没有交来。",
}


class ReportingPage(Page):
    """List every enrolled school by how it reports; its laptops open beside the list."""

    help_topic = "reporting"

    def __init__(self, desk: Desk) -> None:
        """Lay out the counts above the list."""
        super().__init__(desk, "上报情况")
        self._told: dict[int, Reporting] = {}
        self.cards = {state: Card(name, rule=RULES[state]) for state, (name, _) in CARDS.items()}
        self.model = LazyTable(self._columns(), find=self._find, rows=self._rows, parent=self)
        self.table = Table(self.model, name="上报情况", memory=desk.memory)
        self.table.set_empty(f"还没有登记的单位。先到“{desk.words.enrolment}”办理登记。")
        self.table.opened.connect(self.open_one)
        self.body.addWidget(Cards(list(self.cards.values())))
        self.body.addWidget(self.table, 1)
        self.first = self.table
        reading = Action(
            "读取数据包…", lambda: desk.go("收件箱", lambda page: page.begin()), "Ctrl+N", icon="import"
        )
        self.set_actions(reading)
        each = desk.words.below_each
        self.set_hint(f"回车看一个单位的各台电脑 · Ctrl+C 复制所选行，可以发给{each}催报")

    @staticmethod
    def _columns() -> list[Column[Reporting]]:
        kind = Column[Reporting]
        return [
            kind("单位", lambda one: schools.shortened(one.name), sort="code", tip=lambda one: one.name),
            kind("状态", lambda one: said(one)[0], tint=lambda one: said(one)[1], sort="state", grow=True),
            kind("最近一号", lambda one: f"第 {one.seq} 号" if one.seq else "—", align="right"),
            kind("做成", lambda one: one.created[:16].replace("T", " ") or "—", spare=2),
            kind("读取", lambda one: one.received_at or "—", spare=1),
            kind("多少天没报", lambda one: f"{one.silent_days} 天", sort="days", align="right",
                 rule="从读取最近一个数据包那天算起；没有交来过的从登记那天算起。"),
            kind("缺的号", lambda one: numbers(one.gaps), rule=RULES["gap"]),
            kind("电脑", lambda one: f"{len(one.laptops)} 台", align="right",
                 rule="登记过的电脑，含已吊销的。"),
        ]  # fmt: skip

    def refresh(self) -> None:
        """Read who reported again."""
        found = counties.reporting(self.desk.db, today=self.desk.today(), late=agenda.REPORT_DAYS)
        self._told = {one.school: one for one in found}
        for state, card in self.cards.items():
            count = sum(one.state == state for one in found)
            card.tell(f"{count} 个", tone=CARDS[state][1], ink=CARDS[state][1] if count else "muted")
        self.set_title("上报情况", f"登记 {len(found)} 个单位")
        self.model.refresh()

    def _find(self, sort: str | None) -> list[int]:
        keys: dict[str, Callable[[Reporting], float]] = {
            "state": lambda one: list(counties.STATES).index(one.state),
            "days": lambda one: one.silent_days,
        }
        found = list(self._told)
        return sorted(found, key=lambda one: keys[sort](self._told[one])) if sort in keys else found

    def _rows(self, ids: Sequence[int]) -> list[Reporting]:
        return [self._told[one] for one in ids if one in self._told]

    def open_one(self, school: int) -> None:
        """Show a school's laptops beside the list."""
        one = self._told[school]
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        for laptop in one.laptops:
            column.addWidget(label(laptop_words(laptop), tone="muted" if laptop.revoked_on else "plain"))
        column.addStretch(1)
        self.show_detail(one.name, content)
        if one.seq:
            look = Action("查看这个单位", lambda: self._look(school))
            self.set_actions(look)

    def _look(self, school: int) -> None:
        page = (
            Counties(self.desk, county=school) if self.desk.level == "city" else Township(self.desk, school)
        )
        self.desk.open(page)


def numbers(gaps: Sequence[int]) -> str:
    """Write numbers of parcels, runs of them short."""
    runs: list[list[int]] = []
    for one in gaps:
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    said_ = [f"{run[0]}" if len(run) == 1 else f"{run[0]}—{run[-1]}" for run in runs]
    return "、".join(said_[:4]) + (f" 等 {len(gaps)} 个" if said_[4:] else "") or "—"


def laptop_words(one: Laptop) -> str:
    """Say where one laptop stands."""
    begun = f"{one.enrolled_on} 登记"
    if one.revoked_on:
        return f"{begun}，{one.revoked_on} 吊销。"
    if not one.seq:
        return f"{begun}，还没有上报，已过 {one.silent_days} 天。"
    gaps = f"，缺第 {numbers(one.gaps)} 号" if one.gaps else ""
    return f"{begun}，最近是第 {one.seq} 号，{one.received_at} 读取，{one.silent_days} 天前{gaps}。"
