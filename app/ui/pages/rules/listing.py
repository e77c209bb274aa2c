"""学时规则: the rules of a school with their sources, and the years that are closed."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.school import activities, classes, hours, rules, schools
from app.ui import messages
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.page import Action, Page, button
from app.ui.pages.classes.question import Question, worded
from app.ui.pages.rules.draft import DraftPage
from app.ui.pages.rules.impact import ImpactPage
from app.ui.pages.rules.parameters import GROUPS
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone, px

WIDE = 400
DRAFTED = "draft-"
YEARS_SHOWN = 3
STATES: dict[str, Tone] = {"现行": "good", "采用过": "muted", "草稿": "ask", "备用": "muted"}
CLOSING = (
    "结账以后，这一年的学时和规则从此不变：以后采用的规则不再改它，考勤和班外学习也不能再更正。"
    "重新打开要写原因，并按现在的规则重新核算。"
)


class RulesPage(Page):
    """List the rules; one opens beside the list with every number; below, the years to be closed."""

    help_topic = "rules"

    def __init__(self, desk: Desk) -> None:
        """Lay out both lists of the own school."""
        super().__init__(desk, "学时规则")
        self._school = schools.own(desk.db).id
        self._found: dict[int, rules.HourRule] = {}
        self._now = 0
        self._opened = 0
        self._closed: dict[int, hours.ClosedYear] = {}
        self._years: list[int] = []
        self._question = Question()
        self._model = LazyTable(
            self._columns(), find=lambda _sort: list(self._found), rows=self._rows, parent=self
        )
        self.table = Table(self._model, name="学时规则", memory=desk.memory)
        self.table.opened.connect(self.open_one)
        self.table.chosen.connect(lambda _ids: self._offer())
        self._year_model = LazyTable(
            self._year_columns(), find=lambda _sort: self._years, rows=list, parent=self
        )
        self.years = Table(self._year_model, name="年度结账", memory=desk.memory)
        self.years.setFixedHeight(px(40) * (1 + YEARS_SHOWN) + 2)
        self.years.opened.connect(self._turn_year)
        self.body.addWidget(self._question)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(label("年度结账", name="section"))
        self.body.addWidget(label(CLOSING, name="note"))
        self.body.addWidget(self.years)
        self.first = self.table
        self.set_hint("回车看一套规则的每一个数 · Ctrl+N 复制一份修改 · 采用以前先看谁的学时增减")

    def _columns(self) -> list[Column[rules.HourRule]]:
        kind = Column[rules.HourRule]
        return [
            kind("名称", lambda row: row.title, grow=True),
            kind("状态", self._state, filled=True, align="center",
                 tint=lambda row: STATES[self._state(row)]),
            kind("生效日期", lambda row: row.effective_from, rule="从这一天起的课次按这套规则算。"),
            kind("采用日期", lambda row: row.adopted_on or "—", spare=2),
            kind("核定", lambda row: rules.STATUSES[row.status], spare=1,
                 tint=lambda row: "good" if row.status == "confirmed" else "warn",
                 rule="经县级确认的写“已确认”；没有确认的，数字仅供参考。"),
        ]  # fmt: skip

    def _year_columns(self) -> list[Column[int]]:
        kind = Column[int]
        return [
            kind("年度", lambda year: f"{year} 年"),
            kind("状态", self._closed_text, grow=True,
                 tint=lambda year: "good" if year in self._closed else "plain"),
            kind("", lambda year: "重新打开" if year in self._closed else "结账", press=self._turn_year,
                 width=6),
        ]  # fmt: skip

    def _closed_text(self, year: int) -> str:
        one = self._closed.get(year)
        return f"{one.closed_on} 由{one.closed_by}结账，学时不再变动" if one else "没有结账"

    def _state(self, row: rules.HourRule) -> str:
        if row.adopted_on:
            return "现行" if row.id == self._now else "采用过"
        return "草稿" if row.key.startswith(DRAFTED) else "备用"

    def _rows(self, ids: Sequence[int]) -> list[rules.HourRule]:
        return [self._found[one] for one in ids]

    # what is shown

    def refresh(self) -> None:
        """Read rules and years again."""
        db, school, today = self.desk.db, self._school, self.desk.today()
        self._found = {one.id: one for one in rules.rows(db, rules.find(db, school=school))}
        now = rules.in_force(db, school=school, on=today)
        self._now = now.id
        self._closed = {one.year: one for one in hours.closed_years(db, school=school)}
        held = classes.rows(db, classes.find(db, school=school))
        learned = activities.rows(db, activities.find(db, school=school))
        known = {*(one.year for one in held), *(int(one.ends[:4]) for one in learned)}
        self._years = sorted({int(today[:4]), *known, *self._closed}, reverse=True)
        self._model.refresh()
        self._year_model.refresh()
        unsure = "" if now.status == "confirmed" else "，待县级确认"
        self.set_title("学时规则", f"现行：{now.title}（{now.effective_from} 起{unsure}）")
        if self._opened in self._found:
            self.open_one(self._opened)
        self._offer()

    def _at_hand(self) -> rules.HourRule | None:
        chosen = [*self.table.selected(), self.table.current() or 0, self._now]
        return next((self._found[one] for one in chosen if one in self._found), None)

    def _offer(self) -> None:
        one = self._at_hand()
        quiet = [Action("取来附带的规则", self.load, tip="把随程序附带、本校还没有的规则取来备用")]
        if one is not None and not one.adopted_on:
            quiet.append(Action("看谁增谁减", self.weigh, "Ctrl+Return", f"试算采用“{one.title}”的影响"))
        if one is not None and self._state(one) == "草稿":
            quiet.insert(1, Action("改草稿", self.amend, "Ctrl+E", f"接着改“{one.title}”"))
        title = f"照“{one.title}”起草一套，改好、看过影响再采用" if one else ""
        self.set_actions(Action("复制一份修改", self.begin, "Ctrl+N", title, "plus"), quiet)

    def open_one(self, rule: int) -> None:
        """Show what one says beside the list."""
        one = self._found[rule]
        panel = RulePanel(self.desk, one, drop=self.drop if self._state(one) == "草稿" else None)
        self.show_detail(one.title, panel, width=WIDE)
        self._opened = rule

    def close_detail(self) -> bool:
        """Forget which one was open."""
        self._opened = 0
        return super().close_detail()

    # drafts

    def begin(self) -> None:
        """Copy the rule at hand into a draft and open its form."""
        model = self._at_hand()
        if model is None:
            return
        first = f"{self.desk.today()[:4]}-01-01"
        new = self.desk.act(
            self,
            lambda: rules.draft(
                self.desk.db, based_on=model.id, title=f"{model.title}（修改）", source=model.source,
                effective_from=max(first, model.effective_from), changes={},
            ),
        )  # fmt: skip
        if new is not None:
            self.desk.open(DraftPage(self.desk, new, told=self._adopted))

    def amend(self) -> None:
        """Go on with the draft at hand."""
        one = self._at_hand()
        if one is not None:
            self.desk.open(DraftPage(self.desk, one.id, told=self._adopted))

    def drop(self, rule: int) -> None:
        """Take a draft away."""
        if self.desk.did(self, lambda: rules.drop(self.desk.db, rule)):
            self.close_detail()
            self.say("草稿已删去；按 Ctrl+Z 可以找回。", "good")

    def weigh(self) -> None:
        """Show who would gain and lose by the rule at hand."""
        one = self._at_hand()
        if one is not None:
            self.desk.open(ImpactPage(self.desk, one.id, told=self._adopted))

    def _adopted(self, said: str) -> None:
        self.say(said, "good")

    def load(self) -> None:
        """Take in the rules that came with the program."""
        before = len(self._found)
        if self.desk.did(self, lambda: rules.load_presets(self.desk.db, school=self._school)):
            new = len(rules.find(self.desk.db, school=self._school)) - before
            said = f"取来 {new} 套规则备用，采用前请按本地文件核对。" if new else "附带的规则都已经在这里了。"
            self.say(said, "good" if new else "muted")

    # years

    def _turn_year(self, year: int) -> None:
        if year not in self._closed:
            self.close_year(year)
            return
        self._question.ask(
            f"重新打开 {year} 年，按现在的规则重新核算。为什么？",
            worded(self._question, "重新打开要写明原因，例如“补录漏登的班”。",
                   partial(self.reopen_year, year)),
            yes="重新打开",
            back=self.years,
            hint="例如：补录漏登的班",
        )  # fmt: skip

    def close_year(self, year: int) -> None:
        """Close a year once the person agrees."""
        question = f"把 {year} 年结账？以后这一年的学时和规则都不再变动；要改得先写明原因重新打开。"
        if not messages.ask(self, question, yes=f"{year} 年结账", no="不结账", grave=True):
            return
        school, today = self._school, self.desk.today()
        done = self.desk.did(
            self,
            lambda: self.desk.work(
                self,
                "正在结账",
                lambda db, _tell: hours.close_year(db, school=school, year=year, today=today),
            ),
        )
        if done:
            self.say(f"{year} 年已结账。", "good")

    def reopen_year(self, year: int, why: str) -> None:
        """Open a closed year again."""
        school = self._school
        lines = self.desk.act(
            self,
            lambda: self.desk.work(
                self,
                "正在重新核算",
                lambda db, _tell: hours.reopen_year(db, school=school, year=year, why=why),
            ),
        )
        if lines is not None:
            self.say(f"{year} 年已重新打开，按现在的规则核算，台账加了 {lines} 行。", "good")

    def escape(self) -> bool:
        """Take the question away first."""
        if not self._question.isHidden():
            self._question.take_away()
            return True
        return super().escape()


class RulePanel(QWidget):
    """Every number of a rule with its unit, and where the rule comes from."""

    def __init__(self, desk: Desk, one: rules.HourRule, *, drop: Callable[[int], object] | None) -> None:
        """Write it out; `drop` takes a draft away."""
        super().__init__()
        body = rules.body(desk.db, one.id)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        confirmed = one.status == "confirmed"
        said = "✓ 已确认" if confirmed else "! 待确认：还没有经县级确认，数字仅供参考"
        column.addWidget(label(said, tone="good" if confirmed else "warn"))
        adopted = f"{one.adopted_on} 采用，{one.effective_from} 起生效" if one.adopted_on else "没有采用"
        column.addWidget(label(adopted))
        column.addWidget(label(f"依据：{one.source}", name="note"))
        if one.based_on:
            (model,) = rules.rows(desk.db, [one.based_on])
            column.addWidget(label(f"照“{model.title}”起草", name="note"))
        if drop is not None:
            column.addWidget(button(Action("删去这份草稿", partial(drop, one.id))))
        for title, parameters in GROUPS.items():
            column.addSpacing(px(8))
            column.addWidget(label(title, name="strong"))
            for one_ in parameters:
                value = one_.value(body)
                if value is not None:
                    column.addWidget(label(f"{one_.name}　{one_.said(value)}"))
