"""A tab of a class's page."""

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.school import classes
from app.ui.desk import Desk
from app.ui.table_view import Table
from app.ui.theme import px


def at_hand(table: Table) -> list[int]:
    """Give the ids of the chosen rows, or of the one the keyboard is in where none is chosen."""
    current = table.current()
    return table.selected() or ([] if current is None else [current])


class Tab(QWidget):
    """What the tabs share: the class, whether it may be changed, and where the keyboard goes."""

    hint = ""
    help_topic = "classes"

    def __init__(self, desk: Desk, training_class: int) -> None:
        """Make an empty tab; `show_class` fills it."""
        super().__init__()
        self.desk = desk
        self.training_class = training_class
        self.editable = True
        self.search: QLineEdit | None = None
        self.first: QWidget | None = None
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, px(12), 0, 0)
        self.body.setSpacing(px(12))

    @property
    def settled(self) -> bool:
        """Tell whether all that the tab shows stands."""
        return True

    def hasHeightForWidth(self) -> bool:
        """Say no: lines that wrap take their room from the list, and the page need not scroll for them."""
        return False

    def show_class(self, found: classes.TrainingClass, *, editable: bool) -> None:
        """Show the class as it is now; nothing may be entered where it is not `editable`."""
        self.editable = editable
