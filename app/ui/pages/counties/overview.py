"""县级总览: every school that is enrolled, its figures, and who has to be asked for them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.errors import UserError
from app.jobs import counties as jobs
from app.jobs import files as keeping
from app.progress import Tell
from app.school import agenda, counties, devices, parcels, schools
from app.school.counties import Figures
from app.ui import files
from app.ui.cards import Card, Cards
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.counties.township import TABS, Township
from app.ui.preview import PreviewPage
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone
from db.register import Register

# Of which parcel, and for which day.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A school of the list: `figures` is None where nothing has come, or it could not be summed up."""

    id: int
    code: str
    name: str
    figures: Figures | None
    days: int | None
    state: str
    tone: Tone


class Counties(Page):
    """Sum up what the townships sent."""

    help_topic = "counties"

    def __init__(self, desk: Desk) -> None:
        """Lay out the figures above the list."""
        super().__init__(desk, "县级总览")
        self._lines: dict[int, Line] = {}
        self._kept: dict[int, tuple[Key, Figures | str]] = {}
        self.haves = Card("五有达标乡镇", rule="现行标准每一项要求都有可用佐证的乡镇党校／登记的乡镇党校。")
        self.classes = Card(
            "办班",
            rule="本年上过课、录过考勤的培训班期数；各乡镇党校每年应办的期数按其办班规则，一般 4 期以上。",
        )
        self.people = Card("培训党员", rule="人次：每人每班计一次；人：本年至少到课一次的人，每人计一次。")
        self.met = Card("学时达标率", rule="学时达到本人年度任务的人／有任务的在册人员；免学时的人不计。")
        self.sent = Card("数据包", rule="交来过数据包的乡镇党校／登记的乡镇党校。")
        self.body.addWidget(Cards([self.haves, self.classes, self.people, self.met, self.sent]))
        self.model = LazyTable(self._columns(), find=self._find, rows=self._rows, parent=self)
        self.table = Table(self.model, name="乡镇党校", memory=desk.memory)
        self.table.set_empty(
            "还没有登记乡镇。先到“乡镇登记”导出县级名片，发给各乡镇。",
            Action("去乡镇登记", partial(desk.go, "乡镇登记")),
        )
        self.table.opened.connect(lambda one: self._open(self._lines[one]))
        self.first = self.table
        self.body.addWidget(self.table, 1)
        self.set_actions(
            Action(
                "读取数据包…", partial(desk.go, "收件箱", lambda page: page.begin()), "Ctrl+N", icon="import"
            ),
            [Action("导出汇总", self._export, "Ctrl+P", "汇总表：预览、打印、另存 PDF 和表格", icon="save")],
        )
        self.set_hint("回车或双击查看一所乡镇党校的五有佐证、名册、培训班和学时 · 红色为低于规定")

    def _columns(self) -> tuple[Column[Line], ...]:
        kind = Column[Line]
        dots = "依次为标准的各项：● 各要求都有可用佐证　◐ 一部分有　○ 都没有。"

        def figure(read: Callable[[Figures], str]) -> Callable[[Line], str]:
            return lambda one: read(one.figures) if one.figures else "—"

        return (
            kind("乡镇党校", lambda one: one.name, sort="code"),
            kind("五有", figure(_dots), sort="points", tip=figure(_dots_in_words), rule=dots),
            kind("办班", figure(lambda of: f"{of.classes} 期"), sort="classes", align="right", tint=_few,
                 spare=1),
            kind("党员", figure(lambda of: f"{of.members:,}"), sort="members", align="right", spare=3,
                 rule="名册上现有的人。"),
            kind("人数", figure(lambda of: f"{of.people:,}"), sort="people", align="right", spare=4,
                 rule="本年至少到课一次的人，每人计一次。"),
            kind("人次", figure(lambda of: f"{of.person_times:,}"), sort="times", align="right", spare=5,
                 rule="每人每班计一次。"),
            kind("学时达标", figure(_percent), sort="met", align="right",
                 rule="学时达到本人年度任务的人／有任务的在册人员。"),
            kind("最近数据包", _when, sort="days", tip=figure(_last), spare=2),
            kind("状态", lambda one: one.state, tint=lambda one: one.tone, grow=True),
        )  # fmt: skip

    # reading

    def refresh(self) -> None:
        """Sum up again what changed since it was summed up last."""
        today = self.desk.today()
        news: dict[int, parcels.Received] = {}
        for one in parcels.received(self.desk.db):
            news.setdefault(one.school, one)
        self._sum_up(news, today)
        found = schools.rows(self.desk.db, schools.find(self.desk.db))
        lines = [self._line(one, news.get(one.id), today) for one in found]
        heard = {one.id for one in found}
        silent = {one.school: one for one in counties.silent(self.desk.db) if one.school not in heard}
        lines += [_silent(one) for one in silent.values()]
        self._lines = {one.id: one for one in sorted(lines, key=lambda one: one.code)}
        self.set_title("县级总览", f"{today[:4]} 年度 · {len(lines)} 个乡镇党校")
        self._tell_cards([one.figures for one in lines if one.figures], lines)
        self.model.refresh()

    def _sum_up(self, news: dict[int, parcels.Received], today: str) -> None:
        """Work out the figures of the schools of which something new has come; the rest is kept."""
        every = schools.find(self.desk.db)
        keys: dict[int, Key] = {one: (news[one].header_sha256 if one in news else "", today) for one in every}
        stale = [one for one, key in keys.items() if one not in self._kept or self._kept[one][0] != key]
        if not stale:
            return

        def job(db: Register, tell: Tell) -> None:
            for done, one in enumerate(stale):
                tell(done, len(stale), "正在汇总各乡镇的数字")
                try:
                    said: Figures | str = counties.figures(db, school=one, year=int(today[:4]), today=today)
                except UserError as error:
                    said = str(error)
                self._kept[one] = (keys[one], said)

        self.desk.did(self, lambda: self.desk.work(self, "正在汇总", job))

    def _line(self, one: schools.School, news: parcels.Received | None, today: str) -> Line:
        _, kept = self._kept.get(one.id, (("", ""), "还没有算完，按 F5 接着算。"))
        days = agenda.days(news.received_at[:10], today) if news else None
        if isinstance(kept, str):
            return Line(one.id, one.code, one.short_name, None, days, kept, "bad")
        state, tone = _state(news, days)
        return Line(one.id, one.code, one.short_name, kept, days, state, tone)

    def _tell_cards(self, found: Sequence[Figures], lines: Sequence[Line]) -> None:
        every = len(lines)
        whole = sum(of.points == of.points_of for of in found)
        lacking = every - whole
        self.haves.tell(f"{whole} / {every}", f"{lacking} 个乡镇待完善" if lacking else "全部达标",
                        tone="warn" if lacking else "good", part=whole / max(every, 1))  # fmt: skip
        few = sum(of.classes < of.classes_wanted for of in found)
        self.classes.tell(f"{sum(of.classes for of in found)} 期",
                          f"{few} 个乡镇期数不足" if few else "期数都够了",
                          tone="warn" if few else "good")  # fmt: skip
        times, people = sum(of.person_times for of in found), sum(of.people for of in found)
        self.people.tell(f"{times:,} 人次", f"{people:,} 人")
        owing, met = sum(of.owing for of in found), sum(of.met for of in found)
        self.met.tell(f"{100 * met / owing:.1f}%" if owing else "—", f"{owing - met:,} 人未达标",
                      tone="warn" if owing > met else "good", part=met / max(owing, 1))  # fmt: skip
        come = sum(one.days is not None for one in lines)
        old = sum(one.days is not None and one.days >= agenda.REPORT_DAYS for one in lines)
        late = [f"{every - come} 个还没有交来"] * (come < every)
        late += [f"{old} 个超过 {agenda.REPORT_DAYS} 天"] * (old > 0)
        note = "，".join(late) or "都已交来"
        part = come / max(every, 1)
        self.sent.tell(f"{come} / {every} 已到", note, tone="warn" if late else "good", part=part)

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
        else:
            self.desk.open(Township(self.desk, one.id))

    def sights(self) -> list[str]:
        """Name the pages of a township, where one has sent something."""
        return list(TABS) if any(one.figures for one in self._lines.values()) else []

    def show_sight(self, name: str) -> None:
        """Look into the first township that has sent something, at one of its pages."""
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


