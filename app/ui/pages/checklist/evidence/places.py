"""Where documents may be filed: criteria, sessions and papers of classes, as a tree to tick."""

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.school import (
    HALF_DAYS,
    checklist,
    class_rules,
    classes,
    evidence,
    photographs,
    requirements,
    standards,
    timetable,
)
from app.school.evidence import Evidence
from app.ui import cells, theme
from app.ui.desk import Desk
from app.ui.fields import SearchField

Key = tuple[str, int, str]
"""What a line stands for: proof, session_photo or class_paper, the row, and the paper's key."""
KEY = int(Qt.ItemDataRole.UserRole) + 1
CLASSES = 40
# Beside the words of a line: its tick, and what the style leaves free around both; the least room for words.
BOX, MARGIN, LEAST = 26, 12, 80


class _Tree(QTreeWidget):
    """A tree whose lines are broken in two where they are longer than it is wide."""

    def __init__(self) -> None:
        """Make an empty one."""
        super().__init__()
        self.setItemDelegate(_Lines(self))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew for the new width."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class _Lines(QStyledItemDelegate):
    """Break the text of a line where it is too long; the line still holds it whole."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Put the broken text in."""
        super().initStyleOption(option, index)
        tree, above, deep = cast(QTreeWidget, self.parent()), index.parent(), 1
        while above.isValid():
            above, deep = above.parent(), deep + 1
        room = tree.viewport().width() - theme.px(MARGIN) - deep * tree.indentation()
        room -= theme.px(BOX) if index.data(KEY) is not None else 0
        text, metrics = option.text, option.fontMetrics  # type: ignore[attr-defined]
        lines = cells.in_lines(text, max(room, theme.px(LEAST)), metrics)
        option.text = "\u2028".join(lines)  # type: ignore[attr-defined]


