"""记学时: one activity for many people, with what each gets and why before it is recorded."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.jobs import activities as jobs
from app.jobs import evidence as proofs
from app.progress import Tell
from app.school import ACTIVITY_KINDS, activities, members
from app.sheets import workbooks
from app.ui import files, messages
from app.ui.cards import Sheet, label
from app.ui.desk import Desk
from app.ui.page import Action, Page, button
from app.ui.pages.classes.question import Question
from app.ui.pages.classes.who import Finder, People
from app.ui.pages.evidence import modified
from app.ui.pages.hours.entry import Entry
from app.ui.pages.hours.taking_part import TakingPart
from app.ui.theme import px
from db.register import Register

PAUSE_MS = 120
FORM_WIDTH = 440
NARROW = 900
MOST = 16_777_215
"""No bound to a width, as Qt has it."""
SHEETS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".tsv", ".txt")
KINDS = "表格 (*.xlsx *.xls *.xlsm *.xlsb *.ods *.csv *.tsv *.txt);;所有文件 (*)"


class RecordPage(Page):
    """Fill in what was learned at the left and who took part at the right; then record it as one act."""

    help_topic = "activities"

    def __init__(self, desk: Desk, school: int, *, told: Callable[[str], object]) -> None:
        """Lay out an empty form; `told` hears what was recorded."""
        super().__init__(desk, "记学时")
        self._school, self._told = school, told
        self._open: list[jobs.Named] = []
        self.entry, self.people = Entry(desk), TakingPart(desk, school)
        self._question = Question()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.weigh)
        self._build()
        self._connect()
        self.first = self.entry.kind
        self.search = self.people.field
        self.setAcceptDrops(True)
        self.set_hint(
            "Ctrl+V 粘贴名单 · Ctrl+F 加人 · Delete 去掉所选 · Ctrl+M 改所选人的分钟 · Ctrl+回车 登记"
        )

    def _build(self) -> None:
        sheet = Sheet()
        scroll = QScrollArea()
        scroll.setWidget(self.entry)
        scroll.setWidgetResizable(True)
        scroll.viewport().setAutoFillBackground(False)
        self.entry.setAutoFillBackground(False)
        sheet.body.addWidget(scroll, 1)
        # What must be asked takes the place of the form, and the list keeps its width.
        self._left = QStackedWidget()
        self._left.setMinimumWidth(FORM_WIDTH)
        self._left.addWidget(sheet)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(px(14))
        self._both.addWidget(self._left, 2)
        self._both.addWidget(self.people, 3)
        self.body.addWidget(self._question)
        self.body.addLayout(self._both, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the list below the form where large type leaves too little room beside it."""
        super().resizeEvent(event)
        self._stand()

    def _stand(self) -> None:
        ways = QBoxLayout.Direction
        narrow = self.width() < px(NARROW)
        self._both.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        self._left.setMaximumWidth(MOST if narrow else px(FORM_WIDTH))
        self._left.setMinimumHeight(self.entry.sizeHint().height() + px(40) if narrow else 0)

    def _connect(self) -> None:
        self.entry.changed.connect(self._later)
        self.people.changed.connect(self._later)
        self.people.doubtful.connect(self._doubtful)
        self.people.asked.connect(self._which)
        self.people.minutes_wanted.connect(self._ask_minutes)
        self.people.table.pasted.connect(lambda _rows: self.paste())

    def _later(self) -> None:
        self.people.set_online(self.entry.chosen() == "online")
        self._offer()
        self._stand()
        self._pause.start()

    def _offer(self) -> None:
        count = len(self.people.people)
        kind = ACTIVITY_KINDS[self.entry.chosen()]
        record = Action(
            f"登记 {count:,} 人" if count else "登记",
            self.commit,
            "Ctrl+Return",
            f"登记这次{kind}，{count} 人的学时一并记入",
            enabled=count > 0,
        )
        tip = "从 WPS 或消息里复制的名单，姓名旁可以带分钟数"
        paste = Action("粘贴名单", self.paste, "Ctrl+V", tip)
        pick = Action("选名单文件", self._choose_list, "Ctrl+O", "任何表格都可以", "open")
        self.set_actions(record, [pick, paste])

    def refresh(self) -> None:
        """Offer what there is now, and weigh again."""
        if self.desk.busy:
            return
        self.people.offer()
        self._later()

    # what each would get

    def weigh(self) -> None:
        """Work out what everybody would get by what is filled in so far."""
        lacking, found = "", []
        whom = list(self.people.people)
        try:
            said: dict[str, Any] = self.entry.counting()
            if whom:
                found = activities.weigh(
                    self.desk.db, school=self._school, people=whom, today=self.desk.today(),
                    shares=self.people.people, **said,
                )  # fmt: skip
        except UserError as error:
            lacking = str(error)
        if not lacking and whom and not any(one.quarter_hours for one in found):
            reasons = {one.reason for one in found}
            lacking = next(iter(reasons)) + "。" if len(reasons) == 1 else ""
        self.people.show_gets(found, lacking)

    # lists

    def paste(self) -> None:
        """Take what lies on the clipboard: a file, or names."""
        carried = files.carried(QApplication.clipboard().mimeData())
        if carried:
            self.take_file(carried[0])
            return
        self.people.take_text(QApplication.clipboard().text())

    def _choose_list(self) -> None:
        path = files.pick_one(self.desk, self, "选择名单文件", KINDS)
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Take a list of names from a sheet, or the proof from a PDF or picture."""
        if path.suffix.lower() not in SHEETS:
            self.entry.take_proof(path)
            return

        def opened(_db: Register, tell: Tell) -> workbooks.Workbook:
            return workbooks.read(path, tell=tell)

        book = self.desk.act(self, lambda: self.desk.work(self, "正在读取名单", opened))
        if book is not None:
            self.people.take_book(book)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let a file be dropped anywhere on the page."""
        if files.carried(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file that was dropped."""
        event.acceptProposedAction()
        self.take_file(files.carried(event.mimeData())[0])

    # who is meant

    def _doubtful(self, lines: list[jobs.Named]) -> None:
        self._open = lines
        self._next()

    def _next(self) -> None:
        """Show the next line of which nobody can say who it is."""
        if not self._open:
            self._leave_aside()
            return
        line = self._open[0].matched
        panel = QWidget()
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(label(f"名单上写的：{line.line.written or line.line.name}"))
        column.addWidget(label(line.why or "没有找到这个人", tone="warn"))
        if line.candidates:
            known = People()
            known.chosen.connect(lambda one: self._settle(int(str(one))))
            known.show_people(members.rows(self.desk.db, list(line.candidates)), also=self._also)
            column.addWidget(known)
        column.addWidget(label("从名册里找", name="section"))
        finder = Finder(self.desk, school=self._school, also=self._also)
        finder.chosen.connect(lambda one: self._settle(int(str(one))))
        column.addWidget(finder)
        column.addWidget(button(Action("不加这一行", self._skip, "Alt+N", "这一行不是参加的人")))
        self._aside(f"还有 {len(self._open)} 行没对上", panel)
        finder.field.setFocus()

    def _also(self, member: int) -> str:
        return "已在名单里" if member in self.people.people else ""

    def _settle(self, member: int) -> None:
        line = self._open.pop(0)
        shares = {member: activities.Share(minutes=line.minutes)} if line.minutes is not None else {}
        self.people.add([member], shares)
        self._next()

    def _skip(self) -> None:
        self._open.pop(0)
        self._next()

    def _which(self, found: Sequence[int]) -> None:
        """Ask which of several people is meant."""
        panel = People()
        panel.chosen.connect(lambda one: self._chosen(int(str(one))))
        panel.show_people(members.rows(self.desk.db, list(found)), also=self._also)
        self._aside("是哪一位", panel)
        first = panel.first()
        if first is not None:
            first.setFocus()

    def _chosen(self, member: int) -> None:
        self._leave_aside()
        self.people.field.clear()
        self.people.add([member])

    def _aside(self, title: str, content: QWidget) -> None:
        """Ask something in the place of the form."""
        self._drop_aside()
        sheet = Sheet(title)
        sheet.body.addWidget(content)
        sheet.body.addWidget(button(Action("回到表单", self._leave_aside, tip="回到表单 Esc"), kind="link"))
        sheet.body.addStretch(1)
        self._left.addWidget(sheet)
        self._left.setCurrentWidget(sheet)

    def _drop_aside(self) -> bool:
        if self._left.count() < 2:
            return False
        sheet = self._left.widget(1)
        self._left.removeWidget(sheet)
        sheet.deleteLater()
        return True

    def _leave_aside(self) -> bool:
        """Go back to the form; the sentence says how many lines were left."""
        left, self._open = len(self._open), []
        if not self._drop_aside():
            return False
        if left:
            self.say(f"还有 {left} 行没有加入，要加的请再粘贴一次。", "warn")
        self.people.field.setFocus()
        return True

    def _ask_minutes(self) -> None:
        chosen = self.people.chosen()

        def take(text: str) -> bool:
            if text and not (text.isdecimal() and len(text) <= len(str(activities.MOST_MINUTES))):
                self._question.blame("请写分钟数，例如 45；空着就和大家一样。")
                return False
            self.people.set_minutes(chosen, int(text) if text else None)
            return True

        self._question.ask(
            f"所选 {len(chosen)} 人各学了多少分钟？",
            take,
            yes="改分钟",
            back=self.people.table,
            hint="空着就和大家一样",
        )

    # recording

    def commit(self) -> None:
        """Record it, with the proof, as one act."""
        self.entry.form.clear_faults()
        people, shares = list(self.people.people), dict(self.people.people)
        folder, school, today, proof = self.desk.folder, self._school, self.desk.today(), self.entry.proof
        try:
            said: dict[str, Any] = self.entry.said()
        except UserError as error:
            self._blame(error)
            return

        def recorded(db: Register, _tell: Tell) -> int:
            with db.act(f"登记{ACTIVITY_KINDS[said['kind']]}：{said['title'].strip()}（{len(people)} 人）"):
                filed = None
                if proof is not None:
                    formed = modified(proof, today)
                    filed = proofs.file(
                        db, proof, folder=folder, school=school, formed_on=formed, today=today
                    )
                return activities.record(
                    db, school=school, people=people, shares=shares, proof=filed, today=today, **said
                )

        new = self.desk.act(self, lambda: self._worked(recorded))
        if new is not None:
            self.people.people = {}
            self.entry.title.clear()
            self.desk.close()
            named = f"已登记“{said['title'].strip()}”，{len(people)} 人的学时已记入。"
            self._told(f"{named}登错了的，到“班外学习”里划去人员或作废。")

    def _worked(self, job: Callable[[Register, Tell], int]) -> int | None:
        try:
            return self.desk.work(self, "正在登记", job)
        except UserError as error:
            self._blame(error)
            return None

    def _blame(self, error: UserError) -> None:
        if not self.entry.blame(str(error)):
            self.say(str(error), "bad")

    def escape(self) -> bool:
        """Take the question away first."""
        if not self._question.isHidden():
            self._question.take_away()
            return True
        return self._leave_aside() or super().escape()

    def may_close(self) -> bool:
        """Ask where somebody is on the list or a title is written."""
        if not self.people.people and not self.entry.title.text().strip():
            return True
        said = f"这次学习还没有登记，名单里有 {len(self.people.people)} 人。"
        return messages.ask(self, said, yes="不登记，返回", no="继续填写", grave=True)