class Summary(PreviewPage):
    """The county's summary as it prints, with the workbook of the same figures."""

    def __init__(self, desk: Desk, name: str, pdf: bytes, workbook: bytes) -> None:
        """Show the PDF."""
        super().__init__(desk, "汇总表", pdf, f"{name}.pdf")
        self._name = name
        self._workbook = workbook
        primary, quiet = self.preview.actions_out()
        self.set_actions(primary, [*quiet, Action("另存表格…", self._ask, icon="save")])

    def _ask(self) -> None:
        path = files.place_for(self.desk, self, "另存表格", f"{self._name}.xlsx", files.WORKBOOK)
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Keep the workbook at a path."""
        if self.desk.did(self, lambda: keeping.keep(path, self._workbook)):
            self.say(f"表格已存到 {path}。", "good")


KEYS: dict[str, Callable[[Line], tuple[bool, float]]] = {
    "points": lambda one: _number(one, lambda of: of.points),
    "classes": lambda one: _number(one, lambda of: of.classes),
    "members": lambda one: _number(one, lambda of: of.members),
    "people": lambda one: _number(one, lambda of: of.people),
    "times": lambda one: _number(one, lambda of: of.person_times),
    "met": lambda one: _number(one, lambda of: of.met_percent or 0),
    "days": lambda one: (one.days is None, -(one.days or 0)),
}


def _number(one: Line, read: Callable[[Figures], float]) -> tuple[bool, float]:
    """Sort those of whom nothing has come before the others."""
    return (one.figures is not None, read(one.figures) if one.figures else 0)


def _silent(one: devices.Device) -> Line:
    state = f"{one.enrolled_on} 登记后还没有上报，请催报"
    return Line(one.school, one.school_code, one.school_name, None, None, state, "bad")


def _state(news: parcels.Received | None, days: int | None) -> tuple[str, Tone]:
    if news is None or days is None:
        return "没有收到数据包", "bad"
    if days >= agenda.REPORT_DAYS:
        return f"{days} 天没有上报，请催报", "warn"
    if news.verdict == "gap":
        return "前面缺号，数据完整", "good"
    return "✓ 完整", "good"


def _dots(of: Figures) -> str:
    return " ".join("●" if usable == every else "◐" if usable else "○" for _, usable, every in of.items)


def _dots_in_words(of: Figures) -> str:
    said = (f"{name}：{every} 项要求，{usable} 项可用" for name, usable, every in of.items)
    return "\n".join([*said, f"合计 {of.points} / {of.points_of} 分"])


def _last(of: Figures) -> str:
    return f"第 {of.last_seq} 号数据包，{of.last_parcel} 读取"


def _few(one: Line) -> Tone:
    return "bad" if one.figures and one.figures.classes < one.figures.classes_wanted else "plain"


def _percent(of: Figures) -> str:
    return "—" if of.met_percent is None else f"{of.met_percent:.1f}%"


def _when(one: Line) -> str:
    if one.days is None:
        return "—"
    return {0: f"今天 {one.figures.last_parcel[11:]}" if one.figures else "今天", 1: "昨天"}.get(
        one.days, f"{one.days} 天前"
    )
