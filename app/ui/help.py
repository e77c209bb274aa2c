"""F1: the manual's page for what is on show, beside it."""

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QTextBrowser, QToolButton, QVBoxLayout

from app import paths
from app.ui import theme


class Help(QFrame):
    """Show a topic of resources/help; links lead from topic to topic."""

    closed = Signal()

    def __init__(self) -> None:
        """Make an empty panel."""
        super().__init__()
        self.setObjectName("help")
        self.setAccessibleName("帮助")
        self.setFixedWidth(theme.px(340))
        heading = QLabel("帮助")
        heading.setObjectName("section")
        close = QToolButton()
        close.setIcon(theme.icon("close", theme.MUTED))
        close.setToolTip("收起帮助 F1")
        close.setAccessibleName("收起帮助")
        close.clicked.connect(self.closed)
        self.text = QTextBrowser()
        self.text.setAccessibleName("帮助内容")
        self.text.setOpenExternalLinks(False)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setStyleSheet("border: none; padding: 0;")
        head = QHBoxLayout()
        head.addWidget(heading, 1)
        head.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(14)] * 4)
        column.addLayout(head)
        column.addWidget(self.text, 1)

    def show_topic(self, topic: str) -> None:
        """Show `topic`.md, or the manual's first page where that topic has none."""
        folder = paths.resources() / "help"
        named = folder / f"{topic}.md"
        path = named if named.exists() else folder / "index.md"
        if path.exists():
            self.text.setSource(QUrl.fromLocalFile(str(path)))
        else:
            self.text.setPlainText("帮助文件不在程序的文件夹里，请重新安装程序。")
