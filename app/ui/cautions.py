"""What the window says above every page: a laptop that was handed over, a clock that cannot be right."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.jobs import clocks
from app.ui.window import Window


class Cautions(QObject):
    """Say in the window's banner what must not be overlooked, and take it away once it is so no more."""

    def __init__(self, window: Window, *, now_ms: Callable[[], int]) -> None:
        """Begin with the computer's clock; `now_ms` gives it in milliseconds since 1970."""
        super().__init__(window)
        self._window, self._now_ms = window, now_ms
        self._said = ""
        self._clock = True
        window.desk.changed.connect(self.look)
        self.look()

    def look(self) -> None:
        """Say what there is to say now, where it differs from what was said last."""
        said = self._window.desk.db.shut or self._of_the_clock()
        if said == self._said:
            return
        banner = self._window.banner
        if said:
            banner.tell(said, "warn")
        elif banner.text() == self._said:
            banner.clear()
        self._said = said

    def _of_the_clock(self) -> str:
        """Doubt the clock, or say what was done while it was doubted; once all is well it is believed."""
        if not self._clock:
            return ""
        db = self._window.desk.db
        said = clocks.watch(db, now_ms=self._now_ms()) or clocks.to_look_at(db)
        self._clock = bool(said)
        return said
