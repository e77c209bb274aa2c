"""What stands in one place of a form: a fact found by typing, or words of one's own."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.jobs import upper_forms as jobs
from app.school.upper_forms import UpperForm
from app.ui import theme
from app.ui.cards import label
from app.ui.fields import SearchField
from app.ui.page import Action, button

KEY_ROLE = Qt.ItemDataRole.UserRole
LINES = 9


class Choosing(QWidget):
    """Offer every fact with its 口径; Enter chooses one."""

    chosen = Signal(str, str)
    """A fact's key, or a text; both empty where nothing is to stand there."""

    def __init__(self, form: UpperForm, place: str) -> None:
        """Show what stands in a place now."""
        super().__init__()
        self.place = place
        self.search = SearchField("项目名称，如“培训人次”", pause=0)
        self.search.sought.connect(self.offer)
        self.search.returnPressed.connect(self._take)
        self.list = _Facts()
        self.list.setAccessibleName("可以填的项目")
        self.list.setMinimumHeight(theme.px(30) * LINES)
        self.list.currentItemChanged.connect(lambda *_: self._tell())
        self.list.itemActivated.connect(lambda _: self._take())
        self._rule = label("", name="note")
        self.text = QLineEdit(form.texts.get(place, ""))
        self.text.setPlaceholderText("例如：钟小兰 0593-1234567")
        self.text.setAccessibleName("固定的文字")
        self.text.returnPressed.connect(self._take_text)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(label("从本校的数里选一项，回车选定：", name="note"))
        column.addWidget(self.search)
        column.addWidget(self.list)
        column.addWidget(self._rule)
        column.addWidget(label("或者每份都填同样的文字：", name="note"))
        column.addWidget(self.text)
        column.addWidget(button(Action("填这些文字", self._take_text)))
        if place in form.facts or place in form.texts:
            column.addWidget(button(Action("取消这一处", lambda: self.chosen.emit("", ""))))
        self.offer("")
        self._go_to(form.facts.get(place, ""))

    def offer(self, text: str) -> None:
        """List the facts whose name or 口径 has the words typed."""
        self.list.clear()
        words = text.split()
        for one in jobs.CATALOGUE:
            said = f"{one.group} · {one.title.rpartition('.')[2]}" + ("（一行一个）" if one.several else "")
            if all(word in f"{said}{one.title}{one.rule}{''.join(one.other_names)}" for word in words):
                item = QListWidgetItem(said)
                item.setData(KEY_ROLE, one.key)
                item.setToolTip(one.rule)
                self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._tell()

    def _go_to(self, key: str) -> None:
        for row in range(self.list.count()):
            if self.list.item(row).data(KEY_ROLE) == key:
                self.list.setCurrentRow(row)

    def _tell(self) -> None:
        item = self.list.currentItem()
        self._rule.setText(f"口径：{jobs.fact(item.data(KEY_ROLE)).rule}" if item else "没有这样的项目。")

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.chosen.emit(item.data(KEY_ROLE), "")

    def _take_text(self) -> None:
        if self.text.text().strip():
            self.chosen.emit("", self.text.text())


class _Facts(QListWidget):
    """A list in which Enter chooses on every platform."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.itemActivated.emit(self.currentItem())
        else:
            super().keyPressEvent(event)
