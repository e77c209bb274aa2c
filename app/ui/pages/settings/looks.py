"""How it looks: the size of the type."""

from functools import partial

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton

from app.ui import start, theme
from app.ui.cards import Sheet, label
from app.ui.desk import Desk


class Look(Sheet):
    """The size of the type."""

    def __init__(self, desk: Desk) -> None:
        """Lay out the sizes."""
        super().__init__("字的大小")
        self._desk = desk
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        for size in theme.SCALES:
            made = QPushButton(f"{size}%")
            made.setCheckable(True)
            made.setAccessibleName(f"字的大小 {size}%")
            made.clicked.connect(partial(self._choose, size))
            self._group.addButton(made, size)
            row.addWidget(made)
        row.addStretch(1)
        self.note = label("", name="note")
        self.body.addLayout(row)
        self.body.addWidget(self.note)

    def refresh(self) -> None:
        """Mark the size that is kept."""
        kept = start.scale(self._desk.folder)
        self._group.button(kept).setChecked(True)
        self.note.setText("下次启动五有时，字的大小才会变。")

    def _choose(self, size: int) -> None:
        self._desk.memory.setValue(start.SCALE, str(size))
        self._desk.memory.sync()
        self.note.setText(f"已记下 {size}%，下次启动五有时生效。")
