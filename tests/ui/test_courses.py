import pytest
from pytestqt.qtbot import QtBot

from app.school import courses
from app.ui.desk import Desk
from app.ui.pages.teachers.tree import TreeChoice
from tests import made_up

pytestmark = pytest.mark.usefixtures("dressed")


def test_another_tree_holds_at_once_and_is_undone(desk: Desk, qtbot: QtBot) -> None:
    school = made_up.school(desk.db)
    before = courses.tree(desk.db, school=school).branches
    made = TreeChoice(desk, school)
    qtbot.addWidget(made)
    assert made.choice.count() == len(courses.trees())
    made.choice.activated.emit(made.choice.count() - 1)
    assert courses.tree(desk.db, school=school).branches != before
    assert made.choice.currentIndex() == 0
    desk.db.undo()
    assert courses.tree(desk.db, school=school).branches == before
