"""下发: what the county hands down to all its schools, by version; and at a school what it was given."""

from datetime import datetime
from functools import partial
from pathlib import Path

from app.jobs import refdata as jobs
from app.progress import Tell
from app.school import receipts, refdata, schools
from app.ui import files
from app.ui.cards import Card, Cards, label
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.notices import OwnNoticesTab
from app.ui.pages.tabbed import Tab, Tabbed
from app.ui.sticks import Where
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from db.register import Register


class ChangesTab(Tab):
    """What differs since the last version, the one button that makes a new one, and the way to each stick."""

    title = "下发资料"

    def __init__(self, page: Page) -> None:
        """Lay out the figures and the list."""
        super().__init__(page)
        self._changes: list[refdata.Change] = []
        called = self.desk.words
        who = called.below_name
        self.last = Card("最近一版", rule=f"最近制作的一版；每一版都是全部资料，{called.below}读最新的就行。")
        self.held = Card("用着最近一版", rule=f"最近的数据包说已采用最近一版的{who}／交过数据包的{who}。")
        self.news = Card(
            "之后的更改", rule=f"制作最近一版以后，{called.desk}自己的资料里增加、修改、删去的条数。"
        )
        kind = Column[refdata.Change]
        self.model = LazyTable(
            (
                kind("类别", lambda one: one.word),
                kind("名称", lambda one: one.title, grow=True),
                kind("做了什么", lambda one: one.done),
            ),
            find=lambda _: list(range(len(self._changes))),
            rows=lambda ids: [self._changes[at] for at in ids if at < len(self._changes)],
            parent=self,
        )
        self.table = Table(self.model, name="上一版以后的更改", memory=self.desk.memory)
        self.first = self.table
        self.column.addWidget(Cards([self.last, self.held, self.news]))
        self._holds = label("", name="note")
        self.column.addWidget(self._holds)
        self.column.addWidget(self.table, 1)

    def fill(self) -> None:
        """Read again what changed and who has what."""
        db = self.desk.db
        self._changes = refdata.changes(db)
        last = next(iter(refdata.issued(db)), None)
        self.last.tell(f"第 {last.version} 版" if last else "还没有", last.made_at if last else "")
        heard = receipts.senders(db)
        have = sum(
            receipts.refdata_held(db, of_school=one) == (last.version if last else -1) for one in heard
        )
        self.held.tell(f"{have} / {len(heard)}", "", tone="good" if last and have == len(heard) else "muted")
        many = len(self._changes)
        self.news.tell(f"{many} 条", "制作新的一版才会发下去" if many else "都在最近一版里了",
                       tone="warn" if many else "good")  # fmt: skip
        counts = refdata.counts(db, school=schools.own(db).id)
        said = "　".join(f"{refdata.WORDS[key]} {number}" for key, number in counts.items() if number)
        empty = f"{self.desk.words.desk}自己的师资课程、规则和通知还是空的。"
        self._holds.setText(f"现在下发的有：{said}" if said else empty)
        self.table.set_empty("上一版以后没有更改。" if last else "还没有可下发的资料。")
        self.model.refresh()

    def count(self) -> int:
        """Count what changed."""
        return len(self._changes)

    def offered(self) -> tuple[Action | None, list[Action]]:
        """Offer a new version, and the last one for one more stick."""
        last = next(iter(refdata.issued(self.desk.db)), None)
        again = [Action("最近一版写到U盘…", self.begin, enabled=last is not None)]
        return Action("制作新的一版", self.issue, "Ctrl+Return", icon="send"), again

    def issue(self) -> None:
        """Make a new version, and ask for the first stick."""
        folder, now = self.desk.folder, datetime.now()

        def job(db: Register, tell: Tell) -> jobs.Issued:
            return jobs.issue(db, folder=folder, now=now, tell=tell)

        made = self.desk.act(self, lambda: self.desk.work(self, "正在制作下发资料", job))
        if made is not None:
            self.page.say(made.sentence, "good")
            self.page.refresh()
            self.begin()

    def begin(self) -> None:
        """Ask for a stick."""
        where = Where(
            f"插上一个{self.desk.words.below}的U盘，选它；写完换下一个，再选。",
            [Action("选择文件夹…", self._ask_folder, tip="大家读的是同一个文件，也可以拷走")],
        )
        where.picked.connect(self.deliver)
        self.page.show_detail("下发资料写到哪里", where)
        where.look()

    def _ask_folder(self) -> None:
        target = files.pick_folder(self.desk, self, "下发资料写到哪个文件夹")
        if target is not None:
            self.deliver(target)

    def deliver(self, target: Path) -> None:
        """Bring the last version there; the panel stays open for the next stick."""
        last = next(iter(refdata.issued(self.desk.db)), None)
        if last is None:
            return
        folder = self.desk.folder

        def job(db: Register, tell: Tell) -> jobs.Issued:
            return jobs.deliver(db, last.version, folder=folder, target=target, tell=tell)

        made = self.desk.act(self, lambda: self.desk.work(self, "正在写到U盘", job))
        if made is not None:
            self.page.say(made.sentence, "good")


