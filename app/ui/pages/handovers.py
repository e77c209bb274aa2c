"""交接给下一任: the pack for the next clerk's laptop, the list to be signed, and this laptop afterwards."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.exchange.handovers import LEAST_PHRASE
from app.jobs import handovers
from app.jobs.handovers.indexing import index
from app.papers import handovers as papers
from app.progress import Tell
from app.school import handovers as records
from app.ui import files, messages, sticks
from app.ui.cards import Sheet, label, set_tone
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, Page, button
from app.ui.preview import PreviewPage
from db.register import Register

TITLE = "交接给下一任"
LIST = "工作交接清单"
SURE = "移交以后，本机只能查看和打印，不能再录入、修改和上报。现在就标为已移交吗？"


class HandoverPage(Page):
    """Three sheets in the order things are done: the pack, the list, the mark."""

    help_topic = "handovers"

    def __init__(self, desk: Desk) -> None:
        """Lay out the three sheets."""
        super().__init__(desk, TITLE)
        self.packed: handovers.Packed | None = None
        self.phrase, self.again, self.to, self.why = (QLineEdit() for _ in range(4))
        for field in (self.phrase, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.made, self.state, self.log = label("", tone="good"), label(""), label("", name="note")
        self._phrases, self._receiver, self._reason = Form(), Form(), Form()
        self._phrases.row(
            "交接口令", self.phrase, must=True,
            hint=f"至少 {LEAST_PHRASE} 个字符，当面告诉接收人；忘了的话，这个交接包谁也打不开，要重新做。",
        )  # fmt: skip
        self._phrases.row("再输一遍", self.again, must=True)
        self._receiver.row("接收人", self.to, must=True)
        self._reason.row("为什么恢复", self.why, must=True, hint="原因留在交接记录里。")
        self._mark = button(Action("标为已移交…", self.mark, tip="移交以后本机只能查看和打印"))
        self._resume = button(Action("恢复使用本机", self.resume, icon="undo"))
        self._sheet(
            "1　做交接包",
            "把全部数据、佐证、名册原件、收发的数据包和设置做成一个加密的文件，写到U盘，写完逐字核对。",
            (self._phrases, self.made, button(Action("选U盘，做交接包…", self.ask_stick, icon="save"))),
        )
        self._sheet(
            "2　打印交接清单",
            "里面有什么、近三年的班、证书编到几号、报到第几号、还有什么没办完；纸质材料放在哪里由移交人手写，三方签字。",
            (button(Action("看交接清单", self.show_list, "Ctrl+P", icon="print")),),
        )
        self._sheet(
            "3　移交以后",
            f"新电脑接收以后，本机不要再上报：{desk.words.above}只认一台。"
            f"新电脑第一次上报前，请先打电话告诉{desk.words.above}。",
            (self.state, self._receiver, self._mark, self._reason, self._resume, self.log),
        )
        self.body.addStretch(1)
        self.first = self.phrase
        self.set_hint("交接口令不要写在U盘上 · 历次备份不在交接包里，留在这台电脑上")

    def _sheet(self, title: str, said: str, content: Sequence[QWidget]) -> None:
        sheet = Sheet(title)
        sheet.body.addWidget(label(said, name="note"))
        for part in content:
            form = isinstance(part, Form) or part in (self.made, self.state, self.log)
            sheet.body.addWidget(part) if form else sheet.body.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(sheet)

    def refresh(self) -> None:
        """Say whether this laptop is in use."""
        standing = records.standing(self.desk.db)
        self.made.setVisible(self.packed is not None)
        if standing:
            self.state.setText(f"! 本机已于 {standing.on} 移交给{standing.to}，只能查看和打印。")
        else:
            taken = records.taken(self.desk.db)
            self.state.setText(f"✓ 本机正在使用。{taken}")
        set_tone(self.state, "warn" if standing else "good")
        for widget in (self._receiver, self._mark):
            widget.setVisible(standing is None)
        for widget in (self._reason, self._resume):
            widget.setVisible(standing is not None)
        lines = [
            f"{one.on} 移交给{one.to}" + (f"；{one.back_on} 恢复使用：{one.back_why}" if one.back_on else "")
            for one in records.every(self.desk.db)
        ]
        self.log.setText("\n".join(lines))
        self.log.setVisible(bool(lines))

    # the pack

    def ask_stick(self) -> None:
        """Check the phrase, and ask for a stick or a folder."""
        self._phrases.clear_faults()
        if len(self.phrase.text()) < LEAST_PHRASE:
            self._phrases.blame(self.phrase, f"交接口令至少要 {LEAST_PHRASE} 个字符。")
            return
        if self.again.text() != self.phrase.text():
            self._phrases.blame(self.again, "两次输入的不一样，请再输一遍。")
            return
        where = sticks.Where(
            "写到U盘上的是一个加密的文件，没有交接口令谁也打不开。",
            [Action("选一个文件夹…", self._ask_folder)],
        )
        where.picked.connect(self.pack)
        self.show_detail("写到哪里", where)
        where.look()

    def _ask_folder(self) -> None:
        folder = files.pick_folder(self.desk, self, "交接包写到哪里")
        if folder is not None:
            self.pack(folder)

    def pack(self, target: Path) -> None:
        """Make the pack there."""
        desk, phrase = self.desk, self.phrase.text()
        now = datetime.combine(date.fromisoformat(desk.today()), datetime.now().time())

        def job(db: Register, tell: Tell) -> handovers.Packed:
            return handovers.pack(db, desk.folder, target=target, phrase=phrase, now=now, tell=tell)

        made = desk.act(self, lambda: desk.work(self, "正在做交接包", job))
        if made is None:
            return
        self.packed = made
        self.close_detail()
        self.phrase.clear()
        self.again.clear()
        self.made.setText(f"✓ {made.sentence}")
        self.refresh()

    def show_list(self) -> None:
        """Show the list that goes with it, to be printed and signed."""
        desk = self.desk

        def job(db: Register, _: Tell) -> bytes:
            return papers.render(index(db, desk.folder, self.packed, today=desk.today()))

        data = desk.act(self, lambda: desk.work(self, "正在整理交接清单", job))
        if data is not None:
            desk.did(self, lambda: desk.open(PreviewPage(desk, LIST, data, f"{LIST}.pdf", form="handover")))

    # this laptop

    def mark(self) -> None:
        """Mark this laptop as handed over, once a person has said so."""
        self._receiver.clear_faults()
        if not self.to.text().strip():
            self._receiver.blame(self.to, "请写接收人的姓名。")
            return
        if not messages.ask(self, SURE, yes="标为已移交", no="先不", grave=True):
            return
        db, to, today = self.desk.db, self.to.text(), self.desk.today()
        if self.desk.did(self, lambda: records.hand_over(db, to=to, today=today)):
            self.to.clear()
        self.refresh()

    def resume(self) -> None:
        """Let this laptop be used again."""
        self._reason.clear_faults()
        if not self.why.text().strip():
            self._reason.blame(self.why, "请写明为什么要恢复使用。")
            return
        db, why, today = self.desk.db, self.why.text(), self.desk.today()
        if self.desk.did(self, lambda: records.take_back(db, why=why, today=today)):
            self.why.clear()
            above = self.desk.words.above
            self.say(f"本机已恢复使用。新电脑如果已经上报过，{above}不再读取本机的数据包。", "warn")
        self.refresh()
