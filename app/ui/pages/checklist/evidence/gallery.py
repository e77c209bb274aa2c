"""The documents of a school beside each other: a small picture, a name and a date of each."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate

from app.school.evidence import Evidence
from app.ui import theme
from app.ui.empty import Empty
from app.ui.page import Action
from app.ui.pages.checklist.evidence.thumbnails import Thumbnails

Index = QModelIndex | QPersistentModelIndex
WIDE, PICTURE_HIGH, GAP = 156, 108, 8
SIDE = 320
LINES = 2
PIECE = int(Qt.ItemDataRole.UserRole) + 1


class Pieces(QAbstractListModel):
    """Hold the documents on show and how many things each is filed with."""

    def __init__(self, parent: QObject) -> None:
        """Hold none yet."""
        super().__init__(parent)
        self.pieces: list[Evidence] = []
        self._used: Mapping[int, int] = {}

    def show_pieces(self, pieces: Sequence[Evidence], used: Mapping[int, int]) -> None:
        """Put other documents in their place."""
        self.beginResetModel()
        self.pieces, self._used = list(pieces), used
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Count the documents."""
        return 0 if parent.isValid() else len(self.pieces)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Give a document, its name, or what is said when the mouse rests on it."""
        if not index.isValid():
            return None
        piece = self.pieces[index.row()]
        if role == PIECE:
            return piece
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{piece.file_name}，{self.said(piece)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{piece.file_name}\n{self.said(piece)}"
        return None

    def said(self, piece: Evidence) -> str:
        """Say a document's own date and whether it is filed with anything."""
        used = self._used.get(piece.id, 0)
        return f"{piece.formed_on or '无日期'} · {f'{used} 处' if used else '未使用'}"

    def is_idle(self, piece: Evidence) -> bool:
        """Say whether a document is filed with nothing, or nobody knows its date."""
        return not self._used.get(piece.id) or not piece.formed_on


class _Tile(QStyledItemDelegate):
    """Draw one document."""

    def __init__(self, model: Pieces, thumbnails: Thumbnails, parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._thumbnails = model, thumbnails

    def sizeHint(self, option: Any, index: Index) -> QSize:
        """Give the same size to all."""
        line = _line(option.font)
        return QSize(theme.px(WIDE), theme.px(PICTURE_HIGH + 4 * GAP) + line * (LINES + 1))

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        """Draw the picture on top, the name in two lines, the date and uses below."""
        piece: Evidence = index.data(PIECE)
        gap = theme.px(GAP)
        whole = option.rect.adjusted(gap // 2, gap // 2, -gap // 2, -gap // 2)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setPen(QPen(QColor(theme.RED if chosen else theme.LINE), 2 if chosen else 1))
        painter.setBrush(QColor(theme.CHOSEN if chosen else theme.PAPER))
        painter.drawRoundedRect(whole, 4, 4)
        inner = whole.adjusted(gap, gap, -gap, -gap)
        self._picture(painter, QRect(inner.left(), inner.top(), inner.width(), theme.px(PICTURE_HIGH)), piece)
        line = _line(option.font)
        top = inner.top() + theme.px(PICTURE_HIGH) + gap // 2
        painter.setPen(QColor(theme.INK))
        for text in broken(piece.file_name, inner.width(), QFontMetrics(option.font)):
            painter.drawText(QRect(inner.left(), top, inner.width(), line), Qt.AlignmentFlag.AlignLeft, text)
            top += line
        painter.setPen(QColor(theme.AMBER if self._model.is_idle(piece) else theme.MUTED))
        foot = QRect(inner.left(), inner.bottom() - line + 1, inner.width(), line)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, self._model.said(piece))
        painter.restore()

    def _picture(self, painter: QPainter, room: QRect, piece: Evidence) -> None:
        painter.fillRect(room, QColor(theme.GROUND))
        made = self._thumbnails.picture(piece)
        if made is None or made.isNull():
            painter.setPen(QColor(theme.MUTED))
            said = "正在生成…" if made is None else "打不开"
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, said)
            return
        size = made.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(room.topLeft(), size)
        target.moveCenter(room.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, made)


def _line(font: QFont) -> int:
    """Give the height of a line: Chinese signs are taller than the font says."""
    return max(QFontMetrics(font).height(), theme.px(20))


def broken(text: str, width: int, metrics: QFontMetrics) -> list[str]:
    """Break a name into at most two lines; the middle of the second is left out where it is too long."""
    if metrics.horizontalAdvance(text) <= width:
        return [text]
    first = next(
        (at for at in range(len(text) - 1, 0, -1) if metrics.horizontalAdvance(text[:at]) <= width), 1
    )
    return [text[:first], metrics.elidedText(text[first:], Qt.TextElideMode.ElideMiddle, width)]


class Gallery(QListView):
    """Show documents beside each other; Enter opens one, several can be chosen."""

    chosen = Signal()
    """Other documents are chosen now."""
    opened = Signal(object)
    """Somebody wants to see this document large."""

    def __init__(self, thumbnails: Thumbnails) -> None:
        """Show none yet."""
        super().__init__()
        self.pieces = Pieces(self)
        self.setModel(self.pieces)
        self.setItemDelegate(_Tile(self.pieces, thumbnails, self))
        self.setAccessibleName("佐证材料")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(theme.px(40))
        self.setMinimumHeight(theme.px(220))
        self._empty = Empty(self.viewport())
        self.selectionModel().selectionChanged.connect(lambda: self.chosen.emit())
        self.activated.connect(lambda index: self.opened.emit(index.data(PIECE)))
        thumbnails.made.connect(self._drawn_anew)

    def _drawn_anew(self, _made: object) -> None:
        self.viewport().update()

    def show_pieces(self, pieces: Sequence[Evidence], used: Mapping[int, int]) -> None:
        """Show other documents; what was chosen stays so where it is still there, and the place too."""
        kept, at = {one.id for one in self.selected()}, self.verticalScrollBar().value()
        self.pieces.show_pieces(pieces, used)
        self._empty.setVisible(not pieces)
        self._empty.setGeometry(self.viewport().rect())
        self.select(kept)
        self.verticalScrollBar().setValue(at)

    def select(self, ids: set[int]) -> None:
        """Choose the documents with these ids, as far as they are on show."""
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().clearSelection()
        for row, one in enumerate(self.pieces.pieces):
            if one.id in ids:
                self.selectionModel().setCurrentIndex(self.pieces.index(row), flags.Select)
                self.scrollTo(self.pieces.index(row))

    def selected(self) -> list[Evidence]:
        """Give the documents chosen, in the order on show."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self.pieces.pieces[row] for row in rows if row < len(self.pieces.pieces)]

    def set_empty(self, sentence: str, action: Action | None = None) -> None:
        """Say what to do first where there are none."""
        self._empty.tell(sentence, action)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter on every system."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().data(PIECE))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the words in the middle."""
        super().resizeEvent(event)
        self._empty.setGeometry(self.viewport().rect())
