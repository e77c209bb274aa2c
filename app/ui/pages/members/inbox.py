"""The inbox for rosters: a village's file as it comes, a verdict on every row, then the good rows go in."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QStackedWidget

from app.jobs import files as keeping
from app.jobs import rosters as jobs
from app.progress import Tell
from app.school import rosters
from app.sheets import rosters as sheets
from app.sheets import workbooks
from app.ui import files
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.members.inbox_columns import ColumnsPanel
from app.ui.pages.members.inbox_plan import PlanView
from app.ui.pages.members.inbox_row import RowPanel
from app.ui.pages.members.inbox_words import place
from app.ui.pages.members.welcome import Welcome
from db.register import Register

KINDS = "表格 (*.xlsx *.xls *.xlsm *.xlsb *.ods *.csv *.tsv *.txt);;所有文件 (*)"
ALL = ""
"""Stands for every roster of the file among the names of its sheets."""


class Inbox(Page):
    """Show what a roster would change, let a person decide, and take it in."""

    help_topic = "rosters"

    def __init__(self, desk: Desk, *, school: int) -> None:
        """Wait for a file."""
        super().__init__(desk, "导入名册")
        self._school = school
        self._book: workbooks.Workbook | None = None
        self._sheet = ALL
        self._columns: Mapping[int, str] = {}
        self._plans: tuple[jobs.Plan, ...] = ()
        self._taken: tuple[int, ...] = ()
        self._committing = False
        self._stamp = desk.db.stamp()
        self.welcome = Welcome(desk, school=school, choose=self._choose, keep_refused=self._keep_earlier)
        self.plan_view = PlanView(
            desk, choose_sheet=self._choose_sheet, show_row=self._show_row, show_columns=self._show_columns
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.welcome)
        self._stack.addWidget(self.plan_view)
        self.body.addWidget(self._stack)
        self.setAcceptDrops(True)
        self.first = self.welcome.button
        self._offer()

    # what can be done now

    def _offer(self) -> None:
        if not self._plans:
            paste = Action("粘贴", self._paste, "Ctrl+V", "把从 WPS 复制的各行粘贴进来", icon="file")
            self.set_actions(None, [paste])
            self.set_hint("也可以在 WPS 里选中名册的各行（连同表头）复制，再按 Ctrl+V 粘贴到这里")
            return
        again = Action("换一个文件", self._choose, "Ctrl+O", "选另一个名册文件", icon="open")
        refused = sum(len(jobs.refused_rows(plan)) for plan in self._plans)
        keep = Action(f"另存没导入的 {refused} 行", self._keep_refused, "Ctrl+S",
                      "连同原因存成表格，改好后可再导入", icon="save")  # fmt: skip
        quiet = [again, *([keep] if refused else [])]
        self.plan_view.offer_columns(len(self._plans) == 1 and not self._taken)
        if self._taken:
            self.set_actions(
                Action("完成", self.desk.close, "Ctrl+Return", "回到党员名册", icon="check"), quiet
            )
            self.set_hint("按 Ctrl+Z 可把这一次导入整批撤销")
            return
        count = sum(plan.count("new") + plan.count("update") for plan in self._plans)
        self.set_actions(
            Action(
                f"导入 {count:,} 人", self._commit, "Ctrl+Return", "写入新增和更新的人", "import", count > 0
            ),
            quiet,
        )
        self.set_hint(
            "导入后可整批撤销 · 新增和更新的人写入名册，请决定和不能导入的行连同原因留下，可另存发回补正"
        )

    # a file comes

    def _choose(self) -> None:
        path = files.pick_one(self.desk, self, "选择名册文件", KINDS)
        if path is not None:
            self.take(path)

    def _paste(self) -> None:
        carried = files.carried(QApplication.clipboard().mimeData())
        if carried:
            self.take(carried[0])
            return
        book = self.desk.act(self, lambda: workbooks.pasted(QApplication.clipboard().text()))
        if book is not None:
            self.take_book(book)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let a file be dropped anywhere on the page."""
        if files.carried(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file that was dropped."""
        event.acceptProposedAction()
        self.take(files.carried(event.mimeData())[0])

    def take(self, path: Path) -> bool:
        """Read a file and show what it would change; one that cannot be read changes nothing here."""

        def opened(_db: Register, tell: Tell) -> workbooks.Workbook:
            return jobs.read(path, tell=tell)

        book = self.desk.act(self, lambda: self.desk.work(self, "正在读取名册", opened))
        return book is not None and self.take_book(book)

    def take_book(self, book: workbooks.Workbook) -> bool:
        """Show what a workbook would change: all its rosters where there are several."""
        offered = sheets.candidates(book)
        sheet = ALL if len(offered) != 1 else offered[0]
        if not self._plan(book, sheet, {}):
            return False
        self.notice.clear()
        self.plan_view.offer_sheets(book, offered, sheet)
        self.plan_view.take_keyboard()
        return True

    def _plan(self, book: workbooks.Workbook, sheet: str, columns: Mapping[int, str]) -> bool:
        """Work out what a sheet would change and show it; say whether that could be done."""
        school, today = self._school, self.desk.today()

        def planned(db: Register, tell: Tell) -> tuple[jobs.Plan, ...]:
            if sheet == ALL:
                return jobs.plan_all(db, book, school=school, today=today, tell=tell)
            made = jobs.plan(
                db, book, school=school, today=today, sheet_name=sheet, columns=columns, tell=tell
            )
            return (made,)

        plans = self.desk.act(self, lambda: self.desk.work(self, "正在与名册核对", planned))
        if plans is None:
            return False
        self._book, self._sheet, self._columns, self._taken = book, sheet, columns, ()
        self._stamp = self.desk.db.stamp()
        self.plan_view.forget()
        self._show(plans)
        self.plan_view.table.scrollToTop()
        return True

    def _show(self, plans: tuple[jobs.Plan, ...]) -> None:
        self._plans = plans
        self._stack.setCurrentWidget(self.plan_view)
        self.first, self.search = self.plan_view.table, self.plan_view.search
        self.plan_view.show_plans(plans)
        self.set_title("导入名册", self._note())
        self._offer()

    def _note(self) -> str:
        plans, book = self._plans, self._book
        if book is None:
            return ""
        if len(plans) > 1:
            return f"{book.file_name} · {len(plans)} 张表一起导入"
        sheet = plans[0].sheet_name
        number = next(at for at, one in enumerate(book.sheets, 1) if one.name.strip() == sheet)
        number = number if len(book.sheets) > 1 else 0
        return f"{book.file_name} · {place(plans[0], number)}"

    def _choose_sheet(self, sheet: str) -> None:
        if self._book is not None and sheet != self._sheet and not self._plan(self._book, sheet, {}):
            self.plan_view.mark_sheet(self._sheet)

    # deciding

    def _show_row(self, at: int) -> None:
        plan_at, row_at = self.plan_view.where(at)
        plan = self._plans[plan_at]
        row = plan.rows[row_at]
        decide: Callable[[bool], object] | None = None
        if row.verdict == "ask" and not self._taken:
            decide = partial(self._decide, at)
        title = f"第 {row.row_no} 行 {row.name or '（没有姓名）'}"
        self.plan_view.show_panel(title, RowPanel(plan, row, decide))

    def _decide(self, at: int, same: bool) -> None:
        plan_at, row_at = self.plan_view.where(at)
        plan = self._plans[plan_at]
        settled = self.desk.act(self, lambda: jobs.decide(self.desk.db, plan, row_at, same=same))
        if settled is not None:
            self._show((*self._plans[:plan_at], settled, *self._plans[plan_at + 1 :]))
            self._show_row(self.plan_view.go_on(at))

    def _show_columns(self) -> None:
        self.plan_view.show_panel("各列是什么", ColumnsPanel(self._plans[0], self._remap))

    def _remap(self, index: int, field: str) -> None:
        if self._book is not None and self._plan(self._book, self._sheet, {**self._columns, index: field}):
            panel = ColumnsPanel(self._plans[0], self._remap)
            self.plan_view.show_panel("各列是什么", panel)
            panel.boxes[index].setFocus()

    # taking in, and what is left over

    def _commit(self) -> None:
        plans, school, today = self._plans, self._school, self.desk.today()

        def commit(db: Register, tell: Tell) -> tuple[int, ...]:
            return jobs.commit_all(db, plans, school=school, today=today, tell=tell)

        self._committing = True
        taken = self.desk.act(self, lambda: self.desk.work(self, "正在导入名册", commit))
        self._committing = False
        self._stamp = self.desk.db.stamp()
        if taken is None:
            return
        self._taken = taken
        self.plan_view.forget()
        self.plan_view.tell_branches(())
        self._offer()
        self.say(self._report(), "good")

    def _report(self) -> str:
        counts = {verdict: sum(plan.count(verdict) for plan in self._plans) for verdict in jobs.VERDICTS}
        fresh = {name for plan in self._plans for name in plan.new_branches}
        left = counts["ask"] + counts["refused"]
        said = f"已导入“{self._plans[0].file_name}”：新增 {counts['new']:,} 人，更新 {counts['update']:,} 人"
        said += f"，新建支部 {len(fresh)} 个。" if fresh else "。"
        return said + (f"还有 {left:,} 行没有导入，可另存后发回村里补正。" if left else "")

    def _keep_refused(self) -> None:
        name = f"{Path(self._plans[0].file_name).stem}-没有导入的行.xlsx"
        path = files.place_for(self.desk, self, "另存没有导入的行", name, files.WORKBOOK)
        if path is not None:
            self.keep_refused_at(path)

    def keep_refused_at(self, path: Path) -> None:
        """Write the rows that do not go in, with the reasons."""
        plans = self._plans
        self._keep_at(path, lambda _db, _tell: jobs.refused_list(plans))

    def _keep_earlier(self, roster: rosters.Roster) -> None:
        name = f"{Path(roster.file_name).stem}-没有导入的行.xlsx"
        path = files.place_for(self.desk, self, "另存没有导入的行", name, files.WORKBOOK)
        if path is not None:
            self._keep_at(path, lambda db, _tell: jobs.kept_list(db, roster.id))

    def _keep_at(self, path: Path, write: Callable[[Register, Tell], bytes]) -> None:
        data = self.desk.act(self, lambda: self.desk.work(self, "正在写入表格", write))
        if data is not None and self.desk.did(self, lambda: keeping.keep(path, data)):
            self.say(f"已存到“{path.name}”：每行后面写着原因，改好后可以直接再导入。", "good")

    # the register changes meanwhile

    def refresh(self) -> None:
        """Plan again where the register has changed since, for instance when the import was undone."""
        if self._book is None:
            self.welcome.refresh()
        elif not self._committing and self.desk.db.stamp() != self._stamp:
            # Long work may not begin inside the signal that tells of the change.
            QTimer.singleShot(0, self, self._plan_again)

    def _plan_again(self) -> None:
        still = len(rosters.rows(self.desk.db, list(self._taken))) == len(self._taken)
        if self._book is not None and not (self._taken and still):
            self._plan(self._book, self._sheet, self._columns)

    def escape(self) -> bool:
        """Close the panel first, then what the page has."""
        return self.plan_view.close_panel() or super().escape()

    def may_close(self) -> bool:
        """Let go: a plan is nothing yet, and what was taken in is kept."""
        return True
