"""评估: a round begun, scored with reasons, finished for good, printed, all by the keyboard."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.school import assessments
from app.ui.desk import Desk
from app.ui.pages.checklist import Checklist
from app.ui.pages.checklist.assessing import Assessing
from app.ui.preview import PreviewPage
from app.ui.side import Place
from app.ui.window import Window
from tests import made_up
from tests.papers.reading import texts
from tests.ui import township
from tests.ui.looking import cut_off
from tests.ui.township import ALT, CONTROL, Hands

KEY = Qt.Key


@pytest.fixture
def school(desk: Desk) -> int:
    found = township.found(desk.db)
    made_up.people(desk.db, found, 3)
    return found


@pytest.fixture
def window(desk: Desk, school: int, qtbot: QtBot) -> Window:
    return township.window(desk, qtbot, Place("五有建设", "checklist", Checklist, "wyjs"))


@pytest.fixture
def hands(qtbot: QtBot, window: Window) -> Hands:
    made = Hands(qtbot, window)
    made.press(KEY.Key_4, held=ALT)
    return made


@pytest.fixture
def tab(window: Window, hands: Hands) -> Assessing:
    page = window.page()
    assert isinstance(page, Checklist)
    found = page.tab()
    assert isinstance(found, Assessing)
    return found


@pytest.fixture
def begun(tab: Assessing, hands: Hands, qtbot: QtBot) -> Assessing:
    """A round of the year, begun with the key of its button."""
    hands.press(KEY.Key_N, held=CONTROL)
    qtbot.waitUntil(lambda: tab.round() is not None)
    qtbot.waitUntil(tab.table.hasFocus)
    return tab


def kept(tab: Assessing) -> list[assessments.Line]:
    shown = tab.round()
    assert shown is not None
    return assessments.lines(tab.desk.db, shown.id)


def test_a_round_is_begun_and_proposes_points(begun: Assessing, window: Window) -> None:
    assert window.page().notice.text() == "已按今天的材料给每条提了分，请逐条核对。"
    assert len(begun.model.ids) == len(kept(begun)) > 20
    assert all(one.self_points == one.proposed for one in kept(begun))
    assert cut_off(window) == []


def test_points_of_ones_own_want_a_reason(begun: Assessing, window: Window, hands: Hands) -> None:
    first = kept(begun)[0]
    assert first.proposed == 0
    hands.press(KEY.Key_Return)
    hands.type("3")
    hands.press(KEY.Key_Return)
    assert kept(begun)[0].self_points == 0
    assert "理由" in window.page().notice.text()
    hands.press(KEY.Key_A, held=CONTROL)
    hands.say("3 文件在县里")
    hands.press(KEY.Key_Return)
    assert (kept(begun)[0].self_points, kept(begun)[0].reason) == (3, "文件在县里")
    assert begun.table.hasFocus()
    hands.press(KEY.Key_Z, held=CONTROL)
    assert kept(begun)[0].self_points == 0


@pytest.mark.parametrize("answer", ["999 多了", "-1 少了", "很多 分", ""])
def test_points_that_are_none_are_refused(
    begun: Assessing, window: Window, hands: Hands, answer: str
) -> None:
    before = kept(begun)
    hands.press(KEY.Key_Return)
    hands.say(answer)
    hands.press(KEY.Key_Return)
    assert kept(begun) == before
    assert begun.question.isVisible()
    assert window.page().notice.text()
    hands.press(KEY.Key_Escape)
    assert not begun.question.isVisible()


def test_the_countys_points_are_written_by_going_to_their_column(begun: Assessing, hands: Hands) -> None:
    column = [one.title for one in begun.model.columns].index("县核分")
    hands.press(*[KEY.Key_Right] * column)
    assert begun.table.currentIndex().column() == column
    hands.press(KEY.Key_Return)
    hands.say("2 抽查见到")
    hands.press(KEY.Key_Return)
    assert (kept(begun)[0].county_points, kept(begun)[0].county_reason) == (2, "抽查见到")


def test_a_round_that_is_finished_stays_as_it_is(
    begun: Assessing, window: Window, hands: Hands, qtbot: QtBot
) -> None:
    hands.press(KEY.Key_Backtab)
    done = next(one for one in begun.buttons if one.text() == "完成自评")
    done.setFocus()
    hands.press(KEY.Key_Return)
    shown = begun.round()
    assert shown is not None and shown.finished_on
    assert "已完成：" in window.page().notice.text()
    before = kept(begun)
    begun.table.setFocus()
    hands.press(KEY.Key_Return)
    assert not begun.question.isVisible()
    assert "不能再改" in window.page().notice.text()
    assert kept(begun) == before


def test_the_sheet_names_every_demand(begun: Assessing, window: Window, hands: Hands, qtbot: QtBot) -> None:
    demands = [one.text for one in kept(begun)]
    hands.press(KEY.Key_P, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(window.page(), PreviewPage))
    paper = window.page()
    assert isinstance(paper, PreviewPage) and paper.preview._paper is not None
    text = "".join("".join(texts(paper.preview._paper.data)).split())
    assert [one for one in demands if "".join(one.split()) not in text] == []
