"""师资课程: under which tree a school puts its courses."""

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.school import courses
from app.ui.cards import label
from app.ui.desk import Desk


class TreeChoice(QWidget):
    """Choose the tree; it holds at once, and the courses keep their categories."""

    def __init__(self, desk: Desk, school: int) -> None:
        """Show the tree that holds."""
        super().__init__()
        self._desk, self._school = desk, school
        self.choice = QComboBox()
        self.choice.setAccessibleName("课程体系")
        self.choice.setToolTip("换一套课程体系，课程的类别不变；Ctrl+Z 撤销")
        self.choice.activated.connect(self._choose)
        self._said = label("", name="note")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label("课程体系", name="section"))
        column.addWidget(self.choice)
        column.addWidget(self._said)
        self.refresh()

    def refresh(self) -> None:
        """Read which tree holds."""
        now = courses.tree(self._desk.db, school=self._school)
        shipped = [one for one in courses.trees() if one.branches != now.branches]
        self.choice.clear()
        for one in (now, *shipped):
            self.choice.addItem(one.title, one.key)
        self._said.setText("、".join(name for name, _ in now.branches) + f"。出处：{now.source}")

    def _choose(self, at: int) -> None:
        wanted = next((one for one in courses.trees() if one.key == self.choice.itemData(at)), None)
        if at and wanted is not None:
            desk, today = self._desk, self._desk.today()
            desk.did(self, lambda: courses.choose_tree(desk.db, wanted, school=self._school, today=today))
            self.refresh()
