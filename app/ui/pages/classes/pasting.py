"""A list of names taken into a class: pasted or in a file, each line matched, the doubtful ones settled."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from app.jobs import enrollments as jobs
from app.jobs import files as keeping
from app.progress import Tell
from app.school import classes, members
from app.sheets import workbooks
from app.spelling import id_numbers
from app.ui import files, messages
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.classes.line_panel import LinePanel
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone
from db.register import Register

KINDS = "表格 (*.xlsx *.xls *.xlsm *.xlsb *.ods *.csv *.tsv *.txt);;所有文件 (*)"
TONES: dict[str, Tone] = {
    "found": "good", "new": "good", "ask": "ask", "unknown": "bad", "inside": "muted", "twice": "muted",
    "aside": "muted",
}  # fmt: skip
PLACEHOLDER = (
    "每行一个人，或用顿号分开。可以带上身份证号、党支部，例如：\n\n"
    "单晓红\n下党村：曾国强、雷金花\n欧阳明月 溪源村党支部 身份证号\n\n"
    "也可以从 WPS 复制整列、整张表，按 Ctrl+V 粘贴到这里。"
)
WIDE = 400


class _Names(QPlainTextEdit):
    """Names as text; a file that is pasted or dropped goes to the page."""

    def __init__(self, page: "PastingPage") -> None:
        super().__init__()
        self._page = page
        self.setPlaceholderText(PLACEHOLDER)
        self.setAccessibleName("名单")
        self.setTabChangesFocus(True)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take a file to the page, text as it is."""
        carried = files.carried(source)
        if carried:
            self._page.take_file(carried[0])
        else:
            super().insertFromMimeData(source)


