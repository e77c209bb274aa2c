"""上报县级: what is new since the last parcel, the one button that sends it, and the parcels sent."""

from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QTabBar

from app.exchange import sticks
from app.jobs import devices
from app.jobs import files as keeping
from app.jobs import parcels as jobs
from app.school import agenda, parcels, receipts, returns
from app.ui import files
from app.ui.cards import Card, Cards, label
from app.ui.desk import Desk
from app.ui.page import Action, Page, button
from app.ui.pages.parcels.enrolling import Enrolment
from app.ui.pages.parcels.siblings import TITLE as SIBLINGS
from app.ui.pages.parcels.siblings import SiblingsPage
from app.ui.sticks import Where
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

MOST_ACTS = 2000
SEND_FIRST = "还没有上报过。登记办好以后，插上U盘，点右上角的“上报到U盘”。"


class Parcels(Page):
    """Enrol once, then send."""

    help_topic = "parcels"

    def __init__(self, desk: Desk) -> None:
        """Lay out the steps, the daily picture and the lists."""
        self._title = f"上报{desk.words.above}"
        super().__init__(desk, self._title)
        self.enrolment = Enrolment(desk)
        tip = f"{desk.words.above_place}没有用五有时，交这张数字相同的表格"
        self._workbook = Action("另存汇总表…", self._ask_workbook, tip=tip, icon="save")
        self._enrolled: bool | None = None
        self._who = label("", tone="good")
        self._fold = button(Action("看登记情况", self._unfold), kind="link")
        self._line = QHBoxLayout()
        self._line.addWidget(self._who, 1)
        self._line.addWidget(self._fold)
        self.last = Card("上次上报", rule="最近一次封好数据包的日子到今天的天数。")
        self.news = Card("之后的更改", rule="上次封好数据包以后，登记、修改、删去的记录数；撤销也算更改。")
        self.confirmed = Card(
            "上级确认",
            rule="最近一份回执说上级读到了本机的第几号数据包；下面是退回来、还没有答复的记录数。",
            press=lambda: desk.go(f"{desk.words.above}来件"),
        )
        self._daily = Cards([self.last, self.news, self.confirmed])
        self._tabs = QTabBar()
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.setAccessibleName("更改和数据包")
        self._tabs.addTab("没有上报的更改")
        self._tabs.addTab("做过的数据包")
        self._tabs.currentChanged.connect(lambda _: self._turn())
        self._acts: dict[int, parcels.Unsent] = {}
        self._sent: dict[int, parcels.Sent] = {}
        self._make_lists()
        self.body.addWidget(self.enrolment)
        self.body.addLayout(self._line)
        self.body.addWidget(self._daily)
        self.body.addWidget(self._tabs)
        self.body.addWidget(self.acts, 1)
        self.body.addWidget(self.sent, 1)
        self.set_hint(
            f"数据包用{desk.words.above}的密钥封好，路上谁也打不开；每次都是全部数据，少交一次不要紧"
        )
        self._turn()

    def _make_lists(self) -> None:
        act, sent = Column[parcels.Unsent], Column[parcels.Sent]
        self._acts_model = LazyTable(
            (
                act("时间", lambda one: one.at),
                act("做了什么", lambda one: one.name, grow=True),
                act("更改", lambda one: f"{one.changes:,} 处", align="right", rule="这件事动过的记录数。"),
                act("谁做的", lambda one: one.operator),
            ),
            find=lambda _: list(self._acts),
            rows=lambda ids: [self._acts[one] for one in ids if one in self._acts],
            parent=self,
        )
        self._sent_model = LazyTable(
            (
                sent("第几号", lambda one: str(one.seq), align="right"),
                sent("做成时间", lambda one: one.sent_at),
                sent("文件", lambda one: one.file_name or "—", grow=True),
                sent(
                    "结果",
                    self._result,
                    tint=lambda one: "good" if one.file_name or self._heard(one) else "warn",
                ),
            ),
            find=lambda _: list(self._sent),
            rows=lambda ids: [self._sent[one] for one in ids if one in self._sent],
            parent=self,
        )
        self.acts = Table(self._acts_model, name="没有上报的更改", memory=self.desk.memory)
        self.sent = Table(self._sent_model, name="做过的数据包", memory=self.desk.memory)
        self.acts.set_empty("没有要上报的更改，都在上次的数据包里了。")
        self.sent.set_empty(SEND_FIRST)
        self.first = self.acts

    # reading

    def refresh(self) -> None:
        """Read where the enrolment stands, what is new and what was sent."""
        db = self.desk.db
        enrolled = devices.is_enrolled(db)
        if enrolled != self._enrolled:
            self._enrolled = enrolled
            self.enrolment.setVisible(not enrolled)
            send = Action("上报到U盘…", self.begin, key="Ctrl+N", icon="send", enabled=enrolled)
            tip = "本校有第二台电脑时，在这里登记它、读它的数据包"
            others = [Action(SIBLINGS, self.show_siblings, tip=tip)] if self.desk.level == "township" else []
            self.set_actions(send, [*others, self._workbook])
        self.enrolment.refresh()
        self._who.setText(f"✓ 已登记到{devices.county_of(db).county_name}" if enrolled else "")
        self._who.setVisible(enrolled)
        self._fold.setVisible(enrolled)
        self._acts = {one.id: one for one in parcels.unsent_acts(db, limit=MOST_ACTS)}
        self._sent = {one.seq: one for one in parcels.sent(db)}
        self._tell_daily(next(iter(self._sent.values()), None), parcels.unsent(db))
        self._daily.setVisible(enrolled)
        self.set_title(self._title, "" if enrolled else "先办登记，只办一次：三个文件，两次电话核对")
        self._acts_model.refresh()
        self._sent_model.refresh()

    def _tell_daily(self, last: parcels.Sent | None, unsent: int) -> None:
        days = agenda.days(last.sent_at[:10], self.desk.today()) if last else None
        figure = "还没有上报" if days is None else "今天" if days <= 0 else f"{days} 天前"
        self.last.tell(figure, f"第 {last.seq} 号，{last.sent_at}" if last else "")
        self._tell_confirmed()
        seen = f"上报以后{self.desk.words.above_place}才看得到"
        note = seen if unsent else "都在上次的数据包里了"
        self.news.tell(f"{unsent:,} 处", note, tone="warn" if unsent else "good")
        self._tabs.setTabText(0, f"没有上报的更改 {len(self._acts):,} 件" if self._acts else "没有上报的更改")
        self._tabs.setTabText(1, f"做过的数据包 {len(self._sent):,} 个" if self._sent else "做过的数据包")

    def _heard(self, one: parcels.Sent) -> bool:
        return receipts.of_parcel(self.desk.db, one.header_sha256) is not None

    def _result(self, one: parcels.Sent) -> str:
        if self._heard(one):
            return "上级已读取"
        return "已写入并核对" if one.file_name else "没有写到U盘上，请再上报一次"

    def _tell_confirmed(self) -> None:
        db = self.desk.db
        found = receipts.confirmed(db)
        figure = f"到第 {found.seq} 号" if found else "还没有回执"
        waiting = len(returns.find(db, above=True, state="waiting"))
        said = [f"{found.read_at[:10]} 读取" if found else "", f"{waiting} 条退回要办" if waiting else ""]
        note = "，".join(part for part in said if part)
        self.confirmed.tell(figure, note, tone="warn" if waiting else "good" if found else "muted")

    def _turn(self) -> None:
        shown, other = (self.acts, self.sent) if self._tabs.currentIndex() == 0 else (self.sent, self.acts)
        shown.show()
        if other.hasFocus():
            shown.setFocus()
        other.hide()
        self.first = shown

    def _unfold(self) -> None:
        self.enrolment.setVisible(self.enrolment.isHidden())
        self._fold.setText("看登记情况" if self.enrolment.isHidden() else "收起登记情况")

    def take_keyboard(self) -> None:
        """Begin with the enrolment where it is not done."""
        if self._enrolled:
            super().take_keyboard()
        else:
            self.enrolment.begin()

    # sending

    def show_siblings(self) -> None:
        """Lay the page of the school's other laptops over this one."""
        self.desk.open(SiblingsPage(self.desk))

    def begin(self) -> None:
        """Ask where the parcel is to go."""
        if not devices.is_enrolled(self.desk.db):
            place = self.desk.words.above_place
            self.say(f"还没有办好登记，{place}读不了数据包。请先办完上面的三步。", "warn")
            self.enrolment.begin()
            return
        folder = Action("选择文件夹…", self._ask_folder, tip="先写到文件夹，再刻盘或拷走")
        where = Where("写到哪个U盘？写完会读回来核对，核对好了再拔。", [folder])
        where.picked.connect(self.send_to)
        self.show_detail("上报到U盘", where)
        where.look()

    def _ask_folder(self) -> None:
        folder = files.pick_folder(self.desk, self, "上报到哪个文件夹")
        if folder is not None:
            self.send_to(folder)

    def send_to(self, target: Path) -> None:
        """Seal the school's state and bring it there; say so only once it was read back."""
        folder, now = self.desk.folder, datetime.now()
        worms = self.desk.act(self, lambda: sticks.worm_signs(target) if target.is_dir() else "")
        sent = self.desk.act(
            self,
            lambda: self.desk.work(
                self,
                "正在上报",
                lambda db, tell: jobs.send(db, folder=folder, target=target, now=now, tell=tell),
            ),
        )
        if sent is None:
            return
        self.close_detail()
        size = f"{sent.size / 1024**2:.1f} MB" if sent.size >= 1024**2 else f"{sent.size // 1024 + 1} KB"
        said = f"{sent.sentence}文件是 {sent.path}（{size}）。{worms or ''}"
        self.say(said, "warn" if sent.lost or worms else "good")

    def _ask_workbook(self) -> None:
        name = f"{self.desk.school_name}-{self.desk.today()[:4]}年汇总表.xlsx"
        path = files.place_for(self.desk, self, "另存汇总表", name, files.WORKBOOK, on_stick=True)
        if path is not None:
            self.save_workbook(path)

    def save_workbook(self, path: Path) -> None:
        """Keep the year's figures as a workbook, for a county that does not run the program."""
        today = self.desk.today()
        made = self.desk.act(
            self,
            lambda: self.desk.work(self, "正在汇总", lambda db, _tell: jobs.workbook(db, today=today)),
        )
        if made is not None and self.desk.did(self, lambda: keeping.keep(path, made)):
            self.say(f"汇总表已存到 {path}，数字与上报的数据包相同。", "good")

    def sights(self) -> list[str]:
        """Name the other tab."""
        return ["做过的数据包"]

    def show_sight(self, name: str) -> None:
        """Turn to it."""
        self._tabs.setCurrentIndex(1)
