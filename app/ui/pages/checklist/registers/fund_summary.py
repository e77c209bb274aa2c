"""A year's money above its sheets: planned, received and spent, beside what the rules ask and what lacks."""

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.school import classes, funds
from app.school.funds import Checked, FundRule, Totals
from app.spelling import money
from app.ui import theme
from app.ui.cards import Bar, label
from app.ui.desk import Desk
from app.ui.page import Action, button

HEADS = ("来源", "安排", "到账", "支出", "结余")
OF = {"planned": "安排", "received": "到账"}
CLASSES_SHOWN = 3


class FundSummary(QWidget):
    """Show the sums of a year by source, kind and class, and each rule with what is there and what lacks."""

    def __init__(self, desk: Desk, *, read_only: bool) -> None:
        """Make an empty one; `fill` shows a year."""
        super().__init__()
        self.desk, self._read_only = desk, read_only
        self._school, self._year = 0, 0
        self._sums, self._checks, self._rules = QWidget(), QWidget(), QWidget()
        for part in (self._sums, self._checks):
            part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._spent = label("", name="note")
        self._choose = button(
            Action("经费规则", self._turn, tip="选用哪些经费规则，填它要的个数"), kind="link"
        )
        self._choose.setCheckable(True)
        sums, right = QVBoxLayout(), QVBoxLayout()
        for column in (sums, right):
            column.setSpacing(theme.px(4))
        sums.addWidget(self._sums)
        sums.addWidget(self._spent)
        sums.addStretch(1)
        right.addWidget(self._checks)
        right.addWidget(self._choose, 0, Qt.AlignmentFlag.AlignLeft)
        right.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(theme.px(28))
        self._row.addLayout(sums, 1)
        self._row.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._row)
        column.addWidget(self._rules)
        self._rules.hide()
        self._choose.setVisible(not read_only)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the rules below the sums where there is too little room beside them."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Arrange anew once it is known how wide the words are, which may be after the width is given."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def minimumSizeHint(self) -> QSize:
        """Ask for no more width than the wider half needs, and for all the height of what is shown."""
        halves = (self._sums.sizeHint(), self._checks.sizeHint())
        return QSize(max(one.width() for one in halves), self.sizeHint().height())

    def _arrange(self) -> None:
        needed = (
            sum(one.minimumSizeHint().width() for one in (self._sums, self._checks)) + self._row.spacing()
        )
        ways = QBoxLayout.Direction
        beside = needed <= self.width()
        way = ways.LeftToRight if beside else ways.TopToBottom
        if way != self._row.direction():
            self._row.setDirection(way)
            self._row.setSpacing(theme.px(28 if beside else 8))

    def fill(self, *, school: int, year: int) -> None:
        """Sum up a year and show it."""
        self._school, self._year = school, year
        found = self.desk.act(self, lambda: funds.totals(self.desk.db, school=school, year=year))
        if found is None:
            return
        self._fill_sums(found)
        self._fill_checks(found)
        self._arrange()
        if not self._rules.isHidden():
            self._fill_rules()

    def _fill_sums(self, found: Totals) -> None:
        grid = _emptied(self._sums)
        for at, head in enumerate(HEADS):
            grid.addWidget(_cell(head, right=at > 0, name="note"), 0, at)
        lines = [(funds.SOURCES.get(source, "没有写出自"), one) for source, one in found.by_source.items()]
        for number, (name, one) in enumerate([*lines, ("合计", found.whole)], start=1):
            strong = "strong" if name == "合计" else ""
            grid.addWidget(_cell(name, name=strong), number, 0)
            for at, fen in enumerate((one.planned, one.received, one.spent, one.left), start=1):
                cell = _cell(money.shown(fen) if fen else "—", right=True, name=strong)
                if at == 4 and fen < 0:
                    cell.setText(f"超支 {money.shown(-fen)}")
                    cell.setStyleSheet(f"color: {theme.AMBER}")
                grid.addWidget(cell, number, at)
        by_kind = "、".join(f"{funds.KINDS[kind]} {_sum(fen)}" for kind, fen in found.by_kind.items())
        self._spent.setText(
            f"支出：{by_kind}。{self._by_class(found)}" if by_kind else "本年还没有登记支出。"
        )

    def _by_class(self, found: Totals) -> str:
        ids = [one for one in found.by_class if one]
        named = [
            f"{one.name} {_sum(found.by_class[one.id])}"
            for one in classes.rows(self.desk.db, ids[:CLASSES_SHOWN])
        ]
        more = f"等 {len(ids)} 个班" if len(ids) > CLASSES_SHOWN else ""
        return f"分班：{'、'.join(named)}{more}。" if named else ""

    def _fill_checks(self, found: Totals) -> None:
        grid = _emptied(self._checks)
        grid.setColumnStretch(0, 1)
        for number, one in enumerate(found.checks):
            text, tone = _judged(one)
            head = _cell(one.check.title)
            head.setToolTip(f"{one.rule}\n{one.source}")
            said = _cell(text, right=True)
            said.setStyleSheet(f"color: {theme.TONES[tone][0]}")
            said.setToolTip(head.toolTip())
            bar = Bar()
            bar.tell(min(1.0, one.have / one.need) if one.need else 0.0, tone)
            grid.addWidget(head, 2 * number, 0)
            grid.addWidget(said, 2 * number, 1)
            grid.addWidget(bar, 2 * number + 1, 0, 1, 2)
        if not found.checks:
            grid.addWidget(_cell("没有选用经费规则。", name="note"), 0, 0)

    # rules

    def fold(self) -> None:
        """Put the rules away."""
        self._rules.hide()
        self._choose.setChecked(False)

    def _turn(self) -> None:
        self._rules.setVisible(self._rules.isHidden())
        self._choose.setChecked(not self._rules.isHidden())
        if not self._rules.isHidden():
            # A register of an older program has none of them yet.
            self.desk.did(self, lambda: funds.load_presets(self.desk.db, school=self._school))
            self._fill_rules()

    def _fill_rules(self) -> None:
        grid = _emptied(self._rules)
        grid.setColumnStretch(1, 1)
        db = self.desk.db
        at = 0
        for rule in funds.rule_rows(db, funds.find_rules(db, school=self._school)):
            box = QCheckBox(rule.title)
            box.setChecked(rule.adopted)
            box.setToolTip(rule.source)
            box.toggled.connect(partial(self._adopt, rule.id))
            note = label(rule.source + ("（待县级确认）" if rule.status != "confirmed" else ""), name="note")
            grid.addWidget(box, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(note, at, 1)
            at += 1
            at = self._ask_times(grid, rule, at) if rule.adopted else at

    def _ask_times(self, grid: QGridLayout, rule: FundRule, at: int) -> int:
        for check in rule.checks:
            if check.per != "told":
                continue
            box = QSpinBox()
            box.setRange(0, 100_000)
            box.setValue(check.times)
            box.setSuffix(f" {check.unit}")
            box.setMaximumWidth(theme.px(200))
            box.setAccessibleName(f"{check.title}的个数")
            box.editingFinished.connect(partial(self._told, rule.id, check.key, box))
            grid.addWidget(_cell(f"　{check.title}"), at, 0)
            grid.addWidget(box, at, 1)
            at += 1
        return at

    def _adopt(self, rule: int, adopted: bool) -> None:
        self.desk.did(self, lambda: funds.adopt(self.desk.db, rule, adopted=adopted))

    def _told(self, rule: int, key: str, box: QSpinBox) -> None:
        (found,) = funds.rule_rows(self.desk.db, [rule])
        if box.value() != next(one.times for one in found.checks if one.key == key):
            self.desk.did(self, lambda: funds.tell_times(self.desk.db, rule, key, box.value()))


def _judged(one: Checked) -> tuple[str, theme.Tone]:
    """Say how a check stands, in words and a tone."""
    about = "左右" if one.check.about else ""
    of = OF.get(one.check.of, "")
    if not one.need:
        return f"还没有填有多少{one.check.unit}", "muted"
    asked = f"应{of} {_sum(one.need)}{about}"
    if one.lacking:
        return f"! {asked}，还差 {_sum(one.lacking)}", "warn"
    if one.most and one.have > one.most:
        return f"! {asked}至 {_sum(one.most)}，已超出", "warn"
    return f"✓ {asked}，已有 {_sum(one.have)}", "good"


def _sum(fen: int) -> str:
    """Write a sum as a sentence does, in 万元 where that is round, with the separators of the table above."""
    words = money.in_words(fen)
    return words if words.endswith("万元") else f"{money.shown(fen).removesuffix('.00')} 元"


def _cell(text: str, *, right: bool = False, name: str = "") -> QLabel:
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if name:
        made.setObjectName(name)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    made.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return made


def _emptied(of: QWidget) -> QGridLayout:
    """Give a widget's grid with nothing in it."""
    grid = of.layout()
    if not isinstance(grid, QGridLayout):
        grid = QGridLayout(of)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(18))
        grid.setVerticalSpacing(theme.px(4))
    while (item := grid.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
    return grid
