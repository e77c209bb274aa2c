"""One person beside the list: every fact kept as it is entered, doubts, the year's hours, and leaving."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.school import MEMBER_TYPES, branches, hours, hours_text, members, rosters, standings
from app.spelling import dates, id_numbers
from app.ui import messages, theme
from app.ui.cards import Bar, Sheet, label, set_tone
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, button
from app.ui.pages.members.entry import Entry
from app.ui.pages.members.facts import SECTIONS, Fact

HOURS_RULE = (
    "本年度内：已结班的按学时台账，未结班的按已录考勤和当天有效的学时规则现算；任务按人员类别和党内职务定。"
)


class Person(QWidget):
    """Show and change what is known of one person."""

    renamed = Signal(str)
    """The person has another name now."""

    def __init__(self, desk: Desk, member: int, *, read_only: bool = False) -> None:
        """Lay out the panel; `refresh` reads the person."""
        super().__init__()
        self.member = member
        self._desk = desk
        self._read_only = read_only
        self._asking = False
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
        for part in (self._about, self._left, self._back, self._doubts, self._hours):
            self._column.addWidget(part)
        self._lay_facts()
        self._column.addWidget(self._source)
        self._leaving = Leaving(desk)
        self._leaving.asked.connect(self._leave)
        self._column.addWidget(self._leaving)

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
                entry.fill(name, _value(who, name))
        self._about.setText(" · ".join(_about(who)))
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
        if text == before:
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
            field.setText(_value(self._who, fact.field))

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

    # leaving and coming back

    def _leave(self, on: str, reason: str) -> None:
        self._desk.did(self, lambda: members.leave(self._desk.db, self.member, on=on, reason=reason))
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


class Leaving(QWidget):
    """Ask why and when somebody leaves the rolls."""

    asked = Signal(str, str)
    """The day as ISO text, and the reason."""

    def __init__(self, desk: Desk) -> None:
        """Fold the two questions behind one button."""
        super().__init__()
        self._open = button(
            Action("从名册减少…", self._unfold, tip="转出、去世等：人和学时都留着，只是不再在册")
        )
        self.reason = QComboBox()
        self.reason.addItems(list(members.LEAVING))
        self.day = QLineEdit(desk.today())
        self._form = Form()
        self._form.row("原因", self.reason)
        self._form.row("日期", self.day)
        self._done = button(Action("减少", self._ask, icon="check"))
        row = QHBoxLayout()
        row.addWidget(self._open)
        row.addWidget(self._done)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._form)
        column.addLayout(row)
        self._form.hide()
        self._done.hide()

    def _unfold(self) -> None:
        self._open.hide()
        self._form.show()
        self._done.show()
        self.reason.setFocus()

    def _ask(self) -> None:
        day = dates.read(self.day.text())
        if day.precision != "day" or day.verdict.kind not in ("ok", "flag"):
            self._form.blame(self.day, "请写明是哪一天，例如 2026-11-20。")
            return
        self._form.blame(self.day, "")
        self.asked.emit(day.value, self.reason.currentText())


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
    return f"来源：{dates.in_figures(roster.taken_on)}导入的“{roster.file_name}”（{roster.sheet_name}）。"
