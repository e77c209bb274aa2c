from pytestqt.qtbot import QtBot

from app.school import erasures, members
from app.ui.desk import Desk
from app.ui.pages.members.person import Person
from tests import made_up
from tests.ui.looking import answering


def test_what_is_ticked_goes_and_what_stays_is_said(desk: Desk, qtbot: QtBot) -> None:
    school = made_up.school(desk.db)
    (who, *_) = made_up.people(desk.db, school, 2)
    members.amend(desk.db, who, {"phone": "13900001111", "address": "岭头路七号"})
    person = Person(desk, who)
    qtbot.addWidget(person)
    person.refresh()
    person.show()
    erasing = person._erasing
    erasing.unfold()
    assert [field for field, tick in erasing.ticks.items() if tick.isVisible()] == [
        "phone", "address", "id_number",
    ]  # fmt: skip
    assert "学时任务" in erasing._kept.text() and "九个月" in erasing._kept.text()
    erasing.ticks["phone"].setChecked(True)
    erasing.reason.setText("已转出")
    with answering("抹去"):
        erasing._done.click()
    left = members.row(desk.db, who)
    assert (left.phone, left.address) == ("", "岭头路七号")
    assert "应本人要求抹去：手机。原因：已转出" in erasing._before.text()
    assert erasures.find(desk.db, school=school, member=who)


def test_nothing_goes_without_a_reason_or_an_answer(desk: Desk, qtbot: QtBot) -> None:
    school = made_up.school(desk.db)
    (who, *_) = made_up.people(desk.db, school, 2)
    members.amend(desk.db, who, {"phone": "13900001111"})
    person = Person(desk, who)
    qtbot.addWidget(person)
    person.refresh()
    erasing = person._erasing
    erasing.unfold()
    erasing.ticks["phone"].setChecked(True)
    erasing._done.click()
    assert members.row(desk.db, who).phone == "13900001111"
    erasing.reason.setText("已转出")
    with answering("不抹去"):
        erasing._done.click()
    assert members.row(desk.db, who).phone == "13900001111"
