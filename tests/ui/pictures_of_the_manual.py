"""The pictures of the manual and the README, taken from the real window on a made-up school.

`QT_QPA_PLATFORM=offscreen python -m tests.ui.pictures_of_the_manual` takes them all anew into
resources/help/pictures, each with a note inside of which place it shows; names after it take only those,
and `readme` is the desk as a laptop shows it.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from PySide6.QtCore import QDeadlineTimer, QPoint
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QScrollArea, QWidget

from app.jobs import registers
from app.jobs.demo import road, stage
from app.ui import opening, start
from app.ui.beginning import Beginning
from app.ui.pages.members.inbox import Inbox
from app.ui.pages.rules import ClassRulesPage
from app.ui.photograph import photograph
from app.ui.rescuing import Rescue
from app.ui.table_view import Table
from app.ui.unlocking import Unlock
from app.ui.window import Window
from tests import made_up
from tests.ui import stages_of_the_manual as stages

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "help" / "pictures"
README = FOLDER.parents[2] / "docs" / "pictures" / "home.png"
NOTE = "shows"
TODAY = date(2026, 11, 22)
PEOPLE = 1200
# What is left beside the places is about as wide as a page of print, and lists still show their columns.
WIDTH, HEIGHT = 1110, 680
COLOURS = 48
CLERKS = ("钟小兰", "雷明珠")
# What some pages still work out after they are on show: the state of forms, small pictures of evidence.
PATIENCE_MS = 20_000
# So much of what unfolds stands above and below where the keyboard is.
UNFOLDED = 230
SLOW = ("evidence", "printing")


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its file, whose desk, which place, what of it, and how much from the top."""

    name: str
    level: str
    place: str
    sight: str = ""
    height: int = 520
    steps: tuple[str | int, ...] = ()
    """What is done there: a button pressed or a choice made, by how its words begin, or a row opened."""
    staged: bool = False
    """Whether it shows what only the stages of the manual have."""

    @property
    def note(self) -> str:
        """Say which place it shows, as it is written into the file."""
        return f"{self.level}/{self.place}/{self.sight}"


