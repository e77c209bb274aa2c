"""办学台账: typed and pasted like a sheet; what is wrong stays to be seen, what is right is kept at once."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.jobs import ledgers as papers
from app.school import bylaws, evidence, funds, ledgers, meetings, places, teachers
from app.ui.desk import Desk
from app.ui.pages.checklist import Checklist
from app.ui.pages.checklist.registers import RegistersTab
from app.ui.pages.checklist.registers.kinds import KINDS
from app.ui.preview import PreviewPage
from app.ui.side import Place
from app.ui.window import Window
from tests.ui import township
from tests.ui.looking import cut_off
from tests.ui.township import CONTROL, Hands

KEY = Qt.Key
TODAY = "2026-11-21"


@pytest.fixture
def school(desk: Desk) -> int:
    return township.found(desk.db)


@pytest.fixture
def window(desk: Desk, school: int, qtbot: QtBot) -> Window:
    return township.window(desk, qtbot, Place("五有建设", "checklist", Checklist, "wyjs"))


@pytest.fixture
def hands(qtbot: QtBot, window: Window) -> Hands:
    return Hands(qtbot, window)


@pytest.fixture
def tab(window: Window) -> RegistersTab:
    page = window.page()
    assert isinstance(page, Checklist)
    found = page.turn_to(RegistersTab)
    assert isinstance(found, RegistersTab)
    return found


def at(tab: RegistersTab, row: int, field: str) -> None:
    shown = tab.lines()
    shown.sheet.setFocus()
    shown.sheet.setCurrentIndex(shown.model.index(row, shown.model.column_of(field)))


def typed(hands: Hands, text: str) -> None:
    hands.press(KEY.Key_F2)
    hands.press(KEY.Key_A, held=CONTROL)
    hands.say(text)
    hands.press(KEY.Key_Return)
    QApplication.processEvents()


def pasted(tab: RegistersTab, hands: Hands, *rows: str, row: int = 0, field: str = "") -> None:
    QApplication.clipboard().setText("\n".join(rows))
    at(tab, row, field or tab.kind().ledger.fields[0].name)
    hands.press(KEY.Key_V, held=CONTROL)
    QApplication.processEvents()


def cell(tab: RegistersTab, row: int, field: str) -> str:
    shown = tab.lines()
    return shown.model.text(row, shown.model.column_of(field), shown=True)


def titles(desk: Desk, school: int) -> list[str]:
    return [one.title for one in bylaws.rows(desk.db, bylaws.find(desk.db, school=school, order_by="title"))]


# what comes by clipboard


@pytest.mark.parametrize(
    "text",
    ["", "\t\t\t", "\x00\x01\x02", '"', '"""\t"\n', "制度名称\n", "甲" * 5000,
     "\ud83d\udc4d\t=1+1\t@x\n" * 50, "\n".join("\t".join(["x"] * 200) for _ in range(50)), "行\n" * 2500],
)  # fmt: skip
def test_no_clipboard_breaks_the_sheet_and_nothing_is_half_kept(
    tab: RegistersTab, hands: Hands, desk: Desk, school: int, text: str
) -> None:
    tab.choose("bylaws")
    pasted(tab, hands, text)
    shown = tab.lines()
    kept = bylaws.find(desk.db, school=school)
    assert [one for one in shown.model.order if one > 0] == kept
    assert len(kept) <= 50


