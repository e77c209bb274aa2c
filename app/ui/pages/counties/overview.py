"""县级总览: every school that is enrolled, its figures, and who has to be asked for them."""

from collections.abc import Callable, Sequence
from functools import partial

from app.jobs import counties as jobs
from app.papers import figures
from app.progress import Tell
from app.school import agenda, counties, schools
from app.school.counties import Figures, Reporting
from app.ui.cards import Card, Cards
from app.ui.counting import Counting
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.agenda import Agenda
from app.ui.pages.counties.gathering import LATER, Gathering
from app.ui.pages.counties.lines import (
    KEYS,
    Line,
    covered,
    dots,
    dots_in_words,
    few,
    last,
    percent,
    said,
    silent,
    when,
)
from app.ui.pages.counties.people import PeoplePage
from app.ui.pages.counties.summary import Summary
from app.ui.pages.counties.township import TABS, Township
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from db.register import Register

THINGS = 3
"""So many things to do are in sight above the schools; the rest are scrolled to."""
ALIKE = "同一人核对"
WORDS = {
    "county": ("县级总览", "乡镇党校", "个乡镇"),
    "city": ("市级总览", "县（市、区）", "个县"),
}


class Counties(Page):
    """Sum up what the townships sent; at a city's desk what the counties sent, below each its schools."""

    help_topic = "counties"

    def __init__(self, desk: Desk, *, county: int | None = None) -> None:
        """Lay out the figures above the list; `county` shows the schools that came with one county."""
        self._county = county
        self._by_county = desk.level == "city" and county is None
        self._title, one, self._each = WORDS["city" if self._by_county else "county"]
        super().__init__(desk, self._title)
        self._lines: dict[int, Line] = {}
        self._gathering = Gathering(desk, self)
        self._lacking: list[int] = []
        self._counting = Counting(desk, self, self._count)
        self._counting.counted.connect(self._counted)
        self._counting.told.connect(lambda done, total, _: self._tell_waiting(done, total))
        self.haves = Card(
            "五有达标乡镇", rule="现行标准每一项要求都有可用佐证的乡镇党校／收到过数据包的乡镇党校。"
        )
        self.classes = Card(
            "办班",
            rule="本年上过课、录过考勤的培训班期数；各乡镇党校每年应办的期数按其办班规则，一般 4 期以上。",
        )
        self.people = Card(
            "培训党员",
            rule="人次：每人每班计一次；人：本年至少到课一次的人，在几所学校都受训的也只计一次。",
        )
        self.met = Card("学时达标率", rule="学时达到本人年度任务的人／有任务的在册人员；免学时的人不计。")
        self.sent = Card(
            "数据包", rule=f"交来过数据包的{one}／登记的{one}。", press=partial(self._go, "上报情况")
        )
        self._summed = (self.haves, self.classes, self.people, self.met)
        self.body.addWidget(Cards([*self._summed, self.sent]))
        self.agenda = Agenda(desk, most=THINGS)
        self._asking = Counting(desk, self, self._ask)
        self._asking.counted.connect(self.agenda.tell)
        if county is None:
            self.body.addWidget(self.agenda)
        self.model = LazyTable(self._columns(one), find=self._find, rows=self._rows, parent=self)
        self.table = Table(self.model, name=one, memory=desk.memory)
        called = desk.words
        self.table.set_empty(
            f"还没有登记{called.below_name}。先到“{called.enrolment}”导出{called.desk}名片，"
            f"发给{called.below_each}。",
            Action(f"去{called.enrolment}", partial(desk.go, called.enrolment)),
        )
        self.table.opened.connect(lambda one: self._open(self._lines[one]))
        self.first = self.table
        self.body.addWidget(self.table, 1)
        reading = partial(desk.go, "收件箱", lambda page: page.begin())
        self.set_actions(
            Action("读取数据包…", reading, "Ctrl+N", icon="import") if county is None else None,
            [
                Action(ALIKE, self._show_people, tip="几所学校都有记录的人，合计里只计一次"),
                Action("重新汇总", self.count_again, tip="各校的数字全部重新算一遍"),
                Action(
                    "导出汇总", self._export, "Ctrl+P", "汇总表：预览、打印、另存 PDF 和表格", icon="save"
                ),
            ],
        )
        what = "一个县的各乡镇党校" if self._by_county else "一所乡镇党校的五有佐证、名册、培训班和学时"
        self.set_hint(f"回车或双击查看{what} · 红色为低于规定")

    def count_again(self) -> None:
        """Work every figure out anew, whatever is at hand."""
        counties.forget(self.desk.db)
        self.refresh()

    def _show_people(self) -> None:
        self.desk.open(PeoplePage(self.desk))

    def _go(self, place: str) -> None:
        if self._county is None:
            self.desk.go(place)

    def _columns(self, one: str) -> tuple[Column[Line], ...]:
        kind = Column[Line]
        rule = "依次为标准的各项：● 各要求都有可用佐证　◐ 一部分有　○ 都没有。"

        def figure(read: Callable[[Figures], str]) -> Callable[[Line], str]:
            return lambda one: read(one.figures) if one.figures else "—"

        return (
            kind(one, lambda one: one.name, sort="code"),
            kind("五有", figure(dots), sort="points", tip=figure(dots_in_words), rule=rule),
            kind("办班", figure(lambda of: f"{of.classes} 期"), sort="classes", align="right", tint=few,
                 spare=1),
            kind("党员", figure(lambda of: f"{of.members:,}"), sort="members", align="right", spare=3,
                 rule="名册上现有的人。"),
            kind("人数", figure(lambda of: f"{of.people:,}"), sort="people", align="right", spare=4,
                 rule="本年至少到课一次的人，每人计一次。"),
            kind("人次", figure(lambda of: f"{of.person_times:,}"), sort="times", align="right", spare=5,
                 rule="每人每班计一次。"),
            kind("覆盖率", figure(covered), sort="covered", align="right", spare=6,
                 rule="本年参加过培训或其他学习的在册党员／在册党员。"),
            kind("学时达标", figure(percent), sort="met", align="right",
                 rule="学时达到本人年度任务的人／有任务的在册人员。"),
            kind("最近数据包", when, sort="days", tip=figure(last), spare=2),
            kind("状态", lambda one: one.state, tint=lambda one: one.tone, grow=True, width=16),
        )  # fmt: skip

    # reading

    def refresh(self) -> None:
        """Show what is at hand, and have worked out what changed since it was worked out last."""
        if self._county is None:
            self.agenda.wait()
            self._asking.again()
        db, today = self.desk.db, self.desk.today()
        year = int(today[:4])
        lacking = self._gathering.lacking(year)
        # While a parcel is being read there is more to come, and nobody else should write.
        waiting = lacking is not None and not self.desk.busy
        if waiting:
            self._lacking = lacking or []
            self._counting.again()
        every = schools.rows(db, schools.find(db))
        if self._county is not None:
            mine = set(counties.schools_of(db, self._county))
            every = [one for one in every if one.id in mine]
        found = counties.every_at_hand(db, [one.id for one in every], year=year, today=today)
        told = {one.school: one for one in counties.reporting(db, today=today, late=agenda.REPORT_DAYS)}
        lines = (
            self._counties(found, told)
            if self._by_county
            else [self._line(one, found.get(one.id), told.get(one.id)) for one in every]
        )
        heard = {one.id for one in lines}
        if self._county is None:
            lines += [
                silent(one) for one in told.values() if one.school not in heard and one.state != "revoked"
            ]
        self._lines = {one.id: one for one in sorted(lines, key=lambda one: one.code)}
        title = self._title
        if self._county is not None:
            title = schools.rows(db, [self._county])[0].short_name
        self.set_title(
            title, f"{year} 年度 · {len(lines)} {self._each}{'党校' if self._each == '个乡镇' else ''}"
        )
        self._tell_cards(list(found.values()), lines, year)
        self.model.refresh()
        if waiting:
            self._tell_waiting(0, 0)

    @property
    def settled(self) -> bool:
        """Tell whether the sums stand, and what to do next."""
        return not self._counting.under_way and not self._asking.under_way

    def _ask(self, db: Register, _tell: Tell) -> list[agenda.Item]:
        return agenda.items(db, school=schools.own(db).id, today=self.desk.today())

    def _count(self, db: Register, tell: Tell) -> dict[int, str]:
        today = self.desk.today()
        return jobs.bring_up(db, self._lacking, year=int(today[:4]), today=today, tell=tell)

    def _counted(self, wrong: dict[int, str]) -> None:
        self._gathering.note(wrong)
        self.refresh()
        self.desk.look()

    def _tell_waiting(self, done: int, total: int) -> None:
        far = f"，{done} / {total}" if total else ""
        for card in self._summed:
            card.wait(f"正在汇总各校的数字{far}")

    def _counties(self, found: dict[int, Figures], told: dict[int, Reporting]) -> list[Line]:
        lines = []
        for county in counties.counties_of(self.desk.db):
            own = [found[one] for one in counties.schools_of(self.desk.db, county.id) if one in found]
            sums = counties.together(own, school=county.id, code=county.code, name=county.short_name)
            lines.append(self._line(county, sums if own else None, told.get(county.id)))
        return lines

    def _line(self, one: schools.School, of: Figures | None, told: Reporting | None) -> Line:
        days = told.silent_days if told and told.seq else None
        if of is None:
            wrong = self._gathering.wrong(one.id)
            return Line(
                one.id,
                one.code,
                one.short_name,
                None,
                days,
                wrong or self._later(),
                "bad" if wrong else "warn",
            )
        if told is None:
            return Line(one.id, one.code, one.short_name, of, days, "随县级数据包收到", "good")
        state, tone = said(told)
        return Line(one.id, one.code, one.short_name, of, days, state, tone)

    def _later(self) -> str:
        return "正在汇总…" if self._counting.under_way else LATER

    def _tell_cards(self, found: Sequence[Figures], lines: Sequence[Line], year: int) -> None:
        every = len(found) if self._by_county else len(lines)
        if not lines:
            self._tell_nobody()
            return
        whole = sum(of.points == of.points_of for of in found)
        lacking = every - whole
        self.haves.tell(f"{whole} / {every}", f"{lacking} 个乡镇待完善" if lacking else "全部达标",
                        tone="warn" if lacking else "good", part=whole / max(every, 1))  # fmt: skip
        few = sum(of.classes < of.classes_wanted for of in found)
        self.classes.tell(f"{sum(of.classes for of in found)} 期",
                          f"{few} 个乡镇期数不足" if few else "期数都够了",
                          tone="warn" if few else "good")  # fmt: skip
        times, people = sum(of.person_times for of in found), sum(of.people for of in found)
        once = counties.heads_at_hand(self.desk.db, year=year) if self._county is None else None
        party, reached = sum(of.party for of in found), sum(of.party_trained for of in found)
        share = f"，覆盖率 {figures.share(reached, party)}" if party else ""
        self.people.tell(f"{times:,} 人次", f"{once.people if once else people:,} 人{share}")
        owing, met = sum(of.owing for of in found), sum(of.met for of in found)
        self.met.tell(figures.share(met, owing), f"{owing - met:,} 人未达标",
                      tone="warn" if owing > met else "good", part=met / max(owing, 1))  # fmt: skip
        every = len(lines)
        come = sum(one.days is not None for one in lines) if self._county is None else every
        old = sum(one.days is not None and one.days >= agenda.REPORT_DAYS for one in lines)
        late = [f"{every - come} 个还没有交来"] * (come < every)
        late += [f"{old} 个超过 {agenda.REPORT_DAYS} 天"] * (old > 0)
        note = "，".join(late) or "都已交来"
        if self._county is not None:
            late, note = [], "随县级数据包收到"
        part = come / max(every, 1)
        self.sent.tell(f"{come} / {every} 已到", note, tone="warn" if late else "good", part=part)

    def _tell_nobody(self) -> None:
        """Praise nobody where nobody is enrolled yet."""
        nobody = "还没有登记下级单位"
        for card, figure in (
            (self.haves, "0 / 0"), (self.classes, "0 期"), (self.people, "0 人次"), (self.met, "—"),
            (self.sent, "0 / 0 已到"),
        ):  # fmt: skip
            card.tell(figure, nobody, tone="muted")

    # the list

    def _find(self, sort: str | None) -> list[int]:
        if sort is None or sort == "code":
            return list(self._lines)
        return sorted(self._lines, key=lambda one: KEYS[sort](self._lines[one]))

    def _rows(self, ids: Sequence[int]) -> list[Line]:
        return [self._lines[one] for one in ids if one in self._lines]

    def _open(self, one: Line) -> None:
        if one.figures is None and one.days is None:
            self.say(f"{one.name}还没有交来数据包，没有什么可看的。请打电话催报。", "warn")
        elif self._by_county:
            self.desk.open(Counties(self.desk, county=one.id))
        else:
            self.desk.open(Township(self.desk, one.id))

    def sights(self) -> list[str]:
        """Name the pages of a township, where one has sent something."""
        there = any(one.figures for one in self._lines.values())
        if self._by_county:
            return ["一个县"] if there else []
        return [*TABS, ALIKE] if there else []

    def show_sight(self, name: str) -> None:
        """Look into the first township that has sent something, at one of its pages."""
        if self._by_county:
            self._open(next(one for one in self._lines.values() if one.figures))
            return
        if name == ALIKE:
            self._show_people()
            return
        inside = Township(self.desk, next(one.id for one in self._lines.values() if one.figures))
        self.desk.open(inside)
        inside.show_sight(name)

    # the summary

    def _export(self) -> None:
        today = self.desk.today()
        year = int(today[:4])
        made = self.desk.act(
            self,
            lambda: self.desk.work(
                self, "正在排汇总表", lambda db, _tell: jobs.summary(db, year=year, today=today)
            ),
        )
        if made is not None:
            name = f"{self.desk.school_name}-{year}年汇总表"
            self.desk.did(self, lambda: self.desk.open(Summary(self.desk, name, *made)))
