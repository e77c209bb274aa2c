"""What is said of a document, put right: its name, its own date, and what it lacks."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.school import evidence
from app.school.evidence import Evidence
from app.spelling import dates
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, button


class Amending(QWidget):
    """Ask for name, date and lacks of one document."""

    done = Signal()

    def __init__(self, desk: Desk, one: Evidence) -> None:
        """Fill in what is known."""
        super().__init__()
        self._desk, self._one = desk, one
        self._form = Form()
        self._name, self._date, self._lacks = (
            QLineEdit(text) for text in (one.file_name, one.formed_on, one.lacks)
        )
        self._form.row("名称", self._name)
        self._form.row("形成日期", self._date, hint="材料自己的日期，不是归入的日期")
        self._form.row("欠缺", self._lacks, hint="例如：没有盖章；补齐以后请清空")
        for field in (self._name, self._date, self._lacks):
            field.returnPressed.connect(self._keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._form)
        foot = QHBoxLayout()
        foot.addWidget(button(Action("保留更改", self._keep), kind="primary"))
        foot.addWidget(button(Action("不改", self.done.emit)))
        foot.addStretch(1)
        column.addLayout(foot)

    def begin(self) -> None:
        """Take the keyboard to the date."""
        self._date.setFocus()
        self._date.selectAll()

    def _keep(self) -> None:
        self._form.clear_faults()
        read = dates.read(self._date.text())
        if self._date.text().strip() and read.precision != "day":
            self._form.blame(self._date, read.verdict.note or "请写到哪一天，例如 2026-03-02。")
            return

        def keep() -> None:
            db, one = self._desk.db, self._one
            with db.act(f"更正佐证：{one.file_name}"):
                if self._name.text().strip() != one.file_name:
                    evidence.rename(db, one.id, self._name.text())
                if self._date.text().strip() and read.value != one.formed_on:
                    evidence.redate(db, one.id, read.value, today=self._desk.today())
                if self._lacks.text().strip() != one.lacks:
                    evidence.note_lack(db, one.id, self._lacks.text())

        if self._desk.did(self, keep):
            self.done.emit()
