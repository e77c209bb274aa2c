"""One document beside the gallery: its picture or pages, what is known of it, and where it is filed."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.errors import UserError
from app.jobs import evidence as jobs
from app.school import evidence
from app.school.evidence import Evidence
from app.ui import printing, theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.flow import Flow
from app.ui.leaves import Leaves
from app.ui.page import Action, button
from app.ui.pages.checklist.evidence.places import Places

HIGH = 140


class Picture(QLabel):
    """Show a photograph as large as fits."""

    def __init__(self, data: bytes) -> None:
        """Take a JPEG."""
        super().__init__()
        self._whole = QPixmap()
        self._whole.loadFromData(data)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumSize(QSize(theme.px(120), theme.px(90)))
        self.setAccessibleName("照片")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the new size."""
        super().resizeEvent(event)
        dots = self.devicePixelRatioF()
        ways = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        fitted = self._whole.scaled(self.size() * dots, *ways)
        fitted.setDevicePixelRatio(dots)
        self.setPixmap(fitted)


def preview(desk: Desk, found: Evidence) -> QWidget:
    """Make a look at a document: its pages, its picture, or a sentence why there is none."""
    try:
        if found.is_picture:
            return Picture(jobs.thumbnail(found, folder=desk.folder, side=1600))
        leaves = Leaves()
        leaves.setAccessibleName(f"预览：{found.file_name}")
        leaves.show_paper(printing.Paper(jobs.read_kept(found, folder=desk.folder)))
        return leaves
    except (UserError, OSError) as error:
        said = str(error) if isinstance(error, UserError) else "这份材料读不出来，请检查磁盘后再试。"
        return label(said, tone="bad")


def open_outside(desk: Desk, found: Evidence) -> None:
    """Open a copy with the program the system has for it; raise `UserError` where there is none."""
    copy = jobs.hand_out(found, folder=desk.folder, target=desk.scratch())
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
        raise UserError(f"这台电脑没有能打开“{found.file_name}”的程序，请先安装一个看图或看 PDF 的程序。")


class PiecePanel(QWidget):
    """Show one document, or say how many are chosen, and file them."""

    def __init__(
        self,
        desk: Desk,
        found: Sequence[Evidence],
        *,
        school: int,
        read_only: bool,
        ways: Sequence[Action],
        older: Callable[[Evidence], object],
    ) -> None:
        """Lay out the panel; `ways` are what can be done, `older` opens a version before."""
        super().__init__()
        self._desk, self._older = desk, older
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        if found[1:]:
            column.addWidget(label(f"选中 {len(found)} 件，下面的勾对它们都生效。", name="strong"))
        else:
            look = preview(desk, found[0])
            look.setFixedHeight(theme.px(HIGH))
            column.addWidget(look)
            column.addWidget(label(self._facts(found[0]), name="note"))
            if found[0].lacks:
                column.addWidget(label(f"材料本身的欠缺：{found[0].lacks}", tone="warn"))
            self._add_versions(column, found[0])
        if ways:
            row = Flow()
            for way in ways:
                row.add(button(way, kind="link"))
            column.addLayout(row)
        self.places: Places | None = None
        if not read_only:
            column.addWidget(label("归入到哪里", name="strong"))
            self.places = Places(desk, found, school=school)
            column.addWidget(self.places, 1)
        elif not found[1:]:
            for use in evidence.uses(desk.db, [found[0].id])[found[0].id]:
                column.addWidget(label(f"· {use.title}"))

    def _facts(self, one: Evidence) -> str:
        size = f"{one.bytes / 1024**2:.1f} MB" if one.bytes >= 1024**2 else f"{max(1, one.bytes // 1024)} KB"
        parts = [
            f"形成日期 {one.formed_on or '不详'}",
            f"拍摄于 {one.taken_at}" if one.taken_at else "",
            f"{one.filed_on} 由{one.filed_by}归入",
            size,
        ]
        return " · ".join(part for part in parts if part)

    def _add_versions(self, column: QVBoxLayout, one: Evidence) -> None:
        newer = evidence.newer(self._desk.db, one.id)
        for known, said in [(newer, "已换成新版")] if newer is not None else []:
            (row,) = evidence.rows(self._desk.db, [known])
            column.addWidget(self._version(row, f"{said}：{row.file_name}（{row.formed_on or '无日期'}）"))
        for row in evidence.rows(self._desk.db, evidence.versions(self._desk.db, one.id)):
            column.addWidget(self._version(row, f"旧版：{row.file_name}（{row.formed_on or '无日期'}）"))

    def _version(self, row: Evidence, text: str) -> QWidget:
        return button(Action(text, lambda: self._older(row)), kind="link")
