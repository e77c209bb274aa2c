"""The rules in force."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.school import checklist, class_rules, rules, schools
from app.ui import theme
from app.ui.cards import Sheet, label
from app.ui.desk import Desk
from app.ui.page import Action, button
from app.ui.pages.rules import ClassRulesPage, RulesPage


class Rules(Sheet):
    """The rules in force, each with where it comes from and whether anybody confirmed it."""

    def __init__(self, desk: Desk) -> None:
        """Make it empty; `refresh` fills it."""
        super().__init__("现行规则")
        self._desk = desk
        self._list = QWidget()
        self.body.insertWidget(1, self._list)
        foot = QHBoxLayout()
        tip = "每一个数和出处；复制一份修改、看谁的学时增减再采用；年度结账"
        foot.addWidget(button(Action("学时规则和年度结账", self._open, tip=tip)))
        tip = "班的类型、结班和归档要的材料、成绩的算法；照一套另写一套"
        foot.addWidget(button(Action("办班规则", self._open_classes, tip=tip)))
        foot.addStretch(1)
        self.body.addLayout(foot)

    def _open(self) -> None:
        self._desk.open(RulesPage(self._desk))

    def _open_classes(self) -> None:
        self._desk.open(ClassRulesPage(self._desk))

    def refresh(self) -> None:
        """Read the rules in force today."""
        db, today = self._desk.db, self._desk.today()
        school = schools.own(db).id
        rule = rules.in_force(db, school=school, on=today)
        standard = checklist.standard(db, school=school, on=today)
        held = class_rules.in_force(db, school=school, on=today)
        self.body.removeWidget(self._list)
        self._list.hide()
        self._list.deleteLater()
        self._list = QWidget()
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        for kind, title, source, since, status in (
            ("学时规则", rule.title, rule.source, rule.effective_from, rule.status),
            ("办班规则", held.title, held.source, held.effective_from, held.status),
            ("五有标准", standard.name, standard.source, standard.effective_from, standard.status),
        ):
            confirmed = status == "confirmed"
            if column.count():
                column.addSpacing(theme.px(12))
            column.addWidget(label(f"{kind}：{title}", name="strong"))
            said = "✓ 已确认" if confirmed else "! 待核：还没有经县级确认，数字仅供参考"
            column.addWidget(label(f"{said}；{since} 起", tone="good" if confirmed else "warn"))
            column.addWidget(label(f"依据：{source}", name="note"))
        self.body.insertWidget(1, self._list)
