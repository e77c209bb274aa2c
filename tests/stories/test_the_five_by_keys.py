"""五有 from the first look to the binder, without a mouse, in small and in large type."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.school import assessments, ledgers, posts, rectifications, schools
from app.ui.pages.checklist import Checklist
from app.ui.pages.checklist.assessing import Assessing
from app.ui.pages.checklist.binder import BinderTab
from app.ui.pages.checklist.evidence import EvidenceTab
from app.ui.pages.checklist.rectifying import Rectifying
from app.ui.pages.checklist.registers import RegistersTab
from app.ui.pages.checklist.standing import Standing
from app.ui.preview import PreviewPage
from tests import photographed
from tests.stories.clerks import CONTROL, KEY, column, lines
from tests.stories.hands import Hands, Sit, first_start

POSTS = (("校长", "上官勇", "下党乡党委书记"), ("教务员", "林峰", "下党乡党建办干事"))

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_the_five_by_keys_alone(keyed: Sit, tmp_path: Path) -> None:
    town = keyed("五有")
    first_start(town)
    town.press(KEY.Key_Escape)
    page = town.goes(2, Checklist)
    see_what_is_lacking(town, page)
    type_the_register(town, page)
    file_a_paper(town, page, tmp_path)
    hold_a_round(town, page)
    put_right(town, page)
    make_the_binder(town, page, tmp_path)


def see_what_is_lacking(town: Hands, page: Checklist) -> None:
    """Everything is lacking at first; a part narrows the list."""
    tab = page.tab()
    assert isinstance(tab, Standing)
    whole = len(lines(tab.table))
    town.looks("自查")
    town.presses("有教学计划", back=True)
    town.waits(lambda: 0 < len(lines(tab.table)) < whole)
    town.looks("一项")


def type_the_register(town: Hands, page: Checklist) -> None:
    """Type who holds which post, cell by cell."""
    town.turns_to(2)
    tab = page.tab()
    assert isinstance(tab, RegistersTab)
    sheet = tab.lines().sheet
    for row, post in enumerate(POSTS):
        town.press(KEY.Key_N, held=CONTROL)
        at = (row, 0)
        town.waits(lambda at=at: (sheet.currentIndex().row(), sheet.currentIndex().column()) == at)
        for cell in post:
            town.types(cell)
            town.press(KEY.Key_Tab)
    town.looks("办学台账")
    own = schools.own(town.db).id
    assert len(ledgers.find(town.db, posts.LEDGER, school=own)) == len(POSTS)
    town.press(KEY.Key_P, held=CONTROL)
    town.at(PreviewPage)
    town.looks("台账打印")
    town.press(KEY.Key_Escape)
    town.at(Checklist)


def file_a_paper(town: Hands, page: Checklist, tmp_path: Path) -> None:
    """Name a document in the file box, say when it was formed, and tick what it proves."""
    paper = tmp_path / "年度教学计划.pdf"
    paper.write_bytes(photographed.pdf(2))
    town.turns_to(3)
    tab = page.tab()
    assert isinstance(tab, EvidenceTab)
    with town.filing(paper):
        town.press(KEY.Key_N, held=CONTROL)
    town.looks("归入材料")
    town.types(page.desk.today())
    town.press(KEY.Key_Return)
    town.reads("已归入")
    town.looks("佐证")


def hold_a_round(town: Hands, page: Checklist) -> None:
    """Begin the year's round, give one line other points with a reason, and print the sheet."""
    town.turns_to(4)
    tab = page.tab()
    assert isinstance(tab, Assessing)
    town.looks("还没有评估")
    town.press(KEY.Key_N, held=CONTROL)
    town.reads("已按今天的材料给每条提了分")
    town.press(KEY.Key_Return)
    town.types("5 文件在县里")
    town.looks("自评")
    town.press(KEY.Key_Return)
    shown = tab.round()
    assert shown is not None
    assert assessments.lines(town.db, shown.id)[0].self_points == 5
    town.looks("评估")
    town.presses("完成自评", back=True)
    town.reads("已完成：")
    town.press(KEY.Key_P, held=CONTROL)
    town.at(PreviewPage)
    town.looks("自查表")
    town.press(KEY.Key_Escape)
    town.at(Checklist)


def put_right(town: Hands, page: Checklist) -> None:
    """Write down who puts what right until when, and later how it was done."""
    town.turns_to(5)
    tab = page.tab()
    assert isinstance(tab, Rectifying)
    town.press(KEY.Key_N, held=CONTROL)
    town.waits(tab.writing.isVisible)
    # Nothing is to be put right by a day that has passed, and this window has the machine's own day.
    due = date.fromisoformat(town.window.desk.today()) + timedelta(30)
    for text in ("补挂制度上墙", "钟小兰", due.isoformat()):
        town.types(text)
        town.press(KEY.Key_Tab)
    town.looks("列入整改")
    town.press(KEY.Key_Return)
    town.waits(lambda: len(tab.model.ids) == 1)
    town.looks("整改")
    town.press(KEY.Key_Return)
    town.types("已做成展板挂在教室")
    town.press(KEY.Key_Return)
    town.waits(lambda: column(tab.table, 3) == ["已完成"])
    own = schools.own(town.db).id
    (one,) = rectifications.rows(town.db, rectifications.find(town.db, school=own))
    assert one.done_note == "已做成展板挂在教室"


def make_the_binder(town: Hands, page: Checklist, tmp_path: Path) -> None:
    """Name a folder, and find the binder there."""
    town.turns_to(6)
    assert isinstance(page.tab(), BinderTab)
    town.looks("迎检")
    target = tmp_path / "迎检"
    target.mkdir()
    with town.filing(target):
        town.presses("制作档案盒…", back=True)
    town.reads("迎检档案盒已做好")
    town.looks("档案盒做好")
    (made,) = target.glob("*迎检档案盒-*")
    assert (made / "迎检档案盒.pdf").read_bytes().startswith(b"%PDF")
