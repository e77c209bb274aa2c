"""A person's life on the rolls: everything that happened on one line of time, and every fact's source."""

from collections import Counter
from functools import partial

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.errors import UserError
from app.jobs import biographies as jobs
from app.jobs import rosters as originals
from app.school import MEMBER_TYPES, biographies, members, persons, rosters
from app.school.biographies import KINDS, Event, Known
from app.spelling import id_numbers
from app.ui import theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.page import Action, Page, button
from app.ui.pages.members.filters import Chips
from app.ui.pages.members.person import Person
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

EVENTS, FACTS = "经历", "资料由来"
PANEL = 380
ALL = "全部"
# A panel beside the list says these; the list needs the room.
SAID_BESIDE = ("经办人", "时间")
TONES: dict[str, theme.Tone] = {"roll": "ask", "growth": "good", "rows": "warn"}


class Life(Page):
    """Show what happened to one person; beside it what stands behind an event, or the facts to be changed."""

    help_topic = "life"

    def __init__(self, desk: Desk, member: int, *, read_only: bool = False) -> None:
        """Lay it out; `refresh` reads the person."""
        super().__init__(desk, "全部经历")
        self.member = persons.same(desk.db, member)[0]
        self._read_only = read_only
        self._all: list[Event] = []
        self._known: list[Known] = []
        self._kind = ""
        self._person: Person | None = None
        self._whole = False
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("经历和资料由来")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for title in (EVENTS, FACTS):
            self.tabs.addTab(title)
        self.chips = Chips([])
        self.events = LazyTable(
            _of_events(), find=self._find, rows=lambda ids: [self._all[one] for one in ids], parent=self
        )
        self.table = Table(self.events, name="全部经历", memory=desk.memory)
        self.table.set_empty("没有这一类经历。")
        self.facts = LazyTable(
            _of_facts(),
            find=lambda _: list(range(len(self._known))),
            rows=lambda ids: [self._known[one] for one in ids],
            parent=self,
        )
        self.sources = Table(self.facts, name="资料由来", memory=desk.memory)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.sources)
        for one in (self.tabs, self.chips):
            self.body.addWidget(one)
        self.body.addWidget(self._stack, 1)
        self.first = self.table
        self.tabs.currentChanged.connect(self._turn)
        self.chips.chosen.connect(self._narrow)
        self.table.chosen.connect(self._follow)
        self.table.opened.connect(lambda at: self._show_event(self._all[at]))
        self.sources.opened.connect(self._open_fact)
        self.sources.chosen.connect(self._follow_fact)
        name = "看资料" if read_only else "改资料"
        self.set_actions(None, [Action(name, self.show_person, "Ctrl+I", "在右边打开这个人的资料")])
        self.set_hint("上下键看每件事的来龙去脉 · 资料由来里按回车改一项 · Esc 返回")

    # what is shown

    def refresh(self) -> None:
        """Read the person again."""
        found = members.rows(self.desk.db, [self.member])
        if not found:
            self._all, self._known = [], []
            self.say("这个人已被撤销，请按 Esc 返回。", "warn")
        else:
            self._all = biographies.of_member(self.desk.db, self.member)
            self._known = biographies.known(self.desk.db, self.member)
            self.set_title(found[0].name, f"全部经历 · {' · '.join(_about(found[0]))}")
        counts = Counter(one.kind for one in self._all)
        present = {name: f"{counts[kind]} 件" for kind, name in KINDS.items() if counts[kind]}
        self.chips.fill({ALL: f"{len(self._all)} 件", **present})
        if self._kind and not counts[self._kind]:
            self._kind = ""
        self.chips.mark(KINDS.get(self._kind, ALL))
        self.events.refresh()
        self.facts.refresh()
        for number, (title, many) in enumerate(((EVENTS, len(self._all)), (FACTS, len(self._known)))):
            self.tabs.setTabText(number, f"{title} {many}")
        if self._person is not None and not self._person.refresh():
            self.close_detail()

    def _find(self, _sort: str | None) -> list[int]:
        return [at for at, one in enumerate(self._all) if self._kind in ("", one.kind)]

    def _narrow(self, name: str | None) -> None:
        kinds = {shown: kind for kind, shown in KINDS.items()}
        self._kind = kinds.get(name or ALL, "")
        self.chips.mark(KINDS.get(self._kind, ALL))
        self.events.refresh()

    def _turn(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        self.chips.setVisible(at == 0)
        self.close_detail()
        self.first = self._stack.currentWidget()
        self.take_keyboard()

    # beside it

    def show_person(self) -> None:
        """Open the facts beside the line of time, with the keyboard in the first."""
        person = Person(self.desk, self.member, read_only=self._read_only, whole_life=False)
        if person.refresh():
            self.show_detail("资料", person)
            self._person = person
            person.first.setFocus()

    def _open_fact(self, at: int) -> None:
        field = self._known[at].field
        self.show_person()
        for entry in self._person.entries if self._person is not None else ():
            if field in entry.fields:
                entry.fields[field].setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self, chosen: list[int]) -> None:
        if len(chosen) == 1 and self._person is None:
            self._show_event(self._all[chosen[0]])

    def _follow_fact(self, chosen: list[int]) -> None:
        if len(chosen) == 1 and self._person is None:
            self._show_fact(self._known[chosen[0]])

    def show_detail(self, title: str, content: QWidget, *, width: int = PANEL) -> None:
        """Open the panel; the list leaves out what that says too."""
        super().show_detail(title, content, width=width)
        self._leave_out(SAID_BESIDE)

    def close_detail(self) -> bool:
        """Close the panel."""
        self._person = None
        self._leave_out(())
        return super().close_detail()

    def _leave_out(self, titles: tuple[str, ...]) -> None:
        shown = (
            (self.table, [one.title for one in self.events.columns]),
            (self.sources, [one.title for one in self.facts.columns]),
        )
        for table, columns in shown:
            for number, title in enumerate(columns):
                table.setColumnHidden(number, title in titles)

    def _show_event(self, event: Event) -> None:
        content, column = _panel()
        by = f"{event.by}经办" if event.by else ""
        column.addWidget(label(" · ".join(filter(None, (event.at, by))), name="note"))
        column.addWidget(label(event.what, name="strong"))
        if event.kind == "classes" and not self._read_only:
            said = self.desk.act(self, lambda: biographies.result(self.desk.db, event.enrollment))
            column.addWidget(label(said or ""))
        for line in (
            *(biographies.written(one, whole=self._whole) for one in event.changes),
            *event.more,
        ):
            column.addWidget(label(line))
        if any(one.field == "id_number" for one in event.changes):
            words = "遮住身份证号" if self._whole else "显示身份证号"
            column.addWidget(button(Action(words, partial(self._show_number, event), "F2"), kind="link"))
        if event.training_class and not self._read_only:
            column.addWidget(
                button(Action("打开这个培训班", partial(self._open_class, event), icon="classes"))
            )
        self._offer_original(column, event.roster)
        self.show_detail(KINDS[event.kind], content)

    def _show_number(self, event: Event) -> None:
        self._whole = not self._whole
        self._show_event(event)

    def _show_fact(self, one: Known) -> None:
        content, column = _panel()
        column.addWidget(label(_value(one), name="strong"))
        column.addWidget(label(one.source or "这台电脑上没有它的由来记录。"))
        for line in (one.at, one.act, f"{one.by}经办" if one.by else ""):
            if line:
                column.addWidget(label(line, name="note"))
        self._offer_original(column, one.roster)
        self.show_detail(one.label, content)

    def _offer_original(self, column: QVBoxLayout, roster: int) -> None:
        if roster and not self._read_only and rosters.rows(self.desk.db, [roster]):
            act = Action(
                "打开原件", partial(self.open_original, roster), tip="打开导入时留下的原文件", icon="open"
            )
            column.addWidget(button(act))

    def open_original(self, roster: int) -> None:
        """Open a copy of the file as it came in, and say in which row of it the person stands."""
        self.desk.act(self, lambda: self._open(roster))

    def _open(self, roster: int) -> None:
        (found,) = rosters.rows(self.desk.db, [roster])
        copy = originals.hand_out(self.desk.db, found, target=self.desk.scratch())
        row = self.desk.work(
            self, "正在原件里找这个人", lambda db, _tell: jobs.row_in(db, roster, self.member)
        )
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
            raise UserError(f"这台电脑没有能打开“{copy.name}”的程序，请先安装 WPS 或别的表格程序。")
        where = f"工作表“{found.sheet_name}”" if found.sheet_name else "表"
        self.say(f"已打开原件“{copy.name}”。" + (f"这个人在{where}第 {row} 行。" if row else ""), "good")

    def _open_class(self, event: Event) -> None:
        self.desk.go("培训班", lambda page: page.open_target(event.training_class, ""))


def _panel() -> tuple[QWidget, QVBoxLayout]:
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(8))
    return content, column


def _of_events() -> tuple[Column[Event], ...]:
    return (
        Column("何时", lambda one: one.at, width=5),
        Column("类别", lambda one: KINDS[one.kind], tint=lambda one: TONES.get(one.kind, "plain")),
        Column("经过", lambda one: one.what, grow=True, tip=lambda one: one.what),
        Column("经办人", lambda one: one.by, spare=1),
    )


def _of_facts() -> tuple[Column[Known], ...]:
    return (
        Column("资料", lambda one: one.label),
        Column("现在的内容", _value, grow=True, tip=_value),
        Column("由来", lambda one: one.source or "—", grow=True, tip=lambda one: one.source),
        Column("时间", lambda one: one.at, spare=1),
        Column("经办人", lambda one: one.by, spare=2),
    )


def _value(one: Known) -> str:
    return id_numbers.masked(one.value) if one.field == "id_number" else one.value


def _about(who: members.Member) -> list[str]:
    kinds = [MEMBER_TYPES[who.member_type], members.ROLES.get(who.role, ""), who.branch_name]
    return [one for one in (*kinds, "已减少" if who.left_on else "") if one]
