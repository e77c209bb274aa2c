"""证书: the register of every number given, printed or voided."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from app.jobs import certificates as jobs
from app.school import certificates, classes, hours_text, schools
from app.spelling import dates
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.flow import Flow
from app.ui.page import Action, Page, button
from app.ui.preview import PreviewPage
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone, px

TONES: dict[str, Tone] = {"已打印": "good", "已编号": "warn", "已作废": "muted"}
STATE_RULE = "已编号：有了编号还没有打印；已打印：打印后记下的；已作废：编号不再使用，也不给别人。"
KEYS: dict[str, Callable[[certificates.Certificate], object]] = {
    "number": lambda one: one.number,
    "name": lambda one: one.name,
    "class": lambda one: (one.class_name, one.number),
    "issued": lambda one: (one.issued_on, one.number),
    "state": lambda one: (one.state, one.number),
}


class CertificatesPage(Page):
    """List the certificates of a school; one opens beside the list."""

    help_topic = "certificates"

    def __init__(self, desk: Desk, *, school: int | None = None, read_only: bool = False) -> None:
        """Show the certificates of `school`, of the own one where it is None; `read_only` only looks."""
        super().__init__(desk, "证书")
        self._school = schools.own(desk.db).id if school is None else school
        self._read_only = read_only
        self._model = LazyTable(_columns(), find=self._find, rows=self._rows, parent=self)
        self.table = Table(self._model, name="证书", memory=desk.memory)
        self.search = self._sought = SearchField("姓名、拼音或编号")
        self._sought.sought.connect(lambda: self._filter())
        self._sought.returnPressed.connect(self.table.setFocus)
        self._states = QComboBox()
        self._states.setAccessibleName("状态")
        self._states.addItem("全部状态", "")
        for state in ("已编号", "已打印", "已作废"):
            self._states.addItem(state, state)
        self._states.currentIndexChanged.connect(lambda: self._filter())
        self._sum = label("", name="note")
        bar = Flow()
        bar.add(self._sought)
        bar.add(self._states)
        bar.add(self._sum, 1)
        self._sum.setWordWrap(False)
        self.body.addLayout(bar)
        self.body.addWidget(self.table, 1)
        self.table.opened.connect(self.open_one)
        self.table.typed.connect(self._sought.begin)
        self.first = self.table
        if not read_only:
            self.table.set_menu(self._menu)
            self.set_actions(None, [Action("打印证书", self.print_chosen, key="Ctrl+P", icon="print")])
        self.set_hint("Ctrl+P 打印选中的证书 · 回车看一张证书，可以在那里作废 · Ctrl+C 复制所选行")

    def refresh(self) -> None:
        """Read the register again."""
        self._filter()
        if any(self._sought.text()) or self._states.currentData():
            self.table.set_empty("没有符合条件的证书，请换一个姓名、编号或状态。")
        elif self._read_only:
            self.table.set_empty("这所党校还没有颁发证书。")
        else:
            go = Action("去培训班", lambda: self.desk.go("培训班"))
            self.table.set_empty("还没有颁发过证书。培训班结班以后，在班里颁发。", go)

    def open_target(self, target: int, step: str) -> None:
        """Open one certificate beside the list."""
        self.table.select_id(target)
        self.open_one(target)

    def sights(self) -> list[str]:
        """Name one certificate beside the list."""
        return ["一张"] if self._model.ids else []

    def show_sight(self, name: str) -> None:
        """Show the first certificate."""
        self.open_target(self._model.ids[0], "")

    def _filter(self) -> None:
        self._model.refresh()
        self._sum.setText(f"{len(self._model.ids):,} 张" if self._model.ids else "")

    def _find(self, sort: str | None) -> list[int]:
        db, wanted = self.desk.db, self._states.currentData()
        ids = certificates.find(db, self._sought.text().strip(), school=self._school)
        if sort is None and not wanted:
            return ids
        found = [one for one in certificates.rows(db, ids) if not wanted or one.state == wanted]
        if sort is not None:
            found.sort(key=KEYS[sort])  # type: ignore[arg-type]
        return [one.id for one in found]

    def _rows(self, ids: Sequence[int]) -> list[certificates.Certificate]:
        return certificates.rows(self.desk.db, list(ids))

    def _menu(self, chosen: list[int]) -> list[Action]:
        return [Action("打印证书", self.print_chosen, enabled=bool(chosen))]

    def print_chosen(self) -> None:
        """Show the chosen certificates as they will be printed."""
        chosen = self.table.selected()
        data = self.desk.act(
            self, lambda: self.desk.work(self, "正在排证书", lambda db, _tell: jobs.render(db, chosen))
        )
        if data is not None:
            name = f"结业证书{len(chosen)}张"
            self.desk.did(
                self, lambda: self.desk.open(PreviewPage(self.desk, "结业证书", data, f"{name}.pdf"))
            )

    def open_one(self, certificate: int) -> None:
        """Show one certificate beside the list."""
        (found,) = certificates.rows(self.desk.db, [certificate])
        self.show_detail(found.name, self._detail_of(found))

    def _detail_of(self, found: certificates.Certificate) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(label(found.number, name="strong"))
        column.addWidget(label(found.state, tone=TONES[found.state]))
        owner = classes.row(self.desk.db, found.training_class)
        for said in (
            f"{owner.year} 年第 {owner.term_no} 期 {found.class_name}",
            dates.span(found.starts, found.ends),
            f"{hours_text(found.quarter_hours)} 学时",
            f"{found.issued_on} 颁发",
            f"{found.printed_on} 打印" if found.printed_on else "",
            f"{found.voided_on} 作废：{found.void_reason}" if found.voided_on else "",
        ):
            if said:
                column.addWidget(label(said))
        if not self._read_only:
            column.addWidget(button(Action("打开培训班", partial(self._to_class, found.training_class))))
            if not found.voided_on:
                self._offer_voiding(column, found)
        return made

    def _to_class(self, training_class: int) -> None:
        self.desk.go("培训班", lambda page: page.open_target(training_class, "issue"))

    def _offer_voiding(self, column: QVBoxLayout, found: certificates.Certificate) -> None:
        """Ask for the reason where the certificate is shown; no dialog stands over it."""
        reason = QLineEdit()
        reason.setPlaceholderText("例如：姓名写错，重新颁发")
        reason.setAccessibleName("作废原因")
        void = button(Action("作废这张证书", partial(self._void, found.id, reason)))
        void.setEnabled(False)
        reason.textChanged.connect(lambda text: void.setEnabled(bool(text.strip())))
        reason.returnPressed.connect(void.click)
        column.addSpacing(px(12))
        column.addWidget(label("作废原因", name="label"))
        column.addWidget(reason)
        column.addWidget(void)
        column.addWidget(label("作废后编号不再使用；本人符合要求时可以在班里重新颁发。", name="note"))

    def _void(self, certificate: int, reason: QLineEdit) -> None:
        db, today, why = self.desk.db, self.desk.today(), reason.text()
        (found,) = certificates.rows(db, [certificate])
        if self.desk.did(self, lambda: certificates.void(db, certificate, today=today, reason=why)):
            self.open_one(certificate)
            self.table.setFocus()
            self.say(f"证书 {found.number} 已作废。", "good")


def _columns() -> list[Column[certificates.Certificate]]:
    kind = Column[certificates.Certificate]
    return [
        kind("编号", lambda row: row.number, sort="number", spare=1),
        kind("姓名", lambda row: row.name, sort="name"),
        kind("培训班", lambda row: row.class_name, sort="class", grow=True),
        kind(
            "学时",
            lambda row: hours_text(row.quarter_hours),
            align="right",
            rule="颁发那天按考勤得到的学时，和证书上的一致。",
            spare=2,
        ),
        kind("颁发日期", lambda row: row.issued_on, sort="issued", spare=3),
        kind("状态", lambda row: row.state, sort="state", tint=lambda row: TONES[row.state], rule=STATE_RULE),
    ]
