"""临时参加: people who came and are on no list; written down by name, then said who they are."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.jobs import enrollments as jobs
from app.school import classes, enrollments, members, precautions, timetable, walk_ins
from app.ui import theme
from app.ui.cards import Sheet, label
from app.ui.desk import Desk
from app.ui.flow import Flow, Named
from app.ui.page import Action, Page, button
from app.ui.pages.classes.tab import at_hand
from app.ui.pages.classes.who import Finder, HalfDays, People
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

WIDE = 380


class WalkInsPage(Page):
    """Write a name, a unit and the half-days, Enter keeps it; Ctrl+Return matches who is beyond doubt."""

    help_topic = "enrollments"

    def __init__(self, desk: Desk, found: classes.TrainingClass) -> None:
        """Lay out the line to enter above those written down."""
        super().__init__(desk, f"临时参加 · {found.name}")
        self._class = found
        self._sessions: dict[int, timetable.Session] = {}
        self._laid_out: tuple[str, list[timetable.Session]] | None = None
        self._guesses: dict[int, list[members.Member]] = {}
        self._panel: MatchPanel | None = None
        self._amending: int | None = None
        self.name, self.unit, self.half_days = QLineEdit(), QLineEdit(), HalfDays()
        self.name.setPlaceholderText("姓名")
        self.unit.setPlaceholderText("他自己说的村、支部或单位")
        sheet = Sheet()
        line = Flow(8)
        line.add(Named("来人姓名", self.name, 140), 1)
        line.add(Named("单位", self.unit, 220), 3)
        self._note = button(Action("记下", self.note, tip="记下来人 Enter"))
        line.add(Named("", self._note, 0))
        came = QHBoxLayout()
        came.addWidget(label("来的课次", name="label"))
        came.addWidget(self.half_days, 1)
        sheet.body.addLayout(line)
        sheet.body.addLayout(came)
        for field in (self.name, self.unit):
            field.returnPressed.connect(self.note)
        self._model = LazyTable(self._columns(), find=self._find, rows=self._rows, parent=self)
        self.table = Table(self._model, name="临时参加", memory=desk.memory)
        self.table.set_empty("没有临时参加的人。有人不在名单上却来了，在上面记下姓名。")
        self.table.opened.connect(lambda one: self.show_match(int(str(one))))
        self.table.chosen.connect(lambda _chosen: self._offer())
        self.table.set_menu(self._menu)
        drop = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table, self.drop)
        drop.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.body.addWidget(sheet)
        self.body.addWidget(self.table, 1)
        self.first = self.name
        self.set_hint(
            "姓名回车记下 · 在表里回车选他是谁 · 没有疑问时 Ctrl+回车 就是他 · "
            "对上以后成为学员，来的课次记为到课"
        )

    def _columns(self) -> list[Column[walk_ins.WalkIn]]:
        kind = Column[walk_ins.WalkIn]
        return [
            kind("姓名", lambda row: row.name),
            kind("单位", lambda row: row.unit or "—", spare=2),
            kind("来的课次", self._came, spare=1),
            kind("名册里", self._is, grow=True,
                 tint=lambda row: "good" if row.enrollment is not None else "warn"),
        ]  # fmt: skip

    def _came(self, row: walk_ins.WalkIn) -> str:
        return "、".join(self._sessions[one].label for one in row.sessions if one in self._sessions)

    def _is(self, row: walk_ins.WalkIn) -> str:
        if row.enrollment is not None:
            (who,) = enrollments.rows(self.desk.db, [row.enrollment])
            parts = (f"✓ {who.name}", who.branch_at_enrollment, f"第 {who.seq_no} 号学员")
            return " · ".join(part for part in parts if part)
        guesses = self._guesses.get(row.id, [])
        if not guesses:
            return "待对上：名册里没有同名的人"
        more = f"等 {len(guesses)} 人" if len(guesses) > 1 else ""
        where = guesses[0].branch_name or "没有支部"
        sure = "可能是" if walk_ins.agrees(row, guesses[0]) else "请核对"
        return f"待对上，{sure}：{guesses[0].name}（{where}）{more}"

    def refresh(self) -> None:
        """Read again who was written down and who they may be."""
        db = self.desk.db
        planned = timetable.rows(db, timetable.find(db, training_class=self._class.id))
        self._sessions = {one.id: one for one in planned}
        today = self.desk.today()
        if self._laid_out != (today, planned):
            self._laid_out = (today, planned)
            now = [one.id for one in planned if one.date == today]
            until = precautions.reached(db, today=today)
            self.half_days.show_sessions(planned, ticked=now or list(self._sessions), until=until)
        open_ = walk_ins.find(db, training_class=self._class.id, open_only=True)
        self._guesses = {one: members.rows(db, walk_ins.suggestions(db, one)) for one in open_}
        self._model.refresh()
        if self._model.ids and not self.table.currentIndex().isValid():
            self.table.select_id(self._model.ids[0])
        self.set_title(
            f"临时参加 · {self._class.name}",
            f"待对上 {len(open_)} 人" if open_ else "都已对上" if self._model.ids else "",
        )
        self._offer()

    def _find(self, _sort: str | None) -> list[int]:
        db, of = self.desk.db, self._class.id
        open_ = walk_ins.find(db, training_class=of, open_only=True)
        return [*open_, *(one for one in walk_ins.find(db, training_class=of) if one not in set(open_))]

    def _rows(self, ids: Sequence[int]) -> list[walk_ins.WalkIn]:
        return walk_ins.rows(self.desk.db, list(ids))

    def _here(self) -> walk_ins.WalkIn | None:
        chosen = at_hand(self.table)
        found = walk_ins.rows(self.desk.db, chosen[:1])
        return found[0] if found and found[0].enrollment is None else None

    def _offer(self) -> None:
        here = self._here()
        guesses = self._guesses.get(here.id, []) if here else []
        # One key is for what leaves no doubt; anything else is looked at beside the list.
        sure = [who for who in guesses if here and walk_ins.agrees(here, who)]
        if here is None or len(sure) != 1:
            self.set_actions(None)
            return
        (who,) = sure
        said = f"{here.name}就是{who.branch_name or '名册里'}的{who.name}"
        self.set_actions(
            Action(
                said, lambda: self.settle(here.id, who.id), "Ctrl+Return", "成为本班学员，来的课次记为到课"
            )
        )

    # writing down

    def note(self) -> None:
        """Keep who came and go on to the next name; or keep what was corrected of one."""
        name, unit, sessions = self.name.text(), self.unit.text(), self.half_days.ticked()
        amending, db, today = self._amending, self.desk.db, self.desk.today()

        def note() -> None:
            if amending is None:
                walk_ins.note(db, self._class.id, name=name, unit=unit, sessions=sessions, today=today)
            else:
                walk_ins.amend(db, amending, name=name, unit=unit, sessions=sessions, today=today)

        if self.desk.did(self, note):
            self._amending = None
            self._note.setText("记下")
            self.name.clear()
            self.unit.clear()
            self.name.setFocus()

    def amend(self) -> None:
        """Take one back into the line above, to be corrected."""
        here = self._here()
        if here is None:
            return
        self._amending = here.id
        self._note.setText("改好了")
        self.name.setText(here.name)
        self.unit.setText(here.unit)
        planned = list(self._sessions.values())
        until = precautions.reached(self.desk.db, today=self.desk.today())
        self.half_days.show_sessions(planned, ticked=here.sessions, until=until)
        self.name.setFocus()

    def drop(self) -> None:
        """Strike out one written down by mistake."""
        here = self._here()
        if here is not None:
            self.desk.did(self, lambda: walk_ins.drop(self.desk.db, here.id))

    def _menu(self, chosen: list[int]) -> list[Action]:
        open_ = self._here() is not None
        return [
            Action("选他是谁", lambda: self.show_match(chosen[0]), enabled=open_),
            Action("更正", self.amend, enabled=open_),
            Action("划去", self.drop, key="Delete", enabled=open_),
        ]

    # saying who

    def show_match(self, walk_in: int) -> None:
        """Show beside the list who somebody may be."""
        (one,) = walk_ins.rows(self.desk.db, [walk_in])
        if one.enrollment is not None:
            return
        panel = MatchPanel(self, one, self._guesses.get(walk_in, []))
        self.show_detail(f"{one.name}是谁", panel, width=WIDE)
        panel.take_keyboard()

    def settle(self, walk_in: int, member: int | None) -> None:
        """Say who somebody is; None puts them on the rolls as a non-member."""
        db, today = self.desk.db, self.desk.today()

        def settle() -> int:
            if member is None:
                return jobs.admit_new(db, walk_in, today=today)
            return jobs.match_walk_in(db, walk_in, member=member, today=today)

        row = self.desk.act(self, settle)
        if row is not None:
            (who,) = enrollments.rows(db, [row])
            self.close_detail()
            self.table.setFocus()
            self.say(
                f"已对上：{who.name}（{who.branch_at_enrollment}）是本班第 {who.seq_no} 号学员。", "good"
            )

    @property
    def training_class(self) -> classes.TrainingClass:
        """Give the class."""
        return self._class


class MatchPanel(QWidget):
    """Show who a walk-in may be, let others be looked for, or put them on the rolls."""

    def __init__(self, page: WalkInsPage, one: walk_ins.WalkIn, guesses: Sequence[members.Member]) -> None:
        """Lay it out."""
        super().__init__()
        inside = enrollments.within(page.desk.db, one.training_class)

        def also(member: int) -> str:
            return "已在本班名册：对上后只补记到课" if member in inside else ""

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(label(f"他说：{one.name}，{one.unit or '没有说单位'}", name="note"))
        self._people = People()
        self._people.show_people(guesses, also=also)
        self._people.chosen.connect(lambda member: page.settle(one.id, int(str(member))))
        if guesses:
            column.addWidget(self._people)
        column.addWidget(label("从名册里找" if not guesses else "都不是？从名册里找", name="section"))
        self.finder = Finder(page.desk, school=one.school, also=also)
        self.finder.chosen.connect(lambda member: page.settle(one.id, int(str(member))))
        column.addWidget(self.finder)
        new = button(
            Action("按非党员新增并加入", lambda: page.settle(one.id, None), tip="名册里确实没有他 Alt+N")
        )
        new.setShortcut("Alt+N")
        column.addWidget(new, 0, Qt.AlignmentFlag.AlignLeft)

    def take_keyboard(self) -> None:
        """Take the keyboard to the likeliest, or to the field to look for others."""
        (self._people.first() or self.finder.field).setFocus(Qt.FocusReason.OtherFocusReason)
