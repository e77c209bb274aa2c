"""整改: what is to be put right, by whom and until when, and what shows that it was."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from app.jobs import evidence as copies
from app.school import checklist, rectifications
from app.school.checklist import Assessment
from app.school.rectifications import STATES, Rectification
from app.ui import files, theme
from app.ui.cards import Sheet, label
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, button
from app.ui.pages.checklist.tab import Tab
from app.ui.pages.classes.question import Question, worded
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

Keep = Callable[[str, str, str, int | None], bool]
NEW = "整改：新"
TONES: dict[str, theme.Tone] = {"open": "warn", "late": "bad", "done": "good", "dropped": "muted"}


class Rectifying(Tab):
    """List what is to be put right, what is due first at the top."""

    title = "整改"
    help_topic = "rectifications"
    hint = "Ctrl+N 列入整改 · 回车办完成：写明怎么改的，或归入能证明的材料"

    def __init__(self, desk: Desk, *, school: int | None = None, read_only: bool = False) -> None:
        """Lay out the list; a new one is written above it."""
        super().__init__(desk, school=school, read_only=read_only)
        self._rows: dict[int, Rectification] = {}
        kind = Column[Rectification]
        self.model = LazyTable(
            (
                kind("整改什么", lambda one: one.what, grow=True, tip=lambda one: one.text),
                kind("责任人", lambda one: one.responsible),
                kind("期限", lambda one: one.due_on),
                kind("状态", self._state, tint=lambda one: TONES[one.state(desk.today())]),
                kind("怎样改的", lambda one: one.done_note or one.dropped_reason, spare=1, width=8),
                kind("办完", lambda one: one.done_on or one.dropped_on, spare=2),
            ),
            find=lambda _: list(self._rows),
            rows=lambda ids: [self._rows[one] for one in ids if one in self._rows],
            parent=self,
        )
        self.table = Table(self.model, name="整改", memory=desk.memory)
        self.table.set_menu(self._menu)
        self.table.opened.connect(lambda _: self.finish())
        self.first = self.table
        self.question = Question()
        self.writing = Writing(desk, self._keep)
        self.writing.hide()
        self.column.addWidget(self.writing)
        self.column.addWidget(self.question)
        self.column.addWidget(self.table, 1)

    def fill(self) -> None:
        """Read the list again."""
        found = rectifications.find(self.desk.db, school=self.school())
        self._rows = {one.id: one for one in rectifications.rows(self.desk.db, found)}
        self.model.refresh()
        new = None if self.read_only else Action("列入整改…", self.begin)
        self.table.set_empty(
            "没有要整改的事。自查、评估里发现的问题，可以在这里定下谁来改、哪天前改好。", new
        )

    def note(self) -> str:
        """Say how many are open and late."""
        states = [one.state(self.desk.today()) for one in self._rows.values()]
        late = f"，{states.count('late')} 件已过期限" if "late" in states else ""
        return f"整改中 {states.count('open') + states.count('late')} 件{late}" if states else ""

    def offered(self) -> tuple[Action | None, Sequence[Action]]:
        """Offer a new one, and what can be done with the one chosen."""
        if self.read_only:
            return None, ()
        new = Action("列入整改…", self.begin, key="Ctrl+N", icon="plus")
        return new, [
            Action("完成…", self.finish, tip="写明怎么改的"),
            Action("归入证明并完成…", self.finish_with_paper, tip="选一份能证明改好的文件或照片"),
        ]

    def _state(self, one: Rectification) -> str:
        return STATES[one.state(self.desk.today())]

    def _menu(self, ids: Sequence[int]) -> list[Action]:
        if self.read_only or len(ids) != 1:
            return []
        one = self._rows[ids[0]]
        if one.done_on or one.dropped_on:
            return [Action("重新整改", self.reopen)] if one.done_on else []
        return [
            Action("完成…", self.finish),
            Action("归入证明并完成…", self.finish_with_paper),
            Action("不再整改…", self.drop),
        ]

    def _chosen(self) -> Rectification | None:
        chosen = self.table.selected()
        found = self._rows.get(chosen[0]) if chosen else None
        if found is None:
            self.say("请先选中一条整改。", "warn")
        return found

    # acts

    def begin(self) -> None:
        """Write down something new."""
        self.write(None)

    def write(self, criterion: int | None) -> None:
        """Write down something new, of one demand where it is given."""
        today = self.desk.today()
        db, school = self.desk.db, self.school()
        asked = checklist.demanded(db, school=school, on=today)
        judged = checklist.assess(db, school=school, year=int(today[:4]), today=today) if asked else []
        self.writing.begin(checklist.gaps(judged), criterion=criterion)

    def _keep(self, what: str, responsible: str, due_on: str, criterion: int | None) -> bool:
        new = self.desk.act(
            self,
            lambda: rectifications.begin(
                self.desk.db, school=self.school(), what=what, responsible=responsible, due_on=due_on,
                today=self.desk.today(), criterion=criterion,
            ),
        )  # fmt: skip
        if new is None:
            return False
        self.fill()
        self.table.select_id(new)
        self.table.setFocus()
        return True

    def finish(self) -> None:
        """Ask how it was put right."""
        one = self._chosen()
        if one is None or self.read_only:
            return

        def keep(note: str) -> None:
            today = self.desk.today()
            self.desk.did(self, lambda: rectifications.finish(self.desk.db, one.id, note=note, today=today))

        taken = worded(self.question, "请写明怎么整改的。", keep)
        self.question.ask(f"“{one.what}”怎么整改的？", taken, yes="完成", back=self.table)

    def finish_with_paper(self) -> None:
        """Ask for the paper that shows it done, file it, and finish."""
        one = self._chosen()
        found = files.pick(self.desk, self, "归入能证明的材料", files.PICTURES) if one is not None else []
        if one is None or not found:
            return
        today, school, folder = self.desk.today(), self.school(), self.desk.folder

        def keep() -> None:
            with self.desk.db.act(f"完成整改：{one.what}"):
                paper = copies.file(
                    self.desk.db, found[0], folder=folder, school=school, criterion=one.criterion,
                    formed_on=today, today=today,
                )  # fmt: skip
                rectifications.finish(self.desk.db, one.id, note="", today=today, paper=paper)

        if self.desk.did(self, keep):
            self.say("已归入并完成，材料按今天形成记；日期不对请到“佐证”里改。", "good")

    def reopen(self) -> None:
        """Take one that is done up again."""
        one = self._chosen()
        if one is not None:
            self.desk.did(self, lambda: rectifications.reopen(self.desk.db, one.id))

    def drop(self) -> None:
        """Ask why it need not be put right."""
        one = self._chosen()
        if one is None:
            return

        def keep(reason: str) -> None:
            today = self.desk.today()
            self.desk.did(self, lambda: rectifications.drop(self.desk.db, one.id, reason=reason, today=today))

        taken = worded(self.question, "请写明为什么不再整改。", keep)
        self.question.ask(f"“{one.what}”为什么不再整改？", taken, yes="不再整改", back=self.table)

    def open_target(self, target: int, step: str) -> bool:
        """Show one, or write a new one for a demand."""
        if step == NEW:
            self.fill()
            self.write(target)
            return True
        if step == "rectification":
            self.fill()
            self.table.select_id(target)
            return True
        return False

    def escape(self) -> bool:
        """Put away the question, or what is being written."""
        if self.question.isVisibleTo(self):
            self.question.take_away()
            return True
        if self.writing.isVisibleTo(self):
            self.writing.hide()
            self.table.setFocus()
            return True
        return False


class Writing(Sheet):
    """Write down one thing to put right: of which demand, what, who, until when."""

    def __init__(self, desk: Desk, keep: Keep) -> None:
        """Make the fields; `begin` shows them."""
        super().__init__()
        self._desk, self._keep = desk, keep
        self._gaps: list[Assessment] = []
        self.demand = QComboBox()
        self.what, self.responsible, self.due_on = QLineEdit(), QLineEdit(), QLineEdit()
        self._form = Form()
        self._form.row("哪条要求", self.demand)
        self._form.row("整改什么", self.what)
        self._form.row("责任人", self.responsible)
        self._form.row("期限", self.due_on)
        self.demand.currentIndexChanged.connect(lambda _: self._suggest())
        for field in (self.what, self.responsible, self.due_on):
            field.returnPressed.connect(self._agree)
        self.due_on.setPlaceholderText("例如：2026-12-10")
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(button(Action("列入整改", self._agree), kind="primary"))
        row.addStretch(1)
        self.body.addWidget(label("列入整改", name="strong"))
        self.body.addWidget(self._form)
        self.body.addWidget(foot)

    def begin(self, gaps: list[Assessment], *, criterion: int | None) -> None:
        """Offer the demands that are not proved, the one given first."""
        self._gaps = gaps
        self.demand.blockSignals(True)
        self.demand.clear()
        self.demand.addItem("不属于哪一条", None)
        for one in gaps:
            self.demand.addItem(one.criterion.text, one.criterion.id)
        self.demand.setCurrentIndex(max(0, self.demand.findData(criterion)))
        self.demand.blockSignals(False)
        self.what.clear()
        self._suggest()
        self.show()
        (self.responsible if self.what.text() else self.what).setFocus()

    def _suggest(self) -> None:
        at = self.demand.currentIndex() - 1
        if 0 <= at < len(self._gaps):
            one = self._gaps[at]
            self.what.setText(
                f"{one.criterion.text}：{one.next_step}" if one.next_step else one.criterion.text
            )

    def _agree(self) -> None:
        self._form.clear_faults()
        for field, lacking in (
            (self.what, "请写明整改什么。"),
            (self.responsible, "请写明由谁负责。"),
            (self.due_on, "请写明哪天前改好，例如 2026-12-10。"),
        ):
            if not field.text().strip():
                self._form.blame(field, lacking)
                return
        what, who, due = self.what.text(), self.responsible.text(), self.due_on.text()
        if self._keep(what, who, due, self.demand.currentData()):
            self.hide()
            self.due_on.clear()
