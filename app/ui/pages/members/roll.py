"""The list: everybody on the rolls, found by name, initials or the end of a number, and one beside it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from app.jobs.demo import stage
from app.school import duplicates, filters, members, persons, schools
from app.school.filters import Filter
from app.sheets import workbooks
from app.ui import clipboard, files
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.members.columns import SAID_BESIDE, of_members
from app.ui.pages.members.duplicates import Duplicates
from app.ui.pages.members.export import Export
from app.ui.pages.members.inbox import Inbox
from app.ui.pages.members.life import Life
from app.ui.pages.members.narrowing import Narrowing
from app.ui.pages.members.newcomer import Newcomer
from app.ui.pages.members.person import Person
from app.ui.pages.members.transfers import Transfers
from app.ui.table_view import Table
from app.ui.tables import LazyTable

PANEL = 372
TO_CHECK = "查看名单"
ALIKE = "疑似重复"
# Nobody waits for the count of duplicates; it is worked out when the hands rest.
REST_MS = 400


class Members(Page):
    """List the members of a school and open one beside the list."""

    help_topic = "members"

    def __init__(self, desk: Desk, *, school: int | None = None, read_only: bool = False) -> None:
        """Lay out the list; `school` None is this desk's own."""
        super().__init__(desk, "党员名册")
        self._school = school
        self._read_only = read_only
        self._person: Person | None = None
        self._said_empty = ""
        self._alike = ""
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(REST_MS)
        self._counting.timeout.connect(self.count_alike)
        self.narrowing = Narrowing(self, read_only=read_only)
        self.search = self.seeker = self.narrowing.seeker
        self.group, self.branch, self.order = (
            self.narrowing.group, self.narrowing.branch, self.narrowing.order
        )  # fmt: skip
        self.body.addWidget(self.narrowing)
        self.model = LazyTable(of_members(), find=self._find, first=self._find, rows=self._rows, parent=self)
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

    def _connect(self) -> None:
        self.narrowing.changed.connect(self._narrow)
        self.narrowing.opened.connect(lambda: self._leave_out(SAID_BESIDE))
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
        export = Action("导出表格", self.export, "Ctrl+E", "把列出的人导出为 .xlsx", icon="save")
        if self._read_only:
            self.set_actions(None, [export])
            return
        add = Action("登记新人", self._add, "Ctrl+N", "登记一个人", icon="plus")
        take_in = Action("导入名册", self.begin, "Ctrl+O", "导入村里发来的名册", icon="import")
        alike = [Action(self._alike, self.show_duplicates, "", "可能是同一个人的两份记录：合并、拆开")]
        moves = Action("转入转出", self.show_transfers, "", "开转移单、接收转移单：学时跟人走")
        self.set_actions(take_in, [*(alike if self._alike else []), moves, export, add])

    def school(self) -> int:
        """Give the school whose people are listed."""
        return self._school or schools.own(self.desk.db).id

    # the list

    def refresh(self) -> None:
        """Read the list and the person beside it again."""
        self._old_branches = True
        self.narrowing.fill(self.school())
        self._narrow(anew=False)
        if self._person is not None and not self._person.refresh():
            self.close_detail()
        if not self._read_only:
            self._counting.start()

    def count_alike(self) -> None:
        """Offer the page of probable duplicates where there are any, or any were merged."""
        db, school = self.desk.db, self.school()
        if duplicates.quick(db, school=school):
            many = len(duplicates.pairs(db, school=school))
            said = f"{ALIKE} {many} 对" if many else ALIKE if persons.find(db, school=school) else ""
        else:
            said = ALIKE
        if said != self._alike:
            self._alike = said
            self._offer()

    def show_duplicates(self) -> None:
        """Lay the page of probable duplicates over the list."""
        self.desk.open(Duplicates(self.desk, school=self.school()))

    def show_transfers(self, member: int = 0) -> None:
        """Lay the page of people who move over the list, ready to make one's slip."""
        self.desk.open(Transfers(self.desk, school=self.school(), member=member))

    def _tell_count(self, count: int) -> None:
        if self._old_branches:
            self._old_branches = False
            self.narrowing.fill_branches()
        said = self.narrowing.said()
        self.set_title("党员名册", " · ".join(filter(None, (f"{count:,} 人", said))))

    def _narrow(self, *, anew: bool = True) -> None:
        self.desk.act(self, lambda: self.model.refresh(anew=anew))
        if self.narrowing.anything():
            self._say_empty("没有符合条件的人。", Action("看全部在册人员", self.show_all))
        elif self._read_only:
            self._say_empty("这个学校还没有报来党员名册。", None)
        else:
            self._say_empty(
                "名册还是空的。先把手里的党员名册导入进来：村里发来的表可以原样使用。",
                Action("导入名册", self.begin),
            )

    def _say_empty(self, sentence: str, action: Action | None) -> None:
        if sentence != self._said_empty:
            self._said_empty = sentence
            self.table.set_empty(sentence, action)

    def show_all(self) -> None:
        """Drop every condition."""
        self.narrowing.ask_for_all()

    def _find(self, sort: str | None, limit: int | None = None) -> list[int]:
        asked = self.narrowing.asked()
        wanted = replace(asked, order_by=sort or asked.order_by)
        today = self.desk.today()
        return filters.people(self.desk.db, wanted, school=self.school(), today=today, limit=limit)

    def _rows(self, ids: Sequence[int]) -> list[members.Member]:
        return members.rows(self.desk.db, list(ids))

    def _menu(self, ids: list[int]) -> list[Action]:
        acts = [Action("打开", partial(self._open, ids[0] if ids else None), enabled=len(ids) == 1)]
        if not self._read_only and self.narrowing.asked().group == "left":
            acts.append(Action("恢复到名册", partial(self._bring_back, ids), enabled=bool(ids)))
        elif not self._read_only:
            acts.append(Action("开转移单…", partial(self.show_transfers, *ids[:1]), enabled=len(ids) == 1))
        return [*acts, Action("导出表格", self.export, "Ctrl+E", enabled=bool(ids))]

    def _bring_back(self, ids: list[int]) -> None:
        names = [one.name for one in members.rows(self.desk.db, ids)]

        def come_back() -> None:
            with self.desk.db.act(f"恢复人员：{'、'.join(names[:3])}{'等' if len(names) > 3 else ''}"):
                for one in ids:
                    members.come_back(self.desk.db, one)

        if self.desk.did(self, come_back):
            self.say(f"已恢复 {len(ids)} 人，现在又在“在册人员”里。", "good")

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
        person.life_asked.connect(partial(self.show_life, member))
        self._person = person

    def show_life(self, member: int) -> None:
        """Lay everything that happened to a person over the list."""
        self.desk.open(Life(self.desk, member, read_only=self._read_only))

    def _follow(self, chosen: list[int]) -> None:
        """Keep the panel on the row the keyboard goes to."""
        if self._person is not None and len(chosen) == 1 and chosen[0] != self._person.member:
            self._show(chosen[0])

    def close_detail(self) -> bool:
        """Close the panel."""
        self._person = None
        self.narrowing.closed()
        self._leave_out(())
        return super().close_detail()

    def _leave_out(self, titles: Sequence[str]) -> None:
        for number, column in enumerate(self.model.columns):
            self.table.setColumnHidden(number, column.title in titles)

    def open_target(self, target: int, step: str) -> None:
        """Show one person, or with the step of the first page those whose facts are in doubt."""
        if step == ALIKE:
            self.show_duplicates()
            return
        self.show_all()
        if step == TO_CHECK:
            self.narrowing.ask(Filter(group="doubtful"))
        elif target not in self.model.ids:
            self.narrowing.ask(Filter(group="left"))
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

    def export(self) -> None:
        """Open the page on which those listed go out."""
        name = self.narrowing.lit() or "党员名册"
        whose = schools.rows(self.desk.db, [self.school()])[0].short_name
        self.desk.open(
            Export(
                self.desk,
                self.model.ids,
                chosen=self.table.selected(),
                title=f"{whose}{name}",
                school=None if self._read_only else self.school(),
                done=lambda said: self.say(said, "good"),
            )
        )

    # the tour

    def sights(self) -> list[str]:
        """Name what lies beside and over the list, where there are any people."""
        if not self.model.ids or self._read_only:
            return []
        return ["一人", "全部经历", ALIKE, "更多条件", "导出名单", "登记新人", "转入转出", "导入名册"]

    def show_sight(self, name: str) -> None:
        """Show one of them."""
        if name == "一人":
            doubtful = members.find(self.desk.db, school=self.school(), group="doubtful")
            self.open_target((doubtful or self.model.ids)[0], "")
            return
        self.close_detail()
        shows: dict[str, Callable[[], object]] = {
            "全部经历": lambda: self.show_life(self.model.ids[0]),
            ALIKE: self.show_duplicates,
            "导出名单": self.export,
            "登记新人": self._add,
            "转入转出": self.show_transfers,
        }
        if name == "更多条件":
            self.show_all()
            self.narrowing.open()
        elif name in shows:
            shows[name]()
        else:
            self._show_inbox()

    def _show_inbox(self) -> None:
        inbox = self._inbox()
        # The demonstration leaves what the villages handed in beside the desk's own folder.
        handed_in = [*(self.desk.folder.parent / stage.ROSTERS).glob("*.*")]
        if handed_in and inbox.take(max(handed_in, key=lambda path: path.stat().st_size)):
            inbox.plan_view.show_first("ask")
