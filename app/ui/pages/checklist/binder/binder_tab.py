"""The tab 迎检: make the binder in one go, and draw sessions as an inspector would."""

import secrets
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QScrollArea

from app.jobs import binders as jobs
from app.jobs import evidence as copies
from app.jobs import inspections as records
from app.jobs import sign_in_sheets as sheets
from app.papers import sign_in_sheets as sheet_papers
from app.school import HALF_DAYS, inspections, schools
from app.school.evidence import Evidence
from app.school.sign_in_sheets import SignInSheet
from app.ui import files, messages, theme
from app.ui.cards import Sheet, label
from app.ui.desk import Desk
from app.ui.empty import Empty
from app.ui.page import Action, Page, button
from app.ui.pages.checklist.binder.drawn import DrawnSession
from app.ui.pages.checklist.evidence.gallery import SIDE
from app.ui.pages.checklist.evidence.piece import preview
from app.ui.pages.checklist.evidence.thumbnails import Thumbnails
from app.ui.pages.checklist.tab import Tab
from app.ui.preview import PreviewPage

WHAT = (
    "一次做好一个文件夹和一份 PDF：封面、目录、工作台账、每一项的封面和材料、各班的课程表、花名册、考勤、"
    "签到表和课次照片、缺项及说明、文件校验清单。材料按原样放进文件夹，检查组可以逐件核对。"
)


class BinderTab(Tab):
    """Make the binder; draw five sessions and show what is there for each."""

    title = "迎检"
    help_topic = "binders"
    hint = "抽查只看不改 · 每个课次抽到的机会一样 · 抽查结果可以打印成记录"

    def __init__(self, desk: Desk, *, school: int | None = None, read_only: bool = False) -> None:
        """Lay out the binder above and the draw below."""
        super().__init__(desk, school=school, read_only=read_only)
        self._thumbnails = Thumbnails(desk.folder, side=SIDE, parent=self)
        self._drawn: list[int] = []
        self._made: Path | None = None
        if not read_only:
            box = Sheet("迎检档案盒")
            box.body.addWidget(label(WHAT, name="note"))
            self._open = button(Action("打开做好的档案盒", self._show_made), kind="link")
            self._open.hide()
            box.body.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
            self.column.addWidget(box)
        self._list = QListWidget()
        self._list.setAccessibleName("抽到的课次")
        self._list.setFixedWidth(theme.px(190))
        self._list.setSpacing(2)
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.currentRowChanged.connect(lambda _: self._show_drawn())
        self._view = QScrollArea()
        self._view.setWidgetResizable(True)
        row = QHBoxLayout()
        row.setSpacing(theme.px(14))
        row.addWidget(self._list)
        row.addWidget(self._view, 1)
        self.column.addLayout(row, 1)
        self.first = self._list
        self._show_drawn()

    def offered(self) -> tuple[Action | None, Sequence[Action]]:
        """Offer to draw, to print the draw, and to make the binder."""
        draw = Action(f"抽查 {inspections.COUNT} 个课次", self.draw, tip="从今年上过的课里随机抽")
        record = Action(
            "打印抽查记录", self.print_record, key="Ctrl+P", icon="print", enabled=bool(self._drawn)
        )
        if self.read_only:
            return None, [draw, record]
        return Action("制作档案盒…", self.begin, tip="选一个文件夹，做成今年的迎检档案盒"), [draw, record]

    def fill(self) -> None:
        """Look again at what was drawn."""
        self._show_drawn()

    # the binder

    def begin(self) -> None:
        """Ask where the binder is to lie and make it."""
        target = files.pick_folder(self.desk, self, "档案盒放在哪个文件夹")
        if target is not None:
            self.make(target)

    def make(self, target: Path) -> None:
        """Make the binder of this year within a folder."""
        school, folder, today = self.school(), self.desk.folder, self.desk.today()
        made = self.desk.act(
            self,
            lambda: self.desk.work(
                self,
                "正在制作迎检档案盒",
                lambda db, tell: jobs.make(
                    db,
                    school=school,
                    year=int(today[:4]),
                    folder=folder,
                    target=target,
                    today=today,
                    tell=tell,
                ),
            ),
        )
        if made is not None:
            self._made = made.folder
            self._open.show()
            self.say(made.sentence, "warn" if made.lost else "good")

    def _show_made(self) -> None:
        if self._made is None or not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._made))):
            messages.say(self, f"打不开文件夹，请到“{self._made}”里看。", "warn")

    # the draw

    def draw(self) -> None:
        """Draw sessions of this year by chance."""
        since, until = self._span()
        drawn = self.desk.act(
            self,
            lambda: inspections.draw(
                self.desk.db, school=self.school(), since=since, until=until, chance=secrets.randbits
            ),
        )
        if drawn is not None:
            self.show_drawn(drawn)

    def show_drawn(self, drawn: list[int]) -> None:
        """Show sessions that were drawn, the first of them beside the list."""
        self._drawn = drawn
        self._list.clear()
        for one in drawn:
            seen = inspections.look(self.desk.db, one)
            session = seen.session
            mark = f"{len(seen.doubts)} 处问题" if seen.doubts else "✓ 未发现问题"
            # The name last: a long one is cut short without taking the mark with it.
            said = f"{session.date} {HALF_DAYS[session.half_day]}\n{mark}\n{seen.training_class.name}"
            item = QListWidgetItem(said)
            item.setToolTip(seen.training_class.name)
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self.desk.changed.emit()

    def _span(self) -> tuple[str, str]:
        today = self.desk.today()
        return f"{today[:4]}-01-01", today

    def _show_drawn(self) -> None:
        row = self._list.currentRow()
        self._list.setVisible(bool(self._drawn))
        self.first = self._list if self._drawn else self._view
        if not 0 <= row < len(self._drawn):
            empty = Empty(self._view)
            draw = Action(f"抽查 {inspections.COUNT} 个课次", self.draw)
            empty.tell("还没有抽查。抽到的课次，在这里并排打开方案、签到表、照片和学时。", draw)
            self._view.setWidget(empty)
            return
        one = self.desk.act(self, lambda: inspections.look(self.desk.db, self._drawn[row]))
        if one is not None:
            shown = DrawnSession(one, thumbnails=self._thumbnails, look=self.look, sheet=self._print_of)
            self._view.setWidget(shown)

    def look(self, one: Evidence) -> None:
        """Show a document large."""
        if one.is_picture:
            page = Page(self.desk, one.file_name, one.formed_on)
            page.body.addWidget(preview(self.desk, one), 1)
            self.desk.open(page)
            return
        data = self.desk.act(self, lambda: copies.read_kept(one, folder=self.desk.folder))
        if data is not None:
            self.desk.did(
                self, lambda: self.desk.open(PreviewPage(self.desk, one.file_name, data, one.file_name))
            )

    def _print_of(self, sheet: SignInSheet) -> None:
        data = self.desk.act(self, lambda: sheet_papers.render(sheets.blanks(self.desk.db, sheet)))
        if data is not None:
            self.desk.open(PreviewPage(self.desk, "签到表", data, f"签到表-{sheet.code}.pdf"))

    def print_record(self) -> None:
        """Show the record of the draw, to be printed."""
        since, until = self._span()
        drawn, school, today = self._drawn, self.school(), self.desk.today()
        data = self.desk.act(
            self,
            lambda: records.record(self.desk.db, drawn, school=school, since=since, until=until, today=today),
        )
        if data is not None:
            (whose,) = schools.rows(self.desk.db, [school])
            self.desk.open(
                PreviewPage(self.desk, "抽查记录", data, f"{whose.short_name}-抽查记录-{today}.pdf")
            )
