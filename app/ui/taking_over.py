"""从交接包开始: the first start on the laptop of a clerk who takes over."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.errors import Cancelled
from app.exchange.handovers import SUFFIX, peek
from app.jobs import handovers
from app.ui import messages, sticks, theme, waiting
from app.ui.cards import label
from app.ui.fields import Form
from app.ui.messages import Notice
from app.ui.page import Action, button

OFFER = "接替上一任，从交接包开始…"
TITLE = "五有 · 从交接包开始"
KIND = f"交接包 (*{SUFFIX})"


class TakingOver(QWidget):
    """Ask for the pack, its phrase and a name; everything of the last clerk's desk is here then."""

    taken = Signal(str, str, str)
    """It is in: what to say, and the phrase and the name that open the register."""
    given_up = Signal()
    """Somebody wants to begin otherwise."""

    def __init__(self, folder: Path, *, clock: Callable[[], int]) -> None:
        """Lay out the questions; the data folder must not be open meanwhile."""
        super().__init__()
        self._folder, self._clock = folder, clock
        self._pack: Path | None = None
        self.setObjectName("start")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(TITLE)
        title = QLabel("从交接包开始")
        title.setObjectName("title")
        self.notice = Notice(self)
        self.said = label("还没有选交接包。", name="note")
        self.pick = button(Action("选交接包…", self._ask, icon="open"))
        self.phrase, self.clerk = QLineEdit(), QLineEdit()
        self.phrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._form = Form()
        self._form.row("交接口令", self.phrase, must=True, hint="由移交人当面告诉您。")
        self._form.row(
            "您的姓名", self.clerk, must=True,
            hint="原来设了开机口令的，以后用交接口令打开，进去以后请在“设置”里换成自己的。",
        )  # fmt: skip
        self.go = button(Action("接收", self.take, icon="check"), kind="primary")
        back = button(Action("返回", self.given_up.emit))
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(24)] * 4)
        column.setSpacing(theme.px(12))
        row = QHBoxLayout()
        row.addWidget(back)
        row.addStretch(1)
        row.addWidget(self.go)
        column.addWidget(title)
        column.addWidget(self.notice)
        column.addWidget(label("全部数据会先核对，再放到本机；中途停下来，本机不变。", name="note"))
        column.addWidget(self.pick, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.said)
        column.addWidget(self._form)
        column.addStretch(1)
        column.addLayout(row)
        self.resize(theme.px(860), theme.px(640))

    def _ask(self) -> None:
        plugged = sticks.plugged()
        begin = str(plugged[0].folder) if plugged else ""
        chosen, _ = QFileDialog.getOpenFileName(self, "选交接包", begin, KIND)
        if chosen:
            self.choose(Path(chosen))

    def choose(self, path: Path) -> None:
        """Take a file and say whose pack it is."""
        try:
            head = peek(path)
        except Exception as error:  # said where the person is
            messages.tell_error(self, error)
            return
        self._pack = path
        self.said.setText(f"{path.name}：{head.school_name}，{head.made_at[:10]} 做成。")
        self.phrase.setFocus()

    def take(self) -> None:
        """Take the pack in."""
        self._form.clear_faults()
        pack = self._pack
        if pack is None:
            self.notice.tell("请先选交接包，它在移交人给您的U盘上。", "warn")
            return
        for field, sentence in ((self.phrase, "请输入交接口令。"), (self.clerk, "请写您的姓名。")):
            if not field.text().strip():
                self._form.blame(field, sentence)
                return
        phrase, clerk = self.phrase.text(), self.clerk.text().strip()
        try:
            said = waiting.wait(
                self,
                "正在接收",
                lambda tell: handovers.take(
                    pack, self._folder, phrase=phrase, clerk=clerk, clock=self._clock, tell=tell
                ),
            )
        except Exception as error:  # nothing has changed then: say why where the person is
            if not isinstance(error, Cancelled):
                messages.tell_error(self, error)
            return
        self.taken.emit(said, phrase, clerk)


def offer(under: QWidget, then: Callable[[], None]) -> QPushButton:
    """Offer below the first start's questions to begin from a pack."""
    made = button(Action(OFFER, then, tip="上一任把全部数据做成了一个交接包"), kind="link")
    column = under.layout()
    if isinstance(column, QVBoxLayout):
        column.addWidget(made)
        column.setAlignment(made, Qt.AlignmentFlag.AlignHCenter)
        column.setContentsMargins(0, 0, 0, theme.px(16))
    return made
