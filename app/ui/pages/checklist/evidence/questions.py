"""Two photographs that look like one, side by side, and the question about them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.school import evidence, photographs
from app.school.evidence import Evidence
from app.school.photographs import Answer, Pair
from app.ui import messages, theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.page import Action, button
from app.ui.pages.checklist.evidence.thumbnails import Thumbnails

HIGH = 150


class Question(QWidget):
    """Ask about one pair; the answer is kept and the pair not asked about again."""

    answered = Signal()

    def __init__(
        self,
        desk: Desk,
        pair: Pair,
        *,
        left: int,
        thumbnails: Thumbnails,
        look: Callable[[Evidence], object],
        read_only: bool,
    ) -> None:
        """Show the two photographs, what each is filed with, and the answers; `left` more pairs wait."""
        super().__init__()
        self._desk, self._pair, self._thumbnails = desk, pair, thumbnails
        ids = [pair.one] if pair.one == pair.other else [pair.one, pair.other]
        found = evidence.rows(desk.db, ids)
        uses = evidence.uses(desk.db, ids)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        same = pair.one == pair.other
        asked = "这张照片用在了不同的地方，是有意的吗？" if same else "这两张照片看起来一样，是同一张吗？"
        column.addWidget(label(asked, name="strong"))
        column.addWidget(
            label("只是提醒，不影响得分。用错了的，请在左边选中这张照片，去掉用错地方的勾。", name="note")
        )
        self._pictures: list[tuple[QLabel, Evidence]] = []
        for one in found:
            picture = QLabel()
            picture.setMinimumHeight(theme.px(HIGH))
            picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._pictures.append((picture, one))
            column.addWidget(picture)
            column.addWidget(button(Action(one.file_name, partial(look, one)), kind="link"))
            for use in uses[one.id]:
                column.addWidget(label(f"· {use.title}", name="note"))
        if not read_only:
            column.addLayout(self._answers(same))
        if left:
            column.addWidget(label(f"后面还有 {left} 处要看。", name="note"))
        # A method and not a lambda: it is let go with this widget.
        thumbnails.made.connect(self._draw)
        self._draw()

    def _answers(self, same: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        meant: tuple[str, Answer] = ("是有意的" if same else "是同一张，有意的", "meant")
        for text, said in (meant,) if same else (meant, ("不是同一张", "apart")):
            row.addWidget(button(Action(text, partial(self._answer, said))))
        row.addStretch(1)
        return row

    def _answer(self, said: Answer) -> None:
        today = self._desk.today()
        if self._desk.did(self, lambda: photographs.answer(self._desk.db, self._pair, said, today=today)):
            messages.say(self, "记下了，以后不再问这一处；按 Ctrl+Z 可以撤销。", "good")
            self.answered.emit()

    def _draw(self, _made: object = None) -> None:
        for picture, one in self._pictures:
            made = self._thumbnails.picture(one)
            if made is not None and not made.isNull():
                ways = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
                picture.setPixmap(made.scaled(theme.px(320), theme.px(HIGH), *ways))
