from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.school import branches, members
from app.ui.desk import Desk
from app.ui.page import Page
from app.ui.pages.members import Members
from app.ui.pages.members.inbox import Inbox
from app.ui.pages.members.newcomer import Newcomer
from app.ui.pages.members.person import Person
from app.ui.side import Place
from app.ui.window import Undo, Window
from tests import made_up
from tests.sheets import messes
from tests.ui.looking import answering, cut_off

CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def school(desk: Desk) -> int:
    return made_up.school(desk.db)


@pytest.fixture
def window(desk: Desk, school: int, qtbot: QtBot) -> Window:
    made_up.people(desk.db, school, 6)
    made = Window(desk, [Place("党员名册", "members", Members)], undo=Undo(desk.db.undoable, desk.db.undo))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def page(window: Window) -> Members:
    shown = window.page()
    assert isinstance(shown, Members)
    shown.table.setFocus()
    return shown


def key(qtbot: QtBot, which: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    QApplication.processEvents()
    if QApplication.activeWindow() is None:
        # The offscreen platform forgets which window was active below a box that closes.
        (window,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, Window)]
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), which, held)


def type_in(widget: QWidget, text: str) -> None:
    """Type as a Chinese input method does: the whole word at once."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def seek(qtbot: QtBot, page: Members, text: str) -> None:
    key(qtbot, Qt.Key.Key_F, CONTROL)
    page.seeker.clear()
    type_in(page.seeker, text)
    key(qtbot, Qt.Key.Key_Return)


def names(page: Members) -> list[str]:
    return [row.name for row in members.rows(page.desk.db, page.model.ids)]


def note(page: Page) -> str:
    return page._headline._note.text()


def open_one(qtbot: QtBot, page: Members, name: str) -> Person:
    seek(qtbot, page, name)
    page.table.setFocus()
    page.table.selectRow(0)
    key(qtbot, Qt.Key.Key_Return)
    person = page._person
    assert person is not None
    return person


def field(person: Person, name: str) -> QWidget:
    return next(entry.fields[name] for entry in person.entries if name in entry.fields)


def enter(qtbot: QtBot, person: Person, name: str, text: str) -> None:
    line = field(person, name)
    if isinstance(line, QComboBox):
        line = line.lineEdit()
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    type_in(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def remark(person: Person, name: str) -> str:
    entry = next(entry for entry in person.entries if name in entry.fields)
    fault = entry._faults[entry.fields[name]]
    return fault.text() if not fault.isHidden() else ""


def who(page: Members, member: int) -> members.Member:
    return members.rows(page.desk.db, [member])[0]


# the list


def test_the_list_says_how_many_and_hides_the_middle_of_id_numbers(page: Members) -> None:
    assert note(page) == "6 人"
    shown = str(page.model.index(0, 3).data())
    assert shown.startswith("350900********")
    assert len(shown) == 18


def test_people_are_found_by_name_pinyin_and_initials(page: Members, qtbot: QtBot) -> None:
    wanted = {"sxh": ["单晓红"], "曾": ["曾国强"], "ouyang": ["欧阳明月"], "没有这人": []}
    for typed, found in wanted.items():
        seek(qtbot, page, typed)
        assert names(page) == found
        assert note(page) == f"{len(found)} 人"


def test_people_are_found_by_the_end_of_a_number(page: Members, qtbot: QtBot) -> None:
    (first,) = members.rows(page.desk.db, page.model.ids[:1])
    seek(qtbot, page, first.id_number[-4:].lower())
    assert names(page) == [first.name]


def test_where_nobody_fits_one_press_shows_all_again(page: Members, qtbot: QtBot) -> None:
    seek(qtbot, page, "没有这人")
    (again,) = [one for one in page.table.findChildren(QPushButton) if one.text() == "看全部在册人员"]
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    assert len(page.model.ids) == 6


def test_an_empty_list_offers_the_import(desk: Desk, school: int, qtbot: QtBot) -> None:
    made = Window(desk, [Place("党员名册", "members", Members)])
    qtbot.addWidget(made)
    made.show()
    (button,) = [
        one
        for one in made.page().findChildren(QPushButton)
        if one.text() == "导入名册" and one.parent() is not made.page()
    ]
    button.click()
    assert isinstance(made.page(), Inbox)


def test_groups_branches_and_strokes(page: Members, qtbot: QtBot, school: int) -> None:
    one = page.model.ids[0]
    members.amend(page.desk.db, one, {"floating": 1})
    other = branches.add(page.desk.db, "上党村党支部", school=school)
    members.amend(page.desk.db, page.model.ids[1], {"branch": other})
    page.refresh()
    for box, words, many in ((page.group, "流动党员", 1), (page.group, "在册人员", 6)):
        box.setCurrentIndex(box.findText(words))
        box.activated.emit(box.currentIndex())
        assert len(page.model.ids) == many
    page.branch.setFocus()
    page.branch.setCurrentIndex(page.branch.findText("上党村党支部（1）"))
    page.branch.activated.emit(page.branch.currentIndex())
    assert len(page.model.ids) == 1
    page.show_all()
    page.order.setFocus()
    key(qtbot, Qt.Key.Key_Down)
    assert page.order.currentText() == "按姓氏笔画"
    # 4, 8, 12, 13 strokes: 买 is 6, 欧 8, 单 8, 曾 12, 解 13, 雷 13.
    assert names(page)[0] == "买买提·吐尔逊"
    assert names(page)[-1] in ("雷金花", "解东升")


def test_rows_are_copied_as_a_sheet(page: Members, qtbot: QtBot) -> None:
    page.table.selectRow(0)
    key(qtbot, Qt.Key.Key_C, CONTROL)
    cells = QApplication.clipboard().text().rstrip().split("\t")
    assert cells[0] == names(page)[0]
    assert "下党村党支部" in cells


def test_rows_pasted_from_wps_open_the_inbox(page: Members, window: Window, qtbot: QtBot) -> None:
    QApplication.clipboard().setText("姓名\t所在党支部\n王新来\t下党村党支部\n")
    page.table.setFocus()
    key(qtbot, Qt.Key.Key_V, CONTROL)
    inbox = window.page()
    assert isinstance(inbox, Inbox)
    assert inbox.clerk.plans[0].count("new") == 1


def test_pasting_nothing_stays_here_and_says_so(page: Members, window: Window, qtbot: QtBot) -> None:
    QApplication.clipboard().setText("  \n")
    page.table.setFocus()
    key(qtbot, Qt.Key.Key_V, CONTROL)
    assert window.page() is page
    assert "剪贴板里没有文字" in page.notice.text()


def test_a_file_dropped_on_the_list_opens_the_inbox(page: Members, window: Window, tmp_path: Path) -> None:
    path = messes.xlsx(tmp_path / "名册.xlsx", messes.plain_rows(messes.people(3)))
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path))])
    page.dropEvent(
        QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, carried, Qt.MouseButton.LeftButton, NONE)
    )
    inbox = window.page()
    assert isinstance(inbox, Inbox)
    assert inbox.clerk.plans[0].count("new") == 3


# one person


def test_enter_opens_a_person_and_enter_again_goes_into_the_form(page: Members, qtbot: QtBot) -> None:
    person = open_one(qtbot, page, "雷金花")
    assert page.table.hasFocus()
    assert "手工登记" in person._source.text()
    assert "还差 32" in person._hours._sum.text()
    key(qtbot, Qt.Key.Key_Return)
    assert field(person, "name").hasFocus()
    key(qtbot, Qt.Key.Key_Escape)
    assert page._person is None
    assert page.table.hasFocus()


def test_the_panel_follows_the_keyboard(page: Members, qtbot: QtBot) -> None:
    page.table.selectRow(0)
    key(qtbot, Qt.Key.Key_Return)
    key(qtbot, Qt.Key.Key_Down)
    assert page._person is not None
    assert page._person.member == page.model.ids[1]


def test_a_fact_is_kept_as_entered_and_undone_by_name(page: Members, window: Window, qtbot: QtBot) -> None:
    person = open_one(qtbot, page, "雷金花")
    enter(qtbot, person, "unit_post", "下党村　 妇女主任")
    assert who(page, person.member).unit_post == "下党村 妇女主任"
    assert page.desk.db.undoable() == "修改人员：雷金花"
    key(qtbot, Qt.Key.Key_Z, CONTROL)
    assert who(page, person.member).unit_post == "下党村村民"
    line = field(person, "unit_post")
    assert isinstance(line, QLineEdit)
    assert line.text() == "下党村村民"
    assert "已撤销：修改人员：雷金花" in page.notice.text()


def test_entering_the_same_again_changes_nothing(page: Members, qtbot: QtBot) -> None:
    person = open_one(qtbot, page, "雷金花")
    before = page.desk.db.stamp()
    enter(qtbot, person, "name", "雷金花")
    assert page.desk.db.stamp() == before


def test_what_is_typed_is_read_as_on_a_roster(page: Members, qtbot: QtBot) -> None:
    person = open_one(qtbot, page, "雷金花")
    cases: tuple[tuple[str, str, str | None, str], ...] = (
        ("name", "", None, "姓名不能为空"),
        ("birth", "1998年7月", "1998-07", ""),
        ("birth", "1998.1", None, "可能是1998年1月"),
        ("birth", "昨天", None, "不是能认出的日期"),
        ("id_number", "35092419700101", None, "18位"),
        ("id_number", "", "", ""),
        ("phone", "159 5930 1234", "15959301234", ""),
        ("phone", "在家", None, "不是号码"),
        ("phone", "没有", "", ""),
        ("ethnicity", "畲", "畲族", ""),
        ("native_place", "福建  寿宁", "福建 寿宁", ""),
    )
    for name, typed, kept, said in cases:
        before = getattr(who(page, person.member), name)
        enter(qtbot, person, name, typed)
        assert getattr(who(page, person.member), name) == (before if kept is None else kept)
        assert said in remark(person, name)
        assert bool(remark(person, name)) == bool(said)


def test_a_doubtful_id_number_is_kept_with_its_verdict(page: Members, qtbot: QtBot) -> None:
    person = open_one(qtbot, page, "雷金花")
    number = made_up.id_number(77, birth="1980-05-06")
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    enter(qtbot, person, "id_number", wrong)
    kept = who(page, person.member)
    assert kept.id_number == wrong
    assert (kept.birth, kept.gender) == ("1980-05-06", "男")
    assert "校验码不符" in remark(person, "id_number")
    enter(qtbot, person, "id_number", number)
    assert remark(person, "id_number") == ""


def test_an_id_number_somebody_else_has_is_refused(page: Members, qtbot: QtBot) -> None:
    person = open_one(qtbot, page, "雷金花")
    before = who(page, person.member).id_number
    enter(qtbot, person, "id_number", made_up.id_number(0))
    assert who(page, person.member).id_number == before
    assert "已经在名册里" in page.notice.text()


def test_choices_and_ticks_are_kept_at_once(page: Members, qtbot: QtBot) -> None:
    person = open_one(qtbot, page, "雷金花")
    role, frail = field(person, "role"), field(person, "frail")
    assert isinstance(role, QComboBox)
    assert isinstance(frail, QCheckBox)
    role.setFocus()
    key(qtbot, Qt.Key.Key_Down)
    assert who(page, person.member).role == "secretary"
    assert "还差 56" in person._hours._sum.text()
    frail.setFocus()
    key(qtbot, Qt.Key.Key_Space)
    assert who(page, person.member).frail == 1
    assert "不作硬性要求" in person._hours._sum.text()


def test_a_new_branch_is_made_only_when_wished(page: Members, qtbot: QtBot, school: int) -> None:
    person = open_one(qtbot, page, "雷金花")
    with answering("不建") as said:
        enter(qtbot, person, "branch", "上党村党支部")
    assert "没有“上党村党支部”" in said[0]
    assert who(page, person.member).branch_name == "下党村党支部"
    with answering("新建支部"):
        enter(qtbot, person, "branch", "上党村党支部")
    assert who(page, person.member).branch_name == "上党村党支部"
    assert page.branch.findText("上党村党支部（1）") > 0
    enter(qtbot, person, "branch", " 下党村 党支部")
    assert who(page, person.member).branch_name == "下党村党支部"


def test_doubts_are_said_and_can_be_settled(page: Members, qtbot: QtBot) -> None:
    members.amend(page.desk.db, page.model.ids[2], {"doubts": ("身份证号校验码不符，请核对。",)})
    page.refresh()
    page.open_target(0, "查看名单")
    assert len(page.model.ids) == 1
    assert "待核" in str(page.model.index(0, 8).data())
    page.table.setFocus()
    page.table.selectRow(0)
    key(qtbot, Qt.Key.Key_Return)
    person = page._person
    assert person is not None
    (done,) = [one for one in person.findChildren(QPushButton) if "已核对" in one.text()]
    done.setFocus()
    key(qtbot, Qt.Key.Key_Space)
    assert who(page, person.member).doubts == ()
    assert person._doubts.isHidden()


def test_somebody_leaves_with_a_reason_and_comes_back(page: Members, qtbot: QtBot) -> None:
    person = open_one(qtbot, page, "雷金花")
    person._leaving._open.setFocus()
    key(qtbot, Qt.Key.Key_Space)
    person._leaving.day.setFocus()
    person._leaving.day.setText("上个月")
    person._leaving._done.setFocus()
    key(qtbot, Qt.Key.Key_Space)
    assert who(page, person.member).left_on == ""
    person._leaving.day.setText("2026.11.20")
    person._leaving._done.setFocus()
    key(qtbot, Qt.Key.Key_Space)
    gone = who(page, person.member)
    assert (gone.left_on, gone.left_reason) == ("2026-11-20", "转出")
    assert "2026年11月20日减少" in person._left.text()
    assert "雷金花" not in names(page)
    page.open_target(person.member, "")
    assert page.group.currentText() == "已减少"
    assert page._person is not None
    page._person._back.setFocus()
    key(qtbot, Qt.Key.Key_Space)
    assert who(page, person.member).left_on == ""


def test_where_a_person_and_their_hours_come_from(page: Members, qtbot: QtBot, school: int) -> None:
    db = page.desk.db
    held = made_up.a_class(db, school, page.model.ids[:1])
    from app.school import attendance  # noqa: PLC0415

    grid = attendance.roll_call(db, held)
    attendance.mark_all(db, held, sessions=[one.id for one in grid.sessions], today=made_up.TODAY)
    page.refresh()
    page.table.selectRow(0)
    key(qtbot, Qt.Key.Key_Return)
    assert page._person is not None
    assert page._person._hours._sum.text() == "2026 年 16 / 32 学时 · 还差 16"
    assert "冬训班　16 学时" in page._person._hours._classes.text()


# somebody new


def newcomer(qtbot: QtBot, window: Window) -> Newcomer:
    key(qtbot, Qt.Key.Key_N, CONTROL)
    # A button pressed by its shortcut acts a moment later.
    qtbot.waitUntil(lambda: isinstance(window.page(), Newcomer))
    shown = window.page()
    assert isinstance(shown, Newcomer)
    return shown


def test_somebody_new_is_entered_by_keyboard(page: Members, window: Window, qtbot: QtBot) -> None:
    form = newcomer(qtbot, window)
    type_in(QApplication.focusWidget(), "王新来")
    key(qtbot, Qt.Key.Key_Tab)
    qtbot.keyClicks(QApplication.focusWidget(), made_up.id_number(88, birth="1991-02-03"))
    key(qtbot, Qt.Key.Key_Tab)
    assert (form.form.text("birth"), form.form.text("gender")) == ("1991-02-03", "女")
    branch = form.form.fields["branch"]
    assert isinstance(branch, QComboBox)
    branch.lineEdit().setText("上党村党支部")
    key(qtbot, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: window.page() is page)
    seek(qtbot, page, "wxl")
    (made,) = members.rows(page.desk.db, page.model.ids)
    assert (made.name, made.birth, made.branch_name) == ("王新来", "1991-02-03", "上党村党支部")
    assert page.desk.db.undoable() == "新增人员：王新来"


def test_one_after_the_other_keeps_the_branch(page: Members, window: Window, qtbot: QtBot) -> None:
    form = newcomer(qtbot, window)
    for number, name in enumerate(("王新来", "李后到"), start=1):
        line = form.form.fields["name"]
        assert line.hasFocus()
        type_in(line, name)
        branch = form.form.fields["branch"]
        assert isinstance(branch, QComboBox)
        branch.lineEdit().setText("下党村党支部")
        key(qtbot, Qt.Key.Key_N, CONTROL)
        qtbot.waitUntil(lambda many=number: len(form.added) == many)  # type: ignore[misc]
    assert "李后到已加入名册，这次共登记 2 人" in form.notice.text()
    assert form.form.text("branch") == "下党村党支部"
    key(qtbot, Qt.Key.Key_Escape)
    key(qtbot, Qt.Key.Key_Escape)
    assert window.page() is page
    assert len(page.model.ids) == 8


def test_an_empty_name_and_a_number_taken_are_refused(page: Members, window: Window, qtbot: QtBot) -> None:
    form = newcomer(qtbot, window)
    fault = form.form._faults[form.form.fields["name"]]
    key(qtbot, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: fault.text() == "姓名不能为空，请补上姓名。")
    type_in(form.form.fields["name"], "王新来")
    number = form.form.fields["id_number"]
    assert isinstance(number, QLineEdit)
    number.setText("123")
    form._finish()
    assert number.hasFocus()
    number.setText(made_up.id_number(0))
    form._finish()
    assert "已经在名册里" in form.notice.text()
    assert window.page() is form
    assert len(members.find(page.desk.db)) == 6
    form.form.fill("name", "")


def test_a_name_typed_is_not_lost_unasked(page: Members, window: Window, qtbot: QtBot) -> None:
    form = newcomer(qtbot, window)
    type_in(form.form.fields["name"], "王新来")
    with answering("继续登记") as said:
        key(qtbot, Qt.Key.Key_Escape)
    assert "“王新来”还没有加入名册" in said[0]
    assert window.page() is form
    with answering("离开"):
        key(qtbot, Qt.Key.Key_Escape)
    assert window.page() is page


def test_undoing_the_enrolment_closes_the_panel(page: Members, window: Window, qtbot: QtBot) -> None:
    made = members.enrol(page.desk.db, {"name": "王新来"}, school=page.school())
    page.desk.look()
    page.open_target(made, "")
    assert page._person is not None
    page.table.setFocus()
    key(qtbot, Qt.Key.Key_Z, CONTROL)
    assert page._person is None
    assert "王新来" not in names(page)


# looked at from the county


def test_who_looks_on_can_change_nothing(desk: Desk, school: int, qtbot: QtBot) -> None:
    made_up.people(desk.db, school, 2)
    page = Members(desk, school=school, read_only=True)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    page.refresh()
    assert [one.text() for one in page._buttons] == ["导出表格"]
    page.open_target(page.model.ids[0], "")
    assert page._person is not None
    assert not any(entry.isEnabled() for entry in page._person.entries)
    assert page._person._leaving.isHidden()
    assert not page.acceptDrops()
    assert page.sights() == []


@pytest.mark.parametrize("opening", ["应本人要求抹去信息", "从名册减少", "确定为发展对象"])
def test_what_unfolds_at_the_foot_of_the_panel_comes_into_sight(
    desk: Desk, school: int, qtbot: QtBot, opening: str
) -> None:
    (who,) = made_up.people(desk.db, school, 1)
    members.amend(desk.db, who, {"member_type": "activist", "phone": "13900001111"})
    page = Members(desk)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    page.refresh()
    page.open_target(who, "")
    assert page._person is not None
    qtbot.waitUntil(page._person.isVisible)
    before = {one for one in page._person.findChildren(QWidget) if one.isVisible()}
    (button,) = [one for one in before if isinstance(one, QPushButton) and one.text().startswith(opening)]
    button.click()
    appeared = [one for one in page._person.findChildren(QWidget) if one.isVisible() and one not in before]
    assert page.window().focusWidget() in appeared
    qtbot.waitUntil(
        lambda: all(one.visibleRegion().boundingRect().height() == one.height() for one in appeared)
    )


def test_nothing_is_cut_off_beside_a_person(page: Members, qtbot: QtBot) -> None:
    person = open_one(qtbot, page, "雷金花")
    assert cut_off(person) == []
    assert [words for words in cut_off(page) if words not in ("下党村党支部",)] == []
