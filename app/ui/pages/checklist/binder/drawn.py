"""One session that was drawn: its plan, its sheet, its photographs and its hours side by side."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.school import HALF_DAYS, hours_text
from app.school.evidence import Evidence
from app.school.inspections import Drawn
from app.school.sign_in_sheets import SignInSheet
from app.ui import theme
from app.ui.cards import Cards, Sheet, label
from app.ui.page import Action, button
from app.ui.pages.checklist.evidence.thumbnails import Thumbnails

MOST = 4


class DrawnSession(QWidget):
    """Show four columns, and above them what does not fit."""

    def __init__(
        self,
        one: Drawn,
        *,
        thumbnails: Thumbnails,
        look: Callable[[Evidence], object],
        sheet: Callable[[SignInSheet], object],
    ) -> None:
        """Lay out what is there; `look` opens a document, `sheet` a sheet as it was printed."""
        super().__init__()
        self._look, self._sheet, self._thumbnails = look, sheet, thumbnails
        self._pictures: list[tuple[QLabel, Evidence]] = []
        session, found = one.session, one.training_class
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        when = f"{session.date} {HALF_DAYS[session.half_day]} {session.starts}—{session.ends}"
        column.addWidget(label(f"{found.name} · {when}", name="section"))
        parts = (session.course, session.teacher, session.place or found.place_name)
        column.addWidget(label(" · ".join(part for part in parts if part), name="note"))
        if one.doubts:
            column.addWidget(label("发现：" + "；".join(one.doubts) + "。", tone="warn"))
        else:
            column.addWidget(label("✓ 方案、签到表、照片、学时都在，互相对得上。", tone="good"))
        parts_of = (self._plan(one), self._sheets(one), self._photographs(one), _hours(one))
        column.addWidget(Cards(parts_of))
        column.addStretch(1)
        # A method and not a lambda: it is let go with this widget.
        thumbnails.made.connect(self._draw)
        self._draw()

    def _plan(self, one: Drawn) -> Sheet:
        made = Sheet("方案")
        if one.plan is None:
            made.body.addWidget(label("这类班不要求方案。", name="note"))
        else:
            if not one.plan.papers:
                made.body.addWidget(
                    label(one.plan.said, tone="muted" if one.plan.state == "waived" else "bad")
                )
            self._pieces(made, one.plan.papers)
        made.body.addStretch(1)
        return made

    def _sheets(self, one: Drawn) -> Sheet:
        made = Sheet("签到表")
        for sheet in one.printed[:MOST]:
            said = f"{sheet.printed_on} 打印，第 {sheet.print_no} 次"
            made.body.addWidget(button(Action(said, partial(self._sheet, sheet)), kind="link"))
        self._pieces(made, one.signed)
        if not one.signed:
            made.body.addWidget(label("没有签字件", tone="bad"))
        made.body.addStretch(1)
        return made

    def _photographs(self, one: Drawn) -> Sheet:
        made = Sheet(f"照片 {len(one.photographs)} 张" if one.photographs else "照片")
        self._pieces(made, one.photographs)
        if not one.photographs:
            made.body.addWidget(label("没有照片", tone="bad"))
        made.body.addStretch(1)
        return made

    def _pieces(self, made: Sheet, found: tuple[Evidence, ...]) -> None:
        for one in found[:MOST]:
            picture = QLabel()
            picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
            picture.setAccessibleName(one.file_name)
            self._pictures.append((picture, one))
            made.body.addWidget(picture)
            said = f"{one.taken_at or one.formed_on or '无日期'} 查看"
            look = Action(said, partial(self._look, one), tip=one.file_name)
            made.body.addWidget(button(look, kind="link"))
        if found[MOST:]:
            made.body.addWidget(label(f"还有 {len(found) - MOST} 件", name="note"))

    def _draw(self, _made: object = None) -> None:
        for picture, one in self._pictures:
            made = self._thumbnails.picture(one)
            if made is not None and not made.isNull():
                ways = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
                picture.setPixmap(made.scaled(theme.px(130), theme.px(100), *ways))


def _hours(one: Drawn) -> Sheet:
    made = Sheet("考勤和学时")
    lines = (
        f"应到 {one.expected} 人",
        f"实到 {one.came} 人",
        f"录了考勤 {one.entered} 人",
        f"这半天 {hours_text(one.session.quarter_hours)} 学时",
        f"记学时 {one.credited} 人，共 {hours_text(one.quarter_hours)} 学时",
    )
    for line in lines:
        made.body.addWidget(label(line))
    made.body.addStretch(1)
    return made
