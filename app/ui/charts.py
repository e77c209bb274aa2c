"""Charts in the window: bars that say their figures in words and marks too, and read them out."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme

ROW, THICK, HEAD = 28, 14, 20


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its id, name, length, figure as shown, and whether it falls short of what is asked."""

    id: int
    name: str
    value: float
    text: str
    short: bool = False


class BarChart(QWidget):
    """Bars below each other; the arrows go from one to the next, Enter or a click opens what it stands for.

    Whoever cannot see it hears every name and figure; what falls short has a mark and a word beside its
    colour.
    """

    opened = Signal(object)

    def __init__(self, name: str) -> None:
        """Make an empty chart."""
        super().__init__()
        self._name = name
        self._bars: list[Bar] = []
        self._most, self._wanted, self._wanted_text = 1.0, 0.0, ""
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.tell([])

    def tell(
        self, bars: Sequence[Bar], *, most: float = 0.0, wanted: float = 0.0, wanted_text: str = ""
    ) -> None:
        """Show these bars; `wanted` draws a line where they should reach, `most` is the whole width."""
        self._bars = list(bars)
        self._most = max([most, wanted, *(one.value for one in bars)]) or 1.0
        self._wanted, self._wanted_text = wanted, wanted_text
        self._at = min(self._at, len(self._bars) - 1)
        self.setAccessibleName(self._name)
        asked = f"{wanted_text}。" if wanted_text else ""
        self.setAccessibleDescription(asked + "；".join(map(said, bars)))
        self.updateGeometry()
        self.update()

    @property
    def bars(self) -> tuple[Bar, ...]:
        """Give what is on show."""
        return tuple(self._bars)

    def sizeHint(self) -> QSize:
        """Ask for a row a bar."""
        return QSize(theme.px(420), self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Ask for no less than all rows; whoever holds it scrolls."""
        head = theme.px(HEAD) if self._wanted else 0
        return QSize(theme.px(270), head + theme.px(ROW) * max(1, len(self._bars)))

    # painting

    def _columns(self, metrics: QFontMetrics) -> tuple[float, float]:
        """Give where the bars begin and how wide they may be."""
        names = max((metrics.horizontalAdvance(one.name) for one in self._bars), default=0)
        figures = max((metrics.horizontalAdvance(_figure(one)) for one in self._bars), default=0)
        left = min(names, self.width() // 2) + theme.px(12)
        return left, max(theme.px(60), self.width() - left - figures - theme.px(14))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint every bar with its name before and its figure behind it."""
        painter = QPainter(self)
        painter.setFont(self.font())
        metrics = painter.fontMetrics()
        left, width = self._columns(metrics)
        if not self._bars:
            painter.setPen(QColor(theme.MUTED))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft, "还没有可以画的数字。")
            return
        top = 0.0
        if self._wanted:
            top = theme.px(HEAD)
            self._line(painter, left + width * self._wanted / self._most, top, metrics)
        for number, bar in enumerate(self._bars):
            y = top + number * theme.px(ROW)
            if number == self._at and self.hasFocus():
                painter.fillRect(QRectF(0, y, self.width(), theme.px(ROW)), QColor(theme.CHOSEN))
            self._bar(painter, bar, y, left, width, metrics)
        painter.setPen(QPen(QColor(theme.EDGE), 1))
        painter.drawLine(QPointF(left, top), QPointF(left, top + len(self._bars) * theme.px(ROW)))

    def _line(self, painter: QPainter, x: float, top: float, metrics: QFontMetrics) -> None:
        painter.setPen(QPen(QColor(theme.MUTED), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, top), QPointF(x, top + len(self._bars) * theme.px(ROW)))
        wide = metrics.horizontalAdvance(self._wanted_text)
        at = max(0.0, min(x - wide / 2, self.width() - wide))
        painter.drawText(QPointF(at, top - theme.px(5)), self._wanted_text)

    def _bar(
        self, painter: QPainter, bar: Bar, y: float, left: float, width: float, metrics: QFontMetrics
    ) -> None:
        row, thick = theme.px(ROW), theme.px(THICK)
        painter.setPen(QColor(theme.INK))
        name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideMiddle, round(left) - theme.px(12))
        box = QRectF(0, y, left - theme.px(8), row)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)
        long = width * max(bar.value, 0.0) / self._most
        ink = QColor(theme.AMBER if bar.short else theme.GREEN)
        shape = QRectF(left, y + (row - thick) / 2, long, thick)
        painter.fillRect(shape, ink)
        if bar.short and long > 2:
            # Hatched, for whoever does not tell the two colours apart.
            painter.fillRect(shape, Qt.BrushStyle.BDiagPattern)
        painter.setPen(QColor(theme.AMBER if bar.short else theme.INK))
        figure = QRectF(left + long + theme.px(8), y, self.width(), row)
        said_here = _figure(bar)
        # The line of what is wanted must not run through the words.
        gap = theme.px(3)
        wide = metrics.horizontalAdvance(said_here) + 2 * gap
        painter.fillRect(QRectF(figure.left() - gap, y, wide, row), self.palette().window())
        painter.drawText(figure, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, said_here)

    # hands

    def _row_at(self, y: float) -> int:
        head = theme.px(HEAD) if self._wanted else 0
        number = int((y - head) // theme.px(ROW))
        return number if 0 <= number < len(self._bars) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say in the tooltip which bar the mouse is on."""
        number = self._row_at(event.position().y())
        self.setToolTip(said(self._bars[number]) if number >= 0 else "")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what the bar stands for."""
        self._at = self._row_at(event.position().y())
        self.update()
        self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from bar to bar and open one."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and self._bars:
            self._at = max(0, min(self._at + step, len(self._bars) - 1))
            self.setAccessibleDescription(said(self._bars[self._at]))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at >= 0:
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        if 0 <= self._at < len(self._bars):
            self.opened.emit(self._bars[self._at].id)


def _figure(bar: Bar) -> str:
    return f"{bar.text} ↓不足" if bar.short else bar.text


def said(bar: Bar) -> str:
    """Say one bar in words."""
    return f"{bar.name}：{bar.text}{'，不足' if bar.short else ''}"
