"""Open what is locked: who you are, your passphrase, and the road for one who forgot it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.cards import Sheet, label
from app.ui.fields import Form
from app.ui.messages import Notice
from app.ui.page import Action, button

WHAT = "这台电脑上的数据设了口令"
HOW = "口令忘了，可以用打印在纸上的恢复码另设一个；两样都没有，就只有请上级帮忙。"
FORGOT = "忘记口令，用恢复码另设"
CODE_HINT = "纸上的 27 个字母和数字，不分大小写。"


class Unlock(QWidget):
    """Ask for a passphrase, or for the recovery code and a new passphrase."""

    given = Signal(str, object)
    """A passphrase was typed, and whose it is: a name, or None where nobody has one."""
    recovered = Signal(str, str, str)
    """The recovery code was typed, a new passphrase, and whose."""

    def __init__(self, clerks: Sequence[str] = (), *, present: str = "", recoverable: bool = False) -> None:
        """Lay out the question; `present` is who sat here last, `recoverable` whether there is a code."""
        super().__init__()
        self.setObjectName("start")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("五有 · 输入口令")
        self.clerk = QComboBox()
        self.clerk.addItems(list(clerks))
        self.clerk.setCurrentText(present)
        self.field, self.code, self.new, self.again = (QLineEdit() for _ in range(4))
        for field in (self.field, self.new, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        for field in (self.field, self.code, self.new, self.again):
            field.returnPressed.connect(self._give)
        self.form = Form()
        self.form.row("操作员", self.clerk)
        self.form.row("口令", self.field)
        self.form.row("恢复码", self.code, hint=CODE_HINT)
        self.form.row("新口令", self.new)
        self.form.row("再输一遍", self.again)
        self.notice = Notice(self)
        self._forgot = button(Action(FORGOT, self._turn))
        self._forgot.setVisible(recoverable)
        foot = QHBoxLayout()
        foot.addWidget(self._forgot)
        foot.addStretch(1)
        foot.addWidget(button(Action("打开", self._give), kind="primary"))
        sheet = Sheet(WHAT)
        sheet.setFixedWidth(theme.px(520))
        sheet.body.addWidget(label(HOW, name="note"))
        sheet.body.addWidget(self.form)
        sheet.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(28)] * 4)
        column.addWidget(self.notice)
        column.addStretch(1)
        # Not by alignment: then lines that wrap would get no more room than one line.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(sheet)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addStretch(2)
        self.resize(theme.px(700), theme.px(480))
        self._by_code = False
        self._lay()

    def _turn(self) -> None:
        self._by_code = not self._by_code
        self._forgot.setText("想起来了，用口令打开" if self._by_code else FORGOT)
        self._lay()

    def _lay(self) -> None:
        self.form.show_row(self.clerk, self.clerk.count() > 1)
        self.form.show_row(self.field, not self._by_code)
        for field in (self.code, self.new, self.again):
            self.form.show_row(field, self._by_code)
        (self.code if self._by_code else self.field).setFocus()

    def _give(self) -> None:
        self.form.clear_faults()
        if self._by_code:
            self._give_code()
        elif self.field.text():
            self.given.emit(self.field.text(), self.clerk.currentText() if self.clerk.count() else None)
        else:
            self.refuse("请输入口令。")

    def _give_code(self) -> None:
        if not self.code.text().strip():
            self.form.blame(self.code, "请对着纸输入恢复码。")
        elif self.new.text() != self.again.text():
            self.form.blame(self.again, "两遍输得不一样，请再输一遍。")
        else:
            self.recovered.emit(self.code.text(), self.new.text(), self.clerk.currentText())

    def refuse(self, sentence: str) -> None:
        """Say why it did not open, and let the person type again."""
        field = self.code if self._by_code else self.field
        self.form.blame(field, sentence)
        field.selectAll()
