"""What proves one criterion: the filed documents with their own dates, and the place where more are filed."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.errors import UserError
from app.jobs import checklist as jobs
from app.jobs import evidence as copies
from app.progress import Tell
from app.school import checklist, evidence
from app.school.checklist import Assessment
from app.spelling import dates
from app.ui import messages, theme
from app.ui.cards import Sheet, label
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, button
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from db.register import Register

OWN_DATE = "佐证日期以材料形成日期为准，不是归入的日期。一件佐证可以证明多项要求。"
ROWS = 3


class Proofs(Sheet):
    """Show what proves the criterion chosen, and file more after asking each document's own date."""

    def __init__(self, desk: Desk, *, read_only: bool) -> None:
        """Make it empty; `show_criterion` fills it."""
        super().__init__()
        self._desk = desk
        self._read_only = read_only
        self.school = 0
        self._of: Assessment | None = None
        self._next: Assessment | None = None
        self._found: dict[int, evidence.Evidence] = {}
        self._heading = label("", name="strong")
        self._said = label("", name="note")
        self._dating: Dating | None = None
        self._model = LazyTable(
            self._columns(),
            find=lambda _: list(self._found),
            rows=lambda ids: [self._found[one] for one in ids if one in self._found],
            parent=self,
        )
        self.table = Table(self._model, name="佐证", memory=desk.memory)
        rows = ROWS - 1 if read_only else ROWS
        self.table.setFixedHeight(theme.px(40) * (1 + rows) + 2)
        self.table.set_menu(self._menu)
        self.table.opened.connect(lambda one: self._open(self._found[one]))
        self.table.chosen.connect(lambda ids: self._enable(bool(ids)))
        self._buttons = [button(action, kind="link") for action in self._menu([])]
        head = QHBoxLayout()
        head.addWidget(self._heading, 1)
        for made in self._buttons:
            head.addWidget(made)
        self._foot = label(OWN_DATE, name="note")
        self._list = QWidget()
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addWidget(self._said)
        column.addWidget(self.table, 1)
        column.addWidget(self._foot)
        self.body.addWidget(self._list)
        self.setAccessibleName("佐证")

    def _columns(self) -> tuple[Column[evidence.Evidence], ...]:
        kind = Column[evidence.Evidence]
        return (
            kind("材料", lambda one: one.file_name, press=self._open, grow=True, tip=lambda one: "打开查看"),
            kind("形成日期", lambda one: one.formed_on, rule="材料自己的日期，不是归入的日期。"),
            kind("归入日期", lambda one: one.filed_on, spare=1),
            kind("归入人", lambda one: one.filed_by, spare=2),
        )

    def show_criterion(self, one: Assessment | None, *, school: int) -> None:
        """Show what proves a criterion; documents being dated stay on show until they are filed or not."""
        self.school = school
        self._next = one
        if self._dating is None:
            self._show(one)

    def _show(self, one: Assessment | None) -> None:
        self._of = one
        counted = one is not None and one.criterion.proof == "count"
        filed = one is not None and not counted
        ids = evidence.find(self._desk.db, criterion=one.criterion.id) if one and filed else []
        self._found = {row.id: row for row in evidence.rows(self._desk.db, ids)}
        self._model.refresh()
        self.table.setVisible(filed)
        self._foot.setVisible(filed)
        for made in self._buttons:
            made.setVisible(filed)
        if ids and not self.table.selected():
            self.table.select_id(ids[0])
        self._enable(bool(self.table.selected()))
        self._heading.setText(one.criterion.text if one else "还没有选中要求")
        self._said.setText(_words(one))
        self.table.set_empty("这所党校没有上报这一项的佐证。" if self._read_only else "还没有佐证。")

    def _enable(self, chosen: bool) -> None:
        for made in self._buttons:
            made.setEnabled(chosen)

    def _menu(self, _ids: Sequence[int]) -> list[Action]:
        look = [Action("打开", self._open_chosen)]
        return (
            look
            if self._read_only
            else [*look, Action("改日期", self._redate), Action("移出", self._withdraw)]
        )

    # looking

    def _chosen(self) -> list[evidence.Evidence]:
        return [self._found[one] for one in self.table.selected()]

    def _open_chosen(self) -> None:
        for one in self._chosen():
            self._open(one)

    def _open(self, one: evidence.Evidence) -> None:
        self._desk.act(self, lambda: self._hand_out(one))

    def _hand_out(self, one: evidence.Evidence) -> None:
        copy = copies.hand_out(one, folder=self._desk.folder, target=self._desk.scratch())
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
            raise UserError(f"这台电脑没有能打开“{one.file_name}”的程序，请先安装一个看图或看 PDF 的程序。")

    # filing

    def propose(self, files: Sequence[Path]) -> None:
        """Ask the own date of documents that are to be filed under the criterion on show."""
        one = self._of
        if one is None or one.criterion.proof == "count":
            messages.say(self, "请先选中一项要用文件或照片证明的要求，再归入。", "warn")
            return
        today = self._desk.today()
        named = [(path.name, modified(path, today)) for path in files]
        title = f"归入“{one.criterion.text}”：这些材料是什么时候形成的？"
        self._ask(
            Dating(title, named, today=today, yes=f"归入 {len(files)} 件", no="不归入"),
            lambda days: self._file(one.criterion.id, list(zip(files, days, strict=True))),
        )

    def _file(self, criterion: int, dated: list[tuple[Path, str]]) -> bool:
        folder, school, today = self._desk.folder, self.school, self._desk.today()

        def job(db: Register, tell: Tell) -> list[str]:
            refused = []
            for done, (path, formed_on) in enumerate(dated):
                tell(done, len(dated), path.name)
                try:
                    jobs.attach(db, path, folder=folder, school=school, criterion=criterion,
                                formed_on=formed_on, today=today)  # fmt: skip
                except UserError as error:
                    refused.append(str(error))
            return refused

        refused = self._desk.act(self, lambda: self._desk.work(self, "正在归入佐证", job))
        if refused is None:
            return False
        said = f"已归入 {len(dated) - len(refused)} 件。" if len(refused) < len(dated) else ""
        messages.say(self, said + "".join(refused), "bad" if refused else "good")
        return True

    def _redate(self) -> None:
        chosen = self._chosen()
        named = [(one.file_name, one.formed_on) for one in chosen]
        dating = Dating(
            "这些材料是什么时候形成的？", named, today=self._desk.today(), yes="改日期", no="不改"
        )
        self._ask(dating, lambda days: self._keep_dates(list(zip(chosen, days, strict=True))))

    def _keep_dates(self, dated: list[tuple[evidence.Evidence, str]]) -> bool:
        def keep() -> None:
            for one, day in dated:
                if day != one.formed_on:
                    evidence.redate(self._desk.db, one.id, day, today=self._desk.today())

        return self._desk.did(self, keep)

    def _withdraw(self) -> None:
        if self._of is None:
            return
        criterion, names = self._of.criterion.id, "、".join(f"“{one.file_name}”" for one in self._chosen())
        ids = self.table.selected()

        def take() -> None:
            for one in ids:
                evidence.withdraw(self._desk.db, one, criterion=criterion)

        if self._desk.did(self, take):
            messages.say(self, f"已从这一项移出{names}，原件没有删除；按 Ctrl+Z 可以撤销。", "good")

    # asking for dates

    def _ask(self, dating: "Dating", then: Callable[[list[str]], bool]) -> None:
        self.decline()
        self._dating = dating
        dating.declined.connect(self.decline)
        dating.agreed.connect(lambda days: self._agreed(then, days))
        self._list.hide()
        self.body.addWidget(dating)
        dating.show()
        dating.begin()

    def _agreed(self, then: Callable[[list[str]], bool], days: list[str]) -> None:
        # What was typed stays on show until it is kept.
        asked, self._dating = self._dating, None
        if then(days):
            self._dating = asked
            self.decline()
        else:
            self._dating = asked

    @property
    def asking(self) -> bool:
        """Tell whether the dates of documents are being asked for."""
        return self._dating is not None

    def decline(self) -> bool:
        """Put away the question for dates, and say whether there was one."""
        if self._dating is None:
            return False
        self.body.removeWidget(self._dating)
        self._dating.hide()
        self._dating.deleteLater()
        self._dating = None
        self._list.show()
        self._show(self._next)
        self.table.setFocus()
        return True


