"""Notices: written by the county, read by the school; each with its papers beside the list."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.jobs import evidence as filing
from app.school import evidence, notices, receipts, schools
from app.ui import files, theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.page import Action, Page, button
from app.ui.pages.tabbed import Tab
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

WORDS_HEIGHT = 160


class NoticesTab(Tab):
    """List notices; Enter shows one beside the list and, at a school, marks it read."""

    title = "通知"
    above = True
    """Whether it lists what the desk above wrote, or what this desk did."""

    def __init__(self, page: Page) -> None:
        """Lay out the list."""
        super().__init__(page)
        kind = Column[notices.Notice]
        if self.above:
            state = kind("阅读", lambda one: f"{one.read_on} 已读" if one.read_on else "未读",
                         tint=lambda one: "muted" if one.read_on else "warn")  # fmt: skip
        else:
            every, who = len(receipts.senders(self.desk.db)), self.desk.words.below_name
            state = kind("已读", lambda one: f"{one.readers} / {every}",
                         rule=f"交来的数据包里说读过这份通知的{who}／交过数据包的{who}。")  # fmt: skip
        self.model = LazyTable(
            (
                kind("标题", lambda one: one.title, grow=True),
                kind("发布", lambda one: one.issued_on, spare=1),
                kind("截止", lambda one: one.due_on or "—", tint=self._urgent),
                kind("附件", lambda one: f"{one.files} 件" if one.files else "—", spare=2),
                state,
            ),
            find=lambda _: notices.find(self.desk.db, above=self.above),
            rows=lambda ids: notices.rows(self.desk.db, list(ids)),
            parent=self,
        )
        self.table = Table(self.model, name="通知", memory=self.desk.memory)
        self.table.set_empty(
            f"{self.desk.words.above}没有发来通知。"
            if self.above
            else "还没有发过通知。点右上角的“写通知”，随下一版下发资料发出。"
        )
        self.table.opened.connect(self.open_one)
        self.first = self.table
        self.column.addWidget(self.table, 1)

    def _urgent(self, one: notices.Notice) -> theme.Tone:
        return "bad" if one.due_on and one.due_on < self.desk.today() else "plain"

    def fill(self) -> None:
        """Read the list again."""
        self.model.refresh()

    def count(self) -> int:
        """Count what this school has not read."""
        return len(notices.find(self.desk.db, above=True, unread=True)) if self.above else 0

    def offered(self) -> tuple[Action | None, list[Action]]:
        """Let the county write one."""
        return (None if self.above else Action("写通知…", self.begin, "Ctrl+N", icon="plus")), []

    def begin(self) -> None:
        """Open the form beside the list."""
        form = NewNotice(self.desk)
        form.said.connect(self.done)
        self.page.show_detail("写通知", form, width=380)
        form.title.setFocus()

    def open_target(self, target: int, step: str) -> bool:
        """Show one notice."""
        if step != "notice" or not notices.rows(self.desk.db, [target]):
            return False
        self.table.select_id(target)
        self.open_one(target)
        return True

    def open_one(self, target: int) -> None:
        """Show a notice beside the list; at a school it is read by that."""
        db, today = self.desk.db, self.desk.today()
        if self.above and not self.desk.did(self, lambda: notices.read(db, target, today=today)):
            return
        one = notices.row(db, target)
        panel = QWidget()
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        due = f"，{one.due_on} 前办好" if one.due_on else ""
        column.addWidget(label(f"{one.issued_on} {one.issued_by}发布{due}", name="note"))
        words = label(one.words or "（没有正文，请看附件）")
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(words)
        for paper in evidence.rows(db, notices.files(db, target)):
            column.addWidget(button(Action(f"打开附件：{paper.file_name}", partial(self._open_paper, paper))))
        if self.above and self.desk.level == "county":
            tip = "连同附件写成本单位的通知，随下一版下发资料发出"
            column.addWidget(button(Action("转发给各乡镇", partial(self._pass_on, one), tip=tip)))
        if not self.above and not one.withdrawn_on:
            column.addWidget(button(Action("收回这份通知", partial(self._withdraw, one))))
        self.page.show_detail(one.title, panel, width=360)

    def _open_paper(self, paper: evidence.Evidence) -> None:
        path = self.desk.act(
            self, lambda: filing.hand_out(paper, folder=self.desk.folder, target=self.desk.scratch())
        )
        if path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _pass_on(self, one: notices.Notice) -> None:
        db, today = self.desk.db, self.desk.today()
        if self.desk.did(self, lambda: notices.pass_on(db, one.id, today=today)):
            self.done(f"已转发“{one.title}”，到“下发”制作新的一版，各乡镇读取以后才看得到。")

    def _withdraw(self, one: notices.Notice) -> None:
        db, today = self.desk.db, self.desk.today()
        if self.desk.did(self, lambda: notices.withdraw(db, one.id, today=today)):
            self.done(f"已收回“{one.title}”，下发新的一版以后对方不再显示。")


class OwnNoticesTab(NoticesTab):
    """List what this desk wrote to its schools."""

    above = False


class NewNotice(QWidget):
    """A form for a notice with its papers."""

    said = Signal(str)
    """The notice was written; in a sentence."""

    def __init__(self, desk: Desk) -> None:
        """Lay out the fields."""
        super().__init__()
        self._desk = desk
        self._papers: list[Path] = []
        self.title, self.words, self.due = QLineEdit(), QPlainTextEdit(), QLineEdit()
        self.words.setFixedHeight(theme.px(WORDS_HEIGHT))
        self.words.setTabChangesFocus(True)
        self.due.setPlaceholderText("没有期限就空着，例如 2026-12-20")
        self._named = label("", name="note")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        for name, field in (("标题", self.title), ("正文", self.words), ("截止日期", self.due)):
            field.setAccessibleName(name)
            column.addWidget(label(name, name="note"))
            column.addWidget(field)
        column.addWidget(button(Action("添加附件…", self._ask_papers)), 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._named)
        column.addWidget(button(Action("发布通知", self.keep), kind="primary"), 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(label(f"随下一版下发资料发给{desk.words.below_each}。", name="note"))

    def _ask_papers(self) -> None:
        self.add_papers(files.pick(self._desk, self, "选择附件", "PDF 和照片 (*.pdf *.jpg *.jpeg *.png)"))

    def add_papers(self, papers: Sequence[Path]) -> None:
        """Take papers to be attached."""
        self._papers += [one for one in papers if one not in self._papers]
        self._named.setText("\n".join(one.name for one in self._papers))

    def keep(self) -> None:
        """Write the notice with its papers, all or nothing."""
        db, today, folder = self._desk.db, self._desk.today(), self._desk.folder
        own = schools.own(db).id

        def keep() -> None:
            with db.act(f"发布通知：{self.title.text().strip()}"):
                made = notices.issue(
                    db, title=self.title.text(), words=self.words.toPlainText(), due_on=self.due.text(),
                    today=today,
                )  # fmt: skip
                for path in self._papers:
                    kept = filing.file(db, path, folder=folder, school=own, formed_on=today, today=today)
                    notices.attach(db, made, kept)

        if self._desk.did(self, keep):
            each = self._desk.words.below_each
            self.said.emit(f"已发布“{self.title.text().strip()}”，随下一版下发资料发给{each}。")
