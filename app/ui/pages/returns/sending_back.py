"""Send a record back: whose it is, which one, why, and until when."""

from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.errors import UserError
from app.school import returns, schools
from app.ui import theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.page import Action, button
from app.ui.table_view import Table

DAYS = 14
LIST_HEIGHT = 118
REASON_HEIGHT = 72


class SendBack(QWidget):
    """A form for a return; the record is chosen already, or sought here by its name."""

    said = Signal(str)
    """The record was sent back; in a sentence."""

    def __init__(
        self, desk: Desk, *, school: int | None = None, noun: str = "member", record: int | None = None
    ) -> None:
        """Lay out the fields, filled in as far as known."""
        super().__init__()
        self._desk, self._record = desk, record
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(6))
        self.schools, self.kinds = QComboBox(), QComboBox()
        for one in schools.rows(desk.db, schools.find(desk.db)):
            self.schools.addItem(one.short_name, one.id)
        for key, kind in returns.NOUNS.items():
            self.kinds.addItem(kind.word, key)
        self.schools.setCurrentIndex(max(0, self.schools.findData(school)))
        self.kinds.setCurrentIndex(self.kinds.findData(noun))
        self.search = SearchField("名称")
        self.found = QListWidget()
        self.found.setFixedHeight(theme.px(LIST_HEIGHT))
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(theme.px(REASON_HEIGHT))
        self.reason.setTabChangesFocus(True)
        self.due = QLineEdit((date.fromisoformat(desk.today()) + timedelta(DAYS)).isoformat())
        if record is None:
            beside = QHBoxLayout()
            for name, field in (("单位", self.schools), ("类别", self.kinds)):
                under = QVBoxLayout()
                under.setSpacing(theme.px(6))
                field.setAccessibleName(name)
                under.addWidget(label(name, name="note"))
                under.addWidget(field)
                beside.addLayout(under, 1)
            self._column.addLayout(beside)
            self._row("查找", self.search)
            self._row("退回哪一条", self.found)
            self.schools.currentIndexChanged.connect(lambda _: self._look())
            self.kinds.currentIndexChanged.connect(lambda _: self._look())
            self.search.sought.connect(lambda _: self._look())
            self._look()
        else:
            title, _ = returns.title_of(desk.db, noun=noun, record=record)
            self._column.addWidget(label(f"{self.schools.currentText()}　{returns.NOUNS[noun].word}"))
            self._column.addWidget(label(title, name="section"))
        self._row("退回的原因，要改什么", self.reason)
        self._row("办理期限", self.due)
        self._column.addWidget(
            button(Action("退回", self.keep), kind="primary"), 0, Qt.AlignmentFlag.AlignLeft
        )
        self._column.addWidget(label("随下一份回执发给对方；已接收的，退回后对方才能修改。", name="note"))
        self.due.returnPressed.connect(self.keep)

    def _row(self, name: str, field: QWidget) -> None:
        field.setAccessibleName(name)
        self._column.addWidget(label(name, name="note"))
        self._column.addWidget(field)

    def _look(self) -> None:
        self.found.clear()
        school = self.schools.currentData()
        if school is None:
            return
        for record, title in returns.candidates(
            self._desk.db, self.kinds.currentData(), self.search.text(), of_school=school
        ):
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, str(record))  # 63 bits do not pass as a number
            item.setToolTip(title)
            self.found.addItem(item)
        if self.found.count():
            self.found.setCurrentRow(0)

    def take_keyboard(self) -> None:
        """Begin with what is not known yet."""
        (self.reason if self._record is not None else self.search).setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> None:
        """Send the record back."""
        item = self.found.currentItem()
        chosen = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        record = self._record if self._record is not None else int(chosen) if chosen else 0
        noun, school = self.kinds.currentData(), self.schools.currentData()
        db, today = self._desk.db, self._desk.today()
        reason, due = self.reason.toPlainText(), self.due.text()
        made = self._desk.act(
            self,
            lambda: returns.send_back(
                db, noun=noun, record=record, reason=reason, due_on=due, today=today, of_school=school
            ),
        )
        if made is not None:
            title = returns.row(db, made).title
            self.said.emit(f"已退回“{title}”，随下一份回执发给{self.schools.currentText()}。")


# What a row is in the lists of a school's pages, by the title of the page.
_NOUN_OF = {
    "五有建设": "criterion",
    "党员名册": "member",
    "培训班": "training_class",
    "学时台账": "member",
    "证书": "certificate",
}


def from_page(desk: Desk, page: QWidget, *, title: str, school: int) -> SendBack:
    """Make the form for the row that is chosen on a school's page, or one that asks which where none is."""
    noun = _NOUN_OF.get(title, "member")
    table = next((one for one in page.findChildren(Table) if one.isVisible()), None)
    chosen = table.current() if table is not None else None
    try:
        fits = chosen is not None and returns.title_of(desk.db, noun=noun, record=chosen)[1] > 0
    except UserError:
        fits = False
    return SendBack(desk, school=school, noun=noun, record=chosen if fits else None)
