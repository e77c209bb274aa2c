"""F1: the manual's page for what is on show, beside it; read from resources/help when it is asked for."""

from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QImage,
    QKeySequence,
    QPixmap,
    QShortcut,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
)
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import paths
from app.ui import theme

WIDTH = 340
LINE_PERCENT = 130
# What a picture is in the text.
PICTURE = "\ufffc"
CONTENTS = "index"


class Help(QFrame):
    """Show a topic of the manual; links lead from topic to topic, a picture opens large."""

    closed = Signal()
    guide_asked = Signal()
    """The printed quick guide is wanted."""

    def __init__(self, *, printable: bool = True) -> None:
        """Make an empty panel; `printable` offers the quick guide on paper."""
        super().__init__()
        self.setObjectName("help")
        self.setAccessibleName("帮助")
        self.setFixedWidth(theme.px(WIDTH))
        heading = QLabel("帮助")
        heading.setObjectName("section")
        close = QToolButton()
        close.setIcon(theme.icon("close", theme.MUTED))
        close.setToolTip("收起帮助 F1")
        close.setAccessibleName("收起帮助")
        close.clicked.connect(self.closed)
        self.text = Manual()
        self.text.setAccessibleName("帮助内容")
        head = QHBoxLayout()
        head.addWidget(heading, 1)
        head.addWidget(close)
        foot = QHBoxLayout()
        contents = QPushButton("目录")
        contents.setToolTip("帮助的全部题目")
        contents.clicked.connect(lambda: self.show_topic(CONTENTS))
        foot.addWidget(contents)
        self.guide = QPushButton("打印快速指南")
        self.guide.setToolTip("四页纸：从安装到上报，常用的键，出了问题怎么办")
        self.guide.clicked.connect(self.guide_asked)
        self.guide.setVisible(printable)
        foot.addWidget(self.guide)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(14)] * 4)
        column.addLayout(head)
        column.addWidget(self.text, 1)
        column.addLayout(foot)

    def show_topic(self, topic: str) -> None:
        """Show `topic`.md, from the heading after a `#` where there is one, or else the contents."""
        name, _, heading = topic.partition("#")
        folder = paths.resources() / "help"
        named = folder / f"{name}.md"
        path = named if named.exists() else folder / f"{CONTENTS}.md"
        if not path.exists():
            self.text.setPlainText("帮助文件不在程序的文件夹里，请重新安装程序。")
            return
        self.text.setSource(QUrl.fromLocalFile(str(path)))
        if heading:
            self.text.scrollToAnchor(heading)


class Manual(QTextBrowser):
    """A page of the manual; its pictures are as wide as it is."""

    def __init__(self) -> None:
        """Make an empty one."""
        super().__init__()
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("border: none; padding: 0;")
        self.anchorClicked.connect(self.follow)

    def doSetSource(
        self,
        name: QUrl | str,
        /,
        type: QTextDocument.ResourceType = QTextDocument.ResourceType.UnknownResource,  # noqa: A002 - Qt's
    ) -> None:
        """Read a page; its pictures can be pressed by mouse and by keyboard, its headings be gone to."""
        super().doSetSource(name, type)
        self.document().setIndentWidth(theme.px(18))
        block = self.document().begin()
        while block.isValid():
            self._space(block)
            pieces = block.begin()
            fragments: list[QTextFragment] = []
            while not pieces.atEnd():
                fragments.append(pieces.fragment())
                pieces += 1
            for fragment in fragments:
                self._mark(block, fragment)
            block = block.next()

    def _space(self, block: QTextBlock) -> None:
        """Set a paragraph with room between lines, and more above a heading than below it."""
        style = QTextBlockFormat()
        level = block.blockFormat().headingLevel()
        style.setTopMargin(theme.px(16) if level > 1 else theme.px(2))
        style.setBottomMargin(theme.px(5))
        if block.text() != PICTURE:
            style.setLineHeight(LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        QTextCursor(block).mergeBlockFormat(style)

    def _mark(self, block: QTextBlock, fragment: QTextFragment) -> None:
        """Make a picture a link to itself, and a heading a place to go to that is only a little larger."""
        style = QTextCharFormat()
        if fragment.charFormat().isImageFormat():
            style.setAnchor(True)
            style.setAnchorHref(fragment.charFormat().toImageFormat().name())
            style.setToolTip("看大图")
        elif level := block.blockFormat().headingLevel():
            style.setAnchor(True)
            style.setAnchorNames([block.text()])
            # Steps of the size around it, so that large type stays large.
            style.setProperty(QTextFormat.Property.FontSizeAdjustment.value, 1 if level == 1 else 0)
        else:
            return
        cursor = QTextCursor(self.document())
        cursor.setPosition(fragment.position())
        cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(style)

    def loadResource(self, type: int, name: QUrl | str) -> Any:  # noqa: A002 - Qt's own name
        """Give a file of the manual; a picture no wider than the page."""
        if QTextDocument.ResourceType(type) != QTextDocument.ResourceType.ImageResource:
            return super().loadResource(type, name)
        picture = QImage(self.source().resolved(QUrl(name)).toLocalFile())
        sharp = self.devicePixelRatioF()
        room = round((theme.px(WIDTH) - 2 * theme.px(14) - theme.px(24)) * sharp)
        if picture.width() > room:
            picture = picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
        picture.setDevicePixelRatio(sharp)
        return picture

    def follow(self, link: QUrl) -> None:
        """Go to another topic, or show a picture large."""
        wanted = self.source().resolved(link)
        if wanted.path().endswith(".png"):
            Large(self, QPixmap(wanted.toLocalFile())).exec()
        elif wanted.isLocalFile():
            self.setSource(wanted)
        else:
            QDesktopServices.openUrl(wanted)


class Large(QDialog):
    """A picture of the manual in its own size; Esc closes it."""

    def __init__(self, parent: QWidget, picture: QPixmap) -> None:
        """Show it, with bars where the screen is smaller."""
        super().__init__(parent)
        self.setWindowTitle("五有 · 帮助里的图")
        shown = QLabel()
        shown.setPixmap(picture)
        area = QScrollArea()
        area.setWidget(shown)
        area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)
        room = self.screen().availableGeometry().size() * 0.9
        self.resize((picture.size() + QSize(theme.px(4), theme.px(4))).boundedTo(room))


class Beside(QWidget):
    """The help of a window that is no desk, in a window of its own."""

    def __init__(self, window: QWidget) -> None:
        """Make it empty and hidden."""
        super().__init__(window, Qt.WindowType.Window)
        self._window = window
        self.setWindowTitle("五有 · 帮助")
        self.panel = Help(printable=False)
        self.panel.closed.connect(self.hide)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel)
        for key in ("F1", "Esc"):
            QShortcut(QKeySequence(key), self, self.hide)

    def open(self, topic: str) -> None:
        """Show a topic, to the right of the window where the screen has room."""
        self.panel.show_topic(topic)
        beside = self._window.frameGeometry()
        room = self.screen().availableGeometry()
        self.resize(theme.px(WIDTH), min(max(beside.height(), theme.px(520)), room.height()))
        self.move(min(beside.right(), room.right() - self.width()), max(beside.top(), room.top()))
        self.show()
        self.activateWindow()


def beside(window: QWidget, topic: str) -> None:
    """Open a topic on F1 in a window that is no desk: the first start, the passphrase, a rescue."""
    made: list[Beside] = []

    def toggle() -> None:
        if not made:
            made.append(Beside(window))
        made[0].hide() if made[0].isVisible() else made[0].open(topic)

    QShortcut(QKeySequence("F1"), window, toggle)
