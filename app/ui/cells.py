"""How a cell of a list is drawn: its tone, its ground, hover, choice and focus."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import Any, cast

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from app.ui import theme
from app.ui.tables import ALIGN, LazyTable

Index = QModelIndex | QPersistentModelIndex

CHOSEN = QColor(theme.CHOSEN)
HOVER = QColor("#F6F7F9")
RULE = QColor("#EEF0F3")
PADDING = 12
CANDIDATES = 6
CLOSING = "，。；：、！？）》〕】”’%·"
OPENING = "（《〔【“‘"
FULL, HALF, EMPTY = "●◐○"
DOTS = frozenset((FULL, HALF, EMPTY))
# How large a dot is beside the type it stands in.
DOT_OF_TYPE = 0.64
_DOT = re.compile(f"([{FULL}{HALF}{EMPTY}])")
_WORD = re.compile(r"[0-9A-Za-z.:,*-]{2}")
# Made once: a hundred cells are drawn for every letter typed into a search.
INKS = {tone: (QColor(ink), QColor(ground)) for tone, (ink, ground) in theme.TONES.items()}
LINK = QColor(theme.RED)


class Cells(QStyledItemDelegate):
    """Draw every cell ourselves, so that headings and cells stand on one line and nothing is boxed."""

    def __init__(
        self,
        table: QTableView,
        model: LazyTable[Any],
        hovered: Callable[[], tuple[int, int]],
    ) -> None:
        """Draw for one table; `hovered` gives row and column under the mouse, -1 where there is none."""
        super().__init__(table)
        self._lazy = model
        self._columns = model.columns
        self._hovered = hovered

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        rect = cast(QRect, option.rect)  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        hovered = self._hovered()
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, CHOSEN)
        elif index.row() == hovered[0]:
            painter.fillRect(rect, HOVER)
        painter.setPen(RULE)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        # Asked of the model itself: a hundred cells by way of Qt would take twice as long as drawing them.
        column, record = self._columns[index.column()], self._lazy.row(index.row())
        text = "" if record is None else " ".join(column.text(record).splitlines())
        tone = column.tint(record) if column.tint and record is not None else "plain"
        ink, ground = INKS[tone]
        if column.filled and tone != "plain":
            painter.fillRect(rect.adjusted(4, 4, -4, -5), ground)
        if text and column.press is not None:
            ink = LINK if tone == "plain" else ink
            font = QFont(option.font)  # type: ignore[attr-defined]
            table = cast(QTableView, self.parent())
            here = table.currentIndex()
            # Enter presses the link that stands in the current cell: it is marked as under the mouse.
            keyed = table.hasFocus() and (here.row(), here.column()) == (index.row(), index.column())
            font.setUnderline(keyed or (index.row(), index.column()) == hovered)
            painter.setFont(font)
        else:
            painter.setFont(option.font)  # type: ignore[attr-defined]
        if text:
            painter.setPen(ink)
            padding = theme.px(PADDING)
            inner = rect.adjusted(padding, 0, -padding, 0)
            write(painter, inner, ALIGN[column.align], text)
        self._ring(painter, rect, index)
        painter.restore()

    def _ring(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Draw the frame around the row the keyboard is in."""
        table = cast(QTableView, self.parent())
        current = table.currentIndex()
        if not table.hasFocus() or current.row() != index.row():
            return
        painter.setPen(QPen(QColor(theme.RED), 2))
        painter.drawLine(rect.left(), rect.top() + 1, rect.right() + 1, rect.top() + 1)
        painter.drawLine(rect.left(), rect.bottom(), rect.right() + 1, rect.bottom())
        shown = [number for number in range(len(self._columns)) if not table.isColumnHidden(number)]
        if index.column() == shown[0]:
            painter.drawLine(rect.left() + 1, rect.top() + 1, rect.left() + 1, rect.bottom())
        if index.column() == shown[-1]:
            painter.drawLine(rect.right(), rect.top() + 1, rect.right(), rect.bottom())

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give the room a cell needs to show all it says."""
        metrics = QFontMetrics(option.font)  # type: ignore[attr-defined]
        return QSize(metrics.horizontalAdvance(_line(index)) + 2 * theme.px(PADDING) + 2, theme.px(40))

    def fits(self, index: Index, width: int, metrics: QFontMetrics) -> bool:
        """Say whether a cell of a width shows all it says, on one line or on two."""
        return fits(_line(index), width - 2 * theme.px(PADDING), metrics)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Show what a cell has to explain, or all of a text that does not fit; then what is left out."""
        if event.type() == QEvent.Type.ToolTip and index.isValid():
            wide = not self.fits(index, option.rect.width(), QFontMetrics(option.font))  # type: ignore[attr-defined]
            QToolTip.showText(event.globalPos(), self.tip(index, wide=wide), view)
            return True
        return super().helpEvent(event, view, option, index)

    def tip(self, index: Index, *, wide: bool) -> str:
        """Give a cell's tooltip; `wide` where its text does not fit."""
        table, model = cast(QTableView, self.parent()), index.model()
        said = [index.data(Qt.ItemDataRole.ToolTipRole) or (_line(index) if wide else "")]
        for number, column in enumerate(self._columns):
            text = _line(model.index(index.row(), number)) if table.isColumnHidden(number) else ""
            said.append(f"{column.title}：{text}" if text else "")
        return "\n".join(filter(None, said))


