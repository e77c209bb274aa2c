"""One's own passphrase, and after how many idle minutes the desk locks."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton

from app import paths
from app.jobs import passphrases, registers
from app.progress import Tell
from app.ui import locking, messages
from app.ui.cards import Sheet, label, set_tone
from app.ui.desk import Desk
from app.ui.fields import Form
from db import keyring
from db.register import Register

OPEN_KEY = "这台电脑上的数据没有设口令：密钥就放在数据旁边，任何拿到这台电脑的人都能打开。"


class Passphrase(Sheet):
    """Whether the data needs a passphrase, and the form that sets or changes it."""

    set_ = Signal()
    """There is a passphrase now, or another one."""

    def __init__(self, desk: Desk) -> None:
        """Lay out both forms; only the fitting fields show."""
        super().__init__("口令")
        self._desk = desk
        self.state = label("")
        self.old, self.new, self.again = (QLineEdit() for _ in range(3))
        for field in (self.old, self.new, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.returnPressed.connect(self._set)
        self.form = Form()
        self.form.row("现在的口令", self.old)
        hint = f"至少 {passphrases.LEAST} 个字，可以是一句容易记住的话。忘了要靠恢复码，没有后门。"
        self.form.row("新口令", self.new, hint=hint)
        self.form.row("再输一遍", self.again)
        self._button = QPushButton()
        self._button.clicked.connect(self._set)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._button)
        self.body.addWidget(self.state)
        self.body.addWidget(self.form)
        self.body.addLayout(foot)
        self.minutes = QComboBox()
        for count in locking.MINUTES:
            self.minutes.addItem(f"{count} 分钟后" if count else "不自动锁", count)
        self.minutes.activated.connect(self._keep_minutes)
        self._idle = Form()
        self._idle.row("没人操作时锁上", self.minutes, hint="离开时按 Ctrl+L 马上锁；换人也从那里换。")
        self.body.addWidget(self._idle)

    def refresh(self) -> None:
        """Say whether there is a passphrase."""
        locked = registers.is_locked(self._desk.folder)
        self.state.setText("✓ 数据设了口令，打开时要输入。" if locked else OPEN_KEY)
        set_tone(self.state, "good" if locked else "bad")
        self.form.show_row(self.old, locked)
        self._button.setText("改我的口令" if locked else "设口令")
        self._idle.setVisible(locked)
        self.minutes.setCurrentIndex(self.minutes.findData(locking.minutes(self._desk.memory)))

    def _keep_minutes(self) -> None:
        self._desk.memory.setValue(locking.KEPT, str(self.minutes.currentData()))

    def _whose(self) -> str | None:
        """Give whose passphrase it is: the operator's, or whoever's the present one is."""
        known = keyring.names(paths.keyring(self._desk.folder))
        return self._desk.operator if not known or self._desk.operator in known else None

    def _set(self) -> None:
        self.form.clear_faults()
        folder, new = self._desk.folder, self.new.text()
        if new != self.again.text():
            self.form.blame(self.again, "两遍输得不一样，请再输一遍。")
            return
        old, clerk = self.old.text() if registers.is_locked(folder) else None, self._whose()

        def job(_db: Register, _tell: Tell) -> None:
            passphrases.set_passphrase(folder, new, old=old, clerk=clerk)

        done = self._desk.did(
            self,
            lambda: self._desk.work(self, "正在设口令", job),
        )
        if done:
            for field in (self.old, self.new, self.again):
                field.clear()
            self.set_.emit()
            self._button.setFocus()
            messages.say(self, "口令设好了，下次打开五有时要输入。请记牢，或写下来锁好。", "good")
