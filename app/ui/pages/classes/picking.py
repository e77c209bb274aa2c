"""Picking trainees: the members not yet in the class, filtered, ticked and taken in together."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QPushButton

from app.school import (
    MEMBER_TYPES,
    branches,
    classes,
    enrollments,
    filters,
    hours_text,
    members,
    standings,
)
from app.ui import messages
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.flow import Flow
from app.ui.page import Action, Page
from app.ui.pages.classes.pasting import PastingPage
from app.ui.pages.classes.tab import at_hand
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone

JOIN_KEY = "Ctrl+Return"
TICKED, OPEN = "✓", "○"
TONES: dict[str, Tone] = {"met": "good", "not_met": "bad", "exempt": "muted"}


class PickingPage(Page):
    """Tick people, however the list is filtered meanwhile, and take them into a class."""

    help_topic = "enrollments"

    def __init__(self, desk: Desk, found: classes.TrainingClass, *, ticked: Sequence[int] = ()) -> None:
        """Lay out the members of the class's school who are not in it, some of them ticked."""
        super().__init__(desk, f"选人 · {found.name}")
        self._class = found
        self._ticked: dict[int, None] = dict.fromkeys(ticked)
        self._inside: set[int] = set()
        self._standings: dict[int, standings.Standing] = {}
        self._groups, self._branches, self._filters = QComboBox(), QComboBox(), QComboBox()
        self._filters.setAccessibleName("存好的筛选")
        self._filters.setToolTip("在党员名册里存好的筛选，例如“本年未达标”")
        self._meant: set[int] | None = None
        self._groups.setAccessibleName("人员类别")
        self._branches.setAccessibleName("党支部")
        for key, name in members.GROUPS.items():
            if key != "left":
                self._groups.addItem(name, key)
        self._branches.addItem("全部党支部", None)
        for branch in branches.rows(desk.db, branches.find(desk.db, school=found.school)):
            self._branches.addItem(branch.name, branch.id)
        self._chosen = QPushButton("只看已选")
        self._chosen.setCheckable(True)
        self._chosen.setToolTip("只列出已经勾选的人，核对后加入")
        self._short = QPushButton(f"只看 {found.year} 年未达标")
        self._short.setCheckable(True)
        self._short.setToolTip("只看本年学时还没有修满的人")
        self.search = self._sought = SearchField("姓名或拼音首字母")
        paste = Action("按名单加入", self.paste, "Ctrl+V", "粘贴或打开一份名单，逐人核对")
        (_, self._join) = self.set_actions(
            Action("加入学员", self.enrol, key=JOIN_KEY, enabled=False), [paste]
        )
        self._build()
        self._connect()
        self.set_hint(
            "空格选中或取消 · Ctrl+A 选中列出的所有人 · Ctrl+回车 加入 · Ctrl+V 粘贴名单 · 换条件不会丢"
        )

    def _build(self) -> None:
        bar = Flow()
        for field in (self._sought, self._filters, self._groups, self._branches, self._short, self._chosen):
            bar.add(field)
        self.body.addLayout(bar)
        self._model = LazyTable(self._columns(), find=self._find, rows=self._rows, parent=self)
        self.table = Table(self._model, name="可选的人", memory=self.desk.memory)
        self.table.set_empty("没有符合条件的人：换一个类别、支部或姓名；已在本班的人不列出。")
        self.first = self.table
        self._count = label("", name="note")
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._count)

    def _connect(self) -> None:
        self._sought.sought.connect(lambda: self._filter())
        self._sought.returnPressed.connect(self.table.setFocus)
        for field in (self._groups, self._branches):
            field.currentIndexChanged.connect(lambda: self._filter())
        self._filters.activated.connect(lambda: self._mean())
        for toggle in (self._short, self._chosen):
            toggle.toggled.connect(lambda: self._filter())
        self.table.typed.connect(self._sought.begin)
        self.table.opened.connect(lambda _one: self.tick())
        self.table.clicked.connect(self._clicked)
        for key, run in ((Qt.Key.Key_Space, self.tick), ("Ctrl+A", self.tick_all)):
            shortcut = QShortcut(QKeySequence(key), self.table, run)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)

    def _columns(self) -> list[Column[members.Member]]:
        kind = Column[members.Member]
        owed = "本年应完成的学时，按现行学时规则；“—”为不作硬性要求。"
        return [
            kind("选", lambda row: TICKED if row.id in self._ticked else OPEN, align="center", filled=True,
                 tint=lambda row: "good" if row.id in self._ticked else "plain"),
            kind("姓名", lambda row: row.name, sort="name"),
            kind("性别", lambda row: row.gender, spare=3),
            kind("党支部", lambda row: row.branch_name, sort="branch", grow=True),
            kind("类别", lambda row: MEMBER_TYPES[row.member_type], sort="member_type", spare=2),
            kind("出生", lambda row: row.birth, sort="birth", spare=4),
            kind("已有学时", lambda row: hours_text(self._standings[row.id].earned), align="right",
                 rule="本年已入账的学时，加上未结班的班按现有考勤可得的学时。"),
            kind("应完成", lambda row: _owed(self._standings[row.id]), align="right", rule=owed,
                 spare=1),
            kind("还差", lambda row: _lacking(self._standings[row.id]), align="right", sort="lacking",
                 rule="应完成减去已有的学时；点这一列，差得最多的排在前面。"),
            kind("学时状态", lambda row: standings.STATES[self._standings[row.id].state],
                 tint=lambda row: TONES[self._standings[row.id].state]),
        ]  # fmt: skip

    def refresh(self) -> None:
        """Read again who there is, who is inside and who is short of hours."""
        db, found = self.desk.db, self._class
        grid = enrollments.rows(db, enrollments.find(db, training_class=found.id))
        self._inside = {one.member for one in grid}
        every = standings.of_school(db, school=found.school, year=found.year)
        self._standings = {one.member: one for one in every}
        self._ticked = {one: None for one in self._ticked if self._can_join(one)}
        self._offer_filters()
        self._mean()

    def _offer_filters(self) -> None:
        """Offer the filters kept under a name, and those there are from the start."""
        kept = filters.rows(self.desk.db, filters.find(self.desk.db, school=self._class.school))
        names = [*(one.name for one in kept), *filters.PRESETS]
        now = self._filters.currentData()
        self._filters.clear()
        self._filters.addItem("不用筛选", None)
        for name in dict.fromkeys(names):
            self._filters.addItem(name, name)
        self._filters.setCurrentIndex(max(0, self._filters.findData(now)))

    def _mean(self) -> None:
        """Ask whom the filter chosen means."""
        name, db, school = self._filters.currentData(), self.desk.db, self._class.school
        self._meant = None
        if name is not None:
            meant = self.desk.act(
                self,
                lambda: filters.people(
                    db, filters.named(db, name, school=school), school=school, today=self.desk.today()
                ),
            )
            self._meant = None if meant is None else set(meant)
        self._filter()

    def _can_join(self, member: int) -> bool:
        return member in self._standings and member not in self._inside

    def _filter(self) -> None:
        self._model.refresh()
        if self._model.ids and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self._model.index(0, 0))
        self._tell()

    def _find(self, sort: str | None) -> list[int]:
        found = members.find(
            self.desk.db,
            self._sought.text(),
            school=self._class.school,
            group=self._groups.currentData(),
            branch=self._branches.currentData(),
            order_by="branch" if sort in (None, "lacking") else sort,
        )
        listed = [one for one in found if self._listed(one)]
        if sort == "lacking":
            # Ascending for the list is whoever lacks most: of two the one who stands first on the rolls.
            listed.sort(key=lambda one: -self._standings[one].lacking)
        return listed

    def _listed(self, member: int) -> bool:
        if not self._can_join(member) or (self._meant is not None and member not in self._meant):
            return False
        if self._chosen.isChecked() and member not in self._ticked:
            return False
        return not (self._short.isChecked() and self._standings[member].state != "not_met")

    def _rows(self, ids: Sequence[int]) -> list[members.Member]:
        return members.rows(self.desk.db, list(ids))

    def _tell(self) -> None:
        count, listed = len(self._ticked), len(self._model.ids)
        self._count.setText(
            f"列出 {listed:,} 人，已选 {count:,} 人；已在本班的 {len(self._inside):,} 人不列出"
        )
        self._join.setText(f"加入 {count:,} 名学员" if count else "加入学员")
        # A button forgets its key with every new text.
        self._join.setShortcut(JOIN_KEY)
        self._join.setEnabled(bool(count))

    # ticking

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self._tick([self._model.ids[index.row()]])

    def tick(self) -> None:
        """Tick the chosen rows, or untick them where all of them are ticked."""
        self._tick(at_hand(self.table))

    def tick_all(self) -> None:
        """Tick everyone listed, or untick them where everyone is ticked."""
        self._tick(self._model.ids)

    def _tick(self, people: Sequence[int]) -> None:
        if all(one in self._ticked for one in people):
            for one in people:
                del self._ticked[one]
        else:
            self._ticked |= dict.fromkeys(people)
        self.table.viewport().update()
        self._tell()

    def paste(self) -> None:
        """Take people in by a list, that on the clipboard where there is one."""
        page = PastingPage(self.desk, self._class)
        self.desk.open(page)
        page.paste()

    # leaving

    def enrol(self) -> None:
        """Take the ticked people into the class and go back to it."""
        # The roster follows the order of the list, not that of the ticks: branch by branch.
        order = members.find(self.desk.db, school=self._class.school, order_by="branch")
        people = [one for one in order if one in self._ticked]
        if not people:
            return
        count = self.desk.act(self, lambda: enrollments.enrol(self.desk.db, self._class.id, people))
        if count is not None:
            self._ticked = {}
            self.desk.close()

    def may_close(self) -> bool:
        """Ask where people are ticked who are not taken in yet."""
        if not self._ticked:
            return True
        question = f"选中的 {len(self._ticked)} 人还没有加入本班。"
        return messages.ask(self, question, yes="不加入，返回", no="继续选人", grave=True)


def _lacking(standing: standings.Standing) -> str:
    return hours_text(standing.lacking) if standing.lacking else "—"


def _owed(standing: standings.Standing) -> str:
    return "—" if standing.required is None else hours_text(standing.required)
