"""Finding out beside the window what each form of a class lacks before it can be made."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

from app.jobs import forms
from app.ui import messages
from db.register import Register


class Checking(QThread):
    """Try one form after the other on a connection of its own; whoever leaves stops it."""

    found = Signal(object)
    """A `forms.Readiness` is known."""

    def __init__(
        self,
        again: Callable[[], Register],
        training_class: int,
        *,
        today: str,
        parent: QObject | None = None,
    ) -> None:
        """Take the class; `start` begins."""
        super().__init__(parent)
        self._again = again
        self._class = training_class
        self._today = today
        self.error: BaseException | None = None

    def run(self) -> None:
        """Try every form on paper; one to be edited says the same and lacks the same."""
        try:
            db = self._again()
            try:
                for form in forms.FORMS:
                    if self.isInterruptionRequested():
                        return
                    if forms.printed_twin(form) is form:
                        self.found.emit(forms.readiness(db, form, self._class, today=self._today))
            finally:
                db.close()
        except BaseException as error:  # told at the line that asked, as every error of a thread
            self.error = error


class Checker(QObject):
    """Keep one `Checking` at a time, and what it has found."""

    changed = Signal()
    """Something more is known, or known anew."""

    def __init__(self, again: Callable[[], Register], training_class: int, parent: QObject) -> None:
        """Know nothing yet."""
        super().__init__(parent)
        self._again = again
        self._class = training_class
        self._thread: Checking | None = None
        self.known: dict[str, forms.Readiness] = {}

    def begin(self, *, today: str) -> None:
        """Find out anew; what was known stands until then."""
        self.stop()
        self._thread = Checking(self._again, self._class, today=today)
        self._thread.found.connect(self._take)
        self._thread.finished.connect(self._finished)
        self._thread.start()

    def stop(self) -> None:
        """Stop after the form under way, and wait for that."""
        if self._thread is not None:
            self._thread.requestInterruption()
            self._thread.wait()
            self._thread = None

    def busy(self) -> bool:
        """Tell whether something is still being found out."""
        return self._thread is not None

    def of(self, form: forms.Form) -> forms.Readiness | None:
        """Give what is known of a form, None while it is not."""
        return self.known.get(forms.printed_twin(form).key)

    def _take(self, found: forms.Readiness) -> None:
        if self.sender() is self._thread:
            self.known[found.form.key] = found
            self.changed.emit()

    def _finished(self) -> None:
        thread, self._thread = self._thread, None
        if thread is None or self.sender() is not thread:
            self._thread = thread
            return
        if thread.error is not None:
            parent = self.parent()
            assert parent is None or parent.isWidgetType()
            messages.tell_error(parent, thread.error)  # type: ignore[arg-type]
        thread.deleteLater()
        self.changed.emit()
