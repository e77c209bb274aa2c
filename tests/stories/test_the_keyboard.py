"""The main job without a mouse, in small and in large type: from an empty folder to a parcel at the county.

WUYOU_PICTURES names a folder to keep the picture of every step.
"""

from pathlib import Path

import pytest

from app.school import certificates
from app.ui.beginning import Beginning
from app.ui.pages.certificates.printing import PrintingPage
from app.ui.pages.checklist import Checklist
from app.ui.pages.checklist.standing import Standing
from app.ui.pages.classes import ClassPage
from app.ui.pages.classes.new_class import NewClassPage
from app.ui.pages.classes.picking import PickingPage
from app.ui.pages.counties import Counties
from app.ui.pages.devices import Comparing, Devices
from app.ui.pages.members import Members
from app.ui.pages.members.inbox import Inbox as RosterInbox
from app.ui.pages.parcels import Inbox, Parcels
from app.ui.pages.parcels.reading import Reading
from app.ui.preview import PreviewPage
from tests.papers.reading import texts
from tests.sheets import messes
from tests.stories.clerks import CONTROL, KEY, column, lines
from tests.stories.hands import Hands, Sit, first_start

CLASS = "党员冬训第一期"
PEOPLE = messes.people(14, seed=17)

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_the_whole_job_by_keys_alone(keyed: Sit, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    town = keyed("乡镇")
    first_start(town)
    take_in(town, tmp_path)
    open_a_class(town)
    print_the_sheet(town, tmp_path)
    call_the_roll(town)
    close(town)
    certify(town, tmp_path)
    look_at_the_five(town)
    county = keyed("县")
    begin_the_county(county)
    get_known(town, county, stick)
    send(town, stick)
    receive(county, stick)


def take_in(town: Hands, tmp_path: Path) -> None:
    """Name the village's file in the file box, decide what only a clerk can, and take the good rows in."""
    page = town.at(RosterInbox)
    town.looks("导入名册")
    with town.filing(roster(tmp_path / "前村.xlsx")):
        town.press(KEY.Key_O, held=CONTROL)
    town.sees_words("不能导入")
    assert column(page.plan_view.table, 1).count("不能导入") == 1
    town.looks("名册的结论")
    town.presses("说不准的格：1。", back=True)
    town.tabs_to("导入名册")
    town.press(KEY.Key_Return)
    town.looks("请决定")
    town.presses("1998年10月")
    town.looks("决定好了")
    town.press(KEY.Key_Return, held=CONTROL)
    town.reads("新增 14 人，更新 0 人，新建支部 1 个。还有 1 行没有导入")
    town.looks("导入好了")
    with town.filing(tmp_path / "发回.xlsx"):
        town.press(KEY.Key_S, held=CONTROL)
    town.reads("已存到“发回.xlsx”")
    town.press(KEY.Key_Return, held=CONTROL)
    assert len(town.at(Members).model.ids) == len(PEOPLE)
    town.looks("党员名册")


def open_a_class(town: Hands) -> None:
    """Found a class, take in all but one, and type two half-days of today."""
    town.press(KEY.Key_4, held=CONTROL)
    town.looks("培训班")
    town.press(KEY.Key_N, held=CONTROL)
    town.at(NewClassPage)
    town.types(CLASS)
    town.press(KEY.Key_Return, KEY.Key_Return, KEY.Key_Return)
    town.types("乡政府三楼会议室")
    town.looks("新建培训班")
    town.press(KEY.Key_Return, KEY.Key_Return)
    town.at(ClassPage)
    town.looks("新开的班")
    town.press(KEY.Key_Return)
    town.at(PickingPage)
    town.press(KEY.Key_A, held=CONTROL)
    town.press(KEY.Key_Down, KEY.Key_Space)
    town.looks("选人")
    town.press(KEY.Key_Return, held=CONTROL)
    page = town.at(ClassPage)
    town.looks("学员")
    town.turns_to(3)
    for course in ("党章学习", "民法典"):
        town.types(course)
        town.press(KEY.Key_Return)
    town.looks("课表")
    assert column(page.timetable.table, 1) == ["上午", "下午"]


def print_the_sheet(town: Hands, tmp_path: Path) -> None:
    """Print the sign-in sheet to a file from its preview."""
    town.press(KEY.Key_P, held=CONTROL)
    paper = town.at(PreviewPage)
    town.waits(lambda: paper.preview.leaves.count() == 1)
    town.looks("签到表")
    with town.filing(tmp_path / "签到表.pdf"):
        town.press(KEY.Key_S, held=CONTROL)
    (text,) = texts((tmp_path / "签到表.pdf").read_bytes())
    assert sum(who.name in text for who in PEOPLE) == len(PEOPLE) - 1
    town.press(KEY.Key_Escape)
    town.at(ClassPage)


def call_the_roll(town: Hands) -> None:
    """Everyone came but one; a slip of the finger is undone."""
    page = town.at(ClassPage)
    town.turns_to(4)
    town.press(KEY.Key_A, held=CONTROL)
    town.press(KEY.Key_3, KEY.Key_K)
    town.press(KEY.Key_5, KEY.Key_S)
    town.press(KEY.Key_Z, held=CONTROL)
    town.reads("已撤销：")
    town.looks("点名")
    assert (page.attendance.missing(), page.attendance.model.exceptions()) == (0, 1)
    town.press(KEY.Key_Escape)


def close(town: Hands) -> None:
    """Close the class and say why something is lacking."""
    town.turns_to(1)
    town.looks("概况")
    town.press(KEY.Key_Return)
    town.sees_words("项材料")
    town.types("照片没有拷来")
    town.looks("结班")
    town.press(KEY.Key_Return)
    town.reads("已结班，13 名学员的学时已记入台账")
    town.looks("结班以后")


def certify(town: Hands, tmp_path: Path) -> None:
    """Number the certificates, print them to a file, and say that they came out."""
    town.press(KEY.Key_Return)
    papers = town.at(PrintingPage)
    town.waits(lambda: papers.preview.leaves.count() == 12)
    town.looks("打印证书")
    with town.filing(tmp_path / "证书.pdf"):
        town.press(KEY.Key_S, held=CONTROL)
    assert len(texts((tmp_path / "证书.pdf").read_bytes())) == 12
    town.press(KEY.Key_Return, held=CONTROL)
    town.reads("已颁发 12 张证书")
    town.looks("证书")
    given = certificates.rows(town.db, certificates.find(town.db))
    assert [one.number[-5:-1] for one in given] == [f"{at:04}" for at in range(1, 13)]


def look_at_the_five(town: Hands) -> None:
    """See how the school stands, narrowed to what is lacking, and its ledger."""
    page = town.goes(2, Checklist).tab()
    assert isinstance(page, Standing)
    town.looks("五有自查")
    whole = len(lines(page.table))
    town.press(KEY.Key_G, held=CONTROL)
    town.waits(lambda: 0 < len(lines(page.table)) < whole)
    town.looks("五有待完善")
    town.press(KEY.Key_P, held=CONTROL)
    town.at(PreviewPage)
    town.looks("五有台账")
    town.press(KEY.Key_Escape)
    town.at(Checklist)


# the county


def begin_the_county(county: Hands) -> None:
    """Say that this is a county's desk."""
    asked = county.open(Beginning)
    county.press(KEY.Key_Down)
    county.looks("给谁用")
    county.press(KEY.Key_Return)
    county.types("寿宁县")
    county.looks("哪个单位")
    county.goes_on(asked, 2)
    county.looks("先做什么")
    county.press(KEY.Key_Return)
    county.at(Counties)
    county.looks("县级总览")


def get_known(town: Hands, county: Hands, stick: Path) -> None:
    """Carry card, request and certificate to and fro, each named in a file box."""
    card, request, certificate = (stick / f"{name}.wycard" for name in ("名片", "申请", "登记证"))
    desks = county.goes(3, Devices)
    county.looks("乡镇登记")
    with county.filing(card):
        county.presses("导出县级名片…", back=True)
    county.reads("县级名片已存到")
    county.looks("县级名片")
    page = town.goes(9, Parcels)
    town.looks("上报县级")
    with town.filing(card):
        town.press(KEY.Key_Return)
    town.reads("县级名片已导入")
    town.looks("导入名片")
    with town.filing(request):
        town.presses("导出登记申请…")
    town.reads("登记申请已存到")
    town.looks("导出申请")
    county.turn()
    with county.filing(request):
        county.press(KEY.Key_N, held=CONTROL)
    county.at(Comparing)
    county.looks("核对登记申请")
    with county.filing(certificate):
        county.press(KEY.Key_Return, held=CONTROL)
    county.reads("已登记“")
    assert len(desks.model.ids) == 1
    county.looks("登记好了")
    town.turn()
    with town.filing(certificate):
        town.presses("导入登记证…")
    town.reads("登记办好了")
    town.looks("登记办好")
    assert page.sent is not None


def send(town: Hands, stick: Path) -> None:
    """Bring the parcel to the stick."""
    town.press(KEY.Key_N, held=CONTROL)
    town.sees_words("写到哪个U盘？")
    town.looks("上报到U盘")
    with town.filing(stick):
        town.presses("选择文件夹…")
    town.reads("第 1 号数据包已写入并核对，可以拔出U盘了。")
    town.looks("上报好了")
    assert len(list(stick.glob("*.wuyou"))) == 1


def receive(county: Hands, stick: Path) -> None:
    """Read the parcel and find the school in the overview."""
    county.goes(2, Inbox)
    county.press(KEY.Key_N, held=CONTROL)
    county.sees_words("插上学校交来的U盘")
    county.looks("从哪里读取")
    with county.filing(stick):
        county.presses("选择文件夹…")
    county.at(Reading)
    county.looks("读取以前")
    county.press(KEY.Key_Return, held=CONTROL)
    county.reads("已读取 1 个数据包。")
    county.looks("读取以后")
    county.press(KEY.Key_Escape, KEY.Key_Escape)
    overview = county.goes(1, Counties)
    assert column(overview.table, 0) == ["下党乡党校"]
    county.looks("总览里的学校")


def roster(path: Path) -> Path:
    """Write a village's list: one date may be January or October, one ID number is damaged."""
    rows = messes.plain_rows(PEOPLE, "中共下党乡前村支部委员会")
    rows[3][3] = "1998.1"
    rows.append(["赵六", 350999196502031000.0, "中共下党乡前村支部委员会", "1990-07-01", "", ""])
    return messes.xlsx(path, rows, name="前村")
