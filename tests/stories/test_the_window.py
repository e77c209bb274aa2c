"""The main job again, through the window: two clerks, their keyboards, and one stick between them.

WUYOU_PICTURES names a folder to keep the pictures of every place.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.school import counties, enrollments, members, schools, sign_in_sheets
from app.ui import files, theme, tour
from app.ui.beginning import Beginning
from app.ui.page import Page
from app.ui.pages.certificates import CertificatesPage
from app.ui.pages.certificates.printing import PrintingPage
from app.ui.pages.checklist import Checklist
from app.ui.pages.checklist.standing import Standing
from app.ui.pages.classes import ClassPage
from app.ui.pages.classes.new_class import NewClassPage
from app.ui.pages.classes.picking import PickingPage
from app.ui.pages.counties import Counties, Township
from app.ui.pages.devices import Comparing, Devices
from app.ui.pages.home import Home
from app.ui.pages.hours import HoursPage
from app.ui.pages.members import Members
from app.ui.pages.members.inbox import Inbox as RosterInbox
from app.ui.pages.parcels import Inbox, Parcels
from app.ui.pages.parcels.inbox import Reading
from app.ui.pages.settings import Settings
from app.ui.unlocking import Unlock
from tests import made_up
from tests.papers.reading import texts
from tests.sheets import messes
from tests.stories.clerks import ALT, CONTROL, KEY, Clerk, W, column, lines, roster, seen
from tests.ui.looking import cut_off, out_of_sight

CLASS = "党员冬训第一期"
COURSES = ("党章学习", "民法典")
NAME = "中共寿宁县下党乡委员会党校"
# No name of theirs is a part of another.
PEOPLE = messes.people(14, seed=17)
PASSPHRASE = "山里的春天来得晚"

# The offscreen platform says so of windows shown and lists dropped down; nothing is wrong.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def sit(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[str], Clerk]]:
    """Sit down somebody at a laptop of their own."""
    theme.dress(qapp)
    seated: list[Clerk] = []

    def sit_(name: str) -> Clerk:
        seated.append(Clerk(tmp_path / name, qtbot))
        return seated[-1]

    yield sit_
    for clerk in seated:
        clerk.put_away()


# the road


@pytest.mark.slow
def test_from_an_empty_folder_to_the_countys_overview(
    sit: Callable[[str], Clerk], tmp_path: Path, qtbot: QtBot
) -> None:
    town, county, stick = sit("乡镇"), sit("县"), tmp_path / "U盘"
    stick.mkdir()
    first_start(town)
    take_in(town, tmp_path)
    prepare(town)
    print_the_sheet(town, tmp_path)
    call_the_roll(town)
    close_and_count(town)
    certify(town, tmp_path)
    prove(town, tmp_path)
    begin_the_county(county)
    get_known(town, county, stick)
    report(town, county, stick)
    compare(town, county)
    pictures = Path(os.environ.get("WUYOU_PICTURES", tmp_path))
    for clerk, name in ((town, "乡镇"), (county, "县")):
        for picture in tour.walk(clerk.window, pictures / name):
            assert (cut_off(clerk.window), out_of_sight(clerk.window)) == ([], []), picture.name


def first_start(town: Clerk) -> None:
    """Say whose desk it is; the list of townships knows the code and the names."""
    asked = town.open(Beginning)
    assert asked.steps.at() == 0
    town.press(KEY.Key_Return)
    town.say("寿宁县")
    town.press(KEY.Key_Tab)
    town.say("下党乡")
    assert asked.whose().code.text() == "350924209"
    town.goes_on(asked, 2)
    town.press(KEY.Key_Return)
    own = schools.own(town.db)
    assert (own.code, own.full_name, own.short_name) == (
        "350924209",
        "中共寿宁县下党乡委员会党校",
        "下党乡党校",
    )


def take_in(town: Clerk, tmp_path: Path) -> None:
    """Take in the village's file: the good rows go in, the bad ones go back."""
    page = town.at(RosterInbox)
    town.pastes(roster(tmp_path / "前村.xlsx", PEOPLE))
    town.sees_words("不能导入")
    assert column(page.plan_view.table, 1) == ["新增"] * len(PEOPLE) + ["不能导入"] * 3
    town.press(KEY.Key_Return, held=CONTROL)
    town.reads("新增 14 人，更新 0 人，新建支部 1 个。还有 3 行没有导入")
    page.keep_refused_at(tmp_path / "发回.xlsx")
    kept = openpyxl.load_workbook(tmp_path / "发回.xlsx").active
    whys = [str(row[-1]) for row in kept.iter_rows(values_only=True)][-3:]
    assert [word in why for word, why in zip(("姓名", "末尾几位", "同一个人"), whys, strict=True)] == [
        True
    ] * 3
    town.press(KEY.Key_Return, held=CONTROL)
    listed = town.at(Members)
    assert len(listed.model.ids) == len(PEOPLE)
    names = [who.name for who in members.rows(town.db, listed.model.ids)]
    assert sorted(names) == sorted(who.name for who in PEOPLE)


