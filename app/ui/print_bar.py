"""The line above a paper in which one chooses printer, copies, pages, and to spare ink."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox, QWidget

from app.school.print_jobs import MOST_COPIES
from app.ui import print_out, theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import Calm
from app.ui.flow import Flow

SPARING_TIP = "字和线印成深灰，底色印得更浅，省一半左右的墨；签到表和证书的码照样读得出来。"


class PrintBar(QWidget):
    """Ask how a paper is to be printed; what was chosen for the same form the last time is proposed."""

    spared = Signal(bool)
    """Ink is to be spared from now on, or not."""
    entered = Signal()
    """Enter was pressed in a field: print."""

    def __init__(self, desk: Desk) -> None:
        """Lay out the fields."""
        super().__init__()
        self._desk = desk
        self._count = 0
        self.printer = QComboBox()
        self.printer.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.printer.setToolTip("用哪台打印机；每种表各记住自己上次用的")
        self.copies = QSpinBox()
        self.copies.setRange(1, MOST_COPIES)
        self.copies.setToolTip("打印几份")
        self.pages = QLineEdit()
        self.pages.setPlaceholderText("全部")
        self.pages.setToolTip("只印几页时写 3 或 2-5，空着就是全部")
        self.pages.setFixedWidth(theme.px(90))
        self.sparing = QCheckBox("省墨")
        self.sparing.setToolTip(SPARING_TIP)
        self.sparing.setAccessibleDescription(SPARING_TIP)
        self.sparing.toggled.connect(self.spared)
        self._calm = Calm(self)
        self._flow = bar = Flow()
        for name, field in (("打印机", self.printer), ("份数", self.copies), ("页码", self.pages)):
            field.setAccessibleName(name)
            field.installEventFilter(self._calm)
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            title = label(name, name="label")
            title.setWordWrap(False)
            bar.add(title)
            bar.add(field)
        bar.add(self.sparing)
        self.pages.returnPressed.connect(self.entered)
        self.copies.lineEdit().returnPressed.connect(self.entered)
        self.setLayout(bar)

    def add(self, widget: QWidget) -> None:
        """Put something more at the end of the line."""
        self._flow.add(widget)

    def propose(self, form: str, count: int) -> None:
        """Propose for a paper of `count` pages what was chosen for its form the last time."""
        self._count = count
        there = print_out.printers()
        proposed = print_out.remembered(self._desk.memory, form)
        self.printer.clear()
        self.printer.addItems(there or ["没有装打印机"])
        self.printer.setEnabled(bool(there))
        self.printer.setCurrentIndex(max(0, self.printer.findText(proposed.printer)))
        self.copies.setValue(1)
        self.pages.clear()
        self.sparing.setChecked(proposed.sparing)

    def wanted(self) -> print_out.Wanted:
        """Give what is chosen; raise `UserError` for pages the paper does not have."""
        return print_out.Wanted(
            self.printer.currentText() if self.printer.isEnabled() else "",
            self.copies.value(),
            print_out.page_range(self.pages.text(), self._count),
            self.sparing.isChecked(),
        )
