"""The pages of a PDF under each other, drawn when they come into view; few are kept."""

from bisect import bisect_right
from collections import OrderedDict

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

from app.ui import theme
from app.ui.printing import POINTS, Paper

GAP = 14
KEPT_BYTES = 48_000_000
LEAST_ZOOM, MOST_ZOOM = 0.25, 4.0
STEP = 1.25
SCREEN_DPI = 96


class Leaves(QAbstractScrollArea):
    """Show a `Paper`; fits its width until a person zooms."""

    moved = Signal()
    """Another page or another size is on show."""

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self.setObjectName("preview")
        self.setAccessibleName("打印预览")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._paper: Paper | None = None
        self._zoom: float | None = None
        self._sparing = False
        self._tops: list[int] = []
        self._images: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self.verticalScrollBar().valueChanged.connect(lambda: self.moved.emit())

    def show_paper(self, paper: Paper | None) -> None:
        """Show a document from its first page."""
        self._paper = paper
        self._images.clear()
        self._arrange()
        self.verticalScrollBar().setValue(0)
        self.viewport().update()
        self.moved.emit()

    def set_sparing(self, sparing: bool) -> None:
        """Show the pages as they print where ink is spared, or as they are."""
        if sparing != self._sparing:
            self._sparing = sparing
            self._images.clear()
            self.viewport().update()

    def count(self) -> int:
        """Give the number of pages."""
        return len(self._paper.sizes) if self._paper else 0

    def page(self) -> int:
        """Give the number of the page most in view, from 1."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        return max(1, bisect_right(self._tops, middle))

    def zoom(self) -> float:
        """Give the size on show, 1 being that of the paper."""
        if self._zoom is not None:
            return self._zoom
        if not self._paper:
            return 1.0
        widest = max(width for width, _ in self._paper.sizes) * SCREEN_DPI / POINTS
        fit = (self.viewport().width() - 2 * theme.px(GAP)) / widest
        return min(MOST_ZOOM, max(LEAST_ZOOM, fit))

    def set_zoom(self, zoom: float | None) -> None:
        """Zoom, or fit the width where None; the page in view stays."""
        bar = self.verticalScrollBar()
        share = bar.value() / max(1, bar.maximum())
        self._zoom = None if zoom is None else min(MOST_ZOOM, max(LEAST_ZOOM, zoom))
        self._arrange()
        bar.setValue(round(share * bar.maximum()))
        self.viewport().update()
        self.moved.emit()

    def go(self, page: int) -> None:
        """Go to a page, from 1."""
        if self._tops:
            at = min(max(page, 1), len(self._tops)) - 1
            self.verticalScrollBar().setValue(self._tops[at] - theme.px(GAP))

    def _size(self, number: int) -> QSize:
        assert self._paper is not None
        width, height = self._paper.sizes[number]
        dots = self.zoom() * SCREEN_DPI / POINTS
        return QSize(max(1, round(width * dots)), max(1, round(height * dots)))

    def _arrange(self) -> None:
        gap = theme.px(GAP)
        self._tops = []
        bottom, widest = gap, 0
        for number in range(self.count()):
            size = self._size(number)
            self._tops.append(bottom)
            bottom += size.height() + gap
            widest = max(widest, size.width())
        room = self.viewport().size()
        tall, wide = self.verticalScrollBar(), self.horizontalScrollBar()
        tall.setRange(0, max(0, bottom - room.height()))
        tall.setPageStep(room.height())
        tall.setSingleStep(theme.px(40))
        wide.setRange(0, max(0, widest + 2 * gap - room.width()))
        wide.setPageStep(room.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the new width."""
        super().resizeEvent(event)
        self._arrange()
        self.moved.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pages in view."""
        painter = QPainter(self.viewport())
        down, right = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        room = self.viewport().size()
        for number, top in enumerate(self._tops):
            size = self._size(number)
            if top - down > room.height() or top + size.height() < down:
                continue
            left = max(theme.px(GAP), (room.width() - size.width()) // 2) - right
            target = QRect(left, top - down, size.width(), size.height())
            painter.drawImage(target, self._image(number, size))
            painter.setPen(QColor(theme.EDGE))
            painter.drawRect(target.adjusted(-1, -1, 0, 0))

    def _image(self, number: int, size: QSize) -> QImage:
        assert self._paper is not None
        pixels = round(size.width() * self.devicePixelRatioF())
        key = (number, pixels)
        if key in self._images:
            self._images.move_to_end(key)
            return self._images[key]
        dpi = pixels / self._paper.sizes[number][0] * POINTS
        drawn = self._paper.image(number, dpi, sparing=self._sparing)
        self._images[key] = drawn
        while len(self._images) > 1 and self.kept_bytes() > KEPT_BYTES:
            self._images.popitem(last=False)
        return drawn

    def kept_bytes(self) -> int:
        """Give the memory the kept pages take."""
        return sum(image.sizeInBytes() for image in self._images.values())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, scroll without."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom() * (STEP if event.angleDelta().y() > 0 else 1 / STEP))
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn pages, zoom, go to either end."""
        keys = Qt.Key
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == keys.Key_PageDown:
            self.go(self.page() + 1)
        elif event.key() == keys.Key_PageUp:
            self.go(self.page() - 1)
        elif event.key() == keys.Key_Home:
            self.go(1)
        elif event.key() == keys.Key_End:
            self.go(self.count())
        elif held and event.key() in (keys.Key_Plus, keys.Key_Equal):
            self.set_zoom(self.zoom() * STEP)
        elif held and event.key() == keys.Key_Minus:
            self.set_zoom(self.zoom() / STEP)
        elif held and event.key() == keys.Key_0:
            self.set_zoom(None)
        else:
            super().keyPressEvent(event)
