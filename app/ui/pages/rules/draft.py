"""A draft of a rule: every number named, with its unit and where it comes from; kept as it is entered."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QLineEdit, QVBoxLayout, QWidget

from app.errors import UserError
from app.school import rules
from app.spelling import dates
from app.ui.cards import Sheet, label
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, Page
from app.ui.pages.rules.impact import ImpactPage
from app.ui.pages.rules.parameters import GROUPS, Parameter
from app.ui.theme import px

HINTS = {"pairs": "几个之间用逗号分开，例如 30=1，15=0.5", "ratio": "写成几分之几，例如 1/7"}
NARROW = 900


class DraftPage(Page):
    """The form of a draft; nothing counts by it until it is adopted."""

    help_topic = "rules"

    def __init__(self, desk: Desk, rule: int, *, told: Callable[[str], object]) -> None:
        """Lay out a field for every number; `told` hears that the draft was adopted."""
        super().__init__(desk, "规则草稿")
        self._rule, self._told = rule, told
        self._gone = False
        self._body: dict[str, Any] = rules.body(desk.db, rule)
        self._model: dict[str, Any] = {}
        self.title, self.source, self.since = QLineEdit(), QLineEdit(), QLineEdit()
        self.form = Form()
        self.fields: dict[Parameter, QLineEdit | QCheckBox] = {}
        self._forms: dict[Parameter, Form] = {}
        self._build()
        self.first = self.title
        self.set_actions(
            Action("看谁增谁减", self.weigh, "Ctrl+Return", "试算采用这份草稿，谁的学时增减、谁达标变化")
        )
        self.set_hint("改一个数就存下一个，Ctrl+Z 撤销 · 草稿采用以前不影响任何人的学时")

    def _build(self) -> None:
        head = Sheet("这套规则")
        self.form.row("名称", self.title, must=True)
        self.form.row("依据", self.source, must=True, hint="文件名和文号，以后有人问起才说得清。")
        hint = "从这一天起的课次和学习按它算；每年应完成多少，按年底那天有效的规则。"
        self.form.row("生效日期", self.since, must=True, hint=hint)
        for field in (self.title, self.source, self.since):
            field.editingFinished.connect(self._keep_head)
        head.body.addWidget(self.form)
        columns = [QVBoxLayout(), QVBoxLayout()]
        columns[0].addWidget(head)
        sizes = [3, 0]
        for title, parameters in GROUPS.items():
            # The shorter column takes the next sheet.
            at = 0 if sizes[0] <= sizes[1] else 1
            columns[at].addWidget(self._sheet(title, parameters))
            sizes[at] += len(parameters) + 2
        both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        both.setSpacing(px(14))
        for column in columns:
            column.setSpacing(px(14))
            column.addStretch(1)
            both.addLayout(column, 1)
        self._both = both
        self.body.addLayout(both)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the columns under each other where large type leaves too little room."""
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        self._both.setDirection(ways.TopToBottom if self.width() < px(NARROW) else ways.LeftToRight)

    def _sheet(self, title: str, parameters: tuple[Parameter, ...]) -> QWidget:
        sheet, form = Sheet(title), Form()
        for one in parameters:
            if one.value(self._body) is None:
                continue
            field: QLineEdit | QCheckBox
            if one.kind == "yes":
                field = QCheckBox("是")
                field.toggled.connect(partial(self._keep, one))
            else:
                field = QLineEdit()
                field.editingFinished.connect(partial(self._keep, one))
            self.fields[one] = field
            self._forms[one] = form
            none = f"，写“{one.none}”为{one.none}" if one.none else ""
            hint = "；".join(filter(None, (f"出处：{one.source}{none}", HINTS.get(one.kind, ""))))
            form.row(f"{one.name}（{one.unit}）" if one.unit else one.name, field)
            field.setToolTip(hint)
            field.setAccessibleDescription(hint)
        sheet.body.addWidget(form)
        sources = dict.fromkeys(one.source for one in parameters if one.source)
        sheet.body.addWidget(label(f"出处：{'；'.join(sources)}", name="note"))
        return sheet

    def refresh(self) -> None:
        """Read the draft again, but leave alone what is being typed."""
        found = rules.rows(self.desk.db, [self._rule])
        if not found:
            # Copying was undone.
            if not self._gone:
                self._gone = True
                self.desk.close()
            return
        one = found[0]
        self._body = rules.body(self.desk.db, self._rule)
        self._model = rules.body(self.desk.db, one.based_on) if one.based_on else {}
        for field, text in (
            (self.title, one.title),
            (self.source, one.source),
            (self.since, one.effective_from),
        ):
            _put(field, text)
        changed = 0
        for parameter, box in self.fields.items():
            value, before = parameter.value(self._body), parameter.value(self._model)
            if isinstance(box, QCheckBox):
                box.blockSignals(True)
                box.setChecked(bool(value))
                box.blockSignals(False)
            else:
                _put(box, parameter.text(value))
            different = before is not None and parameter.text(before) != parameter.text(value)
            changed += different
            said = f"原来是 {parameter.said(before)}" if different else ""
            self._forms[parameter].remark(box, said, "warn")
        state = f"改了 {changed} 处" if changed else "和原来的规则一样，还没有改"
        self.set_title("规则草稿", f"{one.title} · {state}，没有采用")

    # kept as entered

    def _keep_head(self) -> None:
        one = rules.by_id(self.desk.db, self._rule)
        self.form.clear_faults()
        read = dates.read(self.since.text())
        if read.precision != "day" or read.verdict.kind in ("ask", "refuse"):
            self.form.blame(self.since, "请写一个日期，例如 2027-01-01。")
            return
        said = {"title": self.title.text(), "source": self.source.text(), "effective_from": read.value}
        if all(getattr(one, name) == text for name, text in said.items()):
            return
        try:
            rules.amend(self.desk.db, self._rule, changes={}, **said)
        except UserError as error:
            blamed = self.source if "出处" in str(error) else self.title
            self.form.blame(blamed, str(error))
            return
        for field in (self.title, self.source, self.since):
            field.setModified(False)
        self.desk.look()

    def _keep(self, one: Parameter, *_state: object) -> None:
        box, form = self.fields[one], self._forms[one]
        try:
            value = box.isChecked() if isinstance(box, QCheckBox) else one.read(box.text())
            if value == one.value(self._body):
                form.remark(box, "")
                if isinstance(box, QLineEdit):
                    box.setModified(False)
                self.refresh()
                return
            rules.amend(self.desk.db, self._rule, changes=one.change(value))
        except UserError as error:
            form.remark(box, str(error), "bad")
            return
        if isinstance(box, QLineEdit):
            box.setModified(False)
        self.desk.look()

    def weigh(self) -> None:
        """Show who would gain and lose by this draft."""
        self.setFocus()
        self.desk.open(ImpactPage(self.desk, self._rule, told=self._adopted))

    def _adopted(self, said: str) -> None:
        self.desk.close()
        self._told(said)


def _put(field: QLineEdit, text: str) -> None:
    """Write a text into a field nobody is typing in."""
    if not field.isModified() and field.text() != text:
        field.setText(text)
        field.setCursorPosition(0)