def test_pasted_rows_are_known_by_heading_wrong_cells_stay_to_be_mended_and_nothing_is_lost(
    tab: RegistersTab, hands: Hands, desk: Desk, school: int, window: Window
) -> None:
    tab.choose("bylaws")
    pasted(
        tab, hands, "下党乡党校制度一览", "序号\t制度名称\t印发日期\t上墙\t附件",
        "1\t考勤制度\t2024.13.40\t是\t3页", "2\t档案制度\t2025年1月2日\t否\t", "3\t\t2025\t是\t",
    )  # fmt: skip
    assert titles(desk, school) == ["档案制度"]
    assert [cell(tab, row, "title") for row in range(3)] == ["档案制度", "考勤制度", ""]
    assert (cell(tab, 1, "issued_on"), cell(tab, 1, "note")) == ("2024.13.40", "附件：3页")
    said = window.page().notice.text()
    assert "附件）写进了备注" in said
    assert "有 2 行还没有保存" in said
    shown = tab.lines()
    assert "不是真实存在的日期" in shown.model.fault(1, shown.model.column_of("issued_on"))
    assert shown.typed.lacks(shown.model.row_id(2)) == "还要填制度名称"
    at(tab, 1, "issued_on")
    typed(hands, "2024-03-01")
    assert titles(desk, school) == ["档案制度", "考勤制度"]
    rows = [cell(tab, row, "title") for row in range(shown.model.rowCount())]
    at(tab, rows.index(""), "title")
    typed(hands, "学员守则")
    assert titles(desk, school) == ["学员守则", "档案制度", "考勤制度"]
    assert shown.typed.waiting() == 0


def test_rows_without_heading_go_over_the_lines_that_stand_and_beyond_them(
    tab: RegistersTab, hands: Hands, desk: Desk, school: int, window: Window
) -> None:
    tab.choose("bylaws")
    pasted(tab, hands, "考勤制度\t学员管理", "档案制度\t档案管理")
    first = [cell(tab, row, "title") for row in range(2)]
    pasted(tab, hands, "甲类\t下党〔2026〕1号", "乙类\t", field="kind")
    assert [cell(tab, row, "title") for row in range(2)] == first
    assert [cell(tab, row, "kind") for row in range(2)] == ["甲类", "乙类"]
    window.undo()
    assert [cell(tab, row, "kind") for row in range(2)] == ["学员管理", "档案管理"]
    window.undo()
    assert titles(desk, school) == []


def test_many_rows_are_pasted_in_one_go_and_undone_in_one(
    tab: RegistersTab, hands: Hands, desk: Desk, school: int, window: Window
) -> None:
    tab.choose("equipment")
    pasted(tab, hands, "设备名称\t数量\t存放地点", *(f"课桌{n}\t{n}套\t教室{n % 3}" for n in range(1, 121)))
    assert tab.lines().count() == 120
    assert len(places.find(desk.db, school=school)) == 3
    window.undo()
    assert tab.lines().count() == 0


def test_what_is_copied_is_pasted_back_the_same(
    tab: RegistersTab, hands: Hands, desk: Desk, school: int
) -> None:
    tab.choose("funds")
    pasted(tab, hands, "年度\t来源\t名目\t安排\t到账", "2026\t财政拨补\t办学经费\t5万元\t30,000.50")
    tab.lines().sheet.selectAll()
    hands.press(KEY.Key_C, held=CONTROL)
    text = QApplication.clipboard().text()
    assert "50000.00\t30000.50" in text
    (old,) = funds.find(desk.db, school=school)
    ledgers.void(desk.db, funds.LEDGER, old, reason="重来", today=TODAY)
    desk.look()
    pasted(tab, hands, *text.splitlines())
    (new,) = funds.rows(desk.db, funds.find(desk.db, school=school))
    assert (new.planned_fen, new.received_fen, new.source) == (5_000_000, 3_000_050, "fiscal")


# typing


def test_a_line_is_kept_once_it_has_what_it_must_and_each_cell_after_that(
    tab: RegistersTab, hands: Hands, desk: Desk, school: int, window: Window
) -> None:
    tab.choose("meetings")
    at(tab, 0, "topic")
    typed(hands, "研究冬训")
    assert meetings.find(desk.db, school=school) == []
    assert window.page().notice.text() == ""
    at(tab, 0, "held_on")
    typed(hands, "3月5日")
    (one,) = meetings.rows(desk.db, meetings.find(desk.db, school=school))
    assert (one.topic, one.held_on, one.kind) == ("研究冬训", "2026-03-05", "study")
    at(tab, 0, "people")
    typed(hands, "九个")
    assert cell(tab, 0, "people") == "九个"
    assert "还没有保存" in window.page().notice.text()
    at(tab, 0, "people")
    typed(hands, "9人")
    assert meetings.rows(desk.db, [one.id])[0].people == 9
    window.undo()
    assert meetings.rows(desk.db, [one.id])[0].people == 0