class Refdata(Tabbed):
    """What goes down to all townships."""

    help_topic = "refdata"

    def __init__(self, desk: Desk) -> None:
        """Lay out the two tabs."""
        super().__init__(desk, "下发", (ChangesTab, OwnNoticesTab))
        self.set_hint(
            f"下发的是{desk.words.desk}自己的标准、规则、师资课程、教学点、点单菜单和通知 · "
            f"同一个文件{desk.words.below_each}都能读"
        )


def _step(one: refdata.Given) -> str:
    if one.used:
        return ""
    return "采用" if one.effective_from else "取用"


class GivenTab(Tab):
    """The rules handed down, which this desk may adopt, and what else it was given.

    A county adopts them for its schools, and takes over teachers, courses and places too.
    """

    title = "下发资料"

    def __init__(self, page: Page) -> None:
        """Lay out the list."""
        super().__init__(page)
        self._found: dict[int, refdata.Given] = {}
        kind = Column[refdata.Given]
        self.model = LazyTable(
            (
                kind("类别", lambda one: f"{self.desk.words.above}{one.word}"),
                kind("名称", lambda one: one.title, grow=True),
                kind("从何时起", lambda one: one.effective_from),
                kind("出处", lambda one: one.source, spare=1, grow=True),
                kind(self.desk.words.own, lambda one: "已采用" if one.used else "没有采用",
                     tint=lambda one: "good" if one.used else "muted"),
                kind("下一步", _step, press=self._adopt, width=8),
            ),
            find=lambda _: list(self._found),
            rows=lambda ids: [self._found[one] for one in ids if one in self._found],
            parent=self,
        )  # fmt: skip
        self._holds = label("", name="note")
        self.table = Table(self.model, name="上级下发的规则", memory=self.desk.memory)
        self.first = self.table
        self.column.addWidget(self._holds)
        self.column.addWidget(self.table, 1)

    def fill(self) -> None:
        """Read again what was given."""
        db, own, above = self.desk.db, schools.own(self.desk.db).id, self.desk.words.above
        self._found = {one.id: one for one in refdata.to_adopt(db, school=own, today=self.desk.today())}
        last = next(iter(receipts.of_kind(db, "refdata")), None)
        if last is None:
            self._holds.setText(f"还没有读过{above}的下发资料。")
            self.table.set_empty(f"{above}下发的规则、师资课程和菜单，读取以后就能用。")
        else:
            counts = refdata.counts(db, school=last.from_school)
            said = "　".join(f"{refdata.WORDS[key]} {number}" for key, number in counts.items() if number)
            self._holds.setText(
                f"用着{above}第 {last.number} 版（{last.taken_at} 读取）：{said or '里面没有内容'}。"
                f"{self._then()}"
            )
            self.table.set_empty("这一版里没有规则和标准。")
        self.model.refresh()

    def _then(self) -> str:
        if self.desk.level == "township":
            return f"{self.desk.words.above}的教师、课程、教学点排课时可以直接选。"
        return "要给各乡镇用的，先采用、取用，再到“下发”制作新的一版。"

    def _adopt(self, one: refdata.Given) -> None:
        if one.used:
            return
        today = self.desk.today()

        def job(db: Register, tell: Tell) -> str:
            tell(0, 0, "学时重新入账" if one.table == "hour_rule" else "")
            return jobs.adopt(db, one.table, one.id, today=today)

        said = self.desk.act(self, partial(self.desk.work, self, "正在采用", job))
        if said is not None:
            self.done(said)
