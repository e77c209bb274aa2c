"""谁增谁减: what a draft would do to everybody's year, before it takes effect."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QComboBox

from app.school import hours, hours_text, rules, schools
from app.ui import messages
from app.ui.cards import Card, Cards, label
from app.ui.desk import Desk
from app.ui.flow import Flow
from app.ui.page import Action, Page
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone

GROUPS: dict[str, tuple[str, Callable[[hours.Change], bool]]] = {
    "less": ("学时减少", lambda one: one.after < one.before),
    "more": ("学时增加", lambda one: one.after > one.before),
    "lost": ("由达标变未达标", lambda one: one.met_before and not one.met_after),
    "won": ("由未达标变达标", lambda one: one.met_after and not one.met_before),
}


class ImpactPage(Page):
    """List whose hours, target or standing a draft would change; from here it is adopted."""

    help_topic = "rules"

    def __init__(self, desk: Desk, rule: int, *, told: Callable[[str], object]) -> None:
        """Lay out the list; `told` hears what was adopted."""
        super().__init__(desk, "谁增谁减")
        self._rule, self._told = rule, told
        self._school = schools.own(desk.db).id
        self._changes: dict[int, hours.Change] = {}
        self._tried: tuple[int, tuple[int, int]] | None = None
        self._only = ""
        self._years = QComboBox()
        self._years.setAccessibleName("看哪一年")
        self._sum = label("", name="note")
        self._cards = {key: Card(name, press=partial(self._choose, key)) for key, (name, _) in GROUPS.items()}
        self._model = LazyTable(
            self._columns(), find=lambda _sort: self._listed(), rows=self._rows, parent=self
        )
        self.table = Table(self._model, name="谁增谁减", memory=desk.memory)
        self._years.currentIndexChanged.connect(lambda: self._try())
        bar = Flow()
        bar.add(self._years)
        bar.add(self._sum, 1)
        self.body.addWidget(Cards(list(self._cards.values())))
        self.body.addLayout(bar)
        self.body.addWidget(self.table, 1)
        self.first = self.table
        self.set_hint("点上面的数字只看那些人 · Ctrl+C 复制所选行，可以粘贴到表格里 · 不采用就按 Esc 返回")

    def _columns(self) -> list[Column[hours.Change]]:
        kind = Column[hours.Change]
        return [
            kind("姓名", lambda one: one.name),
            kind("党支部", lambda one: one.branch_name or "—", grow=True),
            kind("现在", lambda one: hours_text(one.before), align="right", rule="按现行规则本年的学时。"),
            kind("采用后", lambda one: hours_text(one.after), align="right", rule="按草稿本年的学时。"),
            kind("增减", _difference, align="right",
                 tint=lambda one: _ink(one.after - one.before)),
            kind("应完成", _owed, align="right", rule="现行规则 → 草稿。", spare=1),
            kind("结论", _met, tint=_met_ink),
        ]  # fmt: skip

    def _listed(self) -> list[int]:
        wanted = GROUPS[self._only][1] if self._only else lambda _one: True
        return [member for member, one in self._changes.items() if wanted(one)]

    def _rows(self, ids: Sequence[int]) -> list[hours.Change]:
        return [self._changes[one] for one in ids]

    def refresh(self) -> None:
        """Offer the years the draft reaches, and try it."""
        if self.desk.busy:
            return
        found = rules.rows(self.desk.db, [self._rule])
        if not found or found[0].adopted_on:
            return
        one = found[0]
        closed = {year.year for year in hours.closed_years(self.desk.db, school=self._school)}
        first, this = int(one.effective_from[:4]), int(self.desk.today()[:4])
        # A rule from 2019 on would offer every year since; nobody looks further back than this.
        years = [year for year in range(max(this, first), max(first, this - 5) - 1, -1) if year not in closed]
        if years != [self._years.itemData(at) for at in range(self._years.count())]:
            self._years.blockSignals(True)
            self._years.clear()
            for year in years:
                self._years.addItem(f"{year} 年", year)
            self._years.blockSignals(False)
        self.set_title("谁增谁减", f"采用“{one.title}”以后，自 {one.effective_from} 起")
        self.set_actions(Action(f"采用，自 {one.effective_from} 起", self.adopt, "Ctrl+Return",
                                "没有结账的年度按它重新核算", "check"))  # fmt: skip
        if years:
            self._try()
        else:
            self._sum.setText("这套规则生效以后的年度都已经结账，采用了也不会变。")
            self.table.set_empty("没有可以试算的年度：已经结账的年度不再变动。")

    def _try(self) -> None:
        year = self._years.currentData()
        stamp = (year, self.desk.db.stamp())
        if year is None or stamp == self._tried:
            return
        self._tried = stamp
        rule, today = self._rule, self.desk.today()
        found = self.desk.act(
            self,
            lambda: self.desk.work(
                self, "正在试算", lambda db, _tell: hours.preview(db, rule, year=year, today=today)
            ),
        )
        if found is None:
            self._tried = None
            return
        self._changes = {one.member: one for one in found}
        self._tell()

    def _tell(self) -> None:
        every, year = self._changes.values(), self._years.currentData()
        for key, (_, fits) in GROUPS.items():
            count = sum(fits(one) for one in every)
            worse = key in ("less", "lost")
            self._cards[key].tell(
                f"{count:,} 人",
                ink="bad" if count and worse else "plain",
                rule=f"{year} 年，在册的人，没有结班的班按现有考勤一并试算。",
            )
            self._cards[key].set_current(key == self._only)
        self._model.refresh()
        before, after = sum(one.met_before for one in every), sum(one.met_after for one in every)
        self._sum.setText(
            f"受影响的 {len(self._changes):,} 人里，达标的由 {before:,} 人变为 {after:,} 人；其他人不变"
            if self._changes
            else "没有人受影响"
        )
        self.table.set_empty(f"{year} 年没有人的学时、应完成数或达标情况会变。")

    def _choose(self, key: str) -> None:
        self._only = "" if self._only == key else key
        self._tell()

    def adopt(self) -> None:
        """Adopt the draft once the person agrees."""
        one = rules.by_id(self.desk.db, self._rule)
        lost = sum(GROUPS["lost"][1](change) for change in self._changes.values())
        worse = f"有 {lost} 人由达标变为未达标。" if lost else ""
        question = (
            f"采用“{one.title}”，自 {one.effective_from} 起生效？{worse}"
            "没有结账的年度按它重新核算，台账上只加更正的行，原来的行不动；采用以后不能再改，只能另起草。"
        )
        if not messages.ask(self, question, yes="采用", no="先不采用", grave=True):
            return
        rule, today = self._rule, self.desk.today()

        lines = self.desk.act(
            self,
            lambda: self.desk.work(
                self, "正在按新规则核算", lambda db, _tell: hours.adopt(db, rule, today=today)
            ),
        )
        if lines is not None:
            self.desk.close()
            self._told(f"已采用“{one.title}”，自 {one.effective_from} 起生效，台账加了 {lines} 行。")


def _difference(one: hours.Change) -> str:
    change = one.after - one.before
    return "—" if not change else f"{'+' if change > 0 else '−'}{hours_text(abs(change))}"


def _ink(change: int) -> Tone:
    return "bad" if change < 0 else "good" if change > 0 else "muted"


def _owed(one: hours.Change) -> str:
    said = ["—" if owed is None else hours_text(owed) for owed in (one.required_before, one.required_after)]
    return said[0] if said[0] == said[1] else " → ".join(said)


def _met(one: hours.Change) -> str:
    said = ["达标" if met else "未达标" for met in (one.met_before, one.met_after)]
    return said[0] if said[0] == said[1] else f"由{said[0]}变{said[1]}"


def _met_ink(one: hours.Change) -> Tone:
    if one.met_before == one.met_after:
        return "plain"
    return "good" if one.met_after else "bad"
