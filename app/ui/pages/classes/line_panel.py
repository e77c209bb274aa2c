"""One line of a list beside it: what was written, who it may be, and what else can be done with it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.jobs import enrollments as jobs
from app.school import classes, enrollments, members
from app.ui import theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.page import Action, button
from app.ui.pages.classes.who import Finder, People

Settle = Callable[[int, jobs.Matching | None], object]


class LinePanel(QWidget):
    """Let a person say who a line is; `settle` hears the place and the list with the decision in it."""

    def __init__(self, desk: Desk, matching: jobs.Matching, at: int, *, settle: Settle) -> None:
        """Lay it out for one line."""
        super().__init__()
        self.at = at
        self._desk, self._matching, self._settle = desk, matching, settle
        row = matching.rows[at]
        self._inside = enrollments.within(desk.db, matching.training_class)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        self._column.addWidget(label(f"名单上写的：{row.line.written or row.line.name}"))
        for said in (row.why, *row.line.doubts):
            if said:
                self._column.addWidget(label(said, tone="warn" if row.verdict in jobs.OPEN else "muted"))
        self._people = People()
        self._people.chosen.connect(self._choose)
        if row.candidates:
            several = len(row.candidates) > 1
            self._column.addWidget(label("是哪一位" if several else "是这一位吗", name="section"))
            shown = members.rows(desk.db, list(row.candidates))
            self._people.show_people(shown, also=self._also)
            self._column.addWidget(self._people)
        self._build_foot(row)
        self._build_mending(row)
        self._build_finding()

    def _build_mending(self, row: jobs.Matched) -> None:
        self._name, self._number, self._branch = (
            QLineEdit(row.line.name),
            QLineEdit(row.line.id_number),
            QLineEdit(row.line.branch),
        )
        self._column.addWidget(label("写错了？改好再查", name="section"))
        for title, field in (("姓名", self._name), ("身份证号", self._number), ("党支部", self._branch)):
            line = QHBoxLayout()
            named = label(title, name="label")
            named.setFixedWidth(theme.px(70))
            named.setBuddy(field)
            field.setAccessibleName(title)
            field.returnPressed.connect(self._mend)
            line.addWidget(named)
            line.addWidget(field, 1)
            self._column.addLayout(line)
        self._column.addWidget(button(Action("再查一次", self._mend, tip="按改好的内容再与名册核对 Enter")))

    def _build_finding(self) -> None:
        self._column.addWidget(label("或者从名册里找", name="section"))
        school = classes.row(self._desk.db, self._matching.training_class).school
        self.finder = Finder(self._desk, school=school, also=self._also)
        self.finder.chosen.connect(self._choose)
        self._column.addWidget(self.finder)

    def _build_foot(self, row: jobs.Matched) -> None:
        foot = QHBoxLayout()
        if row.verdict in jobs.OPEN:
            new = Action("按非党员新增", self._as_new, tip="名册里确实没有他：新增到名册，再加入本班 Alt+N")
            made = button(new)
            made.setShortcut("Alt+N")
            foot.addWidget(made)
        if row.verdict == "aside":
            foot.addWidget(button(Action("还是要加入", self._back, tip="再与名册核对这一行")))
        else:
            foot.addWidget(button(Action("不加入", self._aside, tip="这一行不加入本班 Delete")))
        foot.addStretch(1)
        self._column.addLayout(foot)

    def _also(self, member: int) -> str:
        return "已在本班" if member in self._inside else ""

    def take_keyboard(self) -> None:
        """Take the keyboard to who it may be, or to the name to be mended."""
        (self._people.first() or self._name).setFocus(Qt.FocusReason.OtherFocusReason)

    def _done(self, decide: Callable[[], jobs.Matching]) -> None:
        self._settle(self.at, self._desk.act(self, decide))

    def _choose(self, member: object) -> None:
        self._done(lambda: jobs.choose(self._desk.db, self._matching, self.at, int(str(member))))

    def _mend(self) -> None:
        self._done(self._mended)

    def _mended(self) -> jobs.Matching:
        """Look again for who it is, where anything was corrected."""
        line = self._matching.rows[self.at].line
        said = self._name.text(), self._number.text(), self._branch.text()
        if said == (line.name, line.id_number, line.branch):
            return self._matching
        name, number, branch = said
        return jobs.mend(self._desk.db, self._matching, self.at, name=name, id_number=number, branch=branch)

    def _as_new(self) -> None:
        def new() -> jobs.Matching:
            mended = self._mended()
            # What was corrected may be somebody on the rolls after all.
            known = mended.rows[self.at].verdict not in jobs.OPEN
            return mended if known else jobs.as_new(self._desk.db, mended, self.at)

        self._done(new)

    def _aside(self) -> None:
        self._done(lambda: jobs.set_aside(self._desk.db, self._matching, self.at))

    def _back(self) -> None:
        self._done(lambda: jobs.set_aside(self._desk.db, self._matching, self.at, aside=False))
