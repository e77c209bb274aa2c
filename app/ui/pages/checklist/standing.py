"""自查: what the standard demands, what proves it, and what to do next to gain the most."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.jobs import checklist as jobs
from app.school import checklist, evidence, schools, standards, stated_facts
from app.school.checklist import Assessment
from app.school.measures import MEASURES
from app.ui import files, theme
from app.ui.cards import Part
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.checklist.proved import OF_MEASURES, Proved
from app.ui.pages.checklist.standards import StandardsPage
from app.ui.pages.checklist.tab import Tab
from app.ui.pages.checklist.words import TONES, step_word, tip, worst_of
from app.ui.pages.classes.question import Question, worded
from app.ui.pages.evidence import Proofs
from app.ui.preview import PreviewPage
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

ALL, GAPS = "", "gaps"
POINTS_RULE = (
    "今天能证明的要求得满分；标准写明按比例或减半得分的，有一部分得一部分；其余得 0 分。"
    "日常登记够数就算证明，不用另归材料；填写的数超过登记的数，算“与数据不符”，不得分。"
)


class Standing(Tab):
    """Show how a school stands against the standard, and file what proves it."""

    title = "自查"
    hint = "回车办下一步 · 把文件拖进来或按 Ctrl+V，就归入选中的要求 · 指着分数可以看口径"

    def __init__(self, desk: Desk, *, school: int | None = None, read_only: bool = False) -> None:
        """Lay out the items, the criteria and what proves the one chosen."""
        super().__init__(desk, school=school, read_only=read_only)
        self._note = ""
        self._judged: dict[int, Assessment] = {}
        self._filed: dict[int, list[evidence.Evidence]] = {}
        self._at = ALL
        self._parts: dict[str, Part] = {}
        self._items = QVBoxLayout()
        self._items.setContentsMargins(0, 0, 0, 0)
        self._items.setSpacing(theme.px(8))
        self._items.addStretch(1)
        self.model = LazyTable(self._columns(), find=lambda _: self._shown(), rows=self._rows, parent=self)
        self.table = Table(self.model, name="要求", memory=desk.memory)
        self.table.chosen.connect(lambda _: self._show_proofs())
        self.table.opened.connect(lambda one: self._step(self._judged[one]))
        self.proofs = Proofs(desk, read_only=read_only)
        self.question = Question()
        self.table.set_menu(self._menu)
        self.proved = Proved(desk, read_only=read_only)
        self.first = self.table
        self._lay_out()
        self.setAcceptDrops(not read_only)
        if not read_only:
            paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self._paste)
            paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _columns(self) -> tuple[Column[Assessment], ...]:
        kind = Column[Assessment]
        return (
            kind("要求", lambda one: one.criterion.text, grow=True, tip=tip),
            kind("状态", lambda one: checklist.STATES[one.state], tint=lambda one: TONES[one.state]),
            kind("佐证", self._proved, tip=lambda one: one.proved_by, spare=2),
            kind(
                "下一步",
                step_word,
                press=None if self.read_only else self._step,
                tip=lambda one: one.next_step,
            ),
            kind(
                "得分",
                lambda one: f"{one.points} / {one.criterion.points}",
                align="right",
                rule=POINTS_RULE,
                spare=1,
            ),
        )

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setLayout(self._items)
        left = QScrollArea()
        left.setWidget(inner)
        left.setWidgetResizable(True)
        left.setFixedWidth(theme.px(212))
        left.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        right = QVBoxLayout()
        right.setSpacing(theme.px(14))
        right.addWidget(self.table, 1)
        right.addWidget(self.proved)
        right.addWidget(self.proofs)
        row = QHBoxLayout()
        row.setSpacing(theme.px(14))
        row.addWidget(left)
        row.addLayout(right, 1)
        self.column.addWidget(self.question)
        self.column.addLayout(row, 1)

    # reading

    def fill(self) -> None:
        """Judge the criteria again."""
        school = self.school()
        today = self.desk.today()
        year = int(today[:4])
        standard = standards.of_schools(self.desk.db, [school], on=today).get(school)
        judged = (
            checklist.assess(self.desk.db, school=school, year=year, today=today, under=standard.id)
            if standard
            else []
        )
        self._judged = {one.criterion.id: one for one in judged}
        self._filed = {
            one.criterion.id: evidence.rows(
                self.desk.db, evidence.find(self.desk.db, criterion=one.criterion.id)
            )
            for one in judged
            if one.criterion.proof == "document"
        }
        unsure = "，待县级确认" if standard and standard.status != "confirmed" else ""
        self._note = f"{year} 年度自评 · 按“{standard.name}”{unsure}" if standard else "还没有采用标准"
        self.table.set_empty(
            "还没有采用检查标准，请点右上角“标准”，采用一套。" if not standard else "没有这样的要求。"
        )
        self._tell_parts(judged)
        self._show_list()

    def note(self) -> str:
        """Say by which standard the school is judged."""
        return self._note

    def _tell_parts(self, judged: Sequence[Assessment]) -> None:
        items: dict[str, list[Assessment]] = {ALL: list(judged)}
        for one in judged:
            items.setdefault(one.criterion.item, []).append(one)
        if list(items) != list(self._parts):
            self._make_parts({key: of[0].criterion.item_name for key, of in items.items() if key})
        for key, of in items.items():
            note, tone = worst_of(of)
            if key == ALL and tone != "good":
                note = f"{len(checklist.gaps(of))} 项待完善"
            points, of_all = sum(one.points for one in of), sum(one.criterion.points for one in of)
            self._parts[key].tell(points, of_all, note, tone=tone, rule=POINTS_RULE)

    def _make_parts(self, names: dict[str, str]) -> None:
        for old in self._parts.values():
            self._items.removeWidget(old)
            old.deleteLater()
        self._parts = {}
        before: QWidget = self
        for place, (key, name) in enumerate({ALL: "五有合计", **names}.items()):
            made = self._parts[key] = Part(name, partial(self.choose, key))
            self._items.insertWidget(place, made)
            # They stand left of the list, and come before it for Tab.
            QWidget.setTabOrder(before, made)
            before = made

    def offered(self) -> tuple[Action | None, Sequence[Action]]:
        """Offer to file, to see the gaps and to print."""
        attach = Action("归入佐证…", self.begin, key="Ctrl+N", icon="plus", tip="归入文件或照片")
        tip = "只看待完善的要求，可得分多的在前"
        gaps = len(checklist.gaps(list(self._judged.values())))
        return None if self.read_only else attach, [
            Action(f"待完善 {gaps} 项", self.toggle_gaps, key="Ctrl+G", tip=tip),
            Action("标准", self._standards, tip="按哪套标准评、有哪些版本；选用、起草、导出"),
            Action("打印台账", self._print, key="Ctrl+P", icon="print"),
        ]

    def placed(self) -> None:
        """Show the button of the gaps pressed while they are on show."""
        self.buttons[0].setCheckable(True)
        self.buttons[0].setChecked(self._at == GAPS)

    # choosing

    def choose(self, key: str) -> None:
        """Show the criteria of one item, all of them, or the gaps."""
        self._at = key
        self._show_list()

    def toggle_gaps(self) -> None:
        """Show what is not proved, the most points to be gained first, or all again."""
        self.choose(ALL if self._at == GAPS else GAPS)

    def _shown(self) -> list[int]:
        judged = list(self._judged.values())
        if self._at == GAPS:
            judged = checklist.gaps(judged)
        return [one.criterion.id for one in judged if self._at in (ALL, GAPS, one.criterion.item)]

    def _rows(self, ids: Sequence[int]) -> list[Assessment]:
        return [self._judged[one] for one in ids if one in self._judged]

    def _show_list(self) -> None:
        for key, part in self._parts.items():
            part.set_current(key == self._at)
        if self.buttons:
            self.placed()
        self.model.refresh()
        self.table.set_empty("每一项要求都有可用的佐证。")
        if not self.table.selected() and self.model.ids:
            self.table.select_id(self.model.ids[0])
        self._show_proofs()

    def _show_proofs(self) -> None:
        chosen = self.table.selected()
        one = self._judged.get(chosen[0]) if chosen else None
        self.proofs.show_criterion(one, school=self.school())
        self.proved.show_criterion(one)
        # One or the other: what the register shows leaves no room for the list of documents, and names them.
        self.proofs.setVisible(self.proved.isHidden() or self.proofs.asking)

    def open_target(self, target: int, step: str) -> bool:
        """Show one criterion among its item's; the keyboard is where its next step is."""
        if target not in self._judged:
            self.fill()
        if target not in self._judged:
            return False
        self.choose(self._judged[target].criterion.item)
        self.table.select_id(target)
        self.table.setFocus()
        return True

    # words

    def _proved(self, one: Assessment) -> str:
        filed = self._filed.get(one.criterion.id)
        if filed:
            return f"{len(filed)} 件，最新 {filed[0].formed_on or '无日期'}"
        measure = MEASURES.get(one.criterion.measure)
        if measure is not None and one.value is not None:
            if measure.unit == "%":
                return f"{one.value}%，要 {one.criterion.need}%"
            return f"{one.value:,} / {one.criterion.need:,} {measure.unit}"
        return "—" if one.state == "missing" else one.proved_by.split("（")[0]

    # acts

    def _step(self, one: Assessment) -> None:
        if self.read_only:
            return
        self.table.select_id(one.criterion.id)
        if one.state == "contradicted":
            self._withdraw(one)
        elif one.criterion.proof == "count":
            self._go(one)
        elif one.criterion.proof == "fact":
            self._state(one)
        else:
            self.begin()

    def _go(self, one: Assessment) -> None:
        """Go to where more is entered: a register of this page, or another place."""
        register = OF_MEASURES.get(one.criterion.measure, "")

        def then(page: object) -> None:
            if register and isinstance(page, Page):
                page.open_target(0, register)

        self.desk.go("五有建设" if register else one.place or "培训班", then)

    def _menu(self, ids: Sequence[int]) -> list[Action]:
        chosen = [self._judged[one] for one in ids if one in self._judged]
        if self.read_only or len(chosen) != 1:
            return []
        (one,) = chosen
        offered = []
        if one.criterion.measure in MEASURES:
            offered.append(Action("去登记", lambda: self._go(one)))
        if one.criterion.proof != "count":
            offered.append(Action("归入佐证…", self.begin))
        offered.append(Action("填写事实…", lambda: self._state(one)))
        if self._facts(one):
            offered.append(Action("撤回填写的事实…", lambda: self._withdraw(one)))
        return [*offered, Action("列入整改…", lambda: self._rectify(one))]

    def _facts(self, one: Assessment) -> list[int]:
        found = stated_facts.find(self.desk.db, school=self.school(), criterion=one.criterion.id)
        return [fact.id for fact in stated_facts.rows(self.desk.db, found) if not fact.withdrawn_on]

    def _state(self, one: Assessment) -> None:
        """Ask for a fact; it holds as of today and says who typed it."""
        unit = f"多少{one.criterion.unit}" if one.criterion.need else "有填 1，没有填 0"

        def keep(answer: str) -> bool:
            today, school = self.desk.today(), self.school()
            return self.desk.did(
                self,
                lambda: stated_facts.state(
                    self.desk.db, school=school, criterion=one.criterion.id, value=answer, holds_on=today,
                    today=today,
                ),
            )  # fmt: skip

        self.question.ask(f"{one.criterion.text}：{unit}？", keep, yes="填写", back=self.table)

    def _withdraw(self, one: Assessment) -> None:
        facts = self._facts(one)
        if not facts:
            return

        def keep(reason: str) -> None:
            today = self.desk.today()
            self.desk.did(
                self, lambda: stated_facts.withdraw(self.desk.db, facts[0], reason=reason, today=today)
            )

        taken = worded(self.question, "请写明为什么撤回。", keep)
        self.question.ask(
            f"撤回填写的数：{one.proved_by}。为什么？",
            taken,
            yes="撤回",
            back=self.table,
            hint="例如：当时数错了",
        )

    def _rectify(self, one: Assessment) -> None:
        def then(page: object) -> None:
            if isinstance(page, Page):
                page.open_target(one.criterion.id, "整改：新")

        self.desk.go("五有建设", then)

    def _standards(self) -> None:
        self.desk.open(StandardsPage(self.desk, school=self._school, read_only=self.read_only))

    def sights(self) -> list[str]:
        """Name the page of standards."""
        return [] if self.read_only else ["标准"]

    def show_sight(self, name: str) -> None:
        """Lay it over."""
        self._standards()

    def begin(self) -> None:
        """Ask for documents that prove the criterion chosen, and file them."""
        found = files.pick(self.desk, self, "归入佐证", files.PICTURES)
        if found:
            self._propose(found)

    def _propose(self, found: Sequence[Path]) -> None:
        self.proved.hide()
        self.proofs.show()
        self.proofs.propose(found)

    def _paste(self) -> None:
        found = files.carried(QApplication.clipboard().mimeData())
        if found:
            self._propose(found)
        else:
            self.say("剪贴板里没有文件。请先在文件夹里复制文件或照片，再回到这里按 Ctrl+V。", "warn")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if files.carried(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """File what was dropped under the criterion on show."""
        event.acceptProposedAction()
        self._propose(files.carried(event.mimeData()))

    def escape(self) -> bool:
        """Put away the question."""
        if self.question.isVisibleTo(self):
            self.question.take_away()
            return True
        return self.proofs.decline()

    def _print(self) -> None:
        school, today = self.school(), self.desk.today()
        year = int(today[:4])
        (whose,) = schools.rows(self.desk.db, [school])
        pdf = self.desk.act(
            self,
            lambda: self.desk.work(
                self, "正在排台账", lambda db, _: jobs.ledger(db, school=school, year=year, today=today)
            ),
        )
        if pdf is not None:
            name = f"{whose.short_name}-五有台账-{year}.pdf"
            self.desk.did(self, lambda: self.desk.open(PreviewPage(self.desk, "五有台账", pdf, name)))
