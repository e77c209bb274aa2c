from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.school import members, schools
from app.ui.beginning import Answer, Beginning
from app.ui.opening import PEOPLE, Opening
from app.ui.window import Window

pytestmark = pytest.mark.usefixtures("dressed")


@contextmanager
def started(folder: Path) -> Iterator[tuple[Opening, QWidget]]:
    """Start on a folder; the windows go before the registers they look into are closed."""
    with ExitStack() as stack:
        leading = Opening(folder, operator="", stack=stack)
        first = leading.first()
        first.show()
        yield leading, first
        last = leading._shown
        assert last is not None
        last.close()
        last.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize("level", ["township", "county"])
def test_looking_around_shows_made_up_people_and_leaves_the_own_desk_empty(
    level: str, tmp_path: Path
) -> None:
    with started(tmp_path / "data") as (leading, beginning):
        assert isinstance(beginning, Beginning)
        answer = Answer(level, "350924100", "下党乡党校", "", "寿宁县", "张干事", "demo")  # type: ignore[arg-type]
        beginning.answered.emit(answer)
        shown = leading._shown
        assert isinstance(shown, Window)
        assert "编的" in shown.page().notice.text()
        assert schools.own(shown.desk.db).full_name != "下党乡党校"
        if level == "township":
            assert len(members.find(shown.desk.db)) == PEOPLE
    with started(tmp_path / "data") as (_, own):
        assert isinstance(own, Window)
        assert own.desk.school_name == "下党乡党校"
        assert members.find(own.desk.db) == []
