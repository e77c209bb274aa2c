"""What the gallery is narrowed to: a text, a kind, a year, and what a document is filed with."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.school import checklist, classes, evidence
from app.ui import theme
from app.ui.desk import Desk
from app.ui.fields import SearchField

CLASSES = 40


class Narrowing(QWidget):
    """The fields above the gallery."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        """Leave everything in."""
        super().__init__()
        self._desk = desk
        self.search = SearchField("找材料名称")
        self.search.sought.connect(lambda _: self.changed.emit())
        self.kind, self.year, self.use = QComboBox(), QComboBox(), QComboBox()
        self._known: tuple[object, ...] = ()
        for text, value in (("照片和文件", ""), ("只看照片", "picture"), ("只看文件", "paper")):
            self.kind.addItem(text, value)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        self.search.setMinimumWidth(theme.px(110))
        row.addWidget(self.search, 2)
        for name, field in (("种类", self.kind), ("年份", self.year), ("用处", self.use)):
            field.setAccessibleName(name)
            field.setToolTip(name)
            field.setMaximumWidth(theme.px(260))
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            field.setMinimumContentsLength(4)
            field.activated.connect(lambda _: self.changed.emit())
            row.addWidget(field, 1)
        self.use.view().setMinimumWidth(theme.px(420))

    def fill(self, school: int) -> None:
        """Offer the years, criteria and classes there are; what is chosen stays so."""
        db, today = self._desk.db, self._desk.today()
        years = sorted(
            {one.formed_on[:4] for one in evidence.rows(db, evidence.of_school(db, school=school))} - {""},
            reverse=True,
        )
        listed = checklist.demanded(db, school=school, on=today)
        criteria = [one for one in listed if one.proof != "count"]
        held = classes.rows(db, classes.find(db, school=school)[:CLASSES])
        known = (years, [one.id for one in criteria], [(one.id, one.name) for one in held])
        if known == self._known:
            return
        self._known = known
        _offer(self.year, [("各年", ""), *((f"{one} 年", one) for one in years)])
        uses = [("各种用处", ""), ("未使用", "unused"), ("无日期", "undated"), ("连旧版一起看", "replaced")]
        uses += [(f"要求：{one.text}", f"criterion {one.id}") for one in criteria]
        uses += [(f"班：{one.name}", f"class {one.id}") for one in held]
        _offer(self.use, uses)

    def narrowed(self) -> bool:
        """Say whether anything is left out."""
        return bool(self.search.text().strip()) or any(
            field.currentIndex() > 0 for field in (self.kind, self.year, self.use)
        )

    def clear(self) -> None:
        """Leave everything in again."""
        self.search.clear()
        for field in (self.kind, self.year, self.use):
            field.setCurrentIndex(0)

    def list_ids(self, school: int) -> list[int]:
        """List the documents that are left."""
        use = str(self.use.currentData() or "")
        noun, _, row = use.partition(" ")
        year = str(self.year.currentData() or "")
        look = partial(
            evidence.find,
            self._desk.db,
            self.search.text(),
            school=school,
            kind=self.kind.currentData(),
            since=f"{year}-01-01" if year else "",
            until=f"{year}-12-31" if year else "",
            unused=use == "unused",
            replaced=use == "replaced",
        )
        if noun == "criterion":
            return look(criterion=int(row))
        if noun == "class":
            return look(training_class=int(row))
        found = look()
        if use == "undated":
            return [one.id for one in evidence.rows(self._desk.db, found) if not one.formed_on]
        return found


def _offer(field: QComboBox, entries: list[tuple[str, str]]) -> None:
    chosen = field.currentData()
    field.clear()
    for text, value in entries:
        field.addItem(text, value)
    field.setCurrentIndex(max(0, field.findData(chosen)))
