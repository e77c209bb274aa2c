"""乡镇登记: the county's card goes down, requests come up, certificates go down; and who is enrolled."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from app.jobs import devices as jobs
from app.jobs import files as keeping
from app.jobs import parcels
from app.progress import Tell
from app.school import devices, schools
from app.ui import files, messages
from app.ui.cards import Sheet, label
from app.ui.desk import Desk
from app.ui.page import Action, Page, button
from app.ui.pages.parcels.enrolling import fingerprint_label, in_two_lines
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from db.register import Register

SPARE_WANTED = (
    "报来的数据包只有这台电脑打得开。电脑坏了、密钥没了，就谁也打不开。"
    "备用钥匙只做一次：存到一个专用的U盘，再打印一份，一起锁进保险柜。"
)
SPARE_MADE = (
    "备用钥匙已经做过，不存在这台电脑里。对方导入过新名片的，数据包都同时封给它。"
    "每年试一次：插上存钥匙的U盘，再选一个收到的数据包。"
)


class Devices(Page):
    """List the laptops that may send here, and enrol more."""

    help_topic = "devices"

    def __init__(self, desk: Desk) -> None:
        """Lay out the list."""
        called = desk.words
        super().__init__(desk, called.enrolment)
        read = Action("读取登记申请…", self.begin, key="Ctrl+N", icon="import")
        self.set_actions(
            read,
            [
                Action(f"导出{called.desk}名片…", self._ask_card, icon="send"),
                Action("备用钥匙…", self._show_spare, tip="这台电脑坏了、密钥没了，靠它打开报来的数据包"),
            ],
        )
        self._found: dict[int, devices.Device] = {}
        kind = Column[devices.Device]
        self.model = LazyTable(
            (
                kind(called.below_name, lambda one: one.school_name, grow=True),
                kind("单位代码", lambda one: one.school_code, spare=1),
                kind("电脑", lambda one: one.name or "—", spare=3),
                kind("登记证号", lambda one: str(one.serial), align="right"),
                kind("登记日期", lambda one: one.enrolled_on, spare=2),
                kind("状态", _state, tip=lambda one: one.revoked_why,
                     tint=lambda one: "bad" if one.revoked_on else "good"),
                kind("办理", lambda one: "" if one.revoked_on else "吊销", press=self._ask_revoke),
            ),
            find=lambda _: list(self._found),
            rows=lambda ids: [self._found[one] for one in ids if one in self._found],
            parent=self,
        )  # fmt: skip
        self.table = Table(self.model, name="登记的电脑", memory=desk.memory)
        self.table.set_empty(
            f"还没有登记{called.below_name}。先导出{called.desk}名片发给{called.below_each}，对方会送来登记申请。",
            Action(f"导出{called.desk}名片…", self._ask_card),
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
        called = self.desk.words
        self.set_title(called.enrolment, f"{active} {called.below_counted}" if self._found else "")

    # the card

    def _ask_card(self) -> None:
        card = f"{self.desk.words.desk}名片"
        name = f"{card}-{schools.own(self.desk.db).short_name}{files.CARD_SUFFIX}"
        path = files.place_for(self.desk, self, f"导出{card}", name, files.CARDS, on_stick=True)
        if path is not None:
            self.export_card(path)

    def export_card(self, path: Path) -> None:
        """Write the county's card and show the fingerprint to be read out when a township calls."""
        if self.desk.did(self, lambda: keeping.keep(path, jobs.county_card(self.desk.db))):
            called = self.desk.words
            said = f"发给{called.below_each}。对方来电话时，把{called.own}的指纹读给对方。"
            self.say(f"{called.desk}名片已存到 {path}，{said}", "good")
            self._show_fingerprint(f"{called.own}的指纹", jobs.own_fingerprint(self.desk.db), "")

    def _show_fingerprint(self, title: str, fingerprint: str, note: str) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        digits = fingerprint_label()
        digits.setText(in_two_lines(fingerprint))
        column.addWidget(digits)
        column.addWidget(label(note or "对方会打电话来逐组核对这八组数字。", name="note"))
        self.show_detail(title, content)

    def _show(self, one: devices.Device) -> None:
        note = f"{one.school_name}，代码 {one.school_code}，第 {one.serial} 号登记证。"
        if one.replaces is not None:
            note += "它代替了坏了的电脑。"
        if one.revoked_on:
            note += f"已在 {one.revoked_on} 吊销{f'：{one.revoked_why}' if one.revoked_why else ''}。"
        self._show_fingerprint("这台电脑的指纹", jobs.fingerprint_of(one), note)

    # the spare key

    def _show_spare(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        made = bool(schools.setting(self.desk.db, jobs.SPARE))
        column.addWidget(label(SPARE_MADE if made else SPARE_WANTED))
        if made:
            column.addWidget(button(Action("试一试备用钥匙…", self._ask_try)))
        else:
            column.addWidget(button(Action("生成备用钥匙，存到U盘…", self._ask_spare)))
        self.show_detail("备用钥匙", content)

    def _ask_spare(self) -> None:
        name = f"备用钥匙-{schools.own(self.desk.db).short_name}.txt"
        path = files.place_for(self.desk, self, "备用钥匙存到哪个U盘", name, files.TEXT, on_stick=True)
        if path is not None:
            self.make_spare(path)

    def make_spare(self, path: Path) -> None:
        """Make the county's spare key and write it to a file on an offline stick, to be printed too."""
        today = self.desk.today()
        if self.desk.did(self, lambda: jobs.keep_spare(self.desk.db, path, today=today)):
            self.close_detail()
            called = self.desk.words
            self.say(
                f"备用钥匙已存到 {path}。请打印一份锁进保险柜，U盘也锁起来；"
                f"再导出一次{called.desk}名片发给{called.below_each}，以后的数据包它就都打得开。",
                "good",
            )

    def _ask_try(self) -> None:
        key = files.pick_one(self.desk, self, "选备用钥匙文件", files.TEXT)
        parcel = key and files.pick_one(self.desk, self, "选一个收到的数据包", files.PARCELS)
        if key and parcel:
            self.try_spare(key, parcel)

    def try_spare(self, key: Path, parcel: Path) -> None:
        """Try the spare key on a parcel and say whether it opens it."""
        folder = self.desk.folder

        def job(_: Register, tell: Tell) -> str:
            secret = jobs.spare_in(files.card_bytes(key))
            with parcels.staging(folder) as place:
                return jobs.spare_opens(parcel, secret, staging=place, tell=tell)

        said = self.desk.act(self, lambda: self.desk.work(self, "正在试备用钥匙", job))
        if said is not None:
            self.say(said, "good")

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
        why = "电脑丢失、损坏或停用"
        if self.desk.did(self, lambda: devices.revoke(self.desk.db, one.device, today=today, why=why)):
            self.say(f"已吊销“{one.school_name}”第 {one.serial} 号登记证。", "good")


def _state(one: devices.Device) -> str:
    if not one.revoked_on:
        return "在用"
    return f"已吊销（{one.revoked_on}）"


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
                "给对方打电话（用您自己查到的号码，不要用文件里带来的），"
                f"请对方打开“上报{desk.words.desk}”，"
                "把第 2 步的八组数字逐组读给您听。一组都不能差；有一组不同，就不要登记。",
            )
        )
        self._replaceable = jobs.replaceable(desk.db, wish)
        self.place_of = QComboBox()
        self.place_of.setAccessibleName("这台电脑是")
        self.place_of.addItem("新登记的一台电脑", None)
        for one in self._replaceable:
            said = f"已吊销（{one.revoked_on}）" if one.revoked_on else f"{one.enrolled_on} 登记"
            self.place_of.addItem(
                f"代替第 {one.serial} 号登记证的电脑（{one.name or '没有名称'}，{said}）", one.device
            )
        if self._replaceable:
            sheet.body.addWidget(label("这个单位登记过别的电脑。这一台是：", name="note"))
            sheet.body.addWidget(self.place_of)
            sheet.body.addWidget(
                label(
                    "原来的电脑坏了、丢了，又没有备份，就选“代替”：旧的一台同时吊销，"
                    "登记证旁边会另存一个恢复包，里面是这里最后收到的数据。",
                    name="note",
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
        today, replaces = self.desk.today(), self.place_of.currentData()
        done = self.desk.did(
            self,
            lambda: keeping.keep(path, jobs.enrol(self.desk.db, self._data, today=today, replaces=replaces)),
        )
        if not done:
            return
        said = f"已登记“{self._name}”，登记证存到了 {path}，请交给对方导入。"
        if replaces is not None:
            said += self._recovery(path.parent)
        self._enrolled(said)

    def _recovery(self, target: Path) -> str:
        """Write the school's last state for the new laptop beside its certificate, and say so."""
        device, folder, now = jobs.read_request(self._data)[0].device, self.desk.folder, datetime.now()

        def job(db: Register, tell: Tell) -> Path:
            return parcels.seal_recovery(db, device, folder=folder, target=target, now=now, tell=tell)

        path = self.desk.act(self, lambda: self.desk.work(self, "正在做恢复包", job))
        if path is None:
            return "没有做成恢复包：还没有收到过它的数据，或位置写不进去。"
        return f"恢复包是 {path.name}，一起交给对方。"
