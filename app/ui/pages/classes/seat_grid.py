"""The room seen from above: who sits where, to be changed by dragging a name or with the keyboard."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.school import seat_plans
from app.school.seat_plans import Place
from app.ui import theme

SEAT, ROW, AISLE, EDGE = (84, 38), 44, 22, 34
ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class SeatGrid(QWidget):
    """Draw a plan with the leaders' table at the top; two seats chosen one after the other are swapped."""

    swapped = Signal(object, object)
    """Who sits on two places is to change over: two (row, column)."""
    moved = Signal(object)
    """The keyboard is in another place: a QRect, to be scrolled to."""

    def __init__(self) -> None:
        """Draw an empty room."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("座次")
        self.setMouseTracking(True)
        self._plan: seat_plans.SeatPlan | None = None
        self._names: Mapping[int, str] = {}
        self.at: Place = (0, 0)
        self.chosen: Place | None = None
        self._dragged: QPoint | None = None
        self.editable = True

    def show_plan(self, plan: seat_plans.SeatPlan | None, names: Mapping[int, str]) -> None:
        """Show a plan; `names` are those of the enrollments."""
        self._plan, self._names = plan, names
        self.chosen = self._dragged = None
        if plan is not None:
            self.at = (min(self.at[0], plan.rows - 1), min(self.at[1], plan.columns - 1))
        self.setMinimumSize(self.sizeHint())
        self._tell()

    def name_at(self, place: Place) -> str:
        """Give the name at a place, empty where it is free."""
        return self._names.get(self._plan.seats.get(place, 0), "") if self._plan else ""

    def _tell(self) -> None:
        row, column = self.at
        who = self.name_at(self.at) or "空位"
        held = f"，已选中{self.name_at(self.chosen) or '空位'}，到另一座按回车对调" if self.chosen else ""
        self.setAccessibleDescription(f"第 {row + 1} 排第 {column + 1} 座，{who}{held}")
        self.updateGeometry()
        self.update()

    # where things are

    def sizeHint(self) -> QSize:
        """Ask for the room the plan takes."""
        if self._plan is None:
            return QSize(0, 0)
        plan = self._plan
        width = EDGE + plan.columns * SEAT[0] + len(plan.aisles) * AISLE + 8
        width = max(width, EDGE + len(plan.leaders) * SEAT[0] + 8)
        return QSize(theme.px(width), theme.px(self._top() + plan.rows * ROW + 8))

    def _top(self) -> int:
        return ROW * 2 + 14

    def rect_of(self, place: Place) -> QRect:
        """Give where a place is drawn."""
        assert self._plan is not None
        row, column = place
        gone = sum(after <= column for after in self._plan.aisles)
        left = EDGE + column * SEAT[0] + gone * AISLE
        return QRect(*(theme.px(n) for n in (left, self._top() + row * ROW, SEAT[0] - 6, SEAT[1])))

    def place_at(self, point: QPoint) -> Place | None:
        """Give the place under a point."""
        if self._plan is None:
            return None
        every = ((row, column) for row in range(self._plan.rows) for column in range(self._plan.columns))
        return next((place for place in every if self.rect_of(place).contains(point)), None)

    # drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the table, the rows and what is under way."""
        if self._plan is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_table(painter)
        for row in range(self._plan.rows):
            first = self.rect_of((row, 0))
            painter.setPen(QColor(theme.MUTED))
            number = QRect(0, first.top(), first.left() - theme.px(6), first.height())
            painter.drawText(number, Qt.AlignmentFlag.AlignCenter, str(row + 1))
            for column in range(self._plan.columns):
                if self.rect_of((row, column)).intersects(event.rect()):
                    self._draw_seat(painter, (row, column))
        if self._dragged is not None and self.chosen is not None:
            moving = QRect(self.rect_of(self.chosen))
            moving.moveCenter(self._dragged)
            self._box(painter, moving, self.name_at(self.chosen), ground=theme.CHOSEN, edge=theme.RED)

    def _draw_table(self, painter: QPainter) -> None:
        assert self._plan is not None
        leaders = seat_plans.at_the_table(self._plan.leaders)
        right = self.rect_of((0, self._plan.columns - 1)).right()
        middle = max((self.rect_of((0, 0)).left() + right) // 2, theme.px(len(leaders) * SEAT[0] // 2 + 4))
        painter.setPen(QColor(theme.MUTED))
        head = QRect(middle - theme.px(60), 0, theme.px(120), theme.px(ROW - 8))
        painter.drawText(head, Qt.AlignmentFlag.AlignCenter, "主席台")
        left = middle - theme.px(max(1, len(leaders)) * SEAT[0]) // 2
        for at, name in enumerate(leaders or [""]):
            box = QRect(
                left + theme.px(at * SEAT[0]), theme.px(ROW - 8), theme.px(SEAT[0] - 6), theme.px(SEAT[1])
            )
            self._box(painter, box, name, ground=theme.GROUND, edge=theme.EDGE)

    def _draw_seat(self, painter: QPainter, place: Place) -> None:
        here = place == self.at and self.hasFocus()
        chosen = place == self.chosen
        name = self.name_at(place)
        edge = theme.RED if here or chosen else theme.EDGE
        ground = theme.CHOSEN if chosen else theme.PAPER if name else theme.GROUND
        self._box(painter, self.rect_of(place), name, ground=ground, edge=edge, wide=here)

    def _box(
        self, painter: QPainter, box: QRect, name: str, *, ground: str, edge: str, wide: bool = False
    ) -> None:
        painter.setBrush(QColor(ground))
        painter.setPen(QPen(QColor(edge), 2 if wide else 1))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(theme.INK))
        inner = box.adjusted(2, 0, -2, 0)
        font = painter.font()
        while (
            painter.fontMetrics().horizontalAdvance(name) > inner.width() and painter.font().pixelSize() > 8
        ):
            smaller = painter.font()
            smaller.setPixelSize(smaller.pixelSize() - 1)
            painter.setFont(smaller)
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, name)
        painter.setFont(font)

    # keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go with the arrows, choose with Enter, swap with a second Enter."""
        key = Qt.Key(event.key())
        if self._plan is None:
            super().keyPressEvent(event)
        elif key in ARROWS:
            down, right = ARROWS[key]
            row, column = self.at[0] + down, self.at[1] + right
            self._go((min(max(row, 0), self._plan.rows - 1), min(max(column, 0), self._plan.columns - 1)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.editable:
            self._choose(self.at)
        else:
            super().keyPressEvent(event)

    def _go(self, place: Place) -> None:
        self.at = place
        self._tell()
        self.moved.emit(self.rect_of(place))

    def let_go(self) -> bool:
        """Leave the chosen name where it is; say whether there was one."""
        held, self.chosen = self.chosen is not None, None
        self._tell()
        return held

    def _choose(self, place: Place) -> None:
        if self.chosen is None:
            self.chosen = place
            self._tell()
            return
        one, self.chosen = self.chosen, None
        self._tell()
        if one != place:
            self.swapped.emit(one, place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take up a name, or put the chosen one down."""
        place = self.place_at(event.position().toPoint())
        if place is None or event.button() != Qt.MouseButton.LeftButton or not self.editable:
            return
        self._go(place)
        if self.chosen is None and not self.name_at(place):
            return
        self._choose(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry a name along."""
        if event.buttons() & Qt.MouseButton.LeftButton and self.chosen is not None:
            self._dragged = event.position().toPoint()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put a name down where it was carried; a mere click leaves it chosen."""
        dragged, self._dragged = self._dragged, None
        if dragged is None or self.chosen is None:
            return
        place = self.place_at(event.position().toPoint())
        if place is None:
            self.chosen = None
            self._tell()
        elif place != self.chosen:
            self.at = place
            self._choose(place)
        else:
            self._tell()
