"""统计报表: the people behind a number, to be kept as a filter, put into a class or exported."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from app.jobs import files as file_jobs
from app.jobs import members as member_jobs
from app.school import MEMBER_TYPES, classes, enrollments, filters, hours_text, members, standings
from app.ui import files
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.page import Action, Page, button
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone, px

TONES: dict[str, Tone] = {
    "met": "good", "on_track": "good", "reachable": "warn", "out_of_reach": "bad", "exempt": "muted"
}  # fmt: skip
OUTLOOK = (
    "达标：已修满。可达标：上完已报的班就修满。报班可达标：再报课表上现有的班能修满。须加课：现有的班都上了也修不满。"
    "没有录考勤的课次先按到课算。"
)


class PeoplePage(Page):
    """List some people with where they stand in a year."""

    help_topic = "reports"

    def __init__(
        self,
        desk: Desk,
        title: str,
        people: Sequence[int],
        *,
        school: int,
        year: int,
        wanted: filters.Filter | None = None,
        read_only: bool = False,
    ) -> None:
        """Show these people; `wanted` is the filter that finds the same ones again, where there is one.

        `read_only` only looks: nobody is put into a class of another school.
        """
        super().__init__(desk, title)
        self.people = list(people)
        self._title, self._school, self._year, self._wanted = title, school, year, wanted
        self.model = LazyTable(standing_columns(), find=self._find, rows=self._rows, parent=self)
        self.table = Table(self.model, name="统计人员", memory=desk.memory)
        if not read_only:
            self.table.opened.connect(self._open)
        self.body.addWidget(self.table, 1)
        self.first = self.table
        quiet = [Action("导出表格", self.export, "Ctrl+E", "把列出的人导出为 .xlsx", icon="save")]
        if read_only:
            self.set_actions(None, quiet)
            self.set_hint("Ctrl+C 复制所选行，可以粘贴到表格里")
            return
        if wanted is not None:
            quiet.insert(0, Action("存为筛选", self.keep, tip="在党员名册里随时再列出这些人"))
        self.set_actions(Action("编入培训班", self.enrol, "Ctrl+J", icon="plus"), quiet)
        self.set_hint("回车到党员名册看这个人 · 选中几行只编这几个人，不选就编全部 · Ctrl+C 复制所选行")

    def refresh(self) -> None:
        """Read the people again."""
        self.set_title(self._title, f"{self._year} 年 · {len(self.people):,} 人")
        self.model.refresh()

    def _find(self, sort: str | None) -> list[int]:
        if sort is None:
            return list(self.people)
        chosen = set(self.people)
        found = standings.find(
            self.desk.db, school=self._school, year=self._year, order_by=sort, today=self.desk.today()
        )
        return [one for one in found if one in chosen]

    def _rows(self, ids: Sequence[int]) -> list[standings.Standing]:
        return standings.rows(self.desk.db, ids, year=self._year, today=self.desk.today())

    def _open(self, member: int) -> None:
        self.desk.go("党员名册", lambda page: page.open_target(member, ""))

    # what can be done with them

    def enrol(self) -> None:
        """Offer the classes these people can be put into."""
        every = classes.rows(self.desk.db, classes.find(self.desk.db, school=self._school))
        held = [one for one in every if one.state not in classes.CLOSED]
        if not held:
            go = "还没有筹备中的培训班。请先到“培训班”新建一个，再回来编入。"
            self.say(go, "warn")
            return
        chosen = self.table.selected() or self.people
        if len(chosen) == 1 and len(self.people) > 1:
            chosen = self.people
        box = QComboBox()
        box.setAccessibleName("编入哪个班")
        for one in held:
            box.addItem(f"{one.year} 年第 {one.term_no} 期 {one.name}", one.id)
        content, column = _panel()
        column.addWidget(label(f"{len(chosen)} 人编入："))
        column.addWidget(box)
        column.addWidget(label("已在班里的人不会重复编入，可以撤销。", name="note"))
        go_on = button(Action(f"编入 {len(chosen)} 人", partial(self._join, box, chosen)), kind="primary")
        column.addWidget(go_on)
        self.show_detail("编入培训班", content)
        box.setFocus()

    def _join(self, box: QComboBox, chosen: Sequence[int]) -> None:
        training_class, name = int(box.currentData()), box.currentText()
        self.put_into(training_class, name, chosen)

    def put_into(self, training_class: int, name: str, chosen: Sequence[int]) -> None:
        """Put people into a class and say how many are new in it."""
        fresh = self.desk.act(self, lambda: enrollments.enrol(self.desk.db, training_class, list(chosen)))
        if fresh is not None:
            self.close_detail()
            self.say(f"已把 {fresh} 人编入“{name}”。", "good")

    def keep(self) -> None:
        """Ask under which name these people are to be found again."""
        content, column = _panel()
        name = QLineEdit(f"{self._year} 年{self._title}"[:30])
        name.setAccessibleName("筛选的名称")
        name.returnPressed.connect(lambda: self.keep_as(name.text()))
        column.addWidget(label("名称"))
        column.addWidget(name)
        column.addWidget(label("以后在党员名册的筛选里选这个名称，就列出当时符合条件的人。", name="note"))
        column.addWidget(button(Action("存为筛选", lambda: self.keep_as(name.text())), kind="primary"))
        self.show_detail("存为筛选", content)
        name.setFocus()

    def keep_as(self, name: str) -> None:
        """Keep the filter under a name."""
        wanted = self._wanted
        if wanted is None:
            return
        if self.desk.did(self, lambda: filters.save(self.desk.db, name, wanted, school=self._school)):
            self.close_detail()
            self.say(f"已存为筛选“{name.strip()}”，在党员名册里可以选它。", "good")

    def export(self) -> None:
        """Ask where to, and write the people as a workbook."""
        path = files.place_for(self.desk, self, "导出表格", f"{self._title}.xlsx", files.WORKBOOK)
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write the people as a workbook to a file, ID numbers masked."""
        today = self.desk.today()
        data = self.desk.act(
            self,
            lambda: member_jobs.listing(
                self.desk.db, self.model.ids, id_number="masked", title=self._title, today=today
            ),
        )
        if data is not None and self.desk.did(self, lambda: file_jobs.keep(path, data)):
            self.say(f"已导出到 {path}，身份证号中间几位已遮住。", "good")


