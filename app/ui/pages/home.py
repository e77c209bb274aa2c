"""工作台: the few figures of the year, and what to do next."""

from collections.abc import Sequence
from functools import partial

from app.school import agenda, checklist, class_rules, counties, parcels, plans, schools
from app.ui import theme
from app.ui.cards import Card, Cards, label
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

SOON = ("今天", "明天")


class Home(Page):
    """Answer one question: what to do next."""

    help_topic = "home"

    def __init__(self, desk: Desk) -> None:
        """Lay out the figures above the list of things to do."""
        super().__init__(desk, "工作台")
        self._items: list[agenda.Item] = []
        go = self.desk.go
        own = schools.own(desk.db).id
        wanted = class_rules.in_force(desk.db, school=own, on=desk.today()).classes_a_year
        self.classes = Card(f"本年培训班（每年 {wanted} 期以上）", press=lambda: go("培训班"))
        self.hours = Card("学时达标党员", rule="学时达到本人年度任务的人／有任务的在册人员；免学时的人不计。",
                          press=lambda: go("学时台账"))  # fmt: skip
        self.points = Card("五有建设自评", rule="现行标准各项要求中，今天有可用佐证的分数之和。",
                           press=lambda: go("五有建设"))  # fmt: skip
        self.sent = Card("上报县级", rule="最近一次做数据包到今天的天数，和之后的更改处数。",
                         press=lambda: go("上报县级"))  # fmt: skip
        self.body.addWidget(Cards([self.classes, self.hours, self.points, self.sent]))
        self.body.addWidget(label("接下来要办的事", name="section"))
        self.model = LazyTable(
            (
                Column[agenda.Item]("何时", lambda one: one.when, tint=_urgency, width=8),
                Column[agenda.Item]("事项", lambda one: one.what, grow=True),
                Column[agenda.Item]("下一步", lambda one: one.step, press=self._do, width=14),
            ),
            find=lambda _: list(range(len(self._items))),
            rows=self._rows,
        )
        self.table = Table(self.model, name="接下来要办的事", memory=desk.memory)
        self.table.opened.connect(lambda at: self._do(self._items[at]))
        self.body.addWidget(self.table, 1)
        self.set_actions(
            Action("新建培训班", partial(go, "培训班", lambda page: page.begin()), "Ctrl+N", icon="plus"),
            [Action("导入名册", partial(go, "党员名册", lambda page: page.begin()), icon="import")],
        )
        self.set_hint("按 Ctrl+K 直接查找党员、培训班或功能；输入拼音首字母即可，如 zs 找“张三”")

    def refresh(self) -> None:
        """Work the figures and the list out again."""
        today, school = self.desk.today(), schools.own(self.desk.db).id
        year = int(today[:4])
        figures = counties.figures(self.desk.db, school=school, year=year, today=today)
        self._tell_classes(figures, school, today)
        self._tell_hours(figures)
        gaps = checklist.gaps(checklist.assess(self.desk.db, school=school, year=year, today=today))
        self.points.tell(
            f"{figures.points} 分",
            f"{len(gaps)} 项待完善" if gaps else "各项齐全",
            tone="warn" if gaps else "good",
            part=figures.points / max(figures.points_of, 1),
        )
        self._tell_sent(today)
        short = figures.owing - figures.met
        self._items = agenda.items(self.desk.db, school=school, today=today, short=short)
        self.model.refresh()
        if figures.members:
            self.table.set_empty("眼下没有要办的事。")
        else:
            take_in = Action("导入名册", partial(self.desk.go, "党员名册", lambda page: page.begin()))
            self.table.set_empty("先把党员名册导入进来：村里发来的表可以原样使用。", take_in)

    def _tell_classes(self, figures: counties.Figures, school: int, today: str) -> None:
        rule = class_rules.in_force(self.desk.db, school=school, on=today)
        wanted, held = rule.classes_a_year, figures.classes
        lacking, by_now = wanted - held, plans.expected_by(today, classes_a_year=wanted) - held
        end = plans.quarter_end(today)
        if lacking <= 0:
            note = "已达到每年期数"
        elif by_now > 0:
            note = f"还差 {by_now} 期，{int(end[5:7])} 月底前办"
        else:
            note = f"本季度够了，全年还差 {lacking} 期"
        self.classes.tell(
            f"{held} / {wanted} 期",
            note,
            tone="warn" if by_now > 0 else "good" if lacking <= 0 else "muted",
            part=held / max(wanted, 1),
            rule=f"本年度有课次、录过考勤的培训班期数；每年 {wanted} 期以上，按季度均分（{rule.source}）。",
        )

    def _tell_hours(self, figures: counties.Figures) -> None:
        lacking = figures.owing - figures.met
        self.hours.tell(
            f"{figures.met:,} / {figures.owing:,}",
            f"{lacking:,} 人未达标" if lacking else "全部达标" if figures.owing else "名册还是空的",
            tone="warn" if lacking else "good" if figures.owing else "muted",
            part=figures.met / max(figures.owing, 1),
        )

    def _tell_sent(self, today: str) -> None:
        last, unsent = parcels.last_sent(self.desk.db), parcels.unsent(self.desk.db)
        days = agenda.days(last.sent_at[:10], today) if last else None
        figure = "还没有上报" if days is None else "今天" if days == 0 else f"{days} 天前"
        note = f"有 {unsent:,} 处更改未上报" if unsent else "没有未上报的更改"
        self.sent.tell(figure, note, tone="warn" if unsent else "good")

    def _rows(self, ids: Sequence[int]) -> list[agenda.Item]:
        return [self._items[one] for one in ids]

    def _do(self, item: agenda.Item) -> None:
        self.desk.go(item.place, lambda page: page.open_target(item.target or 0, item.do or item.step))


def _urgency(item: agenda.Item) -> theme.Tone:
    if item.when.startswith("已过") or item.when == "今天":
        return "bad"
    return "warn" if item.when in SOON else "plain"
