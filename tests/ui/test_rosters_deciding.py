"""What a clerk says of a file in the window: who somebody is, what a cell means, which fact holds."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from app.school import branches, members
from app.ui.desk import Desk
from app.ui.pages.members.inbox import Inbox
from app.ui.pages.members.inbox.differing import KEPT, TICKED
from tests import made_up
from tests.ui.looking import cut_off
from tests.ui.taking_in import ALT, column, commit, figures, key, opened, press, words_of, workbook

HEAD = ["姓名", "身份证号", "所在党支部", "入党时间", "手机号"]
BRANCH = "前村党支部"


@pytest.fixture
def inbox(desk: Desk, qtbot: QtBot) -> Inbox:
    return opened(desk, qtbot)


def enrol(inbox: Inbox, name: str, **facts: object) -> int:
    return members.enrol(inbox.desk.db, {"name": name, **facts}, school=inbox._school)


def person(inbox: Inbox, name: str) -> members.Member:
    return members.rows(inbox.desk.db, members.find(inbox.desk.db, name))[0]


# what a cell means


@pytest.fixture
def dated(inbox: Inbox, tmp_path: Path) -> Inbox:
    rows = [
        ["王新来", made_up.id_number(1), BRANCH, "1998.1", ""],
        ["李后到", made_up.id_number(2), BRANCH, "2003.1", ""],
        ["张农历", made_up.id_number(3), BRANCH, "农历一九七〇年", ""],
    ]
    assert inbox.take(workbook(tmp_path / "日期.xlsx", 名册=[HEAD, *rows]))
    return inbox


def test_the_question_of_january_has_three_buttons(dated: Inbox, qtbot: QtBot) -> None:
    assert (figures(dated), dated.plan_view.cards["doubts"]._figure.text()) == (
        ["3", "0", "0", "0", "0"],
        "3",
    )
    key(qtbot, Qt.Key.Key_Return)
    panel = dated.plan_view.rows._panel
    assert "入党日期写作“1998.1”" in words_of(panel)
    held = QApplication.focusWidget()
    assert isinstance(held, QPushButton)
    assert held.text() == "1998年1月"
    key(qtbot, Qt.Key.Key_Tab)
    key(qtbot, Qt.Key.Key_Space)
    assert dated.clerk.plans[0].rows[0].fields["join_date"] == "1998-10"
    assert "第 3 行 李后到" in words_of(dated.plan_view.rows._panel)
    press(qtbot, dated.plan_view, "只记2003年")
    assert dated.clerk.plans[0].rows[1].fields["join_date"] == "2003"
    assert dated.plan_view.cards["doubts"]._figure.text() == "1"


def test_a_whole_column_is_answered_at_once_and_a_row_can_be_asked_again(dated: Inbox, qtbot: QtBot) -> None:
    key(qtbot, Qt.Key.Key_Return)
    box = next(one for one in dated.plan_view.rows._panel.findChildren(type(dated.plan_view.rows.sheet)))  # type: ignore[union-attr]
    assert [box.itemText(at) for at in range(box.count())] == ["只这一格", "这一列都这样（2 格）"]
    box.setFocus()
    key(qtbot, Qt.Key.Key_Down)
    press(qtbot, dated.plan_view, "1998年10月")
    dates = [row.fields.get("join_date") for row in dated.clerk.plans[0].rows]
    assert dates == ["1998-10", "2003-10", None]
    dated.plan_view.table.setFocus()
    dated.plan_view.table.select_id(0)
    press(qtbot, dated.plan_view, "收回对这一行的决定")
    assert dated.clerk.plans[0].rows[0].fields["join_date"] == "1998"
    assert dated.clerk.plans[0].rows[1].fields["join_date"] == "2003-10"


def test_a_date_no_button_can_say_is_written_down(dated: Inbox, qtbot: QtBot) -> None:
    dated.plan_view.table.select_id(2)
    key(qtbot, Qt.Key.Key_Return)
    field = QApplication.focusWidget()
    qtbot.keyClicks(field, "1970.13")
    key(qtbot, Qt.Key.Key_Return)
    assert "不是能认出的日期" in dated.notice.text()
    field.clear()  # type: ignore[union-attr]
    qtbot.keyClicks(field, "1990-04")
    key(qtbot, Qt.Key.Key_Return)
    assert dated.clerk.plans[0].rows[2].fields["join_date"] == "1990-04"


# who somebody is


@pytest.fixture
def namesakes(inbox: Inbox, tmp_path: Path) -> Inbox:
    home = branches.add(inbox.desk.db, BRANCH, school=inbox._school)
    enrol(inbox, "王新来", branch=home, phone="19900001111", birth="1970-01")
    enrol(inbox, "王新来", id_number=made_up.id_number(7), birth="1980-02-02")
    assert inbox.take(
        workbook(tmp_path / "同名.xlsx", 名册=[HEAD, ["王新来", "", BRANCH, "", "19900001111"]])
    )
    return inbox


def test_people_of_one_name_stand_side_by_side(namesakes: Inbox, qtbot: QtBot) -> None:
    assert figures(namesakes)[3] == "1"
    key(qtbot, Qt.Key.Key_Return)
    said = words_of(namesakes.plan_view.rows._panel)
    for words in ("等 2 个同名的人", "名册之一", "名册之二", "19900001111 ✓", f"{BRANCH} ✓", "登记"):
        assert words in said
    assert cut_off(namesakes.plan_view.rows._panel) == []  # type: ignore[arg-type]
    press(qtbot, namesakes.plan_view, "是这个人")
    assert figures(namesakes) == ["0", "0", "1", "0", "0"]


def test_who_was_said_to_be_somebody_is_known_the_next_time(
    namesakes: Inbox, tmp_path: Path, qtbot: QtBot
) -> None:
    key(qtbot, Qt.Key.Key_Return)
    press(qtbot, namesakes.plan_view, "新的人")
    commit(qtbot, namesakes)
    assert len(members.find(namesakes.desk.db, "王新来")) == 3
    assert namesakes.take(tmp_path / "同名.xlsx")
    assert figures(namesakes) == ["0", "0", "1", "0", "0"]


def test_who_is_not_known_yet_is_left_out_with_that_reason(namesakes: Inbox, qtbot: QtBot) -> None:
    key(qtbot, Qt.Key.Key_Return)
    press(qtbot, namesakes.plan_view, "先不导入")
    assert figures(namesakes) == ["0", "0", "0", "0", "1"]
    assert namesakes.clerk.plans[0].rows[0].why[-1] == "已决定：先不导入"
    press(qtbot, namesakes.plan_view, "收回对这一行的决定")
    assert figures(namesakes)[3] == "1"


# which fact holds


@pytest.fixture
def differing(inbox: Inbox, tmp_path: Path, qtbot: QtBot) -> Inbox:
    """Two people whose telephones a sheet says otherwise, one of whom also has another branch there."""
    people = [["王新来", made_up.id_number(1), BRANCH, "", "19900001111"],
              ["李后到", made_up.id_number(2), BRANCH, "", "19900002222"]]  # fmt: skip
    inbox.take(workbook(tmp_path / "旧.xlsx", 名册=[HEAD, *people]))
    commit(qtbot, inbox)
    members.amend(inbox.desk.db, person(inbox, "李后到").id, {"phone": "19900003333"})
    people[0][2], people[0][4] = "后村党支部", "19911111111"
    assert inbox.take(workbook(tmp_path / "新.xlsx", 名册=[HEAD, *people]))
    return inbox


def test_space_ticks_a_row_and_only_then_it_is_overwritten(differing: Inbox, qtbot: QtBot) -> None:
    assert figures(differing) == ["0", "0", "2", "0", "0"]
    key(qtbot, Qt.Key.Key_Space)
    assert figures(differing) == ["0", "1", "1", "0", "0"]
    key(qtbot, Qt.Key.Key_Space)
    assert figures(differing) == ["0", "0", "2", "0", "0"]
    key(qtbot, Qt.Key.Key_Return)
    boxes = differing.plan_view.rows._panel.findChildren(QCheckBox)  # type: ignore[union-attr]
    assert [one.text() for one in boxes] == ["手机号改成“19911111111”", "所在党支部改成“后村党支部”"]
    boxes[0].setFocus()
    key(qtbot, Qt.Key.Key_Space)
    held = QApplication.focusWidget()
    assert isinstance(held, QCheckBox)
    assert (held.text(), held.isChecked()) == (boxes[0].text(), True)
    commit(qtbot, differing)
    assert (person(differing, "王新来").phone, person(differing, "王新来").branch_name) == (
        "19911111111",
        BRANCH,
    )
    assert person(differing, "李后到").phone == "19900003333"


def test_a_column_is_ticked_at_once(differing: Inbox, qtbot: QtBot) -> None:
    key(qtbot, Qt.Key.Key_2, ALT)
    view = differing.plan_view.differing
    assert view.table.hasFocus()
    assert column(view.model, "采用") == [KEPT] * 3
    assert sorted(column(view.model, "名册里的由来")) == ["导入的", "导入的", "手工填的"]
    view.field.setCurrentIndex(view.field.findData("phone"))
    view.field.activated.emit(view.field.currentIndex())
    press(qtbot, view, "手填的不动，其余采用")
    assert dict(zip(column(view.model, "姓名"), column(view.model, "采用"), strict=True)) == {
        "王新来": TICKED, "李后到": KEPT,
    }  # fmt: skip
    press(qtbot, view, "都采用（2）")
    assert column(view.model, "采用") == [TICKED] * 2
    view.table.setFocus()
    key(qtbot, Qt.Key.Key_Space)
    assert column(view.model, "采用").count(KEPT) == 1
    press(qtbot, view, "都不采用")
    assert differing.clerk.draft is not None
    assert differing.clerk.draft.answers.ticks == frozenset()


# branches, sheets, columns


def test_an_unknown_branch_is_said_once_and_learned(inbox: Inbox, tmp_path: Path, qtbot: QtBot) -> None:
    front = branches.add(inbox.desk.db, BRANCH, school=inbox._school)
    written = "中共平安镇前村支部委员会"
    rows = [[name, made_up.id_number(at), written, "", ""] for at, name in enumerate(("王新来", "李后到"))]
    inbox.take(
        workbook(tmp_path / "支部.xlsx", 名册=[HEAD, *rows, ["张三", made_up.id_number(5), "水利站", "", ""]])
    )
    key(qtbot, Qt.Key.Key_4, ALT)
    view = inbox.plan_view.branches
    assert {name: box.currentText() for name, box in view.boxes.items()} == {
        written: "新建这个支部", "水利站": "新建这个支部",
    }  # fmt: skip
    assert view.boxes[written].itemText(1) == f"{BRANCH}（像）"
    assert view.boxes[written].hasFocus()
    press(qtbot, view, f"就是“{BRANCH}”")
    assert view.boxes[written].currentData() == front
    assert inbox.plan_view.rows.branches.toolTip() == "水利站"
    box = view.boxes["水利站"]
    box.setFocus()
    key(qtbot, Qt.Key.Key_Down)
    assert view.boxes["水利站"].currentData() == front
    assert view.boxes["水利站"].hasFocus()
    view.boxes["水利站"].setFocus()
    key(qtbot, Qt.Key.Key_Home)
    commit(qtbot, inbox)
    assert person(inbox, "王新来").branch == front
    assert branches.named(inbox.desk.db, written, school=inbox._school) == front
    assert person(inbox, "张三").branch_name == "水利站"


def test_all_sheets_are_offered_with_a_tick(inbox: Inbox, tmp_path: Path, qtbot: QtBot) -> None:
    villages = {
        f"{at}村": [HEAD, [f"王新{'一二三四'[at]}", made_up.id_number(at), BRANCH, "", ""]] for at in range(4)
    }
    codes = {"民族": [["01 汉族"], ["22 畲族"]], "空表": []}
    inbox.take(workbook(tmp_path / "各村.xlsx", **villages, **codes))
    assert "4 张表一起导入" in inbox._headline._note.text()
    key(qtbot, Qt.Key.Key_5, ALT)
    view = inbox.plan_view.sheets
    assert column(view.model, "是什么") == ["名册"] * 4 + ["代码表，不用导入", "空的"]
    assert column(view.model, "导入") == ["✓ 导入"] * 4 + ["不导入"] * 2
    key(qtbot, Qt.Key.Key_Space)
    assert figures(inbox)[0] == "3"
    assert column(view.model, "导入")[0] == "不导入"
    press(qtbot, view, "都不导入")
    assert figures(inbox) == ["0"] * 5
    assert not inbox._buttons[-1].isEnabled()
    press(qtbot, view, "是名册的都导入")
    commit(qtbot, inbox)
    assert len(members.find(inbox.desk.db)) == 4


def test_columns_are_named_over_the_rows_and_what_was_decided_stays(
    inbox: Inbox, tmp_path: Path, qtbot: QtBot
) -> None:
    head = ["姓名", "哪里的", "加入", "", "身份证号"]
    rows = [["王新来", BRANCH, "1998-07", "男", made_up.id_number(1)],
            ["李后到", BRANCH, "1999-07", "女", made_up.id_number(2)]]  # fmt: skip
    inbox.take(workbook(tmp_path / "列.xlsx", 甲=[head, rows[0]], 乙=[head, rows[1]]))
    key(qtbot, Qt.Key.Key_3, ALT)
    view = inbox.plan_view.columns
    said = words_of(view)
    for words in ("哪里的", "按表头认出", "按内容认出，请看对不对", "没有认出，不用", BRANCH):
        assert words in said
    assert not view.form.isVisible()
    for index, field in ((1, "branch"), (2, "join_date")):
        box = view.boxes[index]
        box.setFocus()
        box.setCurrentIndex(box.findData(field))
        box.activated.emit(box.currentIndex())
        assert view.boxes[index].hasFocus()
    assert "您指定的" in words_of(view)
    found = [plan.rows[0] for plan in inbox.clerk.plans]
    assert [(row.branch_name, row.fields["join_date"]) for row in found] == [
        (BRANCH, "1998-07"), (BRANCH, "1999-07"),
    ]  # fmt: skip
    commit(qtbot, inbox)
    inbox.take(tmp_path / "列.xlsx")
    key(qtbot, Qt.Key.Key_3, ALT)
    assert "照上次说的" in words_of(inbox.plan_view.columns)
    assert figures(inbox) == ["0", "0", "2", "0", "0"]
