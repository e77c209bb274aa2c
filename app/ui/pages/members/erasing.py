"""Erase what is known of a person at their wish: a button, the few questions behind it, and what stays."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from app.jobs import erasures as job
from app.school import erasures
from app.ui import messages, sight, theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, button

SURE = "抹去以后找不回来，也不能撤销。现在就抹去吗？"


class Erasing(QWidget):
    """Say what may be erased and what stays; erase what was ticked."""

    erased = Signal()
    """Something was erased: what is shown of the person is to be read again."""

    def __init__(self, desk: Desk, member: int) -> None:
        """Fold the questions behind one button."""
        super().__init__()
        self._desk, self._member = desk, member
        self._open = button(
            Action(
                "应本人要求抹去信息…",
                self.unfold,
                tip="电话、住址、备注、身份证号等可以抹去；要保留的说明理由",
            )
        )
        self.ticks = {field: QCheckBox(said) for field, said in erasures.ERASABLE.items()}
        self.asked_by, self.reason = QLineEdit("本人"), QLineEdit()
        self._kept = label("", name="note")
        self._form = Form()
        for field, tick in self.ticks.items():
            tick.setAccessibleName(f"抹去{erasures.ERASABLE[field]}")
        self._form.row("谁要求的", self.asked_by, must=True)
        self._form.row("原因", self.reason, must=True, hint="谁要求、因为什么，都留在抹去记录里。")
        self._done = button(Action("抹去", self._ask, icon="check"))
        self._before = label("", name="note")
        self._folded = QWidget()
        inner = QVBoxLayout(self._folded)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.px(6))
        for part in (*self.ticks.values(), self._form, self._kept):
            inner.addWidget(part)
        inner.addWidget(self._done, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self._before)
        column.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._folded)
        self._folded.hide()

    def refresh(self) -> None:
        """Say what was erased before."""
        db = self._desk.db
        found = erasures.said(db, self._member)
        self._before.setText("\n".join(found))
        self._before.setVisible(bool(found))

    def unfold(self) -> None:
        """Show what may be erased, and what stays."""
        can = erasures.erasable(self._desk.db, self._member)
        for field, tick in self.ticks.items():
            tick.setVisible(field in can)
            tick.setChecked(False)
        said = [f"保留：{one.what}。{one.why}" for one in erasures.kept(self._desk.db, self._member)]
        self._kept.setText("\n".join([*said, *erasures.still_in(self._desk.db, self._member)]))
        self._open.hide()
        self._folded.show()
        next((self.ticks[field] for field in can), self.reason).setFocus()
        sight.bring(self)

    def _ask(self) -> None:
        chosen = [field for field, tick in self.ticks.items() if tick.isChecked()]
        if not chosen:
            messages.say(self, "请先勾选要抹去哪几项。", "warn")
            return
        self._form.clear_faults()
        for field in (self.asked_by, self.reason):
            if not field.text().strip():
                self._form.blame(field, "这一项要留在记录里，不能空着。")
                return
        if not messages.ask(self, SURE, yes="抹去", no="不抹去", grave=True):
            return
        asked_by, reason = self.asked_by.text(), self.reason.text()
        done = self._desk.did(
            self,
            lambda: job.erase(
                self._desk.db,
                self._member,
                chosen,
                asked_by=asked_by,
                reason=reason,
                today=self._desk.today(),
            ),
        )
        if done:
            self._folded.hide()
            self._open.show()
            self.erased.emit()
