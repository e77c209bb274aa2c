"""本校电脑: the other laptops of the school, how one is added, and reading what it did."""

from datetime import datetime
from pathlib import Path

from app.jobs import devices, merging, siblings
from app.school import conflicts, schools
from app.school.devices import Device
from app.ui import files
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.flow import Flow
from app.ui.page import Action, Page, button
from app.ui.pages.parcels.conflicts import ConflictsPage
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

TITLE = "本校电脑"
HOW = (
    "本校有第二台电脑时：一、在这里导出“本校名片”，拿到那台电脑的“开始使用”里导入；"
    "二、那台电脑向县级申请登记；三、把它的登记证在这里导入；四、这里“上报到U盘”，那台电脑读取这个数据包就可以开始用。"
    "以后两台电脑各做各的，隔几天互相读一次数据包。证书编号第二台从 5001 号起，两边不会重号。"
)


class SiblingsPage(Page):
    """List the other laptops, and bring what they did together with what was done here."""

    help_topic = "siblings"

    def __init__(self, desk: Desk) -> None:
        """Lay out the way to add one and the list."""
        super().__init__(desk, TITLE)
        self.how = label(HOW, name="note")
        self.how.setWordWrap(True)
        self.model = LazyTable(
            _columns(),
            find=lambda _: [one.device for one in siblings.others(desk.db)],
            rows=lambda ids: [one for one in siblings.others(desk.db) if one.device in ids],
            parent=self,
        )
        self.table = Table(self.model, name="本校的其他电脑", memory=desk.memory)
        self.table.set_empty("本校还没有登记第二台电脑。")
        self.tools = Flow(8)
        self.body.addWidget(self.how)
        self.body.addLayout(self.tools)
        self.body.addWidget(self.table, 1)
        self._adding = [
            button(Action("导出本校名片…", self.write_card, icon="save")),
            button(Action("导入它的登记证…", self.take_certificate)),
            button(Action("停用选中的电脑", self.end)),
        ]
        for one in self._adding:
            self.tools.add(one)
        self.first = self.table
        self.set_hint("Ctrl+O 读取另一台电脑的数据包 · 写得不一样的地方两份都留着，到“两台电脑的不同”里选定")

    def refresh(self) -> None:
        """Read the list, and how much is to be decided."""
        db = self.desk.db
        self.model.refresh()
        some = bool(siblings.others(db))
        school = schools.own_id(db)
        open_ = len(conflicts.find(db, school=school)) if school is not None else 0
        self.set_title(TITLE, f"{open_} 处两台电脑写得不一样，要选定" if open_ else "")
        enrolled = devices.is_enrolled(db)
        different = Action(
            f"两台电脑的不同 {open_}" if open_ else "两台电脑的不同", self.show_conflicts, enabled=some
        )
        self.set_actions(
            Action("读取它的数据包…", self.read, "Ctrl+O", icon="import", enabled=some),
            [different],
        )
        for made, able in zip(self._adding, (enrolled, enrolled, some), strict=True):
            made.setEnabled(able)

    def write_card(self) -> None:
        """Write the school's card for a second laptop."""
        data = self.desk.act(self, lambda: siblings.card(self.desk.db))
        if data is None:
            return
        name = f"{self.desk.school_name}-本校名片{files.CARD_SUFFIX}"
        path = files.place_for(self.desk, self, "导出本校名片", name, files.CARDS, on_stick=True)
        if path is not None and self.desk.did(self, lambda: path.write_bytes(data)):
            self.say(f"本校名片已写到 {path}。请拿到第二台电脑的“开始使用”里导入。", "good")

    def take_certificate(self) -> None:
        """Take in the certificate of the other laptop."""
        path = files.pick_one(self.desk, self, "导入另一台电脑的登记证", files.CARDS)
        if path is None:
            return
        db, today = self.desk.db, self.desk.today()
        seen = self.desk.act(self, lambda: siblings.accept(db, files.card_bytes(path), today=today))
        if seen is not None:
            self.say(f"已登记本校的另一台电脑。它的指纹是 {seen}，请与那台电脑上显示的核对。", "good")
            self.refresh()

    def read(self) -> None:
        """Read the parcels of the other laptop."""
        for path in files.pick(self.desk, self, "读取另一台电脑的数据包", files.PARCELS, from_stick=True):
            self.read_file(path)

    def read_file(self, path: Path, *, consent: bool = False) -> None:
        """Read one parcel and say what came and what is to be decided."""
        folder, now = self.desk.folder, datetime.now()
        brought = self.desk.act(
            self,
            lambda: self.desk.work(
                self,
                "正在合并",
                lambda db, tell: merging.receive(
                    db, path, folder=folder, now=now, tell=tell, consent=consent
                ),
            ),
        )
        if brought is not None:
            self.say(brought.sentence, "warn" if brought.open else "good")
            self.refresh()

    def show_conflicts(self) -> None:
        """Open the list of what is to be decided."""
        self.desk.open(ConflictsPage(self.desk, school=schools.own(self.desk.db).id))

    def end(self) -> None:
        """Stop exchanging with the laptop that is chosen."""
        device = self.table.current()
        if device is None:
            self.say("请先选一台电脑。", "muted")
            return
        db, today = self.desk.db, self.desk.today()
        if self.desk.did(self, lambda: siblings.end(db, device, today=today)):
            self.say("已停用，以后的数据包不再给它，也不再读它的。要恢复，请再导入它的登记证。", "good")
            self.refresh()


def _columns() -> tuple[Column[Device], ...]:
    return (
        Column("登记证", lambda one: f"第 {one.serial} 号"),
        Column("指纹", devices.fingerprint_of, grow=True),
        Column("登记日期", lambda one: one.enrolled_on),
    )
