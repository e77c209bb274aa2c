"""证书: who passes and why not, who has which number, and what is printed."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout

from app.school import attendance, certificates, classes, enrollments, hours, hours_text
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.page import Action, button
from app.ui.pages.classes.tab import Tab
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone

PASS_RULE = "按学时规则里的结业要求：请假不超过总学时的比例，得到的学时达到总学时的比例，考勤录完。"


@dataclass(frozen=True, slots=True)
class Row:
    """One trainee with what the class came to and the certificate that is valid, if there is one.

    `settled` is false while a mark is missing: who may yet pass has not failed.
    """

    who: enrollments.Enrollment
    result: hours.Result
    settled: bool
    certificate: certificates.Certificate | None


class Certificates(Tab):
    """List everyone's result; the page's buttons issue and print."""

    hint = "颁发以后，选中几行只打印这几张，不选则打印全部未打印的 · 打印好后按“证书打印好了”记下来"
    help_topic = "certificates"

    def __init__(self, desk: Desk, training_class: int, *, confirm: Callable[[], object]) -> None:
        """Lay out the list; `confirm` writes down that what was to be printed has been."""
        super().__init__(desk, training_class)
        self._rows_by_id: dict[int, Row] = {}
        self._sum = label("")
        self._confirm = button(Action("证书打印好了", confirm))
        bar = QHBoxLayout()
        bar.addWidget(self._sum, 1)
        bar.addWidget(self._confirm)
        self.body.addLayout(bar)
        self._model = LazyTable(
            _columns(),
            find=lambda _sort: list(self._rows_by_id),
            rows=self._rows,
            parent=self,
        )
        self.table = Table(self._model, name="结业结果", memory=desk.memory)
        self.first = self.table
        self.body.addWidget(self.table, 1)

    def show_class(self, found: classes.TrainingClass, *, editable: bool) -> None:
        """Read everyone's result again."""
        super().show_class(found, editable=editable)
        db = self.desk.db
        results = {one.enrollment: one for one in hours.results(db, found.id)}
        given = certificates.rows(db, certificates.find(db, training_class=found.id))
        valid = {one.enrollment: one for one in given if not one.voided_on}
        grid = attendance.roll_call(db, found.id)
        marked = Counter(who for who, _ in grid.marks)
        self._rows_by_id = {
            who.id: Row(who, results[who.id], marked[who.id] == len(grid.sessions), valid.get(who.id))
            for who in grid.enrollments
            if who.id in results
        }
        self._model.refresh()
        passing = sum(row.result.passes for row in self._rows_by_id.values())
        open_ones = sum(not row.settled for row in self._rows_by_id.values())
        parts = [
            f"{len(self._rows_by_id)} 名学员",
            f"{passing} 人符合结业要求",
            f"{open_ones} 人考勤没有录完" if open_ones else "",
            f"已颁发 {len(valid)} 张证书",
        ]
        self._sum.setText("，".join(part for part in parts if part) if self._rows_by_id else "")
        self._sum.setToolTip(PASS_RULE)
        unprinted = len(self.unprinted())
        self._confirm.setVisible(bool(unprinted))
        self._confirm.setText(f"{unprinted} 张证书打印好了")
        self.table.set_empty("有了学员、课表和考勤，这里列出每个人能不能结业、为什么。")

    def unprinted(self) -> list[int]:
        """List the certificates that have a number and were not printed, in the order of the roster."""
        return [
            row.certificate.id
            for row in self._rows_by_id.values()
            if row.certificate and not row.certificate.printed_on
        ]

    def wanted(self) -> list[int]:
        """List the certificates to print: those chosen, else those not printed, else all."""
        every = [row.certificate.id for row in self._rows_by_id.values() if row.certificate]
        chosen = [self._rows_by_id[one].certificate for one in self.table.selected()]
        return [one.id for one in chosen if one] or self.unprinted() or every

    def _rows(self, ids: Sequence[int]) -> list[Row]:
        return [self._rows_by_id[one] for one in ids if one in self._rows_by_id]


def _verdict(row: Row) -> tuple[str, Tone]:
    if row.result.passes:
        return "✓ 符合", "good"
    return ("✗ 不符合", "bad") if row.settled else ("· 未定", "muted")


def _columns() -> list[Column[Row]]:
    kind = Column[Row]
    return [
        kind("序号", lambda row: str(row.who.seq_no), align="right", spare=3),
        kind("姓名", lambda row: row.who.name),
        kind("得学时", lambda row: f"{hours_text(row.result.earned)} / {hours_text(row.result.total)}",
             align="right", rule="按考勤得到的学时 ÷ 课表总学时。"),
        kind("请假", lambda row: hours_text(row.result.leave), align="right",
             rule="病假、事假、公假的学时之和。", spare=2),
        kind("结业", lambda row: _verdict(row)[0], rule=PASS_RULE, tint=lambda row: _verdict(row)[1]),
        kind("原因", lambda row: row.result.why, grow=True),
        kind("证书编号", lambda row: row.certificate.number if row.certificate else "—",
             spare=1),
        kind("证书", lambda row: row.certificate.state if row.certificate else "—"),
    ]  # fmt: skip
