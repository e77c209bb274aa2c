"""工作台: the few figures of the year, and what to do next."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from app.progress import Tell
from app.school import schools
from app.ui.cards import Card, Cards
from app.ui.counting import Counting
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.agenda import Agenda
from db.register import Register

if TYPE_CHECKING:
    from app.school.overviews import Overview


class Home(Page):
    """Answer one question: what to do next."""

    help_topic = "home"

    def __init__(self, desk: Desk) -> None:
        """Lay out the figures above the list of things to do."""
        super().__init__(desk, "工作台")
        self._told = False
        self._counting = Counting(desk, self, self._count)
        self._counting.counted.connect(self._tell)
        go = self.desk.go
        self.classes = Card("本年培训班", part=0, press=lambda: go("培训班"))
        self.hours = Card("学时达标党员", part=0,
                          rule="学时达到本人年度任务的人／有任务的在册人员；免学时的人不计。",
                          press=lambda: go("学时台账"))  # fmt: skip
        self.points = Card("五有建设自评", part=0, rule="现行标准各项要求中，今天有可用佐证的分数之和。",
                           press=lambda: go("五有建设"))  # fmt: skip
        self.sent = Card("上报县级", rule="最近一次做数据包到今天的天数，和之后的更改处数。",
                         press=lambda: go("上报县级"))  # fmt: skip
        self.body.addWidget(Cards([self.classes, self.hours, self.points, self.sent]))
        self.agenda = Agenda(desk)
        self.model, self.table = self.agenda.model, self.agenda.table
        self.body.addWidget(self.agenda, 1)
        self.set_actions(
            Action("新建培训班", partial(go, "培训班", lambda page: page.begin()), "Ctrl+N", icon="plus"),
            [Action("导入名册", partial(go, "党员名册", lambda page: page.begin()), icon="import")],
        )
        self.set_hint("按 Ctrl+K 直接查找党员、培训班或功能；输入拼音首字母即可，如 zs 找“张三”")

    def refresh(self) -> None:
        """Say that the figures and the list are being worked out, and have that done."""
        waiting = "改动前的数，正在重新统计…" if self._told else "正在统计…"
        for card in (self.classes, self.hours, self.points, self.sent):
            card.wait(waiting)
        self.agenda.wait()
        self._counting.again()

    @property
    def settled(self) -> bool:
        """Tell whether the figures stand."""
        return not self._counting.under_way

    def _count(self, db: Register, tell: Tell) -> "Overview":
        from app.school import overviews  # noqa: PLC0415 - it brings every noun, and runs in the thread

        return overviews.overview(db, school=schools.own(db).id, today=self.desk.today(), tell=tell)

    def _tell(self, found: "Overview") -> None:
        self._told = True
        self._tell_classes(found)
        self._tell_hours(found)
        self.points.tell(
            f"{found.points} 分",
            f"{found.gaps} 项待完善" if found.gaps else "各项齐全",
            tone="warn" if found.gaps else "good",
            part=found.points / max(found.points_of, 1),
        )
        self._tell_sent(found)
        if found.members:
            self.agenda.tell(found.items)
        else:
            take_in = Action("导入名册", partial(self.desk.go, "党员名册", lambda page: page.begin()))
            first = "先把党员名册导入进来：村里发来的表可以原样使用。"
            self.agenda.tell(found.items, empty=first, action=take_in)

    def _tell_classes(self, found: "Overview") -> None:
        wanted, held = found.classes_wanted, found.classes
        lacking, by_now = wanted - held, found.classes_by_now - held
        if lacking <= 0:
            note = "已达到每年期数"
        elif by_now > 0:
            note = f"还差 {by_now} 期，{found.quarter_month} 月底前办"
        else:
            note = f"本季度够了，全年还差 {lacking} 期"
        self.classes.tell(
            f"{held} / {wanted} 期",
            note,
            tone="warn" if by_now > 0 else "good" if lacking <= 0 else "muted",
            part=held / max(wanted, 1),
            rule=f"本年度有课次、录过考勤的培训班期数；每年 {wanted} 期以上，按季度均分（{found.source}）。",
            name=f"本年培训班（每年 {wanted} 期以上）",
        )

    def _tell_hours(self, found: "Overview") -> None:
        lacking = found.owing - found.met
        self.hours.tell(
            f"{found.met:,} / {found.owing:,}",
            f"{lacking:,} 人未达标" if lacking else "全部达标" if found.owing else "名册还是空的",
            tone="warn" if lacking else "good" if found.owing else "muted",
            part=found.met / max(found.owing, 1),
        )

    def _tell_sent(self, found: "Overview") -> None:
        days = None
        if found.sent_on:
            days = (date.fromisoformat(found.today) - date.fromisoformat(found.sent_on)).days
        figure = "还没有上报" if days is None else "今天" if days == 0 else f"{days} 天前"
        note = f"有 {found.unsent:,} 处更改未上报" if found.unsent else "没有未上报的更改"
        self.sent.tell(figure, note, tone="warn" if found.unsent else "good")
