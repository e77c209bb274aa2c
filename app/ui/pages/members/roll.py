"""The list: everybody on the rolls, found by name, initials or the end of a number, and one beside it."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QMenu

from app.jobs import files as keeping
from app.jobs import members as jobs
from app.jobs.demo import stage
from app.school import MEMBER_TYPES, branches, members, schools
from app.sheets import workbooks
from app.spelling import id_numbers
from app.ui import clipboard, files
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.page import Action, Page
from app.ui.pages.members.filters import Filters
from app.ui.pages.members.inbox import Inbox
from app.ui.pages.members.newcomer import Newcomer
from app.ui.pages.members.person import Person
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

ORDERS = {"name": "按姓名拼音", "stroke": "按姓氏笔画", "branch": "按党支部", "join_date": "按入党日期"}
EXPORTS = {
    "full": "身份证号完整",
    "masked": "身份证号遮住中间",
    "tail": "身份证号只留后四位",
}
PANEL = 372
# The panel says these; the list beside it needs the room.
SAID_BESIDE = ("出生年月", "类别", "入党日期", "手机")
TO_CHECK = "查看名单"


class Members(Page):
    """List the members of a school and open one beside the list."""

    help_topic = "members"

    def __init__(self, desk: Desk, *, school: int | None = None, read_only: bool = False) -> None:
        """Lay out the list; `school` None is this desk's own."""
        super().__init__(desk, "党员名册")
        self._school = school
        self._read_only = read_only
        self._person: Person | None = None
        self.seeker = SearchField("姓名、拼音或尾号")
        self.seeker.setToolTip("按姓名、拼音首字母，或身份证号、手机号的末几位查找 Ctrl+F")
        self.search = self.seeker
        self.group, self.branch, self.order = QComboBox(), QComboBox(), QComboBox()
        row = Filters(self.seeker, (self.group, self.branch, self.order))
        for box, name in ((self.group, "人员范围"), (self.branch, "所在党支部"), (self.order, "排列次序")):
            box.setAccessibleName(name)
            box.setToolTip(name)
        for key, words in members.GROUPS.items():
            self.group.addItem(words, key)
        for key, words in ORDERS.items():
            self.order.addItem(words, key)
        self.branch.addItem("全部支部", None)
        self.body.addWidget(row)
        self.model = LazyTable(
            self._columns(), find=self._find, first=self._find, rows=self._rows, parent=self
        )
        self._old_branches = True
        self.table = Table(self.model, name="党员名册", memory=desk.memory)
        self.body.addWidget(self.table, 1)
        self.first = self.table
        self._connect()
        self._offer()
        self.set_hint(
            "回车或双击打开一人 · Ctrl+C 复制所选行，可粘贴到 WPS 表格"
            + ("" if read_only else " · 从 WPS 复制名册的各行，按 Ctrl+V 即可导入")
        )

    @staticmethod
    def _columns() -> tuple[Column[members.Member], ...]:
        return (
            Column("姓名", lambda one: one.name, sort="name", rule="按姓名的拼音排序；笔画次序请在右上选择"),
            Column("性别", lambda one: one.gender, spare=3),
            Column("出生年月", lambda one: one.birth[:7], sort="birth", spare=5),
            Column(
                "身份证号",
                lambda one: id_numbers.masked(one.id_number),
                tip=lambda _: "打开一人可看完整号码",
                spare=1,
            ),
            Column("所在党支部", lambda one: one.branch_name, sort="branch", grow=True),
            Column("类别", lambda one: MEMBER_TYPES[one.member_type], sort="member_type", spare=4),
            Column("入党日期", lambda one: one.join_date, sort="join_date", spare=6),
            Column("手机", lambda one: one.phone, spare=2),
            Column("情况", _state, tint=lambda one: "warn" if one.doubts else "plain", tip=_doubts),
        )

    def _connect(self) -> None:
        self.seeker.sought.connect(lambda _: self._narrow())
        for box in (self.group, self.branch, self.order):
            box.activated.connect(lambda _: self._narrow())
        self.model.counted.connect(self._tell_count)
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self._follow)
        self.table.typed.connect(self.seeker.begin)
        self.table.set_menu(self._menu)
        if not self._read_only:
            self.table.pasted.connect(self._paste)
            self.setAcceptDrops(True)
            self.seeker.setAcceptDrops(False)

    def _offer(self) -> None:
        export = Action("导出表格", self._choose_export, "Ctrl+E", "把列出的人导出为 .xlsx", icon="save")
        if self._read_only:
            self._export_button = self.set_actions(None, [export])[0]
            return
        add = Action("登记新人", self._add, "Ctrl+N", "登记一个人", icon="plus")
        take_in = Action("导入名册", self.begin, "Ctrl+O", "导入村里发来的名册", icon="import")
        self._export_button = self.set_actions(take_in, [export, add])[0]

    def school(self) -> int:
        """Give the school whose people are listed."""
        return self._school or schools.own(self.desk.db).id

    # the list

    def refresh(self) -> None:
        """Read the list and the person beside it again."""
        self._old_branches = True
        self._narrow(anew=False)
        if self._person is not None and not self._person.refresh():
            self.close_detail()

    def _refill_branches(self) -> None:
        self._old_branches = False
        kept = self.branch.currentData()
        found = branches.rows(self.desk.db, branches.find(self.desk.db, school=self.school()))
        self.branch.clear()
        self.branch.addItem("全部支部", None)
        for one in found:
            self.branch.addItem(f"{one.name}（{one.members}）", one.id)
        self.branch.setCurrentIndex(max(0, next((n for n, one in enumerate(found, 1) if one.id == kept), 0)))
        if self.branch.currentData() != kept:
            self._narrow()

    def _tell_count(self, count: int) -> None:
        self.set_title("党员名册", f"{count:,} 人")
        if self._old_branches:
            self._refill_branches()

    def _narrow(self, *, anew: bool = True) -> None:
        self.model.refresh(anew=anew)
        if self.seeker.text().strip() or self.group.currentData() or self.branch.currentData():
            self.table.set_empty("没有符合条件的人。", Action("看全部在册人员", self.show_all))
        elif self._read_only:
            self.table.set_empty("这个学校还没有报来党员名册。")
        else:
            self.table.set_empty(
                "名册还是空的。先把手里的党员名册导入进来：村里发来的表可以原样使用。",
                Action("导入名册", self.begin),
            )

    def show_all(self) -> None:
        """Drop every condition."""
        self.seeker.clear()
        self.group.setCurrentIndex(0)
        self.branch.setCurrentIndex(0)
        self._narrow()

    def _find(self, sort: str | None, limit: int | None = None) -> list[int]:
        return members.find(
            self.desk.db,
            self.seeker.text().strip(),
            school=self.school(),
            group=str(self.group.currentData()),
            branch=self.branch.currentData(),
            order_by=sort or str(self.order.currentData()),
            limit=limit,
        )

    def _rows(self, ids: Sequence[int]) -> list[members.Member]:
        return members.rows(self.desk.db, list(ids))

    def _menu(self, ids: list[int]) -> list[Action]:
        return [Action("打开", partial(self._open, ids[0] if ids else None), enabled=len(ids) == 1)]

    # one person

    def _open(self, member: object) -> None:
        """Show a person beside the list; once shown, go into the form."""
        if not isinstance(member, int):
            return
        if self._person is not None and self._person.member == member:
            self._person.first.setFocus()
            return
        self._show(member)

    def _show(self, member: int) -> None:
        person = Person(self.desk, member, read_only=self._read_only)
        if not person.refresh():
            return
        (who,) = members.rows(self.desk.db, [member])
        self.show_detail(who.name, person, width=PANEL)
        self._leave_out(SAID_BESIDE)
        person.renamed.connect(self.name_detail)
        self._person = person

    def _follow(self, chosen: list[int]) -> None:
        """Keep the panel on the row the keyboard goes to."""
        if self._person is not None and len(chosen) == 1 and chosen[0] != self._person.member:
            self._show(chosen[0])

    def close_detail(self) -> bool:
        """Close the panel."""
        self._person = None
        self._leave_out(())
        return super().close_detail()

    def _leave_out(self, titles: Sequence[str]) -> None:
        for number, column in enumerate(self.model.columns):
            self.table.setColumnHidden(number, column.title in titles)

    def open_target(self, target: int, step: str) -> None:
        """Show one person, or with the step of the first page those whose facts are in doubt."""
        self.show_all()
        if step == TO_CHECK:
            self.group.setCurrentIndex(self.group.findData("doubtful"))
            self._narrow()
        elif target not in self.model.ids:
            self.group.setCurrentIndex(self.group.findData("left"))
            self._narrow()
        if target in self.model.ids:
            self.table.select_id(target)
            self._show(target)

    def _add(self) -> None:
        self.desk.open(Newcomer(self.desk, school=self.school()))

    # rosters in, a list out

    def begin(self) -> None:
        """Open the inbox for rosters."""
        self._inbox()

    def _inbox(self) -> Inbox:
        page = Inbox(self.desk, school=self.school())
        self.desk.open(page)
        return page

    def _paste(self, rows: list[list[str]]) -> None:
        # Parse before the page changes: what is no roster is said here and nothing else happens.
        book = self.desk.act(self, lambda: workbooks.pasted(clipboard.as_sheet(rows).text()))
        if book is not None:
            self._inbox().take_book(book)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let a file be dropped on the list."""
        if files.carried(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take a roster that is dropped on the list."""
        event.acceptProposedAction()
        self._inbox().take(files.carried(event.mimeData())[0])

    def _choose_export(self) -> None:
        menu = QMenu(self)
        for kind, words in EXPORTS.items():
            menu.addAction(f"{words}（{len(self.model.ids):,} 人）…", partial(self._export, kind))
        menu.popup(self._export_button.mapToGlobal(QPoint(0, self._export_button.height())))

    def _export(self, kind: str) -> None:
        name = f"党员名册-{self.desk.today().replace('-', '')}.xlsx"
        path = files.place_for(self.desk, self, "导出名册", name, files.WORKBOOK)
        if path is not None:
            self.export_to(path, kind)

    def export_to(self, path: Path, kind: str) -> None:
        """Write those listed, in the order listed, as a workbook; `kind` is one of `EXPORTS`."""
        ids = list(self.model.ids)
        data = self.desk.act(
            self,
            lambda: self.desk.work(
                self, "正在导出名册", lambda db, tell: jobs.listing(db, ids, id_number=kind, tell=tell)
            ),
        )
        if data is not None and self.desk.did(self, lambda: keeping.keep(path, data)):
            self.say(f"已导出 {len(ids):,} 人（{EXPORTS[kind]}）到“{path.name}”。", "good")

    # the tour

    def sights(self) -> list[str]:
        """Name the inbox and one person, where there are any."""
        return ["一人", "导入名册"] if self.model.ids and not self._read_only else []

    def show_sight(self, name: str) -> None:
        """Show one of them."""
        if name == "一人":
            doubtful = members.find(self.desk.db, school=self.school(), group="doubtful")
            self.open_target((doubtful or self.model.ids)[0], "")
            return
        self.close_detail()
        inbox = self._inbox()
        # The demonstration leaves what the villages handed in beside the desk's own folder.
        handed_in = [*(self.desk.folder.parent / stage.ROSTERS).glob("*.*")]
        if handed_in and inbox.take(max(handed_in, key=lambda path: path.stat().st_size)):
            inbox.plan_view.show_first("ask")


def _state(one: members.Member) -> str:
    said = [members.ROLES.get(one.role, ""), "流动" if one.floating else "", "年老体弱" if one.frail else ""]
    said += ["待核" if one.doubts else "", one.left_reason]
    return " · ".join(part for part in said if part)


def _doubts(one: members.Member) -> str:
    return "\n".join(one.doubts)
