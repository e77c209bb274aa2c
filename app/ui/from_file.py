"""The first start from a file somebody brings: which file, what opens it, and everything is here then."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.errors import Cancelled
from app.progress import Tell
from app.ui import messages, sticks, theme, waiting
from app.ui.cards import label
from app.ui.fields import Form
from app.ui.messages import Notice
from app.ui.page import Action, button


class FromFile(QWidget):
    """Ask for a file and the phrase that opens it, and take it in.

    The data folder must not be open meanwhile. `kind` is what the file dialog shows, `missing` the sentence
    for who goes on without a file. `whose` says whose file it is and raises `UserError` where it is no such
    file; `taking` gives, for a file, its phrase and the clerk's name, the errand that takes it in and gives
    the sentence that says what is here now.
    """

    taken = Signal(str, str, str)
    """It is in: what to say, and the phrase and the name that open the register."""
    given_up = Signal()
    """Somebody wants to begin otherwise."""

    def __init__(
        self,
        title: str,
        *,
        said: str,
        pick: str,
        kind: str,
        missing: str,
        go: str,
        whose: Callable[[Path], str],
        taking: Callable[[Path, str, str], Callable[[Tell], str]],
    ) -> None:
        """Lay out the questions; `ask` adds the fields."""
        super().__init__()
        self._picked: Path | None = None
        self._whose, self._taking = whose, taking
        self._asked: list[tuple[QLineEdit, str]] = []
        self._pick, self._kind, self._missing = pick, kind, missing
        self.setObjectName("start")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(f"五有 · {title}")
        heading = QLabel(title)
        heading.setObjectName("title")
        self.notice = Notice(self)
        self.said = label(f"还没有{pick.removesuffix('…')}。", name="note")
        self.pick = button(Action(pick, self._pick_file, icon="open"))
        # Whoever is not asked for a name comes in under the one the phrase belongs to.
        self.phrase, self.clerk = QLineEdit(self), QLineEdit(self)
        self.clerk.hide()
        self.phrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._form = Form()
        self.go = button(Action(go, self.take, icon="check"), kind="primary")
        back = button(Action("返回", self.given_up.emit))
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(24)] * 4)
        column.setSpacing(theme.px(12))
        row = QHBoxLayout()
        row.addWidget(back)
        row.addStretch(1)
        row.addWidget(self.go)
        column.addWidget(heading)
        column.addWidget(self.notice)
        column.addWidget(label(said, name="note"))
        column.addWidget(self.pick, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.said)
        column.addWidget(self._form)
        column.addStretch(1)
        column.addLayout(row)
        self.resize(theme.px(860), theme.px(640))

    def ask(self, name: str, field: QLineEdit, *, lacking: str, hint: str) -> None:
        """Ask for something; `lacking` is the sentence for who left it empty."""
        field.show()
        self._form.row(name, field, must=True, hint=hint)
        self._asked.append((field, lacking))

    def _pick_file(self) -> None:
        plugged = sticks.plugged()
        begin = str(plugged[0].folder) if plugged else ""
        chosen, _ = QFileDialog.getOpenFileName(self, self._pick.removesuffix("…"), begin, self._kind)
        if chosen:
            self.choose(Path(chosen))

    def choose(self, path: Path) -> None:
        """Take a file and say whose it is."""
        try:
            said = self._whose(path)
        except Exception as error:  # said where the person is
            messages.tell_error(self, error)
            return
        self._picked = path
        self.said.setText(said)
        self.phrase.setFocus()

    def take(self) -> None:
        """Take what was chosen in."""
        self._form.clear_faults()
        path = self._picked
        if path is None:
            self.notice.tell(self._missing, "warn")
            return
        for field, sentence in self._asked:
            if not field.text().strip():
                self._form.blame(field, sentence)
                return
        phrase, clerk = self.phrase.text(), self.clerk.text().strip()
        try:
            said = waiting.wait(self, "正在接收", self._taking(path, phrase, clerk))
        except Exception as error:  # nothing has changed then: say why where the person is
            if not isinstance(error, Cancelled):
                messages.tell_error(self, error)
            return
        self.taken.emit(said, phrase, clerk)


def offer(under: QWidget, said: str, then: Callable[[], None], *, tip: str) -> QPushButton:
    """Offer below the first start's questions another way to begin."""
    made = button(Action(said, then, tip=tip), kind="link")
    column = under.layout()
    if isinstance(column, QVBoxLayout):
        column.addWidget(made)
        column.setAlignment(made, Qt.AlignmentFlag.AlignHCenter)
        column.setContentsMargins(0, 0, 0, theme.px(16))
    return made
