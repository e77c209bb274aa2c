"""What the inbox says while no file is there: what it takes, and what came in before."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.school import rosters
from app.ui import theme
from app.ui.cards import Sheet, label
from app.ui.desk import Desk
from app.ui.page import Action, button
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable


class Welcome(QWidget):
    """A place to drop a file, above the list of those taken in."""

    def __init__(
        self,
        desk: Desk,
        *,
        school: int,
        choose: Callable[[], object],
        keep_refused: Callable[[rosters.Roster], object],
    ) -> None:
        """Lay it out; `refresh` reads the list."""
        super().__init__()
        sheet = Sheet()
        mark = QLabel()
        mark.setPixmap(theme.pixmap("import", theme.MUTED, 40, self.devicePixelRatioF()))
        self.button = button(
            Action("选择文件…", choose, "Ctrl+O", "选一个名册文件", icon="open"), kind="primary"
        )
        sheet.body.addSpacing(theme.px(12))
        sheet.body.addWidget(mark, 0, Qt.AlignmentFlag.AlignHCenter)
        for words, name in (
            ("把村里发来的名册拖到这里", "section"),
            ("表头在第几行、有几张表、列怎么排都可以；.xlsx、.xls、.csv 都能读。", "note"),
            ("先看每一行的结论，您按“导入”之前什么都不会改。", "note"),
        ):
            line = label(words, name=name)  # type: ignore[arg-type]
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            sheet.body.addWidget(line)
        sheet.body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        sheet.body.addSpacing(theme.px(12))
        self.earlier = label("导入过的名册", name="section")
        self.model = LazyTable(
            (
                Column[rosters.Roster]("导入日期", lambda one: one.taken_on),
                Column[rosters.Roster]("文件", lambda one: one.file_name, grow=True),
                Column[rosters.Roster]("工作表", lambda one: one.sheet_name, spare=2),
                Column[rosters.Roster]("新增", lambda one: f"{one.added:,}", align="right"),
                Column[rosters.Roster]("更新", lambda one: f"{one.updated:,}", align="right"),
                Column[rosters.Roster]("无变化", lambda one: f"{one.unchanged:,}", align="right", spare=1),
                Column[rosters.Roster]("没导入", _left_over, press=keep_refused,
                                       tip=lambda _: "另存这些行，每行后面写着原因"),
            ),
            find=lambda _: rosters.find(desk.db, school=school),
            rows=lambda ids: rosters.rows(desk.db, list(ids)),
            parent=self,
        )  # fmt: skip
        self.table = Table(self.model, name="导入过的名册", memory=desk.memory)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(14))
        column.addWidget(sheet)
        column.addWidget(self.earlier)
        column.addWidget(self.table, 1)
        self._rest = column
        column.addStretch(0)

    def refresh(self) -> None:
        """Read what came in before; where nothing did, there is no list."""
        self.model.refresh()
        there_is = bool(self.model.ids)
        self.earlier.setVisible(there_is)
        self.table.setVisible(there_is)
        self._rest.setStretch(3, 0 if there_is else 1)


def _left_over(one: rosters.Roster) -> str:
    return f"{one.refused:,} 行，另存…" if one.refused else ""
