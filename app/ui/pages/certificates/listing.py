"""证书: the register of every number given, printed or voided."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox

from app.jobs import certificates as jobs
from app.school import certificates, hours_text, schools
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.flow import Flow
from app.ui.page import Action, Page
from app.ui.pages.certificates import tasks
from app.ui.pages.certificates.history import TONES, History
from app.ui.pages.certificates.printing import PrintingPage
from app.ui.pages.certificates.verification import VerificationPage
from app.ui.preview import PreviewPage
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

STATE_RULE = "；".join(f"{state}：{meaning}" for state, meaning in certificates.STATES.items()) + "。"
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
        for state in certificates.STATES:
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
            self.set_actions(
                None,
                [
                    Action(
                        "核验证书", self.verify, icon="search", tip="扫码、照片或编号，看一张证书是不是真的"
                    ),
                    Action("发放登记表", self.print_register, tip="打印列出的证书：编号、签收、补发、作废"),
                    Action("打印证书", self.print_chosen, key="Ctrl+P", icon="print"),
                ],
            )
        own = "Ctrl+P 打印选中的证书 · 回车看一张的经过，可以在那里补发、作废"
        self.set_hint(f"{'回车看一张的经过' if read_only else own} · Ctrl+C 复制所选行")

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
        """Name one certificate beside the list, the page that prints, and the one that verifies."""
        return ["一张", "打印", "核验"] if self._model.ids and not self._read_only else []

    def show_sight(self, name: str) -> None:
        """Show the first certificate, or lay a page over the list."""
        if name == "打印":
            standing = [one for one in self._rows(self._model.ids) if not one.voided_on]
            self._print([one.id for one in standing[:8]])
        elif name == "核验":
            self.verify()
        else:
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

    # printing and verifying

    def print_chosen(self) -> None:
        """Show the chosen certificates as they will be printed."""
        self._print(self.table.selected())

    def _print(self, ids: Sequence[int]) -> None:
        self._lay_over(lambda: tasks.again(self.desk.db, ids))

    def _lay_over(self, task: Callable[[], tasks.Task]) -> None:
        made = self.desk.act(self, task)
        if made is not None:
            self.close_detail()
            self.desk.open(PrintingPage(self.desk, made, done=lambda said: self.say(said, "good")))

    def print_register(self) -> None:
        """Show the register of the certificates listed, to be signed."""
        ids, title = list(self._model.ids), schools.own(self.desk.db).short_name
        data = self.desk.act(
            self,
            lambda: self.desk.work(
                self, "正在排登记表", lambda db, _tell: jobs.register(db, ids, title=title)
            ),
        )
        if data is not None:
            name = f"{title}证书发放登记表"
            page = (self.desk, name, data, f"{name}.pdf")
            self.desk.did(self, lambda: self.desk.open(PreviewPage(*page, form="handed-out")))

    def verify(self) -> None:
        """Lay the page that verifies over this one."""
        self.desk.did(self, lambda: self.desk.open(VerificationPage(self.desk)))

    # one certificate

    def open_one(self, certificate: int) -> None:
        """Show one certificate beside the list."""
        (found,) = certificates.rows(self.desk.db, [certificate])
        panel = History(
            self.desk, found, read_only=self._read_only,
            to_class=self._to_class, void=self._void, reissue=self._reissue,
        )  # fmt: skip
        self.show_detail(found.name, panel)

    def _to_class(self, training_class: int) -> None:
        self.desk.go("培训班", lambda page: page.open_target(training_class, "issue"))

    def _reissue(self, certificate: int, reason: str) -> None:
        self._lay_over(lambda: tasks.reissue(self.desk.db, certificate, reason=reason))

    def _void(self, certificate: int, reason: str) -> None:
        db, today = self.desk.db, self.desk.today()
        (found,) = certificates.rows(db, [certificate])
        if self.desk.did(self, lambda: certificates.void(db, certificate, today=today, reason=reason)):
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
        kind(
            "校验码",
            lambda row: row.check_code or "—",
            rule="二维码下面的十个字母和数字，扫不了码时用它核验。",
            width=12,
            spare=4,
        ),
        kind("状态", lambda row: row.state, sort="state", tint=lambda row: TONES[row.state], rule=STATE_RULE),
    ]
