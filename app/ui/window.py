"""The window: places at the side, one page at a time, the finder, help, undo, and where things were."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.ui import messages
from app.ui.desk import Desk
from app.ui.side import Place, Side, keys

if TYPE_CHECKING:
    from app.ui.finder import Finder, Found, Search
    from app.ui.help import Help
    from app.ui.page import Page

GEOMETRY = "window/geometry"
FOLLOWED = "helpFollows"
TITLE_BAR = 32
LEAST = QSize(900, 420)
"""What is left of a screen of 1366 x 768 pixels at 150 %: 911 x 512 points less title and task bar."""


@dataclass(frozen=True, slots=True)
class Undo:
    """What Ctrl+Z or Ctrl+Y does: the name of the act it is about, if there is one, and the way to do it.

    `run` gives the name of what was undone or redone, or None where there was nothing left.
    """

    name: Callable[[], str | None]
    run: Callable[[], str | None]


class Window(QMainWindow):
    """Show one desk: first the places, and its first page once these stand on the screen."""

    begun = Signal()
    """The first page is there, and what else goes on beside it may begin."""

    def __init__(
        self,
        desk: Desk,
        places: Sequence[Place],
        *,
        searches: "Callable[[], Sequence[Search]]" = tuple,
        undo: Undo | None = None,
        redo: Undo | None = None,
    ) -> None:
        """Lay out the window; a page is made when its place is first visited."""
        super().__init__()
        self.desk = desk
        self._places = list(places)
        self._undo, self._redo = undo, redo
        self._at = -1
        self._in_side = False
        self._laid: dict[int, list[Page]] = {}
        self.side = Side(desk, self._places)
        self._stack = QStackedWidget()
        self._stack.setObjectName("content")
        self._ground = QLabel("正在打开数据…")
        self._ground.setObjectName("note")
        self._ground.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(self._ground)
        self.banner = messages.Notice()
        """What is said above every page until it is closed."""
        content = QWidget()
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self._stack, 1)
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side)
        row.addLayout(column, 1)
        self._row = row
        self.setCentralWidget(content)
        self._entitle()
        self.setMinimumSize(LEAST)
        self._searches = searches
        self._connect()
        self._shortcuts()
        self._restore_geometry()
        self.side.mark(0)
        # Two turns later: nobody waits for the register to see the window, and a key pressed goes first.
        self.side.painted.connect(lambda: QTimer.singleShot(0, self, self._begin_soon))

    def _connect(self) -> None:
        self.side.asked.connect(self.go)
        self.side.find_asked.connect(self._find)
        self.side.help_asked.connect(self.toggle_help)
        self.side.undo_asked.connect(self.undo)
        self.desk.changed.connect(self._on_change)
        self.desk.introduced.connect(self._entitle)
        self.desk.went.connect(self._go_titled)
        self.desk.opened.connect(self.lay)
        self.desk.closed.connect(self.take_away)
        QApplication.instance().focusChanged.connect(self._keep_keyboard)  # type: ignore[union-attr]

    def _entitle(self) -> None:
        """Say in the title bar whose desk this is and who sits here."""
        who = f"（{self.desk.operator}）" if self.desk.operator else ""
        self.setWindowTitle(f"{self.desk.school_name}{who} · 五有")

    def _shortcuts(self) -> None:
        for key, run in (
            ("Ctrl+K", self._find),
            ("F1", self.toggle_help),
            ("Ctrl+Z", self.undo),
            ("Ctrl+Y", self.redo),
            ("Ctrl+Shift+Z", self.redo),
            ("Ctrl+F", lambda: self.page().seek()),
            ("Esc", self.escape),
            ("Alt+Left", self.take_away),
            ("Alt+Up", lambda: self.go((max(self._at, 0) - 1) % len(self._places))),
            ("Alt+Down", lambda: self.go((max(self._at, 0) + 1) % len(self._places))),
            ("F5", lambda: self._refresh(self.page())),
            ("F6", self._other_half),
        ):
            QShortcut(QKeySequence(key), self, run)
        for number, key in enumerate(keys(len(self._places))):
            if key:
                QShortcut(QKeySequence(key), self, partial(self.go, number))

    # places and pages

    @property
    def places(self) -> tuple[Place, ...]:
        """Give the places in their order."""
        return tuple(self._places)

    def _begin_soon(self) -> None:
        QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        try:
            if self._at < 0:
                self.go(0)
        except Exception as error:  # the register does not open: said, and whoever opened it leads on
            messages.tell_error(self, error)
        else:
            self._name_undo()
            # Two turns later again: what goes on beside the first page is read once that is on the screen.
            QTimer.singleShot(0, self, lambda: QTimer.singleShot(0, self, self._tell_begun))

    def _tell_begun(self) -> None:
        if self.isVisible():
            self.begun.emit()

    def page(self) -> "Page":
        """Give the page on show, the first place's where nobody has gone anywhere yet."""
        if self._at < 0:
            self.go(0)
        return self._laid[self._at][-1]

    def go(self, number: int) -> None:
        """Show a place as it was left."""
        fresh = self._at < 0
        if number not in self._laid:
            made = self._places[number].make(self.desk)
            self._laid[number] = [made]
            self._stack.addWidget(made)
        self._at = number
        self.side.mark(number)
        self._show(self.page())
        if fresh:
            # Until now the keyboard could be nowhere but in the side.
            self.page().take_keyboard()
            self._stack.removeWidget(self._ground)
            self._ground.deleteLater()

    def _go_titled(self, title: str, then: "Callable[[Page], object] | None") -> None:
        number = next(at for at, place in enumerate(self._places) if place.title == title)
        self.go(number)
        while len(self._laid[number]) > 1 and self.take_away():
            pass
        if then is not None and len(self._laid[number]) == 1:
            then(self.page())

    def lay(self, page: "Page") -> None:
        """Lay a page over the present one of this place."""
        self.page()
        self._laid[self._at].append(page)
        self._stack.addWidget(page)
        page.set_way_back(True)
        self._show(page)

    def take_away(self) -> bool:
        """Take the topmost page of this place away; say whether it was one that can go."""
        pages = self._laid.get(self._at, [])
        if len(pages) < 2 or not pages[-1].may_close():
            return False
        gone = pages.pop()
        self._show(pages[-1])
        self._stack.removeWidget(gone)
        gone.deleteLater()
        return True

    def _show(self, page: "Page") -> None:
        # Asked before the page below goes: Qt hands its keyboard to whatever comes next, often the side.
        in_side = self.side.isAncestorOf(QApplication.focusWidget() or self)
        self._stack.setCurrentWidget(page)
        if page.stale:
            self._refresh(page)
        if self._helping:
            self._help.show_topic(page.topic())
            self._follow_tabs(page)
        if not in_side:
            page.take_keyboard()

    def _refresh(self, page: "Page") -> None:
        page.stale = False
        try:
            page.refresh()
        except Exception as error:  # a list that cannot be read must not take the window with it
            messages.tell_error(page, error)

    def _on_change(self) -> None:
        for pages in self._laid.values():
            for page in pages:
                page.stale = True
        self._refresh(self.page())
        self._name_undo()

    @cached_property
    def _finder(self) -> "Finder":
        """Make the finder when it is asked for first."""
        from app.ui.finder import Finder, Search  # noqa: PLC0415 - as above

        return Finder(self, [Search("功能", self._find_places), *self._searches()])

    def _find(self) -> None:
        self._finder.open()

    def _find_places(self, text: str) -> "list[Found]":
        from app.ui.finder import Found  # noqa: PLC0415 - as above

        wanted = text.casefold()
        return [
            Found(place.title, "功能", partial(self.go, number))
            for number, place in enumerate(self._places)
            if wanted in place.title or place.initials.startswith(wanted)
        ]

    # keys

    def escape(self) -> None:
        """Close the newest of what is open: help, then what the page has, then a page laid over."""
        in_help = self._helping and self._help.isAncestorOf(QApplication.focusWidget() or self)
        if not in_help and (self.page().escape() or self.take_away()):
            return
        if self._helping:
            self.toggle_help()

    @cached_property
    def _help(self) -> "Help":
        """Make the panel of the manual when it is asked for first."""
        from app.ui.help import Help  # noqa: PLC0415 - as above

        made = Help()
        made.hide()
        made.closed.connect(self.toggle_help)
        made.guide_asked.connect(self._print_guide)
        self._row.addWidget(made)
        return made

    @property
    def _helping(self) -> bool:
        return "_help" in self.__dict__ and not self._help.isHidden()

    def toggle_help(self) -> None:
        """Open or close the help for the page on show."""
        if self._help.isHidden():
            self._help.show_topic(self.page().topic())
            self._follow_tabs(self.page())
            self._help.show()
        else:
            self._help.hide()
            self.page().take_keyboard()

    def _follow_tabs(self, page: "Page") -> None:
        """Let the help turn with the tabs of a page, once the page has turned."""
        from PySide6.QtWidgets import QTabBar  # noqa: PLC0415 - as above

        for bar in page.findChildren(QTabBar):
            if not bar.property(FOLLOWED):
                bar.setProperty(FOLLOWED, True)
                bar.currentChanged.connect(lambda _: QTimer.singleShot(0, self, self._help_along))

    def _help_along(self) -> None:
        if self._helping:
            self._help.show_topic(self.page().topic())

    def _print_guide(self) -> None:
        """Lay the quick guide over the page, ready to be printed."""
        from app.jobs import quick_guide  # noqa: PLC0415 - it draws papers, which a start has no use for
        from app.ui.preview import PreviewPage  # noqa: PLC0415 - as above

        desk, page = self.desk, self.page()
        data = desk.act(
            page, lambda: desk.work(page, "正在排快速指南", lambda _db, _tell: quick_guide.printed())
        )
        if data is not None:
            title = quick_guide.TITLE
            desk.did(page, lambda: desk.open(PreviewPage(desk, title, data, f"{title}.pdf")))

    def undo(self) -> None:
        """Undo the last act and say which it was."""
        self._step(self._undo, "撤销")

    def redo(self) -> None:
        """Do again what was undone last and say which it was."""
        self._step(self._redo, "重做")

    def _step(self, way: Undo | None, verb: str) -> None:
        page = self.page()
        if way is None or way.name() is None:
            page.say(f"没有可以{verb}的事。", "muted")
            return
        name = self.desk.act(page, way.run)
        if name is not None:
            page.say(f"已{verb}：{name}", "good")

    def _name_undo(self) -> None:
        self.side.name_undo(
            self._undo.name() if self._undo else None, self._redo.name() if self._redo else None
        )

    def _keep_keyboard(self, before: QWidget | None, now: QWidget | None) -> None:
        """Keep the keyboard on the page where what had it is gone: Qt hands it on, to the side often."""
        if now is None or self._at < 0 or not self.isAncestorOf(now):
            return
        in_side = self.side.isAncestorOf(now)
        chosen = before is not None and isValid(before) and before.isVisible()
        if in_side and not chosen and not self._in_side:
            self.page().take_keyboard()
        else:
            self._in_side = in_side

    def _other_half(self) -> None:
        """Move the focus between the places and the page."""
        if self.side.isAncestorOf(QApplication.focusWidget() or self):
            self.page().take_keyboard()
        else:
            self.side.focus_current()

    # where things were

    def _restore_geometry(self) -> None:
        kept = self.desk.memory.value(GEOMETRY)
        if kept is None or not self.restoreGeometry(kept):
            room = QGuiApplication.primaryScreen().availableGeometry()
            self.resize(min(1366, room.width()), min(768, room.height() - TITLE_BAR))
            if self.width() >= room.width():
                # Left to itself a system would put a window as wide as the screen half beside it.
                self.move(room.topLeft())

    def changeEvent(self, event: QEvent) -> None:
        """Look for changes made elsewhere when the person comes back to the window."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and not self.desk.busy:
            QTimer.singleShot(0, self, self.desk.look)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the finder in its place."""
        super().resizeEvent(event)
        if "_finder" in self.__dict__:
            self._finder.settle()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close where nothing is under way and no page objects; remember where the window was."""
        pages = [page for laid in self._laid.values() for page in laid]
        if self.desk.busy or not all(page.may_close() for page in pages):
            event.ignore()
            return
        self.desk.memory.setValue(GEOMETRY, self.saveGeometry())
        self.desk.leave()
        event.accept()