def write(painter: QPainter, room: QRect, align: Qt.AlignmentFlag, text: str) -> None:
    """Write a text in the middle of its room, on two lines close together where one is too short."""
    metrics = painter.fontMetrics()
    *above, last = in_lines(text, room.width(), metrics)
    step = min(metrics.lineSpacing(), room.height() // 2 - 2) if above else 0
    for line in above:
        _draw(painter, room.translated(0, -(step // 2)), align, line)
    _draw(painter, room.translated(0, step - step // 2), align, elided(last, room.width(), metrics))


def _draw(painter: QPainter, room: QRect, align: Qt.AlignmentFlag, line: str) -> None:
    """Write a line; its full, half and empty dots are drawn, for some fonts have them too small to tell."""
    if DOTS.isdisjoint(line):
        painter.drawText(room, align, line)
        return
    metrics = painter.fontMetrics()
    left, spare = room.left(), room.width() - metrics.horizontalAdvance(line)
    if align & Qt.AlignmentFlag.AlignRight:
        left += spare
    elif align & Qt.AlignmentFlag.AlignHCenter:
        left += spare // 2
    at_left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    for part in _DOT.split(line):
        wide = metrics.horizontalAdvance(part)
        if part in DOTS:
            _dot(painter, QPointF(left + wide / 2, room.top() + room.height() / 2), part)
        elif part:
            painter.drawText(QRect(left, room.top(), wide + 2, room.height()), at_left, part)
        left += wide


def _dot(painter: QPainter, middle: QPointF, sign: str) -> None:
    """Draw one dot as large as a capital letter."""
    half = painter.font().pixelSize() * DOT_OF_TYPE / 2
    ring = QRectF(middle.x() - half, middle.y() - half, 2 * half, 2 * half)
    ink = painter.pen().color()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink, max(1.2, half / 4)))
    painter.setBrush(ink if sign == FULL else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(ring)
    if sign == HALF:
        painter.setBrush(ink)
        painter.drawPie(ring, 90 * 16, 180 * 16)
    painter.restore()


def fits(text: str, width: int, metrics: QFontMetrics) -> bool:
    """Say whether a text shows whole in a width, on one line or on two."""
    last = in_lines(text, width, metrics)[-1]
    return last == elided(last, width, metrics)


def elided(text: str, width: int, metrics: QFontMetrics) -> str:
    """Give a text as far as it goes into a width."""
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


def in_lines(text: str, width: int, metrics: QFontMetrics) -> list[str]:
    """Break a text that is wider than `width` into two lines; the second may still be too long.

    A line does not begin with a sign that closes nor end with one that opens, and no number or word is
    broken, unless the second line were too long for it.
    """
    if len(text) < 2 or metrics.horizontalAdvance(text) <= width:
        return [text]
    best = max(
        1, bisect_right(range(len(text)), width, key=lambda count: metrics.horizontalAdvance(text, count)) - 1
    )
    at = next((at for at in range(best, best // 3, -1) if _may_break(text, at)), best)
    if metrics.horizontalAdvance(text[at:]) > width >= metrics.horizontalAdvance(text[best:]):
        at = best
    return [text[:at].rstrip(), text[at:].lstrip()]


def _may_break(text: str, at: int) -> bool:
    return not (text[at] in CLOSING or text[at - 1] in OPENING or _WORD.fullmatch(text[at - 1 : at + 1]))


def _line(index: Index) -> str:
    return " ".join(str(index.data() or "").splitlines())


def widest(texts: Iterable[str], metrics: QFontMetrics) -> int:
    """Measure the widest of some texts in pixels; only those with the most signs are measured."""
    longest = sorted(set(texts), key=_room)[-CANDIDATES:]
    return max(map(metrics.horizontalAdvance, longest), default=0)


def _room(text: str) -> int:
    """Give about how wide a text is: a Chinese sign has three bytes and is twice as wide as a letter."""
    return len(text.encode(errors="replace")) + len(text)