def _panel() -> tuple[QWidget, QVBoxLayout]:
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(10))
    return content, column


def standing_columns() -> list[Column[standings.Standing]]:
    """Give the columns by which people stand in a list of a year."""
    kind = Column[standings.Standing]
    return [
        kind("姓名", lambda row: row.name, sort="name"),
        kind("党支部", lambda row: row.branch_name or "—", sort="branch", grow=True),
        kind("类别", _kind, spare=5),
        kind("电话", lambda row: row.phone or "—", spare=4),
        kind("应完成", lambda row: "—" if row.required is None else hours_text(row.required),
             sort="required", align="right", rule="按现行学时规则，“—”为不作硬性要求。", spare=3),
        kind("已完成", lambda row: hours_text(row.earned), sort="earned", align="right",
             rule="本年已入账的学时，加上没有结班的班按现有考勤可得的学时。", spare=2),
        kind("还差", lambda row: row.lacking_text or "—", sort="lacking", align="right",
             rule="还差的学时；书记、委员还要至少参加 1 次县级以上集中培训。"),
        kind("还能上", lambda row: _ahead(row), align="right", spare=1,
             rule="已报的班还没上的学时；加号后面是再报课表上现有的班还能得的学时。"),
        kind("干部学时", _cadre, sort="cadre", align="right", spare=6,
             rule="干部另册：每年 90 学时，不与党员学时相加。"),
        kind("状态", lambda row: standings.OUTLOOKS[row.outlook or row.state], tint=_tone, rule=OUTLOOK),
    ]  # fmt: skip


def _kind(row: standings.Standing) -> str:
    return members.ROLES.get(row.role, "") or MEMBER_TYPES[row.member_type]


def _ahead(row: standings.Standing) -> str:
    said = hours_text(row.planned) if row.planned else ""
    return f"{said}+{hours_text(row.joinable)}" if row.joinable else said or "—"


def _cadre(row: standings.Standing) -> str:
    if row.cadre_required is None:
        return hours_text(row.cadre_earned) if row.cadre_earned else ""
    return f"{hours_text(row.cadre_earned)} / {hours_text(row.cadre_required)}"


def _tone(row: standings.Standing) -> Tone:
    return TONES[row.outlook or {"not_met": "out_of_reach"}.get(row.state, row.state)]
