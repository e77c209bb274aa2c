"""What a parcel changes and what to doubt in it, as a list to read with the table."""

from collections.abc import Sequence

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.cards import label


class Changes(QScrollArea):
    """Sentences under headings, scrolled where they are many."""

    def __init__(self) -> None:
        """Begin with nothing to say."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName("变化和疑点")
        self.viewport().setAutoFillBackground(False)

    def tell(
        self, note: str, differences: Sequence[str] = (), problems: Sequence[str] = (), *, title: str = ""
    ) -> None:
        """Say whose it is, what it is, what is doubtful and what changes."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.px(6), 0)
        column.setSpacing(theme.px(6))
        if title:
            column.addWidget(label(title, name="section"))
        column.addWidget(label(note))
        if problems:
            column.addWidget(label(f"疑点 {len(problems)} 处", name="section"))
        for one in problems:
            column.addWidget(label(one, tone="warn"))
        if differences:
            column.addWidget(label("变化", name="section"))
        for one in differences:
            column.addWidget(label(one))
        column.addStretch(1)
        self.setWidget(inside)
        inside.setAutoFillBackground(False)  # setting it as the widget turns this on