def test_leaving_with_lines_not_kept_is_asked_about_and_turning_round_keeps_them(
    tab: RegistersTab, hands: Hands, desk: Desk
) -> None:
    tab.choose("bylaws")
    at(tab, 0, "kind")
    typed(hands, "本校自定")
    tab.choose("posts")
    tab.choose("bylaws")
    assert cell(tab, 0, "kind") == "本校自定"
    assert tab.typed_and_not_kept() == 1
    tab.lines().sheet.selectRow(0)
    tab.void()
    assert tab.typed_and_not_kept() == 0
    assert tab.may_close()


def test_the_whole_way_goes_without_a_mouse(
    tab: RegistersTab, hands: Hands, desk: Desk, school: int, qtbot: QtBot
) -> None:
    tab.choose("bylaws")
    hands.press(KEY.Key_N, held=CONTROL)
    qtbot.waitUntil(tab.lines().sheet.is_open)
    hands.say("考勤制度")
    hands.press(KEY.Key_Tab)
    QApplication.processEvents()
    hands.say("本校自定")
    hands.press(KEY.Key_Return)
    QApplication.processEvents()
    (one,) = bylaws.rows(desk.db, bylaws.find(desk.db, school=school))
    assert (one.title, one.kind) == ("考勤制度", "本校自定")


# acts


def bylaw(desk: Desk, school: int, title: str = "考勤制度") -> int:
    made = ledgers.record(
        desk.db, bylaws.LEDGER, {"title": title, "issued_on": "2024-03-01"}, school=school, today=TODAY
    )
    desk.look()
    return made


def test_a_line_is_ended_with_day_and_reason_and_comes_back(
    tab: RegistersTab, hands: Hands, desk: Desk, school: int, window: Window
) -> None:
    tab.choose("bylaws")
    one = bylaw(desk, school)
    tab.lines().sheet.selectRow(0)
    tab.end()
    hands.press(KEY.Key_Return)
    assert "原因" in window.page().notice.text()
    hands.say("新制度代替")
    hands.press(KEY.Key_Return)
    (found,) = bylaws.rows(desk.db, [one])
    assert (found.ended_on, found.end_reason) == (TODAY, "新制度代替")
    assert tab.lines().count() == 0
    tab._gone.setChecked(True)
    assert tab.lines().model.text(0, tab.lines().model.columnCount() - 1, shown=True) == "已停用：新制度代替"
    tab.lines().sheet.selectRow(0)
    tab.restore()
    assert bylaws.find(desk.db, school=school) == [one]


def test_a_line_is_voided_with_a_reason_and_can_no_longer_be_typed_into(
    tab: RegistersTab, hands: Hands, desk: Desk, school: int
) -> None:
    tab.choose("bylaws")
    one = bylaw(desk, school)
    tab.lines().sheet.selectRow(0)
    tab.void()
    hands.say("登记重了")
    hands.press(KEY.Key_Return)
    assert bylaws.rows(desk.db, [one])[0].void_reason == "登记重了"
    tab._gone.setChecked(True)
    assert not tab.lines().model.flags(tab.lines().model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable


def test_a_scan_pasted_on_a_line_is_filed_with_its_own_day(
    tab: RegistersTab, hands: Hands, desk: Desk, school: int, tmp_path: Path, window: Window
) -> None:
    tab.choose("bylaws")
    one = bylaw(desk, school)
    scan = tmp_path / "考勤制度.pdf"
    scan.write_bytes(papers.printed(tab._form()))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(scan))])
    QApplication.clipboard().setMimeData(mime)
    at(tab, 0, "title")
    hands.press(KEY.Key_V, held=CONTROL)
    assert tab.question.field.text() == "2024-03-01"
    hands.press(KEY.Key_Return)
    (found,) = bylaws.rows(desk.db, [one])
    (paper,) = evidence.rows(desk.db, [found.evidence or 0])
    assert (paper.file_name, paper.formed_on) == ("考勤制度.pdf", "2024-03-01")
    assert tab.lines().model.papers == {one: "考勤制度.pdf"}
    window.undo()
    assert bylaws.rows(desk.db, [one])[0].evidence is None