class PastingPage(Page):
    """Match a list line by line and take into the class who is sure; nobody is guessed."""

    help_topic = "enrollments"

    def __init__(self, desk: Desk, found: classes.TrainingClass) -> None:
        """Wait for names."""
        super().__init__(desk, "按名单加入", found.name)
        self._class = found
        self._matching: jobs.Matching | None = None
        self._text = _Names(self)
        self._count = label("", name="note")
        self._model = LazyTable(
            self._columns(), find=lambda _sort: self._places(), rows=self._rows, parent=self
        )
        self.table = Table(self._model, name="名单", memory=desk.memory)
        self.table.opened.connect(lambda at: self.show_line(int(str(at))))
        self.table.chosen.connect(self._follow)
        out = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table, self._aside)
        out.setContext(Qt.ShortcutContext.WidgetShortcut)
        lines = QWidget()
        column = QVBoxLayout(lines)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._count)
        column.addWidget(self.table, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._text)
        self._stack.addWidget(lines)
        self.body.addWidget(self._stack, 1)
        self.setAcceptDrops(True)
        self.first = self._text
        self._panel: LinePanel | None = None
        self._offer()

    # reading

    def take_text(self, text: str) -> bool:
        """Read pasted names and match them; text with nobody in it changes nothing here."""
        book = self.desk.act(self, lambda: workbooks.pasted(text))
        return book is not None and self._match(book)

    def take_file(self, path: Path) -> bool:
        """Read a file and match who is in it."""

        def opened(_db: Register, tell: Tell) -> workbooks.Workbook:
            return workbooks.read(path, tell=tell)

        book = self.desk.act(self, lambda: self.desk.work(self, "正在读取名单", opened))
        return book is not None and self._match(book)

    def _match(self, book: workbooks.Workbook) -> bool:
        found, today = self._class, self.desk.today()

        def matched(db: Register, _tell: Tell) -> jobs.Matching:
            known = members.by_name(db, school=found.school)
            lines = jobs.read_book(book, today=today, known=known)
            return jobs.match(db, found.id, lines, title=book.file_name)

        matching = self.desk.act(self, lambda: self.desk.work(self, "正在与名册核对", matched))
        if matching is None:
            return False
        self.notice.clear()
        self._matching = matching
        self._stack.setCurrentIndex(1)
        self.first = self.table
        self._tell()
        self._go_on(-1)
        return True

    def _check(self) -> None:
        self.take_text(self._text.toPlainText())

    def _choose_file(self) -> None:
        path = files.pick_one(self.desk, self, "选择名单文件", KINDS)
        if path is not None:
            self.take_file(path)

    def _again(self) -> None:
        """Go back to the names as they were pasted."""
        self.close_detail()
        self._panel, self._matching = None, None
        self._stack.setCurrentIndex(0)
        self.first = self._text
        self.set_title("按名单加入", self._class.name)
        self._offer()
        self._text.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let a file be dropped anywhere on the page."""
        if files.carried(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file that was dropped."""
        event.acceptProposedAction()
        self.take_file(files.carried(event.mimeData())[0])

    # what is on show

    def _columns(self) -> list[Column[jobs.Matched]]:
        kind = Column[jobs.Matched]
        return [
            kind("行", lambda row: str(row.line.row_no), align="right"),
            kind("名单上写的", lambda row: row.line.name or row.line.written,
                 tip=lambda row: row.line.written),
            kind("结论", lambda row: jobs.VERDICTS[row.verdict], filled=True,
                 tint=lambda row: TONES[row.verdict]),
            kind("名册里是", self._who, grow=True),
            kind("说明", lambda row: "；".join(filter(None, (row.why, *row.line.doubts))), spare=1),
        ]  # fmt: skip

    def _who(self, row: jobs.Matched) -> str:
        if row.member is None:
            return ""
        who = members.row(self.desk.db, row.member)
        tail = id_numbers.tail(who.id_number)
        parts = (
            who.name if who.name != row.line.name else "",
            who.branch_name or "没有支部",
            who.birth,
            f"尾号 {tail}" if tail else "",
        )
        return " · ".join(part for part in parts if part)

    def _places(self) -> list[int]:
        return list(range(len(self._matching.rows))) if self._matching else []

    def _rows(self, ids: Sequence[int]) -> list[jobs.Matched]:
        rows = self._matching.rows if self._matching else ()
        return [rows[at] for at in ids if at < len(rows)]

    def _tell(self) -> None:
        self._model.refresh()
        found = self._matching
        if found is None:
            return
        counts = [f"{word} {found.count(key)}" for key, word in jobs.VERDICTS.items() if found.count(key)]
        self._count.setText(f"共 {len(found.rows)} 行：{'，'.join(counts)}")
        self.set_title("按名单加入", f"{self._class.name} · {found.title}")
        self._offer()

    def _offer(self) -> None:
        found = self._matching
        if found is None:
            pick = Action(
                "选文件", self._choose_file, "Ctrl+O", "报名表、回执、花名册，任何表格都可以", "open"
            )
            self.set_actions(Action("核对名单", self._check, "Ctrl+Return", "与党员名册逐人核对"), [pick])
            self.set_hint("Ctrl+回车 核对 · 核对以后才加入，对不上的人一个个看")
            return
        joining, open_ = found.count(*jobs.JOINING), found.count(*jobs.OPEN)
        keep = Action(
            f"另存没对上的 {open_} 行", self._keep_open, "Ctrl+S", "连同原因存成表格，发回去补正", "save"
        )
        again = Action("换一份名单", self._again, tip="回到粘贴名单的地方")
        join = Action(f"加入 {joining} 名学员", self.commit, "Ctrl+Return", enabled=joining > 0)
        if not joining and not open_:
            join = Action("完成", self.desk.close, "Ctrl+Return", "回到培训班")
        self.set_actions(join, [again, *([keep] if open_ else [])])
        self.set_hint("回车看这一行、选定是谁 · Delete 不加入这一行 · Ctrl+回车 加入已对上的人")

    # settling a line

    def show_line(self, at: int) -> None:
        """Show one line beside the list, with who it may be."""
        if self._matching is None:
            return
        line = self._matching.rows[at].line
        panel = LinePanel(self.desk, self._matching, at, settle=self._settled)
        self.show_detail(f"第 {line.row_no} 行 {line.name}", panel, width=WIDE)
        self._panel = panel
        panel.take_keyboard()

    def _follow(self, chosen: list[int]) -> None:
        """Let the panel follow the list, the keyboard staying where it is."""
        if self._panel is not None and len(chosen) == 1 and chosen[0] != self._panel.at:
            self.show_line(chosen[0])
            self.table.setFocus()

    def close_detail(self) -> bool:
        """Forget the panel with it."""
        closed = super().close_detail()
        if closed:
            self._panel = None
        return closed

    def _settled(self, at: int, settled: jobs.Matching | None) -> None:
        """Take a decision over and go on to the next line that asks for one."""
        if settled is None:
            return
        self._matching = settled
        self._tell()
        self._go_on(at)

    def _go_on(self, at: int) -> None:
        """Go to the next open line after a place, opening it where a panel is; else back to the list."""
        rows = self._matching.rows if self._matching else ()
        order = [*range(at + 1, len(rows)), *range(0, at + 1)]
        following = next((one for one in order if rows[one].verdict in jobs.OPEN), None)
        if following is None:
            self.close_detail()
            self.table.setFocus()
            return
        self.table.select_id(following)
        self.show_line(following)

    def _aside(self) -> None:
        matching, chosen = self._matching, self.table.selected()
        if matching is None or not chosen:
            return
        for at in chosen:
            matching = jobs.set_aside(self.desk.db, matching, at)
        self._matching = matching
        self._tell()

    # taking in

    def commit(self) -> None:
        """Take in who is sure; the open lines stay on show until they are settled."""
        matching = self._matching
        if matching is None:
            return
        taken = self.desk.act(
            self, lambda: self.desk.work(self, "正在加入学员", lambda db, _tell: jobs.commit(db, matching))
        )
        if taken is None:
            return
        if not taken.open:
            self._matching = None
            self.desk.close()
            return
        lines = [row.line for row in matching.rows if row.verdict in jobs.OPEN]
        self._matching = jobs.match(self.desk.db, self._class.id, lines, title=matching.title)
        self._tell()
        self.say(
            f"已加入 {taken.joined} 人。还有 {taken.open} 行没对上，选定、新增或另存后发回去补正。", "good"
        )
        self._go_on(-1)

    def _keep_open(self) -> None:
        matching = self._matching
        name = f"{self._class.name}-没对上的人.xlsx"
        path = files.place_for(self.desk, self, "另存没对上的行", name, files.WORKBOOK)
        if matching is not None and path is not None:
            self.keep_open_at(path)

    def keep_open_at(self, path: Path) -> None:
        """Write the open lines with the reasons."""
        matching = self._matching
        if matching is not None and self.desk.did(self, lambda: keeping.keep(path, jobs.open_list(matching))):
            self.say(f"已存到“{path.name}”：每行后面写着原因，改好后可以再用“选文件”加入。", "good")

    def paste(self) -> None:
        """Read what lies on the clipboard, a file or text."""
        carried = files.carried(QApplication.clipboard().mimeData())
        if carried:
            self.take_file(carried[0])
            return
        text = QApplication.clipboard().text()
        if text.strip():
            self._text.setPlainText(text)
            self.take_text(text)

    def refresh(self) -> None:
        """Match again in the light of what changed on the rolls or in the class."""
        if self._matching is not None and not self.desk.busy:
            self._tell()

    def may_close(self) -> bool:
        """Ask where somebody matched has not been taken in, or a line is open."""
        found = self._matching
        left = found.count(*jobs.JOINING, *jobs.OPEN) if found else len(self._text.toPlainText().split())
        if not left:
            return True
        said = (
            f"名单里还有 {left} 行没有处理，离开以后要重新粘贴。"
            if found
            else "名单还没有核对，离开以后要重新粘贴。"
        )
        return messages.ask(self, said, yes="不加入，返回", no="继续处理", grave=True)
