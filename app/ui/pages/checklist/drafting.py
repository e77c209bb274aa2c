"""A standard's draft: its head, cut-offs and criteria, kept as they are typed; then it is adopted."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from app.errors import UserError
from app.school import standards
from app.school.measures import MEASURES
from app.school.standards import FIELDS, KINDS
from app.spelling import dates
from app.ui import theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.checklist.draft_sheet import NAMES, RULES, DraftModel, DraftSheet, meaning

STARS_HINT = "例如：90=5 50 000 元，80=4，60=3（得分率=星数，后面可写经费档次）"


class DraftPage(Page):
    """The sheet of a draft; nobody is judged by it until it is adopted."""

    help_topic = "standards"

    def __init__(self, desk: Desk, standard: int, *, adopted: Callable[[int, Page], object]) -> None:
        """Lay out the head and the sheet; `adopted` is given the draft when it is to be adopted."""
        super().__init__(desk, "标准草稿")
        self._standard, self._adopted, self._gone = standard, adopted, False
        self.name, self.source, self.since, self.stars = (QLineEdit() for _ in range(4))
        self.kind = QComboBox()
        for key, word in KINDS.items():
            self.kind.addItem(word, key)
        self.model = DraftModel(self._keep)
        self.sheet = DraftSheet(self.model)
        self.sheet.pasted.connect(self._paste)
        self.sheet.moved.connect(self.move_line)
        self.sheet.entered.connect(self._explain)
        self._meaning = label("", name="note")
        self._fault = label("", tone="bad")
        self._fault.hide()
        self.body.addLayout(self._head_form())
        self.body.addWidget(self._fault)
        self.body.addWidget(self.sheet, 1)
        self.body.addWidget(self._meaning)
        self.first = self.sheet
        for field in (self.name, self.source, self.since, self.stars):
            field.editingFinished.connect(self._keep_head)
        self.kind.activated.connect(lambda _: self._keep_head())
        self._out = Action("删去选中的要求", self.take_out)
        self.set_actions(
            Action("采用这份草稿", self.adopt, "Ctrl+Return", "从生效日期起按它评；采用以后不能再改"),
            [
                Action("加一条", self.sheet.begin_line, "Ctrl+N", "在最后一行写要求"),
                self._out,
                Action("删去草稿", self.drop, tip="没有采用的草稿可以整份删去"),
            ],
        )
        self.set_hint(
            "打字就改、回车向下、Tab 向右 · Ctrl+上下 调次序 · 可以从表格里粘贴 · 改一格存一格，Ctrl+Z 撤销"
        )

    def _head_form(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(8))
        fields: tuple[tuple[str, QWidget, int, int, int], ...] = (
            ("名称", self.name, 0, 0, 1), ("出处", self.source, 0, 2, 3), ("生效日期", self.since, 1, 0, 1),
            ("种类", self.kind, 1, 2, 1), ("星级", self.stars, 1, 4, 1),
        )  # fmt: skip
        for title, field, row, column, span in fields:
            name = QLabel(title)
            name.setBuddy(field)
            field.setAccessibleName(title)
            grid.addWidget(name, row, column)
            grid.addWidget(field, row, column + 1, 1, span)
        self.source.setToolTip("文件名和文号，以后有人问起才说得清。")
        self.stars.setPlaceholderText(STARS_HINT)
        self.stars.setToolTip(STARS_HINT)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(5, 5)
        return grid

    # reading

    def refresh(self) -> None:
        """Read the draft again, but leave alone what is being typed."""
        found = standards.rows(self.desk.db, [self._standard])
        if not found or found[0].adopted_on:
            # It was taken away or adopted, here or by undoing.
            if not self._gone:
                self._gone = True
                self.desk.close()
            return
        one = found[0]
        said = {
            self.name: one.name,
            self.source: one.source,
            self.since: one.effective_from,
            self.stars: standards.stars_said(one),
        }
        for field, text in said.items():
            if not field.isModified() and field.text() != text:
                field.setText(text)
                field.setCursorPosition(0)
        self.kind.setCurrentIndex(self.kind.findData(one.kind))
        lines = standards.criteria(self.desk.db, self._standard)
        self.model.load(lines)
        points = sum(line.points for line in lines)
        self.set_title("标准草稿", f"{one.name} · {len(lines)} 条，共 {points} 分，没有采用")
        self._explain()

    def _explain(self) -> None:
        """Say what the field means, and of a measure what it counts."""
        at, field = self.sheet.currentIndex(), self.sheet.field()
        one = self.model.line(at.row()) if at.isValid() else None
        said = RULES.get(field, "")
        if field == "measure" and one is not None and one.measure:
            said = meaning(one.measure)
        self._meaning.setText(f"{FIELDS[field]}：{said}" if said else "指着表头可以看每一列的意思。")

    # kept as entered

    def _keep_head(self) -> None:
        one = standards.by_id(self.desk.db, self._standard)
        try:
            changes = {
                "name": self.name.text(),
                "source": self.source.text(),
                "effective_from": self._since(),
                "kind": self.kind.currentData(),
                "star": standards.stars_read(self.stars.text()),
            }
            before = (one.name, one.source, one.effective_from, one.kind, standards.stars_said(one))
            if (*list(changes.values())[:4], self.stars.text()) != before:
                standards.amend_head(self.desk.db, self._standard, changes)
        except UserError as error:
            self._fault.setText(str(error))
            self._fault.show()
            return
        self._fault.hide()
        for field in (self.name, self.source, self.since, self.stars):
            field.setModified(False)
        self.desk.look()

    def _since(self) -> str:
        read = dates.read(self.since.text())
        if read.precision != "day" or read.verdict.kind in ("ask", "refuse"):
            raise UserError("生效日期请写一个日期，例如 2027-01-01。")
        return read.value

    def _keep(self, line: int | None, typed: Mapping[str, str]) -> bool:
        def write() -> None:
            standards.write(self.desk.db, self._standard, line, self._with_unit(line, typed), measures=NAMES)

        return self.desk.did(self, write)

    def _with_unit(self, line: int | None, typed: Mapping[str, str]) -> dict[str, str]:
        """Count in what the measure counts in, where nothing else is said."""
        named = next((one for one in MEASURES.values() if one.name == typed.get("measure")), None)
        known = next((one.unit for one in self.model.lines if one.id == line), "")
        if named is None or known or typed.get("unit"):
            return dict(typed)
        return {**typed, "unit": named.unit}

    def _paste(self, row: int, column: int, rows: list[list[str]]) -> None:
        """Put pasted cells where the keyboard is; what goes beyond the last line becomes new lines."""
        fields = list(FIELDS)[column:]

        def put() -> None:
            for at, cells in enumerate(rows, start=row):
                typed = dict(zip(fields, cells, strict=False))
                one = self.model.line(at)
                standards.write(self.desk.db, self._standard, one.id if one else None, typed, measures=NAMES)

        def put_all() -> None:
            with self.desk.db.act(f"粘贴 {len(rows)} 行要求"):
                put()

        if rows and self.desk.did(self, put_all):
            self.say(f"已粘贴 {len(rows)} 行；按 Ctrl+Z 可以撤销。", "good")

    # acts

    def move_line(self, by: int) -> None:
        """Move the line the keyboard is in up or down."""
        at = self.sheet.currentIndex()
        one = self.model.line(at.row()) if at.isValid() else None
        if one is None:
            return
        if self.desk.did(self, lambda: standards.move(self.desk.db, self._standard, one.id, by=by)):
            self.refresh()
            row = next((n for n, line in enumerate(self.model.lines) if line.id == one.id), at.row())
            # With Ctrl held down the view would leave the other line selected.
            self.sheet.selectionModel().setCurrentIndex(
                self.model.index(row, at.column()), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

    def take_out(self) -> None:
        """Take the chosen lines out of the draft."""
        chosen = self.sheet.chosen()
        if not chosen:
            self.say("请先选中要删去的要求。", "warn")
            return
        gone = [one.id for one in chosen]
        if self.desk.did(self, lambda: standards.take_out(self.desk.db, self._standard, gone)):
            self.say(f"已删去 {len(gone)} 条；按 Ctrl+Z 可以撤销。", "good")

    def drop(self) -> None:
        """Take the whole draft away."""
        self.desk.did(self, lambda: standards.drop(self.desk.db, self._standard))

    def adopt(self) -> None:
        """Let the page that opened this one adopt it."""
        self.setFocus()
        self._adopted(self._standard, self)