def prepare(town: Clerk) -> None:
    """Open a class, take in all but one, and put two half-days of today on its timetable."""
    town.press(KEY.Key_4, held=CONTROL)
    town.press(KEY.Key_N, held=CONTROL)
    town.at(NewClassPage)
    town.say(CLASS)
    town.press(KEY.Key_Return, KEY.Key_Return, KEY.Key_Return)
    town.say("乡政府三楼会议室")
    town.press(KEY.Key_Return, KEY.Key_Return)
    town.at(ClassPage)
    town.press(KEY.Key_Return)
    town.at(PickingPage)
    town.press(KEY.Key_A, held=CONTROL)
    town.press(KEY.Key_Down, KEY.Key_Space)
    town.press(KEY.Key_Return, held=CONTROL)
    page = town.at(ClassPage)
    town.press(KEY.Key_3, held=ALT)
    for course in COURSES:
        town.say(course)
        town.press(KEY.Key_Return)
    today = page.desk.today()
    assert [line[1:4:2] for line in lines(page.timetable.table)] == [
        ["上午", COURSES[0]],
        ["下午", COURSES[1]],
    ]
    assert all(line[0].startswith(today) for line in lines(page.timetable.table))


def trainees(town: Clerk) -> list[enrollments.Enrollment]:
    page = town.at(ClassPage)
    return enrollments.rows(town.db, enrollments.find(town.db, training_class=page.training_class))


def print_the_sheet(town: Clerk, tmp_path: Path) -> None:
    """Print the sign-in sheet: it names everyone who is in, and the register knows it again."""
    people = trainees(town)
    assert len(people) == len(PEOPLE) - 1
    left_out = {who.name for who in PEOPLE} - {who.name for who in people}
    town.press(KEY.Key_P, held=CONTROL)
    (text,) = town.paper(tmp_path / "签到表.pdf")
    assert [who.name for who in people if who.name not in text] == []
    assert [name for name in left_out if name in text] == []
    found = re.search(r"编号：(\w{8})", text)
    assert found
    sheet = sign_in_sheets.by_code(town.db, found[1])
    assert sheet.enrollments == tuple(who.id for who in people)
    assert len(sheet.sessions) == 2


def call_the_roll(town: Clerk) -> None:
    """Everyone came but two; the second one's mark is undone by name, and made again."""
    page = town.at(ClassPage)
    grid = page.attendance
    town.press(KEY.Key_4, held=ALT)
    town.press(KEY.Key_A, held=CONTROL)
    assert grid.missing() == 0
    town.press(KEY.Key_3, KEY.Key_K)
    town.press(KEY.Key_5, KEY.Key_S)
    fifth = trainees(town)[4]
    box = (fifth, grid.model.sessions[0])
    assert grid.model.mark(box) == "personal_leave"
    town.press(KEY.Key_Z, held=CONTROL)
    town.reads("已撤销：")
    assert fifth.name in page.notice.text()
    assert grid.model.mark(box) == "present"
    town.press(KEY.Key_S)
    assert grid.model.mark(box) == "personal_leave"
    assert grid.model.exceptions() == 2


def close_and_count(town: Clerk) -> None:
    """Close the class; the ledger shows everyone's hours and where they come from."""
    people = trainees(town)
    town.press(KEY.Key_1, held=ALT)
    town.press(KEY.Key_Return)
    town.sees_words("还缺 4 项材料")
    town.say("照片没有拷来")
    town.press(KEY.Key_Return)
    town.reads("已结班，13 名学员的学时已记入台账")
    ledger = town.goes(5, HoursPage)
    earned = {line[0]: line[4] for line in lines(ledger.table)}
    odd = {people[2].name: "4", people[4].name: "4"}
    expected = {who.name: "0" for who in PEOPLE} | {who.name: "8" for who in people} | odd
    assert earned == expected
    town.press(KEY.Key_F, held=CONTROL)
    town.say(people[4].name)
    town.press(KEY.Key_Return, KEY.Key_Return)
    town.sees_words("0 + 4 = 4 学时")
    assert "应完成 32 学时，已完成 4，还差 28" in seen(ledger)
    town.press(KEY.Key_Escape)


