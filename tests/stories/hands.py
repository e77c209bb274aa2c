"""A clerk without a mouse: keys, an input method and the clipboard, also in the system's file box."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.school import schools
from app.ui.beginning import Beginning
from app.ui.photograph import photograph
from app.ui.window import Window
from tests.stories.clerks import ALT, CONTROL, KEY, PLAIN, SHIFT, Clerk
from tests.ui.looking import cut_off, out_of_sight, when

MOST_TABS = 120
# The window as it fills a laptop of 1366 x 768 at 100 % and one of 1920 x 1080 at 150 %.
SIZES = {100: (1366, 768), 150: (1920, 1080)}


class Hands(Clerk):
    """Somebody who has put the mouse away; what is on the screen is looked at after every step."""

    def __init__(
        self, folder: Path, qtbot: QtBot, *, size: tuple[int, int], pictures: Path, prefix: str = ""
    ) -> None:
        super().__init__(folder, qtbot)
        self._size, self._pictures, self._prefix = size, pictures, prefix
        self._count = 0

    def looks(self, name: str) -> None:
        """Photograph what is on show; nothing may be cut off, and the keyboard must be in sight."""
        shown = self.turn()
        self._count += 1
        path = self._pictures / f"{self._prefix}{self._count:02}-{name}.png"
        photograph(shown, path, width=self._size[0], height=self._size[1])
        found = (cut_off(shown), out_of_sight(shown))
        assert found == ([], []), f"{path.name}: {found}"
        there = QApplication.focusWidget()
        assert there is not None and there.isVisible(), f"{path.name}: the keyboard is nowhere"
        side = shown.side.isAncestorOf(there) if isinstance(shown, Window) else False
        assert not side, f"{path.name}: the keyboard fell into the list of places"

    # keys

    def types(self, text: str) -> None:
        """Type key by key what a keyboard has keys for, the rest as an input method does."""
        if text.isascii():
            QTest.keyClicks(QApplication.focusWidget(), text)
        else:
            self.say(text)

    def tabs_to(self, name: str, *, back: bool = False) -> QWidget:
        """Press Tab until something of this name has the keyboard."""
        passed = []
        for _ in range(MOST_TABS):
            there = QApplication.focusWidget()
            words = there.accessibleName() if there is not None else ""
            if there is not None and (words.startswith(name) or name == getattr(there, "text", str)()):
                return there
            passed.append(words)
            self.press(KEY.Key_Backtab if back else KEY.Key_Tab, held=SHIFT if back else PLAIN)
        raise AssertionError(f"no Tab leads to {name}; on the way: {passed}")

    def presses(self, name: str, *, back: bool = False) -> None:
        """Go to a button by Tab and press it with Enter."""
        self.tabs_to(name, back=back)
        self.press(KEY.Key_Return)

    def turns_to(self, number: int) -> None:
        """Show a tab by its number."""
        self.press(Qt.Key(KEY.Key_0 + number), held=ALT)

    # boxes of the system

    @contextmanager
    def filing(self, path: Path) -> Iterator[None]:
        """Paste a path into the file box that is going to open, and press Enter."""
        with self._box(QFileDialog, lambda box: _name(box, path)):
            yield

    @contextmanager
    def agreeing(self) -> Iterator[None]:
        """Press Tab and Enter in the question that is going to be asked: its first button agrees."""
        with self._box(QMessageBox, _agree):
            yield

    @contextmanager
    def _box(self, kind: type[QWidget], answer: Callable[[QWidget], object]) -> Iterator[None]:
        met: list[str] = []

        def meet() -> None:
            box = QApplication.activeModalWidget()
            assert box is not None
            try:
                answer(box)
            except BaseException as error:
                # The box must go, or the test would wait in it for ever.
                met.append(repr(error))
                box.close()
                return
            met.append("")
            if box.isVisible():
                met[-1] = f"Enter left the box open: {box.windowTitle()}"
                box.close()

        watch = when(lambda: _has_the_keyboard(kind), meet)
        yield
        self._qtbot.waitUntil(lambda: bool(met) and QApplication.activeModalWidget() is None)
        watch.deleteLater()
        assert met == [""], met


def _has_the_keyboard(kind: type[QWidget]) -> bool:
    box = QApplication.activeModalWidget()
    if not isinstance(box, kind):
        return False
    box.activateWindow()
    return box.isAncestorOf(QApplication.focusWidget() or box)


def _name(box: QWidget, path: Path) -> None:
    there = QApplication.focusWidget()
    assert isinstance(there, QLineEdit), "the file box does not begin with the name"
    QApplication.clipboard().setText(str(path))
    QTest.keyClick(there, KEY.Key_A, CONTROL)
    QTest.keyClick(there, KEY.Key_V, CONTROL)
    QTest.keyClick(there, KEY.Key_Return)


def _agree(box: QWidget) -> None:
    there = QApplication.focusWidget() or box
    QTest.keyClick(there, KEY.Key_Return)


Sit = Callable[[str], Hands]
"""Sit down somebody without a mouse at a laptop of their own."""


def first_start(town: Hands) -> None:
    """Say which desk and which school, and that a roster comes first."""
    asked = town.open(Beginning)
    town.looks("给谁用")
    town.press(KEY.Key_Return)
    town.types("寿宁县")
    town.press(KEY.Key_Tab)
    town.types("下党乡")
    town.looks("哪个单位")
    town.goes_on(asked, 2)
    town.looks("先做什么")
    town.press(KEY.Key_Return)
    assert schools.own(town.db).short_name == "下党乡党校"
