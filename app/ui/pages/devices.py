"""乡镇登记: the county's card goes down, requests come up, certificates go down; and who is enrolled."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.jobs import devices as jobs
from app.jobs import files as keeping
from app.school import devices, schools
from app.ui import files, messages
from app.ui.cards import Sheet, label
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.parcels.enrolling import fingerprint_label, in_two_lines
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable


class Devices(Page):
    """List the laptops that may send here, and enrol more."""

    help_topic = "devices"

    def __init__(self, desk: Desk) -> None:
        """Lay out the list."""
        super().__init__(desk, "乡镇登记")
        read = Action("读取登记申请…", self.begin, key="Ctrl+N", icon="import")
        self.set_actions(read, [Action("导出县级名片…", self._ask_card, icon="send")])
        self._found: dict[int, devices.Device] = {}
        kind = Column[devices.Device]
        self.model = LazyTable(
            (
                kind("乡镇党校", lambda one: one.school_name, grow=True),
                kind("单位代码", lambda one: one.school_code, spare=1),
                kind("登记证号", lambda one: str(one.serial), align="right"),
                kind("登记日期", lambda one: one.enrolled_on, spare=2),
                kind("状态", lambda one: f"已吊销（{one.revoked_on}）" if one.revoked_on else "在用",
                     tint=lambda one: "bad" if one.revoked_on else "good"),
                kind("办理", lambda one: "" if one.revoked_on else "吊销", press=self._ask_revoke),
            ),
            find=lambda _: list(self._found),
            rows=lambda ids: [self._found[one] for one in ids if one in self._found],
            parent=self,
        )  # fmt: skip
        self.table = Table(self.model, name="登记的电脑", memory=desk.memory)
        self.table.set_empty(
            "还没有登记乡镇。先导出县级名片发给各乡镇，他们会送来登记申请。",
            Action("导出县级名片…", self._ask_card),
        )
        self.table.opened.connect(lambda one: self._show(self._found[one]))
        self.first = self.table
        self.body.addWidget(self.table, 1)
        self.set_hint("回车看这台电脑的指纹 · 电脑丢了或换了，就吊销它的登记")

    def refresh(self) -> None:
        """Read the list again."""
        self._found = {one.device: one for one in devices.enrolled(self.desk.db)}
        self.model.refresh()
        active = len({one.school for one in self._found.values() if not one.revoked_on})
        self.set_title("乡镇登记", f"{active} 所乡镇党校" if self._found else "")

    # the card

    def _ask_card(self) -> None:
        name = f"县级名片-{schools.own(self.desk.db).short_name}{files.CARD_SUFFIX}"
        path = files.place_for(self.desk, self, "导出县级名片", name, files.CARDS, on_stick=True)
        if path is not None:
            self.export_card(path)

    def export_card(self, path: Path) -> None:
        """Write the county's card and show the fingerprint to be read out when a township calls."""
        if self.desk.did(self, lambda: keeping.keep(path, jobs.county_card(self.desk.db))):
            self.say(f"县级名片已存到 {path}，发给各乡镇。乡镇来电话时，把本县的指纹读给对方。", "good")
            self._show_fingerprint("本县的指纹", jobs.own_fingerprint(self.desk.db), "")

    def _show_fingerprint(self, title: str, fingerprint: str, note: str) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        digits = fingerprint_label()
        digits.setText(in_two_lines(fingerprint))
        column.addWidget(digits)
        column.addWidget(label(note or "乡镇会打电话来逐组核对这八组数字。", name="note"))
        self.show_detail(title, content)

    def _show(self, one: devices.Device) -> None:
        note = f"{one.school_name}，代码 {one.school_code}，第 {one.serial} 号登记证。"
        self._show_fingerprint("这台电脑的指纹", jobs.fingerprint_of(one), note)

    # enrolling

    def begin(self) -> None:
        """Ask for a township's request."""
        path = files.pick_one(self.desk, self, "读取登记申请", files.CARDS)
        if path is not None:
            self.read(path)

    def read(self, path: Path) -> None:
        """Show what a request says, to be compared over the telephone."""
        self.desk.did(
            self,
            lambda: self.desk.open(Comparing(self.desk, files.card_bytes(path), enrolled=self._enrolled)),
        )

    def _enrolled(self, sentence: str) -> None:
        self.desk.close()
        self.say(sentence, "good")

    def _ask_revoke(self, one: devices.Device) -> None:
        question = (
            f"吊销“{one.school_name}”第 {one.serial} 号登记证？\n"
            "这台电脑以后做的数据包都不再读取；已经读取的数据不变。要再用，须重新登记。"
        )
        if messages.ask(self, question, yes="吊销", no="不吊销", grave=True):
            self.revoke(one)

    def revoke(self, one: devices.Device) -> None:
        """Take a laptop off the list."""
        today = self.desk.today()
        if self.desk.did(self, lambda: devices.revoke(self.desk.db, one.device, today=today)):
            self.say(f"已吊销“{one.school_name}”第 {one.serial} 号登记证。", "good")


class Comparing(Page):
    """Show a request with its fingerprint, big; nobody is enrolled before it was compared."""

    help_topic = "devices"

    def __init__(self, desk: Desk, data: bytes, *, enrolled: Callable[[str], object]) -> None:
        """Read the request; raise `UserError` where it is none."""
        wish, fingerprint = jobs.read_request(data)
        super().__init__(desk, "核对登记申请")
        self._data = data
        self._name = wish.school_name
        self._enrolled = enrolled
        buttons = self.set_actions(
            Action("与对方核对一致，登记", self._ask_place, key="Ctrl+Return"),
            [Action("不一致，不登记", desk.close)],
        )
        self.first = buttons[0]
        sheet = Sheet(wish.school_name)
        sheet.body.addWidget(label(f"单位代码 {wish.school_code}　·　{wish.device_name}"))
        self.digits: QLabel = fingerprint_label()
        self.digits.setText(in_two_lines(fingerprint))
        sheet.body.addWidget(self.digits)
        sheet.body.addWidget(
            label(
                "给这所党校打电话（用您自己查到的号码，不要用文件里带来的），请对方打开“上报县级”，"
                "把第 2 步的八组数字逐组读给您听。一组都不能差；有一组不同，就不要登记。",
            )
        )
        self.body.addWidget(sheet, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addStretch(1)

    def _ask_place(self) -> None:
        name = f"登记证-{self._name}{files.CARD_SUFFIX}"
        path = files.place_for(self.desk, self, "登记证存到哪里", name, files.CARDS, on_stick=True)
        if path is not None:
            self.enrol(path)

    def enrol(self, path: Path) -> None:
        """Enrol the laptop and write its certificate."""
        today = self.desk.today()
        done = self.desk.did(
            self, lambda: keeping.keep(path, jobs.enrol(self.desk.db, self._data, today=today))
        )
        if done:
            self._enrolled(f"已登记“{self._name}”，登记证存到了 {path}，请交给对方导入。")
