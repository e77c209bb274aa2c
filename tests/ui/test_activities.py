"""Learning outside the classes, recorded for many people at once in the window, by keyboard."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.school import activities, branches, evidence, hours, members
from app.ui.desk import Desk
from app.ui.pages.hours import ActivitiesPage, HoursPage, RecordPage
from app.ui.pages.hours.activities import ActivityPanel
from app.ui.side import Place
from app.ui.window import Window
from tests import photographed
from tests.ui import township
from tests.ui.looking import answering, cut_off
from tests.ui.township import CONTROL, Hands

KEY = Qt.Key
TODAY = "2026-11-21"
PDF = photographed.pdf()


@pytest.fixture
def school(desk: Desk) -> int:
    return township.found(desk.db)


@pytest.fixture
def people(desk: Desk, school: int) -> list[int]:
    return township.people(desk.db, school, 12)


@pytest.fixture
def window(desk: Desk, people: list[int], qtbot: QtBot) -> Window:
    return township.window(desk, qtbot, Place("学时台账", "hours", HoursPage, "xstz"))


@pytest.fixture
def hands(qtbot: QtBot, window: Window) -> Hands:
    return Hands(qtbot, window)


@pytest.fixture
def page(window: Window, hands: Hands, qtbot: QtBot) -> RecordPage:
    hands.press(KEY.Key_N, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(window.page(), RecordPage))
    page = window.page()
    assert isinstance(page, RecordPage)
    return page


def words(widget: QWidget) -> list[str]:
    QApplication.processEvents()
    return [one.text() for one in widget.findChildren(QLabel) if one.isVisible()]


def listed(page: RecordPage, column: int) -> list[str]:
    model = page.people.table.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def choose(page: RecordPage, kind: str) -> None:
    page.entry.kind.setCurrentIndex(page.entry.kind.findData(kind))


def shown(page: RecordPage) -> set[str]:
    """Name the fields on show."""
    fields = {
        "ends": page.entry.ends, "half_day": page.entry.half_day, "amount": page.entry.amount,
        "platform": page.entry.platform, "organiser": page.entry.organiser, "central": page.entry.central,
        "ledger": page.entry.ledger, "form": page.entry.form_of,
    }  # fmt: skip
    return {name for name, field in fields.items() if field.isVisible()}


def opened(page: ActivitiesPage) -> ActivityPanel:
    assert page._detail is not None
    panel = page._detail.findChild(ActivityPanel)
    assert panel is not None
    return panel


def learn(desk: Desk, school: int, people: list[int], **said: object) -> int:
    given = {"kind": "branch_study", "title": "学习党章", "on": "2026-11-10", "minutes": 120, **said}
    return activities.record(desk.db, school=school, people=people, today=TODAY, **given)  # type: ignore[arg-type]


def test_a_branch_study_is_recorded_without_a_mouse(
    page: RecordPage, window: Window, hands: Hands, desk: Desk, people: list[int], qtbot: QtBot
) -> None:
    assert page.entry.kind.hasFocus()
    hands.press(KEY.Key_Tab, KEY.Key_Tab)
    hands.say("学习农村基层组织工作条例")
    hands.press(KEY.Key_Tab, KEY.Key_Tab, KEY.Key_Tab)
    hands.type("120")
    hands.press(KEY.Key_F, held=CONTROL)
    hands.say("张建国、王建国")
    hands.press(KEY.Key_Return)
    hands.type("ljg")
    hands.press(KEY.Key_Return)
    # Three have these initials: who is meant is asked, and Enter takes the first.
    qtbot.waitUntil(lambda: "是哪一位" in words(page))
    hands.press(KEY.Key_Return)
    qtbot.waitUntil(lambda: listed(page, 3) == ["2", "2", "2"])
    assert "3 人，共记 6 学时" in words(page)
    assert listed(page, 5) == ["支部学习 120 分钟"] * 3
    assert listed(page, 4) == ["0 → 2"] * 3
    hands.press(KEY.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: isinstance(window.page(), HoursPage))
    assert window.page().notice.text() == (
        "已登记“学习农村基层组织工作条例”，3 人的学时已记入。登错了的，到“班外学习”里划去人员或作废。"
    )
    (one,) = activities.rows(desk.db, activities.find(desk.db))
    assert (one.kind, one.minutes, one.people, one.recorded_by) == ("branch_study", 120, 3, "组织委员")
    assert hands.pressed < 40
    # What is posted is never undone: it is voided, and the message says so.
    hands.press(KEY.Key_Z, held=CONTROL)
    assert len(activities.find(desk.db)) == 1


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("branch_study", {"form", "half_day", "amount", "organiser"}),
        ("home_delivery", {"half_day", "organiser"}),
        ("online", {"form", "ends", "half_day", "amount", "platform"}),
        ("county_class", {"ends", "amount", "organiser", "central", "ledger"}),
        ("joint_class", {"ends", "amount", "organiser", "central", "ledger"}),
        ("external", {"ends", "amount", "organiser", "central", "ledger"}),
        ("teaching", {"half_day", "amount", "organiser", "ledger"}),
    ],
)
def test_every_kind_asks_only_for_what_it_needs(page: RecordPage, kind: str, wanted: set[str]) -> None:
    choose(page, kind)
    QApplication.processEvents()
    assert shown(page) == wanted
    assert page.entry.central.isChecked() == (kind == "county_class")


def test_every_kind_is_recorded_as_it_is_filled_in(
    page: RecordPage, desk: Desk, school: int, people: list[int], window: Window
) -> None:
    choose(page, "external")
    page.entry.title.setText("农村干部专题班")
    page.entry.organiser.setText("市委党校")
    page.entry.on.setText("2026.10.12")
    page.entry.ends.setText("2026年10月14日")
    page.entry.amount.setText("19.5")
    page.entry.ledger.setCurrentIndex(page.entry.ledger.findData("cadre"))
    page.people.add(people[:2])
    page.weigh()
    assert listed(page, 3) == ["19.5", "19.5"]
    page.commit()
    (one,) = activities.rows(desk.db, activities.find(desk.db))
    assert (one.date, one.ends, one.stated, one.ledger, one.central) == (
        "2026-10-12", "2026-10-14", 78, "cadre", 0,
    )  # fmt: skip
    assert hours.earned(desk.db, school=school, year=2026) == {}
    assert hours.earned(desk.db, school=school, year=2026, ledger="cadre") == dict.fromkeys(people[:2], 78)


def test_a_pasted_list_brings_its_minutes_and_asks_about_who_is_in_doubt(
    page: RecordPage, desk: Desk, school: int, hands: Hands, people: list[int], qtbot: QtBot
) -> None:
    choose(page, "online")
    page.entry.title.setText("党课开讲啦")
    page.entry.platform.setText("共产党员网")
    page.entry.amount.setText("40")
    members.enrol(desk.db, {"name": "陈建国", "member_type": "full"}, school=school)
    QApplication.clipboard().setText("张建国 20分钟\n王建国\n陈建国 10分钟\n没这个人")
    page.people.table.setFocus()
    hands.press(KEY.Key_V, held=CONTROL)
    qtbot.waitUntil(lambda: "还有 2 行没对上" in words(page))
    assert "名册里有 2 人同名，请选是哪一位" in words(page)
    page._settle(people[3])
    assert "还有 1 行没对上" in words(page)
    page._skip()
    page.weigh()
    assert listed(page, 0) == ["张建国", "王建国", "陈建国"]
    assert listed(page, 3) == ["0.5", "1", "0.25"]
    page.people.table.selectAll()
    hands_on = page.people.chosen()
    page.people.toggle_tested()
    page.weigh()
    assert len(hands_on) == 3
    assert listed(page, 3) == ["1", "1.5", "0.75"]
    assert listed(page, 2) == ["20 分钟，测试通过", "测试通过", "10 分钟，测试通过"]
    page.commit()
    (one,) = activities.find(desk.db)
    assert sorted(who.quarter_hours for who in activities.participants(desk.db, one)) == [3, 4, 6]


def test_a_whole_branch_and_a_filter_are_added_once(
    page: RecordPage, desk: Desk, school: int, people: list[int]
) -> None:
    branch = branches.find(desk.db, school=school)[0]
    box = page.people._branches
    box.setCurrentIndex(box.findData(branch))
    box.activated.emit(box.currentIndex())
    count = len(members.find(desk.db, school=school, branch=branch))
    assert len(page.people.people) == count == 4
    assert page.notice.text() == "加了 4 人。"
    filters = page.people._filters
    filters.setCurrentIndex(filters.findData("本年未达标"))
    filters.activated.emit(filters.currentIndex())
    assert len(page.people.people) == 12
    assert page.notice.text() == "加了 8 人，4 人已在名单里。"


def test_some_have_minutes_of_their_own_and_some_are_taken_off(
    page: RecordPage, hands: Hands, people: list[int], qtbot: QtBot
) -> None:
    page.entry.amount.setText("120")
    page.people.add(people[:3])
    page.weigh()
    page.people.table.setFocus()
    page.people.table.select_id(people[1])
    hands.press(KEY.Key_M, held=CONTROL)
    qtbot.waitUntil(page._question.isVisible)
    hands.say("六十")
    hands.press(KEY.Key_Return)
    assert "请写分钟数，例如 45；空着就和大家一样。" in words(page)
    page._question.field.clear()
    hands.type("60")
    hands.press(KEY.Key_Return)
    qtbot.waitUntil(lambda: listed(page, 3) == ["2", "1", "2"])
    page.people.table.setFocus()
    hands.press(KEY.Key_Delete)
    qtbot.waitUntil(lambda: listed(page, 3) == ["2", "2"])


def test_what_is_lacking_is_said_before_and_beside_the_field(
    page: RecordPage, desk: Desk, people: list[int]
) -> None:
    page.people.add(people[:2])
    page.weigh()
    assert "2 人。还没有写学了多少。" in words(page)
    page.entry.amount.setText("很久")
    page.weigh()
    assert "2 人。“很久”不是数字，学了多少请只写数字。" in words(page)
    page.entry.amount.setText("60")
    page.commit()
    assert "请填写学了什么，例如“学习党的二十届三中全会精神”。" in words(page)
    assert page.entry.title.hasFocus()
    page.entry.title.setText("学习")
    page.entry.on.setText("2026-12-01")
    page.commit()
    assert any("还没有到" in one for one in words(page))
    for wrong in ("昨天", "2026-11", "2026-02-30"):
        page.entry.on.setText(wrong)
        page.commit()
        assert page.entry.on.property("fault")
    for wrong in ("-5", "0", "inf", "1e300", "1.5"):
        page.entry.on.setText("2026-11-10")
        page.entry.amount.setText(wrong)
        page.commit()
        assert page.entry.form._faults[page.entry._much].text(), wrong
    assert activities.find(desk.db) == []


def test_a_proof_is_filed_with_it_and_a_bad_one_leaves_nothing_half_written(
    page: RecordPage, desk: Desk, people: list[int], tmp_path: Path
) -> None:
    page.entry.title.setText("学习")
    page.entry.amount.setText("60")
    page.people.add(people[:1])
    bad = tmp_path / "签到表.pdf"
    bad.write_bytes(b"MZ not a paper")
    page.take_file(bad)
    page.commit()
    assert "不是 PDF 或照片" in page.notice.text()
    assert activities.find(desk.db) == []
    good = tmp_path / "签到表（2026年11月10日支部学习现场原件扫描）.pdf"
    good.write_bytes(PDF)
    page.take_file(good)
    page.commit()
    (one,) = activities.rows(desk.db, activities.find(desk.db))
    (proof,) = evidence.rows(desk.db, [one.evidence])
    assert proof.file_name == good.name


def test_leaving_with_people_on_the_list_is_asked_first(
    page: RecordPage, window: Window, hands: Hands, people: list[int]
) -> None:
    page.people.add(people[:2])
    with answering("继续填写") as said:
        hands.press(KEY.Key_Escape)
        hands.press(KEY.Key_Escape)
    assert said[0] == "这次学习还没有登记，名单里有 2 人。"
    assert window.page() is page
    with answering("不登记，返回"):
        hands.press(KEY.Key_Escape)
    assert isinstance(window.page(), HoursPage)


def test_the_list_shows_voids_and_puts_people_right(
    window: Window, hands: Hands, desk: Desk, school: int, people: list[int], qtbot: QtBot
) -> None:
    new = learn(desk, school, people[:3])
    learn(desk, school, people[:1], kind="online", platform="共产党员网", title="网课", minutes=40)
    desk.look()
    below = window.page()
    assert isinstance(below, HoursPage)
    below.open_activities(new)
    page = window.page()
    assert isinstance(page, ActivitiesPage)
    assert page.opened == new
    assert "支部学习 120 分钟 · 3 人共记 6 学时" in words(page)
    assert cut_off(page) == []

    page._ask("add", [])
    hands.say("陈建国、没这个人")
    hands.press(KEY.Key_Return)
    assert "没有补登" in page.notice.text()
    page._ask("add", [])
    hands.say("陈建国 60分钟")
    hands.press(KEY.Key_Return)
    assert page.notice.text() == "已补登 1 人，学时已记入。"
    assert hours.earned(desk.db, school=school, year=2026)[people[3]] == 4

    panel = opened(page)
    panel._run(page._ask, "strike")
    assert page.notice.text() == "请先在名单里选中要划去的人。"
    panel.table.select_id(people[3])
    panel._run(page._ask, "strike")
    hands.press(KEY.Key_Return)
    assert "划去人员要写明原因，例如“登记错人”。" in words(page)
    hands.say("登记错人")
    hands.press(KEY.Key_Return)
    assert people[3] not in {who.member for who in activities.participants(desk.db, new)}

    panel = opened(page)
    next(one for one in panel.findChildren(QPushButton) if one.text() == "作废这次登记").click()
    qtbot.waitUntil(page._question.isVisible)
    hands.say("重复登记")
    hands.press(KEY.Key_Return)
    assert "学时已收回" in page.notice.text()
    assert hours.earned(desk.db, school=school, year=2026) == {
        people[0]: 4,
        people[1]: 0,
        people[2]: 0,
        people[3]: 0,
    }
    assert len(page._model.ids) == 1
    page._voided.setChecked(True)
    assert len(page._model.ids) == 2
    page._kinds.setCurrentIndex(page._kinds.findData("online"))
    assert [one.title for one in page._rows(page._model.ids)] == ["网课"]


def test_a_county_only_looks(desk: Desk, school: int, people: list[int], qtbot: QtBot) -> None:
    new = learn(desk, school, people[:3])
    page = ActivitiesPage(desk, school, read_only=True, show=new)
    qtbot.addWidget(page)
    page.refresh()
    page.show()
    buttons = {one.text() for one in page.findChildren(QPushButton)}
    assert not buttons & {"记学时", "补登人员", "划去所选的人", "作废这次登记"}
