"""Branches written as nobody has written them yet: each said once, an old one or one of its own."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.jobs import rosters
from app.school import branches
from app.ui import theme
from app.ui.cards import Sheet, label
from app.ui.fields import Calm
from app.ui.page import Action, button
from app.ui.pages.members.inbox.clerk import Clerk
from app.ui.pages.members.inbox.columns import replace_content

OWN = "新建这个支部"


class BranchesView(QWidget):
    """List the branches of a draft nobody knows, with what each may be; nothing is taken by itself."""

    def __init__(self, clerk: Clerk) -> None:
        """Lay it out empty."""
        super().__init__()
        self._clerk = clerk
        self._calm = Calm(self)
        self.boxes: dict[str, QComboBox] = {}
        self._base: tuple[rosters.Plan, ...] | None = None
        self._found: list[rosters.Unknown] = []
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(
            label("这些支部的写法，名册里还没有。是原有的支部换了写法，就选它，导入后会记住；"
                  "不是，就照这个名字新建。", name="note")
        )  # fmt: skip
        column.addWidget(self._scroll, 1)

    def show_draft(self, draft: rosters.Draft | None) -> int:
        """Show the unknown branches of a draft as it came, and give how many there are."""
        db, school = self._clerk.desk.db, self._clerk.school
        base = draft.base if draft is not None else ()
        if base is not self._base:
            self._base, self._found = base, rosters.unknown(db, base, school=school)
        found = self._found if self._clerk.open else []
        said = draft.answers.branches if draft is not None else {}
        there = branches.rows(db, branches.find(db, school=school)) if found else []
        keyboard = next((written for written, box in self.boxes.items() if box.hasFocus()), "")
        down = self._scroll.verticalScrollBar().value()
        self.boxes = {}
        sheet = Sheet()
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(8))
        for at, words in enumerate(("表里写的", "人数", "是哪个支部", "")):
            grid.addWidget(label(words, name="label"), 0, at)
        for line, one in enumerate(found, start=1):
            self._line(grid, line, one, there, said.get(one.written))
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(2, 3)
        grid.setColumnStretch(3, 2)
        sheet.body.addLayout(grid)
        sheet.body.addStretch(1)
        replace_content(self._scroll, sheet)
        self._scroll.verticalScrollBar().setValue(down)
        if keyboard in self.boxes:
            self.boxes[keyboard].setFocus()
        return len(found)

    def _line(
        self,
        grid: QGridLayout,
        line: int,
        one: rosters.Unknown,
        there: Sequence[branches.Branch],
        meant: int | None,
    ) -> None:
        grid.addWidget(label(one.written), line, 0)
        grid.addWidget(label(f"{one.rows}", tone="muted"), line, 1)
        names = {branch.id: branch.name for branch in there}
        box = QComboBox()
        box.addItem(OWN, 0)
        for likely in one.likely:
            box.addItem(f"{names[likely]}（像）", likely)
        for branch in there:
            if branch.id not in one.likely:
                box.addItem(branch.name, branch.id)
        box.setCurrentIndex(max(0, box.findData(meant or 0)))
        box.setAccessibleName(f"表里的“{one.written}”是哪个支部")
        box.setToolTip("选原有的一个支部，或者新建")
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setEnabled(self._clerk.open)
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.installEventFilter(self._calm)
        box.activated.connect(partial(self._chosen, one.written, box))
        self.boxes[one.written] = box
        grid.addWidget(box, line, 2)
        if meant is not None:
            grid.addWidget(label("导入后会记住这个写法", tone="good"), line, 3)
        elif one.likely and self._clerk.open:
            first = one.likely[0]
            same = Action(f"就是“{names[first]}”", partial(self._clerk.means, one.written, first),
                          tip=f"表里的“{one.written}”就是“{names[first]}”")  # fmt: skip
            grid.addWidget(button(same), line, 3, Qt.AlignmentFlag.AlignLeft)

    def _chosen(self, written: str, box: QComboBox, _at: int) -> None:
        self._clerk.means(written, int(box.currentData()) or None)

    def take_keyboard(self) -> None:
        """Take the keyboard to the first of them."""
        if self.boxes:
            next(iter(self.boxes.values())).setFocus()
