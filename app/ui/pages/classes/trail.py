"""The states of a class in a row, what was done on the way, and the button to the next one."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.school import CLASS_STATES, classes
from app.ui.cards import label, set_tone
from app.ui.flow import Flow
from app.ui.page import Action, button

MOVES = {"notified": "已发通知", "enrolling": "开始报名", "opened": "开班", "teaching": "开始授课"}


class Trail(QWidget):
    """Show where a class stands; a state passed says when, by whom and why in its tooltip."""

    def __init__(self, move: Callable[[str], object]) -> None:
        """Lay out the states; `move` is given the state the button asks for."""
        super().__init__()
        self._move = move
        self._states: dict[str, QLabel] = {}
        self._next = ""
        line = Flow(6)
        for at, (state, name) in enumerate(CLASS_STATES.items()):
            if at:
                line.add(label("›", tone="muted"))
            self._states[state] = label(name)
            self._states[state].setWordWrap(False)
            line.add(self._states[state])
        self._button: QPushButton = button(Action("", self._press))
        self._button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        line.add(self._button)
        self._why = label("", name="note")
        line.add(self._why)
        self.setLayout(line)
        self.setAccessibleName("办班进度")

    def tell(self, found: classes.TrainingClass, steps: list[classes.Step], *, editable: bool) -> None:
        """Show the state a class is in, and offer the next one where a person may move it on."""
        order = list(CLASS_STATES)
        now = order.index(found.state)
        taken = {step.state: step for step in steps}
        for at, (state, one) in enumerate(self._states.items()):
            step = taken.get(state)
            passed = at < now and step is not None
            one.setText(f"✓ {CLASS_STATES[state]}" if passed else CLASS_STATES[state])
            one.setObjectName("strong" if at == now else "")
            set_tone(one, "bad" if at == now else "good" if passed else "muted")
            one.setToolTip(_said(step) if step and at <= now else "")
        last = steps[-1] if steps else None
        self._why.setText(f"{CLASS_STATES[last.state]}：{last.reason}" if last and last.reason else "")
        self._why.setVisible(bool(self._why.text()))
        self._next = classes.next_by_hand(found.state) if editable else ""
        self._button.setVisible(bool(self._next))
        if self._next:
            self._button.setText(MOVES[self._next])
            self._button.setAccessibleName(MOVES[self._next])
            self._button.setToolTip(f"把这个班记为“{CLASS_STATES[self._next]}”")
        self.setAccessibleDescription(f"现在是{CLASS_STATES[found.state]}")
        self.updateGeometry()

    def _press(self) -> None:
        self._move(self._next)


def _said(step: classes.Step) -> str:
    parts = (f"{step.taken_on} {step.taken_by}".strip(), step.reason)
    return "\n".join(part for part in parts if part)
