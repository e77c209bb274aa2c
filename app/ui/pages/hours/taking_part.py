"""Who took part: people added by name, branch, filter or list, with what each would get."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.jobs import activities as jobs
from app.school import branches, filters, hours_text, members
from app.school.activities import Prospect, Share
from app.sheets import workbooks
from app.spelling.hours import shown as hours_shown
from app.ui import messages
from app.ui.cards import label, set_tone
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.flow import Flow
from app.ui.page import Action, button
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone, px

GETS = "按填好的内容现在就登记，这个人因此记多少学时。"
YEAR = "这个人全年已入账的学时：登记以前 → 登记以后。"


@dataclass(frozen=True, slots=True)
class Row:
    """One person with their own share and what they would get; None where that cannot be said yet."""

    who: members.Member
    share: Share
    gets: Prospect | None


class TakingPart(QWidget):
    """Gather people and show what each would get; whoever a list leaves open is handed on."""

    changed = Signal()
    """Others take part now, or somebody's share is another."""
    doubtful = Signal(object)
    """Lines of a list of which nobody can say who they are: list[jobs.Named]."""
    asked = Signal(object)
    """Several people fit what was typed: the list of their ids."""
    minutes_wanted = Signal()
    """Somebody wants to write other minutes for those chosen."""

    def __init__(self, desk: Desk, school: int) -> None:
        """Begin with nobody."""
        super().__init__()
        self._desk, self._school = desk, school
        self.people: dict[int, Share] = {}
        self._who: dict[int, members.Member] = {}
        self._gets: Mapping[int, Prospect] = {}
        self.field = SearchField("加人：姓名或拼音")
        self.field.setToolTip(
            "写姓名（几个人用顿号分开）或拼音首字母，回车加入 Ctrl+F；整份名单按 Ctrl+V 粘贴"
        )
        self._branches, self._filters = QComboBox(), QComboBox()
        self._sum = label("", name="note")
        self._model = LazyTable(self._columns(), find=self._find, rows=self._rows, parent=self)
        self.table = Table(self._model, name="参加的人", memory=desk.memory)
        self.table.set_empty("还没有选人。写姓名回车，或按支部、按筛选加，或按 Ctrl+V 粘贴名单。")
        self._own = [
            button(Action("改分钟", self.asking_minutes, tip="所选的人学了多少分钟，与别人不同 Ctrl+M")),
            button(Action("测试通过", self.toggle_tested, tip="所选的人测试通过，再按一次取消 Ctrl+T")),
        ]
        self._build()

    def _build(self) -> None:
        self._branches.setAccessibleName("按支部加人")
        self._filters.setAccessibleName("按筛选加人")
        self._branches.activated.connect(lambda: self._by_branch())
        self._filters.activated.connect(lambda: self._by_filter())
        self.field.returnPressed.connect(self._by_name)
        self.table.typed.connect(self.field.begin)
        for key, run in (
            (QKeySequence(Qt.Key.Key_Delete), self.leave_out),
            (QKeySequence("Ctrl+M"), self.asking_minutes),
            (QKeySequence("Ctrl+T"), self.toggle_tested),
        ):
            shortcut = QShortcut(key, self.table, run)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        bar, below = Flow(), Flow()
        bar.add(self.field, 1)
        for box in (self._branches, self._filters):
            bar.add(box)
        below.add(self._sum, 1)
        for made in self._own:
            below.add(made)
        below.add(button(Action("去掉所选", self.leave_out, tip="所选的人没有参加 Delete")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        column.addLayout(below)

    def _columns(self) -> list[Column[Row]]:
        kind = Column[Row]
        return [
            kind("姓名", lambda row: row.who.name),
            kind("党支部", lambda row: row.who.branch_name or "—", spare=4),
            kind("各自", _own, spare=1),
            kind("记学时", lambda row: hours_text(row.gets.quarter_hours) if row.gets else "—",
                 align="right", rule=GETS, tint=_ink),
            kind("全年", _year, align="right", rule=YEAR, spare=2),
            kind("为什么", lambda row: row.gets.reason if row.gets else "", grow=True, tint=_ink,
                 tip=lambda row: row.gets.reason if row.gets else ""),
        ]  # fmt: skip

    def offer(self) -> None:
        """Offer the branches and filters there are now."""
        db, school = self._desk.db, self._school
        self._branches.clear()
        self._branches.addItem("按支部加", None)
        for one in branches.rows(db, branches.find(db, school=school)):
            self._branches.addItem(one.name, one.id)
        self._filters.clear()
        self._filters.addItem("按筛选加", "")
        for name in (
            *filters.PRESETS,
            *(one.name for one in filters.rows(db, filters.find(db, school=school))),
        ):
            self._filters.addItem(name, name)

    # gathering

    def add(self, people: Sequence[int], shares: Mapping[int, Share] | None = None) -> None:
        """Add people, each once; who is there already keeps their share unless another is given."""
        shares = shares or {}
        new = [one for one in dict.fromkeys(people) if one not in self.people]
        self.people |= {one: shares.get(one, Share()) for one in new}
        self.people |= {one: share for one, share in shares.items() if one in self.people}
        self._who |= {who.id: who for who in members.rows(self._desk.db, new)}
        again = len(set(people)) - len(new)
        said = [f"加了 {len(new)} 人"] if new else []
        said += [f"{again} 人已在名单里"] if again else []
        if said:
            messages.say(self, f"{'，'.join(said)}。", "good" if new else "muted")
        self.changed.emit()

    def _by_branch(self) -> None:
        branch = self._branches.currentData()
        self._branches.setCurrentIndex(0)
        if branch is not None:
            self.add(members.find(self._desk.db, school=self._school, branch=branch))

    def _by_filter(self) -> None:
        name, db = str(self._filters.currentData()), self._desk.db
        self._filters.setCurrentIndex(0)
        if not name:
            return
        found = self._desk.act(
            self,
            lambda: filters.people(
                db,
                filters.named(db, name, school=self._school),
                school=self._school,
                today=self._desk.today(),
            ),
        )
        if found is not None:
            self.add(found)

    def _by_name(self) -> None:
        text = self.field.text().strip()
        if not text:
            return
        if text.isascii():
            found = members.find(self._desk.db, text, school=self._school, limit=7)
            if len(found) == 1:
                self.field.clear()
                self.add(found)
            elif found:
                self.asked.emit(found)
            else:
                messages.say(self, f"名册里没有找到“{text}”，请换一个写法。", "warn")
        elif self.take_text(text):
            self.field.clear()

    def take_text(self, text: str) -> bool:
        """Take a list as text; say whether it could be read."""
        book = self._desk.act(self, lambda: workbooks.pasted(text))
        return book is not None and self.take_book(book)

    def take_book(self, book: workbooks.Workbook) -> bool:
        """Take a list: who is sure goes in, the rest is handed on."""
        named = self._desk.act(
            self, lambda: jobs.read_list(self._desk.db, book, school=self._school, today=self._desk.today())
        )
        if named is None:
            return False
        sure = [one for one in named if one.matched.member is not None]
        shares = {
            one.matched.member: Share(minutes=one.minutes)
            for one in sure
            if one.matched.member is not None and one.minutes is not None
        }
        open_ = [one for one in named if one.matched.member is None]
        self.add([one.matched.member for one in sure if one.matched.member is not None], shares)
        if open_:
            self.doubtful.emit(open_)
        return True

    # shares

    def set_online(self, online: bool) -> None:
        """Offer 测试通过 only where there are tests."""
        self._own[1].setVisible(online)
        if not online and any(share.tested for share in self.people.values()):
            self.people = {one: Share(share.minutes, share.stated) for one, share in self.people.items()}

    def asking_minutes(self) -> None:
        """Ask for the minutes of those chosen; the page does."""
        if self._chosen():
            self.minutes_wanted.emit()

    def set_minutes(self, people: Sequence[int], minutes: int | None) -> None:
        """Give some people minutes of their own; None takes them back."""
        for one in people:
            self.people[one] = Share(minutes, self.people[one].stated, self.people[one].tested)
        self.changed.emit()

    def toggle_tested(self) -> None:
        """Say that those chosen passed the test, or did not where all of them had."""
        chosen = self._chosen()
        if self._own[1].isHidden() or not chosen:
            return
        tested = not all(self.people[one].tested for one in chosen)
        for one in chosen:
            self.people[one] = Share(self.people[one].minutes, self.people[one].stated, tested)
        self.changed.emit()

    def leave_out(self) -> None:
        """Take those chosen off the list."""
        for one in self._chosen():
            del self.people[one]
        self.changed.emit()

    def _chosen(self) -> list[int]:
        chosen = [one for one in self.table.selected() if one in self.people]
        if not chosen:
            messages.say(self, "请先在名单里选中几个人。", "warn")
        return chosen

    def chosen(self) -> list[int]:
        """Give those chosen."""
        return [one for one in self.table.selected() if one in self.people]

    # what they would get

    def show_gets(self, found: Sequence[Prospect], lacking: str) -> None:
        """Show what everybody would get, or say what is lacking to tell."""
        self._gets = {one.member: one for one in found}
        self._model.refresh()
        count = len(self.people)
        if lacking or not count:
            self._sum.setText(f"{count:,} 人。{lacking}" if count else "还没有选人。")
            set_tone(self._sum, "warn" if lacking and count else "muted")
            return
        total = hours_shown(sum(one.quarter_hours for one in found))
        none = sum(not one.quarter_hours for one in found)
        self._sum.setText(f"{count:,} 人，共记 {total} 学时" + (f"；{none} 人没有可记的" if none else ""))
        set_tone(self._sum, "warn" if none else "plain")

    def _find(self, _sort: str | None) -> list[int]:
        return list(self.people)

    def _rows(self, ids: Sequence[int]) -> list[Row]:
        return [Row(self._who[one], self.people[one], self._gets.get(one)) for one in ids]


def _own(row: Row) -> str:
    said = [f"{row.share.minutes} 分钟"] if row.share.minutes is not None else []
    return "，".join([*said, *(["测试通过"] if row.share.tested else [])])


def _year(row: Row) -> str:
    if row.gets is None:
        return ""
    return f"{hours_text(row.gets.before)} → {hours_text(row.gets.after)}"


def _ink(row: Row) -> Tone:
    return "warn" if row.gets is not None and not row.gets.quarter_hours else "plain"
