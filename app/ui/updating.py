"""A newer version on a stick, told of above every page the moment the stick is plugged in."""

from collections.abc import Callable, Collection
from pathlib import Path

from PySide6.QtCore import QObject

from app.errors import UserError
from app.jobs import updates
from app.jobs.updates import Machine
from app.ui.sticks import Stick, Watch, plugged
from app.ui.window import Window

WHERE = "到“设置”的“程序更新”里可以更新。"


class News(QObject):
    """Watch for sticks while the window is on show, and say where one brings a newer version."""

    def __init__(
        self,
        window: Window,
        *,
        machine: Machine | None = None,
        trusted: Collection[bytes] | None = None,
        look: Callable[[], list[Stick]] = plugged,
    ) -> None:
        """Begin to watch; the arguments are this computer's unless given."""
        super().__init__(window)
        self._window = window
        updates.tidy(window.desk.folder)
        self._machine = machine or updates.this_machine()
        self._trusted = updates.shipped_keys() if trusted is None else trusted
        self.watch = Watch(window, look)
        self.watch.appeared.connect(self._greet)

    def _greet(self, place: Path) -> None:
        try:
            said = updates.look(place, machine=self._machine, trusted=self._trusted)
        except UserError:  # a stick that cannot be read is said where somebody wants something of it
            return
        banner = self._window.banner
        if banner.text() and banner.property("tone") != "good":
            return  # what must not be overlooked stays; settings tell of the stick all the same
        if said.found:
            banner.tell(f"{said.sentence}{WHERE}", "good")
        elif said.refused:
            banner.tell(said.sentence, "warn")
