"""办学台账: the list of registers at the left, and beside it the sheet of the one on show."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
)

from app.jobs import files as file_jobs
from app.jobs import ledgers as papers
from app.papers.tables import TablePaper
from app.school import ledgers, schools
from app.ui import files, messages, theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.flow import Flow
from app.ui.page import Action, Page, button
from app.ui.pages.checklist.registers.filing import Filing
from app.ui.pages.checklist.registers.fund_summary import FundSummary
from app.ui.pages.checklist.registers.kinds import KINDS, Kind, words
from app.ui.pages.checklist.registers.lines import Lines
from app.ui.pages.checklist.tab import Tab
from app.ui.pages.classes.question import Question
from app.ui.preview import PreviewPage

SIDE = 132
FUNDS = ("funds", "spendings")
SIGHTS = ("bylaws", "spendings", "routes")


class RegistersTab(Tab):
    """Keep the school's own registers, one sheet at a time."""

    title = "办学台账"
    help_topic = "registers"
    hint = (
        "在最后一行打字新增 · Ctrl+V 粘贴从 WPS 复制的行（有表头按表头认列） · 改完一格即保存，Ctrl+Z 撤销 · "
        "红色的格子还没有保存"
    )

    def __init__(self, desk: Desk, *, school: int | None = None, read_only: bool = False) -> None:
        """Lay out the list and an empty place for sheets."""
        super().__init__(desk, school=school, read_only=read_only)
        self._of: dict[str, Lines] = {}
        self.list = QListWidget()
        self.search = self._sought = SearchField("台账里的字")
        self._years, self._gone = QComboBox(), QCheckBox("含停用和作废")
        self._count = label("", name="note")
        self._count.setWordWrap(False)
        self.question = Question()
        self.filing = Filing(self)
        self.summary = FundSummary(desk, read_only=read_only)
        self._lay_out()
        self.list.setCurrentRow(0)

    def _lay_out(self) -> None:
        self.list.setAccessibleName("台账")
        self.list.setFixedWidth(theme.px(SIDE))
        for kind in KINDS:
            item = QListWidgetItem(kind.title)
            item.setSizeHint(QSize(0, theme.px(36)))
            item.setToolTip(kind.advice)
            self.list.addItem(item)
        self.list.currentRowChanged.connect(lambda _: self._turned())
        self._years.setAccessibleName("年份")
        self._years.currentIndexChanged.connect(lambda: self._fill())
        self._gone.toggled.connect(lambda: self._fill())
        self._sought.sought.connect(lambda: self._fill())
        bar = Flow()
        for field in (self._years, self._sought, self._gone):
            bar.add(field)
        self._acts = [
            button(action, kind="link")
            for action in (
                Action("归入材料", self.filing.attach, tip="给所选的行附上扫描件或照片"),
                Action("停用…", self.end, tip="从哪一天起不再有效，写明原因"),
                Action("作废…", self.void, tip="登记错了：写明原因，这一行不再计数"),
                Action("恢复", self.restore, tip="让停用或作废的行重新有效"),
            )
        ]
        for made in self._acts if not self.read_only else []:
            bar.add(made)
        bar.add(self._count)
        self._place = QVBoxLayout()
        self._place.setContentsMargins(0, 0, 0, 0)
        right = QVBoxLayout()
        right.setSpacing(theme.px(10))
        right.addLayout(bar)
        right.addWidget(self.question)
        right.addWidget(self.summary)
        right.addLayout(self._place, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.px(14))
        row.addWidget(self.list)
        row.addLayout(right, 1)
        self.column.addLayout(row, 1)

    # what is on show

    def kind(self) -> Kind:
        """Give the register on show."""
        return KINDS[max(0, self.list.currentRow())]

    def lines(self) -> Lines:
        """Give the sheet on show; each is made when it is first turned to and keeps what is typed into it."""
        kind = self.kind()
        if kind.key not in self._of:
            made = self._of[kind.key] = Lines(
                self.desk,
                kind,
                words=lambda of: words(self.desk.db, kind, of, school=self.school()),
                read_only=self.read_only,
            )
            made.changed.connect(self._tell)
            made.sheet.chose.connect(self._tell)
            made.sheet.filed.connect(self.filing.drop)
            made.sheet.paper_wanted.connect(self.filing.open_or_pick)
            self._place.addWidget(made, 1)
        return self._of[kind.key]

    def year(self) -> int:
        """Give the year on show."""
        return int(self._years.currentData() or self.desk.today()[:4])

    def choose(self, key: str) -> None:
        """Turn to a register by its key."""
        self.list.setCurrentRow(next(at for at, one in enumerate(KINDS) if one.key == key))

    def _turned(self) -> None:
        self.question.take_away()
        shown = self.lines()
        for one in self._of.values():
            one.setVisible(one is shown)
        self.first = shown.sheet
        self.summary.fold()
        self.fill()
        at = self.parentWidget()
        while at is not None and not isinstance(at, Page):
            at = at.parentWidget()
        if at is not None:
            at.refresh()

    def fill(self) -> None:
        """Read the register on show again."""
        self._offer_years()
        self._fill()

    def _offer_years(self) -> None:
        kind, this = self.kind(), int(self.desk.today()[:4])
        found = ledgers.years(self.desk.db, kind.ledger, school=self.school()) if kind.yearly else []
        years = sorted(
            {this, this - 1, *found, *([self.year()] if self._years.count() else [])}, reverse=True
        )
        if years != [self._years.itemData(at) for at in range(self._years.count())]:
            chosen = self._years.currentData() or this
            self._years.blockSignals(True)
            self._years.clear()
            for year in years:
                self._years.addItem(f"{year} 年", year)
            self._years.setCurrentIndex(max(0, self._years.findData(chosen)))
            self._years.blockSignals(False)
        self._years.setVisible(kind.yearly)

    def _fill(self) -> None:
        kind = self.kind()
        self._gone.setText("含停用和作废" if kind.ledger.lasts and not kind.ledger.catalogue else
                           "含停用" if kind.ledger.lasts else "含作废")  # fmt: skip
        self.lines().fill(
            self._sought.text(), school=self.school(), year=self.year(), gone=self._gone.isChecked()
        )
        self.summary.setVisible(kind.key in FUNDS)
        if kind.key in FUNDS:
            self.summary.fill(school=self.school(), year=self.year())
        self._tell()

    def _tell(self) -> None:
        """Say how many lines there are and what waits; offer what can be done with the chosen ones."""
        shown = self.lines()
        waiting = shown.typed.waiting()
        said = f"{shown.count()} 行" + (f"，{waiting} 行还没有保存" if waiting else "")
        self._count.setText(said)
        if self.read_only:
            # The buttons lie in no layout then: shown, they would be windows of their own.
            return
        ledger, chosen = self.kind().ledger, shown.sheet.chosen()
        kept = [one for one in chosen if one > 0]
        attach, end, void, restore = self._acts
        attach.setVisible(bool(ledger.proof))
        end.setVisible(ledger.lasts)
        void.setVisible(not ledger.catalogue or any(one < 0 for one in chosen))
        restore.setVisible(self._gone.isChecked())
        attach.setEnabled(len(kept) == 1)
        end.setEnabled(bool(kept))
        restore.setEnabled(bool(kept))
        void.setEnabled(bool(chosen))

    def note(self) -> str:
        """Give what is on show."""
        (whose,) = schools.rows(self.desk.db, [self.school()])
        year = f" · {self.year()} 年" if self.kind().yearly else ""
        return f"{whose.short_name} · {self.kind().title}{year}"

    def offered(self) -> tuple[Action | None, Sequence[Action]]:
        """Give the page's buttons."""
        quiet = [
            Action("打印", self.print_out, "Ctrl+P", f"打印{self.kind().title}台账", icon="print"),
            Action("导出表格", self.export, "Ctrl+E", "把列出的行导出为 .xlsx", icon="save"),
        ]
        if self.read_only:
            return None, quiet
        return Action("登记一行", self.begin, "Ctrl+N", "到最后一行打字新增", icon="plus"), quiet

    # acts

    def begin(self) -> None:
        """Take the keyboard to the empty line."""
        self.lines().sheet.begin_line()

    def end(self) -> None:
        """Ask from when and why the chosen lines hold no more."""
        ledger, today = self.kind().ledger, self.desk.today()
        rows = [one for one in self.lines().sheet.chosen() if one > 0]

        def put(answer: str) -> bool:
            on, _, reason = answer.partition(" ")
            return self._done(
                f"停用 {len(rows)} 行{ledger.word}",
                rows,
                lambda row: ledgers.end(self.desk.db, ledger, row, on=on, reason=reason),
                f"已停用 {len(rows)} 行，仍可在“含停用”里看到；按 Ctrl+Z 可以撤销。",
            )

        self.question.ask(
            f"所选 {len(rows)} 行从哪天起停用，为什么？", put, yes="停用", back=self.lines().sheet,
            hint=f"{today} 届满",
        )  # fmt: skip
        self.question.field.setText(f"{today} ")

    def void(self) -> None:
        """Ask why the chosen lines were never right; lines not kept yet just go."""
        shown, ledger, today = self.lines(), self.kind().ledger, self.desk.today()
        chosen = shown.sheet.chosen()
        for row in [one for one in chosen if one < 0]:
            shown.typed.drop(row)
        rows = [one for one in chosen if one > 0]
        if not rows:
            self._fill()
            return

        def put(reason: str) -> bool:
            return self._done(
                f"作废 {len(rows)} 行{ledger.word}",
                rows,
                lambda row: ledgers.void(self.desk.db, ledger, row, reason=reason, today=today),
                f"已作废 {len(rows)} 行，不再计数；按 Ctrl+Z 可以撤销。",
            )

        self.question.ask(
            f"为什么作废所选 {len(rows)} 行{ledger.word}？",
            put,
            yes="作废",
            back=shown.sheet,
            hint="例如：重复登记",
        )

    def restore(self) -> None:
        """Let the chosen lines hold again."""
        ledger, db = self.kind().ledger, self.desk.db
        rows = [one for one in self.lines().sheet.chosen() if one > 0]
        records = {one.id: one for one in self.kind().rows(db, rows)}

        def again(row: int) -> None:
            if getattr(records[row], "voided_on", ""):
                ledgers.restore(db, ledger, row)
            elif ledger.lasts:
                ledgers.resume(db, ledger, row)

        self._done(f"恢复 {len(rows)} 行{ledger.word}", rows, again, f"已恢复 {len(rows)} 行。")

    def _done(self, name: str, rows: Sequence[int], act: Callable[[int], object], said: str) -> bool:
        def every() -> None:
            with self.desk.db.act(name):
                for row in rows:
                    act(row)

        if not self.desk.did(self, every):
            return False
        self.say(said, "good")
        return True

    # out of the program

    def print_out(self) -> None:
        """Show what is listed as it will be printed."""
        form = self.desk.act(self, self._form)
        if form is None:
            return
        data = self.desk.act(
            self, lambda: self.desk.work(self, f"正在排{form.title}", lambda _, __: papers.printed(form))
        )
        if data is not None:
            self.desk.did(
                self, lambda: self.desk.open(PreviewPage(self.desk, form.title, data, f"{form.title}.pdf"))
            )

    def export(self) -> None:
        """Ask where to, and write what is listed as a workbook."""
        form = self.desk.act(self, self._form)
        if form is None:
            return
        path = files.place_for(self.desk, self, "导出表格", f"{form.title}.xlsx", files.WORKBOOK)
        if path is not None:
            self.export_to(path, form)

    def export_to(self, path: Path, form: TablePaper | None = None) -> None:
        """Write what is listed as a workbook to a file."""
        data = self.desk.act(self, lambda: papers.workbook(form or self._form()))
        if data is not None and self.desk.did(self, lambda: file_jobs.keep(path, data)):
            self.say(f"已导出到 {path}。", "good")

    def _form(self) -> TablePaper:
        kind, shown = self.kind(), self.lines()
        extras: Mapping[str, Mapping[int, str]] = shown.model.extras
        return papers.paper(
            self.desk.db, kind.ledger, shown.records(), school=self.school(), today=self.desk.today(),
            year=self.year() if kind.yearly else None, title=kind.title, extras=extras,
        )  # fmt: skip

    # the page's side

    def typed_and_not_kept(self) -> int:
        """Count the lines of all registers that hold something not kept."""
        return sum(one.typed.waiting() for one in self._of.values())

    def may_close(self) -> bool:
        """Ask before what was typed and not kept is lost."""
        waiting = self.typed_and_not_kept()
        return not waiting or messages.ask(
            self, f"办学台账里还有 {waiting} 行没有保存（缺必填的格子或格子有误）。不要它们了吗？",
            yes="不要了", no="回去改", grave=True,
        )  # fmt: skip

    def open_target(self, target: int, step: str) -> bool:
        """Turn to the register of this key, and to a line of it."""
        if step not in {one.key for one in KINDS}:
            return False
        self.choose(step)
        if target:
            self.lines().sheet.go(target, self.kind().ledger.fields[0].name)
        return True

    def escape(self) -> bool:
        """Put away the question, then the search."""
        if self.question.isVisibleTo(self):
            self.question.take_away()
            return True
        return False

    def sights(self) -> list[str]:
        """Name some registers that show what others do not: papers, money, points in a row."""
        return [f"台账{one.title}" for one in KINDS if one.key in SIGHTS]

    def show_sight(self, name: str) -> None:
        """Show one of them."""
        self.list.setCurrentRow([f"台账{one.title}" for one in KINDS].index(name))