PICTURES = (
    Picture("home", "township", "工作台"),
    Picture("checklist", "township", "五有建设"),
    Picture("standards", "township", "五有建设", "标准", height=480),
    Picture("registers", "township", "五有建设", "台账经费支出"),
    Picture("evidence", "township", "五有建设", "佐证：一件材料"),
    Picture("members", "township", "党员名册", "一人"),
    Picture("duplicates", "township", "党员名册", "疑似重复"),
    Picture("life", "township", "党员名册", "全部经历", height=360),
    Picture("export", "township", "党员名册", "导出名单", height=480),
    Picture("newcomers", "township", "党员名册", "登记新人", height=480),
    Picture("transfers", "township", "党员名册", "转入转出", height=360),
    Picture("rosters", "township", "党员名册", "导入名册"),
    Picture("classes", "township", "培训班", height=360),
    Picture("plans", "township", "培训班", "培训计划", height=400),
    Picture("overview", "township", "培训班", "概况"),
    Picture("enrollments", "township", "培训班", "学员", height=480),
    Picture("timetable", "township", "培训班", "课表"),
    Picture("attendance", "township", "培训班", "考勤"),
    Picture("scores", "township", "培训班", "成绩", height=440),
    Picture("graduations", "township", "培训班", "证书", height=440),
    Picture("printing", "township", "培训班", "打印"),
    Picture("hours", "township", "学时台账", "一人"),
    Picture("activities", "township", "学时台账", "记学时"),
    Picture("rules", "township", "学时台账", "学时规则", height=480),
    Picture("teachers", "township", "师资课程", height=400),
    Picture("certificates", "township", "证书", "一张"),
    Picture("verification", "township", "证书", "核验", height=480),
    Picture("reports", "township", "统计报表"),
    Picture("parcels", "township", "上报县级", "做过的数据包", height=400),
    Picture("settings", "township", "设置"),
    Picture("backups", "township", "设置", "备份和恢复", height=320),
    Picture("changes", "township", "设置", "更改记录", height=400),
    Picture("handovers", "township", "设置", "交接给下一任"),
    Picture("class-rules", "township", "设置", "办班规则", height=640),
    Picture("counties", "county", "县级总览", height=640),
    Picture("township", "county", "县级总览", "五有建设"),
    Picture("inbox", "county", "收件箱", height=320),
    Picture("devices", "county", "乡镇登记", height=320),
    Picture("reporting", "county", "上报情况", height=360),
    Picture("reviews", "county", "五有评审", height=380),
    Picture("coverage", "county", "学时达标", height=440),
    Picture("league", "county", "统计报表"),
    Picture("returns", "county", "退回接收", "回执", height=320),
    Picture("refdata", "county", "下发", height=420),
    Picture("assessments", "township", "五有建设", "评估", staged=True),
    Picture("rectifications", "township", "五有建设", "整改", height=380, staged=True),
    Picture("binders", "township", "五有建设", "迎检", height=640, steps=("抽查",), staged=True),
    Picture("erasures", "township", "党员名册", height=640, steps=(5, "应本人要求抹去", "手机"), staged=True),
    Picture("leave-slips", "township", "培训班", "考勤", height=440, steps=("请假条", 3), staged=True),
    Picture("evaluations", "township", "培训班", "成绩", steps=("质量测评",), staged=True),
    Picture("upper-forms", "township", "培训班", "上级表格", height=640, steps=(0, "第 1 期"), staged=True),
    Picture("siblings", "township", "上报县级", height=320, steps=("本校电脑",), staged=True),
    Picture(
        "conflicts", "township", "上报县级", height=320, steps=("本校电脑", "两台电脑的不同"), staged=True
    ),
    Picture("arrivals", "township", "县级来件", height=440, steps=(0,), staged=True),
    Picture("people", "county", "县级总览", "同一人核对", height=440, staged=True),
    Picture("orders", "county", "点单", height=640, steps=(0,), staged=True),
    Picture("city-arrivals", "county", "市级来件", height=460, steps=(0,), staged=True),
    Picture("rescue", "", "数据打不开", height=640, staged=True),
    Picture("beginning", "", "开始使用", height=660),
    Picture("unlocking", "", "输入口令", height=420),
)


def take(folder: Path, wanted: set[str]) -> Iterator[Path]:
    """Take the pictures wanted (all where none is named) and put them into `folder`."""
    chosen = [one for one in PICTURES if not wanted or one.name in wanted]
    readme = not wanted or "readme" in wanted
    with ExitStack() as stack, tempfile.TemporaryDirectory() as scratch:
        demo, staged = Path(scratch) / "demo", Path(scratch) / "staged"
        if readme or any(one.level or one.staged for one in chosen):
            for _ in road.walk(demo, today=TODAY, count=PEOPLE):
                pass
        if any(one.staged for one in chosen):
            shutil.copytree(demo, staged)
            stages.play(staged, today=TODAY)
        start.application(Path(scratch))
        for data, level, place in (
            (demo, "township", stage.TOWNSHIP),
            (demo, "county", stage.COUNTY),
            (staged, "township", stage.TOWNSHIP),
            (staged, "county", stage.COUNTY),
        ):
            of_desk = [one for one in chosen if one.level == level and one.staged == (data == staged)]
            of_readme = readme and data == demo and level == "township"
            if of_desk or of_readme:
                db = stack.enter_context(registers.opened(data / place, clock=made_up.Clock(), operator=""))
                window = opening.window(db, data / place, today=TODAY.isoformat())
                stack.callback(window.close)
                for one in of_desk:
                    yield _of_place(window, one, folder)
                if of_readme:
                    window.go(0)
                    yield _small(photograph(window, README), Picture("readme", level, window.places[0].title))
        for one in chosen:
            if not one.level:
                alone = _alone(one, staged, stack)
                yield _cropped(alone, alone, one, folder, size=(alone.width(), one.height))
                alone.close()


def _alone(one: Picture, staged: Path, stack: ExitStack) -> QWidget:
    if one.name == "rescue":
        first = opening.Opening(staged / stages.SPOILT, operator="", stack=stack).first()
        if not isinstance(first, Rescue):
            raise TypeError(f"a register that is damaged opened as {first}")
        return first
    return _first_start() if one.name == "beginning" else Unlock(CLERKS, recoverable=True)


