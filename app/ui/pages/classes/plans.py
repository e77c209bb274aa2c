"""培训计划: what the school means to teach in a year, entered like a sheet, beside what came of it."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QSpinBox

from app.school import class_rules, plans
from app.spelling.hours import shown as hours_shown
from app.ui.cards import Card, Cards
from app.ui.desk import Desk
from app.ui.flow import Flow, Named
from app.ui.page import Action, Page, button
from app.ui.pages.classes.plan_sheet import FIELDS, PlanModel, PlanSheet

HINT = (
    "在最后一行打字新增 · Ctrl+V 粘贴从 WPS 复制的行 · Ctrl+C 复制 · 改完一格即保存，Ctrl+Z 撤销 · Esc 返回"
)


class PlansPage(Page):
    """Keep a year's plan and tell plan from done, line by line."""

    help_topic = "plans"

    def __init__(
        self, desk: Desk, *, school: int, year: int, prepare: Callable[[int | None], object]
    ) -> None:
        """Lay out the sheet of a year; `prepare` begins a class for a line of the plan."""
        super().__init__(desk, "培训计划")
        self._school, self._prepare = school, prepare
        self.year = QSpinBox()
        self.year.setRange(2000, 2099)
        self.year.setValue(year)
        self.year.valueChanged.connect(lambda: self.refresh())
        self.held = Card("已办班", rule="本年上过课并录过考勤的期数；计划外的班也算。")
        self.people = Card("培训人次", rule="到过课的人次，一人参加两个班算两次；人数是同一个人只算一次。")
        self.hours = Card("已上学时", rule="列入计划的班里，上过并录过考勤的半天，学时之和。")
        self.model = PlanModel(self._keep)
        self.sheet = PlanSheet(self.model)
        self.sheet.pasted.connect(self._paste)
        self.first = self.sheet
        self._copy = button(Action("照抄上年", self.copy, tip="把上一年的计划抄到本年，已有的班次不重复"))
        self._drop = button(Action("删去所选行", self.drop, tip="从计划里删去所选的行"))
        bar = Flow()
        bar.add(Named("年份", self.year, 100))
        for made in (self._copy, self._drop):
            bar.add(Named("", made, 0))
        self.body.addWidget(Cards([self.held, self.people, self.hours]))
        self.body.addLayout(bar)
        self.body.addWidget(self.sheet, 1)
        self.set_actions(Action("按计划办一期", self.begin, key="Ctrl+N", tip="给所选的一行筹备一个班"))
        self.set_hint(HINT)

    def refresh(self) -> None:
        """Read the plan and what came of it again."""
        db, school, year, today = self.desk.db, self._school, self.year.value(), self.desk.today()
        lines = plans.standings(db, school=school, year=year, today=today)
        now = int(today[:4])
        self.model.load(lines, month=12 if year < now else int(today[5:7]) if year == now else 0)
        self._tell(lines, plans.unplanned(db, school=school, year=year, today=today))
        self._copy.setText(f"照抄 {year - 1} 年")
        self._copy.setAccessibleName(self._copy.text())
        self._copy.setEnabled(year - 1 in plans.years(db, school=school))

    def _tell(self, lines: list[plans.Standing], other: plans.Done) -> None:
        rule = class_rules.in_force(self.desk.db, school=self._school, on=f"{self.year.value()}-12-31")
        planned = sum(one.line.classes for one in lines)
        held = sum(one.done.held for one in lines) + other.held
        wanted = max(planned, rule.classes_a_year)
        note = f"计划 {planned} 期" if lines else f"还没有计划，每年应办 {rule.classes_a_year} 期以上"
        if 0 < planned < rule.classes_a_year:
            note += f"，少于每年 {rule.classes_a_year} 期"
        if other.held:
            note += f"，计划外 {other.held} 期"
        short = planned < rule.classes_a_year
        self.held.tell(f"{held} / {wanted} 期", note, tone="warn" if short else "muted",
                       part=held / max(wanted, 1))  # fmt: skip
        times = sum(one.done.person_times for one in lines) + other.person_times
        people = sum(one.line.people for one in lines)
        self.people.tell(f"{times:,} 人次", f"计划 {people:,} 人次" if people else "计划没有写人次",
                         part=times / people if people else None)  # fmt: skip
        quarters = sum(one.done.quarter_hours for one in lines)
        wanted = sum(one.line.quarter_hours * one.line.classes for one in lines)
        self.hours.tell(f"{hours_shown(quarters)} 学时", f"计划 {hours_shown(wanted)} 学时" if wanted else
                        "计划没有写学时", part=quarters / wanted if wanted else None)  # fmt: skip

    # entering

    def _keep(self, line: int | None, said: Mapping[str, str]) -> bool:
        db, school, year = self.desk.db, self._school, self.year.value()
        if line is None:
            if not any(said.values()):
                return False
            if "title" not in said:
                self.say("新的一行先写班次名称，再写其他格。", "warn")
                return False
            return self.desk.did(self, lambda: plans.add(db, said, school=school, year=year))
        return self.desk.did(self, lambda: plans.amend(db, line, said))

    def _paste(self, row: int, column: int, rows: list[list[str]]) -> None:
        """Put pasted cells where the keyboard is; what goes beyond the last line becomes new lines."""
        db, school, year = self.desk.db, self._school, self.year.value()
        if row >= len(self.model.lines) and column == 0:
            made = self.desk.act(self, lambda: plans.enter(db, rows, school=school, year=year))
            if made is not None:
                self.say(f"已粘贴 {len(made)} 行；按 Ctrl+Z 可以撤销。", "good")
            return
        fields = FIELDS[column:]
        lines = [one.line.id for one in self.model.lines[row:]]

        def put() -> None:
            with db.act(f"{year} 年培训计划：粘贴 {len(rows)} 行"):
                for at, cells in enumerate(rows):
                    said = dict(zip(fields, cells, strict=False))
                    if at < len(lines):
                        plans.amend(db, lines[at], said)
                    else:
                        plans.add(db, said, school=school, year=year)

        if rows and fields:
            self.desk.did(self, put)

    def drop(self) -> None:
        """Take the chosen lines off the plan, all or none."""
        db, chosen = self.desk.db, self.sheet.chosen()
        if not chosen:
            self.say("请先选中要删去的行。", "warn")
            return

        def drop_all() -> None:
            with db.act(f"删去 {len(chosen)} 行培训计划"):
                for one in chosen:
                    plans.drop(db, one.line.id)

        if self.desk.did(self, drop_all):
            self.say(f"已删去 {len(chosen)} 行；按 Ctrl+Z 可以撤销。", "good")

    def copy(self) -> None:
        """Copy last year's plan into this one."""
        db, school, year = self.desk.db, self._school, self.year.value()
        made = self.desk.act(self, lambda: plans.copy(db, school=school, source=year - 1, year=year))
        if made is not None:
            self.say(f"已照抄 {len(made)} 行，请改成今年的时间和人数。", "good")

    def begin(self) -> None:
        """Prepare a class for the chosen line."""
        chosen = self.sheet.chosen()
        if chosen:
            self._prepare(chosen[0].line.id)
        else:
            self.say("请先选中计划里的一行，再办班。", "warn")
