"""师资课程: the half-days behind a number."""

from collections.abc import Sequence

from app.school import HALF_DAYS, catalogues, hours_text
from app.school.catalogues import Held, Kind
from app.ui.desk import Desk
from app.ui.page import Page
from app.ui.pages.classes.timetable_lines import weekday
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable


class HeldPage(Page):
    """List the half-days of a year that one teacher, course or place comes to."""

    help_topic = "teachers"

    def __init__(self, desk: Desk, kind: Kind, row: int, *, name: str, year: int, until: str) -> None:
        """Show a list; `until` is the last day that counts."""
        super().__init__(desk, name)
        self._kind, self._row, self._name = kind, row, name
        self._year, self._until = year, until
        self._held: dict[int, Held] = {}
        self.model = LazyTable(
            self._columns(),
            find=lambda _: list(self._held),
            rows=lambda ids: [self._held[one] for one in ids if one in self._held],
            parent=self,
        )
        self.table = Table(self.model, name="课次", memory=desk.memory)
        self.table.opened.connect(lambda session: self._open(self._held[session]))
        self.table.set_empty("这一年到今天为止没有上过课。")
        self.body.addWidget(self.table, 1)
        self.first = self.table
        self.set_hint("回车到那个班的课表 · Ctrl+C 复制所选行 · 两个班合上的一课，学时只计一次")

    def _columns(self) -> Sequence[Column[Held]]:
        kind = Column[Held]
        return [
            kind("日期", lambda row: weekday(row.date)),
            kind("时段", lambda row: HALF_DAYS[row.half_day]),
            kind("时间", lambda row: f"{row.starts}—{row.ends}", spare=2),
            kind("培训班", lambda row: row.class_name, grow=True, press=self._open),
            kind("课程", lambda row: row.course, grow=True),
            kind("教师", lambda row: row.teacher or "—", spare=1),
            kind("地点", lambda row: row.place or "—", spare=3),
            kind("学时", lambda row: hours_text(row.counted) if row.counted else "合班", align="right",
                 rule="计入的学时；同一教师同一时间给两个班上的，只在一个班计。"),
            kind("到课人次", lambda row: str(row.attendances), align="right",
                 rule="考勤记为到课、迟到、早退的人次；没有录考勤的课次为 0。"),
        ]  # fmt: skip

    def refresh(self) -> None:
        """Read the half-days again."""
        found = catalogues.held(self.desk.db, self._kind, self._row, year=self._year, until=self._until)
        self._held = {one.session: one for one in found}
        hours = hours_text(sum(one.counted for one in found))
        self.set_title(self._name, f"{self._year} 年 {len(found)} 个课次，{hours} 学时，到 {self._until}")
        self.model.refresh()

    def _open(self, row: Held) -> None:
        self.desk.go("培训班", lambda page: page.open_class(row.training_class, "课表"))