class Places(QWidget):
    """Tick where documents are filed: each tick is kept at once, and is one step to undo."""

    def __init__(self, desk: Desk, found: Sequence[Evidence], *, school: int) -> None:
        """Show every place, ticked where all these documents are filed there."""
        super().__init__()
        self._desk, self._found, self._school = desk, list(found), school
        self._filling = False
        self._search = SearchField("找一项要求、一个班或一天", pause=0)
        self._search.sought.connect(self._narrow)
        self.tree = _Tree()
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName("归入到哪里")
        self.tree.setMinimumHeight(theme.px(280))
        self.tree.setIndentation(theme.px(14))
        self.tree.itemChanged.connect(self._ticked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self._search)
        column.addWidget(self.tree)
        self.fill()

    def fill(self) -> None:
        """Read again what is filed where."""
        if self._filling:
            return
        db = self._desk.db
        used = evidence.uses(db, [one.id for one in self._found])
        self._filling = True
        at = self.tree.verticalScrollBar().value()
        self.tree.clear()
        self._filed = {one: {(use.noun, use.id) for use in uses} for one, uses in used.items()}
        self._papers = {one.id: requirements.of_paper(db, one.id) for one in self._found}
        self._add_criteria()
        self._add_classes()
        self._filling = False
        self._narrow(self._search.text().strip())
        self.tree.verticalScrollBar().setValue(at)

    def _add_criteria(self) -> None:
        db, today = self._desk.db, self._desk.today()
        standard = standards.of_schools(db, [self._school], on=today).get(self._school)
        if standard is None:
            return
        top = self._line(self.tree.invisibleRootItem(), f"要求：{standard.name}")
        items: dict[str, QTreeWidgetItem] = {}
        for one in checklist.demanded(db, school=self._school, on=today):
            if one.proof == "count":
                continue
            if one.item not in items:
                items[one.item] = self._line(top, one.item_name)
            self._line(items[one.item], one.text, ("proof", one.id, ""))
        top.setExpanded(True)
        for item in items.values():
            item.setExpanded(True)

    def _add_classes(self) -> None:
        db = self._desk.db
        top = self._line(self.tree.invisibleRootItem(), "培训班：课次的照片和班的材料")
        pictures = all(one.is_picture for one in self._found)
        for found in classes.rows(db, classes.find(db, school=self._school)[:CLASSES]):
            name = self._line(top, f"{found.name}（{found.starts or found.year}）")
            if pictures:
                for session in timetable.rows(db, timetable.find(db, training_class=found.id)):
                    said = f"课次：{session.date} {HALF_DAYS[session.half_day]}"
                    self._line(name, f"{said} {session.course}", ("session_photo", session.id, ""))
            if found.state != "archived":
                on = found.starts or f"{found.year}-12-31"
                rule = class_rules.in_force(db, school=self._school, on=on)
                for asked in rule.asked_of(found.class_type):
                    self._line(name, f"材料：{asked.title}", ("class_paper", found.id, asked.key))
        top.setExpanded(True)

    def _line(self, above: QTreeWidgetItem, text: str, key: Key | None = None) -> QTreeWidgetItem:
        line = QTreeWidgetItem(above, [text])
        line.setToolTip(0, text)
        if key is None:
            return line
        line.setData(0, KEY, key)
        there = sum(self._is_filed(one, key) for one in self._found)
        states = Qt.CheckState
        state = states.Unchecked if not there else states.Checked
        line.setCheckState(0, state if there in (0, len(self._found)) else states.PartiallyChecked)
        if there:
            while above is not None and above is not self.tree.invisibleRootItem():
                above.setExpanded(True)
                above = above.parent()
        return line

    def _is_filed(self, one: Evidence, key: Key) -> bool:
        noun, row, paper = key
        if noun == "class_paper":
            return (row, paper) in self._papers[one.id]
        return (noun, row) in self._filed[one.id]

    def _narrow(self, text: str) -> None:
        """Leave the lines that hold a text, with what stands above and below them."""
        for at in range(self.tree.topLevelItemCount()):
            _leave(self.tree.topLevelItem(at), text)

    def _ticked(self, line: QTreeWidgetItem) -> None:
        key = line.data(0, KEY)
        if self._filling or key is None:
            return
        on = line.checkState(0) == Qt.CheckState.Checked
        # The change comes back to `fill`, which must not take away the line that is being ticked.
        self._filling = True
        kept = self._desk.did(self, lambda: self._keep(tuple(key), on=on))
        self._filling = False
        if not kept:
            QTimer.singleShot(0, self, self.fill)

    def _keep(self, key: Key, *, on: bool) -> None:
        db, today = self._desk.db, self._desk.today()
        noun, row, paper = key
        acts: dict[str, tuple[Callable[[int], None], Callable[[int], None]]] = {
            "proof": (
                lambda one: evidence.attach(db, one, criterion=row),
                lambda one: evidence.withdraw(db, one, criterion=row),
            ),
            "session_photo": (
                lambda one: photographs.link(db, row, one),
                lambda one: photographs.unlink(db, row, one),
            ),
            "class_paper": (
                lambda one: requirements.file(db, row, paper, paper=one, today=today),
                lambda one: requirements.withdraw(db, row, paper, paper=one),
            ),
        }
        put, take = acts[noun]
        many = f" {len(self._found)} 件" if self._found[1:] else f"：{self._found[0].file_name}"
        with db.act(f"{'归入' if on else '移出'}佐证{many}"):
            for one in self._found:
                (put if on else take)(one.id)


def _leave(line: QTreeWidgetItem | None, text: str, *, all_of: bool = False) -> bool:
    """Hide a line unless it, what stands above it, or something below it holds a text."""
    if line is None:
        return False
    here = all_of or not text or text in line.text(0)
    below = [_leave(line.child(at), text, all_of=here) for at in range(line.childCount())]
    line.setHidden(not (here or any(below)))
    if text and any(below):
        line.setExpanded(True)
    return here or any(below)