def certify(town: Clerk, tmp_path: Path) -> None:
    """Give a certificate to everyone who passed, print them and say so."""
    town.goes(4, ClassPage)
    people = trainees(town)
    town.press(KEY.Key_Return)
    papers = town.at(PrintingPage)
    town.waits(lambda: papers.preview.leaves.count() == 11)
    papers.preview.save_to(tmp_path / "证书.pdf")
    pages = texts((tmp_path / "证书.pdf").read_bytes())
    passed = [who.name for at, who in enumerate(people) if at not in (2, 4)]
    assert [name in page for name, page in zip(passed, pages, strict=True)] == [True] * 11
    town.press(KEY.Key_Return, held=CONTROL)
    town.reads("已颁发 11 张证书")
    given = town.goes(7, CertificatesPage)
    assert sorted(line[1] for line in lines(given.table)) == sorted(passed)
    assert {line[6] for line in lines(given.table)} == {"已打印"}


def prove(town: Clerk, tmp_path: Path) -> None:
    """File the year's plan, see it gone from the gaps, and print the ledger."""
    page = town.goes(2, Checklist).tab()
    assert isinstance(page, Standing)
    demanded = [line[0] for line in lines(page.table)]
    plan = next(at for at, text in enumerate(demanded) if "年度教学计划" in text)
    town.press(*[KEY.Key_Down] * plan)
    proof = tmp_path / "年度教学计划.pdf"
    proof.write_bytes((tmp_path / "签到表.pdf").read_bytes())
    town.pastes(proof)
    town.say(page.desk.today())
    town.press(KEY.Key_Return)
    town.reads("已归入 1 件")
    assert lines(page.table)[plan][1:3] == ["可用", f"1 件，最新 {page.desk.today()}"]
    town.press(KEY.Key_G, held=CONTROL)
    town.waits(lambda: demanded[plan] not in column(page.table, 0))
    town.press(KEY.Key_P, held=CONTROL)
    assert "年度教学计划.pdf" in "".join(town.paper(tmp_path / "台账.pdf"))


# the county


def begin_the_county(county: Clerk) -> None:
    """Say that this is a county's desk."""
    asked = county.open(Beginning)
    county.press(KEY.Key_Down, KEY.Key_Return)
    county.say("寿宁县")
    county.goes_on(asked, 2)
    county.press(KEY.Key_Return)
    assert (schools.own(county.db).level, schools.own(county.db).code) == ("county", "350924")
    assert "还没有登记乡镇" in seen(county.at(Counties))


def get_known(town: Clerk, county: Clerk, stick: Path) -> None:
    """Carry card, request and certificate to and fro; each side compares what the other reads out."""
    card, request, certificate = (stick / f"{name}.wycard" for name in ("名片", "申请", "登记证"))
    desks = county.goes(3, Devices)
    desks.export_card(card)
    (countys,) = fingerprints(county, 1)
    page = town.goes(9, Parcels)
    assert page.desk.did(page, lambda: page.enrolment.read_card(files.card_bytes(card)))
    assert fingerprints(town, 1) == [countys]
    assert page.desk.did(page, lambda: page.enrolment.export_to(request))
    read_out = fingerprints(town, 2)
    county.turn()
    desks.read(request)
    comparing = county.at(Comparing)
    assert [countys, *fingerprints(county, 1)] == read_out
    comparing.enrol(certificate)
    county.reads(f"已登记“{NAME}”")
    assert column(desks.table, 0) == [NAME]
    town.turn()
    assert page.desk.did(page, lambda: page.enrolment.read_certificate(files.card_bytes(certificate)))
    town.reads("登记办好了")


def fingerprints(clerk: Clerk, count: int) -> list[str]:
    """Wait for so many fingerprints on the page, and give them from left to right."""
    page = clerk.window.page()

    def shown() -> list[QLabel]:
        return [
            one for one in page.findChildren(QLabel) if one.accessibleName() == "指纹" and one.isVisible()
        ]

    clerk.waits(lambda: len(shown()) == count)
    return [one.text() for one in sorted(shown(), key=lambda one: one.mapTo(page, QPoint()).x())]


