"""A register that was not closed is looked over while the window lives on."""

from contextlib import ExitStack
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.errors import Cancelled
from app.progress import Tell
from app.ui.opening import Opening
from app.ui.waiting import Waiting
from tests.ui.looking import when

pytestmark = pytest.mark.usefixtures("dressed")
PATIENCE_S = 300


@pytest.fixture
def leading(tmp_path: Path, qtbot: QtBot) -> Opening:
    """Give an opening whose window stands."""
    made = Opening(tmp_path, operator="", stack=ExitStack())
    shown = QWidget()
    qtbot.addWidget(shown)
    shown.show()
    made._keep(shown)
    return made


def test_the_window_lives_on_while_a_register_is_looked_over(leading: Opening) -> None:
    there, turned = Event(), Event()
    turning = when(there.is_set, turned.set)

    def look(_tell: Tell) -> list[str]:
        there.set()
        return [] if turned.wait(PATIENCE_S) else ["the window stood still"]

    assert leading._looking(look) == []
    turning.deleteLater()


@pytest.mark.usefixtures("boxed")
def test_the_look_can_be_broken_off(leading: Opening) -> None:
    pressing = when(
        lambda: isinstance(QApplication.activeModalWidget(), Waiting),
        lambda: QApplication.activeModalWidget().reject(),  # type: ignore[union-attr]
    )

    def look(tell: Tell) -> list[str]:
        while True:
            tell(0, 0)

    with pytest.raises(Cancelled):
        leading._looking(look)
    pressing.deleteLater()
