"""Somebody new: a short form for one person, and the next."""

from PySide6.QtWidgets import QWidget

from app.school import branches, members
from app.spelling import id_numbers
from app.ui import theme
from app.ui.cards import Sheet
from app.ui.desk import Desk
from app.ui.messages import ask
from app.ui.page import Action, Page
from app.ui.pages.members.entry import Entry
from app.ui.pages.members.facts import (
    BIRTH,
    BRANCH,
    GENDER,
    ID_NUMBER,
    JOINED,
    MEMBER_TYPE,
    NAME,
    NO_NAME,
    PHONE,
    Fact,
)

FACTS = (NAME, ID_NUMBER, GENDER, BIRTH, BRANCH, MEMBER_TYPE, JOINED, PHONE)
# People of one branch are mostly entered one after the other.
_STAYS = ("branch", "member_type")


class Newcomer(Page):
    """Put one person on the rolls, and perhaps the next one right away."""

    help_topic = "newcomers"

    def __init__(self, desk: Desk, *, school: int) -> None:
        """Lay out the form."""
        super().__init__(desk, "登记新人", "其余资料登记后可以在名册里补")
        self._school = school
        self.added: list[int] = []
        names = {one.name: one.id for one in branches.rows(desk.db, branches.find(desk.db, school=school))}
        self.form = Entry(FACTS, branches=names, keep=self._read, must="name")
        sheet = Sheet()
        sheet.body.addWidget(self.form)
        sheet.setMaximumWidth(theme.px(700))
        self.body.addWidget(sheet)
        self.body.addStretch(1)
        self.first = self.form.fields["name"]
        self.set_actions(
            Action("加入名册", self._finish, "Ctrl+Return", "加入名册并返回", icon="check"),
            [Action("加入并登记下一人", self._next, "Ctrl+N", icon="plus")],
        )
        self.set_hint("Tab 到下一格 · Ctrl+回车 加入名册 · 填了身份证号，性别和出生日期自动填上")

    def _read(self, fact: Fact, text: str) -> str | None:
        """Tidy what was typed and say what is odd about it; None where it cannot be kept."""
        field = self.form.fields[fact.field]
        if fact.read is None or (not text and fact is NAME):
            self.form.remark(field, "")
            return text
        reading = fact.read(text)
        self.form.remark(field, reading.note, "warn" if reading.kept else "bad")
        if not reading.kept:
            return None
        self.form.fill(fact.field, reading.value)
        if fact is ID_NUMBER and reading.value:
            number = id_numbers.read(reading.value)
            for name, value in (("birth", number.birth), ("gender", number.gender)):
                if value and not self.form.text(name):
                    self.form.fill(name, value)
        return reading.value

    def _finish(self) -> None:
        if self._enrol():
            self.desk.close()

    def _next(self) -> None:
        name = self.form.text("name").strip()
        if self._enrol():
            for fact in FACTS:
                if fact.field not in _STAYS:
                    self.form.fill(fact.field, "")
                    self.form.remark(self.form.fields[fact.field], "")
            self.say(
                f"{name}已加入名册，这次共登记 {len(self.added)} 人。请登记下一人，登记完按 Esc 返回。",
                "good",
            )
            self.form.fields["name"].setFocus()

    def _enrol(self) -> bool:
        fields: dict[str, object] = {}
        faults: list[QWidget] = []
        for fact in FACTS:
            value = self._read(fact, self.form.text(fact.field))
            if value is None:
                faults.append(self.form.fields[fact.field])
            elif value and fact is not BRANCH:
                fields[fact.field] = value
        if "name" not in fields:
            self.form.blame(self.form.fields["name"], NO_NAME)
            return False
        if faults:
            faults[0].setFocus()
            return False
        made = self.desk.act(self, lambda: self._write(fields, self.form.text("branch")))
        if made is None:
            return False
        self.added.append(made)
        return True

    def _write(self, fields: dict[str, object], branch: str) -> int:
        with self.desk.db.act(f"新增人员：{fields['name']}"):
            if branch:
                known = branches.named(self.desk.db, branch, school=self._school)
                fields["branch"] = known or branches.add(self.desk.db, branch, school=self._school)
            return members.enrol(self.desk.db, fields, school=self._school)

    def may_close(self) -> bool:
        """Ask before a name that was typed is lost."""
        name = self.form.text("name").strip()
        kept = bool(self.added) and not name
        return (
            kept
            or not name
            or self._just_added(name)
            or ask(self, f"“{name}”还没有加入名册。要离开吗？", yes="离开", no="继续登记", grave=True)
        )

    def _just_added(self, name: str) -> bool:
        who = members.rows(self.desk.db, self.added[-1:])
        return bool(who) and who[0].name == name