def _first_start() -> QWidget:
    made = Beginning()
    made.steps.show_step(1)
    made.whose().county.setText("寿宁县")
    made.whose().township.setText("下党乡")
    made.whose().operator.setText(CLERKS[0])
    return made


def _of_place(window: Window, one: Picture, folder: Path) -> Path:
    window.resize(WIDTH, HEIGHT)
    window.show()
    QApplication.processEvents()
    while window.take_away():
        pass
    window.go([place.title for place in window.places].index(one.place))
    while window.take_away():
        pass
    window.escape()
    if one.sight:
        window.page().show_sight(one.sight)
    page = window.page()
    if isinstance(page, ClassRulesPage):
        _open(page, 0)
    if isinstance(page, Inbox):
        # Another township's sheet: here nothing of it is known, and every kind of verdict is to be seen.
        page.take(next(iter(sorted((window.desk.folder.parent / stage.ROSTERS).glob("*/*.*")))))
    for step in one.steps:
        photograph(window, folder / f"{one.name}.png", width=WIDTH, height=HEIGHT)
        if isinstance(step, int):
            _open(window.page(), step)
        else:
            _press(window.page(), step)
    if one.name in SLOW:
        photograph(window, folder / f"{one.name}.png", width=WIDTH, height=HEIGHT)
        window.page().show_sight(one.sight)
        patience = QDeadlineTimer(PATIENCE_MS)
        while _working_out(window.page()) and not patience.hasExpired():
            QApplication.processEvents()
    return _cropped(window, window.page(), one, folder, size=(WIDTH, HEIGHT))


def _open(page: QWidget, row: int) -> None:
    table = next(one for one in page.findChildren(Table) if one.isVisible())
    table.selectRow(row)
    table.opened.emit(table.current())


def _press(page: QWidget, words: str) -> None:
    """Press the button or take the choice that begins so; what unfolds below comes into sight."""
    for button in page.findChildren(QAbstractButton):
        if button.text().startswith(words) and button.isVisible() and button.isEnabled():
            button.click()
            break
    else:
        box, at = next(
            (box, at)
            for box in page.findChildren(QComboBox)
            for at in range(box.count())
            if box.isVisible() and box.itemText(at).startswith(words)
        )
        box.setCurrentIndex(at)
    QApplication.processEvents()
    inside = page.window().focusWidget()
    for area in page.findChildren(QScrollArea):
        if inside is not None and area.isAncestorOf(inside):
            area.ensureWidgetVisible(inside, 0, UNFOLDED)


def _working_out(page: QWidget) -> bool:
    return any(one.isVisible() and one.text().startswith("正在") for one in page.findChildren(QLabel))


def _cropped(window: QWidget, shown: QWidget, one: Picture, folder: Path, *, size: tuple[int, int]) -> Path:
    path = photograph(window, folder / f"{one.name}.png", width=size[0], height=size[1])
    at = shown.mapTo(window, QPoint(0, 0)) if shown is not window else QPoint(0, 0)
    return _small(
        path, one, (at.x(), at.y(), at.x() + shown.width(), at.y() + min(one.height, shown.height()))
    )


def _small(path: Path, one: Picture, box: tuple[int, int, int, int] | None = None) -> Path:
    """Cut a picture to a box, take it to few colours, and write into it what it shows."""
    with Image.open(path) as whole:
        picture = whole.convert("RGB").crop(box)
    note = PngInfo()
    note.add_text(NOTE, one.note.encode("unicode_escape").decode("ascii"))
    picture = picture.quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(path, optimize=True, pnginfo=note)
    return path


def shown(path: Path) -> str:
    """Say which place a picture shows, by the note inside it; empty where there is none."""
    with Image.open(path) as picture:
        written = str(picture.info.get(NOTE, ""))
    return written.encode("ascii").decode("unicode_escape")


if __name__ == "__main__":
    for made in take(FOLDER, set(sys.argv[1:])):
        print(f"{made.stat().st_size:7,} {made.name}")