def test_what_is_no_paper_is_refused_with_a_sentence_and_the_question_stays(
    tab: RegistersTab, hands: Hands, desk: Desk, school: int, tmp_path: Path, window: Window
) -> None:
    tab.choose("bylaws")
    one = bylaw(desk, school)
    bad = tmp_path / "制度.exe"
    bad.write_bytes(b"MZ")
    tab.filing.file_for(one, [bad])
    hands.press(KEY.Key_Return)
    assert bylaws.rows(desk.db, [one])[0].evidence is None
    assert "制度.exe" in window.page().notice.text()


def test_a_list_is_put_in_order_by_its_heading(tab: RegistersTab, desk: Desk, school: int) -> None:
    tab.choose("bylaws")
    for title in ("乙", "甲", "丙"):
        bylaw(desk, school, title)
    tab.lines().sheet._sort_by(0)
    order = [cell(tab, row, "title") for row in range(3)]
    tab.lines().sheet._sort_by(0)
    assert [cell(tab, row, "title") for row in range(3)] == order[::-1] == sorted(order, reverse=True)


def test_money_is_summed_up_beside_the_rules_and_rules_are_chosen(
    tab: RegistersTab, desk: Desk, school: int
) -> None:
    tab.choose("funds")
    typed_in = {"year": "2026", "source": "财政拨补", "title": "办学经费", "planned_fen": "4万"}
    ledgers.record(desk.db, funds.LEDGER, typed_in, school=school, today=TODAY)
    desk.look()
    words = " ".join(one.text() for one in tab.summary.findChildren(type(tab.summary._spent)))
    assert "! 应安排 5 万元，还差 1 万元" in words
    tab.summary._turn()
    rules = {one.key: one for one in funds.rule_rows(desk.db, funds.find_rules(desk.db, school=school))}
    tab.summary._adopt(rules["ningde"].id, False)
    words = " ".join(
        one.text() for one in tab.summary.findChildren(type(tab.summary._spent)) if one.isVisible()
    )
    assert "还差" not in words


def test_sums_of_money_stand_whole_though_they_grow_wider_after_the_room_was_shared(
    tab: RegistersTab, desk: Desk, school: int, window: Window, qtbot: QtBot
) -> None:
    """As they do where type is made larger, and at first, while they are measured in another one."""
    typed_in = {"year": "2026", "source": "财政拨补", "title": "办学经费", "planned_fen": "5万"}
    ledgers.record(desk.db, funds.LEDGER, typed_in, school=school, today=TODAY)
    window.resize(1366, 768)
    tab.choose("spendings")
    sums, checks = tab.summary._sums, tab.summary._checks
    qtbot.waitUntil(lambda: sums.height() > 0 and sums.width() < checks.geometry().left())
    planned = next(one for one in sums.findChildren(QLabel) if one.isVisible() and "50" in one.text())
    planned.setText("8,888,888,888.00 " * 4)
    qtbot.waitUntil(lambda: planned.width() >= planned.sizeHint().width() > 300)
    assert checks.geometry().top() > sums.geometry().top()


