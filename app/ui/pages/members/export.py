"""A list going out: which columns in which order, how much of the ID number, and where to."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
)

from app.jobs import files as keeping
from app.jobs import members as jobs
from app.school import layouts
from app.ui import files, theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, Page, button

ID_NUMBERS = {
    "full": "身份证号完整",
    "masked": "身份证号遮住中间",
    "tail": "身份证号只留后四位",
}


class Export(Page):
    """Choose how a list of people is written, then write it."""

    help_topic = "export"

    def __init__(
        self,
        desk: Desk,
        ids: Sequence[int],
        *,
        chosen: Sequence[int],
        title: str,
        school: int | None,
        done: Callable[[str], object],
    ) -> None:
        """Lay out the columns of the layout used last.

        `ids` are those listed and `chosen` those marked among them; `school` is where layouts are kept,
        None where nothing may be. `done` hears in a sentence what was written.
        """
        super().__init__(desk, "导出名单")
        self._ids, self._chosen, self._school, self._done = list(ids), list(chosen), school, done
        self.layouts, self.whom, self.numbers = QComboBox(), QComboBox(), QComboBox()
        self.title = QLineEdit(title)
        self.name = QLineEdit()
        self.name.setPlaceholderText("给这些列起个名称，下次直接选")
        self.columns = QListWidget()
        self.columns.setAccessibleName("各列：空格勾选，Ctrl+上下键调整次序")
        self.columns.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.columns.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.columns.installEventFilter(self)
        self._filling = False
        self._headings: dict[str, str] = {}
        self._lay_out()
        self._connect()
        self.first = self.columns
        self.set_hint("空格勾选一列 · Ctrl+↑ Ctrl+↓ 移动一列 · 勾选的列从上到下就是表格里从左到右")

    def _lay_out(self) -> None:
        form = Form()
        self.whom.addItem(f"列出的 {len(self._ids):,} 人", False)
        if len(self._chosen) > 1:
            self.whom.addItem(f"选中的 {len(self._chosen):,} 人", True)
            self.whom.setCurrentIndex(1)
        for key, said in ID_NUMBERS.items():
            self.numbers.addItem(said, key)
        form.row("名单", self.whom)
        form.row("表格样式", self.layouts)
        form.row("身份证号", self.numbers, hint="交给谁看，就给到哪一步；完整号码请核对收件人")
        form.row("表格标题", self.title, hint="印在每一页上面，不占表格的行")
        left = QVBoxLayout()
        left.setSpacing(theme.px(10))
        left.addWidget(form)
        self._keeping = [label("存成表格样式", name="section"), self.name]
        for one in self._keeping:
            left.addWidget(one)
        self.save = button(Action("保存表格样式", self._save))
        self.change = button(Action("换成现在的列", self._change))
        self.drop = button(Action("删除这个样式", self._drop))
        acts = QHBoxLayout()
        acts.setSpacing(theme.px(10))
        for made in (self.save, self.change, self.drop):
            acts.addWidget(made)
        acts.addStretch(1)
        left.addLayout(acts)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(theme.px(10))
        right.addWidget(label("各列", name="section"))
        right.addWidget(self.columns, 1)
        moves = QHBoxLayout()
        moves.setSpacing(theme.px(10))
        for act in (Action("上移", lambda: self._move(-1)), Action("下移", lambda: self._move(1))):
            moves.addWidget(button(act))
        moves.addStretch(1)
        right.addLayout(moves)
        both = QHBoxLayout()
        both.setSpacing(theme.px(28))
        both.addLayout(left, 3)
        both.addLayout(right, 2)
        self.body.addLayout(both, 1)

    def _connect(self) -> None:
        self.layouts.activated.connect(lambda _: self._show_layout())
        self.whom.activated.connect(lambda _: self._tell())
        self.numbers.activated.connect(lambda _: self._touched())
        self.columns.itemChanged.connect(lambda _: self._touched())
        self.columns.model().rowsMoved.connect(lambda: self._touched())
        self.name.returnPressed.connect(self.save.click)

    # what is chosen

    def refresh(self) -> None:
        """Read the layouts again and show the one used last."""
        kept = self.layouts.currentData() or self.desk.memory.value("members/layout") or "花名册"
        self.layouts.clear()
        for name in [*layouts.PRESETS, *(one.name for one in self._saved())]:
            self.layouts.addItem(name, name)
        self.layouts.setCurrentIndex(max(0, self.layouts.findData(kept)))
        self._show_layout()

    def _saved(self) -> list[layouts.Saved]:
        db = self.desk.db
        return [] if self._school is None else layouts.rows(db, layouts.find(db, school=self._school))

    def _one_saved(self) -> layouts.Saved | None:
        return next((one for one in self._saved() if one.name == self.layouts.currentData()), None)

    def _show_layout(self) -> None:
        one = self._one_saved()
        preset = layouts.PRESETS.get(str(self.layouts.currentData()))
        shown = preset or self.desk.act(self, lambda: one.layout if one else layouts.PRESETS["花名册"])
        if shown is not None:
            self._fill(shown)
        self._tell()

    def _fill(self, shown: layouts.Layout) -> None:
        self._filling = True
        self.columns.clear()
        self._headings = dict(shown.columns)
        chosen = list(self._headings)
        for key in [*chosen, *(key for key in layouts.COLUMNS if key not in chosen)]:
            usual, heading = layouts.COLUMNS[key], self._headings.get(key, "")
            item = QListWidgetItem(f"{usual}（写成“{heading}”）" if heading not in ("", usual) else usual)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in chosen else Qt.CheckState.Unchecked)
            self.columns.addItem(item)
        self.columns.setCurrentRow(0)
        self.numbers.setCurrentIndex(max(0, self.numbers.findData(shown.id_number)))
        self._filling = False

    def layout_now(self) -> layouts.Layout:
        """Give the layout as it is ticked and ordered; raise `UserError` where no column is ticked."""
        return layouts.of(self._ticked(), id_number=str(self.numbers.currentData()), headings=self._headings)

    def _ticked(self) -> list[str]:
        items = [self.columns.item(at) for at in range(self.columns.count())]
        chosen = [one for one in items if one.checkState() == Qt.CheckState.Checked]
        return [str(one.data(Qt.ItemDataRole.UserRole)) for one in chosen]

    def ids(self) -> list[int]:
        """Give those who go out, in the order of the list."""
        return self._chosen if self.whom.currentData() else self._ids

    def _touched(self) -> None:
        if not self._filling:
            self._tell()

    def _tell(self) -> None:
        many, ticked = len(self.ids()), self._ticked()
        self.numbers.setEnabled("id_number" in ticked)
        self.set_title("导出名单", f"{many:,} 人 · {len(ticked)} 列")
        self.set_actions(
            Action(f"导出 {many:,} 人", self._export, "Ctrl+Return", "选好位置，存成 .xlsx", icon="save")
        )
        saved = self._one_saved()
        for one in (*self._keeping, self.save):
            one.setVisible(self._school is not None)
        self.change.setVisible(saved is not None)
        self.drop.setVisible(saved is not None)

    # keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move a column with Ctrl and an arrow."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.columns:
            ways = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() in ways:
                self._move(ways[Qt.Key(event.key())])
                return True
        return super().eventFilter(watched, event)

    def _move(self, by: int) -> None:
        at = self.columns.currentRow()
        to = at + by
        if at >= 0 and 0 <= to < self.columns.count():
            self._filling = True
            self.columns.insertItem(to, self.columns.takeItem(at))
            self.columns.setCurrentRow(to)
            self._filling = False
            self._tell()

    # layouts under a name

    def _save(self) -> None:
        school = self._school
        if school is None:
            return
        name = self.name.text()
        saved = self.desk.act(
            self, lambda: layouts.save(self.desk.db, name, self.layout_now(), school=school)
        )
        if saved is not None:
            self._choose(layouts.rows(self.desk.db, [saved])[0].name)
            self.name.clear()
            self.say(f"表格样式“{self.layouts.currentText()}”已保存，以后导出时可以直接选。", "good")

    def _change(self) -> None:
        one = self._one_saved()
        if one is not None and self.desk.did(
            self, lambda: layouts.change(self.desk.db, one.id, self.layout_now())
        ):
            self.say(f"表格样式“{one.name}”已换成现在的列。", "good")

    def _drop(self) -> None:
        one = self._one_saved()
        if one is not None and self.desk.did(self, lambda: layouts.drop(self.desk.db, one.id)):
            self._choose("花名册")
            self.say(f"表格样式“{one.name}”已删除，按 Ctrl+Z 可以恢复。")

    def _choose(self, name: str) -> None:
        self.refresh()
        self.layouts.setCurrentIndex(max(0, self.layouts.findData(name)))
        self._show_layout()

    # out

    def _export(self) -> None:
        name = f"{self.title.text().strip() or '名单'}-{self.desk.today().replace('-', '')}.xlsx"
        path = files.place_for(self.desk, self, "导出名单", name.replace("/", "-"), files.WORKBOOK)
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write them as a workbook, whole or not at all, and go back to the list."""
        ids, title, today = self.ids(), self.title.text().strip(), self.desk.today()
        layout = self.desk.act(self, self.layout_now)
        if layout is None:
            return
        data = self.desk.act(
            self,
            lambda: self.desk.work(
                self,
                "正在导出名单",
                lambda db, tell: jobs.listing(db, ids, layout=layout, title=title, today=today, tell=tell),
            ),
        )
        if data is not None and self.desk.did(self, lambda: keeping.keep(path, data)):
            self.desk.memory.setValue("members/layout", self.layouts.currentData())
            said = ID_NUMBERS[layout.id_number] if "id_number" in dict(layout.columns) else "没有身份证号"
            self.desk.close()
            self._done(f"已导出 {len(ids):,} 人（{said}）到“{path.name}”。")
