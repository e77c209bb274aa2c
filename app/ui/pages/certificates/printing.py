"""Print certificates: the very pages with their numbers, then what became of each page."""

from collections.abc import Callable, Sequence
from os.path import commonprefix

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.jobs import certificates as jobs
from app.papers import fonts
from app.ui import messages, rare_characters, theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, Page
from app.ui.pages.certificates.overlays import OverlayForm
from app.ui.pages.certificates.tasks import HOW, Line, Outcome, Task, wordings_of
from app.ui.preview import Preview, PreviewPage
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone
from db.register import Register

PANEL = 400
FORM = "certificates"
BLANK_COLUMN = 3
TONES: dict[str, Tone] = {"good": "good", "spoiled": "bad", "missing": "warn"}
ASKED = "都打印好了吗？没印好的在下面点一下。"
PAUSE_MS = 300


class PrintingPage(Page):
    """Show the pages beside the list of them; nothing is written down before the person says how it went."""

    help_topic = "certificates"

    def __init__(self, desk: Desk, task: Task, *, done: Callable[[str], object]) -> None:
        """Lay out the pages of a task; `done` hears what to say once everything came out."""
        super().__init__(desk, task.title, task.note)
        self.task, self._done = task, done
        self._how: dict[int, str] = {}
        self._lines: list[Line] = []
        self._tried = False
        self.preview = Preview(desk)
        self.wording = QComboBox()
        printer = self.preview.bar.printer
        self.overlays = OverlayForm(desk.memory, printer=printer.currentText, ruler=self.show_ruler)
        printer.activated.connect(self._other_printer)
        self._words = Form()
        self._words.row("证书用语", self.wording)
        self._numbers, self._asked = label(""), label(ASKED, name="strong")
        kind = Column[Line]
        self._model = LazyTable(
            (
                kind("印得怎样", lambda one: HOW[self._how[one.id]], press=self.turn,
                     tint=lambda one: TONES[self._how[one.id]], rule="点一下：印好、印坏、没印出来。"),
                kind("姓名", lambda one: one.name),
                kind("编号", self._short, tip=lambda one: one.number, grow=True),
                kind("空白证书号", self._blank),
            ),
            find=lambda _: [one.id for one in self._lines],
            rows=self._rows,
            parent=self,
        )  # fmt: skip
        self.table = Table(self._model, name="要打印的证书", memory=desk.memory)
        self.table.opened.connect(lambda one: self.turn(self._rows([one])[0]))
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self.draw)
        self._lay_out()
        self.first = self.table
        self.set_hint("Ctrl+P 打印 · 回车改一张印得怎样 · Ctrl+回车 记下；编号在记下的时候才用掉")
        self._take(task)
        self.wording.currentIndexChanged.connect(lambda: self._again.start(PAUSE_MS))
        self.overlays.changed.connect(lambda: self._again.start(PAUSE_MS))

    def _lay_out(self) -> None:
        panel = QWidget()
        panel.setFixedWidth(theme.px(PANEL))
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for part in (self._words, self.overlays, self._numbers, self._asked):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.px(14))
        row.addWidget(self.preview, 1)
        row.addWidget(panel)
        self.body.addLayout(row, 1)

    # what is shown

    def _take(self, task: Task) -> None:
        """Show a task from its beginning."""
        self.task, self._tried = task, False
        self._lines = task.lines()
        self._how = {one.id: "good" for one in self._lines}
        self.set_title(task.title, task.note)
        listed, usual = wordings_of(self.desk.db, task)
        self.wording.blockSignals(True)
        self.wording.clear()
        for one in listed:
            self.wording.addItem(one.title, one.text)
            self.wording.setItemData(
                self.wording.count() - 1, f"{one.text}\n出处：{one.source}", Qt.ItemDataRole.ToolTipRole
            )
        self.wording.setCurrentIndex(max(0, self.wording.findData(usual)))
        self.wording.blockSignals(False)
        self._words.setVisible(task.words)
        self._numbers.setText(self._range())
        self._model.refresh()
        self._offer()
        # Once it is on show: what is worked at stands over the page.
        self._again.start(0)

    def draw(self) -> None:
        """Make the pages anew, as they are chosen now."""
        self._again.stop()
        task, wording, overlay = self.task, self._wording(), self.overlays.overlay()

        def render(db: Register, handwritten: bool) -> tuple[bytes, tuple[fonts.Lost, ...]]:
            if not handwritten:
                return task.render(db, wording=wording, overlay=overlay), ()
            with fonts.handwritten() as lost:
                return task.render(db, wording=wording, overlay=overlay), tuple(lost)

        def make(handwritten: bool) -> tuple[bytes, tuple[fonts.Lost, ...]]:
            return self.desk.work(self, "正在排证书", lambda db, _tell: render(db, handwritten))

        made = self.desk.act(self, lambda: rare_characters.with_blanks(self, self.desk, make))
        self._model.refresh()
        self.table.setColumnHidden(BLANK_COLUMN, not self.overlays.blank_of(0))
        if made is not None:
            name = f"结业证书{len(self._lines)}张.pdf"
            self.desk.did(self, lambda: self._show(*made, name))

    def _show(self, data: bytes, blanks: Sequence[fonts.Lost], name: str) -> None:
        """Show the pages; the printer chosen stays chosen."""
        printer = self.preview.bar.printer
        chosen = printer.currentText()
        of = self.task.training_class
        self.preview.open("结业证书", data, name, form=FORM, training_class=of, blanks=blanks)
        if printer.findText(chosen) >= 0:
            printer.setCurrentText(chosen)
        else:
            self.overlays.show_printer()

    def _other_printer(self) -> None:
        self.overlays.show_printer()
        if self.overlays.overlay() is not None:
            self._again.start(PAUSE_MS)

    def show_ruler(self) -> None:
        """Lay the test sheet over this page."""
        data = jobs.ruler(self.overlays.set())
        title = "套打校准页"
        self.desk.did(
            self, lambda: self.desk.open(PreviewPage(self.desk, title, data, f"{title}.pdf", form=FORM))
        )

    def _wording(self) -> str:
        return str(self.wording.currentData() or "")

    def _rows(self, ids: Sequence[int]) -> list[Line]:
        wanted = set(ids)
        return [one for one in self._lines if one.id in wanted]

    def _short(self, one: Line) -> str:
        """Give the end of a number, which tells the pages apart; the whole range stands above the list."""
        if not self._lines[1:]:
            return one.number
        shared = commonprefix([line.number for line in self._lines])
        return one.number[len(shared.rstrip("0123456789")) :]

    def _range(self) -> str:
        first, last = self._lines[0].number, self._lines[-1].number
        return f"编号 {first}" + (f" 至 {last}" if last != first else "")

    def _blank(self, one: Line) -> str:
        return self.overlays.blank_of(self._lines.index(one))

    def _offer(self) -> None:
        """Offer to print first, and to write it down once it was tried; the other stays a quiet button."""
        good = sum(how == "good" for how in self._how.values())
        said = f"{good} 张都打印好了" if good == len(self._lines) else f"记下：{good} 张印好"
        _, outs = self.preview.actions_out()
        again = Action("再打印" if self._tried else "打印", self.print_out, key="Ctrl+P", icon="print")
        confirm = Action(said, self.confirm, key="Ctrl+Return")
        if self._tried:
            self.set_actions(confirm, [*outs, again])
        else:
            self.set_actions(again, [*outs, confirm])
        self._asked.setVisible(self._tried or good < len(self._lines))

    # what is done

    def print_out(self) -> None:
        """Print, and ask how it went."""
        self.preview.print_out()
        self._tried = True
        self._offer()

    def turn(self, one: Line) -> None:
        """Say that a page is good, spoiled, or did not come out, by turns."""
        ways = list(HOW)
        self._how[one.id] = ways[(ways.index(self._how[one.id]) + 1) % len(ways)]
        self._model.refresh()
        self._offer()

    def confirm(self) -> None:
        """Write down what came out; where a number was given meanwhile, say so and show new ones."""
        good = [one.id for one in self._lines if self._how[one.id] == "good"]
        spoiled = [one.id for one in self._lines if self._how[one.id] == "spoiled"]
        if not good and not spoiled:
            self.say("没有一张印出来，没有记下，编号也没有给出。请再打印。", "warn")
            return
        task, today, wording = self.task, self.desk.today(), self._wording()
        blanks = {one.id: self._blank(one) for one in self._lines}
        out = Outcome(today, wording, good, spoiled, blanks)
        told = self.desk.act(
            self, lambda: self.desk.work(self, "正在记下", lambda db, _tell: task.confirm(db, out))
        )
        if told is None:
            self._propose_anew()
            return
        said, left = told
        if left is None:
            self._tried = False
            self.desk.close()
            self._done(said)
        else:
            self._take(left)
            self.say(said, "warn")

    def _propose_anew(self) -> None:
        """Show the task as it is now, and leave standing what was said."""
        today, said, tone = self.desk.today(), self.notice.text(), self.notice.property("tone")
        anew = self.desk.act(self, lambda: self.task.anew(self.desk.db, today=today))
        if anew is not None and anew != self.task:
            self._take(anew)
            self.say(said, tone)

    def may_close(self) -> bool:
        """Ask first where something was printed and not written down."""
        return not self._tried or messages.ask(
            self,
            "打印过，还没有记下印得怎样。离开就当没有打印过：新编号没有给出，印好的纸请收好销毁。",
            yes="离开",
            no="回去记下",
        )