def test_sums_of_money_stand_whole_where_large_type_leaves_little_height(
    tab: RegistersTab, desk: Desk, school: int, window: Window, qtbot: QtBot
) -> None:
    """As at 150 % on a screen of 1366×768: the page scrolls before a line of figures is pressed together."""
    typed_in = {"year": "2026", "source": "财政拨补", "title": "办学经费", "planned_fen": "5万"}
    ledgers.record(desk.db, funds.LEDGER, typed_in, school=school, today=TODAY)
    window.resize(911, 512)
    tab.choose("spendings")
    sums, checks = tab.summary._sums, tab.summary._checks
    qtbot.waitUntil(lambda: 0 < sums.geometry().bottom() < checks.geometry().top())
    qtbot.waitUntil(lambda: cut_off(tab.summary) == [] and sums.height() >= sums.sizeHint().height())


def test_a_fee_above_the_rule_is_said_and_kept(
    tab: RegistersTab, hands: Hands, desk: Desk, school: int
) -> None:
    tab.choose("spendings")
    teachers.add(desk.db, {"name": "王志远", "rank": "associate"}, school=school)
    pasted(tab, hands, "日期\t类别\t用途\t金额\t领款人\t学时", "11月20日\t讲课费\t冬训\t2400\t王志远\t4")
    shown = tab.lines()
    assert "超过副高级职称的最高标准" in shown.model.extras["提醒"][shown.model.order[0]]


def test_a_narrow_window_shows_every_column_of_the_money_spent(
    tab: RegistersTab, window: Window, desk: Desk, school: int
) -> None:
    window.resize(1366, 768)
    tab.choose("spendings")
    line = {"spent_on": "2026-11-20", "kind": "资料费", "what": "教材和学习笔记", "fen": "1860.50",
            "source": "财政拨补"}  # fmt: skip
    ledgers.record(desk.db, funds.SPENDINGS, line, school=school, today=TODAY)
    desk.look()
    QApplication.processEvents()
    sheet = tab.lines().sheet
    assert sheet.isColumnHidden(tab.lines().model.columns.index(tab.kind().extras[0]))
    assert sheet.horizontalHeader().length() <= sheet.viewport().width()
    tab.choose("bylaws")
    titles = {
        "title": "云溪乡党校学员管理实施细则" * 2,
        "kind": "学员管理",
        "issued_by": "中共云溪乡委员会党校",
    }
    ledgers.record(desk.db, bylaws.LEDGER, titles, school=school, today=TODAY)
    desk.look()
    QApplication.processEvents()
    shown, sheet = tab.lines().model, tab.lines().sheet
    kind = shown.index(0, shown.column_of("kind"))
    assert sheet.columnWidth(kind.column()) >= sheet.sizeHintForIndex(kind).width()


def test_a_register_is_printed_and_exported(
    tab: RegistersTab, desk: Desk, school: int, window: Window, tmp_path: Path
) -> None:
    tab.choose("bylaws")
    bylaw(desk, school)
    tab.export_to(tmp_path / "制度.xlsx")
    assert (tmp_path / "制度.xlsx").read_bytes().startswith(b"PK")
    tab.print_out()
    assert isinstance(window.page(), PreviewPage)


def test_every_register_comes_up_and_nothing_of_it_is_cut_off(tab: RegistersTab, window: Window) -> None:
    for kind in KINDS:
        tab.choose(kind.key)
        QApplication.processEvents()
        assert cut_off(tab) == []
        assert kind.title in window.page()._headline._note.text()


def test_another_school_s_registers_are_only_looked_at(desk: Desk, school: int, qtbot: QtBot) -> None:
    bylaw(desk, school)
    tab = RegistersTab(desk, school=school, read_only=True)
    qtbot.addWidget(tab)
    tab.choose("bylaws")
    assert tab.lines().model.rowCount() == 1
    assert not tab.lines().model.flags(tab.lines().model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    assert [action.text for action in tab.offered()[1]] == ["打印", "导出表格"]
    assert tab.offered()[0] is None
