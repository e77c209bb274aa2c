from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.cells import fits, in_lines
from app.ui.tables import ALIGN
from app.ui.typed_sheet import PADDING, Index, TypedSheet

LONG = "中共寿宁县下党乡委员会党校学员管理、教师管理和教学管理实施细则"


class Lines(QAbstractTableModel):
    """Two columns, the second explained."""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 2

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if role == Qt.ItemDataRole.ToolTipRole:
            return "文件印发的单位。" if index.column() else None
        return LONG if role == Qt.ItemDataRole.DisplayRole else None


def sheet(qtbot: QtBot) -> TypedSheet:
    model = Lines()
    made = TypedSheet(model, name="规章制度")
    model.setParent(made)
    qtbot.addWidget(made)
    return made


def test_the_tooltip_holds_all_of_a_text_that_does_not_fit(dressed: QApplication, qtbot: QtBot) -> None:
    made = sheet(qtbot)
    metrics, (plain, explained) = made.fontMetrics(), (made.model().index(0, at) for at in (0, 1))
    wide = made.sizeHintForColumn(0)
    assert made.editors.tip(plain, wide, metrics) == ""
    assert made.editors.tip(plain, wide // 3, metrics) == LONG
    assert made.editors.tip(explained, wide, metrics) == "文件印发的单位。"
    assert made.editors.tip(explained, wide // 3, metrics) == f"文件印发的单位。\n{LONG}"


def test_a_text_goes_on_two_lines_before_it_is_cut(dressed: QApplication, qtbot: QtBot) -> None:
    made = sheet(qtbot)
    half = made.fontMetrics().horizontalAdvance(LONG) * 6 // 10
    assert fits(LONG, half, made.fontMetrics())
    assert made.editors.tip(made.model().index(0, 0), half + 2 * PADDING, made.fontMetrics()) == ""


def test_headings_stand_above_the_beginning_of_their_words(dressed: QApplication, qtbot: QtBot) -> None:
    assert sheet(qtbot).horizontalHeader().defaultAlignment() == ALIGN["left"]


def test_a_line_neither_begins_with_a_sign_that_closes_nor_ends_with_one_that_opens(
    dressed: QApplication,
) -> None:
    metrics = QFontMetrics(dressed.font())
    text = "云溪委〔2023〕8号"
    for count in range(4, len(text)):
        above, below = in_lines(text, metrics.horizontalAdvance(text[:count]) + 1, metrics)
        assert above + below == text
        assert below[0] not in "〕" and above[-1] not in "〔"
