"""学员: the roster of a class."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from app.school import classes, enrollments
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.flow import Flow
from app.ui.page import Action, button
from app.ui.pages.classes.tab import Tab, at_hand
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

SNAPSHOT = "加入本班那天的情况；以后名册改了，这里不变。"


class Enrollments(Tab):
    """List a class's trainees, take more in, let one go who never had a mark."""

    hint = "Ctrl+F 按姓名、拼音首字母或序号查找"

    def __init__(self, desk: Desk, training_class: int, *, pick: Callable[[], object]) -> None:
        """Lay out the roster; `pick` opens the page to pick people."""
        super().__init__(desk, training_class)
        self._model = LazyTable(_columns(), find=self._find, rows=self._rows, parent=self)
        self._pick = Action("选人", pick, key="Ctrl+N", icon="plus", tip="从党员名册里选人加入本班")
        self.search = self._sought = SearchField("姓名、拼音、序号")
        self._sought.sought.connect(lambda: self._model.refresh())
        self._count = label("", name="note")
        self._count.setWordWrap(False)
        self._pick_button = button(self._pick)
        self._drop_button = button(Action("去掉", self.withdraw, tip="从名册去掉所选学员 Delete"))
        bar = Flow()
        for widget in (self._sought, self._pick_button, self._drop_button):
            bar.add(widget)
        bar.add(self._count, 1)
        self.body.addLayout(bar)
        self.table = Table(self._model, name="学员名册", memory=desk.memory)
        self.table.typed.connect(self._sought.begin)
        self.table.chosen.connect(self._tell_chosen)
        self._sought.returnPressed.connect(self.table.setFocus)
        self.first = self.table
        drop = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table, self.withdraw)
        drop.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.body.addWidget(self.table, 1)

    def show_class(self, found: classes.TrainingClass, *, editable: bool) -> None:
        """Read the roster again."""
        super().show_class(found, editable=editable)
        self.hint = (
            f"Ctrl+N 选人 · Delete 去掉所选学员 · {Enrollments.hint}" if editable else Enrollments.hint
        )
        self._pick_button.setVisible(editable)
        self._drop_button.setVisible(editable)
        self._model.refresh()
        self._tell_chosen(self.table.selected())
        if found.enrolled:
            self.table.set_empty("没有符合条件的学员，请换一个姓名或序号。")
        elif editable:
            self.table.set_empty("还没有学员。从党员名册里选人，可以按支部、类别或未达标来挑。", self._pick)
        else:
            self.table.set_empty("这个班没有学员。")

    def _tell_chosen(self, chosen: list[int]) -> None:
        self._drop_button.setEnabled(bool(self._model.ids))
        self._count.setText(f"共 {len(self._model.ids)} 人" + (f"，选中 {len(chosen)} 人" if chosen else ""))

    def _find(self, _sort: str | None) -> list[int]:
        return enrollments.find(self.desk.db, self._sought.text().strip(), training_class=self.training_class)

    def _rows(self, ids: Sequence[int]) -> list[enrollments.Enrollment]:
        return enrollments.rows(self.desk.db, list(ids))

    def withdraw(self) -> None:
        """Take the chosen trainees off the roster, all or none."""
        chosen = at_hand(self.table)
        if chosen and self.editable:
            self.desk.did(self, lambda: self._withdraw(chosen))

    def _withdraw(self, chosen: list[int]) -> None:
        db = self.desk.db
        if len(chosen) == 1:
            enrollments.withdraw(db, chosen[0])
            return
        with db.act(f"从名册去掉 {len(chosen)} 人"):
            for one in chosen:
                enrollments.withdraw(db, one)


def _columns() -> list[Column[enrollments.Enrollment]]:
    kind = Column[enrollments.Enrollment]
    return [
        kind("序号", lambda row: str(row.seq_no), align="right"),
        kind("姓名", lambda row: row.name),
        kind("性别", lambda row: row.gender, spare=2),
        kind("出生", lambda row: row.birth, spare=4),
        kind("党支部", lambda row: row.branch_at_enrollment, rule=SNAPSHOT, grow=True),
        kind("职务", lambda row: row.title_at_enrollment or "—", rule=SNAPSHOT, spare=1),
        kind("类别", lambda row: row.type_at_enrollment, rule=SNAPSHOT, spare=3),
    ]
