"""What the inbox says while no file is there: what it takes, and what came in last."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.school import imports
from app.ui import theme
from app.ui.cards import Sheet, label
from app.ui.desk import Desk
from app.ui.page import Action, button
from app.ui.pages.members.imports import columns
from app.ui.table_view import Table
from app.ui.tables import LazyTable


class Welcome(QWidget):
    """A place to drop a file, above the list of those taken in."""

    def __init__(
        self,
        desk: Desk,
        *,
        school: int,
        choose: Callable[[], object],
        open_record: Callable[[int], object],
    ) -> None:
        """Lay it out; `refresh` reads the list, `open_record` hears of which import more is wanted."""
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
        self.earlier = label("导入过的名册，回车看详情、撤回、看原件", name="section")
        self.model = LazyTable(
            columns(),
            find=lambda _: imports.find(desk.db, school=school),
            rows=lambda ids: imports.rows(desk.db, ids),
            parent=self,
        )
        self.table = Table(self.model, name="导入过的名册", memory=desk.memory)
        self.table.opened.connect(open_record)
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
