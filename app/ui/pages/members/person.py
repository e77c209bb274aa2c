"""One person beside the list: every fact kept as it is entered, the year's hours, and what comes next."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.school import (
    MEMBER_TYPES,
    biographies,
    branches,
    hours,
    hours_text,
    members,
    persons,
    rosters,
    stages,
    standings,
)
from app.spelling import dates, id_numbers
from app.ui import messages, theme
from app.ui.cards import Bar, Sheet, label, set_tone
from app.ui.desk import Desk
from app.ui.page import Action, button
from app.ui.pages.changes import link as changes_link
from app.ui.pages.members.entry import Entry
from app.ui.pages.members.erasing import Erasing
from app.ui.pages.members.facts import SECTIONS, Fact
from app.ui.pages.members.leaving import Growing, Leaving

HOURS_RULE = (
    "本年度内：已结班的按学时台账，未结班的按已录考勤和当天有效的学时规则现算；任务按人员类别和党内职务定。"
)


class Person(QWidget):
    """Show and change what is known of one person."""

    renamed = Signal(str)
    """The person has another name now."""
    life_asked = Signal()
    """Everything that happened to them is to be shown."""

    def __init__(self, desk: Desk, member: int, *, read_only: bool = False, whole_life: bool = True) -> None:
        """Lay out the panel; `refresh` reads the person. `whole_life` offers the way to all that happened."""
        super().__init__()
        self.member = member
        self._desk = desk
        self._read_only = read_only
        self._asking = False
        self._number_shown = False
        self._who: members.Member | None = None
        self._branches: Mapping[str, int] = {}
        self._about = label("", name="note")
        self._doubts = Sheet()
        self._left = label("", tone="warn")
        self._back = button(Action("恢复到名册", self._come_back, icon="undo"))
        self._hours = Year()
        self._source = label("", name="note")
        self.entries: list[Entry] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(10))
        life = button(Action("全部经历", self.life_asked.emit, "Ctrl+Return", "一生经历和各项资料的由来"))
        self._number = button(Action("", self.show_number, "F2"), kind="link")
        life.setVisible(whole_life)
        tools = QHBoxLayout()
        tools.addWidget(life)
        tools.addWidget(self._number)
        tools.addStretch(1)
        self._merged = label("", name="note")
        self._column.addWidget(self._about)
        self._column.addLayout(tools)
        for part in (self._merged, self._left, self._back, self._doubts, self._hours):
            self._column.addWidget(part)
        self._lay_facts()
        self._column.addWidget(self._source)
        self._column.addWidget(changes_link(desk, member=member), 0, Qt.AlignmentFlag.AlignLeft)
        self._growing = Growing(desk)
        self._growing.asked.connect(self._go_on)
        self._column.addWidget(self._growing)
        self._leaving = Leaving(desk)
        self._leaving.asked.connect(self._leave)
        self._column.addWidget(self._leaving)
        self._erasing = Erasing(desk, member)
        self._erasing.erased.connect(self.refresh)
        self._column.addWidget(self._erasing)

    def _lay_facts(self) -> None:
        self._branches = _names(self._desk, self.member)
        for heading, facts in SECTIONS:
            entry = Entry(facts, branches=self._branches, keep=self._keep)
            entry.setEnabled(not self._read_only)
            self._column.addWidget(label(heading, name="section"))
            self._column.addWidget(entry)
            self.entries.append(entry)

    @property
    def first(self) -> QWidget:
        """Give the field in which the keyboard begins."""
        return self.entries[0].fields["name"]

    def refresh(self) -> bool:
        """Read the person again; say whether they are still there."""
        who = next(iter(members.rows(self._desk.db, [self.member])), None)
        if who is None:
            return False
        if self._who is not None and who.name != self._who.name:
            self.renamed.emit(who.name)
        self._who = who
        for entry in self.entries:
            for name in entry.fields:
                entry.fill(name, self._shown(who, name))
        self._tell_origins(who)
        due = stages.due(who)
        over = "预备期已满" if due and due <= self._desk.today() else ""
        self._about.setText(" · ".join(filter(None, (*_about(who), over))))
        self._tell_state(who)
        self._tell_doubts(who.doubts)
        year = int(self._desk.today()[:4])
        self._hours.tell(
            standings.of_member(self._desk.db, who.id, year=year),
            hours.of_member(self._desk.db, who.id, year=year),
            year=year,
        )
        self._source.setText(_source(rosters.of_member(self._desk.db, who.id)))
        return True

    def _tell_state(self, who: members.Member) -> None:
        gone = bool(who.left_on)
        self._left.setText(
            f"已于 {dates.in_figures(who.left_on)}减少，原因：{who.left_reason}。" if gone else ""
        )
        self._left.setVisible(gone)
        self._back.setVisible(gone and not self._read_only)
        self._leaving.setVisible(not gone and not self._read_only)
        self._erasing.setVisible(not self._read_only)
        self._erasing.refresh()
        self._growing.tell(who)
        if self._read_only:
            self._growing.hide()
        self._number.setVisible(bool(who.id_number))
        self._number.setText("遮住身份证号" if self._number_shown else "显示身份证号")
        self._number.setShortcut("F2")  # another text takes the key away
        self._number.setToolTip(f"{self._number.text()} F2")
        self._number.setAccessibleName(self._number.text())

    def _tell_origins(self, who: members.Member) -> None:
        """Say of every field in its tooltip where it comes from, and whose other records are joined."""
        known = {one.field: one for one in biographies.known(self._desk.db, who.id)}
        for entry in self.entries:
            for fact in entry.facts:
                origin = known.get(fact.field)
                said = f"{origin.at} {origin.source} {origin.by}".strip() if origin else ""
                entry.fields[fact.field].setToolTip("\n".join(filter(None, (fact.hint or fact.label, said))))
        links = persons.rows(self._desk.db, persons.find(self._desk.db, school=who.school, member=who.id))
        names = "、".join(f"“{one.other_name}”" for one in links if one.kept == who.id)
        self._merged.setText(f"并有{names}的记录，学时、证书合在一起算。" if names else "")
        self._merged.setVisible(bool(names))

    def _tell_doubts(self, doubts: Sequence[str]) -> None:
        while (item := self._doubts.body.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for doubt in doubts:
            self._doubts.body.addWidget(label(f"! {doubt}", tone="warn"))
        if doubts and not self._read_only:
            done = button(Action("已核对，去掉疑点", self._checked, tip="资料已核对无误，不再提示"))
            self._doubts.body.addWidget(done, 0, Qt.AlignmentFlag.AlignLeft)
        self._doubts.setVisible(bool(doubts))

    # what is entered is kept at once

    def _keep(self, fact: Fact, text: str) -> None:
        if self._who is None or self._asking:
            return
        entry = next(one for one in self.entries if fact.field in one.fields)
        field = entry.fields[fact.field]
        if fact.field == "branch":
            self._keep_branch(text)
            return
        before = _value(self._who, fact.field)
        if text in (before, self._shown(self._who, fact.field)):
            entry.remark(field, "")
            return
        if fact.read is None:
            self._amend({fact.field: text if fact.choices else int(text)})
            return
        reading = fact.read(text)
        entry.remark(field, reading.note, "warn" if reading.kept else "bad")
        if reading.kept and reading.value != before:
            self._amend(self._with_number(fact, reading.value))
        if reading.kept and isinstance(field, QLineEdit):
            field.setText(self._shown(self._who, fact.field))

    def _with_number(self, fact: Fact, value: str) -> dict[str, object]:
        """Fill in birth and gender from the ID number where they were empty."""
        changed: dict[str, object] = {fact.field: value}
        if fact.field == "id_number" and value and self._who is not None:
            number = id_numbers.read(value)
            if number.birth and not self._who.birth:
                changed["birth"] = number.birth
            if not self._who.gender:
                changed["gender"] = number.gender
        return changed

    def _keep_branch(self, name: str) -> None:
        assert self._who is not None
        if name == self._who.branch_name:
            return
        school = self._who.school
        branch = branches.named(self._desk.db, name, school=school) if name else None
        if branch is not None or not name:
            self._amend({"branch": branch})
            return
        self._asking = True
        wished = messages.ask(self, f"支部名单里没有“{name}”。要新建这个支部吗？", yes="新建支部", no="不建")
        self._asking = False
        if wished:
            db = self._desk.db
            self._desk.did(self, lambda: _move(self._desk, self.member, name, school=school))
            self._branches = branches.by_name(db, school=school)
        self.refresh()

    def _amend(self, fields: dict[str, object]) -> bool:
        kept = self._desk.did(self, lambda: members.amend(self._desk.db, self.member, fields))
        self.refresh()
        return kept

    def _checked(self) -> None:
        self._amend({"doubts": ()})

    def _shown(self, who: members.Member, name: str) -> str:
        """Give what a field shows: of an ID number the middle only when asked."""
        value = _value(who, name)
        return id_numbers.masked(value) if name == "id_number" and not self._number_shown else value

    def show_number(self) -> None:
        """Show the whole ID number, or hide its middle again."""
        self._number_shown = not self._number_shown
        self.refresh()

    # going on, leaving and coming back

    def _go_on(self, on: str) -> None:
        db, today = self._desk.db, self._desk.today()
        if self._desk.did(self, lambda: stages.go_on(db, self.member, on=on, today=today)):
            self._growing.fold()
        self.refresh()

    def _leave(self, on: str, reason: str, where: str) -> None:
        db, who = self._desk.db, self.member
        self._desk.did(self, lambda: members.leave(db, who, on=on, reason=reason, where=where))
        self.refresh()

    def _come_back(self) -> None:
        self._desk.did(self, lambda: members.come_back(self._desk.db, self.member))
        self.refresh()


class Year(QWidget):
    """The hours of a year: the sum against what is owed, and what each class gave."""

    def __init__(self) -> None:
        """Make an empty one."""
        super().__init__()
        self._sum = label("", name="strong")
        self._bar = Bar()
        self._classes = label("", name="note")
        self.setToolTip(HOURS_RULE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        for part in (self._sum, self._bar, self._classes):
            column.addWidget(part)

    def tell(self, standing: standings.Standing, lines: Sequence[hours.HourLine], *, year: int) -> None:
        """Set what is shown."""
        said, owed = f"{year} 年 {hours_text(standing.earned)}", standing.required
        if owed is not None:
            said += f" / {hours_text(owed)}"
        state = (
            f"还差 {hours_text(standing.lacking)}" if standing.lacking else standings.STATES[standing.state]
        )
        self._sum.setText(f"{said} 学时 · {state}")
        tone: theme.Tone = "good" if standing.state == "met" else "warn"
        set_tone(self._sum, tone if standing.required is not None else "muted")
        self._bar.setVisible(standing.required is not None)
        self._bar.tell(standing.earned / max(standing.required or 0, 1), tone)
        sums: dict[str, int] = {}
        for line in lines:
            sums[line.class_name] = sums.get(line.class_name, 0) + line.quarter_hours
        classes = [f"{name}　{hours_text(quarters)} 学时" for name, quarters in sums.items()]
        self._classes.setText("\n".join(classes) if classes else "本年还没有参加培训班。")


def _move(desk: Desk, member: int, name: str, *, school: int) -> None:
    with desk.db.act(f"新增支部：{name}"):
        members.amend(desk.db, member, {"branch": branches.add(desk.db, name, school=school)})


def _names(desk: Desk, member: int) -> dict[str, int]:
    who = members.rows(desk.db, [member])
    if not who:
        return {}
    found = branches.rows(desk.db, branches.find(desk.db, school=who[0].school))
    return {one.name: one.id for one in found}


def _value(who: members.Member, name: str) -> str:
    return who.branch_name if name == "branch" else str(getattr(who, name))


def _about(who: members.Member) -> list[str]:
    kinds = [MEMBER_TYPES[who.member_type], members.ROLES.get(who.role, ""), who.branch_name]
    return [kind for kind in kinds if kind]


def _source(roster: rosters.Roster | None) -> str:
    if roster is None:
        return "来源：手工登记。"
    sheet = biographies.sheet(roster.file_name, roster.sheet_name)
    return f"来源：{dates.in_figures(roster.taken_on)}导入的{sheet}。"
