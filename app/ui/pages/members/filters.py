"""The line above a list: a search field and what narrows and orders, in two lines where it must."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QLineEdit, QWidget

from app.ui import theme

LEAST = 6
ROOMY = 640


class Filters(QWidget):
    """Put the search field before the boxes, or above them where the room is narrow."""

    def __init__(self, field: QLineEdit, boxes: Sequence[QComboBox]) -> None:
        """Lay them out in reading order; every box shows at least `LEAST` characters."""
        super().__init__()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(10))
        self._row.addWidget(field, 1)
        beside = QHBoxLayout()
        beside.setSpacing(theme.px(10))
        for box in boxes:
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(LEAST)
            beside.addWidget(box, 1)
        self._row.addLayout(beside, 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose between one line and two."""
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        narrow = self.width() < theme.px(ROOMY)
        self._row.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)

    def minimumSizeHint(self) -> QSize:
        """Let the list beside a panel be narrower than one line of all."""
        return QSize(theme.px(240), super().minimumSizeHint().height())
