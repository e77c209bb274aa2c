"""请假条: a class's leave slips, written, decided and settled."""

from collections.abc import Sequence

from app.school import classes, leave_slips
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.classes.leave_slip import Decision, NewSlip
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone

TONES: dict[str, Tone] = {"待批准": "warn", "待销假": "warn", "已销假": "good", "未批准": "muted"}
HINT = "Ctrl+N 登记 · 回车打开一张：批准、不批准或销假 · 批准以后，考勤表里自动记上 · Esc 返回"
LIMITS = "累计请假不得超过总学时的 1/7，超过的不予结业：《干部教育培训工作条例》（2023修订）。"


class LeaveSlipsPage(Page):
    """List a class's slips; one is written or decided beside the list."""

    help_topic = "leave-slips"

    def __init__(self, desk: Desk, found: classes.TrainingClass, *, editable: bool) -> None:
        """Lay out the list; nothing may be written where the class is not `editable`."""
        super().__init__(desk, "请假条", found.name)
        self._found = found
        self._editable = editable
        new = Action("登记请假条", self.begin, key="Ctrl+N", icon="plus")
        if editable:
            self.set_actions(new)
        self._model = LazyTable(_columns(), find=self._find, rows=self._rows, parent=self)
        self.table = Table(self._model, name="请假条", memory=desk.memory)
        self.table.set_empty("这个班还没有请假条。", new if editable else None)
        self.table.opened.connect(self._open)
        self.first = self.table
        self.body.addWidget(self.table, 1)
        self.set_hint(HINT if editable else "这里只能查看。")

    def refresh(self) -> None:
        """Read the slips again."""
        self._model.refresh()
        slips = self._rows(self._model.ids)
        waiting = sum(slip.state == "待批准" for slip in slips)
        back = sum(slip.state == "待销假" for slip in slips)
        parts = (
            f"{len(slips)} 张" if slips else "",
            f"{waiting} 张待批准" if waiting else "",
            f"{back} 张待销假" if back else "",
        )
        self.set_title("请假条", " · ".join(part for part in (self._found.name, *parts) if part))

    def begin(self) -> None:
        """Write a slip."""
        self.write(None, [])

    def write(self, enrollment: int | None, sessions: Sequence[int]) -> None:
        """Write a slip, for somebody and some half-days where they are known already."""
        form = NewSlip(self.desk, self._found, enrollment=enrollment, sessions=sessions)
        form.kept.connect(self._written)
        self.show_detail("登记请假条", form, width=380)
        form.take_keyboard()

    def _written(self, slip: int, sentence: str) -> None:
        self.close_detail()
        self.table.select_id(slip)
        self.table.setFocus()
        self.say(sentence, "good")

    def _open(self, slip: object) -> None:
        (found,) = leave_slips.rows(self.desk.db, [int(str(slip))])
        panel = Decision(self.desk, found, editable=self._editable)
        panel.kept.connect(self._written)
        self.show_detail(f"{found.name}的请假条", panel, width=380)
        panel.take_keyboard()

    def _find(self, _sort: str | None) -> list[int]:
        return leave_slips.find(self.desk.db, training_class=self._found.id)

    def _rows(self, ids: Sequence[int]) -> list[leave_slips.LeaveSlip]:
        return leave_slips.rows(self.desk.db, list(ids))


def _columns() -> list[Column[leave_slips.LeaveSlip]]:
    kind = Column[leave_slips.LeaveSlip]
    return [
        kind("序号", lambda row: str(row.seq_no), align="right", spare=4),
        kind("姓名", lambda row: row.name),
        kind("类别", lambda row: leave_slips.KINDS[row.kind], spare=6),
        kind("请假的半天", lambda row: row.span),
        kind("半天数", lambda row: str(len(row.sessions)), align="right", rule=LIMITS, spare=2),
        kind("事由", lambda row: row.reason, grow=True),
        kind("登记日期", lambda row: row.asked_on, spare=5),
        kind("应由谁批", lambda row: row.approver, spare=3, rule="按连续请假的半天数，依学员管理制度分级。"),
        kind("批准", lambda row: f"{row.approved_by} {row.approved_on}" if row.approved_on else "—", spare=1),
        kind("状态", _state, tint=lambda row: TONES[row.state]),
    ]  # fmt: skip


def _state(row: leave_slips.LeaveSlip) -> str:
    return f"{row.returned_on} 销假" if row.returned_on else row.state
