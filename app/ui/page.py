"""A page: a title, at most one primary button, a message strip, a body and what opens beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui import messages, theme
from app.ui.desk import Desk

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit


@dataclass(frozen=True, slots=True)
class Action:
    """A thing one can do: its name, its shortcut (`Ctrl+N`), and the act."""

    text: str
    run: Callable[[], object]
    key: str = ""
    tip: str = ""
    icon: str = ""
    enabled: bool = True


class Page(QWidget):
    """The frame of every page; a page of a noun fills `body` and overrides `refresh`."""

    help_topic = "index"

    def __init__(self, desk: Desk, title: str, note: str = "") -> None:
        """Lay out an empty page with its title and a muted note beside it."""
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.desk = desk
        self.stale = True
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.search: QLineEdit | None = None
        """Where Ctrl+F goes; set by the page that has one."""
        self.first: QWidget | None = None
        """Where the keyboard is when the page comes up: usually its list."""
        self._buttons: list[QPushButton] = []
        self._detail: Detail | None = None
        self._headline = Headline()
        self._back = QToolButton()
        self._back.setIcon(theme.icon("back"))
        self._back.setToolTip("返回 Alt+←")
        self._back.setAccessibleName("返回")
        self._back.clicked.connect(desk.close)
        self._back.hide()
        self._head = QHBoxLayout()
        self._head.setSpacing(theme.px(10))
        self._head.addWidget(self._back)
        self._head.addWidget(self._headline, 1)
        self.notice = messages.Notice(self)
        inner = QWidget()
        inner.setObjectName("page")
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.px(14))
        # Scrolls only where large type on a small screen leaves too little room for the body.
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._beside = QHBoxLayout()
        self._beside.setSpacing(theme.px(14))
        self._beside.addWidget(scroll, 1)
        self._hint = QLabel()
        self._hint.setObjectName("hint")
        self._hint.setWordWrap(True)
        self._hint.hide()
        self._edges = QVBoxLayout(self)
        self._edges.setContentsMargins(theme.px(28), theme.px(18), theme.px(28), theme.px(16))
        self._edges.setSpacing(theme.px(14))
        self._edges.addLayout(self._head)
        self._edges.addWidget(self.notice)
        self._edges.addLayout(self._beside, 1)
        self._edges.addWidget(self._hint)
        self.set_title(title, note)

    # what a page of a noun calls

    def set_title(self, title: str, note: str = "") -> None:
        """Set the title and the muted note beside it."""
        self._headline.tell(title, note)
        self.setWindowTitle(title)
        self.setAccessibleName(title)

    def set_actions(self, primary: Action | None, quiet: Sequence[Action] = ()) -> list[QPushButton]:
        """Put the page's buttons at the top right, the primary one last; give them in that order."""
        keyboard = any(old.hasFocus() for old in self._buttons)
        for old in self._buttons:
            self._head.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = [button(action) for action in quiet]
        if primary is not None:
            self._buttons.append(button(primary, kind="primary"))
        before: QWidget = self._back
        for made in self._buttons:
            self._head.addWidget(made)
            made.show()  # at once: the layout would only do so when everything else is done
            # Tab goes as one reads: what stands at the top comes before the body, whenever it was made.
            QWidget.setTabOrder(before, made)
            before = made
        if keyboard:
            # It was in a button that is gone: Qt would hand it to whatever comes next, the side often.
            able = [made for made in self._buttons if made.isEnabled()]
            taking = able[-1] if able else self
            taking.show()
            taking.setFocus(Qt.FocusReason.OtherFocusReason)
        return self._buttons

    def set_hint(self, sentence: str) -> None:
        """Set the muted line at the foot: keys and what to know."""
        self._hint.setText(sentence)
        self._hint.setVisible(bool(sentence))

    def say(self, sentence: str, tone: theme.Tone = "plain") -> None:
        """Say a sentence in this page's strip."""
        self.notice.tell(sentence, tone)

    def show_detail(self, title: str, content: QWidget, *, width: int = 320) -> None:
        """Open a panel beside the body, in place of the one that was there; Esc closes it."""
        self.close_detail()
        self._detail = Detail(title, content, width=width)
        self._detail.close_button.clicked.connect(self.close_detail)
        self._beside.addWidget(self._detail)
        self._share_width()

    def name_detail(self, title: str) -> None:
        """Give the panel beside the body another title, where there is one."""
        if self._detail is not None:
            self._detail.name(title)

    def close_detail(self) -> bool:
        """Close the panel beside the body; say whether there was one."""
        if self._detail is None:
            return False
        if self._detail.isAncestorOf(QApplication.focusWidget() or self):
            self.take_keyboard()
        self._beside.removeWidget(self._detail)
        self._detail.hide()
        self._detail.deleteLater()
        self._detail = None
        return True

    def take_keyboard(self) -> None:
        """Take the keyboard to where the page begins; the window calls it."""
        (self.first or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def set_way_back(self, there_is: bool) -> None:
        """Show or hide the arrow that leads to the page below; the window calls it."""
        self._back.setVisible(there_is)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width between the body and what is open beside it."""
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        if self._detail is not None:
            # Large type on a small screen must leave the list its room.
            wanted = self._detail.wanted
            self._detail.setFixedWidth(min(theme.px(wanted), max(wanted, self.width() // 3)))

    def set_within(self) -> None:
        """Give up the edges, to stand within another page that has its own."""
        self._edges.setContentsMargins(0, 0, 0, 0)

    # what a page of a noun overrides

    def topic(self) -> str:
        """Name the manual's topic for what is on show, with `#` and a heading where it is a part of one."""
        return self.help_topic

    def refresh(self) -> None:
        """Read again what the page shows; called when it is shown first and after every change."""

    @property
    def settled(self) -> bool:
        """Tell whether all that the page shows stands, and nothing of it is being worked out any more."""
        return True

    def begin(self) -> None:
        """Begin what the page is there for, asked for from elsewhere; many pages have no such act."""

    def open_target(self, target: int, step: str) -> None:
        """Show one thing of the page, at the step somebody pressed elsewhere; 0 is the page itself."""

    def sights(self) -> list[str]:
        """Name what else this place has to show — a tab, a page laid over it — for a tour of the window."""
        return []

    def show_sight(self, name: str) -> None:
        """Show one of `sights`."""

    def may_close(self) -> bool:
        """Say whether the page may go away; ask the person first where something typed would be lost."""
        return True

    def seek(self) -> None:
        """Go to the page's search field."""
        if self.search is not None:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()

    def escape(self) -> bool:
        """Close what is open on the page, the newest first; say whether there was anything."""
        if self.close_detail():
            return True
        if self.notice.text():
            self.notice.clear()
            return True
        return False


class Headline(QWidget):
    """The title with its note beside it, or below where the window is too narrow for both."""

    def __init__(self) -> None:
        """Make an empty one."""
        super().__init__()
        self._title = QLabel()
        self._title.setObjectName("title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._note = QLabel()
        self._note.setObjectName("note")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._title)
        self._row.addWidget(self._note, 1)
        self.setMinimumHeight(theme.px(40))

    def tell(self, title: str, note: str) -> None:
        """Set both."""
        self._title.setText(title)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose between one line and two."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        gap = theme.px(10)
        self._note.setWordWrap(False)
        beside = self._title.sizeHint().width() + gap + self._note.sizeHint().width() <= self.width()
        self._note.setWordWrap(not beside)
        self._note.setMinimumWidth(0)
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        self._row.setSpacing(gap if beside else 0)


class Detail(QFrame):
    """A panel beside the list, as tall as it; its content scrolls."""

    def __init__(self, title: str, content: QWidget, *, width: int) -> None:
        """Frame `content` under a title with a closing button."""
        super().__init__()
        self.setObjectName("detail")
        self.wanted = width
        self._heading = QLabel()
        self._heading.setObjectName("section")
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._heading.setWordWrap(True)
        self.close_button = QToolButton()
        self.close_button.setIcon(theme.icon("close", theme.MUTED))
        self.close_button.setToolTip("收起 Esc")
        head = QHBoxLayout()
        head.addWidget(self._heading, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        inner = QWidget()
        stacked = QVBoxLayout(inner)
        stacked.setContentsMargins(0, 0, theme.px(8), 0)
        stacked.addWidget(content)
        stacked.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        self._scroll = scroll
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(12), theme.px(8), theme.px(12))
        column.addLayout(head)
        column.addWidget(scroll, 1)
        self.name(title)

    def name(self, title: str) -> None:
        """Set the title."""
        self._heading.setText(title)
        self.setAccessibleName(title)
        self._scroll.setAccessibleName(title)
        self.close_button.setAccessibleName(f"收起{title}")


def key_words(key: str) -> str:
    """Write a shortcut as it is said: `Ctrl+Return` is Ctrl+回车."""
    return key.replace("Return", "回车").replace("Left", "←").replace("Right", "→")


def button(action: Action, *, kind: str = "") -> QPushButton:
    """Make a button for an action; its shortcut works while it is on show and stands in its tooltip."""
    made = QPushButton(action.text)
    made.setProperty("kind", kind)
    made.setEnabled(action.enabled)
    made.setAccessibleName(action.text)
    made.setIconSize(QSize(theme.px(16), theme.px(16)))
    if action.icon:
        inks = (theme.PAPER, theme.FADED) if kind == "primary" else (theme.INK, theme.MUTED)
        made.setIcon(theme.icon(action.icon, *inks))
    if action.key:
        made.setShortcut(QKeySequence(action.key))
    made.setToolTip(" ".join(part for part in (action.tip or action.text, key_words(action.key)) if part))
    # Enter presses whichever button has the keyboard, as Space does.
    made.setAutoDefault(True)
    made.clicked.connect(lambda: action.run())
    return made
