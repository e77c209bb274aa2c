"""转入转出: slips made for those who leave, and slips taken in with the hours they carry."""

from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from app.jobs import transfers as jobs
from app.school import branches, hours_text, members, transfers
from app.school.transfers import Transfer
from app.spelling import dates
from app.ui import files
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, Page, button
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

TITLE = "转入转出"
SLIPS = "转移单 (*.wuyou)"


class Transfers(Page):
    """List the slips; make one, take one in, print one again, void one."""

    help_topic = "transfers"

    def __init__(self, desk: Desk, *, school: int, member: int = 0) -> None:
        """Lay out the list; with `member` the questions for a new slip are open."""
        super().__init__(desk, TITLE, "学时跟人走：原学校开转移单，新学校读进来，全县只计一次")
        self._school, self._member = school, member
        self._listed: dict[int, Transfer] = {}
        self.model = LazyTable(
            _columns(),
            find=lambda _: list(self._listed),
            rows=lambda ids: [self._listed[one] for one in ids if one in self._listed],
            parent=self,
        )
        self.table = Table(self.model, name="转移单", memory=desk.memory)
        self.table.set_empty("还没有开过或接收过转移单。要开，请在党员名册里选中这个人。")
        self.body.addWidget(self.table, 1)
        self.first = self.table
        self.set_actions(
            Action("接收转移单…", self.begin, "Ctrl+O", "读取原学校开的转移单文件", icon="import"),
            [
                Action("打印证明…", self.print_again, "Ctrl+P", "再出一份选中的转移证明 PDF", icon="print"),
                Action("作废", self.ask_void, tip="本人没有去报到的，作废后回到名册"),
            ],
        )
        self.set_hint("开转移单：在党员名册里选中人，点“开转移单…” · 取件码印在纸质证明上，接收时要输入")

    def refresh(self) -> None:
        """Read the list, and open the questions for the person who was chosen elsewhere."""
        db = self.desk.db
        found = transfers.rows(db, transfers.find(db, school=self._school))
        self._listed = {one.id: one for one in found}
        self.model.refresh()
        if self._member:
            member, self._member = self._member, 0
            self.ask_out(member)

    # out

    def ask_out(self, member: int) -> None:
        """Ask where to and when, then where the file is to go."""
        who = members.row(self.desk.db, member)
        form, where, day = Form(), QLineEdit(), QLineEdit(self.desk.today())
        where.setPlaceholderText("例如 南阳镇党校")
        form.row("转往哪里", where)
        form.row("哪一天", day)

        def done() -> None:
            read = dates.read(day.text())
            fault = "" if read.precision == "day" else "请写明是哪一天，例如 2026-11-20。"
            form.blame(day, fault)
            form.blame(where, "" if where.text().strip() else "请写明转往哪里。")
            if not fault and where.text().strip():
                self.make(member, on=read.value, to_name=where.text())

        self.show_detail(f"给{who.name}开转移单", _asked(form, Action("开转移单…", done, icon="save")))
        where.setFocus()

    def make(self, member: int, *, on: str, to_name: str, target: Path | None = None) -> None:
        """Make the slip in a folder or on a stick, with the paper as a PDF beside it."""
        place = target or files.pick_folder(self.desk, self, "转移单写到哪里")
        if place is None:
            return
        db, folder, now = self.desk.db, self.desk.folder, datetime.now()
        made = self.desk.act(
            self,
            lambda: jobs.hand_out(
                db, member, on=on, to_name=to_name, folder=folder, target=place, now=now,
                tell=lambda *_: None,
            ),
        )  # fmt: skip
        if made is None:
            return
        paper = made.path.with_suffix(".pdf")
        self.desk.did(self, lambda: paper.write_bytes(made.paper))
        self.close_detail()
        self.say(f"{made.sentence}文件是 {made.path.name}，证明是 {paper.name}，都在 {place}。", "good")
        self.refresh()

    def print_again(self) -> None:
        """Write the paper of the slip that is chosen once more."""
        one = self._chosen()
        if one is None:
            return
        if one.direction != "out":
            self.say("接收的转移证明已作为佐证归档，请到“佐证”里打印。", "warn")
            return
        kind = "PDF (*.pdf)"
        path = files.place_for(self.desk, self, "转移证明", f"{one.name}-转移证明.pdf", kind)
        if path is not None:
            db = self.desk.db
            if self.desk.did(self, lambda: path.write_bytes(jobs.paper_again(db, one.id))):
                self.say(f"转移证明已写到 {path}，请打印盖章后交给本人。", "good")

    def ask_void(self) -> None:
        """Ask why the slip that is chosen is void."""
        one = self._chosen()
        if one is None:
            return
        form, why = Form(), QLineEdit()
        why.setPlaceholderText("例如 本人没有去报到")
        form.row("原因", why)
        self.show_detail(
            f"作废{one.name}的转移单", _asked(form, Action("作废", lambda: self.void(one.id, why.text())))
        )
        why.setFocus()

    def void(self, transfer: int, why: str) -> None:
        """Void a slip: the person is on the rolls again."""
        db, today = self.desk.db, self.desk.today()
        if self.desk.did(self, lambda: transfers.void(db, transfer, why=why, today=today)):
            self.close_detail()
            self.say("转移单已作废，人已恢复到名册。纸质证明和文件请收回。", "good")
            self.refresh()

    def _chosen(self) -> Transfer | None:
        id_ = self.table.current()
        found = self._listed.get(id_) if id_ is not None else None
        if found is None:
            self.say("请先选一行。", "muted")
        return found

    # in

    def begin(self) -> None:
        """Ask for a slip's file, then for its code."""
        path = files.pick_one(self.desk, self, "接收转移单", SLIPS)
        if path is not None:
            self.ask_code(path)

    def ask_code(self, path: Path) -> None:
        """Ask for the code and the branch."""
        form, code, branch = Form(), QLineEdit(), QComboBox()
        code.setPlaceholderText("印在纸质证明上，四组，每组五个")
        known = branches.rows(self.desk.db, branches.find(self.desk.db, school=self._school))
        branch.addItem("以后再编", 0)
        for one in known:
            branch.addItem(one.name, one.id)
        form.row("取件码", code)
        form.row("编入支部", branch)
        act = Action("接收", lambda: self.take(path, code.text(), int(branch.currentData())), icon="check")
        self.show_detail(f"接收 {path.name}", _asked(form, act))
        code.setFocus()

    def take(self, path: Path, code: str, branch: int) -> None:
        """Take a slip in and say what came with it."""
        db, folder, today = self.desk.db, self.desk.folder, self.desk.today()
        taken = self.desk.act(
            self,
            lambda: jobs.take_in(db, path, code=code, branch=branch or None, folder=folder, today=today),
        )
        if taken is None:
            return
        self.close_detail()
        sum_ = sum(one["quarter_hours"] for one in taken.body["years"])
        self.say(
            f"{taken.name}已从{taken.from_name}转入，带来 {hours_text(sum_)} 学时，"
            "按外出培训入账，证明已归档。",
            "good",
        )
        self.refresh()


def _columns() -> tuple[Column[Transfer], ...]:
    return (
        Column("姓名", lambda one: one.name),
        Column("转出或转入", lambda one: "转出" if one.direction == "out" else "转入"),
        Column("对方单位", lambda one: one.to_name if one.direction == "out" else one.from_name, grow=True),
        Column("日期", lambda one: one.moved_on),
        Column(
            "学时",
            lambda one: hours_text(sum(year["quarter_hours"] for year in one.body["years"])),
            align="right",
            rule="转移单上各年学时的合计。",
        ),
        Column("经办人", lambda one: one.done_by, spare=1),
        Column("情况", lambda one: f"已作废：{one.void_reason}" if one.voided_on else "有效", spare=2),
    )


def _asked(form: Form, act: Action) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(form)
    column.addWidget(button(act, kind="primary"))
    column.addWidget(label("", name="note"))
    return made