def report(town: Clerk, county: Clerk, stick: Path) -> None:
    """Bring the parcel up; read a second time, it changes nothing."""
    page = town.goes(9, Parcels)
    town.press(KEY.Key_N, held=CONTROL)
    town.sees_words("写到哪个U盘？")
    page.send_to(stick)
    town.reads("第 1 号数据包已写入并核对，可以拔出U盘了。")
    inbox = county.goes(2, Inbox)
    county.pastes(stick)
    county.at(Reading)
    county.press(KEY.Key_Return, held=CONTROL)
    county.reads("已读取 1 个数据包。")
    county.press(KEY.Key_Escape, KEY.Key_Escape)
    assert county.at(Inbox) is inbox
    assert column(inbox.table, 0) == [NAME]
    before = made_up.content(county.db)
    county.pastes(stick)
    reading = county.at(Reading)
    assert "没有变化" in column(reading.table, 7)[0]
    county.press(KEY.Key_Return, held=CONTROL)
    county.press(KEY.Key_Escape)
    assert county.at(Inbox) is inbox
    assert made_up.content(county.db) == before
    assert len(column(inbox.table, 0)) == 1


def compare(town: Clerk, county: Clerk) -> None:
    """Find the township's own figures at the county, and its pages behind them."""
    home = town.goes(1, Home)
    overview = county.goes(1, Counties)
    own, theirs = (
        counties.figures(clerk.db, school=school, year=int(home.desk.today()[:4]), today=home.desk.today())
        for clerk, school in ((town, schools.own(town.db).id), (county, overview.model.ids[0]))
    )
    assert replace(theirs, last_parcel="", last_seq=0) == own
    name, _, held, people, came, times, _, met, when, state = lines(overview.table)[0]
    assert home.classes.accessibleName().startswith(f"本年培训班（每年 4 期以上）：{held.split()[0]} / 4 期")
    assert (name, people, came, times, met, state) == ("下党乡党校", "14", "13", "13", "0.0%", "✓ 完整")
    assert "学时达标党员：0 / 14。14 人未达标" in home.hours.accessibleName()
    assert f"五有建设自评：{own.points} 分" in home.points.accessibleName()
    dots = overview.table.model().index(0, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert dots.splitlines()[-1] == f"合计 {own.points} / {own.points_of} 分"
    assert when.startswith("今天")
    assert "上报县级：今天" in home.sent.accessibleName()
    county.press(KEY.Key_Down, KEY.Key_Return)
    inside = county.at(Township)
    assert "1 件，最新" in "".join(sum(lines(shown(inside, Standing).table), []))
    county.press(KEY.Key_Right, KEY.Key_Right, KEY.Key_Right)
    ledger = shown(inside, HoursPage)
    assert sorted(column(ledger.table, 4)) == sorted(["0", "4", "4", *["8"] * 11])
    county.press(KEY.Key_Escape)
    county.at(Counties)


def shown(page: Page, kind: type[W]) -> W:
    """Give the page of a kind that stands within another and is on show."""
    (found,) = (one for one in page.findChildren(kind) if one.isVisible())
    return found


# the passphrase


def test_a_passphrase_set_in_the_window_is_asked_for_when_it_opens_again(
    sit: Callable[[str], Clerk], qtbot: QtBot
) -> None:
    clerk = sit("乡镇")
    first_start(clerk)
    clerk.press(KEY.Key_Escape)
    page = clerk.goes(10, Settings)
    assert "没有设口令" in page.passphrase.state.text()
    page.passphrase.new.setFocus()
    clerk.say(PASSPHRASE)
    clerk.press(KEY.Key_Tab)
    clerk.say(PASSPHRASE)
    clerk.press(KEY.Key_Return)
    clerk.reads("口令设好了")
    clerk.leave()

    unlock = clerk.open(Unlock)
    clerk.say("山里的春天来得早")
    clerk.press(KEY.Key_Return)
    qtbot.waitUntil(lambda: "口令" in seen(unlock) and "不对" in seen(unlock))
    assert clerk.sees(Unlock) is unlock
    clerk.say(PASSPHRASE)
    clerk.press(KEY.Key_Return)
    assert schools.own(clerk.db).full_name == NAME