class Dating(QWidget):
    """Ask when some documents came to be, each beside its name."""

    agreed = Signal(object)
    """The dates as ISO text, in the order of the documents."""
    declined = Signal()

    def __init__(
        self,
        title: str,
        named: Sequence[tuple[str, str]],
        *,
        today: str,
        yes: str,
        no: str,
        narrow: bool = False,
    ) -> None:
        """Show the documents with the dates they may have; `today` is the last day possible.

        Where there is little width (`narrow`), names stand below their dates.
        """
        super().__init__()
        self._today = today
        self._form = Form()
        self._fields = [QLineEdit(day) for _, day in named]
        for (name, _), field in zip(named, self._fields, strict=True):
            field.returnPressed.connect(self._agree)
            field.setMaximumWidth(theme.px(180))
            if narrow:
                self._form.row("日期", field, hint=name)
            else:
                self._form.row(name, field)
        self._form.setMaximumWidth(theme.px(640))
        scroll = QScrollArea()
        scroll.setWidget(self._form)
        scroll.viewport().setAutoFillBackground(False)
        self._form.setAutoFillBackground(False)
        scroll.setWidgetResizable(True)
        scroll.setMinimumHeight(theme.px(60) * min(len(named), ROWS))
        note = label("已按拍摄日期或文件的修改日期填好，请改成材料上写的日期。", name="note")
        foot = QHBoxLayout()
        if narrow:
            foot.addStretch(1)
        else:
            foot.addWidget(note, 1)
        foot.addWidget(button(Action(no, self.declined.emit)))
        foot.addWidget(button(Action(yes, self._agree)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label(title, name="strong"))
        column.addWidget(scroll, 1)
        if narrow:
            column.addWidget(note)
        column.addLayout(foot)

    def begin(self) -> None:
        """Take the keyboard to the first date."""
        self._fields[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self._fields[0].selectAll()

    def _agree(self) -> None:
        self._form.clear_faults()
        days = []
        for field in self._fields:
            read = dates.read(field.text())
            wrong = read.verdict.note if read.verdict.kind in ("ask", "refuse") else ""
            if not wrong and read.precision != "day":
                wrong = "请写到哪一天，例如 2026-03-02。"
            if not wrong and read.value > self._today:
                wrong = "材料的形成日期不能晚于今天，请核对。"
            if wrong:
                self._form.blame(field, wrong)
                return
            days.append(read.value)
        self.agreed.emit(days)


def modified(path: Path, today: str) -> str:
    """Give a file's own date as the best guess: when it was photographed, or changed last."""
    return copies.proposed_date(path, today=today)


def _words(one: Assessment | None) -> str:
    """Say how the criterion stands and what comes next."""
    if one is None:
        return ""
    state = checklist.STATES[one.state]
    if one.criterion.proof == "count":
        said = f"由程序统计，不用归入材料：{one.proved_by}（{state}）"
        return f"{said}。下一步：{one.next_step}。" if one.next_step else f"{said}。"
    return f"{state}。下一步：{one.next_step}。" if one.next_step else f"{state}。"
