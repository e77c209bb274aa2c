"""What an eye would see: text that does not fit where it stands, and dialogs to be answered."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QWidget

from app.ui.cells import Cells
from app.ui.table_view import Table


def cut_off(widget: QWidget) -> list[str]:
    """Name the labels, buttons and cells whose words do not fit."""
    found = []
    for label in widget.findChildren(QLabel):
        if label.isVisible() and label.text() and not _fits(label):
            found.append(label.text())
    for button in widget.findChildren(QPushButton):
        if button.isVisible() and button.width() < button.minimumSizeHint().width():
            found.append(button.text())
    for table in widget.findChildren(Table):
        if table.isVisible():
            found += _cut_cells(table)
    return found


def out_of_sight(widget: QWidget) -> list[str]:
    """Name the columns on show for which one has to scroll sideways."""
    found = []
    for table in [widget] if isinstance(widget, Table) else widget.findChildren(Table):
        header, width = table.horizontalHeader(), table.viewport().width()
        for column in range(table.model().columnCount() if table.isVisible() else 0):
            if table.isColumnHidden(column):
                continue
            if header.sectionPosition(column) + header.sectionSize(column) > width:
                found.append(str(table.model().headerData(column, Qt.Orientation.Horizontal)))
    return found


def _fits(label: QLabel) -> bool:
    if label.wordWrap():
        return label.height() >= label.heightForWidth(label.width())
    return label.width() >= label.sizeHint().width() and label.height() >= label.sizeHint().height()


def _cut_cells(table: Table) -> Iterator[str]:
    model = table.model()
    bottom = table.rowAt(table.viewport().height() - 1)
    for column in range(model.columnCount()):
        if table.isColumnHidden(column):
            continue
        heading = table.horizontalHeader().sectionSizeFromContents(column).width()
        if table.columnWidth(column) < heading:
            yield str(model.headerData(column, Qt.Orientation.Horizontal))
        for row in range(max(0, table.rowAt(0)), (bottom if bottom >= 0 else model.rowCount() - 1) + 1):
            index = model.index(row, column)
            if not _shows(table, index):
                yield str(index.data())


def _shows(table: Table, index: QModelIndex) -> bool:
    drawn = table.itemDelegate()
    if isinstance(drawn, Cells):
        return drawn.fits(index, table.columnWidth(index.column()), table.fontMetrics())
    return table.sizeHintForIndex(index).width() <= table.columnWidth(index.column())


@contextmanager
def answering(press: str) -> Iterator[list[str]]:
    """Press a button of the next message box; give what the box said."""
    said: list[str] = []
    timer = QTimer()
    timer.setInterval(5)

    def look() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            return
        timer.stop()
        said.extend([box.text(), box.informativeText()])
        for button in box.buttons():
            if button.text() == press:
                button.click()
                return
        said.append(f"没有“{press}”按钮")
        box.reject()

    timer.timeout.connect(look)
    timer.start()
    yield said
    timer.stop()


def when(ready: Callable[[], bool], then: Callable[[], object]) -> QObject:
    """Do something once, as soon as the event loop finds it ready; keep what this gives."""
    timer = QTimer()
    timer.setInterval(5)

    def look() -> None:
        if ready():
            timer.stop()
            then()

    timer.timeout.connect(look)
    timer.start()
    return timer
