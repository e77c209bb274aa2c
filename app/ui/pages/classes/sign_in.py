"""Who has just signed in by badge, large enough to be read from the door, and how many are there."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QToolButton

from app.school import MARKS, attendance
from app.ui import theme
from app.ui.cards import label, restyle, set_tone

COUNT_RULE = "这个半天记为到课、迟到、早退的人数 ÷ 名册人数。"


class SignIn(QFrame):
    """Show the last badge that was read and the running count."""

    def __init__(self) -> None:
        """Make a hidden strip; `tell` and `refuse` show it."""
        super().__init__()
        self.setObjectName("notice")
        self.setAccessibleName("扫码签到")
        self._said = label("", name="label")
        self._said.setObjectName("figure")
        self._count = QLabel()
        self._count.setObjectName("figure")
        self._count.setToolTip(COUNT_RULE)
        close = QToolButton()
        close.setIcon(theme.icon("close", theme.MUTED))
        close.setToolTip("收起签到条")
        close.setAccessibleName("收起签到条")
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.px(n) for n in (16, 6, 8, 6)))
        row.addWidget(self._said, 1)
        row.addWidget(self._count)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def tell(self, one: attendance.Arrival) -> None:
        """Say who came; who had signed in before is said so."""
        who = f"{one.seq_no} 号 {one.name}"
        if one.already:
            mark = f"（{MARKS[one.before]}）" if one.before and one.before != "present" else ""
            self._show(f"{who} 已经签过到{mark}", "warn")
        elif one.before:
            self._show(f"✓ {who} {one.session}到课（原记{MARKS[one.before]}）", "good")
        else:
            self._show(f"✓ {who} {one.session}到课", "good")
        self._count.setText(f"已到 {one.came} / {one.expected}")
        self._count.show()

    def refuse(self, sentence: str) -> None:
        """Say why nothing was marked, and be heard at the door."""
        self._show(f"✗ {sentence}", "bad")
        self._count.hide()
        QApplication.beep()

    def text(self) -> str:
        """Give what is on show, or an empty text."""
        return "" if self.isHidden() else f"{self._said.text()} {self._count.text()}"

    def _show(self, sentence: str, tone: theme.Tone) -> None:
        self._said.setText(sentence)
        # A whole sentence is longer than a name.
        self._said.setObjectName("section" if tone == "bad" else "figure")
        set_tone(self._said, tone)
        self.setProperty("tone", tone)
        restyle(self)
        self.show()
