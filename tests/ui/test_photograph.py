"""Photographs of the window: they wait for what is still worked out, and not without end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.desk import Desk
from app.ui.page import Page
from app.ui.photograph import PATIENCE_SECONDS, photograph, settle


class Slow(Page):
    """A page that is done when it is told so."""

    done = False

    @property
    def settled(self) -> bool:
        """Tell whether it was told."""
        return self.done


@pytest.fixture
def pages(desk: Desk, qtbot: QtBot) -> Iterator[list[Slow]]:
    """Give three pages in one window: two on show and one that is not."""
    window = QWidget()
    qtbot.addWidget(window)
    made = [Slow(desk, title) for title in ("工作台", "县级总览", "没有打开的")]
    column = QVBoxLayout(window)
    for one in made:
        column.addWidget(one)
    made[2].hide()
    window.show()
    yield made
    desk.db.close()


def test_pages_that_never_settle_are_named_once_patience_is_over(pages: list[Slow]) -> None:
    pages[0].done = True
    ticks = iter([0.0, PATIENCE_SECONDS, PATIENCE_SECONDS + 1])
    with pytest.raises(TimeoutError, match="县级总览") as told:
        settle(pages[0].window(), clock=lambda: next(ticks))
    assert "工作台" not in str(told.value)
    assert "没有打开的" not in str(told.value)
    # All of its time was given to it: not before the last look at the clock.
    assert list(ticks) == []


def test_a_page_that_settles_in_time_is_waited_for(pages: list[Slow], tmp_path: Path) -> None:
    pages[0].done = True
    QTimer.singleShot(0, lambda: setattr(pages[1], "done", True))
    assert photograph(pages[0].window(), tmp_path / "window.png").exists()
    assert pages[1].done
