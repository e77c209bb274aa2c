"""The page: a file comes, a clerk decides, the good rows go in, and it can all be taken back."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget

from app.jobs import files as keeping
from app.jobs import rosters as jobs
from app.school import rosters
from app.sheets import workbooks
from app.ui import files
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.members.imports import Imports, taken_back
from app.ui.pages.members.inbox.clerk import Clerk
from app.ui.pages.members.inbox.plan_view import PlanView
from app.ui.pages.members.inbox.welcome import Welcome
from app.ui.pages.members.inbox.words import place

KINDS = "表格 (*.xlsx *.xls *.xlsm *.xlsb *.ods *.csv *.tsv *.txt);;所有文件 (*)"


class Inbox(Page):
    """Show what a roster would change, let a person decide, and take it in."""

    help_topic = "rosters"

    def __init__(self, desk: Desk, *, school: int) -> None:
        """Wait for a file."""
        super().__init__(desk, "导入名册")
        self._school = school
        self.clerk = Clerk(desk, self, school=school)
        self.clerk.changed.connect(self._show)
        self.welcome = Welcome(desk, school=school, choose=self._choose, open_record=self._open_record)
        self.plan_view = PlanView(self.clerk)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.welcome)
        self._stack.addWidget(self.plan_view)
        self.body.addWidget(self._stack)
        self.setAcceptDrops(True)
        self.first = self.welcome.button
        # While a plan is on show there is no button for it: the head is full.
        self._pasting = QShortcut(QKeySequence("Ctrl+V"), self, self._paste)
        self._pasting.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._offer()

    # what can be done now

    def _offer(self) -> None:
        record = Action("导入记录", self._open_record, "Ctrl+H", "导入过的各份名册：撤回、看原件", "review")
        paste = Action("粘贴", self._paste, "Ctrl+V", "把从 WPS 复制的各行粘贴进来", icon="file")
        self._pasting.setEnabled(self.clerk.draft is not None)
        if self.clerk.draft is None:
            self.set_actions(None, [record, paste])
            self.set_hint("也可以在 WPS 里选中名册的各行（连同表头）复制，再按 Ctrl+V 粘贴到这里")
            return
        again = Action("换一个文件", self._choose, "Ctrl+O", "选另一个名册文件", icon="open")
        refused = sum(len(jobs.refused_rows(plan)) for plan in self.clerk.plans)
        keep = Action(f"保存没有导入的 {refused} 行", self._keep_refused, "Ctrl+S",
                      "连同原因存成表格，发回村里改好后可再导入", icon="save")  # fmt: skip
        left_over = [keep] if refused else []
        if self.clerk.taken:
            back = Action("撤销这次导入", self.take_back, "Ctrl+Shift+Z",
                          "整份撤回；之后又改过的人保留，并告诉您是谁", icon="undo")  # fmt: skip
            done = Action("完成", self.desk.close, "Ctrl+Return", "回到党员名册", icon="check")
            self.set_actions(done, [again, *left_over, back])
            self.set_hint("以后要撤回、要看原件，在“导入记录”里")
            return
        count = sum(plan.count("new") + plan.count("update") for plan in self.clerk.plans)
        take_in = Action(
            f"导入 {count:,} 人", self._commit, "Ctrl+Return", "写入新增和更新的人", "import", count > 0
        )
        self.set_actions(take_in, [again, *left_over])
        self.set_hint(
            "回车进右边逐项决定 · 空格采用表中的 · 导入后可整份撤回，原文件会留下 · "
            "没决定的和不能导入的行连同原因留下"
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
        book = self.clerk.read(path)
        return book is not None and self.take_book(book)

    def take_book(self, book: workbooks.Workbook) -> bool:
        """Show what a workbook would change: all its rosters where there are several."""
        if not self.clerk.take_up(book):
            return False
        self.notice.clear()
        self.plan_view.forget()
        self.plan_view.take_keyboard()
        return True

    def _show(self) -> None:
        self._stack.setCurrentWidget(self.plan_view)
        self.first, self.search = self.plan_view.table, self.plan_view.search
        self.plan_view.show_draft()
        self.set_title("导入名册", self._note())
        self._offer()

    def _note(self) -> str:
        draft = self.clerk.draft
        if draft is None:
            return ""
        if len(draft.plans) != 1:
            many = f"{len(draft.plans)} 张表一起导入" if draft.plans else "没有选要导入的工作表"
            return f"{draft.book.file_name} · {many}"
        sheet = draft.plans[0].sheet_name
        number = next(at for at, one in enumerate(draft.book.sheets, 1) if one.name.strip() == sheet)
        return f"{draft.book.file_name} · {place(draft.plans[0], number if draft.book.sheets[1:] else 0)}"

    # taking in, and what is left over

    def _commit(self) -> None:
        if self.clerk.commit():
            self.plan_view.forget()
            self.say(self._report(), "good")

    def _report(self) -> str:
        plans = self.clerk.plans
        counts = {verdict: sum(plan.count(verdict) for plan in plans) for verdict in jobs.VERDICTS}
        fresh = {name for plan in plans for name in plan.new_branches}
        ticked = sum(len(row.accepted) for plan in plans for row in plan.rows)
        left = counts["ask"] + counts["refused"]
        said = f"已导入“{plans[0].file_name}”：新增 {counts['new']:,} 人，更新 {counts['update']:,} 人"
        said += f"（其中按表中改了 {ticked:,} 处）" if ticked else ""
        said += f"，无变化 {counts['unchanged']:,} 人" if counts["unchanged"] else ""
        said += f"，新建支部 {len(fresh)} 个。" if fresh else "。"
        return said + (f"还有 {left:,} 行没有导入，可保存后发回村里补正。" if left else "")

    def take_back(self) -> None:
        """Undo the whole import, keeping whom somebody changed since, and say so."""
        roster = self.clerk.taken[0]
        done = self.desk.act(
            self,
            lambda: self.desk.work(
                self, "正在撤回导入", lambda db, tell: rosters.take_back(db, roster, tell=tell)
            ),
        )
        if done is not None:
            self.say(taken_back(self.clerk.plans[0].file_name, done), "warn" if done.kept else "good")

    def _keep_refused(self) -> None:
        name = f"{Path(self.clerk.plans[0].file_name).stem}-没有导入的行.xlsx"
        path = files.place_for(self.desk, self, "保存没有导入的行", name, files.WORKBOOK)
        if path is not None:
            self.keep_refused_at(path)

    def keep_refused_at(self, path: Path) -> None:
        """Write the rows that do not go in, with the reasons."""
        plans = self.clerk.plans
        data = self.desk.act(
            self,
            lambda: self.desk.work(self, "正在写入表格", lambda _db, _tell: jobs.refused_list(plans)),
        )
        if data is not None and self.desk.did(self, lambda: keeping.keep(path, data)):
            self.say(f"已存到“{path.name}”：每行后面写着原因，改好后可以直接再导入。", "good")

    def _open_record(self, chosen: int = 0) -> None:
        page = Imports(self.desk, school=self._school)
        self.desk.open(page)
        if chosen:
            page.open_target(chosen, "")

    # the register changes meanwhile

    def refresh(self) -> None:
        """Plan again where the register has changed since, for instance when the import was undone."""
        if self.clerk.draft is None:
            self.welcome.refresh()
        elif self.clerk.stale():
            # Long work may not begin inside the signal that tells of the change.
            QTimer.singleShot(0, self, self._plan_again)

    def _plan_again(self) -> None:
        if not self.clerk.stale():
            return
        taken = self.clerk.taken
        still = len(rosters.rows(self.desk.db, list(taken))) == len(taken)
        if not (taken and still):
            self.clerk.plan_again()

    def escape(self) -> bool:
        """Close the panel first, then what the page has."""
        return self.plan_view.close_panel() or super().escape()
