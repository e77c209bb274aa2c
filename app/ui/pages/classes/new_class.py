"""The form for a new class."""

from collections.abc import Callable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QSpinBox

from app.school import classes, places, plans, schools
from app.ui import messages
from app.ui.cards import Sheet
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, Page
from app.ui.pages.classes.facts import Facts, complete
from app.ui.theme import px

FIRST_YEAR, LAST_YEAR = 2000, 2099
LAST_TERM = 999
LEAST_BESIDE = 900


class NewClassPage(Page):
    """Ask what a class needs to begin with; everything else is filled in on its own page."""

    help_topic = "classes"

    def __init__(
        self, desk: Desk, *, school: int, made: Callable[[int], object], plan_line: int | None = None
    ) -> None:
        """Lay out the form; `made` is called with the new class once this page has closed.

        A class that carries out a line of the plan begins with what the line says.
        """
        super().__init__(desk, "新建培训班", "名称以后可以改，学员和课表在班里添加")
        self._school, self._made = school, made
        self._done = False
        self._form = Form()
        self.name, self.place, self.adviser = QLineEdit(), QLineEdit(), QLineEdit()
        self.year, self.term = QSpinBox(), QSpinBox()
        self.year.setRange(FIRST_YEAR, LAST_YEAR)
        self.year.setValue(int(desk.today()[:4]))
        self.term.setRange(1, LAST_TERM)
        complete(self.place, places.names(desk.db, school=school))
        complete(self.adviser, _advisers(desk, school))
        self._form.row("名称", self.name, hint="例如：冬训第一期、入党积极分子培训班", must=True)
        self._form.row("年份", self.year)
        self._form.row("期次", self.term, hint="已按本年的下一期填好")
        self._form.row("地点", self.place, hint="输入几个字可以选用过的地点")
        self._form.row("班主任", self.adviser)
        self.facts = Facts(desk, told=self._told)
        self._sheets = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sheets.setSpacing(px(14))
        for form in (self._form, self.facts):
            sheet = Sheet()
            sheet.setMaximumWidth(px(640))
            sheet.body.addWidget(form)
            sheet.body.addStretch(1)
            self._sheets.addWidget(sheet, 1)
        self.body.addLayout(self._sheets)
        self.body.addStretch(1)
        self.set_actions(Action("筹备这个班", self.prepare, key="Ctrl+Return"))
        self.set_hint("回车到下一格 · 在班主任一格回车或按 Ctrl+回车 筹备这个班 · Esc 返回")
        self._chain()
        self.year.valueChanged.connect(self._suggest_term)
        self._suggest_term()
        hosts = classes.used(desk.db, "host", school=school)
        (owner,) = schools.rows(desk.db, [school])
        self.facts.fields["host"].setEditText(hosts[0] if hosts else owner.full_name)
        if plan_line is not None:
            self._carry_out(plan_line)

    def _carry_out(self, plan_line: int) -> None:
        """Fill in what a line of the plan says."""
        found = plans.rows(self.desk.db, [plan_line])
        if not found:
            return
        (line,) = found
        self.year.setValue(line.year)
        self.name.setText(line.title)
        self.facts.plan_line.setCurrentIndex(max(0, self.facts.plan_line.findData(line.id)))
        self._told("plan_line")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the second sheet below the first where the window is too narrow for both."""
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        self._sheets.setDirection(ways.LeftToRight if self.width() >= px(LEAST_BESIDE) else ways.TopToBottom)

    def _chain(self) -> None:
        """Let Enter go from field to field, and from the last one do what the button does."""
        for field, after in (
            (self.name, self.year),
            (self.year.lineEdit(), self.term),
            (self.term.lineEdit(), self.place),
            (self.place, self.adviser),
        ):
            field.returnPressed.connect(after.setFocus)
        self.adviser.returnPressed.connect(self.prepare)
        self.first = self.name

    def _suggest_term(self) -> None:
        year = self.year.value()
        known = classes.rows(self.desk.db, classes.find(self.desk.db, school=self._school, year=year))
        self.term.setValue(max((one.term_no for one in known), default=0) + 1)
        self.facts.offer(school=self._school, year=year)

    def _told(self, key: str) -> None:
        """Fill in what follows from a type, or from a line of the plan."""
        chosen = self.facts.plan_line.currentData()
        if key == "plan_line" and chosen is not None:
            (line,) = plans.rows(self.desk.db, [chosen])
            for fact, said in (("class_type", line.class_type), ("trainee_group", line.trainee_group)):
                if said and not self.facts.values()[fact]:
                    self.facts.fields[fact].setEditText(said)
        if key in ("class_type", "plan_line"):
            said = self.facts.values()["class_type"]
            self.facts.suit(said, school=self._school, year=self.year.value())

    def prepare(self) -> None:
        """Start preparing the class and go on to its page."""
        self._form.clear_faults()
        if not self.name.text().strip():
            self._form.blame(self.name, "请填写培训班名称，例如“冬训第一期”。")
            return
        new = self.desk.act(
            self,
            lambda: classes.prepare(
                self.desk.db,
                school=self._school,
                year=self.year.value(),
                term_no=self.term.value(),
                name=self.name.text(),
                place=self.place.text(),
                adviser=self.adviser.text(),
                facts=self.facts.values(),
                plan_line=self.facts.plan_line.currentData(),
            ),
        )
        if new is not None:
            self._done = True
            self.desk.close()
            self._made(new)

    def may_close(self) -> bool:
        """Ask where something typed would be lost."""
        typed = any(field.text().strip() for field in (self.name, self.place, self.adviser))
        if self._done or not typed:
            return True
        return messages.ask(
            self, "这个班还没有筹备，离开后填写的内容不会保留。", yes="离开", no="继续填写", grave=True
        )


def _advisers(desk: Desk, school: int) -> list[str]:
    known = classes.rows(desk.db, classes.find(desk.db, school=school))
    return list(dict.fromkeys(one.adviser for one in known if one.adviser))
